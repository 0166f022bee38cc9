//! 编号: renumbers the paragraphs of a list when some are added or removed.

use super::rolled::{Insertion, RollForward};
use super::sheet::Sheet;
use crate::model::{Place, counting_word};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

/// The highest number read in Chinese numerals.
const MAX_WORD: u32 = 99;

/// The number that a paragraph of a list begins with: 1. （1） 一、 （一）
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?P<open>[（(]?)(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?P<close>[)）．.、])")
        .expect("the pattern is constant")
});

/// The number at the beginning of a text.
struct Number<'t> {
    /// The range of its digits.
    range: Range<usize>,
    value: usize,
    /// Whether it is a Chinese numeral, and the marks around it: 一、 and 1. belong to different lists.
    style: (bool, &'t str, &'t str),
}

fn number(text: &str) -> Option<Number<'_>> {
    let found = NUMBER.captures(text)?;
    let printed = found.name("number")?;
    let word = || (1..=MAX_WORD).find(|number| counting_word(*number) == printed.as_str());
    let digits = printed.as_str().parse::<u32>().ok();
    let value = usize::try_from(digits.or_else(word)?).ok()?;
    let style = (digits.is_none(), found.name("open")?.as_str(), found.name("close")?.as_str());
    Some(Number { range: printed.range(), value, style })
}

/// Writes a number in the form of another: in digits or Chinese numerals.
fn like(old: &str, new: usize) -> String {
    let is_word = !old.starts_with(|c: char| c.is_ascii_digit());
    u32::try_from(new).ok().filter(|_| is_word).map_or_else(|| new.to_string(), counting_word)
}

/// Whether a text begins with the number of a list.
pub(super) fn is_numbered(text: &str) -> bool {
    number(text).is_some()
}

/// Numbers the paragraphs to insert, given by the paragraph they follow, and renumbers the others.
pub(super) fn renumber(
    of: &RollForward<'_>,
    added: &mut BTreeMap<Place, Vec<Insertion>>,
    removed: &BTreeSet<Place>,
    sheet: &mut Sheet,
) {
    // The last number of each style, and by how much its list has moved on.
    let mut lists: BTreeMap<_, (usize, i64)> = BTreeMap::new();
    for (place, text) in of.passages.iter().filter(|(place, _)| place.table.is_none()) {
        let Some(Number { range, value, style }) = number(text) else { continue };
        let (last, shift) = lists.entry(style).or_default();
        // A number that is not the successor of the previous one belongs to another list.
        if *last + 1 != value {
            *shift = 0;
        }
        *last = value;
        let moved = |by: i64| usize::try_from(i64::try_from(value).ok()? + by).ok();
        if removed.contains(place) {
            *shift -= 1;
        } else if *shift != 0
            && let Some(new) = moved(*shift)
        {
            sheet.edit(place, text, range.clone(), like(&text[range], new));
        }
        for Insertion { text, .. } in added.get_mut(place).into_iter().flatten() {
            *shift += 1;
            let range = self::number(text).map(|number| number.range);
            if let (Some(range), Some(new)) = (range, moved(*shift)) {
                let new = like(&text[range.clone()], new);
                text.replace_range(range, &new);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written_in_digits_and_words() {
        let read = |text| number(text).map(|number| number.value);
        assert_eq!(read("12．行政运行"), Some(12));
        assert_eq!(read("（十二）行政运行"), Some(12));
        assert_eq!(read("二十、其他"), Some(20));
        assert_eq!(read("2024年预算"), None);
        assert_eq!((like("9", 10), like("九", 10), like("十九", 20)), ("10".into(), "十".into(), "二十".into()));
    }
}
