//! 不在表述里的数: the numbers of the text that belong to no claim, each with the reason.

use super::sentence::{Passage, plain_char};
use super::token::{Kind, Token};
use crate::model::{Fate, Place, UnclaimedNumber};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?").expect("the pattern is constant"));
static MONEY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[亿万千百]*元|[%‰]|个?百分点|倍)").expect("the pattern is constant"));
/// 文号, and the numbers of lines and headings.
static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[、.)]|^款|^项|^类").expect("the pattern is constant"));

/// The numbers of a passage that are no figures of its claims. `explained` are the tokens within explanations.
pub(super) fn of_passage(
    passage: &Passage,
    tokens: &[Token],
    explained: &[usize],
    figures: &[Range<usize>],
) -> Vec<UnclaimedNumber> {
    let text = passage.plain.as_str();
    let mut figures = figures.to_vec();
    figures.sort_by_key(|span| span.start);
    let (mut token, mut figure) = (0, 0);
    let found = numbers(text).filter_map(|found| {
        while figures.get(figure).is_some_and(|span| span.end <= found.start) {
            figure += 1;
        }
        if figures.get(figure).is_some_and(|span| span.start < found.end) {
            return None;
        }
        while tokens.get(token + 1).is_some_and(|next| next.span.start <= found.start) {
            token += 1;
        }
        let kind = tokens.get(token).map(|token| &token.kind);
        let fate = fate(text, found.clone(), kind, explained.binary_search(&token).is_ok());
        let span = passage.start(found.start)..passage.end(found.end);
        Some(UnclaimedNumber {
            printed: passage.original.get(span.clone()).unwrap_or_default().into(),
            place: passage.place(span),
            fate,
        })
    });
    found.collect()
}

/// The numbers of a heading, of a line of the table of contents, or of a page margin.
pub(super) fn of_line(text: &str, place: &Place, fixed: Option<Fate>) -> Vec<UnclaimedNumber> {
    let plain: String = text.chars().map(plain_char).collect();
    let found = numbers(&plain).map(|found| UnclaimedNumber {
        place: place.clone(),
        printed: plain[found.clone()].into(),
        fate: fixed.unwrap_or_else(|| fate(&plain, found, None, false)),
    });
    found.collect()
}

/// The number of numbers in a text.
pub(in crate::source) fn count(text: &str) -> usize {
    let plain: String = text.chars().map(plain_char).collect();
    numbers(&plain).count()
}

/// The places of the numbers of a text. In 1.2025年, 1 is the number of a line.
fn numbers(plain: &str) -> impl Iterator<Item = Range<usize>> {
    NUMBER.find_iter(plain).flat_map(|found| {
        let year = |point: &usize| {
            let year = &found.as_str()[point + 1..];
            let line = *point < 3 && year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
            line && plain[found.end()..].starts_with('年')
        };
        let point = found.as_str().find('.').filter(year).map(|point| found.start() + point);
        let parts = [Some(found.start()..point.unwrap_or(found.end())), point.map(|point| point + 1..found.end())];
        parts.into_iter().flatten()
    })
}

fn fate(text: &str, number: Range<usize>, kind: Option<&Kind>, explained: bool) -> Fate {
    if kind == Some(&Kind::Unreadable) {
        return Fate::Unreadable;
    }
    let (before, behind) = (&text[..number.start], text[number.end..].trim_start());
    let digits = &text[number];
    let year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    let begins = |list: &[&str]| list.iter().any(|word| behind.starts_with(word));
    if before.ends_with(['〔', '[']) && year || begins(&["号"]) {
        return Fate::Document;
    }
    let date = begins(&["年", "月", "日", "时"]) || begins(&["分"]) && !begins(&["分之", "分点"]);
    let range = year && (begins(&["-", "~", "至", "/", "."]) || before.ends_with(['-', '~', '/']));
    if date || range || matches!(kind, Some(Kind::Year(_))) {
        return Fate::Date;
    }
    if MONEY.is_match(behind) || matches!(kind, Some(Kind::Amount | Kind::Percent | Kind::Points | Kind::Times)) {
        return match kind {
            _ if explained => Fate::Reason,
            Some(Kind::Noise) if MONEY.is_match(behind) && is_limit(behind) => Fate::Limit,
            Some(Kind::Noise) => Fate::Aside,
            _ => Fate::Loose,
        };
    }
    let first = before.trim_end().chars().last().is_none_or(|c| matches!(c, '。' | ';' | ':' | '(' | ',' | '!' | '?'));
    // 公开09表, 表3
    let table = behind.starts_with('表') || before.ends_with('表');
    if before.ends_with('第') || table || first && NUMBERED.is_match(behind) || before.is_empty() && behind.is_empty()
    {
        return Fate::Ordinal;
    }
    if first && matches!(digits.len(), 3 | 5 | 7) && digits.starts_with(['2', '3', '5']) && !digits.contains(['.', ','])
    {
        return Fate::Code;
    }
    Fate::Count
}

fn is_limit(behind: &str) -> bool {
    let words = behind.trim_start_matches(['亿', '万', '千', '百', '元', '%', '倍']);
    ["以上", "以下", "以内", "及以上", "及以下", "左右", "/", "(含)", "多", "余"]
        .iter()
        .any(|word| words.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_line_before_a_year_is_no_part_of_it() {
        for (text, numbers) in
            [("1.2025年收支总表", 2), ("12.2025年度", 2), ("1.2025亿元", 1), ("增长3.2020个百分点", 1)]
        {
            assert_eq!(count(text), numbers, "{text}");
        }
    }
}
