//! 表述: what a claim is about, and what its figures are this year.

use super::key::{Column, Key};
use super::rolled_claims::{RolledClaim, RolledFigure, Unrolled};
use super::sums::Sum;
use crate::model::{
    Amount, BudgetTable, Cell, Cells, Claim, Code, Direction, Figure, FiscalYear, Fund, Growth, Owner, Phase, Ratio,
    Role, Unbound, identity, plain_name,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Cells, identified within their table and across tables.
type Keys = BTreeSet<(Key, Key)>;

/// What in last year's tables bears out a claim.
pub(super) struct Known {
    /// Cells that print its figure.
    pub(super) keys: Keys,
    /// The rows that it is the sum of, if no cell prints it.
    pub(super) sum: Option<Sum>,
    /// What the cells print instead, if its figure is another one.
    pub(super) differs: Option<Amount>,
}

/// Old and new amount of a claim.
pub(super) struct Quantity {
    pub(super) claim: usize,
    pub(super) old: Amount,
    pub(super) new: Amount,
    /// The tables and columns that print it.
    pub(super) columns: BTreeSet<Column>,
}

pub(super) struct Statement<'c> {
    pub(super) claim: &'c Claim,
    /// The same claim, bound to the new year's cells.
    pub(super) again: &'c Claim,
    pub(super) owner: Owner,
    pub(super) old: &'c Cells<'c>,
    pub(super) new: &'c Cells<'c>,
    pub(super) to: FiscalYear,
}

