//! 求和: the sums of a dataset's years, of all units, by region or by a table of groups.

use super::By;
use super::merge::{InOrder, Read, Segments, Stop, Supply};
use super::plain::{AHEAD, SEGMENT, failed, reader, sorted};
use super::pool::{Pending, Pool};
use crate::Error;
use crate::analysis::units::{Structure, Totals};
use crate::model::{BudgetTable, FiscalYear, Lines, UnitRows, Warning};
use crate::source::dataset::store::{Grouping, RowGroup, Store, Wanted};
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// The sums of every one of these years.
///
/// Where no line stands above another, rows are summed as they are, without a look at the units. Else each unit is
/// rolled up first, since one may print a 类 that another leaves to be summed.
pub(super) fn totals(
    store: &Store,
    years: &[FiscalYear],
    (by, table): (&By, Option<BudgetTable>),
    lines: &Mutex<Lines>,
) -> Result<(Vec<Totals>, Vec<Warning>), Error> {
    let wanted = Wanted { by: by.reading(), table };
    let sums = leaves(store, years, (by, wanted), lines)?;
    if lines.lock().unwrap_or_else(PoisonError::into_inner).are_leaves() {
        return Ok(sums);
    }
    let (_, warnings) = sums;
    let reading = if *by == By::Region { Grouping::UnitOfRegion } else { Grouping::Unit };
    let wanted = Wanted { by: reading, ..wanted };
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

/// What a row group adds.
#[derive(Default)]
struct Part {
    sums: Totals,
    warnings: Vec<Warning>,
    /// The units, where a table of groups speaks of them.
    units: BTreeSet<Arc<str>>,
}

impl Part {
    fn of(mut rows: UnitRows, warnings: Vec<Warning>, by: &By) -> Self {
        let mut units = BTreeSet::new();
        if let By::Groups(grouping) = by {
            for (name, _) in &mut rows.units {
                let group = grouping.group_of(name);
                units.insert(std::mem::replace(name, group));
            }
        }
        Self { sums: Totals::of(&rows), warnings, units }
    }
}

fn leaves(
    store: &Store,
    years: &[FiscalYear],
    (by, wanted): (&By, Wanted),
    lines: &Mutex<Lines>,
) -> Result<(Vec<Totals>, Vec<Warning>), Error> {
    let read = reader(store, lines, wanted);
    let (mut warnings, mut names) = (Vec::new(), BTreeSet::new());
    let totals = std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let submit = |year: &FiscalYear| -> Vec<Pending<Result<Part, Error>>> {
            let work = |group| {
                let read = read.clone();
                move || read(group).map(|(rows, warnings)| Part::of(rows, warnings, by))
            };
            store.row_groups(*year, &wanted).into_iter().map(|group| pool.submit(work(group))).collect()
        };
        let years: Vec<_> = years.iter().map(submit).collect();
        let mut sums = Vec::new();
        for pending in years {
            let mut sum = Totals::default();
            for part in pending {
                let Part { sums: part, warnings: more, units } = part.wait()??;
                sum.add(&part);
                warnings.extend(more);
                names.extend(units);
            }
            sums.push(sum);
        }
        Ok::<_, Error>(sums)
    })?;
    if let By::Groups(grouping) = by {
        warnings.extend(grouping.unmatched(&names));
    }
    Ok((totals, warnings))
}

/// The sums of one year, unit by unit.
fn units<'env>(
    (read, groups): (&Read<'env, UnitRows>, Vec<RowGroup>),
    by: &'env By,
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

fn summed<'env, S: Supply<UnitRows>>(
    pool: &Pool<'env>,
    mut segments: Segments<S, UnitRows>,
    by: &'env By,
    structure: &Arc<Structure>,
) -> Result<Totals, Stop> {
    let mut sum = Totals::default();
    let mut pending: VecDeque<Pending<Totals>> = VecDeque::new();
    while let Some(segment) = segments.next()? {
        let structure = structure.clone();
        let work = move || {
            let mut sum = Totals::default();
            segment.iter().for_each(|rows| sum.add(&Totals::of_units(rows, &structure, |unit| group(by, unit))));
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

/// Whose sums a unit belongs to.
fn group(by: &By, unit: &Arc<str>) -> Arc<str> {
    match by {
        By::Region => unit[..unit.find(Grouping::BETWEEN).unwrap_or_default()].into(),
        By::Groups(grouping) => grouping.group_of(unit),
        By::Unit | By::All => Arc::default(),
    }
}
