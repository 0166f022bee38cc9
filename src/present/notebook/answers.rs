//! 结果: what each cell of code prints, from the same material; the twins of `data/notebook/*.py`.

use super::file::Output;
use crate::analysis::{Comparison, ComparisonRow};
use crate::audit::Judgement;
use crate::model::{Amount, AmountUnit, BudgetTable, Classification, Growth, Level, Origin, Ratio};
use crate::present::Takeaway;
use crate::present::rows;
use crate::present::takeaway::Group;
use std::collections::BTreeMap;

/// The tables whose total rows are headline figures.
pub(super) const HEADLINE: [BudgetTable; 7] = [
    BudgetTable::Totals,
    BudgetTable::Revenue,
    BudgetTable::Expenditure,
    BudgetTable::General,
    BudgetTable::GovernmentRevenue,
    BudgetTable::GovernmentExpenditure,
    BudgetTable::ThreePublic,
];
/// Rows of movers, and findings shown.
const MOVERS: usize = 10;
const FINDINGS: usize = 20;

/// `2023年预算`, of the base year and this one.
pub(super) fn years(comparison: &Comparison) -> [String; 2] {
    let name = |year, phase| format!("{year}年{phase}");
    [name(comparison.base, comparison.base_phase), name(comparison.year, comparison.phase)]
}

fn wan(amount: Option<Amount>) -> String {
    amount.map_or_else(|| "—".to_owned(), |amount| amount.print(AmountUnit::TenThousand, 2))
}

fn change(row: &ComparisonRow) -> String {
    row.change.map_or_else(|| "—".to_owned(), |change| rows::signed(change, AmountUnit::TenThousand, 2))
}

fn percent(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(|| "—".to_owned(), |ratio| format!("{}%", ratio.percent(2)))
}

/// What the first cells print.
pub(super) fn read(takeaway: &Takeaway<'_>) -> String {
    let (rows, items) = (takeaway.rows().len(), takeaway.own_items().len());
    format!("{}：对比 {rows} 行，明细 {items} 行", takeaway.unit)
}

pub(super) fn headline(takeaway: &Takeaway<'_>) -> Output {
    let shown =
        |row: &&ComparisonRow| HEADLINE.contains(&row.table) && row.level == Level::Total && row.change.is_some();
    let line = |row: &ComparisonRow| {
        let side = match (row.table, row.classification) {
            (BudgetTable::Totals, Classification::Revenue) => "收入",
            (BudgetTable::Totals, _) => "支出",
            _ => "",
        };
        let name = format!("{side}{}", row.measure);
        let amounts = [wan(row.prior), wan(row.current), change(row), rows::growth(row.growth)];
        [row.table.title().to_owned(), name].into_iter().chain(amounts).collect()
    };
    let [base, year] = years(takeaway.comparison);
    table(&["表", "项", &base, &year, "增减额", "增减率"], takeaway.rows().into_iter().filter(shown).map(line), 2)
}

fn code(row: &ComparisonRow) -> String {
    row.code.as_ref().map(ToString::to_string).unwrap_or_default()
}

pub(super) fn movers(takeaway: &Takeaway<'_>, group: &Group<'_>) -> Output {
    let [base, year] = years(takeaway.comparison);
    let line = |row: &&ComparisonRow| {
        let amounts = [wan(row.prior), wan(row.current), change(row), rows::growth(row.growth)];
        [code(row), row.name.to_string()].into_iter().chain(amounts).collect()
    };
    let head = ["编码", "名称", &base, &year, "增减额", "增减率"];
    table(&head, group.rows.iter().take(MOVERS).map(line), 2)
}

pub(super) fn structure(takeaway: &Takeaway<'_>, group: &Group<'_>) -> Output {
    let [base, year] = years(takeaway.comparison);
    let line = |row: &&ComparisonRow| {
        vec![code(row), row.name.to_string(), wan(row.current), percent(row.share_prior), percent(row.share_current)]
    };
    let shares = [format!("{base}占比"), format!("{year}占比")];
    table(&["编码", "名称", &year, &shares[0], &shares[1]], group.rows.iter().map(line), 2)
}

/// Does again what the cell does: each row from its two amounts.
pub(super) fn check(takeaway: &Takeaway<'_>) -> String {
    let rows = takeaway.rows();
    let stated = || rows.iter().filter(|row| row.change.is_some());
    let fen = |amount: Option<Amount>| amount.map_or(0, Amount::fen);
    let differs = |row: &&&ComparisonRow| {
        let (prior, current) = (fen(row.prior), fen(row.current));
        current.checked_sub(prior) != row.change.map(Amount::fen) || Growth::between(prior, current) != row.growth
    };
    let (all, wrong) = (stated().count(), stated().filter(differs).count());
    format!("重新计算 {all} 行的增减额和增减率，与 comparison.csv 不一致的有 {wrong} 行")
}

pub(super) fn items(takeaway: &Takeaway<'_>) -> Output {
    let mut counts: BTreeMap<(u16, &str, &str, &str), usize> = BTreeMap::new();
    for item in takeaway.own_items() {
        let key = (item.year.get(), item.phase.name(), item.table.name(), item.origin.name());
        *counts.entry(key).or_default() += 1;
    }
    let lines = counts.into_iter().map(|((year, phase, table, origin), count)| {
        let table = BudgetTable::from_name(table).map_or(table, BudgetTable::title);
        let origin = Origin::from_name(origin).map_or(origin, Origin::title);
        [&year.to_string(), phase, table, origin, &count.to_string()].map(str::to_owned).to_vec()
    });
    table(&["年度", "阶段", "表", "取得方式", "数据个数"], lines, 4)
}

pub(super) fn findings(takeaway: &Takeaway<'_>) -> Vec<Output> {
    let Some(audit) = takeaway.audit else { return Vec::new() };
    let findings = audit.findings();
    let (total, checked, found) = (audit.claims.len(), audit.checked(), findings.len());
    let printed = Output::printed(format!("文字里的数 {total} 个，核对了 {checked} 个，发现 {found} 条"));
    let line = |found: &&Judgement| {
        let expected = found.expected.clone().unwrap_or_default();
        vec![found.verdict.title().to_owned(), place(found), found.text.to_string(), expected, found.because.clone()]
    };
    let lines = findings.iter().take(FINDINGS).map(line);
    vec![printed, table(&["结论", "位置", "原文", "应为", "依据"], lines, 5)]
}

fn place(found: &Judgement) -> String {
    let part = |number: Option<u32>, word: &str| number.map(|number| format!(" 第{number}{word}")).unwrap_or_default();
    format!("{}{}{}", found.place.file, part(found.place.page, "页"), part(found.place.row, "行"))
}

/// A table as the notebook's own class shows it, as text and as HTML.
fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>, left: usize) -> Output {
    let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    let rows: Vec<Vec<String>> = rows.collect();
    let plain: Vec<String> = std::iter::once(&head).chain(&rows).map(|row| row.join("\t")).collect();
    let line = |tag: &str, cells: &[String]| {
        let cell = |(at, text): (usize, &String)| {
            let align = if at < left { "left" } else { "right" };
            format!("<{tag} style=\"text-align:{align}\">{}</{tag}>", escape(text))
        };
        format!("<tr>{}</tr>", cells.iter().enumerate().map(cell).collect::<String>())
    };
    let body: String = rows.iter().map(|row| line("td", row)).collect();
    let html = format!("<table><thead>{}</thead><tbody>{body}</tbody></table>", line("th", &head));
    Output::Result { plain: plain.join("\n"), html }
}

/// As Python's `html.escape`.
fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#x27;")
}
