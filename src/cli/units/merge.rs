//! 归并: the rows of two years, unit by unit, cut into segments that are computed at once.

use super::pool::{Pending, Pool};
use crate::Error;
use crate::analysis::units::Segment;
use crate::model::{Lines, UnitRows, Warning};
use crate::source::dataset::store::{RowGroup, Store, Wanted};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

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

/// Rows of one year in the order of the units.
pub(super) trait Supply {
    /// The next rows; none at the end.
    fn next(&mut self) -> Result<Option<UnitRows>, Stop>;
}

/// Rows of a segment: enough to be worth a thread's while, few enough that several fit into the caches and memory.
const SEGMENT: usize = 1 << 19;

/// Row groups that are read before they are needed, of each year.
const AHEAD: usize = 3;

/// Row groups that follow each other, read by the pool ahead of their use.
pub(super) struct InOrder<'p, 'env> {
    pool: &'p Pool<'env>,
    read: Reader<'env>,
    groups: std::vec::IntoIter<RowGroup>,
    pending: VecDeque<Pending<Read>>,
    last: Option<Arc<str>>,
    is_checked: bool,
    /// What was not understood on the way.
    pub warnings: Vec<Warning>,
}

type Read = Result<(UnitRows, Vec<Warning>), Error>;

/// What reading a row group takes.
#[derive(Clone, Copy)]
pub(super) struct Reader<'env> {
    pub store: &'env Store,
    pub lines: &'env Mutex<Lines>,
    pub wanted: Wanted,
}

impl Reader<'_> {
    /// The rows of a row group.
    pub fn read(&self, group: RowGroup) -> Read {
        self.store.rows(group, &self.wanted, self.lines)
    }
}

impl<'p, 'env> InOrder<'p, 'env> {
    pub fn new(pool: &'p Pool<'env>, read: Reader<'env>, groups: Vec<RowGroup>) -> Self {
        Self {
            pool,
            read,
            groups: groups.into_iter(),
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

impl Supply for InOrder<'_, '_> {
    fn next(&mut self) -> Result<Option<UnitRows>, Stop> {
        while self.pending.len() < AHEAD
            && let Some(group) = self.groups.next()
        {
            let read = self.read;
            self.pending.push_back(self.pool.submit(move || read.read(group)));
        }
        let Some(pending) = self.pending.pop_front() else { return Ok(None) };
        let (rows, warnings) = pending.wait()??;
        self.warnings.extend(warnings);
        let bounds = rows.units.first().zip(rows.units.last());
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
struct Side<S> {
    supply: S,
    rows: UnitRows,
    unit: usize,
    row: usize,
}

impl<S: Supply> Side<S> {
    fn new(supply: S) -> Self {
        Self { supply, rows: UnitRows::default(), unit: 0, row: 0 }
    }

    /// The next unit; none at the end.
    fn unit(&mut self) -> Result<Option<Arc<str>>, Stop> {
        while self.unit == self.rows.units.len() {
            match self.supply.next()? {
                Some(rows) => (self.rows, self.unit, self.row) = (rows, 0, 0),
                None => return Ok(None),
            }
        }
        Ok(Some(self.rows.units[self.unit].0.clone()))
    }

    /// Puts every row of this unit, which may go on in the next rows, behind `out`.
    fn take(&mut self, unit: &Arc<str>, out: &mut UnitRows) -> Result<(), Stop> {
        let before = out.lines.len();
        while self.unit()?.is_some_and(|next| next == *unit) {
            let end = self.row + self.rows.units[self.unit].1;
            out.lines.extend_from_slice(&self.rows.lines[self.row..end]);
            out.fen.extend_from_slice(&self.rows.fen[self.row..end]);
            (self.row, self.unit) = (end, self.unit + 1);
        }
        if out.lines.len() > before {
            out.units.push((unit.clone(), out.lines.len() - before));
        }
        Ok(())
    }
}

/// 分段: whole units of both years, in the order of their names. Where it cuts depends on the units and their rows
/// alone, not on how they are stored.
pub(super) struct Segments<S> {
    years: [Side<S>; 2],
}

impl<S: Supply> Segments<S> {
    pub fn new(years: [S; 2]) -> Self {
        Self { years: years.map(Side::new) }
    }

    /// The next segment; none at the end.
    pub fn next(&mut self) -> Result<Option<Segment>, Stop> {
        let mut segment = Segment::default();
        loop {
            let rows: usize = segment.years.iter().map(|year| year.lines.len()).sum();
            let next = [self.years[0].unit()?, self.years[1].unit()?];
            let Some(unit) = next.into_iter().flatten().min().filter(|_| rows < SEGMENT) else {
                return Ok((rows > 0).then_some(segment));
            };
            for (side, out) in self.years.iter_mut().zip(&mut segment.years) {
                side.take(&unit, out)?;
            }
        }
    }

    /// The supplies, to be asked for what they met.
    pub fn into_supplies(self) -> [S; 2] {
        self.years.map(|side| side.supply)
    }
}
