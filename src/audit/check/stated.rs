//! 文表相符: an amount of the text equals the cell that it names.

use crate::audit::fact::{amount, core};
use crate::audit::interval::meet;
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::{Verdict, cause};
use crate::model::{Amount, AmountUnit, BudgetTable, Claim, FiscalYear, Level, LineItem, Origin, Phase, Role};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The current amount of a sentence against the cells of the same file that it may mean: those of its 类/款/项
/// in the expenditure tables, or the total row of the table that its words name. It applies where the file
/// prints tables of (nearly) one year and phase, and the sentence names no other year. Equal to one of them within the
/// printed digits is right, equal to one of them cut short is cut; equal to none is wrong where all of them print one
/// amount, else ambiguous. Rows of 财政拨款 alone count only under a heading that speaks of it.
pub(in crate::audit) fn check(items: &[LineItem], claims: &[Claim], ledger: &mut Ledger) {
    let mut files: BTreeMap<Arc<str>, Vec<&LineItem>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.origin == Origin::Published && item.project.is_none()) {
        files.entry(item.place.file.clone()).or_default().push(item);
    }
    for (index, claim) in claims.iter().enumerate() {
        let Some(cells) = files.get(&claim.place.file) else { continue };
        let Some((year, phase)) = own(cells) else { continue };
        if claim.year.is_some_and(|stated| stated != year) {
            continue;
        }
        let cells: Vec<&LineItem> =
            cells.iter().filter(|cell| (cell.year, cell.phase) == (year, phase)).copied().collect();
        let found = cells_of(claim, &cells);
        for (number, figure) in claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current) {
            if let Some(said) = amount(figure)
                && let Some(opinion) = opinion(said, &found)
            {
                ledger.note((index, number), opinion);
            }
        }
    }
}

/// The year and phase that a file is about: those of nearly all of its cells. A column of the budget beside the
/// outturn, as final accounts have for “三公”, does not change it.
fn own(cells: &[&LineItem]) -> Option<(FiscalYear, Phase)> {
    let mut counts: BTreeMap<(FiscalYear, Phase), usize> = BTreeMap::new();
    for cell in cells {
        *counts.entry((cell.year, cell.phase)).or_default() += 1;
    }
    let (own, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 4 >= cells.len() * 3).then_some(own)
}

fn opinion(said: Amount, found: &[&LineItem]) -> Option<Opinion> {
    let cells: Vec<(&LineItem, Amount)> = found.iter().filter_map(|cell| Some((*cell, cell.amount?))).collect();
    let (first, amount) = *cells.first()?;
    if cells.iter().any(|(_, amount)| meet(said, *amount)) {
        return Some(Opinion::ok("stated"));
    }
    let cut = cells.iter().any(|(_, amount)| cut(said, *amount));
    let one = cells.iter().all(|(_, other)| meet(*other, amount));
    let decimals = if amount.fen() % 10_000 == 0 { 2 } else { 6 };
    let expected = amount.print(AmountUnit::TenThousand, decimals) + "万元";
    Some(Opinion {
        code: "stated",
        verdict: match (cut, one) {
            (true, _) => Verdict::Truncated,
            (false, true) => Verdict::Figure,
            (false, false) => Verdict::Ambiguous,
        },
        because: format!("{}“{}”{}为 {expected}（{}）", first.table.title(), first.name, first.measure, first.place),
        likely_cause: if cut { None } else { cause::of_amount(said, amount) },
        expected: one.then_some(expected),
    })
}

/// Whether what is said is the cell with its last digits cut off.
fn cut(said: Amount, cell: Amount) -> bool {
    said.resolution() > cell.resolution() && cell.fen() / said.resolution() * said.resolution() == said.fen()
}

/// The cells that a claim may mean.
fn cells_of<'a>(claim: &Claim, cells: &[&'a LineItem]) -> Vec<&'a LineItem> {
    if !claim.subject.path.is_empty() {
        return path_cells(claim, cells);
    }
    let text = core(&claim.subject.text);
    let section = claim.section.last().map(|heading| core(heading)).unwrap_or_default();
    let total = |table: BudgetTable, measure: &str| -> Vec<&'a LineItem> {
        let of = |cell: &&&LineItem| {
            cell.table == table && cell.level == Level::Total && cell.code.is_none() && cell.measure.as_str() == measure
        };
        cells.iter().filter(of).copied().collect()
    };
    let ends = |words: &[&str]| words.iter().any(|word| text.ends_with(word));
    if ends(&["财政拨款收支"]) {
        total(BudgetTable::FiscalTotals, "合计")
    } else if ends(&["收支"]) && !text.contains("财政拨款") && !text.contains("一般公共") {
        total(BudgetTable::Totals, "合计")
    } else if ends(&["人员经费"]) && section.contains("基本支出") && section.contains("一般公共") {
        total(BudgetTable::GeneralBasic, "人员经费")
    } else if ends(&["公用经费"]) && section.contains("基本支出") && section.contains("一般公共") {
        total(BudgetTable::GeneralBasic, "公用经费")
    } else {
        Vec::new()
    }
}

/// The rows of a path that is spelled out from 类 down, or whose last name stands only once.
fn path_cells<'a>(claim: &Claim, cells: &[&'a LineItem]) -> Vec<&'a LineItem> {
    let tables = [BudgetTable::Expenditure, BudgetTable::General, BudgetTable::FiscalTotals, BudgetTable::Fund];
    let plain = |name: &str| -> String {
        let kept = name.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
            '（' => '(',
            '）' => ')',
            c => c,
        });
        kept.collect::<String>().trim_end_matches("支出").to_owned()
    };
    let Some((level, name)) = claim.subject.path.last() else { return Vec::new() };
    let name = plain(name);
    let rows: Vec<&LineItem> = cells
        .iter()
        .filter(|cell| tables.contains(&cell.table) && cell.level == *level && cell.measure.is_total())
        .filter(|cell| plain(&cell.name) == name && cell.code.is_some())
        .copied()
        .collect();
    let mut codes: Vec<_> = rows.iter().filter_map(|row| row.code.as_ref()).collect();
    codes.sort();
    codes.dedup();
    // 一般行政管理事务 stands under many 款; without the code it is not known which is meant.
    if codes.len() > 1 || only_fiscal(&rows) && !speaks_fiscal(claim) { Vec::new() } else { rows }
}

/// Whether the rows know only part of the money: other funds may stand beside it.
fn only_fiscal(rows: &[&LineItem]) -> bool {
    rows.iter().all(|row| row.table != BudgetTable::Expenditure)
}

/// Whether a claim speaks of 财政拨款 or 一般公共预算, by its headings.
fn speaks_fiscal(claim: &Claim) -> bool {
    claim.section.iter().any(|heading| heading.contains("财政拨款") || heading.contains("一般公共预算"))
}
