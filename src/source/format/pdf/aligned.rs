//! 无框线表: finds tables without lines by the alignment of their words.
//!
//! Figures aligned below figures make a table. Its columns are the strips covered by words; a header word over no strip
//! is an empty column, and one over several strips is a group, found by its centre.

use super::area::{Area, Strip, around};
use super::glyph::Glyph;
use super::head;
use super::line::{self, Line};
use super::page_table::{PageTable, cell};
use super::row::{Row, Run, is_digit, is_figure, text_of};
use super::stack::{self, Column};
use super::strips::{edges, place, strips};

/// The row distance in ems above which rows belong to different tables.
const MAX_ROW_GAP: f64 = 3.6;
/// The distance in ems within which right ends of figures are aligned.
const ALIGNED: f64 = 0.25;
/// 未完的表: the columns of a table at the end of a page, which may continue on the next one.
#[derive(Debug)]
pub(super) struct Open {
    edges: Vec<f64>,
    /// The left ends of its names.
    lefts: Vec<f64>,
}

impl Open {
    pub fn of(table: &PageTable) -> Self {
        let words = table.cells.iter().filter(|cell| cell.column_span == 1 && !is_figure(&cell.text));
        Self { edges: table.xs.clone(), lefts: words.map(|cell| cell.area.left).collect() }
    }

    /// Whether every word of the rows fits into one of the columns.
    fn holds(&self, rows: &[Row]) -> bool {
        rows.iter().flat_map(|row| &row.runs).all(|run| {
            let inside = |pair: &[f64]| run.area.left >= pair[0] - 1.0 && run.area.right <= pair[1] + 1.0;
            self.edges.windows(2).any(inside)
        })
    }

    /// Whether a row fits into the columns and begins at the left end of names.
    fn goes_on_with(&self, row: &Row) -> bool {
        let aligned = |left: &&f64| (**left - row.area.left).abs() < 0.6 * row.size;
        self.holds(std::slice::from_ref(row)) && self.lefts.iter().filter(aligned).count() > 1
    }
}

/// The tables among the lines of a page, and the lines outside of tables. `before` is the table without lines at the
/// end of the previous page.
pub(super) fn tables(page: u32, lines: Vec<Line>, before: Option<&Open>) -> (Vec<PageTable>, Vec<Line>) {
    let rows = split_touching(rows(lines));
    let (mut tables, mut rest) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < rows.len() {
        let before = before.filter(|_| tables.is_empty() && rest.is_empty());
        let Some(end) = end_of_table(&rows, at, before) else {
            rest.extend(rows[at].lines.iter().cloned());
            at += 1;
            continue;
        };
        let start = at - header_rows_above(&rows[..at], &rows[at..end], rest.len());
        let taken: usize = rows[start..at].iter().map(|row| row.lines.len()).sum();
        rest.truncate(rest.len() - taken);
        tables.push(table(page, &rows[start..end], before));
        at = end;
    }
    (tables, rest)
}

/// Groups lines to rows.
fn rows(lines: Vec<Line>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for row in lines.into_iter().map(Row::new) {
        let merged = rows.pop().map(|last| last.merge(&row));
        match merged {
            Some(Ok(both)) => rows.push(both),
            Some(Err(last)) => rows.extend([last, row]),
            None => rows.push(row),
        }
    }
    rows
}

/// Separates cells that touch: a long name and its figure, or two figures. A cut is made only where a figure ends at
/// the right end of other rows' figures. Otherwise the text is left as it is and later reported as no number.
fn split_touching(rows: Vec<Row>) -> Vec<Row> {
    let figures = rows.iter().filter(|row| row.has_figures).flat_map(|row| &row.runs).filter(|run| run.is_figure);
    let mut rights: Vec<f64> = figures.map(|run| run.area.right).collect();
    rights.sort_by(f64::total_cmp);
    let is_right = |x: f64, size: f64| {
        let from = rights.partition_point(|right| *right < x - ALIGNED * size);
        rights.get(from).is_some_and(|right| *right <= x + ALIGNED * size)
    };
    let cut = |row: Row| {
        let touches = |run: &Run| run.text.contains(|c: char| c.is_ascii_digit()) && run.text.chars().count() < 60;
        if !row.fits || !row.runs.iter().any(touches) {
            return row;
        }
        let cells: Vec<Run> = row.runs.iter().flat_map(|run| touching(run, &is_right)).collect();
        if cells.len() == row.runs.len() { row } else { Row::of(row.lines, cells) }
    };
    rows.into_iter().map(cut).collect()
}

