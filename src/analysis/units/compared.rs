//! 对比列: the rows of many units' comparison in columns, and the computing of one unit.

use super::structure::Structure;
use crate::analysis::AnalysisError;
use crate::model::{Growth, Level, Lines, UnitRows, hundredths_of_percent};
use std::sync::Arc;

/// 单位对比: comparison rows in columns, unit by unit, each in the order of the structure. Amounts are in 分, rates in
/// hundredths of a percent; [`UnitComparison::NONE`] stands for no value.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct UnitComparison {
    /// The units, each with the number of its rows.
    pub units: Vec<(Arc<str>, usize)>,
    /// The line of each row, by its place in the structure.
    pub lines: Vec<u32>,
    /// 上年数
    pub prior: Vec<i64>,
    /// 本年数
    pub current: Vec<i64>,
    /// 增减额
    pub change: Vec<i64>,
    /// 增减率
    pub growth: Vec<i64>,
    /// What happened, by its place in [`STATUSES`]; as many as there are of no statement.
    pub status: Vec<u8>,
    /// 上年占比
    pub share_prior: Vec<i64>,
    /// 本年占比
    pub share_current: Vec<i64>,
    /// 拉动, in hundredths of a point.
    pub contribution: Vec<i64>,
    /// Rates that exist and are too large to be kept.
    pub beyond: usize,
}

/// The names of what may happen between two amounts, in the order of [`UnitComparison::status`].
pub const STATUSES: [&str; 5] = ["rate", "new", "gone", "flat", "negative_base"];

/// Amounts and rates are kept as decimals of 18 digits, two behind the point.
const LARGEST: i64 = 999_999_999_999_999_999;

impl UnitComparison {
    /// No value.
    pub const NONE: i64 = i64::MIN;

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// One line of a unit: what was printed and what rolls up from below, in both years.
#[derive(Clone, Copy, Default)]
struct Cell {
    printed: [i128; 2],
    rolled: [i128; 2],
    /// Which of the four stand: bit 0 and 1 printed, bit 2 and 3 rolled up, prior first.
    stands: u8,
}

/// 计算器: the room that computing a unit takes, used again for the next.
pub(super) struct Bench<'a> {
    structure: &'a Structure,
    level: Option<Level>,
    cells: Vec<Cell>,
    /// The places of the lines that the unit has, as bits.
    has: Vec<u64>,
}

/// Two years in two places.
const YEARS: [usize; 2] = [0, 1];

impl<'a> Bench<'a> {
    pub(super) fn new(structure: &'a Structure, level: Option<Level>) -> Self {
        let count = structure.lines.len();
        Self { structure, level, cells: vec![Cell::default(); count], has: vec![0; count.div_ceil(64)] }
    }

    /// Adds rows of one year; gives how many of them add to a line that was there.
    pub(super) fn add(&mut self, year: usize, lines: &[u32], fen: &[i64]) -> usize {
        let mut again = 0;
        for (line, fen) in lines.iter().zip(fen) {
            if *line != Lines::NONE
                && let Some(place) = self.structure.place(*line)
            {
                again += usize::from(self.cells[place as usize].stands & (1 << year) != 0);
                self.put(year, place, i128::from(*fen));
            }
        }
        again
    }

    /// Adds an amount that a line prints.
    pub(super) fn put(&mut self, year: usize, place: u32, fen: i128) {
        let cell = &mut self.cells[place as usize];
        cell.printed[year] += fen;
        cell.stands |= 1 << year;
        self.has[place as usize / 64] |= 1 << (place % 64);
    }

    /// Rolls up, writes the unit's rows behind `out` and clears the bench.
    pub(super) fn finish(&mut self, unit: &Arc<str>, out: &mut UnitComparison) -> Result<(), AnalysisError> {
        let tables = self.roll_up();
        let before = out.len();
        for word in 0..self.has.len() {
            let mut bits = self.has[word];
            while bits != 0 {
                let place = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if self.level.is_none_or(|level| self.structure.lines[place].level == level) {
                    self.row(place, tables, out)
                        .map_err(|item| AnalysisError::Overflow { item: format!("{unit} {item}") })?;
                }
            }
        }
        // Totals are asked for by every row, so nothing is cleared before the last.
        self.clear();
        out.units.push((unit.clone(), out.len() - before));
        Ok(())
    }

    /// Rolls up the first year, hands every line's place and amount to `take` and clears the bench.
    pub(super) fn amounts(&mut self, mut take: impl FnMut(usize, i128)) {
        self.roll_up();
        for word in 0..self.has.len() {
            let mut bits = self.has[word];
            while bits != 0 {
                let place = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if let Some(fen) = self.cells[place].amount(0) {
                    take(place, fen);
                }
            }
        }
        self.clear();
    }

    /// 项 → 款 → 类 → 合计: from the last line to the first, since a parent stands before its children. What was
    /// printed stays. Gives the tables that each year has.
    fn roll_up(&mut self) -> [u32; 2] {
        let mut tables = [0; 2];
        for word in (0..self.has.len()).rev() {
            // A parent may stand in the same word, so the bits are asked again after every line.
            let mut below = u64::MAX;
            while self.has[word] & below != 0 {
                let bit = 63 - (self.has[word] & below).leading_zeros();
                below = (1 << bit) - 1;
                let place = word * 64 + bit as usize;
                let cell = self.cells[place];
                let parent = self.structure.parents[place];
                for year in YEARS {
                    let Some(fen) = cell.amount(year) else { continue };
                    tables[year] |= self.structure.tables[place];
                    if parent != Lines::NONE {
                        let above = &mut self.cells[parent as usize];
                        above.rolled[year] += fen;
                        above.stands |= 4 << year;
                        self.has[parent as usize / 64] |= 1 << (parent % 64);
                    }
                }
            }
        }
        tables
    }

