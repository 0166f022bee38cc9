//! 数据表: results as frames with exact types, and frames as Parquet that grows.

use super::PresentError;
use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{Amount, Growth, Points, Ratio};
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use std::io::Write;

/// A column of texts.
pub(super) fn text<T: AsRef<str>>(name: &str, values: impl Iterator<Item = Option<T>>) -> Column {
    let values: StringChunked = values.collect();
    values.with_name(name.into()).into_column()
}

/// A column of decimals with two digits behind the point, given as whole hundredths.
pub(super) fn decimal(
    name: &str,
    precision: usize,
    hundredths: impl Iterator<Item = Option<i128>>,
) -> PolarsResult<Column> {
    let values: Int128Chunked = hundredths.collect();
    let most = 10i128.pow(precision.min(38) as u32);
    if let Some(beyond) = values.iter().flatten().find(|value| value.abs() >= most) {
        let (whole, rest) = (beyond / 100, (beyond % 100).abs());
        let message =
            format!("{name} 有 {whole}.{rest:02}，超过 {precision} 位数字，Parquet 里放不下。请核对金额，或写成 csv");
        return Err(PolarsError::OutOfBounds(message.into()));
    }
    Ok(values.into_decimal(precision, 2)?.into_series().with_name(name.into()).into_column())
}

/// 金额 as hundredths of a 元.
pub(super) fn fen(amount: Option<Amount>) -> Option<i128> {
    amount.map(|amount| i128::from(amount.fen()))
}

/// A rate as hundredths of a percent.
pub(super) fn percent(rate: Option<Ratio>) -> Option<i128> {
    rate.map(|rate| rate.percent(2).mantissa())
}

/// The lines of the CSV of a comparison with their types: amounts as DECIMAL(18,2) 元, rates and points as
/// DECIMAL(38,2) percent.
///
/// # Errors
/// Polars refused the columns, which would be a fault of the program.
pub fn comparison_frame(comparison: &Comparison) -> Result<DataFrame, crate::Error> {
    Ok(frame(comparison).map_err(refused)?)
}

/// Why there is no frame: an amount too large for its column, or a fault of the program.
pub(super) fn refused(error: PolarsError) -> PresentError {
    match error {
        PolarsError::OutOfBounds(message) => PresentError::Argument(message.to_string()),
        error => PresentError::from(error),
    }
}

fn frame(comparison: &Comparison) -> PolarsResult<DataFrame> {
    let rows = &comparison.rows;
    let (prior_phase, current_phase) = (comparison.base_phase.name(), comparison.phase.name());
    let texts = |name: &str, value: &dyn Fn(&ComparisonRow) -> Option<&str>| text(name, rows.iter().map(value));
    let money = |name: &str, value: &dyn Fn(&ComparisonRow) -> Option<Amount>| {
        decimal(name, 18, rows.iter().map(|row| fen(value(row))))
    };
    let rates = |name: &str, value: &dyn Fn(&ComparisonRow) -> Option<Ratio>| {
        decimal(name, 38, rows.iter().map(|row| percent(value(row))))
    };
    let points = |name: &str, value: &dyn Fn(&ComparisonRow) -> Option<Points>| {
        decimal(name, 38, rows.iter().map(|row| value(row).map(|points| points.value(2).mantissa())))
    };
    let mut columns = vec![
        texts("unit", &|row| Some(&row.unit)),
        texts("scope", &|row| Some(row.scope.name())),
        texts("table", &|row| Some(row.table.name())),
        texts("classification", &|row| Some(row.classification.name())),
        texts("measure", &|row| Some(row.measure.as_str())),
        texts("code", &|row| Some(row.code.as_ref().map_or("", |code| code.as_str()))),
        texts("level", &|row| Some(row.level.name())),
        texts("name", &|row| Some(&row.name)),
        texts("prior_phase", &|_| Some(prior_phase)),
        texts("current_phase", &|_| Some(current_phase)),
        money("prior", &|row| row.prior)?,
        money("current", &|row| row.current)?,
        money("change", &|row| row.change)?,
        rates("growth", &|row| row.growth.and_then(Growth::rate))?,
        texts("status", &|row| row.growth.map(Growth::name)),
        rates("share_prior", &|row| row.share_prior)?,
        rates("share_current", &|row| row.share_current)?,
        points("share_change", &|row| row.share_change)?,
        points("contribution", &|row| row.contribution)?,
        rates("contribution_share", &|row| row.contribution_share)?,
        texts("prior_origin", &|row| row.prior_origin.map(|origin| origin.name())),
        texts("current_origin", &|row| row.current_origin.map(|origin| origin.name())),
        money("prior_rolled_up", &|row| row.prior_rolled_up)?,
        money("current_rolled_up", &|row| row.current_rolled_up)?,
    ];
    // The four of the same basis are there only where a bridge was given.
    if rows.iter().any(|row| row.comparable.is_some()) {
        let growth = |row: &ComparisonRow| row.comparable.and_then(|same| same.growth);
        columns.push(money("prior_comparable", &|row| row.comparable.and_then(|same| same.prior))?);
        columns.push(money("change_comparable", &|row| row.comparable.and_then(|same| same.change))?);
        columns.push(rates("growth_comparable", &|row| growth(row).and_then(Growth::rate))?);
        columns.push(texts("status_comparable", &|row| growth(row).map(Growth::name)));
    }
    DataFrame::new(rows.len(), columns)
}

/// 增长的表: frames of one shape as one Parquet file, zstd, each a row group.
pub struct FrameRows<W: Write> {
    out: Option<W>,
    writer: Option<BatchedWriter<W>>,
    /// What the columns are where no frame has a row.
    empty: Option<DataFrame>,
}

impl<W: Write> FrameRows<W> {
    /// A file that begins here.
    pub fn new(out: W) -> Self {
        Self { out: Some(out), writer: None, empty: None }
    }

    /// Puts the rows of a frame behind those before. The first frame with rows says what the columns are.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&mut self, frame: DataFrame) -> Result<(), crate::Error> {
        if frame.height() == 0 {
            self.empty.get_or_insert(frame);
            return Ok(());
        }
        Ok(self.add(&frame).map_err(|error| PresentError::Rows(error.to_string()))?)
    }

    fn add(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        if let Some(out) = self.out.take() {
            let writer = ParquetWriter::new(out).with_compression(ParquetCompression::Zstd(None));
            self.writer = Some(writer.batched(frame.schema())?);
        }
        self.writer.as_mut().map_or(Ok(()), |writer| writer.write_batch(frame))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(mut self) -> Result<(), crate::Error> {
        let empty = self.empty.take().filter(|_| self.writer.is_none());
        let begun = empty.map_or(Ok(()), |frame| self.add(&frame));
        let ended = begun.and_then(|()| self.writer.map_or(Ok(()), |writer| writer.finish().map(|_| ())));
        Ok(ended.map_err(|error| PresentError::Rows(error.to_string()))?)
    }
}
