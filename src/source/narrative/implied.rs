//! 推算: last year's amounts, calculated from this year's amount and the printed change.

use super::target::{Known, Meant, Target, targets};
use crate::model::{
    Amount, AmountUnit, BaseYear, BudgetTable, Cell, Cells, Claim, Code, Direction, Figure, FiscalYear, Level,
    LineItem, Measure, Origin, Owner, Phase, PrintedNumber, Role, Topic, Warning, WarningKind, identity,
};
use crate::parallel;
use std::collections::{BTreeMap, BTreeSet};

/// The line items that claims add to those of the tables.
#[derive(Debug, Clone, Default)]
pub struct Recovered {
    /// Last year's items (implied or restated), and items of this year that only the text states.
    pub items: Vec<LineItem>,
    /// Claims without a matching table.
    pub warnings: Vec<Warning>,
}

/// One disclosure and what has been recovered from its text so far.
struct Disclosure<'a> {
    owner: &'a Owner,
    cells: &'a Cells<'a>,
    /// Its cells of the year and phase, those of a code or those without one together.
    by_code: BTreeMap<Option<&'a Code>, Vec<Cell<'a>>>,
    recovered: Recovered,
    /// The place of each recovered figure among the items.
    known: BTreeMap<Figured, usize>,
    /// Recovered figures of last year, by the cells of this year that they belong to.
    heard: Vec<(Cell<'a>, Figured)>,
    /// This year's amounts as the text prints them.
    stated: BTreeMap<Target, Printed>,
}

/// A cell of this year with the figure recovered for last year.
type Source<'a> = (Cell<'a>, LineItem);

/// The identity of a figure.
type Figured = (FiscalYear, Phase, Target);

/// Recovers last year's amounts from bound claims as current − change. The resolution is the sum of both resolutions, since
/// the rounding errors of both figures add up. An amount of last year that the text prints is `restated` instead. What a
/// text states about one cell holds for all cells of the same quantity ([`identity`]).
pub fn implied<'c>(claims: impl IntoIterator<Item = &'c Claim>, cells: &Cells<'_>) -> Recovered {
    let mut disclosures: BTreeMap<Owner, Vec<&Claim>> = BTreeMap::new();
    for claim in claims {
        if let Some(owner) = cells.owner_of(claim)
            && claim.year.is_none_or(|year| year == owner.year)
            && claim.phase.is_none_or(|phase| phase == owner.phase)
        {
            disclosures.entry(owner).or_default().push(claim);
        }
    }
    let disclosures: Vec<(Owner, Vec<&Claim>)> = disclosures.into_iter().collect();
    let heard = parallel::map(&disclosures, |(owner, claims)| {
        let mut disclosure = Disclosure::new(owner, cells);
        claims.iter().for_each(|claim| disclosure.hear(claim));
        disclosure.complete();
        disclosure.recovered
    });
    let mut all = Recovered::default();
    for mut recovered in heard {
        all.items.append(&mut recovered.items);
        all.warnings.append(&mut recovered.warnings);
    }
    all
}

impl<'a> Disclosure<'a> {
    fn new(owner: &'a Owner, cells: &'a Cells<'a>) -> Self {
        let mut by_code: BTreeMap<_, Vec<Cell<'a>>> = BTreeMap::new();
        for cell in cells.of_year(owner, owner.year).iter().filter(|cell| cell.item.phase == owner.phase) {
            by_code.entry(cell.item.code.as_ref()).or_default().push(*cell);
        }
        let recovered = Recovered::default();
        Self { owner, cells, by_code, recovered, known: BTreeMap::new(), heard: Vec::new(), stated: BTreeMap::new() }
    }

