//! 根源: finds the single figure whose correction resolves several findings.
//!
//! Every sum or comparison that fails proposes, for each figure in it, the amount that would make it hold. A proposal
//! is tried by judging everything again with that figure changed. It is accepted if findings vanish and no new one
//! appears; so a figure confirmed by another relation is never blamed, and findings caused by a second error remain.
//! The vanished findings are merged into one at the figure, and the search continues with the rest.
//!
//! A finding that remains names a correction only if no other figure of its sum, comparison or quotient could be the
//! wrong one instead; otherwise it says what each of them would have to be.

use super::checked::OfTables;
use super::ledger::{At, Look};
use super::material::Material;
use super::misprint::{self, Misprint};
use super::plan::Ask;
use super::print::{Correction, Figure, Key, figure};
use super::proposal::{self, Proposal};
use super::sets::Sets;
use super::told::{Root, line};
use super::trial::{Assessed, Findings, Trials, Tried, starts};
use super::{Audit, Judgement, Obligations, Operand};
use crate::model::Role;
use crate::parallel;
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of proposals per step: more of them mean a general error (in the unit of a table, say), not a slip.
const TRIES: usize = 24;
/// Maximum number of times that everything is judged again, so that a document with many faults costs only a few times
/// as much as one without.
const MOST: usize = 90;
/// If more sums and comparisons that share figures fail, they are not due to a slip in one or two figures but to coarse
/// rounding throughout or a wrong unit.
const TOO_MANY: usize = 16;

/// State of the search.
struct Search<'m> {
    trials: Trials<'m>,
    /// Figures that have been corrected already.
    settled: BTreeSet<Figure>,
    left: usize,
}

/// Judges everything and merges findings with a common root; also returns a record of what was checked.
pub(super) fn traced(material: &Material<'_>, obligations: &Obligations) -> (Audit, Vec<Look>) {
    let printed = OfTables::of(material.items, material.papers);
    let trials = Trials::of(material, &printed, obligations);
    let mut search = Search { trials, settled: BTreeSet::new(), left: MOST };
    let mut now = search.trials.first(&printed);
    let mut found: Vec<(Option<At>, Judgement)> = Vec::new();
    let mut is_corrected = false;
    let open = loop {
        let corrected;
        let of_tables = if is_corrected {
            corrected = search.trials.of_tables(&now.print);
            &corrected
        } else {
            &printed
        };
        let root = search.root(&now, of_tables, Depth::Pair);
        // A misprinted block is reported in preference to a figure if it explains more findings.
        let explained = root.as_ref().map_or(0, |(_, root)| root.gone.len());
        let open = now.findings().len() - explained;
        let whole = if open > 0 { search.misprint(&now, of_tables) } else { None };
        let next = match (whole, root) {
            (Some((next, misprints, gone)), _) if gone.len() > explained => {
                found.extend(now.told_of_block(&misprints, &gone).map(|told| (None, told)));
                next
            }
            (_, Some((next, root))) => {
                found.extend(now.told(&root));
                search.settled.extend(root.corrections.into_iter().map(|correction| correction.figure));
                next
            }
            (_, None) => break search.weigh(&now, of_tables),
        };
        (now, is_corrected) = (next, true);
    };
    now.leave_open(open);
    let settled = search.settled;
    let Assessed { mut audit, looks, .. } = now;
    let starts = starts(material.claims);
    for judgement in audit.claims.iter_mut().chain(&mut audit.tables).chain(&mut audit.notes) {
        let is_settled = |operand: &&mut Operand| settled.contains(&figure(operand));
        judgement.operands.iter_mut().filter(is_settled).for_each(|operand| {
            operand.name = format!("{}（按更正后的数）", operand.name).into();
        });
    }
    for (at, judgement) in found {
        match at.and_then(|(claim, number)| audit.claims.get_mut(starts[claim] + number)) {
            Some(line) => *line = judgement,
            None => audit.tables.push(judgement),
        }
    }
    audit.sort();
    (audit, looks)
}

/// Another correction that may resolve a finding instead of its own.
struct Trial {
    /// Number of the finding among the figures of the text and the sums of tables.
    of: usize,
    correction: Correction,
    choice: String,
}

/// Number of figures that may be corrected together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Single,
    Pair,
}

