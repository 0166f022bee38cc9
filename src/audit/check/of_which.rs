//! 收支总表：其中各行不超过所属的一行，各行之和是合计.

use super::children::sum;
use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::finding::described;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{
    Amount, BudgetTable, Classification, FiscalYear, Fund, Level, LineItem, Measure, Origin, Phase, Topic, identity,
};
use std::collections::{BTreeMap, BTreeSet};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "of_which",
    name: "收支总表各行",
    rule: "收支总表：其中各行不超过所属的一行，各行之和是合计",
    why: "收支总表是别的表的总账，一行错了，总计和别的表都跟着错。",
    condition: "收支总表、财政拨款收支总表。收入一边按“一、”“1.”“其中”的层次；“其中”的行紧接在所属的行之下时，大于它是错误，中间隔着空行时只提示。单位资金、一般公共预算拨款的各项印全时之和应相等；最上一级各行都是认得的资金、互不包含时，其和应是本年收入或收入总计，有结转时只提示。支出一边各类之和应是本年支出合计，加结转下年是总计，有科目未能识别时只提示。n 个数相加可差 n+1 个半步（尾差）。",
    basis: "财预〔2016〕143号的表样；预算法第十二条。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                收支总体情况表\n\n\
                单位：万元\n\n\
                收入\t\t支出\t\n\
                项目\t预算数\t项目\t预算数\n\
                一、一般公共预算拨款\t100.00\t201 一般公共服务支出\t80.00\n\
                二、单位资金\t20.00\t208 社会保障和就业支出\t40.00\n\
                其中：其他收入\t15.00\t\t\n\
                收入总计\t120.00\t支出总计\t120.00\n",
        )],
        slip: ("其他收入\t15.00", "其他收入\t51.00"),
        told: (Verdict::Figure, "51.00"),
    },
};

/// Words that mark a row as a sum of others.
const SUMS: [&str; 7] = ["合计", "小计", "总计", "总额", "本年收入", "本年支出", "当年收入"];
/// Words that mark rows apart from this year's own revenue and expenditure.
const CARRIED: [&str; 5] = ["结转", "结余", "弥补", "使用", "调入"];
/// Key of one side of one table.
type Side<'a> = (&'a str, Option<&'a str>, BudgetTable, Classification, &'a Measure, FiscalYear, Phase);

/// Checks each side of 收支总体情况表 and 财政拨款收支总体情况表, in row order. The level of a revenue row follows from its
/// number: 一、 is above 1., which is above 其中.
pub(in crate::audit) fn check(items: &[LineItem], ledger: &mut Ledger) {
    let mut sides: BTreeMap<Side<'_>, Vec<&LineItem>> = BTreeMap::new();
    let of = |item: &&LineItem| {
        matches!(item.table, BudgetTable::Totals | BudgetTable::FiscalTotals)
            && item.origin == Origin::Published
            && item.amount.is_some()
            && item.place.row.is_some()
            && item.place.column.is_some()
    };
    for item in items.iter().filter(of) {
        let place = &item.place;
        let sheet = place.sheet.as_deref();
        let key = (&*place.file, sheet, item.table, item.classification, &item.measure, item.year, item.phase);
        sides.entry(key).or_default().push(item);
    }
    for ((_, _, _, classification, ..), mut rows) in sides {
        rows.sort_by_key(|item| (item.place.page, item.place.row, item.place.column));
        match classification {
            Classification::Revenue => {
                parts(&rows, ledger);
                sources(&rows, ledger);
            }
            // 按功能分类 and 按经济分类 may be printed side by side; each counts as its own side.
            Classification::Functional | Classification::Economic => categories(&rows, ledger),
            _ => {}
        }
    }
}

fn is_sum(item: &LineItem) -> bool {
    item.level == Level::Total || SUMS.iter().any(|word| item.name.contains(word))
}

fn is_carried(item: &LineItem) -> bool {
    CARRIED.iter().any(|word| item.name.contains(word))
}

