//! 所属单位: the units below a department that a table lists, with or without their items below each.

use super::body::Draft;
use crate::model::{Amount, Level};
use std::collections::BTreeMap;

/// What a unit's rows total, by column; nothing printed as zero counts.
type Totals = BTreeMap<usize, Amount>;

/// Takes out what a table of units says twice. `own` is the unit whose disclosure it is.
///
/// A department of one unit prints its total, and the same again for that unit: what stands below the unit is then
/// the department's own. Of several units one may carry the department's name: with the whole amount it repeats
/// the total, with less it is the department without the others (本级).
pub(super) fn settle(drafts: Vec<Draft>, own: Option<&str>) -> Vec<Draft> {
    let Some(own) = own.filter(|own| !own.is_empty()) else { return drafts };
    let whole = totals(&drafts, None);
    let mut names: Vec<&String> = drafts.iter().filter_map(|draft| draft.unit.as_ref()).collect();
    names.sort();
    names.dedup();
    let repeats = |name: &str| !whole.is_empty() && totals(&drafts, Some(name)) == whole;
    let all_repeat = names.iter().all(|name| repeats(name));
    let fates: BTreeMap<String, bool> = names.iter().map(|name| ((*name).clone(), repeats(name))).collect();
    drafts
        .into_iter()
        .filter_map(|mut draft| {
            let Some(name) = draft.unit.clone() else { return Some(draft) };
            let repeated = fates.get(&name).copied().unwrap_or(false) && (all_repeat || name == own);
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
