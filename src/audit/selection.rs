//! 取舍: which checks are told of, and which findings have been accepted before.

use super::finding::fold;
use super::{Audit, Judgement, Verdict};
use std::collections::BTreeSet;

/// 取舍
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these checks; empty means all.
    pub only: Vec<String>,
    /// Not these checks.
    pub ignore: Vec<String>,
    /// Findings accepted before, by [`Judgement::signature`].
    pub accepted: BTreeSet<String>,
}

impl Selection {
    /// Whether a check is told of.
    pub(super) fn runs(&self, code: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == code);
        (self.only.is_empty() || named(&self.only)) && !named(&self.ignore)
    }

    fn tells(&self, judged: &Judgement) -> bool {
        judged.codes().any(|code| self.runs(code)) && !self.accepted.contains(&judged.signature())
    }
}

impl Judgement {
    /// What a finding is known by from run to run: check, quantity and figures; not its line and its file, which move,
    /// nor its words, which may be put better. It lapses when a figure changes.
    pub fn signature(&self) -> String {
        let fen = self.operands.iter().map(|operand| operand.amount.fen().to_string());
        let amounts = fold(&fen.collect::<Vec<_>>().join(" "));
        format!("{}\t{}\t{}\t{amounts:08x}", self.code, self.quantity, self.printed)
    }

    /// What a finding is known by from draft to draft, whatever its figures: check and quantity.
    pub(super) fn meaning(&self) -> (&str, &str) {
        (self.code, &self.quantity)
    }
}

impl Audit {
    /// Takes out the findings that are not to be told. A figure whose finding is taken out counts as unchecked.
    pub fn select(&mut self, selection: &Selection) {
        for judged in &mut self.claims {
            if judged.verdict.is_finding() && !selection.tells(judged) {
                let accepted = selection.accepted.contains(&judged.signature());
                judged.verdict = Verdict::Unchecked;
                judged.because = if accepted { "以前已接受" } else { "这项检查没有选" }.to_owned();
                (judged.expected, judged.likely_cause, judged.corrected) = (None, None, None);
            }
        }
        self.tables.retain(|judged| selection.tells(judged));
        self.notes.retain(|judged| selection.tells(judged));
        let told: BTreeSet<String> = self.findings().into_iter().map(Judgement::signature).collect();
        self.obliged.iter_mut().for_each(|obliged| obliged.select(selection, &told));
    }
}
