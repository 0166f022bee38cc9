//! 逐单位的 CSV: amounts in 元 and rates in percent, with two decimals.

use super::{Context, LINE_COLUMNS, UnitTable, Values};
use crate::analysis::stream::{STATUSES, UnitComparison};
use crate::present::csv_guard::{BOM, guarded};

/// Header line, preceded by a BOM so that Excel detects UTF-8.
pub fn csv_head<T: UnitTable>() -> Vec<u8> {
    let names: Vec<&str> = T::columns().iter().map(|column| column.name).collect();
    format!("{BOM}{}\n", names.join(",")).into_bytes()
}

/// The CSV lines of a segment.
pub fn csv_lines(table: &impl UnitTable, context: &Context<'_>) -> Vec<u8> {
    let (lines, columns) = (table.lines(), table.values(context.phases));
    // The columns of the line are equal in all of its rows.
    let mut told: Vec<Vec<u8>> = vec![Vec::new(); context.structure.lines.len()];
    let mut out = Vec::with_capacity(lines.len() * 160);
    let mut row = 0;
    for (unit, count) in table.units() {
        for (at, place) in lines.iter().enumerate().skip(row).take(*count) {
            text(unit, &mut out);
            let told = &mut told[*place as usize];
            if told.is_empty() {
                let line = &context.structure.lines[*place as usize];
                for column in 0..LINE_COLUMNS {
                    told.push(b',');
                    text(&context.text(line, column), told);
                }
            }
            out.extend_from_slice(told);
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
            out.extend_from_slice(itoa::Buffer::new().format(years[rows[row] as usize].0.get()).as_bytes());
        }
        Values::Phases(columns, rows) => out.extend_from_slice(columns[rows[row] as usize].1.name().as_bytes()),
        Values::Same(text) => out.extend_from_slice(text.as_bytes()),
        Values::BesideAmount(text, amounts) if amounts[row] != UnitComparison::NONE => {
            out.extend_from_slice(text.as_bytes())
        }
        Values::BesideAmount(..) | Values::Nothing => {}
    }
}

/// Appends a text field: guarded against formulas, and quoted if necessary.
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
