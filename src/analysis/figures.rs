//! 年度数: the figures of one year and phase by key, as printed and rolled up.

use super::AnalysisError;
use super::kernel::{Addend, Bench, Bits, TOP, Visit};
use super::keys::{Keys, ReadItem};
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
    /// The place of its first item; none for a figure that no item prints.
    pub position: Option<usize>,
}

impl Figure {
    /// The name that its item prints.
    pub fn printed_name(self, items: &[LineItem]) -> Option<&Arc<str>> {
        Some(&items.get(self.position?)?.name)
    }
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
    /// What later disclosures and the texts state, by origin.
    pub others: BTreeMap<Origin, Figures>,
}

/// The printed figures of these years and phases, summed over projects. Of several sources of a figure the most reliable
/// counts, of equals the first. The rows of one source add up, those of a second copy do not.
pub(super) fn printed(
    items: &[LineItem],
    read: &[ReadItem],
    columns: &[YearPhase],
    keys: &Keys,
    warnings: &mut Vec<Warning>,
) -> Result<BTreeMap<YearPhase, Printed>, AnalysisError> {
    let mut all: Vec<Printed> = columns.iter().map(|_| Printed::default()).collect();
    let mut conflicts: Vec<(usize, u32, Warning)> = Vec::new();
    let sorted = sorted(items, read, keys)?;
    let number = |name: &str| -> PolarsResult<&[u64]> { sorted.column(name)?.u64()?.cont_slice() };
    let (slots, sources, positions) = (number("slot")?, number("source")?, number("position")?);
    let (fen, resolutions) =
        (sorted.column("fen")?.i64()?.cont_slice()?, sorted.column("resolution")?.i64()?.cont_slice()?);
    let (mut rows, mut figures): (Vec<usize>, Vec<Source>) = Default::default();
    let mut start = 0;
    for slot in slots.chunk_by(PartialEq::eq) {
        let (column, key) = ((slot[0] / u64::from(keys.count())) as usize, (slot[0] % u64::from(keys.count())) as u32);
        rows.clear();
        rows.extend(start..start + slot.len());
        start += slot.len();
        rows.sort_by_key(|row| sources[*row]);
        figures.clear();
        for run in rows.chunk_by(|one, next| sources[*one] == sources[*next]) {
            figures.push(Source {
                id: sources[run[0]],
                position: positions[run[0]] as usize,
                fen: run.iter().map(|row| i128::from(fen[*row])).sum(),
                resolution: run.iter().map(|row| resolutions[*row]).max().unwrap_or(1),
            });
        }
        figures.sort_by_key(|source| (source.origin(), source.position));
        for source in &figures {
            let figure = source.figure().ok_or_else(|| keys.key(key).overflow())?;
            let printed = &mut all[column];
            let used = *printed.strongest.or_insert(key, figure);
            if let Some(warning) = conflict(used, figure, items) {
                conflicts.push((column, key, warning));
            }
            if figure.origin != Origin::Published {
                printed.others.entry(figure.origin).or_default().or_insert(key, figure);
            }
        }
    }
    if !conflicts.is_empty() {
        // In the order in which the documents name the items.
        let firsts = keys.firsts(read);
        conflicts.sort_by_key(|(column, key, _)| (*column, firsts[*key as usize]));
        warnings.extend(conflicts.into_iter().map(|(.., warning)| warning));
    }
    Ok(columns.iter().copied().zip(all).collect())
}

/// What one source prints for a key.
struct Source {
    /// Its origin and the number of its file.
    id: u64,
    /// The place of its first item.
    position: usize,
    fen: i128,
    /// The coarsest.
    resolution: i64,
}

impl Source {
    fn id(origin: Origin, file: u32) -> u64 {
        (origin as u64) << 32 | u64::from(file)
    }

    fn origin(&self) -> Origin {
        Origin::ALL[(self.id >> 32) as usize]
    }

    /// The figure; none beyond `i64`.
    fn figure(&self) -> Option<Figure> {
        let amount = Amount::new(i64::try_from(self.fen).ok()?, self.resolution);
        Some(Figure { amount, origin: self.origin(), rolled_up: None, position: Some(self.position) })
    }
}

/// The amounts of the items by year and key, those of one key in their order.
fn sorted(items: &[LineItem], read: &[ReadItem], keys: &Keys) -> Result<DataFrame, AnalysisError> {
    let (mut slots, mut sources, mut positions) = (Vec::new(), Vec::new(), Vec::new());
    let (mut fen, mut resolutions) = (Vec::new(), Vec::new());
    let mut files: BTreeMap<&str, u32> = BTreeMap::new();
    let mut last: Option<(&Arc<str>, u32)> = None;
    for ReadItem { position, column, key } in read {
        let item = &items[*position];
        let Some(amount) = item.amount else { continue };
        let file = match last.filter(|(name, _)| Arc::ptr_eq(name, &item.place.file)) {
            Some((_, number)) => number,
            None => {
                let next = files.len() as u32;
                *files.entry(source_of(&item.place.file)).or_insert(next)
            }
        };
        last = Some((&item.place.file, file));
        slots.push(*column as u64 * u64::from(keys.count()) + u64::from(*key));
        sources.push(Source::id(item.origin, file));
        positions.push(*position as u64);
        fen.push(amount.fen());
        resolutions.push(amount.resolution());
    }
    let mut frame = DataFrame::new_infer_height(vec![
        Column::new("slot".into(), slots),
        Column::new("source".into(), sources),
        Column::new("position".into(), positions),
        Column::new("fen".into(), fen),
        Column::new("resolution".into(), resolutions),
    ])?;
    frame.sort_in_place(["slot"], SortMultipleOptions::default().with_maintain_order(true))?;
    frame.rechunk_mut();
    Ok(frame)
}

