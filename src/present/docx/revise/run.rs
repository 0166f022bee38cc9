//! 文本块: what is to change in a run, in the order in which it is written.

use super::failure::{Failure, misfit};
use std::ops::Range;

/// What is to change in a run.
#[derive(Default)]
pub(super) struct RunEdit {
    /// Characters or elements.
    pub deletions: Vec<Range<usize>>,
    pub highlights: Vec<Range<usize>>,
    pub points: Vec<Point>,
}

/// Something put in between characters.
pub(super) struct Point {
    pub at: usize,
    pub phase: Phase,
    pub what: What,
}

/// In which order things are put in at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// New text for what is deleted before it.
    Replacement,
    /// The end of a comment.
    End,
    /// The start of a comment without characters, which covers new text at its place.
    PointStart,
    /// New text where nothing is deleted.
    Insertion,
    PointEnd,
    /// The start of a comment.
    Start,
}

pub(super) enum What {
    Mark(String),
    /// New text, formatted as the run `like`, in place of `replaced`.
    Text {
        text: String,
        like: usize,
        replaced: Range<usize>,
    },
}

impl RunEdit {
    /// Puts everything in order; changes that contradict each other are refused.
    pub(super) fn settle(&mut self) -> Result<(), Failure> {
        self.deletions.sort_by_key(|range| (range.start, range.end));
        self.points.sort_by_key(|point| (point.at, point.phase));
        self.highlights.sort_by_key(|range| (range.start, range.end));
        self.highlights.dedup_by(|next, last| {
            let touches = next.start <= last.end;
            last.end = if touches { last.end.max(next.end) } else { last.end };
            touches
        });
        if let Some(pair) = self.deletions.windows(2).find(|pair| pair[1].start < pair[0].end) {
            return Err(misfit(format!("{:?} and {:?}: changed twice", pair[0], pair[1])));
        }
        let is_new = |point: &&Point| matches!(point.what, What::Text { .. });
        match self.points.iter().filter(is_new).find(|point| self.deletes(point.at, point.at)) {
            Some(point) => Err(misfit(format!("{}: an insertion within what is deleted", point.at))),
            None => Ok(()),
        }
    }

    /// Whether all between two places is deleted; whether a place is within something deleted, if they are one.
    pub(super) fn deletes(&self, start: usize, end: usize) -> bool {
        let last = self.deletions.partition_point(|range| range.start <= start && (range.start < start || start < end));
        last.checked_sub(1).is_some_and(|at| {
            let range = &self.deletions[at];
            if start < end { end <= range.end } else { start < range.end }
        })
    }

    pub(super) fn highlights(&self, range: &Range<usize>) -> bool {
        let last = self.highlights.partition_point(|of| of.start <= range.start).checked_sub(1);
        last.is_some_and(|at| range.end <= self.highlights[at].end)
    }

    /// All places where a piece of a text may end.
    pub(super) fn cuts(&self) -> Vec<usize> {
        let ranges = self.deletions.iter().chain(&self.highlights).flat_map(|range| [range.start, range.end]);
        let mut cuts: Vec<usize> = ranges.chain(self.points.iter().map(|point| point.at)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }
}
