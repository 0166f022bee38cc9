//! 应查事项的清单: all that should be checked in a disclosure. It is data (`data/obligations.toml`) and also lists the
//! requirements that no check covers.

use super::Check;
use super::obligation::{Answered, Obligation};
use super::presence::{DocumentKind, Explanation, Required};
use crate::model::BudgetTable;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// 应查事项的清单.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligations(Vec<Arc<Obligation>>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireList {
    obligation: Vec<toml::Spanned<WireObligation>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireObligation {
    id: String,
    group: String,
    requirement: String,
    source: String,
    documents: Vec<DocumentKind>,
    #[serde(default)]
    identified: bool,
    table: Option<String>,
    #[serde(default)]
    title: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
    #[serde(default)]
    explained: Vec<String>,
    #[serde(default)]
    around: bool,
    #[serde(default)]
    checks: Vec<String>,
    #[serde(default)]
    tables: Vec<String>,
    #[serde(default)]
    about: Vec<String>,
    #[serde(default)]
    figures: bool,
    manual: Option<String>,
}

impl Obligations {
    /// The built-in list.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Obligations> = LazyLock::new(|| {
            Obligations::parse("data/obligations.toml", include_str!("../../data/obligations.toml"))
                .expect("data/obligations.toml is part of the program and a test reads it")
        });
        &SHIPPED
    }

    /// Parses a list; `name` is the file name used in messages.
    ///
    /// # Errors
    /// If the file is not a valid list: the mistake and its line, in Chinese.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let line = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let wire: WireList = toml::from_str(text).map_err(|error| {
            let place = error.span().map_or_else(String::new, |span| format!(" 第{}行", line(span.start)));
            format!("{name}{place}：不是应查事项的写法（{}）。写法见 docs/检查项.md", error.message())
        })?;
        let mut known = BTreeSet::new();
        let list = wire.obligation.into_iter().map(|spanned| {
            let place = format!("{name} 第{}行", line(spanned.span().start));
            let wire = spanned.into_inner();
            if !known.insert(wire.id.clone()) {
                return Err(format!("{place}：“{}”写了两次，请换一个 id", wire.id));
            }
            wire.obligation().map(Arc::new).map_err(|fault| format!("{place}：{fault}"))
        });
        list.collect::<Result<_, _>>().map(Self)
    }

    /// This list extended by another. The other list can only add: built-in obligations cannot be removed or replaced.
    ///
    /// # Errors
    /// If both lists contain the same identifier.
    pub fn with(&self, others: &Self) -> Result<Self, String> {
        if let Some(twice) = others.0.iter().find(|other| self.0.iter().any(|own| own.id == other.id)) {
            return Err(format!("本程序已有“{}”这一项，不能替换；请换一个 id", twice.id));
        }
        Ok(Self(self.0.iter().chain(&others.0).cloned().collect()))
    }

    /// The obligations of a kind of document.
    pub(super) fn of(&self, kind: DocumentKind) -> impl Iterator<Item = &Arc<Obligation>> {
        self.0.iter().filter(move |obligation| obligation.documents.contains(&kind))
    }
}

impl WireObligation {
    fn obligation(self) -> Result<Obligation, String> {
        let tables = |names: &[String]| -> Result<Vec<BudgetTable>, String> {
            let named = names.iter().map(|name| BudgetTable::from_name(name).ok_or(format!("没有“{name}”这种表")));
            named.collect()
        };
        let codes: Result<Vec<&'static str>, String> = self
            .checks
            .iter()
            .map(|name| {
                let known = Check::of(name).map(|check| check.code);
                known.ok_or_else(|| super::check::no_such_check(name))
            })
            .collect();
        let mut ways = Vec::new();
        if self.identified {
            ways.push(Answered::Identified);
        }
        if let Some(table) = self.table {
            let required = |table| Required { table, title: self.title.clone(), none: self.none.clone() };
            ways.extend(tables(&[table])?.into_iter().map(|table| Answered::Table(required(table))));
        }
        if !self.explained.is_empty() {
            ways.push(Answered::Explained { words: self.explained, around: self.around });
        }
        if !self.checks.is_empty() {
            let (codes, tables) = (codes?, tables(&self.tables)?);
            ways.push(Answered::Checks { codes, tables, about: self.about, figures: self.figures });
        }
        ways.extend(self.manual.map(Answered::Manual));
        match (ways.pop(), ways.pop()) {
            (Some(answered), None) => Ok(Obligation {
                id: self.id,
                group: self.group,
                requirement: self.requirement,
                source: self.source,
                documents: self.documents,
                answered,
            }),
            _ => Err("identified、table、explained、checks、manual 要写且只写一种".to_owned()),
        }
    }
}

impl Obligations {
    /// The tables that a disclosure of this kind must have.
    pub(super) fn tables(&self, kind: DocumentKind) -> Vec<&Required> {
        let required = self.of(kind).filter_map(|obligation| match &obligation.answered {
            Answered::Table(required) => Some(required),
            _ => None,
        });
        required.collect()
    }

    /// The explanations that a disclosure of this kind must give.
    pub(super) fn explanations(&self, kind: DocumentKind) -> Vec<Explanation<'_>> {
        let required = self.of(kind).filter_map(|obligation| match &obligation.answered {
            Answered::Explained { words, around } => Some((obligation.requirement.as_str(), words.as_slice(), *around)),
            _ => None,
        });
        required.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::CHECKS;

    #[test]
    fn every_check_answers_an_obligation_and_every_kind_of_document_has_some() {
        let list = Obligations::shipped();
        let answered: BTreeSet<&str> = list
            .0
            .iter()
            .flat_map(|obligation| match &obligation.answered {
                Answered::Checks { codes, .. } => codes.clone(),
                Answered::Table(..) => vec!["tables"],
                Answered::Explained { .. } => vec!["sections"],
                _ => Vec::new(),
            })
            .collect();
        let idle: Vec<&str> = CHECKS.iter().map(|check| check.code).filter(|code| !answered.contains(code)).collect();
        assert_eq!(idle, Vec::<&str>::new());
        for kind in [DocumentKind::Budget, DocumentKind::Final, DocumentKind::Government] {
            assert!(list.of(kind).count() > 20, "{kind:?}");
        }
    }

    #[test]
    fn a_list_that_is_none_is_refused_with_its_line() {
        let entry = |rest: &str| {
            let text = format!(
                "# 本办\n[[obligation]]\nid = \"a\"\ngroup = \"组\"\nrequirement = \"要求\"\nsource = \"依据\"\n\
                 documents = [\"budget\"]\n{rest}\n"
            );
            Obligations::parse("本办.toml", &text)
        };
        assert!(entry("checks = [\"rate\"]").is_ok());
        let faults = [
            ("", "本办.toml 第2行：identified、table、explained、checks、manual 要写且只写一种"),
            ("checks = [\"rates\"]", "本办.toml 第2行：没有“rates”这项检查；可以用："),
            ("table = \"generals\"", "本办.toml 第2行：没有“generals”这种表"),
            ("chekcs = [\"rate\"]", "本办.toml 第8行：不是应查事项的写法"),
            ("checks = [\"rate\"]\nmanual = \"看\"", "要写且只写一种"),
        ];
        for (rest, message) in faults {
            let fault = entry(rest).unwrap_err();
            assert!(fault.contains(message), "{fault}");
        }
    }
}
