//! 对比键: the identity of a figure across years. Every key has a number, by which frames and the kernel refer to it.

use super::AnalysisError;
use crate::model::{BudgetTable, Classification, Code, Level, Line, LineItem, Measure, Names, Scope, plain_name};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 对比键.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub unit: Arc<str>,
    /// Figures of different scopes are never the same figure.
    pub scope: Scope,
    pub table: BudgetTable,
    pub classification: Classification,
    pub measure: Measure,
    /// `None` for totals and for items known only by name.
    pub code: Option<Code>,
    pub level: Level,
    /// The [plain name](plain_name) of an item without a code.
    pub name: Option<Arc<str>>,
}

/// Every key met so far. Keys are numbered in the order in which they first occur, so numbers do not depend on hashing.
#[derive(Debug, Default)]
pub(super) struct Keys {
    keys: Vec<Key>,
    numbers: BTreeMap<(u32, Row), u32>,
    /// The number of each list. Consecutive keys of one list look it up only once.
    lists: BTreeMap<List, u32>,
    last: Option<(List, u32)>,
    /// The list of each key.
    list_of: Vec<u32>,
    /// The nearest known code above a key without a code.
    ancestors: BTreeMap<u32, Code>,
    /// Parents of keys that have a code, cached.
    parents: Vec<Option<u32>>,
    /// Totals that the shares of keys refer to, cached.
    wholes: Vec<Option<u32>>,
    /// Keys of items by their positions, cached.
    places: Vec<Option<u32>>,
    codes: BTreeMap<Named, Option<Code>>,
    names: Names,
    /// The first spelling of each plain name; a name may be spelled in several ways.
    spellings: BTreeMap<String, Arc<str>>,
}

/// 一张表 of a unit, which lists what the unit has: what is not in it is nothing.
pub(super) type Sheet = (Arc<str>, Scope, BudgetTable);

impl Key {
    /// The error of a sum or difference of this key that exceeds `i64` of 分.
    pub fn overflow(&self) -> AnalysisError {
        let item = self.name.as_deref().or(self.code.as_ref().map(|code| code.as_str())).unwrap_or("合计");
        AnalysisError::Overflow { item: item.to_owned() }
    }

    /// The table it belongs to.
    pub fn sheet(&self) -> Sheet {
        (self.unit.clone(), self.scope, self.table)
    }
}

/// What the keys of one measure of a unit's table have in common.
type List = (BudgetTable, Measure, Classification, Scope, Arc<str>);

/// What distinguishes a key from the others of its list.
type Row = (Option<Code>, Level, Option<Arc<str>>);

type Named = (Arc<str>, Scope, BudgetTable, Classification, Level, String);

impl Keys {
    /// No keys yet. An item known only by name will take the code that the name has elsewhere among the items of its own
    /// unit. Other units do not count, so that the rows of a unit do not depend on which units are compared with it.
    pub fn of(items: &[LineItem], names: &Names) -> Self {
        let mut codes: BTreeMap<Named, Option<Code>> = BTreeMap::new();
        let is_named = |item: &&LineItem| item.code.is_none() && item.level != Level::Total;
        let asking: BTreeSet<&Arc<str>> = items.iter().filter(is_named).map(|item| &item.unit).collect();
        for item in items.iter().filter(|item| asking.contains(&item.unit)) {
            let Some(code) = &item.code else { continue };
            let entry = codes.entry(named(item)).or_insert_with(|| Some(code.clone()));
            if entry.as_ref() != Some(code) {
                // A name with two codes is ambiguous.
                *entry = None;
            }
        }
        Self { codes, names: names.clone(), ..Self::default() }
    }

    /// The keys of lines that all units share, numbered by their places; their unit is empty.
    pub fn of_lines(lines: &[Line], names: Names) -> Self {
        let mut keys = Self { names, ..Self::default() };
        let unit: Arc<str> = "".into();
        for Line { scope, table, classification, measure, code, level } in lines {
            let (unit, measure, code) = (unit.clone(), measure.clone(), code.clone());
            let (scope, table, classification, level) = (*scope, *table, *classification, *level);
            keys.number(Key { unit, scope, table, classification, measure, code, level, name: None });
        }
        keys
    }

    /// The number of the item's key.
    pub fn of_item(&mut self, item: &LineItem) -> u32 {
        let by_name = || {
            let found = self.codes.get(&named(item))?.clone()?;
            item.parent.as_ref().is_none_or(|parent| parent.is_ancestor_of(&found)).then_some(found)
        };
        let code = match item.level {
            Level::Total => None,
            _ => item.code.clone().or_else(by_name),
        };
        let unnamed = code.is_some() || item.level == Level::Total;
        let name = (!unnamed).then(|| {
            let spelled = self.spellings.entry(plain_name(&item.name));
            spelled.or_insert_with(|| item.name.clone()).clone()
        });
        let number = self.number(Key {
            unit: item.unit.clone(),
            scope: item.scope,
            table: item.table,
            classification: item.classification,
            measure: item.measure.clone(),
            code,
            level: item.level,
            name,
        });
        if let (false, Some(parent)) = (unnamed, &item.parent) {
            self.ancestors.entry(number).or_insert_with(|| parent.clone());
        }
        number
    }

