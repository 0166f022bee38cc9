//! 分批: any dataset whose rows are in the order of its units, computed as documents are, some units at a time.
//!
//! The whole is surveyed first (years, phases, names of codes), so that a unit's rows come out as if all had been read
//! together.

use super::merge::{InOrder, Rows, Segments, Stop};
use super::pool::{Pending, Pool};
use super::{Format, bar};
use crate::Error;
use crate::analysis::{BridgeUse, LineItems};
use crate::cli::screen::Screen;
use crate::cli::staged::StagedFile;
use crate::model::{Bridge, BudgetTable, FiscalYear, Lexicon, LineItem, Resolver, Survey, Warning};
use crate::present::{BOM, FrameRows};
use crate::source::dataset::Once;
use crate::source::dataset::store::{GroupBy, ItemRows, RowGroup, Selection, Store};

use polars::prelude::DataFrame;
use std::cmp::Ordering;
use std::collections::{BTreeSet, VecDeque};
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Rows of a batch.
const BATCH: usize = 1 << 16;

/// Row groups that are read before they are needed, of each year.
const AHEAD: usize = 1;

/// Warnings that are kept: a country's data may have any number of the same kind.
const WARNINGS: usize = 1000;

/// 概况: what a whole dataset says before any of it is computed.
pub(super) struct Surveyed {
    pub survey: Arc<Survey>,
    pub resolver: Resolver,
    /// Codes under several names.
    pub warnings: Vec<Warning>,
}

/// A finished batch.
pub(super) struct Batch {
    pub content: Content,
    pub warnings: Vec<Warning>,
    pub bridge_use: Option<BridgeUse>,
}

/// A batch's rows as its file takes them.
pub(super) enum Content {
    /// With its head, which only the first keeps.
    Csv(String),
    Frame(DataFrame),
}

/// What came out, beside the file.
#[derive(Default)]
pub(super) struct Finished {
    pub rows: usize,
    pub units: usize,
    pub told: Told,
}

/// What came of a batch, and what of its rows was not understood.
type Computed<T> = Result<(T, Vec<Warning>), Error>;

/// Surveys every year of a dataset.
pub(super) fn survey(store: &Store) -> Result<Surveyed, Error> {
    let wanted = Selection { by: GroupBy::Unit, table: None };
    let (survey, lexicon) = std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let groups = store.years().into_keys().flat_map(|year| store.row_groups(year, &wanted));
        let pending: Vec<Pending<_>> = groups.map(|group| pool.submit(move || store.survey(group))).collect();
        let (mut survey, mut lexicon) = (Survey::default(), Lexicon::default());
        for part in pending {
            let (years, words) = part.wait()??;
            survey.merge(&years);
            lexicon.merge(&words);
        }
        Ok::<_, Error>((survey, lexicon))
    })?;
    let warnings = lexicon.conflicts();
    Ok(Surveyed { survey: Arc::new(survey), resolver: Resolver::new(lexicon), warnings })
}

/// Computes the units of these years batch by batch and hands what comes of each to `take`, in the order of the units;
/// gives how many units there are.
pub(super) fn each<'env, T: Send + 'env>(
    (store, surveyed): (&'env Store, &'env Surveyed),
    (years, table): (&[FiscalYear], Option<BudgetTable>),
    screen: Screen,
    compute: impl Fn(&LineItems) -> Result<T, Error> + Send + Sync + 'env,
    mut take: impl FnMut(T, Vec<Warning>) -> Result<(), Error>,
) -> Result<usize, Stop> {
    let wanted = Selection { by: GroupBy::Unit, table };
    let groups: Vec<Vec<RowGroup>> = years.iter().map(|year| store.row_groups_by_unit(*year, &wanted)).collect();
    let bar = bar(screen, groups.iter().flatten().map(|group| group.rows).sum());
    let compute = Arc::new(compute);
    let mut units = 0;
    std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let read = Arc::new(move |group| Ok((ItemSlices::of(store.items(group)?), Vec::new())));
        let supplies = groups.into_iter().map(|groups| InOrder::new(&pool, read.clone(), groups, AHEAD)).collect();
        let mut segments: Segments<InOrder<'_, 'env, ItemSlices>, ItemSlices> = Segments::new(supplies, BATCH);
        let mut pending: VecDeque<(Pending<Computed<T>>, usize)> = VecDeque::new();
        loop {
            let segment = segments.next()?;
            let is_last = segment.is_none();
            if let Some(segment) = segment {
                units += segment.iter().flat_map(ItemSlices::names).collect::<BTreeSet<_>>().len();
                let rows = segment.iter().map(Rows::count).sum();
                let compute = compute.clone();
                let work = move || {
                    let (items, warnings) = items(&segment, table)?;
                    Ok((compute(&surveyed.part(items))?, warnings))
                };
                pending.push_back((pool.submit(work), rows));
            }
            while (is_last || pending.len() > pool.threads + 1)
                && let Some((first, rows)) = pending.pop_front()
            {
                let (done, warnings) = first.wait()??;
                take(done, warnings)?;
                bar.inc(rows as u64);
            }
            if is_last {
                return Ok::<_, Stop>(());
            }
        }
    })?;
    bar.finish_and_clear();
    Ok(units)
}

