//! 一步: the bridge rows that take effect together, looked up by item.

use super::super::AnalysisError;
use super::super::keys::Keys;
use super::Naming;
use crate::model::{BridgeRow, Code, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The rows of one item.
type Rows<'a> = Arc<[&'a BridgeRow]>;

/// The rows of one pair of years.
pub(super) struct Step<'a> {
    pub rows: Vec<&'a BridgeRow>,
    /// By unit; none for rows of all units.
    by_code: BTreeMap<(Option<&'a str>, &'a Code), Vec<&'a BridgeRow>>,
    by_name: BTreeMap<(Option<&'a str>, String), Vec<&'a BridgeRow>>,
    /// Units with rows of their own.
    units: BTreeSet<&'a str>,
    /// The old codes of the shipped rows.
    shipped: BTreeSet<&'a Code>,
    /// The new names, folded.
    new_names: BTreeSet<String>,
    /// Rows of keys that all units share, cached.
    cached: Vec<Option<Rows<'a>>>,
    asks_names: bool,
    leads_to_names: bool,
}

impl<'a> Step<'a> {
    pub fn new(rows: Vec<&'a BridgeRow>) -> Self {
        let (mut by_code, mut by_name) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for row in &rows {
            let unit = row.unit.as_deref();
            if let Some(code) = &row.old.code {
                by_code.entry((unit, code)).or_default().push(*row);
            }
            if !row.old.name.is_empty() {
                by_name.entry((unit, fold(&row.old.name))).or_default().push(*row);
            }
        }
        let units = rows.iter().filter_map(|row| row.unit.as_deref()).collect();
        let optional = rows.iter().filter(|row| row.optional);
        let shipped: BTreeSet<&Code> = optional.filter_map(|row| row.old.code.as_ref()).collect();
        let new_names = rows.iter().map(|row| fold(&row.new.name)).collect();
        let asks_names = !by_name.is_empty() || !shipped.is_empty();
        let leads_to_names = rows.iter().any(|row| row.new.code.is_none());
        Self { rows, by_code, by_name, units, shipped, new_names, cached: Vec::new(), asks_names, leads_to_names }
    }

    /// Whether the names of last year's figures matter.
    pub fn asks_names(&self) -> bool {
        self.asks_names
    }

    /// Whether some row has no new code.
    pub fn leads_to_names(&self) -> bool {
        self.leads_to_names
    }

    /// The old codes of the shipped rows.
    pub fn shipped(&self) -> &BTreeSet<&'a Code> {
        &self.shipped
    }

    /// The new names, folded.
    pub fn new_names(&self) -> &BTreeSet<String> {
        &self.new_names
    }

    /// The rows of an item, found by its code, else by its name if either side has only a name, else by the nearest code
    /// above it. A unit's own rows take precedence over those of all units. Rows are sorted by their new ends, so that equal
    /// remainders do not depend on the order of the file.
    pub fn rows_of(
        &mut self,
        number: u32,
        printed: Option<&Arc<str>>,
        naming: Naming<'_>,
        keys: &Keys,
    ) -> Result<Rows<'a>, AnalysisError> {
        let is_shared = matches!(naming, Naming::Lines { unit, .. } if !self.units.contains(&**unit));
        let is_cacheable = is_shared && (printed.is_some() || !self.asks_names);
        if is_cacheable && let Some(Some(rows)) = self.cached.get(number as usize) {
            return Ok(rows.clone());
        }
        let mut rows = self.find(number, printed, naming, keys)?;
        rows.sort_by(|one, other| one.new.cmp(&other.new));
        let rows: Rows<'a> = rows.into();
        if is_cacheable {
            let length = self.cached.len().max(number as usize + 1);
            self.cached.resize(length, None);
            self.cached[number as usize] = Some(rows.clone());
        }
        Ok(rows)
    }

    fn find(
        &self,
        number: u32,
        printed: Option<&Arc<str>>,
        naming: Naming<'_>,
        keys: &Keys,
    ) -> Result<Vec<&'a BridgeRow>, AnalysisError> {
        let key = keys.key(number);
        let units = [Some(&**naming.unit(key)), None];
        let of_code = |code: &Code| {
            let found = units.into_iter().find_map(|unit| self.by_code.get(&(unit, code)));
            found.cloned().unwrap_or_default()
        };
        if let Some(code) = &key.code {
            let own = of_code(code);
            if !own.is_empty() {
                return Ok(own);
            }
        }
        let fits = |row: &&BridgeRow| match (&row.old.code, &key.code) {
            (None, _) => true,
            // The row has a code, but this year's figure is known only by name.
            (Some(code), None) => keys.key(number).parent.as_ref().is_none_or(|above| above.is_ancestor_of(code)),
            (Some(_), Some(_)) => false,
        };
        let name = (!self.by_name.is_empty()).then(|| printed.cloned().unwrap_or_else(|| keys.default_name(number)));
        if let Some(name) = name {
            let folded = fold(&name);
            let of_name = |unit| -> Vec<&'a BridgeRow> {
                self.by_name.get(&(unit, folded.clone())).into_iter().flatten().copied().filter(fits).collect()
            };
            let named = units.into_iter().map(of_name).find(|rows| !rows.is_empty()).unwrap_or_default();
            let codes: BTreeSet<Option<&Code>> = named.iter().map(|row| row.old.code.as_ref()).collect();
            if codes.len() > 1 {
                let place = named.first().map_or_else(Default::default, |row| row.place.clone());
                return Err(AnalysisError::BridgeName { place, name: name.to_string(), column: "old_code" });
            }
            if !named.is_empty() {
                return Ok(named);
            }
        }
        let codes = std::iter::successors(key.code.clone(), Code::parent).skip(1);
        Ok(codes.map(|code| of_code(&code)).find(|rows| !rows.is_empty()).unwrap_or_default())
    }

    /// A row that is part of a cycle.
    pub fn cycle(&self) -> Option<&'a BridgeRow> {
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
