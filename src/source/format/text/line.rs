//! 行: classifies a line of text by its numbering and punctuation.

use regex::Regex;
use std::sync::LazyLock;

/// Limit of the characters of a heading; a longer line that begins with 一、 is a list item.
const MAX_HEADING: usize = 80;

/// A Chinese numeral in headings and lists; written as `N` in the patterns.
const NUMERAL: &str = "[一二三四五六七八九十百〇零]+";

static PART: LazyLock<Regex> = LazyLock::new(|| pattern(r"^第\s*(?:N|\d+)\s*(?:部分|章|篇|编)"));
static SECTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"^第\s*(?:N|\d+)\s*节"));
static FIRST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^N\s*[、．.]"));
static SECOND: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[（(]\s*N\s*[)）]"));
static THIRD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{1,2}\s*(?:、|[．.](?:\D|$))"));
static FOURTH: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[（(]\s*\d{1,2}\s*[)）]|\d{1,2}\s*[)）]|[①-⑳])"));
static BULLET: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*[-*+•·●■◆]\s+"));
static CAPTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:附?表|附件|图)\s*[\dN]+|^\S*公开\s*\d+\s*表|表\s*(?:[（(][^）)]*[）)])?$"));
static LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\p{Han}（）()“”、]{2,14}\s*[：:]"));
static RESIDUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^[\s|:=_*+—－-]*(?:-{3}|={3}|_{3}|—{3})[\s|:=_*+—－-]*$|^\s*[-—–－]\s*\d{1,4}\s*[-—–－]\s*$")
});
static PAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*第\s*\d{1,4}\s*页(?:[，,/]?\s*共\s*\d{1,4}\s*页)?\s*$"));

fn pattern(text: &str) -> Regex {
    Regex::new(&text.replace('N', NUMERAL)).expect("the patterns are constants, and each is used by a test")
}

/// Whether a line is blank, a rule of dashes, or a page number.
pub(in crate::source::format) fn is_nothing(line: &str) -> bool {
    line.trim().is_empty() || RESIDUE.is_match(line) || PAGE.is_match(line)
}

/// The line without Markdown markup: `#`, list dashes, `**`.
pub(in crate::source::format) fn plain(line: &str) -> String {
    let line = line.trim().trim_start_matches('#').trim_start();
    without_bold(&BULLET.replace(line, "")).trim().to_owned()
}

/// The text without Markdown's `**`.
pub(super) fn without_bold(text: &str) -> String {
    if text.contains('*') { text.replace("**", "") } else { text.to_owned() }
}

/// Whether a line begins a new block: a heading, list item, caption or label.
pub(in crate::source::format) fn begins_block(line: &str) -> bool {
    let text = plain(line);
    line.trim_start().starts_with('#')
        || BULLET.is_match(line)
        || is_numbered(&text)
        || LABEL.is_match(&text)
        || is_caption(&text)
}

/// Whether a text is the number or title of a table.
pub(super) fn is_caption(text: &str) -> bool {
    text.chars().count() <= 40 && !text.contains(['，', '。', '；']) && CAPTION.is_match(text)
}

/// Whether a text is a label and its value: `名称：…`.
pub(super) fn is_label(text: &str) -> bool {
    LABEL.is_match(text) && !text.contains(['。', '；', '，'])
}

fn is_numbered(text: &str) -> bool {
    [&PART, &SECTION, &FIRST, &SECOND, &THIRD, &FOURTH].iter().any(|pattern| pattern.is_match(text))
}

/// The heading level of a block; `None` if it is no heading. `line` is its first line, `text` the block without markup.
pub(in crate::source::format) fn heading_level(line: &str, text: &str) -> Option<u8> {
    let prose = text.contains(['。', '；', ';', '！']) || text.ends_with(['，', '、', ',', '：', ':']);
    if prose || text.chars().count() > MAX_HEADING {
        return None;
    }
    let levels = [(&PART, 1), (&SECTION, 2), (&FIRST, 2), (&SECOND, 3), (&THIRD, 4)];
    let numbered = levels.into_iter().find(|(pattern, _)| pattern.is_match(text)).map(|(_, level)| level);
    let marks = line.trim_start().chars().take_while(|c| *c == '#').count();
    numbered.or((1..=6).contains(&marks).then_some(marks as u8))
}

/// The text without spaces, dot leader and page number, by which an entry of the table of contents is found again.
pub(super) fn key(line: &str) -> String {
    let line = plain(line);
    // A page number after a tab or a gap is not part of the title.
    let title = line.trim_end_matches(|c: char| c.is_ascii_digit());
    let paged = title.len() < line.len() && (title.ends_with('\t') || title.ends_with("  "));
    let text: String = if paged { title } else { &line }.chars().filter(|c| !c.is_whitespace()).collect();
    match text.trim_end_matches(|c: char| c.is_ascii_digit()) {
        // Only after a dot leader is a number a page number.
        cut if cut.ends_with(['.', '…', '·', '．']) => cut.trim_end_matches(['.', '…', '·', '．']).to_owned(),
        _ => text,
    }
}
