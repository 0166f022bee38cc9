//! 读入: files and folders in, line items and claims out.

use super::gather::{Source, gather};
use super::{Limits, files, format};
use crate::model::{BudgetTable, Claim, FiscalYear, LineItem, Phase, Place, Scope, Warning};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to read and how.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// The fiscal year of inputs that do not say.
    pub year: Option<FiscalYear>,
    /// 限额
    pub limits: Limits,
}

/// 读入结果: everything that was read, with what was not understood.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Every line item: published in the tables, then restated, then implied by the text.
    pub items: Vec<LineItem>,
    /// Every table that was recognised, empty ones included.
    pub tables: Vec<TableSummary>,
    /// Every claim of the texts.
    pub claims: Vec<Claim>,
    /// Everything odd.
    pub warnings: Vec<Warning>,
    /// The files that were read, in order.
    pub files: Vec<Arc<str>>,
}

/// A table as it was found.
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
    /// What table it is.
    pub table: BudgetTable,
    /// The title as printed.
    pub title: Arc<str>,
    /// How many figures it carries.
    pub items: usize,
    /// The sentence that says it is empty, if one does.
    pub empty_statement: Option<Arc<str>>,
    /// Where it begins.
    pub place: Place,
}

/// Progress of long work, told in files.
pub trait Progress {
    /// So many files are to be read.
    fn begin(&self, files: usize) {
        let _ = files;
    }
    /// This file is being read.
    fn file(&self, name: &str) {
        let _ = name;
    }
}

/// No progress shown.
impl Progress for () {}

/// Reads files and folders (whole) into one result.
///
/// Several files of one unit and year are one disclosure. What was not understood is listed in
/// [`Loaded::warnings`].
///
/// # Errors
/// An input that cannot be read, or in which no table at all was found.
pub fn load(paths: &[PathBuf], options: &LoadOptions, progress: &dyn Progress) -> Result<Loaded, crate::Error> {
    let mut warnings = Vec::new();
    let files = files::collect(paths, &options.limits, &mut warnings)?;
    progress.begin(files.len());
    let mut sources = Vec::new();
    for file in &files {
        progress.file(&file.name);
        let bytes = files::bytes(file, &options.limits)?;
        let folder = file.path.parent().unwrap_or(Path::new("")).to_owned();
        sources.push(Source { folder, document: format::read(&file.name, &bytes, &options.limits)? });
    }
    let mut loaded = gather(&sources, options)?;
    warnings.append(&mut loaded.warnings);
    loaded.warnings = warnings;
    Ok(loaded)
}

/// Reads texts that are already in memory, such as the sample that the program carries.
///
/// # Errors
/// As [`load`].
pub fn load_texts(texts: &[(&str, &str)], options: &LoadOptions) -> Result<Loaded, crate::Error> {
    let mut sources = Vec::new();
    for (name, text) in texts {
        let document = format::read(&(*name).into(), text.as_bytes(), &options.limits)?;
        sources.push(Source { folder: PathBuf::new(), document });
    }
    gather(&sources, options)
}
