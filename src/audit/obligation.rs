//! 应查的一项: a requirement on a disclosure, whether or not a check covers it, and how it stands.

use super::presence::{DocumentKind, Required};
use crate::model::{BudgetTable, Owner, Place};
use std::sync::Arc;

/// 应查的一项.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// Its unique identifier.
    pub id: String,
    /// 所属的组
    pub group: String,
    /// 要求
    pub requirement: String,
    /// 依据
    pub source: String,
    /// 适用于
    pub documents: Vec<DocumentKind>,
    pub(super) answered: Answered,
}

/// How the standing of an obligation is determined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answered {
    /// By recognising the document's unit.
    Identified,
    /// By the presence of a table.
    Table(Required),
    /// By words of which at least one must occur; `around` if this applies only to a complete disclosure.
    Explained { words: Vec<String>, around: bool },
    /// By checks, restricted to these tables and to text whose headings or subject contain one of the words `about`.
    /// With `figures`, every figure concerned must have been judged.
    Checks { codes: Vec<&'static str>, tables: Vec<BudgetTable>, about: Vec<String>, figures: bool },
    /// Only by a person, for this reason.
    Manual(String),
}

/// 状态: how an obligation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// 符合: checked, and nothing was found.
    Met {
        /// Number of figures, sums or sentences checked.
        times: usize,
        /// Number of findings that were accepted before.
        accepted: usize,
    },
    /// 有问题, with the signatures of the findings
    Finding(Vec<String>),
    /// 不适用
    NotApplicable(String),
    /// 无法核对: says which figure, table or earlier document is missing, or that a person must check it.
    NotCheckable(String),
    /// 没有读到: the relevant part is present at these places but could not be read.
    NotRead(Vec<Place>),
}

/// 一份公开: a disclosure and its obligations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obliged {
    /// Owner of the disclosure.
    pub owner: Owner,
    /// Its files.
    pub files: Vec<Arc<str>>,
    /// Every obligation of this kind of disclosure, in the order of the list.
    pub obligations: Vec<(Arc<Obligation>, Standing)>,
}

/// Number of places that a message names.
const NAMED: usize = 3;

impl Standing {
    /// Its name in exported data.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Met { .. } => "met",
            Self::Finding(_) => "finding",
            Self::NotApplicable(_) => "not_applicable",
            Self::NotCheckable(_) => "not_checkable",
            Self::NotRead(_) => "not_read",
        }
    }

    /// Its Chinese name.
    pub fn title(&self) -> &'static str {
        Self::TITLES[self.order()]
    }

    /// The Chinese names of all variants, in order.
    const TITLES: [&'static str; 5] = ["符合", "有问题", "不适用", "无法核对", "没有读到"];

    fn order(&self) -> usize {
        match self {
            Self::Met { .. } => 0,
            Self::Finding(_) => 1,
            Self::NotApplicable(_) => 2,
            Self::NotCheckable(_) => 3,
            Self::NotRead(_) => 4,
        }
    }

    /// The reason, for the reader of a report.
    pub fn because(&self) -> String {
        match self {
            Self::Met { times, accepted: 0 } => format!("核对 {times} 处"),
            Self::Met { times, accepted } => format!("核对 {times} 处，其中 {accepted} 处以前已接受"),
            Self::Finding(findings) => format!("{} 处", findings.len()),
            Self::NotApplicable(why) | Self::NotCheckable(why) => why.clone(),
            Self::NotRead(places) => named(places),
        }
    }
}

impl Obliged {
    /// Number of obligations per standing, in the order of [`Standing`].
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let mut counts = Standing::TITLES.map(|title| (title, 0));
        self.obligations.iter().for_each(|(_, standing)| counts[standing.order()].1 += 1);
        counts.into()
    }
}

/// The first few places and the total number.
pub(super) fn named(places: &[Place]) -> String {
    let first: Vec<String> = places.iter().take(NAMED).map(ToString::to_string).collect();
    let more = if places.len() > NAMED { format!("等 {} 处", places.len()) } else { String::new() };
    first.join("、") + &more
}
