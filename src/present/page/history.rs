//! 一行的历年: a row of the comparison in all years, with the places where its figures are printed and the sentences
//! about them.

use super::cells::{SourceTable, around};
use super::figures::item_of;
use super::money::{Money, direction, money};
use super::original::{Original, Originals};
use crate::analysis::{Item, YearPhase};
use crate::model::{LineItem, Origin, Place};
use crate::present::table::{Cell, Digits};
use crate::report::Report;
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Serialize)]
pub(super) struct History {
    name: String,
    /// Table, measure and level.
    of: String,
    years: Vec<YearView>,
    sentences: Vec<SentenceView>,
}

#[derive(Serialize)]
struct YearView {
    year: String,
    amount: Money,
    origin: &'static str,
    change: Money,
    direction: &'static str,
    growth: String,
    /// Where the figure is printed, each with the figure as printed.
    places: Vec<PlaceView>,
}

#[derive(Serialize)]
struct PlaceView {
    place: String,
    text: String,
    origin: &'static str,
    originals: Vec<Original>,
    /// The rows around it, where there is no page to show.
    around: Option<SourceTable>,
}

#[derive(Serialize)]
struct SentenceView {
    place: String,
    text: String,
    originals: Vec<Original>,
}

/// The history of the row with this identifier in the comparison; `None` if there is no such row.
pub(super) fn history(report: &Report, id: &str, originals: &Originals<'_>) -> Option<History> {
    let item = item_of(&report.comparison, id)?;
    let row = report.trend.rows.iter().find(|row| is_same(&row.item, item));
    let lines: Vec<(usize, &LineItem)> =
        report.items.items().iter().enumerate().filter(|(_, line)| is_of(item, line)).collect();
    let columns: BTreeSet<YearPhase> = row.iter().flat_map(|row| row.figures.keys()).copied().collect();
    let year = |column: YearPhase| {
        let figure = row.and_then(|row| row.figures.get(&column));
        let change = row.and_then(|row| row.change(column));
        let is_printed = |line: &LineItem| (line.year, line.phase) == column && line.origin != Origin::Implied;
        let printed = lines.iter().filter(|(_, line)| is_printed(line));
        YearView {
            year: format!("{}年{}", column.0, column.1),
            amount: money(&Cell::amount(figure.map(|figure| figure.amount))),
            origin: figure.map_or("", |figure| figure.origin.title()),
            change: money(&Cell::change(change)),
            direction: direction(change),
            growth: Cell::growth(row.and_then(|row| row.growth(column))).print(Digits::default()),
            places: printed.map(|(number, line)| place(report, (*number, line), originals)).collect(),
        }
    };
    let code = item.code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
    Some(History {
        name: format!("{code}{}", item.name),
        of: format!("{} · {} · {}", item.table.title(), item.measure, item.level.name()),
        years: columns.into_iter().map(year).collect(),
        sentences: sentences(report, &lines, originals),
    })
}

fn place(report: &Report, (number, line): (usize, &LineItem), originals: &Originals<'_>) -> PlaceView {
    let originals = originals.of(&line.place);
    PlaceView {
        place: line.place.to_string(),
        text: line.text.to_string(),
        origin: line.origin.title(),
        around: if originals.is_empty() { around(report, number) } else { None },
        originals,
    }
}

/// The sentences whose figures are those of these cells, in reading order.
fn sentences(report: &Report, lines: &[(usize, &LineItem)], originals: &Originals<'_>) -> Vec<SentenceView> {
    let places: BTreeSet<&Place> = lines.iter().map(|(_, line)| &line.place).collect();
    let about = report.claims.iter().zip(&report.linked);
    let about = about.filter(|(_, cells)| cells.iter().any(|cell| places.contains(cell)));
    about
        .map(|(claim, _)| SentenceView {
            place: claim.place.to_string(),
            text: claim.text.trim().to_owned(),
            originals: originals.of(&claim.place),
        })
        .collect()
}

/// Whether both are the same row, whatever it is called in the years that each shows.
fn is_same(one: &Item, other: &Item) -> bool {
    let named = |item: &Item| item.code.is_none().then(|| item.name.clone());
    let key = |item: &Item| (item.scope, item.table, item.classification, item.code.clone(), item.level, named(item));
    key(one) == key(other) && one.measure == other.measure
}

/// Whether a line item prints a figure of the row.
fn is_of(item: &Item, line: &LineItem) -> bool {
    (line.scope, line.table, line.classification) == (item.scope, item.table, item.classification)
        && line.measure == item.measure
        && line.level == item.level
        && line.code == item.code
        && (item.code.is_some() || line.name == item.name)
}
