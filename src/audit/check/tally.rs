//! 项目 N 个、涉及金额 X，与项目表和绩效目标表相符.

use super::{Check, Example};
use crate::audit::interval::amount_like;
use crate::audit::ledger::{self, Ledger, Opinion};
use crate::audit::{Operand, Share, Verdict, cause};
use crate::model::{Amount, BudgetTable, Cells, Claim, Figure, LineItem, Origin, Owner, Role};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "tally",
    name: "项目个数与金额",
    rule: "项目 N 个、涉及金额 X，与项目表和绩效目标表相符",
    why: "项目增减了，绩效说明里的个数和金额没有改。",
    condition: "文中写财政拨款项目几个、金额多少，个数与一般公共预算项目支出表里的项目数相同，且没有其他财政拨款的项目时；非财政拨款项目的个数与绩效目标表里用其他资金的项目数相同时；个数不同时只用来证实。上级转移支付项目不大于表中的上级转移支付，小于时提示。写“0 个”的，金额应为 0。",
    basis: "财预〔2016〕143号，预算绩效情况的说明与表相符。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                一般公共预算项目支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t项目名称\t合计\t商品和服务支出\n\
                2012604\t档案馆\t档案数字化\t12.83\t12.83\n\
                2012604\t档案馆\t库房维护\t100.00\t100.00\n\
                \t合计\t\t112.83\t112.83\n\n\
                纳入绩效管理的财政拨款项目2个，涉及预算金额112.83万元。\n",
        )],
        slip: ("预算金额112.83", "预算金额118.23"),
        told: (Verdict::Figure, "118.23万元"),
    },
};

/// 财政拨款项目 2 个，涉及预算金额
static PROJECTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<kind>非财政拨款|财政拨款|转移支付资金|转移支付)项目(?P<count>\d+)个[，,；;]?涉及(?:预算)?(?:金额|资金)?$",
    )
    .expect("the pattern is constant")
});

/// 0 个，涉及金额
static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\d.])0[个辆台套件项][，,；;]?(?:涉及)?(?:预算)?(?:金额|资金|价值)(?:为|共)?$")
        .expect("the pattern is constant")
});

/// Number and amount of such projects according to the tables.
struct Printed<'i> {
    /// The source cells: a total, or the cells to add up.
    cells: Vec<&'i LineItem>,
    count: usize,
    amount: Amount,
    /// Whether other tables may hold more projects of the kind.
    more: bool,
    what: &'static str,
}

/// Checks the amount that a sentence gives for a number of projects. For 财政拨款 it is the total of
/// 一般公共预算项目支出情况表, if the table lists as many projects and no other fund has any. For other money it is the sum
/// of 其他资金 over the 绩效目标 forms, if as many forms have any. For 转移支付 it is at most the revenue from
/// 上级…安排的转移支付.
pub(in crate::audit) fn check(items: &[LineItem], cells: &Cells<'_>, claims: &[Claim], ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        for (number, figure) in claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current) {
            let before = claim.text.get(..figure.span.start).unwrap_or_default();
            let before: String = before.chars().filter(|c| !c.is_whitespace()).collect();
            let Some(said) = figure.amount() else { continue };
            if NOTHING.is_match(&before) {
                ledger.note((index, number), of_nothing(said));
            }
            let Some(found) = PROJECTS.captures(&before) else { continue };
            let Some(owner) = cells.owner(&claim.place.file) else { continue };
            let kind = found.name("kind").map_or("", |kind| kind.as_str());
            let count = found.name("count").and_then(|count| count.as_str().parse::<usize>().ok());
            let own: Vec<&LineItem> = items.iter().filter(|item| belongs(item, owner)).collect();
            let at = (index, number);
            let printed = match kind {
                "财政拨款" => fiscal(&own),
                "非财政拨款" => others(&own),
                _ => {
                    let opinion = transferred(&own).and_then(|printed| transfer(said, printed));
                    opinion.into_iter().for_each(|opinion| ledger.note(at, opinion));
                    continue;
                }
            };
            let Some(printed) = printed else { continue };
            if let Some(opinion) = judge(said, figure, count, &printed) {
                let operands = || {
                    let share = if printed.cells.len() == 1 { Share::Same } else { Share::Added };
                    let cells = printed.cells.iter().filter_map(|cell| Operand::cell(cell, share));
                    ledger::said(claims, at, said, Share::Whole).into_iter().chain(cells).collect()
                };
                ledger.note(at, opinion.by(operands));
            }
        }
    }
}

