//! 滚动更新: updates the claims of last year's text to another year's figures.
//!
//! A claim is carried over only if last year's tables print its figure: this identifies the quantity it is about, whose
//! new value then replaces the old one. All other figures stay open, with the reason. Nothing is rounded here.

use super::projects::{NewProject, Projects};
use super::sums::Sum;
use crate::model::{
    Amount, BudgetTable, Cell, Cells, Claim, Classification, Code, Direction, Figure, FiscalYear, Growth, Level,
    LineItem, Measure, Owner, Phase, Place, Ratio, Role, Topic, Unbound, gist, plain_name,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 更新后的表述: a claim with the new year's figures.
#[derive(Debug, Clone, PartialEq)]
pub struct RolledClaim {
    /// Index of the claim.
    pub claim: usize,
    /// 本年数, if known.
    pub current: Option<Amount>,
    /// The amount it is compared with, if known.
    pub prior: Option<Amount>,
    /// The new value of each of its figures, or why there is none.
    pub figures: Vec<Result<RolledFigure, Unrolled>>,
    /// The item's name in the new year's tables, if it has changed.
    pub renamed: Option<Arc<str>>,
    /// Whether last year's amount was printed without rounding.
    pub exact: bool,
}

/// 更新后的数: new value of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RolledFigure {
    /// An amount: 本年数 or 上年数.
    Amount(Amount),
    /// 增减额 with its sign.
    Change(Amount),
    /// 增减率
    Rate(Growth),
    /// A ratio of two amounts: 占比, 完成率 or 倍数.
    Ratio(Ratio),
}

/// 未更新的原因: why a figure is not carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unrolled {
    /// The claim is bound to no cell.
    Unbound(Unbound),
    /// The claim is bound to no cell, but last year's tables print its figure.
    Alike(Alike),
    /// The text names a year that is neither the disclosure's own nor the one before.
    OtherYear,
    /// Last year's tables print another figure.
    Differs(Amount),
    /// Several cells may be meant, and they differ.
    Several,
    /// This year's tables do not have the project.
    NoProject(Arc<str>),
    /// This year's amount of the project is known, but not that of the uses that the text divides it into.
    Divided(Arc<str>, Amount),
    /// No table of this year and phase has the figure.
    Missing(FiscalYear, Phase),
    /// 同口径: unknown what was excluded from the base.
    Comparable,
    /// 增减率 from a base of zero or below.
    NoRate(Growth),
    /// 占比 of an unknown whole.
    Whole,
    /// 基本持平, 无可比性, 百分点: not an exact statement about two amounts.
    Vague,
}

/// 同数: an item for which last year's tables print the same figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Why the claim is bound to no cell.
    pub why: Unbound,
    /// The table.
    pub table: BudgetTable,
    /// The name of its row.
    pub name: Arc<str>,
    /// The new amount of that item.
    pub amount: Amount,
}

/// 更新后的表述 of a text, and the new items that it does not mention yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RolledClaims {
    /// One for each claim of the text.
    pub claims: Vec<RolledClaim>,
    /// Items that are new this year, in the order of their codes.
    pub new: Vec<NewItem>,
    /// Projects that are new this year, if the text speaks of projects one by one.
    pub projects: Vec<NewProject>,
}

/// 新增项: an item that is new in this year's tables and belongs into a list of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct NewItem {
    /// The claim of the list after which it belongs.
    pub after: usize,
    /// The claims of the list, those nearest to `after` first.
    pub list: Vec<usize>,
    /// 科目编码
    pub code: Code,
    /// Names of 类, 款 and 项 down to its own level, as far as the tables print them.
    pub names: Vec<(Level, Arc<str>)>,
    /// 本年数
    pub amount: Amount,
}

/// 栏: a table and the measure of one of its columns.
type Column = (BudgetTable, Measure);

