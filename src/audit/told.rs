//! 叙述: tells a root, a misprint or the choices that a finding leaves as one finding.

use super::cause::{self, ONE_DIGIT};
use super::finding::{Effect, suffix};
use super::interval::amount_like;
use super::ledger::{At, corrected};
use super::misprint::Misprint;
use super::print::{Correction, Figure, Key};
use super::proposal::Proposal;
use super::trial::Assessed;
use super::{Judgement, Operand, Share, Verdict};
use crate::model::{Amount, LineItem, Role};
use std::collections::BTreeMap;

/// Introduces alternative causes.
const ONE_OF_THEM: &str = "只改其中一处就全部相符：";

impl Judgement {
    /// Takes the correction back, since one of these `choices` may be the right one instead.
    fn leave_open(&mut self, choices: &[String]) {
        let expected = self.expected.take();
        let expected = self.new_figure().map(str::to_owned).or(expected);
        self.corrected = None;
        let Some(expected) = expected.filter(|_| !choices.is_empty()) else { return };
        let weak = self.likely_cause.take_if(|cause| cause == ONE_DIGIT);
        let slip = weak.map_or_else(String::new, |slip| format!("（{slip}）"));
        let count = match choices.len() {
            1 => "两个",
            2 => "三个",
            _ => "几个",
        };
        const SHOWN: usize = 4;
        let more = choices.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!("；另有 {more} 个数也可能写错") } else { String::new() };
        let others = choices[..choices.len().min(SHOWN)].join("；或") + &more;
        self.because +=
            &format!("；这{count}数不能同时成立，只改其中一处就相符：这里应为 {expected}{slip}；或{others}");
    }
}

/// 根源: alternative corrections each of which resolves the same findings.
pub(super) struct Root {
    pub corrections: Vec<Correction>,
    /// Indices of the resolved findings in the list before the correction.
    pub gone: Vec<usize>,
}

