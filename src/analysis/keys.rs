//! 对比键: the identity of a figure across years. Every key has a number, by which all later stages refer to it. What they
//! need of it besides (the line above, the total that its share refers to, its table) is resolved here, once.
//!
//! Items are numbered by sorting them once. A key's number is always higher than that of the key above it, which is the
//! order in which the kernel rolls up.

mod list;

use super::Item;
use super::item::Sheet;
use super::kernel::TOP;
use super::trend::YearPhase;
use crate::model::{Classification, Code, Level, Line, LineItem, Measure, Names, plain_name};
use list::Lists;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 对比键: an item by which figures of different years are the same figure. Only an item without a code has a name, in its
/// first spelling; the parent is the first known one and does not distinguish keys.
pub(super) type Key = Item;

/// 读入的项: an item with an amount in one of the years that are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadItem {
    /// Its place among the items.
    pub position: usize,
    /// Its year and phase, by its place among the columns.
    pub column: usize,
    /// The number of its key.
    pub key: u32,
}

/// Every key met so far.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    keys: Vec<Key>,
    ids: Vec<Id>,
    /// How many of the `ids` are sorted. Keys of groups and those to which a bridge leads are met later.
    sorted: usize,
    later: BTreeMap<Id, u32>,
    /// The key one level up by key; [`TOP`] if there is none.
    parents: Vec<u32>,
    /// The total that shares and contributions refer to, by key.
    share_bases: Vec<u32>,
    lists: Lists,
    names: Cow<'a, Names>,
}

/// A key as one number: its list, then its row within the list. Totals come first, then codes as text, then names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Id(u128);

impl Id {
    /// In place of the code of an item known only by name; above every code.
    const NAMED: u64 = (1 << 34) - 1;
    /// The bits of a row.
    const ROW: u128 = (1 << 69) - 1;

    /// `name` is the number of the plain name of an item without a code.
    fn new(list: u32, code: Option<&Code>, level: Level, name: Option<u32>) -> Self {
        let code = match code {
            Some(code) => code.ordinal(),
            None if level == Level::Total => 0,
            None => Self::NAMED,
        };
        let row = u128::from(code) << 35 | (level as u128) << 32 | u128::from(name.unwrap_or(0));
        Self(row).in_list(list)
    }

    fn total(list: u32) -> Self {
        Self::new(list, None, Level::Total, None)
    }

    fn of_code(list: u32, code: &Code) -> Self {
        Self::new(list, Some(code), code.level(), None)
    }

    fn list(self) -> u32 {
        (self.0 >> 69) as u32
    }

    fn code(self) -> Option<Code> {
        let ordinal = (self.0 >> 35) as u64 & Self::NAMED;
        (ordinal != 0 && ordinal != Self::NAMED).then(|| Code::of_ordinal(ordinal))
    }

    fn is_named(self) -> bool {
        (self.0 >> 35) as u64 & Self::NAMED == Self::NAMED
    }

    fn level(self) -> Level {
        Level::ALL[(self.0 >> 32) as usize & 7]
    }

    /// The same row of another list.
    fn in_list(self, list: u32) -> Self {
        Self(self.0 & Self::ROW | u128::from(list) << 69)
    }

    /// One level up. Items known only by name roll up to the code above them, if there is one.
    fn parent(self, parent: Option<&Code>) -> Option<Self> {
        match (self.code(), parent) {
            (Some(code), _) => {
                Some(code.parent().map_or(Self::total(self.list()), |above| Self::of_code(self.list(), &above)))
            }
            (None, Some(above)) => Some(Self::of_code(self.list(), above)),
            (None, None) => None,
        }
    }
}

/// 名称: plain names, numbered from 1.
#[derive(Debug, Default)]
struct PlainNames {
    numbers: BTreeMap<String, u32>,
    last: Option<(Arc<str>, u32)>,
}

