//! 数据文件: comparisons and line items as CSV, JSON and Parquet bytes.

use super::PresentError;
use super::csv_guard::guard;
use super::wire::WireComparison;
use crate::analysis::{Comparison, LineItems};
use crate::model::LineItem;
use polars::prelude::{DataFrame, ParquetCompression, ParquetWriter};

/// The byte-order mark without which Excel takes UTF-8 CSV for the local code page.
pub(crate) const BOM: &str = "\u{feff}";

/// A comparison as JSON.
///
/// # Errors
/// None in practice: every value is text or null.
pub fn comparison_json(comparison: &Comparison) -> Result<String, crate::Error> {
    let text = serde_json::to_string_pretty(&WireComparison::new(comparison)).map_err(PresentError::from)?;
    Ok(text + "\n")
}

/// A comparison as CSV for Excel: UTF-8 with a byte-order mark, amounts in 元, rates in percent.
///
/// # Errors
/// None in practice.
pub fn comparison_csv(comparison: &Comparison) -> Result<String, crate::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    for row in &WireComparison::new(comparison).rows {
        writer.serialize(row).map_err(PresentError::from)?;
    }
    Ok(into_text(writer)?)
}

/// The columns of a file of line items, in this order.
pub(super) const ITEM_COLUMNS: [&str; 22] = [
    "unit",
    "scope",
    "year",
    "phase",
    "table",
    "classification",
    "code",
    "level",
    "name",
    "project",
    "measure",
    "amount",
    "resolution",
    "origin",
    "file",
    "page",
    "row",
    "column",
    "parent",
    "text",
    "part",
    "bounds",
];

/// Line items as CSV for Excel: the tidy frame with amounts in 元.
///
/// # Errors
/// None in practice.
pub fn items_csv(items: &[LineItem]) -> Result<String, crate::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    writer.write_record(ITEM_COLUMNS).map_err(PresentError::from)?;
    for item in items {
        writer.write_record(fields(item).map(Option::unwrap_or_default)).map_err(PresentError::from)?;
    }
    Ok(into_text(writer)?)
}

/// Line items as a JSON array of objects.
///
/// # Errors
/// None in practice.
pub fn items_json(items: &[LineItem]) -> Result<String, crate::Error> {
    let rows: Vec<serde_json::Value> = items
        .iter()
        .map(|item| {
            ITEM_COLUMNS.into_iter().map(str::to_owned).zip(fields(item).map(serde_json::Value::from)).collect()
        })
        .collect();
    let text = serde_json::to_string_pretty(&rows).map_err(PresentError::from)?;
    Ok(text + "\n")
}

/// Line items as Parquet: the tidy frame, amounts as DECIMAL(18,2) 元, zstd.
///
/// # Errors
/// Polars could not write, which would be a fault of the program.
pub fn items_parquet(items: &LineItems) -> Result<Vec<u8>, crate::Error> {
    Ok(parquet(&mut items.export()?)?)
}

/// Line items as a dataset partitioned by year, the way other engines read it (hive): the files by their path in
/// the dataset. A file is sorted by unit and code and does not repeat the year of its folder.
///
/// # Errors
/// Polars could not write, which would be a fault of the program.
pub fn items_by_year(items: &[LineItem]) -> Result<Vec<(String, Vec<u8>)>, crate::Error> {
    /// Rows of one file.
    const PART: usize = 4_000_000;
    let mut sorted: Vec<&LineItem> = items.iter().collect();
    // Rows that do not differ in these keep the order of the documents.
    sorted.sort_by(|one, other| {
        let key = |item: &LineItem| (item.year, item.unit.clone(), item.code.clone());
        key(one).cmp(&key(other))
    });
    let mut files = Vec::new();
    for year in sorted.chunk_by(|one, next| one.year == next.year) {
        for (part, rows) in year.chunks(PART).enumerate() {
            let rows: Vec<LineItem> = rows.iter().copied().cloned().collect();
            let mut frame = LineItems::from_items(&rows).export()?;
            frame.drop_in_place("year").map_err(PresentError::from)?;
            files.push((format!("year={}/part-{part:03}.parquet", rows[0].year), parquet(&mut frame)?));
        }
    }
    Ok(files)
}

/// A frame as Parquet: texts as dictionaries, zstd.
fn parquet(frame: &mut DataFrame) -> Result<Vec<u8>, PresentError> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Zstd(None)).finish(frame)?;
    Ok(bytes)
}

/// An item as the columns hold it.
pub(super) fn fields(item: &LineItem) -> [Option<String>; 22] {
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    [
        Some(item.unit.to_string()),
        Some(item.scope.name().to_owned()),
        Some(item.year.to_string()),
        Some(item.phase.name().to_owned()),
        Some(item.table.name().to_owned()),
        Some(item.classification.name().to_owned()),
        Some(item.code.as_ref().map(ToString::to_string).unwrap_or_default()),
        Some(item.level.name().to_owned()),
        Some(item.name.to_string()),
        item.project.as_deref().map(str::to_owned),
        Some(item.measure.to_string()),
        item.amount.map(|amount| amount.to_yuan().to_string()),
        item.amount.map(|amount| crate::model::Amount::from_fen(amount.resolution()).to_yuan().to_string()),
        Some(item.origin.name().to_owned()),
        Some(item.place.file.to_string()),
        number(item.place.page),
        number(item.place.row),
        number(item.place.column),
        item.parent.as_ref().map(ToString::to_string),
        Some(item.text.to_string()),
        item.place.part(),
        item.place.bounds.map(|bounds| bounds.to_string()),
    ]
}

/// The text of a finished CSV.
pub(super) fn into_text(writer: csv::Writer<Vec<u8>>) -> Result<String, PresentError> {
    let bytes = writer.into_inner().map_err(|error| PresentError::Csv(error.into_error().into()))?;
    Ok(guard(String::from_utf8(bytes).expect("only text was written"))?)
}
