//! 批注和修订: a Word document with every finding as a comment, and corrections as tracked changes.

use super::annotation::contents;
use super::audit::right_cell;
use super::docx::placed;
use super::docx::revise::{Change, revise};
use crate::audit::{Audit, Judgement, Verdict};
use crate::model::{Amount, AmountUnit, Place, PrintedNumber};
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
    let of_file = audit.findings().into_iter().filter(|finding| &*finding.place.file == file);
    for finding in of_file.filter(|finding| is_noted(finding, corrected)) {
        let note = contents(finding);
        let comment = placed::comment(&finding.place, &note).or_else(|| placed::comment(first?, &note));
        changes.extend(comment);
        if let Some(new) = correction(finding).filter(|_| corrected)
            && let Some(written) = placed::written(&finding.place)
            && taken.insert((written.0, written.1.first().map_or(0, |range| range.start)))
        {
            changes.extend(placed::replacement(&finding.place, &new));
        }
    }
    revise(file, docx, &changes, &placed::revision(true), limit)
}

/// Whether a finding gets a comment: beside corrections only what there is something to do about, which a rounding
/// difference is not.
pub fn is_noted(finding: &Judgement, corrected: bool) -> bool {
    !corrected || finding.verdict != Verdict::Tail
}

/// What should stand in the place of a finding's figure, if the audit knows it and the figure stands in the document
/// character by character.
fn correction(finding: &Judgement) -> Option<String> {
    let written = finding.place.written.as_ref()?;
    let mark = &finding.mark;
    if mark.is_empty() {
        return cell(finding).filter(|_| written.covers(finding.printed.len()));
    }
    finding.new_figure().filter(|_| written.covers(mark.len())).map(str::to_owned)
}

/// The right amount of a cell, printed like the wrong one.
fn cell(finding: &Judgement) -> Option<String> {
    let (right, printed) = (right_cell(finding)?, PrintedNumber::parse(&finding.printed).ok()??);
    let own = finding.operands.iter().find(|operand| operand.place == finding.place)?;
    let unit = own.amount.unit_printed(&printed)?;
    let (right, _) = Amount::from_printed(&PrintedNumber::parse(right).ok()??, AmountUnit::TenThousand).ok()?;
    let digits = right.print(unit, printed.decimals());
    let is_grouped = finding.printed.contains([',', '，']);
    Some(if is_grouped { digits } else { digits.replace(',', "") })
}
