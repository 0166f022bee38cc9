//! 自带的行: where a row of the shipped list does not hold for a unit. Nobody looked at the unit's tables when it was
//! written, so what they print comes first.

use super::super::figures::Figures;
use super::super::keys::{Key, Keys};
use super::Naming;
use super::step::Step;
use crate::model::{BridgeRow, Classification, Code, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 仍列的科目: the codes under which each unit's tables of this year have an amount, with the names they print.
pub(super) struct Listed(BTreeMap<(Arc<str>, Classification, Code), BTreeSet<String>>);

impl Listed {
    /// What this year's tables print. What no row of the step asks about is left out.
    pub fn new(step: &Step, current: &Figures, naming: Naming<'_>, keys: &mut Keys) -> Self {
        let mut listed: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        if step.shipped().is_empty() {
            return Self(listed);
        }
        for (number, side) in current.iter().filter(|(_, side)| side.amount.fen() != 0) {
            let key = keys.key(number);
            if let Some(code) = key.code.as_ref().filter(|code| step.shipped().contains(code)) {
                let names = listed.entry((key.unit.clone(), key.classification, code.clone())).or_default();
                names.extend(naming.printed(number, side, keys).map(|name| fold(&name)));
            }
        }
        Self(listed)
    }

    /// Whether `row` may be applied to an item of last year that is printed as `name`. What somebody wrote for these
    /// data always is. A shipped row is not where the unit's tables of this year still have the old code under the
    /// old name, nor where last year's print quite another name for it: the code was given to something else.
    pub fn allows(&self, row: &BridgeRow, key: &Key, name: Option<&Arc<str>>) -> bool {
        let Some(old) = row.old.code.as_ref().filter(|_| row.optional) else { return true };
        let is_old = |name: &str| name.is_empty() || name == old.as_str() || name == fold(&row.old.name);
        let renamed = name.is_some_and(|name| key.code.as_ref() == Some(old) && !is_old(&fold(name)));
        let listed = self.0.get(&(key.unit.clone(), key.classification, old.clone()));
        let goes_on = listed.is_some_and(|names| names.is_empty() || names.iter().any(|name| is_old(name)));
        row.old.code == row.new.code || !(renamed || goes_on)
    }
}
