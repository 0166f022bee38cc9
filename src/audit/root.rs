//! 根源: the one figure whose change makes several findings vanish.
//!
//! Every sum and comparison that does not come out proposes, for each figure in it, what would make it come out. A
//! proposal is tried by judging everything again with that figure changed: it holds where findings vanish and none
//! arises, so that a figure which a sound relation holds is never the one, and what a second error causes stays. The
//! findings that vanished are then one, at the figure, and the search goes on with the rest.

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

/// Proposals tried at each step: what is wrong throughout (the unit of a table, say) is no slip in a figure.
const TRIES: usize = 24;
/// As often all is judged again, however much is wrong.
const MOST: usize = 150;
/// Where more sums and comparisons fail, no slip in one figure or two is behind them: the rounding of every table is
/// coarse, or a unit is wrong. To look for one there costs many times what the audit does.
const TOO_MANY: usize = 16;

/// A figure, whatever it stands in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Figure {
    Cell(Place),
    Said(At),
}

/// 更正: a figure and what it would have to be.
#[derive(Debug, Clone)]
struct Correction {
    figure: Figure,
    said: Operand,
    right: Amount,
}

/// What tells a finding from others, before and after something was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Line(At),
    Other(&'static str, &'a Place, usize, &'a str),
}

/// What the search knows and may still do.
struct Search<'m> {
    material: &'m Material<'m>,
    of_words: OfWords,
    obligations: &'m Obligations,
    /// Figures that have been put right already.
    settled: BTreeSet<Figure>,
    left: usize,
}

/// The findings that are more than rounding, in the order of the report.
type Findings<'a> = Vec<(Key<'a>, &'a Judgement)>;

/// The judgements, findings that have one root told as one, and what was looked at for them.
pub(super) fn traced(material: &Material<'_>, obligations: &Obligations) -> (Audit, Vec<Look>) {
    let of_words = OfWords::of(material);
    let mut search = Search { material, of_words, obligations, settled: BTreeSet::new(), left: MOST };
    let mut now = search.assess(Print { items: material.items.into(), claims: material.claims.into() });
    let mut found: Vec<(Option<At>, Judgement)> = Vec::new();
    loop {
        let root = search.root(&now, Depth::Pair);
        // A block that is wrong as a whole is told rather than a figure, where it explains more.
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

/// The number of the first line of each claim.
fn starts(claims: &[Claim]) -> Vec<usize> {
    let lines = claims.iter().scan(0, |next, claim| {
        let own = *next;
        *next += claim.figures.len();
        Some(own)
    });
    lines.collect()
}

fn figure(operand: &Operand) -> Figure {
    operand.at.map_or_else(|| Figure::Cell(operand.place.clone()), Figure::Said)
}

/// What is printed, some figures put right.
#[derive(Clone)]
struct Print<'a> {
    items: Cow<'a, [LineItem]>,
    claims: Cow<'a, [Claim]>,
}

impl<'a> Print<'a> {
    /// The same with one figure more put right; `None` where it cannot be printed so.
    fn with(&self, correction: &Correction) -> Option<Self> {
        let mut print = self.clone();
        match &correction.figure {
            Figure::Cell(place) => {
                let own = |item: &&mut LineItem| item.place == *place && item.amount == Some(correction.said.amount);
                print.items.to_mut().iter_mut().filter(own).for_each(|item| item.amount = Some(correction.right));
            }
            Figure::Said((claim, number)) => {
                let figure = print.claims.to_mut().get_mut(*claim)?.figures.get_mut(*number)?;
                let right = correction.printed_like(figure.number.as_ref()?);
                figure.number = Some(PrintedNumber::parse(&right).ok()??);
            }
        }
        Some(print)
    }
}

impl Print<'_> {
    /// The same with a block printed right.
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
    /// The right amount as the wrong one is printed; a change is printed without its sign.
    fn printed_like(&self, number: &PrintedNumber) -> String {
        amount_like(Amount::new(self.right.fen().abs(), self.right.resolution()), number)
    }

    fn is_alike(&self, other: &Self) -> bool {
        self.figure == other.figure && self.right == other.right
    }
}

/// 根源: the corrections of which any one makes the same findings vanish.
struct Root {
    corrections: Vec<Correction>,
    /// The places of the vanished findings among those before.
    gone: Vec<usize>,
}

/// What is printed and what the checks say of it.
struct Assessed<'a> {
    print: Print<'a>,
    audit: Audit,
    looks: Vec<Look>,
}

/// How many figures may have to be put right together.
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

    /// What is wrong with a whole table or block of rows, how everything looks without it, and the places of the findings
    /// that vanish: two or more, and no other arises.
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

    /// The correction after which the fewest findings are left, and how it looks then: one that makes two findings or
    /// more vanish, or one with which another does.
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
        // Two figures of one sum are wrong, and each of them stands in others as well.
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

    /// The one finding of a root, and the figure of the text that it is at.
    fn told(&self, root: &Root) -> Option<(Option<At>, Judgement)> {
        let before = self.findings();
        let gone: Vec<&(Key<'_>, &Judgement)> = root.gone.iter().map(|at| &before[*at]).collect();
        let is_at = |key: &Key<'_>, judged: &Judgement, figure: &Figure| match (key, figure) {
            (Key::Line(at), Figure::Said(own)) => at == own,
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

    /// The one finding of a table or block that is printed wrong, at its first cell.
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

    /// A finding at a figure of which no check has said anything.
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
            Figure::Said(at) => {
                let claim = &self.print.claims[at.0];
                (told.text, told.mark) = (claim.text.clone(), claim.figures[at.1].span.clone());
                told.printed = claim.text.get(told.mark.clone()).unwrap_or_default().into();
                (Some(*at), told)
            }
        }
    }

    /// The sentence with the figure put right.
    fn corrected(&self, correction: &Correction) -> Option<String> {
        let Figure::Said((claim, number)) = correction.figure else { return None };
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

/// What a finding would have a figure be, give or take half a step of each of the others.
struct Proposal<'f> {
    said: &'f Operand,
    right: i128,
    /// In half 分.
    give: i128,
}

impl<'f> Proposal<'f> {
    /// The same of a cell, for what may be wrong with a whole table.
    fn of_cell(&self) -> Ask<'f> {
        Ask { place: &self.said.place, right: self.right, give: self.give }
    }
}

/// What each figure of each finding would have to be, those first that most findings ask for.
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
            // A wrong amount of a sentence shows in its rates and shares as well, which propose nothing; two wrong
            // figures of one sum each ask for another correction there.
            let enough = support > 1 || asked.len() > 1 || of_text > 1 && matches!(figure, Figure::Said(_));
            // An amount of a sentence does not turn round; it may have been nothing.
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

/// What each of the figures of one sum would have to be, the others being right.
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
