//! 文档: what every reader ends in, whatever the format: headings, paragraphs and grids in reading order.
//!
//! A document knows nothing of budgets. What its grids mean is found by `recognise`, what its
//! sentences claim by `narrative`.

use crate::model::{Place, Spot, Warning, plain, plain_line};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 文档: the blocks of one file in reading order.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The file's name as the user gave it.
    pub name: Arc<str>,
    /// Headings, paragraphs and grids.
    pub blocks: Vec<Block>,
    /// 导航、页脚、重印的表头: what a page of the web shows around its content, and the head of a table that a printed
    /// page repeats. Nothing is read from it, and its numbers are counted.
    pub frame: Vec<String>,
    /// What the reader found odd.
    pub warnings: Vec<Warning>,
}

impl Document {
    /// How many cells its grids hold.
    pub(crate) fn cells(&self) -> usize {
        let grids = self.blocks.iter().filter_map(|block| match block {
            Block::Grid(grid) => Some(grid.cells.len()),
            _ => None,
        });
        grids.sum()
    }
}

/// One block of a document.
#[derive(Debug, Clone)]
pub enum Block {
    /// 标题, told by numbering, style or size. Level 1 is the highest.
    Heading {
        /// 1 for 第一部分, 2 for 一、, 3 for （一）, and so on.
        level: u8,
        /// The text, on one line.
        text: String,
        /// Where it begins.
        place: Place,
    },
    /// 段落. Line breaks of the source inside a paragraph are kept as `\n`.
    Paragraph {
        /// The text.
        text: String,
        /// Where it begins: its first line.
        place: Place,
    },
    /// 表格.
    Grid(Grid),
}

/// 表格: cells on a rectangle of rows and columns, some spanning several.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    rows: usize,
    columns: usize,
    cells: Vec<Cell>,
    /// For each position the cell that covers it, plus one; 0 for none.
    index: Vec<u32>,
    /// Where the grid begins.
    pub place: Place,
}

/// 单元格.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The text as shown; of a number cell its shortest exact text.
    pub text: String,
    /// What the format says that it is.
    pub kind: CellKind,
    /// First row, from 0.
    pub row: usize,
    /// First column, from 0.
    pub column: usize,
    /// How many rows it covers, at least 1.
    pub row_span: usize,
    /// How many columns it covers, at least 1.
    pub column_span: usize,
    /// 缩进: how many half-width characters its text begins right of the leftmost text of its column, where the
    /// format says so by position or by a level. Only larger and smaller within one column mean something.
    pub indent: u8,
    /// Where it stands in the source.
    pub place: Place,
}

/// What a format says of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// Text: its digits are as printed, trailing zeros included.
    Text,
    /// A spreadsheet's number: trailing zeros are not stored, so they prove nothing.
    Number,
    /// A formula error such as `#REF!`.
    Error,
}

impl Document {
    /// The same document in plain text: what its readers found of control characters steers nobody's terminal.
    pub(super) fn into_plain(mut self) -> Self {
        for block in &mut self.blocks {
            match block {
                Block::Heading { text, place, .. } | Block::Paragraph { text, place } => make_plain(text, place),
                Block::Grid(grid) => {
                    grid.cells.iter_mut().for_each(|cell| make_plain(&mut cell.text, &mut cell.place));
                }
            }
        }
        self
    }
}

/// Makes a text plain; where its characters stand on paper counts bytes.
fn make_plain(text: &mut String, place: &mut Place) {
    if let Some(sheet) = &place.sheet
        && let Cow::Owned(plain) = plain_line(sheet)
    {
        place.sheet = Some(plain.into());
    }
    let Cow::Owned(new) = plain(text) else { return };
    if let Some(spots) = &place.spots {
        let moved: BTreeMap<usize, usize> =
            text.char_indices().zip(new.char_indices()).map(|((old, _), (new, _))| (old, new)).collect();
        let at = |spot: &Spot| Spot { at: moved.get(&spot.at).copied().unwrap_or(new.len()), ..*spot };
        place.spots = Some(spots.iter().map(at).collect());
    }
    *text = new;
}

impl Cell {
    /// A text cell of one row and one column.
    pub fn text(text: impl Into<String>, row: usize, column: usize, place: Place) -> Self {
        Self { text: text.into(), kind: CellKind::Text, row, column, row_span: 1, column_span: 1, indent: 0, place }
    }
}

impl Grid {
    /// A grid of these cells. Its size is what the cells need; where cells overlap, the first one stands.
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

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The cell that covers a position, merged ones included.
    pub fn covering(&self, row: usize, column: usize) -> Option<&Cell> {
        if row >= self.rows || column >= self.columns {
            return None;
        }
        let slot = self.index[row * self.columns + column];
        slot.checked_sub(1).map(|number| &self.cells[number as usize])
    }

    /// The cell that begins at a position.
    pub fn own(&self, row: usize, column: usize) -> Option<&Cell> {
        self.covering(row, column).filter(|cell| cell.row == row && cell.column == column)
    }

    /// The text that begins at a position, `""` where none does.
    pub fn text(&self, row: usize, column: usize) -> &str {
        self.own(row, column).map_or("", |cell| &cell.text)
    }

    /// All cells, in the order the reader gave them.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Changes what cells say, not where they stand.
    pub(crate) fn change(&mut self, mut change: impl FnMut(&mut Cell)) {
        self.cells.iter_mut().for_each(&mut change);
    }

    /// The place of a row: of its first cell, or of the grid.
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
        assert_eq!(grid.own(0, 1), None);
        assert_eq!(grid.text(1, 1), "1");
        assert_eq!(grid.covering(1, 0), None);
    }
}
