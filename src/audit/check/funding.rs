//! 合计 = 各资金来源之和.

use super::children::sum;
use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::finding::described;
use crate::audit::ledger::Ledger;
use crate::model::{BudgetTable, Classification, Fund, LineItem, Measure, Origin, Topic, identity};
use std::collections::{BTreeMap, BTreeSet};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "funding",
    name: "资金来源之和",
    rule: "合计 = 各资金来源之和",
    why: "收入表一行有许多栏，一格串了栏或漏了，合计就对不上。",
    condition: "收入总表、财政拨款收支总表和“三公”表逐行查，表中每一栏都能识别时；绩效目标表查年度预算总额 = 财政拨款 + 其他资金。",
    basis: "表样：收入总体情况表。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                收入总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t总计\t一般公共预算拨款\t单位资金\n\
                2012604\t档案馆\t125.15\t120.00\t5.15\n",
        )],
        slip: ("5.15\n", "51.50\n"),
        told: (Verdict::Figure, "125.15"),
    },
};

/// Columns that count towards 合计 besides those of the funds.
const BESIDE: [&str; 3] = ["财政拨款结转", "非财政拨款结转结余", "用事业基金弥补收支差额"];

/// Checks row by row, in 收入总体情况表, 财政拨款收支总体情况表 and the table of “三公”, that 合计 = 财政拨款小计 + 财政专户 +
/// 单位资金 + 结转结余, and that 财政拨款小计 is the sum of its funds. It applies where every column of the table is one of
/// these; a blank cell counts as zero. With n parts the sum may be off by (n + 1) half steps. Form: 单位收入总体情况表.
pub(in crate::audit) fn check(items: &[LineItem], ledger: &mut Ledger) {
    let fit = [BudgetTable::Revenue, BudgetTable::FiscalTotals, BudgetTable::ThreePublic];
    let mut tables: BTreeMap<(&str, Option<&str>, BudgetTable), Vec<&LineItem>> = BTreeMap::new();
    let of = |item: &&LineItem| {
        let side = item.table == BudgetTable::Revenue || item.classification != Classification::Revenue;
        fit.contains(&item.table) && item.origin == Origin::Published && item.place.column.is_some() && side
    };
    for item in items.iter().filter(of) {
        tables.entry((&item.place.file, item.place.sheet.as_deref(), item.table)).or_default().push(item);
    }
    for items in tables.into_values() {
        let measures: BTreeSet<&Measure> = items.iter().map(|item| &item.measure).collect();
        let funds: Funds<'_> = measures.into_iter().filter_map(|measure| Some((measure, fund(measure)?))).collect();
        let known =
            |measure: &Measure| measure.is_total() || BESIDE.contains(&measure.as_str()) || funds.contains_key(measure);
        let by_fund = items.iter().any(|item| !item.measure.is_total());
        if by_fund && items.iter().all(|item| known(&item.measure)) {
            rows(&items, &funds, ledger);
        }
    }
}

/// Columns and the fund that each of them shows.
type Funds<'a> = BTreeMap<&'a Measure, Fund>;

/// Identifies a form of 绩效目标: its file, sheet, page (or table, where there are no pages) and project.
type Form<'a> = (&'a str, Option<&'a str>, Option<u32>, &'a str);

/// Checks 年度预算总额 = 财政拨款 + 其他资金 in each form of 绩效目标 that prints at least two of the parts.
pub(in crate::audit) fn performance(items: &[LineItem], ledger: &mut Ledger) {
    let mut forms: BTreeMap<Form<'_>, Vec<&LineItem>> = BTreeMap::new();
    let of = |item: &&LineItem| item.table == BudgetTable::Performance && item.amount.is_some();
    for item in items.iter().filter(of) {
        let place = &item.place;
        let key = (&*place.file, place.sheet.as_deref(), place.page.or(place.table), &*item.name);
        forms.entry(key).or_default().push(item);
    }
    for form in forms.into_values() {
        let named = |names: &[&str]| -> Vec<&LineItem> {
            form.iter().filter(|item| names.contains(&item.measure.as_str())).copied().collect()
        };
        let totals = named(&["年度预算总额", "年度资金总额", "预算总额", "资金总额"]);
        let parts = named(&["财政拨款", "其他资金", "上年结转", "单位资金"]);
        let [total] = totals.as_slice() else { continue };
        let mut measures: Vec<&str> = parts.iter().map(|part| part.measure.as_str()).collect();
        measures.sort_unstable();
        measures.dedup();
        // There is one form for each project, so a repeated measure belongs to another form.
        if let (Some(_), true) = (total.amount, parts.len() >= 2 && measures.len() == parts.len()) {
            ledger.sum(
                &total.place,
                || described(total),
                total.text.clone(),
                sum("funding", total, &parts, "财政拨款与其他资金之和"),
            );
        }
    }
}

fn rows(items: &[&LineItem], funds: &Funds<'_>, ledger: &mut Ledger) {
    for row in super::columns::by_row(items) {
        let of = |of: Fund| row.iter().find(|item| funds.get(&item.measure) == Some(&of)).copied();
        let printed = |fund: Fund| of(fund).filter(|item| item.amount.is_some());
        let cells = |funds: &[Fund]| -> Vec<&LineItem> { funds.iter().filter_map(|fund| printed(*fund)).collect() };
        let parts = |whole: Fund| match printed(whole) {
            Some(item) => vec![item],
            None => cells(identity::parts_of(whole)),
        };
        let of_fiscal = || cells(identity::parts_of(Fund::Fiscal));
        let beside =
            row.iter().filter(|item| BESIDE.contains(&item.measure.as_str()) && item.amount.is_some()).copied();
        let others = cells(&[Fund::SpecialAccount, Fund::Carryover]).into_iter().chain(beside);
        let all: Vec<&LineItem> = parts(Fund::Fiscal).into_iter().chain(parts(Fund::Own)).chain(others).collect();
        let total = row.iter().find(|item| item.measure.is_total()).copied();
        for (whole, parts, what) in
            [(total, all, "各资金来源之和"), (of(Fund::Fiscal), of_fiscal(), "各项财政拨款之和")]
        {
            let Some(item) = whole.filter(|item| item.amount.is_some()) else { continue };
            if !parts.is_empty() {
                ledger.sum(&item.place, || described(item), item.text.clone(), sum("funding", item, &parts, what));
            }
        }
    }
}

/// The fund that a column shows, if its title names nothing else.
fn fund(measure: &Measure) -> Option<Fund> {
    let (topic, left) = Topic::read(measure.as_str())?;
    topic.fund.filter(|_| left.is_empty() && topic.part.is_none())
}
