//! 批次: the rows of several years lined up unit by unit and cut into batches of whole units.

use super::RowGroup;
use crate::Error;
use crate::model::{Lines, UnitRows, Warning};
use crate::parallel::{Pending, Pool};
use crate::source::SourceError;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

/// Rows of one year, those of one unit together, units in the order of their names.
pub(crate) trait Rows: Default {
    /// The units, each with the number of its rows.
    fn units(&self) -> &[(Arc<str>, usize)];

    /// How many rows there are.
    fn count(&self) -> usize;

    /// Appends rows of another, all of one unit.
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

/// The rows of a row group, and what of it was not understood.
type Group<R> = Result<(R, Vec<Warning>), Error>;

/// What reads a row group.
pub(crate) type Read<'env, R> = Arc<dyn Fn(RowGroup) -> Group<R> + Send + Sync + 'env>;

/// 预读: the row groups of one year, one after the other, read by the pool before they are needed.
pub(crate) struct ReadAhead<'env, R> {
    pool: Pool<'env>,
    read: Read<'env, R>,
    groups: std::vec::IntoIter<RowGroup>,
    /// How many row groups are read before they are needed.
    ahead: usize,
    pending: VecDeque<Pending<Group<R>>>,
    last: Option<Arc<str>>,
    in_any_order: bool,
    /// What was not understood on the way.
    pub warnings: Vec<Warning>,
}

impl<'env, R> ReadAhead<'env, R> {
    pub fn new(pool: &Pool<'env>, read: Read<'env, R>, groups: Vec<RowGroup>, ahead: usize) -> Self {
        Self {
            pool: pool.clone(),
            read,
            groups: groups.into_iter(),
            ahead,
            pending: VecDeque::new(),
            last: None,
            in_any_order: false,
            warnings: Vec::new(),
        }
    }

    /// Accepts row groups whose units are in no order.
    pub fn in_any_order(self) -> Self {
        Self { in_any_order: true, ..self }
    }
}

impl<'env, R: Rows + Send + 'env> ReadAhead<'env, R> {
    fn read(&mut self, pending: Pending<Group<R>>) -> Result<R, Error> {
        let (rows, warnings) = pending.wait()??;
        self.warnings.extend(warnings);
        if let (Some((first, _)), Some((last, _))) = (rows.units().first(), rows.units().last()) {
            if !self.in_any_order && self.last.as_ref().is_some_and(|before| before > first) {
                return Err(SourceError::Unsorted.into());
            }
            self.last = Some(last.clone());
        }
        Ok(rows)
    }
}

impl<'env, R: Rows + Send + 'env> Iterator for ReadAhead<'env, R> {
    type Item = Result<R, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.pending.len() < self.ahead
            && let Some(group) = self.groups.next()
        {
            let read = self.read.clone();
            self.pending.push_back(self.pool.submit(move || read(group)));
        }
        let pending = self.pending.pop_front()?;
        Some(self.read(pending))
    }
}

/// One year: the rows at hand and how far they were taken.
struct Year<S, R> {
    source: S,
    rows: R,
    unit: usize,
    row: usize,
}

impl<R: Rows, S: Iterator<Item = Result<R, Error>>> Year<S, R> {
    fn new(source: S) -> Self {
        Self { source, rows: R::default(), unit: 0, row: 0 }
    }

    /// The next unit; none at the end.
    fn unit(&mut self) -> Result<Option<Arc<str>>, Error> {
        while self.unit == self.rows.units().len() {
            match self.source.next().transpose()? {
                Some(rows) => (self.rows, self.unit, self.row) = (rows, 0, 0),
                None => return Ok(None),
            }
        }
        Ok(Some(self.rows.units()[self.unit].0.clone()))
    }

    /// Appends every row of this unit, which may go on in the next rows.
    fn take(&mut self, unit: &Arc<str>, out: &mut R) -> Result<(), Error> {
        while self.unit()?.is_some_and(|next| next == *unit) {
            let end = self.row + self.rows.units()[self.unit].1;
            out.append(&self.rows, self.row..end, unit);
            (self.row, self.unit) = (end, self.unit + 1);
        }
        Ok(())
    }
}

/// 批次: whole units of all years, in the order of their names, one element a year. Where it cuts depends on the units
/// and their rows alone, not on how they are stored.
pub(crate) struct Batches<S, R> {
    years: Vec<Year<S, R>>,
    /// Rows after which a batch is cut: enough to be worth a thread's while, few enough that several fit into the caches
    /// and memory.
    size: usize,
}

impl<R: Rows, S: Iterator<Item = Result<R, Error>>> Batches<S, R> {
    pub fn new(years: Vec<S>, size: usize) -> Self {
        Self { years: years.into_iter().map(Year::new).collect(), size }
    }