/// Identifies a figure across years, either within one table or across tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    table: Option<Column>,
    topic: Option<Topic>,
    classification: Classification,
    level: Level,
    row: Result<Code, String>,
}

impl Key {
    /// Key of the figure within its table.
    fn printed(cell: &Cell<'_>) -> Self {
        let table = Some((cell.item.table, cell.item.measure.clone()));
        Self { table, topic: None, ..Self::of_row(cell) }
    }

    /// Key of the quantity, whichever table prints it.
    fn quantity(cell: &Cell<'_>) -> Self {
        Self { table: None, topic: Some(cell.topic), ..Self::of_row(cell) }
    }

    /// Whether the row is the total of its table.
    fn is_total(&self) -> bool {
        let is_whole = |name: &String| {
            let read = Topic::read(name);
            read.is_some_and(|(topic, left)| left.is_empty() && topic.fund.is_none() && topic.part.is_none())
        };
        self.row.as_ref().is_err_and(is_whole)
    }

    /// Whether a year's cells have the table with other rows of this level, but neither this one nor any below it.
    fn is_dropped(&self, cells: &[Cell<'_>], phase: Phase) -> bool {
        let (Ok(code), Some((table, _))) = (&self.row, &self.table) else { return false };
        // Projects are other ones every year.
        if matches!(table, BudgetTable::GeneralProject | BudgetTable::Performance) {
            return false;
        }
        let mut has_level = false;
        for item in cells.iter().map(|cell| cell.item).filter(|item| item.phase == phase) {
            let of_table = (item.table, item.classification) == (*table, self.classification);
            let Some(other) = item.code.as_ref().filter(|_| of_table) else { continue };
            if other.as_str().starts_with(code.as_str()) {
                return false;
            }
            has_level |= item.level == self.level;
        }
        has_level
    }

    fn of_row(cell: &Cell<'_>) -> Self {
        let item = cell.item;
        let row = item.code.clone().ok_or_else(|| plain_name(&item.name));
        Self { table: None, topic: None, classification: item.classification, level: item.level, row }
    }
}

/// 表述和它们所指的单元格: claims, and the cells that they are bound to.
#[derive(Clone, Copy)]
pub struct BoundClaims<'a> {
    /// Every claim that was read.
    pub claims: &'a [Claim],
    /// Every cell that was read.
    pub cells: &'a Cells<'a>,
    /// Every line item that was read.
    pub items: &'a [LineItem],
}

/// Carries the claims of a file over to another year, from the cells `old` to the cells `new`. Both hold the claims of
/// the file in the same order; they are identical if one reading covers the tables of both years. `to` may be the
/// text's own year, if its tables were revised.
pub fn roll_forward(old: BoundClaims<'_>, new: BoundClaims<'_>, file: &Arc<str>, to: FiscalYear) -> RolledClaims {
    let (claims, cells) = (old.claims, old.cells);
    let mut again = new.claims.iter().filter(|claim| claim.place.file == *file);
    let of_file = claims.iter().enumerate().filter(|(_, claim)| claim.place.file == *file);
    let mut rolled = Vec::new();
    let mut quantities = Vec::new();
    let mut lists: BTreeMap<(Level, Classification), Vec<Vec<Listed>>> = BTreeMap::new();
    let mut spoken: BTreeSet<Place> = BTreeSet::new();
    for (number, claim) in of_file {
        let again = again.next().unwrap_or(claim);
        let Some(owner) = cells.owner_of(claim) else {
            let open = claim.figures.iter().map(|_| Err(Unrolled::OtherYear)).collect();
            let (current, prior) = (None, None);
            rolled.push(RolledClaim { claim: number, current, prior, figures: open, renamed: None, exact: false });
            continue;
        };
        let statement = Statement { claim, again, owner, old: cells, new: new.cells, to };
        let known = statement.known();
        for (key, _) in known.iter().flat_map(|known| &known.keys) {
            if let (Some((table, measure)), Ok(code)) = (key.table.clone(), key.row.clone()) {
                let lists = lists.entry((key.level, key.classification)).or_default();
                let listed = Listed { claim: number, table, measure, code, owner: statement.owner.clone() };
                // A list names an item once, so a repeated item starts a new list. 类 and 款 are listed within one
                // section; 项 may have a heading each.
                let goes_on = |list: &Vec<Listed>| {
                    let same =
                        |other: &Listed| key.level == Level::Item || claims[other.claim].section == claim.section;
                    list.iter().all(|other| !listed.is_again(other) && same(other))
                };
                match lists.last_mut().filter(|list| goes_on(list)) {
                    Some(list) => list.push(listed),
                    None => lists.push(vec![listed]),
                }
            }
        }
        let is_nothing = |known: &Known| known.sum.is_none() && known.keys.is_empty();
        if known.as_ref().is_ok_and(is_nothing) {
            spoken.extend(again.binding.years.iter().flat_map(|bound| bound.cells.iter().cloned()));
        }
        rolled.push(statement.rolled(number, known, &mut quantities));
    }
    shares(claims, (cells, new.cells), to, &quantities, &mut rolled);
    let projects = of_projects(old, new, to, &mut rolled);
    alike(claims, (cells, new.cells), to, &mut rolled);
    let lists = lists.iter().flat_map(|((level, _), lists)| lists.iter().map(|list| (*level, list)));
    let new = lists.flat_map(|(level, list)| new_items((level, list), (cells, new.cells), to, &spoken)).collect();
    RolledClaims { claims: rolled, new, projects }
}

