//! 政府预算: finds the scope (全市, 市本级), place and form of a government's table.

use super::code::{leading_code, whole_code};
use super::panel::Panel;
use super::place::{PLACES, own_word, whole_word};
use super::year::{around_year, year_in};
use crate::model::{BudgetTable, Classification, Scope};
use crate::source::Grid;
use crate::source::words::{fold, numbering, squeeze};
use std::ops::Range;

/// The four budgets of a government, and its debt, as titles name them.
const BUDGETS: [&str; 9] = [
    "一般公共预算",
    "公共财政预算",
    "政府性基金",
    "国有资本经营",
    "社会保险基金",
    "政府债务",
    "政府债券",
    "政府一般债",
    "政府专项债",
];

/// Words of titles that only governments have: transfers to those below, and debt.
const OF_GOVERNMENTS: [&str; 7] = ["税收返还", "对下", "分地区", "债务限额", "债务余额", "限额和余额", "地方政府"];

/// Words of titles that only units and departments have.
const OF_UNITS: [&str; 5] = ["部门预算", "部门决算", "单位预算", "单位决算", "财政拨款"];

/// The scope that a title, a sheet's name or a header names (全市, 市本级); `None` if it names both or neither.
pub(super) fn scope_in(text: &str) -> Option<Scope> {
    let folded = fold(text);
    if OF_UNITS.iter().any(|word| folded.contains(word)) {
        return None;
    }
    match (whole_word(&folded), own_word(&folded)) {
        (Some(_), None) => Some(Scope::Government),
        (None, Some(_)) => Some(Scope::OwnLevel),
        _ => None,
    }
}

/// Whether a title is that of a government's own table: it names a budget together with a place, a scope or a word that
/// only governments use.
pub(super) fn speaks(title: &str) -> bool {
    let folded = fold(title);
    let of_unit = OF_UNITS.iter().any(|word| folded.contains(word)) || folded.contains("项目支出");
    let titled =
        BUDGETS.iter().any(|budget| folded.contains(budget)) || folded.contains("分类预算") || folded.contains("债券");
    let own = OF_GOVERNMENTS.iter().any(|word| folded.contains(word));
    titled && !of_unit && (own || scope_in(title).is_some() || place_in(title).is_some() && has_side(&folded))
}

/// The budget that a title names.
pub(super) fn budget_in(title: &str) -> Option<&'static str> {
    let folded = fold(title);
    BUDGETS.into_iter().find(|budget| folded.contains(budget))
}

fn has_side(folded: &str) -> bool {
    ["收入", "收支", "转移支付", "债务", "债券", "一般债", "专项债"].iter().any(|word| folded.contains(word))
}

/// The place that a government's title names: 甲县2024年一般公共预算收入预算表, 2024年甲市市本级政府性基金支出决算表.
pub(super) fn place_in(title: &str) -> Option<String> {
    let squeezed = squeeze(title);
    let (before, rest) = around_year(&squeezed)?;
    let before = before.rsplit(['、', '：', ':']).next().unwrap_or_default();
    let rest = rest.trim_start_matches(['度', '末']).trim_start_matches("年初").trim_start_matches("年末");
    let scope = whole_word(rest).or_else(|| own_word(rest)).and_then(|word| rest.find(word));
    let budget = BUDGETS.iter().chain(&["基本支出"]).filter_map(|budget| rest.find(budget)).min();
    let end = scope.into_iter().chain(budget).min()?;
    [&rest[..end], before].into_iter().map(bare_place).find(|place| is_place(place)).map(str::to_owned)
}

/// Whether a title is that of a government's report, and the place that it names: 关于甲市2024年预算执行情况和2025年预算草案的
/// 报告.
pub(super) fn of_report(title: &str) -> Option<Option<String>> {
    let squeezed = squeeze(title);
    let is_report = ["预算执行情况", "草案", "报告"].iter().all(|word| squeezed.contains(word));
    let (before, _) = around_year(&squeezed).filter(|_| is_report)?;
    let place = before.rsplit("关于").next().map(bare_place).filter(|place| is_place(place));
    Some(place.map(str::to_owned))
}

