//! 就地修订: changes to a Word document at places recorded when it was read.

use super::revise::{Change, Remark, Revision};
use crate::model::Place;
use std::ops::Range;
use std::sync::Arc;

/// Author and date of all changes. The date is fixed so that the same input gives the same bytes.
pub(in crate::present) fn revision(tracked: bool) -> Revision {
    Revision { author: "同比".to_owned(), date: "2000-01-01T00:00:00Z".to_owned(), tracked }
}

/// Part and byte ranges of the characters at a place, if known.
pub(in crate::present) fn written(place: &Place) -> Option<(Arc<str>, Vec<Range<usize>>)> {
    let written = place.written.as_ref()?;
    let ranges = written.ranges();
    (!ranges.is_empty()).then(|| (written.part.clone(), ranges))
}

/// Replaces the words at a place, if their position is known.
pub(in crate::present) fn replacement(place: &Place, text: &str) -> Option<Change> {
    written(place).map(|(part, ranges)| Change::Replace { part, ranges, text: text.to_owned() })
}

/// 批注 on highlighted words. `None` outside the main text, where Word supports no comments.
pub(in crate::present) fn comment(place: &Place, note: &str) -> Option<Change> {
    let is_main = |part: &str| {
        let name = part.rsplit('/').next().unwrap_or(part);
        !["header", "footer", "footnotes", "endnotes"].iter().any(|story| name.starts_with(story))
    };
    let (part, ranges) = written(place).filter(|(part, _)| is_main(part))?;
    Some(Change::Comment { part, ranges, remark: remark(note, true) })
}

/// 批注
pub(in crate::present) fn remark(text: &str, highlight: bool) -> Remark {
    Remark { text: text.to_owned(), highlight }
}
