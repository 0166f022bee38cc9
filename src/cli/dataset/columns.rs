//! 按列写出: computes a dataset with one figure per key as columns of integers, and writes them to a file.

use super::{By, Computed, Format, Task, Work};
use crate::analysis::stream::{
    self, Repeats, Structure, Totals, UnitComparison, UnitTrend, add_up, compare_totals, compare_units, trend_units,
};
use crate::analysis::{RowFilter, Standings, YearPhase};
use crate::cli::screen::Screen;
use crate::cli::staged::StagedFile;
use crate::model::{Lines, UnitRows, Warning};
use crate::present::columnar::{Context, EncodedRows, ParquetRows, UnitTable, csv_head, csv_lines, encode};
use crate::source::dataset::store::{Selection, Store, UnitBatches, YearBatches};
use crate::{Error, ErrorKind};
use indicatif::ProgressBar;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The number of row groups of each year that are read ahead.
const AHEAD: usize = 3;

/// Number of rows per batch: about a row group, yet few enough for several batches and their results to fit into
/// memory.
const BATCH: usize = 1 << 18;

/// Computes a dataset unit by unit, into a file.
pub(super) fn by_unit(
    store: &Store,
    task: &Task,
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<Computed, Error> {
    sorted_if_need_be(|sort| in_order(store, task, (path, format), screen, sort))
}

/// Computes a dataset unit by unit; with `sort` the units are sorted first.
fn in_order(
    store: &Store,
    task: &Task,
    (path, format): (&Path, Format),
    screen: Screen,
    sort: bool,
) -> Result<Computed, Error> {
    let mut out = Out::new(path, format, task, screen)?;
    let compute = |batch: &[UnitRows], structure: &Structure| Encoded::of(batch, structure, task, format);
    let warnings = each(store, task, screen, sort, compute, |rows| out.write(rows))?;
    let mut computed = out.finish(task)?;
    computed.warnings = warnings;
    Ok(computed)
}

/// Computes the units of a task batch by batch; returns the warnings of reading them.
fn each<T: Send>(
    store: &Store,
    task: &Task,
    screen: Screen,
    sort: bool,
    compute: impl Fn(&[UnitRows], &Structure) -> Result<T, Error> + Send + Sync,
    take: impl FnMut(T) -> Result<(), Error>,
) -> Result<Vec<Warning>, Error> {
    let lines = Mutex::new(Lines::default());
    let wanted = task.selection();
    let of_column = |(year, phase): &YearPhase| {
        store.row_groups(*year, &Selection { phase: Some(*phase), ..wanted }).into_iter().map(|group| group.rows)
    };
    let bar = screen.rows(task.columns.iter().flat_map(of_column).sum());
    let batches = |pool: &_| {
        let batches = store.unit_batches(pool, (&task.columns, wanted), &lines, (task.ahead(), BATCH), sort)?;
        Ok(Shown { batches, bar: &bar })
    };
    let warnings = stream::each_in_columns(batches, (&lines, task.basis()), compute, take, |shown: Shown<'_>| {
        shown.batches.into_warnings()
    })?;
    bar.finish_and_clear();
    Ok(warnings)
}

/// Wraps batches to advance a progress bar.
struct Shown<'a> {
    batches: UnitBatches<'a>,
    bar: &'a ProgressBar,
}

impl Iterator for Shown<'_> {
    type Item = Result<Vec<UnitRows>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.batches.next()?;
        let rows: usize = batch.iter().flatten().map(|year| year.lines.len()).sum();
        self.bar.inc(rows as u64);
        Some(batch)
    }
}

/// Computes rows in the order in which they are stored, since most datasets are sorted; if this one is not, it is
/// sorted outside memory and computed again.
fn sorted_if_need_be<T>(compute: impl Fn(bool) -> Result<T, Error>) -> Result<T, Error> {
    match compute(false) {
        Err(error) if error.kind() == ErrorKind::Unsorted => compute(true),
        computed => computed,
    }
}

