//! 明细的数据: line items as data files, with amounts in 元.

use super::PresentError;
use super::parquet::bytes;
use super::records::{self, Record, Value};
use super::sheet::{Heads, Sheet, workbook};
use crate::analysis::{LineItems, Role, Side, Usage, export_with};
use crate::model::schema::LINE_ITEM_COLUMNS;
use crate::model::{Amount, LineItem};

/// The values of each item, in the order of [`LINE_ITEM_COLUMNS`].
fn all(items: &LineItems) -> impl Iterator<Item = Record<'_>> {
    items.items().iter().zip(items.usages()).map(|(item, usage)| record(item, *usage))
}

/// The values of an item, in the order of [`LINE_ITEM_COLUMNS`].
pub(super) fn record(item: &LineItem, usage: Usage) -> Record<'_> {
    let resolution = item.amount.map(|amount| Amount::from_fen(amount.resolution()));
    vec![
        Value::text(&item.unit),
        Value::text(item.scope.name()),
        Value::Integer(item.year.get().into()),
        Value::text(item.phase.name()),
        Value::text(item.table.name()),
        Value::text(item.classification.name()),
        Value::optional(item.code.as_ref().map(|code| code.as_str())),
        Value::text(item.level.name()),
        Value::text(&item.name),
        Value::optional(item.project.as_deref()),
        Value::text(item.measure.as_str()),
        Value::amount(item.amount),
        Value::amount(resolution),
        Value::text(item.origin.name()),
        Value::text(&item.place.file),
        Value::integer(item.place.page),
        Value::integer(item.place.row),
        Value::integer(item.place.column),
        Value::optional(item.parent.as_ref().map(|code| code.as_str())),
        Value::text(&item.text),
        item.place.part().map_or(Value::None, |part| Value::Text(part.into())),
        item.place.bounds.map_or(Value::None, |bounds| Value::Text(bounds.to_string().into())),
        Value::integer(item.place.confidence.map(u32::from)),
        Value::optional(usage.role.map(Role::name)),
        Value::optional(usage.side.map(Side::name)),
    ]
}

/// Line items as CSV.
///
/// # Errors
/// None in practice.
pub fn items_csv(items: &LineItems) -> Result<String, crate::Error> {
    Ok(records::csv(&LINE_ITEM_COLUMNS, all(items))?)
}

/// Line items as a JSON array of objects.
///
/// # Errors
/// None in practice.
pub fn items_json(items: &LineItems) -> Result<String, crate::Error> {
    let rows: Vec<_> = all(items).map(|row| records::object(&LINE_ITEM_COLUMNS, &row)).collect();
    Ok(records::pretty(&rows)?)
}

/// Line items as XLSX, which can be read again as a dataset. Codes are texts, amounts numbers in 元.
///
/// # Errors
/// There are more rows than fit on a sheet.
pub fn items_xlsx(items: &LineItems) -> Result<Vec<u8>, crate::Error> {
    let sheet = Sheet { name: "明细", fields: &LINE_ITEM_COLUMNS, heads: Heads::Names, frozen: 0 };
    sheet.check(items.items().len())?;
    let written = workbook("items", |book| sheet.add(book, all(items)).map(drop));
    Ok(written.map_err(PresentError::from)?)
}

/// Line items as Parquet, with amounts as DECIMAL(18,2).
///
/// # Errors
/// Polars cannot write the file, which would be a fault of the program.
pub fn items_parquet(items: &LineItems) -> Result<Vec<u8>, crate::Error> {
    bytes(items.export()?)
}

/// Line items as a dataset partitioned by year (hive): the files with their paths in the dataset. Files are sorted by
/// unit and code; they do not repeat the year of their folder.
///
/// # Errors
/// Polars cannot write a file, which would be a fault of the program.
pub fn items_by_year(items: &LineItems) -> Result<Vec<(String, Vec<u8>)>, crate::Error> {
    /// The maximum number of rows of a file.
    const PART: usize = 4_000_000;
    let mut sorted: Vec<(&LineItem, Usage)> = items.items().iter().zip(items.usages().iter().copied()).collect();
    // The sort is stable, so that equal rows keep the order of the documents.
    sorted.sort_by(|(one, _), (other, _)| {
        let key = |item: &LineItem| (item.year, item.unit.clone(), item.code.clone());
        key(one).cmp(&key(other))
    });
    let mut files = Vec::new();
    for year in sorted.chunk_by(|(one, _), (next, _)| one.year == next.year) {
        for (part, rows) in year.chunks(PART).enumerate() {
            let (rows, usages): (Vec<LineItem>, Vec<Usage>) =
                rows.iter().map(|(item, usage)| ((*item).clone(), *usage)).unzip();
            let mut frame = export_with(&rows, &usages)?;
            frame.drop_in_place("year").map_err(PresentError::from)?;
            files.push((format!("year={}/part-{part:03}.parquet", rows[0].year), bytes(frame)?));
        }
    }
    Ok(files)
}
