//! 计算器: the room in which one unit after another is rolled up, in as many years as are lined up.

use super::structure::Structure;
use crate::model::{Amount, Line, Lines, UnitRows};
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

    /// Puts rows of one year on the bench. Of several rows of one line the first counts; `again` hears of the others:
    /// the place, the figure that counts and the one that does not.
    pub fn add(&mut self, year: usize, lines: &[u32], fen: &[i64], mut again: impl FnMut(usize, i128, i128)) {
        for (line, fen) in lines.iter().zip(fen) {
            if *line != Lines::NONE
                && let Some(place) = self.structure.place(*line)
            {
                let cell = &self.cells[place as usize];
                if cell.stands & (1 << year) == 0 {
                    self.put(year, place, i128::from(*fen));
                } else {
                    again(place as usize, cell.printed[year], i128::from(*fen));
                }
            }
        }
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
    pub fn roll_up(&mut self) -> [u128; N] {
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

/// 重复的行: rows of units that repeat a line of the same year; the first of each counts.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Repeats {
    /// How many repeat the same figure.
    pub alike: usize,
    /// How many repeat a line with another figure.
    pub differing: usize,
    /// The first of each sort, in words.
    pub examples: Vec<String>,
}

impl Repeats {
    /// Examples that are told.
    const TOLD: usize = 20;

    /// Notes a row of a unit and year that repeats a line.
    pub(super) fn note(&mut self, (unit, year): (&str, &str), line: &Line, (counted, other): (i128, i128)) {
        let name = line.code.as_ref().map_or("合计", |code| code.as_str());
        let what = format!("{unit} {year} {} {name} {}", line.table.title(), line.measure);
        let yuan = |fen: i128| i64::try_from(fen).map_or_else(|_| fen.to_string(), yuan);
        if counted == other {
            self.alike += 1;
            self.examples.extend((self.alike == 1).then(|| format!("{what} 有相同的两行，只计一次")));
            return;
        }
        self.differing += 1;
        if self.differing <= Self::TOLD {
            let (counted, other) = (yuan(counted), yuan(other));
            self.examples.push(format!("{what} 有两行，{counted} 和 {other}（元），以前者为准，没有相加"));
        }
    }

    /// Adds those of other units.
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

/// 逐单位: goes through the units of several years side by side.
pub(super) struct Walk<'a> {
    years: &'a [UnitRows],
    units: Vec<usize>,
    rows: Vec<usize>,
    /// What was found twice.
    pub repeats: Repeats,
}

impl<'a> Walk<'a> {
    pub fn new(years: &'a [UnitRows]) -> Self {
        Self { years, units: vec![0; years.len()], rows: vec![0; years.len()], repeats: Repeats::default() }
    }

    /// Puts the next unit on the bench; none at the end. `name` says what a year is called.
    pub fn next<const N: usize>(
        &mut self,
        bench: &mut Bench<'_, N>,
        name: impl Fn(usize) -> String,
    ) -> Option<Arc<str>> {
        let next = self.years.iter().zip(&self.units).filter_map(|(year, at)| year.units.get(*at));
        let unit = next.map(|(unit, _)| unit).min().cloned()?;
        for (year, rows) in self.years.iter().enumerate() {
            let Some((_, count)) = rows.units.get(self.units[year]).filter(|(name, _)| *name == unit) else { continue };
            let range = self.rows[year]..self.rows[year] + count;
            let (structure, repeats) = (bench.structure, &mut self.repeats);
            bench.add(year, &rows.lines[range.clone()], &rows.fen[range], |place, counted, other| {
                repeats.note((&unit, &name(year)), &structure.lines[place], (counted, other));
            });
            self.rows[year] += count;
            self.units[year] += 1;
        }
        Some(unit)
    }
}