/// The cells of a run of touching cells; the run itself if their ends are not clear.
fn touching(run: &Run, is_right: &impl Fn(f64, f64) -> bool) -> Vec<Run> {
    let glyphs = &run.line.glyphs;
    let size = run.line.size;
    let figure = |part: &[Glyph]| is_figure(&text_of(part));
    let ends = |at: usize| is_right(glyphs[at - 1].area.right, size);
    let single = || vec![run.clone()];
    if !ends(glyphs.len()) {
        return single();
    }
    // The start of the figures at the end of the run.
    let begin = glyphs.iter().rposition(|glyph| !is_digit(&glyph.text)).map_or(0, |at| at + 1);
    let tail = &glyphs[begin..];
    if tail.is_empty() || !figure(tail) {
        return single();
    }
    let between: Vec<usize> = (begin + 1..glyphs.len())
        .filter(|&at| ends(at) && figure(&glyphs[begin..at]) && figure(&glyphs[at..]))
        .collect();
    let mut cuts: Vec<usize> = match between[..] {
        [at] if is_amount(&glyphs[begin..at]) && is_amount(&glyphs[at..]) => vec![at],
        [] => Vec::new(),
        _ => return single(),
    };
    let named = begin > 0 && glyphs[begin - 1].text.chars().all(|c| c.is_alphabetic() || "）)”".contains(c));
    if begin > 0 {
        if !named || !is_amount(tail) && cuts.is_empty() {
            return single();
        }
        cuts.insert(0, begin);
    }
    let edges = std::iter::once(0).chain(cuts.iter().copied()).zip(cuts.iter().copied().chain([glyphs.len()]));
    edges.flat_map(|(from, to)| line::lines(glyphs[from..to].to_vec())).map(Run::of).collect()
}

/// Whether glyphs form one complete amount, with two decimals or with thousands separators.
fn is_amount(glyphs: &[Glyph]) -> bool {
    let text = text_of(glyphs);
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let grouped = whole.trim_start_matches('-').split(',').enumerate().all(|(at, group)| match at {
        0 => (1..=3).contains(&group.len()),
        _ => group.len() == 3,
    });
    let plain = !whole.contains(',');
    let valid = text.chars().filter(|c| *c == '.').count() <= 1 && !whole.is_empty() && (plain || grouped);
    valid && (decimals.len() == 2 || decimals.is_empty() && !plain && !text.contains('.'))
}

/// The end of the table that begins at row `start`; `None` if there is none.
fn end_of_table(rows: &[Row], start: usize, before: Option<&Open>) -> Option<usize> {
    // A row with only a name may continue a table from the previous page.
    let goes_on = before.is_some_and(|open| open.goes_on_with(&rows[start]));
    if !rows[start].fits || rows[start].runs.len() < 2 && !goes_on {
        return None;
    }
    let mut end = start + 1;
    let (mut low, mut high) = (rows[start].area.left, rows[start].area.right);
    if let (true, Some([first, .., last])) = (goes_on, before.map(|open| open.edges.as_slice())) {
        (low, high) = (*first, *last);
    }
    while let Some(row) = rows.get(end) {
        let near = row.baseline - rows[end - 1].baseline <= MAX_ROW_GAP * row.size.max(rows[end - 1].size);
        // A single word belongs to the table if it is a name or part of the header; a line of prose is wider.
        let short = row.runs.len() > 1 || row.area.width() < 0.5 * (high - low) && row.area.left > low - row.size;
        if !(row.fits && near && short) {
            break;
        }
        (low, high) = (low.min(row.area.left), high.max(row.area.right));
        end += 1;
    }
    // Single words below the last figures are not part of the table unless they are in the column of names.
    let aligned = |at: usize| {
        let left = rows[at].area.left;
        let same = |row: &&Row| row.runs.iter().any(|run| (run.area.left - left).abs() < 0.6 * row.size);
        rows[start..at].iter().filter(same).count() > 1
    };
    while end > start && rows[end - 1].runs.len() < 2 && !aligned(end - 1) {
        end -= 1;
    }
    (is_table(&rows[start..end]) || goes_on && rows[start..end].iter().any(|row| row.has_figures)).then_some(end)
}

