//! 工作簿: reads xlsx, xlsb, xls, ods and Excel 2003 XML into one heading and one grid per sheet.
//!
//! Hidden parts are left out unless they are asked for, and formulas without a stored result are calculated
//! ([`formula`]). calamine allocates sheets as full rectangles and may panic on damaged records. Therefore xlsx and
//! xlsb are read cell by cell, xls after a check of its extent, ods (calamine does not read its merged cells) and Excel
//! 2003 XML by readers of our own, and everything inside [`guarded`].

mod compound;
mod formula;
mod layout;
mod merged;
mod number;
mod ods;
mod package;
mod spreadsheet_xml;
mod xls;
mod xlsb;
mod xlsx;

use super::cells::{self, CellCount, TOO_MANY_CELLS};
use super::encoding;
use super::guard::guarded;
use super::kind::Container;
use crate::model::{Place, Warning, WarningKind};
use crate::source::limits::Unpacking;
use crate::source::{Block, Cell, CellKind, Document, Limits, SourceError};
use formula::Solved;
use layout::Layout;
use merged::Span;
pub(super) use number::number_text;
use std::sync::Arc;

/// The content of a sheet, as read from any container; positions count from 0.
#[derive(Default)]
struct Sheet {
    name: String,
    hidden: bool,
    cells: Vec<RawCell>,
    spans: Vec<Span>,
    layout: Layout,
}

/// A non-empty cell.
#[derive(Clone)]
struct RawCell {
    row: u32,
    column: u32,
    text: String,
    kind: CellKind,
    /// The indent of the cell's format, in half-width characters.
    indent: u8,
}

/// Why a container could not be read.
enum Failure {
    Password,
    TooManyCells,
    TooManySheets,
    TooLarge,
    Broken(&'static str),
}

/// Reads a workbook. Empty sheets are left out. Hidden parts give a warning, and are read only if `hidden` is true.
pub(super) fn read(
    container: Container,
    name: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    unpacking: &Unpacking,
    hidden: bool,
) -> Result<Document, SourceError> {
    let path = || name.to_string();
    let mut warnings = Vec::new();
    let read = || {
        let (mut sheets, formulas) = match container {
            Container::Xlsx => xlsx::sheets(bytes, limits, unpacking)?,
            Container::Xlsb => (xlsb::sheets(bytes, limits, unpacking)?, Vec::new()),
            Container::Xls => (xls::sheets(bytes, limits)?, Vec::new()),
            Container::Ods => ods::sheets(bytes, limits, unpacking)?,
            Container::SpreadsheetXml => {
                let decoded = encoding::decode(bytes);
                warnings.extend(decoded.warning(&Place::file(name.clone())));
                spreadsheet_xml::sheets(&decoded.text, limits)?
            }
        };
        let solved = formula::solve(&mut sheets, formulas);
        Ok((sheets, solved))
    };
    let outcome = guarded(read).unwrap_or(Err(Failure::Broken("内部记录错乱")));
    let (sheets, solved) = outcome.map_err(|failure| match failure {
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
    let mut document = Document { name: name.clone(), warnings, ..Document::default() };
    let mut count = CellCount::new(limits);
    for (index, (mut sheet, solved)) in sheets.into_iter().zip(solved).enumerate() {
        let place = Place {
            sheet: Some(sheet.name.as_str().into()),
            page: u32::try_from(index + 1).ok(),
            ..Place::file(document.name.clone())
        };
        let message = sheet.drop_hidden(hidden);
        document.warnings.extend(message.map(|message| Warning::new(WarningKind::Note, place.clone(), message)));
        if hidden || !sheet.hidden {
            warn_of_formulas(&mut document.warnings, &solved, &sheet.layout, &place);
        }
        if !sheet.cells.is_empty() {
            add_sheet(&mut document, &mut count, sheet, place)?;
        }
    }
    Ok(document)
}

/// Reports which formulas without a stored result were calculated and which could not be.
fn warn_of_formulas(warnings: &mut Vec<Warning>, solved: &Solved, layout: &Layout, place: &Place) {
    if solved.calculated > 0 {
        let message = format!("有 {} 个公式没有存下结果，已按公式算出", solved.calculated);
        warnings.push(Warning::new(WarningKind::Note, place.clone(), message));
    }
    for unsolved in solved.unsolved.iter().filter(|unsolved| !layout.hides(unsolved.row, unsolved.column)) {
        let formula: String = unsolved.text.chars().take(60).collect();
        let message = format!(
            "公式“={formula}”没有存下结果，也无法计算（{}），该格未计入。请用 Excel 或 WPS 打开、保存一次后再试",
            unsolved.reason
        );
        let place = place.at(unsolved.row.saturating_add(1), unsolved.column.saturating_add(1));
        warnings.push(Warning::new(WarningKind::Uncalculated, place, message));
    }
}

impl Sheet {
    /// Removes hidden cells unless `keep` is true. Returns a message if there are any.
    fn drop_hidden(&mut self, keep: bool) -> Option<String> {
        if self.cells.is_empty() {
            return None;
        }
        if self.hidden {
            return Some(if keep {
                "这是隐藏的工作表，按 --hidden 也已读入".to_owned()
            } else {
                self.cells.clear();
                "这是隐藏的工作表，没有读入。如要读入，请加 --hidden".to_owned()
            });
        }
        let parts = self.layout.hidden_parts(&self.cells)?;
        if keep {
            self.layout = Layout::default();
            return Some(format!("{parts}是隐藏的，按 --hidden 也已读入"));
        }
        self.layout.remove_hidden(&mut self.cells, &mut self.spans);
        Some(format!("{parts}是隐藏的，没有读入。如要读入，请加 --hidden"))
    }
}

fn add_sheet(document: &mut Document, count: &mut CellCount, sheet: Sheet, place: Place) -> Result<(), SourceError> {
    // The grid begins at the first used cell and skips hidden rows and columns; places keep the spreadsheet's
    // numbering.
    let top = sheet.cells.iter().map(|cell| cell.row).min().unwrap_or(0);
    let left = sheet.cells.iter().map(|cell| cell.column).min().unwrap_or(0);
    let spans = merged::by_corner(sheet.spans, &sheet.cells);
    let layout = sheet.layout;
    let (shown_row, shown_column) = (layout.shown_rows(top), layout.shown_columns(left));
    let mut found = Vec::with_capacity(sheet.cells.len());
    for raw in sheet.cells {
        let (row_span, column_span) = spans.get(&(raw.row, raw.column)).copied().unwrap_or((1, 1));
        let end = |at: u32, span: usize| at.saturating_add(u32::try_from(span).unwrap_or(u32::MAX));
        let (row, column) = (shown_row(raw.row), shown_column(raw.column));
        let place = place.at(raw.row.saturating_add(1), raw.column.saturating_add(1));
        count.check_text(&raw.text, &place)?;
        found.push(Cell {
            text: raw.text.trim_start().to_owned(),
            kind: raw.kind,
            row,
            column,
            row_span: (shown_row(end(raw.row, row_span)) - row).max(1),
            column_span: (shown_column(end(raw.column, column_span)) - column).max(1),
            indent: raw.indent.saturating_add(cells::indent(&raw.text)),
            place,
        });
    }
    document.blocks.push(Block::Heading { level: 1, text: sheet.name, place: place.clone() });
    document.blocks.push(Block::Grid(count.grid(found, place)?));
    Ok(())
}
