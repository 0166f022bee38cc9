//! Parquet: reads a frame as one grid, whose first row holds the column names.

use super::cells::CellCount;
use super::guard::guarded;
use crate::model::Place;
use crate::source::{Block, Cell, Document, Limits, SourceError};
use polars::prelude::{AnyValue, DataFrame, ParquetReader, SerReader};
use std::io::Cursor;
use std::sync::Arc;

/// Reads the rows of a dataset ([`crate::source::dataset`]).
pub(super) fn read(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, SourceError> {
    let place = Place::file(name.clone());
    let broken = |found: String| SourceError::Content {
        place: place.clone(),
        expected: "应为完整的 Parquet 文件".to_owned(),
        found,
        remedy: "请重新导出后再试",
    };
    let mut count = CellCount::new(limits);
    // Runs of equal values take hardly any space in the file, so the footer is checked before anything is unpacked.
    let size = guarded(|| {
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        Some(reader.num_rows().ok()?.saturating_mul(reader.schema().ok()?.len()))
    });
    count.expect(size.flatten().unwrap_or(0), &place)?;
    let frame = guarded(|| ParquetReader::new(Cursor::new(bytes)).finish())
        .ok_or_else(|| broken("内部记录错乱".to_owned()))?
        .map_err(|_| broken("文件不完整或已损坏".to_owned()))?;
    let grid = count.grid(cells(&frame, &place), place.clone())?;
    Ok(Document { name: name.clone(), blocks: vec![Block::Grid(grid)], ..Document::default() })
}

fn cells(frame: &DataFrame, place: &Place) -> Vec<Cell> {
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    let mut cells = Vec::new();
    for (column, series) in frame.columns().iter().enumerate() {
        cells.push(Cell::text(series.name().as_str(), 0, column, place.clone()));
        for row in 0..frame.height() {
            let text = series.get(row).map(|value| text(&value)).unwrap_or_default();
            if !text.is_empty() {
                cells.push(Cell::text(text, row + 1, column, place.at(number(row), number(column))));
            }
        }
    }
    cells
}

/// The text of a value; a decimal keeps its scale.
fn text(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Decimal(digits, _, scale) => {
            let sign = if *digits < 0 { "-" } else { "" };
            let plain = format!("{:0>width$}", digits.unsigned_abs(), width = scale + 1);
            let (whole, fraction) = plain.split_at(plain.len() - scale);
            if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
        }
        AnyValue::Float64(number) => super::workbook::number_text(*number),
        value => value.to_string(),
    }
}
