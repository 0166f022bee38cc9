//! 应有的表.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::presence::{DocumentKind, Presence, Required, by_owner, presence};
use crate::model::{Cells, Paper, Place, Scope};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "tables",
    name: "应有的表",
    rule: "应有的表",
    why: "少一张表，公开就不完整；没有数也要公开空表。",
    condition: "部门、单位的公开，读到五种以上的表时，查应查事项（data/obligations.toml）列的表是否齐全：预算八张，决算九张；表名未识别的也会算缺，只提示；说明了没有政府性基金（国有资本经营）的，不算缺。",
    basis: "财预〔2016〕143号规定的表；部门决算公开的表样。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                收支总体情况表\n\n\
                单位：万元\n\n\
                收入项目\t预算数\t支出项目\t预算数\n\
                一般公共预算拨款\t130.00\t一般公共服务支出\t130.00\n\
                收入总计\t130.00\t支出总计\t130.00\n\n\
                收入总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\n\
                201\t一般公共服务支出\t130.00\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\n\
                201\t一般公共服务支出\t130.00\n\n\
                财政拨款收支预算总体情况表\n\n\
                单位：万元\n\n\
                收入项目\t预算数\t支出项目\t预算数\n\
                一般公共预算拨款\t130.00\t一般公共服务支出\t130.00\n\
                收入总计\t130.00\t支出总计\t130.00\n\n\
                一般公共预算支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\n\
                201\t一般公共服务支出\t130.00\n\n\
                一般公共预算基本支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\n\
                302\t商品和服务支出\t130.00\n\n\
                政府性基金预算支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\n\
                \t\t\n\n\
                备注：本馆没有政府性基金预算支出，本表为空表。\n\n\
                财政拨款“三公”经费支出情况表\n\n\
                单位：万元\n\n\
                项目\t合计\n\
                公务接待费\t0.40\n",
        )],
        slip: (
            "财政拨款“三公”经费支出情况表\n\n\
                单位：万元\n\n\
                项目\t合计\n\
                公务接待费\t0.40\n",
            "",
        ),
        told: (Verdict::Note, ""),
    },
};

/// Looks for the tables required by the list of obligations in all files of a disclosure. Applies to disclosures of a
/// department or unit in which at least five kinds of tables were read, unless a line of text looks like the title of
/// the missing table. Only a hint, since a table whose title was not recognized also counts as missing.
pub(in crate::audit) fn check<'o>(
    papers: &[Paper],
    cells: &Cells<'_>,
    tables: impl Fn(DocumentKind) -> Vec<&'o Required>,
    ledger: &mut Ledger,
) {
    let of_units = papers.iter().filter(|paper| !paper.scope.is_some_and(Scope::is_of_government));
    for (owner, papers) in by_owner(of_units, cells) {
        let required = tables(DocumentKind::of(owner));
        let missing = required.iter().filter(|required| matches!(presence(&papers, required), Presence::Missing));
        let missing: Vec<&str> = missing.map(|required| required.table.title()).collect();
        if let (false, Some(paper)) = (missing.is_empty(), papers.first()) {
            let because = format!("没有找到：{}", missing.join("、"));
            let text = format!("{}{}年{}公开", owner.unit, owner.year, owner.phase).into();
            ledger.remark(&Place::file(paper.file.clone()), &text, 0..0, Opinion::of("tables", Verdict::Note, because));
        }
    }
}
