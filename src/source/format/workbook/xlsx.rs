//! xlsx: read cell by cell, so that the cost of a sheet depends on its cells and not on the size that it claims.

use super::formula::Formula;
use super::number::{date_text, error_text, formatted_text, text_cell};
use super::{Failure, RawCell, Sheet, layout, merged, package};
use crate::source::limits::Unpacking;
use crate::source::{CellKind, Limits};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::Cursor;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The sheets, and for each the formulas without a stored result.
pub(super) fn sheets(
    bytes: &[u8],
    limits: &Limits,
    unpacking: &Unpacking,
) -> Result<(Vec<Sheet>, Vec<Vec<Formula>>), Failure> {
    let mut layouts = layout::of_package(&mut package::open(bytes, unpacking)?);
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(failure)?;
    let metadata = workbook.sheets_metadata().to_vec();
    if metadata.len() > limits.sheets {
        return Err(Failure::TooManySheets);
    }
    let mut remaining = limits.cells;
    let (mut sheets, mut unsolved) = (Vec::new(), Vec::new());
    for sheet in metadata {
        // Chart sheets and the like have no cells.
        let is_cells = matches!(sheet.typ, SheetType::WorkSheet);
        let (cells, empty) = if is_cells { cells(&mut workbook, &sheet.name, remaining)? } else { Default::default() };
        // A cell without a value may have a formula.
        let formulas = if empty { formulas(&mut workbook, &sheet.name, remaining - cells.len())? } else { Vec::new() };
        remaining -= cells.len() + formulas.len();
        let spans = if cells.is_empty() { Vec::new() } else { spans(&mut workbook, &sheet.name)? };
        let layout = layouts.remove(&sheet.name).unwrap_or_default();
        unsolved.push(formulas);
        sheets.push(Sheet { name: sheet.name, hidden: sheet.visible != SheetVisible::Visible, cells, spans, layout });
    }
    Ok((sheets, unsolved))
}

/// The cells of a sheet, and whether some of them have no value.
fn cells(workbook: &mut Workbook<'_>, name: &str, limit: usize) -> Result<(Vec<RawCell>, bool), Failure> {
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet of another kind that is declared as a worksheet.
        Err(XlsxError::NotAWorksheet(_)) => return Ok((Vec::new(), false)),
        Err(error) => return Err(failure(error)),
    };
    let styles: Vec<(String, u8)> = reader
        .styles()
        .iter()
        .map(|style| {
            let format = style.number_format.as_ref().map(|format| format.format_code.clone()).unwrap_or_default();
            // An indent level is about as wide as two half-width characters.
            let indent = style.alignment.as_ref().and_then(|alignment| alignment.indent).unwrap_or(0);
            (format, indent.saturating_mul(2))
        })
        .collect();
    let mut cells = Vec::new();
    let mut empty = false;
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(failure)? {
        let (format, indent) = styles.get(style).map_or(("", 0), |(format, indent)| (format.as_str(), *indent));
        empty |= matches!(cell.get_value(), DataRef::Empty);
        if let Some((text, kind)) = shown(cell.get_value(), format) {
            let (row, column) = cell.get_position();
            cells.push(RawCell { row, column, text, kind, indent });
            if cells.len() > limit {
                return Err(Failure::TooManyCells);
            }
        }
    }
    // A file may list its cells in any order; of overlapping cells the grid keeps the first.
    cells.sort_by_key(|cell| (cell.row, cell.column));
    Ok((cells, empty))
}

/// The formulas of a sheet without a stored result.
fn formulas(workbook: &mut Workbook<'_>, name: &str, limit: usize) -> Result<Vec<Formula>, Failure> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(failure)?;
    let mut formulas = Vec::new();
    while let Some(cell) = reader.next_cell_with_formula().map_err(failure)? {
        let Some(text) = cell.formula.filter(|_| cell.value == DataRef::Empty) else { continue };
        formulas.push(Formula { row: cell.pos.0, column: cell.pos.1, text });
        if formulas.len() > limit {
            return Err(Failure::TooManyCells);
        }
    }
    Ok(formulas)
}

/// A value as the spreadsheet displays it; `None` if it is blank.
pub(super) fn shown(value: &DataRef<'_>, format: &str) -> Option<(String, CellKind)> {
    match value {
        DataRef::Empty => None,
        DataRef::String(value) => text_cell(value),
        DataRef::SharedString(value) => text_cell(value),
        DataRef::DateTimeIso(value) => text_cell(&super::number::iso_date_text(value, format)),
        DataRef::DurationIso(value) => text_cell(value),
        DataRef::Bool(value) => text_cell(if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(value) => text_cell(&date_text(value, format)),
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
