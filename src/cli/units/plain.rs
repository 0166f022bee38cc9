//! 单一口径的数据: datasets that hold one figure of each thing, computed as columns of small integers.

use super::merge::{InOrder, Read, Segments, Stop, Supply};
use super::out::{Encoded, Out};
use super::pool::{Pending, Pool};
use super::spill::{Merged, Spill};
use super::sums::totals;
use super::{Done, Format, Task, Work, bar};
use crate::Error;
use crate::analysis::LevelFilter;
use crate::analysis::units::{Structure, compare_totals};
use crate::cli::screen::{Screen, wrong};
use crate::model::{FiscalYear, Lines, UnitRows, Warning};
use crate::source::dataset::store::{GroupBy, RowGroup, Selection, Store};
use indicatif::ProgressBar;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows of a segment.
pub(super) const SEGMENT: usize = 1 << 19;

/// Row groups that are read before they are needed, of each year.
pub(super) const AHEAD: usize = 3;

/// Computes a dataset into a file, unit by unit.
pub(super) fn by_unit(
    store: &Store,
    task: &Task,
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<Done, Error> {
    // Most datasets are sorted; one that is not is found out early and sorted outside memory.
    match in_order(store, task, (path, format), screen, false) {
        Err(Stop::Unsorted) => {}
        done => return done.map_err(failed),
    }
    in_order(store, task, (path, format), screen, true).map_err(failed)
}

/// Compares the sums of two years into a file.
pub(super) fn by_group(
    store: &Store,
    task: &Task,
    (path, format): (&Path, Format),
    screen: Screen,
) -> Result<Done, Error> {
    let lines = Mutex::new(Lines::default());
    let summed = totals(store, &task.years, (&task.by, task.table), &lines)?;
    let mut lines = lines.into_inner().unwrap_or_else(PoisonError::into_inner);
    let structure = Structure::of(&mut lines);
    let level = match task.work {
        Work::Compare { level } => level,
        Work::Trend(_) => LevelFilter::All,
    };
    let mut rows = compare_totals(&summed.years, &structure, level)?;
    rows.units.iter_mut().for_each(|(group, _)| *group = task.by.shown(group));
    let mut out = Out::new(path, format, task, screen)?;
    out.write(Encoded::compared(&rows, &structure, task, format)?)?;
    let mut done = out.finish(task)?;
    done.warnings = summed.warnings;
    done.repeats = summed.repeats;
    Ok(done)
}

pub(super) fn failed(stop: Stop) -> Error {
    match stop {
        Stop::Failed(error) => error,
        Stop::Unsorted => wrong("排序后的数据仍然无序。这是程序的问题，请把输入文件和这条信息发给我们"),
    }
}

/// Computes unit by unit; `sort` where the units have to be put in order first.
fn in_order(
    store: &Store,
    task: &Task,
    (path, format): (&Path, Format),
    screen: Screen,
    sort: bool,
) -> Result<Done, Stop> {
    let lines = Mutex::new(Lines::default());
    let wanted = Selection { by: GroupBy::Unit, table: task.table };
    let read = reader(store, &lines, wanted);
    // What is sorted here comes as it is stored, so that of rows that repeat a key the first stays the first.
    let of_year = |year: &FiscalYear| match sort {
        true => store.row_groups(*year, &wanted),
        false => store.row_groups_by_unit(*year, &wanted),
    };
    let groups: Vec<Vec<RowGroup>> = task.years.iter().map(of_year).collect();
    let bar = bar(screen, groups.iter().flatten().map(|group| group.rows).sum());
    let mut out = Out::new(path, format, task, screen)?;
    let warnings = std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let supplies: Vec<_> =
            groups.into_iter().map(|groups| InOrder::new(&pool, read.clone(), groups, task.ahead())).collect();
        let mut writing = Writing { pool: &pool, task, format, out: &mut out, bar: &bar, pending: VecDeque::new() };
        if sort {
            let mut warnings = Vec::new();
            let mut merged = Vec::new();
            for supply in supplies {
                merged.push(sorted(supply, &mut warnings)?);
            }
            writing.all(Segments::new(merged, task.segment()), &lines)?;
            Ok::<_, Stop>(warnings)
        } else {
            let supplies = writing.all(Segments::new(supplies, task.segment()), &lines)?;
            Ok(supplies.into_iter().flat_map(|supply| supply.warnings).collect())
        }
    })?;
    bar.finish_and_clear();
    let mut done = out.finish(task)?;
    done.warnings = warnings;
    Ok(done)
}

/// What reads the rows of a row group as lines and amounts.
pub(super) fn reader<'env>(store: &'env Store, lines: &'env Mutex<Lines>, wanted: Selection) -> Read<'env, UnitRows> {
    Arc::new(move |group| store.rows(group, &wanted, lines))
}

/// Rows in any order, sorted.
pub(super) fn sorted(mut supply: InOrder<'_, '_, UnitRows>, warnings: &mut Vec<Warning>) -> Result<Merged, Stop> {
    let mut spill = Spill::new()?;
    supply.any_order();
    while let Some(rows) = supply.next()? {
        spill.add(rows)?;
    }
    warnings.append(&mut supply.warnings);
    Ok(spill.merged()?)
}

impl Task {
    /// Row groups read ahead of each year, fewer where there are more years.
    fn ahead(&self) -> usize {
        if self.years.len() > 2 { 1 } else { AHEAD }
    }

    /// Rows of a segment: a trend writes more rows than it reads.
    fn segment(&self) -> usize {
        match self.work {
            Work::Compare { .. } => SEGMENT,
            Work::Trend(_) => SEGMENT / 2,
        }
    }
}

/// 写出: segments on their way to the file.
struct Writing<'a, 'env> {
    pool: &'a Pool<'env>,
    task: &'env Task,
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
            self.submit(segment, current)?;
        }
        while self.write_one()? {}
        Ok(segments.into_supplies())
    }

    fn submit(&mut self, segment: Vec<UnitRows>, structure: Arc<Structure>) -> Result<(), Error> {
        let rows = segment.iter().map(|year| year.lines.len()).sum();
        let (task, format) = (self.task, self.format);
        let work = move || Encoded::of(&segment, &structure, task, format);
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