impl PlainNames {
    fn number(&mut self, name: &Arc<str>) -> u32 {
        // The cells of a row follow one another.
        if let Some((last, number)) = &self.last
            && last == name
        {
            return *number;
        }
        let next = self.numbers.len() as u32 + 1;
        let number = *self.numbers.entry(plain_name(name)).or_insert(next);
        self.last = Some((name.clone(), number));
        number
    }
}

/// A name in a table.
type Named = (u32, Classification, Level, u32);

/// The codes that items of a table print beside their names.
struct CodesOfNames(Vec<(Named, Code)>);

impl CodesOfNames {
    /// The codes of the tables that list items without a code. Other units do not count, so that the rows of a unit do not
    /// depend on which units are compared with it.
    fn of(items: &[LineItem], lists: &[u32], all: &Lists, names: &mut PlainNames) -> Self {
        let mut has_named = vec![false; all.sheets().len()];
        for (item, list) in items.iter().zip(lists) {
            has_named[all.get(*list).sheet as usize] |= item.code.is_none() && item.level != Level::Total;
        }
        let mut codes = Vec::new();
        for (item, list) in items.iter().zip(lists) {
            let sheet = all.get(*list).sheet;
            if let (Some(code), true) = (&item.code, has_named[sheet as usize]) {
                codes.push(((sheet, item.classification, item.level, names.number(&item.name)), code.clone()));
            }
        }
        codes.sort_unstable();
        codes.dedup();
        Self(codes)
    }

    /// The code of a name; a name with two codes is ambiguous.
    fn get(&self, named: Named) -> Option<&Code> {
        let first = self.0.partition_point(|(other, _)| *other < named);
        let mut found = self.0[first..].iter().take_while(|(other, _)| *other == named);
        let (_, code) = found.next()?;
        found.next().is_none().then_some(code)
    }
}

/// A key that is about to be met: its identity, the place of its first item, and the code above an item without a code.
struct Found {
    id: Id,
    first: Option<usize>,
    parent: Option<Code>,
}

impl<'a> Keys<'a> {
    /// The keys of the items of these years and phases, and the items, each with its key. An item known only by name takes
    /// the code that the name has elsewhere in the same table, in any year. `known` are names of codes that no item prints.
    pub fn of(items: &[LineItem], known: &'a Names, columns: &[YearPhase]) -> (Self, Vec<ReadItem>) {
        let mut keys = Self::new(known);
        let lists: Vec<u32> = items.iter().map(|item| keys.lists.of_item(item)).collect();
        let mut names = PlainNames::default();
        let codes = CodesOfNames::of(items, &lists, &keys.lists, &mut names);
        let (mut read, mut ids) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
        for (position, (item, list)) in items.iter().zip(&lists).enumerate() {
            let column = columns.iter().position(|column| *column == (item.year, item.phase));
            let (Some(column), true) = (column, item.amount.is_some()) else { continue };
            ids.push((id_of(item, *list, &keys.lists, &codes, &mut names), read.len() as u32));
            read.push(ReadItem { position, column, key: 0 });
        }
        ids.sort_unstable();
        let runs = ids.chunk_by(|one, next| one.0 == next.0);
        let found = runs.map(|run| {
            let positions = || run.iter().map(|(_, at)| read[*at as usize].position);
            let is_named = run[0].0.is_named();
            let parent = is_named.then(|| positions().find_map(|at| items[at].parent.clone())).flatten();
            Found { id: run[0].0, first: positions().next(), parent }
        });
        keys.meet_all(found.collect(), items);
        let mut number = 0;
        for (id, at) in ids {
            // Both are sorted, and every identity has a key.
            while keys.ids[number] != id {
                number += 1;
            }
            read[at as usize].key = number as u32;
        }
        (keys, read)
    }

