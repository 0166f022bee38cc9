//! 目录与正文相符.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::announced;
use crate::audit::heading::{Heading, alike, bare_heading, heading, same};
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Cells, ContentsEntry, Owner, Paper, Sentence};
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "contents",
    name: "目录",
    rule: "目录与正文相符",
    why: "套用上年的目录，正文增删了标题、目录没有改，是形式审查最先看到的。",
    condition: "有目录，正文不少于十句时；目录有而正文没有的标题、正文同一部分里有而目录没有的标题、次序不同、序号跳号或重复、页码与多数条目相差不一；写明的表的张数与目录、正文都有的张数不同。表在另外的文件里而未提供时，不查表名。都只提示。",
    basis: "财预〔2016〕143号，公开的内容应当完整；目录应与正文一致。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                目录\n\n\
                一、收支总体情况说明\n\
                二、收入预算情况说明\n\
                三、支出预算情况说明\n\
                四、机关运行经费情况说明\n\n\
                一、收支总体情况说明\n\n\
                2024年收支总预算130.00万元。\n\n\
                收入和支出相等。\n\n\
                二、收入预算情况说明\n\n\
                收入全部来自一般公共预算拨款。\n\n\
                三、支出预算情况说明\n\n\
                支出用于本馆的运转和档案事业。\n\n\
                本馆没有下属单位。\n\n\
                四、机关运行经费情况说明\n\n\
                本馆是事业单位，没有机关运行经费。\n",
        )],
        slip: (
            "四、机关运行经费情况说明\n\n\
                一、收支",
            "四、国有资产占用情况说明\n\n\
                一、收支",
        ),
        told: (Verdict::Note, ""),
    },
};

/// A text with fewer sentences is only a cover.
const ENOUGH: usize = 10;
/// With fewer tables than this, the tables of the disclosure must be in a file that was not given.
const TABLES: usize = 3;

/// Compares each entry of the contents with the headings and titles of all files of the disclosure. Texts are compared
/// without numbers, years, the unit's name and 部门/单位; an entry is missing only if nothing resembles it.
pub(in crate::audit) fn check(papers: &[Paper], cells: &Cells<'_>, ledger: &mut Ledger) {
    let mut owned: BTreeMap<Option<&Owner>, Vec<&Paper>> = BTreeMap::new();
    for paper in papers {
        owned.entry(cells.owner(&paper.file)).or_default().push(paper);
    }
    for (owner, group) in owned {
        let unit = owner.map_or("", |owner| &*owner.unit);
        let fit = |paper: &&&Paper| paper.contents.len() >= 3 && paper.sentences.len() >= ENOUGH;
        for paper in group.iter().filter(fit) {
            paper.contents.iter().for_each(|entry| ledger.look("contents", &entry.place));
            // Files without a known owner may not belong together.
            let others: Vec<&Paper> = if owner.is_some() { group.clone() } else { vec![*paper] };
            let cores = Cores::of(paper, unit);
            missing(paper, &others, unit, &cores, ledger);
            extra(paper, &cores, ledger);
            order(paper, &cores, ledger);
            numbers(paper, ledger);
            pages(paper, &cores, ledger);
            announced::check(paper, unit, ledger);
        }
    }
}

/// The kind of content that a title announces.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Table,
    Explanation,
    Other,
}

impl Kind {
    fn of(text: &str) -> Self {
        let text = text.trim_end().trim_end_matches('。');
        match () {
            () if text.ends_with('表') => Self::Table,
            () if text.ends_with("说明") => Self::Explanation,
            () => Self::Other,
        }
    }

    fn fits(self, other: Self) -> bool {
        self == other || self == Self::Other || other == Self::Other
    }
}

/// The bare texts of the contents and of the headings of the body, computed once.
struct Cores {
    entries: Vec<String>,
    /// Each with the index of its sentence.
    headings: Vec<(usize, String)>,
}

impl Cores {
    fn of(paper: &Paper, unit: &str) -> Self {
        let headings = paper.sentences.iter().enumerate().filter(|(_, sentence)| sentence.heading.is_some());
        Self {
            entries: paper.contents.iter().map(|entry| bare_heading(&entry.text, unit)).collect(),
            headings: headings.map(|(at, sentence)| (at, bare_heading(&sentence.text, unit))).collect(),
        }
    }
}

