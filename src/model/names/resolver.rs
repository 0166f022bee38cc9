//! 定科目: finds codes for items printed by name only, and names for items printed by code only.
//!
//! The documents come first, the shipped catalog second. An ambiguous name gets no code.

use super::catalog::Catalog;
use super::lexicon::{Lexicon, Named, Names, is_coded};
use crate::model::{Classification, Code, FiscalYear, LineItem, Warning, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 定科目: the codes and names of a whole collection, applied to any part of it.
#[derive(Debug)]
pub struct Resolver {
    lexicon: Lexicon,
    all: BTreeMap<Named, BTreeSet<Code>>,
    /// The names of every code that occurs and of its ancestors.
    names: Names,
}

impl Resolver {
    /// A resolver that uses this lexicon.
    pub fn new(lexicon: Lexicon) -> Self {
        let all = lexicon.codes();
        let mut names = Names::new();
        lexicon.met().iter().for_each(|code| name(code, &lexicon, &mut names));
        Self { lexicon, all, names }
    }

    /// The name of a code: the documents' first, then the catalog's.
    pub fn name(&self, code: &Code) -> Option<Arc<str>> {
        self.lexicon.name(code)
    }

    /// Warnings about codes printed under several names.
    pub fn conflicts(&self) -> Vec<Warning> {
        self.lexicon.conflicts()
    }

    /// The names of every code in these items or in the lexicon, and of their ancestors. Resolved items may have codes
    /// that no document prints.
    pub fn names(&self, items: &[LineItem]) -> Names {
        let mut names = self.names.clone();
        items.iter().filter_map(|item| item.code.as_ref()).for_each(|code| name(code, &self.lexicon, &mut names));
        names
    }

    /// Fills in missing codes and names. `items` must hold whole units, since the codes of an item's own disclosure
    /// come first.
    pub fn resolve(&self, items: &mut [LineItem]) {
        for item in items.iter_mut() {
            let Some(code) = &item.code else { continue };
            if &*item.name != code.as_str() {
                continue;
            }
            item.name = self.lexicon.name(code).unwrap_or_else(|| item.name.clone());
        }
        if !items.iter().any(|item| item.code.is_none() && is_coded(item)) {
            return;
        }
        let mut own: Own = BTreeMap::new();
        for item in items.iter().filter(|item| is_coded(item)) {
            let Some(code) = &item.code else { continue };
            let named = (item.classification, fold(&item.name));
            own.entry((item.unit.clone(), item.year, named)).or_default().insert(code.clone());
        }
        for item in items.iter_mut().filter(|item| item.code.is_none() && is_coded(item)) {
            if let Some(code) = self.find(item, &own) {
                if let Some((_, name)) = item.name.split_once('：') {
                    item.name = name.into();
                }
                item.level = code.level();
                item.code = Some(code);
            }
        }
    }

    /// The code from the item's own disclosure, else from the other documents, else from the catalog.
    fn find(&self, item: &LineItem, own: &Own) -> Option<Code> {
        // 人大事务：行政运行: the name of the row above, then the item's own.
        let (above, name) = match item.name.split_once('：') {
            Some((above, name)) => (Some(above), name),
            None => (None, &*item.name),
        };
        let named = (item.classification, fold(name));
        let all = self.all.get(&named);
        let own = own.get(&(item.unit.clone(), item.year, named));
        let sets = [own, all].into_iter().flatten().map(|codes| codes.iter().collect());
        sets.chain([Catalog::shipped().codes(item.classification, name)]).find_map(|mut codes: BTreeSet<&Code>| {
            codes.retain(|code| above.is_none_or(|above| self.has_parent_named(code, above)));
            only(&codes, item)
        })
    }

    /// Whether the code's parent has this name, with or without a final 支出.
    fn has_parent_named(&self, code: &Code, above: &str) -> bool {
        let bare = |name: &str| fold(name).trim_end_matches("支出").to_owned();
        let parent = code.parent();
        let known = parent
            .as_ref()
            .and_then(|parent| self.lexicon.name(parent).or_else(|| Catalog::shipped().name(parent).map(Into::into)));
        known.is_some_and(|known| bare(&known) == bare(above))
    }
}

/// Adds the names of a code and its ancestors.
fn name(code: &Code, lexicon: &Lexicon, names: &mut Names) {
    let all = std::iter::successors(Some(code.clone()), Code::parent);
    for code in all {
        if names.contains_key(&code) {
            return;
        }
        names.extend(lexicon.name(&code).map(|name| (code, name)));
    }
}

/// The codes of each name in each disclosure.
type Own = BTreeMap<(Arc<str>, FiscalYear, Named), BTreeSet<Code>>;

/// The only code that fits an item's level and parent. The level of an economic item is ignored if need be: its 款 are
/// often printed without their 类, so that only the code tells the level.
fn only(codes: &BTreeSet<&Code>, item: &LineItem) -> Option<Code> {
    let fits = |code: &&&Code| item.parent.as_ref().is_none_or(|parent| parent.is_ancestor_of(code));
    let at_level = |code: &&&Code| code.level() == item.level;
    let single = |mut found: Vec<&&Code>| if found.len() == 1 { found.pop().map(|code| (*code).clone()) } else { None };
    let found = single(codes.iter().filter(fits).filter(at_level).collect());
    let economic = item.classification != Classification::Functional;
    found.or_else(|| economic.then(|| single(codes.iter().filter(fits).collect())).flatten())
}
