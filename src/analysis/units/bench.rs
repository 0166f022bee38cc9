//! 计算器: the room in which one unit after another is rolled up, in as many years as are lined up.

use super::structure::Structure;
use crate::analysis::AnalysisError;
use crate::model::{Lines, UnitRows};
use std::sync::Arc;

/// One line of a unit: what was printed and what rolls up from below, in each year.
#[derive(Clone, Copy)]
pub(super) struct Cell<const N: usize> {
    printed: [i128; N],
    rolled: [i128; N],
    /// Which of them stand: from bit 0 the years that print the line, from bit 32 those in which it rolls up.
    stands: u64,
}

/// The most years that one bench holds.
pub(super) const MOST_YEARS: usize = 32;

impl<const N: usize> Cell<N> {
    const EMPTY: Self = Self { printed: [0; N], rolled: [0; N], stands: 0 };

    /// The amount of a year: what was printed, else what rolled up.
    pub fn amount(&self, year: usize) -> Option<i128> {
        if self.stands & (1 << year) != 0 {
            Some(self.printed[year])
        } else {
            (self.stands & (1 << (MOST_YEARS + year)) != 0).then_some(self.rolled[year])
        }
    }
}

/// 计算器: used again for every unit.
pub(super) struct Bench<'a, const N: usize> {
    pub structure: &'a Structure,
    cells: Vec<Cell<N>>,
    /// The places of the lines that the unit has, as bits.
    has: Vec<u64>,
}

impl<'a, const N: usize> Bench<'a, N> {
    pub fn new(structure: &'a Structure) -> Self {
        let count = structure.lines.len();
        Self { structure, cells: vec![Cell::EMPTY; count], has: vec![0; count.div_ceil(64)] }
    }

    /// The cell of a line.
    pub fn cell(&self, place: usize) -> &Cell<N> {
        &self.cells[place]
    }

    /// The places of the unit's lines, in order.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.has.iter().enumerate().flat_map(|(word, bits)| Bits(*bits).map(move |bit| word * 64 + bit))
    }

    /// Adds rows of one year; gives how many of them add to a line that was there.
    pub fn add(&mut self, year: usize, lines: &[u32], fen: &[i64]) -> usize {
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
    pub fn put(&mut self, year: usize, place: u32, fen: i128) {
        let cell = &mut self.cells[place as usize];
        cell.printed[year] += fen;
        cell.stands |= 1 << year;
        self.has[place as usize / 64] |= 1 << (place % 64);
    }

    /// 项 → 款 → 类 → 合计: from the last line to the first, since a parent stands before its children. What was
    /// printed stays. Gives the tables that each year has.
    pub fn roll_up(&mut self) -> [u32; N] {
        let mut tables = [0; N];
        for word in (0..self.has.len()).rev() {
            // A parent may stand in the same word, so the bits are asked again after every line.
            let mut below = u64::MAX;
            while self.has[word] & below != 0 {
                let bit = 63 - (self.has[word] & below).leading_zeros();
                below = (1 << bit) - 1;
                let place = word * 64 + bit as usize;
                let cell = self.cells[place];
                let parent = self.structure.parents[place];
                for (year, tables) in tables.iter_mut().enumerate() {
                    let Some(fen) = cell.amount(year) else { continue };
                    *tables |= self.structure.tables[place];
                    if parent != Lines::NONE {
                        let above = &mut self.cells[parent as usize];
                        above.rolled[year] += fen;
                        above.stands |= 1 << (MOST_YEARS + year);
                        self.has[parent as usize / 64] |= 1 << (parent % 64);
                    }
                }
            }
        }
        tables
    }

    /// Makes room for the next unit.
    pub fn clear(&mut self) {
        for word in 0..self.has.len() {
            for bit in Bits(std::mem::take(&mut self.has[word])) {
                self.cells[word * 64 + bit] = Cell::EMPTY;
            }
        }
    }
}

/// The places of the bits that are set, the lowest first.
struct Bits(u64);

impl Iterator for Bits {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let bit = (self.0 != 0).then(|| self.0.trailing_zeros() as usize)?;
        self.0 &= self.0 - 1;
        Some(bit)
    }
}

/// 逐单位: goes through the units of several years side by side.
pub(super) struct Walk<'a> {
    years: &'a [UnitRows],
    units: Vec<usize>,
    rows: Vec<usize>,
}

impl<'a> Walk<'a> {
    pub fn new(years: &'a [UnitRows]) -> Self {
        Self { years, units: vec![0; years.len()], rows: vec![0; years.len()] }
    }

    /// Puts the next unit on the bench; none at the end. `name` says what a year is called.
    pub fn next<const N: usize>(
        &mut self,
        bench: &mut Bench<'_, N>,
        name: impl Fn(usize) -> String,
    ) -> Result<Option<Arc<str>>, AnalysisError> {
        let next = self.years.iter().zip(&self.units).filter_map(|(year, at)| year.units.get(*at));
        let Some(unit) = next.map(|(unit, _)| unit).min().cloned() else { return Ok(None) };
        for (year, rows) in self.years.iter().enumerate() {
            let Some((_, count)) = rows.units.get(self.units[year]).filter(|(name, _)| *name == unit) else { continue };
            let range = self.rows[year]..self.rows[year] + count;
            let (lines, fen) = (&rows.lines[range.clone()], &rows.fen[range]);
            if bench.add(year, lines, fen) * 2 >= *count
                && let Some(copies) = copies(lines.iter().zip(fen).collect())
            {
                return Err(AnalysisError::Copies { unit: unit.to_string(), year: name(year), copies });
            }
            self.rows[year] += count;
            self.units[year] += 1;
        }
        Ok(Some(unit))
    }
}

/// How often every row of a unit stands, where all of several rows stand equally often and more than once: a code may
/// stand twice in a unit, but not each of them with the same amount.
pub fn copies<T: Ord>(mut rows: Vec<T>) -> Option<usize> {
    rows.sort_unstable();
    let mut counts = rows.chunk_by(|one, next| one == next).map(<[_]>::len);
    let (first, second) = (counts.next()?, counts.next()?);
    (first > 1 && first == second && counts.all(|count| count == first)).then_some(first)
}
