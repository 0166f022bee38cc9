//! 部件: one part of a document and the changes to it.
//!
//! Changes are collected first and written at the end: changes to runs, which are rewritten in pieces, changes to
//! paragraphs, and markup to put at given places.

use super::change::{Remark, Revision};
use super::content::{self, Characters};
use super::failure::{Failure, misfit};
use super::ids::{Ids, signature};
use super::properties::{Use, run_properties};
use super::remarks::{Marks, Remarks};
use super::run::{Phase, Point, RunEdit, What};
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Changes to a paragraph other than those to its runs.
#[derive(Default)]
pub(super) struct ParagraphEdit {
    /// Whether its mark is tracked as deleted, which merges it with the next paragraph.
    pub mark_deleted: bool,
    /// Markup to add at its end.
    pub appended: String,
    /// New paragraphs after it.
    pub behind: Vec<NewParagraph>,
}

pub(super) struct NewParagraph {
    pub text: String,
    pub marks: Marks,
}

/// A part with the changes collected so far.
pub(super) struct Part<'a> {
    pub tree: &'a Tree,
    pub revision: &'a Revision,
    pub ids: &'a mut Ids,
    remarks: Option<&'a mut Remarks>,
    pub runs: BTreeMap<usize, RunEdit>,
    pub paragraphs: BTreeMap<usize, ParagraphEdit>,
    /// Ranges to replace, with the markup that replaces them.
    pub markup: Vec<(Range<usize>, String)>,
    /// Deleted paragraphs and rows.
    pub removed: BTreeSet<usize>,
    /// Elements with other changes inside.
    pub touched: BTreeSet<usize>,
    /// Elements of text boxes and their counterparts in the fallback copy, by the `Choice` element around the box.
    pub copies: BTreeMap<usize, BTreeMap<usize, usize>>,
}

impl<'a> Part<'a> {
    pub(super) fn new(
        tree: &'a Tree,
        revision: &'a Revision,
        ids: &'a mut Ids,
        remarks: Option<&'a mut Remarks>,
    ) -> Self {
        Self {
            tree,
            revision,
            ids,
            remarks,
            runs: BTreeMap::new(),
            paragraphs: BTreeMap::new(),
            markup: Vec::new(),
            removed: BTreeSet::new(),
            touched: BTreeSet::new(),
            copies: BTreeMap::new(),
        }
    }

    /// Notes a change within an element. A content control (sdt) around it loses its data binding, with which Word
    /// would overwrite the change.
    pub(super) fn touch(&mut self, at: usize) {
        self.touched.insert(at);
        let controls = self.tree.around(at).filter(|at| self.tree.word(*at) == "sdt");
        let properties = controls.filter_map(|control| self.tree.child(control, "sdtPr"));
        let bonds = properties.flat_map(|properties| self.tree.children(properties));
        let bonds: Vec<usize> = bonds.filter(|at| self.tree.local(*at) == "dataBinding").collect();
        for bond in bonds {
            if self.touched.insert(bond) {
                self.put(self.tree.element(bond).range.clone(), String::new());
            }
        }
    }

    /// Replaces a range of the part with markup.
    pub(super) fn put(&mut self, range: Range<usize>, markup: String) {
        self.markup.push((range, markup));
    }

    /// Replaces characters with new text.
    pub(super) fn replace(&mut self, old: &[Characters], text: &str) -> Result<(), Failure> {
        let escaped = old.iter().map(|of| content::escaped(self.tree, of.element, &of.range));
        if content::read(&escaped.collect::<String>()) == text {
            return Ok(());
        }
        for of in old.iter().filter(|of| !of.range.is_empty()) {
            self.runs.entry(of.run).or_default().deletions.push(of.range.clone());
        }
        let (Some(first), Some(last)) = (old.first(), old.last()) else { return Ok(()) };
        // If the old text is contiguous, the new text goes after all of it, else after its first range.
        let parent = |run: usize| self.tree.element(run).parent;
        let texts_between = (first.element + 1..last.element).filter(|at| self.tree.word(*at) == "t").count();
        let in_one_piece = parent(first.run) == parent(last.run) && texts_between + 2 <= old.len().max(2);
        let place = if in_one_piece { last } else { first };
        self.insert(place.run, &place.range, text, first.run);
        Ok(())
    }

    /// Inserts text after a range of a run, formatted like the run `like`.
    pub(super) fn insert(&mut self, run: usize, behind: &Range<usize>, text: &str, like: usize) {
        if !text.is_empty() {
            let phase = if behind.is_empty() { Phase::Insertion } else { Phase::Replacement };
            let what = What::Text { text: text.to_owned(), like, replaced: behind.clone() };
            self.runs.entry(run).or_default().points.push(Point { at: behind.end, phase, what });
        }
    }

    /// Creates a comment and returns the markup to put around its text. Word ignores comments within text boxes, so one
    /// there is attached to the box itself; the fallback copy gets only the highlight.
    pub(super) fn marks(&mut self, remark: Option<&Remark>, within: usize, is_copy: bool) -> Result<Marks, Failure> {
        let Some(remark) = remark else { return Ok(Marks::default()) };
        if is_copy {
            return Ok(Marks { highlight: remark.highlight, ..Marks::default() });
        }
        let remarks = self.remarks.as_mut().ok_or_else(|| misfit("a comment outside of the main text"))?;
        let marks = remarks.add(remark, self.ids);
        let Some(run) = self.box_run(within) else { return Ok(marks) };
        let Range { start, end } = self.tree.element(run).range;
        self.put(start..start, marks.before);
        self.put(end..end, marks.behind);
        Ok(Marks { highlight: remark.highlight, ..Marks::default() })
    }

    /// Adds a comment on characters.
    pub(super) fn comment(&mut self, on: &[Characters], remark: &Remark, is_copy: bool) -> Result<(), Failure> {
        let (Some(first), Some(last)) = (on.first(), on.last()) else { return Ok(()) };
        let Marks { before, behind, highlight, .. } = self.marks(Some(remark), first.run, is_copy)?;
        for of in on.iter().filter(|_| highlight) {
            self.runs.entry(of.run).or_default().highlights.push(of.range.clone());
        }
        let is_point = on.iter().all(|of| of.range.is_empty());
        let (start, end) = if is_point { (Phase::PointStart, Phase::PointEnd) } else { (Phase::Start, Phase::End) };
        let ends = [(first.run, first.range.start, start, before), (last.run, last.range.end, end, behind)];
        for (run, at, phase, mark) in ends.into_iter().filter(|(.., mark)| !mark.is_empty()) {
            self.runs.entry(run).or_default().points.push(Point { at, phase, what: What::Mark(mark) });
        }
        Ok(())
    }

    /// The run that holds the outermost text box around an element.
    fn box_run(&self, at: usize) -> Option<usize> {
        let boxed = self.tree.around(at).filter(|at| self.tree.word(*at) == "txbxContent").last()?;
        self.tree.around(boxed).find(|at| self.tree.word(*at) == "r")
    }

    /// The attributes of a new tracked change.
    pub(super) fn signature(&mut self) -> String {
        signature(self.ids.next(), self.revision)
    }

    /// New text with a comment on it, tracked as inserted; the comment is part of the insertion and goes with it.
    pub(super) fn new_text(&mut self, like: Option<usize>, text: &str, remark: &Marks) -> String {
        if text.is_empty() {
            return format!("{}{}", remark.before, remark.behind);
        }
        let properties = run_properties(self.tree, like, Use::New, remark.highlight, self.ids);
        let run = content::new_run(&properties, text);
        self.ids.inserted(self.revision, format!("{}{run}{}", remark.before, remark.behind))
    }
}