/// Updates amounts of projects, given under the name of each, if last year's table bears them out. Returns this year's
/// new projects, if the text gives such amounts.
fn of_projects(
    old: BoundClaims<'_>,
    new: BoundClaims<'_>,
    to: FiscalYear,
    rolled: &mut [RolledClaim],
) -> Vec<NewProject> {
    let mut last: BTreeMap<Owner, usize> = BTreeMap::new();
    let mut known: BTreeMap<Owner, (Projects, Projects)> = BTreeMap::new();
    let mut open: BTreeMap<&[Arc<str>], usize> = BTreeMap::new();
    for rolled in rolled.iter() {
        let is_open = |value: &&Result<_, _>| matches!(value, Err(Unrolled::Unbound(_)));
        *open.entry(&old.claims[rolled.claim].section).or_default() += rolled.figures.iter().filter(is_open).count();
    }
    for rolled in rolled {
        let claim = &old.claims[rolled.claim];
        let Some(owner) = old.cells.owner_of(claim) else { continue };
        for (figure, value) in claim.figures.iter().zip(&mut rolled.figures) {
            let (Role::Current, Err(Unrolled::Unbound(_)), Some(amount)) = (&figure.role, &value, figure.amount())
            else {
                continue;
            };
            let (before, after) = known.entry(owner.clone()).or_insert_with(|| {
                let after = Projects::of(new.items, &Owner { year: to, ..owner.clone() });
                (Projects::of(old.items, &owner), after)
            });
            if let Some((name, was)) = before.of_claim(claim)
                && was.agrees(amount)
            {
                last.insert(owner.clone(), rolled.claim);
                let is_divided = open.get(claim.section.as_slice()).is_some_and(|open| *open > 1);
                *value = match after.amount(name) {
                    None => Err(Unrolled::NoProject(name.into())),
                    Some(now) if is_divided && !now.agrees(was) => Err(Unrolled::Divided(name.into(), now)),
                    Some(now) => Ok(RolledFigure::Amount(now)),
                };
            }
        }
    }
    let new = last.into_iter().flat_map(|(owner, after)| {
        let both = known.get(&owner);
        both.into_iter().flat_map(move |(before, now)| now.missing_from(before, after)).collect::<Vec<_>>()
    });
    new.collect()
}

