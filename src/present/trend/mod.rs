//! 趋势的呈现: many years as terminal tables, Markdown, CSV, JSON, workbook and Parquet.

mod data;
mod notes;
mod ranking;
mod table;
mod text;
mod wide;
mod wire;
mod workbook;

pub use data::{trend_csv, trend_frame, trend_parquet};
pub use text::{trend_markdown, trend_terminal};
pub use wide::trend_wide_csv;
pub use wire::trend_json;
pub use workbook::trend_xlsx;

use crate::analysis::{Mover, Ranking, Trend, YearPhase};
use crate::model::{BudgetTable, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 趋势视图: what is shown of a trend.
#[derive(Debug)]
pub struct TrendView<'a> {
    /// The years.
    pub trend: &'a Trend,
    /// 单位排名, where it was asked for; text then shows it in place of the years.
    pub ranking: Option<&'a Ranking>,
    /// 变动最大的项
    pub movers: &'a [Mover],
}

/// The years and phases of each unit's table: where one of them has no figure in a row, there is a gap.
type Columns = BTreeMap<(Arc<str>, Scope, BudgetTable), BTreeSet<YearPhase>>;

fn columns(trend: &Trend) -> Columns {
    let mut columns = Columns::new();
    for row in &trend.rows {
        columns.entry(row.item.sheet()).or_default().extend(row.figures.keys());
    }
    columns
}

/// The years and phases that a bridge puts on other codes: those before the last year shown.
fn bridged(trend: &Trend) -> BTreeSet<YearPhase> {
    let last = trend.columns.iter().map(|(year, _)| *year).max().filter(|_| trend.has_basis());
    trend.columns.iter().copied().filter(|(year, _)| last.is_some_and(|last| *year < last)).collect()
}

/// `2024年预算`
fn title((year, phase): YearPhase) -> String {
    format!("{year}年{phase}")
}
