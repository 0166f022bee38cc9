//! 单元格: exact amounts, formulas with their results beside them, texts that stay texts.

use super::style::{Cell, Weight, format};
use crate::model::{Amount, AmountUnit, Growth, Points, Ratio};
use crate::present::rows;
pub(super) use crate::present::sheet::clean;
use crate::present::sheet::number;
use rust_decimal::Decimal;
use rust_xlsxwriter::utility::{row_col_to_cell, row_col_to_cell_absolute};
use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

/// Where there is nothing to state.
pub(super) const NOTHING: &str = "—";

/// Row and column, from 0.
pub(super) type At = (u32, u16);

/// `F5`
pub(super) fn name((row, column): At) -> String {
    row_col_to_cell(row, column)
}

/// `F$5`: a whole stays in its row when a formula is copied along it.
pub(super) fn anchored((row, column): At) -> String {
    row_col_to_cell_absolute(row, column).replacen('$', "", 1)
}

/// The decimals of an amount to the 分 in `unit`.
pub(super) fn decimals(unit: AmountUnit) -> u32 {
    unit.fen().ilog10()
}

/// The amount in `unit`, every digit, no zeros at the end.
pub(super) fn digits(amount: Amount, unit: AmountUnit) -> String {
    Decimal::from_i128_with_scale(amount.fen().into(), decimals(unit)).normalize().to_string()
}

/// A text.
pub(super) fn text(sheet: &mut Worksheet, (row, column): At, text: &str, format: &Format) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, clean(text), format)?;
    Ok(())
}

/// Makes a row as high as its longest wrapped text needs, each given with the width of its column.
pub(super) fn fit(sheet: &mut Worksheet, row: u32, texts: &[(&str, usize)]) -> Result<(), XlsxError> {
    const LINE: usize = 14;
    // Half a wide character is lost at the end of a line.
    let line =
        |line: &str, room: usize| if line.width() <= room { 1 } else { line.width().div_ceil((room - 1).max(1)) };
    let lines = |(text, width): &(&str, usize)| text.lines().map(|words| line(words, (*width).max(2))).sum::<usize>();
    let lines = texts.iter().map(lines).max().unwrap_or(1).clamp(1, 28);
    if lines > 1 {
        sheet.set_row_height(row, u16::try_from(lines * LINE + 4).unwrap_or(400))?;
    }
    Ok(())
}

/// A number given by its digits; as text where a spreadsheet would not keep all of them.
pub(super) fn digit_cell(sheet: &mut Worksheet, at: At, digits: &str, format: &Format) -> Result<(), XlsxError> {
    match number(digits) {
        Some(number) => sheet.write_number_with_format(at.0, at.1, number, format)?,
        None => sheet.write_string_with_format(at.0, at.1, digits, format)?,
    };
    Ok(())
}

/// An amount, or an empty cell of the same look.
pub(super) fn amount(
    sheet: &mut Worksheet,
    at: At,
    amount: Option<Amount>,
    unit: AmountUnit,
    format: &Format,
) -> Result<(), XlsxError> {
    match amount {
        Some(amount) => digit_cell(sheet, at, &digits(amount, unit), format),
        None => sheet.write_blank(at.0, at.1, format).map(|_| ()),
    }
}

/// Whether a spreadsheet can calculate with these amounts.
pub(super) fn is_exact(amounts: &[Option<Amount>], unit: AmountUnit) -> bool {
    amounts.iter().flatten().all(|amount| number(&digits(*amount, unit)).is_some())
}

/// A formula, with its result for readers that do not calculate.
pub(super) fn formula(
    sheet: &mut Worksheet,
    (row, column): At,
    formula: &str,
    result: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(result), format)?;
    Ok(())
}

/// A formula where there is one, else what it would give.
pub(super) fn formula_or(
    sheet: &mut Worksheet,
    at: At,
    formula: Option<String>,
    result: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    match formula {
        Some(text) => self::formula(sheet, at, &text, result, format),
        None if result.starts_with(|c: char| c.is_ascii_digit() || c == '-') => rounded(sheet, at, result, format),
        None => text(sheet, at, result, format),
    }
}

/// A result without a formula: all its digits may be more than a number keeps, and the last ones do not matter.
fn rounded(sheet: &mut Worksheet, at: At, result: &str, format: &Format) -> Result<(), XlsxError> {
    let mut kept = result;
    while number(kept).is_none() && kept.contains('.') {
        kept = &kept[..kept.len() - 1];
    }
    digit_cell(sheet, at, kept, format)
}

/// 增减额 and 增减率 of two cells of one row.
pub(super) struct Change {
    pub prior: At,
    pub current: At,
    pub unit: AmountUnit,
    /// Whether an empty cell is nothing, or nothing known.
    pub stated: bool,
    /// Whether a spreadsheet can calculate it.
    pub exact: bool,
    pub weight: Weight,
    pub amounts: (Option<Amount>, Option<Growth>),
}

impl Change {
    /// Writes both cells.
    pub fn write(&self, sheet: &mut Worksheet, change: At, growth: At) -> Result<(), XlsxError> {
        let (prior, current, difference) = (name(self.prior), name(self.current), name(change));
        // Whole 分: the difference of two binary fractions would leave a trace in the 15th digit.
        let inner = format!("ROUND({current}-{prior},{})", decimals(self.unit));
        let subtraction = guard(&prior, &current, inner, self.stated);
        let result = self.amounts.0.map_or(NOTHING.to_owned(), |amount| digits(amount, self.unit));
        let look = format(Cell::Change, self.weight);
        formula_or(sheet, change, Some(subtraction).filter(|_| self.exact), &result, &look)?;
        let rate = rate(&prior, &current, &difference, self.stated);
        let look = format(Cell::Growth, self.weight);
        formula_or(sheet, growth, Some(rate).filter(|_| self.exact), &growth_result(self.amounts.1), &look)
    }
}

/// The formula of 增减率: a word where there is no rate. `difference` is this year less last year.
pub(super) fn rate(prior: &str, current: &str, difference: &str, stated: bool) -> String {
    let inner = format!(
        "IF({current}={prior},\"持平\",IF({prior}=0,\"新增\",IF({prior}<0,\"基数为负\",\
         IF({current}=0,\"取消\",{difference}/{prior}))))"
    );
    guard(prior, current, inner, stated)
}

/// Where an empty cell is nothing known rather than nothing, there is no result.
fn guard(prior: &str, current: &str, inner: String, stated: bool) -> String {
    match stated {
        true => format!("={inner}"),
        false => format!("=IF(OR(ISBLANK({prior}),ISBLANK({current})),\"{NOTHING}\",{inner})"),
    }
}

/// What the formula of 增减率 gives: the ratio, or the word where there is none.
pub(super) fn growth_result(growth: Option<Growth>) -> String {
    match growth {
        Some(Growth::Rate(ratio)) => ratio.digits().to_string(),
        other => rows::growth(other),
    }
}

pub(super) fn ratio_result(ratio: Option<Ratio>) -> String {
    ratio.map_or(NOTHING.to_owned(), |ratio| ratio.digits().to_string())
}

pub(super) fn points_result(points: Option<Points>) -> String {
    points.map_or(NOTHING.to_owned(), |points| points.digits().to_string())
}