/// Finds, for claims bound to no cell, the quantity of last year's tables with the same amount.
fn alike(claims: &[Claim], (old, new): (&Cells<'_>, &Cells<'_>), to: FiscalYear, rolled: &mut [RolledClaim]) {
    let mut by_amount: BTreeMap<(Owner, i64), BTreeMap<Key, Arc<str>>> = BTreeMap::new();
    let mut known: BTreeSet<Owner> = BTreeSet::new();
    for rolled in rolled {
        let claim = &claims[rolled.claim];
        let Some(owner) = old.owner_of(claim) else { continue };
        for (figure, value) in claim.figures.iter().zip(&mut rolled.figures) {
            let Err(Unrolled::Unbound(why)) = value else { continue };
            let (Role::Current, Some(amount)) = (&figure.role, figure.amount().filter(|amount| amount.fen() != 0))
            else {
                continue;
            };
            if known.insert(owner.clone()) {
                for cell in old.of_year(&owner, owner.year).iter().filter(|cell| cell.item.phase == owner.phase) {
                    let of_amount = by_amount.entry((owner.clone(), cell.amount().fen())).or_default();
                    of_amount.insert(Key::printed(cell), cell.item.name.clone());
                }
            }
            let Some(found) = by_amount.get(&(owner.clone(), amount.fen())) else { continue };
            // A statement about projects most likely quotes their table.
            let of_projects = |key: &&Key| matches!(key.table, Some((BudgetTable::GeneralProject, _)));
            let about = claim.text.contains("项目") || claim.section.iter().any(|heading| heading.contains("项目"));
            let about = about && found.keys().any(|key| of_projects(&key));
            let keys: BTreeSet<&Key> = found.keys().filter(|key| !about || of_projects(key)).collect();
            let of_keys = new.of_year(&owner, to).iter().filter(|cell| keys.contains(&Key::printed(cell)));
            let amounts: Vec<Amount> = of_keys.map(Cell::amount).collect();
            let key = keys.first().and_then(|key| Some((key.table.as_ref()?.0, found.get(*key)?.clone())));
            if let (Some(first), Some((table, name))) = (amounts.first(), key)
                && amounts.iter().all(|amount| amount.agrees(*first))
            {
                *value = Err(Unrolled::Alike(Alike { why: why.clone(), table, name, amount: *first }));
            }
        }
    }
}

/// An item mentioned in a list of the text, and a table that prints it.
struct Listed {
    claim: usize,
    table: BudgetTable,
    measure: Measure,
    code: Code,
    owner: Owner,
}

impl Listed {
    fn is_again(&self, other: &Self) -> bool {
        self.code == other.code && self.claim != other.claim
    }
}