    /// The keys of lines that all units share, numbered by their places; their unit is empty. The lines above them are among
    /// them.
    pub fn of_lines(lines: &[Line], names: &'a Names) -> Self {
        let mut keys = Self::new(names);
        let unit: Arc<str> = "".into();
        for Line { scope, table, classification, measure, code, level } in lines {
            let list = keys.lists.number(&(unit.clone(), *scope, *table), *classification, measure);
            let id = Id::new(list, code.as_ref(), *level, None);
            let number = keys.push(id, None, Arc::default());
            keys.later.insert(id, number);
        }
        for number in 0..keys.ids.len() {
            let id = keys.ids[number];
            keys.parents[number] = id.parent(None).and_then(|parent| keys.find(parent)).unwrap_or(TOP);
            keys.share_bases[number] = keys.find(keys.share_base_of(id)).unwrap_or(number as u32);
        }
        keys
    }

    fn new(names: &'a Names) -> Self {
        Self {
            keys: Vec::new(),
            ids: Vec::new(),
            sorted: 0,
            later: BTreeMap::new(),
            parents: Vec::new(),
            share_bases: Vec::new(),
            lists: Lists::default(),
            names: Cow::Borrowed(names),
        }
    }

    /// Numbers sorted keys together with all keys above them and the totals that they refer to.
    fn meet_all(&mut self, mut found: Vec<Found>, items: &[LineItem]) {
        let is_met = |id: Id| found.binary_search_by_key(&id, |found| found.id).is_ok();
        let mut missing: Vec<Found> = Vec::new();
        let mut add = |id: Id| {
            // Rows below the same line follow one another.
            let is_missing = missing.last().is_none_or(|last| last.id != id) && !is_met(id);
            if is_missing {
                missing.push(Found { id, first: None, parent: None });
            }
            is_missing
        };
        let (mut last_parent, mut last_list) = (None, None);
        for Found { id, parent, .. } in &found {
            if last_list.replace(id.list()) != Some(id.list()) {
                let base = self.lists.get(id.list()).share_base;
                add(Id::total(id.list()));
                add(Id::total(base));
            }
            let mut parent = id.parent(parent.as_ref());
            if last_parent == parent {
                continue;
            }
            last_parent = parent;
            while let Some(above) = parent.filter(|above| add(*above)) {
                parent = above.parent(None);
            }
        }
        found.extend(missing);
        found.sort_by_key(|found| found.id);
        found.dedup_by_key(|found| found.id);
        self.keys.reserve(found.len());
        let mut totals: Vec<u32> = vec![TOP; self.lists.count()];
        let mut last_parent = None;
        for Found { id, first, parent } in found {
            let above = id.parent(parent.as_ref());
            let name = first.filter(|_| id.is_named()).map(|first| items[first].name.clone());
            let number = self.push(id, parent, name.unwrap_or_default());
            if id.level() == Level::Total {
                totals[id.list() as usize] = number;
            }
            self.sorted = self.ids.len();
            if let Some(above) = above {
                let known = last_parent.filter(|(id, _)| *id == above);
                last_parent = known.or_else(|| Some((above, self.find(above)?)));
                self.parents[number as usize] = last_parent.map_or(TOP, |(_, number)| number);
            }
        }
        for (number, id) in self.ids.iter().enumerate() {
            let list = if id.level() == Level::Total { self.lists.get(id.list()).share_base } else { id.list() };
            self.share_bases[number] = totals[list as usize];
        }
    }

    /// Adds a key, of which the line above and the total are not known yet.
    fn push(&mut self, id: Id, parent: Option<Code>, name: Arc<str>) -> u32 {
        let number = self.ids.len() as u32;
        let list = self.lists.get(id.list());
        self.keys.push(Key {
            unit: list.unit.clone(),
            scope: list.scope,
            table: list.table,
            classification: list.classification,
            measure: list.measure.clone(),
            code: id.code(),
            parent,
            level: id.level(),
            name,
        });
        self.ids.push(id);
        self.parents.push(TOP);
        self.share_bases.push(number);
        number
    }

    /// The total that shares of a key refer to: of the whole table for a total, else of its own list.
    fn share_base_of(&self, id: Id) -> Id {
        match id.level() {
            Level::Total => Id::total(self.lists.get(id.list()).share_base),
            _ => Id::total(id.list()),
        }
    }

