//! 补齐: completes a profile with what the documents say. What the profile says takes precedence, then what this year's
//! documents say; what only last year's say is taken over and noted as such.

use super::item::RUNNING;
use super::profile::{ASSETS, FACTS, Fact, Note, ProfileKey, ProjectNote, ProjectPart};
use super::stated::Statements;
use super::{Content, Form, Item, Profile, Wording};
use crate::model::BudgetTable;
use crate::present::roll_forward::moved;
use std::collections::{BTreeMap, BTreeSet};

impl Profile {
    /// The form of a unit's text.
    pub fn form_of(&self, content: &Content) -> Form {
        self.form.unwrap_or(content.form)
    }

    /// The wording of a unit's text.
    pub fn words(&self, content: &Content) -> Wording {
        self.wording.on(self.form_of(content).wording(content.phase)).against(content.base)
    }
}

/// A profile completed with what the documents say.
pub(super) fn completed(profile: &Profile, content: &Content) -> Profile {
    let mut whole = profile.clone();
    for (statements, carried) in [(&content.stated.current, false), (&content.stated.prior, true)] {
        let stated = &statements.profile;
        notes(&mut whole, content, statements, carried);
        if !carried {
            whole.date = whole.date.take().or_else(|| stated.date.clone());
            // Items of nothing, which are in no table.
            let asked: BTreeSet<_> = asked(content, &whole).iter().map(|item| (Some(item.table), item.key())).collect();
            let stated = stated.reasons.iter().filter(|(table, key, _)| !asked.contains(&(*table, (*key).to_owned())));
            for (table, key, note) in stated {
                whole.reasons.add(table, key, note.clone());
            }
        }
        if carried {
            same_changes(&mut whole, content);
            for (key, fact) in derived(content) {
                whole.facts.entry(key).or_insert(fact);
            }
        }
        for fact in FACTS {
            let name = (fact.title, fact.name);
            if let (Some(value), false) = (stated.facts.get(&name), whole.facts.contains_key(&name)) {
                let value = match value {
                    Fact::Text(date) if carried => Fact::Text(moved(date, content.base, content.year)),
                    value => value.clone(),
                };
                whole.facts.insert(name, value);
                whole.carry(carried, || ProfileKey::of_fact(fact));
            }
        }
        for list in ASSETS {
            if let (Some(assets), false) = (stated.assets.get(list.title), whole.assets.contains_key(list.title)) {
                whole.assets.insert(list.title, assets.clone());
                whole.carry(carried, || ProfileKey::Assets(list.key));
            }
        }
        for project in &content.projects {
            let from = stated.projects.iter().find(|note| note.name == *project.name);
            let from = from.cloned().map(|from| ProjectNote {
                period: from
                    .period
                    .map(|period| if carried { moved(&period, content.base, content.year) } else { period }),
                ..from
            });
            from.into_iter().for_each(|from| self::project(&mut whole, &from, carried));
        }
        let parts = [
            (&mut whole.duties, &stated.duties, ProfileKey::Duties),
            (&mut whole.organisation, &stated.organisation, ProfileKey::Organisation),
            (&mut whole.tasks, &stated.tasks, ProfileKey::Tasks),
            (&mut whole.remarks, &stated.remarks, ProfileKey::Remarks),
            (&mut whole.glossary, &stated.glossary, ProfileKey::Glossary),
        ];
        for (own, from, key) in parts {
            // The template says this year's figure.
            let is_transfer = |line: &String| carried && line.contains("转移支付资金项目");
            let from: Vec<String> = from.iter().filter(|line| !is_transfer(line)).cloned().collect();
            if fill(own, Some(&from)) && carried {
                whole.carried.insert(key);
            }
        }
    }
    whole
}

/// Takes a list over where there is none; tells whether it did.
fn fill<T: Clone>(list: &mut Vec<T>, from: Option<&Vec<T>>) -> bool {
    let Some(from) = from.filter(|from| list.is_empty() && !from.is_empty()) else { return false };
    list.clone_from(from);
    true
}

/// Reasons and purposes.
fn notes(whole: &mut Profile, content: &Content, statements: &Statements, carried: bool) {
    let (stated, words) = (&statements.profile, whole.words(content));
    for item in asked(content, whole) {
        let (table, key) = (item.table, item.key());
        let needed = !carried || words.needs_reason(&item);
        let holds = needed && !statements.turned.contains(&(table, key.clone()));
        if let (Some(note), None, true) = (stated.reasons.of(&item), whole.reasons.of(&item), holds) {
            whole.reasons.add(Some(table), &key, note.clone());
            whole.carry(carried, || ProfileKey::Reason(table, key.clone()));
        }
        if let (Some(note), None) = (stated.purposes.of(&item), whole.purposes.of(&item)) {
            whole.purposes.add(Some(table), &key, note.clone());
            whole.carry(carried, || ProfileKey::Purpose(table, key.clone()));
        }
        // Why something was spent less last year is no reason for spending more.
        let of = (table, key.clone());
        let now = item.current.zip(content.budget.get(&of)).map(|(now, budget)| now.fen().cmp(&budget.fen()) as i64);
        let holds = !carried || now.is_some() && statements.deviations.get(&of).copied() == now;
        if let (Some(note), None, true) = (stated.deviations.of(&item), whole.deviations.of(&item), holds) {
            whole.deviations.add(Some(table), &key, note.clone());
            whole.carry(carried, || ProfileKey::Deviation(table, key.clone()));
        }
    }
}

