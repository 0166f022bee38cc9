//! 取舍: which checks are told of, and which findings have been accepted before.

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
        let codes = judged.effects.iter().map(|effect| effect.code).chain([judged.code]);
        codes.into_iter().any(|code| self.runs(code)) && !self.accepted.contains(&judged.signature())
    }
}

impl Judgement {
    /// What a finding is known by from run to run: check, file, figure and sentence; not its line, which moves.
    pub fn signature(&self) -> String {
        let words: String = self.text.chars().filter(|c| !c.is_whitespace()).collect();
        format!("{}\t{}\t{}\t{words}", self.code, self.place.file, self.printed)
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
