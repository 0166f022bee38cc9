//! 段落: the paragraphs and headings of a file, as its readers of statements need them.

use crate::model::{Paper, Place};
use regex::Regex;
use std::sync::{Arc, LazyLock};

/// 段落 or 标题.
pub(super) struct Paragraph<'a> {
    /// Where it begins.
    pub place: &'a Place,
    /// The level of a heading.
    pub heading: Option<u8>,
    /// The headings above it, the outermost first.
    pub section: &'a [Arc<str>],
    /// The text without the spaces that only the layout put there.
    pub text: String,
}

/// 1、 （二） 3.: the number of a paragraph in a list.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．)）])[、\s]*")
        .expect("the pattern is constant")
});

/// The paragraphs of a file in reading order.
pub(super) fn paragraphs(paper: &Paper) -> Vec<Paragraph<'_>> {
    let mut paragraphs: Vec<Paragraph<'_>> = Vec::new();
    for sentence in &paper.sentences {
        match paragraphs.last_mut().filter(|_| sentence.continues) {
            Some(paragraph) => paragraph.text += &squeezed(&sentence.text),
            None => paragraphs.push(Paragraph {
                place: &sentence.place,
                heading: sentence.heading,
                section: &sentence.section,
                text: squeezed(&sentence.text),
            }),
        }
    }
    paragraphs
}

impl Paragraph<'_> {
    /// The text without the number in front.
    pub fn unnumbered(&self) -> &str {
        unnumbered(&self.text)
    }

    /// Whether the text or a heading above it has one of these words.
    pub fn is_about(&self, words: &[&str]) -> bool {
        let has = |text: &str| words.iter().any(|word| text.contains(word));
        has(&self.text) || self.section.iter().any(|heading| has(heading))
    }
}

/// A text without the number in front.
pub(in super::super) fn unnumbered(text: &str) -> &str {
    NUMBER.find(text).map_or(text, |number| &text[number.end()..])
}

/// A text without spaces and marks of emphasis. Spaces between letters or digits of the Latin alphabet separate words.
pub(super) fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    let text = text.replace("**", "");
    let mut rest = text.trim().chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let latin = |c: char| c.is_ascii_alphanumeric();
        if !c.is_whitespace() || squeezed.ends_with(latin) && latin(next) {
            squeezed.push(c);
        }
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_spaces_between_latin_words_stay() {
        assert_eq!(squeezed(" 截至 2023 年底，VPN 专线  2 条 **基本支出**:"), "截至2023年底，VPN专线2条基本支出:");
        assert_eq!(squeezed("Windows Server 授权"), "Windows Server授权");
        assert_eq!(unnumbered("（十二）完成任务"), "完成任务");
        assert_eq!(unnumbered("2024年项目"), "2024年项目");
    }
}
