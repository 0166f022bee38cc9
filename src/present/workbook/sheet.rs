//! 工作表: a sheet with title, remark, a link to the contents, and a table.

use crate::present::table::Table;
use crate::present::table::xlsx::{self, style};
use rust_xlsxwriter::{Url, Workbook, Worksheet, XlsxError};

/// The name of the first sheet, which lists the others.
pub(super) const CONTENTS: &str = "目录";
/// The row of the table's header, below title, remark and link.
pub(super) const HEAD: u32 = 3;

/// An entry of the contents: a sheet with its description and number of rows.
pub(super) struct Listed {
    pub name: String,
    pub what: String,
    pub rows: usize,
}

/// Adds a sheet with a table, its title and remark, and a link to the contents.
pub(super) fn add<'a>(workbook: &'a mut Workbook, name: &str, table: &Table) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    sheet_head(sheet, &table.caption, &table.remark)?;
    table.fill(sheet, HEAD)?;
    Ok(sheet)
}

/// Writes title, remark and the link to the contents.
pub(super) fn sheet_head(sheet: &mut Worksheet, title: &str, remark: &str) -> Result<(), XlsxError> {
    print_setup(sheet);
    xlsx::text(sheet, (0, 0), title, &style::title())?;
    sheet.set_row_height(0, 26)?;
    xlsx::text(sheet, (1, 0), remark, &style::remark())?;
    back(sheet, 2)
}

/// Writes the link to the contents.
pub(super) fn back(sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
    let link = Url::new(format!("internal:'{}'!A1", CONTENTS)).set_text("返回目录");
    sheet.write_url_with_format(row, 0, &link, &style::link())?;
    Ok(())
}

/// Sets up printing: A4 landscape, fitted to the page's width, with page numbers in the footer.
pub(super) fn print_setup(sheet: &mut Worksheet) {
    const A4: u8 = 9;
    let name = sheet.name().replace('&', "&&");
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.25, 0.3);
    sheet.set_footer(format!("&L{name}&C第 &P 页，共 &N 页"));
}
