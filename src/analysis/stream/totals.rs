//! 汇总: sums of many units by line, for a region or for all.

use super::compared::{Comparing, UnitComparison};
use super::structure::Structure;
use super::walk::{Repeats, add, roll_up};
use crate::analysis::kernel::Bench;
use crate::analysis::{AnalysisError, RowFilter};
use crate::model::{Amount, FiscalYear, LineItem, Lines, Origin, Phase, Place, UnitRows};
use crate::parallel::Pool;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 汇总数: sums by group and line of one year. Exact, so the order of adding says nothing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Totals(BTreeMap<Arc<str>, Vec<Option<i128>>>);

impl Totals {
    /// The sums of what each unit has once it is rolled up: some units print a 类 or a total that others leave to be
    /// summed. `group` says from a unit's name whose sums it belongs to.
    pub fn of_units(
        (rows, year): (&UnitRows, FiscalYear),
        structure: &Structure,
        group: impl Fn(&Arc<str>) -> Arc<str>,
        repeats: &mut Repeats,
    ) -> Self {
        let mut totals = Self::default();
        let year = format!("{year}年");
        let mut bench: Bench<'_, i128, 1> = Bench::new(&structure.parents);
        let numbers = structure.numbers();
        let mut next = 0;
        for (unit, count) in &rows.units {
            let range = next..next + count;
            next = range.end;
            let cells = (0, &rows.lines[range.clone()], &rows.fen[range]);
            add(&mut bench, structure, cells, |place, counted, other| {
                repeats.note((unit, &year), &structure.lines[place], (counted, other));
            });
            let sums = totals.0.entry(group(unit)).or_default();
            sums.resize(sums.len().max(numbers.len()), None);
            roll_up(&mut bench, structure);
            for place in bench.places() {
                if let Some(fen) = bench.cell(place).amount(0) {
                    let sum = &mut sums[numbers[place] as usize];
                    *sum = Some(sum.unwrap_or(0) + fen);
                }
            }
            bench.clear();
        }
        totals
    }

    /// Adds other sums.
    pub fn add(&mut self, other: &Self) {
        for (group, sums) in &other.0 {
            let own = self.0.entry(group.clone()).or_default();
            if own.len() < sums.len() {
                own.resize(sums.len(), None);
            }
            for (own, sum) in own.iter_mut().zip(sums) {
                if let Some(sum) = sum {
                    *own = Some(own.unwrap_or(0) + sum);
                }
            }
        }
    }
}

/// The sums of a year as line items, each group a unit; for what works on items.
///
/// # Errors
/// A sum beyond `i64` of 分.
pub fn total_items(totals: &Totals, lines: &Lines, year: FiscalYear) -> Result<Vec<LineItem>, crate::Error> {
    let mut items = Vec::new();
    for (group, sums) in &totals.0 {
        for (sum, line) in sums.iter().zip(lines.all()) {
            let Some(sum) = sum else { continue };
            let name: Arc<str> = line.code.as_ref().map_or("合计".into(), |code| code.as_str().into());
            let fen = i64::try_from(*sum).map_err(|_| AnalysisError::Overflow { item: format!("{group} {name}") })?;
            items.push(LineItem {
                unit: group.clone(),
                scope: line.scope,
                year,
                phase: Phase::Approved,
                table: line.table,
                classification: line.classification,
                code: line.code.clone(),
                parent: None,
                level: line.level,
                name,
                project: None,
                measure: line.measure.clone(),
                amount: Some(Amount::from_fen(fen)),
                text: "".into(),
                origin: Origin::Published,
                place: Place::default(),
            });
        }
    }
    Ok(items)
}

/// Compares the sums of two years, base year first, group by group.
///
/// # Errors
/// A sum or a change beyond what 18 digits hold; it names the group and the code.
pub fn compare_totals(
    years: &[Totals],
    structure: &Structure,
    filter: &RowFilter,
) -> Result<UnitComparison, crate::Error> {
    let mut comparing = Comparing { bench: Bench::new(&structure.parents), structure, filter, basis: None };
    let mut out = UnitComparison::default();
    let groups: std::collections::BTreeSet<&Arc<str>> = years.iter().flat_map(|totals| totals.0.keys()).collect();
    for group in groups {
        for (year, totals) in years.iter().take(2).enumerate() {
            for (line, sum) in totals.0.get(group).into_iter().flatten().enumerate() {
                if let (Some(sum), Some(place)) = (sum, structure.place(line as u32)) {
                    comparing.bench.put(year, place, *sum);
                }
            }
        }
        comparing.finish(group, &mut out)?;
    }
    Ok(out)
}

/// The sums of one year, batch by batch, and the rows that were there twice. `batches` are read by the pool that it is
/// given.
pub(crate) fn add_up<'env, B: Iterator<Item = Result<Vec<UnitRows>, crate::Error>>>(
    batches: impl FnOnce(&Pool<'env>) -> Result<B, crate::Error>,
    (structure, year): (&'env Structure, FiscalYear),
    group: &'env (impl Fn(&Arc<str>) -> Arc<str> + Send + Sync),
) -> Result<(Totals, Repeats), crate::Error> {
    let (mut sum, mut repeats) = (Totals::default(), Repeats::default());
    let work = move |batch: Vec<UnitRows>| {
        let (mut sum, mut repeats) = (Totals::default(), Repeats::default());
        for rows in &batch {
            sum.add(&Totals::of_units((rows, year), structure, group, &mut repeats));
        }
        (sum, repeats)
    };
    std::thread::scope(|scope| {
        let pool = Pool::start(scope);
        pool.stream(batches(&pool)?, work, |(part, more)| {
            sum.add(&part);
            repeats.merge(more);
            Ok::<_, crate::Error>(())
        })
    })?;
    Ok((sum, repeats))
}
