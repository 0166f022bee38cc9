//! 趋势的数据: one line a figure, as CSV, Parquet and the data sheet of the workbook have it; a gap has its line too,
//! without an amount.

use super::{Columns, TrendView, columns};
use crate::analysis::{Matched, TrendRow, YearPhase};
use crate::model::Phase;
use crate::model::schema::TREND_COLUMNS;
use crate::present::parquet::bytes;
use crate::present::records::{self, Record, Value};
use polars::prelude::DataFrame;

/// The lines of a row by [`TREND_COLUMNS`], one for each year in which its table has figures.
pub(super) fn lines<'a>(row: &'a TrendRow, columns: &'a Columns) -> impl Iterator<Item = Record<'a>> {
    columns.get(&row.item.sheet()).into_iter().flatten().map(|column| line(row, *column))
}

fn line(row: &TrendRow, column: YearPhase) -> Record<'_> {
    let figure = row.figures.get(&column);
    let start = start(row, column);
    let cumulative = |row: &TrendRow| start.and_then(|start| row.growth_over(start, column));
    let cumulative_change = |row: &TrendRow| start.and_then(|start| row.change_over(start, column));
    let executions = row.executions();
    let execution = |base: Phase| {
        let of = executions.iter().find(|of| (of.year, of.base) == (column.0, base));
        Value::percent(of.filter(|_| column.1 == Phase::Executed).map(|of| of.rate))
    };
    let before = column.0.previous().map(|before| (before, column.1));
    let matched = |row: &TrendRow| before.and_then(|before| row.matched.get(&(before, column)).copied());
    let same = row.comparable.as_deref();
    let own_matched = matched(row);
    let same_matched = same.and_then(matched);
    let mut values = records::item(&row.item);
    values.extend([
        Value::Integer(column.0.get().into()),
        Value::text(column.1.name()),
        Value::amount(figure.map(|figure| figure.amount)),
        Value::optional(figure.map(|figure| figure.origin.name())),
        Value::amount(figure.and_then(|figure| figure.restated)),
        Value::amount(figure.and_then(|figure| figure.implied)),
        Value::amount(row.change(column)),
        Value::growth(row.growth(column)),
        Value::status(row.growth(column)),
        Value::percent(row.share(column)),
        Value::points(row.share_change(column)),
        Value::amount(cumulative_change(row)),
        Value::growth(cumulative(row)),
        Value::status(cumulative(row)),
        execution(Phase::Approved),
        execution(Phase::Adjusted),
        Value::integer(own_matched.and_then(|matched| u32::try_from(matched.units).ok())),
        Value::amount(own_matched.map(|matched| matched.prior)),
        Value::amount(own_matched.map(|matched| matched.current)),
        Value::amount(own_matched.as_ref().and_then(Matched::change)),
        Value::growth(own_matched.as_ref().and_then(Matched::growth)),
        Value::amount(same.and_then(|same| same.figures.get(&column)).map(|figure| figure.amount)),
        Value::amount(same.and_then(|same| same.change(column))),
        Value::growth(same.and_then(|same| same.growth(column))),
        Value::status(same.and_then(|same| same.growth(column))),
        Value::amount(same.and_then(cumulative_change)),
        Value::growth(same.and_then(cumulative)),
        Value::status(same.and_then(cumulative)),
        Value::amount(same_matched.map(|matched| matched.prior)),
        Value::amount(same_matched.map(|matched| matched.current)),
        Value::amount(same_matched.as_ref().and_then(Matched::change)),
        Value::growth(same_matched.as_ref().and_then(Matched::growth)),
    ]);
    values
}

/// What a year's cumulative growth is counted from: the first year of the span, if that is earlier.
fn start(row: &TrendRow, column: YearPhase) -> Option<YearPhase> {
    row.span(column.1).map(|span| span.ends().0).filter(|start| start.0 < column.0)
}

/// A trend as CSV for Excel.
///
/// # Errors
/// None in practice.
pub fn trend_csv(view: &TrendView) -> Result<String, crate::Error> {
    let columns = columns(view.trend);
    Ok(records::csv(&TREND_COLUMNS, view.trend.rows.iter().flat_map(|row| lines(row, &columns)))?)
}

/// A trend as a Polars frame: the lines of the CSV with their types.
///
/// # Errors
/// An amount of more than 18 digits.
pub fn trend_frame(view: &TrendView) -> Result<DataFrame, crate::Error> {
    let columns = columns(view.trend);
    Ok(records::frame(&TREND_COLUMNS, view.trend.rows.iter().flat_map(|row| lines(row, &columns)))?)
}

/// A trend as Parquet, zstd.
///
/// # Errors
/// An amount of more than 18 digits.
pub fn trend_parquet(view: &TrendView) -> Result<Vec<u8>, crate::Error> {
    bytes(trend_frame(view)?)
}
