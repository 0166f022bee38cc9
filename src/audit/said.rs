//! 报告所述: what governments' reports say of a year, by territory and subject, in this report and in last year's.

use super::ledger::At;
use crate::model::{Amount, Base, BaseYear, Cells, Claim, FiscalYear, Phase, Role, Territory, gist, without_territory};
use std::collections::BTreeMap;

/// Whose report (the file, where that is not known), 范围, year and subject.
type Of<'a> = (&'a str, Option<Territory>, FiscalYear, String);

/// An amount that a report gives of a year, and the budget that it is, if it is one.
struct Statement {
    at: At,
    phase: Option<Phase>,
    amount: Amount,
}

/// What governments' reports say of a year: a section of a report tells of the year that ends, another of the next, and
/// last year's report told of both as well.
pub(super) struct Said<'a> {
    claims: &'a [Claim],
    /// Whose report each claim is of.
    owners: Vec<&'a str>,
    /// The subjects of all claims; empty where the claim is none of a government.
    subjects: Vec<String>,
    statements: BTreeMap<Of<'a>, Vec<Statement>>,
}

impl<'a> Said<'a> {
    pub(super) fn of(claims: &'a [Claim], cells: &'a Cells<'_>) -> Self {
        let owner = |claim: &'a Claim| cells.owner(&claim.place.file).map_or(&*claim.place.file, |owner| &*owner.unit);
        let owners = claims.iter().map(owner).collect();
        let mut said = Self { claims, owners, subjects: subjects(claims), statements: BTreeMap::new() };
        for (index, claim) in claims.iter().enumerate().filter(|(_, claim)| claim.territory.is_some()) {
            let Some(year) = claim.year else { continue };
            let key = (said.owners[index], claim.territory, year, said.subjects[index].clone());
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

    /// Last year's amounts of the subject of a claim, outturns first; a base that names a budget is no outturn.
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

    /// What other reports say of the year of a claim.
    pub(super) fn ahead(&self, index: usize) -> impl Iterator<Item = (At, Amount)> {
        let claim = &self.claims[index];
        let same = claim.year.map_or(&[][..], |year| self.of_subject(index, year));
        let others = same.iter().filter(|other| self.claims[other.at.0].place.file != claim.place.file);
        others.map(|other| (other.at, other.amount))
    }

    /// Other statements of the amount of a figure: of the same year, 范围 and subject.
    pub(super) fn again(&self, at: At, amount: Amount) -> impl Iterator<Item = At> {
        let year = self.claims[at.0].year;
        let same = year.map_or(&[][..], |year| self.of_subject(at.0, year));
        let same = same.iter().filter(move |other| other.at.0 != at.0 && other.amount.agrees(amount));
        same.map(|other| other.at)
    }

    /// The subject of a claim as reports vary it, and where it is of a government.
    pub(super) fn subject(&self, index: usize) -> Option<&str> {
        self.subjects.get(index).map(String::as_str).filter(|subject| !subject.is_empty())
    }

    fn of_subject(&self, index: usize, year: FiscalYear) -> &[Statement] {
        let claim = &self.claims[index];
        let Some(subject) = self.subject(index) else { return &[] };
        let key = (self.owners[index], claim.territory, year, subject.to_owned());
        self.statements.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// The subjects of claims in the words of a report: 收入 and 支出 alone are those of the budget that the section named last.
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

/// The subject of a report without 范围, which stands beside it, without the verb of its amount, and with words that
/// reports exchange (社保基金, 科技投入) as one.
fn of_budget(words: &str) -> String {
    const VERBS: [&str; 6] = ["预期", "预计", "安排", "完成", "实现", "组织"];
    let words = without_territory(words);
    let words = VERBS.iter().find_map(|verb| words.strip_prefix(verb)).unwrap_or(words);
    let words = VERBS.iter().find_map(|verb| words.strip_suffix(verb)).unwrap_or(words);
    let words = gist(words, 2).replace("社保基金", "社会保险基金");
    words.strip_suffix("投入").map(|of| format!("{of}支出")).unwrap_or(words)
}