/// The subject of a title, without year, place and scope in front.
pub(super) fn subject(title: &str) -> String {
    let squeezed = squeeze(title);
    let bare = numbering(&squeezed).1;
    let rest = year_in(bare).map_or(bare, |(_, rest)| rest.trim_start_matches(['度', '末']));
    let place = place_in(title).unwrap_or_default();
    let rest = rest.strip_prefix(place.as_str()).unwrap_or(rest);
    let scope = [whole_word(rest), own_word(rest)].into_iter().flatten().find(|word| rest.starts_with(word));
    rest[scope.map_or(0, str::len)..].to_owned()
}

/// Whether rows have the names of taxes, which only governments levy.
pub(super) fn names_taxes(grid: &Grid, body: Range<usize>, panel: &Panel) -> bool {
    let is_tax = |row: usize, column: &usize| {
        let (_, name) = leading_code(&squeeze(grid.text(row, *column)));
        TAXES.contains(&numbering(&name).1)
    };
    body.clone().any(|row| panel.names.iter().any(|column| is_tax(row, column)))
}

const TAXES: [&str; 4] = ["税收收入", "增值税", "企业所得税", "非税收入"];

/// The classification of most codes in the rows; `None` if there are no codes.
pub(super) fn coded(grid: &Grid, body: Range<usize>, panel: &Panel) -> Option<Classification> {
    let code = |row: usize| {
        let own = |column: &usize| squeeze(grid.text(row, *column));
        let printed = panel.codes.iter().find_map(|(column, _)| whole_code(&own(column)));
        printed.or_else(|| panel.names.iter().rev().find_map(|column| leading_code(&own(column)).0))
    };
    let codes: Vec<Classification> = body.filter_map(|row| code(row)?.classification()).collect();
    let kinds = [
        Classification::Revenue,
        Classification::Functional,
        Classification::Economic,
        Classification::EconomicGovernment,
    ];
    kinds.into_iter().find(|kind| codes.iter().filter(|code| *code == kind).count() * 2 > codes.len())
}

/// A place without the words that follow it in titles.
fn bare_place(text: &str) -> &str {
    ["地方", "财政", "本级", "级"].iter().fold(text, |text, tail| text.strip_suffix(tail).unwrap_or(text))
}

/// Whether a text is the name of a place.
pub(super) fn is_place(text: &str) -> bool {
    text.ends_with(PLACES) && (2..=20).contains(&text.chars().count()) && !text.contains(['对', '和', '、', '全', '及'])
}

/// Whether two names denote the same place, one of them perhaps without its province or city.
pub(super) fn is_same_place(one: &str, other: &str) -> bool {
    one.ends_with(other) || other.ends_with(one)
}

/// The classification of a panel: by the codes of its rows if there are any, else by taxes, title or names.
pub(super) fn classification(grid: &Grid, body: Range<usize>, panel: &Panel, title: &str) -> Option<Classification> {
    if let Some(kind) = coded(grid, body.clone(), panel) {
        return Some(kind);
    }
    if names_taxes(grid, body.clone(), panel) {
        return Some(Classification::Revenue);
    }
    let title = fold(title);
    let economic = title.contains("经济分类") || title.contains("经济科目");
    let spending = if economic { Classification::EconomicGovernment } else { Classification::Functional };
    match (title.contains("收入"), title.contains("支出") || economic) {
        (true, false) => Some(Classification::Revenue),
        (false, true) => Some(spending),
        _ => {
            let names = || body.clone().flat_map(|row| panel.names.iter().map(move |column| grid.text(row, *column)));
            let ends = |word: &str| names().filter(|name| name.trim().ends_with(word)).count();
            let (revenue, expenditure) = (ends("收入"), ends("支出"));
            (revenue != expenditure).then_some(if revenue > expenditure { Classification::Revenue } else { spending })
        }
    }
}

