//! 逐行清单: updates tables that list whatever a year has, such as 政府采购, where names repeat and rows have no codes.
//!
//! Such a list is the new year's from its first row to its last. Rows of both years are paired by name, by the rows that
//! they belong to and by their order, which only decides which rows are edited and which are deleted and inserted.

use super::rolled::{NewRow, RolledCell, RolledTables, RowKey};
use crate::model::{Amount, BudgetTable, FiscalYear, Level, LineItem, Measure, Phase, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A row of a list with its figures.
struct Row<'a> {
    /// Its own key, the names of the rows that it belongs to, and how many such rows there are up to it.
    key: (RowKey, Vec<Arc<str>>, usize),
    items: Vec<&'a LineItem>,
}

impl Row<'_> {
    /// Table and row, as numbered in a Word document.
    fn at(&self) -> Option<(u32, u32)> {
        let place = &self.items.first()?.place;
        Some((place.table?, place.row?))
    }

    fn is_total(&self) -> bool {
        self.key.0.level == Level::Total
    }

    fn amount(&self, column: &Column, year: FiscalYear) -> Option<Amount> {
        self.items.iter().find(|item| Column::of(item, year) == *column).and_then(|item| item.amount)
    }
}

/// Identifies a column of a list; the year is relative to the disclosure's own.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    measure: Measure,
    offset: i32,
    phase: Phase,
}

impl Column {
    fn of(item: &LineItem, year: FiscalYear) -> Self {
        let offset = i32::from(item.year.get()) - i32::from(year.get());
        Self { measure: item.measure.clone(), offset, phase: item.phase }
    }
}

/// Takes out of `old` and `new` the tables that list whatever there is in a year, rather than being forms with fixed
/// rows or ordered by codes. The figures of `file` itself are not new, unless no other file has the table.
pub(super) fn take_lists<'a>(
    old: &mut Vec<&'a LineItem>,
    new: &mut Vec<&'a LineItem>,
    file: &Arc<str>,
    (from, to): (FiscalYear, FiscalYear),
) -> Vec<(Vec<&'a LineItem>, Vec<&'a LineItem>)> {
    let tables = [BudgetTable::GeneralProject, BudgetTable::Procurement, BudgetTable::Transfers];
    let is_uncoded = |items: &[&LineItem]| !items.is_empty() && items.iter().all(|item| item.code.is_none());
    let mut lists = Vec::new();
    for table in tables {
        let is_new = |item: &&&'a LineItem| item.table == table && item.place.file != *file;
        let listed: Vec<&LineItem> = new.iter().filter(is_new).copied().collect();
        let is_old = |item: &&&'a LineItem| item.table == table;
        let was: Vec<&LineItem> = old.iter().filter(is_old).copied().collect();
        let is_given = listed.iter().any(|item| item.year == to) && was.iter().any(|item| item.year == from);
        if is_given && is_uncoded(&listed) && is_uncoded(&was) {
            old.retain(|item| item.table != table);
            new.retain(|item| item.table != table);
            lists.push((was, listed));
        }
    }
    lists
}

/// Groups the items of a list by row, in reading order.
fn rows<'a>(items: &[&'a LineItem]) -> Vec<Row<'a>> {
    let mut above: Vec<(Level, Arc<str>)> = Vec::new();
    let mut seen: BTreeMap<(RowKey, Vec<Arc<str>>), usize> = BTreeMap::new();
    let row = |items: &[&'a LineItem]| {
        let first = items[0];
        above.retain(|(level, _)| *level < first.level);
        let path: Vec<Arc<str>> = above.iter().map(|(_, name)| name.clone()).collect();
        above.push((first.level, first.name.clone()));
        let (key, path) = (RowKey::of(first), path);
        let count = seen.entry((key.clone(), path.clone())).or_default();
        *count += 1;
        Row { key: (key, path, *count), items: items.to_vec() }
    };
    let is_same = |one: &&LineItem, next: &&LineItem| {
        let row = |place: &Place| (place.file.clone(), place.page, place.table, place.row);
        row(&one.place) == row(&next.place)
    };
    items.chunk_by(is_same).map(row).collect()
}

