//! 无横线的表: finds the rows between two horizontal lines of a table that rules its columns but not its rows.

use super::area::{Area, Strip, around};
use super::head;
use super::line::{self, Line};
use super::page_table::{self, PageCell};
use super::row::{Row, is_figure};
use super::stack::{self, Cells, Column};

/// 单元格 of a band: the indices of its left and right edge, and its lines.
pub(super) struct BandCell<'a> {
    pub left: usize,
    pub right: usize,
    pub lines: &'a [Line],
}

/// The remaining room in ems below which a line is full.
const FULL: f64 = 1.3;
/// The line spacing in ems below which lines may be one wrapped number.
const TIGHT: f64 = 1.5;

/// Splits a band into rows; returns their number and cells, with rows counted from 0. `None` if it is a single row.
/// `ruled` tells whether there is a vertical line at an edge (by index) and height.
pub(super) fn split(
    cells: &[BandCell<'_>],
    xs: &[f64],
    ruled: impl Fn(usize, f64) -> bool,
) -> Option<(usize, Vec<PageCell>)> {
    let stacked = |cell: &&BandCell<'_>| cell.lines.iter().filter(|line| is_figure(&line.text)).count() > 1;
    if !cells.iter().any(|cell| stacked(&cell)) {
        return None;
    }
    let bottom = head_bottom(cells);
    let is_head = |line: &Line| line.baseline <= bottom + 0.3 * line.size;
    let columns: Vec<Column> = cells
        .iter()
        .map(|cell| Column {
            lines: cell.lines.iter().filter(|line| !is_head(line)).cloned().collect(),
            right: xs[cell.right],
        })
        .collect();
    let rows = stack::rows(&columns);
    let figures: Vec<&BandCell<'_>> = cells.iter().filter(stacked).collect();
    if figures.iter().all(|cell| is_cut(cell, xs)) && !is_borne_out(&rows, cells, xs) {
        return None;
    }
    let glyphs = cells.iter().flat_map(|cell| cell.lines).filter(|line| is_head(line));
    let lines = line::lines(glyphs.flat_map(|line| line.glyphs.iter().cloned()).collect());
    let strips: Vec<Strip> = cells.iter().map(|cell| Strip::new(xs[cell.left], xs[cell.right])).collect();
    let cut = |line: Line| {
        let y = line.area.center().1;
        let edges: Vec<f64> = (1..xs.len() - 1).filter(|at| ruled(*at, y)).map(|at| xs[at]).collect();
        Row::cut(line, &edges)
    };
    let words = head::words(&lines.into_iter().map(cut).collect::<Vec<Row>>());
    let mut found = Vec::new();
    for cell in head::cells(&words, &strips) {
        let (from, to) = (cell.column, cell.column + cell.column_span - 1);
        let (left, right) = (cells[from].left, cells[to].right);
        found.push(PageCell { column: left, column_span: right - left, inset: cell.inset - xs[left], ..cell });
    }
    let above = found.iter().map(|cell| cell.row + 1).max().unwrap_or(0);
    for (row, of_row) in rows.iter().enumerate() {
        for (at, lines) in of_row.iter().filter(|(_, lines)| !lines.is_empty()) {
            let cell = &cells[*at];
            found.extend(PageCell::of(lines, above + row, (cell.left, cell.right), xs));
        }
    }
    Some((above + rows.len(), found))
}

/// The baseline of the last words above the first figures, which are a header without a line below it.
fn head_bottom(cells: &[BandCell<'_>]) -> f64 {
    let of_figures = cells.iter().filter(|cell| cell.lines.iter().any(|line| is_figure(&line.text)));
    let figures = of_figures.clone().flat_map(|cell| cell.lines).filter(|line| is_figure(&line.text));
    let first = figures.map(|line| line.baseline - 0.5 * line.size).fold(f64::INFINITY, f64::min);
    let words = of_figures.flat_map(|cell| cell.lines.iter().filter(|line| line.baseline < first));
    words.map(|line| line.baseline).fold(f64::NEG_INFINITY, f64::max)
}

/// Whether the lines of a cell may be one number broken for lack of room.
fn is_cut(cell: &BandCell<'_>, xs: &[f64]) -> bool {
    let room = xs[cell.right] - xs[cell.left];
    cell.lines.windows(2).all(|pair| {
        let full = room - pair[0].area.width() < FULL * pair[0].size;
        full && pair[1].baseline - pair[0].baseline < TIGHT * pair[0].size
    })
}

/// Whether names confirm that there are several rows: two names stand beside figures, and the upper one was not broken
/// for lack of room.
fn is_borne_out(rows: &[Cells], cells: &[BandCell<'_>], xs: &[f64]) -> bool {
    (0..cells.len()).any(|at| {
        let named: Vec<&Line> = rows.iter().filter_map(|row| row.get(&at)?.last()).collect();
        let words = named.iter().filter(|line| !is_figure(&line.text)).count();
        let roomy = |line: &&Line| xs[cells[at].right] - line.area.right > 2.0 * line.size;
        words > 1 && named[..named.len() - 1].iter().any(roomy)
    })
}

impl PageCell {
    /// A cell of these lines between two edges, in a row without lines.
    pub fn of(lines: &[Line], row: usize, (left, right): (usize, usize), xs: &[f64]) -> Option<Self> {
        let (first, last) = (lines.first()?, lines.last()?);
        let area = around(lines.iter().map(|line| &line.area))?;
        Some(Self {
            text: line::joined(lines),
            row,
            column: left,
            row_span: 1,
            column_span: right - left,
            area: Area { left: xs[left], right: xs[right], ..area },
            inset: first.area.left - xs[left],
            width: first.area.width(),
            size: first.size,
            page: 0,
            page_row: row,
            is_full: last.area.right > xs[right] - page_table::FULL * last.size,
            confidence: line::confidence(lines),
        })
    }
}
