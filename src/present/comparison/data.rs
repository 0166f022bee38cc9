//! 对比的数据: a comparison as files carry it, amounts in 元 and rates in percent.

use crate::analysis::{Comparison, ComparisonRow};
use crate::model::schema::COMPARISON_COLUMNS;
use crate::present::PresentError;
use crate::present::parquet::bytes;
use crate::present::records::{self, Record, Value, item};
use crate::present::sheet::{Heads, Sheet, workbook};
use polars::prelude::DataFrame;
use serde_json::json;

/// A row by [`COMPARISON_COLUMNS`].
fn record<'a>(row: &'a ComparisonRow, comparison: &Comparison) -> Record<'a> {
    let same = row.comparable.unwrap_or_default();
    let mut values = item(&row.item);
    values.extend([
        Value::text(comparison.base_phase.name()),
        Value::text(comparison.phase.name()),
        Value::amount(row.prior),
        Value::amount(row.current),
        Value::amount(row.change),
        Value::growth(row.growth),
        Value::status(row.growth),
        Value::percent(row.share_prior),
        Value::percent(row.share_current),
        Value::points(row.share_change),
        Value::points(row.contribution),
        Value::percent(row.contribution_share),
        Value::optional(row.prior_origin.map(|origin| origin.name())),
        Value::optional(row.current_origin.map(|origin| origin.name())),
        Value::amount(row.prior_rolled_up),
        Value::amount(row.current_rolled_up),
        Value::amount(same.prior),
        Value::amount(same.change),
        Value::growth(same.growth),
        Value::status(same.growth),
    ]);
    values
}

fn rows(comparison: &Comparison) -> impl Iterator<Item = Record<'_>> {
    comparison.rows.iter().map(|row| record(row, comparison))
}

/// A comparison as JSON, as `data/schema/comparison.schema.json` describes it.
///
/// # Errors
/// None in practice: every value is text or null.
pub fn comparison_json(comparison: &Comparison) -> Result<String, crate::Error> {
    let rows: Vec<_> = rows(comparison).map(|row| records::object(&COMPARISON_COLUMNS, &row)).collect();
    Ok(records::pretty(&json!({
        "base": comparison.base.get(),
        "year": comparison.year.get(),
        "base_phase": comparison.base_phase.name(),
        "phase": comparison.phase.name(),
        "amount_unit": "元",
        "user_corrections": records::texts(&comparison.user_corrections),
        "rows": rows,
    }))?)
}

/// A comparison as CSV for Excel.
///
/// # Errors
/// None in practice.
pub fn comparison_csv(comparison: &Comparison) -> Result<String, crate::Error> {
    Ok(records::csv(&COMPARISON_COLUMNS, rows(comparison))?)
}

/// A comparison as a Polars frame: the rows of the CSV with their types.
///
/// # Errors
/// An amount of more than 18 digits.
pub fn comparison_frame(comparison: &Comparison) -> Result<DataFrame, crate::Error> {
    Ok(records::frame(&COMPARISON_COLUMNS, rows(comparison))?)
}

/// A comparison as Parquet, zstd.
///
/// # Errors
/// An amount of more than 18 digits.
pub fn comparison_parquet(comparison: &Comparison) -> Result<Vec<u8>, crate::Error> {
    bytes(comparison_frame(comparison)?)
}

/// A comparison as XLSX: the rows of the CSV under Chinese heads. The same comparison gives the same bytes.
///
/// # Errors
/// More rows than a sheet holds.
pub fn comparison_xlsx(comparison: &Comparison) -> Result<Vec<u8>, crate::Error> {
    let sheet = Sheet { name: "对比", fields: &COMPARISON_COLUMNS, heads: Heads::Titles, frozen: 8 };
    sheet.check(comparison.rows.len())?;
    let notes = records::texts(comparison.user_corrections.iter().chain(&comparison.warnings));
    let written = workbook("comparison", |book| {
        sheet.add(book, rows(comparison))?;
        crate::present::sheet::notes(book, &notes)
    });
    Ok(written.map_err(PresentError::from)?)
}
