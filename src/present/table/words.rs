//! 表中的话: the texts of figures, names and captions, equal in all formats.

use crate::analysis::Item;
use crate::model::{Amount, AmountUnit, BudgetTable, Classification, Growth, Level, Origin, Scope};
use rust_decimal::Decimal;

/// 表题: `示例单位 一般公共预算支出情况表（万元）`; `basis` is put behind the unit of the amounts.
pub(in crate::present) fn caption(
    (name, scope, table): (&str, Option<Scope>, BudgetTable),
    unit: AmountUnit,
    basis: &str,
) -> String {
    let scope = scope.map(|scope| format!("（{}）", scope.name())).unwrap_or_default();
    format!("{name}{scope} {}（{unit}{basis}）", table.title()).trim().to_owned()
}

/// The scope to print: `own` if there are rows of other scopes too, else `None`.
pub(in crate::present) fn scope_shown(mut scopes: impl Iterator<Item = Scope>, own: Scope) -> Option<Scope> {
    scopes.any(|scope| scope != own).then_some(own)
}

/// The name of a row. Total rows are named by their measure, in tables with two sides by their side.
pub(in crate::present) fn row_name(item: &Item) -> String {
    let two_sides = matches!(item.table, BudgetTable::Totals | BudgetTable::FiscalTotals);
    match (item.level, item.classification) {
        (Level::Total, _) if !item.measure.is_total() => format!("其中：{}", item.measure),
        (Level::Total, Classification::Revenue) if two_sides => "收入总计".into(),
        (Level::Total, Classification::Functional | Classification::Economic) if two_sides => "支出总计".into(),
        _ => item.name.to_string(),
    }
}

/// 级次 in tables.
pub(in crate::present) fn level(level: Level) -> &'static str {
    if level == Level::Total { "合计" } else { level.name() }
}

/// The mark after an amount that was not printed by its own year.
pub(in crate::present) fn mark(origin: Option<Origin>) -> &'static str {
    match origin {
        Some(Origin::Implied) => "*",
        Some(Origin::Restated) => "#",
        Some(Origin::Scanned) => "?",
        _ => "",
    }
}

/// A change with its sign, in `decimals` decimals.
pub(in crate::present) fn signed(amount: Amount, unit: AmountUnit, decimals: u32) -> String {
    let text = amount.print(unit, decimals);
    if amount.fen() > 0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') { format!("+{text}") } else { text }
}

/// 增减率; a word if there is no rate (新增 instead of 100 %).
pub(in crate::present) fn growth(growth: Option<Growth>, decimals: u32) -> String {
    match growth {
        Some(Growth::Rate(ratio)) => rate(ratio.percent(decimals)),
        other => status(other).to_owned(),
    }
}

/// 变动情况: what became of an amount, in a word.
pub(in crate::present) fn status(growth: Option<Growth>) -> &'static str {
    match growth {
        None => "—",
        Some(Growth::New) => "新增",
        Some(Growth::Flat) => "持平",
        Some(Growth::Gone) => "取消",
        Some(Growth::NegativeBase) => "基数为负",
        Some(Growth::Rate(ratio)) if ratio.percent(9).is_sign_negative() => "减少",
        Some(Growth::Rate(_)) => "增加",
    }
}

/// A rate with its sign.
pub(in crate::present) fn rate(percent: Decimal) -> String {
    if percent.is_sign_positive() && !percent.is_zero() { format!("+{percent}%") } else { format!("{percent}%") }
}

/// A note about the rows that are not shown, if there are any.
pub(in crate::present) fn hidden(rows: usize) -> Option<String> {
    (rows > 0).then(|| format!("另有 {rows} 行其他栏目，可用 --measure 栏目名 查看。"))
}

/// Explains the marks of the origins that occur.
pub(in crate::present) fn legend(has: impl Fn(Origin) -> bool) -> Vec<&'static str> {
    let mut lines = Vec::new();
    if has(Origin::Implied) {
        lines.push("* 按说明文字推算：文字说明中的本年数减增减额。");
    }
    if has(Origin::Restated) {
        lines.push("# 后一年度文件中列示的上年数。");
    }
    if has(Origin::Scanned) {
        lines.push("? 识别自扫描页，没有别的数可以印证，请对照原件。");
    }
    lines
}
