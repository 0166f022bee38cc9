//! 应有的表.
//!
//! 条件：部门、单位的公开，读到五种以上的表时，查八张表是否齐全；表名没有认出的也会算缺，只提示。
//!
//! 依据：财预〔2016〕143号规定的八张表。
//!
//! 例：没有找到“三公”经费支出情况表。

use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, Cells, Owner, Paper, Place, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The tables, and words of their titles.
const REQUIRED: [(BudgetTable, &[&str]); 8] = [
    (BudgetTable::Totals, &["收支", "总"]),
    (BudgetTable::Revenue, &["收入"]),
    (BudgetTable::Expenditure, &["支出"]),
    (BudgetTable::FiscalTotals, &["财政拨款", "收"]),
    (BudgetTable::General, &["一般公共预算", "支出"]),
    (BudgetTable::GeneralBasic, &["基本支出"]),
    (BudgetTable::Fund, &["政府性基金"]),
    (BudgetTable::ThreePublic, &["三公"]),
];
/// A disclosure of fewer kinds of tables is a part of one.
const ENOUGH: usize = 5;

/// The eight tables of 财预〔2016〕143号 (收支总表, 收入总表, 支出总表, 财政拨款收支总表, 一般公共预算支出表, its 基本支出表,
/// 政府性基金表, “三公”经费表), taken over all files of a disclosure. It applies to disclosures of a department or a unit
/// of which at least five kinds of tables are read and no line of text reads like the title of the missing one; a title
/// that was not understood may still be among what is missing, so this is a hint.
pub(in crate::audit) fn check(papers: &[Paper], cells: &Cells<'_>, ledger: &mut Ledger) {
    let mut owned: BTreeMap<Owner, (BTreeSet<BudgetTable>, Vec<&Paper>)> = BTreeMap::new();
    for paper in papers.iter().filter(|paper| !paper.scope.is_some_and(Scope::is_of_government)) {
        let Some(owner) = cells.owner(&paper.file) else { continue };
        let (tables, of) = owned.entry(owner.clone()).or_default();
        tables.extend(paper.tables.iter().map(|table| table.table));
        of.push(paper);
    }
    for (owner, (tables, papers)) in owned {
        let missing = REQUIRED.iter().filter(|(table, words)| !tables.contains(table) && !titled(&papers, words));
        let missing: Vec<&str> = missing.map(|(table, _)| table.title()).collect();
        if let (true, false, Some(paper)) = (tables.len() >= ENOUGH, missing.is_empty(), papers.first()) {
            let because = format!("没有找到：{}", missing.join("、"));
            let text = format!("{}{}年{}公开", owner.unit, owner.year, owner.phase).into();
            ledger.remark(&Place::file(paper.file.clone()), &text, 0..0, Opinion::of("tables", Verdict::Note, because));
        }
    }
}

/// Whether some short line ends in 表 and holds all of the words.
fn titled(papers: &[&Paper], words: &[&str]) -> bool {
    let sentences = papers.iter().flat_map(|paper| &paper.sentences).map(|sentence| &*sentence.text);
    let titles = papers.iter().flat_map(|paper| &paper.tables).map(|table| &*table.title);
    sentences.chain(titles).any(|text| {
        let short = text.chars().count() <= 40 && text.trim_end().ends_with('表');
        short && words.iter().all(|word| text.contains(word))
    })
}
