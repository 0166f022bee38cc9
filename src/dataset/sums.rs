//! 汇总: the sums of a dataset by region or group. Sums of parts of a dataset add up to those of the whole.

use super::task::{AHEAD, Task, sorted_if_need_be};
use super::told::repeated;
use crate::Error;
use crate::analysis::Grouping;
use crate::analysis::stream::{Repeats, Totals, add_up, total_items};
use crate::model::{LineItem, Lines, Warning};
use crate::source::dataset::store::{GroupBy, Selection, Store, YearBatches};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// 汇总方式: how units are grouped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// 单位: not at all.
    Unit,
    /// 地区
    Region,
    /// 全部单位
    All,
    /// A table of groups.
    Groups(Grouping),
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
    pub fn shown(&self, group: &Arc<str>) -> Arc<str> {
        match self {
            Self::All if group.is_empty() => "全部单位".into(),
            Self::Region if group.is_empty() => "（未写明地区）".into(),
            _ => group.clone(),
        }
    }
}

/// 汇总的结果: the sums of years.
#[derive(Debug, Default)]
pub struct Sums {
    /// One per year, in order.
    pub years: Vec<Totals>,
    /// 提示
    pub warnings: Vec<Warning>,
    /// Rows that repeat others.
    pub repeats: Repeats,
}

/// The sums of every year of a task.
///
/// # Errors
/// As [`Task::each`].
pub fn sums(store: &Store, (task, by): (&Task, &By), lines: &Mutex<Lines>) -> Result<Sums, Error> {
    let mut sums = Sums::default();
    let mut units = BTreeSet::new();
    let wanted = Selection { by: by.reading(), ..task.selection() };
    let group = |unit: &Arc<str>| by.group(unit);
    let asked = matches!(by, By::Groups(_));
    for column in &task.columns {
        let summed = sorted_if_need_be(|sort| {
            let batches = |pool: &_| store.year_batches(pool, (*column, wanted), lines, AHEAD, sort);
            add_up(batches, (lines, column.0), (&group, asked), YearBatches::into_warnings)
        })?;
        sums.years.push(summed.totals);
        units.extend(summed.units);
        sums.repeats.merge(summed.repeats);
        sums.warnings.extend(summed.warnings);
    }
    sums.warnings.extend(by.unmatched(&units));
    Ok(sums)
}

/// The sums of a task as line items without names, with groups as units, and warnings.
///
/// # Errors
/// As [`sums`]; a sum has more than 18 digits.
pub fn sum_items(store: &Store, (task, by): (&Task, &By)) -> Result<(Vec<LineItem>, Vec<Warning>), Error> {
    let lines = Mutex::new(Lines::default());
    let summed = sums(store, (task, by), &lines)?;
    let lines = lines.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut items = Vec::new();
    for (totals, column) in summed.years.iter().zip(&task.columns) {
        items.extend(total_items(totals, &lines, *column)?);
    }
    items.iter_mut().for_each(|item| item.unit = by.shown(&item.unit));
    Ok((items, summed.warnings.into_iter().chain(repeated(&summed.repeats)).collect()))
}
