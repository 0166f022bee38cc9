//! 汇总: sums of many units by group and line.

use super::compared::{Comparing, UnitComparison};
use super::structure::Structure;
use super::walk::Repeats;
use crate::analysis::kernel::Bench;
use crate::analysis::{AnalysisError, RowFilter, YearPhase};
use crate::model::{Amount, FiscalYear, Line, LineItem, Lines, Origin, Place, UnitRows, Warning};
use crate::parallel::Pool;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// 汇总数: the sums of one year by group and line, over the rolled-up figures of each unit. They are exact, so the order of
/// units does not matter.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Totals(BTreeMap<Arc<str>, Vec<Option<i128>>>);

/// 相加的数 of one group by line. Amounts that count for every line above are rolled up only once, after all units are added.
#[derive(Debug, Default)]
struct Sums {
    /// Amounts that count for every line above too, since their unit prints none of these.
    rising: Vec<Option<i128>>,
    /// Amounts that count only for their own line.
    staying: Vec<Option<i128>>,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        for (own, other) in [(&mut self.rising, &other.rising), (&mut self.staying, &other.staying)] {
            other.iter().enumerate().for_each(|(line, sum)| sum.iter().for_each(|sum| add(own, line, *sum)));
        }
    }

    /// 项 → 款 → 类 → 合计.
    fn roll_up(self, structure: &Structure) -> Vec<Option<i128>> {
        let Self { mut rising, staying: mut sums } = self;
        let numbers = structure.numbers();
        for place in (0..numbers.len()).rev() {
            let line = numbers[place] as usize;
            let Some(sum) = rising.get(line).copied().flatten() else { continue };
            add(&mut sums, line, sum);
            if let Some(parent) = numbers.get(structure.parents[place] as usize) {
                add(&mut rising, *parent as usize, sum);
            }
        }
        sums
    }
}

/// Adds to the sum of a line.
fn add(sums: &mut Vec<Option<i128>>, line: usize, fen: i128) {
    if sums.len() <= line {
        sums.resize(line + 1, None);
    }
    let sum = &mut sums[line];
    *sum = Some(sum.unwrap_or(0) + fen);
}

/// The sums of units by group. Some units print a 类 or a total that others leave to be summed; the printed amount counts,
/// so the amounts below it rise up to it and no further.
#[derive(Debug, Default)]
struct GroupSums {
    groups: BTreeMap<Arc<str>, Sums>,
    /// The units, if they are asked for.
    units: Vec<Arc<str>>,
    repeats: Repeats,
}

/// The figures of one unit by the numbers of their lines; reused for every unit.
struct Unit<'a> {
    structure: &'a Structure,
    numbers: Vec<u32>,
    /// The number of the parent of each line; none for a total.
    parents: Vec<Option<u32>>,
    /// Whether a line has children.
    has_children: Vec<bool>,
    /// The last unit in which a line occurred, and its figure.
    met_in: Vec<usize>,
    fen: Vec<i64>,
    lines: Vec<u32>,
}

impl<'a> Unit<'a> {
    fn new(structure: &'a Structure) -> Self {
        let numbers = structure.numbers();
        let (mut parents, mut has_children) = (vec![None; numbers.len()], vec![false; numbers.len()]);
        for (place, line) in numbers.iter().enumerate() {
            let parent = numbers.get(structure.parents[place] as usize).copied();
            parents[*line as usize] = parent;
            parent.into_iter().for_each(|parent| has_children[parent as usize] = true);
        }
        let (met_in, fen) = (vec![usize::MAX; numbers.len()], vec![0; numbers.len()]);
        Self { structure, numbers, parents, has_children, met_in, fen, lines: Vec::new() }
    }

    fn ancestors(&self, line: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(self.parents[line as usize], |line| self.parents[*line as usize])
    }

