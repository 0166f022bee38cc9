//! 宽表: one line a row, the years beside each other.

use super::data::item;
use super::{TrendView, bridged, title};
use crate::analysis::{Span, Trend, TrendRow, YearPhase};
use crate::model::schema::{ITEM_COLUMNS, TREND_COLUMNS};
use crate::model::{Growth, Phase};
use crate::present::PresentError;
use crate::present::records::{BOM, into_text};
use std::collections::BTreeSet;

/// A trend as CSV for Excel, one line a row: an amount a year, then what follows over the whole time.
///
/// # Errors
/// None in practice.
pub fn trend_wide_csv(view: &TrendView) -> Result<String, crate::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    let phases = phases(view.trend);
    let labels = &TREND_COLUMNS[..ITEM_COLUMNS];
    let mut heads: Vec<String> = labels.iter().map(|column| column.name.to_owned()).collect();
    let bridged = bridged(view.trend);
    for column in &view.trend.columns {
        heads.push(title(*column));
        heads.extend(bridged.contains(column).then(|| format!("{}同口径", title(*column))));
    }
    let whole_heads = ["累计增减额", "累计增减率", "年均增长率"];
    for phase in &phases {
        heads.extend(["首年", "末年"].into_iter().chain(whole_heads).map(|head| format!("{phase}{head}")));
        if view.trend.has_basis() {
            heads.extend(whole_heads.map(|head| format!("{phase}同口径{head}")));
        }
    }
    writer.write_record(&heads).map_err(PresentError::from)?;
    for row in &view.trend.rows {
        let mut cells: Vec<String> = item(row).iter().map(|value| value.print().into_owned()).collect();
        let same = row.comparable.as_deref();
        for column in &view.trend.columns {
            cells.push(amount(row, *column));
            cells.extend(same.filter(|_| bridged.contains(column)).map(|same| amount(same, *column)));
        }
        for phase in &phases {
            cells.extend(row.span(*phase).map_or_else(Default::default, ends));
            cells.extend(whole(row, *phase));
            cells.extend(same.into_iter().flat_map(|same| whole(same, *phase)));
        }
        writer.write_record(&cells).map_err(PresentError::from)?;
    }
    Ok(into_text(writer)?)
}

/// The phases that a trend shows.
pub(super) fn phases(trend: &Trend) -> BTreeSet<Phase> {
    trend.columns.iter().map(|(_, phase)| *phase).collect()
}

fn amount(row: &TrendRow, column: YearPhase) -> String {
    row.figures.get(&column).map(|figure| figure.amount.to_yuan().to_string()).unwrap_or_default()
}

fn ends(span: Span) -> [String; 2] {
    [span.from.to_string(), span.to.to_string()]
}

fn whole(row: &TrendRow, phase: Phase) -> [String; 3] {
    let Some(span) = row.span(phase) else { return Default::default() };
    let (from, to) = span.ends();
    let rate = row.growth_over(from, to).and_then(Growth::rate);
    [
        row.change_over(from, to).map(|change| change.to_yuan().to_string()).unwrap_or_default(),
        rate.map(|rate| rate.percent(2).to_string()).unwrap_or_default(),
        row.annual(span).map(|annual| annual.percent(2).to_string()).unwrap_or_default(),
    ]
}
