//! 科目目录: codes and names seen in real documents (`data/catalog.csv`). A code that is not listed is still accepted.

use crate::model::{Classification, Code, Level, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The edition that is kept for its names only, because its codes have since been renumbered.
const OLD_EDITION: &str = "2009";

/// 科目目录: a partial list of codes, looked up by code and by name.
#[derive(Debug, Default)]
pub struct Catalog {
    entries: Vec<CatalogEntry>,
    by_code: BTreeMap<Code, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

/// 目录条目: a code with one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogEntry {
    /// 科目编码
    pub code: Code,
    /// 分类
    pub classification: Classification,
    /// 级次
    pub level: Level,
    /// 科目名称
    pub name: Box<str>,
    /// The years or edition in which it was seen: `2024`, `2018+`.
    pub years: Box<[Box<str>]>,
    /// The documents in which it was seen.
    pub provenance: Box<str>,
}

impl Catalog {
    /// The catalog shipped with the program.
    pub fn shipped() -> &'static Self {
        static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::parse(include_str!("../../../data/catalog.csv")));
        &CATALOG
    }

    /// Every entry, sorted by code; of several names of a code the most recent comes first.
    pub fn entries(&self) -> &[CatalogEntry] {
        &self.entries
    }

    /// The most recent name of a code.
    pub fn name(&self, code: &Code) -> Option<&str> {
        self.names(code).next()
    }

    /// Every name that a code was seen under, the last one first.
    pub fn names(&self, code: &Code) -> impl Iterator<Item = &str> {
        self.by_code.get(code).into_iter().flatten().map(|&index| &*self.entries[index].name)
    }

    /// The codes that have this name today, regardless of spacing and brackets; names of the old edition do not count.
    pub fn codes(&self, classification: Classification, name: &str) -> BTreeSet<&Code> {
        let found = self.by_name.get(&fold(name)).map_or(&[][..], Vec::as_slice);
        let current = found.iter().map(|&index| &self.entries[index]).filter(|entry| !entry.is_old());
        current.filter(|entry| entry.classification == classification).map(|entry| &entry.code).collect()
    }

    /// 通用名称, folded: names shared by three or more codes of a classification, such as 行政运行.
    pub fn common_names(&self) -> BTreeSet<(Classification, String)> {
        const MANY: usize = 3;
        let mut codes: BTreeMap<(Classification, &String), BTreeSet<&Code>> = BTreeMap::new();
        for (name, found) in &self.by_name {
            for entry in found.iter().map(|&index| &self.entries[index]) {
                codes.entry((entry.classification, name)).or_default().insert(&entry.code);
            }
        }
        let many = codes.into_iter().filter(|(_, codes)| codes.len() >= MANY);
        many.map(|((classification, name), _)| (classification, name.clone())).collect()
    }

    fn parse(text: &str) -> Self {
        let mut catalog = Self::default();
        for record in csv::Reader::from_reader(text.as_bytes()).records().flatten() {
            let field = |index: usize| record.get(index).unwrap_or_default();
            let (Ok(code), Some(classification)) = (Code::new(field(0)), Classification::from_name(field(1))) else {
                continue;
            };
            let index = catalog.entries.len();
            catalog.by_code.entry(code.clone()).or_default().push(index);
            catalog.by_name.entry(fold(field(3))).or_default().push(index);
            catalog.entries.push(CatalogEntry {
                level: code.level(),
                code,
                classification,
                name: field(3).into(),
                years: field(4).split_whitespace().map(Into::into).collect(),
                provenance: field(5).into(),
            });
        }
        catalog
    }
}

impl CatalogEntry {
    /// Whether it occurs in the old edition only.
    fn is_old(&self) -> bool {
        self.years.iter().all(|year| &**year == OLD_EDITION)
    }
}
