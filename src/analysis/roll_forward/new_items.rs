//! 新增项: this year's items that a list of the text does not have yet.

use super::rolled_claims::NewItem;
use crate::model::{Amount, BudgetTable, Cell, Cells, Code, FiscalYear, Level, Measure, Owner, Place};
use std::collections::{BTreeMap, BTreeSet};

/// An item mentioned in a list of the text, and a table that prints it.
pub(super) struct Listed {
    pub(super) claim: usize,
    pub(super) table: BudgetTable,
    pub(super) measure: Measure,
    pub(super) code: Code,
    /// Its amount in the text.
    pub(super) amount: Option<Amount>,
    pub(super) owner: Owner,
}

impl Listed {
    pub(super) fn is_again(&self, other: &Self) -> bool {
        self.code == other.code && self.claim != other.claim
    }
}

/// This year's new items of the table that a list describes, without those that the text already gives as zero. A
/// single claim is not a list; nor are 类 or 款 if the text mentions only some of them.
pub(super) fn new_items(
    (level, list): (Level, &[Listed]),
    (old, new): (&Cells<'_>, &Cells<'_>),
    to: FiscalYear,
    spoken: &BTreeSet<Place>,
) -> Vec<NewItem> {
    let mut found: BTreeMap<Code, NewItem> = BTreeMap::new();
    let claims: BTreeSet<usize> = list.iter().map(|listed| listed.claim).collect();
    let Some(first) = list.first().filter(|_| claims.len() > 1) else { return Vec::new() };
    let (old, new) = (old.of_year(&first.owner, first.owner.year), new.of_year(&first.owner, to));
    let is_of = |cell: &Cell<'_>, code: &Code| cell.item.code.as_ref() == Some(code);
    let is_in = |cell: &Cell<'_>, (table, measure): (BudgetTable, &Measure)| {
        (cell.item.phase, cell.item.table, &cell.item.measure) == (first.owner.phase, table, measure)
    };
    // Find a table that prints every item of the list.
    let mut tables: Vec<(BudgetTable, &Measure)> = list.iter().map(|one| (one.table, &one.measure)).collect();
    tables.sort_unstable();
    tables.dedup();
    let printed = |of: (BudgetTable, &Measure), one: &Listed| {
        let mut cells = old.iter().filter(|cell| is_of(cell, &one.code) && is_in(cell, of));
        cells.any(|cell| one.amount.is_none_or(|amount| cell.amount().agrees(amount)))
    };
    let Some(whole) = tables.into_iter().find(|of| list.iter().all(|one| printed(*of, one))) else {
        return Vec::new();
    };
    let is_listed = |cell: &&Cell<'_>| is_in(cell, whole);
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