    /// The next batch; none at the end.
    fn cut(&mut self) -> Result<Option<Vec<R>>, Error> {
        let mut batch: Vec<R> = self.years.iter().map(|_| R::default()).collect();
        loop {
            let rows: usize = batch.iter().map(Rows::count).sum();
            let mut next: Option<Arc<str>> = None;
            for year in &mut self.years {
                let unit = year.unit()?;
                next = match (next, unit) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            let Some(unit) = next.filter(|_| rows < self.size) else {
                return Ok((rows > 0).then_some(batch));
            };
            for (year, out) in self.years.iter_mut().zip(&mut batch) {
                year.take(&unit, out)?;
            }
        }
    }

    /// What the years were read from, to be asked for what they met.
    pub fn into_sources(self) -> Vec<S> {
        self.years.into_iter().map(|year| year.source).collect()
    }
}

impl<R: Rows, S: Iterator<Item = Result<R, Error>>> Iterator for Batches<S, R> {
    type Item = Result<Vec<R>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.cut().transpose()
    }
}

/// 单位段: the rows of one year as they are read, with the units whole: a unit that goes on in the next rows comes with
/// those.
pub(crate) struct WholeUnits<S> {
    rows: S,
    /// The last unit so far, which may go on.
    open: UnitRows,
}

impl<S: Iterator<Item = Result<UnitRows, Error>>> WholeUnits<S> {
    pub fn new(rows: S) -> Self {
        Self { rows, open: UnitRows::default() }
    }

    /// What the rows were read from.
    pub fn into_source(self) -> S {
        self.rows
    }

    /// The units that end with these rows, in one or two pieces.
    fn close(&mut self, mut rows: UnitRows) -> Vec<UnitRows> {
        if rows.units.is_empty() {
            return Vec::new();
        }
        let mut open = std::mem::take(&mut self.open);
        if let (Some((last, _)), Some((first, count))) = (open.units.first().cloned(), rows.units.first().cloned())
            && last == first
        {
            open.append(&rows, 0..count, &first);
            if rows.units.len() == 1 {
                self.open = open;
                return Vec::new();
            }
            // Nothing is moved: the rows stay where they are and count for nothing.
            rows.lines[..count].fill(Lines::NONE);
        }
        if let Some((unit, count)) = rows.units.pop() {
            let start = rows.lines.len() - count;
            let (lines, fen) = (rows.lines.split_off(start), rows.fen.split_off(start));
            self.open = UnitRows { units: vec![(unit, count)], lines, fen };
        }
        [open, rows].into_iter().filter(|rows| !rows.units.is_empty()).collect()
    }
}

impl<S: Iterator<Item = Result<UnitRows, Error>>> Iterator for WholeUnits<S> {
    type Item = Result<Vec<UnitRows>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.rows.next() {
                Some(Ok(rows)) => match self.close(rows) {
                    units if units.is_empty() => {}
                    units => return Some(Ok(units)),
                },
                Some(Err(error)) => return Some(Err(error)),
                None => {
                    let last = std::mem::take(&mut self.open);
                    return (!last.units.is_empty()).then(|| Ok(vec![last]));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(crate::chance::cases(256))]

        #[test]
        fn units_are_whole_and_no_row_is_lost_however_the_rows_are_cut(
            counts in prop::collection::vec(1usize..6, 0..12),
            cuts in prop::collection::vec(0usize..40, 0..6),
        ) {
            let rows: Vec<(Arc<str>, u32)> = counts
                .iter()
                .enumerate()
                .flat_map(|(unit, count)| (0..*count).map(move |row| (format!("{unit:02}").into(), (unit * 10 + row) as u32)))
                .collect();
            let mut ends: Vec<usize> = cuts.into_iter().map(|cut| cut.min(rows.len())).chain([0, rows.len()]).collect();
            ends.sort_unstable();
            let parts = ends.windows(2).map(|ends| {
                let mut part = UnitRows::default();
                for (unit, line) in &rows[ends[0]..ends[1]] {
                    let row = UnitRows { units: vec![(unit.clone(), 1)], lines: vec![*line], fen: vec![i64::from(*line)] };
                    part.append(&row, 0..1, unit);
                }
                Ok(part)
            });
            let mut found = Vec::new();
            for piece in WholeUnits::new(parts).flat_map(Result::unwrap) {
                let mut next = 0;
                for (unit, count) in piece.units {
                    let own = (next..next + count).filter(|row| piece.lines[*row] != Lines::NONE);
                    let own: Vec<(u32, i64)> = own.map(|row| (piece.lines[row], piece.fen[row])).collect();
                    next += count;
                    found.extend((!own.is_empty()).then_some((unit, own)));
                }
            }
            let line = |at: usize, row: usize| ((at * 10 + row) as u32, (at * 10 + row) as i64);
            let whole = |(at, count): (usize, &usize)| {
                (Arc::from(format!("{at:02}")), (0..*count).map(|row| line(at, row)).collect::<Vec<_>>())
            };
            prop_assert_eq!(found, counts.iter().enumerate().map(whole).collect::<Vec<_>>());
        }
    }
}