fn missing(paper: &Paper, others: &[&Paper], unit: &str, cores: &Cores, ledger: &mut Ledger) {
    let tables = others.iter().map(|paper| paper.tables.len()).sum::<usize>();
    let titles = others.iter().flat_map(|paper| &paper.tables).map(|table| &*table.title);
    let said = |text: &str| {
        let text: String = text.chars().take(80).collect();
        (Kind::of(&text), bare_heading(&text, unit))
    };
    let texts = || others.iter().flat_map(|paper| &paper.sentences);
    let is_heading = |sentence: &&Sentence| sentence.heading.is_some() || !sentence.text.ends_with('。');
    let heads = texts().filter(is_heading).map(|sentence| &*sentence.text);
    let heads: BTreeSet<(Kind, String)> = titles.chain(heads).map(said).collect();
    // Lazy, since most entries recur word for word as a heading.
    let rest = LazyCell::new(|| -> Vec<String> {
        texts().filter(|sentence| !is_heading(sentence)).map(|sentence| said(&sentence.text).1).collect()
    });
    for (entry, words) in paper.contents.iter().zip(&cores.entries) {
        let is_table = entry.text.ends_with('表');
        // 部门预算表 stands for all tables together and needs no heading of its own.
        let all =
            ["预算", "决算", "公开", "报", "附"].iter().fold(words.clone(), |words, filler| words.replace(filler, ""));
        if words.chars().count() < 2 || all == "表" || is_table && tables < TABLES {
            continue;
        }
        let head = (Kind::of(&entry.text), words.clone());
        if heads.contains(&head) {
            continue;
        }
        // `fits` keeps 政府性基金预算支出情况表 apart from 政府性基金预算支出情况说明.
        let stands = heads.iter().any(|(other, text)| head.0.fits(*other) && alike(text, words))
            || words.chars().count() >= 4 && rest.iter().any(|text| text.contains(words));
        if stands {
            continue;
        }
        let headings = paper.sentences.iter().filter(|sentence| sentence.heading.is_some());
        let other = match heading(&entry.text) {
            Heading::Part(number) => headings.clone().find(|sentence| heading(&sentence.text) == Heading::Part(number)),
            _ => None,
        };
        // 项目经费情况说明 may appear in the body once for each project: 某某专项经费情况说明.
        let tail: String = entry.text.chars().rev().take(6).collect();
        let short = entry.text.chars().count() <= 10;
        let tailed =
            short && headings.clone().any(|sentence| sentence.text.chars().rev().take(6).collect::<String>() == tail);
        match other {
            Some(sentence) => {
                let because = format!("正文这一部分的标题是“{}”（{}），与目录不同", sentence.text, sentence.place);
                remark(entry, &because, ledger);
            }
            None if !tailed => remark(entry, "目录列有这一条，正文里没有找到", ledger),
            None => {}
        }
    }
}

/// Reports numbered headings of the body that the contents leave out although they list others of the same part.
fn extra(paper: &Paper, cores: &Cores, ledger: &mut Ledger) {
    let listed: Vec<(Heading, &str)> =
        paper.contents.iter().zip(&cores.entries).map(|(entry, words)| (heading(&entry.text), &**words)).collect();
    let mut part: Option<usize> = None;
    let mut last = 0;
    // Numbers that start again belong to a list inside a section.
    let mut inner = false;
    for (at, words) in &cores.headings {
        let sentence = &paper.sentences[*at];
        match heading(&sentence.text) {
            Heading::Part(number) => {
                part = listed.iter().position(|(kind, other)| *kind == Heading::Part(number) && alike(other, words));
                last = 0;
                inner = false;
            }
            Heading::Section(1) if last > 0 => inner = true,
            Heading::Section(number) if number == last + 1 && !inner => {
                last = number;
                let Some(start) = part else { continue };
                let below = listed[start + 1..].iter().take_while(|(kind, _)| !matches!(kind, Heading::Part(_)));
                let below: Vec<&(Heading, &str)> =
                    below.filter(|(kind, _)| matches!(kind, Heading::Section(_))).collect();
                let found = listed.iter().any(|(_, other)| alike(other, words));
                // Only if the contents list the sections of this part at all.
                if below.len() >= 2 && !found {
                    let opinion = Opinion::of("contents", Verdict::Note, "正文有这个标题，目录没有列");
                    ledger.remark(&sentence.place, &sentence.text, 0..0, opinion);
                }
            }
            _ => {}
        }
    }
}

