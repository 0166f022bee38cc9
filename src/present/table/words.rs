//! 表中的话: how the figures of a table are written, the same in every format.

use crate::model::{Amount, AmountUnit, BudgetTable, Classification, Growth, Level, Measure, Origin, Scope};
use rust_decimal::Decimal;

/// Whose table it is, and in which amounts: `示例单位 一般公共预算支出情况表（万元）`.
pub(in crate::present) fn caption(
    (name, scope, table): (&str, Option<Scope>, BudgetTable),
    unit: AmountUnit,
) -> String {
    let scope = scope.map(|scope| format!("（{}）", scope.name())).unwrap_or_default();
    format!("{name}{scope} {}（{unit}）", table.title()).trim().to_owned()
}

/// The scope, where rows of more than one are shown.
pub(in crate::present) fn scope_shown(mut scopes: impl Iterator<Item = Scope>, own: Scope) -> Option<Scope> {
    scopes.any(|scope| scope != own).then_some(own)
}

/// What a row is called: a total row by its measure, and in a table of two sides by whose total it is.
pub(in crate::present) fn row_name(
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

/// 级次 as tables write it.
pub(in crate::present) fn level(level: Level) -> &'static str {
    if level == Level::Total { "合计" } else { level.name() }
}

/// The mark behind an amount that its own year's disclosure does not print.
pub(in crate::present) fn mark(origin: Option<Origin>) -> &'static str {
    match origin {
        Some(Origin::Implied) => "*",
        Some(Origin::Restated) => "#",
        _ => "",
    }
}

/// A change with its sign, in `decimals` decimals.
pub(in crate::present) fn signed(amount: Amount, unit: AmountUnit, decimals: u32) -> String {
    let text = amount.print(unit, decimals);
    if amount.fen() > 0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') { format!("+{text}") } else { text }
}

/// 增减率 in words where there is no rate: 新增 is never a made-up 100 %.
pub(in crate::present) fn growth(growth: Option<Growth>, decimals: u32) -> String {
    match growth {
        None => "—".into(),
        Some(Growth::New) => "新增".into(),
        Some(Growth::Flat) => "持平".into(),
        Some(Growth::Gone) => "取消".into(),
        Some(Growth::NegativeBase) => "基数为负".into(),
        Some(Growth::Rate(ratio)) => rate(ratio.percent(decimals)),
    }
}

/// A rate with its sign.
pub(in crate::present) fn rate(percent: Decimal) -> String {
    if percent.is_sign_positive() && !percent.is_zero() { format!("+{percent}%") } else { format!("{percent}%") }
}

/// That rows of other columns are not shown, if any are.
pub(in crate::present) fn hidden(rows: usize) -> Option<String> {
    (rows > 0).then(|| format!("另有 {rows} 行其他栏目，可用 --measure 栏目名 查看。"))
}

/// What the marks behind amounts of these origins mean.
pub(in crate::present) fn legend(has: impl Fn(Origin) -> bool) -> Vec<&'static str> {
    let mut lines = Vec::new();
    if has(Origin::Implied) {
        lines.push("* 按说明文字推算：文字说明中的本年数减增减额。");
    }
    if has(Origin::Restated) {
        lines.push("# 后一年度文件中列示的上年数。");
    }
    lines
}
