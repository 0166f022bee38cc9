//! 同口径: converts every earlier year to the codes of the last, step by step through the years between.

use super::AnalysisError;
use super::bridge::{BridgeUse, Bridging, Naming};
use super::figures::{Figure, Figures};
use super::grouping::{Membership, gather_keys};
use super::keys::Keys;
use super::lineup::{Column, Columns, Reference, Sources, complete};
use super::order::Ordered;
use super::trend::{TrendRow, YearPhase};
use crate::model::{Bridge, FiscalYear, Level, LineItem, Phase, Warning};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The figures of one unit.
type OfUnit = BTreeMap<YearPhase, Vec<(u32, Figure)>>;

/// What the years are converted by.
pub(super) struct Basis<'a> {
    /// The year to whose codes the others are converted.
    pub last: FiscalYear,
    /// The figures that tell which codes a unit has.
    pub known: BTreeMap<YearPhase, &'a Figures>,
    /// The printed figures of every year.
    pub sources: &'a Sources,
    pub reference: Reference,
    pub bridge: &'a Bridge,
    pub membership: &'a dyn Membership,
    pub items: &'a [LineItem],
}

impl Basis<'_> {
    /// Converts every column to the codes of the last year; phases do not matter, since codes change with the year. The
    /// columns of the last year itself stay. Also returns which parts of the bridge were used.
    pub fn put(
        &self,
        lined_up: &Columns,
        keys: &mut Keys,
        warnings: &mut Vec<Warning>,
    ) -> Result<(Columns, BridgeUse), AnalysisError> {
        let mut used = BridgeUse::default();
        let mut bridged = Sources::new();
        let mut unknown: BTreeMap<YearPhase, BTreeSet<u32>> = BTreeMap::new();
        let mut codes_of: BTreeMap<Phase, Figures> = BTreeMap::new();
        for column in lined_up.keys().copied() {
            let Some(own) = self.sources.get(&column) else { continue };
            if column.0 == self.last {
                bridged.insert(column, own.clone());
                continue;
            }
            let current = &*codes_of.entry(column.1).or_insert_with(|| self.codes(column.1, keys));
            let mut bridging = Bridging::new(self.bridge, (column.0, self.last));
            let mut same = own.clone();
            unknown.insert(column, bridging.apply(&mut same, current, Naming::Items(self.items), keys, warnings)?);
            bridged.insert(column, same);
            used.merge(bridging.into_use());
        }
        let mut columns = Columns::new();
        for (column, nominal) in lined_up {
            let same = match unknown.remove(column) {
                Some(unknown) => {
                    let units = complete(*column, &bridged, self.reference, keys)?;
                    let same = Column::new(units, self.membership, self.items, keys)?;
                    let groups = gather_keys(&unknown, self.membership, keys);
                    let unknown = unknown.into_iter().chain(groups).collect();
                    without_unknown(Column { unknown, ..same }, nominal, keys)
                }
                None => Column { others: BTreeMap::new(), ..nominal.clone() },
            };
            columns.insert(*column, same);
        }
        Ok((columns, used))
    }

    /// The figures to whose codes a year is converted: those of each unit's own last year, in the same phase or else in the
    /// phase with most figures, so that other units do not matter.
    fn codes(&self, phase: Phase, keys: &Keys) -> Figures {
        let mut of_units: BTreeMap<Arc<str>, OfUnit> = BTreeMap::new();
        for (column, figures) in &self.known {
            for (number, figure) in figures.iter() {
                let of_unit = of_units.entry(keys.key(number).unit.clone()).or_default();
                of_unit.entry(*column).or_default().push((number, *figure));
            }
        }
        let best = |columns: OfUnit| {
            columns
                .into_iter()
                .max_by_key(|((year, own), figures)| (*year, *own == phase, figures.len(), Reverse(*own)))
        };
        of_units.into_values().filter_map(best).flat_map(|(_, figures)| figures).collect()
    }
}

/// Keeps the nominal totals, since no bridge changes a total, and leaves out what cannot be told.
fn without_unknown(mut same: Column, nominal: &Column, keys: &Keys) -> Column {
    let is_total = |number: u32| keys.key(number).level == Level::Total;
    for (own, nominal) in [(&mut same.units, &nominal.units), (&mut same.groups, &nominal.groups)] {
        let kept = own.iter().filter(|(number, _)| !is_total(*number) && !same.unknown.contains(number));
        let totals = nominal.iter().filter(|(number, _)| is_total(*number));
        *own = kept.chain(totals).map(|(number, figure)| (number, *figure)).collect();
    }
    same
}

/// Attaches the converted rows to the published rows; both are in the order of their keys. Keys that only the bridge leads
/// to get rows of their own.
pub(super) fn attach(rows: Vec<Ordered>, same: Vec<Ordered>) -> Vec<Ordered> {
    let mut same = same.into_iter().peekable();
    let mut all = Vec::with_capacity(rows.len());
    for mut ordered in rows {
        while let Some(brought) = same.next_if(|same| same.number < ordered.number) {
            all.push(brought_by_bridge(brought));
        }
        let own = match same.next_if(|same| same.number == ordered.number) {
            _ if ordered.row.item.level == Level::Total => ordered.row.clone(),
            Some(same) => TrendRow { item: ordered.row.item.clone(), ..same.row },
            None => without_figures(&ordered.row),
        };
        ordered.row.comparable = Some(Box::new(own));
        all.push(ordered);
    }
    all.extend(same.map(brought_by_bridge));
    all
}

fn brought_by_bridge(ordered: Ordered) -> Ordered {
    let row = TrendRow { comparable: Some(Box::new(ordered.row.clone())), ..without_figures(&ordered.row) };
    Ordered { row, ..ordered }
}

fn without_figures(row: &TrendRow) -> TrendRow {
    TrendRow { figures: BTreeMap::new(), stating: BTreeMap::new(), ..row.clone() }
}
