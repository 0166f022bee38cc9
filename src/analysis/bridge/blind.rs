//! 列不到的级次: keys whose converted amount cannot be told, because their table does not list what moved.

use super::super::figures::Figures;
use super::super::keys::Keys;
use crate::model::{BudgetTable, Classification, Code, Level, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 一次转移: codes between which money of a unit moves, with all codes above them; it concerns every table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Move {
    pub unit: Arc<str>,
    pub scope: Scope,
    pub classification: Classification,
    /// The level that a table must list to show what moved.
    pub level: Level,
    pub from: BTreeSet<Code>,
    pub to: BTreeSet<Code>,
}

/// The keys of both years that are affected by a move in tables that are not deep enough to show it.
pub(super) fn blind(moves: &BTreeSet<Move>, sides: [&Figures; 2], keys: &Keys) -> BTreeSet<u32> {
    if moves.is_empty() {
        return BTreeSet::new();
    }
    let mut finest: BTreeMap<(&Arc<str>, Scope, BudgetTable, Classification), Level> = BTreeMap::new();
    let numbers = || sides.into_iter().flat_map(|sides| sides.keys());
    for number in numbers() {
        let key = keys.key(number);
        let level = finest.entry((&key.unit, key.scope, key.table, key.classification)).or_insert(key.level);
        *level = (*level).max(key.level);
    }
    let is_blind = |number: &u32| {
        let key = keys.key(*number);
        let Some(code) = &key.code else { return false };
        let finest = finest.get(&(&key.unit, key.scope, key.table, key.classification));
        moves.iter().any(|one| {
            one.unit == key.unit
                && one.scope == key.scope
                && one.classification == key.classification
                && finest.is_some_and(|finest| one.level > *finest)
                && one.from.contains(code) != one.to.contains(code)
        })
    };
    numbers().filter(is_blind).collect()
}
