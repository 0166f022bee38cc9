//! 工作簿: `tables.xlsx`, everything of one unit to go on working with: the tables as they were read, the comparison
//! with live formulas, charts of the spreadsheet's own, findings. The results beside the formulas are ours.

mod charts;
mod comparison;
mod cover;
mod findings;
mod origin;
mod printed;
mod years;

use super::table::Table;
use super::table::xlsx::{self, style};
use super::{PresentError, Takeaway};
use origin::Origins;
use rust_xlsxwriter::{Url, Workbook, Worksheet, XlsxError};

/// Rows that a sheet holds below its head.
const MOST_ROWS: usize = 1_000_000;
/// The row in which the head of a sheet's table begins, below title, remark and the way back.
const HEAD: u32 = 3;

/// A sheet, for the contents.
struct Listed {
    name: String,
    what: String,
    rows: usize,
}

/// The workbook of one unit. The same material gives the same bytes.
///
/// # Errors
/// More rows than a sheet holds.
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
    workbook.add_worksheet().set_name(cover::NAME)?;
    let (rows, items) = (takeaway.rows(), takeaway.own_items());
    let origins = Origins::new(&items, takeaway.comparison);
    let mut listed = vec![comparison::add(&mut workbook, takeaway, &rows, &origins)?];
    listed.extend(charts::add(&mut workbook, takeaway)?);
    listed.extend(printed::add(&mut workbook, takeaway, &items)?);
    listed.extend(years::add(&mut workbook, takeaway)?);
    listed.extend(findings::add(&mut workbook, takeaway)?);
    cover::fill(workbook.worksheet_from_name(cover::NAME)?, takeaway, &rows, &items, &listed)?;
    workbook.save_to_buffer()
}

/// Adds a sheet that holds one table below its title, its remark and the way back to the contents.
fn add<'a>(workbook: &'a mut Workbook, name: &str, table: &Table) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    sheet_head(sheet, &table.caption, &table.remark)?;
    table.fill(sheet, HEAD)?;
    Ok(sheet)
}

/// The title, a remark and the way back to the contents.
fn sheet_head(sheet: &mut Worksheet, title: &str, remark: &str) -> Result<(), XlsxError> {
    print_setup(sheet);
    xlsx::text(sheet, (0, 0), title, &style::title())?;
    sheet.set_row_height(0, 26)?;
    xlsx::text(sheet, (1, 0), remark, &style::remark())?;
    back(sheet, 2)
}

/// The link back to the contents.
fn back(sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
    let link = Url::new(format!("internal:'{}'!A1", cover::NAME)).set_text("返回目录");
    sheet.write_url_with_format(row, 0, &link, &style::link())?;
    Ok(())
}

/// A4 on its side, as wide as a page, the page and the number of pages at the foot.
fn print_setup(sheet: &mut Worksheet) {
    const A4: u8 = 9;
    let name = sheet.name().replace('&', "&&");
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.25, 0.3);
    sheet.set_footer(format!("&L{name}&C第 &P 页，共 &N 页"));
}
