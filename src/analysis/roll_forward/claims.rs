//! 滚动更新: updates the claims of last year's text to another year's figures.
//!
//! A claim is carried over only if last year's tables print its figure: this identifies the quantity it is about, whose
//! new value then replaces the old one. All other figures stay open, with the reason. Nothing is rounded here.

use super::key::Key;
use super::new_items::{Listed, new_items};
use super::projects::{NewProject, Projects};
use super::rolled_claims::{Alike, RolledClaim, RolledClaims, RolledFigure, Unrolled};
use super::shares::shares;
use super::statement::{Known, Statement};
use crate::model::{
    Amount, BudgetTable, Cell, Cells, Claim, Classification, Figure, FiscalYear, Level, LineItem, Owner, Place, Role,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
            rolled.push(RolledClaim::open(number, open));
            continue;
        };
        let statement = Statement { claim, again, owner, old: cells, new: new.cells, to };
        let known = statement.known();
        for (key, _) in known.iter().flat_map(|known| &known.keys) {
            if let (Some((table, measure)), Ok(code)) = (key.table.clone(), key.row.clone()) {
                let lists = lists.entry((key.level, key.classification)).or_default();
                let borne_out = known.as_ref().is_ok_and(|known| known.differs.is_none());
                let amount = claim.current().and_then(Figure::amount).filter(|_| borne_out);
                let listed = Listed { claim: number, table, measure, code, amount, owner: statement.owner.clone() };
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
