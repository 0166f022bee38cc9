//! 数据集: a partitioned dataset compared or lined up unit by unit, or summed, into a file that grows.
//!
//! The library reads, sorts and computes batches of units; here they are written. `columns` is for data with one figure
//! of each thing, `rows` for any other.

mod columns;
mod command;
mod rows;

pub(super) use command::{Outcome, compare, large, standings, trend};

use crate::analysis::stream::{Repeats, TrendTask, UnitBasis};
use crate::analysis::{self, BridgeUse, RowFilter, YearPhase};
use crate::model::{BudgetTable, Code, FiscalYear, Phase, Warning};
use crate::source::dataset::store::{GroupBy, Selection};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Names of codes.
type NameOf = Arc<dyn Fn(&Code) -> Option<Arc<str>> + Send + Sync>;

/// What is computed of a dataset of one kind.
struct Task {
    /// The years and phases, in order; of a comparison two.
    columns: Vec<YearPhase>,
    phases: Vec<Phase>,
    name_of: NameOf,
    by: By,
    table: Option<BudgetTable>,
    work: Work,
}

/// 汇总方式: whose figures are put together.
#[derive(Clone, PartialEq, Eq)]
enum By {
    Unit,
    Region,
    All,
    /// A table of groups.
    Groups(analysis::Grouping),
}

impl By {
    /// By what the rows are read: units are told apart whatever they are put together by.
    fn reading(&self) -> GroupBy {
        if *self == Self::Region { GroupBy::UnitOfRegion } else { GroupBy::Unit }
    }

    /// Whose sums a unit belongs to.
    fn group(&self, unit: &Arc<str>) -> Arc<str> {
        match self {
            Self::Region => unit[..unit.find(GroupBy::BETWEEN).unwrap_or_default()].into(),
            Self::Groups(grouping) => grouping.group_of(unit),
            Self::Unit | Self::All => Arc::default(),
        }
    }

    /// What is to be said of groups that do not match the units.
    fn unmatched(&self, units: &BTreeSet<Arc<str>>) -> Vec<Warning> {
        match self {
            Self::Groups(grouping) => grouping.unmatched(units),
            _ => Vec::new(),
        }
    }

    /// How a group is called in the place of its units.
    fn shown(&self, group: &Arc<str>) -> Arc<str> {
        match self {
            Self::All if group.is_empty() => "全部单位".into(),
            Self::Region if group.is_empty() => "（未写明地区）".into(),
            _ => group.clone(),
        }
    }
}

enum Work {
    Compare(RowFilter, Option<UnitBasis>),
    Trend(TrendTask),
}

/// What came out, beside the file.
#[derive(Default)]
struct Computed {
    rows: usize,
    units: usize,
    /// Rates too large to be kept.
    beyond: usize,
    /// Rows that were there twice.
    repeats: Repeats,
    /// What of a bridge the units met.
    bridge_use: Option<BridgeUse>,
    warnings: Vec<Warning>,
}

/// Which file grows by batches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Parquet,
    Csv,
}

impl Task {
    /// What years are put on one basis by.
    fn basis(&self) -> Option<&UnitBasis> {
        match &self.work {
            Work::Compare(_, basis) => basis.as_ref(),
            Work::Trend(trend) => trend.basis.as_ref(),
        }
    }

    /// What is read. A bridge may concern tables that are not shown.
    fn selection(&self) -> Selection {
        Selection::of_units(self.table.filter(|_| self.basis().is_none()))
    }

    /// The first and the last year.
    fn ends(&self) -> (FiscalYear, FiscalYear) {
        let (first, last) = (self.columns.first(), self.columns.last());
        first.zip(last).map(|(first, last)| (first.0, last.0)).expect("a task has years")
    }
}

impl Format {
    /// None of a format that is written whole.
    pub fn of(format: super::format::Format) -> Option<Self> {
        match format {
            super::format::Format::Parquet => Some(Self::Parquet),
            super::format::Format::Csv => Some(Self::Csv),
            _ => None,
        }
    }
}
