//! 读入结果: what reading takes and gives.

use super::Limits;
use super::ocr::{BorneOut, Engine};
use crate::model::{BudgetTable, Claim, Code, FiscalYear, LineItem, Paper, Phase, Place, Scope, Warning, sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// 读入选项: how to read.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// The fiscal year of inputs that do not state one.
    pub year: Option<FiscalYear>,
    /// 单位名称 of inputs that do not state one.
    pub unit: Option<Arc<str>>,
    /// Whether hidden sheets, rows and columns of workbooks are read too.
    pub hidden: bool,
    /// 初稿: a file whose tables the other inputs print again with new figures; theirs count.
    pub superseded: Option<Arc<str>>,
    /// Whether files in memory were found rather than chosen: those that cannot be read, or that this program wrote, are
    /// then skipped with a warning, as in a folder.
    pub found: bool,
    /// 识别引擎 for pages that are pictures; without one they are left out, with a warning.
    pub engine: Option<Arc<dyn Engine>>,
    /// 印证 of the amounts that it reads (`audit::borne_out`); without it, none of them counts as read.
    pub borne_out: Option<BorneOut>,
    /// 限额
    pub limits: Limits,
}

/// 读入结果: everything that was read, with warnings about what was not understood.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Every line item: those of datasets, then those printed in tables, then those implied by the text.
    pub items: Vec<LineItem>,
    /// The names of all codes in `items` and of their ancestors, including codes that no document prints.
    pub names: BTreeMap<Code, Arc<str>>,
    /// Every recognised table, including empty ones.
    pub tables: Vec<TableSummary>,
    /// Every file that is not a dataset, with its sentences and tables.
    pub papers: Vec<Paper>,
    /// Every claim of the texts.
    pub claims: Vec<Claim>,
    /// Warnings about the input.
    pub warnings: Vec<Warning>,
    /// The files that were read, in order.
    pub files: Vec<Arc<str>>,
    /// The units in each file.
    pub owners: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    /// The inputs with their digests; an archive is one input.
    pub inputs: Vec<Input>,
    /// The inputs that the user named, with what each of them gave.
    pub given: Vec<Given>,
    /// The paths of files on disk; files in archives have none.
    pub paths: BTreeMap<Arc<str>, PathBuf>,
}

/// 给出的输入: a file, archive or folder that the user named, with what was read from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its name as the user wrote it.
    pub name: Arc<str>,
    /// The documents in it, each with the years of its line items.
    pub documents: Vec<(Arc<str>, BTreeSet<FiscalYear>)>,
    /// Whether any table or sentence with figures was read from it.
    pub speaks: bool,
}

/// 输入文件: identifies an input of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Display name.
    pub name: Arc<str>,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: String,
}

impl Input {
    pub(super) fn of(name: &Arc<str>, bytes: &[u8]) -> Self {
        Self { name: name.clone(), size: bytes.len() as u64, sha256: sha256(bytes) }
    }
}

/// 表的概要: a recognised table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSummary {
    /// 单位名称
    pub unit: Arc<str>,
    /// 部门, 单位 or 政府
    pub scope: Scope,
    /// 年度
    pub year: FiscalYear,
    /// 阶段
    pub phase: Phase,
    /// Which table it is.
    pub table: BudgetTable,
    /// The title as printed.
    pub title: Arc<str>,
    /// The number of figures in it.
    pub items: usize,
    /// The sentence that says it is empty, if there is one.
    pub empty_statement: Option<Arc<str>>,
    /// Where it begins.
    pub place: Place,
}
