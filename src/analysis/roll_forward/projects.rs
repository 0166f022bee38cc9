//! 项目: the amount of each project, for sentences under its name that state it.

use super::rolled::without_year;
use crate::model::{Amount, BudgetTable, Claim, Code, Level, LineItem, Origin, Owner};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 新增项目: a project that last year's tables do not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProject {
    /// The last claim about the amount of a project.
    pub after: usize,
    /// 项目名称
    pub name: Arc<str>,
    /// 本年数
    pub amount: Amount,
}

/// The projects of a unit's year with their amounts, by name without years.
pub(super) struct Projects(BTreeMap<String, Amount>);

/// Words for the whole of a project, as opposed to one of its uses.
const WHOLE: &[&str] =
    &["规模", "总额", "总投", "总预算", "预算金额", "项目资金", "项目预算", "安排资金", "资金总", "合计"];

impl Projects {
    /// Those of the tables among `items`; a project spread over several items of the classification is their sum.
    pub(super) fn of(items: &[LineItem], owner: &Owner) -> Self {
        let is_own = |item: &&LineItem| {
            let of = (&item.unit, item.scope, item.year, item.phase);
            of == (&owner.unit, owner.scope, owner.year, owner.phase) && item.origin == Origin::Published
        };
        let of_table = items.iter().filter(is_own).filter(|item| item.table == BudgetTable::GeneralProject);
        let mut rows: BTreeMap<(String, Option<Code>), Amount> = BTreeMap::new();
        for item in of_table.filter(|item| item.measure.is_total() && item.level != Level::Total) {
            let name = match (&item.project, &item.code) {
                (Some(project), _) => project,
                (None, None) => &item.name,
                (None, Some(_)) => continue,
            };
            if let Some(amount) = item.amount {
                rows.entry((plain(name), item.code.clone())).or_insert(amount);
            }
        }
        let mut projects: BTreeMap<String, Vec<Amount>> = BTreeMap::new();
        rows.into_iter().for_each(|((name, _), amount)| projects.entry(name).or_default().push(amount));
        let sum = |amounts: &[Amount]| {
            let fen = amounts.iter().try_fold(0i64, |sum, amount| sum.checked_add(amount.fen()))?;
            Some(Amount::new(fen, amounts.iter().map(|amount| amount.resolution()).max()?))
        };
        Self(projects.into_iter().filter_map(|(name, amounts)| Some((name, sum(&amounts)?))).collect())
    }

    /// The project that a claim states the whole amount of: the one named nearest above it.
    pub(super) fn of_claim(&self, claim: &Claim) -> Option<(&str, Amount)> {
        let whole = WHOLE.iter().any(|word| claim.subject.text.contains(word));
        let above = claim.section.iter().rev().filter(|_| whole);
        let named = |words: &Arc<str>| {
            let words = plain(words);
            self.0.iter().filter(|(name, _)| words.contains(name.as_str())).max_by_key(|(name, _)| name.len())
        };
        above.chain([&claim.text]).find_map(named).map(|(name, amount)| (name.as_str(), *amount))
    }

    /// The projects with an amount that `before` does not have, in the order of their names.
    pub(super) fn missing_from(&self, before: &Self, after: usize) -> Vec<NewProject> {
        let new = self.0.iter().filter(|(name, amount)| amount.fen() != 0 && !before.0.contains_key(*name));
        new.map(|(name, amount)| NewProject { after, name: name.as_str().into(), amount: *amount }).collect()
    }

    /// The amount of a project.
    pub(super) fn amount(&self, name: &str) -> Option<Amount> {
        self.0.get(name).copied()
    }
}

/// A name without spaces and years.
fn plain(name: &str) -> String {
    without_year(&name.split_whitespace().collect::<String>())
}
