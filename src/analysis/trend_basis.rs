//! 同口径趋势: every earlier year put on the codes of the last year shown, step by step through the years between.

use super::bridge::{BridgeUse, Sides, same_basis};
use super::figures::frame_of;
use super::grouping::{Grouping, gather_keys};
use super::keys::{Key, Keys};
use super::lineup::by_key;
use super::trend::{Column, Columns, line_up};
use super::trend_order::Ordered;
use super::trend_row::{TrendRow, YearPhase};
use super::{AnalysisError, Trend};
use crate::model::{Bridge, Level, LineItem, Phase, Warning};
use polars::prelude::DataFrame;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The years shown on one basis.
pub(super) struct Basis {
    pub columns: Columns,
    /// What of the bridge the figures met.
    pub used: BridgeUse,
}

/// Puts every column on the codes of the last year, whatever its phase: codes change with the year. The last year's
/// own columns stay as they are.
pub(super) fn on_last_codes(
    (lined_up, printed): (&Columns, &BTreeMap<YearPhase, DataFrame>),
    (bridge, grouping, items): (&Bridge, &Grouping, &[LineItem]),
    keys: &mut Keys,
    warnings: &mut Vec<Warning>,
) -> Result<Basis, AnalysisError> {
    let mut basis = Basis { columns: Columns::new(), used: BridgeUse::default() };
    let Some(last) = lined_up.keys().map(|(year, _)| *year).max() else { return Ok(basis) };
    let mut bridged: BTreeMap<YearPhase, DataFrame> = BTreeMap::new();
    let mut unknown: BTreeMap<YearPhase, BTreeSet<u32>> = BTreeMap::new();
    let known = printed.iter().filter(|((year, _), _)| *year <= last);
    let known: BTreeMap<YearPhase, Sides> =
        known.map(|(column, figures)| Ok((*column, by_key(figures)?))).collect::<Result<_, AnalysisError>>()?;
    let mut current_of: BTreeMap<Phase, Sides> = BTreeMap::new();
    for column in lined_up.keys().copied() {
        // A part of the data need not have every year.
        let Some(own) = printed.get(&column) else { continue };
        if column.0 == last {
            bridged.insert(column, own.clone());
            continue;
        }
        let current = &*current_of.entry(column.1).or_insert_with(|| current(&known, column.1, keys));
        let same = same_basis((&by_key(own)?, current), (column.0, last), (bridge, items), keys, warnings)?;
        bridged.insert(column, frame_of(&same.prior)?);
        unknown.insert(column, same.unknown);
        basis.used.merge(same.used);
    }
    for (column, nominal) in lined_up {
        let same = match unknown.remove(column) {
            Some(unknown) => {
                let same = line_up(*column, &bridged, grouping, items, keys)?;
                let groups = gather_keys(&unknown, grouping, keys);
                let unknown = unknown.into_iter().chain(groups).collect();
                without_unknown(Column { unknown, ..same }, nominal, keys)
            }
            None => Column { others: BTreeMap::new(), ..nominal.clone() },
        };
        basis.columns.insert(*column, same);
    }
    Ok(basis)
}

/// The figures whose codes a year is put on: of each unit those of its own last year, of the same phase, else of the
/// phase of which it has most, so that what other units have says nothing.
fn current(known: &BTreeMap<YearPhase, Sides>, phase: Phase, keys: &Keys) -> Sides {
    let mut of_units: BTreeMap<Arc<str>, BTreeMap<YearPhase, Sides>> = BTreeMap::new();
    for (column, figures) in known {
        for (number, side) in figures {
            let of_unit = of_units.entry(keys.key(*number).unit.clone()).or_default();
            of_unit.entry(*column).or_default().insert(*number, *side);
        }
    }
    let best = |columns: BTreeMap<YearPhase, Sides>| {
        columns.into_iter().max_by_key(|((year, own), sides)| (*year, *own == phase, sides.len(), Reverse(*own)))
    };
    of_units.into_values().filter_map(best).flat_map(|(_, sides)| sides).collect()
}

/// No bridge changes a total, whatever a year with gaps adds up to; what no table tells is left out.
fn without_unknown(mut same: Column, nominal: &Column, keys: &Keys) -> Column {
    for (own, nominal) in [(&mut same.units, &nominal.units), (&mut same.groups, &nominal.groups)] {
        let is_total = |number: &u32| keys.key(*number).level == Level::Total;
        own.retain(|number, _| !is_total(number) && !same.unknown.contains(number));
        own.extend(nominal.iter().filter(|(number, _)| is_total(number)).map(|(number, side)| (*number, *side)));
    }
    same
}

/// Puts the rows on one basis beside the rows as published. What only the bridge brings becomes a row of its own.
pub(super) fn attach(rows: &mut BTreeMap<Key, Ordered>, mut same: BTreeMap<Key, Ordered>) {
    for (key, ordered) in rows.iter_mut() {
        let own = match same.remove(key) {
            _ if ordered.row.level == Level::Total => ordered.row.clone(),
            Some(same) => TrendRow { name: ordered.row.name.clone(), ..same.row },
            None => without_figures(&ordered.row),
        };
        ordered.row.comparable = Some(Box::new(own));
    }
    for (key, ordered) in same {
        let row = TrendRow { comparable: Some(Box::new(ordered.row.clone())), ..without_figures(&ordered.row) };
        rows.insert(key, Ordered { row, ..ordered });
    }
}

fn without_figures(row: &TrendRow) -> TrendRow {
    TrendRow { figures: BTreeMap::new(), stating: BTreeMap::new(), ..row.clone() }
}

impl TrendRow {
    /// Whether the bridge gives some year another amount than was published.
    pub fn is_moved(&self) -> bool {
        let amounts = |row: &Self| -> Vec<_> {
            row.figures.iter().map(|(column, figure)| (*column, figure.amount.fen())).collect()
        };
        self.comparable.as_deref().is_some_and(|same| amounts(same) != amounts(self))
    }
}

impl Trend {
    /// Whether the years were put on the codes of the last.
    pub fn has_basis(&self) -> bool {
        self.rows.iter().any(|row| row.comparable.is_some())
    }

    /// 同口径趋势: the same rows with every year on the codes of the last year shown in the place of the years as
    /// published. A code that gave everything away and has nothing in any year is not on this basis at all.
    #[must_use]
    pub fn on_same_basis(&self) -> Self {
        let same = |row: &TrendRow| row.comparable.as_deref().unwrap_or(row).clone();
        let left =
            |row: &TrendRow| row.level == Level::Total || row.figures.values().any(|figure| figure.amount.fen() != 0);
        Self { rows: self.rows.iter().map(same).filter(left).collect(), ..self.clone() }
    }
}
