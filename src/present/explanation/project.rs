//! 项目: the projects of the project table with their amounts.

use crate::model::{Amount, BudgetTable, LineItem};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 项目, as printed in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// 项目名称
    pub name: Arc<str>,
    /// 预算安排规模: the sum over its 科目; `None` if it exceeds `i64`.
    pub amount: Option<Amount>,
}

/// The projects of this year's table, in order. A project that is repeated in a second file counts once.
pub(super) fn projects<'a>(items: impl Iterator<Item = &'a LineItem>) -> Vec<Project> {
    let mut projects: Vec<Project> = Vec::new();
    let mut files: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
    let of_table = |item: &&LineItem| item.table == BudgetTable::GeneralProject && item.measure.is_total();
    for item in items.filter(of_table) {
        let (Some(name), Some(amount)) = (&item.project, item.amount) else { continue };
        if *files.entry(name.clone()).or_insert_with(|| item.place.file.clone()) != item.place.file {
            continue;
        }
        match projects.iter_mut().find(|project| project.name == *name) {
            Some(project) => project.amount = project.amount.and_then(|sum| sum.checked_add(amount)),
            None => projects.push(Project { name: name.clone(), amount: Some(amount) }),
        }
    }
    projects
}
