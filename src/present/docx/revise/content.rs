//! 文字: the content of `w:t` elements, and the writing of new text.

use super::super::words::words;
use super::failure::{Failure, misfit};
use super::tree::Tree;
use quick_xml::events::Event;
use quick_xml::{Reader, escape};
use std::borrow::Cow;
use std::ops::Range;

/// Upper bound of the length of an entity such as `&#x0010FFFF;`.
const LONGEST_ENTITY: usize = 16;

/// A `w:t` element with some of its characters.
#[derive(Debug, Clone)]
pub(super) struct Characters {
    pub element: usize,
    pub run: usize,
    pub range: Range<usize>,
}

/// Finds the element that holds these characters.
pub(super) fn characters(tree: &Tree, range: &Range<usize>) -> Result<Characters, Failure> {
    let fault = |reason: &str| misfit(format!("{range:?}: {reason}"));
    let element = tree.at(range.start).filter(|at| tree.word(*at) == "t").ok_or_else(|| fault("not in a w:t"))?;
    let run = tree.element(element).parent.filter(|at| tree.word(*at) == "r").ok_or_else(|| fault("not in a run"))?;
    let inner = &tree.element(element).inner;
    if range.start < inner.start || range.end < range.start || inner.end < range.end {
        return Err(fault("beyond its w:t"));
    }
    if ![range.start, range.end].iter().all(|at| is_between_characters(tree, element, *at)) {
        return Err(fault("within a character"));
    }
    Ok(Characters { element, run, range: range.clone() })
}

fn is_between_characters(tree: &Tree, element: usize, at: usize) -> bool {
    if tree.has_other_content(element) {
        return pieces(tree, element).iter().any(|piece| match piece {
            Piece::Entity(range) => range.start == at || range.end == at,
            Piece::Text(range) | Piece::Plain(range) => {
                (range.start..=range.end).contains(&at) && tree.text.is_char_boundary(at)
            }
        });
    }
    let start = tree.element(element).inner.start.max(at.saturating_sub(LONGEST_ENTITY));
    let before = &tree.text.as_bytes()[start..at];
    let in_entity = before.iter().rev().find(|byte| matches!(byte, b'&' | b';')) == Some(&b'&');
    tree.text.is_char_boundary(at) && !in_entity
}

/// A piece of a `w:t`: text, an entity, or unescaped text (CDATA).
enum Piece {
    Text(Range<usize>),
    Entity(Range<usize>),
    Plain(Range<usize>),
}

fn pieces(tree: &Tree, element: usize) -> Vec<Piece> {
    let inner = tree.element(element).inner.clone();
    let mut reader = Reader::from_str(&tree.text[inner.clone()]);
    let mut pieces = Vec::new();
    let mut start = inner.start;
    loop {
        let event = reader.read_event();
        let end = inner.start + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Ok(Event::Text(_)) => pieces.push(Piece::Text(start..end)),
            Ok(Event::GeneralRef(_)) => pieces.push(Piece::Entity(start..end)),
            Ok(Event::CData(_)) => pieces.push(Piece::Plain(start + "<![CDATA[".len()..end - "]]>".len())),
            Ok(Event::Eof) | Err(_) => return pieces,
            Ok(_) => {}
        }
        start = end;
    }
}

/// Characters of a `w:t` as escaped XML text.
pub(super) fn escaped<'t>(tree: &'t Tree, element: usize, range: &Range<usize>) -> Cow<'t, str> {
    if !tree.has_other_content(element) {
        return Cow::Borrowed(&tree.text[range.clone()]);
    }
    let mut text = String::new();
    for piece in pieces(tree, element) {
        let (Piece::Text(of) | Piece::Entity(of) | Piece::Plain(of)) = &piece;
        let part = of.start.max(range.start)..of.end.min(range.end);
        if part.start < part.end {
            let part = &tree.text[part];
            text += &if matches!(piece, Piece::Plain(_)) { escape::escape(part) } else { Cow::Borrowed(part) };
        }
    }
    Cow::Owned(text)
}

/// Unescapes XML text.
pub(super) fn read(escaped: &str) -> String {
    escape::unescape(escaped).map_or_else(|_| escaped.to_owned(), Cow::into_owned)
}

/// Whether a text begins or ends with spaces, which are dropped without `xml:space="preserve"`.
pub(super) fn has_spaces_at_ends(text: &str) -> bool {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    text.starts_with(is_space) || text.ends_with(is_space)
}

/// A `w:t` or `w:delText` element with escaped text.
pub(super) fn text_element(name: &str, escaped: &str, keep_spaces: bool) -> String {
    let space = if keep_spaces || has_spaces_at_ends(escaped) { " xml:space=\"preserve\"" } else { "" };
    format!("<w:{name}{space}>{escaped}</w:{name}>")
}

/// New text as the content of a run.
pub(super) enum NewContent {
    /// Escaped text.
    Words(String),
    /// An element, such as a line break.
    Element(&'static str),
}

/// Splits new text into words, line breaks and tabs.
pub(super) fn new_content(text: &str) -> Vec<NewContent> {
    let mut content = Vec::new();
    for piece in text.split_inclusive(['\n', '\t']) {
        let (piece, element) = match (piece.strip_suffix('\n'), piece.strip_suffix('\t')) {
            (Some(piece), _) => (piece, Some("<w:br/>")),
            (_, Some(piece)) => (piece, Some("<w:tab/>")),
            _ => (piece, None),
        };
        if !piece.is_empty() {
            content.push(NewContent::Words(words(piece)));
        }
        content.extend(element.map(NewContent::Element));
    }
    content
}

/// A run of new text.
pub(super) fn new_run(properties: &str, text: &str) -> String {
    let content = new_content(text).into_iter().map(|piece| match piece {
        NewContent::Words(words) => text_element("t", &words, false),
        NewContent::Element(element) => element.to_owned(),
    });
    format!("<w:r>{properties}{}</w:r>", content.collect::<String>())
}
