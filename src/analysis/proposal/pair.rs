//! 两项之间: the evidence of figures and names that two items are the same.

use super::{Evidence, Item};
use crate::model::{Amount, Code, Origin, Ratio, fold};
use std::collections::BTreeSet;

impl Item {
    fn stands(amount: Option<Amount>) -> bool {
        amount.is_some_and(|amount| amount.fen() != 0)
    }

    /// Whether it has an amount last year but not this year.
    pub fn vanishes(&self) -> bool {
        self.leaf && Self::stands(self.prior) && !Self::stands(self.current)
    }

    /// Whether it has an amount this year but not last year: zero, or missing in tables that last year `published`. Amounts
    /// of last year that only this year's disclosure states do not count.
    pub fn appears(&self, published: bool) -> bool {
        let before = match (self.prior, self.prior_origin) {
            (Some(amount), _) if amount.fen() == 0 => true,
            (None, _) => published,
            (Some(_), origin) => published && origin != Some(Origin::Published),
        };
        self.leaf && Self::stands(self.current) && before
    }
}

/// The evidence of the names, codes and amounts of two items.
pub(super) fn evidence(old: &Item, new: &Item, published: bool, common: &BTreeSet<String>) -> Vec<Evidence> {
    let mut found = Vec::new();
    if old.vanishes() && new.appears(published) {
        found.push(Evidence::OneSided);
    }
    let (before, after) = (fold(&old.end.name), fold(&new.end.name));
    if before == after && !before.is_empty() {
        found.push(if common.contains(&before) { Evidence::CommonName } else { Evidence::SameName });
    }
    let stated = new.prior.filter(|_| published && new.prior_origin != Some(Origin::Published));
    match (old.prior, stated) {
        (Some(old), Some(stated)) if old.fen() != 0 && old.agrees(stated) => found.push(Evidence::StatedBase),
        _ => {}
    }
    if let (Some(prior), Some(current)) = (old.prior, new.current) {
        found.extend(amounts(prior, current));
    }
    found.extend(near_codes(old.place.as_ref(), new.place.as_ref()));
    found
}

fn amounts(prior: Amount, current: Amount) -> Option<Evidence> {
    if prior.agrees(current) {
        return Some(Evidence::EqualAmounts);
    }
    let change = Ratio::new(current.fen().checked_sub(prior.fen())?, prior.fen())?;
    (super::evidence::full_percents(change) < 10).then_some(Evidence::NearAmounts(change))
}

fn near_codes(old: Option<&Code>, new: Option<&Code>) -> Option<Evidence> {
    let (old, new) = (old?.as_str(), new?.as_str());
    let same = |length: usize| old.len() >= length && new.len() >= length && old[..length] == new[..length];
    if same(5) { Some(Evidence::SameSection) } else { same(3).then_some(Evidence::SameCategory) }
}

/// Whether two names share two consecutive characters.
pub(super) fn share_words(one: &str, other: &str) -> bool {
    let pairs = |name: &str| -> BTreeSet<(char, char)> {
        let characters: Vec<char> = name.chars().collect();
        characters.windows(2).map(|pair| (pair[0], pair[1])).filter(|pair| *pair != ('支', '出')).collect()
    };
    !pairs(one).is_disjoint(&pairs(other))
}
