//! 求和: the sums of a dataset's years, of all units or by region.

use super::merge::{InOrder, Read, Segments, Stop, Supply};
use super::plain::{AHEAD, SEGMENT, failed, reader, sorted};
use super::pool::{Pending, Pool};
use crate::Error;
use crate::analysis::units::{Structure, Totals};
use crate::model::{FiscalYear, Lines, UnitRows, Warning};
use crate::source::dataset::store::{Grouping, RowGroup, Store, Wanted};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The sums of every one of these years.
///
/// Where no line stands above another, rows are summed as they are, without a look at the units. Else each unit is
/// rolled up first, since one may print a 类 that another leaves to be summed.
pub(super) fn totals(
    store: &Store,
    years: &[FiscalYear],
    wanted: Wanted,
    lines: &Mutex<Lines>,
) -> Result<(Vec<Totals>, Vec<Warning>), Error> {
    let sums = leaves(store, years, wanted, lines)?;
    if lines.lock().unwrap_or_else(PoisonError::into_inner).are_leaves() {
        return Ok(sums);
    }
    let (_, warnings) = sums;
    let by = if wanted.by == Grouping::Region { Grouping::UnitOfRegion } else { Grouping::Unit };
    let wanted = Wanted { by, ..wanted };
    let structure = Arc::new(Structure::of(&mut lines.lock().unwrap_or_else(PoisonError::into_inner)));
    let read = reader(store, lines, wanted);
    let mut totals = Vec::new();
    for year in years {
        let groups = store.row_groups(*year, &wanted);
        let sum = match units((&read, groups.clone()), by, &structure, false) {
            Err(Stop::Unsorted) => units((&read, groups), by, &structure, true),
            done => done,
        };
        totals.push(sum.map_err(failed)?);
    }
    Ok((totals, warnings))
}

/// The sums of a row group, and what of it was not understood.
type Part = Result<(Totals, Vec<Warning>), Error>;

fn leaves(
    store: &Store,
    years: &[FiscalYear],
    wanted: Wanted,
    lines: &Mutex<Lines>,
) -> Result<(Vec<Totals>, Vec<Warning>), Error> {
    let read = reader(store, lines, wanted);
    let mut warnings = Vec::new();
    let totals = std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let submit = |year: &FiscalYear| -> Vec<Pending<Part>> {
            let work = |group| {
                let read = read.clone();
                move || read(group).map(|(rows, warnings)| (Totals::of(&rows), warnings))
            };
            store.row_groups(*year, &wanted).into_iter().map(|group| pool.submit(work(group))).collect()
        };
        let years: Vec<_> = years.iter().map(submit).collect();
        let mut sums = Vec::new();
        for pending in years {
            let mut sum = Totals::default();
            for part in pending {
                let (part, more) = part.wait()??;
                sum.add(&part);
                warnings.extend(more);
            }
            sums.push(sum);
        }
        Ok::<_, Error>(sums)
    })?;
    Ok((totals, warnings))
}

/// The sums of one year, unit by unit.
fn units<'env>(
    (read, groups): (&Read<'env, UnitRows>, Vec<RowGroup>),
    by: Grouping,
    structure: &Arc<Structure>,
    sort: bool,
) -> Result<Totals, Stop> {
    std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let supply = InOrder::new(&pool, read.clone(), groups, AHEAD);
        if sort {
            // What was not understood has been told by the first reading.
            let merged = sorted(supply, &mut Vec::new())?;
            summed(&pool, Segments::new(vec![merged], SEGMENT), by, structure)
        } else {
            summed(&pool, Segments::new(vec![supply], SEGMENT), by, structure)
        }
    })
}

fn summed<S: Supply<UnitRows>>(
    pool: &Pool<'_>,
    mut segments: Segments<S, UnitRows>,
    by: Grouping,
    structure: &Arc<Structure>,
) -> Result<Totals, Stop> {
    let group = move |unit: &str| -> usize {
        if by == Grouping::UnitOfRegion { unit.find(Grouping::BETWEEN).unwrap_or_default() } else { 0 }
    };
    let mut sum = Totals::default();
    let mut pending: VecDeque<Pending<Totals>> = VecDeque::new();
    while let Some(segment) = segments.next()? {
        let structure = structure.clone();
        let work = move || {
            let mut sum = Totals::default();
            segment.iter().for_each(|rows| sum.add(&Totals::of_units(rows, &structure, |unit| &unit[..group(unit)])));
            sum
        };
        pending.push_back(pool.submit(work));
        if pending.len() > pool.threads + 1
            && let Some(first) = pending.pop_front()
        {
            sum.add(&first.wait()?);
        }
    }
    for rest in pending {
        sum.add(&rest.wait()?);
    }
    Ok(sum)
}
