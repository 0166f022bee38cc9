//! 流式核算: compares any number of units without holding all of them in memory.
//!
//! A dataset is an iterator of batches of whole units sorted by name. Everything that only the whole dataset can tell is in
//! an [`Overview`], which is made separately and passed in; so every unit gets the rows that it would get if all were read
//! together, whatever the batches are. Batches are computed on all processors and results are returned in order.
//!
//! ```
//! use tongbi::analysis::stream::{self, Overview};
//! use tongbi::analysis::CompareOptions;
//! use tongbi::model::LineItem;
//! use tongbi::source::{LoadOptions, load_texts};
//!
//! let unit = |name: &str, amount: &str| -> Result<Vec<LineItem>, tongbi::Error> {
//!     let data = format!("unit,year,code,amount\n{name},2023,2080101,90.00\n{name},2024,2080101,{amount}\n");
//!     Ok(load_texts(&[("明细.csv", &data)], &LoadOptions::default())?.items)
//! };
//! let batches = [unit("甲局", "100.00")?, unit("乙局", "81.00")?];
//!
//! // Each batch may be surveyed on another machine; overviews merge in any order.
//! let mut overview = Overview::from_bytes(&Overview::of(&batches[0]).to_bytes())?;
//! overview.merge(&Overview::of(&batches[1]));
//!
//! let mut growth = Vec::new();
//! let sorted = batches.into_iter().rev().map(Ok);
//! stream::compare(sorted, &overview, &CompareOptions::default(), Ok, |comparison| {
//!     growth.extend(comparison.rows.iter().filter(|row| row.item.code.is_none()).map(|row| row.growth.unwrap()));
//!     Ok(())
//! })?;
//! let rates: Vec<String> = growth.iter().map(|growth| growth.rate().unwrap().percent(2).to_string()).collect();
//! assert_eq!(rates, ["-10.00", "11.11"]);
//! # Ok::<(), tongbi::Error>(())
//! ```
//!
//! Data with one figure per key need no line items: [`compare_units`] and [`trend_units`] compute the same figures on
//! integers. Lines are numbered once, a unit is an array of cells over them, and the result is in columns.

mod basis;
mod compared;
mod overview;
mod same_basis;
mod structure;
mod totals;
mod walk;
mod years;

use super::{AnalysisError, BridgeUse, CompareOptions, Comparison, LineItems, Trend, TrendOptions};
use crate::Error;
use crate::model::{Bridge, Lines, UnitRows, Units, Warning};
use crate::parallel::Pool;
pub use basis::UnitBasis;
pub use compared::{STATUSES, UnitComparison, compare_units};
pub use overview::Overview;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
pub use structure::Structure;
pub(crate) use totals::add_up;
pub use totals::{Totals, compare_totals, total_items};
pub use walk::Repeats;
pub use years::{ComparableYears, TrendTask, UnitTrend, trend_units};

/// 结果: the number of units and the warnings of all batches.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// The number of units.
    pub units: usize,
    /// 提示, without duplicates, up to a limit.
    pub warnings: Vec<Warning>,
}

/// Compares two years of each batch. `finish` converts the comparison on any thread; `take` receives the result on this
/// thread, in the order of the batches. Warnings are returned in the summary only.
///
/// # Errors
/// As [`compare`](super::compare()); the rows of a unit are not together; an error of the batches, of `finish` or of `take`.
pub fn compare<B: Units, T: Send>(
    batches: impl Iterator<Item = Result<B, Error>>,
    overview: &Overview,
    options: &CompareOptions,
    finish: impl Fn(Comparison) -> Result<T, Error> + Send + Sync,
    take: impl FnMut(T) -> Result<(), Error>,
) -> Result<Summary, Error> {
    let (base, year) = options.years_of(overview.survey())?;
    let options = &CompareOptions { base: Some(base), year: Some(year), ..options.clone() };
    let compute = |items: &LineItems| {
        let mut comparison = super::compare(items, options)?;
        let (warnings, used) = (std::mem::take(&mut comparison.warnings), comparison.bridge_use.take());
        Ok((finish(comparison)?, warnings, used))
    };
    each(batches, overview, options.bridge.as_deref(), compute, take)
}

/// Computes the trend of each batch, as [`compare`] compares two years.
///
/// # Errors
/// As [`compare`].
pub fn trend<B: Units, T: Send>(
    batches: impl Iterator<Item = Result<B, Error>>,
    overview: &Overview,
    options: &TrendOptions,
    finish: impl Fn(Trend) -> Result<T, Error> + Send + Sync,
    take: impl FnMut(T) -> Result<(), Error>,
) -> Result<Summary, Error> {
    let compute = |items: &LineItems| {
        let mut trend = super::trend(items, options)?;
        let (warnings, used) = (std::mem::take(&mut trend.warnings), trend.bridge_use.take());
        Ok((finish(trend)?, warnings, used))
    };
    each(batches, overview, options.bridge.as_deref(), compute, take)
}

