//! 文件所述: what this year's and last year's disclosures say beyond their tables, read for the text that is to be written.
//!
//! Each reader knows a kind of statement by its headings, labels and words, not the form of a province.

mod facts;
pub(super) mod paragraph;
mod parts;
mod projects;
mod reasons;

use super::{Item, Profile, Project};
use crate::model::{BudgetTable, Cells, Claim, FiscalYear, LineItem, Paper, Phase};
use paragraph::paragraphs;
use std::collections::{BTreeMap, BTreeSet};

/// 文件所述 of one unit.
#[derive(Debug, Clone, Default)]
pub struct Stated {
    /// What this year's disclosure says.
    pub current: Statements,
    /// What last year's disclosure says.
    pub prior: Statements,
}

/// What the disclosure of one year says.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    /// Its statements, as the answers of a profile.
    pub profile: Profile,
    /// Items, by table and key, whose change it states to go another way than this year's tables say. Its reasons for
    /// them cannot hold.
    pub turned: BTreeSet<(BudgetTable, String)>,
    /// Items of 决算 of which it explains the difference from the budget, and which way that goes: −1 for less, 1 for more.
    pub deviations: BTreeMap<(BudgetTable, String), i64>,
}

/// What is asked for, and where it is looked for.
pub(super) struct Search<'a> {
    /// 单位名称
    pub unit: &'a str,
    /// 本年
    pub year: FiscalYear,
    /// 上年
    pub base: FiscalYear,
    /// 阶段
    pub phase: Phase,
    /// The rows and columns that a text may speak of.
    pub items: Vec<&'a Item>,
    /// The projects of this year's table.
    pub projects: &'a [Project],
    /// Every line item that was read.
    pub lines: &'a [LineItem],
    /// Every claim of the texts.
    pub claims: &'a [Claim],
    /// The files with their sentences.
    pub papers: &'a [Paper],
}

/// Reads what the unit's disclosures of both years say.
pub(super) fn read(search: &Search<'_>) -> Stated {
    let cells = Cells::of(search.lines, search.papers);
    let mut stated = Stated::default();
    for paper in search.papers {
        let Some(owner) = cells.owner(&paper.file) else { continue };
        if (&*owner.unit, owner.phase) != (search.unit, search.phase) {
            continue;
        }
        let statements = match owner.year {
            year if year == search.year => &mut stated.current,
            year if year == search.base => &mut stated.prior,
            _ => continue,
        };
        reasons::read(search, paper, (owner.year, owner.phase), statements);
        let profile = &mut statements.profile;
        let paragraphs = paragraphs(paper);
        facts::read(&paragraphs, profile);
        projects::read(&paragraphs, search.projects, profile);
        parts::read(&paragraphs, search.unit, profile);
    }
    stated
}
