//! 无法识别的字: undecodable characters inside numbers, in any format.
//!
//! Some typesetting fonts have a decimal point of their own, which a file encodes by a private-use character or not at
//! all. If such a character occurs only inside numbers, and the text has no other decimal point, it is taken for the
//! decimal point. Otherwise the number is reported as unreadable: 763?9 is neither 9 nor 7639.

use crate::model::{Place, Spot, Warning, WarningKind, is_unknown_glyph as is_unknown};
use crate::source::{Block, Cell, Document};
use std::collections::{BTreeMap, BTreeSet};

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Replaces characters that stand for the decimal point, and warns of numbers that stay unreadable.
pub(super) fn settle(document: &mut Document) {
    let blocks: Vec<Vec<&str>> = document.blocks.iter().map(texts).collect();
    if !blocks.iter().flatten().any(|text| text.contains(is_unknown)) {
        return;
    }
    let points = points(&blocks);
    let mut warnings = Vec::new();
    for block in &mut document.blocks {
        match block {
            Block::Heading { text, place, .. } | Block::Paragraph { text, place } => {
                mend(text, place, &points, &mut warnings);
            }
            Block::Grid(grid) => grid.change(|Cell { text, place, .. }| mend(text, place, &points, &mut warnings)),
        }
    }
    document.warnings.extend(warnings);
}

/// The texts that are typeset together: a paragraph, or all cells of a table.
fn texts(block: &Block) -> Vec<&str> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => vec![text.as_str()],
        Block::Grid(grid) => grid.cells().iter().map(|cell| cell.text.as_str()).collect(),
    }
}

/// The occurrences of a character.
#[derive(Debug, Default)]
struct Use {
    /// Inside numbers.
    inside: usize,
    /// Followed by exactly three digits, as a thousands separator is.
    thousands: usize,
    /// Outside numbers, or in a number (or text) with a decimal point or another such character.
    elsewhere: usize,
}

/// Whether a number in the text has a decimal point.
fn has_point(text: &str) -> bool {
    let mut last = [' '; 2];
    text.chars().any(|c| {
        let found = is_digit(last[0]) && matches!(last[1], '.' | '．') && is_digit(c);
        last = [last[1], c];
        found
    })
}

/// The characters that stand for the decimal point.
fn points(blocks: &[Vec<&str>]) -> BTreeSet<char> {
    let mut uses: BTreeMap<char, Use> = BTreeMap::new();
    let odd = blocks.iter().filter(|block| block.iter().any(|text| text.contains(is_unknown)));
    for (text, has_point) in odd.flat_map(|block| {
        let has_point = block.iter().any(|text| has_point(text));
        block.iter().map(move |text| (text, has_point))
    }) {
        let chars: Vec<char> = text.chars().collect();
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied().is_some_and(is_digit);
        for (at, c) in chars.iter().copied().enumerate().filter(|(_, c)| is_unknown(*c)) {
            let found = uses.entry(c).or_default();
            if !(digit(at.checked_sub(1)) && digit(Some(at + 1))) || has_point {
                found.elsewhere += 1;
                continue;
            }
            let behind = chars[at + 1..].iter().take_while(|c| is_digit(**c)).count();
            match chars.get(at + 1 + behind) {
                Some(next) if is_unknown(*next) => found.elsewhere += 1,
                _ => found.inside += 1,
            }
            found.thousands += usize::from(behind == 3);
        }
    }
    let is_point = |used: &Use| used.elsewhere == 0 && used.inside > 1 && used.thousands < used.inside;
    uses.into_iter().filter(|(_, used)| is_point(used)).map(|(c, _)| c).collect()
}

fn mend(text: &mut String, place: &mut Place, points: &BTreeSet<char>, warnings: &mut Vec<Warning>) {
    if !text.contains(is_unknown) {
        return;
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|(_, c)| is_digit(*c));
    let (mut mended, mut starts, mut unreadable) = (String::with_capacity(text.len()), Vec::new(), Vec::new());
    for (at, (byte, c)) in chars.iter().copied().enumerate() {
        starts.push((byte, mended.len()));
        let inside = is_unknown(c) && digit(at.checked_sub(1)) && digit(Some(at + 1));
        mended.push(match c {
            c if points.contains(&c) => '.',
            // A single replacement character for all, which the parser of numbers knows.
            _ if inside => char::REPLACEMENT_CHARACTER,
            c => c,
        });
        if inside && !points.contains(&c) {
            unreadable.push(at);
        }
    }
    let part = |c: &(usize, char)| is_digit(c.1) || is_unknown(c.1) || ".,．，".contains(c.1);
    let mut last = 0;
    for at in unreadable.into_iter() {
        if at < last {
            continue;
        }
        let from = at - chars[..at].iter().rev().take_while(|c| part(c)).count();
        last = at + chars[at..].iter().take_while(|c| part(c)).count();
        let number: String = chars[from..last]
            .iter()
            .map(|(_, c)| if is_unknown(*c) { char::REPLACEMENT_CHARACTER } else { *c })
            .collect();
        let message = format!("“{number}”中有一个字无法识别，这个数没有读入。请对照原件，改正后再试");
        warnings.push(Warning::new(WarningKind::Note, place.clone(), message));
    }
    if let Some(spots) = &place.spots {
        let moved = |at: usize| match starts.binary_search_by_key(&at, |(old, _)| *old) {
            Ok(found) => starts[found].1,
            Err(_) => at.min(mended.len()),
        };
        place.spots = Some(spots.iter().map(|spot| Spot { at: moved(spot.at), ..*spot }).collect());
    }
    if let Some(written) = &place.written {
        place.written = Some(written.exchanged(text, &mended).into());
    }
    *text = mended;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(texts: &[&str]) -> (Vec<String>, Vec<String>) {
        let paragraph =
            |text: &&str| Block::Paragraph { text: (*text).to_owned(), place: Place::file("报告.txt").at(1, 0) };
        let mut document = Document { blocks: texts.iter().map(paragraph).collect(), ..Document::default() };
        settle(&mut document);
        let texts = document.blocks.iter().flat_map(super::texts).map(str::to_owned).collect();
        (texts, document.warnings.iter().map(|warning| warning.message.clone()).collect())
    }

    #[test]
    fn a_private_character_that_stands_only_inside_numbers_is_the_decimal_point() {
        for point in ['\u{100130}', '\u{e5e5}', '\u{fffd}', '\u{f0001}'] {
            let text = format!("收入２２２１{point}７亿元，增长4{point}13％；支出10{point}125亿元。");
            let (texts, warnings) = settled(&[&text]);
            assert_eq!(texts, ["收入２２２１.７亿元，增长4.13％；支出10.125亿元。"]);
            assert_eq!(warnings, [""; 0]);
        }
    }

    #[test]
    fn what_may_be_a_digit_or_a_separator_stays_unreadable() {
        for text in ["支出763\u{e000}9万元。", "共1\u{e000}234、5\u{e000}678万元。", "共7\u{e000}3、5\u{e000}万元。"]
        {
            let (texts, warnings) = settled(&[text]);
            assert!(texts[0].contains('\u{fffd}') && !warnings.is_empty(), "{text}: {texts:?}");
        }
        let (_, warnings) = settled(&["收入1.5万元，支出2\u{e000}5、3\u{e000}5万元。"]);
        assert_eq!(warnings.len(), 2, "the text has another point: {warnings:?}");
        assert_eq!(settled(&["标志\u{e000}不是数"]).1, [""; 0], "a bullet is no number");
    }
}
