//! 数据: the sheet for pivot tables: one figure a row under a header in the first row, with numbers only.

use super::sheet::{Listed, print_setup};
use crate::model::schema::{Column, LINE_ITEM_COLUMNS};
use crate::present::Takeaway;
use crate::present::items::record;
use crate::present::sheet::{Heads, Sheet};
use rust_xlsxwriter::{Workbook, XlsxError};

const NAME: &str = "数据";
/// Columns that only a program has a use for.
const LEFT_OUT: [&str; 5] = ["resolution", "parent", "text", "part", "bounds"];

/// Adds the sheet, if there are figures.
pub(super) fn add(workbook: &mut Workbook, takeaway: &Takeaway<'_>) -> Result<Option<Listed>, XlsxError> {
    let is_shown = |column: &Column| !LEFT_OUT.contains(&column.name);
    let fields: Vec<Column> = LINE_ITEM_COLUMNS.into_iter().filter(is_shown).collect();
    let items = takeaway.items.items().iter().zip(takeaway.items.usages());
    let amounts = items.filter(|(item, _)| item.amount.is_some() && takeaway.is_own(&item.unit));
    let rows: Vec<_> = amounts
        .map(|(item, usage)| {
            let values = LINE_ITEM_COLUMNS.iter().zip(record(item, *usage));
            values.filter(|(column, _)| is_shown(column)).map(|(_, value)| value).collect()
        })
        .collect();
    let count = rows.len();
    if count == 0 {
        return Ok(None);
    }
    let last = (fields.len() - 1) as u16;
    let sheet = Sheet { name: NAME, fields: &fields, heads: Heads::Titles, frozen: 0 }.add(workbook, rows)?;
    // Hundreds of pages that nobody reads: of the whole workbook on paper, this sheet is only its header.
    print_setup(sheet);
    sheet.set_print_area(0, 0, 0, last)?;
    let what = "一行一个数，用来做数据透视表；“层次”为上级或另有来源的行不要与末级相加".to_owned();
    Ok(Some(Listed { name: NAME.to_owned(), what, rows: count }))
}
