//! 年度数: the figures of one year and phase by key, as printed and rolled up.

use super::AnalysisError;
use super::kernel::{Addend, Bench, Bits, TOP, Visit};
use super::keys::{Key, Keys};
use super::trend::YearPhase;
use crate::model::{Amount, AmountUnit, Level, LineItem, Origin, Warning, WarningKind};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 数: one figure of a year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub amount: Amount,
    pub origin: Origin,
    /// The sum of the items below, if there are any.
    pub rolled_up: Option<Amount>,
    /// The position of its item; for a rolled-up amount, that of the first item below.
    pub position: usize,
}

/// 年度数: at most one figure per key.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures {
    figures: Vec<Option<Figure>>,
    /// The keys that have one, as bits, since a unit has few of all keys.
    has: Vec<u64>,
}

impl Figures {
    pub fn get(&self, key: u32) -> Option<&Figure> {
        self.figures.get(key as usize)?.as_ref()
    }

    pub fn get_mut(&mut self, key: u32) -> Option<&mut Figure> {
        self.figures.get_mut(key as usize)?.as_mut()
    }

    pub fn has(&self, key: u32) -> bool {
        self.get(key).is_some()
    }

    /// Inserts a figure unless the key has one; returns the figure of the key.
    pub fn or_insert(&mut self, key: u32, figure: Figure) -> &mut Figure {
        let key = key as usize;
        if self.figures.len() <= key {
            self.figures.resize(key + 1, None);
            self.has.resize(key / 64 + 1, 0);
        }
        self.has[key / 64] |= 1 << (key % 64);
        self.figures[key].get_or_insert(figure)
    }

    pub fn remove(&mut self, key: u32) {
        if let Some(figure) = self.figures.get_mut(key as usize) {
            *figure = None;
            self.has[key as usize / 64] &= !(1 << (key % 64));
        }
    }

    /// Removes all figures.
    pub fn clear(&mut self) {
        for (word, bits) in self.has.iter_mut().enumerate() {
            Bits(std::mem::take(bits)).for_each(|bit| self.figures[word * 64 + bit] = None);
        }
    }

    /// Keys and figures, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Figure)> {
        let keys = self.has.iter().enumerate().flat_map(|(word, bits)| Bits(*bits).map(move |bit| word * 64 + bit));
        keys.filter_map(|key| Some((key as u32, self.figures[key].as_ref()?)))
    }

    pub fn keys(&self) -> impl Iterator<Item = u32> {
        self.iter().map(|(key, _)| key)
    }
}

impl FromIterator<(u32, Figure)> for Figures {
    /// If a key has several figures, the first counts.
    fn from_iter<I: IntoIterator<Item = (u32, Figure)>>(figures: I) -> Self {
        let mut all = Self::default();
        figures.into_iter().for_each(|(key, figure)| _ = all.or_insert(key, figure));
        all
    }
}

/// The printed figures of one year and phase.
#[derive(Debug, Clone, Default)]
pub(super) struct Printed {
    /// The figure of each key with the most reliable origin.
    pub strongest: Figures,
    /// The figures of each origin.
    pub by_origin: BTreeMap<Origin, Figures>,
}

/// The printed figures of these years and phases, summed over projects.
pub(super) fn printed(
    items: &[LineItem],
    columns: &[YearPhase],
    keys: &mut Keys,
    warnings: &mut Vec<Warning>,
) -> Result<BTreeMap<YearPhase, Printed>, AnalysisError> {
    let mut all: Vec<Printed> = columns.iter().map(|_| Printed::default()).collect();
    let sums = sums_of_sources(items, columns, keys)?;
    let number = |name: &str| -> PolarsResult<&UInt32Chunked> { sums.column(name)?.u32() };
    let (column, key, origin) = (number("column")?, number("key")?, number("origin")?);
    let (position, fen) = (number("position")?, sums.column("fen")?.i128()?);
    let resolution = sums.column("resolution")?.i64()?;
    // The frame was just sorted, so its columns have no nulls.
    let rows = column.into_no_null_iter().zip(key.into_no_null_iter()).zip(origin.into_no_null_iter());
    let amounts = fen.into_no_null_iter().zip(resolution.into_no_null_iter()).zip(position.into_no_null_iter());
    for (((column, key), origin), ((fen, resolution), position)) in rows.zip(amounts) {
        let fen = i64::try_from(fen).map_err(|_| keys.key(key).overflow())?;
        let amount = Amount::new(fen, resolution);
        let Some(origin) = Origin::ALL.get(origin as usize).copied() else { continue };
        let figure = Figure { amount, origin, rolled_up: None, position: position as usize };
        let printed = &mut all[column as usize];
        let used = *printed.strongest.or_insert(key, figure);
        warnings.extend(conflict((used.amount, &items[used.position]), (amount, &items[figure.position])));
        printed.by_origin.entry(origin).or_default().or_insert(key, figure);
    }
    Ok(columns.iter().copied().zip(all).collect())
}

