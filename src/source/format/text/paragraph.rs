//! 段落: lines that make one paragraph, though a page break or a blank line stands between them.

use super::{line, table};

/// A line shorter than this was not cut by the width of a page.
const FULL_LINE: usize = 22;

/// No paragraph of a disclosure has more lines; a text without any full stop is cut here.
const LONGEST: usize = 400;

/// How many lines from here on make one paragraph, the blank ones inside included.
pub(in crate::source::format) fn length(lines: &[&str]) -> usize {
    let mut text = line::plain(lines[0]);
    let mut length = 1;
    loop {
        let gap = lines[length..].iter().take_while(|next| line::is_nothing(next)).count();
        let Some(next) = lines.get(length + gap) else { return length };
        let is_table = table::length(&lines[length + gap..], false).is_some();
        if length >= LONGEST || is_table || line::begins_block(next) || !continues(&text, next.trim(), gap > 0) {
            return length;
        }
        text.push_str(next.trim());
        length += gap + 1;
    }
}

/// The text of these lines: one `\n` where the source breaks, nothing of the blank lines between.
pub(in crate::source::format) fn text(lines: &[&str]) -> String {
    let kept = lines.iter().filter(|line| !line::is_nothing(line)).map(|line| line::plain(line));
    kept.collect::<Vec<_>>().join("\n")
}

/// Whether `next` carries on what `text` left unfinished.
fn continues(text: &str, next: &str, apart: bool) -> bool {
    let (Some(last), Some(first)) = (text.chars().last(), next.chars().next()) else { return false };
    if "。！？!?：:".contains(last) {
        return false;
    }
    if is_open(text) || "，、；。）)”》％%,;".contains(first) || "，、,（(“《".contains(last) {
        return true;
    }
    // A semicolon ends an item of a list as often as it stands inside a paragraph.
    if "；;".contains(last) {
        return !apart && text.chars().count() >= FULL_LINE;
    }
    if last.is_ascii_digit() && (first.is_ascii_digit() || "万亿千元年.个".contains(first)) {
        return true;
    }
    // A finished figure or a closed bracket may end a paragraph whose full stop was forgotten.
    if apart && "%％元）)”》".contains(last) || line::is_label(text) || line::is_caption(text) {
        return false;
    }
    let prose = |text: &str| text.contains(['，', '。', '；', '、']);
    let wide = text.chars().count() >= FULL_LINE;
    wide && (prose(text) && (prose(next) || !apart) || is_heading_cut(text, next))
}

/// A heading or a title in the contents that did not fit its line.
fn is_heading_cut(text: &str, next: &str) -> bool {
    line::heading_level("", text).is_some()
        && next.chars().count() < FULL_LINE
        && !next.chars().any(|c| c.is_ascii_digit())
        && !next.contains(['，', '。', '；', '：', ':'])
}

/// Whether a bracket or a quotation is left open at the end, within reach of one broken line.
fn is_open(text: &str) -> bool {
    let pairs = [('（', '）'), ('“', '”'), ('《', '》'), ('〔', '〕')];
    pairs.iter().any(|(open, close)| match text.rfind(*open) {
        Some(at) => !text[at..].contains([*close, ')']) && text[at..].chars().count() < 40,
        None => false,
    })
}
