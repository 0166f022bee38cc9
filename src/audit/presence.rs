//! 有没有: whether a disclosure has the tables and explanations that it must have.

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
    /// Words that its title must contain, all of them.
    pub title: Vec<String>,
    /// Names of the funds in it; a disclosure that says it has no such funds need not have the table.
    pub none: Vec<String>,
}

/// 应有的说明: its name, words of which at least one must occur, and whether only a complete disclosure needs it.
pub(super) type Explanation<'o> = (&'o str, &'o [String], bool);

/// With fewer kinds of tables, the files are only part of a disclosure, and no table can be called missing.
const ENOUGH_TABLES: usize = 5;
/// A text with fewer sentences is not a complete disclosure.
const ENOUGH_SENTENCES: usize = 30;
/// A text with fewer of the required explanations is of another kind.
const ENOUGH_EXPLAINED: usize = 3;
impl DocumentKind {
    /// The kind of the owner's disclosure.
    pub fn of(owner: &Owner) -> Self {
        match owner.phase {
            _ if owner.scope.is_of_government() => Self::Government,
            Phase::Executed => Self::Final,
            _ => Self::Budget,
        }
    }
}

/// Groups files by disclosure; files without a known owner are left out.
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

/// Whether a required table is present.
pub(super) enum Presence {
    /// Present, so many times.
    There(usize),
    /// A line looks like its title, but no such table was read.
    Titled(Place),
    /// A sentence says that there are no such funds.
    None(Place),
    /// Only so many kinds of tables were read, too few to call one missing.
    Unknown(usize),
    /// Not present.
    Missing,
}

/// Looks for a required table in a disclosure.
pub(super) fn presence(papers: &[&Paper], required: &Required) -> Presence {
    let Required { table, title, none } = required;
    let tables = || papers.iter().flat_map(|paper| &paper.tables);
    let times = tables().filter(|printed| printed.table == *table).count();
    if times > 0 {
        return Presence::There(times);
    }
    let sentences = papers.iter().flat_map(|paper| &paper.sentences).map(|sentence| (&sentence.place, &sentence.text));
    let titles = tables().map(|printed| (&printed.place, &printed.title));
    // A short line that ends in 表 may be the title.
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

/// The sentence saying that there are no funds of this name.
pub(super) fn says_none<'p>(paper: &'p Paper, word: &str) -> Option<&'p Sentence> {
    const NONE: [&str; 7] = ["没有", "无", "未安排", "空表", "不涉及", "为零", "0"];
    let says = |text: &str| text.contains(word) && NONE.iter().any(|none| text.contains(none));
    paper.sentences.iter().find(|sentence| says(&sentence.text))
}

/// Number of sentences and titles that contain one of the words.
pub(super) fn times_said(papers: &[&Paper], words: &[String]) -> usize {
    said(papers, words).count()
}

/// Whether any sentence or title contains one of the words.
pub(super) fn is_said(papers: &[&Paper], words: &[String]) -> bool {
    said(papers, words).next().is_some()
}

/// The sentences and titles that contain one of the words.
fn said<'a>(papers: &[&'a Paper], words: &[String]) -> impl Iterator<Item = &'a str> {
    papers.iter().flat_map(move |paper| {
        let sentences = paper.sentences.iter().map(|sentence| &*sentence.text);
        let texts = sentences.chain(paper.tables.iter().map(|table| &*table.title));
        let unit = paper.unit.as_deref().unwrap_or_default();
        // 国有资产 in the unit's own name (某市国有资产监督管理委员会) does not count as an explanation.
        let says = move |text: &str, word: &str| {
            text.contains(word) && (!unit.contains(word) || without(text, unit).contains(word))
        };
        texts.filter(move |text| words.iter().any(|word| says(text, word)))
    })
}

/// Whether there is enough text, with enough of the required explanations, for something to be called missing.
pub(super) fn is_text_of_disclosure(papers: &[&Paper], required: &[Explanation<'_>]) -> bool {
    let sentences = papers.iter().flat_map(|paper| &paper.sentences);
    // Headings and cover lines, which have no full stop, do not count.
    let sentences = sentences.filter(|sentence| sentence.text.contains('。')).count();
    let explained = || required.iter().filter(|(_, words, _)| is_said(papers, words)).count();
    sentences >= ENOUGH_SENTENCES && explained() >= ENOUGH_EXPLAINED
}

/// Whether the files form a complete disclosure rather than just the tables and their explanation.
pub(super) fn is_whole(papers: &[&Paper]) -> bool {
    let first = |paper: &Paper| {
        let mut headings = paper.sentences.iter().filter(|sentence| sentence.heading.is_some());
        headings.any(|sentence| heading(&sentence.text) == Heading::Part(1))
    };
    papers.iter().any(|paper| !paper.contents.is_empty() || first(paper))
}