impl<'m> Search<'m> {
    /// The findings whose correction is not the only one, with the other choices: it stays if no other figure of the sum, comparison or
    /// quotient could be wrong instead, because tables or other sentences hold them all.
    fn weigh(&mut self, now: &Assessed<'m>, of_tables: &OfTables<'_>) -> BTreeMap<usize, Vec<String>> {
        let mut trials: Vec<Trial> = Vec::new();
        let wrong = now.lines().map(|(at, judged)| (Key::Line(at), judged));
        let wrong = wrong.chain(now.audit.tables.iter().map(|judged| (Key::of(judged), judged)));
        for (number, (key, judged)) in wrong.enumerate().filter(|(_, (_, judged))| judged.verdict.is_wrong()) {
            let is_own = |operand: &Operand| match judged.at {
                Some(at) => operand.at == Some(at),
                None => operand.at.is_none() && operand.place == judged.place,
            };
            let others = now.proposals(&key, judged).into_iter().filter(|proposal| !is_own(proposal.said));
            let free = others.filter(|proposal| proposal.said.at.is_none_or(|at| !now.is_borne_out(at)));
            let corrections = free.filter_map(|proposal| {
                let correction = Correction::of(&proposal, &[])?;
                let choice = now.choice(&proposal, judged.at);
                (!self.settled.contains(&correction.figure)).then_some((correction, choice))
            });
            if judged.expected.is_some() || judged.corrected.is_some() {
                trials.extend(corrections.map(|(correction, choice)| Trial { of: number, correction, choice }));
            }
        }
        let untried = trials.split_off(trials.len().min(self.left));
        self.left -= trials.len();
        let before: BTreeSet<Key<'_>> = now.findings().into_iter().map(|(key, _)| key).collect();
        let keys: Vec<Key<'_>> =
            now.lines().map(|(at, _)| Key::Line(at)).chain(now.audit.tables.iter().map(Key::of)).collect();
        let holds = parallel::map(&trials, |trial| {
            let mut allowed = before.clone();
            allowed.remove(&keys[trial.of]);
            let next = self.trials.correct(&now.print, &trial.correction, of_tables, &allowed);
            let Some(next) = next.judged() else { return false };
            let after: BTreeSet<Key<'_>> = next.findings().into_iter().map(|(key, _)| key).collect();
            after.is_subset(&allowed) && next.keeps(now, Some(&trial.correction.figure))
        });
        let mut open: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (trial, _) in trials.into_iter().zip(holds).filter(|(_, holds)| *holds) {
            open.entry(trial.of).or_default().push(trial.choice);
        }
        // Without a trial nothing is known, so nothing is corrected.
        for trial in untried {
            open.entry(trial.of).or_default();
        }
        open
    }

