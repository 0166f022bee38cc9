//! 趋势的注: restated figures, units without a year, the same units in both years, and what the marks mean.

use super::title;
use crate::analysis::{Trend, TrendRow, YearPhase};
use crate::model::{AmountUnit, BudgetTable, Level, Origin, Scope};
use crate::present::table::{Cell, Digits, words};
use std::collections::BTreeMap;
use std::sync::Arc;

/// More than this many restated figures are counted, not listed.
const LISTED: usize = 8;

/// What is to be known of one table's rows.
pub(super) fn of_table(
    trend: &Trend,
    sheet: &(Arc<str>, Scope, BudgetTable),
    rows: &[&TrendRow],
    years: &[YearPhase],
    unit: AmountUnit,
) -> Vec<String> {
    let mut notes = restated(rows, years, unit);
    notes.extend(uncovered(trend, sheet));
    for row in rows.iter().filter(|row| row.item.level == Level::Total && row.item.measure.is_total()) {
        for ((from, to), matched) in &row.matched {
            let name = words::row_name(&row.item);
            let print = |cell: Cell| cell.print(Digits::of(unit));
            notes.push(format!(
                "可比{name}：{}与{}都有数的 {} 个单位，{} → {}，增减 {}，{}。",
                title(*from),
                title(*to),
                matched.units,
                print(Cell::amount(Some(matched.prior))),
                print(Cell::amount(Some(matched.current))),
                print(Cell::change(matched.change())),
                print(Cell::growth(matched.growth()))
            ));
        }
    }
    notes
}

/// Which units lack which years, the years that lack the same units together.
fn uncovered(trend: &Trend, (group, scope, table): &(Arc<str>, Scope, BudgetTable)) -> Vec<String> {
    let mut lacking: BTreeMap<&[Arc<str>], (usize, Vec<String>)> = BTreeMap::new();
    for one in trend.uncovered.iter().filter(|one| (&one.group, one.scope, one.table) == (group, *scope, *table)) {
        let entry = lacking.entry(&one.units).or_insert((one.present, Vec::new()));
        entry.1.push(title(one.column));
    }
    let mut found: Vec<_> = lacking.into_iter().collect();
    found.sort_by(|one, other| one.1.1.cmp(&other.1.1));
    let note = |(units, (present, columns)): (&[Arc<str>], (usize, Vec<String>))| {
        let names = units.iter().map(|unit| &**unit).collect::<Vec<_>>().join("、");
        let all = units.len() + present;
        format!("缺数：{} 只有 {present} 个单位（共 {all} 个），没有 {names}。", columns.join("、"))
    };
    found.into_iter().map(note).collect()
}

fn restated(rows: &[&TrendRow], years: &[YearPhase], unit: AmountUnit) -> Vec<String> {
    let mut notes = Vec::new();
    for row in rows {
        for column in years {
            for (origin, other) in row.figures.get(column).into_iter().flat_map(|figure| figure.differing()) {
                let code = row.item.code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
                let name = words::row_name(&row.item);
                let other = other.print(unit, 2);
                notes.push(format!("† {} {code}{name}：另有{} {other}。", title(*column), origin.title()));
            }
        }
    }
    let more = notes.len().saturating_sub(LISTED);
    notes.truncate(LISTED);
    notes.extend((more > 0).then(|| format!("† 另有 {more} 处不同，见 csv 或 json。")));
    notes
}

/// What the marks mean, as far as they stand.
pub(super) fn legend(trend: &Trend, gaps: bool) -> Vec<String> {
    let figures = || trend.rows.iter().flat_map(|row| row.figures.values());
    let is_there = |origin: Origin| figures().any(|figure| figure.origin == origin);
    let mut lines: Vec<String> = words::legend(is_there).into_iter().map(str::to_owned).collect();
    if figures().any(|figure| figure.differing().next().is_some()) {
        lines.push("† 后一年度列示的数或按文字推算的数与表中的数不同，列在表下。".to_owned());
    }
    if let Some((last, _)) = trend.columns.last().filter(|_| trend.rows.iter().any(TrendRow::is_moved)) {
        lines.push(format!(
            "同口径：以前年度的数按对照表转到{last}年科目后再比，只列对照表转动的项；“—”表示表中没有列出转移的数。"
        ));
    }
    if gaps {
        lines.push("— 没有这个数，不是零。表已公开而其中没有的科目，增减按没有安排计（新增、取消）。".to_owned());
    }
    lines
}
