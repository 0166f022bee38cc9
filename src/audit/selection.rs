//! 取舍: which checks are reported, and which findings have been accepted before.

use super::finding::fold;
use super::obligation::{Answered, Obliged, Standing};
use super::{Audit, Judgement, Verdict};
use std::collections::BTreeSet;

/// 取舍: which checks and findings are reported.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Report only these checks; empty means all.
    pub only: Vec<String>,
    /// Do not report these checks.
    pub ignore: Vec<String>,
    /// Checks whose remarks are errors by the rules of the office.
    pub strict: Vec<String>,
    /// Signatures of findings accepted before ([`Judgement::signature`]).
    pub accepted: BTreeSet<String>,
}

impl Selection {
    /// Every check, without the findings with these signatures.
    pub fn accepting(accepted: BTreeSet<String>) -> Self {
        Self { accepted, ..Self::default() }
    }

    /// Whether a check is reported.
    pub(super) fn runs(&self, code: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == code);
        (self.only.is_empty() || named(&self.only)) && !named(&self.ignore)
    }

    fn tells(&self, judged: &Judgement) -> bool {
        judged.codes().any(|code| self.runs(code)) && !self.accepted.contains(&judged.signature())
    }
}

impl Judgement {
    /// Identifies a finding across runs by check, quantity and figures. Line and file are left out because they may
    /// change, and so is the wording. If a figure changes, the signature changes too.
    pub fn signature(&self) -> String {
        let fen = self.operands.iter().map(|operand| operand.amount.fen().to_string());
        let amounts = fold(&fen.collect::<Vec<_>>().join(" "));
        format!("{}\t{}\t{}\t{amounts:08x}", self.code, self.quantity, self.printed)
    }

    /// Identifies a finding across drafts, regardless of its figures: check and quantity.
    pub(super) fn meaning(&self) -> (&str, &str) {
        (self.code, &self.quantity)
    }
}

impl Audit {
    /// Removes the findings that are not selected. Figures whose finding is removed count as unchecked.
    pub fn select(&mut self, selection: &Selection) {
        let is_strict = |judged: &&mut Judgement| selection.strict.iter().any(|code| code == judged.code);
        let all = self.claims.iter_mut().chain(&mut self.tables).chain(&mut self.notes);
        for judged in all.filter(is_strict).filter(|judged| judged.verdict == Verdict::Note) {
            judged.verdict = Verdict::Barred;
        }
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

impl Obliged {
    /// Removes the findings that are not selected; those in `told` are.
    fn select(&mut self, selection: &Selection, told: &BTreeSet<String>) {
        for (obligation, standing) in &mut self.obligations {
            let Answered::Checks { codes, .. } = &obligation.answered else { continue };
            if !codes.iter().any(|code| selection.runs(code)) {
                *standing = Standing::NotCheckable("这项检查没有选".to_owned());
            } else if let Standing::Finding(findings) = standing {
                let all = findings.len();
                findings.retain(|finding| told.contains(finding));
                if findings.is_empty() {
                    *standing = Standing::Met { times: all, accepted: all };
                }
            }
        }
    }
}
