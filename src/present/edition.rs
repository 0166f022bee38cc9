//! 成稿: a report with its 情况说明 and charts, for the writers of pages, documents and workbooks.

use super::chart::{Chart, ChartOptions, Kind};
use super::explanation::{Content, Explanation, PlacedChart, Profile, Sources, explain};
use crate::analysis::{Comparison, Proposal, Trend};
use crate::model::{Place, Warning, WarningKind};
use crate::report::{Read, Report, once};
use std::collections::BTreeMap;

/// 措辞: what the text of a report is written with.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// 单位资料
    pub profile: Profile,
    /// The file name and text of a template; `None` for that of the profile's form.
    pub template: Option<(String, String)>,
    /// The charts that stand in the text as a user put them there.
    pub charts: Vec<(Kind, ChartOptions)>,
}

/// 范围: what the folder of a report holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    /// 全部: every file. The page stands on its own.
    #[default]
    Whole,
    /// 精简, for one of many reports: no document, notebook or files of pictures, which are most of the size. The page takes
    /// its fonts from the folder above ([`SharedFonts`](super::SharedFonts)).
    OneOfMany,
}

/// 成稿
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Edition {
    /// 报告
    pub report: Report,
    /// The content of the 情况说明.
    pub content: Content,
    /// 情况说明
    pub explanation: Explanation,
    /// The profile that the text was written with.
    pub profile: Profile,
    /// 图
    pub charts: Vec<(Kind, Chart)>,
    /// The charts that a user put into the text.
    pub placed: Vec<PlacedChart>,
    /// What was read, with all warnings: first those of charts and text, then those of reading and comparing.
    pub read: Read,
}

impl Edition {
    /// Writes the text and draws the charts for which there are figures.
    ///
    /// # Errors
    /// The template is not well formed.
    pub fn new(report: Report, words: &Words) -> Result<Self, crate::Error> {
        let figures = ChartFigures::of(&report);
        let (charts, mut warnings) = draw(figures);
        let (placed, failed) = placed_charts(&words.charts, figures);
        warnings.extend(failed);
        let items = report.items.items();
        let sources = Sources { items, claims: &report.claims, papers: &report.papers, comparison: &report.comparison };
        let content = Content::new(&report.unit, sources, &report.empty_tables());
        let template = words.template.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
        let explanation = explain(&content, &words.profile, template)?;
        warnings.extend(charts.iter().flat_map(|(_, chart)| chart.warnings().to_vec()));
        warnings.extend(explanation.warnings.iter().chain(&report.read.warnings).cloned());
        let read = Read { warnings: once(warnings), ..report.read.clone() };
        Ok(Self { content, explanation, profile: words.profile.clone(), charts, placed, read, report })
    }
}

/// 图的数: what the charts of a unit are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct ChartFigures<'a> {
    /// 对比
    pub comparison: &'a Comparison,
    /// 趋势
    pub trend: &'a Trend,
    /// 执行, if a year has budget and final account.
    pub execution: Option<&'a Comparison>,
    /// 对照建议: items that are drawn as one.
    pub proposals: &'a [Proposal],
}

impl<'a> ChartFigures<'a> {
    /// Those of a report.
    pub fn of(report: &'a Report) -> Self {
        let Report { comparison, trend, execution, proposals, .. } = report;
        Self { comparison, trend, execution: execution.as_ref(), proposals }
    }
}

/// A chart of a unit; `None` of many units, or of budget and final account if a year has not both.
pub fn chart_of(figures: ChartFigures<'_>, kind: Kind, options: &ChartOptions) -> Option<Result<Chart, crate::Error>> {
    let options = ChartOptions { proposals: figures.proposals.to_vec(), ..options.clone() };
    let chart = match kind {
        Kind::Units => return None,
        Kind::Trend => Chart::from_trend(figures.trend, &options),
        Kind::Execution => Chart::from_comparison(figures.execution?, kind, &options),
        kind => Chart::from_comparison(figures.comparison, kind, &options),
    };
    Some(chart)
}

/// The charts that a user put into the text, and why some of them cannot be drawn any more.
pub fn placed_charts(charts: &[(Kind, ChartOptions)], figures: ChartFigures<'_>) -> (Vec<PlacedChart>, Vec<Warning>) {
    let (mut placed, mut warnings) = (Vec::new(), Vec::new());
    for (kind, options) in charts {
        let drawn = chart_of(figures, *kind, options);
        match drawn.unwrap_or_else(|| Err(Chart::no_execution(Some(figures.comparison.year)))) {
            Ok(chart) => placed.push(PlacedChart { kind: *kind, table: options.table, chart }),
            Err(error) => {
                let message = format!("放进情况说明的{}没有附上：{error}", kind.title());
                warnings.push(Warning::new(WarningKind::Note, Place::default(), message));
            }
        }
    }
    (placed, warnings)
}

/// The charts of a report.
type Drawn = Vec<(Kind, Chart)>;

/// Draws every kind of chart of one unit. If the figures do not allow a kind, a warning says why; a year without both
/// budget and final account needs no such warning.
fn draw(figures: ChartFigures<'_>) -> (Drawn, Vec<Warning>) {
    let options = ChartOptions::default();
    let mut charts = Vec::new();
    let mut reasons: BTreeMap<String, Vec<Kind>> = BTreeMap::new();
    for kind in Kind::ALL {
        match chart_of(figures, kind, &options) {
            None => {}
            Some(Ok(chart)) => charts.push((kind, chart)),
            Some(Err(error)) => reasons.entry(error.to_string()).or_default().push(kind),
        }
    }
    let warning = |(reason, kinds): (String, Vec<Kind>)| {
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("{}（{}）", kind.title(), kind.name())).collect();
        let message = format!("报告里没有{}：{reason}", kinds.join("、"));
        Warning::new(WarningKind::Note, Place::default(), message)
    };
    (charts, reasons.into_iter().map(warning).collect())
}
