//! 选择: parses what users type for a table, measure, level, amount unit, phase or year.

use crate::Error;
use crate::analysis::Sort;
use crate::model::{AmountUnit, BudgetTable, FiscalYear, Level, Measure, Phase, nearest, plain_line};
use crate::present::PresentError;
use crate::source::vocabulary::Vocabulary;
use std::sync::Arc;

/// 表, by its short name, its Chinese title in full or shortened, or any title in the vocabulary.
pub fn table(name: &str) -> Result<BudgetTable, Error> {
    let called = |table: &BudgetTable| {
        table.name().eq_ignore_ascii_case(name) || short_title(table.title()) == short_title(name)
    };
    BudgetTable::ALL
        .into_iter()
        .find(called)
        .or_else(|| Vocabulary::shipped().table(name))
        .ok_or_else(|| wrong(format!("没有“{name}”这张表{}", tables_like(name))))
}

/// 一般公共预算支出 for 一般公共预算支出情况表.
fn short_title(title: &str) -> String {
    let title: String = title.chars().filter(|c| !matches!(c, '“' | '”' | '"' | ' ')).collect();
    let short = title.trim_end_matches('表').trim_end_matches("情况").trim_end_matches("总体");
    short.to_owned()
}

/// `，你是不是要用 一般公共预算支出情况表？可用：…`
fn tables_like(name: &str) -> String {
    let names = BudgetTable::ALL.map(|table| [short_title(table.title()), table.name().to_owned()]);
    let best = nearest(name, names.iter().flatten().map(String::as_str))
        .map_or_else(|| "。".to_owned(), |best| format!("，你是不是要用 {best}？"));
    let known = BudgetTable::ALL.map(|table| format!("{} {}", table.name(), short_title(table.title())));
    format!("{best}可用：{}", known.join("、"))
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

/// 单位名称
pub fn unit(name: &str) -> Result<Arc<str>, Error> {
    match plain_line(name).trim() {
        "" => Err(wrong("单位名称是空的，请写出名称，或去掉这一项")),
        name => Ok(name.into()),
    }
}

/// 年度
pub fn fiscal_year(year: Option<u16>) -> Result<Option<FiscalYear>, Error> {
    year.map(|year| FiscalYear::new(year).ok_or_else(|| wrong(format!("{year} 不是年度，请写如 2024")))).transpose()
}

/// 排序
pub fn sort(name: &str) -> Result<Sort, Error> {
    match name {
        "code" => Ok(Sort::Code),
        "change" => Ok(Sort::Change),
        "growth" => Ok(Sort::Growth),
        other => Err(wrong(format!("排序“{other}”不对，应为 code、change 或 growth"))),
    }
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