/// Compares each revenue row with the rows below it, down to the next row of its level.
fn parts(rows: &[&LineItem], ledger: &mut Ledger) {
    for (at, whole) in
        rows.iter().enumerate().filter(|(_, item)| item.level < Level::Item && item.level != Level::Total)
    {
        let Some(amount) = whole.amount.filter(|_| !is_carried(whole)) else { continue };
        let below = rows[at + 1..].iter().take_while(|item| item.level > whole.level && item.level != Level::Total);
        let below: Vec<&&LineItem> = below.filter(|item| !is_sum(item) && !is_carried(item)).collect();
        let Some(next) = below.iter().map(|item| item.level).min() else { continue };
        let direct: Vec<&&LineItem> = below.iter().filter(|item| item.level == next).copied().collect();
        // If a row without an amount lies between, the parts may belong to that row instead.
        let near = |item: &LineItem, last: u32| item.place.row == Some(last + 1) && item.place.page == whole.place.page;
        let mut last = whole.place.row.unwrap_or_default();
        let mut close = true;
        for item in rows[at + 1..].iter().take(below.len()) {
            close &= near(item, last);
            last = item.place.row.unwrap_or_default();
        }
        let amounts: Vec<Amount> = direct.iter().filter_map(|item| item.amount).collect();
        let cells: Vec<&LineItem> = direct.iter().map(|item| **item).collect();
        let opinion = sum("of_which", whole, &cells, "其下各行之和");
        if matches!(opinion.verdict, Verdict::Ok | Verdict::Tail) {
            ledger.sum(&whole.place, || described(whole), whole.text.clone(), opinion);
            continue;
        }
        let exhaustive = all_named(whole, &direct);
        // Parts of a complete list that exceed the whole also fail to add up to it; report that only once.
        for part in direct.iter().filter(|_| !exhaustive) {
            let over = part.amount.is_some_and(|part| {
                let step = part.resolution().max(amount.resolution());
                part.fen() - amount.fen() > step
            });
            if over {
                let because = format!("大于所属的“{}” {}（{}）", whole.name, amount.print_with_unit(), whole.place);
                let verdict = if close { Verdict::Figure } else { Verdict::Note };
                ledger.sum(
                    &part.place,
                    || described(part),
                    part.text.clone(),
                    Opinion::of("of_which", verdict, because),
                );
            }
        }
        let total: i64 = amounts.iter().map(|part| part.fen()).sum();
        let close = close || exhaustive;
        if close && (exhaustive || total > amount.fen() && direct.len() > 1) {
            let verdict = if exhaustive { Verdict::Figure } else { Verdict::Note };
            ledger.sum(&whole.place, || described(whole), whole.text.clone(), Opinion { verdict, ..opinion });
        }
    }
}

/// Whether the rows are all the parts that the whole can have: both parts of 一般公共预算拨款, or the kinds of 单位资金 that
/// are filled in on a form that has one row for each kind and ends with 其他收入.
fn all_named(whole: &LineItem, parts: &[&&LineItem]) -> bool {
    let has = |word: &str| parts.iter().any(|part| part.name.contains(word));
    let both = || whole.name.contains("一般公共预算") && has("转移支付") && (has("财力") || has("本级"));
    let kinds = fund(whole).map_or(&[][..], identity::parts_of);
    let each = || {
        let row = |item: &LineItem| item.place.row.zip(item.place.page.or(Some(0)));
        let ends = parts.last().filter(|last| fund(last) == Some(Fund::Other));
        let rows = ends.and_then(|last| row(last).zip(row(whole))).filter(|(last, first)| last.1 == first.1);
        rows.is_some_and(|(last, first)| last.0.saturating_sub(first.0) as usize == kinds.len())
            && parts.iter().all(|part| fund(part).is_some_and(|fund| kinds.contains(&fund)))
    };
    parts.len() == 2 && both() || each()
}

/// The fund named by a revenue row, if every word of the name is understood.
fn fund(item: &LineItem) -> Option<Fund> {
    let (topic, left) = Topic::read(&item.name)?;
    topic.fund.filter(|_| left.is_empty() && topic.part.is_none())
}

