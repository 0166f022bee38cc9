//! 空表要说明，说明为空的表要真是空的.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::presence::says_none;
use crate::model::{BudgetTable, Cells, Paper, PrintedTable};
use std::sync::Arc;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "empty",
    name: "空表说明",
    rule: "空表要说明，说明为空的表要真是空的",
    why: "没有数的表要说明是空表；说明是空表而表里有数，两者必有一错。",
    condition: "政府性基金、国有资本经营、上年结转结余和“三公”表。说明为空而有数的是错误；空而没有说明的只提示。",
    basis: "财预〔2016〕143号，没有数据的表格列出空表并说明。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t130.00\t110.00\t20.00\n\
                20126\t档案事务\t130.00\t110.00\t20.00\n\
                2012604\t档案馆\t130.00\t110.00\t20.00\n\
                \t合计\t130.00\t110.00\t20.00\n\n\
                政府性基金预算支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                \t\t\t\t\n\n\
                备注：本馆2024年没有政府性基金预算支出，本表为空表。\n",
        )],
        slip: ("备注：本馆2024年没有政府性基金预算支出，本表为空表。\n", ""),
        told: (Verdict::Note, ""),
    },
};

/// The tables that may be empty, with the words that sentences use for their contents.
const MAY_BE_EMPTY: [(BudgetTable, &str); 4] = [
    (BudgetTable::Fund, "政府性基金"),
    (BudgetTable::StateCapital, "国有资本经营"),
    (BudgetTable::Carryover, "上年结转结余"),
    (BudgetTable::ThreePublic, "三公"),
];

/// A table without figures needs a statement that it is empty, and a table with such a statement may not have figures
/// other than zero. It applies to the tables of 政府性基金, 国有资本经营, 上年结转结余 and “三公”; the others cannot be
/// empty. Rule: 财预〔2016〕143号, 没有数据的表格应当列出空表并说明.
pub(in crate::audit) fn check(papers: &[Paper], cells: &Cells<'_>, ledger: &mut Ledger) {
    // A file whose tables are all blank is a form that has yet to be filled in.
    for paper in papers.iter().filter(|paper| paper.tables.iter().any(|table| table.figures > 0)) {
        let list = cells.owner(&paper.file).map_or(&[][..], |owner| cells.of_year(owner, owner.year));
        for table in &paper.tables {
            let Some((_, word)) = MAY_BE_EMPTY.iter().find(|(kind, _)| *kind == table.table) else { continue };
            ledger.look("empty", &table.place);
            let filled = list.iter().find(|cell| {
                cell.item.table == table.table
                    && cell.item.place.file == paper.file
                    && cell.item.amount.is_some_and(|amount| amount.fen() != 0)
            });
            let opinion = match (&table.empty_statement, filled) {
                (Some(statement), Some(cell)) if statement.contains("空表") => Opinion::of(
                    "empty",
                    Verdict::Figure,
                    format!("说明为空表，表中却有“{}” {}（{}）", cell.item.name, cell.item.text, cell.item.place),
                ),
                (None, None) if table.figures == 0 && says_none(paper, word).is_none() && alone(paper, table) => {
                    Opinion::of("empty", Verdict::Note, "表中没有数，也没有说明为空表；请补一句说明")
                }
                _ => continue,
            };
            let text: Arc<str> = table.title.clone();
            ledger.remark(&table.place, &text, 0..0, opinion);
        }
    }
}

/// Whether the file has no other table of the kind. A second one may be the continuation of the first.
fn alone(paper: &Paper, table: &PrintedTable) -> bool {
    paper.tables.iter().filter(|other| other.table == table.table).count() == 1
}
