//! 续表: joins a table with its continuation at the top of the next page.

use super::line;
use super::page_table::{PageCell, PageTable};
use crate::source::format::text;
use crate::source::words::squeeze;
use std::collections::BTreeMap;

/// The distance in points within which the outer edges of the two parts must agree.
const OUTER: f64 = 6.0;
/// The distance in points within which the edges of columns must agree.
const INNER: f64 = 3.0;

/// Whether `next`, first on its page, continues `table`, last on the page before.
pub(super) fn continues(table: &PageTable, next: &PageTable) -> bool {
    let (Some(left), Some(right)) = (table.xs.first(), table.xs.last()) else { return false };
    let (Some(next_left), Some(next_right)) = (next.xs.first(), next.xs.last()) else { return false };
    let outer = (left - next_left).abs() <= OUTER && (right - next_right).abs() <= OUTER;
    outer && columns(table, next).is_some() && !begins_with_title(next)
}

/// The index in `table` of each edge of `next`; `None` if they do not match.
fn columns(table: &PageTable, next: &PageTable) -> Option<Vec<usize>> {
    let last = next.xs.len() - 1;
    let found: Option<Vec<usize>> = next
        .xs
        .iter()
        .enumerate()
        .map(|(number, x)| match number {
            0 => Some(0),
            _ if number == last => Some(table.xs.len() - 1),
            _ => table.xs.iter().position(|edge| (edge - x).abs() <= INNER),
        })
        .collect();
    found.filter(|edges| edges.windows(2).all(|pair| pair[0] < pair[1]))
}

fn begins_with_title(table: &PageTable) -> bool {
    let full = |cell: &&PageCell| cell.row == 0 && cell.column_span + 1 == table.xs.len();
    table.xs.len() > 2 && table.cells.iter().find(full).is_some_and(|cell| squeeze(&cell.text).ends_with('表'))
}

/// Appends `next` to `table`. Rows that repeat the header are dropped and added to `heads`.
pub(super) fn append(table: &mut PageTable, next: PageTable, heads: &mut Vec<String>) {
    let Some(edges) = columns(table, &next) else { return };
    let mut skipped = repeated(table, &next);
    let head = next.cells.iter().filter(|cell| cell.row < skipped && !cell.text.is_empty());
    heads.extend(head.map(|cell| cell.text.clone()));
    let below = table.rows;
    skipped += usize::from(finish_row(table, &next, skipped, &edges));
    for cell in next.cells {
        if cell.row < skipped {
            continue;
        }
        let (from, to) = (edges[cell.column], edges[cell.column + cell.column_span]);
        table.cells.push(PageCell { row: below + cell.row - skipped, column: from, column_span: to - from, ..cell });
    }
    table.rows = below + next.rows - skipped;
    table.page = next.page;
}

/// Appends the first row of the new page to the last row of the previous one, if it continues that: every text in it is
/// below a cell whose text is full. Returns whether it was appended.
fn finish_row(table: &mut PageTable, next: &PageTable, row: usize, edges: &[usize]) -> bool {
    let last = table.rows;
    let rest: Vec<&PageCell> = next.cells.iter().filter(|cell| cell.row == row && !cell.text.is_empty()).collect();
    let upper = |cell: &PageCell| {
        table
            .cells
            .iter()
            .position(|upper| upper.row + upper.row_span == last && upper.column == edges[cell.column] && upper.is_full)
    };
    let pairs: Option<Vec<(usize, &PageCell)>> = rest.iter().map(|cell| Some((upper(cell)?, *cell))).collect();
    // Figures are not broken over pages, and a list number begins a new row.
    let begins = |text: &str| text::begins_block(text) || text.chars().all(|c| c.is_ascii_digit() || ".,-".contains(c));
    if rest.iter().any(|cell| begins(&cell.text)) {
        return false;
    }
    let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) else { return false };
    for (at, cell) in pairs {
        let known = table.cells[at].confidence;
        table.cells[at].confidence = known.into_iter().chain(cell.confidence).min();
        line::append(&mut table.cells[at].text, &cell.text);
        table.cells[at].is_full = cell.is_full;
    }
    true
}

/// The number of rows at the beginning of `next` that repeat those of `table` and have no figures.
fn repeated(table: &PageTable, next: &PageTable) -> usize {
    let (head, again) = (rows(table, next.rows), rows(next, next.rows));
    let same = |row: &usize| {
        again.get(row).is_some_and(|texts| {
            head.get(row) == Some(texts)
                && !texts.iter().any(|text| text.contains('.') && text.contains(|c: char| c.is_ascii_digit()))
        })
    };
    (0..next.rows).take_while(same).count()
}

fn rows(table: &PageTable, most: usize) -> BTreeMap<usize, Vec<String>> {
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for cell in table.cells.iter().filter(|cell| cell.row < most && !cell.text.is_empty()) {
        rows.entry(cell.row).or_default().push(squeeze(&cell.text));
    }
    rows
}