impl Statement<'_> {
    pub(super) fn rolled(
        &self,
        number: usize,
        known: Result<Known, Unrolled>,
        quantities: &mut Vec<Quantity>,
    ) -> RolledClaim {
        let claim = self.claim;
        let phase = claim.phase.unwrap_or(self.owner.phase);
        let current = known.as_ref().map_err(Clone::clone).and_then(|known| {
            let year = self.moved(claim.year.unwrap_or(self.owner.year)).ok_or(Unrolled::OtherYear)?;
            self.amount(year, phase, known)
        });
        let mut compared = None;
        let mut figures = Vec::with_capacity(claim.figures.len());
        for figure in &claim.figures {
            let prior = || -> Result<Amount, Unrolled> {
                let base = figure.base.ok_or(Unrolled::Vague)?;
                if base.comparable {
                    return Err(Unrolled::Comparable);
                }
                let year = base.fiscal_year(self.owner.year).and_then(|year| self.moved(year));
                let year = year.ok_or(Unrolled::OtherYear)?;
                self.amount(year, base.phase.unwrap_or(self.owner.phase), known.as_ref().map_err(Clone::clone)?)
            };
            let both = |compared: &mut Option<Amount>| -> Result<(Amount, Amount), Unrolled> {
                let (current, prior) = (current.clone()?, prior()?);
                *compared = Some(prior);
                Ok((current, prior))
            };
            figures.push(match &figure.role {
                Role::Current => current.clone().map(RolledFigure::Amount),
                Role::Prior => prior().map(|amount| {
                    compared = Some(amount);
                    RolledFigure::Amount(amount)
                }),
                Role::Change(_) => both(&mut compared).and_then(|(current, prior)| {
                    current.checked_sub(prior).map(RolledFigure::Change).ok_or(Unrolled::Vague)
                }),
                Role::Rate(_) => both(&mut compared).and_then(|(current, prior)| {
                    match Growth::between(prior.fen(), current.fen()).ok_or(Unrolled::Vague)? {
                        growth @ (Growth::New | Growth::NegativeBase) => Err(Unrolled::NoRate(growth)),
                        growth => Ok(RolledFigure::Rate(growth)),
                    }
                }),
                Role::Completion | Role::Multiple => both(&mut compared).and_then(|(current, prior)| {
                    Ratio::new(current.fen(), prior.fen()).map(RolledFigure::Ratio).ok_or(Unrolled::Whole)
                }),
                // Determined in `shares`, once the amounts of all claims are known.
                Role::Share(_) => Err(Unrolled::Whole),
                Role::AboutFlat
                | Role::Incomparable
                | Role::Adjustment(_)
                | Role::MeanRate(_)
                | Role::PriorShare(_)
                | Role::Times(_)
                | Role::Points(_) => Err(Unrolled::Vague),
            });
        }
        // What the claim is about is known, but not whether its author meant that: the new figures are only proposed.
        if let Some(printed) = known.as_ref().ok().and_then(|known| known.differs) {
            let proposed = |value: Result<RolledFigure, Unrolled>| match value {
                Ok(value) => Err(Unrolled::Differs(printed, Some(value))),
                open => open,
            };
            let figures = figures.into_iter().map(proposed).collect();
            return RolledClaim::open(number, figures);
        }
        if !goes_together(claim) {
            let is_moved = |role: &Role| matches!(role, Role::Change(_) | Role::Rate(_));
            for (figure, value) in claim.figures.iter().zip(&mut figures).filter(|(figure, _)| is_moved(&figure.role)) {
                if let (Ok(now), Some(_)) = (&value, &figure.number) {
                    *value = Err(Unrolled::Apart(*now));
                }
            }
        }
        if let (Some(old), Ok(new)) = (claim.current().and_then(Figure::amount), &current) {
            let columns = known.iter().flat_map(|known| &known.keys).filter_map(|(key, _)| key.table.clone()).collect();
            quantities.push(Quantity { claim: number, old, new: *new, columns });
        }
        let code = known.iter().flat_map(|known| &known.keys).find_map(|(key, _)| key.row.clone().ok());
        let renamed = code.as_ref().and_then(|code| self.renamed(code));
        let (current, prior) = (current.ok(), compared);
        RolledClaim { claim: number, current, prior, figures, code, renamed, exact: self.is_exact() }
    }

    /// Moves a year on: the disclosure's year to the new one, the year before likewise.
    fn moved(&self, year: FiscalYear) -> Option<FiscalYear> {
        if year == self.owner.year {
            return Some(self.to);
        }
        (Some(year) == self.owner.year.previous()).then(|| self.to.previous()).flatten()
    }

    /// What in last year's tables bears out the claim's figure: cells that print it, or a sum of cells.
    pub(super) fn known(&self) -> Result<Known, Unrolled> {
        let (keys, differs) = match self.keys() {
            Ok((keys, differs)) => (Ok(keys), differs),
            Err(why) => (Err(why), None),
        };
        let sum = || {
            let sum = Sum::of(self.claim.binding.topic.as_ref()?.0.part?)?;
            let printed = self.claim.current().and_then(Figure::amount)?;
            let own_year = self.claim.year.is_none_or(|year| year == self.owner.year);
            let is_total = self.claim.subject.path.is_empty() && self.claim.subject.code.is_none();
            let of = (self.owner.year, self.owner.phase);
            let parts = sum.parts(self.old, &self.owner, of);
            let listed = matches!(sum, Sum::Procured(_)) && !sum.table(self.old, &self.owner, of).is_empty();
            (own_year && is_total && (listed || !parts.is_empty()) && printed.sum_agrees(parts)).then_some(sum)
        };
        match keys {
            Ok(keys) if keys.is_empty() => Ok(Known { keys, sum: sum(), differs }),
            Ok(keys) => Ok(Known { keys, sum: None, differs }),
            Err(Unrolled::Unbound(why)) => match sum() {
                Some(sum) => Ok(Known { keys: BTreeSet::new(), sum: Some(sum), differs }),
                None => Err(Unrolled::Unbound(why)),
            },
            Err(other) => Err(other),
        }
    }

    /// Cells of last year's tables that print the claim's figure, or, with what they print instead, those it is about.
    fn keys(&self) -> Result<(Keys, Option<Amount>), Unrolled> {
        let (claim, owner) = (self.claim, &self.owner);
        let of = (claim.year.unwrap_or(owner.year), claim.phase.unwrap_or(owner.phase));
        let unbound = || Unrolled::Unbound(claim.binding.why.clone().unwrap_or(Unbound::NoTable));
        // A claim about another year is identified by its words alone, in the cells of the disclosure's year.
        let of = if of.0 == owner.year { of } else { (owner.year, owner.phase) };
        let bound = claim.binding.of(of.0, of.1).ok_or_else(unbound)?;
        let cells: Vec<Cell<'_>> = bound.cells.iter().flat_map(|place| self.old.at(place, of)).collect();
        let own_year = claim.year.is_none_or(|year| year == owner.year);
        let printed = claim.current().and_then(Figure::amount).filter(|_| own_year);
        let mut agreeing: Vec<&Cell<'_>> = match printed {
            Some(amount) => cells.iter().filter(|cell| cell.amount().agrees(amount)).collect(),
            None => cells.iter().collect(),
        };
        // If several quantities have the same amount, prefer the one named in the text.
        let named = |cell: &&Cell<'_>| {
            let topic = claim.binding.topic.as_ref().map(|(topic, _)| (topic.fund, topic.part));
            topic == Some((cell.topic.fund, cell.topic.part))
        };
        if agreeing.iter().any(named) {
            agreeing.retain(named);
        }
        if !(bound.sure || bound.in_no_table && claim.binding.why == Some(Unbound::NoCell)) {
            return Err(unbound());
        }
        let is_nothing = claim.current().map_or(claim.figures.iter().all(Figure::is_nothing), Figure::is_nothing);
        let mut differs = None;
        match (agreeing.first(), cells.first(), printed) {
            (Some(first), ..) => {
                // A claim without an amount of its own needs cells that agree.
                if printed.is_none() && agreeing.iter().any(|cell| !cell.amount().agrees(first.amount())) {
                    return Err(Unrolled::Several);
                }
            }
            (None, Some(other), _) if cells.iter().all(|cell| cell.amount().agrees(other.amount())) => {
                differs = Some(other.amount());
                agreeing = cells.iter().collect();
            }
            (None, Some(other), _) => return Err(Unrolled::Differs(other.amount(), None)),
            // A form may omit rows that are zero.
            (None, None, _) if bound.in_no_table && is_nothing => {}
            (None, None, _) => return Err(unbound()),
        }
        Ok((agreeing.into_iter().map(|cell| (Key::printed(cell), Key::quantity(cell))).collect(), differs))
    }

    /// Whether last year's tables print exactly the claim's amount.
    fn is_exact(&self) -> bool {
        let (year, phase) = (self.owner.year, self.owner.phase);
        let Some(amount) = self.claim.current().and_then(Figure::amount) else { return false };
        let Some(bound) = self.claim.binding.of(year, phase) else { return false };
        let mut cells = bound.cells.iter().flat_map(|place| self.old.at(place, (year, phase)));
        cells.any(|cell| cell.amount().fen() == amount.fen() && cell.amount().resolution() < amount.resolution())
    }

    /// Amount of the claim in the tables of a year and phase.
    fn amount(&self, year: FiscalYear, phase: Phase, known: &Known) -> Result<Amount, Unrolled> {
        let missing = || Unrolled::Missing(year, phase);
        if let Some(sum) = known.sum {
            let parts = sum.parts(self.new, &self.owner, (year, phase));
            // A kind of goods that the table does not list is not bought.
            if let (Sum::Procured(_), [], Some(cell)) =
                (sum, parts.as_slice(), sum.table(self.new, &self.owner, (year, phase)).first())
            {
                return Ok(Amount::new(0, cell.amount().resolution()));
            }
            let fen = parts.iter().try_fold(0i64, |fen, part| fen.checked_add(part.fen())).ok_or(Unrolled::Vague)?;
            let resolution = parts.iter().map(|part| part.resolution()).max().ok_or_else(missing)?;
            return Ok(Amount::new(fen, resolution));
        }
        let known = &known.keys;
        let list = self.new.of_year(&self.owner, year);
        let of_phase = || list.iter().filter(|cell| cell.item.phase == phase);
        let bound = self.again.binding.of(year, phase);
        // Words that match nothing this year still mean the cells that they meant last year, except those of projects,
        // which are other projects every year.
        let is_again = |cell: &&Cell<'_>| {
            cell.item.project.is_none() && known.iter().any(|(printed, _)| *printed == Key::printed(cell))
        };
        let found: Vec<Cell<'_>> = match bound {
            Some(bound) => bound.cells.iter().flat_map(|place| self.new.at(place, (year, phase))).collect(),
            None => of_phase().filter(is_again).copied().collect(),
        };
        let of = |matches: &dyn Fn(&Cell<'_>) -> bool| -> Vec<Amount> {
            found.iter().filter(|cell| matches(cell)).map(Cell::amount).collect()
        };
        let mut amounts = of(&|cell| known.iter().any(|(printed, _)| *printed == Key::printed(cell)));
        if amounts.is_empty() {
            amounts = of(&|cell| known.iter().any(|(_, quantity)| *quantity == Key::quantity(cell)));
        }
        if amounts.is_empty() && known.is_empty() && bound.is_some_and(|bound| bound.sure) {
            amounts = of(&|_| true);
        }
        if amounts.is_empty() && self.is_of_one_fund(known, list, phase) {
            amounts = of_phase().filter(is_again).map(Cell::amount).collect();
        }
        if amounts.is_empty() {
            // An item missing from a table is zero; a missing table says nothing, nor does a total that is called otherwise.
            let has = |table: BudgetTable| of_phase().any(|cell| cell.item.table == table);
            let listed = known.iter().any(|(key, _)| key.table.as_ref().is_some_and(|(table, _)| has(*table)));
            let unnamed = bound.is_some_and(|bound| bound.in_no_table && bound.cells.is_empty());
            let is_total = known.iter().any(|(key, _)| key.is_total());
            let dropped = !known.is_empty() && known.iter().all(|(key, _)| key.is_dropped(list, phase));
            let old = self.old.of_year(&self.owner, self.owner.year);
            let used_up = || known.iter().any(|(key, _)| key.is_used_up((old, list), phase));
            let renamed = known.iter().any(|(key, _)| key.may_be_renamed((old, list), phase));
            let unnamed = unnamed && !renamed;
            let absent = dropped || used_up() || unnamed && !is_total && (listed || known.is_empty());
            let beside = self.beside(known, (year, phase));
            if !beside.is_empty() {
                return agreed(&beside);
            }
            let resolution = of_phase().next().map_or(1, |cell| cell.amount().resolution());
            return if absent { Ok(Amount::new(0, resolution)) } else { Err(missing()) };
        }
        agreed(&amounts)
    }

    /// Whether the fund that the claim names, such as 财政拨款, is all of the one fund that last year's cells print: the year's
    /// tables of all sources have no other, and nothing carried over.
    fn is_of_one_fund(&self, known: &Keys, list: &[Cell<'_>], phase: Phase) -> bool {
        let named = self.claim.binding.topic.as_ref().and_then(|(topic, _)| topic.fund);
        let parts = named.map_or(&[][..], identity::parts_of);
        let funds: BTreeSet<Option<Fund>> =
            known.iter().map(|(_, quantity)| quantity.topic.and_then(|topic| topic.fund)).collect();
        let Some(Some(own)) = funds.first().filter(|_| funds.len() == 1) else { return false };
        let of_phase = || list.iter().filter(|cell| cell.item.phase == phase);
        let sources = [BudgetTable::Totals, BudgetTable::Revenue, BudgetTable::FiscalTotals];
        let is_other = |cell: &Cell<'_>| {
            let others = parts.iter().filter(|part| *part != own).chain(&[Fund::Carryover]);
            cell.amount().fen() != 0
                && others.into_iter().any(|other| identity::is_within(cell.topic.fund, Some(*other)))
        };
        parts.contains(own) && of_phase().any(|cell| sources.contains(&cell.item.table)) && !of_phase().any(is_other)
    }

    /// 上年数 of a year and phase that this year's tables print beside the figure: 2023年执行数 in a budget of 2024.
    fn beside(&self, known: &Keys, of: (FiscalYear, Phase)) -> Vec<Amount> {
        let own = self.new.of_year(&self.owner, self.to).iter().filter(|cell| cell.item.phase == self.owner.phase);
        let own = own.filter(|cell| known.iter().any(|(printed, _)| *printed == Key::printed(cell)));
        let before = own.filter_map(|cell| self.new.before(cell.item));
        before.filter(|item| (item.year, item.phase) == of).filter_map(|item| item.amount).collect()
    }

    /// The item's name in the new year's tables, if it has changed.
    fn renamed(&self, code: &Code) -> Option<Arc<str>> {
        let name = |cells: &Cells<'_>, year: FiscalYear| {
            let list = cells.of_year(&self.owner, year);
            list.iter().find(|cell| cell.item.code.as_ref() == Some(code)).map(|cell| cell.item.name.clone())
        };
        let (old, new) = (name(self.old, self.owner.year)?, name(self.new, self.to)?);
        (plain_name(&old) != plain_name(&new)).then_some(new)
    }
}

