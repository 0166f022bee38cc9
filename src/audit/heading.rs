//! 标题: comparison of headings, titles and entries of the contents.

use crate::model::replaced;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Number of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// 第一部分
    Part(usize),
    /// 一、
    Section(usize),
    /// Any other number, or none
    Other,
}

/// Reads the number of a heading.
pub(super) fn heading(text: &str) -> Heading {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '#' | '*' | '-')).collect();
    if let Some(rest) = text.strip_prefix('第') {
        let number: String = rest.chars().take_while(|c| is_numeral(*c)).collect();
        if rest[number.len()..].starts_with("部分") {
            return count(&number).map_or(Heading::Other, Heading::Part);
        }
    }
    let number: String = text.chars().take_while(|c| is_numeral(*c)).collect();
    if text[number.len()..].starts_with(['、', '.', '．']) {
        return count(&number).map_or(Heading::Other, Heading::Section);
    }
    Heading::Other
}

fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十".contains(c)
}

/// Value of a Chinese numeral below 100, such as 二十三.
pub(super) fn count(numeral: &str) -> Option<usize> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|at| at + 1);
    let mut characters = numeral.chars();
    match (numeral.split_once('十'), numeral.chars().count()) {
        (Some((tens, ones)), 1..=3) => {
            let tens = if tens.is_empty() { Some(1) } else { tens.chars().next().and_then(digit) };
            let ones = if ones.is_empty() { Some(0) } else { ones.chars().next().and_then(digit) };
            Some(tens? * 10 + ones?)
        }
        (None, 1) => characters.next().and_then(digit),
        _ => None,
    }
}

/// The heading without number, year, the unit's name, filler words and punctuation, all of which vary between mentions.
pub(super) fn bare_heading(text: &str, unit: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '（' => '(',
        '）' => ')',
        c => c,
    });
    let mut plain = String::with_capacity(text.len());
    plain.extend(kept);
    let plain_unit: String = unit.chars().filter(|c| !c.is_whitespace()).collect();
    if plain_unit.chars().count() >= 4 {
        plain = replaced(plain, &plain_unit, "");
    }
    let mut text = unnumbered(&plain).to_owned();
    let years = text.contains(|c: char| c.is_ascii_digit());
    for year in 0..if years { text.len() } else { 0 } {
        // Remove a year wherever it stands.
        let Some(rest) = text.get(year..) else { continue };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 4 && rest[4..].starts_with('年') {
            let after = rest[4 + '年'.len_utf8()..].strip_prefix('度').map_or(4 + 3, |_| 4 + 6);
            text.replace_range(year..year + after, "");
        }
    }
    for filler in ["部门", "单位", "本级", "区级", "市级", "省级", "县级", "关于"] {
        text = replaced(text, filler, "");
    }
    text.retain(|c| !"的和与及、，,。：:；;·.“”\"《》()-—*#年度".contains(c));
    text
}

fn unnumbered(text: &str) -> &str {
    let text = text.trim_start_matches(['-', '*', '#', '•']);
    if text.starts_with('第')
        && let Some(at) = text.find("部分")
        && at <= 12
    {
        return &text[at + "部分".len()..];
    }
    for mark in ["附表", "附件", "公开", "表"] {
        if let Some(rest) = text.strip_prefix(mark) {
            let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || is_numeral(c) || "-.".contains(c));
            if number.len() < rest.len() {
                return number.trim_start_matches(['表', ':', '：', '、']);
            }
        }
    }
    let body = text.trim_start_matches(['(', '（']);
    let rest = body.trim_start_matches(|c: char| c.is_ascii_digit() || is_numeral(c));
    let marks = [')', '）', '、', '.', '．'];
    if rest.len() < body.len() && rest.starts_with(marks) { rest.trim_start_matches(marks) } else { text }
}

/// Whether two bare headings are equal and not empty.
pub(super) fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && one == other
}

/// A bare heading without 情况 and 说明, unless nothing would remain.
fn without_filler(words: &str) -> Cow<'_, str> {
    if !words.contains("情况") && !words.contains("说明") {
        return words.into();
    }
    let bare = words.replace("情况", "").replace("说明", "");
    if bare.is_empty() { words.into() } else { bare.into() }
}

/// Whether two bare headings may be the same heading: one contains the other, or they share most of their characters.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (without_filler(one), without_filler(other));
    let (short, long) = if one.len() <= other.len() { (&*one, &*other) } else { (&*other, &*one) };
    let length = short.chars().count();
    if length == 0 || long.chars().count() > length * 4 + 8 {
        return false;
    }
    // A very short text such as 预算 occurs in every heading.
    let telling = length >= 4 || length >= 2 && long.chars().count() <= length * 2 + 1;
    long.contains(short) && telling || shared(short, long)
}

/// Whether two thirds of the character pairs of `short` occur in `long`, which must not be much more than twice as
/// long.
pub(super) fn shared(short: &str, long: &str) -> bool {
    let pairs = |text: &str| -> BTreeSet<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (one, other) = (pairs(short), pairs(long));
    one.len() >= 3 && other.len() <= one.len() * 2 + 2 && one.intersection(&other).count() * 3 >= one.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_compare_without_number_year_and_unit() {
        let unit = "示例州社会保险中心";
        let one = bare_heading("三、 关于示例州社会保险中心 2024 年支出预算情况说明", unit);
        assert!(same(&one, &bare_heading("三、支出预算情况说明", unit)) && alike(&one, "支出预算"));
        assert_eq!(bare_heading("第二部分 2024年度单位预算公开表", unit), "预算公开表");
        assert_eq!(bare_heading("表 1 单位收支总体情况表", unit), "收支总体情况表");
        assert!(alike("收入预算总表", "收入总表") && !alike("收入预算总表", "项目绩效目标"));
    }

    #[test]
    fn numbers_are_read_in_front_of_headings() {
        assert_eq!(heading("第三部分 说明"), Heading::Part(3));
        assert_eq!(heading("二十一、其他"), Heading::Section(21));
        assert_eq!(heading("十、其他"), Heading::Section(10));
        assert_eq!(heading("一般公共预算"), Heading::Other);
    }
}