    /// Key of `items[place]`, cached.
    pub fn of_item_at(&mut self, place: usize, item: &LineItem) -> u32 {
        if let Some(Some(known)) = self.places.get(place) {
            return *known;
        }
        let number = self.of_item(item);
        keep(&mut self.places, place, number);
        number
    }

    /// The number of keys.
    pub fn count(&self) -> u32 {
        self.keys.len() as u32
    }

    /// The key with this number.
    pub fn key(&self, number: u32) -> &Key {
        &self.keys[number as usize]
    }

    /// The same key of another unit, or of a group.
    pub fn of_unit(&mut self, number: u32, unit: &Arc<str>) -> u32 {
        let key = self.key(number);
        if key.unit == *unit {
            return number;
        }
        let key = Key { unit: unit.clone(), ..key.clone() };
        let other = self.number(key);
        if let Some(above) = self.code_above(number).cloned() {
            self.ancestors.entry(other).or_insert(above);
        }
        other
    }

    /// The nearest known code above a key without a code.
    pub fn code_above(&self, number: u32) -> Option<&Code> {
        self.ancestors.get(&number)
    }

    /// The name to show if no item prints one: the known name of the code, else the code.
    pub fn default_name(&self, number: u32) -> Arc<str> {
        let key = self.key(number);
        let Some(code) = &key.code else { return key.name.clone().unwrap_or_else(|| Measure::TOTAL.into()) };
        self.names.get(code).cloned().unwrap_or_else(|| code.as_str().into())
    }

    /// The key one level up. Items known only by name roll up to the code above them, if there is one.
    pub fn parent(&mut self, number: u32) -> Option<u32> {
        if let Some(Some(known)) = self.parents.get(number as usize) {
            return Some(*known);
        }
        let key = self.key(number);
        let has_code = key.code.is_some();
        let code = match &key.code {
            Some(code) => code.parent(),
            None => Some(self.code_above(number)?.clone()),
        };
        let level = code.as_ref().map_or(Level::Total, Code::level);
        let parent = self.sibling(number, (code, level, None));
        if has_code {
            keep(&mut self.parents, number as usize, parent);
        }
        Some(parent)
    }

    /// The key of the same unit, table and measure under another code.
    pub fn with_code(&mut self, number: u32, code: Code) -> u32 {
        let level = code.level();
        self.sibling(number, (Some(code), level, None))
    }

    /// The key of the same unit, table and measure under the name of another key.
    pub fn with_name_of(&mut self, number: u32, other: u32) -> u32 {
        let Key { code, level, name, .. } = self.key(other).clone();
        let named = self.sibling(number, (code, level, name));
        if let Some(above) = self.ancestors.get(&other).cloned() {
            self.ancestors.entry(named).or_insert(above);
        }
        named
    }

    /// Names a code that has no name yet.
    pub fn name(&mut self, code: Code, name: &Arc<str>) {
        if !name.is_empty() {
            self.names.entry(code).or_insert_with(|| name.clone());
        }
    }

    /// The total that shares and contributions of this key refer to.
    pub fn whole(&mut self, number: u32) -> u32 {
        if let Some(Some(known)) = self.wholes.get(number as usize) {
            return *known;
        }
        let key = self.key(number);
        let measure = key.measure.share_base(key.level, key.table);
        let whole = if measure == key.measure {
            self.sibling(number, (None, Level::Total, None))
        } else {
            let whole = Key { code: None, level: Level::Total, name: None, measure, ..key.clone() };
            self.number(whole)
        };
        keep(&mut self.wholes, number as usize, whole);
        whole
    }

    fn number(&mut self, key: Key) -> u32 {
        let place = (self.list(&key), (key.code.clone(), key.level, key.name.clone()));
        match self.numbers.get(&place) {
            Some(number) => *number,
            None => self.meet(key, place),
        }
    }

    /// The key of another row of the same list.
    fn sibling(&mut self, number: u32, row: Row) -> u32 {
        let place = (self.list_of[number as usize], row);
        if let Some(number) = self.numbers.get(&place) {
            return *number;
        }
        let (code, level, name) = place.1.clone();
        let key = Key { code, level, name, ..self.key(number).clone() };
        self.meet(key, place)
    }

    fn meet(&mut self, key: Key, place: (u32, Row)) -> u32 {
        let number = self.keys.len() as u32;
        self.keys.push(key);
        self.list_of.push(place.0);
        self.numbers.insert(place, number);
        number
    }

    fn list(&mut self, key: &Key) -> u32 {
        let Key { unit, scope, table, classification, measure, .. } = key;
        if let Some((last, number)) = &self.last
            && (&last.0, &last.2, &last.3) == (table, classification, scope)
            && (Arc::ptr_eq(&last.4, unit) || last.4 == *unit)
            && last.1 == *measure
        {
            return *number;
        }
        let list = (*table, measure.clone(), *classification, *scope, unit.clone());
        let next = self.lists.len() as u32;
        let number = *self.lists.entry(list.clone()).or_insert(next);
        self.last = Some((list, number));
        number
    }
}

fn named(item: &LineItem) -> Named {
    (item.unit.clone(), item.scope, item.table, item.classification, item.level, plain_name(&item.name))
}

fn keep(numbers: &mut Vec<Option<u32>>, at: usize, number: u32) {
    numbers.resize(numbers.len().max(at + 1), None);
    numbers[at] = Some(number);
}
