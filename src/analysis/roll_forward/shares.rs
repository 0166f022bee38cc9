//! 占比: the new values of shares.

use super::key::{Column, Key};
use super::rolled_claims::{RolledClaim, RolledFigure, Unrolled};
use super::statement::Quantity;
use crate::model::{Amount, Cell, Cells, Claim, Figure, FiscalYear, Level, PrintedNumber, Ratio, Role, gist};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// 占比: finds the whole of last year's shares and computes the new ones. The whole is the one named in the text, else
/// any total that yields the printed share; if candidates lead to different new shares, the figure stays open.
pub(super) fn shares(
    claims: &[Claim],
    cells: (&Cells<'_>, &Cells<'_>),
    to: FiscalYear,
    quantities: &[Quantity],
    rolled: &mut [RolledClaim],
) {
    for rolled in rolled {
        let claim = &claims[rolled.claim];
        let Some(part) = quantities.iter().find(|q| q.claim == rolled.claim) else { continue };
        for (number, figure) in claim.figures.iter().enumerate() {
            let (Role::Share(of), Some(printed)) = (&figure.role, &figure.number) else { continue };
            let name = of.as_ref().or(claim.subject.whole.as_ref()).map(|of| gist(of, 0)).filter(|of| !of.is_empty());
            let share = Share { claims, cells, to, quantities, part, name, printed };
            rolled.figures[number] = share.rolled();
        }
    }
}

/// A share that is printed in last year's text.
struct Share<'a> {
    claims: &'a [Claim],
    cells: (&'a Cells<'a>, &'a Cells<'a>),
    to: FiscalYear,
    quantities: &'a [Quantity],
    /// The amount that it is the share of.
    part: &'a Quantity,
    /// The name of the whole, if the text gives it.
    name: Option<String>,
    printed: &'a PrintedNumber,
}

impl Share<'_> {
    fn rolled(&self) -> Result<RolledFigure, Unrolled> {
        match self.ratio(&self.wholes()) {
            Err(Unrolled::Whole) => {}
            found => return found.map(RolledFigure::Ratio),
        }
        // Adjusted by one last digit, so that all shares add up to 100%.
        if let Ok(ratio) = self.ratio(&self.likely(1)) {
            return Err(Unrolled::Adjusted(ratio));
        }
        let whole = [self.named(u128::MAX), self.own_totals(u128::MAX)].into_iter().find(|found| !found.is_empty());
        self.ratio(&whole.unwrap_or_default()).map_or(Err(Unrolled::Whole), |ratio| Err(Unrolled::OtherShare(ratio)))
    }

    fn digits(&self, part: Amount, whole: Amount) -> Option<Decimal> {
        Some(Ratio::share(part.fen(), whole.fen())?.percent(self.printed.decimals()))
    }

    /// Whether last year's share of a whole is the printed one, give or take `off` last digits.
    fn fits(&self, whole: Amount, off: u128) -> bool {
        self.digits(self.part.old, whole).is_some_and(|digits| {
            let printed = i128::from(self.printed.mantissa());
            digits.scale() == self.printed.decimals() && digits.mantissa().abs_diff(printed) <= off
        })
    }

    /// The new share, if every one of the new wholes leads to the same digits.
    fn ratio(&self, wholes: &[Amount]) -> Result<Ratio, Unrolled> {
        let new = self.part.new;
        let found: Vec<Decimal> = wholes.iter().filter_map(|whole| self.digits(new, *whole)).collect();
        match (found.first(), wholes.first()) {
            (Some(first), Some(whole)) if found.iter().all(|digits| digits == first) => {
                Ratio::share(new.fen(), whole.fen()).ok_or(Unrolled::Whole)
            }
            (Some(_), _) => Err(Unrolled::Several),
            _ => Err(Unrolled::Whole),
        }
    }

    /// This year's amounts of what may be the whole, those that are most likely only. An amount that is a share itself is
    /// another part.
    fn wholes(&self) -> Vec<Amount> {
        let mut wholes = self.likely(0);
        if wholes.is_empty() {
            wholes = self.heads(0).map(|q| q.new).collect();
            wholes.extend(self.totals(&|_| true, 0));
        }
        wholes
    }

    /// The whole named in the text, else the total of the part's own column, else the last amount before it that is not
    /// itself a share.
    fn likely(&self, off: u128) -> Vec<Amount> {
        let head = || {
            let heads = self.heads(off).filter(|q| q.claim < self.part.claim);
            heads.max_by_key(|q| q.claim).map(|q| q.new).into_iter().collect()
        };
        let found = [self.named(off), self.own_totals(off)].into_iter().find(|found| !found.is_empty());
        found.unwrap_or_else(head)
    }

    /// The amounts of the section that may be the whole, and whether the text names them.
    fn amounts(&self, off: u128) -> impl Iterator<Item = (&Quantity, bool)> {
        let section = &self.claims[self.part.claim].section;
        let others = self.quantities.iter().filter(|q| q.claim != self.part.claim);
        let here = others.filter(move |q| self.claims[q.claim].section == *section && self.fits(q.old, off));
        here.map(|q| {
            let words = gist(&self.claims[q.claim].subject.text, 0);
            (q, self.name.as_ref().is_some_and(|name| words == *name || words.ends_with(name.as_str())))
        })
    }

    fn named(&self, off: u128) -> Vec<Amount> {
        self.amounts(off).filter(|(_, named)| *named).map(|(q, _)| q.new).collect()
    }

    fn heads(&self, off: u128) -> impl Iterator<Item = &Quantity> {
        let is_share = |figure: &Figure| matches!(figure.role, Role::Share(_));
        let unnamed = self.amounts(off).filter(|(_, named)| !named).map(|(q, _)| q);
        unnamed.filter(move |q| !self.claims[q.claim].figures.iter().any(is_share))
    }

    fn own_totals(&self, off: u128) -> Vec<Amount> {
        self.totals(&|key| key.is_none_or(|key| self.part.columns.contains(key)), off)
    }

    /// The new year's totals in the columns accepted by `of`, where last year's total fits.
    fn totals(&self, of: &dyn Fn(Option<&Column>) -> bool, off: u128) -> Vec<Amount> {
        let (old, new) = self.cells;
        let Some(owner) = old.owner_of(&self.claims[self.part.claim]) else { return Vec::new() };
        let is_total = |cell: &&Cell<'_>| {
            cell.item.phase == owner.phase && cell.item.level == Level::Total && cell.item.code.is_none()
        };
        let old = old.of_year(&owner, owner.year).iter().filter(is_total);
        let old = old.filter(|cell| self.fits(cell.amount(), off));
        let keys: BTreeSet<Key> = old.map(Key::printed).filter(|key| of(key.table.as_ref())).collect();
        let new = new.of_year(&owner, self.to).iter().filter(is_total);
        new.filter(|cell| keys.contains(&Key::printed(cell))).map(Cell::amount).collect()
    }
}
