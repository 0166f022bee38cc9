//! 印成的表: the figures of a table by row and column, blank rows and columns included as far as they can be told.

use crate::model::{BudgetTable, Code, Level, LineItem, Measure, Origin, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Identifies a printed table.
pub(super) type Table<'a> = (&'a Arc<str>, &'a Option<Arc<str>>, BudgetTable);

pub(super) fn table(item: &LineItem) -> Table<'_> {
    (&item.place.file, &item.place.sheet, item.table)
}

/// 印成的表: the figures of a table by row and column.
pub(super) struct Sheet<'a> {
    pub of_table: (Arc<str>, Option<Arc<str>>, BudgetTable),
    pub rows: Vec<Row>,
    /// In printed order, those that no row fills included as far as other tables tell them.
    pub columns: Vec<Column<'a>>,
}

/// A row of a table.
pub(super) struct Row {
    /// A cell that identifies the row; for a row without amounts it is made up from the row below.
    pub known: LineItem,
    /// The item of each column, by index.
    pub cells: Vec<Option<usize>>,
}

/// A column of a table.
#[derive(Clone, Copy)]
pub(super) struct Column<'a> {
    pub measure: &'a Measure,
    /// Its number as printed.
    pub at: Option<u32>,
}

/// Position of a row, for sorting and comparison.
fn line(place: &Place) -> (Option<u32>, Option<u32>, Option<u32>, i32) {
    (place.page, place.table, place.row, place.bounds.map_or(0, |bounds| bounds.top))
}

impl<'a> Sheet<'a> {
    /// The rows and columns of a table. A 类 or 款 without amounts is inserted as a blank row above its first descendant.
    pub fn of(items: &'a [LineItem], of: Table<'a>, pairs: &BTreeSet<(&'a Measure, &'a Measure)>) -> Self {
        let mut printed: BTreeMap<_, (&LineItem, BTreeMap<&Measure, usize>)> = BTreeMap::new();
        let mut places: BTreeMap<&Measure, Option<u32>> = BTreeMap::new();
        for (number, item) in items.iter().enumerate().filter(|(_, item)| is_printed(item) && table(item) == of) {
            let row = printed.entry((line(&item.place), item.code.as_ref(), &item.name));
            row.or_insert_with(|| (item, BTreeMap::new())).1.insert(&item.measure, number);
            places.entry(&item.measure).or_insert(item.place.column);
        }
        let mut columns: Vec<Column<'a>> = places.into_iter().map(|(measure, at)| Column { measure, at }).collect();
        columns.sort_by_key(|column| column.at);
        put_in_blank_columns(&mut columns, pairs);
        let codes: BTreeSet<&Code> = printed.values().filter_map(|(known, _)| known.code.as_ref()).collect();
        let mut rows: Vec<Row> = Vec::with_capacity(printed.len());
        let mut put_in = BTreeSet::new();
        for (known, cells) in printed.values() {
            let parent = known.code.as_ref().and_then(Code::parent).filter(|code| !codes.contains(code));
            if let Some(parent) = parent.filter(|code| put_in.insert(code.clone())) {
                rows.push(Row { known: unprinted(known, parent), cells: vec![None; columns.len()] });
            }
            let cells = columns.iter().map(|column| cells.get(column.measure).copied()).collect();
            rows.push(Row { known: (*known).clone(), cells });
        }
        Self { of_table: (of.0.clone(), of.1.clone(), of.2), rows, columns }
    }

    pub fn cell(&self, row: usize, column: usize) -> Option<usize> {
        self.rows[row].cells[column]
    }

    /// Row and column of every item.
    pub fn places(&self) -> BTreeMap<usize, (usize, usize)> {
        let rows = self.rows.iter().enumerate();
        let cells = rows.flat_map(|(row, own)| {
            own.cells.iter().enumerate().filter_map(move |(column, number)| Some(((*number)?, (row, column))))
        });
        cells.collect()
    }
}

fn is_printed(item: &LineItem) -> bool {
    item.origin == Origin::Published && item.amount.is_some()
}

/// Which measures stand right behind which in any table of the same file.
pub(super) type Neighbours<'a> = BTreeMap<&'a str, BTreeSet<(&'a Measure, &'a Measure)>>;

pub(super) fn neighbours(items: &[LineItem]) -> Neighbours<'_> {
    let mut rows: BTreeMap<_, BTreeMap<u32, &Measure>> = BTreeMap::new();
    for item in items.iter().filter(|item| is_printed(item)) {
        let Some(column) = item.place.column else { continue };
        let row = rows.entry((table(item), line(&item.place))).or_default();
        row.insert(column, &item.measure);
    }
    let mut neighbours: Neighbours<'_> = BTreeMap::new();
    for (((file, ..), _), row) in rows {
        let pairs = row.iter().zip(row.iter().skip(1)).filter(|((one, _), (other, _))| **one + 1 == **other);
        neighbours.entry(&**file).or_default().extend(pairs.map(|((_, one), (_, other))| (*one, *other)));
    }
    neighbours
}

/// Adds the columns that no row of a table fills, before its columns and between them, where other tables of the file
/// print one measure only beside the next column.
fn put_in_blank_columns<'a>(columns: &mut Vec<Column<'a>>, pairs: &BTreeSet<(&'a Measure, &'a Measure)>) {
    let own: BTreeSet<&Measure> = columns.iter().map(|column| column.measure).collect();
    let one = |found: BTreeSet<&'a Measure>| found.first().copied().filter(|_| found.len() == 1);
    let before = |next: &Measure| {
        one(pairs.iter().filter(|(one, other)| **other == *next && !own.contains(one)).map(|(one, _)| *one).collect())
    };
    let behind = |last: &Measure| {
        one(pairs
            .iter()
            .filter(|(one, other)| **one == *last && !own.contains(other))
            .map(|(_, other)| *other)
            .collect())
    };
    let mut all: Vec<Column<'a>> = Vec::with_capacity(columns.len() + 2);
    for column in columns.iter() {
        let gap = all.last().is_none_or(|last| last.at.zip(column.at).is_some_and(|(one, other)| one + 1 < other));
        if let Some(measure) = before(column.measure).filter(|_| gap) {
            all.push(Column { measure, at: column.at.map(|at| at.saturating_sub(1)) });
        }
        all.push(*column);
    }
    if let Some((last, measure)) = all.last().copied().and_then(|last| Some((last, behind(last.measure)?))) {
        all.push(Column { measure, at: last.at.map(|at| at + 1) });
    }
    *columns = all;
}

/// A blank row for `code`, one line above the row `below`.
fn unprinted(below: &LineItem, code: Code) -> LineItem {
    let place = Place { row: below.place.row.map(|row| row.saturating_sub(1)), bounds: None, ..below.place.clone() };
    let level: Level = code.level();
    LineItem { parent: code.parent(), level, name: code.as_str().into(), code: Some(code), place, ..below.clone() }
}