/// Reports entries that the body has in another order: those outside the longest increasing subsequence.
fn order(paper: &Paper, cores: &Cores, ledger: &mut Ledger) {
    let found: Vec<(&ContentsEntry, usize)> = paper
        .contents
        .iter()
        .zip(&cores.entries)
        .filter_map(|(entry, words)| {
            let mut places = cores.headings.iter().filter(|(_, text)| same(text, words));
            let listed = cores.entries.iter().filter(|other| same(other, words)).count();
            let (at, _) = places.next()?;
            (places.next().is_none() && listed == 1).then_some((entry, *at))
        })
        .collect();
    let kept = increasing(&found.iter().map(|(_, at)| *at).collect::<Vec<_>>());
    for (number, (entry, _)) in found.iter().enumerate() {
        if !kept.contains(&number) {
            remark(entry, "正文里的次序与目录不同", ledger);
        }
    }
}

/// The indexes of a longest increasing subsequence.
fn increasing(places: &[usize]) -> Vec<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let before = (0..at).filter(|before| places[*before] < *place).max_by_key(|before| best[*before].0);
        best.push((before.map_or(1, |before| best[before].0 + 1), before));
    }
    let mut next = (0..best.len()).rev().max_by_key(|at| best[*at].0);
    let mut run = Vec::new();
    while let Some(at) = next {
        run.push(at);
        next = best[at].1;
    }
    run
}

/// Reports numbers left out or given twice, such as 六、 followed by 八、.
fn numbers(paper: &Paper, ledger: &mut Ledger) {
    let mut last: [Option<usize>; 2] = [None, None];
    for entry in &paper.contents {
        let (depth, number) = match heading(&entry.text) {
            Heading::Part(number) => {
                last[1] = None;
                (0, number)
            }
            Heading::Section(number) => (1, number),
            Heading::Other => continue,
        };
        if let Some(before) = last[depth]
            && number != before + 1
            && number != 1
        {
            let because = format!("目录的序号从 {before} 到 {number}，跳号或重复");
            remark(entry, &because, ledger);
        }
        last[depth] = Some(number);
    }
}

/// Reports page numbers whose offset from the page in the file, usually the cover pages, is not that of most entries.
fn pages(paper: &Paper, cores: &Cores, ledger: &mut Ledger) {
    let mut offsets: Vec<(&ContentsEntry, i64, u32)> = Vec::new();
    for (entry, words) in paper.contents.iter().zip(&cores.entries) {
        let mut places = cores.headings.iter().filter(|(_, text)| same(text, words));
        if let (Some((at, _)), None) = (places.next(), places.next())
            && let Some(sentence) = paper.sentences.get(*at)
            && let (Some(said), Some(page)) = (entry.page, sentence.place.page)
        {
            offsets.push((entry, i64::from(page) - i64::from(said), page));
        }
    }
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for (_, offset, _) in &offsets {
        *counts.entry(*offset).or_default() += 1;
    }
    let Some((usual, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return };
    if count < 4 || count * 4 < offsets.len() * 3 {
        return;
    }
    for (entry, offset, page) in offsets {
        if offset != usual {
            let should = i64::from(page) - usual;
            let because = format!("正文在文件的第 {page} 页，按其他条目推算应写第 {should} 页");
            remark(entry, &because, ledger);
        }
    }
}

fn remark(entry: &ContentsEntry, because: &str, ledger: &mut Ledger) {
    ledger.remark(&entry.place, &entry.text, 0..0, Opinion::of("contents", Verdict::Note, because));
}
