//! 文字: runs of text, in which the marks of what is missing are painted.

use crate::model::plain_line;
use quick_xml::escape::escape;

/// The mark of what is left to be filled in, painted so that nobody publishes it.
const MARK: (&str, char) = ("【待补充：", '】');

/// The text, with the marks of what is missing painted.
pub(super) fn runs(text: &str) -> String {
    let mut runs = String::new();
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once(MARK.0) {
        let end = marked.find(MARK.1).map_or(marked.len(), |end| end + MARK.1.len_utf8());
        runs += &run(before, "");
        let highlight = "<w:rPr><w:highlight w:val=\"yellow\"/></w:rPr>";
        runs += &run(&format!("{}{}", MARK.0, &marked[..end]), highlight);
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

/// Text as XML holds it: control characters and noncharacters cannot stand in it.
pub(super) fn words(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    escape(plain_line(&text)).into_owned()
}
