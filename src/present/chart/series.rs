//! 序列: what a trend chart draws, apart from where it comes from.

use crate::model::{Amount, FiscalYear, Phase};
use std::collections::BTreeMap;

/// 序列: one item through the years, in one phase. A year that is not in it is a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// 名称
    pub name: String,
    /// 预算, 决算 …
    pub phase: Phase,
    /// The figures.
    pub points: BTreeMap<FiscalYear, Amount>,
}

/// 主题: whose figures a trend shows, and which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrendSubject {
    /// 单位
    pub institution: String,
    /// 一般公共预算支出
    pub what: String,
}
