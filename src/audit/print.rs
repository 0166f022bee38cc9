//! 印的数: what is printed, with some figures corrected or a misprint undone.

use super::interval::{amount_like, ends};
use super::ledger::At;
use super::proposal::Proposal;
use super::{Judgement, Operand};
use crate::model::{Amount, Claim, LineItem, Place, PrintedNumber, divide_half_away};
use std::borrow::Cow;

/// A figure in a table or in the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Figure {
    Cell(Place),
    Stated(At),
}

/// 更正: a figure and the amount that it should have.
#[derive(Debug, Clone)]
pub(super) struct Correction {
    pub figure: Figure,
    pub said: Operand,
    pub right: Amount,
}

/// Identifies a finding before and after a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'a> {
    Line(At),
    Other(&'static str, &'a Place, usize, &'a str),
}

impl<'a> Key<'a> {
    /// The key of a finding that is not about a figure of the text.
    pub(super) fn of(judged: &'a Judgement) -> Self {
        Self::Other(judged.code, &judged.place, judged.mark.start, &judged.text)
    }
}

pub(super) fn figure(operand: &Operand) -> Figure {
    operand.at.map_or_else(|| Figure::Cell(operand.place.clone()), Figure::Stated)
}

/// The printed content, with some figures corrected.
#[derive(Clone)]
pub(super) struct Print<'a> {
    pub items: Cow<'a, [LineItem]>,
    pub claims: Cow<'a, [Claim]>,
}

impl Print<'_> {
    /// A copy with other items printed, and some more.
    pub(super) fn with_items(&self, changed: &[(usize, LineItem)], added: &[LineItem]) -> Self {
        let mut print = self.clone();
        let items = print.items.to_mut();
        for (number, item) in changed {
            items[*number] = item.clone();
        }
        items.extend_from_slice(added);
        print
    }

    /// A copy with another claim printed.
    pub(super) fn with_claim(&self, number: usize, claim: Claim) -> Self {
        let mut print = self.clone();
        print.claims.to_mut()[number] = claim;
        print
    }
}

/// What a correction changes.
pub(super) enum Change {
    /// Items, by index.
    Items(Vec<(usize, LineItem)>),
    /// A claim, by index.
    Claim(usize, Box<Claim>),
}

impl Correction {
    /// What it changes in the print; `None` if the amount cannot be printed in its form.
    pub(super) fn change(&self, print: &Print<'_>) -> Option<Change> {
        match &self.figure {
            Figure::Cell(place) => {
                let own = |item: &LineItem| item.place == *place && item.amount == Some(self.said.amount);
                let items = print.items.iter().enumerate().filter(|(_, item)| own(item));
                let right = |item: &LineItem| LineItem { amount: Some(self.right), ..item.clone() };
                Some(Change::Items(items.map(|(number, item)| (number, right(item))).collect()))
            }
            Figure::Stated((number, figure)) => {
                let mut claim = print.claims.get(*number)?.clone();
                let figure = claim.figures.get_mut(*figure)?;
                let right = self.printed_like(figure.number.as_ref()?);
                figure.number = Some(PrintedNumber::parse(&right).ok()??);
                Some(Change::Claim(*number, Box::new(claim)))
            }
        }
    }

    /// The correction that a proposal asks for, moved as little as possible so that it satisfies the others too.
    pub(super) fn of(proposal: &Proposal<'_>, others: &[Proposal<'_>]) -> Option<Self> {
        let said = proposal.said;
        let figure = figure(said);
        let step = said.amount.resolution();
        let mut right = Amount::new(i64::try_from(proposal.right).ok()?, step);
        for other in others.iter().filter(|other| other.meets(proposal)) {
            if other.allows(right) {
                continue;
            }
            // The nearest amount at the printed resolution that the other allows.
            let bound = if ends(right).1 < other.bounds.0 { other.bounds.0 } else { other.bounds.1 };
            let nearest = divide_half_away(bound.into(), (i128::from(step) * 2).into());
            let nearest = i64::try_from(nearest).ok()?.checked_mul(step)?;
            right = Some(Amount::new(nearest, step)).filter(|amount| proposal.allows(*amount))?;
        }
        // An amount in a sentence does not change its sign, but the right one may be zero.
        let signs = [0, said.amount.fen().signum()];
        let signed = matches!(figure, Figure::Cell(_)) || signs.contains(&right.fen().signum());
        signed.then(|| Self { figure, said: said.clone(), right })
    }

    /// The right amount in the format of the wrong one; a change is printed without its sign.
    pub(super) fn printed_like(&self, number: &PrintedNumber) -> String {
        amount_like(Amount::new(self.right.fen().abs(), self.right.resolution()), number)
    }

    pub(super) fn is_alike(&self, other: &Self) -> bool {
        self.figure == other.figure && self.right == other.right
    }
}
