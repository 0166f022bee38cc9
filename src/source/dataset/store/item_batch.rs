//! 明细批次: whole units of several years, decoded to line items on demand.

use super::batches::Rows;
use super::items::ItemRows;
use crate::model::dataset::RepeatFilter;
use crate::model::{BudgetTable, LineItem, Units, Warning};
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

/// 明细批次: whole units, which any thread may decode.
#[derive(Debug)]
pub struct ItemBatch {
    pub(super) years: Vec<ItemSlices>,
    /// One table, or all.
    pub(super) table: Option<BudgetTable>,
}

impl Units for ItemBatch {
    fn count(&self) -> usize {
        self.years.iter().map(Rows::count).sum()
    }

    /// The items in an order that does not depend on their storage: by unit, then by their places in the documents if
    /// given, else by their content.
    fn items(self) -> Result<(Vec<LineItem>, Vec<Warning>), crate::Error> {
        let (mut found, mut warnings) = (Vec::new(), Vec::new());
        for (rows, range) in self.years.iter().flat_map(|year| &year.slices) {
            let (items, faults) = rows.items(range.clone());
            found.extend(items);
            warnings.extend(faults);
        }
        let mut repeats = RepeatFilter::default();
        let is_wanted = |item: &LineItem| self.table.is_none_or(|table| table == item.table);
        found.retain(|(has_source, item)| is_wanted(item) && repeats.admits(item, *has_source));
        warnings.extend(repeats.warnings());
        Ok((in_order(found).into_iter().map(|(_, item)| item).collect(), warnings))
    }
}

/// Sorts indices first, since items are large and should be moved only once.
fn in_order(found: Vec<(bool, LineItem)>) -> Vec<(bool, LineItem)> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|one, other| {
        let ((one_source, one), (other_source, other)) = (&found[*one], &found[*other]);
        let by_unit = if Arc::ptr_eq(&one.unit, &other.unit) { Ordering::Equal } else { one.unit.cmp(&other.unit) };
        let by_place = || one_source.then_some(&one.place).cmp(&other_source.then_some(&other.place));
        by_unit.then_with(by_place).then_with(|| kind(one).cmp(&kind(other)))
    });
    if order.is_sorted() {
        return found;
    }
    let mut found: Vec<Option<(bool, LineItem)>> = found.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| found.get_mut(at).and_then(Option::take)).collect()
}

/// The order of items without places.
fn kind(item: &LineItem) -> impl Ord + '_ {
    let what = (item.year, item.table, item.classification, &item.measure, &item.code, item.level);
    (what, &item.name, &item.project, item.phase, item.origin, item.amount.map(|amount| amount.fen()))
}

/// Rows of one year as slices of row groups.
#[derive(Debug, Default)]
pub(super) struct ItemSlices {
    units: Vec<(Arc<str>, usize)>,
    slices: Vec<(Arc<ItemRows>, Range<usize>)>,
    rows: usize,
}

impl ItemSlices {
    pub fn of(rows: ItemRows) -> Self {
        let count = rows.units.iter().map(|(_, count)| count).sum();
        Self { units: rows.units.clone(), slices: vec![(Arc::new(rows), 0..count)], rows: count }
    }
}

impl Rows for ItemSlices {
    fn units(&self) -> &[(Arc<str>, usize)] {
        &self.units
    }

    fn count(&self) -> usize {
        self.rows
    }

    fn append(&mut self, other: &Self, rows: Range<usize>, unit: &Arc<str>) {
        self.rows += rows.len();
        match self.units.last_mut() {
            Some((last, count)) if last == unit => *count += rows.len(),
            _ => self.units.push((unit.clone(), rows.len())),
        }
        // Appended rows come directly from a row group, as one slice.
        let Some((group, _)) = other.slices.first() else { return };
        match self.slices.last_mut() {
            Some((last, range)) if Arc::ptr_eq(last, group) && range.end == rows.start => range.end = rows.end,
            _ => self.slices.push((group.clone(), rows)),
        }
    }
}
