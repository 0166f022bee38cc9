//! 报告所述: amounts that government reports state for a year, by territory and subject, in this and last year's report.

use super::ledger::At;
use crate::model::{
    Amount, Base, BaseYear, Cells, Claim, FiscalYear, Phase, Place, PrintedNumber, Role, Territory, gist,
    without_territory,
};
use std::collections::BTreeMap;

/// Owner of the report (or the file, if unknown), 范围, year and subject.
type Of<'a> = (&'a str, Option<Territory>, FiscalYear, String);

/// An amount that a report states for a year, with its phase if it is a budget.
struct Statement {
    at: At,
    phase: Option<Phase>,
    amount: Amount,
}

/// Amounts that government reports state, by year: a report has a section on the closing year and one on the next, and
/// so had last year's report, so that the same amount is stated several times.
pub(super) struct ReportedAmounts<'a> {
    claims: &'a [Claim],
    /// Owner of the report that each claim belongs to.
    owners: Vec<&'a str>,
    /// The subject of each claim; empty if it is not from a government report.
    subjects: Vec<String>,
    statements: BTreeMap<Of<'a>, Vec<Statement>>,
    /// Shares (占比) in the same order, with their whole.
    shares: BTreeMap<Of<'a>, Vec<(&'a PrintedNumber, &'a Place, &'a str)>>,
}

impl<'a> ReportedAmounts<'a> {
    pub(super) fn of(claims: &'a [Claim], cells: &'a Cells<'_>) -> Self {
        let owner = |claim: &'a Claim| cells.owner(&claim.place.file).map_or(&*claim.place.file, |owner| &*owner.unit);
        let owners = claims.iter().map(owner).collect();
        let mut said =
            Self { claims, owners, subjects: subjects(claims), statements: BTreeMap::new(), shares: BTreeMap::new() };
        for (index, claim) in claims.iter().enumerate().filter(|(_, claim)| claim.territory.is_some()) {
            let Some(year) = claim.year else { continue };
            let key = (said.owners[index], claim.territory, year, said.subjects[index].clone());
            let shares = claim.figures.iter().filter_map(|figure| match (&figure.role, &figure.number) {
                (Role::Share(of), Some(printed)) => Some((printed, &figure.place, of.as_deref().unwrap_or_default())),
                _ => None,
            });
            let mut shares = shares.peekable();
            if shares.peek().is_some() {
                said.shares.entry(key.clone()).or_default().extend(shares);
            }
            let list = said.statements.entry(key).or_default();
            for (number, figure) in claim.figures.iter().enumerate() {
                let base = figure.base.filter(|base| base.year == BaseYear::Same);
                if figure.role == Role::Current || figure.role == Role::Prior && base.is_some() {
                    let phase = base.and_then(|base| base.phase);
                    list.extend(figure.amount().map(|amount| Statement { at: (index, number), phase, amount }));
                }
            }
        }
        said
    }

    /// Last year's amounts of the claim's subject, outturns first. If the base names a phase, only amounts that match
    /// it.
    pub(super) fn before(&self, index: usize, base: Option<Base>) -> Vec<(At, Amount)> {
        let claim = &self.claims[index];
        let Some(year) = claim.year.and_then(FiscalYear::previous) else { return Vec::new() };
        let named = base.and_then(|base| base.phase);
        let fits = |of: &&Statement| match (named, of.phase) {
            (Some(Phase::Approved | Phase::Adjusted), phase) => phase == named,
            (Some(_), phase) => phase.is_none(),
            (None, _) => true,
        };
        let mut found: Vec<&Statement> = self.of_subject(index, year).iter().filter(fits).collect();
        found.sort_by_key(|of| (of.phase.is_some(), self.claims[of.at.0].place.file != claim.place.file));
        found.into_iter().map(|of| (of.at, of.amount)).collect()
    }

    /// Last year's share of the same subject in the same whole, if only one is printed.
    pub(super) fn share_before(&self, at: At) -> Option<(&'a PrintedNumber, &'a Place)> {
        let claim = &self.claims[at.0];
        let Role::Share(of) = &claim.figures.get(at.1)?.role else { return None };
        let of = gist(of.as_deref().unwrap_or_default(), 0);
        let key = (self.owners[at.0], claim.territory, claim.year?.previous()?, self.subject(at.0)?.to_owned());
        let shares = self.shares.get(&key)?;
        let mut same = shares.iter().filter(|(.., other)| gist(other, 0) == of);
        let (printed, place, _) = same.next()?;
        same.all(|(other, ..)| other.raw() == printed.raw()).then_some((*printed, *place))
    }

