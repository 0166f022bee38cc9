//! 分段: cuts a grid into tables with captions, header rows, body rows and notes.

use super::list_head;
use super::money::amount_unit;
use super::owner::labelled_unit;
use super::place::scope_of_word;
use super::word::count_unit;
use super::year::bare_year;
use crate::model::{Place, PrintedNumber};
use crate::source::Grid;
use crate::source::vocabulary::{KeyColumn, Vocabulary};
use crate::source::words::{Numbering, fold, numbering, squeeze};
use std::collections::BTreeSet;
use std::ops::Range;

/// One table inside a grid.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// Lines above the header inside the grid: title, unit, amount unit.
    pub captions: Vec<(String, Place)>,
    /// The header rows.
    pub header: Range<usize>,
    /// The rows below.
    pub body: Range<usize>,
    /// Sentences below the body inside the grid.
    pub notes: Vec<(String, Place)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Blank,
    Caption,
    Note,
    Header,
    /// Only years, or unknown words with at least two years: a header where one is expected, otherwise amounts.
    Years,
    Data,
}

/// Cuts a grid into its tables. A sheet may have several; a page's grid usually has one.
pub(super) fn segments(grid: &Grid) -> Vec<Segment> {
    let shapes: Vec<Shape> = (0..grid.rows()).map(|row| shape(grid, row)).collect();
    let mut segments = Vec::new();
    let mut row = 0;
    let mut above = Vec::new();
    while row < shapes.len() {
        let mut captions = std::mem::take(&mut above);
        while row < shapes.len() && matches!(shapes[row], Shape::Blank | Shape::Caption | Shape::Note) {
            captions.extend(texts(grid, row));
            row += 1;
        }
        let header = row;
        // Unknown words are a header too if a header row follows before any figure.
        while row < shapes.len()
            && (matches!(shapes[row], Shape::Header | Shape::Blank)
                || shapes[row] == Shape::Years && (row == header || bare_years(grid, row))
                || leads_header(grid, &shapes, row)
                || row > header
                    && (carries_header_on(grid, header..row, row) || is_beside_header(grid, header..row, row)))
        {
            row += 1;
        }
        let body = row;
        let mut notes = Vec::new();
        let mut end = row;
        while row < shapes.len() {
            match shapes[row] {
                Shape::Data | Shape::Years => end = row + 1,
                Shape::Note => notes.extend(texts(grid, row)),
                Shape::Caption => break,
                // A header in the middle is repeated on a new page or begins a new table; the caller decides. A row
                // that only names measures (上年结转, without a figure) belongs to the body.
                Shape::Header if row > body && begins_header(grid, row) => break,
                Shape::Header if row > body => end = row + 1,
                Shape::Header | Shape::Blank => {}
            }
            row += 1;
        }
        // A single text above a title (2025年部门预算 over 收支总表) is not a header.
        let lone = (header..body).all(|row| texts(grid, row).len() <= 1);
        if header < body && lone && end <= body && row < shapes.len() {
            above = captions;
            above.extend((header..body).flat_map(|row| texts(grid, row)));
            continue;
        }
        if !captions.is_empty() || header < end.max(body) {
            segments.push(Segment { captions, header: header..body, body: body..end.max(body), notes });
        }
    }
    segments
}

/// Whether all texts of a row are years.
fn bare_years(grid: &Grid, row: usize) -> bool {
    let mut texts = (0..grid.columns()).map(|column| grid.text(row, column).trim()).filter(|text| !text.is_empty());
    texts.all(is_year)
}

