//! 文表相符: an amount of the text equals the cell that it names.

use crate::audit::Verdict;
use crate::audit::fact::{amount, core};
use crate::audit::interval::meet;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Amount, AmountUnit, BudgetTable, Claim, FiscalYear, Level, LineItem, Origin, Role};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The current amount of a sentence against the cells of the same file that it may mean: those of its 类/款/项
/// in the expenditure tables, or the total row of the table that its words name. It applies where the file
/// prints tables of one year and phase, and the sentence names no other year. Equal to one of them within the
/// printed digits is right; equal to none is wrong where all of them print one amount, else ambiguous.
pub(in crate::audit) fn check(items: &[LineItem], claims: &[Claim], ledger: &mut Ledger) {
    let mut files: BTreeMap<Arc<str>, Vec<&LineItem>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.origin == Origin::Published && item.project.is_none()) {
        files.entry(item.place.file.clone()).or_default().push(item);
    }
    for (index, claim) in claims.iter().enumerate() {
        let Some(cells) = files.get(&claim.place.file) else { continue };
        let Some(year) = year(cells) else { continue };
        if claim.year.is_some_and(|stated| stated != year) {
            continue;
        }
        let found = cells_of(claim, cells);
        for (number, figure) in claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current) {
            if let Some(said) = amount(figure)
                && let Some(opinion) = opinion(said, &found)
            {
                ledger.note((index, number), opinion);
            }
        }
    }
}

/// The year of a file whose tables all speak of one year and phase.
fn year(cells: &[&LineItem]) -> Option<FiscalYear> {
    let first = cells.first()?;
    cells.iter().all(|cell| (cell.year, cell.phase) == (first.year, first.phase)).then_some(first.year)
}

fn opinion(said: Amount, found: &[&LineItem]) -> Option<Opinion> {
    let cells: Vec<(&LineItem, Amount)> = found.iter().filter_map(|cell| Some((*cell, cell.amount?))).collect();
    let (first, amount) = *cells.first()?;
    if cells.iter().any(|(_, amount)| meet(said, *amount)) {
        return Some(Opinion::ok("stated"));
    }
    let one = cells.iter().all(|(_, other)| meet(*other, amount));
    let expected = amount.print(AmountUnit::TenThousand, 2) + "万元";
    Some(Opinion {
        code: "stated",
        verdict: if one { Verdict::Figure } else { Verdict::Ambiguous },
        because: format!("{}“{}”{}为 {expected}（{}）", first.table.title(), first.name, first.measure, first.place),
        likely_cause: (said.fen().checked_mul(10) == Some(amount.fen())
            || amount.fen().checked_mul(10) == Some(said.fen()))
        .then(|| "小数点错了一位".to_owned()),
        expected: one.then_some(expected),
    })
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
    if codes.len() > 1 { Vec::new() } else { rows }
}
