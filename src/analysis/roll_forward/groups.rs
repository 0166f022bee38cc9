//! 列名: the items with figures in a table, for sentences that list their names.

use crate::model::{BudgetTable, Classification, Code, FiscalYear, Level, LineItem, Measure, Origin, plain_name};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 同级科目: the items of one level with figures in a column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemGroup {
    /// Last year's names, normalized by [`plain_name`].
    pub old: BTreeSet<String>,
    /// The new year's names, in the order of their codes.
    pub new: Vec<Arc<str>>,
}

type Key = (BudgetTable, Measure, Level, Classification);

/// The groups of a file's tables in both years; those missing from the new year are left out.
pub fn item_groups(
    (old, new): (&[LineItem], &[LineItem]),
    file: &Arc<str>,
    (from, to): (FiscalYear, FiscalYear),
) -> Vec<ItemGroup> {
    let of_file = |item: &&LineItem| item.place.file == *file && item.year == from;
    let Some(first) = old.iter().find(of_file) else { return Vec::new() };
    let is_again = from == to;
    let of_unit = |item: &&LineItem| {
        (&item.unit, item.scope) == (&first.unit, first.scope)
            && item.year == to
            && (is_again || item.place.file != *file)
    };
    let (before, after) = (groups(old.iter().filter(of_file)), groups(new.iter().filter(of_unit)));
    let both = before.into_iter().filter_map(|(key, items)| {
        let new = after.get(&key)?;
        let old = items.values().map(|name| plain_name(name)).collect();
        Some(ItemGroup { old, new: new.values().cloned().collect() })
    });
    both.collect()
}

fn groups<'a>(items: impl Iterator<Item = &'a LineItem>) -> BTreeMap<Key, BTreeMap<Code, Arc<str>>> {
    let mut groups: BTreeMap<Key, BTreeMap<Code, Arc<str>>> = BTreeMap::new();
    let known = items.filter(|item| item.origin != Origin::Implied && item.project.is_none());
    for item in known.filter(|item| item.amount.is_some_and(|amount| amount.fen() != 0)) {
        if let Some(code) = &item.code {
            let key = (item.table, item.measure.clone(), item.level, item.classification);
            groups.entry(key).or_default().insert(code.clone(), item.name.clone());
        }
    }
    groups
}
