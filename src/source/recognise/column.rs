//! 栏: what the columns of a table hold.

use super::rate_head::RateColumn;
use crate::model::{AmountUnit, FiscalYear, Measure, Phase, Scope};
use crate::source::vocabulary::{KeyColumn, Vocabulary};

/// 栏: the content of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// Codes, names, projects.
    Key(KeyColumn),
    /// Amounts.
    Amount(AmountColumn),
    /// Percentages of them.
    Rate(RateColumn),
    /// A column without header.
    Unknown,
}

/// 金额栏.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AmountColumn {
    /// 栏目
    pub measure: Measure,
    /// The header words of the column, squeezed, from bottom to top.
    pub words: Vec<String>,
    /// A year named in the header.
    pub year: Option<HeaderYear>,
    /// A phase named in the header.
    pub phase: Option<Phase>,
    /// An amount unit named in the header.
    pub unit: Option<AmountUnit>,
    /// 全市 or 市本级, if named in the header.
    pub scope: Option<Scope>,
}

impl Column {
    /// Leaves the amount unit to the caption.
    pub(super) fn forget_unit(&mut self) {
        if let Self::Amount(column) = self {
            column.unit = None;
        }
    }

    /// Whether nothing in its header is known: neither its content nor a year or amount unit.
    pub(super) fn is_unknown(&self) -> bool {
        match self {
            Self::Amount(column) => column.words.first().is_none_or(|leaf| {
                column.year.is_none() && column.unit.is_none() && Vocabulary::shipped().measure(leaf).is_none()
            }),
            Self::Unknown => true,
            Self::Key(_) | Self::Rate(_) => false,
        }
    }
}

/// A year in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HeaderYear {
    /// `2023年预算数`, `2024`
    Absolute(FiscalYear),
    /// 本年 (0), 上年 (−1)
    Relative(i16),
}
