//! 数据集对比: a partitioned dataset compared unit by unit, or summed, in bounded memory.
//!
//! Row groups are read, segments of units computed and encoded by every processor; this thread cuts the segments and
//! writes what is finished, in order. At no time are more than a few row groups and segments held.

mod command;
mod merge;
mod parts;
mod pool;
mod spill;
mod sums;
mod whole;

pub(super) use command::{Outcome, compare, trend};

use super::beside::Beside;
use super::screen::{Screen, wrong};
use crate::Error;
use crate::analysis::units::{Segment, Structure, UnitComparison, compare_totals, compare_units};
use crate::model::{BudgetTable, FiscalYear, Level, Lines, UnitRows, Warning};
use crate::present::units::{EncodedRows, Group, ParquetRows, csv_head, csv_lines, encode};
use crate::source::dataset::store::{Grouping, Store, Wanted};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use merge::{InOrder, Read, Segments, Stop, Supply};
use pool::{Pending, Pool};
use spill::{Merged, Spill};
use std::collections::VecDeque;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use sums::totals;

/// Rows of a segment.
const SEGMENT: usize = 1 << 19;

/// Row groups that are read before they are needed, of each year.
const AHEAD: usize = 3;

/// What is compared.
#[derive(Clone, Copy)]
pub(super) struct Task {
    pub base: FiscalYear,
    pub year: FiscalYear,
    pub by: Grouping,
    pub table: Option<BudgetTable>,
    pub level: Option<Level>,
}

/// What came out, beside the file.
#[derive(Default)]
pub(super) struct Done {
    pub rows: usize,
    pub units: usize,
    /// Rates too large to be kept.
    pub beyond: usize,
    pub warnings: Vec<Warning>,
}

/// Which file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Parquet,
    Csv,
}

impl Format {
    /// By the extension; none where it is neither.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_lowercase();
        match extension.as_str() {
            "parquet" => Some(Self::Parquet),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Compares two years of a dataset into a file.
pub(super) fn into_file(store: &Store, task: &Task, path: &Path, screen: Screen) -> Result<Done, Error> {
    let format =
        Format::of(path).ok_or_else(|| wrong(format!("输出文件 {} 的扩展名应为 parquet 或 csv", path.display())))?;
    match task.by {
        Grouping::Unit => {
            // Most datasets are sorted; one that is not is found out early and sorted outside memory.
            match by_unit(store, task, path, format, screen, false) {
                Err(Stop::Unsorted) => {}
                done => return done.map_err(failed),
            }
            by_unit(store, task, path, format, screen, true).map_err(failed)
        }
        _ => {
            let lines = Mutex::new(Lines::default());
            let wanted = Wanted { by: task.by, table: task.table };
            let (mut totals, warnings) = totals(store, &[task.base, task.year], wanted, &lines)?;
            let totals = [std::mem::take(&mut totals[0]), std::mem::take(&mut totals[1])];
            let mut lines = lines.into_inner().unwrap_or_else(PoisonError::into_inner);
            let structure = Arc::new(Structure::of(&mut lines));
            let rows = compare_totals(&totals, &structure, task.level)?;
            let mut out = Out::new(path, format, task)?;
            out.write(Encoded::of(&rows, &structure, format, group(task.by))?)?;
            let mut done = out.finish(task)?;
            done.warnings = warnings;
            Ok(done)
        }
    }
}

fn failed(stop: Stop) -> Error {
    match stop {
        Stop::Failed(error) => error,
        Stop::Unsorted => wrong("排序后的数据仍然无序。这是程序的问题，请把输入文件和这条信息发给我们"),
    }
}

/// Compares unit by unit; `sort` where the units have to be put in order first.
fn by_unit(store: &Store, task: &Task, path: &Path, format: Format, screen: Screen, sort: bool) -> Result<Done, Stop> {
    let lines = Mutex::new(Lines::default());
    let wanted = Wanted { by: Grouping::Unit, table: task.table };
    let read = reader(store, &lines, wanted);
    let groups = [task.base, task.year].map(|year| store.row_groups(year, &wanted));
    let bar = bar(screen, groups.iter().flatten().map(|group| group.rows).sum());
    let mut out = Out::new(path, format, task)?;
    let warnings = std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let supplies = groups.map(|groups| InOrder::new(&pool, read.clone(), groups, AHEAD));
        let mut writing = Writing { pool: &pool, task, format, out: &mut out, bar: &bar, pending: VecDeque::new() };
        if sort {
            let mut warnings = Vec::new();
            let mut merged = Vec::new();
            for supply in supplies {
                merged.push(sorted(supply, &mut warnings)?);
            }
            writing.all(Segments::new(merged, SEGMENT), &lines)?;
            Ok::<_, Stop>(warnings)
        } else {
            let supplies = writing.all(Segments::new(supplies.into(), SEGMENT), &lines)?;
            Ok(supplies.into_iter().flat_map(|supply| supply.warnings).collect())
        }
    })?;
    bar.finish_and_clear();
    let mut done = out.finish(task)?;
    done.warnings = warnings;
    Ok(done)
}

/// What reads the rows of a row group as lines and amounts.
fn reader<'env>(store: &'env Store, lines: &'env Mutex<Lines>, wanted: Wanted) -> Read<'env, UnitRows> {
    Arc::new(move |group| store.rows(group, &wanted, lines))
}

