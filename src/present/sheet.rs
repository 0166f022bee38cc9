//! 明细工作簿: line items as one sheet of an Excel workbook. The same items give the same bytes.

use super::PresentError;
use super::data::{ITEM_COLUMNS, fields};
use crate::model::{LineItem, MARK};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// Rows that a sheet holds below its header.
const MOST_ROWS: usize = 1_048_575;
/// Digits that a spreadsheet's number keeps; a longer amount is written as text.
const MOST_DIGITS: usize = 15;

/// Line items as XLSX: codes as text, amounts in 元 as numbers, the header frozen and filtered.
///
/// # Errors
/// More rows than a sheet holds.
pub fn items_xlsx(items: &[LineItem]) -> Result<Vec<u8>, crate::Error> {
    if items.len() > MOST_ROWS {
        let message =
            format!("明细有 {} 行，超过 Excel 一张表的上限 {MOST_ROWS} 行；请改用 csv 或 parquet", items.len());
        return Err(PresentError::Argument(message).into());
    }
    Ok(workbook(items).map_err(PresentError::from)?)
}

fn workbook(items: &[LineItem]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties("items")?);
    let sheet = workbook.add_worksheet().set_name("明细")?;
    let head = Format::new().set_bold().set_align(FormatAlign::Center);
    for (column, name) in (0u16..).zip(ITEM_COLUMNS) {
        sheet.write_string_with_format(0, column, name, &head)?;
        sheet.set_column_width(column, width(name))?;
    }
    let money = Format::new().set_num_format("#,##0.00");
    for (row, item) in (1u32..).zip(items) {
        for ((column, name), value) in (0u16..).zip(ITEM_COLUMNS).zip(fields(item)) {
            write(sheet, (row, column), name, value.as_deref().unwrap_or_default(), &money)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u32::try_from(items.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, (ITEM_COLUMNS.len() - 1) as u16)?;
    workbook.save_to_buffer()
}

fn write(sheet: &mut Worksheet, at: (u32, u16), name: &str, value: &str, money: &Format) -> Result<(), XlsxError> {
    let (row, column) = at;
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let is_number = matches!(name, "year" | "amount" | "resolution" | "page" | "row" | "column");
    match value.parse::<f64>() {
        _ if value.is_empty() => {}
        Ok(number) if is_number && digits <= MOST_DIGITS => {
            if matches!(name, "amount" | "resolution") {
                sheet.write_number_with_format(row, column, number, money)?;
            } else {
                sheet.write_number(row, column, number)?;
            }
        }
        _ => {
            sheet.write_string(row, column, value)?;
        }
    }
    Ok(())
}

/// The number of a cell, where a spreadsheet keeps all of its digits.
pub(super) fn number(digits: &str) -> Option<f64> {
    let kept = digits.chars().filter(char::is_ascii_digit).count() <= MOST_DIGITS;
    digits.replace(',', "").parse().ok().filter(|_| kept)
}

/// The properties of every workbook that we write: the time of writing would make each file a different one.
/// `what` says in a property of our name what the workbook is: line items are data, all else is no source.
pub(super) fn properties(what: &str) -> Result<DocProperties, XlsxError> {
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    Ok(properties.set_custom_property(MARK, what))
}

/// Widths in characters of the default font; a Chinese character takes two.
fn width(column: &str) -> u8 {
    match column {
        "unit" | "name" | "project" => 32,
        "file" | "measure" => 24,
        "amount" => 18,
        "classification" | "table" | "text" => 16,
        _ => 11,
    }
}
