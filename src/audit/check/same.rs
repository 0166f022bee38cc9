//! 两张表印同一件事，数要相等.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::finding::{described, same};
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{
    Amount, BudgetTable, Cell, Classification, Code, Fund, LineItem, Part, Phase, Side, Topic, identity,
};
use std::collections::{BTreeMap, BTreeSet};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "same",
    name: "表间一致",
    rule: "两张表印同一件事，数要相等",
    why: "同一个数印在几张表里，改了一张，别的没有改。",
    condition: "同一资金、同一科目、同一部分，逐一查；政府的表含不含上下级往来各不相同，不等只提示；财政拨款表与总表只在没有其他资金、没有结转时比；有结转的预算只比同类的表。项必须相等，类、款、合计可有尾差。",
    basis: "财预〔2016〕143号，各表之间应相互衔接。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                收支总体情况表\n\n\
                单位：万元\n\n\
                收入项目\t预算数\t支出项目\t预算数\n\
                一般公共预算拨款\t130.00\t一般公共服务支出\t130.00\n\
                收入总计\t130.00\t支出总计\t130.00\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t130.00\t110.00\t20.00\n\
                20126\t档案事务\t130.00\t110.00\t20.00\n\
                2012604\t档案馆\t130.00\t110.00\t20.00\n\
                \t合计\t130.00\t110.00\t20.00\n",
        )],
        slip: (
            "一般公共服务支出\t130.00\n\
                收入总计",
            "一般公共服务支出\t103.00\n\
                收入总计",
        ),
        told: (Verdict::Figure, "130.00"),
    },
};

/// Key by which cells of one disclosure are compared: phase, topic (side, fund, part) and code.
type Key = (Phase, Topic, Option<Code>);

/// Compares every total and every code (类, 款, 项) that two tables print for the same fund: 收入总表合计 = 收支总表收入总计,
/// 支出总表 = 收支总表支出, 一般公共预算支出表 = the 一般公共预算 of 财政拨款收支总表, 基本支出表合计 = the 基本支出 of
/// 一般公共预算支出表. The 财政拨款 table is compared with the tables of all funds only if no other fund and no carry-over
/// is printed.
///
/// If a table prints an item several times (本年合计 and 总计; several units), one match is enough. In a budget with
/// carry-over, 当年拨款 and 收支总计 differ by it, so only tables of one kind are compared. If three or more tables print
/// an item, the one that disagrees with all others is reported. A 类, a 款 or a total of n parts may be off by (n + 1)
/// half steps; a 项 must match exactly.
pub(in crate::audit) fn check(cells: &[Cell<'_>], ledger: &mut Ledger) {
    let is_carried = |cell: &&Cell<'_>| {
        let words = [&*cell.item.name, cell.item.measure.as_str()];
        cell.item.amount.is_some_and(|amount| amount.fen() != 0)
            && words.iter().any(|word| word.contains("结转") || word.contains("结余"))
    };
    let any_carried = cells.iter().any(|cell| is_carried(&cell));
    let carried = cells.iter().filter(is_carried).any(|cell| cell.item.phase != Phase::Executed);
    let only_fiscal = !carried && !cells.iter().any(is_beside_fiscal) && has_totals(cells);
    let mut groups: BTreeMap<Key, BTreeMap<BudgetTable, Vec<&LineItem>>> = BTreeMap::new();
    // If 收入总表 has a separate column for 上级转移支付, the column of a fund holds only the rest of that fund.
    let split = cells.iter().any(|cell| cell.topic.fund == Some(Fund::GeneralTransfer));
    let left = |fund: Option<Fund>| fund != Some(Fund::Fiscal) && identity::is_within(fund, Some(Fund::Fiscal));
    let whole = |cell: &&Cell<'_>| !(split && cell.item.table == BudgetTable::Revenue && left(cell.topic.fund));
    for cell in cells.iter().filter(|cell| fits(cell, carried)).filter(whole) {
        let mut topic = Topic { own_year: false, ..cell.topic };
        if only_fiscal && cell.item.code.is_none() && topic.part.is_none() && topic.fund == Some(Fund::Fiscal) {
            topic.fund = None;
        }
        let key = (cell.item.phase, topic, cell.item.code.clone());
        groups.entry(key).or_default().entry(cell.item.table).or_default().push(cell.item);
    }
    for ((phase, topic, code), tables) in &groups {
        if tables.len() > 1 {
            let below = |other: &&Key| {
                (other.0, other.1) == (*phase, *topic)
                    && other.2.as_ref().is_some_and(|other| match code {
                        Some(code) => other.parent().as_ref() == Some(code),
                        None => other.parent().is_none(),
                    })
            };
            compare(tables, groups.keys().filter(below).count(), ledger);
        }
        if code.is_none() && !any_carried {
            tables.values().for_each(|rows| repeated(rows, ledger));
        }
    }
}

