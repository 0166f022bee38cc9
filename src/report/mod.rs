//! 报告: everything known about one unit, as a value that is complete before any writer sees it.

use crate::analysis::{
    CompareOptions, Comparison, LineItems, Proposal, ProposalSources, Trend, TrendOptions, compare, execution,
    one_year, propose, trend,
};
use crate::audit::{Audit, Material, judge, linked_cells};
use crate::error::ErrorKind;
use crate::model::{BudgetTable, Catalog, Claim, Code, FiscalYear, LineItem, Paper, Place, Warning};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 材料: what was read about one unit.
#[derive(Debug, Clone, Copy)]
pub struct ReportMaterial<'a> {
    /// 单位名称
    pub unit: &'a Arc<str>,
    /// The name of the unit in the report: `某局（部门）` if a unit of the same name publishes too.
    pub title: &'a str,
    /// Line items.
    pub items: &'a [LineItem],
    /// The names of codes, including codes that no document prints.
    pub names: &'a BTreeMap<Code, Arc<str>>,
    /// Claims of the texts.
    pub claims: &'a [Claim],
    /// The files with their sentences.
    pub papers: &'a [Paper],
    /// The files, tables and warnings of reading.
    pub read: &'a Read,
}

/// What a report was made from. Independent of the types of `source`.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The files, in order.
    pub files: Vec<Arc<str>>,
    /// The tables that were recognised.
    pub tables: Vec<ReadTable>,
    /// Warnings about what was unusual or not understood.
    pub warnings: Vec<Warning>,
}

/// One recognised table.
#[derive(Debug, Clone)]
pub struct ReadTable {
    /// 年度
    pub year: FiscalYear,
    /// Which table it is.
    pub table: BudgetTable,
    /// The title as printed.
    pub title: Arc<str>,
    /// The number of figures in it.
    pub items: usize,
    /// The sentence that says it is empty.
    pub note: Option<Arc<str>>,
    /// Where it begins.
    pub place: Place,
}

/// 报告: one unit's results.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Report {
    /// 单位名称
    pub unit: Arc<str>,
    /// The name of the unit in the report.
    pub title: String,
    /// Every line item as a frame.
    pub items: LineItems,
    /// Claims of the texts.
    pub claims: Vec<Claim>,
    /// The files with their sentences.
    pub papers: Vec<Paper>,
    /// 对比. If only one year is known, that year without amounts for the year before.
    pub comparison: Comparison,
    /// Why there is no year to compare with; `None` if there is one.
    pub alone: Option<String>,
    /// The comparisons of the other consecutive years, in their order and without a bridge.
    pub others: Vec<Comparison>,
    /// 执行: the budget and the final account of the year; `None` if it has only one of them.
    pub execution: Option<Comparison>,
    /// 对照建议: which items of both years may be the same; none if a bridge says so.
    pub proposals: Vec<Proposal>,
    /// 趋势: every year and phase.
    pub trend: Trend,
    /// 审查
    pub audit: Audit,
    /// For each claim, the places of the cells that it refers to.
    pub linked: Vec<Vec<Place>>,
    /// What was read, with all warnings of reading and comparing.
    pub read: Read,
}

impl Report {
    /// Computes the report. It contains every row: of the options, only the years and the bridge are used.
    ///
    /// # Errors There are no figures, a year of the options is missing, or a sum exceeds `i64`.
    pub fn new(material: &ReportMaterial<'_>, options: &CompareOptions) -> Result<Self, crate::Error> {
        let items = LineItems::from_items(material.items)
            .with_names(material.names)
            .with_user_corrections(&material.read.warnings);
        let (comparison, alone) = compared(&items, options)?;
        let others = match alone {
            None => others(&items, &comparison)?,
            Some(_) => Vec::new(),
        };
        let bridge = options.bridge.as_ref();
        let execution = execution(&items, &CompareOptions { year: options.year, ..CompareOptions::default() })?;
        let proposals = match (&alone, bridge) {
            (None, None) => proposals(&items, (comparison.base, comparison.year), material.papers)?,
            _ => Vec::new(),
        };
        let trend = trend(&items, &TrendOptions { bridge: bridge.cloned(), ..TrendOptions::default() })?;
        let audited = Material { items: material.items, claims: material.claims, papers: material.papers };
        let mut warnings: Vec<Warning> = material.read.warnings.iter().chain(&comparison.warnings).cloned().collect();
        let used = bridge.zip(trend.bridge_use.as_ref());
        warnings.extend(used.into_iter().flat_map(|(bridge, used)| used.warnings(bridge)));
        Ok(Self {
            unit: material.unit.clone(),
            title: material.title.to_owned(),
            claims: material.claims.to_vec(),
            papers: material.papers.to_vec(),
            audit: Audit { user_corrections: items.user_corrections().to_vec(), ..judge(&audited) },
            linked: linked_cells(&audited),
            read: Read { warnings: once(warnings), ..material.read.clone() },
            items,
            comparison,
            alone,
            others,
            execution,
            proposals,
            trend,
        })
    }

    /// The tables that were published without figures in the year.
    pub fn empty_tables(&self) -> Vec<BudgetTable> {
        let is_empty = |table: &&ReadTable| table.items == 0 && table.year == self.comparison.year;
        self.read.tables.iter().filter(is_empty).map(|table| table.table).collect()
    }
}

/// The comparisons of consecutive years other than the one that the report is about.
fn others(items: &LineItems, main: &Comparison) -> Result<Vec<Comparison>, crate::Error> {
    let years: Vec<FiscalYear> = items.survey().years().collect();
    let pairs = years.windows(2).map(|pair| (pair[0], pair[1]));
    let compared = pairs.filter(|pair| *pair != (main.base, main.year)).map(|(base, year)| {
        compare(items, &CompareOptions { base: Some(base), year: Some(year), ..CompareOptions::default() })
    });
    compared.collect()
}

/// The warnings without repetitions.
pub fn once(mut warnings: Vec<Warning>) -> Vec<Warning> {
    let mut known = BTreeSet::new();
    warnings.retain(|warning| known.insert(warning.clone()));
    warnings
}

/// 对照建议 from the documents themselves: which items of two years may be the same.
///
/// # Errors
/// A year is missing, or a sum exceeds `i64`.
pub fn proposals(
    items: &LineItems,
    (base, year): (FiscalYear, FiscalYear),
    papers: &[Paper],
) -> Result<Vec<Proposal>, crate::Error> {
    let common = Catalog::shipped().common_names();
    let sources = ProposalSources { papers, known: &[], common: &common };
    Ok(propose(items, (Some(base), Some(year)), sources)?.list)
}

/// The comparison; if there is only one year, that year and the reason.
fn compared(items: &LineItems, options: &CompareOptions) -> Result<(Comparison, Option<String>), crate::Error> {
    match compare(items, options) {
        // An explicit base year that is missing remains an error.
        Err(error) if error.kind() == ErrorKind::OneYear && options.base.is_none() => {
            let alone = one_year(items, options)?;
            match alone.rows.iter().any(|row| row.current.is_some()) {
                true => Ok((alone, Some(error.to_string()))),
                false => Err(error),
            }
        }
        done => Ok((done?, None)),
    }
}
