//! 续表: a table that goes on at the top of the next page is one table.

use super::lattice::{PageCell, PageTable};
use super::line;
use crate::source::format::text;
use crate::source::words::squeeze;
use std::collections::BTreeMap;

/// Outer edges of the two parts lie within this.
const OUTER: f64 = 6.0;
/// Edges of columns lie within this.
const INNER: f64 = 3.0;

/// Whether `next`, first on its page, carries on `table`, last on the page before.
pub(super) fn continues(table: &PageTable, next: &PageTable) -> bool {
    let (Some(left), Some(right)) = (table.xs.first(), table.xs.last()) else { return false };
    let (Some(next_left), Some(next_right)) = (next.xs.first(), next.xs.last()) else { return false };
    let outer = (left - next_left).abs() <= OUTER && (right - next_right).abs() <= OUTER;
    outer && columns(table, next).is_some() && !begins_with_title(next)
}

/// For each edge of `next` the edge of `table` that it is.
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

/// Puts `next` below `table`. Rows that repeat its head are left out and go into `heads`.
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

/// Adds the first row of the new page to the last one of the page before, where it is its end: every text in it stands
/// below one that fills its cell.
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
    // A figure is never cut, and a number of a list begins a row.
    let begins = |text: &str| text::begins_block(text) || text.chars().all(|c| c.is_ascii_digit() || ".,-".contains(c));
    if rest.iter().any(|cell| begins(&cell.text)) {
        return false;
    }
    let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) else { return false };
    for (at, cell) in pairs {
        line::append(&mut table.cells[at].text, &cell.text);
        table.cells[at].is_full = cell.is_full;
    }
    true
}

/// How many first rows of `next` say the same as those of `table`, and hold no figures.
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
