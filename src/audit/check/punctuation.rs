//! 标点不重复、成对，词不重复.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Paper, Sentence};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "punctuation",
    name: "标点和重复的词",
    rule: "标点不重复、成对，词不重复",
    why: "标点和重复的词是改稿时留下的痕迹，读者由此怀疑数也没有核对。",
    condition: "“，，”“。。”“，。”一类连用的标点；括号、引号、书名号缺一半（隔几句才合上的不算，序号的半个括号不算）；“万元万元”“增加增加”一类重复的词；数里有两个小数点。标题和表不查。",
    basis: "党政机关公文处理工作条例；公开的文字应当完整。",
    example: Example {
        files: &[("2024.txt", "会议费12.00万元（不含结转），与上年持平。\n")],
        slip: ("），", "，"),
        told: (Verdict::Form, "（"),
    },
};

/// Two punctuation marks in a row, or a number with two decimal points. Brackets are not included, since 、 may precede
/// one.
static DOUBLED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[，。；、：]\s*[，。；、：]+|\d[.．]{2,}\d").expect("the pattern is constant"));
/// Words that never occur twice in a row.
static REPEATED: LazyLock<Regex> = LazyLock::new(|| {
    let words = ["万元", "亿元", "增加", "减少", "增长", "下降", "主要", "其中", "原因", "为", "了", "是", "与", "占"];
    let twice: Vec<String> = words.iter().map(|word| format!("{word}{word}")).collect();
    Regex::new(&twice.join("|")).expect("the pattern is constant")
});
/// 1）, 一）: an item number, whose bracket has no opening half.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^（(\p{Han}\w])[\s]*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z]|[①-⑳])[)）]")
        .expect("the pattern is constant")
});
/// Opening and closing marks; a half-width bracket may close a full-width one.
const PAIRS: [(&[char], &[char], &str); 4] = [
    (&['（', '('], &['）', ')'], "括号"),
    (&['“'], &['”'], "引号"),
    (&['《'], &['》'], "书名号"),
    (&['【'], &['】'], "方括号"),
];
/// How many sentences away the other half of a pair may be.
const NEAR: usize = 8;

/// Checks every sentence except headings. A mark whose other half is in a nearby sentence is not reported, because
/// sentences are split at full stops, even inside brackets.
pub(in crate::audit) fn check(papers: &[Paper], ledger: &mut Ledger) {
    for paper in papers {
        let sentences = &paper.sentences[..];
        for (at, sentence) in sentences.iter().enumerate().filter(|(_, sentence)| sentence.heading.is_none()) {
            ledger.look("punctuation", &sentence.place);
            let text: &str = &sentence.text;
            let doubled = DOUBLED.find_iter(text).map(|found| (found.range(), "标点重复"));
            let repeated = REPEATED.find_iter(text).map(|found| (found.range(), "字词重复"));
            for (mark, because) in doubled.chain(repeated).chain(stop_alone(at, sentences)) {
                remark(sentence, mark, because, ledger);
            }
            for (open, close, name) in PAIRS {
                if let Some(mark) = half(at, sentences, (open, close)) {
                    remark(sentence, mark, &format!("{name}不成对"), ledger);
                }
            }
        }
    }
}

/// The second 。 of 。。: it is split off as a sentence of its own on the same line.
fn stop_alone(at: usize, sentences: &[Sentence]) -> Option<(Range<usize>, &'static str)> {
    let (before, sentence) = (sentences.get(at.checked_sub(1)?)?, &sentences[at]);
    let line = |sentence: &Sentence| (sentence.place.page, sentence.place.row, sentence.place.table);
    let alone = sentence.text.chars().all(|c| matches!(c, '。' | '，' | '；' | '、'));
    (alone && before.heading.is_none() && line(before) == line(sentence))
        .then_some((0..sentence.text.len(), "标点重复"))
}

/// Position of a mark whose other half is neither in the sentence nor nearby.
fn half(at: usize, sentences: &[Sentence], of: (&[char], &[char])) -> Option<Range<usize>> {
    let (opened, closed) = halves(&sentences[at].text, of);
    let mut before = sentences[..at].iter().rev().take(NEAR);
    let mut behind = sentences[at + 1..].iter().take(NEAR);
    match closed {
        Some(mark) => (!before.any(|other| halves(&other.text, of).0.is_some())).then_some(mark),
        None => opened.filter(|_| !behind.any(|other| halves(&other.text, of).1.is_some())),
    }
}

/// The first opening mark in a text that is never closed, and the first closing mark that was never opened.
fn halves(text: &str, (open, close): (&[char], &[char])) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let (mut opened, mut closed): (Vec<Range<usize>>, Option<Range<usize>>) = (Vec::new(), None);
    if !text.contains(open) && !text.contains(close) {
        return (None, None);
    }
    let numbers: Vec<usize> = NUMBER.find_iter(text).map(|found| found.end()).collect();
    for (at, c) in text.char_indices() {
        let mark = at..at + c.len_utf8();
        if open.contains(&c) {
            opened.push(mark);
        } else if close.contains(&c) && opened.pop().is_none() && !numbers.contains(&mark.end) {
            closed.get_or_insert(mark);
        }
    }
    (opened.into_iter().next(), closed)
}

fn remark(sentence: &Sentence, mark: Range<usize>, because: &str, ledger: &mut Ledger) {
    ledger.remark(&sentence.place, &sentence.text, mark, Opinion::of("punctuation", Verdict::Form, because));
}
