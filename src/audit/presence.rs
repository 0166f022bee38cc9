//! 有没有: which tables and explanations a disclosure has, of those that it must have.

use super::heading::{Heading, heading};
use crate::model::{BudgetTable, Cells, Owner, Paper, Phase, Place, Sentence, without};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// 公开的种类.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// 部门（单位）预算
    Budget,
    /// 部门（单位）决算
    Final,
    /// 政府预算、决算及报告
    Government,
}

/// 应有的表: a table that a disclosure must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Required {
    pub table: BudgetTable,
    /// Words of its title, all of them.
    pub title: Vec<String>,
    /// Names of its money; a disclosure that says that it has none owes no table.
    pub none: Vec<String>,
}

/// 应有的说明: its name, words of which one must be said, and whether only a whole disclosure has to.
pub(super) type Explanation<'o> = (&'o str, &'o [String], bool);

/// Fewer kinds of tables than these are a part of a disclosure, of which none can be called missing.
const ENOUGH_TABLES: usize = 5;
/// A text of fewer sentences is no whole disclosure.
const ENOUGH_SENTENCES: usize = 30;
/// Fewer of the asked for explanations there: the text is of another kind.
const ENOUGH_EXPLAINED: usize = 3;
impl DocumentKind {
    /// The kind of a disclosure.
    pub fn of(owner: &Owner) -> Self {
        match owner.phase {
            _ if owner.scope.is_of_government() => Self::Government,
            Phase::Executed => Self::Final,
            _ => Self::Budget,
        }
    }
}

/// The files of each disclosure; those of nobody are left out.
pub(super) fn by_owner<'c, 'p>(
    papers: impl IntoIterator<Item = &'p Paper>,
    cells: &'c Cells<'_>,
) -> BTreeMap<&'c Owner, Vec<&'p Paper>> {
    let mut owned: BTreeMap<&Owner, Vec<&Paper>> = BTreeMap::new();
    for paper in papers {
        if let Some(owner) = cells.owner(&paper.file) {
            owned.entry(owner).or_default().push(paper);
        }
    }
    owned
}

/// Whether a required table is there.
pub(super) enum Presence {
    /// So many times.
    There(usize),
    /// A line reads like its title and no table was read behind it.
    Titled(Place),
    /// A sentence says that there is no such money.
    None(Place),
    /// Too few kinds of tables were read to call one missing.
    Unknown(usize),
    /// It is not there.
    Missing,
}

/// Looks for a table among those of a disclosure.
pub(super) fn presence(papers: &[&Paper], required: &Required) -> Presence {
    let Required { table, title, none } = required;
    let tables = || papers.iter().flat_map(|paper| &paper.tables);
    let times = tables().filter(|printed| printed.table == *table).count();
    if times > 0 {
        return Presence::There(times);
    }
    let sentences = papers.iter().flat_map(|paper| &paper.sentences).map(|sentence| (&sentence.place, &sentence.text));
    let titles = tables().map(|printed| (&printed.place, &printed.title));
    // A short line that ends in 表.
    let titled = sentences.chain(titles).find(|(_, text)| {
        let short = text.chars().count() <= 40 && text.trim_end().ends_with('表');
        short && title.iter().all(|word| text.contains(word.as_str()))
    });
    if let Some((place, _)) = titled.filter(|_| !title.is_empty()) {
        return Presence::Titled(place.clone());
    }
    let mut names = none.iter().map(String::as_str);
    if let Some(sentence) = names.find_map(|word| papers.iter().find_map(|paper| says_none(paper, word))) {
        return Presence::None(sentence.place.clone());
    }
    let kinds: BTreeSet<BudgetTable> = tables().map(|printed| printed.table).collect();
    if kinds.len() < ENOUGH_TABLES { Presence::Unknown(kinds.len()) } else { Presence::Missing }
}

/// The sentence that says that there is no money of this name.
pub(super) fn says_none<'p>(paper: &'p Paper, word: &str) -> Option<&'p Sentence> {
    const NONE: [&str; 7] = ["没有", "无", "未安排", "空表", "不涉及", "为零", "0"];
    let says = |text: &str| text.contains(word) && NONE.iter().any(|none| text.contains(none));
    paper.sentences.iter().find(|sentence| says(&sentence.text))
}

/// How many sentences and titles hold one of the words.
pub(super) fn times_said(papers: &[&Paper], words: &[String]) -> usize {
    said(papers, words).count()
}

/// Whether any sentence or title holds one of the words.
pub(super) fn is_said(papers: &[&Paper], words: &[String]) -> bool {
    said(papers, words).next().is_some()
}

/// The sentences and titles that hold one of the words.
fn said<'a>(papers: &[&'a Paper], words: &[String]) -> impl Iterator<Item = &'a str> {
    papers.iter().flat_map(move |paper| {
        let sentences = paper.sentences.iter().map(|sentence| &*sentence.text);
        let texts = sentences.chain(paper.tables.iter().map(|table| &*table.title));
        let unit = paper.unit.as_deref().unwrap_or_default();
        // 国有资产 in the name of 某市国有资产监督管理委员会 explains nothing.
        let says = move |text: &str, word: &str| {
            text.contains(word) && (!unit.contains(word) || without(text, unit).contains(word))
        };
        texts.filter(move |text| words.iter().any(|word| says(text, word)))
    })
}

/// Whether there is enough text, and enough explained in it, that something can be called missing.
pub(super) fn is_text_of_disclosure(papers: &[&Paper], required: &[Explanation<'_>]) -> bool {
    let sentences = papers.iter().flat_map(|paper| &paper.sentences);
    // Headings and the lines of a cover are no explanation.
    let sentences = sentences.filter(|sentence| sentence.text.contains('。')).count();
    let explained = || required.iter().filter(|(_, words, _)| is_said(papers, words)).count();
    sentences >= ENOUGH_SENTENCES && explained() >= ENOUGH_EXPLAINED
}

/// Whether the files are all of a disclosure and not its tables and their explanation alone.
pub(super) fn is_whole(papers: &[&Paper]) -> bool {
    let first = |paper: &Paper| {
        let mut headings = paper.sentences.iter().filter(|sentence| sentence.heading.is_some());
        headings.any(|sentence| heading(&sentence.text) == Heading::Part(1))
    };
    papers.iter().any(|paper| !paper.contents.is_empty() || first(paper))
}