/// This year's new items of the table that a list describes, without those that the text already gives as zero. A
/// single claim is not a list; nor are 类 or 款 if the text mentions only some of them.
fn new_items(
    (level, list): (Level, &[Listed]),
    (old, new): (&Cells<'_>, &Cells<'_>),
    to: FiscalYear,
    spoken: &BTreeSet<Place>,
) -> Vec<NewItem> {
    let mut found: BTreeMap<Code, NewItem> = BTreeMap::new();
    let claims: BTreeSet<usize> = list.iter().map(|listed| listed.claim).collect();
    let Some(first) = list.first().filter(|_| claims.len() > 1) else { return Vec::new() };
    // Find a table that prints every item of the list.
    let tables: BTreeSet<(BudgetTable, &Measure)> = list.iter().map(|one| (one.table, &one.measure)).collect();
    let whole = tables.into_iter().find(|(table, measure)| {
        let printed = list.iter().filter(|one| (one.table, &one.measure) == (*table, *measure));
        printed.map(|one| one.claim).collect::<BTreeSet<_>>().len() == claims.len()
    });
    let Some((table, measure)) = whole else { return Vec::new() };
    let is_listed = |cell: &&Cell<'_>| {
        (cell.item.phase, cell.item.table, &cell.item.measure) == (first.owner.phase, table, measure)
    };
    let (old, new) = (old.of_year(&first.owner, first.owner.year), new.of_year(&first.owner, to));
    let is_of = |cell: &Cell<'_>, code: &Code| cell.item.code.as_ref() == Some(code);
    let named =
        |code: &Code| new.iter().filter(is_listed).find(|cell| is_of(cell, code)).map(|cell| cell.item.name.clone());
    let is_something = |cell: &&Cell<'_>| cell.item.level == level && cell.amount().fen() != 0;
    let is_named = |cell: &Cell<'_>| list.iter().any(|listed| cell.item.code.as_ref() == Some(&listed.code));
    if level != Level::Item && !old.iter().filter(is_listed).filter(is_something).all(is_named) {
        return Vec::new();
    }
    for cell in new.iter().filter(is_listed).filter(is_something).filter(|cell| !spoken.contains(&cell.item.place)) {
        let Some(code) = &cell.item.code else { continue };
        let was = old.iter().filter(is_listed).filter(|cell| is_of(cell, code)).any(|cell| cell.amount().fen() != 0);
        if was || list.iter().any(|listed| listed.code == *code) {
            continue;
        }
        let before = list.iter().filter(|listed| listed.code < *code).max_by_key(|listed| &listed.code);
        let above: Vec<Code> = std::iter::successors(code.parent(), Code::parent).collect();
        let above = above.iter().rev().filter_map(|code| Some((code.level(), named(code)?)));
        let names = above.chain([(level, cell.item.name.clone())]).collect();
        let after = before.unwrap_or(first).claim;
        let mut near: Vec<usize> = claims.iter().copied().collect();
        near.sort_by_key(|claim| claim.abs_diff(after));
        let item = NewItem { after, list: near, code: code.clone(), names, amount: cell.amount() };
        found.insert(code.clone(), item);
    }
    found.into_values().collect()
}

/// What in last year's tables bears out a claim.
struct Known {
    /// Cells that print its figure, identified within their table and across tables.
    keys: BTreeSet<(Key, Key)>,
    /// The rows that it is the sum of, if no cell prints it.
    sum: Option<Sum>,
}

/// Old and new amount of a claim.
struct Quantity {
    claim: usize,
    old: Amount,
    new: Amount,
    /// The tables and columns that print it.
    columns: BTreeSet<Column>,
}

struct Statement<'c> {
    claim: &'c Claim,
    /// The same claim, bound to the new year's cells.
    again: &'c Claim,
    owner: Owner,
    old: &'c Cells<'c>,
    new: &'c Cells<'c>,
    to: FiscalYear,
}

