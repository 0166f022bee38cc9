//! 科目词表: the names that documents give to codes, and the codes that a name stands for.
//!
//! Lexicons of parts of a collection merge into the lexicon of the whole, in any order.

use super::catalog::Catalog;
use crate::model::fields;
use crate::model::{Classification, Code, FiscalYear, Level, LineItem, Origin, Place, Warning, WarningKind, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 科目名称, by code.
pub type Names = BTreeMap<Code, Arc<str>>;

/// 科目词表.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// The names printed for each code.
    printed: BTreeMap<Code, BTreeMap<Arc<str>, Use>>,
    /// Every code that occurs.
    met: BTreeSet<Code>,
    /// The codes of each folded name.
    codes: BTreeMap<Named, BTreeSet<Code>>,
    /// Codes that occur without a name.
    unnamed: BTreeSet<(Classification, Code)>,
}

/// A classification and a folded name.
pub(super) type Named = (Classification, String);

/// The use of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Use {
    latest: FiscalYear,
    count: usize,
    /// Its first place in the latest year.
    place: Place,
}

impl Lexicon {
    /// The lexicon of these items.
    pub fn of(items: &[LineItem]) -> Self {
        let mut lexicon = Self::default();
        items.iter().for_each(|item| lexicon.add(item, 1));
        lexicon
    }

    /// Adds `count` items that print the same as this one.
    pub fn add(&mut self, item: &LineItem, count: usize) {
        let Some(code) = &item.code else { return };
        if !self.met.contains(code) {
            self.met.insert(code.clone());
        }
        if !is_coded(item) {
            return;
        }
        if code.as_str() == &*item.name {
            self.unnamed.insert((item.classification, code.clone()));
            return;
        }
        self.codes.entry((item.classification, fold(&item.name))).or_default().insert(code.clone());
        if item.origin != Origin::Implied {
            let own = Use { latest: item.year, count, place: item.place.clone() };
            let names = self.printed.entry(code.clone()).or_default();
            names.entry(item.name.clone()).and_modify(|of| of.add(&own)).or_insert(own);
        }
    }

    /// Adds the lexicon of another part.
    pub fn merge(&mut self, other: &Self) {
        self.met.extend(other.met.iter().cloned());
        self.unnamed.extend(other.unnamed.iter().cloned());
        for (named, codes) in &other.codes {
            self.codes.entry(named.clone()).or_default().extend(codes.iter().cloned());
        }
        for (code, names) in &other.printed {
            let own = self.printed.entry(code.clone()).or_default();
            for (name, of) in names {
                own.entry(name.clone()).and_modify(|own| own.add(of)).or_insert_with(|| of.clone());
            }
        }
    }

    /// The codes of every name: those printed with it, and those printed without a name that have it elsewhere in the
    /// documents or in the catalog.
    pub(super) fn codes(&self) -> BTreeMap<Named, BTreeSet<Code>> {
        let mut codes = self.codes.clone();
        for (classification, code) in &self.unnamed {
            if let Some(name) = self.name(code) {
                codes.entry((*classification, fold(&name))).or_default().insert(code.clone());
            }
        }
        codes
    }

    /// The name of a code: the documents' first, then the catalog's. Of several, that of the latest year; of these, the
    /// most frequent.
    pub(super) fn name(&self, code: &Code) -> Option<Arc<str>> {
        let printed = self.printed.get(code).and_then(|names| {
            let best = names.iter().max_by_key(|(name, of)| (of.latest, of.count, std::cmp::Reverse(*name)));
            best.map(|(name, _)| name.clone())
        });
        printed.or_else(|| Catalog::shipped().name(code).map(Into::into))
    }

    /// Every code that occurs.
    pub(super) fn met(&self) -> &BTreeSet<Code> {
        &self.met
    }

    /// Whether no code is printed under two names, even if they differ in spacing only.
    pub fn has_one_name_a_code(&self) -> bool {
        self.printed.values().all(|names| names.len() < 2)
    }

    /// A warning for every code with more than one name, regardless of spacing and brackets.
    pub fn conflicts(&self) -> Vec<Warning> {
        let conflict = |(code, names): (&Code, &BTreeMap<Arc<str>, Use>)| {
            let mut different: BTreeMap<String, (&Arc<str>, &Use)> = BTreeMap::new();
            for (name, of) in names {
                different.entry(fold(name)).or_insert((name, of));
            }
            let mut list: Vec<(&Arc<str>, &Use)> = different.into_values().collect();
            list.sort_by_key(|(name, of)| (of.latest, &of.place, *name));
            (list.len() > 1).then(|| conflict(code, &list))
        };
        self.printed.iter().filter_map(conflict).collect()
    }
}