/// The amount that all of these print, with its finest digits.
fn agreed(amounts: &[Amount]) -> Result<Amount, Unrolled> {
    let finest = amounts.iter().copied().min_by_key(|amount| amount.resolution()).ok_or(Unrolled::Several)?;
    if amounts.iter().any(|amount| !amount.agrees(finest)) {
        return Err(Unrolled::Several);
    }
    Ok(finest)
}

/// Whether a claim's change and rate can be those of its amount, as far as their digits tell; a rate may be cut off.
fn goes_together(claim: &Claim) -> bool {
    let amount = |is: &dyn Fn(&Role) -> bool| {
        let figure = claim.figures.iter().find(|figure| is(&figure.role) && figure.number.is_some())?;
        let amount = figure.amount()?;
        let (fen, half) = (i128::from(amount.fen()) * 2, i128::from(amount.resolution()));
        Some((figure, fen - half, fen + half))
    };
    let change = amount(&|role| matches!(role, Role::Change(Some(Direction::Up | Direction::Down))));
    let rate =
        claim.figures.iter().find(|figure| matches!(figure.role, Role::Rate(Some(_))) && figure.number.is_some());
    let (Some((_, least, most)), Some((change, from, to)), Some(rate)) =
        (amount(&|role| *role == Role::Current), change, rate)
    else {
        return true;
    };
    let Some(printed) = rate.number.as_ref().filter(|_| rate.base == change.base) else { return true };
    let up = matches!(change.role, Role::Change(Some(Direction::Up)));
    let base = |amount: i128, change: i128| if up { amount - change } else { amount + change };
    // The rate lies between the quotients of the ends.
    let (low, high) = ((from, base(most, from)), (to, base(least, to)));
    let digits = i128::from(printed.mantissa().abs());
    let scale = 200 * 10i128.pow(printed.decimals().min(12));
    let (least, most) = (2 * digits - 1, 2 * digits + 2);
    from <= 0 || low.1 <= 0 || high.1 <= 0 || low.0 * scale <= most * low.1 && least * high.1 <= high.0 * scale
}
