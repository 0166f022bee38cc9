//! 合并单元格: merged regions, cut to the part of the sheet that is in use.

use super::RawCell;
use calamine::Dimensions;
use std::collections::BTreeMap;

/// A merged region: first row, first column, last row, last column, from 0.
pub(super) type Span = (u32, u32, u32, u32);

pub(super) fn span(region: &Dimensions) -> Span {
    (region.start.0, region.start.1, region.end.0, region.end.1)
}

/// How many rows and columns the cell at each corner covers.
///
/// A title may be merged over all 16 384 columns, so a region ends where the used cells do, except that a
/// header stands over columns that are still empty: those within the other regions count as used.
pub(super) fn by_corner(mut spans: Vec<Span>, cells: &[RawCell]) -> BTreeMap<(u32, u32), (usize, usize)> {
    const SANE: u32 = 256;
    spans.retain(|(top, left, bottom, right)| top <= bottom && left <= right);
    let (mut last_row, mut last_column) = (0, 0);
    for cell in cells {
        (last_row, last_column) = (last_row.max(cell.row), last_column.max(cell.column));
    }
    for (top, left, bottom, right) in &spans {
        if top.abs_diff(*bottom) < SANE && *top <= last_row {
            last_row = last_row.max(*bottom);
        }
        if left.abs_diff(*right) < SANE && *left <= last_column {
            last_column = last_column.max(*right);
        }
    }
    spans
        .into_iter()
        .filter(|(top, left, _, _)| *top <= last_row && *left <= last_column)
        .map(|(top, left, bottom, right)| {
            let (bottom, right) = (bottom.min(last_row), right.min(last_column));
            ((top, left), ((bottom - top + 1) as usize, (right - left + 1) as usize))
        })
        .collect()
}