    fn find(&self, id: Id) -> Option<u32> {
        let sorted = self.ids[..self.sorted].binary_search(&id).ok().map(|number| number as u32);
        sorted.or_else(|| self.later.get(&id).copied())
    }

    /// The number of a key that may not have been met yet; those above it are met before.
    fn number(&mut self, id: Id, parent: Option<Code>, name: Arc<str>) -> u32 {
        let above = id.parent(parent.as_ref());
        if let Some(number) = self.find(id) {
            let own = &mut self.keys[number as usize].parent;
            if own.is_none() && parent.is_some() {
                *own = parent;
                // A line above it that is met only now has nothing of its own.
                let above = above.and_then(|above| self.find(above)).filter(|above| *above < number);
                self.parents[number as usize] = above.unwrap_or(TOP);
            }
            return number;
        }
        let above = above.map(|above| self.number(above, None, Arc::default()));
        let base = self.share_base_of(id);
        let base = (base != id).then(|| self.number(base, None, Arc::default()));
        let number = self.push(id, parent, name);
        self.parents[number as usize] = above.unwrap_or(TOP);
        self.share_bases[number as usize] = base.unwrap_or(number);
        self.later.insert(id, number);
        number
    }

    /// The place of the first item of each key.
    pub fn firsts(&self, read: &[ReadItem]) -> Vec<usize> {
        let mut firsts = vec![usize::MAX; self.keys.len()];
        read.iter().rev().for_each(|item| firsts[item.key as usize] = item.position);
        firsts
    }

    /// The number of keys.
    pub fn count(&self) -> u32 {
        self.keys.len() as u32
    }

    /// The key with this number.
    pub fn key(&self, number: u32) -> &Key {
        &self.keys[number as usize]
    }

    /// The key one level up.
    pub fn parent(&self, number: u32) -> Option<u32> {
        Some(self.parents[number as usize]).filter(|parent| *parent != TOP)
    }

    /// The key one level up of every key; [`TOP`] if there is none.
    pub fn parents(&self) -> &[u32] {
        &self.parents
    }

    /// The total that shares and contributions of this key refer to.
    pub fn share_base(&self, number: u32) -> u32 {
        self.share_bases[number as usize]
    }

    /// The number of the measure of a table that a key belongs to, of one classification.
    pub fn list(&self, number: u32) -> u32 {
        self.ids[number as usize].list()
    }

    /// The number of the table that a key belongs to.
    pub fn sheet(&self, number: u32) -> u32 {
        self.lists.get(self.list(number)).sheet
    }

    /// The table with this number.
    pub fn sheet_at(&self, sheet: u32) -> &Sheet {
        &self.lists.sheets()[sheet as usize]
    }

    /// The number of the same table of a group.
    pub fn sheet_of_unit(&mut self, sheet: u32, unit: &Arc<str>) -> u32 {
        let (_, scope, table) = self.lists.sheets()[sheet as usize];
        self.lists.sheet_number(&(unit.clone(), scope, table))
    }

    /// The same key of another unit, or of a group.
    pub fn of_unit(&mut self, number: u32, unit: &Arc<str>) -> u32 {
        let Key { unit: own, name, parent, .. } = self.key(number);
        if own == unit {
            return number;
        }
        let (name, parent) = (name.clone(), parent.clone());
        let list = self.lists.of_unit(self.list(number), unit);
        self.number(self.ids[number as usize].in_list(list), parent, name)
    }

    /// The same key of a unit, if it has one.
    pub fn known_of_unit(&self, number: u32, unit: &Arc<str>) -> Option<u32> {
        let list = self.lists.known_of_unit(self.list(number), unit)?;
        self.find(self.ids[number as usize].in_list(list))
    }

    /// The key of the same unit, table and measure under another code.
    pub fn with_code(&mut self, number: u32, code: &Code) -> u32 {
        self.number(Id::of_code(self.list(number), code), None, Arc::default())
    }

    /// The key of the same unit, table and measure under the name of another key.
    pub fn with_name_of(&mut self, number: u32, other: u32) -> u32 {
        let Key { name, parent, .. } = self.key(other);
        let (name, parent) = (name.clone(), parent.clone());
        self.number(self.ids[other as usize].in_list(self.list(number)), parent, name)
    }

