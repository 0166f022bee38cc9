//! R1C1: converts formulas that count rows and columns, from the cell (`RC[-1]`) or from the first (`R2C5`), to the
//! syntax of [`super::parse`].

use crate::source::format::workbook::layout::{COLUMNS, ROWS};

/// The formula of the cell at this row and column. What has no counterpart is left so that it is reported as
/// unsupported.
pub(in crate::source::format::workbook) fn of_relative(text: &str, cell: (u32, u32)) -> String {
    let text = text.trim();
    let text = text.strip_prefix('=').unwrap_or(text);
    let (mut rest, mut found) = (text, String::with_capacity(text.len()));
    while let Some(first) = rest.chars().next() {
        let length = match first {
            // A text, or the name of a sheet; a doubled quote begins the next one.
            '"' | '\'' => match rest[1..].find(first) {
                Some(end) => end + 2,
                None => return text.to_owned(),
            },
            _ if is_word(first) => {
                if let Some((reference, length)) = reference(rest, cell) {
                    found.push_str(&reference);
                    rest = &rest[length..];
                    continue;
                }
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        found.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || "_.#\\".contains(c)
}

/// The reference at the beginning of a text, and its length there. A row or column without the other is a whole one.
fn reference(text: &str, (row, column): (u32, u32)) -> Option<(String, usize)> {
    let (found_row, rest) = part(text, 'R', row);
    let (found_column, rest) = part(rest, 'C', column);
    if rest.starts_with(|c: char| is_word(c) || c == '(' || c == '!') {
        return None;
    }
    let is_inside = |at: Option<i64>, limit: u32| at.is_none_or(|at| (0..i64::from(limit)).contains(&at));
    if !is_inside(found_row, ROWS) || !is_inside(found_column, COLUMNS) {
        return None;
    }
    let reference = match (found_row, found_column) {
        (Some(row), Some(column)) => format!("{}{}", letters(column), row + 1),
        (Some(row), None) => format!("A{}:{}{}", row + 1, letters(i64::from(COLUMNS) - 1), row + 1),
        (None, Some(column)) => format!("{0}:{0}", letters(column)),
        (None, None) => return None,
    };
    Some((reference, text.len() - rest.len()))
}

/// The row or column at the beginning of a text: `R5` is the fifth, `R[-2]` and `R` count from the cell.
fn part(text: &str, letter: char, own: u32) -> (Option<i64>, &str) {
    let Some(rest) = text.strip_prefix([letter, letter.to_ascii_lowercase()]) else { return (None, text) };
    if let Some(inner) = rest.strip_prefix('[')
        && let Some((offset, behind)) = inner.split_once(']')
        && let Ok(offset) = offset.parse::<i32>()
    {
        return (Some(i64::from(own) + i64::from(offset)), behind);
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match rest[..digits].parse::<u32>() {
        Ok(number) => (Some(i64::from(number) - 1), &rest[digits..]),
        Err(_) if digits == 0 => (Some(i64::from(own)), rest),
        Err(_) => (None, text),
    }
}

/// The name of a column, from 0: A, …, Z, AA, …
fn letters(column: i64) -> String {
    let (mut name, mut left) = (Vec::new(), column + 1);
    while left > 0 {
        name.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    name.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_count_from_the_cell_or_from_the_first() {
        for (relative, absolute) in [
            ("=SUM(R[-3]C:R[-1]C)", "SUM(C2:C4)"),
            ("=RC[-1]+R2C27", "B5+AA2"),
            ("='表 1'!R1C*表2!RC[-2]", "'表 1'!C1*表2!A5"),
            ("=IF(RC[1]>0,\"RC[1]\",ROUND(R[1]C,2))", "IF(D5>0,\"RC[1]\",ROUND(C6,2))"),
            ("=SUM(C[-1])+COUNT(R1)", "SUM(B:B)+COUNT(A1:XFD1)"),
            ("=RC", "C5"),
        ] {
            assert_eq!(of_relative(relative, (4, 2)), absolute, "{relative}");
        }
    }

    #[test]
    fn what_is_no_reference_is_left_and_not_understood() {
        for text in ["RC[-9]", "R[-9]C", "R0C1", "[甲.xls]表!RC", "合计RC", "R99999999999C1", "\"RC", "RC[x]"] {
            let converted = of_relative(text, (4, 2));
            assert_eq!(super::super::parse::parse(&converted), None, "{text}: {converted}");
        }
        assert_eq!(of_relative("RATE(1)+CR+#REF!+'一''二'!R1C1", (0, 0)), "RATE(1)+CR+#REF!+'一''二'!A1");
    }
}
