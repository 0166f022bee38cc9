//! 单元格计数: builds grids within the limits, however far apart their cells are.

use crate::model::Place;
use crate::source::{Cell, Grid, Limits, SourceError};

/// Remedy for a file with more cells than the limit.
pub(super) const TOO_MANY_CELLS: &str = "请删去多余的行列，或按年度、单位拆成几个文件后分批处理";

/// The number of a line or row, counted from 1.
pub(super) fn row_number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// 计数: the cells of one file used so far.
pub(super) struct CellCount {
    limits: Limits,
    used: usize,
}

impl CellCount {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { limits: *limits, used: 0 }
    }

    /// Checks the length of a text.
    pub(super) fn check_text(&self, text: &str, place: &Place) -> Result<(), SourceError> {
        // Counting characters is only necessary if there are that many bytes.
        if text.len() > self.limits.text && text.chars().count() > self.limits.text {
            return Err(SourceError::Limit {
                place: place.clone(),
                what: "一个单元格或段落的字数",
                limit: self.limits.text,
                remedy: "请检查文件是否缺少换行或引号没有成对",
            });
        }
        Ok(())
    }

    /// Checks that so many fields are within the limit, before memory is allocated for them.
    pub(super) fn expect(&self, fields: usize, place: &Place) -> Result<(), SourceError> {
        if fields > self.limits.cells.saturating_sub(self.used) { Err(self.too_many(place.clone())) } else { Ok(()) }
    }

    fn too_many(&self, place: Place) -> SourceError {
        SourceError::Limit { place, what: "单元格数", limit: self.limits.cells, remedy: TOO_MANY_CELLS }
    }

    /// A grid of these cells.
    ///
    /// One stray cell at the end of a sheet may stretch it to a million rows. If the rectangle would be too large,
    /// empty rows and columns are removed; the places of cells keep the original positions.
    pub(super) fn grid(&mut self, mut cells: Vec<Cell>, place: Place) -> Result<Grid, SourceError> {
        let remaining = self.limits.cells.saturating_sub(self.used);
        if size(&cells) > remaining {
            cells = without_gaps(cells);
        }
        let size = size(&cells);
        if size > remaining {
            return Err(self.too_many(place));
        }
        self.used += size;
        Ok(Grid::new(cells, place))
    }
}

/// The width of the leading spaces of a text, in half-width characters.
pub(super) fn indent(text: &str) -> u8 {
    let width = |c: char| match c {
        '\u{3000}' => 2,
        c if c.is_whitespace() => 1,
        _ => 0,
    };
    text.chars().map_while(|c| Some(width(c)).filter(|width| *width > 0)).fold(0u8, u8::saturating_add)
}

/// The number of fields in a text that are not blank; a quoted field counts once.
pub(super) fn fields(text: &str, separator: u8) -> usize {
    let (mut quoted, mut filled, mut count) = (false, false, 0);
    for byte in text.bytes() {
        quoted ^= byte == b'"';
        let ends = !quoted && (byte == separator || byte == b'\n');
        count += usize::from(ends && filled);
        filled = !ends && (filled || !byte.is_ascii_whitespace());
    }
    count + usize::from(filled)
}

fn size(cells: &[Cell]) -> usize {
    let rows = cells.iter().map(|c| c.row.saturating_add(c.row_span)).max().unwrap_or(0);
    let columns = cells.iter().map(|c| c.column.saturating_add(c.column_span)).max().unwrap_or(0);
    rows.saturating_mul(columns)
}

/// Renumbers rows and columns so that a cell begins in each of them.
fn without_gaps(mut cells: Vec<Cell>) -> Vec<Cell> {
    let rows = sorted(cells.iter().map(|c| c.row));
    let columns = sorted(cells.iter().map(|c| c.column));
    let rank = |sorted: &[usize], value: usize| sorted.partition_point(|known| *known < value);
    for cell in &mut cells {
        let (row, column) = (rank(&rows, cell.row), rank(&columns, cell.column));
        cell.row_span = (rank(&rows, cell.row + cell.row_span) - row).max(1);
        cell.column_span = (rank(&columns, cell.column + cell.column_span) - column).max(1);
        (cell.row, cell.column) = (row, column);
    }
    cells
}

fn sorted(values: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut values: Vec<usize> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stray_cell_at_the_end_of_a_sheet_costs_one_row_and_one_column() {
        let place = Place::file("x.xlsx");
        let far = Cell::text("x", 1_048_575, 16_383, place.at(1_048_576, 16_384));
        let cells = vec![Cell::text("a", 0, 0, place.at(1, 1)), far];
        let grid = CellCount::new(&Limits::default()).grid(cells, place).unwrap();
        assert_eq!((grid.rows(), grid.columns()), (2, 2));
        assert_eq!(grid.starting_at(1, 1).unwrap().place.to_string(), "x.xlsx 第1048576行 第16384列");
    }

    #[test]
    fn spans_shrink_with_the_rows_they_cover() {
        let place = Place::file("x");
        let tall = Cell { row_span: 1000, ..Cell::text("高", 0, 0, place.clone()) };
        let cells = without_gaps(vec![tall, Cell::text("b", 500, 1, place.clone()), Cell::text("c", 999, 1, place)]);
        assert_eq!(cells[0].row_span, 3);
        assert_eq!((cells[1].row, cells[2].row), (1, 2));
    }
}
