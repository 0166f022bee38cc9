//! 对比的文字行: the cells that the terminal table and Markdown share; they differ only in the frame around them.

use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{Amount, AmountUnit, BudgetTable, Classification, Growth, Level, Origin};
use std::sync::Arc;

/// One budget table of a comparison, ready to be framed.
pub(super) struct Section {
    /// `示例单位 一般公共预算支出情况表（万元）`
    pub caption: String,
    /// Column heads.
    pub head: [String; 8],
    /// Cells, as many as the head.
    pub rows: Vec<[String; 8]>,
    /// How many rows of other measures are not shown.
    pub hidden: usize,
}

/// The rows of one unit's table.
type Group<'a> = ((Arc<str>, BudgetTable), Vec<&'a ComparisonRow>);

/// The sections of a comparison. Rows below the total show 合计 only, unless one measure was asked for.
pub(super) fn sections(comparison: &Comparison, unit: AmountUnit, one_measure: bool) -> Vec<Section> {
    let mut groups: Vec<Group> = Vec::new();
    for row in &comparison.rows {
        match groups.last_mut() {
            Some((key, rows)) if *key == (row.unit.clone(), row.table) => rows.push(row),
            _ => groups.push(((row.unit.clone(), row.table), vec![row])),
        }
    }
    groups
        .into_iter()
        .map(|((name, table), rows)| {
            let shown: Vec<&&ComparisonRow> =
                rows.iter().filter(|row| one_measure || row.level == Level::Total || row.measure.is_total()).collect();
            Section {
                caption: format!("{name} {}（{unit}）", table.title()).trim().to_owned(),
                head: [
                    "编码".into(),
                    "名称".into(),
                    format!("{}年{}", comparison.base, comparison.base_phase),
                    format!("{}年{}", comparison.year, comparison.phase),
                    "增减额".into(),
                    "增减率".into(),
                    "占比".into(),
                    "占比变化".into(),
                ],
                hidden: rows.len() - shown.len(),
                rows: shown.into_iter().map(|row| cells(row, unit)).collect(),
            }
        })
        .collect()
}

fn cells(row: &ComparisonRow, unit: AmountUnit) -> [String; 8] {
    let dash = || "—".to_owned();
    let amount = |amount: Option<Amount>| amount.map_or_else(dash, |amount| amount.print(unit, 2));
    let mark = match row.prior_origin {
        Some(Origin::Implied) => "*",
        Some(Origin::Restated) => "#",
        _ => "",
    };
    [
        row.code.as_ref().map(ToString::to_string).unwrap_or_default(),
        name(row),
        amount(row.prior) + mark,
        amount(row.current),
        row.change.map_or_else(dash, |change| signed(change, unit, 2)),
        growth(row.growth),
        row.share_current.map_or_else(dash, |share| format!("{}%", share.percent(2))),
        row.share_change.map_or_else(dash, |points| format!("{}百分点", points.value(2))),
    ]
}

/// The name of a row: of a total row that of its column.
pub(super) fn name(row: &ComparisonRow) -> String {
    match row.level {
        Level::Total if row.measure.is_total() => total_name(row).to_owned(),
        Level::Total => format!("其中：{}", row.measure),
        _ => row.name.to_string(),
    }
}

/// The total row of a table that has two sides says whose total it is.
fn total_name(row: &ComparisonRow) -> &str {
    let two_sides = matches!(row.table, BudgetTable::Totals | BudgetTable::FiscalTotals);
    match row.classification {
        Classification::Revenue if two_sides => "收入总计",
        Classification::Functional | Classification::Economic if two_sides => "支出总计",
        _ => &row.name,
    }
}

/// An amount of change with its sign, also where it is a plus.
pub(super) fn signed(amount: Amount, unit: AmountUnit, decimals: u32) -> String {
    let text = amount.print(unit, decimals);
    if amount.fen() > 0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') { format!("+{text}") } else { text }
}

/// 增减率 in words where there is no rate: 新增 is never a made-up 100 %.
pub(super) fn growth(growth: Option<Growth>) -> String {
    match growth {
        None => "—".into(),
        Some(Growth::New) => "新增".into(),
        Some(Growth::Flat) => "持平".into(),
        Some(Growth::Gone) => "取消".into(),
        Some(Growth::NegativeBase) => "基数为负".into(),
        Some(Growth::Rate(ratio)) => {
            let rate = ratio.percent(2);
            if rate.is_sign_positive() && !rate.is_zero() { format!("+{rate}%") } else { format!("{rate}%") }
        }
    }
}

/// What the marks behind last year's amounts mean, if any stands.
pub(super) fn legend(comparison: &Comparison) -> Vec<&'static str> {
    let has = |origin| comparison.rows.iter().any(|row| row.prior_origin == Some(origin));
    let mut lines = Vec::new();
    if has(Origin::Implied) {
        lines.push("* 按说明文字推算：文字说明中的本年数减增减额。");
    }
    if has(Origin::Restated) {
        lines.push("# 后一年度文件中列示的上年数。");
    }
    lines
}
