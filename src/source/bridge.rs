//! 对照表的读入: reads a bridge from a table with one row per share. Rows that begin with `#` are comments.

use super::format::encoding::decode;
use super::format::{self, Kind};
use super::limits::Unpacking;
use super::{Grid, Limits, SourceError, files};
use crate::model::{Bridge, BridgeEnd, BridgeRow, Code, FiscalYear, Place, PrintedNumber, Share, Warning};
use std::path::Path;
use std::sync::Arc;

/// The name that stands for the shipped list.
pub const OFFICIAL: &str = "official";

/// The fields of a row with the accepted column names, our own first. Other columns are ignored.
const FIELDS: [(&str, &[&str]); 10] = [
    ("from_year", &["from_year", "原年度", "旧年度", "上年度", "上年", "起始年度"]),
    ("to_year", &["to_year", "新年度", "本年度", "本年", "目标年度"]),
    ("old_code", &["old_code", "原编码", "旧编码", "原科目编码", "旧科目编码"]),
    ("old_name", &["old_name", "原名称", "旧名称", "原科目名称", "旧科目名称"]),
    ("new_code", &["new_code", "新编码", "新科目编码"]),
    ("new_name", &["new_name", "新名称", "新科目名称"]),
    ("share", &["share", "份额", "比例"]),
    ("unit", &["unit", "单位", "单位名称", "预算单位"]),
    ("source", &["source", "依据", "来源"]),
    ("kind", &["kind"]),
];

/// Kinds of rows that are proposed but never applied: a change made by one unit, and a change observed between the
/// lists or disclosures of two years. Neither proves that the code moved as a whole.
const PROPOSED: [&str; 2] = ["unit", "observed"];

/// Columns that a bridge must have.
const REQUIRED: [&str; 2] = ["from_year", "to_year"];

/// Reads a bridge from a table in any supported format; `official` stands for the shipped list.
///
/// # Errors
/// A file that cannot be read, a missing column, an invalid value, or rows that do not form a bridge.
pub fn read_bridge(path: &Path) -> Result<(Bridge, Vec<Warning>), crate::Error> {
    if path.as_os_str() == OFFICIAL {
        return Ok((official_bridge()?, Vec::new()));
    }
    let name: Arc<str> = path.display().to_string().into();
    let (rows, warnings) = parse(&name, &files::read(path, &Limits::default())?, |_| true)?;
    Ok((Bridge::new(rows).map_err(SourceError::from)?, warnings))
}

/// Reads a bridge from the text of a CSV file; `name` is what messages call it.
///
/// # Errors
/// As [`read_bridge`].
pub fn bridge_of(name: &str, csv: &str) -> Result<Bridge, crate::Error> {
    let (rows, _) = parse(&name.into(), csv.as_bytes(), |_| true)?;
    Ok(Bridge::new(rows).map_err(SourceError::from)?)
}

/// 已知的官方调整: the shipped changes that may be applied. All are optional.
///
/// # Errors
/// None in practice, since a test reads the shipped list.
pub fn official_bridge() -> Result<Bridge, crate::Error> {
    Ok(Bridge::new(shipped(|kind| !PROPOSED.contains(&kind))?).map_err(SourceError::from)?)
}

/// 已知的调整: all shipped changes (official, observed in lists or disclosures, or made by single units), to be proposed
/// to the user. They do not form a bridge, since a code may have been split without known shares.
///
/// # Errors
/// None in practice, since a test reads the shipped list.
pub fn known_changes() -> Result<Vec<BridgeRow>, crate::Error> {
    Ok(shipped(|_| true)?)
}

/// Joins two bridges; a user's rows take precedence over those of the shipped list for the same item.
///
/// # Errors
/// An item that both bridges map.
pub fn join_bridges(one: Bridge, other: Bridge) -> Result<Bridge, crate::Error> {
    Ok(one.with(other).map_err(SourceError::from)?)
}

fn shipped(keep: fn(&str) -> bool) -> Result<Vec<BridgeRow>, SourceError> {
    let name: Arc<str> = "data/bridges.csv".into();
    let (rows, _) = parse(&name, include_bytes!("../../data/bridges.csv"), keep)?;
    Ok(rows.into_iter().map(|row| BridgeRow { optional: true, ..row }).collect())
}

fn parse(name: &Arc<str>, bytes: &[u8], keep: fn(&str) -> bool) -> Result<(Vec<BridgeRow>, Vec<Warning>), SourceError> {
    let limits = Limits::default();
    let unpacking = Unpacking::of(&limits);
    let (document, warnings) = match Kind::of(name, bytes)? {
        Kind::Delimited | Kind::Text => {
            let decoded = decode(bytes);
            let warning = decoded.warning(&Place::file(name.clone()));
            let text = without_comments(&decoded.text);
            (
                format::read_kind(Kind::Delimited, name, text.as_bytes(), &limits, &unpacking, false, None)?,
                warning.into_iter().collect(),
            )
        }
        kind => {
            let document = format::read_kind(kind, name, bytes, &limits, &unpacking, false, None)?;
            let warnings = document.warnings.clone();
            (document, warnings)
        }
    };
    let grid = document.grids().next();
    let Some(grid) = grid else {
        return Err(content(Place::file(name.clone()), "应有一行列名和若干行对照", "空表"));
    };
    Ok((rows(grid, keep)?, warnings))
}

/// Blanks comment lines, so that a quote in one does not swallow rows and every row keeps its line number.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut quoted = false;
    for line in text.split_inclusive('\n') {
        if !quoted && line.trim_start_matches(['\u{feff}', '"', ' ', '\t']).starts_with('#') {
            kept.push_str(if line.ends_with('\n') { "\n" } else { "" });
            continue;
        }
        quoted ^= line.matches('"').count() % 2 == 1;
        kept.push_str(line);
    }
    kept
}