/// Rows in any order, sorted.
fn sorted(mut supply: InOrder<'_, '_, UnitRows>, warnings: &mut Vec<Warning>) -> Result<Merged, Stop> {
    let mut spill = Spill::new()?;
    supply.any_order();
    while let Some(rows) = supply.next()? {
        spill.add(rows)?;
    }
    warnings.append(&mut supply.warnings);
    Ok(spill.merged()?)
}

/// 写出: segments on their way to the file.
struct Writing<'a, 'env> {
    pool: &'a Pool<'env>,
    task: &'a Task,
    format: Format,
    out: &'a mut Out,
    bar: &'a ProgressBar,
    pending: VecDeque<(Pending<Result<Encoded, Error>>, usize)>,
}

impl Writing<'_, '_> {
    fn all<S: Supply<UnitRows>>(
        &mut self,
        mut segments: Segments<S, UnitRows>,
        lines: &Mutex<Lines>,
    ) -> Result<Vec<S>, Stop> {
        let mut structure: Option<Arc<Structure>> = None;
        while let Some(segment) = segments.next()? {
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            let current = match structure.take().filter(|known| known.known() == lines.all().len()) {
                Some(known) => known,
                None => Arc::new(Structure::of(&mut lines)),
            };
            drop(lines);
            structure = Some(current.clone());
            let years = <[_; 2]>::try_from(segment).map_err(|_| Stop::Unsorted)?;
            self.submit(Segment { years }, current)?;
        }
        while self.write_one()? {}
        Ok(segments.into_supplies())
    }

    fn submit(&mut self, segment: Segment, structure: Arc<Structure>) -> Result<(), Error> {
        let rows = segment.years.iter().map(|year| year.lines.len()).sum();
        let (level, format, group) = (self.task.level, self.format, group(self.task.by));
        let work = move || Encoded::of(&compare_units(&segment, &structure, level)?, &structure, format, group);
        self.pending.push_back((self.pool.submit(work), rows));
        if self.pending.len() > self.pool.threads + 1 {
            self.write_one()?;
        }
        Ok(())
    }

    /// Writes the segment that was begun first; false where there is none.
    fn write_one(&mut self) -> Result<bool, Error> {
        let Some((pending, rows)) = self.pending.pop_front() else { return Ok(false) };
        self.out.write(pending.wait()??)?;
        self.bar.inc(rows as u64);
        Ok(true)
    }
}

fn group(by: Grouping) -> Group {
    match by {
        Grouping::Unit | Grouping::UnitOfRegion => Group::Unit,
        Grouping::Region => Group::Region,
        Grouping::All => Group::None,
    }
}

/// A finished segment.
struct Encoded {
    bytes: Bytes,
    rows: usize,
    units: usize,
    beyond: usize,
}

enum Bytes {
    Parquet(EncodedRows),
    Csv(Vec<u8>),
}

impl Encoded {
    fn of(rows: &UnitComparison, structure: &Structure, format: Format, group: Group) -> Result<Self, Error> {
        let bytes = match format {
            Format::Parquet => Bytes::Parquet(encode(rows, structure, group)?),
            Format::Csv => Bytes::Csv(csv_lines(rows, structure, group)),
        };
        Ok(Self { bytes, rows: rows.len(), units: rows.units.len(), beyond: rows.beyond })
    }
}

/// The file that grows beside its place.
struct Out {
    file: Growing,
    done: Done,
}

enum Growing {
    Parquet(Box<ParquetRows<Beside>>),
    Csv(Beside),
}

impl Out {
    fn new(path: &Path, format: Format, task: &Task) -> Result<Self, Error> {
        let mut beside = Beside::new(path)?;
        let file = match format {
            Format::Parquet => Growing::Parquet(Box::new(ParquetRows::new(beside, group(task.by)))),
            Format::Csv => {
                let head = csv_head(group(task.by));
                beside.write_all(&head).map_err(|reason| beside.refused(reason))?;
                Growing::Csv(beside)
            }
        };
        Ok(Self { file, done: Done::default() })
    }

    fn write(&mut self, segment: Encoded) -> Result<(), Error> {
        self.done.rows += segment.rows;
        self.done.units += segment.units;
        self.done.beyond += segment.beyond;
        match (&mut self.file, segment.bytes) {
            (Growing::Parquet(file), Bytes::Parquet(rows)) if segment.rows > 0 => file.write(rows),
            (Growing::Csv(file), Bytes::Csv(bytes)) => file.write_all(&bytes).map_err(|reason| file.refused(reason)),
            _ => Ok(()),
        }
    }

    fn finish(self, task: &Task) -> Result<Done, Error> {
        match self.file {
            Growing::Parquet(file) => {
                let about = [
                    ("base", task.base.to_string()),
                    ("year", task.year.to_string()),
                    ("amount_unit", "元".to_owned()),
                ];
                file.finish(&about)?.persist()?;
            }
            Growing::Csv(file) => file.persist()?,
        }
        Ok(self.done)
    }
}

/// 进度: rows compared so far, on standard error and only where that is a terminal.
fn bar(screen: Screen, rows: usize) -> ProgressBar {
    let bar = ProgressBar::new(rows as u64);
    if screen.quiet {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("对比 {bar:30} {percent}% {human_pos}/{human_len} 行，还需 {eta}")
    {
        bar.set_style(style);
    }
    bar
}
