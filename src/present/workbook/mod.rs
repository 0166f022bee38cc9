//! 工作簿: `tables.xlsx`, a workbook for further work with a unit's data: the tables as they were read, the comparison
//! with formulas, native charts, findings. The stored results of formulas are ours.

mod charts;
mod comparison;
mod cover;
mod figures;
mod findings;
mod origin;
mod printed;
mod sheet;
mod years;

use super::table::xlsx::style;
use super::{PresentError, Takeaway};
use origin::Origins;
use rust_xlsxwriter::{Workbook, XlsxError};

/// The maximum number of rows of the comparison.
const MOST_ROWS: usize = 1_000_000;
/// The workbook of a unit. The same data gives the same bytes.
///
/// # Errors
/// There are more rows than fit on a sheet.
pub fn tables_xlsx(takeaway: &Takeaway<'_>) -> Result<Vec<u8>, crate::Error> {
    let rows = takeaway.comparison.rows.len();
    if rows > MOST_ROWS {
        let message = format!("对比有 {rows} 行，超过 Excel 一张表的上限；请改用 compare -o 对比.csv");
        return Err(PresentError::Argument(message).into());
    }
    Ok(workbook(takeaway).map_err(PresentError::from)?)
}

fn workbook(takeaway: &Takeaway<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title = format!("{} {}年与{}年对比", takeaway.unit, takeaway.comparison.year, takeaway.comparison.base);
    workbook.set_properties(&super::sheet::properties("tables")?.set_title(super::sheet::clean(&title)));
    workbook.set_default_format(&style::base(), 20, 64)?;
    workbook.add_worksheet().set_name(sheet::CONTENTS)?;
    let (rows, items) = (takeaway.rows(), takeaway.own_items());
    let origins = Origins::new(&items, takeaway.comparison);
    let mut listed = vec![comparison::add(&mut workbook, takeaway, &rows, &origins)?];
    listed.extend(charts::add(&mut workbook, takeaway)?);
    listed.extend(printed::add(&mut workbook, takeaway, &items)?);
    listed.extend(years::add(&mut workbook, takeaway)?);
    listed.extend(figures::add(&mut workbook, takeaway)?);
    listed.extend(findings::add(&mut workbook, takeaway)?);
    cover::fill(workbook.worksheet_from_name(sheet::CONTENTS)?, takeaway, &rows, &items, &listed)?;
    workbook.save_to_buffer()
}
