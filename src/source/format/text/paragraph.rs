//! 段落: joins lines to paragraphs, across page breaks and blank lines.

use super::{line, table};
use crate::source::words::numbering;

/// The number of characters below which a line was not broken for lack of space.
const FULL_LINE: usize = 22;

/// Limit of the lines of a paragraph; a text without full stops is cut here.
const MAX_LINES: usize = 400;

/// The number of lines that form a paragraph, from the first line on, including blank lines inside it.
pub(in crate::source::format) fn length(lines: &[&str]) -> usize {
    let mut text = line::plain(lines[0]);
    let mut length = 1;
    loop {
        let gap = lines[length..].iter().take_while(|next| line::is_nothing(next)).count();
        let Some(next) = lines.get(length + gap) else { return length };
        let is_table = table::length(&lines[length + gap..], false).is_some();
        if length >= MAX_LINES || is_table || line::begins_block(next) || !continues(&text, next.trim(), gap > 0) {
            return length;
        }
        text.push_str(next.trim());
        length += gap + 1;
    }
}

/// The text of these lines, separated by `\n`, without blank lines.
pub(in crate::source::format) fn text(lines: &[&str]) -> String {
    let kept = lines.iter().filter(|line| !line::is_nothing(line)).map(|line| line::plain(line));
    kept.collect::<Vec<_>>().join("\n")
}

/// Whether `next` continues the unfinished `text`. `gap` says that blank lines separate them.
fn continues(text: &str, next: &str, gap: bool) -> bool {
    let (Some(last), Some(first)) = (text.chars().last(), next.chars().next()) else { return false };
    if "。！？!?：:".contains(last) {
        return false;
    }
    if is_open(text) || "，、；。）)”》％%,;".contains(first) || "，、,（(“《".contains(last) {
        return true;
    }
    // A semicolon may end a list item or stand inside a paragraph.
    if "；;".contains(last) {
        return !gap && text.chars().count() >= FULL_LINE;
    }
    if last.is_ascii_digit() && (first.is_ascii_digit() || "万亿千元年.个".contains(first)) {
        return true;
    }
    // A figure or closing bracket may end a paragraph whose full stop was forgotten.
    if gap && "%％元）)”》".contains(last) || line::is_label(text) || line::is_caption(text) {
        return false;
    }
    // The mark behind a number (二、) is none of a sentence.
    let prose = |text: &str| numbering(text).1.contains(['，', '。', '；', '、']);
    let wide = text.chars().count() >= FULL_LINE;
    wide && (prose(text) && (prose(next) || !gap) || is_heading_cut(text, next))
}

/// Whether `text` is a heading or an entry of the table of contents that continues on the next line.
fn is_heading_cut(text: &str, next: &str) -> bool {
    line::heading_level("", text).is_some()
        && next.chars().count() < FULL_LINE
        && !next.chars().any(|c| c.is_ascii_digit())
        && !next.contains(['，', '。', '；', '：', ':'])
}

/// Whether a bracket or quotation is left open in the last 40 characters.
fn is_open(text: &str) -> bool {
    let pairs = [('（', '）'), ('“', '”'), ('《', '》'), ('〔', '〕')];
    pairs.iter().any(|(open, close)| match text.rfind(*open) {
        Some(at) => !text[at..].contains([*close, ')']) && text[at..].chars().count() < 40,
        None => false,
    })
}
