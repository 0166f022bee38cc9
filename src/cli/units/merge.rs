//! 归并: the rows of several years, unit by unit, cut into segments that are computed at once.

use super::pool::{Pending, Pool};
use crate::Error;
use crate::model::{UnitRows, Warning};
use crate::source::dataset::store::RowGroup;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

/// Why there are no more segments.
pub(super) enum Stop {
    /// A unit comes after one that stands behind it by name.
    Unsorted,
    /// 错误
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Rows of one year, those of one unit together, units in the order of their names.
pub(super) trait Rows: Default {
    /// The units, each with the number of its rows.
    fn units(&self) -> &[(Arc<str>, usize)];

    /// How many rows there are.
    fn count(&self) -> usize;

    /// Puts rows of another, all of one unit, behind these.
    fn append(&mut self, other: &Self, rows: Range<usize>, unit: &Arc<str>);
}

impl Rows for UnitRows {
    fn units(&self) -> &[(Arc<str>, usize)] {
        &self.units
    }

    fn count(&self) -> usize {
        self.lines.len()
    }

    fn append(&mut self, other: &Self, rows: Range<usize>, unit: &Arc<str>) {
        self.lines.extend_from_slice(&other.lines[rows.clone()]);
        self.fen.extend_from_slice(&other.fen[rows.clone()]);
        match self.units.last_mut() {
            Some((last, count)) if last == unit => *count += rows.len(),
            _ => self.units.push((unit.clone(), rows.len())),
        }
    }
}

/// Rows of one year in the order of the units.
pub(super) trait Supply<R> {
    /// The next rows; none at the end.
    fn next(&mut self) -> Result<Option<R>, Stop>;
}

/// The rows of a row group, and what of it was not understood.
type Group<R> = Result<(R, Vec<Warning>), Error>;

/// What reads a row group.
pub(super) type Read<'env, R> = Arc<dyn Fn(RowGroup) -> Group<R> + Send + Sync + 'env>;

/// Row groups that follow each other, read by the pool ahead of their use.
pub(super) struct InOrder<'p, 'env, R> {
    pool: &'p Pool<'env>,
    read: Read<'env, R>,
    groups: std::vec::IntoIter<RowGroup>,
    /// Row groups that are read before they are needed.
    ahead: usize,
    pending: VecDeque<Pending<Group<R>>>,
    last: Option<Arc<str>>,
    is_checked: bool,
    /// What was not understood on the way.
    pub warnings: Vec<Warning>,
}

impl<'p, 'env, R: Rows + Send + 'env> InOrder<'p, 'env, R> {
    pub fn new(pool: &'p Pool<'env>, read: Read<'env, R>, groups: Vec<RowGroup>, ahead: usize) -> Self {
        Self {
            pool,
            read,
            groups: groups.into_iter(),
            ahead,
            pending: VecDeque::new(),
            last: None,
            is_checked: true,
            warnings: Vec::new(),
        }
    }

    /// Hands row groups on in whatever order they are.
    pub fn any_order(&mut self) {
        self.is_checked = false;
    }
}

impl<'env, R: Rows + Send + 'env> Supply<R> for InOrder<'_, 'env, R> {
    fn next(&mut self) -> Result<Option<R>, Stop> {
        while self.pending.len() < self.ahead
            && let Some(group) = self.groups.next()
        {
            let read = self.read.clone();
            self.pending.push_back(self.pool.submit(move || read(group)));
        }
        let Some(pending) = self.pending.pop_front() else { return Ok(None) };
        let (rows, warnings) = pending.wait()??;
        self.warnings.extend(warnings);
        let bounds = rows.units().first().zip(rows.units().last());
        if let Some(((first, _), (last, _))) = bounds {
            if self.is_checked && self.last.as_ref().is_some_and(|before| before > first) {
                return Err(Stop::Unsorted);
            }
            self.last = Some(last.clone());
        }
        Ok(Some(rows))
    }
}

/// One year: the rows at hand and how far they were taken.
struct Side<S, R> {
    supply: S,
    rows: R,
    unit: usize,
    row: usize,
}

impl<R: Rows, S: Supply<R>> Side<S, R> {
    fn new(supply: S) -> Self {
        Self { supply, rows: R::default(), unit: 0, row: 0 }
    }

    /// The next unit; none at the end.
    fn unit(&mut self) -> Result<Option<Arc<str>>, Stop> {
        while self.unit == self.rows.units().len() {
            match self.supply.next()? {
                Some(rows) => (self.rows, self.unit, self.row) = (rows, 0, 0),
                None => return Ok(None),
            }
        }
        Ok(Some(self.rows.units()[self.unit].0.clone()))
    }

    /// Puts every row of this unit, which may go on in the next rows, behind `out`.
    fn take(&mut self, unit: &Arc<str>, out: &mut R) -> Result<(), Stop> {
        while self.unit()?.is_some_and(|next| next == *unit) {
            let end = self.row + self.rows.units()[self.unit].1;
            out.append(&self.rows, self.row..end, unit);
            (self.row, self.unit) = (end, self.unit + 1);
        }
        Ok(())
    }
}

/// 分段: whole units of all years, in the order of their names. Where it cuts depends on the units and their rows
/// alone, not on how they are stored.
pub(super) struct Segments<S, R> {
    years: Vec<Side<S, R>>,
    /// Rows after which a segment is cut: enough to be worth a thread's while, few enough that several fit into the
    /// caches and memory.
    size: usize,
}

impl<R: Rows, S: Supply<R>> Segments<S, R> {
    pub fn new(years: Vec<S>, size: usize) -> Self {
        Self { years: years.into_iter().map(Side::new).collect(), size }
    }

    /// The next segment, one element a year; none at the end.
    pub fn next(&mut self) -> Result<Option<Vec<R>>, Stop> {
        let mut segment: Vec<R> = self.years.iter().map(|_| R::default()).collect();
        loop {
            let rows: usize = segment.iter().map(Rows::count).sum();
            let mut next: Option<Arc<str>> = None;
            for side in &mut self.years {
                let unit = side.unit()?;
                next = match (next, unit) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            let Some(unit) = next.filter(|_| rows < self.size) else {
                return Ok((rows > 0).then_some(segment));
            };
            for (side, out) in self.years.iter_mut().zip(&mut segment) {
                side.take(&unit, out)?;
            }
        }
    }

    /// The supplies, to be asked for what they met.
    pub fn into_supplies(self) -> Vec<S> {
        self.years.into_iter().map(|side| side.supply).collect()
    }
}