/// The result of a batch, its warnings, and which parts of the bridge its units used.
type Computed<T> = (T, Vec<Warning>, Option<BridgeUse>);

/// A computed batch with its first and last unit and the number of units.
struct Batch<T> {
    computed: Computed<T>,
    units: Option<(Arc<str>, Arc<str>, usize)>,
    faults: Vec<Warning>,
}

fn each<B: Units, T: Send>(
    batches: impl Iterator<Item = Result<B, Error>>,
    overview: &Overview,
    bridge: Option<&Bridge>,
    compute: impl Fn(&LineItems) -> Result<Computed<T>, Error> + Send + Sync,
    mut take: impl FnMut(T) -> Result<(), Error>,
) -> Result<Summary, Error> {
    let compute = &compute;
    let work = move |batch: B| {
        let (items, faults) = batch.items()?;
        let units: BTreeSet<&Arc<str>> =
            items.chunk_by(|one, next| Arc::ptr_eq(&one.unit, &next.unit)).map(|unit| &unit[0].unit).collect();
        let ends = units.first().zip(units.last());
        let units = ends.map(|(first, last)| ((*first).clone(), (*last).clone(), units.len()));
        Ok::<_, Error>(Batch { computed: compute(&overview.part(items))?, units, faults })
    };
    let (mut notes, mut count, mut last) = (Notes::default(), 0, None);
    std::thread::scope(|scope| {
        Pool::start(scope).stream(batches, work, |batch| {
            let Batch { computed: (result, warnings, used), units, faults } = batch?;
            if let Some((first, own_last, units)) = units {
                if last.as_ref().is_some_and(|last| *last >= first) {
                    return Err(AnalysisError::Unsorted { unit: first.to_string() }.into());
                }
                (last, count) = (Some(own_last), count + units);
            }
            notes.add(warnings.into_iter().chain(faults), used);
            take(result)
        })
    })?;
    notes.add(overview.warnings(), None);
    Ok(Summary { units: count, warnings: notes.list(bridge) })
}

/// The maximum number of warnings kept, since a country's data may have any number of them.
const WARNINGS: usize = 1000;

/// 提示 of many batches, and which parts of the bridge their units used.
#[derive(Default)]
struct Notes {
    warnings: BTreeSet<Warning>,
    bridge_use: Option<BridgeUse>,
}

impl Notes {
    fn add(&mut self, warnings: impl IntoIterator<Item = Warning>, bridge_use: Option<BridgeUse>) {
        self.warnings.extend(warnings);
        while self.warnings.len() > WARNINGS {
            self.warnings.pop_last();
        }
        if let Some(used) = bridge_use {
            self.bridge_use.get_or_insert_default().merge(used);
        }
    }

    /// All warnings, including those about rows of the bridge that no unit used.
    fn list(mut self, bridge: Option<&Bridge>) -> Vec<Warning> {
        let unused = self.bridge_use.take().zip(bridge).map(|(used, bridge)| used.warnings(bridge));
        self.add(unused.into_iter().flatten(), None);
        self.warnings.into_iter().collect()
    }
}

/// Computes batches of rows over numbered lines on all processors and passes the results to `take` in order. `batches` may
/// read on the pool that it receives; `rest` gets them back at the end. `lines` may grow while batches are read; each
/// batch is computed over a structure that has all of its lines.
pub(crate) fn each_in_columns<'env, B: Iterator<Item = Result<Vec<UnitRows>, Error>>, T: Send + 'env, R>(
    batches: impl FnOnce(&Pool<'env>) -> Result<B, Error>,
    (lines, basis): (&Mutex<Lines>, Option<&UnitBasis>),
    compute: impl Fn(&[UnitRows], &Structure) -> Result<T, Error> + Send + Sync + 'env,
    mut take: impl FnMut(T) -> Result<(), Error>,
    rest: impl FnOnce(B) -> R,
) -> Result<R, Error> {
    std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let mut batches = batches(&pool)?;
        let mut structure: Option<Arc<Structure>> = None;
        let known = batches.by_ref().map(|batch| {
            let batch = batch?;
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            let current = match structure.take().filter(|known| known.known() == lines.all().len()) {
                Some(known) => known,
                None => Arc::new(Structure::of(&mut lines, basis)),
            };
            structure = Some(current.clone());
            Ok::<_, Error>((batch, current))
        });
        let work = move |(batch, structure): (Vec<UnitRows>, Arc<Structure>)| compute(&batch, &structure);
        pool.stream(known, work, |result| take(result?))?;
        Ok(rest(batches))
    })
}
