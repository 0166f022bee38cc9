//! 按列写出: computes a dataset with one figure per key as columns of integers, and writes them to a file.

use super::Format;
use crate::Error;
use crate::analysis::stream::{Structure, UnitComparison, UnitTrend, compare_totals, compare_units, trend_units};
use crate::analysis::{RowFilter, Standings};
use crate::cli::screen::Screen;
use crate::cli::staged::StagedFile;
use crate::dataset::{By, Task, Told, Work, sorted_if_need_be, sums};
use crate::model::{Lines, UnitRows, Warning};
use crate::present::columnar::{Context, EncodedRows, ParquetRows, UnitTable, csv_head, csv_lines, encode};
use crate::source::dataset::store::Store;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Computes a dataset unit by unit, into a file.
pub(super) fn by_unit(
    store: &Store,
    task: &Task,
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<Told, Error> {
    sorted_if_need_be(|sort| in_order(store, task, (path, format), screen, sort))
}

/// Computes a dataset unit by unit; with `sort` the units are sorted first.
fn in_order(
    store: &Store,
    task: &Task,
    (path, format): (&Path, Format),
    screen: Screen,
    sort: bool,
) -> Result<Told, Error> {
    let mut out = Out::new(path, format, task, screen)?;
    let compute = |batch: &[UnitRows], structure: &Structure| Encoded::of(batch, structure, task, format);
    let warnings = each(store, task, screen, sort, compute, |rows| out.write(rows))?;
    let mut computed = out.finish(task)?;
    computed.warnings = warnings;
    Ok(computed)
}

/// Computes the units of a task batch by batch, with a progress bar; returns the warnings of reading them.
fn each<T: Send>(
    store: &Store,
    task: &Task,
    screen: Screen,
    sort: bool,
    compute: impl Fn(&[UnitRows], &Structure) -> Result<T, Error> + Send + Sync,
    take: impl FnMut(T) -> Result<(), Error>,
) -> Result<Vec<Warning>, Error> {
    task.each(store, (&screen.rows(), sort), compute, take)
}

/// The standings of all units, for a ranking.
pub(super) fn standings(store: &Store, task: &Task, most: usize, screen: Screen) -> Result<(Standings, Told), Error> {
    sorted_if_need_be(|sort| {
        let mut all = Standings::new(most);
        let mut computed = Told::default();
        computed.warnings = each(
            store,
            task,
            screen,
            sort,
            |batch, structure| standings_of(task, batch, structure, most),
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
    (task, by, filter): (&Task, &By, &RowFilter),
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<Told, Error> {
    let lines = Mutex::new(Lines::default());
    let summed = sums(store, (task, by), &lines)?;
    let mut lines = lines.into_inner().unwrap_or_else(PoisonError::into_inner);
    let structure = Structure::of(&mut lines, None);
    let mut rows = compare_totals(&summed.years, &structure, filter)?;
    rows.units.iter_mut().for_each(|(group, _)| *group = by.shown(group));
    let mut out = Out::new(path, format, task, screen)?;
    out.write(Encoded::compared(rows, &structure, task, format)?)?;
    let mut computed = out.finish(task)?;
    computed.warnings = summed.warnings;
    computed.repeats = summed.repeats;
    Ok(computed)
}

/// The encoded rows of a batch, with the figures for the final report.
pub(super) struct Encoded {
    bytes: Bytes,
    told: Told,
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
                let told = Told::of_trend(&mut rows);
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
        let told = Told::of_comparison(&mut rows);
        Self::table(&rows, told, &task.context(structure), format)
    }

    fn table(table: &impl UnitTable, told: Told, context: &Context<'_>, format: Format) -> Result<Self, Error> {
        let bytes = match format {
            Format::Parquet => Bytes::Parquet(encode(table, context)?),
            Format::Csv => Bytes::Csv(csv_lines(table, context)),
        };
        Ok(Self { bytes, told })
    }
}

/// The standings of the units of a batch.
fn standings_of(
    task: &Task,
    batch: &[UnitRows],
    structure: &Structure,
    most: usize,
) -> Result<(Standings, Told), Error> {
    let Work::Trend(trend) = &task.work else { return Ok((Standings::new(most), Told::default())) };
    let mut rows = trend_units(batch, structure, trend)?;
    let standings = Standings::of_units(&rows, structure, &*task.name_of, most);
    Ok((standings, Told { beyond: 0, ..Told::of_trend(&mut rows) }))
}

/// The output file, written under a temporary name.
pub(super) struct Out {
    file: Growing,
    computed: Told,
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
        Ok(Self { file, computed: Told::default() })
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
    pub fn finish(self, task: &Task) -> Result<Told, Error> {
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
