//! 对比的文字行: the cells that the terminal table and Markdown share; they differ only in the frame around them.

use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{Amount, AmountUnit, BudgetTable, Classification, Growth, Level, Measure, Origin, Scope};
use std::sync::Arc;

/// One budget table of a comparison, ready to be framed.
pub(super) struct Section {
    /// `示例单位 一般公共预算支出情况表（万元）`
    pub caption: String,
    /// Column heads.
    pub head: Vec<String>,
    /// Cells, as many as the head.
    pub rows: Vec<Vec<String>>,
    /// How many rows of other measures are not shown.
    pub hidden: usize,
}

/// The rows of one unit's table.
type Group<'a> = ((Arc<str>, Scope, BudgetTable), Vec<&'a ComparisonRow>);

/// The sections of a comparison. Rows below the total show 合计 only, unless one measure was asked for.
pub(super) fn sections(comparison: &Comparison, unit: AmountUnit, one_measure: bool) -> Vec<Section> {
    let basis = comparison.has_basis();
    let mut groups: Vec<Group> = Vec::new();
    for row in &comparison.rows {
        match groups.last_mut() {
            Some((key, rows)) if *key == row.sheet() => rows.push(row),
            _ => groups.push((row.sheet(), vec![row])),
        }
    }
    groups
        .into_iter()
        .map(|((name, scope, table), rows)| {
            let shown: Vec<&&ComparisonRow> =
                rows.iter().filter(|row| one_measure || row.level == Level::Total || row.measure.is_total()).collect();
            Section {
                caption: caption((&name, scope_shown(comparison.rows.iter().map(|row| row.scope), scope), table), unit),
                head: head(comparison, basis),
                hidden: rows.len() - shown.len(),
                rows: shown.into_iter().map(|row| cells(row, unit, basis)).collect(),
            }
        })
        .collect()
}

/// Whose table it is, and in which amounts.
pub(super) fn caption((name, scope, table): (&str, Option<Scope>, BudgetTable), unit: AmountUnit) -> String {
    let scope = scope.map(|scope| format!("（{}）", scope.name())).unwrap_or_default();
    format!("{name}{scope} {}（{unit}）", table.title()).trim().to_owned()
}

/// The scope, where rows of more than one are shown.
pub(super) fn scope_shown(mut scopes: impl Iterator<Item = Scope>, own: Scope) -> Option<Scope> {
    scopes.any(|scope| scope != own).then_some(own)
}

fn head(comparison: &Comparison, basis: bool) -> Vec<String> {
    let mut head = vec![
        "编码".to_owned(),
        "名称".to_owned(),
        format!("{}年{}", comparison.base, comparison.base_phase),
        format!("{}年{}", comparison.year, comparison.phase),
        "增减额".to_owned(),
        "增减率".to_owned(),
    ];
    if basis {
        head.extend(["上年同口径", "同口径增减", "同口径增减率"].map(str::to_owned));
    }
    head.extend(["占比", "占比变化"].map(str::to_owned));
    head
}

fn cells(row: &ComparisonRow, unit: AmountUnit, basis: bool) -> Vec<String> {
    let dash = || "—".to_owned();
    let amount = |amount: Option<Amount>| amount.map_or_else(dash, |amount| amount.print(unit, 2));
    let change = |change: Option<Amount>| change.map_or_else(dash, |change| signed(change, unit, 2));
    let mut cells = vec![
        row.code.as_ref().map(ToString::to_string).unwrap_or_default(),
        name(row),
        amount(row.prior) + mark(row.prior_origin),
        amount(row.current),
        change(row.change),
        growth(row.growth),
    ];
    if basis {
        let same = row.comparable.unwrap_or_default();
        cells.extend([amount(same.prior), change(same.change), growth(same.growth)]);
    }
    cells.push(row.share_current.map_or_else(dash, |share| format!("{}%", share.percent(2))));
    cells.push(row.share_change.map_or_else(dash, |points| format!("{}百分点", points.value(2))));
    cells
}

/// What a row of a comparison is called.
pub(super) fn name(row: &ComparisonRow) -> String {
    row_name((row.table, row.classification), row.level, &row.measure, &row.name)
}

/// What a row is called: a total row by its measure, and in a table of two sides by whose total it is.
pub(super) fn row_name(
    (table, classification): (BudgetTable, Classification),
    level: Level,
    measure: &Measure,
    name: &str,
) -> String {
    let two_sides = matches!(table, BudgetTable::Totals | BudgetTable::FiscalTotals);
    match (level, classification) {
        (Level::Total, _) if !measure.is_total() => format!("其中：{measure}"),
        (Level::Total, Classification::Revenue) if two_sides => "收入总计".into(),
        (Level::Total, Classification::Functional | Classification::Economic) if two_sides => "支出总计".into(),
        _ => name.to_owned(),
    }
}

/// The mark behind an amount that its own year's disclosure does not print.
pub(super) fn mark(origin: Option<Origin>) -> &'static str {
    match origin {
        Some(Origin::Implied) => "*",
        Some(Origin::Restated) => "#",
        _ => "",
    }
}

/// A change with its sign, in `decimals` decimals.
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
pub(super) fn legend(comparison: &Comparison) -> Vec<String> {
    let marks = legend_of(|origin| comparison.rows.iter().any(|row| row.prior_origin == Some(origin)));
    let mut lines: Vec<String> = comparison.other_phase().map(|said| format!("注意：{said}。")).into_iter().collect();
    lines.extend(marks.into_iter().map(str::to_owned));
    if comparison.has_basis() {
        lines.push("同口径：上年数按对照表转到本年科目后再比；“—”表示表中没有列出转移的数。".to_owned());
    }
    lines
}

/// What the marks behind amounts of these origins mean.
pub(super) fn legend_of(has: impl Fn(Origin) -> bool) -> Vec<&'static str> {
    let mut lines = Vec::new();
    if has(Origin::Implied) {
        lines.push("* 按说明文字推算：文字说明中的本年数减增减额。");
    }
    if has(Origin::Restated) {
        lines.push("# 后一年度文件中列示的上年数。");
    }
    lines
}
