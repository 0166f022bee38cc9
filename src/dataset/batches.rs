//! 数据表: the results of a dataset as Arrow arrays, for programs that hold them in memory.

use super::kind::Kind;
use super::task::{Task, Work, item_batches, overview, sorted_if_need_be};
use super::told::Told;
use crate::Error;
use crate::analysis::stream::{self, Structure, compare_units, trend_units};
use crate::analysis::{CompareOptions, TrendOptions};
use crate::model::{FiscalYear, UnitRows, Warning};
use crate::present::columnar::{batch, segment_batch};
use crate::present::{TrendView, comparison_frame, trend_frame};
use crate::source::Progress;
use crate::source::dataset::store::Store;
use polars_arrow::array::StructArray;

/// Rows in order, in pieces, and warnings about them.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Batches {
    /// The pieces, all with the columns of the result.
    pub batches: Vec<StructArray>,
    /// 提示
    pub warnings: Vec<Warning>,
}

/// Compares two years of a dataset unit by unit, in the way that its kind allows.
///
/// # Errors
/// As [`Kind::of`] and [`stream::compare`].
pub fn compare(store: &Store, kind: Kind, options: &CompareOptions, progress: &dyn Progress) -> Result<Batches, Error> {
    let Kind::Any(known) = kind else {
        return in_columns(store, &Task::comparison(store, kind, options)?, options.bridge.as_deref(), progress);
    };
    let overview = known.map_or_else(|| overview(store), Ok)?;
    let (base, year) = options.years_of(overview.survey())?;
    // A bridge may need tables that are not shown.
    let table = options.table.filter(|_| options.bridge.is_none());
    let batches = item_batches(store, (&[base, year], table), progress);
    let mut all = Batches { warnings: store.warnings.clone(), ..Batches::default() };
    let finish = |comparison| batch(&comparison_frame(&comparison)?);
    let told = stream::compare(batches, &overview, options, finish, |batch| all.add(batch))?;
    all.warnings.extend(told.warnings);
    Ok(all)
}

/// Computes the trend of a dataset unit by unit, in the way that its kind allows.
///
/// # Errors
/// As [`Kind::of`] and [`stream::trend`].
pub fn trend(store: &Store, kind: Kind, options: &TrendOptions, progress: &dyn Progress) -> Result<Batches, Error> {
    let (task, known) = Task::trend(store, kind, options)?;
    if let Some(task) = task {
        return in_columns(store, &task, options.bridge.as_deref(), progress);
    }
    let overview = known.map_or_else(|| overview(store), Ok)?;
    let years: Vec<FiscalYear> = store.years().into_keys().collect();
    let table = options.table.filter(|_| options.bridge.is_none());
    let batches = item_batches(store, (&years, table), progress);
    let mut all = Batches { warnings: store.warnings.clone(), ..Batches::default() };
    let finish = |trend| batch(&trend_frame(&TrendView { trend: &trend, ranking: None, movers: &[] })?);
    let told = stream::trend(batches, &overview, options, finish, |batch| all.add(batch))?;
    all.warnings.extend(told.warnings);
    Ok(all)
}

fn in_columns(
    store: &Store,
    task: &Task,
    bridge: Option<&crate::model::Bridge>,
    progress: &dyn Progress,
) -> Result<Batches, Error> {
    let compute = |batch: &[UnitRows], structure: &Structure| {
        let context = task.context(structure);
        Ok(match &task.work {
            Work::Compare(filter, basis) => {
                let mut rows = compare_units(batch, structure, filter, basis.as_ref())?;
                (Told::of_comparison(&mut rows), segment_batch(&rows, &context)?)
            }
            Work::Trend(trend) => {
                let mut rows = trend_units(batch, structure, trend)?;
                (Told::of_trend(&mut rows), segment_batch(&rows, &context)?)
            }
        })
    };
    sorted_if_need_be(|sort| {
        let (mut all, mut told) = (Batches::default(), Told::default());
        told.warnings = task.each(store, (progress, sort), compute, |(own, batch)| {
            told.add(own);
            all.add(batch)
        })?;
        all.warnings = store.warnings.iter().cloned().chain(told.warnings(bridge)).collect();
        Ok(all)
    })
}

impl Batches {
    fn add(&mut self, batch: StructArray) -> Result<(), Error> {
        self.batches.push(batch);
        Ok(())
    }
}
