//! 转入科目: the key that receives a part of an item.

use super::super::AnalysisError;
use super::super::figures::Figures;
use super::super::keys::{Key, Keys};
use super::Naming;
use super::ancestry::parents;
use super::step::Step;
use crate::model::{BridgeRow, Classification, Code, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 本年科目 by name, for rows without a new code and items without a code.
pub(super) struct Targets {
    named: BTreeMap<(Arc<str>, Classification, String), BTreeSet<u32>>,
    /// Keys that are parents of others in either year.
    sums: BTreeSet<u32>,
}

impl Targets {
    /// The targets among this year's figures, by their printed names. A row with a new code is matched by name only to items
    /// without a code.
    pub fn new(step: &Step, [prior, current]: [&Figures; 2], naming: Naming<'_>, keys: &Keys) -> Self {
        let mut named: BTreeMap<_, BTreeSet<u32>> = BTreeMap::new();
        for (number, figure) in current.iter() {
            if !step.leads_to_names() && keys.key(number).code.is_some() {
                continue;
            }
            let Some(name) = naming.printed(number, figure, keys).map(|name| fold(&name)) else { continue };
            if step.new_names().contains(&name) {
                let key = keys.key(number);
                named.entry((key.unit.clone(), key.classification, name)).or_default().insert(number);
            }
        }
        let mut sums = parents(prior, keys);
        sums.extend(parents(current, keys));
        Self { named, sums }
    }

    /// The key that receives what `row` moves from the item `number`.
    pub fn of(&self, number: u32, row: &BridgeRow, keys: &mut Keys, current: &Figures) -> Result<u32, AnalysisError> {
        let key = keys.key(number).clone();
        let same_place = |other: &Key| other.table == key.table && other.measure == key.measure;
        let named = self.named.get(&(key.unit.clone(), key.classification, fold(&row.new.name)));
        let named = || named.into_iter().flatten().copied().filter(|number| current.has(*number));
        if let Some(code) = &row.new.code {
            let code = self.code(number, code, row, keys)?;
            let coded = keys.with_code(number, &code);
            let unnamed = named().find(|other| keys.key(*other).code.is_none() && same_place(keys.key(*other)));
            return Ok(if current.has(coded) { coded } else { unnamed.unwrap_or(coded) });
        }
        let mut found: Vec<u32> = named().filter(|number| keys.key(*number).table == key.table).collect();
        if found.is_empty() {
            found = named().collect();
        }
        let codes: BTreeSet<Option<Code>> = found.iter().map(|number| keys.key(*number).code.clone()).collect();
        let mut codes = codes.into_iter();
        match (codes.next(), codes.next()) {
            (Some(Some(code)), None) => Ok(keys.with_code(number, &code)),
            (Some(None), None) => Ok(found
                .iter()
                .copied()
                .find(|other| same_place(keys.key(*other)))
                .unwrap_or_else(|| keys.with_name_of(number, found[0]))),
            _ => {
                let name = row.new.name.to_string();
                Err(AnalysisError::BridgeName { place: row.place.clone(), name, column: "new_code" })
            }
        }
    }

    /// The new code at the level of the item in this table.
    fn code(&self, number: u32, new: &Code, row: &BridgeRow, keys: &mut Keys) -> Result<Code, AnalysisError> {
        let key = keys.key(number).clone();
        let too_coarse = || AnalysisError::BridgeLevel {
            place: row.place.clone(),
            old: key.code.as_ref().map_or_else(|| row.old.to_string(), ToString::to_string),
            new: new.clone(),
        };
        // Codes below that of the row keep their own last digits.
        let below = key.code.as_ref().zip(row.old.code.as_ref()).filter(|(own, old)| old.is_ancestor_of(own));
        if let Some((own, old)) = below
            && old.level() == new.level()
        {
            return own.moved(old, new).ok_or_else(too_coarse);
        }
        if new.level() < key.level {
            return Err(too_coarse());
        }
        // A table that lists only 款 receives a new 项 in its 款, unless that is a sum of 项.
        let at_level = std::iter::successors(Some(new.clone()), Code::parent).find(|code| code.level() == key.level);
        let at_level = at_level.unwrap_or_else(|| new.clone());
        let is_sum = self.sums.contains(&keys.with_code(number, &at_level));
        Ok(if is_sum { new.clone() } else { at_level })
    }
}
