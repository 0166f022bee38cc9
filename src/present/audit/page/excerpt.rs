//! 表的摘录: the table rows around the cells of a finding.

use crate::audit::Judgement;
use crate::model::{BudgetTable, Classification, LineItem, Origin, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Rows shown above and below each row of a finding.
const AROUND: usize = 1;
/// Maximum number of rows shown per table.
const MOST: usize = 12;
/// Maximum number of tables shown per finding.
const TABLES: usize = 3;

/// Identifies a table; the two sides of a 收支总计 table count as two tables.
type Table<'a> = (&'a str, Option<&'a str>, Option<u32>, Option<u32>, BudgetTable, Classification);

/// Page, row and vertical position on the page.
type Line = (Option<u32>, Option<u32>, i32);

/// The cells of every table, from which excerpts are taken.
#[derive(Default)]
pub(super) struct Tables<'a> {
    cells: BTreeMap<Table<'a>, Vec<&'a LineItem>>,
    places: BTreeMap<&'a Place, &'a LineItem>,
}

/// The rows of one table around the marked cells.
pub(super) struct Excerpt<'a> {
    pub title: &'static str,
    /// Place of the first marked cell.
    pub place: &'a Place,
    pub heads: Vec<String>,
    pub rows: Vec<Row>,
}

/// One line of an excerpt.
pub(super) enum Row {
    /// Omitted rows.
    Gap,
    /// A row: its label, and one cell per column.
    Cells(String, Vec<Cell>),
}

/// A cell of an excerpt.
#[derive(Clone, Default)]
pub(super) struct Cell {
    pub text: String,
    pub mark: Mark,
}

/// Whether and why a cell is marked.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Mark {
    #[default]
    None,
    /// It was compared with the judged figure.
    Compared,
    /// It is the judged figure.
    Judged,
}

impl<'a> Tables<'a> {
    pub fn of(items: &'a [LineItem]) -> Self {
        let mut tables = Self::default();
        for item in items.iter().filter(|item| item.origin == Origin::Published && item.place.row.is_some()) {
            tables.cells.entry(table(item)).or_default().push(item);
            tables.places.insert(&item.place, item);
        }
        tables
    }

    /// An excerpt of each table that contains the judged figure or one that it was compared with.
    pub fn excerpts(&self, finding: &'a Judgement) -> Vec<Excerpt<'a>> {
        let compared = finding.operands.iter().map(|operand| (&operand.place, Mark::Compared));
        let effects = finding.effects.iter().map(|effect| (&effect.place, Mark::Compared));
        let mut marks: BTreeMap<&Place, Mark> = BTreeMap::new();
        let mut order: Vec<Table<'_>> = Vec::new();
        for (place, mark) in std::iter::once((&finding.place, Mark::Judged)).chain(compared).chain(effects) {
            let Some(item) = self.places.get(place) else { continue };
            marks.entry(place).or_insert(mark);
            if !order.contains(&table(item)) {
                order.push(table(item));
            }
        }
        order.iter().take(TABLES).filter_map(|table| self.excerpt(table, &marks)).collect()
    }

    fn excerpt(&self, table: &Table<'_>, marks: &BTreeMap<&'a Place, Mark>) -> Option<Excerpt<'a>> {
        let cells = self.cells.get(table)?;
        let mut columns: BTreeMap<(Option<u32>, &str), usize> =
            cells.iter().map(|cell| ((cell.place.column, cell.measure.as_str()), 0)).collect();
        columns.values_mut().enumerate().for_each(|(at, column)| *column = at);
        let mut rows: BTreeMap<(Line, String), Vec<Cell>> = BTreeMap::new();
        for cell in cells {
            let row = rows.entry((line(&cell.place), label(cell)));
            let row = row.or_insert_with(|| vec![Cell::default(); columns.len()]);
            let column = columns.get(&(cell.place.column, cell.measure.as_str()))?;
            row[*column] =
                Cell { text: cell.text.to_string(), mark: marks.get(&cell.place).copied().unwrap_or_default() };
        }
        let rows: Vec<(String, Vec<Cell>)> = rows.into_iter().map(|((_, label), cells)| (label, cells)).collect();
        let is_marked = |cells: &[Cell], mark: Mark| cells.iter().any(|cell| cell.mark == mark);
        let marked = (0..rows.len()).filter(|at| rows[*at].1.iter().any(|cell| cell.mark != Mark::None));
        // The judged row comes first, because a long sum may have more parts than fit.
        let mut order: Vec<usize> = marked.collect();
        order.sort_by_key(|at| !is_marked(&rows[*at].1, Mark::Judged));
        let mut shown: BTreeSet<usize> = BTreeSet::new();
        for at in &order {
            let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(rows.len());
            if shown.len() + around.len() <= MOST || shown.is_empty() {
                shown.extend(around);
            }
        }
        let place = cells.iter().map(|cell| &cell.place).find(|place| marks.contains_key(*place))?;
        let mut lines = Vec::new();
        let mut next = 0;
        for at in shown {
            if at > next {
                lines.push(Row::Gap);
            }
            lines.push(Row::Cells(rows[at].0.clone(), rows[at].1.clone()));
            next = at + 1;
        }
        if next < rows.len() {
            lines.push(Row::Gap);
        }
        let heads = columns.keys().map(|(_, measure)| (*measure).to_owned()).collect();
        Some(Excerpt { title: table.4.title(), place, heads, rows: lines })
    }
}

fn table(item: &LineItem) -> Table<'_> {
    let Place { file, sheet, page, table, .. } = &item.place;
    (file, sheet.as_deref(), *page, *table, item.table, item.classification)
}

fn line(place: &Place) -> Line {
    (place.page, place.row, place.bounds.map_or(0, |bounds| bounds.top))
}

fn label(item: &LineItem) -> String {
    let code = item.code.as_ref().map_or("", |code| code.as_str());
    let project: Arc<str> = item.project.clone().unwrap_or_default();
    [code, &item.name, &project].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
