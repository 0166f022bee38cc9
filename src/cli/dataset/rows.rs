//! 逐单位写出: computes a dataset of any kind unit by unit, into a file.

use super::Format;
use crate::analysis::stream::{self, Overview, Summary};
use crate::analysis::{AnalysisError, CompareOptions, Standings, TrendOptions};
use crate::cli::screen::Screen;
use crate::cli::staged::StagedFile;
use crate::dataset::item_batches;
use crate::model::FiscalYear;
use crate::present::{self, BOM, FrameRows, TrendView};
use crate::source::dataset::store::Store;
use crate::{Error, ErrorKind};
use polars::prelude::DataFrame;
use std::io::Write;
use std::path::Path;

/// The number of rows up to which a dataset may be read as a whole, as documents are.
pub(super) const WHOLE: usize = 400_000;

/// Compares two years unit by unit, as documents are compared. False if the dataset has to be read as a whole instead.
pub(super) fn compare(
    (store, overview): (&Store, Option<Overview>),
    options: &CompareOptions,
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<bool, Error> {
    let overview = overview.map_or_else(|| crate::dataset::overview(store), Ok)?;
    let (base, year) = options.years_of(overview.survey())?;
    // A bridge may need tables that are not shown.
    let table = options.table.filter(|_| options.bridge.is_none());
    let bar = screen.rows();
    let batches = item_batches(store, (&[base, year], table), &bar);
    let finish = |comparison| match format {
        Format::Csv => present::comparison_csv(&comparison).map(Rows::Csv),
        Format::Parquet => present::comparison_frame(&comparison).map(Rows::Frame),
    };
    let done = write((path, format), screen, |file| {
        stream::compare(batches, &overview, options, finish, |rows| file.write(rows))
    });
    tell(done, (store, format), path, &format!("{base}年与{year}年对比"), screen)
}

/// Computes the trend unit by unit. False if the dataset has to be read as a whole instead.
pub(super) fn trend(
    (store, overview): (&Store, Option<Overview>),
    (options, wide): (&TrendOptions, bool),
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<bool, Error> {
    let overview = overview.map_or_else(|| crate::dataset::overview(store), Ok)?;
    let years: Vec<FiscalYear> = store.years().into_keys().collect();
    let table = options.table.filter(|_| options.bridge.is_none());
    let bar = screen.rows();
    let batches = item_batches(store, (&years, table), &bar);
    let finish = |trend| {
        let view = TrendView { trend: &trend, ranking: None, movers: &[] };
        match format {
            Format::Csv if wide => present::trend_wide_csv(&view).map(Rows::Csv),
            Format::Csv => present::trend_csv(&view).map(Rows::Csv),
            Format::Parquet => present::trend_frame(&view).map(Rows::Frame),
        }
    };
    let done = write((path, format), screen, |file| {
        stream::trend(batches, &overview, options, finish, |rows| file.write(rows))
    });
    tell(done, (store, format), path, "各年趋势", screen)
}

/// The standings of all units, for a ranking, and warnings.
pub(super) fn standings(
    (store, overview): (&Store, Option<Overview>),
    options: &TrendOptions,
    most: usize,
    screen: Screen,
) -> Result<(Standings, Summary), Error> {
    let overview = overview.map_or_else(|| crate::dataset::overview(store), Ok)?;
    let years: Vec<FiscalYear> = store.years().into_keys().collect();
    let table = options.table.filter(|_| options.bridge.is_none());
    let mut all: Option<Standings> = None;
    let bar = screen.rows();
    let batches = item_batches(store, (&years, table), &bar);
    let finish = |trend| Ok(Standings::of(&trend, most));
    let summary = stream::trend(batches, &overview, options, finish, |standings| {
        match &mut all {
            Some(all) => all.merge(standings),
            None => all = Some(standings),
        }
        Ok(())
    })?;
    Ok((all.ok_or(AnalysisError::NoData)?, summary))
}

/// Figures for the report on the rows written.
struct Written {
    summary: Summary,
    rows: usize,
}

/// Writes a file that `compute` fills.
fn write(
    (path, format): (&Path, Format),
    screen: Screen,
    compute: impl FnOnce(&mut GrowingFile<'_>) -> Result<Summary, Error>,
) -> Result<Written, Error> {
    let mut staged = StagedFile::new(path, screen)?;
    let file = match format {
        Format::Csv => Growing::Csv { file: &mut staged, has_head: false },
        Format::Parquet => Growing::Parquet(Box::new(FrameRows::new(&mut staged))),
    };
    let mut file = GrowingFile { file, rows: 0 };
    let summary = compute(&mut file)?;
    let rows = file.rows;
    file.finish()?;
    staged.persist()?;
    Ok(Written { summary, rows })
}

/// Reports what was written. False if the rows are unsorted and few enough to be read as a whole.
fn tell(
    done: Result<Written, Error>,
    (store, format): (&Store, Format),
    path: &Path,
    what: &str,
    screen: Screen,
) -> Result<bool, Error> {
    let Written { summary, rows } = match done {
        Err(error)
            if error.kind() == ErrorKind::Unsorted
                && format == Format::Csv
                && store.years().values().sum::<usize>() <= WHOLE =>
        {
            return Ok(false);
        }
        done => done?,
    };
    screen.tell(&summary.warnings);
    screen.say(&format!("已写入 {}：{what}，{} 个单位，{rows} 行", path.display(), summary.units));
    Ok(true)
}

/// The rows of a batch in the output format.
enum Rows {
    /// With the header, which only the first batch keeps.
    Csv(String),
    Frame(DataFrame),
}

/// A file written batch by batch.
struct GrowingFile<'a> {
    file: Growing<'a>,
    rows: usize,
}

enum Growing<'a> {
    Csv { file: &'a mut StagedFile, has_head: bool },
    Parquet(Box<FrameRows<&'a mut StagedFile>>),
}

impl GrowingFile<'_> {
    fn write(&mut self, rows: Rows) -> Result<(), Error> {
        match (&mut self.file, rows) {
            (Growing::Csv { file, has_head }, Rows::Csv(text)) => {
                // A batch without rows may have no header.
                let Some(head) = text.find('\n').map(|end| end + 1) else { return Ok(()) };
                let lines = if *has_head { &text[head..] } else { &text[..] };
                *has_head = true;
                self.rows += text[head..].bytes().filter(|byte| *byte == b'\n').count();
                file.write_all(lines.as_bytes()).map_err(|reason| file.refused(reason))
            }
            (Growing::Parquet(file), Rows::Frame(frame)) => {
                self.rows += frame.height();
                file.write(frame)
            }
            _ => Ok(()),
        }
    }

    fn finish(self) -> Result<(), Error> {
        match self.file {
            Growing::Csv { has_head: true, .. } => Ok(()),
            // No batch had any rows, so there is no header: write only the BOM.
            Growing::Csv { file, .. } => file.write_all(BOM.as_bytes()).map_err(|reason| file.refused(reason)),
            Growing::Parquet(rows) => rows.finish(),
        }
    }
}