fn rows(grid: &Grid, keep: fn(&str) -> bool) -> Result<Vec<BridgeRow>, SourceError> {
    let first = |row: usize| (0..grid.columns()).map(|at| grid.text(row, at).trim()).find(|cell| !cell.is_empty());
    let mut lines = (0..grid.rows()).filter(|row| first(*row).is_some_and(|first| !first.starts_with('#')));
    let header = lines.next().unwrap_or(0);
    let columns = Columns::of(grid, header)?;
    lines.filter(|row| keep(columns.text(grid, *row, "kind"))).map(|row| columns.row(grid, row)).collect()
}

/// 列: the column of each field.
struct Columns([Option<usize>; FIELDS.len()]);

impl Columns {
    fn of(grid: &Grid, header: usize) -> Result<Self, SourceError> {
        let heads: Vec<String> = (0..grid.columns()).map(|at| grid.text(header, at).trim().to_lowercase()).collect();
        let find = |names: &[&str]| heads.iter().position(|head| names.contains(&head.as_str()));
        let columns = Self(FIELDS.map(|(_, names)| find(names)));
        let is_missing = |name: &&str| columns.at(name).is_none();
        let missing_end = [("old_code", "old_name"), ("new_code", "new_name")]
            .into_iter()
            .find(|(code, name)| is_missing(code) && is_missing(name))
            .map(|(code, _)| code);
        match REQUIRED.into_iter().find(is_missing).or(missing_end) {
            None => Ok(columns),
            Some(name) => Err(SourceError::Content {
                place: grid.row_place(header),
                expected: format!("对照表应有列 {name}"),
                found: heads.join(","),
                remedy: "列名是 from_year,to_year,old_code,old_name,new_code,new_name,share,unit,source；可先用 tongbi bridge 生成一份",
            }),
        }
    }

    fn at(&self, field: &str) -> Option<usize> {
        FIELDS.iter().zip(self.0).find(|((name, _), _)| *name == field).and_then(|(_, at)| at)
    }

    fn text<'a>(&self, grid: &'a Grid, row: usize, field: &str) -> &'a str {
        self.at(field).map_or("", |at| grid.text(row, at).trim())
    }

    fn row(&self, grid: &Grid, row: usize) -> Result<BridgeRow, SourceError> {
        let text = |field: &str| self.text(grid, row, field);
        let place = grid.row_place(row);
        let year = |field: &str| {
            let year = text(field).trim_end_matches('年').parse().ok().and_then(FiscalYear::new);
            year.ok_or_else(|| content(place.clone(), &format!("{field} 应为四位年度，如 2024"), text(field)))
        };
        let code = |field: &str| match text(field) {
            "" => Ok(None),
            digits => Code::new(digits).map(Some).map_err(|_| {
                content(place.clone(), &format!("{field} 应为 3、5、7 或 9 位科目编码，如 2080102"), digits)
            }),
        };
        let share = share(text("share")).ok_or_else(|| {
            let expected =
                "share 应大于 0、不大于 1，写成 0.4、40% 或 2/5（空着是 1；被表格软件改成日期的请把该格设为文本）";
            content(place.clone(), expected, text("share"))
        })?;
        Ok(BridgeRow {
            from: year("from_year")?,
            to: year("to_year")?,
            old: BridgeEnd::new(code("old_code")?, text("old_name")),
            new: BridgeEnd::new(code("new_code")?, text("new_name")),
            share,
            unit: Some(text("unit")).filter(|unit| !unit.is_empty()).map(Into::into),
            source: text("source").into(),
            place,
            optional: false,
        })
    }
}

fn content(place: Place, expected: &str, found: &str) -> SourceError {
    SourceError::Content {
        place, expected: expected.to_owned(), found: found.to_owned(), remedy: "请改正这一行后再试"
    }
}

/// Reads a share written as `0.4`, `40%` or `2/5`; an empty text is the whole.
fn share(text: &str) -> Option<Share> {
    let plain = crate::model::fold(text);
    if plain.is_empty() {
        return Some(Share::WHOLE);
    }
    if let Some((numerator, denominator)) = plain.split_once('/') {
        return Share::new(numerator.parse().ok()?, denominator.parse().ok()?);
    }
    let (digits, percent) = plain.strip_suffix('%').map_or((plain.as_str(), 1), |digits| (digits, 100));
    let number = PrintedNumber::parse(digits).ok()??;
    let scale = 10i64.checked_pow(number.decimals())?.checked_mul(percent)?;
    Share::new(number.mantissa(), scale).filter(|_| number.unit().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_exactly_however_it_is_written() {
        let read = |text: &str| share(text).map(|share| (share.numerator(), share.denominator()));
        for text in ["0.4", "40%", "2/5", "４０％", "2／5", " 40.0 % "] {
            assert_eq!(read(text), Some((2, 5)), "{text}");
        }
        assert_eq!(read(""), Some((1, 1)));
        assert_eq!(read("33.3%"), Some((333, 1000)));
        for text in ["0", "-0.5", "1.01", "1/0", "3月5日", "0.4元", "2024/3/5", "一半"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_note_with_a_quote_swallows_no_row() {
        assert_eq!(without_comments("a,b\n# 他说\"好\n1,\"x\n# y\"\n#z"), "a,b\n\n1,\"x\n# y\"\n");
    }

    #[test]
    fn the_shipped_list_is_a_bridge() {
        assert!(known_changes().unwrap().len() > official_bridge().unwrap().rows().len());
    }
}