    fn hear(&mut self, claim: &Claim) {
        let current = claim.current().and_then(printed);
        let change = prior_figure(claim, self.owner);
        let said = |target: &Target| self.stated.get(target).map(|printed| printed.amount);
        let known = Known { owner: self.owner, cells: self.cells, by_code: &self.by_code, said: &said };
        let targets = match targets(claim, current.as_ref().map(|current| current.amount), &known) {
            Ok(targets) => targets,
            Err(why) => {
                let warning = change.map(|_| unbound(claim, &why));
                self.recovered.warnings.extend(warning);
                return;
            }
        };
        for Meant { target, cell, is_beside } in targets {
            if let Some(current) = &current {
                if is_beside {
                    let item = self.item(claim, &target, self.owner.year, current);
                    self.keep(item);
                }
                self.stated.insert(target.clone(), current.clone());
            }
            for budget in self.budgets(claim, &target) {
                self.keep(budget);
            }
            let known = current.clone().or_else(|| self.stated.get(&target).cloned()).or_else(|| {
                let amount = cell?.amount();
                Some(Printed { amount, digits: amount.print(AmountUnit::TenThousand, 2) })
            });
            if let Some((figure, phase)) = change
                && let Some(prior) = self.prior(claim, figure, known.as_ref(), phase, &target)
            {
                self.heard.extend(cell.map(|cell| (cell, (prior.year, prior.phase, target))));
                self.keep(prior);
            }
        }
    }

    /// Derives further figures: totals of recovered parts, then all cells of the same quantity.
    fn complete(&mut self) {
        for table in [BudgetTable::Revenue, BudgetTable::Expenditure, BudgetTable::General] {
            if let Some(whole) = self.whole(table) {
                self.keep(whole);
            }
        }
        self.spread();
    }

    /// Budgets that only the text of a final account prints (年初预算为…，支出决算为…).
    fn budgets(&self, claim: &Claim, target: &Target) -> Vec<LineItem> {
        if self.owner.phase != Phase::Executed {
            return Vec::new();
        }
        let budget = |figure: &Figure| {
            let base = figure.base.filter(|base| base.year == BaseYear::Same && !base.comparable)?;
            let phase = base.phase.unwrap_or(Phase::Approved);
            let number = printed(figure).filter(|_| matches!(phase, Phase::Approved | Phase::Adjusted))?;
            let item = self.item(claim, target, self.owner.year, &number);
            Some(LineItem { phase, origin: Origin::Implied, ..item })
        };
        claim.figures.iter().filter(|figure| figure.role == Role::Prior).filter_map(budget).collect()
    }

    fn prior(
        &self,
        claim: &Claim,
        figure: &Figure,
        current: Option<&Printed>,
        phase: Phase,
        target: &Target,
    ) -> Option<LineItem> {
        let (number, origin) = match (&figure.role, printed(figure)) {
            (Role::Prior, Some(number)) => (number, Origin::Restated),
            (Role::Change(Some(Direction::Flat)), _) => (current?.clone(), Origin::Implied),
            (Role::Change(direction), Some(change)) => {
                let current = current?;
                let (fen, sign) = match direction {
                    Some(Direction::Up) => (current.amount.fen().checked_sub(change.amount.fen())?, '-'),
                    Some(Direction::Down) => (current.amount.fen().checked_add(change.amount.fen())?, '+'),
                    _ if change.amount.fen() == 0 => (current.amount.fen(), '-'),
                    _ => return None,
                };
                let resolution = current.amount.resolution().checked_add(change.amount.resolution())?;
                let digits = format!("{}{sign}{}", current.digits, change.digits);
                (Printed { amount: Amount::new(fen, resolution), digits }, Origin::Implied)
            }
            _ => return None,
        };
        let year = self.owner.year.previous()?;
        Some(LineItem { phase, origin, ..self.item(claim, target, year, &number) })
    }

