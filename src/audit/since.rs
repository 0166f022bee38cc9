//! 与旧稿相比: which findings of an earlier draft were corrected, which remain, and which figures changed.

use super::finding::{described, quantity};
use super::material::Material;
use super::{Audit, Judgement, Verdict};
use super::{Changed, Since};
use crate::model::{Claim, LineItem, Origin, Owner, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 稿: a draft and its audit.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Its content.
    pub material: Material<'a>,
    /// Its audit.
    pub audit: &'a Audit,
}

impl Since {
    /// Compares the findings and figures of an earlier draft with those of a later one.
    ///
    /// # Errors
    /// If the two are not drafts of one disclosure: the reason, in Chinese.
    pub fn of(before: &Draft<'_>, now: &Draft<'_>) -> Result<Self, String> {
        same_disclosure(before, now)?;
        let mut old: BTreeMap<(&str, &str), Vec<&Judgement>> = BTreeMap::new();
        // Rounding differences come and go with every change of a figure.
        let told = |finding: &Judgement| finding.verdict != Verdict::Tail;
        for finding in before.audit.findings().into_iter().filter(|finding| told(finding)) {
            old.entry(finding.meaning()).or_default().push(finding);
        }
        let mut since = Self::default();
        for (finding, id) in now.audit.named().into_iter().filter(|(finding, _)| told(finding)) {
            let twins = old.get_mut(&finding.meaning()).filter(|twins| !twins.is_empty());
            match twins {
                Some(twins) => {
                    let at = twins.iter().position(|twin| twin.printed == finding.printed).unwrap_or(0);
                    twins.remove(at);
                    since.standing.insert(id);
                }
                None => {
                    since.new.insert(id);
                }
            }
        }
        let left: BTreeSet<*const Judgement> = old.into_values().flatten().map(std::ptr::from_ref).collect();
        let corrected =
            before.audit.findings().into_iter().filter(|finding| left.contains(&std::ptr::from_ref(*finding)));
        since.corrected = corrected.cloned().collect();
        since.changed = changed(before, now);
        Ok(since)
    }
}

/// Checks that two drafts are of the same unit, year and kind.
fn same_disclosure(before: &Draft<'_>, now: &Draft<'_>) -> Result<(), String> {
    let owners = |draft: &Draft<'_>| -> BTreeSet<Owner> {
        draft.audit.obliged.iter().map(|obliged| obliged.owner.clone()).collect()
    };
    let (old, new) = (owners(before), owners(now));
    if !old.is_disjoint(&new) {
        return Ok(());
    }
    let name = |owners: &BTreeSet<Owner>| match owners.first() {
        Some(owner) => format!("{}{}年{}", owner.unit, owner.year, owner.phase),
        None => "未能识别单位和年度的文件".to_owned(),
    };
    Err(format!("旧稿是{}，新稿是{}，不是同一份公开的两稿", name(&old), name(&new)))
}

/// Identifies a figure in both drafts: its name, and its index among figures of that name.
type Known = (String, usize);

fn changed(before: &Draft<'_>, now: &Draft<'_>) -> Vec<Changed> {
    let (old, new) = (figures(before), figures(now));
    let told: BTreeSet<&Place> = now.audit.findings().into_iter().map(|finding| &finding.place).collect();
    let missing = old.iter().filter(|(known, _)| !new.contains_key(*known));
    let missing = missing.map(|((name, _), (text, place))| Changed {
        name: name.clone(),
        before: Some(text.clone()),
        after: None,
        place: (*place).clone(),
    });
    let others = new.iter().filter_map(|(known, (text, place))| {
        let before = old.get(known).map(|(text, _)| text.clone());
        let differs = before.as_ref() != Some(text) && !told.contains(place);
        differs.then(|| Changed { name: known.0.clone(), before, after: Some(text.clone()), place: (*place).clone() })
    });
    let mut changed: Vec<Changed> = others.chain(missing).collect();
    changed.sort_by(|one, other| one.place.cmp(&other.place).then_with(|| one.name.cmp(&other.name)));
    changed
}

/// Every figure of a draft, by name.
fn figures<'a>(draft: &Draft<'a>) -> BTreeMap<Known, (Arc<str>, &'a Place)> {
    let mut figures: BTreeMap<Known, (Arc<str>, &Place)> = BTreeMap::new();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let cells = draft.material.items.iter().filter(|item| item.origin == Origin::Published);
    let cells = cells.filter(|item| item.place.column.is_some() || item.place.sheet.is_some());
    let cells = cells.map(|item| (cell_name(item), item.text.clone(), &item.place));
    let said = draft.material.claims.iter().flat_map(said);
    for (name, text, place) in cells.chain(said) {
        let nth = times.entry(name.clone()).or_default();
        figures.insert((name, *nth), (text, place));
        *nth += 1;
    }
    figures
}

fn cell_name(item: &LineItem) -> String {
    let project = item.project.as_deref().map(|project| format!("（{project}）")).unwrap_or_default();
    format!("{}{project}", described(item))
}

fn said(claim: &Claim) -> impl Iterator<Item = (String, Arc<str>, &Place)> {
    let numbers = claim.figures.iter().filter(|figure| figure.number.is_some());
    numbers.map(|figure| {
        let text = claim.text.get(figure.span.clone()).unwrap_or_default().into();
        (quantity(claim, &figure.role), text, &figure.place)
    })
}
