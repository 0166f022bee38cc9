//! 趋势 Parquet: one line a figure, amounts as DECIMAL(18,2) 元, rates as DECIMAL(38,2) percent.

use super::wire::start;
use super::{TrendView, columns};
use crate::analysis::{TrendFigure, TrendRow, YearPhase};
use crate::model::{Amount, Growth};
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

/// 一行: a row in one year, with what several columns tell of it.
struct Line<'a> {
    row: &'a TrendRow,
    column: YearPhase,
    own: Told,
    /// The same on the last year's codes.
    same: Option<Told>,
}

/// What a row says of a year.
struct Told {
    figure: Option<TrendFigure>,
    change: Option<Amount>,
    growth: Option<Growth>,
    cumulative_change: Option<Amount>,
    cumulative_growth: Option<Growth>,
}

impl Told {
    fn of(row: &TrendRow, column: YearPhase, start: Option<YearPhase>) -> Self {
        Self {
            figure: row.figures.get(&column).copied(),
            change: row.change(column),
            growth: row.growth(column),
            cumulative_change: start.and_then(|start| row.change_over(start, column)),
            cumulative_growth: start.and_then(|start| row.growth_over(start, column)),
        }
    }
}

impl<'a> Line<'a> {
    fn of(row: &'a TrendRow, column: YearPhase) -> Self {
        let start = start(row, column);
        let told = |row: &TrendRow| Told::of(row, column, start);
        Self { row, column, own: told(row), same: row.comparable.as_deref().map(told) }
    }
}

fn frame(view: &TrendView) -> PolarsResult<DataFrame> {
    let own = columns(view.trend);
    let years = |row: &TrendRow| own.get(&row.sheet()).into_iter().flatten().copied();
    let lines: Vec<Line<'_>> =
        view.trend.rows.iter().flat_map(|row| years(row).map(move |column| Line::of(row, column))).collect();
    let text =
        |name: &str, value: &dyn for<'a> Fn(&'a Line<'_>) -> Option<&'a str>| text(name, lines.iter().map(value));
    let decimal = |name: &str, precision, value: &dyn Fn(&Line<'_>) -> Option<i128>| {
        decimal(name, precision, lines.iter().map(value))
    };
    let rate = |growth: Option<Growth>| percent(growth.and_then(Growth::rate));
    let years = lines.iter().map(|line| i32::from(line.column.0.get())).collect::<Vec<_>>();
    let mut columns = vec![
        text("unit", &|line| Some(&line.row.unit)),
        text("scope", &|line| Some(line.row.scope.name())),
        text("table", &|line| Some(line.row.table.name())),
        text("classification", &|line| Some(line.row.classification.name())),
        text("measure", &|line| Some(line.row.measure.as_str())),
        text("code", &|line| Some(line.row.code.as_ref().map_or("", |code| code.as_str()))),
        text("level", &|line| Some(line.row.level.name())),
        text("name", &|line| Some(&line.row.name)),
        Column::new("year".into(), years),
        text("phase", &|line| Some(line.column.1.name())),
        decimal("amount", 18, &|line| fen(line.own.figure.map(|figure| figure.amount)))?,
        text("origin", &|line| line.own.figure.map(|figure| figure.origin.name())),
        decimal("restated", 18, &|line| fen(line.own.figure.and_then(|figure| figure.restated)))?,
        decimal("change", 18, &|line| fen(line.own.change))?,
        decimal("growth", 38, &|line| rate(line.own.growth))?,
        text("status", &|line| line.own.growth.map(Growth::name)),
        decimal("share", 38, &|line| percent(line.row.share(line.column)))?,
        decimal("share_change", 38, &|line| {
            line.row.share_change(line.column).map(|points| points.value(2).mantissa())
        })?,
        decimal("cumulative_change", 18, &|line| fen(line.own.cumulative_change))?,
        decimal("cumulative_growth", 38, &|line| rate(line.own.cumulative_growth))?,
    ];
    if view.trend.has_basis() {
        columns.extend([
            decimal("amount_comparable", 18, &|line| fen(line.same.as_ref()?.figure.map(|one| one.amount)))?,
            decimal("change_comparable", 18, &|line| fen(line.same.as_ref()?.change))?,
            decimal("growth_comparable", 38, &|line| rate(line.same.as_ref()?.growth))?,
            text("status_comparable", &|line| line.same.as_ref()?.growth.map(Growth::name)),
            decimal("cumulative_change_comparable", 18, &|line| fen(line.same.as_ref()?.cumulative_change))?,
            decimal("cumulative_growth_comparable", 38, &|line| rate(line.same.as_ref()?.cumulative_growth))?,
        ]);
    }
    DataFrame::new(lines.len(), columns)
}
