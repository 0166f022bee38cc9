//! 一步: the bridge rows that take effect together, found by the item they speak of.

use super::super::AnalysisError;
use super::super::keys::Key;
use crate::model::{BridgeRow, Code, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The rows of one pair of years.
pub(super) struct Step<'a> {
    pub rows: Vec<&'a BridgeRow>,
    by_code: BTreeMap<&'a Code, Vec<&'a BridgeRow>>,
    by_name: BTreeMap<String, Vec<&'a BridgeRow>>,
}

impl<'a> Step<'a> {
    pub fn new(rows: Vec<&'a BridgeRow>) -> Self {
        let mut step = Self { rows: rows.clone(), by_code: BTreeMap::new(), by_name: BTreeMap::new() };
        for row in rows {
            if let Some(code) = &row.old.code {
                step.by_code.entry(code).or_default().push(row);
            }
            if !row.old.name.is_empty() {
                step.by_name.entry(fold(&row.old.name)).or_default().push(row);
            }
        }
        step
    }

    /// The rows of an item: by its code, else by its name where either side has only a name, else by the nearest
    /// code above it. A unit's own rows come before those of every unit.
    pub fn rows_of(&self, key: &Key, name: &str, above: Option<&Code>) -> Result<Vec<&'a BridgeRow>, AnalysisError> {
        let unit = |rows: Option<&Vec<&'a BridgeRow>>| of_unit(rows.map_or(&[][..], Vec::as_slice), &key.unit);
        if let Some(code) = &key.code {
            let own = unit(self.by_code.get(code));
            if !own.is_empty() {
                return Ok(own);
            }
        }
        let folded = (!self.by_name.is_empty()).then(|| fold(name));
        let named = folded.and_then(|name| self.by_name.get(&name)).into_iter().flatten().copied();
        let fits = |row: &&BridgeRow| match (&row.old.code, &key.code) {
            (None, _) => true,
            // A code was given, yet this year's figure is known by its name only.
            (Some(code), None) => above.is_none_or(|above| above.is_above(code)),
            (Some(_), Some(_)) => false,
        };
        let named = of_unit(&named.filter(fits).collect::<Vec<_>>(), &key.unit);
        let codes: BTreeSet<Option<&Code>> = named.iter().map(|row| row.old.code.as_ref()).collect();
        if codes.len() > 1 {
            let place = named.first().map_or_else(Default::default, |row| row.place.clone());
            return Err(AnalysisError::BridgeName { place, name: name.to_owned(), column: "old_code" });
        }
        if !named.is_empty() {
            return Ok(named);
        }
        let codes = std::iter::successors(key.code.clone(), Code::parent).skip(1);
        Ok(codes.map(|code| unit(self.by_code.get(&code))).find(|rows| !rows.is_empty()).unwrap_or_default())
    }

    /// A row on a way that leads back to where it began.
    pub fn circle(&self) -> Option<&'a BridgeRow> {
        let leads = |row: &&&BridgeRow| row.old != row.new && row.old.code.is_some() && row.old.code != row.new.code;
        let mut rest: Vec<&BridgeRow> = self.rows.iter().filter(leads).copied().collect();
        loop {
            let begins: BTreeSet<&Code> = rest.iter().filter_map(|row| row.old.code.as_ref()).collect();
            let goes_on = |row: &&BridgeRow| row.new.code.as_ref().is_some_and(|code| begins.contains(code));
            let kept: Vec<&BridgeRow> = rest.iter().copied().filter(goes_on).collect();
            if kept.len() == rest.len() {
                return rest.first().copied();
            }
            rest = kept;
        }
    }
}

fn of_unit<'a>(rows: &[&'a BridgeRow], unit: &Arc<str>) -> Vec<&'a BridgeRow> {
    let own: Vec<&BridgeRow> = rows.iter().copied().filter(|row| row.unit.as_ref() == Some(unit)).collect();
    if own.is_empty() { rows.iter().copied().filter(|row| row.unit.is_none()).collect() } else { own }
}
