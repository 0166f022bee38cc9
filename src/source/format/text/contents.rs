//! 目录: finds the lines of the table of contents, which must not be taken for the headings that they name.

use super::line;
use std::ops::Range;

/// Limit of the lines of a table of contents.
const MAX_LINES: usize = 300;

/// The range of lines of the table of contents: from 目录 to the line where its first entry reappears.
pub(in crate::source::format) fn lines(lines: &[&str]) -> Range<usize> {
    let Some(title) = lines.iter().position(|text| matches!(line::key(text).as_str(), "目录" | "目次")) else {
        return 0..0;
    };
    let mut following = (title + 1..lines.len()).filter(|at| !line::is_nothing(lines[*at]));
    let Some(first) = following.next() else { return 0..0 };
    let entry = line::key(lines[first]);
    following
        .take_while(|at| at - title <= MAX_LINES)
        .find(|at| line::key(lines[*at]) == entry)
        .map_or(0..0, |end| title..end)
}
