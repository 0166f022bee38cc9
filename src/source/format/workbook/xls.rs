//! xls: calamine returns every sheet as a full rectangle, so its extent is checked first.

use super::number::{date_text, error_text, number_text, text_cell};
use super::{Failure, RawCell, Sheet, compound, merged};
use crate::source::{CellKind, Limits};
use calamine::{Data, Reader, SheetVisible, Xls, XlsError};
use std::io::Cursor;

pub(super) fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Failure> {
    let mut layouts = compound::check(bytes, limits)?.into_iter();
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Failure::Password,
        _ => Failure::Broken("内部记录错乱"),
    })?;
    let mut sheets = Vec::new();
    for sheet in workbook.sheets_metadata().to_vec() {
        let layout = layouts.next().unwrap_or_default();
        // A chart sheet has no range; broken sheets were refused when the file was opened.
        let Ok(range) = workbook.worksheet_range(&sheet.name) else { continue };
        let (top, left) = range.start().unwrap_or((0, 0));
        let cells = range
            .used_cells()
            .filter_map(|(row, column, data)| {
                let (text, kind) = shown(data)?;
                let (row, column) = (top + u32::try_from(row).ok()?, left + u32::try_from(column).ok()?);
                let indent = layout.indents.get(&(row, column)).copied().unwrap_or(0);
                Some(RawCell { row, column, text, kind, indent })
            })
            .collect();
        let regions = workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let hidden = sheet.visible != SheetVisible::Visible;
        let spans = regions.iter().map(merged::span).collect();
        sheets.push(Sheet { name: sheet.name, hidden, cells, spans, layout });
    }
    Ok(sheets)
}

fn shown(data: &Data) -> Option<(String, CellKind)> {
    match data {
        Data::Empty => None,
        Data::String(value) | Data::DurationIso(value) | Data::DateTimeIso(value) => text_cell(value),
        Data::Bool(value) => text_cell(if *value { "TRUE" } else { "FALSE" }),
        Data::DateTime(value) => text_cell(&date_text(value, "")),
        Data::Int(value) => Some((value.to_string(), CellKind::Number)),
        Data::Float(value) => Some((number_text(*value), CellKind::Number)),
        Data::Error(error) => Some((error_text(error), CellKind::Error)),
    }
}
