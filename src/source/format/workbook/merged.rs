//! 合并单元格: merged regions, cut to the used part of the sheet.

use super::RawCell;
use calamine::Dimensions;
use std::collections::BTreeMap;

/// A merged region: first row, first column, last row, last column, from 0.
pub(super) type Span = (u32, u32, u32, u32);

pub(super) fn span(region: &Dimensions) -> Span {
    (region.start.0, region.start.1, region.end.0, region.end.1)
}

/// The number of rows and columns of each merged region, by its top left corner.
///
/// A title may be merged over all 16 384 columns, so regions are cut at the last used row and column. A header may be
/// merged over columns that are still empty, so regions of usual size count as used.
pub(super) fn by_corner(mut spans: Vec<Span>, cells: &[RawCell]) -> BTreeMap<(u32, u32), (usize, usize)> {
    const USUAL_SIZE: u32 = 256;
    spans.retain(|(top, left, bottom, right)| top <= bottom && left <= right);
    let (mut last_row, mut last_column) = (0, 0);
    for cell in cells {
        (last_row, last_column) = (last_row.max(cell.row), last_column.max(cell.column));
    }
    for (top, left, bottom, right) in &spans {
        if top.abs_diff(*bottom) < USUAL_SIZE && *top <= last_row {
            last_row = last_row.max(*bottom);
        }
        if left.abs_diff(*right) < USUAL_SIZE && *left <= last_column {
            last_column = last_column.max(*right);
        }
    }
    // Regions must not overlap; if they did, each cell could cost as much as a whole sheet.
    let mut left_over = (u64::from(last_row) + 1) * (u64::from(last_column) + 1);
    spans
        .into_iter()
        .filter(|(top, left, _, _)| *top <= last_row && *left <= last_column)
        .filter_map(|(top, left, bottom, right)| {
            let (bottom, right) = (bottom.min(last_row), right.min(last_column));
            let (rows, columns) = (bottom - top + 1, right - left + 1);
            left_over = left_over.checked_sub(u64::from(rows) * u64::from(columns))?;
            Some(((top, left), (rows as usize, columns as usize)))
        })
        .collect()
}