impl Assessed<'_> {
    /// Takes back the corrections of these findings, by the choices that each of them leaves.
    pub fn leave_open(&mut self, open: BTreeMap<usize, Vec<String>>) {
        let lines = self.audit.claims.len();
        for (number, choices) in open {
            let judged = match number.checked_sub(lines) {
                Some(table) => &mut self.audit.tables[table],
                None => &mut self.audit.claims[number],
            };
            judged.leave_open(&choices);
        }
    }

    /// What a figure would have to be; `own` is the figure that the finding is about.
    pub fn choice(&self, proposal: &Proposal<'_>, own: Option<At>) -> String {
        let said = proposal.said;
        let figure = said.at.and_then(|(claim, number)| self.print.claims.get(claim)?.figures.get(number));
        let beside = figure.filter(|_| said.at.zip(own).is_some_and(|(one, other)| one.0 == other.0));
        let name = match beside.map(|figure| &figure.role) {
            // The sentence is known, so the subject need not be repeated.
            Some(Role::Current) => "本年数".to_owned(),
            Some(role) => suffix(role).trim_start_matches('的').to_owned(),
            None => format!("{}（{}）", said.name, said.place),
        };
        let step = i128::from(said.amount.resolution());
        let print = |fen: i128| {
            let amount = i64::try_from(fen).map_or(said.amount, |fen| Amount::new(fen, said.amount.resolution()));
            let number = figure.and_then(|figure| figure.number.as_ref());
            number.map_or_else(|| amount.print_with_unit(), |number| amount_like(amount, number))
        };
        let right = print(proposal.right);
        let slip = match proposal.slip {
            Some(slip) => Some(slip.words().to_owned()),
            None if proposal.is_of_sum() => {
                let right = i64::try_from(proposal.right).ok();
                right.and_then(|right| cause::of_amount(said.amount, Amount::new(right, said.amount.resolution())))
            }
            None => None,
        };
        // The lowest and the highest amount at the printed resolution.
        let (low, high) = proposal.bounds;
        let lowest = (low + step).div_euclid(step * 2).max(0) * step;
        let highest = (high + step).div_euclid(step * 2) * step;
        match (slip, lowest < highest && !proposal.is_of_sum()) {
            (None, false) => format!("{name}应为 {right}"),
            (Some(slip), false) => format!("{name}应为 {right}（{slip}）"),
            (None, true) => format!("{name}应在 {} 与 {} 之间", print(lowest), print(highest)),
            (Some(slip), true) => {
                format!("{name}应在 {} 与 {} 之间（如 {right}，{slip}）", print(lowest), print(highest))
            }
        }
    }

    /// The merged finding of a root, and its position if it is a figure of the text.
    pub fn told(&self, root: &Root) -> Option<(Option<At>, Judgement)> {
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
                let right = Some(one.right.print_with_unit()).filter(|_| sure);
                told.verdict = if told.verdict.is_wrong() { told.verdict } else { Verdict::Figure };
                told.likely_cause = cause::of_amount(one.said.amount, one.right).filter(|_| sure).or(told.likely_cause);
                told.corrected = self.corrected(one).filter(|_| sure);
                told.expected = right;
                told.gap = one.right.fen().saturating_sub(one.said.amount.fen()).saturating_abs();
            }
            None => {
                let choices: Vec<String> = root.corrections.iter().map(choice).collect();
                told.likely_cause = Some(format!("{ONE_OF_THEM}{}", choices.join("；或")));
                (told.expected, told.corrected) = (None, None);
            }
        }
        let others = gone.iter().enumerate().filter(|(at, _)| Some(*at) != head);
        told.effects = others.map(|(_, (_, judged))| effect(judged)).collect();
        Some((at, told))
    }

    /// The merged finding of a misprint, at its first cell; of several alternatives one is the cause.
    pub fn told_of_block(&self, misprints: &[Misprint], gone: &[usize]) -> Option<Judgement> {
        let before = self.findings();
        let gone: Vec<&Judgement> = gone.iter().map(|at| before[*at].1).collect();
        let misprint = misprints.first()?;
        let first = misprint.changes.first().and_then(|(number, _)| self.print.items.get(*number));
        let gravest = gone.iter().max_by_key(|judged| (judged.verdict, judged.gap));
        let place = first.map(|item| item.place.clone()).unwrap_or_default();
        let printed = first.map(|item| item.text.clone()).unwrap_or_default();
        let cause = match misprints {
            [only] => only.cause.clone(),
            _ => {
                let choices: Vec<String> =
                    misprints.iter().map(|misprint| format!("{}：{}", misprint.of, misprint.cause)).collect();
                format!("{ONE_OF_THEM}{}", choices.join("；或"))
            }
        };
        Some(Judgement {
            code: gravest.map_or("", |judged| judged.code),
            verdict: Verdict::Figure,
            because: "照可能的原因改正后，下列各处就都相符".to_owned(),
            likely_cause: Some(cause),
            gap: gravest.map_or(0, |judged| judged.gap),
            effects: gone.iter().map(|judged| effect(judged)).collect(),
            ..Judgement::about(place, misprint.of.as_str().into(), 0..0, printed)
        })
    }

    /// A new finding at a figure that has no finding of its own.
    fn at_figure(&self, correction: &Correction, code: &'static str) -> (Option<At>, Judgement) {
        let printed = correction.said.amount.print_with_unit().into();
        let mut told = Judgement {
            code,
            verdict: Verdict::Figure,
            because: format!("改为 {} 后，下列各处就都相符", correction.right.print_with_unit()),
            ..Judgement::about(correction.said.place.clone(), correction.said.name.clone(), 0..0, printed)
        };
        match &correction.figure {
            Figure::Cell(place) => {
                let own = |item: &&LineItem| item.place == *place && item.amount == Some(correction.said.amount);
                if let Some(item) = self.print.items.iter().find(own) {
                    told.printed = item.text.clone();
                    told.operands = Operand::cell(item, Share::Whole).into_iter().collect();
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

/// The figure of the text that a key is of.
pub(super) fn line(key: &Key<'_>) -> Option<At> {
    match key {
        Key::Line(at) => Some(*at),
        Key::Other(..) => None,
    }
}

fn choice(correction: &Correction) -> String {
    let Correction { said, right, .. } = correction;
    format!("{}应为 {}（{}）", said.name, right.print_with_unit(), said.place)
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
