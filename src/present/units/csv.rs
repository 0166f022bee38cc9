//! 逐单位对比的 CSV: the same columns as text, amounts in 元 and rates in percent with two decimals.

use super::{LINE_COLUMNS, Shape, UnitTable, Values, line_text};
use crate::analysis::units::{STATUSES, Structure, UnitComparison};
use crate::present::csv_guard::guarded;
use crate::present::data::BOM;

/// The first line, with the mark without which Excel takes UTF-8 for the local code page.
pub fn csv_head(shape: Shape) -> Vec<u8> {
    let values = shape.columns.iter().map(|(name, _)| *name);
    let columns: Vec<&str> = shape.group.column().into_iter().chain(LINE_COLUMNS).chain(values).collect();
    format!("{BOM}{}\n", columns.join(",")).into_bytes()
}

/// The lines of a segment.
pub fn csv_lines(table: &impl UnitTable, structure: &Structure, shape: Shape) -> Vec<u8> {
    let (lines, columns) = (table.lines(), table.values());
    let mut out = Vec::with_capacity(lines.len() * 100);
    let mut row = 0;
    for (unit, count) in table.units() {
        for (at, place) in lines.iter().enumerate().skip(row).take(*count) {
            if shape.group.column().is_some() {
                text(unit, &mut out);
                out.push(b',');
            }
            let line = &structure.lines[*place as usize];
            for column in 0..LINE_COLUMNS.len() {
                if column > 0 {
                    out.push(b',');
                }
                text(line_text(line, column), &mut out);
            }
            for values in &columns {
                out.push(b',');
                value(*values, at, &mut out);
            }
            out.push(b'\n');
        }
        row += count;
    }
    out
}

fn value(values: Values<'_>, row: usize, out: &mut Vec<u8>) {
    match values {
        Values::Hundredths(values) => hundredths(values[row], out),
        Values::Statuses(statuses) => {
            out.extend_from_slice(STATUSES.get(usize::from(statuses[row])).unwrap_or(&"").as_bytes());
        }
        Values::Years(years, rows) => {
            out.extend_from_slice(itoa::Buffer::new().format(years[rows[row] as usize].get()).as_bytes());
        }
    }
}

/// A text, no formula, in quotes where it holds what would end it.
fn text(text: &str, out: &mut Vec<u8>) {
    let text = guarded(text);
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
