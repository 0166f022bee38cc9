//! 拆分与合并: finds a few amounts of one side that add up to one of the other.

use super::Item;
use crate::model::Amount;

/// The number of items of a side above which sums are not tried, since too many would fit by chance.
const ITEMS: usize = 14;

/// The maximum number of parts of an item.
const PARTS: usize = 4;

/// All combinations of `parts` whose amounts add up to `whole` within their resolution.
pub(super) fn parts_of<'a>(whole: Amount, parts: &[(&'a Item, Amount)]) -> Vec<Vec<(&'a Item, Amount)>> {
    let mut found = Vec::new();
    if parts.len() <= ITEMS {
        search(whole, parts, &mut Vec::new(), &mut found);
    }
    found
}

fn search<'a>(
    whole: Amount,
    rest: &[(&'a Item, Amount)],
    taken: &mut Vec<(&'a Item, Amount)>,
    found: &mut Vec<Vec<(&'a Item, Amount)>>,
) {
    if taken.len() > 1 && whole.sum_agrees(taken.iter().map(|(_, amount)| *amount)) {
        found.push(taken.clone());
    }
    if taken.len() == PARTS {
        return;
    }
    for (at, part) in rest.iter().enumerate() {
        taken.push(*part);
        search(whole, &rest[at + 1..], taken, found);
        taken.pop();
    }
}
