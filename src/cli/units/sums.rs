//! 求和: the sums of a dataset's years, of all units, by region or by a table of groups.

use super::By;
use super::merge::{InOrder, Read, Segments, Stop, Supply};
use super::plain::{AHEAD, SEGMENT, failed, reader, sorted};
use super::pool::{Pending, Pool};
use crate::Error;
use crate::analysis::units::{Repeats, Structure, Totals};
use crate::model::{BudgetTable, FiscalYear, Lines, UnitRows, Warning};
use crate::source::dataset::store::{GroupBy, RowGroup, Selection, Store};
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// 汇总的结果: the sums of years, with what is to be told of them.
#[derive(Default)]
pub(super) struct Summed {
    /// Of each year, in order.
    pub years: Vec<Totals>,
    pub warnings: Vec<Warning>,
    /// Rows that were there twice.
    pub repeats: Repeats,
}

/// The sums of every one of these years: each unit is rolled up first, since one may print a 类 that another leaves to
/// be summed, and a row that is there twice counts once.
pub(super) fn totals(
    store: &Store,
    years: &[FiscalYear],
    (by, table): (&By, Option<BudgetTable>),
    lines: &Mutex<Lines>,
) -> Result<Summed, Error> {
    let wanted = Selection { by: GroupBy::Unit, table };
    let mut summed = Summed { warnings: met(store, years, (by, wanted), lines)?, ..Summed::default() };
    let wanted = Selection { by: by.reading(), ..wanted };
    let structure = Arc::new(Structure::of(&mut lines.lock().unwrap_or_else(PoisonError::into_inner)));
    let read = reader(store, lines, wanted);
    for year in years {
        let groups = store.row_groups_by_unit(*year, &wanted);
        let sum = match units((&read, groups), (by, *year), &structure, false) {
            Err(Stop::Unsorted) => units((&read, store.row_groups(*year, &wanted)), (by, *year), &structure, true),
            done => done,
        };
        let (sum, repeats) = sum.map_err(failed)?;
        summed.years.push(sum);
        summed.repeats.merge(repeats);
    }
    Ok(summed)
}

/// Meets every line of the years, and says what of them was not understood.
fn met(
    store: &Store,
    years: &[FiscalYear],
    (by, wanted): (&By, Selection),
    lines: &Mutex<Lines>,
) -> Result<Vec<Warning>, Error> {
    let read = reader(store, lines, wanted);
    let (mut warnings, mut names) = (Vec::new(), BTreeSet::new());
    std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let groups = years.iter().flat_map(|year| store.row_groups(*year, &wanted));
        let pending: Vec<Pending<Result<_, Error>>> = groups
            .map(|group| {
                let read = read.clone();
                pool.submit(move || read(group).map(|(rows, warnings)| (rows.units, warnings)))
            })
            .collect();
        for part in pending {
            let (units, more) = part.wait()??;
            warnings.extend(more);
            if matches!(by, By::Groups(_)) {
                names.extend(units.into_iter().map(|(name, _)| name));
            }
        }
        Ok::<_, Error>(())
    })?;
    if let By::Groups(grouping) = by {
        warnings.extend(grouping.unmatched(&names));
    }
    Ok(warnings)
}

/// The sums of one year, unit by unit.
fn units<'env>(
    (read, groups): (&Read<'env, UnitRows>, Vec<RowGroup>),
    of: (&'env By, FiscalYear),
    structure: &Arc<Structure>,
    sort: bool,
) -> Result<(Totals, Repeats), Stop> {
    std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        let supply = InOrder::new(&pool, read.clone(), groups, AHEAD);
        if sort {
            // What was not understood has been told by the first reading.
            let merged = sorted(supply, &mut Vec::new())?;
            summed(&pool, Segments::new(vec![merged], SEGMENT), of, structure)
        } else {
            summed(&pool, Segments::new(vec![supply], SEGMENT), of, structure)
        }
    })
}

fn summed<'env, S: Supply<UnitRows>>(
    pool: &Pool<'env>,
    mut segments: Segments<S, UnitRows>,
    (by, year): (&'env By, FiscalYear),
    structure: &Arc<Structure>,
) -> Result<(Totals, Repeats), Stop> {
    let (mut sum, mut repeats) = (Totals::default(), Repeats::default());
    let mut pending: VecDeque<Pending<(Totals, Repeats)>> = VecDeque::new();
    let mut add = |(part, more): (Totals, Repeats)| {
        sum.add(&part);
        repeats.merge(more);
    };
    while let Some(segment) = segments.next()? {
        let structure = structure.clone();
        let work = move || {
            let (mut sum, mut repeats) = (Totals::default(), Repeats::default());
            for rows in &segment {
                sum.add(&Totals::of_units((rows, year), &structure, |unit| group(by, unit), &mut repeats));
            }
            (sum, repeats)
        };
        pending.push_back(pool.submit(work));
        if pending.len() > pool.threads + 1
            && let Some(first) = pending.pop_front()
        {
            add(first.wait()?);
        }
    }
    for rest in pending {
        add(rest.wait()?);
    }
    Ok((sum, repeats))
}

/// Whose sums a unit belongs to.
fn group(by: &By, unit: &Arc<str>) -> Arc<str> {
    match by {
        By::Region => unit[..unit.find(GroupBy::BETWEEN).unwrap_or_default()].into(),
        By::Groups(grouping) => grouping.group_of(unit),
        By::Unit | By::All => Arc::default(),
    }
}
