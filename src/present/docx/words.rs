//! 文字: runs of text, with placeholders for missing content highlighted.

use crate::model::plain_line;
use quick_xml::escape::escape;
use std::ops::Range;

/// Placeholder for content to be filled in, highlighted so that nobody publishes it by mistake.
const MARK: (&str, char) = ("【待补充：", '】');

const HIGHLIGHT: &str = "<w:rPr><w:highlight w:val=\"yellow\"/></w:rPr>";

/// The text as runs, with these stretches highlighted and commented; the comments are numbered from `first`.
pub(super) fn remarked(text: &str, stretches: &[Range<usize>], first: usize) -> String {
    let (mut pieces, mut done) = (String::new(), 0);
    for (id, stretch) in (first..).zip(stretches) {
        pieces += &runs(text.get(done..stretch.start).unwrap_or_default());
        pieces += &format!("<w:commentRangeStart w:id=\"{id}\"/>");
        pieces += &run(text.get(stretch.clone()).unwrap_or_default(), HIGHLIGHT);
        pieces += &format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>");
        done = stretch.end;
    }
    pieces + &runs(text.get(done..).unwrap_or_default())
}

/// The text as runs, with placeholders highlighted.
pub(super) fn runs(text: &str) -> String {
    let mut runs = String::new();
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once(MARK.0) {
        let end = marked.find(MARK.1).map_or(marked.len(), |end| end + MARK.1.len_utf8());
        runs += &run(before, "");
        runs += &run(&format!("{}{}", MARK.0, &marked[..end]), HIGHLIGHT);
        rest = &marked[end..];
    }
    runs + &run(rest, "")
}

pub(super) fn run(text: &str, properties: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let piece = |text: &str| format!("<w:t xml:space=\"preserve\">{}</w:t>", words(text));
    let pieces: Vec<String> = text.split('\t').map(piece).collect();
    format!("<w:r>{properties}{}</w:r>", pieces.join("<w:tab/>"))
}

/// Text escaped for XML, without the control characters and noncharacters that XML forbids.
pub(super) fn words(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    escape(plain_line(&text)).into_owned()
}
