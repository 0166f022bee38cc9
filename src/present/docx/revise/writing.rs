//! 写出: copies a part in one pass, inserting the noted changes and splitting runs into pieces.
//!
//! Every note is used exactly once. A note within something that another change removes is a bug in the caller and is
//! reported.

use super::change::Revision;
use super::content::{self, NewContent, text_element};
use super::failure::{Failure, misfit};
use super::ids::{Ids, signature};
use super::properties::{Use, run_properties, with_new_id};
use super::run::{Point, RunEdit, What};
use super::tree::Tree;
use std::collections::BTreeMap;
use std::ops::Range;

/// A note: a range of the part and what replaces it.
struct Note {
    range: Range<usize>,
    what: Noted,
}

enum Noted {
    Markup(String),
    Run(usize),
}

/// A part that is being written.
struct Writing<'a> {
    tree: &'a Tree,
    revision: &'a Revision,
    ids: &'a mut Ids,
    runs: BTreeMap<usize, RunEdit>,
    notes: Vec<Note>,
    /// The number of notes used so far.
    used: usize,
}

/// The text of a part with the changes to its runs and with ranges replaced by markup.
pub(super) fn written(
    (tree, revision, ids): (&Tree, &Revision, &mut Ids),
    runs: BTreeMap<usize, RunEdit>,
    markup: Vec<(Range<usize>, String)>,
) -> Result<String, Failure> {
    let markup = markup.into_iter().map(|(range, markup)| Note { range, what: Noted::Markup(markup) });
    let of_runs = runs.keys().map(|run| Note { range: tree.element(*run).range.clone(), what: Noted::Run(*run) });
    let mut notes: Vec<Note> = markup.chain(of_runs).collect();
    notes.sort_by_key(|note| (note.range.start, !note.range.is_empty()));
    let mut writing = Writing { tree, revision, ids, runs, notes, used: 0 };
    let mut text = String::with_capacity(tree.text.len() + tree.text.len() / 8);
    writing.copy(0..tree.text.len(), &mut text)?;
    if writing.used < writing.notes.len() {
        return Err(misfit("a change within something that another one removes"));
    }
    Ok(text)
}

/// Whether a piece of a run is deleted or highlighted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    deleted: bool,
    highlighted: bool,
}

/// A run being written in pieces.
struct Pieces<'p, 'a, 'o> {
    writing: &'p mut Writing<'a>,
    run: usize,
    properties: Option<usize>,
    out: &'o mut String,
    /// State of the piece being written, if any.
    open: Option<State>,
    /// Its text that has not been written yet.
    words: String,
    keep_spaces: bool,
    /// Whether the run has had a piece before.
    again: bool,
}

impl Writing<'_> {
    /// Copies a range of the part, applying the notes in it.
    fn copy(&mut self, range: Range<usize>, out: &mut String) -> Result<(), Failure> {
        let mut at = range.start;
        let mut next = self.notes.partition_point(|note| note.range.start < range.start);
        while let Some(note) = self.notes.get_mut(next).filter(|note| note.range.start < range.end) {
            let noted = note.range.clone();
            if noted.start < at {
                return Err(misfit(format!("{noted:?}: changed twice")));
            }
            out.push_str(&self.tree.text[at..noted.start]);
            at = noted.end;
            self.used += 1;
            match &mut note.what {
                Noted::Markup(markup) => out.push_str(markup),
                Noted::Run(run) => {
                    let run = *run;
                    self.rebuild(run, out)?;
                }
            }
            next += 1;
            if !noted.is_empty() {
                next += self.notes[next..].partition_point(|note| note.range.start < at);
            }
        }
        out.push_str(&self.tree.text[at..range.end.max(at)]);
        Ok(())
    }

    /// Writes a run with its changes.
    fn rebuild(&mut self, run: usize, out: &mut String) -> Result<(), Failure> {
        let tree = self.tree;
        let mut edit = self.runs.remove(&run).unwrap_or_default();
        edit.settle()?;
        let cuts = edit.cuts();
        let tracked = self.revision.tracked;
        let properties = tree.child(run, "rPr");
        let mut points = edit.points.iter().peekable();
        let mut pieces = Pieces {
            writing: self,
            run,
            properties,
            out,
            open: None,
            words: String::new(),
            keep_spaces: false,
            again: false,
        };
        for child in tree.children(run).filter(|child| Some(*child) != properties) {
            let Range { start, end } = tree.element(child).range;
            while let Some(point) = points.next_if(|point| point.at <= start) {
                pieces.point(point, &edit);
            }
            if tree.word(child) != "t" {
                let deleted = edit.deletes(start, end);
                let state = State { deleted, highlighted: !deleted && pieces.is_highlighted() };
                if tracked || !deleted {
                    pieces.element(child, state)?;
                }
                continue;
            }
            let inner = &tree.element(child).inner;
            let keep_spaces = tree.attribute(child, "space").as_deref() == Some("preserve");
            let mut at = inner.start;
            loop {
                while let Some(point) = points.next_if(|point| point.at <= at) {
                    pieces.point(point, &edit);
                }
                if at >= inner.end {
                    break;
                }
                let next = cuts.get(cuts.partition_point(|cut| *cut <= at));
                let piece = at..next.map_or(inner.end, |cut| (*cut).min(inner.end));
                let deleted = edit.deletes(piece.start, piece.end);
                let state = State { deleted, highlighted: !deleted && edit.highlights(&piece) };
                if tracked || !deleted {
                    let words = content::escaped(tree, child, &piece);
                    pieces.words(state, &words, keep_spaces);
                } else {
                    // What replaces it is written like it.
                    pieces.keep_spaces |= keep_spaces;
                }
                at = piece.end;
            }
        }
        for point in points {
            pieces.point(point, &edit);
        }
        pieces.close();
        Ok(())
    }
}

