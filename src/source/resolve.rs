//! 定科目: codes for items that are printed by name only, names for items that are printed by code only, and
//! what different documents call the same code.
//!
//! The documents themselves come first, the shipped catalog second. A name that could be two codes stays a name.

use super::catalog::Catalog;
use super::words::fold;
use crate::model::{Classification, Code, FiscalYear, Level, LineItem, Origin, Place, Warning, WarningKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 科目名称 by code.
pub(super) type Names = BTreeMap<Code, Arc<str>>;

/// Gives codes to names and names to codes, and reports codes with more than one name. Returns the names of every
/// code met and of the codes above it.
pub(super) fn resolve(items: &mut [LineItem]) -> (Vec<Warning>, Names) {
    let (warnings, printed) = names(items);
    for item in items.iter_mut() {
        let Some(code) = &item.code else { continue };
        if &*item.name != code.as_str() {
            continue;
        }
        item.name = name(code, &printed).unwrap_or_else(|| item.name.clone());
    }
    let codes = Codes::of(items);
    for item in items.iter_mut().filter(|item| item.code.is_none() && is_coded(item)) {
        if let Some(code) = codes.find(item) {
            item.level = code.level();
            item.code = Some(code);
        }
    }
    let met = items.iter().filter_map(|item| item.code.as_ref());
    let all: BTreeSet<Code> = met.flat_map(|code| std::iter::successors(Some(code.clone()), Code::parent)).collect();
    let names = all.into_iter().filter_map(|code| Some((code.clone(), name(&code, &printed)?))).collect();
    (warnings, names)
}

/// The name of a code: the documents' before the catalog's.
fn name(code: &Code, printed: &Names) -> Option<Arc<str>> {
    printed.get(code).cloned().or_else(|| Catalog::shipped().name(code).map(Into::into))
}

/// Whether items of this kind have codes at all. A project's row is named by the project.
fn is_coded(item: &LineItem) -> bool {
    use Classification::{Economic, EconomicGovernment, Functional};
    item.level != Level::Total && matches!(item.classification, Functional | Economic | EconomicGovernment)
}

/// The codes that a name stands for, in each disclosure and in all of them.
#[derive(Default)]
struct Codes {
    own: BTreeMap<(Arc<str>, FiscalYear, Named), BTreeSet<Code>>,
    all: BTreeMap<Named, BTreeSet<Code>>,
}

type Named = (Classification, String);

impl Codes {
    fn of(items: &[LineItem]) -> Self {
        let mut codes = Self::default();
        for item in items.iter().filter(|item| is_coded(item)) {
            let Some(code) = &item.code else { continue };
            let named = (item.classification, fold(&item.name));
            codes.own.entry((item.unit.clone(), item.year, named.clone())).or_default().insert(code.clone());
            codes.all.entry(named).or_default().insert(code.clone());
        }
        codes
    }

    /// Its own disclosure's code, else that of the other documents, else that of the catalog.
    fn find(&self, item: &LineItem) -> Option<Code> {
        let named = (item.classification, fold(&item.name));
        let all = self.all.get(&named);
        let own = self.own.get(&(item.unit.clone(), item.year, named));
        let sets = [own, all].into_iter().flatten().map(|codes| codes.iter().collect());
        sets.chain([Catalog::shipped().codes(item.classification, &item.name)]).find_map(|codes| only(&codes, item))
    }
}

/// The one code that fits an item's level and parent. The level of an economic name is told by nothing but its
/// code, since its 款 are often printed without their 类.
fn only(codes: &BTreeSet<&Code>, item: &LineItem) -> Option<Code> {
    let fits = |code: &&&Code| item.parent.as_ref().is_none_or(|parent| parent.is_above(code));
    let at_level = |code: &&&Code| code.level() == item.level;
    let single = |mut found: Vec<&&Code>| if found.len() == 1 { found.pop().map(|code| (*code).clone()) } else { None };
    let found = single(codes.iter().filter(fits).filter(at_level).collect());
    let economic = item.classification != Classification::Functional;
    found.or_else(|| economic.then(|| single(codes.iter().filter(fits).collect())).flatten())
}

/// Names by code as the documents print them, the latest year's first, and a warning for every code with two.
fn names(items: &[LineItem]) -> (Vec<Warning>, Names) {
    let mut printed: BTreeMap<Code, Vec<&LineItem>> = BTreeMap::new();
    for item in items.iter().filter(|item| is_coded(item) && item.origin != Origin::Implied) {
        let Some(code) = item.code.as_ref().filter(|code| code.as_str() != &*item.name) else { continue };
        let names = printed.entry(code.clone()).or_default();
        if !names.iter().any(|other| other.name == item.name || fold(&other.name) == fold(&item.name)) {
            names.push(item);
        }
    }
    let warnings = printed.iter().filter(|(_, names)| names.len() > 1).map(|(code, names)| conflict(code, names));
    let warnings = warnings.collect();
    let latest = |names: Vec<&LineItem>| names.into_iter().max_by_key(|item| item.year).map(|item| item.name.clone());
    (warnings, printed.into_iter().filter_map(|(code, names)| Some((code, latest(names)?))).collect())
}

fn conflict(code: &Code, names: &[&LineItem]) -> Warning {
    let list: Vec<String> =
        names.iter().map(|item| format!("“{}”（{}年，{}）", item.name, item.year, item.place)).collect();
    let message =
        format!("科目 {code} 有不同的名称：{}。按编码对齐；如不是科目改名，请核对编码是否写错", list.join("、"));
    let place = names.last().map_or_else(Place::default, |item| item.place.clone());
    Warning::new(WarningKind::NameConflict, place, message)
}
