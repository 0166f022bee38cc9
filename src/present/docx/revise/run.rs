//! 文本块: the changes to a run, in the order in which they are written.

use super::failure::{Failure, misfit};
use std::ops::Range;

/// Changes to a run.
#[derive(Default)]
pub(super) struct RunEdit {
    /// Deleted characters or elements.
    pub deletions: Vec<Range<usize>>,
    pub highlights: Vec<Range<usize>>,
    pub points: Vec<Point>,
}

/// Something to insert between characters.
pub(super) struct Point {
    pub at: usize,
    pub phase: Phase,
    pub what: What,
}

/// Order of insertions at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// New text that replaces the deleted text before it.
    Replacement,
    /// The end of a comment.
    End,
    /// The start of a comment on an empty range, so that it covers text inserted there.
    PointStart,
    /// New text that replaces nothing.
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
    /// Sorts the changes and rejects contradictory ones.
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

    /// Whether everything from `start` to `end` is deleted; if they are equal, whether the place lies inside a
    /// deletion.
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

    /// All places at which the text of the run is split into pieces.
    pub(super) fn cuts(&self) -> Vec<usize> {
        let ranges = self.deletions.iter().chain(&self.highlights).flat_map(|range| [range.start, range.end]);
        let mut cuts: Vec<usize> = ranges.chain(self.points.iter().map(|point| point.at)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }
}
