//! 段落: reads, deletes and inserts paragraphs.

use super::content::{self, Characters};
use super::part::{NewParagraph, ParagraphEdit, Part};
use super::properties::{mark, paragraph_properties};
use super::remarks::Marks;
use super::tree::{Tree, UNREAD};
use std::collections::BTreeMap;

/// Pairs of elements that delimit a range and share an identifier.
const RANGE_ENDS: &[(&str, &str)] = &[
    ("bookmarkStart", "bookmarkEnd"),
    ("commentRangeStart", "commentRangeEnd"),
    ("permStart", "permEnd"),
    ("moveFromRangeStart", "moveFromRangeEnd"),
    ("moveToRangeStart", "moveToRangeEnd"),
];

/// Runs of a paragraph, including hidden ones but not those in `UNREAD` elements.
pub(super) fn runs(tree: &Tree, paragraph: usize) -> Vec<usize> {
    tree.topmost(paragraph, |at| tree.word(at) == "r", |at| UNREAD.contains(&tree.local(at)))
}

/// Visible characters of a paragraph: texts, and elements that stand for a tab, a hyphen or a line break.
pub(super) fn text(tree: &Tree, paragraph: usize) -> Vec<Characters> {
    let mut found = Vec::new();
    for run in runs(tree, paragraph) {
        let hidden = tree.child(run, "rPr").and_then(|rpr| tree.child(rpr, "vanish"));
        if hidden.is_some_and(|at| tree.is_on(at)) {
            continue;
        }
        for element in tree.children(run) {
            let range = match tree.word(element) {
                "t" => tree.element(element).inner.clone(),
                "br" if matches!(tree.attribute(element, "type").as_deref(), Some("page" | "column")) => continue,
                "br" | "cr" | "tab" | "ptab" | "noBreakHyphen" => tree.element(element).range.clone(),
                _ => continue,
            };
            if !range.is_empty() {
                found.push(Characters { element, run, range });
            }
        }
    }
    found
}

/// Characters as plain text.
pub(super) fn read(tree: &Tree, characters: &[Characters]) -> String {
    let piece = |of: &Characters| match tree.word(of.element) {
        "t" => content::read(&content::escaped(tree, of.element, &of.range)),
        "br" | "cr" => "\n".into(),
        "noBreakHyphen" => "-".into(),
        _ => "\t".into(),
    };
    characters.iter().map(piece).collect()
}

/// Properties for new text in a paragraph: those of its first text, else of its paragraph mark, else of an empty run.
pub(super) fn properties(tree: &Tree, paragraph: usize) -> Option<usize> {
    if let Some(first) = text(tree, paragraph).first() {
        return tree.child(first.run, "rPr");
    }
    let of_mark = tree.child(paragraph, "pPr").and_then(|ppr| tree.child(ppr, "rPr"));
    let of_runs = runs(tree, paragraph).into_iter().filter_map(|run| tree.child(run, "rPr"));
    of_mark.into_iter().chain(of_runs).find(|rpr| tree.children(*rpr).next().is_some())
}

/// Markup of bookmarks and other ranges with only one end in an element; it is kept when the element is removed.
pub(super) fn kept_marks(tree: &Tree, at: usize) -> String {
    let mut open: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for element in tree.within(at) {
        let word = tree.word(element);
        let Some(kind) = RANGE_ENDS.iter().position(|(start, end)| *start == word || *end == word) else { continue };
        let key = (kind, tree.attribute(element, "id").unwrap_or_default());
        if RANGE_ENDS[kind].0 == word {
            open.insert(key, element);
        } else if open.remove(&key).is_none() {
            kept.push(element);
        }
    }
    kept.extend(open.into_values());
    kept.sort_unstable();
    kept.into_iter().map(|element| tree.source(element)).collect()
}

