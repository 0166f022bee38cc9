//! 工作簿: xlsx, xlsb, xls and ods through calamine; one heading and one grid a sheet.
//!
//! calamine lays out sheets as full rectangles and may panic on damaged records. xlsx and xlsb are therefore read
//! cell by cell, ods by a reader of our own (calamine knows none of its merged cells), xls behind a check of its
//! extent, and every format inside [`guarded`].

mod compound;
mod merged;
mod number;
mod ods;
mod package;
mod xls;
mod xlsb;
mod xlsx;

use super::cells::{CellCount, TOO_MANY_CELLS};
use super::guard::guarded;
use super::kind::Container;
use crate::model::{Place, Warning, WarningKind};
use crate::source::limits::Unpacking;
use crate::source::{Block, Cell, CellKind, Document, Limits, SourceError};
use merged::Span;
pub(super) use number::number_text;
use std::sync::Arc;

/// What a sheet holds, as the containers' readers hand it over; positions count from 0.
struct Sheet {
    name: String,
    hidden: bool,
    cells: Vec<RawCell>,
    spans: Vec<Span>,
}

/// A cell with something in it.
#[derive(Clone)]
struct RawCell {
    row: u32,
    column: u32,
    text: String,
    kind: CellKind,
}

/// Why a container could not be read.
enum Failure {
    Password,
    TooManyCells,
    TooManySheets,
    TooLarge,
    Broken(&'static str),
}

/// Reads a workbook. Sheets without a cell are left out; hidden ones are read and reported.
pub(super) fn read(
    container: Container,
    name: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    unpacking: &Unpacking,
) -> Result<Document, SourceError> {
    let path = || name.to_string();
    let read = || match container {
        Container::Xlsx => xlsx::sheets(bytes, limits, unpacking),
        Container::Xlsb => xlsb::sheets(bytes, limits, unpacking),
        Container::Xls => xls::sheets(bytes, limits),
        Container::Ods => ods::sheets(bytes, limits, unpacking),
    };
    let outcome = guarded(read).unwrap_or(Err(Failure::Broken("内部记录错乱")));
    let sheets = outcome.map_err(|failure| match failure {
        Failure::Password => SourceError::Password { path: path() },
        Failure::Broken(reason) => SourceError::BrokenWorkbook { path: path(), reason },
        Failure::TooLarge => SourceError::Limit {
            place: Place::file(name.clone()),
            what: "解压后的字节数",
            limit: unpacking.limit(),
            remedy: TOO_MANY_CELLS,
        },
        Failure::TooManyCells => SourceError::Limit {
            place: Place::file(name.clone()),
            what: "单元格数",
            limit: limits.cells,
            remedy: TOO_MANY_CELLS,
        },
        Failure::TooManySheets => SourceError::Limit {
            place: Place::file(name.clone()),
            what: "工作表数",
            limit: limits.sheets,
            remedy: "请拆分工作簿",
        },
    })?;
    let mut document = Document { name: name.clone(), ..Document::default() };
    let mut count = CellCount::new(limits);
    for (index, sheet) in sheets.into_iter().enumerate().filter(|(_, sheet)| !sheet.cells.is_empty()) {
        add_sheet(&mut document, &mut count, sheet, index)?;
    }
    Ok(document)
}

fn add_sheet(document: &mut Document, count: &mut CellCount, sheet: Sheet, index: usize) -> Result<(), SourceError> {
    let place = Place {
        sheet: Some(sheet.name.as_str().into()),
        page: u32::try_from(index + 1).ok(),
        ..Place::file(document.name.clone())
    };
    if sheet.hidden {
        let message = "这是隐藏的工作表，也已读入。如不属于公开内容，请删除后再试";
        document.warnings.push(Warning::new(WarningKind::Note, place.clone(), message));
    }
    // The grid begins at the first used cell; places keep the names that the spreadsheet shows.
    let top = sheet.cells.iter().map(|cell| cell.row).min().unwrap_or(0);
    let left = sheet.cells.iter().map(|cell| cell.column).min().unwrap_or(0);
    let spans = merged::by_corner(sheet.spans, &sheet.cells);
    let mut cells = Vec::with_capacity(sheet.cells.len());
    for raw in sheet.cells {
        let (row_span, column_span) = spans.get(&(raw.row, raw.column)).copied().unwrap_or((1, 1));
        let place = place.at(raw.row.saturating_add(1), raw.column.saturating_add(1));
        count.check_text(&raw.text, &place)?;
        cells.push(Cell {
            text: raw.text,
            kind: raw.kind,
            row: (raw.row - top) as usize,
            column: (raw.column - left) as usize,
            row_span,
            column_span,
            indent: 0,
            place,
        });
    }
    document.blocks.push(Block::Heading { level: 1, text: sheet.name, place: place.clone() });
    document.blocks.push(Block::Grid(count.grid(cells, place)?));
    Ok(())
}
