//! 锚点: links between findings and the sentences and cells that they are about.

use crate::audit::{Judgement, Verdict};
use crate::model::{LineItem, Origin, Place};
use crate::report::Report;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Index of a sentence: its paper, and its position in it.
pub(super) type SentenceAt = (usize, usize);

/// 标记: a judged figure in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub range: Range<usize>,
    pub verdict: Verdict,
    pub finding: Option<usize>,
}

/// 锚点: the links of a page.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// The findings by severity; their numbers count from 1.
    pub order: Vec<Source>,
    /// The marks of each sentence, in order and without overlap.
    pub marks: BTreeMap<SentenceAt, Vec<Mark>>,
    /// Findings about a sentence that have no mark in it.
    pub unmarked: BTreeMap<SentenceAt, Vec<usize>>,
    /// Findings about each cell, by the index of its item.
    pub cells: BTreeMap<usize, BTreeSet<usize>>,
    /// The identifier of each finding's sentence.
    pub sentences: BTreeMap<usize, String>,
}

/// The source of a finding.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    Claim(usize),
    Table(usize),
    Note(usize),
}

impl Anchors {
    pub(super) fn of(report: &Report) -> Self {
        let audit = &report.audit;
        let claims = (0..audit.claims.len()).map(Source::Claim);
        let tables = (0..audit.tables.len()).map(Source::Table);
        let all = claims.chain(tables).chain((0..audit.notes.len()).map(Source::Note));
        let mut order: Vec<Source> = all.filter(|source| judged(report, *source).verdict.is_finding()).collect();
        order.sort_by_key(|source| judged(report, *source).weight());
        let mut anchors = Self { order, ..Self::default() };
        anchors.mark_sentences(report);
        anchors.link_cells(report);
        anchors
    }

    /// Marks every judged figure in its sentence.
    fn mark_sentences(&mut self, report: &Report) {
        let index = Sentences::of(report);
        let mut numbers: BTreeMap<(u8, usize), usize> = BTreeMap::new();
        for (number, source) in (1..).zip(&self.order) {
            match source {
                Source::Claim(at) => numbers.insert((0, *at), number),
                Source::Note(at) => numbers.insert((1, *at), number),
                Source::Table(_) => None,
            };
        }
        let mut found: BTreeMap<SentenceAt, Vec<Mark>> = BTreeMap::new();
        let figures = report.claims.iter().flat_map(|claim| claim.figures.iter().map(move |_| &claim.place));
        let claims = report.audit.claims.iter().zip(figures).enumerate();
        let claims = claims.map(|(at, (judged, place))| (numbers.get(&(0, at)).copied(), judged, place));
        let notes = report.audit.notes.iter().enumerate();
        let notes = notes.map(|(at, judged)| (numbers.get(&(1, at)).copied(), judged, &judged.place));
        for (finding, judged, place) in claims.chain(notes) {
            let located = index.locate(place, &judged.text);
            let inside = located.iter().find_map(|one| one.range(&judged.mark).map(|range| (one.at, range)));
            match (inside, finding, located.first()) {
                (Some((at, range)), finding, _) if !range.is_empty() => {
                    found.entry(at).or_default().push(Mark { range, verdict: judged.verdict, finding });
                }
                (_, Some(number), Some(one)) => self.add_unmarked(one.at, number),
                _ => {}
            }
        }
        for (at, marks) in found {
            self.keep_apart(at, marks);
        }
    }

    /// Removes overlaps: marks of findings take precedence; a second finding is listed next to the sentence instead.
    fn keep_apart(&mut self, at: SentenceAt, mut marks: Vec<Mark>) {
        marks.sort_by_key(|mark| (mark.range.start, mark.finding.is_none(), std::cmp::Reverse(mark.verdict)));
        let mut kept: Vec<Mark> = Vec::new();
        for mark in marks {
            let Some(last) = kept.last_mut().filter(|last| last.range.end > mark.range.start) else {
                kept.push(mark);
                continue;
            };
            match (last.finding, mark.finding) {
                (_, None) => {}
                (None, Some(_)) => *last = mark,
                (Some(_), Some(number)) => self.add_unmarked(at, number),
            }
        }
        for number in kept.iter().filter_map(|mark| mark.finding) {
            self.sentences.insert(number, format!("m{number}"));
        }
        self.marks.insert(at, kept);
    }

    fn add_unmarked(&mut self, at: SentenceAt, number: usize) {
        self.unmarked.entry(at).or_default().push(number);
        self.sentences.insert(number, sentence_id(at));
    }

