//! xls, xlsb, ods: formats that calamine hands over as full rectangles.

use super::number::{date_text, error_text, iso_date_text, number_text};
use super::{Failure, RawCell, Sheet, merged};
use crate::source::{CellKind, Limits};
use calamine::{Data, Ods, OdsError, Reader, SheetVisible, Xls, XlsError, Xlsb, XlsbError};
use std::io::Cursor;

pub(super) fn xls(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Failure> {
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Failure::Password,
        error => Failure::Broken(error.to_string()),
    })?;
    let mut sheets = sheets(&mut workbook, limits)?;
    for sheet in &mut sheets {
        let regions = workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        sheet.spans = regions.iter().map(merged::span).collect();
    }
    Ok(sheets)
}

pub(super) fn xlsb(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Failure> {
    let mut workbook = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsbError::Password => Failure::Password,
        error => Failure::Broken(error.to_string()),
    })?;
    sheets(&mut workbook, limits)
}

pub(super) fn ods(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Failure> {
    let mut workbook = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        OdsError::Password => Failure::Password,
        OdsError::CellLimitExceeded { .. } => Failure::TooManyCells,
        error => Failure::Broken(error.to_string()),
    })?;
    sheets(&mut workbook, limits)
}

fn sheets<'a, R>(workbook: &mut R, limits: &Limits) -> Result<Vec<Sheet>, Failure>
where
    R: Reader<Cursor<&'a [u8]>>,
{
    let metadata = workbook.sheets_metadata().to_vec();
    if metadata.len() > limits.sheets {
        return Err(Failure::TooManySheets);
    }
    let mut sheets = Vec::new();
    for sheet in metadata {
        let range = match workbook.worksheet_range(&sheet.name) {
            Ok(range) => range,
            // A chart's sheet has no range; a broken one was refused on opening.
            Err(_) => continue,
        };
        let (top, left) = range.start().unwrap_or((0, 0));
        let cells = range
            .used_cells()
            .filter_map(|(row, column, data)| {
                let (text, kind) = shown(data)?;
                let (row, column) = (top + u32::try_from(row).ok()?, left + u32::try_from(column).ok()?);
                Some(RawCell { row, column, text, kind })
            })
            .collect();
        let hidden = sheet.visible != SheetVisible::Visible;
        sheets.push(Sheet { name: sheet.name, hidden, cells, spans: Vec::new() });
    }
    Ok(sheets)
}

fn shown(data: &Data) -> Option<(String, CellKind)> {
    let text = |text: &str| {
        let text = text.trim();
        // ods keeps a formula error as the text that it shows.
        let kind =
            if text.starts_with('#') && text.ends_with(['!', '?', 'A']) { CellKind::Error } else { CellKind::Text };
        (!text.is_empty()).then(|| (text.to_owned(), kind))
    };
    match data {
        Data::Empty => None,
        Data::String(value) | Data::DurationIso(value) => text(value),
        Data::DateTimeIso(value) => text(&iso_date_text(value)),
        Data::Bool(value) => text(if *value { "TRUE" } else { "FALSE" }),
        Data::DateTime(value) => text(&date_text(value, "")),
        Data::Int(value) => Some((value.to_string(), CellKind::Number)),
        Data::Float(value) => Some((number_text(*value), CellKind::Number)),
        Data::Error(error) => Some((error_text(error), CellKind::Error)),
    }
}
