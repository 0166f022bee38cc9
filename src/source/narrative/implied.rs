//! 推算: last year's amounts, from this year's and the printed change.

use super::bind::{Target, bind};
use crate::model::{
    Amount, AmountUnit, BaseYear, BudgetTable, Claim, Direction, Figure, FiscalYear, Level, LineItem, Measure, Origin,
    Phase, PrintedNumber, Role, Scope, Warning, WarningKind,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 一份公开: whose disclosure the claims belong to, and what its tables print.
#[derive(Debug, Clone)]
pub struct Disclosure<'a> {
    /// 单位名称
    pub unit: Arc<str>,
    /// 部门, 单位 or 政府
    pub scope: Scope,
    /// 年度
    pub year: FiscalYear,
    /// 预算 or 决算
    pub phase: Phase,
    /// The cells of its own tables, and those of last year's: every claim asks for them.
    own: BTreeMap<BudgetTable, Vec<&'a LineItem>>,
    prior: BTreeMap<BudgetTable, Vec<&'a LineItem>>,
}

/// What the claims of a disclosure add to its tables.
#[derive(Debug, Clone, Default)]
pub struct Recovered {
    /// Last year's items (implied or restated), and this year's that only the text states.
    pub items: Vec<LineItem>,
    /// Claims that could not be tied to a table.
    pub warnings: Vec<Warning>,
}

impl<'a> Disclosure<'a> {
    /// With the line items of this unit; those of other years and phases are passed over.
    pub fn new(
        (unit, scope): (Arc<str>, Scope),
        (year, phase): (FiscalYear, Phase),
        items: impl IntoIterator<Item = &'a LineItem>,
    ) -> Self {
        let mut disclosure = Self { unit, scope, year, phase, own: BTreeMap::new(), prior: BTreeMap::new() };
        let before = year.previous();
        for item in items.into_iter().filter(|item| item.unit == disclosure.unit && item.amount.is_some()) {
            if (item.year, item.phase) == (year, phase) {
                disclosure.own.entry(item.table).or_default().push(item);
            } else if Some(item.year) == before && item.origin == Origin::Published {
                disclosure.prior.entry(item.table).or_default().push(item);
            }
        }
        disclosure
    }

    /// The published cells of a table of this disclosure.
    pub(super) fn cells(&self, table: BudgetTable) -> impl Iterator<Item = &'a LineItem> {
        self.own.get(&table).into_iter().flatten().copied()
    }

    /// The cells of the same table in last year's own disclosure, where it is given.
    pub(super) fn prior_cells(&self, table: BudgetTable) -> impl Iterator<Item = &'a LineItem> {
        self.prior.get(&table).into_iter().flatten().copied()
    }
}

/// Recovers last year's amounts from the claims: current − change, at the sum of both resolutions, so that half
/// of it is the honest half-width of the interval. A printed prior is `restated` instead.
pub fn implied(disclosure: &Disclosure<'_>, claims: &[Claim]) -> Recovered {
    let mut recovered = Recovered::default();
    let mut stated: Vec<(Target, Printed)> = Vec::new();
    for claim in claims.iter().filter(|claim| claim.year.is_none_or(|year| year == disclosure.year)) {
        let current = claim.current().and_then(printed);
        let change = prior_figure(claim, disclosure);
        let target = bind(claim, current.as_ref().map(|current| current.amount), disclosure);
        let Some(target) = target else {
            if change.is_some() {
                recovered.warnings.push(unbound(claim));
            }
            continue;
        };
        if let Some(current) = &current {
            publish(&mut recovered.items, claim, &target, current, disclosure);
            stated.push((target.clone(), current.clone()));
        }
        for budget in budgets(claim, &target, disclosure) {
            keep(&mut recovered, budget);
        }
        let known = current.or_else(|| known(&target, &stated));
        if let Some((figure, phase)) = change
            && let Some(prior) = prior(claim, figure, known.as_ref(), phase, &target, disclosure)
        {
            keep(&mut recovered, prior);
        }
    }
    for table in [BudgetTable::Revenue, BudgetTable::Expenditure, BudgetTable::General] {
        recovered.items.extend(whole(table, &recovered.items, disclosure));
    }
    recovered
}

/// A printed amount and its digits.
#[derive(Clone)]
struct Printed {
    amount: Amount,
    digits: String,
}

