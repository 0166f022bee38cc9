//! 核算: the arithmetic of every comparison, whatever its figures come from: what rolls up from below, and what follows
//! from two amounts. Whole 分 over contiguous cells; it knows places, not codes.

use crate::model::{Growth, Points, Ratio};

/// What adds up from below.
pub(super) trait Addend: Copy {
    /// Nothing: what adding begins with.
    const NOTHING: Self;

    /// Adds another.
    fn add(&mut self, other: Self);
}

impl Addend for i128 {
    const NOTHING: Self = 0;

    fn add(&mut self, other: Self) {
        *self += other;
    }
}

/// What is done at every cell that a roll-up comes to.
pub(super) trait Visit<A> {
    /// Whether what rolled up to a cell that prints nothing, or beside what it prints, is the whole of it.
    fn admits(&mut self, _place: usize, _sum: &A) -> bool {
        true
    }

    /// A cell has an amount.
    fn stands(&mut self, place: usize, year: usize);
}

/// One line: what was printed and what rolls up from below, in each year.
#[derive(Clone, Copy)]
pub(super) struct Cell<A, const N: usize> {
    printed: [A; N],
    rolled: [A; N],
    /// Which of them stand: from bit 0 the years that print the line, from bit 32 those in which it rolls up.
    stands: u64,
}

/// The most years that one bench holds.
pub(super) const MOST_YEARS: usize = 32;

impl<A: Addend, const N: usize> Cell<A, N> {
    const EMPTY: Self = Self { printed: [A::NOTHING; N], rolled: [A::NOTHING; N], stands: 0 };

    /// What was printed.
    pub fn printed(&self, year: usize) -> Option<A> {
        (self.stands & (1 << year) != 0).then_some(self.printed[year])
    }

    /// What rolled up from below.
    pub fn rolled(&self, year: usize) -> Option<A> {
        (self.stands & (1 << (MOST_YEARS + year)) != 0).then_some(self.rolled[year])
    }

    /// The amount of a year: what was printed, else what rolled up.
    pub fn amount(&self, year: usize) -> Option<A> {
        self.printed(year).or_else(|| self.rolled(year))
    }
}

/// 计算器: cells in which lines are rolled up, in as many years as are lined up. Used again for every unit.
pub(super) struct Bench<'a, A, const N: usize> {
    /// The place of the line above each; [`Bench::TOP`] where there is none. A parent stands before its children.
    parents: &'a [u32],
    cells: Vec<Cell<A, N>>,
    /// The places of the lines that the unit has, as bits.
    has: Vec<u64>,
}

impl<'a, A: Addend, const N: usize> Bench<'a, A, N> {
    /// An empty bench.
    pub fn new(parents: &'a [u32]) -> Self {
        let count = parents.len();
        Self { parents, cells: vec![Cell::EMPTY; count], has: vec![0; count.div_ceil(64)] }
    }

    /// The cell of a line.
    pub fn cell(&self, place: usize) -> &Cell<A, N> {
        &self.cells[place]
    }

    /// The places of the unit's lines, in order.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.has.iter().enumerate().flat_map(|(word, bits)| Bits(*bits).map(move |bit| word * 64 + bit))
    }

    /// Counts a line among the unit's, though it has no amount.
    pub fn show(&mut self, place: usize) {
        self.has[place / 64] |= 1 << (place % 64);
    }

    /// Adds an amount that a line prints.
    pub fn put(&mut self, year: usize, place: u32, amount: A) {
        let cell = &mut self.cells[place as usize];
        cell.printed[year].add(amount);
        cell.stands |= 1 << year;
        self.show(place as usize);
    }

    /// 项 → 款 → 类 → 合计: from the last line to the first. What was printed stays.
    pub fn roll_up(&mut self, visit: &mut impl Visit<A>) {
        for word in (0..self.has.len()).rev() {
            // A parent may stand in the same word, so the bits are asked again after every line.
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

    /// Makes room for the next unit.
    pub fn clear(&mut self) {
        for word in 0..self.has.len() {
            for bit in Bits(std::mem::take(&mut self.has[word])) {
                self.cells[word * 64 + bit] = Cell::EMPTY;
            }
        }
    }
}

/// Stands for no line above.
pub(super) const TOP: u32 = u32::MAX;

/// The places of the bits that are set, the lowest first.
pub(super) struct Bits(pub u64);

impl Iterator for Bits {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let bit = (self.0 != 0).then(|| self.0.trailing_zeros() as usize)?;
        self.0 &= self.0 - 1;
        Some(bit)
    }
}

/// 两年之间: one line's amounts in two years that both say something of it, with the wholes that they are of; in 分.
/// A year without an amount had nothing budgeted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Between {
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub from_whole: Option<i64>,
    pub to_whole: Option<i64>,
}

impl Between {
    /// Whether either year has an amount.
    pub fn is_some(self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// 增减额; none beyond `i64`.
    pub fn change(self) -> Option<i64> {
        self.to.unwrap_or(0).checked_sub(self.from.unwrap_or(0))
    }

    /// 增减率 and status; none where the change is beyond `i64`.
    pub fn growth(self) -> Option<Growth> {
        Growth::between(self.from.unwrap_or(0), self.to.unwrap_or(0))
    }

    /// 占比 in both years.
    pub fn shares(self) -> [Option<Ratio>; 2] {
        [(self.from, self.from_whole), (self.to, self.to_whole)].map(|(part, whole)| Ratio::share(part?, whole?))
    }

    /// What is more than a whole is no part of it, and moves it by nothing that can be told.
    fn is_within_wholes(self) -> bool {
        let is_part = |part: Option<i64>, whole: Option<i64>| {
            part.zip(whole).is_none_or(|(part, whole)| Ratio::share(part, whole).is_some())
        };
        is_part(self.from, self.from_whole) && is_part(self.to, self.to_whole)
    }

    /// 占比变化; a line that a year's table does not have had no share in it.
    pub fn share_change(self) -> Option<Points> {
        let is_stated = self.is_within_wholes() && self.from_whole.is_some() && self.to_whole.is_some();
        let [from, to] = self.shares();
        if is_stated { Points::between(from, to) } else { None }
    }

    /// 拉动: the change to the earlier whole.
    pub fn contribution(self) -> Option<Ratio> {
        let whole = self.from_whole.filter(|whole| self.is_within_wholes() && *whole > 0)?;
        Ratio::new(self.change()?, whole)
    }

    /// 贡献率: the change to the whole's change.
    pub fn contribution_share(self) -> Option<Ratio> {
        let whole = self.to_whole?.checked_sub(self.from_whole?)?;
        self.is_within_wholes().then(|| Ratio::new(self.change()?, whole)).flatten()
    }
}