    /// The name to show if no item prints one: the known name of the code, else the code.
    pub fn default_name(&self, number: u32) -> Arc<str> {
        let key = self.key(number);
        let Some(code) = &key.code else {
            return if key.name.is_empty() { Measure::TOTAL.into() } else { key.name.clone() };
        };
        self.names.get(code).cloned().unwrap_or_else(|| code.as_str().into())
    }

    /// Names a code that has no name yet.
    pub fn name(&mut self, code: &Code, name: &Arc<str>) {
        if !name.is_empty() && !self.names.contains_key(code) {
            self.names.to_mut().insert(code.clone(), name.clone());
        }
    }
}

/// The identity of the key of an item.
fn id_of(item: &LineItem, list: u32, lists: &Lists, codes: &CodesOfNames, names: &mut PlainNames) -> Id {
    if item.level == Level::Total {
        return Id::total(list);
    }
    if let Some(code) = &item.code {
        return Id::new(list, Some(code), item.level, None);
    }
    let name = names.number(&item.name);
    let code = codes.get((lists.get(list).sheet, item.classification, item.level, name));
    match code.filter(|code| item.parent.as_ref().is_none_or(|parent| parent.is_ancestor_of(code))) {
        Some(code) => Id::new(list, Some(code), item.level, None),
        None => Id::new(list, None, item.level, Some(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Survey;
    use crate::source::{LoadOptions, load_texts};
    use proptest::prelude::*;

    /// Rows of a dataset: a year, a code or none, a name, and the code above.
    fn rows() -> impl Strategy<Value = Vec<(u16, Option<&'static str>, &'static str)>> {
        let codes =
            prop::option::of(prop::sample::select(vec!["208", "20801", "2080101", "2080199", "2100101", "301"]));
        let names = prop::sample::select(vec!["行政运行", "其他支出", "其它支出", "基本工资"]);
        prop::collection::vec((2023u16..2025, codes, names), 1..30)
    }

    proptest! {
        #![proptest_config(crate::chance::cases(64))]

        #[test]
        fn equal_items_have_one_key_and_every_key_follows_the_one_above_it(rows in rows()) {
            let mut text = "unit,year,code,level,name,measure,amount\n".to_owned();
            for (place, (year, code, name)) in rows.iter().enumerate() {
                let measure = ["合计", "基本支出"][place % 2];
                let level = if code.is_some() { "" } else { "项" };
                text += &format!("甲局,{year},{},{level},{name},{measure},1.00\n", code.unwrap_or_default());
            }
            let items = load_texts(&[("明细.csv", &text)], &LoadOptions::default()).unwrap().items;
            let columns: Vec<YearPhase> = Survey::of(&items).columns().collect();
            let names = Names::new();
            let (mut keys, read) = Keys::of(&items, &names, &columns);
            for number in 0..keys.count() {
                prop_assert!(keys.parent(number).is_none_or(|parent| parent < number));
                let base = keys.key(keys.share_base(number));
                prop_assert_eq!(base.level, Level::Total);
                if let Some(code) = keys.key(number).code.clone() {
                    prop_assert_eq!(keys.with_code(number, &code) == number, code.level() == keys.key(number).level);
                    let parent = keys.parent(number).map(|parent| keys.key(parent).code.clone());
                    prop_assert_eq!(parent, Some(code.parent()));
                }
            }
            let identity = |read: &ReadItem| {
                let item = &items[read.position];
                let name = item.code.is_none().then(|| plain_name(&item.name));
                (item.measure.clone(), item.code.clone(), item.level, name)
            };
            for one in &read {
                for other in &read {
                    // A name may take the code that it has elsewhere.
                    if items[one.position].code.is_some() == items[other.position].code.is_some() {
                        prop_assert_eq!(one.key == other.key, identity(one) == identity(other));
                    }
                }
            }
        }
    }
}
