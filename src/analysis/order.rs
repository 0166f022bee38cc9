//! 次序: which rows of a comparison are shown, and in what order.

use super::keys::Sheet;
use super::{CompareOptions, ComparisonRow, Sort};
use crate::model::{Classification, Growth, Level, Measure};
use std::collections::BTreeMap;

/// A row with the place of its figure in the input, which orders what has no code.
pub(super) struct Placed {
    pub row: ComparisonRow,
    /// Whether it is this year's place; a place in last year's input says less.
    pub is_current: bool,
    pub position: usize,
}

/// Filters and sorts: by unit, scope, table and measure, the total first, then as asked.
pub(super) fn order(placed: Vec<Placed>, options: &CompareOptions) -> Vec<ComparisonRow> {
    // A unit's measures stand as its own form has them, whoever stands beside it.
    let mut measures: BTreeMap<(Sheet, Measure), (bool, usize)> = BTreeMap::new();
    for Placed { row, is_current, position } in &placed {
        let place = (!is_current, *position);
        let first = measures.entry((row.sheet(), row.measure.clone())).or_insert(place);
        *first = (*first).min(place);
    }
    let mut rows: Vec<Placed> = placed.into_iter().filter(|placed| is_wanted(&placed.row, options)).collect();
    let size = |row: &ComparisonRow| row.change.map(|change| i128::from(change.fen().unsigned_abs()));
    let rate = |row: &ComparisonRow| row.growth.and_then(Growth::rate).map(|rate| rate.percent(9).mantissa());
    rows.sort_by_cached_key(|Placed { row, position, .. }| {
        let group = (
            row.sheet(),
            !row.measure.is_total(),
            measures.get(&(row.sheet(), row.measure.clone())).map(|place| place.1),
            row.measure.clone(),
            // A table of two sides shows income before spending, each under its own total.
            row.classification != Classification::Revenue,
            row.level != Level::Total,
        );
        let asked = match options.sort {
            Sort::Code => None,
            Sort::Change => size(row),
            Sort::Growth => rate(row),
        };
        // Undefined sorts last; the largest first.
        let asked = (options.sort != Sort::Code).then_some((asked.is_none(), asked.map(std::cmp::Reverse)));
        let own = row.code.as_ref().or(row.parent.as_ref()).cloned();
        let position = row.code.is_none().then_some(*position);
        (group, asked, row.classification, own, row.code.is_none(), position, row.name.clone())
    });
    let rows = rows.into_iter().map(|placed| placed.row);
    match options.top {
        Some(top) => first_of_each_measure(rows, top),
        None => rows.collect(),
    }
}

fn is_wanted(row: &ComparisonRow, options: &CompareOptions) -> bool {
    options.table.is_none_or(|table| table == row.table)
        && options.measure.admits(&row.measure)
        && options.level.admits(row.level)
}

/// At most `top` rows of each unit's table and measure; total rows are not counted.
fn first_of_each_measure(rows: impl Iterator<Item = ComparisonRow>, top: usize) -> Vec<ComparisonRow> {
    let mut taken: BTreeMap<(Sheet, Measure), usize> = BTreeMap::new();
    rows.filter(|row| {
        let count = taken.entry((row.sheet(), row.measure.clone())).or_default();
        *count += usize::from(row.level != Level::Total);
        row.level == Level::Total || *count <= top
    })
    .collect()
}