/// Compares 本年收入 and 收入总计 with the sum of the top-level rows, with and without carry-over. Applies if each of those
/// rows is a fund and none is part of another.
fn sources(rows: &[&LineItem], ledger: &mut Ledger) {
    let (totals, others): (Vec<&LineItem>, Vec<&LineItem>) = rows.iter().copied().partition(|item| is_sum(item));
    let (carried, own): (Vec<&LineItem>, Vec<&LineItem>) = others.into_iter().partition(|item| is_carried(item));
    let Some(top) = own.iter().map(|item| item.level).min() else { return };
    let own: Vec<&LineItem> = own.into_iter().filter(|item| item.level == top).collect();
    let funds: Vec<Fund> = own.iter().filter_map(|item| fund(item)).collect();
    let apart = |fund: &Fund| {
        let nested = |other: &Fund| identity::parts_of(*fund).contains(other);
        funds.iter().filter(|other| *other == fund || nested(other)).count() == 1
    };
    if funds.len() < own.len() || !funds.iter().all(apart) {
        return;
    }
    // Carry-over rows may be followed by rows for their parts, which must not be counted again.
    let highest = carried.iter().map(|item| item.level).min();
    let is_part =
        |item: &LineItem| carried.iter().any(|whole| whole.name != item.name && item.name.starts_with(&*whole.name));
    let carried = carried.iter().copied().filter(|item| Some(item.level) == highest && !is_part(item));
    let carried: Vec<&LineItem> = carried.collect();
    let with: Vec<&LineItem> = own.iter().chain(&carried).copied().collect();
    for whole in totals.into_iter().filter(|item| item.code.is_none()) {
        let opinions = [&own, &with].map(|parts| sum("of_which", whole, parts, "各项收入之和"));
        let Some(mut opinion) = opinions.into_iter().min_by_key(|opinion| opinion.verdict) else { continue };
        if opinion.verdict == Verdict::Figure && !carried.is_empty() {
            opinion.verdict = Verdict::Note;
        }
        ledger.sum(&whole.place, || described(whole), whole.text.clone(), opinion);
    }
}

/// Compares the sum of the expenditure 类, with and without carry-over, with 本年支出合计 and 支出总计.
fn categories(rows: &[&LineItem], ledger: &mut Ledger) {
    let parts = rows.iter().filter(|item| item.level == Level::Category && !is_sum(item)).copied();
    let (carried, own): (Vec<&LineItem>, Vec<&LineItem>) = parts.partition(|item| is_carried(item));
    let coded = own.iter().filter(|item| item.code.is_some()).count();
    let is_total = |item: &&&LineItem| is_sum(item) && item.code.is_none() && item.amount.is_some();
    let totals: Vec<&&LineItem> = rows.iter().filter(is_total).collect();
    // A 类 printed twice means the tables of two units, or two tables read as one: give up.
    let codes: BTreeSet<_> = own.iter().filter_map(|item| item.code.as_ref()).collect();
    if coded < 2 || totals.is_empty() || codes.len() < coded {
        return;
    }
    let with: Vec<&LineItem> = own.iter().chain(&carried).copied().collect();
    // Rows without a code may show the same money again: 按经济分类 beside 按功能分类.
    let only: Vec<&LineItem> = own.iter().filter(|item| item.code.is_some()).copied().collect();
    let only_with: Vec<&LineItem> = only.iter().chain(&carried).copied().collect();
    let opinions = totals.iter().flat_map(|item| {
        [&own, &with, &only, &only_with].map(|parts| (*item, sum("of_which", item, parts, "各类支出之和")))
    });
    let Some((item, mut opinion)) = opinions.min_by_key(|(_, opinion)| opinion.verdict) else { return };
    // Not certain if there is carry-over, perhaps at other levels, or if a row without a code may be part of another.
    let plain = coded == own.len() && rows.iter().all(|item| !is_carried(item));
    if opinion.verdict == Verdict::Figure && !plain {
        opinion.verdict = Verdict::Note;
    }
    ledger.sum(&item.place, || described(item), item.text.clone(), opinion);
}
