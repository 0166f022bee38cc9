//! 版面栏: leaves out columns that only the layout of a sheet has. A web page saved as a workbook has the columns of its
//! widest table, and merges them for the others.

use super::segment::Segment;
use crate::source::{Cell, Grid};

/// A table without the columns that a cell of its header reaches over and in which nothing begins; `None` if it has none,
/// and outside of workbooks, where the columns are not those of other tables.
pub(super) fn compacted(grid: &Grid, segment: &Segment) -> Option<(Grid, Segment)> {
    grid.place.sheet.as_ref()?;
    let rows = segment.header.start..segment.body.end;
    let begins = |column: usize| {
        let own = |row: usize| grid.starting_at(row, column).is_some_and(|cell| !cell.text.trim().is_empty());
        rows.clone().any(own)
    };
    let reached = |column: usize| {
        let over = |row: usize| grid.covering(row, column).is_some_and(|cell| cell.column < column);
        segment.header.clone().any(over)
    };
    let kept: Vec<bool> = (0..grid.columns()).map(|column| !reached(column) || begins(column)).collect();
    if kept.iter().all(|kept| *kept) {
        return None;
    }
    // The number of columns kept before each.
    let mut before = vec![0];
    kept.iter().for_each(|kept| before.push(before.last().copied().unwrap_or(0) + usize::from(*kept)));
    let mut cells = Vec::new();
    for row in rows.clone() {
        for column in (0..kept.len()).filter(|column| kept[*column]) {
            let Some(cell) = grid.starting_at(row, column) else { continue };
            let end = (column + cell.column_span.max(1)).min(kept.len());
            let (left, column_span) = (before[column], before[end] - before[column]);
            cells.push(Cell { row: row - rows.start, column: left, column_span, ..cell.clone() });
        }
    }
    let moved = |range: &std::ops::Range<usize>| range.start - rows.start..range.end - rows.start;
    let (header, body) = (moved(&segment.header), moved(&segment.body));
    Some((Grid::new(cells, grid.place.clone()), Segment { header, body, ..segment.clone() }))
}
