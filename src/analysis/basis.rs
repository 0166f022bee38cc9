//! 同口径: converts every earlier year to the codes of the last, step by step through the years between.

use super::AnalysisError;
use super::bridge::{BridgeUse, Bridging, Naming};
use super::figures::{Figure, Figures, Reference, Sources, complete};
use super::grouping::{Membership, gather_keys};
use super::keys::Keys;
use super::lineup::{Column, Columns};
use super::trend::YearPhase;
use crate::model::{Bridge, FiscalYear, Level, LineItem, Phase, Warning};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The figures of one unit.
type OfUnit = BTreeMap<YearPhase, Vec<(u32, Figure)>>;

/// The bridge that converts earlier years.
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
                    let same = Column::new(units, self.membership, keys)?;
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
    let known = |own: &Figures, nominal: &Figures| -> Figures {
        let kept = own.iter().filter(|(number, _)| !is_total(*number) && !same.unknown.contains(number));
        let totals = nominal.iter().filter(|(number, _)| is_total(*number));
        kept.chain(totals).map(|(number, figure)| (number, *figure)).collect()
    };
    let (units, groups) = (known(&same.units, &nominal.units), same.groups.as_ref().zip(nominal.groups.as_ref()));
    let groups = groups.map(|(own, nominal)| known(own, nominal));
    (same.units, same.groups) = (units, groups);
    same
}
