//! 趋势的注: restated figures, units without a year, the same units in both years, and what the marks mean.

use super::title;
use crate::analysis::{Trend, TrendRow, YearPhase};
use crate::model::{AmountUnit, BudgetTable, Level, Origin};
use crate::present::rows::{growth, legend_of, row_name, signed};
use std::sync::Arc;

/// More than this many restated figures are counted, not listed.
const LISTED: usize = 8;

/// What is to be known of one table's rows.
pub(super) fn of_section(
    trend: &Trend,
    (unit_name, table): (&Arc<str>, BudgetTable),
    rows: &[&TrendRow],
    years: &[YearPhase],
    unit: AmountUnit,
) -> Vec<String> {
    let mut notes = restated(rows, years, unit);
    for uncovered in trend.uncovered.iter().filter(|one| one.group == *unit_name && one.table == table) {
        let names = uncovered.units.iter().map(|unit| &**unit).collect::<Vec<_>>().join("、");
        let all = uncovered.units.len() + uncovered.present;
        let column = title(uncovered.column);
        notes.push(format!("缺数：{column}有 {} 个单位（共 {all} 个），没有 {names}。", uncovered.present));
    }
    for row in rows.iter().filter(|row| row.level == Level::Total && row.measure.is_total()) {
        for ((from, to), matched) in &row.matched {
            let name = row_name((row.table, row.classification), row.level, &row.measure, &row.name);
            let change = matched.change().map_or_else(|| "—".to_owned(), |change| signed(change, unit));
            notes.push(format!(
                "可比{name}：{}与{}都有数的 {} 个单位，{} → {}，增减 {change}，{}。",
                title(*from),
                title(*to),
                matched.units,
                matched.prior.print(unit, 2),
                matched.current.print(unit, 2),
                growth(matched.growth())
            ));
        }
    }
    notes
}

fn restated(rows: &[&TrendRow], years: &[YearPhase], unit: AmountUnit) -> Vec<String> {
    let mut notes = Vec::new();
    for row in rows {
        for column in years {
            let Some(other) = row.figures.get(column).and_then(|figure| figure.differing()) else { continue };
            let code = row.code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
            let name = row_name((row.table, row.classification), row.level, &row.measure, &row.name);
            notes.push(format!("† {} {code}{name}：后一年度列示 {}。", title(*column), other.print(unit, 2)));
        }
    }
    let more = notes.len().saturating_sub(LISTED);
    notes.truncate(LISTED);
    notes.extend((more > 0).then(|| format!("† 另有 {more} 个数与后一年度列示的不同，见 csv 或 json。")));
    notes
}

/// What the marks mean, as far as they stand.
pub(super) fn legend(trend: &Trend, gaps: bool) -> Vec<String> {
    let figures = || trend.rows.iter().flat_map(|row| row.figures.values());
    let mut lines: Vec<String> =
        legend_of(|origin: Origin| figures().any(|figure| figure.origin == origin)).into_iter().map(str::to_owned).collect();
    if figures().any(|figure| figure.differing().is_some()) {
        lines.push("† 后一年度文件列示的数与本年公开的不同，表中为本年公开数。".to_owned());
    }
    if gaps {
        lines.push("— 没有这个数，不是零。表已公开而其中没有的科目，增减按没有安排计（新增、取消）。".to_owned());
    }
    lines
}
