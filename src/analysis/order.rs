//! 次序: the order of the rows of every comparison.

use super::item::Sheet;
use super::trend::TrendRow;
use crate::model::{Classification, Level, LineItem, Measure, Origin, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The place of an item within its file, so that the order of the files does not matter. Items recovered from a text come
/// after printed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub is_implied: bool,
    pub page: Option<u32>,
    pub row: Option<u32>,
    pub column: Option<u32>,
    /// Its number among the items of the file, since a sentence may hold several.
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

/// A row with its key and, for rows without a code, its position.
pub(super) struct Ordered {
    pub row: TrendRow,
    /// The number of its key.
    pub number: u32,
    /// The position of its latest figure.
    pub place: Option<Position>,
}

/// The value that rows are sorted by instead of their code.
pub(super) type Asked<'a> = dyn Fn(&TrendRow) -> Option<i128> + 'a;

/// Sorts by unit, table and measure, totals first, then by `asked` (largest first, undefined last), else by code. Keeps at
/// most `top` rows of each unit, table and measure, not counting totals.
pub(super) fn order(rows: Vec<Ordered>, asked: Option<&Asked>, top: Option<usize>) -> Vec<Ordered> {
    let mut rows: Vec<(usize, Ordered)> = blocks(&rows).into_iter().zip(rows).collect();
    rows.sort_by_cached_key(|(block, Ordered { row, place, .. })| {
        // A table of two sides shows income before spending, each under its own total.
        let group = (*block, row.item.classification != Classification::Revenue, row.item.level != Level::Total);
        let asked = asked.map(|asked| asked(row)).map(|asked| (asked.is_none(), asked.map(std::cmp::Reverse)));
        let own = row.item.code.as_ref().or(row.item.parent.as_ref()).cloned();
        let place = if row.item.code.is_none() { *place } else { None };
        (
            group,
            asked,
            row.item.classification,
            own,
            row.item.code.is_none(),
            place,
            row.item.name.clone(),
            row.item.level,
        )
    });
    if let Some(top) = top {
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        rows.retain(|(block, Ordered { row, .. })| {
            let count = taken.entry(*block).or_default();
            *count += usize::from(row.item.level != Level::Total);
            row.item.level == Level::Total || *count <= top
        });
    }
    rows.into_iter().map(|(_, ordered)| ordered).collect()
}

/// The block of each row (one unit, table and measure) by its place in the order, so that names are compared once per
/// block and not once per row. Measures are in the order of their first columns, 合计 first, independently of other units.
fn blocks(rows: &[Ordered]) -> Vec<usize> {
    let mut numbers: BTreeMap<(Sheet, Measure), usize> = BTreeMap::new();
    let mut places: Vec<Option<(bool, Option<u32>, Position)>> = Vec::new();
    let mut of_rows: Vec<usize> = Vec::with_capacity(rows.len());
    let mut last: Option<(&TrendRow, usize)> = None;
    for Ordered { row, place, .. } in rows {
        let is_same = |other: &TrendRow| {
            (&other.item.unit, other.item.scope, other.item.table, &other.item.measure)
                == (&row.item.unit, row.item.scope, row.item.table, &row.item.measure)
        };
        let number = match last {
            Some((other, number)) if is_same(other) => number,
            _ => {
                let next = numbers.len();
                *numbers.entry((row.item.sheet(), row.item.measure.clone())).or_insert(next)
            }
        };
        last = Some((row, number));
        of_rows.push(number);
        places.resize(numbers.len(), None);
        if let Some(place) = *place {
            let place = (place.is_implied, place.column, place);
            places[number] = Some(places[number].map_or(place, |first| first.min(place)));
        }
    }
    let mut blocks: Vec<((Sheet, Measure), usize)> = numbers.into_iter().collect();
    blocks.sort_by_cached_key(|((sheet, measure), number)| {
        (sheet.clone(), !measure.is_total(), places[*number], measure.clone())
    });
    let mut ranks = vec![0; blocks.len()];
    blocks.iter().enumerate().for_each(|(rank, (_, number))| ranks[*number] = rank);
    of_rows.into_iter().map(|number| ranks[number]).collect()
}
