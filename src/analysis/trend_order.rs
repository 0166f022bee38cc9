//! 趋势次序: the ends that cumulative growth is counted between, and the order of the rows.

use super::keys::Sheet;
use super::trend_row::{Span, TrendRow, YearPhase};
use super::{Sort, TrendOptions};
use crate::model::{BudgetTable, Classification, FiscalYear, Growth, Level, Measure, Phase, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Page, row and column.
type Position = (Option<u32>, Option<u32>, Option<u32>);

/// A row with what orders it where there is no code.
pub(super) struct Ordered {
    pub row: TrendRow,
    /// The number of its key.
    pub number: u32,
    /// Where its latest figure stands in its own file, so that the order of the files says nothing.
    pub place: Option<Position>,
}

/// Says for every row of a table between which years its growth is counted: those asked for, else the first and
/// the last year whose own disclosure prints the table, else the first and the last of which figures are known.
pub(super) fn set_spans(
    rows: &mut [Ordered],
    columns: &[YearPhase],
    options: &TrendOptions,
    prints: impl Fn(&Sheet, YearPhase) -> bool,
) {
    let phases: BTreeSet<Phase> = columns.iter().map(|(_, phase)| *phase).collect();
    let mut known: BTreeMap<(Arc<str>, Scope, BudgetTable, Phase), BTreeSet<FiscalYear>> = BTreeMap::new();
    for Ordered { row, .. } in rows.iter() {
        for (year, phase) in row.figures.keys() {
            known.entry((row.unit.clone(), row.scope, row.table, *phase)).or_default().insert(*year);
        }
    }
    let mut spans: BTreeMap<Sheet, Vec<Span>> = BTreeMap::new();
    for ((unit, scope, table, phase), years) in &known {
        let of_phase = || columns.iter().filter(|column| column.1 == *phase).map(|column| column.0);
        let own: BTreeSet<FiscalYear> =
            years.iter().copied().filter(|year| prints(&(unit.clone(), *scope, *table), (*year, *phase))).collect();
        let best = if own.len() > 1 { &own } else { years };
        let from = if options.from.is_some() { of_phase().min() } else { best.first().copied() };
        let to = if options.to.is_some() { of_phase().max() } else { best.last().copied() };
        if let (Some(from), Some(to)) = (from, to)
            && from < to
        {
            spans.entry((unit.clone(), *scope, *table)).or_default().push(Span { phase: *phase, from, to });
        }
    }
    for Ordered { row, .. } in rows {
        row.spans = spans.get(&row.sheet()).cloned().unwrap_or_default();
        row.spans.retain(|span| phases.contains(&span.phase));
        if let Some(same) = &mut row.comparable {
            same.spans = row.spans.clone();
        }
    }
}

/// Sorts by unit, table and measure, the total first, then as asked.
pub(super) fn order(mut rows: Vec<Ordered>, options: &TrendOptions) -> Vec<TrendRow> {
    // A unit's measure stands where its first column stands, 合计 before all, whoever stands beside it.
    let mut measures: BTreeMap<(Sheet, Measure), Position> = BTreeMap::new();
    for Ordered { row, place, .. } in &rows {
        let Some(place) = place else { continue };
        let place = (None, None, place.2);
        let first = measures.entry((row.sheet(), row.measure.clone())).or_insert(place);
        *first = (*first).min(place);
    }
    rows.sort_by_cached_key(|Ordered { row, place, .. }| {
        let group = (
            row.sheet(),
            !row.measure.is_total(),
            measures.get(&(row.sheet(), row.measure.clone())).copied(),
            row.measure.clone(),
            row.classification != Classification::Revenue,
            row.level != Level::Total,
        );
        let asked = match options.sort {
            Sort::Code => None,
            Sort::Change => size(row),
            Sort::Growth => rate(row),
        };
        let asked = (options.sort != Sort::Code).then_some((asked.is_none(), asked.map(std::cmp::Reverse)));
        let own = row.code.as_ref().or(row.parent.as_ref()).cloned();
        let place = if row.code.is_none() { *place } else { None };
        (group, asked, row.classification, own, row.code.is_none(), place, row.name.clone())
    });
    let mut taken: BTreeMap<(Sheet, Measure), usize> = BTreeMap::new();
    rows.into_iter()
        .map(|ordered| ordered.row)
        .filter(|row| {
            let Some(top) = options.top else { return true };
            let count = taken.entry((row.sheet(), row.measure.clone())).or_default();
            *count += usize::from(row.level != Level::Total);
            row.level == Level::Total || *count <= top
        })
        .collect()
}

/// The size of the cumulative change: of the first phase that has one.
fn size(row: &TrendRow) -> Option<i128> {
    let changes = row.spans.iter().map(|span| span.ends()).filter_map(|(from, to)| row.change_over(from, to));
    changes.map(|change| i128::from(change.fen().unsigned_abs())).next()
}

/// The cumulative growth, of the first phase that has one.
fn rate(row: &TrendRow) -> Option<i128> {
    let rates = row.spans.iter().map(|span| span.ends()).filter_map(|(from, to)| row.growth_over(from, to));
    rates.filter_map(Growth::rate).map(|rate| rate.percent(9).mantissa()).next()
}
