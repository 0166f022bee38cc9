//! 版心: page size, margins and column widths, in twentieths of a point.

use super::Grid;
use unicode_width::UnicodeWidthStr;

/// A4, with the margins of an official document (公文: 37, 35, 28 and 26 mm).
const A4: (usize, usize) = (11906, 16838);
const MARGINS: Margins = Margins { top: 2098, bottom: 1984, left: 1588, right: 1474 };
/// Narrow margins on landscape pages, to leave wide tables as much room as possible.
const WIDE_MARGINS: Margins = Margins { top: 1134, bottom: 1134, left: 1020, right: 1020 };

pub(super) struct Margins {
    pub top: usize,
    pub bottom: usize,
    pub left: usize,
    pub right: usize,
}

/// Width, height and margins of a page.
pub(super) fn page(landscape: bool) -> (usize, usize, Margins) {
    if landscape { (A4.1, A4.0, WIDE_MARGINS) } else { (A4.0, A4.1, MARGINS) }
}

/// Width of the text area in twentieths of a point.
pub(in super::super) fn text_width(landscape: bool) -> usize {
    let (width, _, margins) = page(landscape);
    width - margins.left - margins.right
}

/// Height of the text area in twentieths of a point.
pub(super) fn text_height(landscape: bool) -> usize {
    let (_, height, margins) = page(landscape);
    height - margins.top - margins.bottom
}

/// Divides `whole` in proportion to the weights; the last share takes the rounding remainder.
pub(super) fn shares(weights: &[usize], whole: usize) -> Vec<usize> {
    let sum = weights.iter().sum::<usize>().max(1);
    let mut shares: Vec<usize> = weights.iter().map(|weight| whole * weight / sum).collect();
    let rest = whole - shares.iter().sum::<usize>();
    if let Some(last) = shares.last_mut() {
        *last += rest;
    }
    shares
}

/// Column widths of a copied table, by the longest text of each column: names take the room that figures leave.
pub(super) fn widths_by_text(grid: &Grid, width: usize) -> Vec<usize> {
    /// In half characters: room for a short figure, and the length beyond which a name wraps.
    const LEAST: usize = 8;
    const MOST: usize = 28;
    let mut weights = vec![LEAST; grid.columns.max(1)];
    for cell in grid.cells.iter().filter(|cell| cell.spans.1 == 1) {
        // Header cells may wrap.
        let longest = cell.text.lines().map(UnicodeWidthStr::width).max();
        let most = if cell.at.0 < HEAD_ROWS { LEAST } else { MOST };
        if let (Some(weight), Some(longest)) = (weights.get_mut(cell.at.1), longest) {
            *weight = (*weight).max(longest.min(most));
        }
    }
    shares(&weights, width)
}

/// Number of rows at the top of a copied table that are taken for its header.
pub(super) const HEAD_ROWS: usize = 4;
