//! 选择: parses what users type for a table, measure, level, amount unit, phase or year.

use crate::Error;
use crate::model::{AmountUnit, BudgetTable, FiscalYear, Level, Measure, Phase};
use crate::present::PresentError;
use crate::source::vocabulary::Vocabulary;

/// 表, by its short name, its Chinese title, or any title in the vocabulary.
pub fn table(name: &str) -> Result<BudgetTable, Error> {
    let names = || BudgetTable::ALL.map(BudgetTable::name).join("、");
    BudgetTable::from_name(name)
        .or_else(|| BudgetTable::ALL.into_iter().find(|table| table.title() == name))
        .or_else(|| Vocabulary::shipped().table(name))
        .ok_or_else(|| wrong(format!("没有“{name}”这张表。可用：{}", names())))
}

/// 级次
pub fn level(name: &str) -> Result<Level, Error> {
    Level::from_name(name).ok_or_else(|| wrong(format!("级次“{name}”不对，应为 all、total、类、款、项")))
}

/// 栏目, normalised by the vocabulary if it is known there.
pub fn measure(name: &str) -> Measure {
    Vocabulary::shipped().measure(name).unwrap_or_else(|| Measure::new(name))
}

/// 金额单位
pub fn amount_unit(name: &str) -> Result<AmountUnit, Error> {
    AmountUnit::from_name(name)
        .ok_or_else(|| wrong(format!("金额单位“{name}”不对，应为 元、千元、万元、百万元 或 亿元")))
}

/// 阶段
pub fn phase(name: &str) -> Result<Phase, Error> {
    Phase::from_name(name).ok_or_else(|| wrong(format!("阶段“{name}”不对，应为 预算、调整预算、执行 或 决算")))
}

/// 年度
pub fn fiscal_year(year: Option<u16>) -> Result<Option<FiscalYear>, Error> {
    year.map(|year| FiscalYear::new(year).ok_or_else(|| wrong(format!("{year} 不是年度，请写如 2024")))).transpose()
}

/// 起止年度. The first must not be after the last.
pub fn years(from: Option<u16>, to: Option<u16>) -> Result<(Option<FiscalYear>, Option<FiscalYear>), Error> {
    match (from, to) {
        (Some(first), Some(last)) if first > last => Err(wrong(format!("--from {first} 在 --to {last} 之后，请对调"))),
        _ => Ok((fiscal_year(from)?, fiscal_year(to)?)),
    }
}

/// The error for a wrong argument.
pub fn wrong(what: impl Into<String>) -> Error {
    PresentError::Argument(what.into()).into()
}