impl Statement<'_> {
    fn rolled(&self, number: usize, known: Result<Known, Unrolled>, quantities: &mut Vec<Quantity>) -> RolledClaim {
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
                | Role::Times(_)
                | Role::Points(_) => Err(Unrolled::Vague),
            });
        }
        if let (Some(old), Ok(new)) = (claim.current().and_then(Figure::amount), &current) {
            let columns = known.iter().flat_map(|known| &known.keys).filter_map(|(key, _)| key.table.clone()).collect();
            quantities.push(Quantity { claim: number, old, new: *new, columns });
        }
        let renamed = known.ok().and_then(|known| self.renamed(&known.keys));
        RolledClaim { claim: number, current: current.ok(), prior: compared, figures, renamed, exact: self.is_exact() }
    }

    /// Moves a year on: the disclosure's year to the new one, the year before likewise.
    fn moved(&self, year: FiscalYear) -> Option<FiscalYear> {
        if year == self.owner.year {
            return Some(self.to);
        }
        (Some(year) == self.owner.year.previous()).then(|| self.to.previous()).flatten()
    }

    /// What in last year's tables bears out the claim's figure: cells that print it, or a sum of cells.
    fn known(&self) -> Result<Known, Unrolled> {
        let found = self.keys();
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
        match found {
            Ok(keys) if keys.is_empty() => Ok(Known { keys, sum: sum() }),
            Ok(keys) => Ok(Known { keys, sum: None }),
            Err(Unrolled::Unbound(why)) => match sum() {
                Some(sum) => Ok(Known { keys: BTreeSet::new(), sum: Some(sum) }),
                None => Err(Unrolled::Unbound(why)),
            },
            Err(other) => Err(other),
        }
    }

    /// Cells of last year's tables that print the claim's figure.
    fn keys(&self) -> Result<BTreeSet<(Key, Key)>, Unrolled> {
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
        match (agreeing.first(), cells.first(), printed) {
            (Some(first), ..) => {
                // A claim without an amount of its own needs cells that agree.
                if printed.is_none() && agreeing.iter().any(|cell| !cell.amount().agrees(first.amount())) {
                    return Err(Unrolled::Several);
                }
            }
            (None, Some(other), _) => return Err(Unrolled::Differs(other.amount())),
            // A form may omit rows that are zero.
            (None, None, _) if bound.in_no_table && is_nothing => {}
            (None, None, _) => return Err(unbound()),
        }
        Ok(agreeing.into_iter().map(|cell| (Key::printed(cell), Key::quantity(cell))).collect())
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
        if amounts.is_empty() {
            // An item missing from a table is zero; a missing table says nothing, nor does a total that is called otherwise.
            let has = |table: BudgetTable| of_phase().any(|cell| cell.item.table == table);
            let listed = known.iter().any(|(key, _)| key.table.as_ref().is_some_and(|(table, _)| has(*table)));
            let unnamed = bound.is_some_and(|bound| bound.in_no_table && bound.cells.is_empty());
            let is_total = known.iter().any(|(key, _)| key.is_total());
            let dropped = !known.is_empty() && known.iter().all(|(key, _)| key.is_dropped(list, phase));
            let absent = dropped || unnamed && !is_total && (listed || known.is_empty());
            let resolution = of_phase().next().map_or(1, |cell| cell.amount().resolution());
            return if absent { Ok(Amount::new(0, resolution)) } else { Err(missing()) };
        }
        let finest = amounts.iter().copied().min_by_key(|amount| amount.resolution()).ok_or_else(missing)?;
        if amounts.iter().any(|amount| !amount.agrees(finest)) {
            return Err(Unrolled::Several);
        }
        Ok(finest)
    }

    /// The item's name in the new year's tables, if it has changed.
    fn renamed(&self, known: &BTreeSet<(Key, Key)>) -> Option<Arc<str>> {
        let code = known.iter().find_map(|(key, _)| key.row.as_ref().ok())?;
        let name = |cells: &Cells<'_>, year: FiscalYear| {
            let list = cells.of_year(&self.owner, year);
            list.iter().find(|cell| cell.item.code.as_ref() == Some(code)).map(|cell| cell.item.name.clone())
        };
        let (old, new) = (name(self.old, self.owner.year)?, name(self.new, self.to)?);
        (plain_name(&old) != plain_name(&new)).then_some(new)
    }
}