fn printed(figure: &Figure) -> Option<Printed> {
    let number = figure.number.as_ref()?;
    // A bare number in a sentence has no unit to be an amount of.
    number.unit()?;
    let (amount, _) = Amount::from_printed(number, AmountUnit::TenThousand).ok()?;
    Some(Printed { amount, digits: digits(number) })
}

fn digits(number: &PrintedNumber) -> String {
    number.raw().chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')).collect()
}

/// This year's amount of a subject stated without it: from its cell, or from another sentence.
fn known(target: &Target, stated: &[(Target, Printed)]) -> Option<Printed> {
    let said = stated.iter().rev().find(|(other, _)| other == target).map(|(_, printed)| printed.clone());
    said.or_else(|| {
        let amount = target.published?;
        Some(Printed { amount, digits: amount.print(AmountUnit::TenThousand, 2) })
    })
}

/// 年初预算为…，支出决算为…: the year's budgets that the text of its final account prints, which no table carries.
fn budgets(claim: &Claim, target: &Target, disclosure: &Disclosure<'_>) -> Vec<LineItem> {
    if disclosure.phase != Phase::Executed {
        return Vec::new();
    }
    let budget = |figure: &Figure| {
        let base = figure.base.filter(|base| base.year == BaseYear::Same && !base.comparable)?;
        let phase = base.phase.unwrap_or(Phase::Approved);
        let number = printed(figure).filter(|_| matches!(phase, Phase::Approved | Phase::Adjusted))?;
        let item = item(claim, target, disclosure.year, number.amount, &number.digits, disclosure);
        Some(LineItem { phase, origin: Origin::Implied, ..item })
    };
    claim.figures.iter().filter(|figure| figure.role == Role::Prior).filter_map(budget).collect()
}

/// The figure that tells last year's amount, and which phase of last year it is.
fn prior_figure<'c>(claim: &'c Claim, disclosure: &Disclosure<'_>) -> Option<(&'c Figure, Phase)> {
    let before = disclosure.year.previous()?;
    let fitting = |figure: &&Figure| match &figure.base {
        Some(base) => base.fiscal_year(disclosure.year) == Some(before) && !base.comparable,
        None => matches!(figure.role, Role::Change(_)),
    };
    let find = |prior: bool| {
        claim.figures.iter().filter(fitting).find(|figure| match figure.role {
            Role::Prior => prior,
            Role::Change(direction) => !prior && (figure.number.is_some() || direction == Some(Direction::Flat)),
            _ => false,
        })
    };
    let figure = find(true).or_else(|| find(false))?;
    Some((figure, figure.base.and_then(|base| base.phase).unwrap_or(disclosure.phase)))
}

fn prior(
    claim: &Claim,
    figure: &Figure,
    current: Option<&Printed>,
    phase: Phase,
    target: &Target,
    disclosure: &Disclosure<'_>,
) -> Option<LineItem> {
    let number = printed(figure);
    let (amount, text, origin) = match (&figure.role, number) {
        (Role::Prior, Some(number)) => (number.amount, number.digits, Origin::Restated),
        (Role::Change(Some(Direction::Flat)), _) => {
            let current = current?;
            (current.amount, current.digits.clone(), Origin::Implied)
        }
        (Role::Change(direction), Some(change)) => {
            let current = current?;
            let (fen, sign) = match direction {
                Some(Direction::Up) => (current.amount.fen().checked_sub(change.amount.fen())?, '-'),
                Some(Direction::Down) => (current.amount.fen().checked_add(change.amount.fen())?, '+'),
                _ if change.amount.fen() == 0 => (current.amount.fen(), '-'),
                _ => return None,
            };
            let resolution = current.amount.resolution().checked_add(change.amount.resolution())?;
            (Amount::new(fen, resolution), format!("{}{sign}{}", current.digits, change.digits), Origin::Implied)
        }
        _ => return None,
    };
    let year = disclosure.year.previous()?;
    Some(LineItem { phase, origin, ..item(claim, target, year, amount, &text, disclosure) })
}

fn item(
    claim: &Claim,
    target: &Target,
    year: FiscalYear,
    amount: Amount,
    text: &str,
    disclosure: &Disclosure<'_>,
) -> LineItem {
    LineItem {
        unit: disclosure.unit.clone(),
        scope: disclosure.scope,
        year,
        phase: disclosure.phase,
        table: target.table,
        classification: target.classification,
        code: target.code.clone(),
        parent: target.parent.clone(),
        level: target.level,
        name: target.name.clone(),
        project: None,
        measure: target.measure.clone(),
        amount: Some(amount),
        text: text.into(),
        origin: Origin::Published,
        place: claim.place.clone(),
    }
}