/// The number of rows above a table that are the upper part of its header: single words on the left (项目 over the
/// codes). A title is centred, a unit on the right.
fn header_rows_above(rows: &[Row], table: &[Row], free: usize) -> usize {
    let Some(area) = around(table.iter().map(|row| &row.area)) else { return 0 };
    let mut below = table.first().map_or(0.0, |row| row.baseline);
    let mut count = 0;
    for row in rows.iter().rev().take(free) {
        let near = below - row.baseline <= 2.4 * row.size;
        let left = row.area.left > area.left - row.size && row.area.right < area.center().0;
        if !(row.fits && near && left && row.runs.len() == 1) {
            break;
        }
        below = row.baseline;
        count += 1;
    }
    count
}

/// Whether rows form a table: two rows with aligned figures, which are more than page numbers or list numbers.
fn is_table(rows: &[Row]) -> bool {
    let figures: Vec<&Run> = rows.iter().flat_map(|row| row.runs.iter().skip(1)).filter(|run| run.is_figure).collect();
    let several = rows.iter().filter(|row| row.has_figures).count() > 1;
    let amounts = figures.iter().filter(|run| run.text.contains(['.', ',']) || run.text.len() > 4).count();
    let wide = rows.iter().any(|row| row.runs.iter().filter(|run| run.is_figure).count() > 2);
    // One row of amounts below a row of words is a table whose items are its columns.
    let single = amounts > 1 && wide && rows.len() > 1 && rows[0].runs.len() > 2 && !rows[0].has_figures;
    if single {
        return true;
    }
    let below = |of: fn(&Area) -> f64| {
        figures.iter().enumerate().any(|(at, one)| {
            figures[at + 1..].iter().any(|other| {
                (of(&one.area) - of(&other.area)).abs() < 0.5 * one.line.size
                    && other.line.baseline > one.line.baseline + 0.5 * one.line.size
            })
        })
    };
    let columns = rows.iter().any(|row| row.runs.len() > 1 && row.has_figures);
    columns
        && several
        && (amounts > 1 || wide)
        && (below(|a| a.right) || below(|a| a.left) || below(|a| a.left + a.right))
}

/// Builds the table of these rows.
fn table(page: u32, rows: &[Row], before: Option<&Open>) -> PageTable {
    let rows: &[Row] = &rows.iter().map(Row::fine).collect::<Vec<_>>();
    let before = before.filter(|open| open.holds(rows));
    let first = rows.iter().position(|row| row.has_figures).filter(|_| before.is_none()).unwrap_or(0);
    let (head, body) = rows.split_at(first);
    let figures: Vec<&[Run]> = body.iter().filter(|row| row.has_figures).map(|row| row.runs.as_slice()).collect();
    let mut columns = match before {
        Some(open) => open.edges.windows(2).map(|pair| Strip::new(pair[0], pair[1])).collect(),
        None => strips(&figures),
    };
    let head: Vec<Row> = head.iter().flat_map(|row| row.as_header(&columns)).collect();
    let words = head::words(&head);
    head::assign_columns(&words, &mut columns);
    let area = around(rows.iter().map(|row| &row.area)).unwrap_or_default();
    let xs = before.map_or_else(|| edges(&columns, &area), |open| open.edges.clone());
    let mut cells = head::cells(&words, &columns);
    let above = cells.iter().map(|cell| cell.row + 1).max().unwrap_or(0);
    let mut placed: Vec<Vec<Glyph>> = vec![Vec::new(); columns.len()];
    for run in body.iter().flat_map(|row| &row.runs) {
        placed[place(&columns, run)].extend(run.line.glyphs.iter().cloned());
    }
    let rows = stack::rows(&placed.into_iter().map(column).collect::<Vec<_>>());
    for (row, column, lines) in rows.iter().enumerate().flat_map(|(row, cells)| {
        let cells = cells.iter().filter(|(_, lines)| !lines.is_empty());
        cells.map(move |(column, lines)| (row, *column, lines))
    }) {
        let glyphs = lines.iter().flat_map(|line| line.glyphs.iter().cloned()).collect();
        cells.extend(cell(glyphs, above + row, column, 1));
    }
    for cell in &mut cells {
        cell.page = page;
        cell.inset -= xs[cell.column];
    }
    PageTable { page, area, xs, rows: above + rows.len(), cells }
}

/// A column of these glyphs, whose longest name gives its right edge.
fn column(glyphs: Vec<Glyph>) -> Column {
    let lines = line::lines(glyphs);
    let names = lines.iter().filter(|line| !is_figure(&line.text));
    let right = names.map(|line| line.area.right).fold(f64::NEG_INFINITY, f64::max);
    Column { lines, right }
}
