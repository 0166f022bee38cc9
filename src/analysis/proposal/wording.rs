//! 文字依据: sentences that state where an item moved.

use super::Evidence;
use crate::model::{Paper, Place, fold};
use std::sync::Arc;

/// Words for a move to the item after them or, if preceded by 由, from it.
const MOVES: [&str; 23] = [
    "调整为",
    "调整到",
    "调整至",
    "调整入",
    "调整列",
    "转入",
    "转至",
    "转到",
    "转列",
    "改列",
    "改为",
    "划入",
    "划转",
    "划至",
    "并入",
    "归并",
    "合并",
    "列入",
    "列支",
    "变更为",
    "更名为",
    "更名",
    "分流",
];

/// Words about the codes themselves.
const CODES: [&str; 5] = ["科目调整", "科目变", "功能分类", "分类科目", "科目名称"];

/// Words before the origin of a move.
const ORIGINS: [&str; 6] = ["从", "由", "自", "将", "原", "把"];

/// A sentence about a move, together with the sentence before it if it only gives the reason.
pub(super) struct MoveSentence {
    folded: String,
    context: String,
    text: Arc<str>,
    place: Place,
}

/// All sentences of the papers about moves between codes.
pub(super) fn move_sentences<'a>(papers: impl Iterator<Item = &'a Paper>) -> Vec<MoveSentence> {
    let mut found = Vec::new();
    for paper in papers {
        let mut before = String::new();
        for sentence in &paper.sentences {
            let folded = fold(&sentence.text);
            if sentence.heading.is_none() && MOVES.iter().chain(&CODES).any(|word| folded.contains(word)) {
                let reason = folded.starts_with("主要原因") || folded.starts_with("原因");
                let context = if reason { before.clone() } else { String::new() };
                let (text, place) = (sentence.text.clone(), sentence.place.clone());
                found.push(MoveSentence { folded: folded.clone(), context, text, place });
            }
            before = folded;
        }
    }
    found
}

/// The strongest evidence of the sentences for a move from `old` to `new`.
pub(super) fn evidence(sentences: &[MoveSentence], old: &str, new: &str) -> Option<Evidence> {
    let (old, new) = (fold(old), fold(new));
    if old == new || [&old, &new].iter().any(|name| name.chars().count() < 3) {
        return None;
    }
    let mut best: Option<Evidence> = None;
    for saying in sentences {
        let (text, place) = (saying.text.clone(), saying.place.clone());
        let names = |name: &str| names(&saying.folded, name, [&old, &new]);
        let found = match (names(&old), names(&new)) {
            (true, true) => match (leads(&saying.folded, &old, &new), leads(&saying.folded, &new, &old)) {
                (true, false) => Some(Evidence::Stated { text, place }),
                (false, true) => None,
                _ => Some(Evidence::MentionedTogether { text, place }),
            },
            _ if !saying.folded.contains("科目") && !saying.folded.contains("功能分类") => None,
            (true, false) | (false, true) => Some(Evidence::Hinted { text, place }),
            (false, false) => {
                let speaks = |name: &String| saying.context.contains(name.as_str());
                (speaks(&old) || speaks(&new)).then_some(Evidence::Hinted { text, place })
            }
        };
        if let Some(found) = found
            && best.as_ref().is_none_or(|best| best.points() < found.points())
        {
            best = Some(found);
        }
    }
    best
}

/// Whether the words contain `name`, other than as a part of the longer of both names.
fn names(words: &str, name: &str, both: [&String; 2]) -> bool {
    let longer = both.into_iter().find(|other| other.len() > name.len() && other.contains(name));
    match longer {
        Some(longer) => words.replace(longer.as_str(), "").contains(name),
        None => words.contains(name),
    }
}

/// Whether the words lead from `old` to `new`: 从 old … 调整为 new, or new … 由 old 转入.
fn leads(words: &str, old: &str, new: &str) -> bool {
    words.match_indices(old).any(|(at, _)| {
        let begins = ORIGINS.iter().any(|word| {
            let before: Vec<char> = words[..at].chars().rev().take(4).collect();
            let before: String = before.into_iter().rev().collect();
            before.contains(word)
        });
        let behind = &words[at + old.len()..];
        let step = MOVES.iter().filter_map(|word| behind.find(word).map(|at| at + word.len())).min();
        match step {
            // Behind the word of the move within a few words: 调整为“…”, 转入新设的…
            Some(step)
                if behind[step..].find(new).is_some_and(|gap| behind[step..step + gap].chars().count() <= 12) =>
            {
                true
            }
            Some(_) => begins && words[..at].contains(new) && !behind.contains(new),
            None => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sentence;

    fn said(text: &str, old: &str, new: &str) -> Option<&'static str> {
        let sentence = |text: &str| Sentence { text: text.into(), ..Sentence::default() };
        let sentences = text.split_inclusive('。').map(sentence).collect();
        let paper = Paper { sentences, ..Paper::default() };
        evidence(&move_sentences(std::iter::once(&paper)), old, new).map(|evidence| evidence.name())
    }

    #[test]
    fn a_sentence_is_read_with_its_direction() {
        for text in [
            "原因是今年把食堂经费的功能分类从甲类补助支出调整为乙类行政事务。",
            "甲类补助支出今年起并入“乙类行政事务”。",
            "乙类行政事务增加，是由甲类补助支出转入。",
        ] {
            assert_eq!(said(text, "甲类补助支出", "乙类行政事务"), Some("said"), "{text}");
            assert_eq!(said(text, "乙类行政事务", "甲类补助支出"), None, "{text}");
        }
        assert_eq!(
            said("甲类补助支出与乙类行政事务的功能分类有调整。", "甲类补助支出", "乙类行政事务"),
            Some("said_together")
        );
    }

    #[test]
    fn a_reason_belongs_to_the_item_of_the_sentence_before_it() {
        let text = "乙类行政事务支出5万元。主要原因是部分支出调整到本科目。";
        assert_eq!(said(text, "甲类补助支出", "乙类行政事务"), Some("hinted"));
        assert_eq!(said("乙类行政事务支出5万元。", "甲类补助支出", "乙类行政事务"), None);
        assert_eq!(said("丙类支出调整到丁类支出。", "甲类补助支出", "乙类行政事务"), None);
    }

    #[test]
    fn a_name_inside_a_longer_one_is_not_named() {
        assert_eq!(said("原其他检察支出调整为检察监督。", "检察支出", "检察监督"), Some("said"));
        assert_eq!(said("其他检察支出的功能分类有调整。", "检察支出", "其他检察支出"), Some("hinted"));
    }
}
