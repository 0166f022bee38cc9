//! 公式: formulas in the cells of a table, if a spreadsheet can calculate exactly with the figures.

use super::super::{Formula, Value};
use super::Grid;
use super::digits::{At, all_digits, decimals, digit_cell, text};
use crate::present::sheet::number;
use rust_xlsxwriter::utility::{row_col_to_cell, row_col_to_cell_absolute};
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

impl Grid<'_> {
    /// The formula of a cell; `None` if a figure has more digits than spreadsheets calculate with.
    pub(super) fn formula(&self, (row, column): (usize, usize), formula: &Formula) -> Option<String> {
        let name = |column: usize| name(self.at(row, column));
        let own = (row, column);
        let (text, figures) = match formula {
            Formula::Change { prior, current, stated } => {
                let (from, to) = (name(*prior), name(*current));
                // Rounded to 分, since the difference of binary fractions is inexact in the 15th digit.
                let inner = format!("ROUND({to}-{from},{})", decimals(self.table.digits.unit));
                (known_only(&from, &to, inner, *stated), vec![(row, *prior), (row, *current)])
            }
            Formula::Growth { prior, current, change, stated } => {
                let (from, to) = (name(*prior), name(*current));
                let difference = change.map_or_else(|| format!("({to}-{from})"), name);
                let figures = [Some(*prior), Some(*current), *change].into_iter().flatten();
                let inner = in_words(&from, &to, &format!("{difference}/{from}"));
                (known_only(&from, &to, inner, *stated), figures.map(|column| (row, column)).collect())
            }
            Formula::Rate { prior, current, change, stated } => {
                let (from, to) = (name(*prior), name(*current));
                let inner = format!("IF({to}={from},0,IF({from}<=0,\"—\",{}/{from}))", name(*change));
                (
                    known_only(&from, &to, inner, *stated),
                    [*prior, *current, *change].map(|column| (row, column)).to_vec(),
                )
            }
            Formula::Status { prior, current, stated } => {
                let (from, to) = (name(*prior), name(*current));
                let inner = in_words(&from, &to, &format!("IF({to}>{from},\"增加\",\"减少\")"));
                (known_only(&from, &to, inner, *stated), vec![(row, *prior), (row, *current)])
            }
            Formula::Share { part, whole } => {
                let (cell, of) = (name(*part), anchored(self.at(whole.0, whole.1)));
                let text = format!("=IF(OR(ISBLANK({cell}),N({of})=0),\"—\",{cell}/{of})");
                (text, vec![(row, *part), *whole])
            }
            Formula::ShareChange { from, to } => (format!("=(N({})-N({}))*100", name(*to), name(*from)), Vec::new()),
            Formula::Contribution { change, whole } => {
                let (cell, of) = (name(*change), anchored(self.at(whole.0, whole.1)));
                (format!("=IF(N({of})=0,\"—\",{cell}/{of}*100)"), vec![(row, *change), *whole])
            }
            Formula::Link(reference) => (format!("={reference}"), Vec::new()),
        };
        figures.into_iter().chain([own]).all(|place| self.is_exact(place)).then_some(text)
    }

    /// Whether a spreadsheet can calculate exactly with the amount of a cell, if it has one.
    fn is_exact(&self, (row, column): (usize, usize)) -> bool {
        match self.table.rows.get(row).and_then(|row| row.cells.get(column)).map(|cell| &cell.value) {
            Some(Value::Amount(Some(amount)) | Value::Change(Some(amount))) => {
                number(&all_digits(*amount, self.table.digits.unit)).is_some()
            }
            _ => true,
        }
    }
}

/// `F5`
pub(in crate::present) fn name((row, column): At) -> String {
    row_col_to_cell(row, column)
}

/// `F$5`: a reference with a fixed row, so that formulas can be copied downwards.
fn anchored((row, column): At) -> String {
    row_col_to_cell_absolute(row, column).replacen('$', "", 1)
}

/// A formula that gives a word if there is no rate, else `rate`.
fn in_words(prior: &str, current: &str, rate: &str) -> String {
    format!(
        "IF({current}={prior},\"持平\",IF({prior}=0,\"新增\",IF({prior}<0,\"基数为负\",IF({current}=0,\"取消\",{rate}))))"
    )
}

/// The formula, which gives a dash if an empty cell is unknown rather than zero.
fn known_only(prior: &str, current: &str, inner: String, stated: bool) -> String {
    match stated {
        true => format!("={inner}"),
        false => format!("=IF(OR(ISBLANK({prior}),ISBLANK({current})),\"—\",{inner})"),
    }
}

/// Writes a formula with its result.
pub(super) fn write(
    sheet: &mut Worksheet,
    (row, column): At,
    formula: &str,
    result: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let formula = rust_xlsxwriter::Formula::new(formula).set_result(result);
    sheet.write_formula_with_format(row, column, formula, format)?;
    Ok(())
}

/// Writes a result without formula: a word, or a number rounded to the digits that a spreadsheet keeps.
pub(super) fn rounded(sheet: &mut Worksheet, at: At, result: &str, format: &Format) -> Result<(), XlsxError> {
    if !result.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return text(sheet, at, result, format);
    }
    let mut kept = result;
    while number(kept).is_none() && kept.contains('.') {
        kept = &kept[..kept.len() - 1];
    }
    digit_cell(sheet, at, kept, format)
}
