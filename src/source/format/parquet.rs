//! Parquet: reads a frame with its types; as a table of texts it is one grid, whose first row holds the column names.

use super::cells::CellCount;
use super::guard::guarded;
use crate::model::Place;
use crate::model::dataset::decimal;
use crate::source::{Block, Cell, Document, Limits, SourceError};
use polars::prelude::*;
use std::io::Cursor;
use std::sync::Arc;

/// Reads the columns of a file. Columns of a type that a dataset has no use for, floats among them, become texts.
pub(in crate::source) fn frame(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<DataFrame, SourceError> {
    let place = Place::file(name.clone());
    let broken = |found: String| SourceError::Content {
        place: place.clone(),
        expected: "应为完整的 Parquet 文件".to_owned(),
        found,
        remedy: "请重新导出后再试",
    };
    // Runs of equal values take hardly any space in the file, so the footer is checked before anything is unpacked.
    let size = guarded(|| {
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        Some(reader.num_rows().ok()?.saturating_mul(reader.schema().ok()?.len()))
    });
    CellCount::new(limits).expect(size.flatten().unwrap_or(0), &place)?;
    let frame = guarded(|| ParquetReader::new(Cursor::new(bytes)).finish())
        .ok_or_else(|| broken("内部记录错乱".to_owned()))?
        .map_err(|_| broken("文件不完整或已损坏".to_owned()))?;
    let columns = frame.columns().iter().map(|column| match column.dtype() {
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) | DataType::Null => column.clone(),
        DataType::Decimal(_, scale) if *scale <= 2 => column.clone(),
        dtype if dtype.is_integer() => column.clone(),
        _ => Column::new(column.name().clone(), texts(column).map(|(_, text)| text).collect::<Vec<_>>()),
    });
    DataFrame::new(frame.height(), columns.collect()).map_err(|error| broken(error.to_string()))
}

/// A frame as a document with one table.
pub(in crate::source) fn document(
    name: &Arc<str>,
    frame: &DataFrame,
    limits: &Limits,
) -> Result<Document, SourceError> {
    let place = Place::file(name.clone());
    let grid = CellCount::new(limits).grid(cells(frame, &place), place.clone())?;
    Ok(Document { name: name.clone(), blocks: vec![Block::Grid(grid)], ..Document::default() }.into_plain())
}

fn cells(frame: &DataFrame, place: &Place) -> Vec<Cell> {
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    let mut cells = Vec::new();
    for (at, column) in frame.columns().iter().enumerate() {
        cells.push(Cell::text(column.name().as_str(), 0, at, place.clone()));
        for (row, text) in texts(column).filter(|(_, text)| !text.is_empty()) {
            cells.push(Cell::text(text, row + 1, at, place.at(number(row), number(at))));
        }
    }
    cells
}

/// The rows of a column and their texts.
fn texts(column: &Column) -> impl Iterator<Item = (usize, String)> + '_ {
    (0..column.len()).map(|row| (row, column.get(row).map(|value| text(&value)).unwrap_or_default()))
}

/// The text of a value; a decimal keeps its scale.
fn text(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Decimal(digits, _, scale) => decimal(*digits, *scale),
        AnyValue::Float64(number) => super::workbook::number_text(*number),
        value => value.to_string(),
    }
}