    fn item(&self, claim: &Claim, target: &Target, year: FiscalYear, number: &Printed) -> LineItem {
        LineItem {
            unit: self.owner.unit.clone(),
            scope: self.owner.scope,
            year,
            phase: self.owner.phase,
            table: target.table,
            classification: target.classification,
            code: target.code.clone(),
            parent: target.parent.clone(),
            level: target.level,
            name: target.name.clone(),
            project: None,
            measure: target.measure.clone(),
            amount: Some(number.amount),
            text: number.digits.as_str().into(),
            origin: Origin::Published,
            place: claim.place.clone(),
        }
    }

    /// Transfers recovered figures to cells of the same quantity, from the nearest fund if there are several sources. A cell
    /// that is equal only because there is no other fund this year is left to last year's tables, if they are given.
    fn spread(&mut self) {
        let Some(before) = self.owner.year.previous() else { return };
        let printed: BTreeSet<_> =
            self.cells.of_year(self.owner, before).iter().map(|cell| (cell.item.table, cell.item.phase)).collect();
        let mut sources: BTreeMap<(Option<&Code>, Phase), Vec<Source<'a>>> = BTreeMap::new();
        for (cell, figured) in &self.heard {
            let item = self.known.get(figured).and_then(|at| self.recovered.items.get(*at));
            let list = sources.entry((cell.item.code.as_ref(), figured.1)).or_default();
            list.extend(item.map(|item| (*cell, item.clone())));
        }
        let mut assumed = None;
        let totals = self.by_code.get(&None).into_iter().flatten().filter(|cell| cell.item.level == Level::Total);
        let totals: Vec<_> = totals.map(|cell| (cell.item.table, cell.topic, cell.amount())).collect();
        for ((code, phase), sources) in sources {
            let cells = self.by_code.get(&code).cloned().unwrap_or_default();
            for cell in cells {
                let target = Target::of(cell.item);
                if self.known.contains_key(&(before, phase, target.clone())) {
                    continue;
                }
                let balanced = if cell.item.level == Level::Total { &totals[..] } else { &[] };
                let Some(source) = nearest(&cell, &sources, balanced) else { continue };
                let one_side = source.0.topic.side == cell.topic.side;
                let always =
                    one_side && identity::is_always_same(source.0.topic.fund, cell.topic.fund, cell.item.level);
                if !always && printed.contains(&(cell.item.table, phase)) {
                    continue;
                }
                let Target { table, classification, code, parent, level, name, measure } = target;
                if code.is_none() && (!one_side || cell.topic.fund.is_none() != source.0.topic.fund.is_none()) {
                    assumed.get_or_insert_with(|| source.1.place.clone());
                }
                let item = LineItem { table, classification, code, parent, level, name, measure, ..source.1.clone() };
                self.keep(item);
            }
        }
        let message = "本年没有其他资金和结转，合计与其中的资金相等，收支总计平衡，文中一处的增减也用来推算与它相等的各数的上年数；上年如有其他资金，请以上年的公开表为准";
        self.recovered.warnings.extend(assumed.map(|place| Warning::new(WarningKind::Note, place, message)));
    }

    /// Keeps the first statement of a figure; a later one that differs is reported.
    fn keep(&mut self, item: LineItem) {
        let key = (item.year, item.phase, Target::of(&item));
        let Some(other) = self.known.get(&key).and_then(|at| self.recovered.items.get(*at)) else {
            self.known.insert(key, self.recovered.items.len());
            self.recovered.items.push(item);
            return;
        };
        if let (Some(one), Some(two)) = (other.amount, item.amount)
            && !one.agrees(two)
        {
            let message = format!(
                "“{}”的上年数与 {} 处推算的不一致（{} 与 {}），采用先出现的；请核对两处文字",
                item.name, other.place, item.text, other.text
            );
            self.recovered.warnings.push(Warning::new(WarningKind::OriginConflict, item.place, message));
        }
    }

