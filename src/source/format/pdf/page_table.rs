//! 页上的表: the part of a table on one page, with the cells as they were drawn.

use super::area::{Area, around};
use super::glyph::Glyph;
use super::line::{self, Line};

/// 页上的表: the part of a table on one page.
#[derive(Debug, Clone, Default)]
pub(super) struct PageTable {
    pub page: u32,
    pub area: Area,
    /// The edges of its columns, one more than there are columns.
    pub xs: Vec<f64>,
    pub rows: usize,
    pub cells: Vec<PageCell>,
}

/// 单元格 on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageCell {
    pub text: String,
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub area: Area,
    /// The distance of its first line from the column's left edge.
    pub inset: f64,
    /// The width of its first line.
    pub width: f64,
    /// The em of its first line.
    pub size: f64,
    pub page: u32,
    /// Its row in the part of the table on its page, from 0.
    pub page_row: usize,
    /// Whether its last line reaches the right edge, so that it may continue on the next page.
    pub is_full: bool,
    /// How sure the engine was that read it from a picture, in percent.
    pub confidence: Option<u8>,
}

/// The room in ems at the end of a line that is too small for another character.
pub(super) const FULL: f64 = 1.7;

/// The cell of these glyphs; `None` if there are none.
pub(super) fn cell(glyphs: Vec<Glyph>, row: usize, column: usize, column_span: usize) -> Option<PageCell> {
    let area = around(glyphs.iter().map(|glyph| &glyph.area))?;
    // Words spaced out to fill a column (合　计) are joined.
    let close = |line: Line| Line { text: line.text.replace(' ', ""), ..line };
    let lines: Vec<Line> = line::lines(glyphs).into_iter().map(close).collect();
    let first = lines.first()?;
    let (inset, width, size) = (first.area.left, first.area.width(), first.size);
    let (page, page_row, row_span, is_full) = (0, row, 1, false);
    let (text, confidence) = (line::joined(&lines), line::confidence(&lines));
    Some(PageCell {
        confidence,
        text,
        row,
        column,
        row_span,
        column_span,
        area,
        inset,
        width,
        size,
        page,
        page_row,
        is_full,
    })
}
