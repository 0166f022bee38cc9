//! 结果: the outputs of the notebook's code cells (`data/notebook/*.py`), computed from the same data.

use super::file::Output;
use crate::analysis::ComparisonRow;
use crate::audit::Judgement;
use crate::model::{Amount, BudgetTable, Classification, Growth, Origin};
use crate::present::Takeaway;
use crate::present::comparison::{Field, cell, years};
use crate::present::table::{Cell, Column, Kind, Row, Table, texts};
use crate::present::takeaway::{Group, is_headline};
use std::collections::BTreeMap;

/// The number of movers shown.
const MOVERS: usize = 10;
/// The number of findings shown.
const FINDINGS: usize = 20;

/// The output of the cell that loads the data.
pub(super) fn read(takeaway: &Takeaway<'_>) -> String {
    let (rows, items) = (takeaway.rows().len(), takeaway.own_items().len());
    format!("{}：对比 {rows} 行，明细 {items} 行", takeaway.unit)
}

pub(super) fn headline(takeaway: &Takeaway<'_>) -> Output {
    let line = |row: &ComparisonRow| {
        let side = match (row.item.table, row.item.classification) {
            (BudgetTable::Totals, Classification::Revenue) => "收入",
            (BudgetTable::Totals, _) => "支出",
            _ => "",
        };
        let labels = [Cell::text(row.item.table.title()), Cell::text(format!("{side}{}", row.item.measure))];
        labels.into_iter().chain(change(row)).collect()
    };
    let [base, year] = years(takeaway.comparison);
    table(
        &["表", "项", &base, &year, "增减额", "增减率"],
        takeaway.rows().into_iter().filter(|row| is_headline(row)).map(line),
        2,
    )
}

/// Code and name.
fn names(row: &ComparisonRow) -> [Cell; 2] {
    [Cell::code(row.item.code.as_ref()), Cell::text(&*row.item.name)]
}

/// Both years' amounts and the change, without marks, which the code cell does not print.
fn change(row: &ComparisonRow) -> [Cell; 4] {
    use Field::{Change, Current, Growth, Prior};
    [Prior, Current, Change, Growth].map(|field| Cell { origin: None, ..cell(row, field) })
}

pub(super) fn movers(takeaway: &Takeaway<'_>, group: &Group<'_>) -> Output {
    let [base, year] = years(takeaway.comparison);
    let line = |row: &&ComparisonRow| names(row).into_iter().chain(change(row)).collect();
    let head = ["编码", "名称", &base, &year, "增减额", "增减率"];
    table(&head, group.rows.iter().take(MOVERS).map(line), 2)
}

pub(super) fn structure(takeaway: &Takeaway<'_>, group: &Group<'_>) -> Output {
    let [base, year] = years(takeaway.comparison);
    let line = |row: &&ComparisonRow| {
        let figures = [Field::Current, Field::SharePrior, Field::ShareCurrent];
        let figures = figures.map(|field| Cell { origin: None, ..cell(row, field) });
        names(row).into_iter().chain(figures).collect()
    };
    let shares = [format!("{base}占比"), format!("{year}占比")];
    table(&["编码", "名称", &year, &shares[0], &shares[1]], group.rows.iter().map(line), 2)
}

/// The output of the cell that recomputes each row from its two amounts.
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
        texts([&year.to_string(), phase, table, origin, &count.to_string()])
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
        texts([found.verdict.title(), &place(found), &found.text, &expected, &found.because])
    };
    let lines = findings.iter().take(FINDINGS).map(line);
    vec![printed, table(&["结论", "位置", "原文", "应为", "依据"], lines, 5)]
}

fn place(found: &Judgement) -> String {
    let part = |number: Option<u32>, word: &str| number.map(|number| format!(" 第{number}{word}")).unwrap_or_default();
    format!("{}{}{}", found.place.file, part(found.place.page, "页"), part(found.place.row, "行"))
}

/// A table in the form of the notebook's own class, as text and HTML; the first `left` columns are text.
fn table(heads: &[&str], rows: impl Iterator<Item = Vec<Cell>>, left: usize) -> Output {
    let kind = |at: usize| if at < left { Kind::Text } else { Kind::Figure };
    let columns = heads.iter().enumerate().map(|(at, head)| Column::new(*head, kind(at))).collect();
    let table = Table { columns, rows: rows.map(Row::without_level).collect(), ..Table::default() };
    Output::Result { plain: table.tabbed(), html: table.html() }
}
