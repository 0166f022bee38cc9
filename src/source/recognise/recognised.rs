//! 认出的表: the tables of a document, with their figures.

use crate::model::{BudgetTable, FiscalYear, LineItem, Phase, Place, PrintedRate, Warning};
use std::sync::Arc;

/// 识别结果: the tables of a document.
#[derive(Debug, Clone, Default)]
pub struct Recognised {
    /// The tables in reading order, including empty ones.
    pub tables: Vec<Table>,
    /// Warnings about what was not understood or is unusual.
    pub warnings: Vec<Warning>,
}

/// 一张表: a recognised table with its figures.
#[derive(Debug, Clone)]
pub struct Table {
    /// Which table it is.
    pub table: BudgetTable,
    /// The title as printed.
    pub title: Arc<str>,
    /// 单位名称, if the table or the document names one.
    pub unit: Option<Arc<str>>,
    /// The year of the table, if known.
    pub year: Option<FiscalYear>,
    /// Whether the table itself names the year, rather than the document or its name.
    pub dated: bool,
    /// The phase of the table.
    pub phase: Phase,
    /// The figures.
    pub items: Vec<LineItem>,
    /// The percentages beside them.
    pub rates: Vec<PrintedRate>,
    /// The sentence that says it is empty, if there is one.
    pub empty_statement: Option<Arc<str>>,
    /// Where it begins.
    pub place: Place,
}