/// The sums of each source by column, key and origin; of several sources the one to be used comes first. The rows of one
/// file add up, those of a second copy do not.
// Polars 0.55 points at the lazy engine for grouping, which brings a cloud client of 270 crates.
#[allow(deprecated)]
fn sums_of_sources(items: &[LineItem], columns: &[YearPhase], keys: &mut Keys) -> Result<DataFrame, AnalysisError> {
    let (mut column, mut key, mut origin, mut file) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut position, mut fen, mut resolution) = (Vec::new(), Vec::new(), Vec::new());
    let mut files: BTreeMap<&str, u32> = BTreeMap::new();
    let mut last: Option<(&Arc<str>, u32)> = None;
    for (at, item) in items.iter().enumerate() {
        let Some(amount) = item.amount else { continue };
        let Some(place) = columns.iter().position(|column| *column == (item.year, item.phase)) else { continue };
        let number = match last.filter(|(name, _)| Arc::ptr_eq(name, &item.place.file)) {
            Some((_, number)) => number,
            None => {
                let next = files.len() as u32;
                *files.entry(source_of(&item.place.file)).or_insert(next)
            }
        };
        last = Some((&item.place.file, number));
        column.push(place as u32);
        key.push(keys.of_item_at(at, item));
        origin.push(item.origin as u32);
        file.push(number);
        position.push(at as u32);
        fen.push(i128::from(amount.fen()));
        resolution.push(amount.resolution());
    }
    let frame = DataFrame::new_infer_height(vec![
        Column::new("column".into(), column),
        Column::new("key".into(), key),
        Column::new("origin".into(), origin),
        Column::new("file".into(), file),
        Column::new("position".into(), position),
        Int128Chunked::from_vec("fen".into(), fen).into_column(),
        Column::new("resolution".into(), resolution),
    ])?;
    let groups = frame.group_by_stable(["column", "key", "origin", "file"])?;
    let mut sums = groups.clone().select(["fen"]).sum()?;
    for (name, found) in
        [("resolution", groups.clone().select(["resolution"]).max()?), ("position", groups.select(["position"]).min()?)]
    {
        let value = found.columns().last().cloned().map(|column| column.with_name(name.into()));
        value.into_iter().try_for_each(|column| sums.with_column(column).map(|_| ()))?;
    }
    sums.rename("fen_sum", "fen".into())?;
    Ok(sums.sort(["column", "key", "origin", "position"], SortMultipleOptions::default())?)
}

/// The name of the source of a row: its file, or the folder of a year in a dataset, whose rows may be spread over several
/// files.
fn source_of(file: &str) -> &str {
    let year = file.find("year=").filter(|at| *at == 0 || file[..*at].ends_with('/'));
    let end = year.and_then(|at| file[at..].find('/').map(|length| at + length));
    end.map_or(file, |end| &file[..end])
}

/// A warning if no amount fits both printed figures of a key.
fn conflict(one: (Amount, &LineItem), other: (Amount, &LineItem)) -> Option<Warning> {
    if one.0.agrees(other.0) {
        return None;
    }
    let print = |amount: Amount| amount.print(AmountUnit::TenThousand, 2);
    let message = format!(
        "{}年“{}”（{}）有两个数：{} {}万元（{}），{} {}万元（{}）；采用前者。请核对",
        one.1.year,
        one.1.name,
        one.1.measure,
        one.1.origin.title(),
        print(one.0),
        one.1.place,
        other.1.origin.title(),
        print(other.0),
        other.1.place
    );
    Some(Warning::new(WarningKind::OriginConflict, other.1.place.clone(), message))
}

/// Rolls figures up, 项 → 款 → 类 → 合计, by code and never by row order. Printed figures stay; a parent that is not
/// printed takes the sum.
///
/// What only another year states about a table that the year itself prints is left out (`without_repeated_money`). An
/// implied sum counts only if every item of the other year (`reference`) below the parent has an amount, since the sum of
/// some items is not the whole.
pub(super) fn roll_up(mut figures: Figures, reference: &Figures, keys: &mut Keys) -> Result<Figures, AnalysisError> {
    without_repeated_money(&mut figures, keys);
    let tree = Tree::of(figures.keys().chain(reference.keys()), keys);
    let mut bench: Bench<Sum, 1> = Bench::new(&tree.parents);
    for (key, figure) in figures.iter() {
        bench.put(0, tree.places[key as usize], Sum::of(figure));
    }
    let mut lacking = Lacking { tree: &tree, reference, lacking: vec![0; tree.numbers.len()] };
    for key in reference.keys() {
        let parent = tree.parents[tree.places[key as usize] as usize];
        if parent != TOP {
            lacking.lacking[parent as usize] += 1;
        }
    }
    bench.roll_up(&mut lacking);
    for place in bench.places() {
        let key = tree.numbers[place];
        let Some(sum) = bench.cell(place).rolled(0) else { continue };
        let fen = i64::try_from(sum.fen).map_err(|_| keys.key(key).overflow())?;
        let amount = Amount::new(fen, sum.resolution);
        let made = Figure { amount, origin: sum.origin, rolled_up: None, position: sum.position };
        figures.or_insert(key, made).rolled_up = Some(amount);
    }
    Ok(figures)
}

