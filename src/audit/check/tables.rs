//! 应有的表: the tables that every disclosure has to carry.

use crate::audit::Verdict;
use crate::audit::cell::{Cells, Owner};
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, Paper, Place, Scope};
use std::collections::{BTreeMap, BTreeSet};

const REQUIRED: [BudgetTable; 8] = [
    BudgetTable::Totals,
    BudgetTable::Revenue,
    BudgetTable::Expenditure,
    BudgetTable::FiscalTotals,
    BudgetTable::General,
    BudgetTable::GeneralBasic,
    BudgetTable::Fund,
    BudgetTable::ThreePublic,
];
/// A disclosure of fewer kinds of tables is a part of one.
const ENOUGH: usize = 5;

/// The eight tables of 财预〔2016〕143号 (收支总表, 收入总表, 支出总表, 财政拨款收支总表, 一般公共预算支出表, its 基本支出表,
/// 政府性基金表, “三公”经费表), taken over all files of a disclosure. It applies to disclosures of a department or a unit
/// of which at least five kinds of tables are read; a table whose title was not understood may be among what is missing,
/// so this is a hint.
pub(in crate::audit) fn check(papers: &[Paper], cells: &Cells<'_>, ledger: &mut Ledger) {
    let mut owned: BTreeMap<Owner, (BTreeSet<BudgetTable>, &Paper)> = BTreeMap::new();
    for paper in papers.iter().filter(|paper| paper.scope != Some(Scope::Government)) {
        let Some(owner) = cells.owner(&paper.file) else { continue };
        let (tables, _) = owned.entry(owner.clone()).or_insert_with(|| (BTreeSet::new(), paper));
        tables.extend(paper.tables.iter().map(|table| table.table));
    }
    for (owner, (tables, paper)) in owned {
        let missing: Vec<&str> =
            REQUIRED.iter().filter(|table| !tables.contains(table)).map(|table| table.title()).collect();
        if tables.len() >= ENOUGH && !missing.is_empty() {
            let because = format!("没有找到：{}", missing.join("、"));
            let text = format!("{}{}年{}公开", owner.unit, owner.year, owner.phase).into();
            ledger.remark(&Place::file(paper.file.clone()), &text, 0..0, Opinion::of("tables", Verdict::Note, because));
        }
    }
}
