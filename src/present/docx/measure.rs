//! 版心: the page, its margins, and the widths of columns, in twentieths of a point.

use super::Grid;
use unicode_width::UnicodeWidthStr;

/// The page of A4 and the margins of an official document (公文: 37, 35, 28 and 26 mm).
const A4: (usize, usize) = (11906, 16838);
const MARGINS: Margins = Margins { top: 2098, bottom: 1984, left: 1588, right: 1474 };
/// Tables on pages that lie on their side use what they can.
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

/// The width of the text in twentieths of a point.
pub(in super::super) fn text_width(landscape: bool) -> usize {
    let (width, _, margins) = page(landscape);
    width - margins.left - margins.right
}

/// The height of the text in twentieths of a point.
pub(super) fn text_height(landscape: bool) -> usize {
    let (_, height, margins) = page(landscape);
    height - margins.top - margins.bottom
}

/// The whole shared out by weight, the last share taking what is left.
pub(super) fn shares(weights: &[usize], whole: usize) -> Vec<usize> {
    let sum = weights.iter().sum::<usize>().max(1);
    let mut shares: Vec<usize> = weights.iter().map(|weight| whole * weight / sum).collect();
    let rest = whole - shares.iter().sum::<usize>();
    if let Some(last) = shares.last_mut() {
        *last += rest;
    }
    shares
}

/// The widths of the columns of a copied table, by the longest text of each: names take the room that figures leave.
pub(super) fn widths_by_text(grid: &Grid, width: usize) -> Vec<usize> {
    /// In half characters: a short figure, and a name beyond which a cell has several lines.
    const LEAST: usize = 8;
    const MOST: usize = 28;
    let mut weights = vec![LEAST; grid.columns.max(1)];
    for cell in grid.cells.iter().filter(|cell| cell.spans.1 == 1) {
        // Heads may take several lines.
        let longest = cell.text.lines().map(UnicodeWidthStr::width).max();
        let most = if cell.at.0 < HEAD_ROWS { LEAST } else { MOST };
        if let (Some(weight), Some(longest)) = (weights.get_mut(cell.at.1), longest) {
            *weight = (*weight).max(longest.min(most));
        }
    }
    shares(&weights, width)
}

/// The rows at the top of a copied table that are likely its head.
const HEAD_ROWS: usize = 4;
