//! 次序: the order of the rows of every comparison.

use super::item::Sheet;
use super::keys::{Key, Keys};
use super::stream::Structure;
use crate::model::{Classification, Code, Level, LineItem, Measure, Origin, Place};
use std::cmp::Reverse;
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
    /// The number of each item among those of its file.
    numbers: Vec<usize>,
}

impl<'a> Positions<'a> {
    pub fn of(items: &'a [LineItem]) -> Self {
        let mut firsts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut last: Option<(&Arc<str>, usize)> = None;
        let mut numbers = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let file = &item.place.file;
            let first = match last.filter(|(last, _)| Arc::ptr_eq(last, file)) {
                Some((_, first)) => first,
                None => *firsts.entry(file).or_insert(at),
            };
            last = Some((file, first));
            numbers.push(at - first);
        }
        Self { items, numbers }
    }

    /// The position of an item.
    pub fn at(&self, at: usize) -> Option<Position> {
        let item = self.items.get(at)?;
        let Place { page, row, column, .. } = item.place;
        Some(Position { is_implied: item.origin == Origin::Implied, page, row, column, number: self.numbers[at] })
    }
}

/// A key to show.
pub(super) struct Lined {
    pub key: u32,
    /// 名称 in the latest year that has one.
    pub name: Arc<str>,
    /// The place of its latest figure.
    pub place: Option<Position>,
}

/// The value that a row is sorted by instead of its code.
pub(super) type Asked<'a> = dyn Fn(u32) -> Option<i128> + 'a;

/// Sorts by unit, table and measure, totals first, then by `asked` (largest first, undefined last), else by code. Keeps at
/// most `top` rows of each unit, table and measure, not counting totals.
pub(super) fn order(rows: Vec<Lined>, asked: Option<&Asked>, top: Option<usize>, keys: &Keys) -> Vec<Lined> {
    let blocks = blocks(&rows, keys);
    let ranked = |row: Lined| (blocks[keys.list(row.key) as usize], asked.map(|asked| descending(asked(row.key))), row);
    let mut rows: Vec<_> = rows.into_iter().map(ranked).collect();
    rows.sort_by(|(block, asked, row), (other_block, other_asked, other)| {
        let (key, other_key) = (keys.key(row.key), keys.key(other.key));
        let of = |key: &Key| side(key.classification, key.level);
        let first = (block, of(key)).cmp(&(other_block, of(other_key)));
        first.then_with(|| asked.cmp(other_asked)).then_with(|| {
            let place = |key: &Key, row: &Lined| if key.code.is_none() { row.place } else { None };
            (code(key), place(key, row), &row.name, key.level).cmp(&(
                code(other_key),
                place(other_key, other),
                &other.name,
                other_key.level,
            ))
        })
    });
    keep_first(&mut rows, top, |(block, _, row)| (*block, keys.key(row.key).level));
    rows.into_iter().map(|(.., row)| row).collect()
}

/// Puts the lines of a unit of a dataset, which are in the order of their codes, into the requested order, as [`order`] puts
/// rows.
pub(super) fn arrange(
    places: &mut Vec<usize>,
    structure: &Structure,
    asked: Option<&dyn Fn(usize) -> Option<i128>>,
    top: Option<usize>,
) {
    let block = |place: &usize| structure.blocks[*place];
    if let Some(asked) = asked {
        for places in places.chunk_by_mut(|one, next| block(one) == block(next)) {
            // Stable: equal lines stay in the order of their codes.
            places.sort_by_cached_key(|place| {
                let line = &structure.lines[*place];
                (side(line.classification, line.level), descending(asked(*place)))
            });
        }
    }
    keep_first(places, top, |place| (block(place), structure.lines[*place].level));
}

/// Keeps at most `top` rows of each block, not counting totals.
fn keep_first<T, B: PartialEq>(rows: &mut Vec<T>, top: Option<usize>, of: impl Fn(&T) -> (B, Level)) {
    let Some(top) = top else { return };
    let (mut current, mut kept) = (None, 0);
    rows.retain(|row| {
        let (block, level) = of(row);
        if current.as_ref() != Some(&block) {
            (current, kept) = (Some(block), 0);
        }
        kept += usize::from(level != Level::Total);
        level == Level::Total || kept <= top
    });
}

/// Largest first, undefined last.
fn descending(value: Option<i128>) -> (bool, Option<Reverse<i128>>) {
    (value.is_none(), value.map(Reverse))
}

/// A table of two sides shows income before spending, each under its own total.
fn side(classification: Classification, level: Level) -> (bool, bool) {
    (classification != Classification::Revenue, level != Level::Total)
}

/// Items without a code follow the code above them.
fn code(key: &Key) -> (Classification, Option<&Code>, bool) {
    (key.classification, key.code.as_ref().or(key.parent.as_ref()), key.code.is_none())
}

/// Where a block begins.
type First = Option<(bool, Option<u32>, Position)>;

/// For each list the place of its block (one unit, table and measure) in the order of the blocks. Measures are in the order
/// of their first columns, 合计 first, independently of other units.
fn blocks(rows: &[Lined], keys: &Keys) -> Vec<usize> {
    let mut lists: Vec<Option<(u32, First)>> = Vec::new();
    for row in rows {
        let list = keys.list(row.key) as usize;
        lists.resize(lists.len().max(list + 1), None);
        let place = row.place.map(|place| (place.is_implied, place.column, place));
        let (_, first) = lists[list].get_or_insert((row.key, place));
        *first = [*first, place].into_iter().flatten().min();
    }
    let mut blocks: BTreeMap<(&Sheet, &Measure), (First, Vec<usize>)> = BTreeMap::new();
    for (list, found) in lists.iter().enumerate() {
        let Some((key, place)) = found else { continue };
        let block = (keys.sheet_at(keys.sheet(*key)), &keys.key(*key).measure);
        let (first, members) = blocks.entry(block).or_default();
        *first = [*first, *place].into_iter().flatten().min();
        members.push(list);
    }
    let mut blocks: Vec<_> = blocks.into_iter().collect();
    blocks.sort_by(|((sheet, measure), (first, _)), ((other_sheet, other_measure), (other_first, _))| {
        let other = (other_sheet, !other_measure.is_total(), other_first, other_measure);
        (sheet, !measure.is_total(), first, measure).cmp(&other)
    });
    let mut ranks = vec![0; lists.len()];
    for (rank, (_, (_, members))) in blocks.into_iter().enumerate() {
        members.into_iter().for_each(|list| ranks[list] = rank);
    }
    ranks
}