/// Gives an item without a reason that of the same item in another table, where both amounts are the same.
fn same_changes(whole: &mut Profile, content: &Content) {
    let of = |item: &Item| {
        let fen = |amount: Option<crate::model::Amount>| amount.map(crate::model::Amount::fen);
        Some((item.name.clone(), item.code.clone(), fen(item.current)?, fen(item.prior)?))
    };
    let items = asked(content, whole);
    let mut known: BTreeMap<_, Note> = BTreeMap::new();
    for item in &items {
        if let (Some(same), Some(note)) = (of(item), whole.reasons.of(item)) {
            known.entry(same).or_insert_with(|| note.clone());
        }
    }
    let words = whole.words(content);
    for item in items.iter().filter(|item| words.needs_reason(item)) {
        if let (None, Some(note)) = (whole.reasons.of(item), of(item).and_then(|same| known.get(&same))) {
            whole.reasons.add(Some(item.table), &item.key(), note.clone());
        }
    }
}

fn project(whole: &mut Profile, from: &ProjectNote, carried: bool) {
    let at = match whole.projects.iter().position(|note| note.name == from.name) {
        Some(at) => at,
        None => {
            whole.projects.push(ProjectNote::of(&from.name, from.place.clone()));
            whole.projects.len() - 1
        }
    };
    let note = &mut whole.projects[at];
    let mut filled = Vec::new();
    let text = |own: &mut Option<String>, from: &Option<String>| {
        let missing = own.is_none() && from.is_some();
        if missing {
            own.clone_from(from);
        }
        missing
    };
    filled.extend(fill(&mut note.basis, Some(&from.basis)).then_some(ProjectPart::Basis));
    filled.extend(text(&mut note.bearer, &from.bearer).then_some(ProjectPart::Bearer));
    filled.extend(fill(&mut note.allocation, Some(&from.allocation)).then_some(ProjectPart::Allocation));
    filled.extend(text(&mut note.period, &from.period).then_some(ProjectPart::Period));
    filled.extend(fill(&mut note.details, Some(&from.details)).then_some(ProjectPart::Details));
    for part in filled {
        whole.carry(carried, || ProfileKey::Project(from.name.clone(), part));
    }
}

/// Every item that a text may explain.
pub(super) fn asked(content: &Content, profile: &Profile) -> Vec<Item> {
    let items = content.tables.values().flat_map(|table| table.all().cloned());
    items.chain([operating(content, profile)]).collect()
}

/// 机关运行经费 from the profile, else from a text or table.
pub(super) fn operating(content: &Content, profile: &Profile) -> Item {
    let amount = |name| match profile.facts.get(&("运行经费", name)) {
        Some(Fact::Amount(amount)) => Some(*amount),
        _ => None,
    };
    // Some forms print it in the table of “三公”.
    let tables = [BudgetTable::Other, BudgetTable::ThreePublic].map(|table| content.table(table));
    let is_it = |item: &&Item| [RUNNING, "单位运行经费"].iter().any(|name| item.name.contains(name));
    let known = tables.into_iter().flat_map(|table| table.all()).find(is_it).cloned();
    let current = amount("本年").or(known.as_ref().and_then(|item| item.current));
    let prior = amount("上年").or(known.as_ref().and_then(|item| item.prior));
    Item::of_amounts(BudgetTable::Other, RUNNING, current, prior)
}

/// Facts that follow from this year's tables.
fn derived(content: &Content) -> Vec<((&'static str, &'static str), Fact)> {
    let mut facts = Vec::new();
    for fact in FACTS.iter().filter(|fact| fact.section == "procurement") {
        let part = if fact.key == "total" { "政府采购" } else { fact.name };
        let amount = content.procurement.get(part);
        facts.extend(amount.map(|amount| ((fact.title, fact.name), Fact::Amount(*amount))));
    }
    if !content.projects.is_empty() {
        facts.push((("绩效", "财政拨款项目数"), Fact::Number(content.projects.len().to_string())));
    }
    let projects = content.table(BudgetTable::GeneralProject).total.current;
    facts.extend(projects.map(|amount| (("绩效", "财政拨款项目金额"), Fact::Amount(amount))));
    facts
}