impl Part<'_> {
    pub(super) fn delete_paragraph(&mut self, paragraph: usize) {
        self.touch(paragraph);
        self.removed.insert(paragraph);
    }

    pub(super) fn insert_paragraph(&mut self, after: usize, text: &str, marks: Marks) {
        self.touch(after);
        self.paragraphs.entry(after).or_default().behind.push(NewParagraph { text: text.to_owned(), marks });
    }

    /// Notes that the whole content of a run is deleted.
    pub(super) fn delete_run(&mut self, run: usize) {
        let content = self.tree.children(run).filter(|at| self.tree.word(*at) != "rPr");
        let ranges: Vec<_> = content.map(|at| self.tree.element(at).range.clone()).collect();
        if let (Some(first), Some(last)) = (ranges.first(), ranges.last()) {
            self.runs.entry(run).or_default().deletions.push(first.start..last.end);
        }
    }

    /// Turns the noted paragraph changes into markup.
    pub(super) fn note_paragraphs(&mut self) {
        let tree = self.tree;
        let removed: Vec<usize> = self.removed.iter().copied().filter(|at| tree.word(*at) == "p").collect();
        for paragraph in removed {
            self.remove(paragraph);
        }
        for (paragraph, edit) in std::mem::take(&mut self.paragraphs) {
            self.note_paragraph(paragraph, edit);
        }
    }

    fn remove(&mut self, paragraph: usize) {
        let tree = self.tree;
        let of_field = |run: &usize| tree.children(*run).any(|at| matches!(tree.word(at), "fldChar" | "instrText"));
        let runs = runs(tree, paragraph);
        let closed = fields_are_closed(tree, &runs);
        let goes = closed && self.may_go(paragraph);
        if goes && !self.revision.tracked {
            self.put(tree.element(paragraph).range.clone(), kept_marks(tree, paragraph));
            return;
        }
        for run in runs.into_iter().filter(|run| closed || !of_field(run)) {
            self.delete_run(run);
        }
        if goes {
            // The last paragraph mark cannot be deleted; instead the previous paragraph is merged into this one.
            let mark = if self.is_last(paragraph) { self.before(paragraph) } else { Some(paragraph) };
            if let Some(mark) = mark {
                self.paragraphs.entry(mark).or_default().mark_deleted = true;
            }
        }
    }

    /// Whether a paragraph can be removed without breaking the document.
    fn may_go(&self, paragraph: usize) -> bool {
        let tree = self.tree;
        let ends_section = |at: usize| tree.child(at, "pPr").is_some_and(|ppr| tree.child(ppr, "sectPr").is_some());
        if ends_section(paragraph) {
            return false;
        }
        if self.is_last(paragraph) {
            let runs_on = |before: &usize| {
                let gets_more = self.paragraphs.get(before).is_some_and(|edit| !edit.behind.is_empty());
                !self.removed.contains(before) && !ends_section(*before) && !gets_more
            };
            return self.before(paragraph).is_some_and(|before| runs_on(&before));
        }
        let is_table = |at: Option<usize>| at.is_some_and(|at| tree.word(at) == "tbl");
        !(is_table(self.block_before(paragraph)) && is_table(self.block_behind(paragraph)))
    }

    fn blocks_around(&self, paragraph: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = self.tree.element(paragraph).parent;
        let children = parent.into_iter().flat_map(|parent| self.tree.children(parent));
        children.filter(|at| matches!(self.tree.word(*at), "p" | "tbl" | "sdt" | "customXml"))
    }

    fn block_before(&self, paragraph: usize) -> Option<usize> {
        self.blocks_around(paragraph).take_while(|at| *at < paragraph).last()
    }

    fn block_behind(&self, paragraph: usize) -> Option<usize> {
        self.blocks_around(paragraph).find(|at| *at > paragraph)
    }

    fn is_last(&self, paragraph: usize) -> bool {
        self.block_behind(paragraph).is_none()
    }

    /// The block directly before a paragraph, if it is a paragraph too.
    fn before(&self, paragraph: usize) -> Option<usize> {
        self.block_before(paragraph).filter(|at| self.tree.word(*at) == "p")
    }

    fn note_paragraph(&mut self, paragraph: usize, edit: ParagraphEdit) {
        let tree = self.tree;
        let tracked = self.revision.tracked;
        let mut record = String::new();
        // As when typing at the end of a paragraph: the old mark moves behind the new paragraphs and this one gets a
        // new mark.
        let takes_mark = tracked && !edit.behind.is_empty() && !edit.mark_deleted && has_plain_mark(tree, paragraph);
        if takes_mark {
            record += &format!("<w:ins {}/>", self.signature());
        }
        if tracked && edit.mark_deleted {
            record += &format!("<w:del {}/>", self.signature());
        }
        let element = tree.element(paragraph);
        if tree.is_empty_tag(paragraph) {
            if !record.is_empty() || !edit.appended.is_empty() {
                let properties = if record.is_empty() { String::new() } else { mark(tree, paragraph, &record).1 };
                let (start, end) = (tree.opened(paragraph), tree.name(paragraph));
                self.put(element.range.clone(), format!("{start}{properties}{}</{end}>", edit.appended));
            }
        } else {
            if !record.is_empty() {
                let (range, markup) = mark(tree, paragraph, &record);
                self.put(range, markup);
            }
            if !edit.appended.is_empty() {
                self.put(element.inner.end..element.inner.end, edit.appended);
            }
        }
        let mut behind = String::new();
        let count = edit.behind.len();
        for (number, new) in (1..).zip(edit.behind) {
            let is_marked = tracked && !(takes_mark && number == count);
            let record = if is_marked { format!("<w:ins {}/>", self.signature()) } else { String::new() };
            let content = self.new_text(properties(tree, paragraph), &new.text, &new.marks);
            behind += &format!("<w:p>{}{content}</w:p>", paragraph_properties(tree, paragraph, &record));
        }
        if !behind.is_empty() {
            self.put(element.range.end..element.range.end, behind);
        }
    }
}

/// Whether a paragraph mark carries no tracked change and ends no section.
fn has_plain_mark(tree: &Tree, paragraph: usize) -> bool {
    let Some(ppr) = tree.child(paragraph, "pPr") else { return true };
    let records =
        |rpr: usize| tree.children(rpr).any(|at| matches!(tree.word(at), "ins" | "del" | "moveFrom" | "moveTo"));
    tree.child(ppr, "sectPr").is_none() && !tree.child(ppr, "rPr").is_some_and(records)
}

/// Whether every field that begins in these runs also ends in them, and vice versa.
fn fields_are_closed(tree: &Tree, runs: &[usize]) -> bool {
    let mut depth = 0_usize;
    for at in runs.iter().flat_map(|run| tree.children(*run)).filter(|at| tree.word(*at) == "fldChar") {
        match tree.attribute(at, "fldCharType").as_deref() {
            Some("begin") => depth += 1,
            Some("end") if depth == 0 => return false,
            Some("end") => depth -= 1,
            _ if depth == 0 => return false,
            _ => {}
        }
    }
    depth == 0
}
