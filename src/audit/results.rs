//! 审查结果: the report that collects all judgements.

use super::finding::{Judgement, Verdict, fold, quantity};
use super::obligation::Obliged;
use crate::model::{Cells, Claim, Fate, Place, UnclaimedNumber, Warning};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 审查报告: every judgement, in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    /// One judgement for every figure of the text.
    pub claims: Vec<Judgement>,
    /// Sums of the tables that are not exact.
    pub tables: Vec<Judgement>,
    /// Number of sums and comparisons checked in and between tables, plus exact sums in the text.
    pub sums: usize,
    /// Remarks on sentences and whole files.
    pub notes: Vec<Judgement>,
    /// Numbers of the text that belong to no claim, with the reason.
    pub unclaimed: Vec<UnclaimedNumber>,
    /// Counts of the numbers printed in tables, by how they were treated.
    pub table_numbers: BTreeMap<Fate, usize>,
    /// The obligations of every disclosure and their standing.
    pub obliged: Vec<Obliged>,
    /// 与旧稿相比, if an earlier draft was given.
    pub since: Option<Since>,
    /// 使用者的更正 of what was read.
    pub user_corrections: Vec<Warning>,
}

/// 与旧稿相比.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// 已改正: findings of the earlier draft only.
    pub corrected: Vec<Judgement>,
    /// 仍在: identifiers of findings in both drafts, as given by [`Audit::named`].
    pub standing: BTreeSet<String>,
    /// 新出现: identifiers of findings in the later draft only.
    pub new: BTreeSet<String>,
    /// 没有问题而改了的数: changed figures without a finding, in reading order.
    pub changed: Vec<Changed>,
}

/// A figure that the two drafts print differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Description of the figure.
    pub name: String,
    /// The figure in the earlier draft; `None` if it has none.
    pub before: Option<Arc<str>>,
    /// The figure in the later draft; `None` if it has none.
    pub after: Option<Arc<str>>,
    /// Its place in the later draft, or else in the earlier one.
    pub place: Place,
}

/// 印数统计: every printed number is counted in exactly one of these fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// 核对过的
    pub judged: usize,
    /// 未核对的, each with its reason.
    pub unjudged: usize,
    /// 不是表述的, each with its reason.
    pub no_claim: usize,
    /// 表中的数
    pub tabled: usize,
}

/// 发现: number of findings. Rounding differences are not counted as hints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// 错误
    pub wrong: usize,
    /// 提示: all findings that are neither errors nor mere rounding differences
    pub hints: usize,
    /// 尾差
    pub tails: usize,
}

impl Audit {
    /// Sets [`Judgement::quantity`] of every finding.
    pub(super) fn name_quantities(&mut self, claims: &[Claim], cells: &Cells<'_>) {
        let whose = |place: &Place| match cells.owner(&place.file) {
            Some(owner) => format!("{}{}年{}", owner.unit, owner.year, owner.phase),
            None => place.file.to_string(),
        };
        let figures = claims.iter().flat_map(|claim| claim.figures.iter().map(move |figure| (claim, figure)));
        for (line, (claim, figure)) in self.claims.iter_mut().zip(figures).filter(|(line, _)| line.verdict.is_finding())
        {
            line.quantity = format!("{} {}", whose(&line.place), quantity(claim, &figure.role)).into();
        }
        for other in self.tables.iter_mut().chain(&mut self.notes) {
            // Digits are left out: the finding stays the same if only the figures of its sentence change.
            let words: String = other.text.chars().filter(|c| !c.is_whitespace() && !c.is_ascii_digit()).collect();
            other.quantity = format!("{} {words}", whose(&other.place)).into();
        }
    }

    /// Counts errors, hints and rounding differences.
    pub fn found(&self) -> Found {
        let mut found = Found::default();
        for finding in self.findings() {
            match finding.verdict {
                Verdict::Tail => found.tails += 1,
                verdict if verdict.is_wrong() => found.wrong += 1,
                _ => found.hints += 1,
            }
        }
        found
    }

    /// Sorts the judgements of tables and sentences into reading order.
    pub(super) fn sort(&mut self) {
        self.tables.sort_by(|one, other| one.place.cmp(&other.place).then_with(|| one.text.cmp(&other.text)));
        self.notes
            .sort_by(|one, other| one.place.cmp(&other.place).then_with(|| one.mark.start.cmp(&other.mark.start)));
        self.obliged.sort_by(|one, other| one.owner.cmp(&other.owner));
    }

    /// All findings: the gravest first, then the largest difference, then in reading order; rounding differences come
    /// last.
    pub fn findings(&self) -> Vec<&Judgement> {
        let mut findings: Vec<&Judgement> = self
            .claims
            .iter()
            .chain(&self.tables)
            .chain(&self.notes)
            .filter(|judged| judged.verdict.is_finding())
            .collect();
        findings.sort_by_key(|judged| judged.weight());
        findings
    }

    /// The findings in the order of [`findings`](Self::findings), each with an identifier for links. It is derived from
    /// [`Judgement::signature`], so it does not change when lines move; a number distinguishes twins.
    pub fn named(&self) -> Vec<(&Judgement, String)> {
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        let named = self.findings().into_iter().map(|finding| {
            let id = format!("{}-{:08x}", finding.code.replace('_', "-"), fold(&finding.signature()));
            let nth = times.entry(id.clone()).or_default();
            *nth += 1;
            let id = if *nth == 1 { id } else { format!("{id}-{nth}") };
            (finding, id)
        });
        named.collect()
    }

    /// Counts all printed numbers by how they were treated; a word in place of a number (持平) does not count.
    pub fn numbers(&self) -> Numbers {
        let numbers = self.claims.iter().filter(|judged| judged.printed.contains(char::is_numeric));
        let (unjudged, judged): (Vec<_>, Vec<_>) = numbers.partition(|judged| judged.verdict == Verdict::Unchecked);
        let no_claim = self.unclaimed.iter().filter(|unclaimed| unclaimed.fate.claims_nothing()).count();
        Numbers {
            judged: judged.len(),
            unjudged: unjudged.len() + self.unclaimed.len() - no_claim,
            no_claim,
            tabled: self.table_numbers.values().sum(),
        }
    }

    /// Number of figures of the text that were judged.
    pub fn checked(&self) -> usize {
        self.claims.iter().filter(|judged| judged.verdict != Verdict::Unchecked).count()
    }
}
