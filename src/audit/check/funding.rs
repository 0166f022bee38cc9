//! 合计 = 各资金来源之和.
//!
//! 条件：收入总表、财政拨款收支总表和“三公”表逐行查，表中每一栏都认得时；绩效目标表查年度预算总额 = 财政拨款 + 其他资金。
//!
//! 依据：表样：收入总体情况表。
//!
//! 例：总计 759.57，财政拨款 754.43，单位资金 51.50。

use super::children::judge;
use crate::audit::ledger::Ledger;
use crate::model::{Amount, BudgetTable, Classification, LineItem, Measure, Origin};
use std::collections::BTreeMap;

/// The columns of 财政拨款, and those of 单位资金.
const FISCAL: &str = "财政拨款小计";
const OF_FISCAL: [&str; 6] = [
    "一般公共预算",
    "上级一般公共预算安排的转移支付",
    "政府性基金预算",
    "上级政府性基金安排的转移支付",
    "国有资本经营预算",
    "上级国有资本经营预算安排的转移支付",
];
const OWN: &str = "单位资金";
const OF_OWN: [&str; 5] = ["事业收入", "经营收入", "上级补助收入", "附属单位上缴收入", "其他收入"];
const BESIDE: [&str; 5] =
    ["财政专户管理资金", "财政拨款结转", "非财政拨款结转结余", "上年结转结余", "用事业基金弥补收支差额"];

/// Row by row of 收入总体情况表, 财政拨款收支总体情况表 and the table of “三公”: 合计 = 财政拨款小计 + 财政专户 + 单位资金 +
/// 结转结余, and 财政拨款小计 = its funds. It applies where every column of the table is one of these; a blank cell is
/// nothing. With n parts the sum may be off by (n + 1) half steps. Form: 单位收入总体情况表.
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
        let known = |measure: &Measure| {
            let name = measure.as_str();
            measure.is_total()
                || [FISCAL, OWN].contains(&name)
                || OF_FISCAL.contains(&name)
                || OF_OWN.contains(&name)
                || BESIDE.contains(&name)
        };
        let by_fund = items.iter().any(|item| !item.measure.is_total());
        if by_fund && items.iter().all(|item| known(&item.measure)) {
            rows(&items, ledger);
        }
    }
}

/// A form of 绩效目标: its file, sheet, page and project.
type Form<'a> = (&'a str, Option<&'a str>, Option<u32>, &'a str);

/// 年度预算总额 = 财政拨款 + 其他资金 of each form of 绩效目标, where the form prints both or one of them.
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
        // One form a project: a measure printed twice is of another form.
        if let (Some(amount), true) = (total.amount, parts.len() >= 2 && measures.len() == parts.len()) {
            let amounts: Vec<Amount> = parts.iter().filter_map(|part| part.amount).collect();
            let text = format!("{}“{}”{}", total.table.title(), total.name, total.measure);
            ledger.sum(
                &total.place,
                text,
                total.text.clone(),
                judge("funding", amount, &amounts, "财政拨款与其他资金之和"),
            );
        }
    }
}

fn rows(items: &[&LineItem], ledger: &mut Ledger) {
    for row in super::columns::by_row(items) {
        let of = |name: &str| row.iter().find(|item| item.measure.as_str() == name).copied();
        let amounts = |names: &[&str]| -> Vec<Amount> { names.iter().filter_map(|name| of(name)?.amount).collect() };
        let parts = |whole: &str, parts: &[&str]| match of(whole).and_then(|item| item.amount) {
            Some(amount) => vec![amount],
            None => amounts(parts),
        };
        let all: Vec<Amount> =
            [parts(FISCAL, &OF_FISCAL), parts(OWN, &OF_OWN), amounts(&BESIDE)].into_iter().flatten().collect();
        for (whole, parts, what) in
            [(of(Measure::TOTAL), all, "各资金来源之和"), (of(FISCAL), amounts(&OF_FISCAL), "各项财政拨款之和")]
        {
            let Some((item, amount)) = whole.and_then(|item| Some((item, item.amount?))) else { continue };
            if !parts.is_empty() {
                let code = item.code.as_ref().map_or("", |code| code.as_str());
                let row = format!("{code} {}", item.name);
                let text = format!("{}“{}”{}", item.table.title(), row.trim(), item.measure);
                ledger.sum(&item.place, text, item.text.clone(), judge("funding", amount, &parts, what));
            }
        }
    }
}