/// The standings of all units, for a ranking.
pub(super) fn standings(
    store: &Store,
    task: &Task,
    most: usize,
    screen: Screen,
) -> Result<(Standings, Computed), Error> {
    sorted_if_need_be(|sort| {
        let mut all = Standings::new(most);
        let mut computed = Computed::default();
        computed.warnings = each(
            store,
            task,
            screen,
            sort,
            |batch, structure| task.standings(batch, structure, most),
            |(own, told)| {
                all.merge(own);
                computed.add(told);
                Ok(())
            },
        )?;
        Ok((all, computed))
    })
}

/// Compares the sums of two years into a file.
pub(super) fn by_group(
    store: &Store,
    (task, filter): (&Task, &RowFilter),
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<Computed, Error> {
    let lines = Mutex::new(Lines::default());
    let summed = totals(store, task, &lines)?;
    let mut lines = lines.into_inner().unwrap_or_else(PoisonError::into_inner);
    let structure = Structure::of(&mut lines, None);
    let mut rows = compare_totals(&summed.years, &structure, filter)?;
    rows.units.iter_mut().for_each(|(group, _)| *group = task.by.shown(group));
    let mut out = Out::new(path, format, task, screen)?;
    out.write(Encoded::compared(rows, &structure, task, format)?)?;
    let mut computed = out.finish(task)?;
    computed.warnings = summed.warnings;
    computed.repeats = summed.repeats;
    Ok(computed)
}

/// 汇总的结果: the sums of years.
#[derive(Default)]
pub(super) struct Sums {
    /// One per year, in order.
    pub years: Vec<Totals>,
    pub warnings: Vec<Warning>,
    /// Rows that repeat others.
    pub repeats: Repeats,
}

/// The sums of every year.
pub(super) fn totals(store: &Store, task: &Task, lines: &Mutex<Lines>) -> Result<Sums, Error> {
    let mut sums = Sums::default();
    let mut units = BTreeSet::new();
    let wanted = Selection { by: task.by.reading(), ..task.selection() };
    let group = |unit: &Arc<str>| task.by.group(unit);
    let asked = matches!(task.by, By::Groups(_));
    for column in &task.columns {
        let summed = sorted_if_need_be(|sort| {
            let batches = |pool: &_| store.year_batches(pool, (*column, wanted), lines, AHEAD, sort);
            add_up(batches, (lines, column.0), (&group, asked), YearBatches::into_warnings)
        })?;
        sums.years.push(summed.totals);
        units.extend(summed.units);
        sums.repeats.merge(summed.repeats);
        sums.warnings.extend(summed.warnings);
    }
    sums.warnings.extend(task.by.unmatched(&units));
    Ok(sums)
}

impl Task {
    /// The number of row groups of each year that are read ahead, fewer if there are many years.
    fn ahead(&self) -> usize {
        if self.columns.len() > 2 { 1 } else { AHEAD }
    }
}

/// The encoded rows of a batch, with the figures for the final report.
pub(super) struct Encoded {
    bytes: Bytes,
    told: Computed,
}

enum Bytes {
    Parquet(EncodedRows),
    Csv(Vec<u8>),
}

impl Encoded {
    /// Computes whole units; the batch has one element per year.
    pub fn of(batch: &[UnitRows], structure: &Structure, task: &Task, format: Format) -> Result<Self, Error> {
        match &task.work {
            Work::Compare(filter, basis) => {
                Self::compared(compare_units(batch, structure, filter, basis.as_ref())?, structure, task, format)
            }
            Work::Trend(trend) => {
                let mut rows = trend_units(batch, structure, trend)?;
                let told = Computed::of_trend(&mut rows);
                Self::table(&rows, told, &task.context(structure), format)
            }
        }
    }

    /// Rows of a comparison.
    pub fn compared(
        mut rows: UnitComparison,
        structure: &Structure,
        task: &Task,
        format: Format,
    ) -> Result<Self, Error> {
        let (repeats, bridge_use) = (std::mem::take(&mut rows.repeats), rows.bridge_use.take());
        let told = Computed { beyond: rows.beyond, repeats, bridge_use, ..Computed::default() };
        Self::table(&rows, told, &task.context(structure), format)
    }

    fn table(table: &impl UnitTable, told: Computed, context: &Context<'_>, format: Format) -> Result<Self, Error> {
        let bytes = match format {
            Format::Parquet => Bytes::Parquet(encode(table, context)?),
            Format::Csv => Bytes::Csv(csv_lines(table, context)),
        };
        Ok(Self { bytes, told: Computed { rows: table.lines().len(), units: table.units().len(), ..told } })
    }
}

impl Computed {
    /// Collects the figures for the report on a trend.
    fn of_trend(rows: &mut UnitTrend) -> Self {
        let repeats = std::mem::take(&mut rows.repeats);
        let bridge_use = rows.comparable.as_mut().map(|same| std::mem::take(&mut same.bridge_use));
        Self { beyond: rows.beyond, repeats, bridge_use, ..Self::default() }
    }

    /// Adds the report figures of another batch.
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.units += other.units;
        self.beyond += other.beyond;
        self.repeats.merge(other.repeats);
        if let Some(used) = other.bridge_use {
            self.bridge_use.get_or_insert_default().merge(used);
        }
        self.warnings.extend(other.warnings);
    }
}

