//! 批注和修订: a Word document with every finding as a comment, and corrections as tracked changes.

use super::annotation::contents;
use super::docx::placed;
use super::docx::revise::{Change, revise};
use crate::audit::{Audit, Judgement};
use crate::model::Place;
use std::collections::BTreeSet;

/// The bytes of a .docx with the findings of this file as comments at their places; one without a place in the text stands
/// at `first`. With `corrected`, a figure of which the audit knows what it should be is exchanged, as a tracked change.
///
/// # Errors
/// A document that cannot be changed: signed, protected, a template, too large or damaged.
pub fn annotated_docx(
    file: &str,
    docx: &[u8],
    audit: &Audit,
    first: Option<&Place>,
    corrected: bool,
    limit: u64,
) -> Result<Vec<u8>, crate::Error> {
    let mut changes: Vec<Change> = Vec::new();
    let mut taken = BTreeSet::new();
    for finding in audit.findings().into_iter().filter(|finding| &*finding.place.file == file) {
        let note = contents(finding);
        let comment = placed::comment(&finding.place, &note).or_else(|| placed::comment(first?, &note));
        changes.extend(comment);
        let replacement = correction(finding).filter(|_| corrected);
        if let Some(new) = replacement
            && let Some(written) = placed::written(&finding.place)
            && taken.insert((written.0, written.1.first().map_or(0, |range| range.start)))
        {
            changes.extend(placed::replacement(&finding.place, new));
        }
    }
    revise(file, docx, &changes, &placed::revision(true), limit)
}

/// What should stand in the place of a finding's figure, if the audit knows it and the figure stands in the document
/// character by character.
fn correction(finding: &Judgement) -> Option<&str> {
    let mark = &finding.mark;
    let written = finding.place.written.as_ref()?;
    if mark.is_empty() || !written.covers(mark.len()) {
        return None;
    }
    finding.new_figure()
}