    /// The misprint of a table, its rows or columns whose correction resolves the most findings: at least two, without
    /// causing new ones. Returned with the judgements after the correction and the indices of the resolved findings;
    /// misprints of several tables are alternatives.
    fn misprint(
        &mut self,
        now: &Assessed<'m>,
        of_tables: &OfTables<'_>,
    ) -> Option<(Assessed<'m>, Vec<Misprint>, Vec<usize>)> {
        let before = now.findings();
        let asks = before.iter().flat_map(|(key, judged)| now.proposals(key, judged));
        let of_cell = asks.filter(|proposal| proposal.said.at.is_none() && proposal.is_of_sum());
        let asks: Vec<Ask<'_>> = of_cell.map(|proposal| ask(&proposal)).collect();
        if before.len() < 2 || asks.len() < 2 {
            return None;
        }
        let known: BTreeSet<Key<'_>> = before.iter().map(|(key, _)| *key).collect();
        let mut best: Option<(Assessed<'m>, Vec<Misprint>, Vec<usize>)> = None;
        for misprint in misprint::proposals(&now.print.items, &asks) {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let next = self.trials.undo(&now.print, &misprint, of_tables, &known);
            let Some(next) = next.judged() else { continue };
            let after: BTreeSet<Key<'_>> = next.findings().into_iter().map(|(key, _)| key).collect();
            let gone: Vec<usize> = (0..before.len()).filter(|at| !after.contains(&before[*at].0)).collect();
            if !after.is_subset(&known) || !next.keeps(now, None) {
                continue;
            }
            drop(after);
            let most = best.as_ref().map_or(1, |(_, _, gone)| gone.len());
            match &mut best {
                // Of two tables that contradict each other either may be the wrong one.
                Some((_, misprints, same))
                    if *same == gone && misprints.iter().all(|other| other.of_table != misprint.of_table) =>
                {
                    misprints.push(misprint);
                }
                _ if gone.len() > most => best = Some((next, vec![misprint], gone)),
                _ => {}
            }
        }
        best
    }

    /// The correction that resolves the most findings, with the judgements after it. It resolves at least two, or else
    /// (at [`Depth::Pair`]) it resolves one and makes such a correction of a second figure possible.
    fn root(&mut self, now: &Assessed<'m>, of_tables: &OfTables<'_>, depth: Depth) -> Option<(Assessed<'m>, Root)> {
        let before = now.findings();
        let known: BTreeSet<Key<'_>> = before.iter().map(|(key, _)| *key).collect();
        let mut best: Option<(Assessed<'m>, Root)> = None;
        let mut half: Vec<(Assessed<'m>, Root)> = Vec::new();
        let mut corrections = now.corrections(&now.of_small_groups(&before), &self.settled);
        corrections.truncate(self.left);
        let try_it = |correction| self.trials.correct(&now.print, correction, of_tables, &known);
        let tried = parallel::map(&corrections, try_it);
        self.left -= tried.iter().filter(|tried| !matches!(tried, Tried::Unprintable)).count();
        for (correction, next) in corrections.into_iter().zip(tried) {
            let Some(next) = next.judged() else { continue };
            let after: BTreeSet<Key<'_>> = next.findings().into_iter().map(|(key, _)| key).collect();
            if !after.is_subset(&known) {
                continue;
            }
            let gone: Vec<usize> = (0..before.len()).filter(|at| !after.contains(&before[*at].0)).collect();
            drop(after);
            match &mut best {
                _ if gone.len() == 1 && depth == Depth::Pair => {
                    half.push((next, Root { corrections: vec![correction], gone }));
                }
                _ if gone.len() < 2 => {}
                Some((_, root)) if root.gone == gone => root.corrections.push(correction),
                Some((_, root)) if root.gone.len() >= gone.len() => {}
                _ => best = Some((next, Root { corrections: vec![correction], gone })),
            }
        }
        if best.is_some() || depth == Depth::Single {
            return best;
        }
        // Two figures of one sum may be wrong while each also occurs in other sums.
        half.into_iter().find(|(next, _)| {
            let of_tables = self.trials.of_tables(&next.print);
            self.root(next, &of_tables, Depth::Single).is_some()
        })
    }
}

impl<'a> Assessed<'a> {
    /// What each figure of a finding would have to be if the others are right.
    fn proposals<'f>(&self, key: &Key<'_>, judged: &'f Judgement) -> Vec<Proposal<'f>> {
        let own = line(key).filter(|_| judged.verdict.is_wrong());
        let own = own.and_then(|(claim, number)| self.print.claims.get(claim)?.figures.get(number));
        let ratio = own.and_then(|figure| match figure.role {
            Role::Times(_) | Role::Multiple => Some((figure.number.as_ref()?, 0)),
            Role::Rate(_) | Role::Share(_) | Role::Completion => Some((figure.number.as_ref()?, 2)),
            _ => None,
        });
        proposal::proposals(&judged.operands, ratio)
    }

    /// The findings that a slip in one or two figures may explain: of those that share figures, directly or through others,
    /// not more than [`TOO_MANY`] are failed sums.
    fn of_small_groups<'f>(&self, findings: &Findings<'f>) -> Findings<'f> {
        let mut sets: Sets<Figure> = Sets::default();
        let mut groups: Vec<Option<usize>> = Vec::with_capacity(findings.len());
        for (_, judged) in findings {
            let figures: Vec<Figure> = judged.operands.iter().map(figure).collect();
            groups.push(figures.first().map(|first| sets.number(first.clone())));
            figures.windows(2).for_each(|pair| {
                sets.join(pair[0].clone(), pair[1].clone());
            });
        }
        let groups: Vec<Option<usize>> =
            groups.into_iter().map(|number| number.map(|number| sets.root(number))).collect();
        let is_sum =
            |(key, judged): &(Key<'f>, &'f Judgement)| self.proposals(key, judged).iter().any(Proposal::is_of_sum);
        let mut sums: BTreeMap<Option<usize>, usize> = BTreeMap::new();
        for (group, _) in groups.iter().zip(findings).filter(|(_, finding)| is_sum(finding)) {
            *sums.entry(*group).or_default() += 1;
        }
        let is_small = |group: &Option<usize>| sums.get(group).is_none_or(|count| *count <= TOO_MANY);
        groups.iter().zip(findings).filter(|(group, _)| is_small(group)).map(|(_, finding)| *finding).collect()
    }

    /// Corrections for the figures of all findings; those that most findings ask for come first.
    fn corrections(&self, findings: &Findings<'_>, settled: &BTreeSet<Figure>) -> Vec<Correction> {
        let mut asked: BTreeMap<Figure, Vec<Proposal<'_>>> = BTreeMap::new();
        for proposal in findings.iter().flat_map(|(key, judged)| self.proposals(key, judged)) {
            asked.entry(figure(proposal.said)).or_default().push(proposal);
        }
        let of_text = findings.iter().filter(|(key, _)| matches!(key, Key::Line(_))).count();
        let mut all: Vec<(usize, Correction)> = Vec::new();
        for (figure, asked) in asked.into_iter().filter(|(figure, _)| !settled.contains(figure)) {
            for one in &asked {
                let support = asked.iter().filter(|other| one.meets(other)).count();
                // Support by a single sum is enough in two cases: a wrong amount in a sentence may also show in
                // figures that propose nothing, and with two wrong figures in one sum the proposals differ.
                let alone = asked.len() > 1 || of_text > 1 && matches!(figure, Figure::Stated(_));
                let enough = support > 1 || one.is_of_sum() && alone;
                let sharper = |other: &&Proposal<'_>| other.is_of_sum() && other.meets(one);
                if !enough || !one.is_of_sum() && asked.iter().any(|other| sharper(&other)) {
                    continue;
                }
                let Some(correction) = Correction::of(one, &asked) else { continue };
                if !all.iter().any(|(_, other)| other.is_alike(&correction)) {
                    all.push((support, correction));
                }
            }
        }
        all.sort_by_key(|(support, _)| std::cmp::Reverse(*support));
        all.into_iter().map(|(_, correction)| correction).take(TRIES).collect()
    }
}

/// A proposal for a cell, as input for finding misprints.
fn ask<'f>(proposal: &Proposal<'f>) -> Ask<'f> {
    let (low, high) = proposal.bounds;
    Ask { place: &proposal.said.place, right: proposal.right, give: (high - low) / 2 }
}
