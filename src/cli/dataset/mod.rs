//! 数据集: compares a partitioned dataset unit by unit or sums it up, writing the results to a file batch by batch.
//!
//! The library reads, sorts and computes batches of units; this module writes them. `columns` handles data with one
//! figure per key, `rows` all other data.

mod columns;
mod command;
mod rows;

pub(super) use command::{Outcome, compare, large, standings, trend};

use crate::analysis;
use crate::model::Warning;
use crate::source::dataset::store::GroupBy;
use std::collections::BTreeSet;
use std::sync::Arc;

/// 汇总方式: how units are grouped.
#[derive(Clone, PartialEq, Eq)]
enum By {
    Unit,
    Region,
    All,
    /// A table of groups.
    Groups(analysis::Grouping),
}

impl By {
    /// How rows are grouped when they are read; units are always distinguished.
    fn reading(&self) -> GroupBy {
        if *self == Self::Region { GroupBy::UnitOfRegion } else { GroupBy::Unit }
    }

    /// The group of a unit.
    fn group(&self, unit: &Arc<str>) -> Arc<str> {
        match self {
            Self::Region => unit[..unit.find(GroupBy::BETWEEN).unwrap_or_default()].into(),
            Self::Groups(grouping) => grouping.group_of(unit),
            Self::Unit | Self::All => Arc::default(),
        }
    }

    /// Warnings about groups that do not match the units.
    fn unmatched(&self, units: &BTreeSet<Arc<str>>) -> Vec<Warning> {
        match self {
            Self::Groups(grouping) => grouping.unmatched(units),
            _ => Vec::new(),
        }
    }

    /// The name of a group in the unit column.
    fn shown(&self, group: &Arc<str>) -> Arc<str> {
        match self {
            Self::All if group.is_empty() => "全部单位".into(),
            Self::Region if group.is_empty() => "（未写明地区）".into(),
            _ => group.clone(),
        }
    }
}

/// File formats that can be written batch by batch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Parquet,
    Csv,
}

impl Format {
    /// The format, or none if it can only be written as a whole.
    pub fn of(format: super::format::Format) -> Option<Self> {
        match format {
            super::format::Format::Parquet => Some(Self::Parquet),
            super::format::Format::Csv => Some(Self::Csv),
            _ => None,
        }
    }
}