    /// Adds the rows of the unit with this number. Of several rows of a line the first counts; `again` is called for each
    /// other one.
    fn add(
        &mut self,
        unit: usize,
        (lines, fen): (&[u32], &[i64]),
        sums: &mut Sums,
        mut again: impl FnMut(&Line, [i64; 2]),
    ) {
        self.lines.clear();
        // Where a unit prints no line above another, every amount rises.
        let has_inner = lines.iter().any(|line| self.has_children.get(*line as usize) == Some(&true));
        for (line, fen) in lines.iter().zip(fen).filter(|(line, _)| (**line as usize) < self.numbers.len()) {
            let at = *line as usize;
            if self.met_in[at] == unit {
                if let Some(place) = self.structure.place(*line) {
                    again(&self.structure.lines[place as usize], [self.fen[at], *fen]);
                }
                continue;
            }
            (self.met_in[at], self.fen[at]) = (unit, *fen);
            if has_inner {
                self.lines.push(*line);
            } else {
                add(&mut sums.rising, at, i128::from(*fen));
            }
        }
        let is_printed = |line: &u32| self.met_in[*line as usize] == unit;
        for line in &self.lines {
            let fen = i128::from(self.fen[*line as usize]);
            if !self.ancestors(*line).any(|line| is_printed(&line)) {
                add(&mut sums.rising, *line as usize, fen);
                continue;
            }
            let between = self.ancestors(*line).take_while(|line| !is_printed(line));
            std::iter::once(*line).chain(between).for_each(|line| add(&mut sums.staying, line as usize, fen));
        }
    }
}

impl GroupSums {
    /// The sums of the units of one year. `group` gives the group of a unit.
    fn of((rows, year): (&UnitRows, FiscalYear), structure: &Structure, group: impl Fn(&Arc<str>) -> Arc<str>) -> Self {
        let mut all = Self::default();
        let year = format!("{year}年");
        let mut own = Unit::new(structure);
        let mut current: Option<(Arc<str>, Sums)> = None;
        let mut next = 0;
        for (at, (unit, count)) in rows.units.iter().enumerate() {
            let range = next..next + count;
            next = range.end;
            let group = group(unit);
            if current.as_ref().is_none_or(|(name, _)| *name != group) {
                all.take(current.take());
                current = Some((group, Sums::default()));
            }
            let Some((_, sums)) = &mut current else { continue };
            let repeats = &mut all.repeats;
            own.add(at, (&rows.lines[range.clone()], &rows.fen[range]), sums, |line, [counted, other]| {
                repeats.note((unit, &year), line, (counted.into(), other.into()));
            });
        }
        all.take(current);
        all
    }

    fn take(&mut self, group: Option<(Arc<str>, Sums)>) {
        let Some((group, sums)) = group else { return };
        self.groups.entry(group).or_default().add(&sums);
    }

    /// Adds the sums of other units.
    fn merge(&mut self, other: Self) {
        for (group, sums) in &other.groups {
            self.groups.entry(group.clone()).or_default().add(sums);
        }
        self.units.extend(other.units);
        self.repeats.merge(other.repeats);
    }
}

/// 汇总的一年: the sums of one year.
#[derive(Debug)]
pub(crate) struct SummedYear {
    pub totals: Totals,
    /// The units, if they were asked for.
    pub units: Vec<Arc<str>>,
    /// Rows that repeat others.
    pub repeats: Repeats,
    pub warnings: Vec<Warning>,
}

