//! 目录: the lines of the contents list are not the headings they name.

use super::line;
use std::ops::Range;

/// How many lines a contents list may have.
const LONGEST: usize = 300;

/// The indexes of the lines that belong to the contents: from 目录 to where its first entry stands again.
pub(in crate::source::format) fn lines(lines: &[&str]) -> Range<usize> {
    let Some(title) = lines.iter().position(|text| matches!(line::key(text).as_str(), "目录" | "目次")) else {
        return 0..0;
    };
    let mut following = (title + 1..lines.len()).filter(|at| !line::is_nothing(lines[*at]));
    let Some(first) = following.next() else { return 0..0 };
    let entry = line::key(lines[first]);
    following
        .take_while(|at| at - title <= LONGEST)
        .find(|at| line::key(lines[*at]) == entry)
        .map_or(0..0, |end| title..end)
}
