//! 核算: the arithmetic of every comparison of documents and datasets: rolling up, and everything that follows from two
//! amounts. It works on contiguous cells of whole 分 and knows places, not codes.
//!
//! What loops over millions of cells call is marked to be inlined: a release build exchanges no code between the units that
//! this crate is compiled in (`Cargo.toml`).

use crate::model::{Growth, Points, Ratio};

/// What can be rolled up.
pub(super) trait Addend: Copy {
    /// The neutral element.
    const NOTHING: Self;

    /// Adds another.
    fn add(&mut self, other: Self);
}

impl Addend for i128 {
    const NOTHING: Self = 0;

    #[inline(always)]
    fn add(&mut self, other: Self) {
        *self += other;
    }
}

/// What a roll-up does at each cell.
pub(super) trait Visit<A> {
    /// Whether the sum that rolled up to a cell is complete.
    #[inline(always)]
    fn admits(&mut self, _place: usize, _sum: &A) -> bool {
        true
    }

    /// Called for each cell with an amount.
    fn stands(&mut self, place: usize, year: usize);
}

/// One line: its printed and its rolled-up amount in each year.
#[derive(Clone, Copy)]
pub(super) struct Cell<A, const N: usize> {
    printed: [A; N],
    rolled: [A; N],
    /// Which amounts exist: from bit 0 the printed ones by year, from bit 32 the rolled-up ones.
    stands: u64,
}

/// The maximum number of years of a bench.
pub(super) const MOST_YEARS: usize = 32;

impl<A: Addend, const N: usize> Cell<A, N> {
    const EMPTY: Self = Self { printed: [A::NOTHING; N], rolled: [A::NOTHING; N], stands: 0 };

    /// The printed amount.
    #[inline(always)]
    pub fn printed(&self, year: usize) -> Option<A> {
        (self.stands & (1 << year) != 0).then_some(self.printed[year])
    }

    /// The rolled-up amount.
    #[inline(always)]
    pub fn rolled(&self, year: usize) -> Option<A> {
        (self.stands & (1 << (MOST_YEARS + year)) != 0).then_some(self.rolled[year])
    }

    /// The amount of a year: the printed one, else the rolled-up one.
    #[inline(always)]
    pub fn amount(&self, year: usize) -> Option<A> {
        self.printed(year).or_else(|| self.rolled(year))
    }
}

/// 计算器: the cells of one unit in N years, in which lines are rolled up; reused for every unit.
pub(super) struct Bench<'a, A, const N: usize> {
    /// The place of the parent of each line, which precedes it; [`TOP`] if it has none.
    parents: &'a [u32],
    cells: Vec<Cell<A, N>>,
    /// The lines that the unit has, as bits.
    has: Vec<u64>,
}

impl<'a, A: Addend, const N: usize> Bench<'a, A, N> {
    /// An empty bench for lines with these parents.
    pub fn new(parents: &'a [u32]) -> Self {
        let count = parents.len();
        Self { parents, cells: vec![Cell::EMPTY; count], has: vec![0; count.div_ceil(64)] }
    }

    /// The cell of a line.
    #[inline(always)]
    pub fn cell(&self, place: usize) -> &Cell<A, N> {
        &self.cells[place]
    }