    fn clear(&mut self) {
        for word in 0..self.has.len() {
            let mut bits = std::mem::take(&mut self.has[word]);
            while bits != 0 {
                self.cells[word * 64 + bits.trailing_zeros() as usize] = Cell::default();
                bits &= bits - 1;
            }
        }
    }

    /// One row; the name of the line where something does not fit.
    fn row(&self, place: usize, tables: [u32; 2], out: &mut UnitComparison) -> Result<(), String> {
        let cell = self.cells[place];
        let line = || self.structure.lines[place].code.as_ref().map_or("合计".to_owned(), ToString::to_string);
        let fit =
            |fen: i128| i64::try_from(fen).ok().filter(|fen| fen.unsigned_abs() <= LARGEST as u64).ok_or_else(line);
        let whole = self.cells[self.structure.wholes[place] as usize];
        let amounts = [cell.amount(0).map(fit).transpose()?, cell.amount(1).map(fit).transpose()?];
        let wholes = [whole.amount(0).map(fit).transpose()?, whole.amount(1).map(fit).transpose()?];
        // A code absent from a table that the year published had nothing budgeted; a table absent says nothing.
        let table = self.structure.tables[place];
        let stated = YEARS.into_iter().all(|year| amounts[year].is_some() || tables[year] & table != 0);
        let [prior, current] = amounts.map(|amount| amount.unwrap_or(0));
        let beyond = &mut out.beyond;
        let mut rate = |numerator: i64, denominator: Option<i64>| match denominator {
            None | Some(0) => UnitComparison::NONE,
            Some(denominator) => match i64::try_from(hundredths_of_percent(numerator, denominator)) {
                Ok(rate) if rate.unsigned_abs() <= LARGEST as u64 => rate,
                _ => {
                    *beyond += 1;
                    UnitComparison::NONE
                }
            },
        };
        out.lines.push(place as u32);
        out.prior.push(amounts[0].unwrap_or(UnitComparison::NONE));
        out.current.push(amounts[1].unwrap_or(UnitComparison::NONE));
        out.share_prior.push(amounts[0].map_or(UnitComparison::NONE, |amount| rate(amount, wholes[0])));
        out.share_current.push(amounts[1].map_or(UnitComparison::NONE, |amount| rate(amount, wholes[1])));
        if !stated {
            out.change.push(UnitComparison::NONE);
            out.growth.push(UnitComparison::NONE);
            out.status.push(STATUSES.len() as u8);
            out.contribution.push(UnitComparison::NONE);
            return Ok(());
        }
        let change = fit(i128::from(current) - i128::from(prior))?;
        let growth = Growth::between(prior, current).ok_or_else(line)?;
        out.change.push(change);
        out.contribution.push(rate(change, wholes[0]));
        out.growth.push(growth.rate().map_or(UnitComparison::NONE, |of| rate(of.numerator(), Some(of.denominator()))));
        let status = match growth {
            Growth::Rate(_) => 0,
            Growth::New => 1,
            Growth::Gone => 2,
            Growth::Flat => 3,
            Growth::NegativeBase => 4,
        };
        out.status.push(status);
        Ok(())
    }
}

impl Cell {
    /// The amount of a year: what was printed, else what rolled up.
    fn amount(&self, year: usize) -> Option<i128> {
        if self.stands & (1 << year) != 0 {
            Some(self.printed[year])
        } else {
            (self.stands & (4 << year) != 0).then_some(self.rolled[year])
        }
    }
}

/// 两年数据段: all rows of the same units in both years.
#[derive(Debug, Default, Clone)]
pub struct Segment {
    /// Base year first.
    pub years: [UnitRows; 2],
}

/// How often every row of a unit stands, where all of several rows stand equally often and more than once: a code may
/// stand twice in a unit, but not each of them with the same amount.
pub fn copies<T: Ord>(mut rows: Vec<T>) -> Option<usize> {
    rows.sort_unstable();
    let mut counts = rows.chunk_by(|one, next| one == next).map(<[_]>::len);
    let (first, second) = (counts.next()?, counts.next()?);
    (first > 1 && first == second && counts.all(|count| count == first)).then_some(first)
}

fn year_name(year: usize) -> &'static str {
    ["上年", "本年"][year]
}

/// Compares every unit of a segment.
///
/// # Errors
/// A sum or a change beyond what 18 digits hold; it names the unit and the code.
pub fn compare_units(
    segment: &Segment,
    structure: &Structure,
    level: Option<Level>,
) -> Result<UnitComparison, crate::Error> {
    let mut bench = Bench::new(structure, level);
    let mut out = UnitComparison::default();
    let mut at = [0; 2];
    let mut rows = [0; 2];
    loop {
        let next = YEARS.map(|year| segment.years[year].units.get(at[year]));
        let Some(unit) = next.into_iter().flatten().map(|(unit, _)| unit).min().cloned() else { return Ok(out) };
        for year in YEARS {
            let Some((_, count)) = next[year].filter(|(name, _)| *name == unit) else { continue };
            let range = rows[year]..rows[year] + count;
            let (lines, fen) = (&segment.years[year].lines[range.clone()], &segment.years[year].fen[range]);
            if bench.add(year, lines, fen) * 2 >= *count
                && let Some(copies) = copies(lines.iter().zip(fen).collect())
            {
                let year = year_name(year).to_owned();
                return Err(AnalysisError::Copies { unit: unit.to_string(), year, copies }.into());
            }
            rows[year] += count;
            at[year] += 1;
        }
        bench.finish(&unit, &mut out)?;
    }
}
