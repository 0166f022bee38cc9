//! 对比键: the identity of a figure across years. Every key has a number, by which frames and the kernel refer to it.

use super::Item;
use crate::model::{BudgetTable, Classification, Code, Level, Line, LineItem, Measure, Names, Scope, plain_name};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 对比键: an item by which figures of different years are the same figure. Only an item without a code has a name, in its
/// first spelling; the parent is the first known one and does not distinguish keys.
pub(super) type Key = Item;

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

/// What the keys of one measure of a unit's table have in common.
type List = (BudgetTable, Measure, Classification, Scope, Arc<str>);

/// What distinguishes a key from the others of its list.
type Row = (Option<Code>, Level, Arc<str>);

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
        let unit: Arc<str> = Arc::default();
        for line in lines {
            keys.number(Key::of_line(unit.clone(), line));
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
        let name = if unnamed {
            Arc::default()
        } else {
            self.spellings.entry(plain_name(&item.name)).or_insert_with(|| item.name.clone()).clone()
        };
        let number = self.number(Key {
            unit: item.unit.clone(),
            scope: item.scope,
            table: item.table,
            classification: item.classification,
            measure: item.measure.clone(),
            code,
            parent: None,
            level: item.level,
            name,
        });
        self.put_below(number, item.parent.as_ref().filter(|_| !unnamed));
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
        let parent = key.parent.clone();
        let other = self.number(key);
        self.put_below(other, parent.as_ref());
        other
    }

    /// Sets the parent of a key that has none yet.
    fn put_below(&mut self, number: u32, parent: Option<&Code>) {
        let own = &mut self.keys[number as usize].parent;
        if own.is_none() {
            *own = parent.cloned();
        }
    }

    /// The name to show if no item prints one: the known name of the code, else the code.
    pub fn default_name(&self, number: u32) -> Arc<str> {
        let key = self.key(number);
        let Some(code) = &key.code else {
            return if key.name.is_empty() { Measure::TOTAL.into() } else { key.name.clone() };
        };
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
            None => Some(key.parent.clone()?),
        };
        let level = code.as_ref().map_or(Level::Total, Code::level);
        let parent = self.sibling(number, (code, level, Arc::default()));
        if has_code {
            keep(&mut self.parents, number as usize, parent);
        }
        Some(parent)
    }

    /// The key of the same unit, table and measure under another code.
    pub fn with_code(&mut self, number: u32, code: Code) -> u32 {
        let level = code.level();
        self.sibling(number, (Some(code), level, Arc::default()))
    }

    /// The key of the same unit, table and measure under the name of another key.
    pub fn with_name_of(&mut self, number: u32, other: u32) -> u32 {
        let Key { code, parent, level, name, .. } = self.key(other).clone();
        let named = self.sibling(number, (code, level, name));
        self.put_below(named, parent.as_ref());
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
            self.sibling(number, (None, Level::Total, Arc::default()))
        } else {
            let (code, parent, level, name) = (None, None, Level::Total, Arc::default());
            let whole = Key { code, parent, level, name, measure, ..key.clone() };
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
        let key = Key { code, parent: None, level, name, ..self.key(number).clone() };
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