/// The sums of one year. `batches` gives batches of whole units, which it may read on the pool that it receives; `rest` gets
/// the warnings of reading them. The names of the units are kept if they are `asked` for.
pub(crate) fn add_up<'env, B: Iterator<Item = Result<Vec<UnitRows>, crate::Error>>>(
    batches: impl FnOnce(&Pool<'env>) -> Result<B, crate::Error>,
    (lines, year): (&Mutex<Lines>, FiscalYear),
    (group, asked): (&'env (impl Fn(&Arc<str>) -> Arc<str> + Send + Sync), bool),
    rest: impl FnOnce(B) -> Vec<Warning>,
) -> Result<SummedYear, crate::Error> {
    let compute = move |batch: &[UnitRows], structure: &Structure| {
        let mut sums = GroupSums::default();
        for rows in batch {
            sums.merge(GroupSums::of((rows, year), structure, group));
            sums.units.extend(rows.units.iter().filter(|_| asked).map(|(unit, _)| unit.clone()));
        }
        Ok(sums)
    };
    let mut all = GroupSums::default();
    let take = |part| {
        all.merge(part);
        Ok(())
    };
    let warnings = super::each_in_columns(batches, (lines, None), compute, take, rest)?;
    let structure = Structure::of(&mut lines.lock().unwrap_or_else(PoisonError::into_inner), None);
    let totals = all.groups.into_iter().map(|(group, sums)| (group, sums.roll_up(&structure))).collect();
    Ok(SummedYear { totals: Totals(totals), units: all.units, repeats: all.repeats, warnings })
}

/// The sums of a year as line items, with groups as units.
///
/// # Errors
/// A sum exceeds `i64` of 分.
pub fn total_items(totals: &Totals, lines: &Lines, (year, phase): YearPhase) -> Result<Vec<LineItem>, crate::Error> {
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
                phase,
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
/// A sum or change has more than 18 digits; the message names the group and the code.
pub fn compare_totals(
    years: &[Totals],
    structure: &Structure,
    filter: &RowFilter,
) -> Result<UnitComparison, crate::Error> {
    let mut comparing =
        Comparing { bench: Bench::new(&structure.parents), structure, filter, basis: None, places: Vec::new() };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::stream::walk::{add, roll_up};
    use crate::model::{BudgetTable, Classification, Code, Level, Measure, Scope};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(crate::chance::cases(256))]

        #[test]
        fn sums_rolled_up_once_are_those_of_units_rolled_up_one_by_one(
            units in prop::collection::vec(prop::collection::vec((0usize..8, 0usize..2, -3i64..9), 0..12), 0..6),
            groups in 1usize..3,
            cut in 0usize..6,
        ) {
            let line = |code: usize, table: usize| {
                let code = ["", "208", "20801", "2080101", "2080102", "20805", "2080501", "2100101"][code];
                let code = Code::new(code).ok();
                let level = code.as_ref().map_or(Level::Total, Code::level);
                let table = [BudgetTable::General, BudgetTable::Expenditure][table];
                let (scope, classification, measure) = (Scope::Unit, Classification::Functional, Measure::total());
                Line { scope, table, classification, measure, code, level }
            };
            let mut lines = Lines::default();
            let of = |units: &[Vec<(usize, usize, i64)>], first: usize, lines: &mut Lines| {
                let mut rows = UnitRows::default();
                for (at, unit) in units.iter().enumerate().filter(|(_, unit)| !unit.is_empty()) {
                    rows.units.push((format!("单位{}", first + at).into(), unit.len()));
                    rows.lines.extend(unit.iter().map(|(code, table, _)| lines.number(&line(*code, *table))));
                    rows.fen.extend(unit.iter().map(|(.., fen)| *fen));
                }
                rows
            };
            let year = FiscalYear::new(2024).unwrap();
            let group = |unit: &Arc<str>| -> Arc<str> {
                format!("组{}", unit.trim_start_matches("单位").parse::<usize>().unwrap() % groups).into()
            };
            // Lines that only later units have are not known when the first are added.
            let cut = cut.min(units.len());
            let (mut all, mut rolled, mut repeats) = (GroupSums::default(), BTreeMap::new(), Repeats::default());
            for (units, first) in [(&units[..cut], 0), (&units[cut..], cut)] {
                let rows = of(units, first, &mut lines);
                let structure = Structure::of(&mut lines, None);
                all.merge(GroupSums::of((&rows, year), &structure, group));
                let mut bench: Bench<'_, i128, 1> = Bench::new(&structure.parents);
                let mut next = 0;
                for (unit, count) in &rows.units {
                    let cells = (0, &rows.lines[next..next + count], &rows.fen[next..next + count]);
                    next += count;
                    add(&mut bench, &structure, cells, |place, counted, other| {
                        repeats.note((unit, "2024年"), &structure.lines[place], (counted, other));
                    });
                    roll_up(&mut bench, &structure);
                    for place in bench.places() {
                        let key = (group(unit), structure.lines[place].clone());
                        *rolled.entry(key).or_insert(0) += bench.cell(place).amount(0).unwrap();
                    }
                    bench.clear();
                }
            }
            let structure = Structure::of(&mut lines, None);
            let mut own = BTreeMap::new();
            for (group, sums) in all.groups {
                for (sum, line) in sums.roll_up(&structure).into_iter().zip(lines.all()) {
                    own.extend(sum.map(|sum| ((group.clone(), line.clone()), sum)));
                }
            }
            prop_assert_eq!(own, rolled);
            prop_assert_eq!((all.repeats.alike, all.repeats.differing), (repeats.alike, repeats.differing));
        }
    }
}
