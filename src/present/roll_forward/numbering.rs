//! 编号: renumbers the paragraphs of a list when some are added or removed.

use super::rolled::{Insertion, RollForward};
use super::sheet::Sheet;
use crate::model::{Place, Written, counting_word};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

/// The highest number read in Chinese numerals.
const MAX_WORD: u32 = 99;

/// The number that a paragraph of a list begins with: 1. （1） 一、 （一） ①
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\s*(?P<open>[（(]?)(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳㉑-㉟])\s*(?P<close>[)）．.、]?)",
    )
    .expect("the pattern is constant")
});

/// Runs of circled numbers: the first number of each, its character and that of the last.
const CIRCLED: [(u32, char, char); 2] = [(1, '①', '⑳'), (21, '㉑', '㉟')];

/// The number at the beginning of a text.
struct Number<'t> {
    /// The range of its digits.
    range: Range<usize>,
    value: usize,
    /// Its script, and the marks around it: 一、 and 1. belong to different lists.
    style: (Script, &'t str, &'t str),
}

/// 数字的写法.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Script {
    /// 1
    Digits,
    /// 一
    Words,
    /// ①
    Circled,
}

impl Script {
    fn of(printed: &str) -> Self {
        match printed.chars().next() {
            Some(c) if c.is_ascii_digit() => Self::Digits,
            Some(c) if CIRCLED.iter().any(|(_, first, last)| (*first..=*last).contains(&c)) => Self::Circled,
            _ => Self::Words,
        }
    }

    fn read(self, printed: &str) -> Option<u32> {
        match self {
            Self::Digits => printed.parse().ok(),
            Self::Words => (1..=MAX_WORD).find(|number| counting_word(*number) == printed),
            Self::Circled => {
                let c = printed.chars().next()?;
                let (from, first, _) = CIRCLED.iter().find(|(_, first, last)| (*first..=*last).contains(&c))?;
                Some(from + u32::from(c) - u32::from(*first))
            }
        }
    }

    /// Circled numbers end at 35; those beyond it are written （36）.
    fn write(self, number: u32) -> String {
        match self {
            Self::Digits => number.to_string(),
            Self::Words => counting_word(number),
            Self::Circled => {
                let circled = |(from, first, last): &(u32, char, char)| {
                    char::from_u32(u32::from(*first) + number.checked_sub(*from)?).filter(|c| c <= last)
                };
                CIRCLED.iter().find_map(circled).map_or_else(|| format!("（{number}）"), String::from)
            }
        }
    }
}

fn number(text: &str) -> Option<Number<'_>> {
    let found = NUMBER.captures(text)?;
    let (printed, open, close) = (found.name("number")?, found.name("open")?.as_str(), found.name("close")?.as_str());
    let script = Script::of(printed.as_str());
    // Only a circled number needs no mark.
    (script == Script::Circled || !close.is_empty()).then_some(())?;
    let value = usize::try_from(script.read(printed.as_str())?).ok()?;
    Some(Number { range: printed.range(), value, style: (script, open, close) })
}

/// Writes a number in the form of another.
fn like(old: &str, new: usize) -> String {
    u32::try_from(new).map_or_else(|_| new.to_string(), |new| Script::of(old).write(new))
}

/// Whether a text begins with the number of a list.
pub(super) fn is_numbered(text: &str) -> bool {
    number(text).is_some()
}

/// Length of the number that Word itself writes before a paragraph, and before one that is inserted behind it.
fn automatic(place: &Place) -> usize {
    place.written.as_deref().and_then(Written::start).unwrap_or(0)
}

/// The text of a new paragraph behind the one at `after`, without the number of the one that it is `like` if it gets an
/// automatic one.
pub(super) fn unnumbered(text: String, after: &Place, like: &Place) -> String {
    let typed = || NUMBER.find(&text).map_or(0, |found| found.end());
    match (automatic(after), automatic(like)) {
        (0, _) => text,
        (_, 0) => text[typed()..].to_owned(),
        (_, number) => text.get(number..).unwrap_or(&text).to_owned(),
    }
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
        let is_automatic = automatic(place) > 0;
        if removed.contains(place) {
            *shift -= 1;
        } else if *shift != 0
            && !is_automatic
            && let Some(new) = moved(*shift)
        {
            sheet.edit(place, text, range.clone(), like(&text[range], new));
        }
        for Insertion { text, .. } in added.get_mut(place).into_iter().flatten() {
            *shift += 1;
            let range = self::number(text).map(|number| number.range);
            if let (Some(range), Some(new), false) = (range, moved(*shift), is_automatic) {
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
        assert_eq!(read("③公用经费"), Some(3));
        assert_eq!(read("3公用经费"), None);
        assert_eq!((like("9", 10), like("九", 10), like("十九", 20)), ("10".into(), "十".into(), "二十".into()));
        assert_eq!((like("⑨", 10), like("⑳", 21), like("㉟", 36)), ("⑩".into(), "㉑".into(), "（36）".into()));
    }
}