fn belongs(item: &LineItem, owner: &Owner) -> bool {
    item.origin == Origin::Published
        && item.amount.is_some()
        && (&item.unit, item.scope, item.year, item.phase) == (&owner.unit, owner.scope, owner.year, owner.phase)
}

fn fiscal<'i>(items: &[&'i LineItem]) -> Option<Printed<'i>> {
    let table = || items.iter().filter(|item| item.table == BudgetTable::GeneralProject);
    let projects: BTreeSet<&str> = table().filter_map(|item| item.project.as_deref()).collect();
    let mut totals = table().filter(|item| item.project.is_none() && item.code.is_none() && item.measure.is_total());
    let (Some(total), None) = (totals.next(), totals.next()) else { return None };
    let funded = |item: &&&LineItem| {
        matches!(item.table, BudgetTable::Fund | BudgetTable::StateCapital)
            && item.amount.is_some_and(|amount| amount.fen() != 0)
    };
    let more = items.iter().any(|item| funded(&item));
    let (amount, what) = (total.amount?, "一般公共预算项目支出表合计");
    Some(Printed { cells: vec![*total], count: projects.len(), amount, more, what })
}

fn others<'i>(items: &[&'i LineItem]) -> Option<Printed<'i>> {
    let of = |item: &&&LineItem| item.table == BudgetTable::Performance && item.measure.as_str() == "其他资金";
    let something = |item: &&&LineItem| item.amount.is_some_and(|amount| amount.fen() != 0);
    let cells: Vec<&LineItem> = items.iter().filter(of).filter(something).copied().collect();
    let resolution = cells.first()?.amount?.resolution();
    let amount = Amount::new(cells.iter().filter_map(|item| item.amount).map(Amount::fen).sum(), resolution);
    Some(Printed { count: cells.len(), cells, amount, more: false, what: "绩效目标表的其他资金之和" })
}

/// Sum of 上级一般公共预算安排的转移支付 and similar columns in the total row of 收入总体情况表.
fn transferred(items: &[&LineItem]) -> Option<Amount> {
    let of = |item: &&&LineItem| {
        let name = item.measure.as_str();
        let total = item.code.is_none() && item.project.is_none();
        item.table == BudgetTable::Revenue && total && name.starts_with("上级") && name.ends_with("转移支付")
    };
    let amounts: Vec<Amount> = items.iter().filter(of).filter_map(|item| item.amount).collect();
    let first = amounts.first()?;
    Some(Amount::new(amounts.iter().map(|amount| amount.fen()).sum(), first.resolution()))
}

fn judge(said: Amount, figure: &Figure, count: Option<usize>, printed: &Printed<'_>) -> Option<Opinion> {
    if said.agrees(printed.amount) {
        return Some(Opinion::ok("tally"));
    }
    if printed.more || count != Some(printed.count) {
        return None;
    }
    let expected = printed.amount.print_with_unit();
    let because = format!("{}为 {expected}（{} 个项目）", printed.what, printed.count);
    Some(Opinion {
        likely_cause: cause::of_amount(said, printed.amount),
        replacement: figure.number.as_ref().map(|number| amount_like(printed.amount, number)),
        expected: Some(expected),
        ..Opinion::of("tally", Verdict::Figure, because)
    })
}

/// If the count is 0, the amount must be 0.
fn of_nothing(said: Amount) -> Opinion {
    if said.fen() == 0 {
        return Opinion::ok("tally");
    }
    let because = "个数为 0，金额却不是 0";
    Opinion { expected: Some(Amount::from_fen(0).print_with_unit()), ..Opinion::of("tally", Verdict::Figure, because) }
}

fn transfer(said: Amount, all: Amount) -> Option<Opinion> {
    if said.agrees(all) {
        return Some(Opinion::ok("tally"));
    }
    let because = format!("收入总体情况表的上级转移支付共 {}", all.print_with_unit());
    let verdict = if said.fen() > all.fen() { Verdict::Figure } else { Verdict::Note };
    Some(Opinion::of("tally", verdict, because))
}
