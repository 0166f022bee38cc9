//! 宽表: one line a row, the years beside each other.

use super::wire::Item;
use super::{TrendView, title};
use crate::analysis::{Trend, TrendRow};
use crate::model::{Growth, Phase};
use crate::present::PresentError;
use crate::present::data::{BOM, into_text};
use std::collections::BTreeSet;

/// A trend as CSV for Excel, one line a row: an amount a year, then what follows over the whole time.
///
/// # Errors
/// None in practice.
pub fn trend_wide_csv(view: &TrendView) -> Result<String, crate::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    let phases = phases(view.trend);
    let mut heads: Vec<String> =
        ["unit", "table", "classification", "measure", "code", "level", "name"].map(str::to_owned).to_vec();
    heads.extend(view.trend.columns.iter().map(|column| title(*column)));
    for phase in &phases {
        heads.extend(["首年", "末年", "累计增减额", "累计增减率", "年均增长率"].map(|head| format!("{phase}{head}")));
    }
    writer.write_record(&heads).map_err(PresentError::from)?;
    for row in &view.trend.rows {
        let item = Item::of(row);
        let code = item.code.unwrap_or_default();
        let label = [item.unit, item.table, item.classification, item.measure, code, item.level, item.name];
        let mut cells: Vec<String> = label.map(str::to_owned).to_vec();
        cells.extend(view.trend.columns.iter().map(|column| {
            row.figures.get(column).map(|figure| figure.amount.to_yuan().to_string()).unwrap_or_default()
        }));
        cells.extend(phases.iter().flat_map(|phase| whole(row, *phase)));
        writer.write_record(&cells).map_err(PresentError::from)?;
    }
    Ok(into_text(writer)?)
}

/// The phases that a trend shows.
pub(super) fn phases(trend: &Trend) -> BTreeSet<Phase> {
    trend.columns.iter().map(|(_, phase)| *phase).collect()
}

fn whole(row: &TrendRow, phase: Phase) -> [String; 5] {
    let Some(span) = row.span(phase) else { return Default::default() };
    let (from, to) = span.ends();
    let rate = row.growth_over(from, to).and_then(Growth::rate);
    [
        span.from.to_string(),
        span.to.to_string(),
        row.change_over(from, to).map(|change| change.to_yuan().to_string()).unwrap_or_default(),
        rate.map(|rate| rate.percent(2).to_string()).unwrap_or_default(),
        row.annual(span).map(|annual| annual.percent(2).to_string()).unwrap_or_default(),
    ]
}