/// Whether a row below a header belongs to it although it contains a number (预算数, 3, 执行数) or names a part (小计,
/// 其中：教育收费). All its words are header words, and there is nothing below names and codes.
fn carries_header_on(grid: &Grid, above: Range<usize>, row: usize) -> bool {
    let vocabulary = Vocabulary::shipped();
    let cells: Vec<(usize, &str)> = (0..grid.columns())
        .map(|column| (column, grid.text(row, column).trim()))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let is_key = |column: usize| {
        above
            .clone()
            .any(|row| grid.starting_at(row, column).is_some_and(|cell| vocabulary.key_column(&cell.text).is_some()))
    };
    let heads = |text: &str| vocabulary.measure(text).is_some() || is_header_word(text) || names_part(text);
    let words = cells.iter().filter(|(_, text)| !is_serial(text));
    words.clone().count() > 0
        && words.clone().all(|(_, text)| heads(text))
        && (words.clone().count() < cells.len() || words.clone().any(|(_, text)| names_part(text)))
        && !cells.iter().any(|(column, _)| is_key(*column))
        && above.clone().any(|row| (0..grid.columns()).any(|column| grid.starting_at(row, column).is_some()))
}

/// Whether a cell of the header above reaches down over this row, which then belongs to the header too if it has no figure:
/// 小计 and 其中：一般公共预算 beside 项目.
fn is_beside_header(grid: &Grid, above: Range<usize>, row: usize) -> bool {
    let reaches = |column: usize| grid.covering(row, column).is_some_and(|cell| above.contains(&cell.row));
    let mut own = (0..grid.columns()).filter_map(|column| grid.starting_at(row, column));
    (0..grid.columns()).any(reaches) && own.all(|cell| PrintedNumber::is_word(cell.text.trim()))
}

/// Whether a text names a part of what stands before it: 其中：教育收费.
fn names_part(text: &str) -> bool {
    numbering(&squeeze(text)).0 == Some(Numbering::OfWhich)
}

/// Whether a text is the number of a column, as in the header of a helper column for lookups.
fn is_serial(text: &str) -> bool {
    text.len() <= 3 && text.parse::<u16>().is_ok()
}

/// Whether a row of several unknown words, or one over the whole width, without figure or code, is directly above a
/// header row.
fn leads_header(grid: &Grid, shapes: &[Shape], row: usize) -> bool {
    let words = |row: usize| {
        let texts = (0..grid.columns()).map(|column| grid.text(row, column).trim()).filter(|text| !text.is_empty());
        let texts: Vec<&str> = texts.collect();
        let wide =
            grid.starting_at(row, 0).is_some_and(|cell| cell.column_span > 1 && cell.column_span == grid.columns());
        let data = |text: &&str| is_data(text) && !names_part(text);
        shapes[row] == Shape::Data && (texts.len() > 1 || wide) && !texts.iter().any(data)
    };
    let next = (row..shapes.len().min(row + 3)).find(|&row| !words(row));
    next.is_some_and(|next| next > row && shapes[next] == Shape::Header)
}

/// Whether a row has something that only headers have: a word for codes or names, a year, the numbers of columns.
fn begins_header(grid: &Grid, row: usize) -> bool {
    let texts: Vec<&str> =
        (0..grid.columns()).map(|column| grid.text(row, column).trim()).filter(|text| !text.is_empty()).collect();
    let vocabulary = Vocabulary::shipped();
    let keyed = |text: &&str| vocabulary.key_column(text).is_some() || is_header_word(text);
    is_number_row(&texts) || texts.iter().any(keyed) || texts.len() > 2 && !is_sparse(grid, row)
}

/// Whether a row has words in fewer than half of the columns.
fn is_sparse(grid: &Grid, row: usize) -> bool {
    let words = (0..grid.columns()).filter(|&column| !grid.text(row, column).trim().is_empty()).count();
    words * 2 <= grid.columns()
}

/// The texts that begin in a row.
fn texts(grid: &Grid, row: usize) -> Vec<(String, Place)> {
    (0..grid.columns())
        .filter_map(|column| grid.starting_at(row, column))
        .filter(|cell| !cell.text.trim().is_empty())
        .map(|cell| (cell.text.clone(), cell.place.clone()))
        .collect()
}

