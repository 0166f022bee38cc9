//! 趋势 Parquet: one line a figure, amounts as DECIMAL(18,2) 元, rates as DECIMAL(38,2) percent.

use super::wire::start;
use super::{TrendView, columns};
use crate::analysis::{TrendRow, YearPhase};
use crate::model::Growth;
use crate::present::frame::{FrameRows, decimal, fen, percent, refused, text};
use polars::prelude::*;

/// A trend as Parquet, zstd: the lines of the CSV; a gap has its line too, its amount null.
///
/// # Errors
/// Polars could not write, which would be a fault of the program.
pub fn trend_parquet(view: &TrendView) -> Result<Vec<u8>, crate::Error> {
    let mut bytes = Vec::new();
    let mut rows = FrameRows::new(&mut bytes);
    rows.write(trend_frame(view)?)?;
    rows.finish()?;
    Ok(bytes)
}

/// The lines of the CSV with their types.
///
/// # Errors
/// Polars refused the columns, which would be a fault of the program.
pub fn trend_frame(view: &TrendView) -> Result<DataFrame, crate::Error> {
    Ok(frame(view).map_err(refused)?)
}

fn frame(view: &TrendView) -> PolarsResult<DataFrame> {
    let own = columns(view.trend);
    let years = |row: &TrendRow| own.get(&(row.unit.clone(), row.table)).into_iter().flatten().copied();
    let lines: Vec<(&TrendRow, YearPhase)> =
        view.trend.rows.iter().flat_map(|row| years(row).map(move |column| (row, column))).collect();
    let text = |name: &str, value: &dyn Fn(&TrendRow, YearPhase) -> Option<String>| {
        text(name, lines.iter().map(|(row, column)| value(row, *column)))
    };
    let decimal = |name: &str, precision, value: &dyn Fn(&TrendRow, YearPhase) -> Option<i128>| {
        decimal(name, precision, lines.iter().map(|(row, column)| value(row, *column)))
    };
    let years = lines.iter().map(|(_, column)| i32::from(column.0.get())).collect::<Vec<_>>();
    let mut columns = vec![
        text("unit", &|row, _| Some(row.unit.to_string())),
        text("table", &|row, _| Some(row.table.name().into())),
        text("classification", &|row, _| Some(row.classification.name().into())),
        text("measure", &|row, _| Some(row.measure.to_string())),
        text("code", &|row, _| Some(row.code.as_ref().map(ToString::to_string).unwrap_or_default())),
        text("level", &|row, _| Some(row.level.name().into())),
        text("name", &|row, _| Some(row.name.to_string())),
        Column::new("year".into(), years),
        text("phase", &|_, column| Some(column.1.name().into())),
        decimal("amount", 18, &|row, column| fen(row.figures.get(&column).map(|figure| figure.amount)))?,
        text("origin", &|row, column| row.figures.get(&column).map(|figure| figure.origin.name().into())),
        decimal("restated", 18, &|row, column| fen(row.figures.get(&column).and_then(|figure| figure.restated)))?,
        decimal("change", 18, &|row, column| fen(row.change(column)))?,
        decimal("growth", 38, &|row, column| percent(row.growth(column).and_then(Growth::rate)))?,
        text("status", &|row, column| row.growth(column).map(|growth| growth.name().into())),
        decimal("share", 38, &|row, column| percent(row.share(column)))?,
        decimal("share_change", 38, &|row, column| row.share_change(column).map(|points| points.value(2).mantissa()))?,
        decimal("cumulative_change", 18, &|row, column| {
            fen(start(row, column).and_then(|start| row.change_over(start, column)))
        })?,
        decimal("cumulative_growth", 38, &|row, column| {
            percent(start(row, column).and_then(|start| row.growth_over(start, column)).and_then(Growth::rate))
        })?,
    ];
    if view.trend.has_basis() {
        columns.extend([
            decimal("amount_comparable", 18, &|row, column| {
                fen(row.comparable.as_deref()?.figures.get(&column).map(|one| one.amount))
            })?,
            decimal("change_comparable", 18, &|row, column| fen(row.comparable.as_deref()?.change(column)))?,
            decimal("growth_comparable", 38, &|row, column| {
                percent(row.comparable.as_deref()?.growth(column).and_then(Growth::rate))
            })?,
            text("status_comparable", &|row, column| {
                row.comparable.as_deref()?.growth(column).map(|growth| growth.name().into())
            }),
            decimal("cumulative_change_comparable", 18, &|row, column| {
                fen(row.comparable.as_deref()?.change_over(start(row, column)?, column))
            })?,
            decimal("cumulative_growth_comparable", 38, &|row, column| {
                percent(row.comparable.as_deref()?.growth_over(start(row, column)?, column).and_then(Growth::rate))
            })?,
        ]);
    }
    DataFrame::new(lines.len(), columns)
}
