//! 编码栏: reads codes as printed: joined, in several columns, as numbers or text, or in front of a name.

use crate::model::{Code, Level};
use crate::source::vocabulary::KeyColumn;
use crate::source::words::{fold, squeeze};

/// 行的编码: joins the code cells of a row, completing parts that are printed only in a row above.
#[derive(Debug, Default)]
pub(super) struct CodeReader {
    last: Vec<String>,
}

impl CodeReader {
    /// The code of a row, from its code cells in column order. `None` if there is none.
    ///
    /// `205 | 08 | 03` and `205 | 8 | 3` (spreadsheet numbers) give 2050803. A cell with a complete code (`2050803`,
    /// `20508`) is used as it is. A 款 or 项 without its 类 takes that of the row above.
    pub fn read(&mut self, cells: &[(KeyColumn, &str)]) -> Option<Code> {
        let mut parts: Vec<String> = Vec::new();
        let mut depth = 0;
        for (index, (column, text)) in cells.iter().enumerate() {
            let digits = digits(text);
            if digits.is_empty() {
                continue;
            }
            let level = match column {
                KeyColumn::Category => 0,
                KeyColumn::Section => 1,
                KeyColumn::Item => 2,
                KeyColumn::SubItem => 3,
                // One header 编码 over several columns: the first is the 类, and so on.
                _ if cells.len() > 1 => index,
                _ => 0,
            };
            // Of two columns of complete codes (政府预算 and 部门预算经济分类) the last one counts; it is next to the name.
            let whole = matches!(digits.len(), 5 | 7 | 9) || digits.len() == 3 && *column == KeyColumn::Code;
            if level == 0 || whole {
                parts = split(&digits)?;
            } else {
                if parts.len() < level {
                    parts.extend(self.last.iter().skip(parts.len()).take(level - parts.len()).cloned());
                }
                parts.truncate(level);
                // Complete codes in each column (208 | 20805 | 2080501) were handled above, so this is two digits.
                parts.push(format!("{digits:0>2}"));
            }
            depth = depth.max(parts.len());
        }
        if depth == 0 {
            return None;
        }
        let code = Code::new(&parts.concat()).ok()?;
        self.last = parts;
        Some(code)
    }
}

/// Splits a code from the front of a name: `208 社会保障和就业支出`, `2080101-行政运行`, `[2080101]行政运行`.
pub(super) fn leading_code(name: &str) -> (Option<Code>, String) {
    let squeezed = squeeze(name);
    let body = squeezed.trim_start_matches(['[', '【', '(', '（']);
    let end = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
    let rest = body[end..].trim_start_matches([']', '】', ')', '）', '-', '—', '_', ':', '：', '.', '、', '|']);
    match Code::new(&body[..end]) {
        // 2024年项目 has no code, 22902—年初预留 has one.
        Ok(code) if !rest.is_empty() && !body[end..].starts_with('年') => (Some(code), rest.to_owned()),
        _ => (None, squeezed),
    }
}

/// The complete code that a cell consists of, if any.
pub(super) fn whole_code(text: &str) -> Option<Code> {
    Code::new(&digits(text)).ok()
}

/// The probable level of a damaged code (`201010`, `2O10101`), by its number of digits.
pub(super) fn broken_level(text: &str) -> Option<Level> {
    let folded = fold(text);
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let plain = folded.chars().all(|c| c.is_ascii_alphanumeric() || ".-_ ".contains(c));
    match digits {
        4 | 5 if plain && whole_code(text).is_none() => Some(Level::Section),
        6..=9 if plain && whole_code(text).is_none() => Some(Level::Item),
        _ => None,
    }
}

/// The digits of a code cell, without separators and the `.0` of spreadsheets; empty if it holds anything else.
fn digits(text: &str) -> String {
    let folded = fold(text);
    let folded = folded.strip_suffix(".0").unwrap_or(&folded);
    let kept: String = folded.chars().filter(|c| !matches!(c, '-' | '.' | '_' | ' ' | '\'' | '(' | ')')).collect();
    if kept.chars().all(|c| c.is_ascii_digit()) { kept } else { String::new() }
}

/// Splits a complete code into 类, 款, 项 and 目.
fn split(digits: &str) -> Option<Vec<String>> {
    if !matches!(digits.len(), 3 | 5 | 7 | 9) {
        return None;
    }
    let mut parts = vec![digits[..3].to_owned()];
    parts.extend((3..digits.len()).step_by(2).map(|at| digits[at..at + 2].to_owned()));
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use KeyColumn::{Category, Code as Joined, Item, Section};

    fn read(reader: &mut CodeReader, cells: &[(KeyColumn, &str)]) -> String {
        reader.read(cells).map(|code| code.to_string()).unwrap_or_default()
    }

    #[test]
    fn codes_come_in_columns_as_text_or_numbers() {
        let mut reader = CodeReader::default();
        assert_eq!(read(&mut reader, &[(Category, "205"), (Section, ""), (Item, "")]), "205");
        assert_eq!(read(&mut reader, &[(Category, "205.0"), (Section, "8"), (Item, "")]), "20508");
        assert_eq!(read(&mut reader, &[(Category, ""), (Section, ""), (Item, "03")]), "2050803");
        assert_eq!(read(&mut reader, &[(Category, "208"), (Section, "20805"), (Item, "2080501")]), "2080501");
        assert_eq!(read(&mut reader, &[(Joined, "208-05-05")]), "2080505");
        assert_eq!(read(&mut reader, &[(Joined, "合计")]), "");
    }

    #[test]
    fn a_code_in_front_of_a_name_is_taken_off() {
        let (code, name) = leading_code("208 社会保障和就业支出");
        assert_eq!((code.unwrap().as_str(), name.as_str()), ("208", "社会保障和就业支出"));
        assert_eq!(leading_code("[2080101]行政运行").1, "行政运行");
        assert_eq!(leading_code("22902—年初预留").1, "年初预留");
        assert_eq!(leading_code("2024年项目").0, None);
        assert_eq!(leading_code("12月").0, None);
    }
}