    /// The places of the unit's lines, in order.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.has.iter().enumerate().flat_map(|(word, bits)| Bits(*bits).map(move |bit| word * 64 + bit))
    }

    /// Adds a line without an amount to the unit's lines.
    #[inline(always)]
    pub fn show(&mut self, place: usize) {
        self.has[place / 64] |= 1 << (place % 64);
    }

    /// Adds a printed amount to a line.
    #[inline(always)]
    pub fn put(&mut self, year: usize, place: u32, amount: A) {
        let cell = &mut self.cells[place as usize];
        cell.printed[year].add(amount);
        cell.stands |= 1 << year;
        self.show(place as usize);
    }

    /// Rolls up 项 → 款 → 类 → 合计, from the last line to the first. Printed amounts stay.
    pub fn roll_up(&mut self, visit: &mut impl Visit<A>) {
        for word in (0..self.has.len()).rev() {
            // A parent may be in the same word, so the bits are read again after every line.
            let mut below = u64::MAX;
            while self.has[word] & below != 0 {
                let bit = 63 - (self.has[word] & below).leading_zeros();
                below = (1 << bit) - 1;
                let place = word * 64 + bit as usize;
                let parent = self.parents[place];
                for year in 0..N {
                    let cell = &mut self.cells[place];
                    if let Some(sum) = cell.rolled(year)
                        && !visit.admits(place, &sum)
                    {
                        cell.stands &= !(1 << (MOST_YEARS + year));
                    }
                    let Some(amount) = cell.amount(year) else { continue };
                    visit.stands(place, year);
                    if parent != TOP {
                        let above = &mut self.cells[parent as usize];
                        above.rolled[year].add(amount);
                        above.stands |= 1 << (MOST_YEARS + year);
                        self.show(parent as usize);
                    }
                }
            }
        }
    }

    /// Removes all amounts and lines, for the next unit.
    pub fn clear(&mut self) {
        for word in 0..self.has.len() {
            for bit in Bits(std::mem::take(&mut self.has[word])) {
                self.cells[word * 64 + bit] = Cell::EMPTY;
            }
        }
    }
}

/// The parent of a line without one.
pub(super) const TOP: u32 = u32::MAX;

/// The positions of the set bits in ascending order.
pub(super) struct Bits(pub u64);

impl Iterator for Bits {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let bit = (self.0 != 0).then(|| self.0.trailing_zeros() as usize)?;
        self.0 &= self.0 - 1;
        Some(bit)
    }
}

/// 两年之间: the amounts of a line in two years, both of which state something about it, and the wholes that its shares
/// refer to; in 分. A year without an amount had nothing budgeted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Between {
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub from_whole: Option<i64>,
    pub to_whole: Option<i64>,
}

impl Between {
    /// Whether either year has an amount.
    #[inline(always)]
    pub fn is_some(self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// 增减额; none beyond `i64`.
    #[inline(always)]
    pub fn change(self) -> Option<i64> {
        self.to.unwrap_or(0).checked_sub(self.from.unwrap_or(0))
    }

    /// 增减率 and status; none where the change is beyond `i64`.
    #[inline(always)]
    pub fn growth(self) -> Option<Growth> {
        Growth::between(self.from.unwrap_or(0), self.to.unwrap_or(0))
    }

    /// 占比 in both years.
    #[inline(always)]
    pub fn shares(self) -> [Option<Ratio>; 2] {
        let share = |part: Option<i64>, whole: Option<i64>| Ratio::share(part?, whole?);
        [share(self.from, self.from_whole), share(self.to, self.to_whole)]
    }

    /// Whether the amounts are parts of their wholes; one that exceeds its whole has no share and no contribution.
    #[inline(always)]
    fn is_within_wholes(self) -> bool {
        let is_part = |part: Option<i64>, whole: Option<i64>| {
            part.zip(whole).is_none_or(|(part, whole)| Ratio::share(part, whole).is_some())
        };
        is_part(self.from, self.from_whole) && is_part(self.to, self.to_whole)
    }

    /// 占比变化; a line that is not in a year's table had no share in it.
    #[inline(always)]
    pub fn share_change(self) -> Option<Points> {
        let is_stated = self.is_within_wholes() && self.from_whole.is_some() && self.to_whole.is_some();
        let [from, to] = self.shares();
        if is_stated { Points::between(from, to) } else { None }
    }

    /// 拉动: the change divided by the earlier whole.
    #[inline(always)]
    pub fn contribution(self) -> Option<Ratio> {
        let whole = self.from_whole.filter(|whole| self.is_within_wholes() && *whole > 0)?;
        Ratio::new(self.change()?, whole)
    }

    /// 贡献率: the change divided by the change of the whole.
    #[inline(always)]
    pub fn contribution_share(self) -> Option<Ratio> {
        let whole = self.to_whole?.checked_sub(self.from_whole?)?;
        self.is_within_wholes().then(|| Ratio::new(self.change()?, whole)).flatten()
    }
}