/// Which of a government's forms a table is, by its title and the content of its panel. `general` is the table that the
/// title means by the rules for all forms.
pub(super) fn form(general: Option<BudgetTable>, title: &str, content: Option<Classification>) -> BudgetTable {
    let title = fold(title);
    let says = |words: &[&str]| words.iter().any(|word| title.contains(word));
    let by_side = |revenue: BudgetTable, expenditure: BudgetTable| match content {
        Some(Classification::Revenue) => revenue,
        _ => expenditure,
    };
    if says(&["三公", "绩效", "采购"]) {
        return general.unwrap_or(BudgetTable::Other);
    }
    if says(&["社会保险基金", "社保基金"]) {
        return BudgetTable::SocialInsurance;
    }
    if says(&["债务", "债券", "还本付息", "举借"]) {
        return BudgetTable::Debt;
    }
    if says(&["转移支付", "税收返还", "对下"]) {
        return BudgetTable::Transfers;
    }
    // Details of single purposes do not cover the whole budget.
    if says(&["预备费", "重点项目", "专项资金", "基本建设", "投资计划", "明细项目", "财政专户", "构成"])
    {
        return BudgetTable::Other;
    }
    if says(&["政府性基金"]) {
        return by_side(BudgetTable::FundRevenue, BudgetTable::FundExpenditure);
    }
    if says(&["国有资本经营"]) {
        return by_side(BudgetTable::StateCapitalRevenue, BudgetTable::StateCapital);
    }
    if says(&["基本支出"]) {
        return BudgetTable::GeneralBasic;
    }
    if says(&["一般公共预算", "公共财政预算", "一般预算"]) {
        return by_side(BudgetTable::GovernmentRevenue, BudgetTable::GovernmentExpenditure);
    }
    match (general, content) {
        (Some(BudgetTable::Revenue), _) => BudgetTable::GovernmentRevenue,
        (Some(general), _) => general,
        (None, Some(Classification::Revenue)) if title.is_empty() => BudgetTable::GovernmentRevenue,
        (None, _) => BudgetTable::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_of_a_place_is_not_its_own_level() {
        for (title, scope) in [
            ("2025年示例市全市一般公共预算支出情况表", Some(Scope::Government)),
            ("2025年示例市本级一般公共预算支出情况表", Some(Scope::OwnLevel)),
            ("2023年省级政府性基金预算收入决算表", Some(Scope::OwnLevel)),
            ("二○二五年全省一般公共预算收入执行情况表", Some(Scope::Government)),
            ("一般公共预算本级支出表", Some(Scope::OwnLevel)),
            ("2025年全市和市本级债务余额情况表", None),
            ("2025年市级部门预算公开表", None),
            ("2025年甲市一般公共预算收入表", None),
            ("市级以上补助情况表", None),
        ] {
            assert_eq!(scope_in(title), scope, "{title}");
        }
    }

    #[test]
    fn a_title_names_the_place_whose_money_it_is() {
        for (title, place) in [
            ("武汉市2025年全市一般公共预算支出执行情况表", Some("武汉市")),
            ("2025年示例市全市一般公共预算支出情况表", Some("示例市")),
            ("2024年示例省省本级支出功能分类预算表", Some("示例省")),
            ("2025年济南高新区政府性基金预算收入执行情况表", Some("济南高新区")),
            ("2023年省对各市税收返还决算表", None),
            ("2025年市级一般公共预算收入执行情况表", None),
            ("2024年甲县财政局一般公共预算支出表", None),
        ] {
            assert_eq!(place_in(title).as_deref(), place, "{title}");
        }
    }

    #[test]
    fn forms_of_governments_are_told_by_title_and_content() {
        let (revenue, functional) = (Some(Classification::Revenue), Some(Classification::Functional));
        for (title, content, table) in [
            ("一般公共预算收入执行情况表", revenue, BudgetTable::GovernmentRevenue),
            ("一般公共预算收支情况表", functional, BudgetTable::GovernmentExpenditure),
            ("政府性基金预算收入表", revenue, BudgetTable::FundRevenue),
            ("国有资本经营预算支出表", functional, BudgetTable::StateCapital),
            ("社会保险基金预算结余表", functional, BudgetTable::SocialInsurance),
            ("一般公共预算税收返还和转移支付分地区表", functional, BudgetTable::Transfers),
            ("地方政府专项债务余额表", functional, BudgetTable::Debt),
            ("市本级预备费安排情况表", functional, BudgetTable::Other),
        ] {
            assert_eq!(form(None, title, content), table, "{title}");
        }
        assert_eq!(form(Some(BudgetTable::Expenditure), "支出功能分类预算表", functional), BudgetTable::Expenditure);
    }
}