/// This year's amount of what no table carries.
fn publish(items: &mut Vec<LineItem>, claim: &Claim, target: &Target, current: &Printed, disclosure: &Disclosure<'_>) {
    let beside = matches!(target.table, BudgetTable::Other | BudgetTable::Procurement);
    let printed =
        disclosure.cells(target.table).any(|cell| cell.name == target.name || target.table == BudgetTable::Procurement);
    let item = item(claim, target, disclosure.year, current.amount, &current.digits, disclosure);
    if beside && !printed && !items.iter().any(|other| same(other, &item)) {
        items.push(item);
    }
}

fn same(one: &LineItem, other: &LineItem) -> bool {
    (one.table, one.year, one.phase, one.level) == (other.table, other.year, other.phase, other.level)
        // 收入总计 and 支出总计 stand in one table under one name.
        && one.classification == other.classification
        && (&one.code, &one.parent, &one.name, &one.measure)
            == (&other.code, &other.parent, &other.name, &other.measure)
}

/// The first statement of a figure stands; a later one that differs is a disagreement.
fn keep(recovered: &mut Recovered, item: LineItem) {
    let Some(other) = recovered.items.iter().find(|other| same(other, &item)) else {
        recovered.items.push(item);
        return;
    };
    if let (Some(one), Some(two)) = (other.amount, item.amount) {
        let gap = (i128::from(one.fen()) - i128::from(two.fen())).abs() * 2;
        if gap > i128::from(one.resolution()) + i128::from(two.resolution()) {
            let message = format!(
                "“{}”的上年数与 {} 处推算的不一致（{} 与 {}），采用先出现的；请核对两处文字",
                item.name, other.place, item.text, other.text
            );
            recovered.warnings.push(Warning::new(WarningKind::OriginConflict, item.place, message));
        }
    }
}

fn unbound(claim: &Claim) -> Warning {
    let message = format!(
        "“{}”的增减没有对应到表中的数，上年数未推算；请核对本年数是否与公开表一致、科目名称是否相同",
        claim.subject.text
    );
    Warning::new(WarningKind::UnboundClaim, claim.place.clone(), message)
}

/// Last year's 合计 of a total row, where the parts that make up this year's are all known for last year.
fn whole(table: BudgetTable, items: &[LineItem], disclosure: &Disclosure<'_>) -> Option<LineItem> {
    let before = disclosure.year.previous()?;
    let priors: Vec<&LineItem> = items
        .iter()
        .filter(|item| item.table == table && item.year == before && item.level == Level::Total && item.code.is_none())
        .collect();
    if priors.len() < 2 || priors.len() > 12 || priors.iter().any(|item| item.measure.is_total()) {
        return None;
    }
    let phase = priors[0].phase;
    let total = |measure: &Measure| {
        disclosure
            .cells(table)
            .find(|cell| cell.level == Level::Total && cell.code.is_none() && cell.measure == *measure)
    };
    let current = total(&Measure::total())?.amount?;
    let mut sum = 0i64;
    let mut steps = current.resolution();
    let (mut fen, mut resolution) = (0i64, 0i64);
    let mut text: Vec<&str> = Vec::new();
    for part in priors.iter().filter(|part| part.phase == phase) {
        if let Some(amount) = total(&part.measure).and_then(|cell| cell.amount) {
            sum = sum.checked_add(amount.fen())?;
            steps = steps.checked_add(amount.resolution())?;
        }
        let amount = part.amount?;
        fen = fen.checked_add(amount.fen())?;
        resolution = resolution.checked_add(amount.resolution())?;
        text.push(&part.text);
    }
    // (n + 1) half steps: what rounding n parts and their whole can make.
    if (i128::from(sum) - i128::from(current.fen())).abs() * 2 > i128::from(steps) {
        return None;
    }
    let text = text.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join("+");
    let first = (*priors.first()?).clone();
    let amount = Some(Amount::new(fen, resolution));
    Some(LineItem { measure: Measure::total(), amount, text: text.into(), origin: Origin::Implied, ..first })
}
