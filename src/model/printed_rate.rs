//! 百分比栏: the percentages that a table prints beside the amounts of its rows.

use super::{Base, Place, PrintedNumber};
use std::sync::Arc;

/// 印出的比率: a percentage in a column of its table (占预算%, 比上年增长%), with the digits that are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedRate {
    /// What it is a percentage of.
    pub kind: RateKind,
    /// The header of its column.
    pub head: Arc<str>,
    /// The number, without %.
    pub number: PrintedNumber,
    /// The place of the amount in its row that it is about.
    pub of: Place,
    /// Its own place.
    pub place: Place,
}

/// What a percentage compares the amount of its row with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RateKind {
    /// 比上年增长%: (amount − base) ÷ base; negative for a decrease.
    Growth(Base),
    /// 完成预算%, 为上年%: amount ÷ base.
    Quotient(Base),
    /// 占比%: amount ÷ the total of its column.
    Share,
}
