//! 套用: notes each change in its part, and also in the fallback copy that a text box keeps for older programs.

use super::change::Change;
use super::content::{Characters, characters};
use super::failure::{Failure, misfit};
use super::part::Part;
use super::tree::{Tree, UNREAD};
use super::writing::written;
use std::collections::BTreeMap;
use std::ops::Range;

impl Part<'_> {
    /// Notes a change, and repeats it in the fallback copy if it lies in a text box.
    pub(super) fn apply(&mut self, change: &Change) -> Result<(), Failure> {
        self.note_change(change, false)?;
        if let Some(copy) = self.in_copy(change) {
            self.note_change(&copy, true)?;
        }
        Ok(())
    }

    fn note_change(&mut self, change: &Change, is_copy: bool) -> Result<(), Failure> {
        match change {
            Change::Replace { ranges, text, .. } => {
                let characters = self.characters(ranges, is_copy)?;
                self.replace(&characters, text)
            }
            Change::Comment { ranges, remark, .. } => {
                let characters = self.characters(ranges, is_copy)?;
                self.comment(&characters, remark, is_copy)
            }
            Change::DeleteParagraph { paragraph, .. } => {
                let paragraph = self.paragraph_at(*paragraph)?;
                self.delete_paragraph(paragraph);
                Ok(())
            }
            Change::InsertParagraph { after, text, remark, .. } => {
                let paragraph = self.paragraph_at(*after)?;
                let marks = self.marks(remark.as_ref(), paragraph, is_copy)?;
                self.insert_paragraph(paragraph, text, marks);
                Ok(())
            }
            Change::Table { table, cells, deleted, inserted, .. } => {
                self.change_table(table, (cells, deleted, inserted), is_copy)
            }
        }
    }

    fn characters(&mut self, ranges: &[Range<usize>], is_copy: bool) -> Result<Vec<Characters>, Failure> {
        let found: Vec<Characters> =
            ranges.iter().map(|range| characters(self.tree, range)).collect::<Result<_, _>>()?;
        if found.is_empty() || found.windows(2).any(|pair| pair[1].range.start < pair[0].range.end) {
            return Err(misfit(format!("{ranges:?}: no characters, or not in reading order")));
        }
        for of in found.iter().filter(|_| !is_copy) {
            if self.tree.around(of.run).any(|at| UNREAD.contains(&self.tree.local(at))) {
                return Err(misfit(format!("{:?}: in deleted text or in a copy", of.range)));
            }
        }
        for of in &found {
            self.touch(of.run);
        }
        Ok(found)
    }

    /// The paragraph around a byte offset.
    fn paragraph_at(&self, offset: usize) -> Result<usize, Failure> {
        let at = self.tree.at(offset).ok_or_else(|| misfit(format!("{offset}: beyond the part")))?;
        let mut around = std::iter::once(at).chain(self.tree.around(at));
        around.find(|at| self.tree.word(*at) == "p").ok_or_else(|| misfit(format!("{offset}: not in a paragraph")))
    }

    /// The same change moved to the fallback copy of a text box, if the copy has the same text.
    fn in_copy(&mut self, change: &Change) -> Option<Change> {
        let mut moved = change.clone();
        match &mut moved {
            Change::Replace { ranges, .. } | Change::Comment { ranges, .. } => {
                for range in ranges {
                    let (from, to) = self.copy_of(range.start, "t")?;
                    let (from, to) = (&self.tree.element(from).inner, &self.tree.element(to).inner);
                    *range = range.start - from.start + to.start..range.end - from.start + to.start;
                }
            }
            Change::DeleteParagraph { paragraph: place, .. } | Change::InsertParagraph { after: place, .. } => {
                *place = self.tree.element(self.copy_of(*place, "p")?.1).range.start;
            }
            Change::Table { table, .. } => {
                *table = self.tree.element(self.copy_of(table.start, "tbl")?.1).range.clone()
            }
        }
        Some(moved)
    }

    /// The innermost element called `name` at an offset, and its counterpart in the fallback copy of the text box.
    fn copy_of(&mut self, offset: usize, name: &str) -> Option<(usize, usize)> {
        let tree = self.tree;
        let at = tree.at(offset)?;
        let element = std::iter::once(at).chain(tree.around(at)).find(|at| tree.word(*at) == name)?;
        let choice = tree.around(element).find(|at| tree.local(*at) == "Choice")?;
        let both = tree.element(choice).parent?;
        let copies = self.copies.entry(choice).or_insert_with(|| {
            let fallback = tree.children(both).find(|at| tree.local(*at) == "Fallback");
            let Some(fallback) = fallback else { return BTreeMap::new() };
            let (ours, theirs) = (boxed_elements(tree, choice), boxed_elements(tree, fallback));
            let same = |(one, other): (&usize, &usize)| {
                let is_text = tree.word(*one) == "t";
                let inner = |at: usize| &tree.text[tree.element(at).inner.clone()];
                tree.word(*one) == tree.word(*other) && (!is_text || inner(*one) == inner(*other))
            };
            let are_copies = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(same);
            if are_copies { ours.into_iter().zip(theirs).collect() } else { BTreeMap::new() }
        });
        copies.get(&element).map(|copy| (element, *copy))
    }

    /// The text of the part with all changes applied; `None` if nothing changes.
    pub(super) fn write(mut self) -> Result<Option<String>, Failure> {
        let inside = |at: &usize| self.tree.around(*at).find(|around| self.removed.contains(around));
        if let Some(removed) = self.touched.iter().find_map(inside) {
            return Err(misfit(format!("{:?}: deleted and changed", self.tree.element(removed).range)));
        }
        self.note_paragraphs();
        if self.runs.is_empty() && self.markup.is_empty() {
            return Ok(None);
        }
        if let Some((at, declaration)) = self.tree.missing_prefix()? {
            self.put(at..at, declaration);
        }
        let Self { tree, revision, ids, runs, markup, .. } = self;
        written((tree, revision, ids), runs, markup).map(Some)
    }
}

/// Paragraphs, tables, rows, cells and texts of the text boxes within an element.
fn boxed_elements(tree: &Tree, at: usize) -> Vec<usize> {
    let boxes = tree.topmost(at, |at| tree.word(at) == "txbxContent", |_| false);
    let named = |at: &usize| matches!(tree.word(*at), "p" | "tbl" | "tr" | "tc" | "t");
    boxes.into_iter().flat_map(|at| tree.within(at)).filter(named).collect()
}
