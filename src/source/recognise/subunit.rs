//! 所属单位: subordinate units listed in a department's table, with or without their items.

use super::draft::Draft;
use crate::model::{Amount, Level};
use std::collections::BTreeMap;

/// The totals of a unit by column, without zeros.
type Totals = BTreeMap<usize, Amount>;

/// Removes duplicates from a table of units. `own` is the unit whose disclosure it is.
///
/// A department with a single unit prints its total twice; the items of the unit are then the department's own. One of
/// several units may have the department's name: with the full amount it repeats the total, with less it is the
/// department without its subordinate units (本级).
pub(super) fn remove_repeated_units(drafts: Vec<Draft>, own: Option<&str>) -> Vec<Draft> {
    let Some(own) = own.filter(|own| !own.is_empty()) else { return drafts };
    let whole = totals(&drafts, None);
    let mut names: Vec<&String> = drafts.iter().filter_map(|draft| draft.unit.as_ref()).collect();
    names.sort();
    names.dedup();
    let repeats = |name: &str| !whole.is_empty() && totals(&drafts, Some(name)) == whole;
    let all_repeat = names.iter().all(|name| repeats(name));
    let is_repeated: BTreeMap<String, bool> = names.iter().map(|name| ((*name).clone(), repeats(name))).collect();
    drafts
        .into_iter()
        .filter_map(|mut draft| {
            let Some(name) = draft.unit.clone() else { return Some(draft) };
            let repeated = is_repeated.get(&name).copied().unwrap_or(false) && (all_repeat || name == own);
            if repeated {
                draft.unit = None;
                return (!is_total(&draft)).then_some(draft);
            }
            if name == own && !whole.is_empty() {
                draft.unit = Some(format!("{name}（本级）"));
            }
            Some(draft)
        })
        .collect()
}

fn totals(drafts: &[Draft], unit: Option<&str>) -> Totals {
    let of_unit = |draft: &&Draft| is_total(draft) && draft.unit.as_deref() == unit;
    let amounts = drafts.iter().filter(of_unit).filter_map(|draft| Some((draft.column, draft.amount?)));
    amounts.filter(|(_, amount)| amount.fen() != 0).collect()
}

fn is_total(draft: &Draft) -> bool {
    draft.level == Level::Total && draft.code.is_none() && draft.project.is_none()
}