/// Keys and all keys above them, in the order in which they roll up.
struct Tree {
    /// The key at each place, a parent before its children.
    numbers: Vec<u32>,
    /// The place of each key.
    places: Vec<u32>,
    /// The place of the key above.
    parents: Vec<u32>,
}

impl Tree {
    fn of(known: impl Iterator<Item = u32>, keys: &mut Keys) -> Self {
        let mut above: BTreeMap<Level, Vec<(u32, Option<u32>)>> = BTreeMap::new();
        let mut is_met: Vec<bool> = Vec::new();
        for mut number in known {
            loop {
                if is_met.len() <= number as usize {
                    is_met.resize(number as usize + 1, false);
                }
                if std::mem::replace(&mut is_met[number as usize], true) {
                    break;
                }
                let parent = keys.parent(number);
                above.entry(keys.key(number).level).or_default().push((number, parent));
                let Some(parent) = parent else { break };
                number = parent;
            }
        }
        let (numbers, parents): (Vec<u32>, Vec<Option<u32>>) = above.into_values().flatten().unzip();
        let mut places = vec![TOP; is_met.len()];
        numbers.iter().zip(0..).for_each(|(number, place)| places[*number as usize] = place);
        let parents = parents.into_iter().map(|parent| parent.map_or(TOP, |parent| places[parent as usize])).collect();
        Self { numbers, places, parents }
    }
}

/// A figure as an addend.
#[derive(Clone, Copy)]
struct Sum {
    fen: i128,
    /// The coarsest.
    resolution: i64,
    /// The weakest.
    origin: Origin,
    /// The first.
    position: usize,
}

impl Sum {
    fn of(figure: &Figure) -> Self {
        let Figure { amount, origin, position, .. } = *figure;
        Self { fen: amount.fen().into(), resolution: amount.resolution(), origin, position }
    }
}

impl Addend for Sum {
    const NOTHING: Self = Self { fen: 0, resolution: 1, origin: Origin::Published, position: usize::MAX };

    fn add(&mut self, other: Self) {
        self.fen += other.fen;
        self.resolution = self.resolution.max(other.resolution);
        self.origin = self.origin.max(other.origin);
        self.position = self.position.min(other.position);
    }
}

/// Counts, for each place, the items below it that the other year has and this year lacks.
struct Lacking<'a> {
    tree: &'a Tree,
    reference: &'a Figures,
    lacking: Vec<u32>,
}

impl Visit<Sum> for Lacking<'_> {
    fn admits(&mut self, place: usize, sum: &Sum) -> bool {
        sum.origin != Origin::Implied || self.lacking[place] == 0
    }

    fn stands(&mut self, place: usize, _year: usize) {
        let parent = self.tree.parents[place];
        if parent != TOP && self.reference.has(self.tree.numbers[place]) {
            self.lacking[parent as usize] -= 1;
        }
    }
}

/// Removes implied and restated items of tables that the year itself publishes. A table lists every item of its levels, so
/// money under a code or name that it does not list is in it under another one and would be added twice. Items of zero
/// stay, since they add nothing.
fn without_repeated_money(figures: &mut Figures, keys: &Keys) {
    let is_published = |figure: &Figure| figure.origin == Origin::Published;
    if figures.iter().all(|(_, figure)| is_published(figure)) {
        return;
    }
    let list = |number: u32| {
        let key = keys.key(number);
        (key.level != Level::Total).then(|| Key { code: None, parent: None, name: Arc::default(), ..key.clone() })
    };
    let own = figures.iter().filter(|(_, figure)| is_published(figure));
    let printed: BTreeSet<Key> = own.filter_map(|(number, _)| list(number)).collect();
    let others = figures.iter().filter(|(_, figure)| !is_published(figure) && figure.amount.fen() != 0);
    let repeated: Vec<u32> =
        others.map(|(number, _)| number).filter(|key| list(*key).is_some_and(|list| printed.contains(&list))).collect();
    repeated.into_iter().for_each(|number| figures.remove(number));
}
