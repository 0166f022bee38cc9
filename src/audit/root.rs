//! 根源: finds the single figure whose correction resolves several findings.
//!
//! Every sum or comparison that fails proposes, for each figure in it, the amount that would make it hold. A proposal
//! is tried by judging everything again with that figure changed. It is accepted if findings vanish and no new one
//! appears; so a figure confirmed by another relation is never blamed, and findings caused by a second error remain.
//! The vanished findings are merged into one at the figure, and the search continues with the rest.

use super::checked::{OfWords, checked};
use super::finding::{Effect, sum_of_parts};
use super::interval::amount_like;
use super::ledger::{At, Look, corrected};
use super::material::Material;
use super::misprint::{self, Ask, Misprint};
use super::{Audit, Judgement, Obligations, Operand, Share, Verdict, cause};
use crate::audit::interval::money;
use crate::model::{Amount, Claim, LineItem, Place, PrintedNumber};
use crate::parallel;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of proposals per step: more of them mean a general error (in the unit of a table, say), not a slip.
const TRIES: usize = 24;
/// Maximum number of times that everything is judged again.
const MOST: usize = 150;
/// If more sums and comparisons fail, they are not due to a slip in one or two figures but to coarse rounding
/// throughout or a wrong unit. Searching for a slip would then cost many times as much as the audit itself.
const TOO_MANY: usize = 16;

/// A figure in a table or in the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Figure {
    Cell(Place),
    Stated(At),
}

/// 更正: a figure and the amount that it should have.
#[derive(Debug, Clone)]
struct Correction {
    figure: Figure,
    said: Operand,
    right: Amount,
}

/// Identifies a finding before and after a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Line(At),
    Other(&'static str, &'a Place, usize, &'a str),
}

/// State of the search.
struct Search<'m> {
    material: &'m Material<'m>,
    of_words: OfWords,
    obligations: &'m Obligations,
    /// Figures that have been corrected already.
    settled: BTreeSet<Figure>,
    left: usize,
}

/// The findings other than rounding differences, in the order of the report.
type Findings<'a> = Vec<(Key<'a>, &'a Judgement)>;

/// Judges everything and merges findings with a common root; also returns a record of what was checked.
pub(super) fn traced(material: &Material<'_>, obligations: &Obligations) -> (Audit, Vec<Look>) {
    let of_words = OfWords::of(material);
    let mut search = Search { material, of_words, obligations, settled: BTreeSet::new(), left: MOST };
    let mut now = search.assess(Print { items: material.items.into(), claims: material.claims.into() });
    let mut found: Vec<(Option<At>, Judgement)> = Vec::new();
    loop {
        let root = search.root(&now, Depth::Pair);
        // A misprinted block is reported in preference to a figure if it explains more findings.
        let explained = root.as_ref().map_or(0, |(_, root)| root.gone.len());
        let open = now.findings().len() - explained;
        let whole = if open > 0 { search.misprint(&now) } else { None };
        match (whole, root) {
            (Some((next, misprint, gone)), _) if gone.len() > explained => {
                found.push((None, now.told_of_block(&misprint, &gone)));
                now = next;
            }
            (_, Some((next, root))) => {
                found.extend(now.told(&root));
                search.settled.extend(root.corrections.into_iter().map(|correction| correction.figure));
                now = next;
            }
            (_, None) => break,
        }
    }
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

/// Index of the first line of each claim.
fn starts(claims: &[Claim]) -> Vec<usize> {
    let lines = claims.iter().scan(0, |next, claim| {
        let own = *next;
        *next += claim.figures.len();
        Some(own)
    });
    lines.collect()
}

fn figure(operand: &Operand) -> Figure {
    operand.at.map_or_else(|| Figure::Cell(operand.place.clone()), Figure::Stated)
}

/// The printed content, with some figures corrected.
#[derive(Clone)]
struct Print<'a> {
    items: Cow<'a, [LineItem]>,
    claims: Cow<'a, [Claim]>,
}

impl<'a> Print<'a> {
    /// A copy with one more figure corrected; `None` if the amount cannot be printed in its form.
    fn with(&self, correction: &Correction) -> Option<Self> {
        let mut print = self.clone();
        match &correction.figure {
            Figure::Cell(place) => {
                let own = |item: &&mut LineItem| item.place == *place && item.amount == Some(correction.said.amount);
                print.items.to_mut().iter_mut().filter(own).for_each(|item| item.amount = Some(correction.right));
            }
            Figure::Stated((claim, number)) => {
                let figure = print.claims.to_mut().get_mut(*claim)?.figures.get_mut(*number)?;
                let right = correction.printed_like(figure.number.as_ref()?);
                figure.number = Some(PrintedNumber::parse(&right).ok()??);
            }
        }
        Some(print)
    }
}