fn shape(grid: &Grid, row: usize) -> Shape {
    let texts: Vec<&str> =
        (0..grid.columns()).map(|column| grid.text(row, column).trim()).filter(|text| !text.is_empty()).collect();
    let vocabulary = Vocabulary::shipped();
    if texts.is_empty() || texts.iter().all(|text| text.chars().all(|c| "-—─=|".contains(c))) {
        return Shape::Blank;
    }
    if is_number_row(&texts) {
        return Shape::Header;
    }
    if texts.iter().any(|text| is_year(text)) && texts.iter().all(|text| is_year(text) || !is_data(text)) {
        // Years beside 项目 or 科目名称 are a header. A name beside a number that could be a year is a row of the body.
        if texts.iter().any(|text| vocabulary.key_column(text).is_some_and(|key| key != KeyColumn::Ignore)) {
            return Shape::Header;
        }
        let years: BTreeSet<&&str> = texts.iter().filter(|text| is_year(text)).collect();
        let total = texts.iter().any(|text| vocabulary.total(text).is_some());
        let alone = years.len() == texts.len() || texts.iter().all(|text| is_year(text));
        if alone || years.len() > 1 && !total {
            return Shape::Years;
        }
        return Shape::Data;
    }
    if is_caption_row(grid, row, &texts) {
        return Shape::Caption;
    }
    if let [lone] = texts[..] {
        let length = squeeze(lone).chars().count();
        let marked = ["注", "说明", "备注", "本表"].iter().any(|mark| lone.starts_with(mark)) && length > 4;
        if marked || length > 20 && (lone.contains('。') || lone.contains('，')) {
            return Shape::Note;
        }
    }
    let keyed = texts.iter().any(|text| vocabulary.key_column(text).is_some());
    // 其中：市本级 over a column is its scope; 其中：1.一般债务限额 beside 项目 or 地区 is the header of a column of parts,
    // and so is 2.专项债务限额 beside that.
    let parts = keyed && texts.iter().any(|text| names_part(text));
    let of_which = |text: &str| parts && numbering(&squeeze(text)).0.is_some();
    if texts.iter().any(|text| is_data(text) && scope_of_word(text).is_none() && !of_which(text)) {
        return Shape::Data;
    }
    let header = |text: &&str| {
        vocabulary.key_column(text).is_some() || vocabulary.measure(text).is_some() || is_header_word(text)
    };
    // A single “三公” item names a row; several are a header.
    if texts.iter().filter(|text| vocabulary.three_public(text).is_some()).count() > 1 {
        return Shape::Header;
    }
    if list_head::is_header(&texts) {
        return Shape::Header;
    }
    let sums = |text: &&str| vocabulary.total(text).is_some() && fold(text).contains('计');
    let lone_total = texts.iter().all(sums) && texts.len() <= 2;
    if texts.iter().any(header) && (keyed || !lone_total) {
        return Shape::Header;
    }
    if lone_total { Shape::Data } else { body_or_title(&texts) }
}

/// The shape of a row of unknown words: a title if it is one text ending with 表, perhaps once for each of several tables
/// side by side, else data (a name without amount).
fn body_or_title(texts: &[&str]) -> Shape {
    let alike = texts.iter().all(|text| *text == texts[0]);
    if alike && fold(texts[0]).ends_with('表') { Shape::Caption } else { Shape::Data }
}

/// Whether a row numbers the columns: `※ ※ ※ 1 2 3`, `栏次 1 2 3`, `甲 乙 1 2`, `类 款 项 栏次 1 2`, `公式 A=B+C B C`.
pub(super) fn is_number_row(texts: &[&str]) -> bool {
    let mut next = 1;
    let mut numbers = 0;
    for text in texts {
        let text = fold(text);
        let names_levels = ["类", "款", "项", "目"].contains(&text.as_str());
        if text.chars().all(|c| c == '*' || c == '※')
            || ["栏次", "行次", "公式", "甲", "乙", "丙", "丁"].contains(&text.as_str())
            || names_levels && numbers == 0
        {
            continue;
        }
        // A column may also be numbered by a letter or a formula such as 2=3+4.
        let head = text.split(['=', '+']).next().unwrap_or_default();
        let letter = || match head.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => Some(u32::from(letter.to_ascii_lowercase() - b'a') + 1),
            _ => None,
        };
        let number = head.parse::<u32>().ok().or_else(letter);
        match number {
            Some(number) if number == next => {
                next += 1;
                numbers += 1;
            }
            _ => return false,
        }
    }
    let marks = !texts.is_empty() && texts.iter().all(|text| text.trim() == "※");
    numbers >= 2 || marks || numbers == 1 && texts.len() > 1
}

