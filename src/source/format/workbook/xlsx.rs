//! xlsx: read cell by cell, so that a sheet costs what it holds and not what it claims.

use super::number::{date_text, error_text, formatted_text};
use super::{Failure, RawCell, Sheet, merged, package};
use crate::source::limits::Unpacking;
use crate::source::{CellKind, Limits};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::Cursor;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

pub(super) fn sheets(bytes: &[u8], limits: &Limits, unpacking: &Unpacking) -> Result<Vec<Sheet>, Failure> {
    package::open(bytes, unpacking)?;
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(failure)?;
    let metadata = workbook.sheets_metadata().to_vec();
    if metadata.len() > limits.sheets {
        return Err(Failure::TooManySheets);
    }
    let mut remaining = limits.cells;
    let mut sheets = Vec::new();
    for sheet in metadata {
        // A chart's sheet has no cells; anything else that is no worksheet neither.
        let is_cells = matches!(sheet.typ, SheetType::WorkSheet);
        let cells = if is_cells { cells(&mut workbook, &sheet.name, remaining)? } else { Vec::new() };
        remaining -= cells.len();
        let spans = if cells.is_empty() { Vec::new() } else { spans(&mut workbook, &sheet.name)? };
        sheets.push(Sheet { name: sheet.name, hidden: sheet.visible != SheetVisible::Visible, cells, spans });
    }
    Ok(sheets)
}

fn cells(workbook: &mut Workbook<'_>, name: &str, limit: usize) -> Result<Vec<RawCell>, Failure> {
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet of another kind under a worksheet's entry has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        Err(error) => return Err(failure(error)),
    };
    let formats: Vec<String> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().map(|format| format.format_code.clone()).unwrap_or_default())
        .collect();
    let mut cells = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(failure)? {
        let format = formats.get(style).map_or("", String::as_str);
        if let Some((text, kind)) = shown(cell.get_value(), format) {
            let (row, column) = cell.get_position();
            cells.push(RawCell { row, column, text, kind });
            if cells.len() > limit {
                return Err(Failure::TooManyCells);
            }
        }
    }
    // A file may list its cells in any order; the grid's rule is that the first one stands.
    cells.sort_by_key(|cell| (cell.row, cell.column));
    Ok(cells)
}

pub(super) fn shown(value: &DataRef<'_>, format: &str) -> Option<(String, CellKind)> {
    let text = |text: &str| {
        // Spaces in front tell how far a name is set in.
        let text = text.trim_end();
        (!text.trim().is_empty()).then(|| (text.to_owned(), CellKind::Text))
    };
    match value {
        DataRef::Empty => None,
        DataRef::String(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::DateTimeIso(value) => text(&super::number::iso_date_text(value)),
        DataRef::DurationIso(value) => text(value),
        DataRef::Bool(value) => text(if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(value) => text(&date_text(value, format)),
        DataRef::Int(value) => Some((value.to_string(), CellKind::Number)),
        DataRef::Float(value) => Some((formatted_text(*value, format), CellKind::Number)),
        DataRef::Error(error) => Some((error_text(error), CellKind::Error)),
    }
}

fn spans(workbook: &mut Workbook<'_>, name: &str) -> Result<Vec<merged::Span>, Failure> {
    let regions = workbook.merge_cells_by_sheet_name(name).map_err(failure)?;
    Ok(regions.iter().map(merged::span).collect())
}

fn failure(error: XlsxError) -> Failure {
    match error {
        XlsxError::Password => Failure::Password,
        XlsxError::Zip(_) | XlsxError::Io(_) => Failure::Broken("压缩结构不完整"),
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => Failure::Broken("缺少工作簿部分"),
        _ => Failure::Broken("内部记录错乱"),
    }
}
