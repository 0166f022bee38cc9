//! 上级科目: the keys above a key.

use super::super::figures::Figures;
use super::super::keys::Keys;
use crate::model::Level;
use std::collections::BTreeSet;

/// The keys that are parents of others in the same year.
pub(in crate::analysis) fn parents(sides: &Figures, keys: &Keys) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for number in sides.keys() {
        let mut next = parent_of(number, keys);
        while let Some(parent) = next.filter(|parent| found.insert(*parent)) {
            next = parent_of(parent, keys);
        }
    }
    found
}

/// The parent of a key, unless it is a total, which no bridge changes.
fn parent_of(number: u32, keys: &Keys) -> Option<u32> {
    keys.parent(number).filter(|parent| keys.key(*parent).level != Level::Total)
}

/// All keys above a key, without the total.
pub(super) fn ancestors(number: u32, keys: &Keys) -> Vec<u32> {
    std::iter::successors(parent_of(number, keys), |parent| parent_of(*parent, keys)).collect()
}
