//! 拆分与合并: a few amounts of one side that add up to one of the other.

use super::Item;
use crate::model::Amount;

/// More items than this on a side make sums that fit by chance, and are not tried.
const ITEMS: usize = 14;

/// At most so many items are one item's parts.
const PARTS: usize = 4;

/// Every few of `parts` whose amounts add up to `whole` within the printed digits.
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
    if taken.len() > 1 && adds_up(whole, taken) {
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

/// n parts and their whole are off by no more than n + 1 half steps.
fn adds_up(whole: Amount, parts: &[(&Item, Amount)]) -> bool {
    let sum: i128 = parts.iter().map(|(_, amount)| i128::from(amount.fen())).sum();
    let steps: i128 = parts.iter().map(|(_, amount)| i128::from(amount.resolution())).sum();
    (sum - i128::from(whole.fen())).abs() * 2 <= steps + i128::from(whole.resolution())
}
