//! 首末年: the years that the cumulative growth of a table refers to.

use super::{Span, TrendOptions, YearPhase};
use crate::analysis::item::Sheet;
use crate::analysis::order::Ordered;
use crate::model::{BudgetTable, FiscalYear, Phase, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Sets the spans of all rows of a table: the requested years, else the first and the last year that publish the table,
/// else the first and the last year with figures.
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
            known.entry((row.item.unit.clone(), row.item.scope, row.item.table, *phase)).or_default().insert(*year);
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
        row.spans = spans.get(&row.item.sheet()).cloned().unwrap_or_default();
        row.spans.retain(|span| phases.contains(&span.phase));
        if let Some(same) = &mut row.comparable {
            same.spans = row.spans.clone();
        }
    }
}
