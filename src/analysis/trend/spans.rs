//! 首末年: the years that the cumulative growth of a table refers to.

use super::{Span, TrendOptions};
use crate::analysis::keys::Keys;
use crate::analysis::lineup::Columns;
use crate::analysis::order::Lined;
use crate::model::{FiscalYear, Phase};
use std::collections::{BTreeMap, BTreeSet};

/// The spans of each table that rows belong to, by its number: the requested years, else the first and the last year that
/// publish the table, else the first and the last year with figures.
pub(super) fn spans(
    rows: &[Lined],
    columns: &Columns,
    options: &TrendOptions,
    keys: &Keys,
) -> BTreeMap<u32, Vec<Span>> {
    let mut known: BTreeMap<(u32, Phase), BTreeSet<FiscalYear>> = BTreeMap::new();
    for row in rows {
        for ((year, phase), _) in columns.iter().filter(|(_, column)| column.figures().has(row.key)) {
            known.entry((keys.sheet(row.key), *phase)).or_default().insert(*year);
        }
    }
    let mut spans: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    for ((sheet, phase), years) in known {
        let of_phase = || columns.keys().filter(|column| column.1 == phase).map(|column| column.0);
        let prints = |year: FiscalYear| columns.get(&(year, phase)).is_some_and(|column| column.coverage.prints(sheet));
        let own: BTreeSet<FiscalYear> = years.iter().copied().filter(|year| prints(*year)).collect();
        let best = if own.len() > 1 { &own } else { &years };
        let from = if options.from.is_some() { of_phase().min() } else { best.first().copied() };
        let to = if options.to.is_some() { of_phase().max() } else { best.last().copied() };
        if let (Some(from), Some(to)) = (from, to)
            && from < to
        {
            spans.entry(sheet).or_default().push(Span { phase, from, to });
        }
    }
    spans
}