impl Print<'_> {
    /// A copy with a misprint undone.
    fn without(&self, misprint: &Misprint) -> Self {
        let mut print = self.clone();
        let items = print.items.to_mut();
        for (number, item) in &misprint.changes {
            items[*number] = item.clone();
        }
        items.extend(misprint.additions.iter().cloned());
        print
    }
}

impl Correction {
    /// The right amount in the format of the wrong one; a change is printed without its sign.
    fn printed_like(&self, number: &PrintedNumber) -> String {
        amount_like(Amount::new(self.right.fen().abs(), self.right.resolution()), number)
    }

    fn is_alike(&self, other: &Self) -> bool {
        self.figure == other.figure && self.right == other.right
    }
}

/// 根源: alternative corrections each of which resolves the same findings.
struct Root {
    corrections: Vec<Correction>,
    /// Indices of the resolved findings in the list before the correction.
    gone: Vec<usize>,
}

/// Printed content and its judgements.
struct Assessed<'a> {
    print: Print<'a>,
    audit: Audit,
    looks: Vec<Look>,
}

/// Number of figures that may be corrected together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Single,
    Pair,
}

impl<'m> Search<'m> {
    fn assess(&self, print: Print<'m>) -> Assessed<'m> {
        let changed = Material { items: &print.items, claims: &print.claims, papers: self.material.papers };
        let (audit, looks) = checked(&changed, &self.of_words, self.obligations);
        Assessed { print, audit, looks }
    }

    /// The misprint of a table or block of rows whose correction resolves the most findings: at least two, without
    /// causing new ones. Returned with the judgements after the correction and the indices of the resolved findings.
    fn misprint(&mut self, now: &Assessed<'m>) -> Option<(Assessed<'m>, Misprint, Vec<usize>)> {
        let before = now.findings();
        let asks: Vec<Proposal<'_>> = before.iter().flat_map(|(_, judged)| asks(&judged.operands)).collect();
        let of_cell = |proposal: &&Proposal<'_>| proposal.said.at.is_none();
        let asks: Vec<Ask<'_>> = asks.iter().filter(of_cell).map(Proposal::of_cell).collect();
        if before.len() < 2 || asks.len() < 2 {
            return None;
        }
        let known: BTreeSet<Key<'_>> = before.iter().map(|(key, _)| *key).collect();
        let mut best: Option<(Assessed<'m>, Misprint, Vec<usize>)> = None;
        for misprint in misprint::proposals(&now.print.items, &asks).into_iter().take(TRIES) {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let next = self.assess(now.print.without(&misprint));
            let after: BTreeSet<Key<'_>> = next.findings().into_iter().map(|(key, _)| key).collect();
            let gone: Vec<usize> = (0..before.len()).filter(|at| !after.contains(&before[*at].0)).collect();
            let is_better = gone.len() > best.as_ref().map_or(1, |(_, _, gone)| gone.len());
            if is_better && after.is_subset(&known) {
                drop(after);
                best = Some((next, misprint, gone));
            }
        }
        best
    }

    /// The correction that resolves the most findings, with the judgements after it. It resolves at least two, or else
    /// (at [`Depth::Pair`]) it resolves one and makes such a correction of a second figure possible.
    fn root(&mut self, now: &Assessed<'m>, depth: Depth) -> Option<(Assessed<'m>, Root)> {
        let before = now.findings();
        if before.iter().filter(|(_, judged)| !asks(&judged.operands).is_empty()).count() > TOO_MANY {
            return None;
        }
        let known: BTreeSet<Key<'_>> = before.iter().map(|(key, _)| *key).collect();
        let mut best: Option<(Assessed<'m>, Root)> = None;
        let mut half: Vec<(Assessed<'m>, Root)> = Vec::new();
        let mut corrections = proposals(&before, &self.settled);
        corrections.truncate(self.left);
        let tried = parallel::map(&corrections, |correction| Some(self.assess(now.print.with(correction)?)));
        self.left -= tried.iter().flatten().count();
        for (correction, next) in corrections.into_iter().zip(tried) {
            let Some(next) = next else { continue };
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
        half.into_iter().find(|(next, _)| self.root(next, Depth::Single).is_some())
    }
}

impl<'a> Assessed<'a> {
    fn findings(&self) -> Findings<'_> {
        let lines = self.print.claims.iter().enumerate();
        let lines = lines.flat_map(|(claim, own)| (0..own.figures.len()).map(move |number| (claim, number)));
        let lines = lines.zip(&self.audit.claims).map(|(at, judged)| (Key::Line(at), judged));
        let others = self.audit.tables.iter().chain(&self.audit.notes);
        let others =
            others.map(|judged| (Key::Other(judged.code, &judged.place, judged.mark.start, &judged.text), judged));
        let is_rounding = |verdict: Verdict| matches!(verdict, Verdict::Tail | Verdict::Plugged);
        let findings = lines.chain(others);
        findings.filter(|(_, judged)| judged.verdict.is_finding() && !is_rounding(judged.verdict)).collect()
    }

    /// The merged finding of a root, and its position if it is a figure of the text.
    fn told(&self, root: &Root) -> Option<(Option<At>, Judgement)> {
        let before = self.findings();
        let gone: Vec<&(Key<'_>, &Judgement)> = root.gone.iter().map(|at| &before[*at]).collect();
        let is_at = |key: &Key<'_>, judged: &Judgement, figure: &Figure| match (key, figure) {
            (Key::Line(at), Figure::Stated(own)) => at == own,
            (Key::Other(..), Figure::Cell(place)) => judged.place == *place,
            _ => false,
        };
        let first = root.corrections.first()?;
        let alone = Some(first).filter(|one| root.corrections.iter().all(|other| other.figure == one.figure));
        let own = alone.and_then(|one| gone.iter().position(|(key, judged)| is_at(key, judged, &one.figure)));
        let gravest = || (0..gone.len()).max_by_key(|at| (gone[*at].1.verdict, std::cmp::Reverse(*at)));
        let head = if alone.is_some() { own } else { gravest() };
        let (at, mut told) = match head {
            Some(at) => (line(&gone[at].0), gone[at].1.clone()),
            None => self.at_figure(first, gone.first()?.1.code),
        };
        match alone {
            Some(one) => {
                let sure = root.corrections.iter().all(|other| other.is_alike(one));
                let right = Some(money(one.right.fen().into())).filter(|_| sure);
                told.verdict = if told.verdict.is_wrong() { told.verdict } else { Verdict::Figure };
                told.likely_cause = cause::of_amount(one.said.amount, one.right).filter(|_| sure).or(told.likely_cause);
                told.corrected = self.corrected(one).filter(|_| sure);
                told.expected = right;
                told.gap = one.right.fen().saturating_sub(one.said.amount.fen()).saturating_abs();
            }
            None => {
                let choices: Vec<String> = root.corrections.iter().map(choice).collect();
                told.likely_cause = Some(format!("只改其中一处就全部相符：{}", choices.join("；或")));
                (told.expected, told.corrected) = (None, None);
            }
        }
        let others = gone.iter().enumerate().filter(|(at, _)| Some(*at) != head);
        told.effects = others.map(|(_, (_, judged))| effect(judged)).collect();
        Some((at, told))
    }

    /// The merged finding of a misprinted table or block, at its first cell.
    fn told_of_block(&self, misprint: &Misprint, gone: &[usize]) -> Judgement {
        let before = self.findings();
        let gone: Vec<&Judgement> = gone.iter().map(|at| before[*at].1).collect();
        let first = misprint.changes.first().and_then(|(number, _)| self.print.items.get(*number));
        let gravest = gone.iter().max_by_key(|judged| (judged.verdict, judged.gap));
        let place = first.map(|item| item.place.clone()).unwrap_or_default();
        let printed = first.map(|item| item.text.clone()).unwrap_or_default();
        Judgement {
            code: gravest.map_or("", |judged| judged.code),
            verdict: Verdict::Figure,
            because: format!("{}；改正后，下列各处就都相符", misprint.cause),
            likely_cause: Some(misprint.cause.clone()),
            gap: gravest.map_or(0, |judged| judged.gap),
            effects: gone.iter().map(|judged| effect(judged)).collect(),
            ..Judgement::about(place, misprint.of.as_str().into(), 0..0, printed)
        }
    }

    /// A new finding at a figure that has no finding of its own.
    fn at_figure(&self, correction: &Correction, code: &'static str) -> (Option<At>, Judgement) {
        let printed = money(correction.said.amount.fen().into()).into();
        let mut told = Judgement {
            code,
            verdict: Verdict::Figure,
            because: format!("改为 {} 后，下列各处就都相符", money(correction.right.fen().into())),
            ..Judgement::about(correction.said.place.clone(), correction.said.name.clone(), 0..0, printed)
        };
        match &correction.figure {
            Figure::Cell(place) => {
                let own = |item: &&LineItem| item.place == *place && item.amount == Some(correction.said.amount);
                if let Some(item) = self.print.items.iter().find(own) {
                    told.printed = item.text.clone();
                }
                (None, told)
            }
            Figure::Stated(at) => {
                let claim = &self.print.claims[at.0];
                (told.text, told.mark) = (claim.text.clone(), claim.figures[at.1].span.clone());
                told.printed = claim.text.get(told.mark.clone()).unwrap_or_default().into();
                (Some(*at), told)
            }
        }
    }

    /// The sentence with the figure corrected.
    fn corrected(&self, correction: &Correction) -> Option<String> {
        let Figure::Stated((claim, number)) = correction.figure else { return None };
        let claim = self.print.claims.get(claim)?;
        let figure = claim.figures.get(number)?;
        corrected(&claim.text, &figure.span, &correction.printed_like(figure.number.as_ref()?))
    }
}

fn line(key: &Key<'_>) -> Option<At> {
    match key {
        Key::Line(at) => Some(*at),
        Key::Other(..) => None,
    }
}

fn choice(correction: &Correction) -> String {
    let Correction { said, right, .. } = correction;
    format!("{}应为 {}（{}）", said.name, money(right.fen().into()), said.place)
}

fn effect(judged: &Judgement) -> Effect {
    Effect {
        code: judged.code,
        place: judged.place.clone(),
        text: judged.text.clone(),
        printed: judged.printed.clone(),
        because: judged.because.clone(),
    }
}

/// The amount that would resolve a finding; the tolerance is half a rounding step of each of the other figures.
struct Proposal<'f> {
    said: &'f Operand,
    right: i128,
    /// Tolerance in half 分.
    give: i128,
}

impl<'f> Proposal<'f> {
    /// The proposal for a cell, as input for finding misprints.
    fn of_cell(&self) -> Ask<'f> {
        Ask { place: &self.said.place, right: self.right, give: self.give }
    }
}

/// Corrections for the figures of all findings; those that most findings ask for come first.
fn proposals(findings: &Findings<'_>, settled: &BTreeSet<Figure>) -> Vec<Correction> {
    let mut asked: BTreeMap<Figure, Vec<Proposal<'_>>> = BTreeMap::new();
    for proposal in findings.iter().flat_map(|(_, judged)| asks(&judged.operands)) {
        asked.entry(figure(proposal.said)).or_default().push(proposal);
    }
    let of_text = findings.iter().filter(|(key, _)| matches!(key, Key::Line(_))).count();
    let mut all: Vec<(usize, Correction)> = Vec::new();
    for (figure, asked) in asked.into_iter().filter(|(figure, _)| !settled.contains(figure)) {
        for one in &asked {
            let support =
                asked.iter().filter(|other| (one.right - other.right).abs() * 2 <= one.give + other.give).count();
            // Support by a single finding is enough in two cases: a wrong amount in a sentence may also show in
            // rates and shares, which propose nothing, and with two wrong figures in one sum the proposals differ.
            let enough = support > 1 || asked.len() > 1 || of_text > 1 && matches!(figure, Figure::Stated(_));
            // An amount in a sentence does not change its sign, but the right one may be zero.
            let signs = [0, i128::from(one.said.amount.fen().signum())];
            let signed = matches!(figure, Figure::Cell(_)) || signs.contains(&one.right.signum());
            let Some(right) = i64::try_from(one.right).ok().filter(|_| enough && signed) else { continue };
            let right = Amount::new(right, one.said.amount.resolution());
            let correction = Correction { figure: figure.clone(), said: one.said.clone(), right };
            if !all.iter().any(|(_, other)| other.is_alike(&correction)) {
                all.push((support, correction));
            }
        }
    }
    all.sort_by_key(|(support, _)| std::cmp::Reverse(*support));
    all.into_iter().map(|(_, correction)| correction).take(TRIES).collect()
}

/// For each figure of a sum, the amount that it should have if all others are right.
fn asks(operands: &[Operand]) -> Vec<Proposal<'_>> {
    let Some(whole) = operands.iter().find(|operand| operand.share == Share::Whole) else { return Vec::new() };
    let fen = |operand: &Operand| i128::from(operand.amount.fen());
    let sum = sum_of_parts(operands);
    let steps: i128 = operands.iter().map(|operand| i128::from(operand.amount.resolution())).sum();
    let is_sum = operands.iter().any(|operand| matches!(operand.share, Share::Added | Share::Taken));
    let gap = sum - fen(whole);
    let same = operands.iter().find(|operand| operand.share == Share::Same);
    let asks = operands.iter().filter_map(|said| {
        let right = match said.share {
            Share::Whole if is_sum => sum,
            Share::Whole => fen(same?),
            Share::Added => fen(said) - gap,
            Share::Taken => fen(said) + gap,
            Share::Same => fen(whole),
        };
        Some(Proposal { said, right, give: steps - i128::from(said.amount.resolution()) })
    });
    asks.filter(|proposal| proposal.right != fen(proposal.said)).collect()
}
