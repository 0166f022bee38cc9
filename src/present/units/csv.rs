//! 逐单位对比的 CSV: the same columns as text, amounts in 元 and rates in percent with two decimals.

use super::{Group, LINE_COLUMNS, VALUE_COLUMNS, line_text};
use crate::analysis::units::{STATUSES, Structure, UnitComparison};
use crate::present::data::BOM;

/// The first line, with the mark without which Excel takes UTF-8 for the local code page.
pub fn csv_head(group: Group) -> Vec<u8> {
    let columns: Vec<&str> = group.column().into_iter().chain(LINE_COLUMNS).chain(VALUE_COLUMNS).collect();
    format!("{BOM}{}\n", columns.join(",")).into_bytes()
}

/// The lines of a segment.
pub fn csv_lines(rows: &UnitComparison, structure: &Structure, group: Group) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() * 100);
    let mut row = 0;
    for (unit, count) in &rows.units {
        for at in row..row + count {
            if group.column().is_some() {
                text(unit, &mut out);
                out.push(b',');
            }
            let line = &structure.lines[rows.lines[at] as usize];
            for column in 0..LINE_COLUMNS.len() {
                text(line_text(line, column), &mut out);
                out.push(b',');
            }
            for value in [rows.prior[at], rows.current[at], rows.change[at], rows.growth[at]] {
                hundredths(value, &mut out);
                out.push(b',');
            }
            out.extend_from_slice(STATUSES.get(usize::from(rows.status[at])).unwrap_or(&"").as_bytes());
            for value in [rows.share_prior[at], rows.share_current[at], rows.contribution[at]] {
                out.push(b',');
                hundredths(value, &mut out);
            }
            out.push(b'\n');
        }
        row += count;
    }
    out
}

/// A text, in quotes where it holds what would end it.
fn text(text: &str, out: &mut Vec<u8>) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

fn hundredths(value: i64, out: &mut Vec<u8>) {
    if value == UnitComparison::NONE {
        return;
    }
    if value < 0 {
        out.push(b'-');
    }
    let (whole, rest) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
    out.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
    out.extend_from_slice(&[b'.', b'0' + (rest / 10) as u8, b'0' + (rest % 10) as u8]);
}