/// The name of the source of a row: its file, or the folder of a year in a dataset, whose rows may be spread over several
/// files.
pub(super) fn source_of(file: &str) -> &str {
    let year = file.find("year=").filter(|at| *at == 0 || file[..*at].ends_with('/'));
    let end = year.and_then(|at| file[at..].find('/').map(|length| at + length));
    end.map_or(file, |end| &file[..end])
}

/// A warning if no amount fits both printed figures of a key.
fn conflict(used: Figure, other: Figure, items: &[LineItem]) -> Option<Warning> {
    let (first, second) = (items.get(used.position?)?, items.get(other.position?)?);
    if used.amount.agrees(other.amount) {
        return None;
    }
    let print = |amount: Amount| amount.print(AmountUnit::TenThousand, 2);
    let message = format!(
        "{}年“{}”（{}）有两个数：{} {}万元（{}），{} {}万元（{}）；采用前者。请核对",
        first.year,
        first.name,
        first.measure,
        first.origin.title(),
        print(used.amount),
        first.place,
        second.origin.title(),
        print(other.amount),
        second.place
    );
    Some(Warning::new(WarningKind::OriginConflict, second.place.clone(), message))
}

/// The printed figures of years and phases.
pub(super) type Sources = BTreeMap<YearPhase, Figures>;

/// Chooses the year that another year is completed by.
pub(super) type Reference = fn(&Sources, YearPhase) -> Option<&Figures>;

/// Completes one year and phase: rolls its printed figures up, 项 → 款 → 类 → 合计, by code and never by row order. Printed
/// figures stay; a parent that is not printed takes the sum.
///
/// What only another year states about a table that the year itself prints is left out (`without_repeated_money`). An
/// implied sum counts only if every item of the other year (that of `reference`) below the parent has an amount, since the sum of
/// some items is not the whole.
pub(super) fn complete(
    column: YearPhase,
    printed: &Sources,
    reference: Reference,
    keys: &Keys,
) -> Result<Figures, AnalysisError> {
    let mut figures = printed.get(&column).cloned().unwrap_or_default();
    let none = Figures::default();
    let reference = reference(printed, column).unwrap_or(&none);
    without_repeated_money(&mut figures, keys);
    let parents = keys.parents();
    let mut bench: Bench<Sum, 1> = Bench::new(parents);
    let mut lacking = Lacking { parents, reference, lacking: vec![0; parents.len()] };
    for key in reference.keys() {
        if let Some(parent) = keys.parent(key) {
            lacking.lacking[parent as usize] += 1;
        }
    }
    figures.iter().for_each(|(key, figure)| bench.put(0, key, Sum::of(figure)));
    bench.roll_up(&mut lacking);
    for place in bench.places() {
        let key = place as u32;
        let Some(sum) = bench.cell(place).rolled(0) else { continue };
        let fen = i64::try_from(sum.fen).map_err(|_| keys.key(key).overflow())?;
        let amount = Amount::new(fen, sum.resolution);
        let made = Figure { amount, origin: sum.origin, rolled_up: None, position: None };
        figures.or_insert(key, made).rolled_up = Some(amount);
    }
    Ok(figures)
}

/// A figure as an addend.
#[derive(Clone, Copy)]
struct Sum {
    fen: i128,
    /// The coarsest.
    resolution: i64,
    /// The weakest.
    origin: Origin,
}

impl Sum {
    fn of(figure: &Figure) -> Self {
        let Figure { amount, origin, .. } = *figure;
        Self { fen: amount.fen().into(), resolution: amount.resolution(), origin }
    }
}

impl Addend for Sum {
    const NOTHING: Self = Self { fen: 0, resolution: 1, origin: Origin::Published };

    fn add(&mut self, other: Self) {
        self.fen += other.fen;
        self.resolution = self.resolution.max(other.resolution);
        self.origin = self.origin.max(other.origin);
    }
}

/// Counts, for each key, the items below it that the other year has and this year lacks.
struct Lacking<'a> {
    parents: &'a [u32],
    reference: &'a Figures,
    lacking: Vec<u32>,
}

impl Visit<Sum> for Lacking<'_> {
    fn admits(&mut self, place: usize, sum: &Sum) -> bool {
        sum.origin != Origin::Implied || self.lacking[place] == 0
    }

    fn stands(&mut self, place: usize, _year: usize) {
        let parent = self.parents[place];
        if parent != TOP && self.reference.has(place as u32) {
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
    let list =
        |number: u32| Some((keys.list(number), keys.key(number).level)).filter(|(_, level)| *level != Level::Total);
    let own = figures.iter().filter(|(_, figure)| is_published(figure));
    let printed: BTreeSet<(u32, Level)> = own.filter_map(|(number, _)| list(number)).collect();
    let others = figures.iter().filter(|(_, figure)| !is_published(figure) && figure.amount.fen() != 0);
    let repeated: Vec<u32> =
        others.map(|(number, _)| number).filter(|key| list(*key).is_some_and(|list| printed.contains(&list))).collect();
    repeated.into_iter().for_each(|number| figures.remove(number));
}