    /// Last year's 合计 of a total row, if all parts that make up this year's 合计 are known for last year.
    fn whole(&self, table: BudgetTable) -> Option<LineItem> {
        let before = self.owner.year.previous()?;
        let is_sum = |item: &&LineItem| item.table == table && item.level == Level::Total && item.code.is_none();
        let items = self.recovered.items.iter().filter(|item| item.year == before);
        let priors: Vec<&LineItem> = items.filter(is_sum).collect();
        if priors.len() < 2 || priors.len() > 12 || priors.iter().any(|item| item.measure.is_total()) {
            return None;
        }
        let phase = priors[0].phase;
        let cells = self.by_code.get(&None).map_or(&[][..], Vec::as_slice);
        let total = |measure: &Measure| {
            cells.iter().map(|cell| cell.item).find(|item| is_sum(item) && item.measure == *measure)
        };
        let current = total(&Measure::total())?.amount?;
        let mut parts: Vec<Amount> = Vec::new();
        let (mut fen, mut resolution) = (0i64, 0i64);
        let mut text: Vec<&str> = Vec::new();
        for part in priors.iter().filter(|part| part.phase == phase) {
            parts.extend(total(&part.measure).and_then(|cell| cell.amount));
            let amount = part.amount?;
            fen = fen.checked_add(amount.fen())?;
            resolution = resolution.checked_add(amount.resolution())?;
            text.push(&part.text);
        }
        if !current.sum_agrees(parts) {
            return None;
        }
        let text = text.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join("+");
        let first = (*priors.first()?).clone();
        let amount = Some(Amount::new(fen, resolution));
        Some(LineItem { measure: Measure::total(), amount, text: text.into(), origin: Origin::Implied, ..first })
    }
}

/// A printed amount and its digits.
#[derive(Clone)]
struct Printed {
    amount: Amount,
    digits: String,
}

fn printed(figure: &Figure) -> Option<Printed> {
    Some(Printed { amount: figure.amount()?, digits: digits(figure.number.as_ref()?) })
}

fn digits(number: &PrintedNumber) -> String {
    number.raw().chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')).collect()
}

/// The figure that gives last year's amount, with the phase of last year that it refers to.
fn prior_figure<'c>(claim: &'c Claim, owner: &Owner) -> Option<(&'c Figure, Phase)> {
    let before = owner.year.previous()?;
    let fitting = |figure: &&Figure| match &figure.base {
        Some(base) => base.fiscal_year(owner.year) == Some(before) && !base.comparable,
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
    Some((figure, figure.base.and_then(|base| base.phase).unwrap_or(owner.phase)))
}

/// The source of the same quantity as a cell: of its own side rather than the other, and of the nearest fund; `None` if two
/// such sources differ. `totals` are this year's totals; that of the other side may be the same quantity.
fn nearest<'s, 'a>(
    cell: &Cell<'a>,
    sources: &'s [Source<'a>],
    totals: &[(BudgetTable, Topic, Amount)],
) -> Option<&'s Source<'a>> {
    let same = |source: &&Source<'a>| {
        let kind = |cell: &Cell<'_>| cell.item.code.as_ref().map(|_| cell.item.classification);
        let [one, other] = [&source.0, cell].map(|cell| (cell.topic, cell.amount()));
        kind(&source.0) == kind(cell)
            && (identity::is_same(one, other) || identity::is_balanced(one, other, totals.iter()))
    };
    let far = |source: &&Source<'a>| {
        (source.0.topic.side != cell.topic.side, identity::distance(source.0.topic.fund, cell.topic.fund))
    };
    let least = sources.iter().filter(same).map(|source| far(&source)).min()?;
    let mut near = sources.iter().filter(same).filter(|source| far(source) == least);
    let first = near.next()?;
    let agrees =
        |source: &Source<'a>| source.1.amount.zip(first.1.amount).is_some_and(|(one, other)| one.agrees(other));
    near.all(agrees).then_some(first)
}

fn unbound(claim: &Claim, why: &str) -> Warning {
    let message = format!("“{}”的增减没有对应到表中的数，上年数未推算：{why}", claim.subject.text);
    Warning::new(WarningKind::UnboundClaim, claim.place.clone(), message)
}
