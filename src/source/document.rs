//! 文档: the common result of all readers: headings, paragraphs and grids in reading order.
//!
//! A document knows nothing of budgets; `recognise` finds out what its grids mean, `narrative` what its sentences
//! claim.

use super::ocr::Photo;
use crate::model::{Place, Spot, Warning, plain, plain_line};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 文档: the blocks of one file in reading order.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// File name as the user gave it.
    pub name: Arc<str>,
    /// Headings, paragraphs and grids.
    pub blocks: Vec<Block>,
    /// 导航、页脚、重印的表头: text around the content of a web page, and table headers repeated on later pages. Not
    /// read, but its numbers are counted.
    pub frame: Vec<String>,
    /// 页眉、页脚 of a Word document, each with its place. Not read either.
    pub margins: Vec<(Place, String)>,
    /// Warnings of the reader.
    pub warnings: Vec<Warning>,
    /// The pictures of scanned pages, by page.
    pub photos: BTreeMap<u32, Photo>,
}

impl Document {
    /// The grids among the blocks.
    pub fn grids(&self) -> impl Iterator<Item = &Grid> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Grid(grid) => Some(grid),
            Block::Heading { .. } | Block::Paragraph { .. } => None,
        })
    }

    /// The number of cells in all grids.
    pub(crate) fn cells(&self) -> usize {
        self.grids().map(|grid| grid.cells.len()).sum()
    }
}

/// One block of a document.
#[derive(Debug, Clone)]
pub enum Block {
    /// 标题, recognised by numbering, style or font size. Level 1 is the highest.
    Heading {
        /// 1 for 第一部分, 2 for 一、, 3 for （一）, and so on.
        level: u8,
        /// The text, on one line.
        text: String,
        /// Where it begins.
        place: Place,
    },
    /// 段落. Line breaks inside a paragraph are kept as `\n`.
    Paragraph {
        /// The text.
        text: String,
        /// The place of its first line.
        place: Place,
    },
    /// 表格.
    Grid(Grid),
}

/// 表格: cells on a rectangular grid; a cell may span several rows and columns.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    rows: usize,
    columns: usize,
    cells: Vec<Cell>,
    /// For each position, one plus the index of the covering cell; 0 for none.
    index: Vec<u32>,
    /// Where the grid begins.
    pub place: Place,
}

/// 单元格.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The text as displayed; for a number cell its shortest exact text.
    pub text: String,
    /// The type that the format gives it.
    pub kind: CellKind,
    /// First row, from 0.
    pub row: usize,
    /// First column, from 0.
    pub column: usize,
    /// The number of rows it covers, at least 1.
    pub row_span: usize,
    /// The number of columns it covers, at least 1.
    pub column_span: usize,
    /// 缩进 in half-width characters, relative to the leftmost text of the column, if the format tells it by position or
    /// level. Only meaningful for comparison within a column.
    pub indent: u8,
    /// Its place in the source.
    pub place: Place,
}

/// The type that a format gives a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// Text: its digits are as printed, trailing zeros included.
    Text,
    /// A spreadsheet's number, stored without trailing zeros, so that its digits do not tell its precision.
    Number,
    /// A formula error such as `#REF!`.
    Error,
}

impl Document {
    /// The same document with all text sanitised (see [`plain`]).
    pub(super) fn into_plain(mut self) -> Self {
        for block in &mut self.blocks {
            match block {
                Block::Heading { text, place, .. } | Block::Paragraph { text, place } => sanitise(text, place),
                Block::Grid(grid) => {
                    grid.cells.iter_mut().for_each(|cell| sanitise(&mut cell.text, &mut cell.place));
                }
            }
        }
        self.margins.iter_mut().for_each(|(place, text)| sanitise(text, place));
        self
    }
}

/// Sanitises a text and adjusts the byte offsets of its place.
fn sanitise(text: &mut String, place: &mut Place) {
    if let Some(sheet) = &place.sheet
        && let Cow::Owned(plain) = plain_line(sheet)
    {
        place.sheet = Some(plain.into());
    }
    let Cow::Owned(new) = plain(text) else { return };
    if let Some(spots) = &place.spots {
        let offsets: BTreeMap<usize, usize> =
            text.char_indices().zip(new.char_indices()).map(|((old, _), (new, _))| (old, new)).collect();
        let adjusted = |spot: &Spot| Spot { at: offsets.get(&spot.at).copied().unwrap_or(new.len()), ..*spot };
        place.spots = Some(spots.iter().map(adjusted).collect());
    }
    if let Some(written) = &place.written {
        place.written = Some(written.exchanged(text, &new).into());
    }
    *text = new;
}

impl Cell {
    /// A text cell that spans one row and one column.
    pub fn text(text: impl Into<String>, row: usize, column: usize, place: Place) -> Self {
        Self { text: text.into(), kind: CellKind::Text, row, column, row_span: 1, column_span: 1, indent: 0, place }
    }
}

impl Grid {
    /// A grid of these cells, just large enough to hold them. Where cells overlap, the first one counts.
    pub fn new(cells: Vec<Cell>, place: Place) -> Self {
        let rows = cells.iter().map(|c| c.row + c.row_span.max(1)).max().unwrap_or(0);
        let columns = cells.iter().map(|c| c.column + c.column_span.max(1)).max().unwrap_or(0);
        let mut index = vec![0u32; rows * columns];
        for (number, cell) in cells.iter().enumerate() {
            for row in cell.row..cell.row + cell.row_span.max(1) {
                for column in cell.column..cell.column + cell.column_span.max(1) {
                    let slot = &mut index[row * columns + column];
                    if *slot == 0 {
                        *slot = number as u32 + 1;
                    }
                }
            }
        }
        Self { rows, columns, cells, index, place }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The cell that covers a position, including merged cells that begin elsewhere.
    pub fn covering(&self, row: usize, column: usize) -> Option<&Cell> {
        if row >= self.rows || column >= self.columns {
            return None;
        }
        let slot = self.index[row * self.columns + column];
        slot.checked_sub(1).map(|number| &self.cells[number as usize])
    }

    /// The cell that begins at a position.
    pub fn starting_at(&self, row: usize, column: usize) -> Option<&Cell> {
        self.covering(row, column).filter(|cell| cell.row == row && cell.column == column)
    }

    /// The text of the cell that begins at a position; `""` if there is none.
    pub fn text(&self, row: usize, column: usize) -> &str {
        self.starting_at(row, column).map_or("", |cell| &cell.text)
    }

    /// All cells, in the reader's order.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Edits the content of every cell; `change` must not move cells.
    pub(crate) fn change(&mut self, mut change: impl FnMut(&mut Cell)) {
        self.cells.iter_mut().for_each(&mut change);
    }

    /// The place of a row: that of its first cell, else that of the grid.
    pub fn row_place(&self, row: usize) -> Place {
        (0..self.columns)
            .find_map(|column| self.covering(row, column).filter(|cell| cell.row == row))
            .map_or_else(|| self.place.clone(), |cell| Place { column: None, ..cell.place.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_cell_covers_its_area_and_begins_once() {
        let place = Place::file("x");
        let wide = Cell { column_span: 2, ..Cell::text("合计", 0, 0, place.clone()) };
        let grid = Grid::new(vec![wide, Cell::text("1", 1, 1, place.clone())], place);
        assert_eq!((grid.rows(), grid.columns()), (2, 2));
        assert_eq!(grid.covering(0, 1).unwrap().text, "合计");
        assert_eq!(grid.starting_at(0, 1), None);
        assert_eq!(grid.text(1, 1), "1");
        assert_eq!(grid.covering(1, 0), None);
    }
}