/// Replaces last year's list by this year's.
pub(super) fn roll_list(
    (old_items, new): (&[&LineItem], &[&LineItem]),
    (from, to): (FiscalYear, FiscalYear),
    rolled: &mut RolledTables,
) {
    let (old, mut new) = (rows(old_items), rows(new));
    new.retain(|row| row.items.iter().any(|item| item.year == to));
    let mut columns: BTreeMap<u32, BTreeMap<Column, u32>> = BTreeMap::new();
    for item in old_items {
        if let (Some(table), Some(column)) = (item.place.table, item.place.column) {
            columns.entry(table).or_default().entry(Column::of(item, from)).or_insert(column);
        }
    }
    let columns_of = |table: u32| columns.get(&table).into_iter().flatten();
    let adds_up = adds_up(&new);
    let pairs = pairs(&old, &new);
    let mut next = pairs.iter().copied().peekable();
    for (at, row) in old.iter().enumerate() {
        let Some((table, line)) = row.at() else { continue };
        let again = next.next_if(|(old, _)| *old == at).map(|(_, new_row)| &new[new_row]);
        if again.is_none() && adds_up && !row.is_total() {
            rolled.gone.insert((table, line));
            continue;
        }
        let was = |column: &Column| row.amount(column, from).is_some();
        for (column, place) in columns_of(table) {
            match again.and_then(|row| row.amount(column, to)) {
                Some(amount) => drop(rolled.cells.insert((table, line, *place), RolledCell::Amount(amount))),
                None if was(column) => drop(rolled.cells.insert((table, line, *place), RolledCell::Nothing)),
                None => {}
            }
        }
    }
    let mut next = pairs.iter().copied().peekable();
    let mut after = old.first().and_then(Row::at);
    for (at, row) in new.iter().enumerate() {
        if let Some((old_row, _)) = next.next_if(|(_, new)| *new == at) {
            after = old[old_row].at();
            continue;
        }
        let (Some(after), Some(first)) = (after, row.items.first()) else { continue };
        let amounts = columns_of(after.0).filter_map(|(column, place)| Some((*place, row.amount(column, to)?)));
        let (name, project, amounts) = (first.name.clone(), first.project.clone(), amounts.collect());
        rolled.new.push(NewRow { after, key: row.key.0.clone(), name, project, amounts });
    }
}

/// Whether the figures of the highest rows come to the total, so that what is not listed is nothing.
fn adds_up(rows: &[Row<'_>]) -> bool {
    let Some(total) = rows.iter().find(|row| row.is_total()) else { return true };
    let top = rows.iter().map(|row| row.key.0.level).filter(|level| *level != Level::Total).min();
    let parts = || rows.iter().filter(|row| Some(row.key.0.level) == top).flat_map(|row| &row.items);
    total.items.iter().all(|item| {
        let Some(whole) = item.amount else { return true };
        let of_column =
            parts().filter(|part| (&part.measure, part.year, part.phase) == (&item.measure, item.year, item.phase));
        whole.sum_agrees(of_column.filter_map(|part| part.amount))
    })
}

/// Pairs the rows of equal keys, the most that keep their order.
fn pairs(old: &[Row<'_>], new: &[Row<'_>]) -> Vec<(usize, usize)> {
    let places: BTreeMap<_, usize> = new.iter().enumerate().map(|(at, row)| (&row.key, at)).collect();
    let same: Vec<(usize, usize)> =
        old.iter().enumerate().filter_map(|(at, row)| Some((at, *places.get(&row.key)?))).collect();
    // The longest ascending chain: the end of the best one of each length, and what precedes each pair.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (at, (_, new)) in same.iter().enumerate() {
        let length = ends.partition_point(|end| same[*end].1 < *new);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut chain: Vec<(usize, usize)> =
        std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| same[at]).collect();
    chain.reverse();
    chain
}
