//! 逐单位: what documents' commands compute, of a dataset of any kind, unit by unit into a file.

use super::parts::{self, Batch, Content, Finished, Told};
use super::{Format, merge::Stop};
use crate::Error;
use crate::analysis::{
    self, AnalysisError, BridgeUse, CompareOptions, LevelFilter, LineItems, Standings, TrendOptions,
};
use crate::cli::screen::{Screen, wrong};
use crate::model::{Bridge, FiscalYear, Warning};
use crate::present::{self, TrendView};
use crate::source::dataset::store::Store;
use std::path::Path;

/// Rows that may be read whole, as documents are.
pub(super) const WHOLE: usize = 400_000;

/// Compares two years unit by unit, with everything that an ordinary comparison knows. False where the dataset is
/// to be read whole instead.
pub(super) fn compare(
    store: &Store,
    options: &CompareOptions,
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<bool, Error> {
    let surveyed = parts::survey(store)?;
    let (base, year) = options.years_of(&surveyed.survey)?;
    let options = &CompareOptions { base: Some(base), year: Some(year), ..options.clone() };
    let compute = |items: &LineItems| {
        let comparison = analysis::compare(items, options)?;
        let content = match format {
            Format::Csv => Content::Csv(present::comparison_csv(&comparison)?),
            Format::Parquet => Content::Frame(present::comparison_frame(&comparison)?),
        };
        Ok(Batch { content, warnings: comparison.warnings, bridge_use: comparison.bridge_use })
    };
    // A bridge may concern tables that are not shown.
    let table = options.table.filter(|_| options.bridge.is_none());
    let done = parts::write((store, &surveyed), (&[base, year], table), (path, format), screen, compute);
    let Some(finished) = finished(done, store, format)? else { return Ok(false) };
    tell(finished, options.bridge.as_deref(), path, &format!("{base}年与{year}年对比"), screen);
    Ok(true)
}

/// Lines up all years unit by unit. False where the dataset is to be read whole instead.
pub(super) fn trend(
    store: &Store,
    (options, wide): (&TrendOptions, bool),
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<bool, Error> {
    let surveyed = parts::survey(store)?;
    let years: Vec<FiscalYear> = store.years().into_keys().collect();
    let compute = |items: &LineItems| {
        let trend = analysis::trend(items, options)?;
        let view = TrendView { trend: &trend, ranking: None, movers: &[] };
        let content = match format {
            Format::Csv if wide => Content::Csv(present::trend_wide_csv(&view)?),
            Format::Csv => Content::Csv(present::trend_csv(&view)?),
            Format::Parquet => Content::Frame(present::trend_frame(&view)?),
        };
        Ok(Batch { content, warnings: trend.warnings, bridge_use: trend.bridge_use })
    };
    let table = options.table.filter(|_| options.bridge.is_none());
    let done = parts::write((store, &surveyed), (&years, table), (path, format), screen, compute);
    let Some(finished) = finished(done, store, format)? else { return Ok(false) };
    tell(finished, options.bridge.as_deref(), path, "各年趋势", screen);
    Ok(true)
}

/// The standings of every unit, for a ranking.
pub(crate) fn standings(store: &Store, options: &TrendOptions, most: usize, screen: Screen) -> Result<Ranked, Error> {
    screen.tell(&store.warnings);
    let surveyed = parts::survey(store)?;
    let years: Vec<FiscalYear> = store.years().into_keys().collect();
    let options = &TrendOptions { level: LevelFilter::All, top: None, ..options.clone() };
    let compute = |items: &LineItems| {
        let trend = analysis::trend(items, options)?;
        let standings = Standings::of(&trend, most);
        Ok((standings, trend.bridge_use, trend.warnings))
    };
    let mut all: Option<Standings> = None;
    let mut told = Told::default();
    let take = |(standings, bridge_use, own): (Standings, Option<BridgeUse>, Vec<Warning>), more: Vec<Warning>| {
        match &mut all {
            Some(all) => all.merge(standings),
            None => all = Some(standings),
        }
        told.add(own.into_iter().chain(more), bridge_use);
        Ok(())
    };
    let table = options.table.filter(|_| options.bridge.is_none());
    match parts::each((store, &surveyed), (&years, table), screen, compute, take) {
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Unsorted) => return Err(wrong(UNSORTED)),
        Ok(_) => {}
    }
    told.add(surveyed.warnings, None);
    let standings = all.ok_or(AnalysisError::NoData)?;
    Ok(Ranked { standings, warnings: told.list(options.bridge.as_deref()) })
}

/// What a ranking of a dataset's units is made of.
pub(crate) struct Ranked {
    pub standings: Standings,
    pub warnings: Vec<Warning>,
}

/// Why a dataset cannot be computed unit by unit.
const UNSORTED: &str = "数据集没有按单位排序，不能逐单位处理。请排好序重新写出：tongbi extract 写的就是排好的；用其他软件写时加 ORDER BY unit";

/// What came out; none where rows are in no order and few enough to be read whole.
fn finished(done: Result<Finished, Stop>, store: &Store, format: Format) -> Result<Option<Finished>, Error> {
    match done {
        Ok(finished) => Ok(Some(finished)),
        Err(Stop::Failed(error)) => Err(error),
        Err(Stop::Unsorted) if format == Format::Csv && store.years().values().sum::<usize>() <= WHOLE => Ok(None),
        Err(Stop::Unsorted) => Err(wrong(UNSORTED)),
    }
}

fn tell(finished: Finished, bridge: Option<&Bridge>, path: &Path, what: &str, screen: Screen) {
    screen.tell(&finished.told.list(bridge));
    screen.say(&format!("已写入 {}：{what}，{} 个单位，{} 行", path.display(), finished.units, finished.rows));
}
