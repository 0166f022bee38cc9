//! 项目: the projects of the project table with their amounts.

use crate::model::{Amount, BudgetTable, LineItem};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 项目, as printed in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// 项目名称
    pub name: Arc<str>,
    /// 预算安排规模: the sum over its 科目; `None` if it exceeds `i64`.
    pub amount: Option<Amount>,
    /// Whether it pays 补助 to persons or enterprises, of which the text has to tell more.
    pub subsidises: bool,
}

/// The columns of what is paid to persons and enterprises.
const SUBSIDIES: [&str; 2] = ["对个人和家庭的补助", "对企业补助"];

/// The projects of this year's table, in order. A project that is repeated in a second file counts once.
pub(super) fn projects<'a>(items: impl Iterator<Item = &'a LineItem>) -> Vec<Project> {
    let mut projects: Vec<Project> = Vec::new();
    let mut files: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
    let mut subsidising = BTreeSet::new();
    for item in items.filter(|item| item.table == BudgetTable::GeneralProject) {
        let (Some(name), Some(amount)) = (&item.project, item.amount) else { continue };
        if !item.measure.is_total() {
            let is_subsidy = SUBSIDIES.iter().any(|words| item.measure.as_str().contains(words)) && amount.fen() != 0;
            subsidising.extend(is_subsidy.then(|| name.clone()));
            continue;
        }
        if *files.entry(name.clone()).or_insert_with(|| item.place.file.clone()) != item.place.file {
            continue;
        }
        match projects.iter_mut().find(|project| project.name == *name) {
            Some(project) => project.amount = project.amount.and_then(|sum| sum.checked_add(amount)),
            None => projects.push(Project { name: name.clone(), amount: Some(amount), subsidises: false }),
        }
    }
    projects.iter_mut().for_each(|project| project.subsidises = subsidising.contains(&project.name));
    projects
}
