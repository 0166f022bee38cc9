//! 年份: moves the years in the text on.

use super::rolled::{Changed, RollForward, TableEdit};
use super::sheet::Sheet;
use crate::model::{FiscalYear, Place};
use regex::Regex;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// A year, in digits or in Chinese numerals as on covers. Captures what follows it, to tell it from a range of years or
/// a date.
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<year>(?:19|20)\d\d|[12１２][0-9０-９]{3}|二[〇○零О0][〇○零О0一二三四五六七八九]{2})(?P<behind>\s*(?:年|[—－\-~～至]\s*(?:20|２０|二)))")
        .expect("the pattern is constant")
});
static DAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^年?\s*[\d０-９一二三四五六七八九十]{1,3}\s*月").expect("the pattern is constant"));

static BUDGET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("预算|决算|收支|拨款|经费|收入|支出|采购|资产|\\d[亿万千百]*元").expect("the pattern is constant")
});

/// Moves the years of the text on, except in table cells that change anyway.
pub(super) fn roll(of: &RollForward<'_>, tables: &[TableEdit], sheet: &mut Sheet) {
    if of.is_again() {
        return;
    }
    let step = i32::from(of.to.get()) - i32::from(of.from.get());
    let changed = Changed::of(tables);
    for (place, text) in of.passages.iter().filter(|(place, _)| !changed.contains(place)) {
        for found in YEAR.captures_iter(text) {
            let Some(printed) = found.name("year") else { continue };
            let Some(year) = read(printed.as_str()) else { continue };
            // Earlier years are history and stay.
            if year != of.from && Some(year) != of.from.previous() {
                continue;
            }
            let before = &text[..printed.start()];
            let rest = text[printed.end()..].trim_start();
            if sheet.is_taken(place, &printed.range()) || is_cited(before) {
                continue;
            }
            let from =
                ["自", "从", "始于", "截至", "截止", "截止到", "成立于"].iter().any(|word| before.ends_with(word));
            if DAY.is_match(rest) || from || !rest.starts_with('年') {
                note(place, text, printed.range(), sheet);
                continue;
            }
            if tells(text, printed.start()) {
                sheet.open(place, text, printed.range(), "内容沿用去年，年份没有改，请核对".to_owned());
                continue;
            }
            let new = i32::from(year.get()) + step;
            sheet.edit(place, text, printed.range(), like(printed.as_str(), new));
        }
    }
}

/// Moves the years in a text on.
pub(in crate::present) fn moved(text: &str, from: FiscalYear, to: FiscalYear) -> String {
    let step = i32::from(to.get()) - i32::from(from.get());
    let year = |found: &regex::Captures<'_>| {
        let printed = &found["year"];
        let moves = read(printed).filter(|year| *year == from || Some(*year) == from.previous());
        let moves = moves.filter(|_| found["behind"].ends_with('年'));
        let new = moves.map_or_else(|| printed.to_owned(), |year| like(printed, i32::from(year.get()) + step));
        format!("{new}{}", &found["behind"])
    };
    YEAR.replace_all(text, year).into_owned()
}

/// Whether the sentence around a byte is not about the budget but about past work or plans.
fn tells(text: &str, at: usize) -> bool {
    let ends = ['。', '；', '！', '？'];
    let from = text[..at].rfind(ends).map_or(0, |end| end + '。'.len_utf8());
    let to = text[at..].find(ends).map_or(text.len(), |end| at + end);
    let sentence = &text[from..to];
    let ended = to < text.len() || sentence.contains('，');
    ended && !BUDGET.is_match(sentence)
}

fn note(place: &Place, text: &Arc<str>, range: Range<usize>, sheet: &mut Sheet) {
    sheet.open(place, text, range, "日期沿用去年，请核对".to_owned());
}

/// Whether a year is part of a document's title or number: 《…》, 〔2016〕143号.
fn is_cited(before: &str) -> bool {
    let open = |open: char, close: char| before.rfind(open).is_some_and(|at| !before[at..].contains(close));
    open('《', '》') || open('〔', '〕') || open('［', '］') || open('[', ']')
}

/// Reads a year in any notation.
fn read(printed: &str) -> Option<FiscalYear> {
    let mut year = 0u16;
    for c in printed.chars() {
        year = year * 10 + digit(c)?;
    }
    FiscalYear::new(year)
}

fn digit(c: char) -> Option<u16> {
    let found = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        '〇' | '○' | '零' | 'О' => 0,
        c => u32::try_from("一二三四五六七八九".chars().position(|one| one == c)? + 1).ok()?,
    };
    u16::try_from(found).ok()
}

/// Writes a year in the notation of another.
fn like(printed: &str, year: i32) -> String {
    let zero = printed.chars().find(|c| matches!(c, '〇' | '○' | '零' | 'О'));
    let wide = printed.contains(|c: char| ('０'..='９').contains(&c));
    let digits = year.to_string();
    if zero.is_none() && !printed.starts_with('二') {
        let widened = |c: char| if wide { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c };
        return digits.chars().map(widened).collect();
    }
    let words: Vec<char> = "一二三四五六七八九".chars().collect();
    let word = |c: char| match c.to_digit(10) {
        Some(0) | None => zero.unwrap_or('〇'),
        Some(digit) => words[digit as usize - 1],
    };
    digits.chars().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_written_as_they_were() {
        assert_eq!(like("2024", 2025), "2025");
        assert_eq!(like("二〇二四", 2025), "二〇二五");
        assert_eq!(like("二○一九", 2020), "二○二○");
        assert_eq!(like("２０２４", 2025), "２０２５");
        assert_eq!(read("二〇二四"), FiscalYear::new(2024));
        assert!(is_cited("根据《预算法》和财预〔"));
        assert!(!is_cited("根据《预算法》，"));
    }
}
