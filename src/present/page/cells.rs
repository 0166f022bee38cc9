//! 原表: the tables as the documents print them, with the findings about each cell.

use super::anchors::Anchors;
use crate::model::{BudgetTable, Classification, FiscalYear, LineItem, Origin, Phase, Place};
use crate::report::Report;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
pub(super) struct SourceTable {
    file: String,
    title: String,
    place: String,
    heads: Vec<String>,
    rows: Vec<SourceRow>,
}

#[derive(Serialize)]
struct SourceRow {
    code: String,
    name: String,
    cells: Vec<Vec<SourceCell>>,
}

#[derive(Serialize)]
struct SourceCell {
    text: String,
    /// The cell's identifier, if a finding is about it.
    id: Option<String>,
    /// Whether it is the one that is shown.
    meant: bool,
    findings: Vec<usize>,
}

/// Key of a column.
type Column = (FiscalYear, Phase, Arc<str>);

/// Key of a table: the file, the kind, and the side.
type Key = (Arc<str>, BudgetTable, Classification);

/// The printed tables, in the order in which they were read.
pub(super) fn source_tables(report: &Report, anchors: &Anchors) -> Vec<SourceTable> {
    let mut tables: Vec<(Key, Vec<usize>)> = Vec::new();
    let items = report.items.items();
    for (number, item) in items.iter().enumerate().filter(|(_, item)| item.origin != Origin::Implied) {
        let key = (item.place.file.clone(), item.table, item.classification);
        // The sides of a table alternate row by row, so the last few tables are searched.
        match tables.iter_mut().rev().take(4).find(|(known, _)| *known == key) {
            Some((_, numbers)) => numbers.push(number),
            None => tables.push((key, vec![number])),
        }
    }
    let view = |(key, numbers): (Key, Vec<usize>)| {
        let cells: Vec<Cell<'_>> =
            numbers.into_iter().filter_map(|number| Some((number, items.get(number)?))).collect();
        view(&key, &cells, anchors, None)
    };
    tables.into_iter().map(view).collect()
}

/// Rows shown before and behind one.
const AROUND: u32 = 3;

/// The rows of a printed table around the item with this number, which is marked.
pub(super) fn around(report: &Report, number: usize) -> Option<SourceTable> {
    let items = report.items.items();
    let item = items.get(number).filter(|item| item.origin != Origin::Implied)?;
    let row = item.place.row?;
    let part = |item: &LineItem| (item.place.file.clone(), item.place.page, item.place.part(), item.table);
    let is_near = |other: &LineItem| {
        other.place.row.is_some_and(|other| other.abs_diff(row) <= AROUND)
            && other.classification == item.classification
            && other.origin != Origin::Implied
            && part(other) == part(item)
    };
    let cells: Vec<Cell<'_>> = items.iter().enumerate().filter(|(_, other)| is_near(other)).collect();
    let key = (item.place.file.clone(), item.table, item.classification);
    Some(view(&key, &cells, &Anchors::default(), Some(number)))
}

/// An item with its index among the report's items.
type Cell<'a> = (usize, &'a LineItem);

fn column(item: &LineItem) -> Column {
    (item.year, item.phase, item.measure.as_str().into())
}

fn view((file, table, side): &Key, cells: &[Cell<'_>], anchors: &Anchors, meant: Option<usize>) -> SourceTable {
    let mut columns: Vec<Column> = Vec::new();
    for (_, item) in cells {
        if !columns.contains(&column(item)) {
            columns.push(column(item));
        }
    }
    let two_sides = matches!(table, BudgetTable::Totals | BudgetTable::FiscalTotals);
    let side = if two_sides { format!("（{}）", side.title()) } else { String::new() };
    let when = columns.first().map(|(year, phase, _)| format!("{year}年{phase} ")).unwrap_or_default();
    let place = cells.first().map(|(_, item)| Place { column: None, ..item.place.clone() }.to_string());
    SourceTable {
        file: file.to_string(),
        title: format!("{when}{}{side}", table.title()),
        place: place.unwrap_or_default(),
        heads: heads(&columns),
        rows: rows(cells, &columns, anchors, meant),
    }
}

/// The headers of the columns, with the year if there are several.
fn heads(columns: &[Column]) -> Vec<String> {
    let is_first =
        |(year, phase, _): &Column| columns.first().is_some_and(|first| (first.0, first.1) == (*year, *phase));
    let one_year = columns.iter().all(is_first);
    let head = |(year, phase, measure): &Column| match one_year {
        true => measure.to_string(),
        false => format!("{year}年{phase} {measure}"),
    };
    columns.iter().map(head).collect()
}

fn rows(cells: &[Cell<'_>], columns: &[Column], anchors: &Anchors, meant: Option<usize>) -> Vec<SourceRow> {
    let mut rows: Vec<(&LineItem, SourceRow)> = Vec::new();
    for (number, item) in cells {
        if rows.last().is_none_or(|(last, _)| !is_one_row(last, item)) {
            let project = item.project.as_ref().map(|project| format!(" {project}")).unwrap_or_default();
            let row = SourceRow {
                code: item.code.as_ref().map(ToString::to_string).unwrap_or_default(),
                name: format!("{}{project}", item.name),
                cells: columns.iter().map(|_| Vec::new()).collect(),
            };
            rows.push((item, row));
        }
        let place = columns.iter().position(|known| *known == column(item));
        if let (Some((_, row)), Some(place)) = (rows.last_mut(), place) {
            let findings: Vec<usize> = anchors.cells.get(number).into_iter().flatten().copied().collect();
            let id = (!findings.is_empty()).then(|| format!("c{number}"));
            let meant = meant == Some(*number);
            row.cells[place].push(SourceCell { text: item.text.to_string(), id, meant, findings });
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

fn is_one_row(one: &LineItem, other: &LineItem) -> bool {
    let place = |item: &LineItem| (item.place.sheet.clone(), item.place.page, item.place.table, item.place.row);
    place(one) == place(other) && (&one.code, &one.name, &one.project) == (&other.code, &other.name, &other.project)
}
