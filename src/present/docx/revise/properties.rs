//! 格式: properties of runs and paragraphs, written in the order that the schema demands.

use super::ids::Ids;
use super::tree::Tree;

/// Elements that follow `w:highlight` in run properties according to the schema.
const BEHIND_HIGHLIGHT: &[&str] = &[
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
    "rPrChange",
];
/// Records of tracked changes, which are not copied to new text.
pub(super) const RECORDS: &[&str] = &["ins", "del", "moveFrom", "moveTo", "rPrChange"];
const HIGHLIGHT: &str = "<w:highlight w:val=\"yellow\"/>";

/// What run properties are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// The first piece of an existing run.
    First,
    /// A further piece of an existing run.
    Again,
    /// New text formatted like a run.
    New,
}

/// Properties (`rPr`) for a piece of a run or for new text like it.
pub(super) fn run_properties(tree: &Tree, rpr: Option<usize>, purpose: Use, highlight: bool, ids: &mut Ids) -> String {
    let Some(rpr) = rpr else {
        return if highlight { format!("<w:rPr>{HIGHLIGHT}</w:rPr>") } else { String::new() };
    };
    if purpose == Use::First && !highlight {
        return tree.source(rpr).to_owned();
    }
    let mut inner = String::new();
    let mut highlighted = !highlight;
    for child in tree.children(rpr) {
        let word = tree.word(child);
        if (highlight && word == "highlight") || (purpose == Use::New && RECORDS.contains(&word)) {
            continue;
        }
        if !highlighted && (word.is_empty() || BEHIND_HIGHLIGHT.contains(&word)) {
            inner += HIGHLIGHT;
            highlighted = true;
        }
        if purpose == Use::Again && word == "rPrChange" {
            inner += &with_new_id(tree, child, ids);
            inner += &tree.source(child)[tree.start_tag(child).len()..];
        } else {
            inner += tree.source(child);
        }
    }
    if !highlighted {
        inner += HIGHLIGHT;
    }
    if inner.is_empty() {
        return String::new();
    }
    format!("{}{inner}</{}>", tree.opened(rpr), tree.name(rpr))
}

/// The start tag of a tracked change with a new identifier, for writing the change a second time.
pub(super) fn with_new_id(tree: &Tree, at: usize, ids: &mut Ids) -> String {
    let tag = tree.start_tag(at);
    let Some((before, behind)) = tag.split_once(":id=") else { return tag.to_owned() };
    let mut pieces = behind.splitn(3, ['"', '\'']);
    let rest = pieces.nth(2).unwrap_or_default();
    format!("{before}:id=\"{}\"{rest}", ids.next())
}

/// Records the insertion or deletion of a paragraph mark: the range to replace, and its markup.
pub(super) fn mark(tree: &Tree, paragraph: usize, record: &str) -> (std::ops::Range<usize>, String) {
    let at = |place: usize| place..place;
    let Some(ppr) = tree.child(paragraph, "pPr") else {
        return (at(tree.element(paragraph).inner.start), format!("<w:pPr><w:rPr>{record}</w:rPr></w:pPr>"));
    };
    let close = |element: usize, content: String| {
        let whole = format!("{}{content}</{}>", tree.opened(element), tree.name(element));
        (tree.element(element).range.clone(), whole)
    };
    match tree.child(ppr, "rPr") {
        Some(rpr) if tree.is_empty_tag(rpr) => close(rpr, record.to_owned()),
        Some(rpr) => {
            let inner = tree.element(rpr).inner.start;
            let inserted = tree.child(rpr, "ins").map(|ins| tree.element(ins).range.end);
            (at(inserted.unwrap_or(inner)), record.to_owned())
        }
        None if tree.is_empty_tag(ppr) => close(ppr, format!("<w:rPr>{record}</w:rPr>")),
        None => {
            let behind = tree.children(ppr).find(|child| matches!(tree.word(*child), "sectPr" | "pPrChange"));
            let place = behind.map_or(tree.element(ppr).inner.end, |child| tree.element(child).range.start);
            (at(place), format!("<w:rPr>{record}</w:rPr>"))
        }
    }
}

/// Properties for a new paragraph like another, with `record` marking its insertion.
pub(super) fn paragraph_properties(tree: &Tree, paragraph: usize, record: &str) -> String {
    let ppr = tree.child(paragraph, "pPr");
    let mut inner = String::new();
    for child in ppr.into_iter().flat_map(|ppr| tree.children(ppr)) {
        if !matches!(tree.word(child), "rPr" | "sectPr" | "pPrChange" | "pageBreakBefore") {
            inner += tree.source(child);
        }
    }
    let rpr = ppr.and_then(|ppr| tree.child(ppr, "rPr"));
    let kept = rpr.into_iter().flat_map(|rpr| tree.children(rpr)).filter(|at| !RECORDS.contains(&tree.word(*at)));
    let mark: String = kept.map(|at| tree.source(at)).collect();
    if !record.is_empty() || !mark.is_empty() {
        inner += &format!("<w:rPr>{record}{mark}</w:rPr>");
    }
    if inner.is_empty() { inner } else { format!("<w:pPr>{inner}</w:pPr>") }
}
