//! 读入: files and folders in, line items and claims out.

use super::recognise::{self, Context};
use super::{Document, Limits, SourceError, dataset, files, format, narrative};
use crate::model::{BudgetTable, Claim, FiscalYear, LineItem, Phase, Place, Scope, Warning};
use std::collections::BTreeMap;
use std::path::PathBuf;
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
    let mut documents = Vec::new();
    for file in &files {
        progress.file(&file.name);
        let bytes = files::bytes(file, &options.limits)?;
        documents.push(format::read(&file.name, &bytes, &options.limits)?);
    }
    let mut loaded = gather(&documents, options)?;
    warnings.append(&mut loaded.warnings);
    loaded.warnings = warnings;
    Ok(loaded)
}

/// Reads texts that are already in memory, such as the sample that the program carries.
///
/// # Errors
/// As [`load`].
pub fn load_texts(texts: &[(&str, &str)], options: &LoadOptions) -> Result<Loaded, crate::Error> {
    let documents = texts
        .iter()
        .map(|(name, text)| format::read(&(*name).into(), text.as_bytes(), &options.limits))
        .collect::<Result<Vec<_>, _>>()?;
    gather(&documents, options)
}

fn gather(documents: &[Document], options: &LoadOptions) -> Result<Loaded, crate::Error> {
    let mut loaded = Loaded::default();
    let mut contexts: Vec<Context> = documents.iter().map(recognise::context).collect();
    let mut texts: Texts = BTreeMap::new();
    share_context(&mut contexts, options);
    for (document, context) in documents.iter().zip(&contexts) {
        loaded.files.push(document.name.clone());
        loaded.warnings.extend(document.warnings.iter().cloned());
        if let Some(read) = dataset::of_document(document) {
            loaded.items.extend(read.items);
            loaded.warnings.extend(read.warnings);
            continue;
        }
        let claims = narrative::read(document);
        if let (Some(year), false) = (context.year, claims.is_empty()) {
            let key = (context.unit.clone().unwrap_or_default(), year, context.phase.unwrap_or(Phase::Approved));
            let text = texts.entry(key).or_default();
            text.0 = text.0.or(context.scope);
            text.1.extend(claims.iter().cloned());
        }
        loaded.claims.extend(claims);
        let found = recognise::recognise(document, context);
        loaded.warnings.extend(found.warnings);
        for table in found.tables {
            let Some(year) = table.year else { continue };
            loaded.tables.push(TableSummary {
                unit: table.unit.clone().unwrap_or_default(),
                scope: context.scope.unwrap_or(Scope::Unit),
                year,
                phase: table.phase,
                table: table.table,
                title: table.title,
                items: table.items.len(),
                empty_statement: table.empty_statement,
                place: table.place,
            });
            loaded.items.extend(table.items);
        }
    }
    recover(&mut loaded, texts);
    if loaded.items.is_empty() && loaded.tables.is_empty() && loaded.claims.is_empty() {
        // What was odd about the input is the best reason why nothing came of it.
        if let Some(reason) = loaded.warnings.first() {
            return Err(SourceError::NothingUnderstood { reason: reason.clone() }.into());
        }
        let path = documents.iter().map(|document| &*document.name).collect::<Vec<_>>().join("、");
        return Err(SourceError::NotADisclosure { path }.into());
    }
    Ok(loaded)
}

/// The claims of each disclosure (单位, 年度, 阶段), whichever of its files they stand in.
type Texts = BTreeMap<(Arc<str>, FiscalYear, Phase), (Option<Scope>, Vec<Claim>)>;

/// Adds what the texts tell beyond the tables.
fn recover(loaded: &mut Loaded, texts: Texts) {
    for ((unit, year, phase), (scope, claims)) in texts {
        let scope = scope.unwrap_or(Scope::Unit);
        let disclosure = narrative::Disclosure { unit, scope, year, phase, items: &loaded.items };
        let recovered = narrative::implied(&disclosure, &claims);
        loaded.items.extend(recovered.items);
        loaded.warnings.extend(recovered.warnings);
    }
}

/// Text and tables of one disclosure may be separate files: what one does not say, a neighbour of the same
/// run does, where all that say it agree.
fn share_context(contexts: &mut [Context], options: &LoadOptions) {
    let units: std::collections::BTreeSet<_> = contexts.iter().filter_map(|context| context.unit.clone()).collect();
    let unit = units.iter().next().filter(|_| units.len() == 1).cloned();
    for context in contexts {
        context.unit = context.unit.take().or_else(|| unit.clone());
        context.year = context.year.or(options.year);
    }
}
