//! 次序: the order of the rows of every comparison.

use super::keys::Sheet;
use super::trend::TrendRow;
use crate::model::{Classification, Level, LineItem, Measure, Origin, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where an item stands in its own file, so that the order of the files says nothing. What is only recovered from a
/// text comes behind what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub is_implied: bool,
    pub page: Option<u32>,
    pub row: Option<u32>,
    pub column: Option<u32>,
    /// Its number among the items of the file: a sentence holds several.
    pub number: usize,
}

/// The positions of items.
pub(super) struct Positions<'a> {
    items: &'a [LineItem],
    /// The first item of each file.
    firsts: BTreeMap<&'a str, usize>,
}

impl<'a> Positions<'a> {
    pub fn of(items: &'a [LineItem]) -> Self {
        let mut firsts = BTreeMap::new();
        let mut last: Option<&Arc<str>> = None;
        for (at, item) in items.iter().enumerate() {
            if last.is_none_or(|last| !Arc::ptr_eq(last, &item.place.file)) {
                firsts.entry(&*item.place.file).or_insert(at);
            }
            last = Some(&item.place.file);
        }
        Self { items, firsts }
    }

    /// The position of an item.
    pub fn at(&self, at: usize) -> Option<Position> {
        let item = self.items.get(at)?;
        let Place { page, row, column, ref file, .. } = item.place;
        let number = at - self.firsts.get(&**file).copied().unwrap_or_default();
        Some(Position { is_implied: item.origin == Origin::Implied, page, row, column, number })
    }
}

/// A row with what orders it where there is no code.
pub(super) struct Ordered {
    pub row: TrendRow,
    /// The number of its key.
    pub number: u32,
    /// Where its latest figure stands.
    pub place: Option<Position>,
}

/// What rows are sorted by, where it is not their code.
pub(super) type Asked<'a> = dyn Fn(&TrendRow) -> Option<i128> + 'a;

/// Sorts by unit, table and measure, the total first, then as asked: the largest first, the undefined last. At most
/// `top` rows of each unit's table and measure stay, total rows not counted.
pub(super) fn order(mut rows: Vec<Ordered>, asked: Option<&Asked>, top: Option<usize>) -> Vec<Ordered> {
    // A unit's measure stands where its first column stands, 合计 before all, whoever stands beside it.
    let mut measures: BTreeMap<(Sheet, Measure), (bool, Option<u32>, Position)> = BTreeMap::new();
    for Ordered { row, place, .. } in &rows {
        let Some(place) = *place else { continue };
        let place = (place.is_implied, place.column, place);
        let first = measures.entry((row.sheet(), row.measure.clone())).or_insert(place);
        *first = (*first).min(place);
    }
    rows.sort_by_cached_key(|Ordered { row, place, .. }| {
        let group = (
            row.sheet(),
            !row.measure.is_total(),
            measures.get(&(row.sheet(), row.measure.clone())).copied(),
            row.measure.clone(),
            // A table of two sides shows income before spending, each under its own total.
            row.classification != Classification::Revenue,
            row.level != Level::Total,
        );
        let asked = asked.map(|asked| asked(row)).map(|asked| (asked.is_none(), asked.map(std::cmp::Reverse)));
        let own = row.code.as_ref().or(row.parent.as_ref()).cloned();
        let place = if row.code.is_none() { *place } else { None };
        (group, asked, row.classification, own, row.code.is_none(), place, row.name.clone(), row.level)
    });
    let Some(top) = top else { return rows };
    let mut taken: BTreeMap<(Sheet, Measure), usize> = BTreeMap::new();
    rows.retain(|Ordered { row, .. }| {
        let count = taken.entry((row.sheet(), row.measure.clone())).or_default();
        *count += usize::from(row.level != Level::Total);
        row.level == Level::Total || *count <= top
    });
    rows
}