impl Task {
    fn standings(
        &self,
        batch: &[UnitRows],
        structure: &Structure,
        most: usize,
    ) -> Result<(Standings, Computed), Error> {
        let Work::Trend(trend) = &self.work else { return Ok((Standings::new(most), Computed::default())) };
        let mut rows = trend_units(batch, structure, trend)?;
        let standings = Standings::of_units(&rows, structure, &*self.name_of, most);
        Ok((standings, Computed { beyond: 0, ..Computed::of_trend(&mut rows) }))
    }

    fn context<'a>(&'a self, structure: &'a Structure) -> Context<'a> {
        Context { structure, name_of: &*self.name_of, phases: &self.phases }
    }
}

/// The output file, written under a temporary name.
pub(super) struct Out {
    file: Growing,
    computed: Computed,
}

enum Growing {
    Parquet(Box<ParquetRows<StagedFile>>),
    Csv(Box<StagedFile>),
}

impl Out {
    pub fn new(path: &Path, format: Format, task: &Task, screen: Screen) -> Result<Self, Error> {
        match task.work {
            Work::Compare(..) => Self::of::<UnitComparison>(path, format, screen),
            Work::Trend(_) => Self::of::<UnitTrend>(path, format, screen),
        }
    }

    fn of<T: UnitTable>(path: &Path, format: Format, screen: Screen) -> Result<Self, Error> {
        let mut staged = StagedFile::new(path, screen)?;
        let file = match format {
            Format::Parquet => Growing::Parquet(Box::new(ParquetRows::new::<T>(staged))),
            Format::Csv => {
                let head = csv_head::<T>();
                staged.write_all(&head).map_err(|reason| staged.refused(reason))?;
                Growing::Csv(Box::new(staged))
            }
        };
        Ok(Self { file, computed: Computed::default() })
    }

    pub fn write(&mut self, rows: Encoded) -> Result<(), Error> {
        let count = rows.told.rows;
        self.computed.add(rows.told);
        match (&mut self.file, rows.bytes) {
            (Growing::Parquet(file), Bytes::Parquet(encoded)) if count > 0 => file.write(encoded),
            (Growing::Csv(file), Bytes::Csv(bytes)) => file.write_all(&bytes).map_err(|reason| file.refused(reason)),
            _ => Ok(()),
        }
    }

    /// Completes the file and renames it to its final name.
    pub fn finish(self, task: &Task) -> Result<Computed, Error> {
        match self.file {
            Growing::Parquet(file) => {
                let (first, last) = task.ends();
                let names = match task.work {
                    Work::Compare(..) => ["base", "year"],
                    Work::Trend(_) => ["from", "to"],
                };
                let unit = ("amount_unit", "元".to_owned());
                file.finish(&[(names[0], first.to_string()), (names[1], last.to_string()), unit])?.persist()?;
            }
            Growing::Csv(file) => file.persist()?,
        }
        Ok(self.computed)
    }
}