/// First fields of a lexicon's lines.
const PRINTED: &str = "printed";
const MET: &str = "met";
const NAMED: &str = "named";
const UNNAMED: &str = "unnamed";

impl Lexicon {
    /// Serialises to lines that [`Lexicon::read_line`] reads back, without the boxes of places.
    pub(crate) fn to_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (code, names) in &self.printed {
            for (name, Use { latest, count, place }) in names {
                let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
                let sheet = place.sheet.as_deref().unwrap_or_default();
                let (latest, count) = (latest.to_string(), count.to_string());
                let [page, table, paragraph] = [place.page, place.table, place.paragraph].map(number);
                let [row, column] = [place.row, place.column].map(number);
                let place = [&place.file, sheet, &page, &table, &paragraph, &row, &column];
                lines.push(fields::line(&[&[PRINTED, code.as_str(), name, &latest, &count][..], &place].concat()));
            }
        }
        lines.extend(self.met.iter().map(|code| fields::line(&[MET, code.as_str()])));
        for ((classification, name), codes) in &self.codes {
            let line = |code: &Code| fields::line(&[NAMED, classification.name(), name, code.as_str()]);
            lines.extend(codes.iter().map(line));
        }
        let line = |(of, code): &(Classification, Code)| fields::line(&[UNNAMED, of.name(), code.as_str()]);
        lines.extend(self.unnamed.iter().map(line));
        lines
    }

    /// Adds what a line says; false if it is not a lexicon's line.
    pub(crate) fn read_line(&mut self, line: &str) -> bool {
        self.read_fields(&fields::fields(line)).is_some()
    }

    fn read_fields(&mut self, fields: &[String]) -> Option<()> {
        let code = |text: &str| Code::new(text).ok();
        match fields {
            [kind, own] if kind == MET => _ = self.met.insert(code(own)?),
            [kind, of, own] if kind == UNNAMED => {
                self.unnamed.insert((Classification::from_name(of)?, code(own)?));
            }
            [kind, of, name, own] if kind == NAMED => {
                let named = (Classification::from_name(of)?, name.clone());
                self.codes.entry(named).or_default().insert(code(own)?);
            }
            [kind, own, name, latest, count, file, sheet, page, table, paragraph, row, column] if kind == PRINTED => {
                let number = |text: &str| text.parse().ok();
                let place = Place {
                    sheet: Some(sheet.as_str()).filter(|sheet| !sheet.is_empty()).map(Into::into),
                    page: number(page),
                    table: number(table),
                    paragraph: number(paragraph),
                    row: number(row),
                    column: number(column),
                    ..Place::file(file.as_str())
                };
                let latest = latest.parse().ok().and_then(FiscalYear::new)?;
                let own_use = Use { latest, count: count.parse().ok()?, place };
                let names = self.printed.entry(code(own)?).or_default();
                names.entry(name.as_str().into()).and_modify(|own| own.add(&own_use)).or_insert(own_use);
            }
            _ => return None,
        }
        Some(())
    }
}

impl Use {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        if (other.latest, std::cmp::Reverse(&other.place)) > (self.latest, std::cmp::Reverse(&self.place)) {
            (self.latest, self.place) = (other.latest, other.place.clone());
        }
    }
}

/// Whether items of this kind have classification codes. A total, a project or an item of “三公” has none.
pub(super) fn is_coded(item: &LineItem) -> bool {
    use Classification::{Economic, EconomicGovernment, Functional};
    item.level != Level::Total && matches!(item.classification, Functional | Economic | EconomicGovernment)
}

fn conflict(code: &Code, names: &[(&Arc<str>, &Use)]) -> Warning {
    let list: Vec<String> =
        names.iter().map(|(name, of)| format!("“{name}”（{}年，{}）", of.latest, of.place)).collect();
    let message =
        format!("科目 {code} 有不同的名称：{}。按编码对齐；如不是科目改名，请核对编码是否写错", list.join("、"));
    let place = names.last().map_or_else(Place::default, |(_, of)| of.place.clone());
    Warning::new(WarningKind::NameConflict, place, message)
}