    /// Amounts that other reports state for the same year and subject.
    pub(super) fn ahead(&self, index: usize) -> impl Iterator<Item = (At, Amount)> {
        let claim = &self.claims[index];
        let same = claim.year.map_or(&[][..], |year| self.of_subject(index, year));
        let others = same.iter().filter(|other| self.claims[other.at.0].place.file != claim.place.file);
        others.map(|other| (other.at, other.amount))
    }

    /// Other statements of the same amount, for the same year, 范围 and subject.
    pub(super) fn again(&self, at: At, amount: Amount) -> impl Iterator<Item = At> {
        let year = self.claims[at.0].year;
        let same = year.map_or(&[][..], |year| self.of_subject(at.0, year));
        let same = same.iter().filter(move |other| other.at.0 != at.0 && other.amount.agrees(amount));
        same.map(|other| other.at)
    }

    /// The normalised subject of a claim; `None` if it is not from a government report.
    pub(super) fn subject(&self, index: usize) -> Option<&str> {
        self.subjects.get(index).map(String::as_str).filter(|subject| !subject.is_empty())
    }

    /// The outturns or budgets of the claim's own year and subject that its report gives for a 范围.
    pub(super) fn of_scope(&self, index: usize, of: Option<Territory>) -> impl Iterator<Item = (At, Amount)> {
        let claim = &self.claims[index];
        let same = claim.year.map_or(&[][..], |year| self.of_subject_in(index, year, of));
        let same = same.iter().filter(|other| {
            let other_claim = &self.claims[other.at.0];
            other.phase.is_none()
                && other_claim.place.file == claim.place.file
                && (other_claim.phase == claim.phase || other_claim.phase.is_none() || claim.phase.is_none())
        });
        same.map(|other| (other.at, other.amount))
    }

    fn of_subject(&self, index: usize, year: FiscalYear) -> &[Statement] {
        self.of_subject_in(index, year, self.claims[index].territory)
    }

    fn of_subject_in(&self, index: usize, year: FiscalYear, of: Option<Territory>) -> &[Statement] {
        let Some(subject) = self.subject(index) else { return &[] };
        self.statements.get(&(self.owners[index], of, year, subject.to_owned())).map_or(&[], Vec::as_slice)
    }
}

/// The normalised subjects of claims: 收入 and 支出 alone refer to the budget that the section named last.
fn subjects(claims: &[Claim]) -> Vec<String> {
    let mut last: Option<(&Claim, String)> = None;
    let mut subjects = Vec::with_capacity(claims.len());
    for claim in claims {
        if claim.territory.is_none() {
            subjects.push(String::new());
            continue;
        }
        let mut words = of_budget(&claim.subject.text);
        let near =
            last.as_ref().filter(|(other, _)| other.section == claim.section && other.territory == claim.territory);
        let side = match words.as_str() {
            "收入" | "收入调整" => Some("收入"),
            "支出" | "支出调整" => Some("支出"),
            _ => None,
        };
        if let (Some(side), Some((_, budget))) = (side, near) {
            words = format!("{budget}{side}");
        } else if let Some(budget) = words.strip_suffix("收入").or_else(|| words.strip_suffix("支出"))
            && ["一般公共", "政府性基金", "国有资本经营", "社会保险基金"].iter().any(|fund| budget.ends_with(fund))
        {
            last = Some((claim, budget.to_owned()));
        }
        subjects.push(words);
    }
    subjects
}

/// Normalises a subject: drops the 范围, which is kept separately, and the verb, and unifies synonyms (社保基金, 科技投入).
fn of_budget(words: &str) -> String {
    const VERBS: [&str; 6] = ["预期", "预计", "安排", "完成", "实现", "组织"];
    let words = without_territory(words);
    let words = VERBS.iter().find_map(|verb| words.strip_prefix(verb)).unwrap_or(words);
    let words = VERBS.iter().find_map(|verb| words.strip_suffix(verb)).unwrap_or(words);
    let words = gist(words, 2).replace("社保基金", "社会保险基金");
    words.strip_suffix("投入").map(|of| format!("{of}支出")).unwrap_or(words)
}