/// Writes what `compute` makes of each batch behind the other.
pub(super) fn write<'env>(
    (store, surveyed): (&'env Store, &'env Surveyed),
    (years, table): (&[FiscalYear], Option<BudgetTable>),
    (path, format): (&Path, Format),
    screen: Screen,
    compute: impl Fn(&LineItems) -> Result<Batch, Error> + Send + Sync + 'env,
) -> Result<Finished, Stop> {
    let mut beside = StagedFile::new(path, screen)?;
    let mut finished = Finished::default();
    let mut file = match format {
        Format::Csv => Growing::Csv { file: &mut beside, has_head: false },
        Format::Parquet => Growing::Parquet(Box::new(FrameRows::new(&mut beside))),
    };
    let take = |batch: Batch, warnings: Vec<Warning>| {
        finished.told.add(batch.warnings.into_iter().chain(warnings), batch.bridge_use);
        finished.rows += file.write(batch.content)?;
        Ok(())
    };
    let units = each((store, surveyed), (years, table), screen, compute, take)?;
    file.finish()?;
    beside.persist()?;
    finished.units = units;
    finished.told.add(surveyed.warnings.iter().cloned(), None);
    Ok(finished)
}

/// 提示 of many batches, each once and no more than anybody reads, and what of a bridge some unit met.
#[derive(Default)]
pub(super) struct Told {
    warnings: BTreeSet<Warning>,
    bridge_use: Option<BridgeUse>,
}

impl Told {
    /// Adds what a batch tells.
    pub fn add(&mut self, warnings: impl IntoIterator<Item = Warning>, bridge_use: Option<BridgeUse>) {
        self.warnings.extend(warnings);
        while self.warnings.len() > WARNINGS {
            self.warnings.pop_last();
        }
        if let Some(used) = bridge_use {
            self.bridge_use.get_or_insert_default().merge(used);
        }
    }

    /// All of it, with what of the bridge no unit used.
    pub fn list(mut self, bridge: Option<&Bridge>) -> Vec<Warning> {
        let unused = self.bridge_use.take().zip(bridge).map(|(used, bridge)| used.warnings(bridge));
        self.add(unused.into_iter().flatten(), None);
        self.warnings.into_iter().collect()
    }
}

impl Surveyed {
    /// Whole units as a part of the dataset.
    fn part(&self, mut items: Vec<LineItem>) -> LineItems {
        self.resolver.resolve(&mut items);
        let names = self.resolver.names(&items);
        LineItems::new(items).with_names(&names).as_part_of(&self.survey)
    }
}

/// The items of a segment in an order that does not depend on how they are stored: unit by unit, as their documents
/// have them where they say so, else by what they are.
fn items(years: &[ItemSlices], table: Option<BudgetTable>) -> Result<(Vec<LineItem>, Vec<Warning>), Error> {
    let (mut found, mut warnings) = (Vec::new(), Vec::new());
    for (rows, range) in years.iter().flat_map(|year| &year.slices) {
        let (items, faults) = rows.items(range.clone());
        found.extend(items);
        warnings.extend(faults);
    }
    let mut once = Once::default();
    found.retain(|(has_source, item)| table.is_none_or(|table| table == item.table) && once.admits(item, *has_source));
    warnings.extend(once.warnings());
    let found = in_order(found);
    Ok((found.into_iter().map(|(_, item)| item).collect(), warnings))
}

/// Sorts without moving an item more than once: they are large.
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

/// What orders items that do not say where they stood.
fn kind(item: &LineItem) -> impl Ord + '_ {
    let what = (item.year, item.table, item.classification, &item.measure, &item.code, item.level);
    (what, &item.name, &item.project, item.phase, item.origin, item.amount.map(|amount| amount.fen()))
}

/// Rows of one year as pieces of row groups.
#[derive(Default)]
struct ItemSlices {
    units: Vec<(Arc<str>, usize)>,
    slices: Vec<(Arc<ItemRows>, Range<usize>)>,
    rows: usize,
}

impl ItemSlices {
    fn of(rows: ItemRows) -> Self {
        let count = rows.units.iter().map(|(_, count)| count).sum();
        Self { units: rows.units.clone(), slices: vec![(Arc::new(rows), 0..count)], rows: count }
    }

    fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.units.iter().map(|(name, _)| name)
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
        // What is appended comes straight from a row group, which is one slice.
        let Some((group, _)) = other.slices.first() else { return };
        match self.slices.last_mut() {
            Some((last, range)) if Arc::ptr_eq(last, group) && range.end == rows.start => range.end = rows.end,
            _ => self.slices.push((group.clone(), rows)),
        }
    }
}

/// The file that grows.
enum Growing<'a> {
    Csv { file: &'a mut StagedFile, has_head: bool },
    Parquet(Box<FrameRows<&'a mut StagedFile>>),
}

impl Growing<'_> {
    /// Writes rows; gives how many there are.
    fn write(&mut self, content: Content) -> Result<usize, Error> {
        match (self, content) {
            (Self::Csv { file, has_head }, Content::Csv(text)) => {
                // A batch without rows may come without a head.
                let Some(head) = text.find('\n').map(|end| end + 1) else { return Ok(0) };
                let lines = if *has_head { &text[head..] } else { &text[..] };
                *has_head = true;
                file.write_all(lines.as_bytes()).map_err(|reason| file.refused(reason))?;
                Ok(text[head..].bytes().filter(|byte| *byte == b'\n').count())
            }
            (Self::Parquet(rows), Content::Frame(frame)) => {
                let height = frame.height();
                rows.write(frame).map(|()| height)
            }
            _ => Ok(0),
        }
    }

    fn finish(self) -> Result<(), Error> {
        match self {
            Self::Csv { has_head: true, .. } => Ok(()),
            // No row, no head: the file says at least what it is.
            Self::Csv { file, .. } => file.write_all(BOM.as_bytes()).map_err(|reason| file.refused(reason)),
            Self::Parquet(rows) => rows.finish(),
        }
    }
}
