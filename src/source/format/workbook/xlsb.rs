//! xlsb: read cell by cell, like xlsx. The record of a formula always includes its result.

use super::xlsx::shown;
use super::{Failure, RawCell, Sheet, package};
use crate::source::Limits;
use crate::source::limits::Unpacking;
use calamine::{Reader, SheetVisible, Xlsb, XlsbError};
use std::io::Cursor;

type Workbook<'a> = Xlsb<Cursor<&'a [u8]>>;

pub(super) fn sheets(bytes: &[u8], limits: &Limits, unpacking: &Unpacking) -> Result<Vec<Sheet>, Failure> {
    package::open(bytes, unpacking)?;
    let mut workbook: Workbook<'_> = Xlsb::new(Cursor::new(bytes)).map_err(failure)?;
    let metadata = workbook.sheets_metadata().to_vec();
    if metadata.len() > limits.sheets {
        return Err(Failure::TooManySheets);
    }
    let mut remaining = limits.cells;
    let mut sheets = Vec::new();
    for sheet in metadata {
        let cells = cells(&mut workbook, &sheet.name, remaining)?;
        remaining -= cells.len();
        let hidden = sheet.visible != SheetVisible::Visible;
        sheets.push(Sheet { name: sheet.name, hidden, cells, ..Sheet::default() });
    }
    Ok(sheets)
}

fn cells(workbook: &mut Workbook<'_>, name: &str, limit: usize) -> Result<Vec<RawCell>, Failure> {
    // A chart sheet has no cells.
    let Ok(mut reader) = workbook.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(failure)? {
        if let Some((text, kind)) = shown(cell.get_value(), "") {
            let (row, column) = cell.get_position();
            cells.push(RawCell { row, column, text, kind, indent: 0 });
            if cells.len() > limit {
                return Err(Failure::TooManyCells);
            }
        }
    }
    cells.sort_by_key(|cell| (cell.row, cell.column));
    Ok(cells)
}

fn failure(error: XlsbError) -> Failure {
    match error {
        XlsbError::Password => Failure::Password,
        XlsbError::Zip(_) | XlsbError::Io(_) => Failure::Broken("压缩结构不完整"),
        _ => Failure::Broken("内部记录错乱"),
    }
}