impl Pieces<'_, '_, '_> {
    fn point(&mut self, point: &Point, edit: &RunEdit) {
        match &point.what {
            What::Mark(mark) => {
                self.close();
                self.out.push_str(mark);
            }
            What::Text { text, like, replaced } => self.insert(text, *like, edit.highlights(replaced)),
        }
    }

    /// Whether the piece being written is highlighted; elements other than text adopt this.
    fn is_highlighted(&self) -> bool {
        self.open.is_some_and(|state| state.highlighted)
    }

    /// Begins a new piece unless the current one has the same state.
    fn enter(&mut self, state: State) {
        if self.open == Some(state) {
            return;
        }
        self.close();
        if state.deleted {
            let signature = signature(self.writing.ids.next(), self.writing.revision);
            self.out.push_str(&format!("<w:del {signature}>"));
        }
        let tree = self.writing.tree;
        self.out.push_str(tree.start_tag(self.run));
        let purpose = if self.again { Use::Again } else { Use::First };
        self.again = true;
        let properties = run_properties(tree, self.properties, purpose, state.highlighted, self.writing.ids);
        self.out.push_str(&properties);
        self.open = Some(state);
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            let name = if self.open.is_some_and(|state| state.deleted) { "delText" } else { "t" };
            self.out.push_str(&text_element(name, &words, self.keep_spaces));
            self.keep_spaces = false;
        }
    }

    /// Ends the piece that is being written.
    fn close(&mut self) {
        self.flush();
        if let Some(state) = self.open.take() {
            self.out.push_str(&format!("</{}>", self.writing.tree.name(self.run)));
            if state.deleted {
                self.out.push_str("</w:del>");
            }
        }
    }

    fn words(&mut self, state: State, escaped: &str, keep_spaces: bool) {
        self.enter(state);
        self.words.push_str(escaped);
        self.keep_spaces |= keep_spaces;
    }

    /// Writes an element of the run other than text, with the changes inside it.
    fn element(&mut self, child: usize, state: State) -> Result<(), Failure> {
        self.enter(state);
        self.flush();
        let tree = self.writing.tree;
        if state.deleted && tree.word(child) == "instrText" {
            let inner = &tree.text[tree.element(child).inner.clone()];
            self.out.push_str(&format!("<w:delInstrText xml:space=\"preserve\">{inner}</w:delInstrText>"));
            return Ok(());
        }
        self.writing.copy(tree.element(child).range.clone(), self.out)
    }

    /// Writes new text. An existing insertion around it is split, since Word does not support nested insertions.
    fn insert(&mut self, text: &str, like: usize, highlighted: bool) {
        let tree = self.writing.tree;
        let like = tree.child(like, "rPr");
        let properties = |at: Option<usize>| at.map_or("", |at| tree.source(at));
        if !self.writing.revision.tracked && properties(like) == properties(self.properties) {
            self.enter(State { deleted: false, highlighted });
            for piece in content::new_content(text) {
                match piece {
                    NewContent::Words(words) => self.words.push_str(&words),
                    NewContent::Element(element) => {
                        self.flush();
                        self.out.push_str(element);
                    }
                }
            }
            return;
        }
        self.close();
        let is_insertion = |at: &usize| matches!(tree.word(*at), "ins" | "moveTo");
        let paragraph = |at: &usize| tree.word(*at) != "p";
        let around = tree.around(self.run).take_while(paragraph).find(is_insertion);
        let run = run_properties(tree, like, Use::New, highlighted, self.writing.ids);
        let run = content::new_run(&run, text);
        match around {
            None => {
                let inserted = self.writing.ids.inserted(self.writing.revision, run);
                self.out.push_str(&inserted);
            }
            Some(other) if self.writing.revision.tracked && tree.element(self.run).parent == Some(other) => {
                let inserted = self.writing.ids.inserted(self.writing.revision, run);
                let again = with_new_id(tree, other, self.writing.ids);
                self.out.push_str(&format!("</{}>{inserted}{again}", tree.name(other)));
            }
            // An element between the run and the insertion prevents a split: the text becomes part of that insertion.
            Some(_) => self.out.push_str(&run),
        }
    }
}
