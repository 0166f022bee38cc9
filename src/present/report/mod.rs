//! 报告: everything that is known of one unit, complete before any format writes it.
//!
//! [`Report::new`] computes; the writers beside it (`files`, the page) only say what stands here.

mod files;
mod manifest;

pub use files::{ReportFile, files};
pub use manifest::{Made, MadeFrom, listing, manifest};

use super::chart::{Chart, ChartOptions, Kind};
use super::explanation::{Content, Explanation, Profile, Sources, explain};
use super::{Read, ReadTable};
use crate::analysis::{CompareOptions, Comparison, LineItems, Trend, TrendOptions, compare, one_year, trend};
use crate::audit::{Audit, Material, judge, linked_cells};
use crate::model::{BudgetTable, Claim, Code, LineItem, Paper, Place, Warning, WarningKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 材料: what was read of one unit.
#[derive(Debug, Clone, Copy)]
pub struct ReportMaterial<'a> {
    /// 单位名称
    pub unit: &'a Arc<str>,
    /// The unit as the report speaks of it: `某局（部门）` where a unit of its name publishes too.
    pub title: &'a str,
    /// Line items.
    pub items: &'a [LineItem],
    /// The names of codes that no document prints.
    pub names: &'a BTreeMap<Code, Arc<str>>,
    /// Claims of the texts.
    pub claims: &'a [Claim],
    /// The files with their sentences.
    pub papers: &'a [Paper],
    /// The files, tables and oddities of reading.
    pub read: &'a Read,
}

/// 选择: what the user says of a report.
#[derive(Debug, Clone, Default)]
pub struct ReportOptions {
    /// The years; everything else is shown whole.
    pub compare: CompareOptions,
    /// 单位资料
    pub profile: Profile,
    /// A template's file name and text; the profile's form if none.
    pub template: Option<(String, String)>,
}

/// 报告: one unit's results.
#[derive(Debug, Clone)]
pub struct Report {
    /// 单位名称
    pub unit: Arc<str>,
    /// The unit as the report speaks of it.
    pub title: String,
    /// Every line item as a frame.
    pub items: LineItems,
    /// Claims of the texts.
    pub claims: Vec<Claim>,
    /// The files with their sentences.
    pub papers: Vec<Paper>,
    /// 对比; where only one year is known, that year with nothing before it.
    pub comparison: Comparison,
    /// Why there is nothing to compare with, where there is not.
    pub alone: Option<String>,
    /// 趋势: every year and phase.
    pub trend: Trend,
    /// 审查
    pub audit: Audit,
    /// For each claim the places of the cells that it speaks of.
    pub linked: Vec<Vec<Place>>,
    /// What the text is written from.
    pub content: Content,
    /// 情况说明
    pub explanation: Explanation,
    /// The words and the form of the text.
    pub profile: Profile,
    /// 图
    pub charts: Vec<(Kind, Chart)>,
    /// What was read, and everything odd: of the report first, then of reading and comparing.
    pub read: Read,
}

impl Report {
    /// Computes the report.
    ///
    /// # Errors
    /// No figures at all, a year asked for that is not there, a sum beyond `i64`, a template that is not well formed.
    pub fn new(material: &ReportMaterial<'_>, options: &ReportOptions) -> Result<Self, crate::Error> {
        let items = LineItems::from_items(material.items).with_names(material.names);
        let (comparison, alone) = compared(&items, &options.compare)?;
        let bridge = options.compare.bridge.as_ref();
        let trend = trend(&items, &TrendOptions { bridge: bridge.cloned(), ..TrendOptions::default() })?;
        let audited = Material { items: material.items, claims: material.claims, papers: material.papers };
        let (charts, mut warnings) = draw(&comparison, &trend);
        let sources = Sources { items: material.items, claims: material.claims, comparison: &comparison };
        let content = Content::new(material.unit, sources, &empty_tables(&material.read.tables, &comparison));
        let template = options.template.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
        let explanation = explain(&content, &options.profile, template)?;
        warnings.extend(charts.iter().flat_map(|(_, chart)| chart.warnings().to_vec()));
        warnings.extend(explanation.warnings.iter().cloned());
        // One message twice, as from two charts, says nothing more.
        let mut known = std::collections::BTreeSet::new();
        warnings.extend(material.read.warnings.iter().chain(&comparison.warnings).cloned());
        let used = bridge.zip(trend.bridge_use.as_ref());
        warnings.extend(used.into_iter().flat_map(|(bridge, used)| used.warnings(bridge)));
        warnings.retain(|warning| known.insert(warning.clone()));
        Ok(Self {
            unit: material.unit.clone(),
            title: material.title.to_owned(),
            claims: material.claims.to_vec(),
            papers: material.papers.to_vec(),
            audit: judge(&audited),
            linked: linked_cells(&audited),
            read: Read { warnings, ..material.read.clone() },
            profile: options.profile.clone(),
            items,
            comparison,
            alone,
            trend,
            content,
            explanation,
            charts,
        })
    }
}

/// The two years, or the only one with the reason why there is no other.
fn compared(items: &LineItems, options: &CompareOptions) -> Result<(Comparison, Option<String>), crate::Error> {
    match compare(items, options) {
        Ok(comparison) => Ok((comparison, None)),
        // A base that was asked for is not passed over.
        Err(error) if options.base.is_some() => Err(error),
        Err(error) => match one_year(items, options) {
            Ok(alone) if alone.rows.iter().any(|row| row.current.is_some()) => Ok((alone, Some(error.to_string()))),
            _ => Err(error),
        },
    }
}

/// The tables that the year published without figures.
fn empty_tables(tables: &[ReadTable], comparison: &Comparison) -> Vec<BudgetTable> {
    let empty = tables.iter().filter(|table| table.items == 0 && table.year == comparison.year);
    empty.map(|table| table.table).collect()
}

/// The pictures of a report.
type Drawn = Vec<(Kind, Chart)>;

/// Every kind that the figures allow, and which kinds they do not allow, and why.
fn draw(comparison: &Comparison, years: &Trend) -> (Drawn, Vec<Warning>) {
    let options = ChartOptions::default();
    let chart = |kind: Kind| match kind {
        Kind::Trend => Chart::from_trend(years, &options),
        kind => Chart::from_comparison(comparison, kind, &options),
    };
    let mut charts = Vec::new();
    let mut reasons: BTreeMap<String, Vec<Kind>> = BTreeMap::new();
    for kind in Kind::ALL {
        match chart(kind) {
            Ok(chart) => charts.push((kind, chart)),
            Err(error) => reasons.entry(error.to_string()).or_default().push(kind),
        }
    }
    let warning = |(reason, kinds): (String, Vec<Kind>)| {
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("{}（{}）", kind.title(), kind.name())).collect();
        let message = format!("报告里没有{}：{reason}", kinds.join("、"));
        Warning::new(WarningKind::Note, Place::default(), message)
    };
    (charts, reasons.into_iter().map(warning).collect())
}
