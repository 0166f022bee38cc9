//! 逐单位: puts one unit after another on the bench.

use super::structure::Structure;
use crate::analysis::kernel::{Bench, Visit};
use crate::model::{Amount, Line, Lines, UnitRows};
use std::sync::Arc;

/// Puts the rows of one year on the bench. Of several rows of a line the first counts; for each other one, `again` is called
/// with the place, the figure that counts and the one that does not.
pub(super) fn add<const N: usize>(
    bench: &mut Bench<'_, i128, N>,
    structure: &Structure,
    (year, lines, fen): (usize, &[u32], &[i64]),
    mut again: impl FnMut(usize, i128, i128),
) {
    for (line, fen) in lines.iter().zip(fen) {
        if *line != Lines::NONE
            && let Some(place) = structure.place(*line)
        {
            match bench.cell(place as usize).printed(year) {
                None => bench.put(year, place, i128::from(*fen)),
                Some(counted) => again(place as usize, counted, i128::from(*fen)),
            }
        }
    }
}

/// The tables of a unit in each year.
pub(super) struct Tables<'a, const N: usize> {
    structure: &'a Structure,
    pub of: [u128; N],
}

impl<const N: usize> Visit<i128> for Tables<'_, N> {
    fn stands(&mut self, place: usize, year: usize) {
        self.of[year] |= self.structure.tables[place];
    }
}

/// Rolls a unit up; returns its tables in each year.
pub(super) fn roll_up<const N: usize>(bench: &mut Bench<'_, i128, N>, structure: &Structure) -> [u128; N] {
    let mut tables = Tables { structure, of: [0; N] };
    bench.roll_up(&mut tables);
    tables.of
}

/// 重复的行: rows that repeat a line of the same unit and year; the first one counts.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repeats {
    /// The number of rows that repeat the figure.
    pub alike: usize,
    /// The number of rows with another figure.
    pub differing: usize,
    /// The first ones as messages.
    pub examples: Vec<String>,
}

impl Repeats {
    /// The number of rows with another figure that get a message.
    const TOLD: usize = 20;

    /// Records a row that repeats a line of a unit and year.
    pub(super) fn note(&mut self, (unit, year): (&str, &str), line: &Line, (counted, other): (i128, i128)) {
        let name = line.code.as_ref().map_or("合计", |code| code.as_str());
        let what = || format!("{unit} {year} {} {name} {}", line.table.title(), line.measure);
        let yuan = |fen: i128| i64::try_from(fen).map_or_else(|_| fen.to_string(), yuan);
        if counted == other {
            self.alike += 1;
            self.examples.extend((self.alike == 1).then(|| format!("{} 有相同的两行，只计一次", what())));
            return;
        }
        self.differing += 1;
        if self.differing <= Self::TOLD {
            let (counted, other) = (yuan(counted), yuan(other));
            let what = what();
            self.examples.push(format!("{what} 有两行，{counted} 和 {other}（元），以前者为准，没有相加"));
        }
    }

    /// Adds the repeats of other units.
    pub fn merge(&mut self, other: Self) {
        self.alike += other.alike;
        self.differing += other.differing;
        self.examples.extend(other.examples);
        self.examples.truncate(Self::TOLD + 1);
    }
}

fn yuan(fen: i64) -> String {
    Amount::from_fen(fen).to_yuan().to_string()
}

/// 逐单位: walks through the units of several years in parallel.
pub(super) struct Walk<'a> {
    years: &'a [UnitRows],
    units: Vec<usize>,
    rows: Vec<usize>,
    /// Rows that repeat others.
    pub repeats: Repeats,
}

impl<'a> Walk<'a> {
    pub fn new(years: &'a [UnitRows]) -> Self {
        Self { years, units: vec![0; years.len()], rows: vec![0; years.len()], repeats: Repeats::default() }
    }

    /// Puts the next unit on the bench; none at the end. `name` gives the name of a year for messages.
    pub fn next<const N: usize>(
        &mut self,
        bench: &mut Bench<'_, i128, N>,
        structure: &Structure,
        name: impl Fn(usize) -> String,
    ) -> Option<Arc<str>> {
        let next = self.years.iter().zip(&self.units).filter_map(|(year, at)| year.units.get(*at));
        let unit = next.map(|(unit, _)| unit).min().cloned()?;
        for (year, rows) in self.years.iter().enumerate() {
            let Some((_, count)) = rows.units.get(self.units[year]).filter(|(name, _)| *name == unit) else { continue };
            let range = self.rows[year]..self.rows[year] + count;
            let repeats = &mut self.repeats;
            let cells = (year, &rows.lines[range.clone()], &rows.fen[range]);
            add(bench, structure, cells, |place, counted, other| {
                repeats.note((&unit, &name(year)), &structure.lines[place], (counted, other));
            });
            self.rows[year] += count;
            self.units[year] += 1;
        }
        Some(unit)
    }
}
