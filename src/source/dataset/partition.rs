//! 分区列: what the folders of a partitioned dataset say, put beside what its file says.

use super::header::Columns;
use super::store::keys_above;
use crate::source::{Block, Cell, Document, Grid};
use std::path::Path;

/// Adds the columns that the folders above a file name (`year=2024`) and that its grid has not.
pub(crate) fn with_folders(document: &mut Document, path: &Path) {
    let keys = keys_above(path);
    let [Block::Grid(grid)] = document.blocks.as_mut_slice() else { return };
    if !keys.contains_key("year") || grid.rows() == 0 {
        return;
    }
    let known = Columns::named(grid);
    let mut cells = grid.cells().to_vec();
    let missing = keys.iter().filter(|(field, _)| known.at(field).is_none());
    for (column, (field, value)) in (grid.columns()..).zip(missing) {
        cells.push(Cell::text(*field, 0, column, grid.place.clone()));
        cells.extend((1..grid.rows()).map(|row| Cell::text(value.as_str(), row, column, grid.row_place(row))));
    }
    *grid = Grid::new(cells, grid.place.clone());
}
