//! 标记: marks in a rendered template which tell what a stretch of the text answers, or what it leaves open.

use super::profile::ProfileKey;
use std::ops::Range;

/// Characters for private use, which no text is printed with.
const START: char = '\u{F0000}';
const MIDDLE: char = '\u{F0001}';
const END: char = '\u{F0002}';

/// A text with the mark of its key.
pub(super) fn marked(key: &ProfileKey, text: &str) -> String {
    format!("{START}{key}{MIDDLE}{text}{END}")
}

/// The mark that a text begins with, and the text behind it.
pub(super) fn opening(text: &str) -> (&str, &str) {
    let end = text.find(MIDDLE).filter(|_| text.starts_with(START)).map_or(0, |at| at + MIDDLE.len_utf8());
    text.split_at(end)
}

/// Whether the text behind this one stands in a mark.
pub(super) fn is_marked(before: &str) -> bool {
    before.ends_with(MIDDLE)
}

/// Removes the marks from a text; gives their keys and what they mark.
pub(super) fn take_marks(text: &mut String) -> Vec<(ProfileKey, Range<usize>)> {
    let (mut found, mut open, mut plain) = (Vec::new(), Vec::new(), String::with_capacity(text.len()));
    let mut rest = text.as_str();
    while let Some(at) = rest.find([START, MIDDLE, END]) {
        plain.push_str(&rest[..at]);
        let behind = &rest[at + START.len_utf8()..];
        rest = behind;
        if text_begins(text, behind, END) {
            if let Some((key, start)) = open.pop() {
                found.push((key, start..plain.len()));
            }
        } else if text_begins(text, behind, START)
            && let Some((key, words)) = behind.split_once(MIDDLE)
            && let Ok(key) = key.parse::<ProfileKey>()
        {
            open.push((key, plain.len()));
            rest = words;
        }
    }
    plain.push_str(rest);
    *text = plain;
    found
}

/// Whether `mark` stands right before `behind`, which is an end of `text`.
fn text_begins(text: &str, behind: &str, mark: char) -> bool {
    text[..text.len() - behind.len()].ends_with(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out_and_tell_what_they_marked() {
        let house = marked(&ProfileKey::Fact("assets", "house_area"), "12.5");
        let mut text = format!("房屋{house}平方米，{}", marked(&ProfileKey::Remarks, "无"));
        let marks = take_marks(&mut text);
        assert_eq!(text, "房屋12.5平方米，无");
        let marks: Vec<_> = marks.into_iter().map(|(key, range)| (key.to_string(), &text[range])).collect();
        assert_eq!(marks, [("assets.house_area".to_owned(), "12.5"), ("remarks".to_owned(), "无")]);
        // Characters of a text that happen to be such marks.
        let mut text = format!("甲{START}乙{END}丙{MIDDLE}");
        assert_eq!(take_marks(&mut text), []);
        assert_eq!(text, "甲乙丙");
    }
}
