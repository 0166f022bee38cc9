//! 对齐: puts the complete years and phases side by side and lists every key that any of them has.

use super::AnalysisError;
use super::figures::{Figure, Figures};
use super::grouping::{Coverage, Membership, gather};
use super::kernel::Between;
use super::keys::{Key, Keys};
use super::order::{Lined, Positions};
use super::trend::{Units, YearPhase};
use crate::model::{Level, LineItem, Origin};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One year and phase: the figures of units and of groups, and which units they cover.
#[derive(Clone)]
pub(super) struct Column {
    pub units: Figures,
    /// None if every unit stands for itself.
    pub groups: Option<Figures>,
    pub coverage: Coverage,
    /// What later disclosures and the texts state for it, by origin.
    pub others: BTreeMap<Origin, Figures>,
    /// Keys whose amount on the codes of another year cannot be told, since no table lists what moved.
    pub unknown: BTreeSet<u32>,
}

/// The years and phases to show, each complete.
pub(super) type Columns = BTreeMap<YearPhase, Column>;

impl Column {
    /// The column of these figures of units.
    pub fn new(units: Figures, membership: &dyn Membership, keys: &mut Keys) -> Result<Self, AnalysisError> {
        let coverage = Coverage::of(&units, membership, keys);
        let groups = if membership.is_by_unit() { None } else { Some(gather(&units, membership, keys)?) };
        Ok(Self { units, groups, coverage, others: BTreeMap::new(), unknown: BTreeSet::new() })
    }

    /// The figures to show.
    pub fn figures(&self) -> &Figures {
        self.groups.as_ref().unwrap_or(&self.units)
    }

    /// The units that state something about a key; none if no unit does.
    pub fn stating(&self, key: u32, keys: &Keys) -> Option<Arc<Units>> {
        Some(self.coverage.stating(key, keys)).filter(|units| !units.is_empty() && !self.unknown.contains(&key))
    }
}

/// Every key to show that some year has, in the order of their numbers. With a bridge (`same`) that includes those that only
/// the bridge leads to.
pub(super) fn rows(
    nominal: &Columns,
    same: Option<&Columns>,
    shown: impl Fn(&Key) -> bool,
    items: &[LineItem],
    keys: &Keys,
) -> Vec<Lined> {
    let positions = Positions::of(items);
    let mut rows = Vec::with_capacity(keys.count() as usize);
    for key in (0..keys.count()).filter(|key| shown(keys.key(*key))) {
        let has = |columns: &&Columns| columns.values().any(|year| year.figures().has(key));
        let Some(columns) = std::iter::once(nominal).chain(same).find(has) else { continue };
        // Years are in the order of time, so the last is the latest.
        let printed = columns.values().rev().find_map(|year| {
            let figure = year.figures().get(key)?;
            Some((figure.printed_name(items)?.clone(), figure.position.and_then(|at| positions.at(at))))
        });
        let (name, place) = printed.unwrap_or_else(|| (keys.default_name(key), None));
        rows.push(Lined { key, name, place });
    }
    rows
}

/// The columns that tell the amounts of a key on the codes of the last year. No bridge changes a total.
pub(super) fn same_basis<'a>(key: u32, nominal: &'a Columns, same: &'a Columns, keys: &Keys) -> &'a Columns {
    if keys.key(key).level == Level::Total { nominal } else { same }
}

/// The operands of the kernel for two years of a key; none if they are not comparable.
pub(super) fn between(columns: &Columns, key: u32, (from, to): (YearPhase, YearPhase), keys: &Keys) -> Option<Between> {
    let (one, other) = (columns.get(&from)?, columns.get(&to)?);
    let fen = |year: &Column, key| year.figures().get(key).map(|figure: &Figure| figure.amount.fen());
    let base = keys.share_base(key);
    let (from_whole, to_whole) = (fen(one, base), fen(other, base));
    let between = Between { from: fen(one, key), to: fen(other, key), from_whole, to_whole };
    let is_comparable = || one.stating(key, keys).is_some_and(|units| other.stating(key, keys) == Some(units));
    (between.is_some() && is_comparable()).then_some(between)
}
