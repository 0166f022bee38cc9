//! 自带的行: when a row of the shipped list does not apply to a unit. It was written without knowledge of the unit, so the
//! unit's own tables take precedence.

use super::super::figures::Figures;
use super::super::keys::{Key, Keys};
use super::Naming;
use super::step::Step;
use crate::model::{BridgeRow, Classification, Code, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 仍列的科目: the codes with an amount in this year's tables of each unit, with their printed names.
pub(super) struct Listed(BTreeMap<(Arc<str>, Classification, Code), BTreeSet<String>>);

impl Listed {
    /// The codes of this year's tables that rows of the step refer to.
    pub fn new(step: &Step, current: &Figures, naming: Naming<'_>, keys: &Keys) -> Self {
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

    /// Whether `row` may be applied to an item of last year with the printed name `name`. Rows written for these data always
    /// are. A shipped row is not applied if this year's tables of the unit still have the old code under the old name, or if
    /// last year's tables print quite another name for it, since the code then means something else.
    pub fn allows(&self, row: &BridgeRow, key: &Key, name: Option<&Arc<str>>) -> bool {
        let Some(old) = row.old.code.as_ref().filter(|_| row.optional) else { return true };
        let is_old = |name: &str| name.is_empty() || name == old.as_str() || name == fold(&row.old.name);
        let renamed = name.is_some_and(|name| key.code.as_ref() == Some(old) && !is_old(&fold(name)));
        let listed = self.0.get(&(key.unit.clone(), key.classification, old.clone()));
        let goes_on = listed.is_some_and(|names| names.is_empty() || names.iter().any(|name| is_old(name)));
        row.old.code == row.new.code || !(renamed || goes_on)
    }
}