/// 占比: finds the whole of last year's shares and computes the new ones. The whole is the one named in the text, else
/// any total that yields the printed share; if candidates lead to different new shares, the figure stays open.
fn shares(
    claims: &[Claim],
    cells: (&Cells<'_>, &Cells<'_>),
    to: FiscalYear,
    quantities: &[Quantity],
    rolled: &mut [RolledClaim],
) {
    for rolled in rolled {
        let claim = &claims[rolled.claim];
        let Some(part) = quantities.iter().find(|q| q.claim == rolled.claim) else { continue };
        let (old, new) = (part.old, part.new);
        for (number, figure) in claim.figures.iter().enumerate() {
            let (Role::Share(of), Some(printed)) = (&figure.role, &figure.number) else { continue };
            let decimals = printed.decimals();
            let digits = |part: Amount, whole: Amount| {
                Ratio::share(part.fen(), whole.fen()).map(|ratio| ratio.percent(decimals))
            };
            let fits = |whole: Amount| {
                digits(old, whole).is_some_and(|digits| {
                    digits.scale() == decimals && digits.mantissa() == i128::from(printed.mantissa())
                })
            };
            let name = of.as_ref().or(claim.subject.whole.as_ref()).map(|of| gist(of, 0)).filter(|of| !of.is_empty());
            let before = quantities.iter().filter(|q| q.claim != rolled.claim && fits(q.old));
            let same_section = before.filter(|q| claims[q.claim].section == claim.section);
            let (named, others): (Vec<_>, Vec<_>) = same_section.partition(|q| {
                let words = gist(&claims[q.claim].subject.text, 0);
                name.as_ref().is_some_and(|name| words == *name || words.ends_with(name.as_str()))
            });
            let mut wholes: Vec<Amount> = named.iter().map(|q| q.new).collect();
            // Most likely a share of the total of its own column.
            if wholes.is_empty() {
                wholes = totals(claim, cells, to, &|key| key.is_none_or(|key| part.columns.contains(key)), &fits);
            }
            // Else of the last amount before it that is not itself a share.
            if wholes.is_empty() {
                let is_share = |figure: &Figure| matches!(figure.role, Role::Share(_));
                let heads = others.iter().filter(|q| !claims[q.claim].figures.iter().any(is_share));
                wholes = heads
                    .filter(|q| q.claim < rolled.claim)
                    .max_by_key(|q| q.claim)
                    .map(|q| q.new)
                    .into_iter()
                    .collect();
            }
            if wholes.is_empty() {
                wholes = others.iter().map(|q| q.new).collect();
                wholes.extend(totals(claim, cells, to, &|_| true, &fits));
            }
            let found: Vec<_> = wholes.iter().filter_map(|whole| digits(new, *whole)).collect();
            rolled.figures[number] = match (found.first(), wholes.first()) {
                (Some(first), Some(whole)) if found.iter().all(|digits| digits == first) => {
                    Ratio::share(new.fen(), whole.fen()).map(RolledFigure::Ratio).ok_or(Unrolled::Whole)
                }
                (Some(_), _) => Err(Unrolled::Several),
                _ => Err(Unrolled::Whole),
            };
        }
    }
}

/// The new year's totals in the columns accepted by `of`, where last year's total satisfies `fits`.
fn totals(
    claim: &Claim,
    (old, new): (&Cells<'_>, &Cells<'_>),
    to: FiscalYear,
    of: &dyn Fn(Option<&Column>) -> bool,
    fits: &dyn Fn(Amount) -> bool,
) -> Vec<Amount> {
    let Some(owner) = old.owner_of(claim) else { return Vec::new() };
    let is_total = |cell: &&Cell<'_>| {
        cell.item.phase == owner.phase && cell.item.level == Level::Total && cell.item.code.is_none()
    };
    let old = old.of_year(&owner, owner.year).iter().filter(is_total).filter(|cell| fits(cell.amount()));
    let keys: BTreeSet<Key> = old.map(Key::printed).filter(|key| of(key.table.as_ref())).collect();
    let new = new.of_year(&owner, to).iter().filter(is_total);
    new.filter(|cell| keys.contains(&Key::printed(cell))).map(Cell::amount).collect()
}

impl RolledFigure {
    /// Direction of the change.
    pub fn direction(self) -> Option<Direction> {
        let sign = match self {
            Self::Change(change) => change.fen().signum(),
            // Growth from zero has no rate but a direction.
            Self::Rate(Growth::New) => 1,
            Self::Rate(growth) => growth.rate()?.numerator().signum(),
            Self::Amount(_) | Self::Ratio(_) => return None,
        };
        Some(match sign {
            1 => Direction::Up,
            -1 => Direction::Down,
            _ => Direction::Flat,
        })
    }
}