/// Compares two rows of one table that mean the same: 一、财政拨款 and 收入总计, if there is no other revenue.
fn repeated(rows: &[&LineItem], ledger: &mut Ledger) {
    let [one, two] = rows else { return };
    // The 合计 and 总计 of a government differ by transfers to higher and lower levels.
    if one.scope.is_of_government() {
        return;
    }
    let same_page = one.place.file == two.place.file && one.place.page == two.place.page && one.name != two.name;
    let (Some(first), Some(second), true) = (one.amount, two.amount, same_page) else { return };
    let opinion = if first.agrees(second) { Opinion::ok("same").by(|| same(two, one)) } else { opinion(two, one) };
    ledger.sum(&two.place, || described(two), two.text.clone(), opinion);
}

fn fits(cell: &Cell<'_>, carried: bool) -> bool {
    let table = cell.item.table;
    let coded = cell.item.code.is_some();
    let functional = cell.item.classification != Classification::Economic || !coded;
    let plain = cell.topic.part.is_none_or(|part| part <= Part::Reserve);
    let compared = !matches!(table, BudgetTable::ThreePublic | BudgetTable::Other | BudgetTable::Procurement);
    // Carry-over is included in the tables of totals, but not in those of this year's 拨款.
    let own = !carried || !matches!(table, BudgetTable::Totals | BudgetTable::FiscalTotals);
    let side = cell.topic.side == Some(Side::Expenditure) || !coded;
    compared && functional && plain && own && side
}

/// Whether the cell is a nonzero amount of a fund outside 财政拨款.
fn is_beside_fiscal(cell: &Cell<'_>) -> bool {
    !identity::is_within(cell.topic.fund, Some(Fund::Fiscal))
        && cell.topic.fund.is_some()
        && cell.item.amount.is_some_and(|amount| amount.fen() != 0)
}

/// Whether the tables covering all funds are present, so that any other fund would be seen.
fn has_totals(cells: &[Cell<'_>]) -> bool {
    let tables: BTreeSet<BudgetTable> = cells.iter().map(|cell| cell.item.table).collect();
    tables.contains(&BudgetTable::Totals) && tables.contains(&BudgetTable::Revenue)
}

fn compare(tables: &BTreeMap<BudgetTable, Vec<&LineItem>>, parts: usize, ledger: &mut Ledger) {
    let agree = |one: &[&LineItem], other: &[&LineItem]| {
        let amounts = |items: &[&LineItem]| items.iter().filter_map(|item| item.amount).collect::<Vec<_>>();
        let others = amounts(other);
        amounts(one).into_iter().any(|one| others.iter().any(|other| one.agrees(*other)))
    };
    let lists: Vec<&Vec<&LineItem>> = tables.values().collect();
    let lonely: Vec<usize> = (0..lists.len())
        .filter(|at| (0..lists.len()).all(|other| other == *at || !agree(lists[*at], lists[other])))
        .collect();
    // If only two tables differ, either may be wrong; report the later one.
    let wrong = if lists.len() == 2 { lonely.last().copied() } else { lonely.first().copied() };
    for (at, list) in lists.iter().enumerate().skip(1) {
        let Some(item) = list.first() else { continue };
        if wrong == Some(at) || wrong == Some(0) && at == 1 {
            continue;
        }
        let others = lists.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, list)| list.iter());
        let equal = |one: &LineItem, other: &LineItem| one.amount.zip(other.amount).is_some_and(|(a, b)| a.agrees(b));
        let pairs = || others.clone().flat_map(|other| list.iter().map(move |one| (*one, *other)));
        let operands =
            || pairs().find(|(one, other)| equal(one, other)).map_or_else(Vec::new, |(one, other)| same(one, other));
        ledger.sum(&item.place, String::new, item.text.clone(), Opinion::ok("same").by(operands));
    }
    let Some(item) = wrong.and_then(|at| lists[at].first()) else { return };
    let Some(other) = lists.iter().enumerate().find(|(at, _)| Some(*at) != wrong).and_then(|(_, list)| list.first())
    else {
        return;
    };
    let mut opinion = opinion(item, other);
    if let (Some(one), Some(two)) = (item.amount, other.amount) {
        let gap = (i128::from(one.fen()) - i128::from(two.fen())).abs();
        let step = i128::from(one.resolution().max(two.resolution()));
        // A factor of 10,000 means that the header of one table states the wrong unit.
        let (small, large) = (one.fen().abs().min(two.fen().abs()), one.fen().abs().max(two.fen().abs()));
        if small != 0 && small.checked_mul(10_000) == Some(large) {
            opinion.likely_cause = Some("两张表相差一万倍，其中一张的“单位：元（万元）”写错了".to_owned());
        }
        // A 类, a 款 or a total may be a sum of rounded parts in only one of the tables.
        if parts > 0 && gap * 2 <= (parts as i128 + 1) * step {
            opinion.verdict = Verdict::Tail;
        }
    }
    // Tables of a government differ in whether they include transfers and carry-over.
    if item.scope.is_of_government() && opinion.verdict == Verdict::Figure {
        opinion.verdict = Verdict::Note;
    }
    ledger.sum(&item.place, || described(item), item.text.clone(), opinion);
}

fn opinion(item: &LineItem, other: &LineItem) -> Opinion {
    let expected = other.amount.map(Amount::print_with_unit);
    let because = format!("{}为 {}（{}）", described(other), expected.clone().unwrap_or_default(), other.place);
    Opinion { expected, ..Opinion::of("same", Verdict::Figure, because) }.by(|| same(item, other))
}
