//! 科目路径: the names of a 科目 and its ancestors, from the rows of both years and from sentences.

use super::Item;
use crate::analysis::ComparisonRow;
use crate::model::{Claim, Classification, Code, Level};
use std::collections::BTreeMap;
use std::sync::Arc;

type Path = Vec<(Level, Arc<str>)>;

/// Names by code, and the paths that texts write out.
pub(super) struct Names {
    codes: BTreeMap<Code, Arc<str>>,
    paths: Vec<Path>,
}

impl Names {
    pub fn new(rows: &[&ComparisonRow], claims: &[Claim]) -> Self {
        let mut codes = BTreeMap::new();
        for row in rows {
            if let Some(code) = &row.item.code
                && !row.item.name.starts_with(|c: char| c.is_ascii_digit())
            {
                codes.entry(code.clone()).or_insert_with(|| row.item.name.clone());
            }
        }
        let paths = claims.iter().map(|claim| claim.subject.path.clone()).filter(|path| path.len() > 1).collect();
        Self { codes, paths }
    }

    /// The item of a row, with its path.
    pub fn item(&self, row: &ComparisonRow) -> Item {
        let name = row.item.code.as_ref().and_then(|code| self.codes.get(code)).unwrap_or(&row.item.name).clone();
        let path = match &row.item.code {
            Some(code) => self.path_of_code(code),
            // 三公 are no 科目.
            None if row.item.classification == Classification::ThreePublic => Vec::new(),
            None => self.path_of_name(row),
        };
        Item::of_row(row, name, path)
    }

    fn path_of_code(&self, code: &Code) -> Path {
        let mut path: Path = Vec::new();
        let mut next = Some(code.clone());
        while let Some(code) = next {
            if let Some(name) = self.codes.get(&code) {
                path.push((code.level(), name.clone()));
            }
            next = code.parent();
        }
        path.reverse();
        path
    }

    /// The path of an item without code: as a sentence writes it out, else below the closest code above it.
    fn path_of_name(&self, row: &ComparisonRow) -> Path {
        let spelt = self
            .paths
            .iter()
            .find(|path| path.last().is_some_and(|last| *last == (row.item.level, row.item.name.clone())));
        spelt.cloned().unwrap_or_else(|| {
            let mut path = row.item.parent.as_ref().map(|parent| self.path_of_code(parent)).unwrap_or_default();
            path.push((row.item.level, row.item.name.clone()));
            path
        })
    }

    /// Sorts by code; an item without code comes after everything else below its parent.
    pub fn order(&self, item: &Item) -> (String, Arc<str>) {
        match (&item.code, &item.parent_code) {
            (Some(code), _) => (code.to_string(), "".into()),
            (None, Some(parent)) => (format!("{parent}~"), item.name.clone()),
            (None, None) => ("~".into(), item.name.clone()),
        }
    }
}
