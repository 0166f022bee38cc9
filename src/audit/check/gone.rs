//! 科目没有了或新出现，文中没有提到.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, Cell, Cells, Level, LineItem, Owner, Paper, Part, plain_name};
use std::collections::BTreeMap;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "gone",
    name: "科目增减",
    rule: "科目没有了或新出现，文中没有提到",
    why: "上年有而本年没有的科目，读者会问钱去了哪里。",
    condition: "两年都提供一般公共预算支出表和文字时，查到项。科目年年有增减，只提示。",
    basis: "财预〔2016〕143号，增减变化应当说明。",
    example: Example {
        files: &[
            (
                "2023.txt",
                "示例市档案馆2023年单位预算公开\n\n\
                一般公共预算支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t130.00\t110.00\t20.00\n\
                20126\t档案事务\t130.00\t110.00\t20.00\n\
                2012604\t档案馆\t110.00\t110.00\t0.00\n\
                2012699\t其他档案事务支出\t20.00\t0.00\t20.00\n",
            ),
            (
                "2024.txt",
                "示例市档案馆2024年单位预算公开\n\n\
                一般公共预算支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t110.00\t110.00\t0.00\n\
                20126\t档案事务\t110.00\t110.00\t0.00\n\
                2012604\t档案馆\t110.00\t110.00\t0.00\n\n\
                一般公共预算支出情况说明\n\n\
                其他档案事务支出2024年没有安排，主要原因是库房改造已经完成。\n",
            ),
        ],
        slip: ("其他档案事务支出2024年没有安排，主要原因是库房改造已经完成。", "支出用于本馆的运转。"),
        told: (Verdict::Note, ""),
    },
};

/// Reports each 项 of 一般公共预算支出情况表 that has an amount in only one of two years, unless this year's text names it.
/// It applies where both years' tables and this year's text are given. 项 are dropped and moved every year, so this is
/// only a hint.
pub(in crate::audit) fn check(papers: &[Paper], cells: &Cells<'_>, ledger: &mut Ledger) {
    let mut texts: BTreeMap<Owner, Vec<&Paper>> = BTreeMap::new();
    for paper in papers {
        if let Some(owner) = cells.owner(&paper.file) {
            texts.entry(owner.clone()).or_default().push(paper);
        }
    }
    for (owner, papers) in texts {
        let Some(before) = owner.year.previous() else { continue };
        let (now, then) =
            (items(cells.of_year(&owner, owner.year), &owner), items(cells.of_year(&owner, before), &owner));
        let sentences = || papers.iter().flat_map(|paper| &paper.sentences);
        if now.is_empty() || then.is_empty() || sentences().next().is_none() {
            continue;
        }
        let named = |item: &LineItem| {
            let name = plain_name(&item.name);
            sentences().any(|sentence| plain_name(&sentence.text).contains(&name))
        };
        for (one, other, what) in [(&then, &now, "上年有、本年没有"), (&now, &then, "本年有、上年没有")]
        {
            one.values().for_each(|item| ledger.look("gone", &item.place));
            for (code, item) in one.iter().filter(|(code, _)| !other.contains_key(*code)) {
                if !named(item) {
                    let because = format!("科目 {code} {what}，说明文字没有提到");
                    let text = format!("{code} {}", item.name).into();
                    ledger.remark(&item.place, &text, 0..0, Opinion::of("gone", Verdict::Note, because));
                }
            }
        }
    }
}

fn items<'a>(cells: &[Cell<'a>], owner: &Owner) -> BTreeMap<&'a str, &'a LineItem> {
    let of = |cell: &&Cell<'a>| {
        cell.item.table == BudgetTable::General
            && cell.item.level == Level::Item
            && cell.item.phase == owner.phase
            && cell.topic.part.is_none_or(|part: Part| part > Part::Reserve)
            && cell.item.amount.is_some_and(|amount| amount.fen() != 0)
    };
    cells.iter().filter(of).filter_map(|cell| Some((cell.item.code.as_ref()?.as_str(), cell.item))).collect()
}
