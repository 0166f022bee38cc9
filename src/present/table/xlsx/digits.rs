//! 单元格的字: writes texts and numbers into cells.

use crate::model::{Amount, AmountUnit};
use crate::present::sheet::{clean, number};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// Row and column of a cell, from 0.
pub(in crate::present) type At = (u32, u16);

/// Writes a text, which is never taken for a formula.
pub(in crate::present) fn text(
    sheet: &mut Worksheet,
    (row, column): At,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, clean(text), format)?;
    Ok(())
}

/// The amount in `unit` with all digits, without trailing zeros.
pub(super) fn all_digits(amount: Amount, unit: AmountUnit) -> String {
    Decimal::from_i128_with_scale(amount.fen().into(), decimals(unit)).normalize().to_string()
}

/// The number of decimals of 分 in `unit`.
pub(super) fn decimals(unit: AmountUnit) -> u32 {
    unit.fen().ilog10()
}

/// Writes a number given by its digits; as text if a spreadsheet would not keep them all.
pub(super) fn digit_cell(sheet: &mut Worksheet, at: At, digits: &str, format: &Format) -> Result<(), XlsxError> {
    match number(digits) {
        Some(number) => sheet.write_number_with_format(at.0, at.1, number, format)?,
        None => sheet.write_string_with_format(at.0, at.1, digits, format)?,
    };
    Ok(())
}