    /// Links findings to the cells that they are about.
    fn link_cells(&mut self, report: &Report) {
        let items = report.items.items();
        let places = Cells::of(items);
        let owner: Vec<usize> =
            report.claims.iter().enumerate().flat_map(|(at, claim)| claim.figures.iter().map(move |_| at)).collect();
        for (number, source) in (1..).zip(&self.order) {
            let cells: Vec<usize> = match source {
                Source::Claim(at) => {
                    let linked = owner.get(*at).and_then(|claim| report.linked.get(*claim));
                    linked.into_iter().flatten().filter_map(|place| places.find(place)).collect()
                }
                source => places.find(&judged(report, *source).place).into_iter().collect(),
            };
            for cell in cells {
                self.cells.entry(cell).or_default().insert(number);
            }
        }
    }
}

/// The judgement of a finding.
pub(super) fn judged(report: &Report, source: Source) -> &Judgement {
    match source {
        Source::Claim(at) => &report.audit.claims[at],
        Source::Table(at) => &report.audit.tables[at],
        Source::Note(at) => &report.audit.notes[at],
    }
}

/// The identifier of a sentence on the page.
pub(super) fn sentence_id((paper, sentence): SentenceAt) -> String {
    format!("s{paper}-{sentence}")
}

/// The sentences by their places.
struct Sentences<'a> {
    report: &'a Report,
    places: BTreeMap<&'a Place, Vec<SentenceAt>>,
}

/// A sentence that contains a text, or is contained in it, with the offset between both.
struct Located {
    at: SentenceAt,
    /// The offset of the sentence in the text.
    in_text: usize,
    /// The offset of the text in the sentence.
    in_sentence: usize,
    length: usize,
}

impl Located {
    /// Converts a range of the text to a range of the sentence; `None` if it is not completely inside.
    fn range(&self, mark: &Range<usize>) -> Option<Range<usize>> {
        let shift = |at: usize| (at + self.in_sentence).checked_sub(self.in_text);
        let (start, end) = (shift(mark.start)?, shift(mark.end)?);
        (end <= self.length).then_some(start..end)
    }
}

impl<'a> Sentences<'a> {
    fn of(report: &'a Report) -> Self {
        let mut places: BTreeMap<&Place, Vec<SentenceAt>> = BTreeMap::new();
        for (paper, of) in report.papers.iter().enumerate() {
            for (number, sentence) in of.sentences.iter().enumerate() {
                places.entry(&sentence.place).or_default().push((paper, number));
            }
        }
        Self { report, places }
    }

    fn text(&self, (paper, number): SentenceAt) -> Option<&str> {
        self.report.papers.get(paper)?.sentences.get(number).map(|sentence| &*sentence.text)
    }

    /// The sentences of a text at this place, including one that begins before it.
    fn locate(&self, place: &Place, text: &str) -> Vec<Located> {
        let own = self.places.get(place).into_iter().flatten().copied();
        let before = self.places.range::<Place, _>(..place).next_back();
        let before = before.filter(|(other, _)| other.file == place.file);
        let before = before.into_iter().flat_map(|(_, list)| list.iter().copied());
        let Some(first) = own.chain(before).find_map(|at| self.locate_in(at, text, 0)) else { return Vec::new() };
        let mut located = vec![first];
        // A claim may extend over the following sentences.
        while let Some(last) = located.last() {
            let next = (last.at.0, last.at.1 + 1);
            let behind = last.in_text + last.length;
            match text.get(behind..).filter(|rest| !rest.is_empty()).and_then(|_| self.locate_in(next, text, behind)) {
                Some(one) if one.in_sentence == 0 => located.push(one),
                _ => break,
            }
        }
        located
    }

    fn locate_in(&self, at: SentenceAt, text: &str, from: usize) -> Option<Located> {
        let sentence = self.text(at).filter(|sentence| !sentence.is_empty())?;
        let length = sentence.len();
        if let Some(in_text) = text.get(from..)?.find(sentence) {
            return Some(Located { at, in_text: from + in_text, in_sentence: 0, length });
        }
        sentence.find(text).map(|in_sentence| Located { at, in_text: 0, in_sentence, length })
    }
}

/// The printed cells by place and by row.
struct Cells<'a> {
    exact: BTreeMap<&'a Place, usize>,
    rows: BTreeMap<Place, usize>,
}

impl<'a> Cells<'a> {
    fn of(items: &'a [LineItem]) -> Self {
        let mut cells = Self { exact: BTreeMap::new(), rows: BTreeMap::new() };
        for (number, item) in items.iter().enumerate().filter(|(_, item)| item.origin != Origin::Implied) {
            cells.exact.entry(&item.place).or_insert(number);
            cells.rows.entry(row(&item.place)).or_insert(number);
        }
        cells
    }

    fn find(&self, place: &Place) -> Option<usize> {
        let by_row = || place.row.and_then(|_| self.rows.get(&row(place)));
        self.exact.get(place).or_else(by_row).copied()
    }
}

fn row(place: &Place) -> Place {
    Place { column: None, bounds: None, ..place.clone() }
}
