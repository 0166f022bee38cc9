//! 应有的表.
//!
//! 条件：部门、单位的公开，读到五种以上的表时，查应查事项（data/obligations.toml）列的表是否齐全：预算八张，决算九张；表名没有认出的也会算缺，只提示。
//!
//! 依据：财预〔2016〕143号规定的表；部门决算公开的表样。
//!
//! 例：没有找到“三公”经费支出情况表。

use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::obligation::{DocumentKind, Obligations, Presence, by_owner, presence};
use crate::model::{Cells, Paper, Place, Scope};

/// The tables that the list of obligations asks for, taken over all files of a disclosure. It applies to disclosures of
/// a department or a unit of which at least five kinds of tables are read and no line of text reads like the title of
/// the missing one; a title that was not understood may still be among what is missing, so this is a hint.
pub(in crate::audit) fn check(papers: &[Paper], cells: &Cells<'_>, list: &Obligations, ledger: &mut Ledger) {
    let of_units = papers.iter().filter(|paper| !paper.scope.is_some_and(Scope::is_of_government));
    for (owner, papers) in by_owner(of_units, cells) {
        let required = list.tables(DocumentKind::of(owner));
        let missing =
            required.iter().filter(|(table, title)| matches!(presence(&papers, *table, title), Presence::Missing));
        let missing: Vec<&str> = missing.map(|(table, _)| table.title()).collect();
        if let (false, Some(paper)) = (missing.is_empty(), papers.first()) {
            let because = format!("没有找到：{}", missing.join("、"));
            let text = format!("{}{}年{}公开", owner.unit, owner.year, owner.phase).into();
            ledger.remark(&Place::file(paper.file.clone()), &text, 0..0, Opinion::of("tables", Verdict::Note, because));
        }
    }
}
