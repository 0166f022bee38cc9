//! 批次: lines up the rows of several years by unit, in batches of whole units.

use super::RowGroup;
use crate::Error;
use crate::model::{Lines, UnitRows, Warning};
use crate::parallel::{Pending, Pool};
use crate::source::SourceError;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

/// Rows of one year, grouped by unit, with the units sorted by name.
pub(crate) trait Rows: Default {
    /// The units, each with its number of rows.
    fn units(&self) -> &[(Arc<str>, usize)];

    /// The number of rows.
    fn count(&self) -> usize;

    /// Appends rows of another segment, all of one unit.
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

/// The rows of a row group, and warnings.
type Group<R> = Result<(R, Vec<Warning>), Error>;

/// Reads a row group.
pub(crate) type Read<'env, R> = Arc<dyn Fn(RowGroup) -> Group<R> + Send + Sync + 'env>;

/// 预读: the row groups of one year in order, read ahead by the thread pool.
pub(crate) struct ReadAhead<'env, R> {
    pool: Pool<'env>,
    read: Read<'env, R>,
    groups: std::vec::IntoIter<RowGroup>,
    /// The number of row groups read ahead.
    ahead: usize,
    pending: VecDeque<Pending<Group<R>>>,
    last: Option<Arc<str>>,
    in_any_order: bool,
    /// Warnings of the row groups read so far.
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

    /// Accepts row groups with unsorted units.
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

/// One year: the current rows, and how many of them have been taken.
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

    /// Appends all rows of this unit, which may continue in the next row group.
    fn take(&mut self, unit: &Arc<str>, out: &mut R) -> Result<(), Error> {
        while self.unit()?.is_some_and(|next| next == *unit) {
            let end = self.row + self.rows.units()[self.unit].1;
            out.append(&self.rows, self.row..end, unit);
            (self.row, self.unit) = (end, self.unit + 1);
        }
        Ok(())
    }
}

/// 批次: whole units of all years, sorted by name, one element per year. Batches depend only on the units and their rows,
/// not on how these are stored.
pub(crate) struct Batches<S, R> {
    years: Vec<Year<S, R>>,
    /// The number of rows after which a batch ends: enough to occupy a thread, but so few that several batches fit into
    /// memory.
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

    /// The readers of the years, which hold their warnings.
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

/// 单位段: the rows of one year as they are read, in whole units. The last unit of a row group is held back, since it may
/// continue.
pub(crate) struct WholeUnits<S> {
    rows: S,
    /// The last unit so far, which may continue.
    open: UnitRows,
}

impl<S: Iterator<Item = Result<UnitRows, Error>>> WholeUnits<S> {
    pub fn new(rows: S) -> Self {
        Self { rows, open: UnitRows::default() }
    }

    /// The reader, which holds its warnings.
    pub fn into_source(self) -> S {
        self.rows
    }

    /// The units that are complete after these rows, in one or two pieces.
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
            // The rows are not moved but marked as not counting.
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
