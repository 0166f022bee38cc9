//! 文件: one published file, with what it says beside its figures.

use super::{BudgetTable, FiscalYear, Phase, Place, Scope};
use std::sync::Arc;

/// 一份文件 as it was understood. What it does not say stays `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// The file's name.
    pub file: Arc<str>,
    /// 单位名称
    pub unit: Option<Arc<str>>,
    /// 部门, 单位 or 政府
    pub scope: Option<Scope>,
    /// 年度
    pub year: Option<FiscalYear>,
    /// 预算 or 决算
    pub phase: Option<Phase>,
    /// The list of contents; empty where there is none.
    pub contents: Vec<Entry>,
    /// Headings and sentences in reading order; tables and the list of contents are not among them.
    pub sentences: Vec<Sentence>,
    /// Its tables in reading order, empty ones included.
    pub tables: Vec<Printed>,
}

/// 目录的一行.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The words, with their number, without white space, leader and page number.
    pub text: Arc<str>,
    /// The page number that the list prints.
    pub page: Option<u32>,
    /// Where it stands.
    pub place: Place,
}

/// 一句话, or a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it begins.
    pub place: Place,
    /// The level of a heading, 1 the highest; `None` for a sentence.
    pub heading: Option<u8>,
    /// The headings above it, the outermost first.
    pub section: Arc<[Arc<str>]>,
    /// The words, line breaks removed.
    pub text: Arc<str>,
}

/// 一张表 as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// What table it is.
    pub table: BudgetTable,
    /// The title as printed.
    pub title: Arc<str>,
    /// How many figures it carries.
    pub figures: usize,
    /// The sentence that says it is empty, if one does.
    pub empty_statement: Option<Arc<str>>,
    /// Where it begins.
    pub place: Place,
}
