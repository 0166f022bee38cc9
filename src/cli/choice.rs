//! 选择: what a person types for a table, a measure, a level or a unit, as the model's own nouns.

use super::screen::wrong;
use crate::Error;
use crate::model::{AmountUnit, BudgetTable, Level, Measure, Phase};
use crate::source::vocabulary::Vocabulary;

/// 表, by its short name, its full Chinese title or any title that the vocabulary knows.
pub(super) fn table(name: &str) -> Result<BudgetTable, Error> {
    let names = || BudgetTable::ALL.map(BudgetTable::name).join("、");
    BudgetTable::from_name(name)
        .or_else(|| BudgetTable::ALL.into_iter().find(|table| table.title() == name))
        .or_else(|| Vocabulary::shipped().table(name))
        .ok_or_else(|| wrong(format!("没有“{name}”这张表。可用：{}", names())))
}

/// 级次
pub(super) fn level(name: &str) -> Result<Level, Error> {
    Level::from_name(name).ok_or_else(|| wrong(format!("级次“{name}”不对，应为 all、total、类、款、项")))
}

/// 栏目, in the vocabulary's words where it knows them.
pub(super) fn measure(name: &str) -> Measure {
    Vocabulary::shipped().measure(name).unwrap_or_else(|| Measure::new(name))
}

/// 金额单位
pub(super) fn amount_unit(name: &str) -> Result<AmountUnit, Error> {
    AmountUnit::from_name(name)
        .ok_or_else(|| wrong(format!("金额单位“{name}”不对，应为 元、千元、万元、百万元 或 亿元")))
}

/// 阶段
pub(super) fn phase(name: &str) -> Result<Phase, Error> {
    Phase::from_name(name).ok_or_else(|| wrong(format!("阶段“{name}”不对，应为 预算、调整预算、执行 或 决算")))
}