/// Whether a text is the term of a bond: 3年期, 10年期.
fn is_term(squeezed: &str) -> bool {
    squeezed.strip_suffix("年期").is_some_and(is_serial)
}

fn is_year(text: &str) -> bool {
    let text = fold(text);
    text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1990..=2100).contains(&year))
}

/// Whether a row holds nothing but captions. A bare year (2023年度) is one beside another caption, or if its cell begins
/// at the left edge, where no column of amounts does; elsewhere it is the header of a column.
fn is_caption_row(grid: &Grid, row: usize, texts: &[&str]) -> bool {
    let (captions, others): (Vec<&str>, Vec<&str>) = texts.iter().partition(|text| is_caption(text));
    let dated = match others[..] {
        [] => true,
        [year] => bare_year(&fold(year)).is_some() && (!captions.is_empty() || grid.starting_at(row, 0).is_some()),
        _ => false,
    };
    // Tables side by side repeat their captions.
    dated && texts.iter().collect::<BTreeSet<_>>().len() <= 4
}

/// Whether a text is a caption: title, unit, amount unit, number of the form.
fn is_caption(text: &str) -> bool {
    let folded = fold(text);
    let vocabulary = Vocabulary::shipped();
    let label = [
        "编制单位:",
        "编制部门:",
        "填报单位:",
        "单位名称:",
        "部门:",
        "公开部门:",
        "编制日期:",
        "填报部门:",
        "预算单位:",
        "预算部门:",
    ]
    .iter()
    .any(|label| folded.starts_with(label));
    let is_title = vocabulary.table(text).is_some()
        && (folded.ends_with('表') || folded.ends_with("表(续)") || folded.contains("表("))
        && vocabulary.key_column(text).is_none();
    let form = folded.starts_with("公开") && folded.ends_with('表')
        || folded.starts_with('表') && folded.chars().count() <= 5
        || folded.starts_with("附件") && folded.chars().count() <= 6
        || folded.starts_with("附表") && folded.chars().count() <= 6;
    label
        || is_title
        || form
        || labelled_unit(text).is_some()
        || amount_unit(text).is_some() && folded.contains("单位") && folded.chars().count() < 16
        || count_unit(text).is_some()
        || is_bare_date(&folded)
}

fn is_bare_date(folded: &str) -> bool {
    folded.starts_with('(') && folded.ends_with("年)") || folded.ends_with("年度)") && folded.starts_with('(')
}

/// Whether a text never occurs in a header: a number, a code, a numbered name.
fn is_data(text: &str) -> bool {
    let squeezed = squeeze(text);
    if is_year(&squeezed) || is_term(&squeezed) {
        return false;
    }
    // A dash is the mark for no figure.
    let is_dash = squeezed.chars().count() <= 2 && squeezed.chars().all(|c| "-－—–―".contains(c));
    if is_dash || PrintedNumber::looks_numeric(text) {
        return true;
    }
    let digits = squeezed.len() - squeezed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let coded = matches!(digits, 3 | 5 | 7 | 9) && squeezed.len() > digits;
    coded || numbering(&squeezed).0.is_some()
}

fn is_header_word(text: &str) -> bool {
    let folded = fold(text);
    let known = [
        "收入",
        "支出",
        "本年收入",
        "本年支出",
        "收入项目",
        "支出项目",
        "资金来源",
        "一级指标",
        "二级指标",
        "三级指标",
        "三公经费",
        "功能分类",
        "支出用途",
    ];
    known.contains(&folded.as_str())
        || scope_of_word(text).is_some()
        || is_term(&folded)
        || folded.contains("年") && ["预算", "决算", "执行数", "数"].iter().any(|word| folded.ends_with(word))
        || ["预算数", "决算数", "执行数", "编码", "科目名称"].iter().any(|word| folded.ends_with(word))
}

#[cfg(test)]
mod tests;
