//! JSON: reads an array of flat objects as one grid, whose first row holds the field names.

use super::cells::CellCount;
use crate::model::Place;
use crate::source::{Block, Cell, Document, Limits, SourceError};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads the rows of a dataset ([`crate::source::dataset`]). A row's place is its index in the array, counted from 1.
pub(super) fn read(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, SourceError> {
    let place = Place::file(name.clone());
    let mut count = CellCount::new(limits);
    // Each field has a colon, and a comma after it.
    count.expect(bytes.iter().filter(|byte| matches!(byte, b':' | b',')).count() / 2, &place)?;
    let objects: Vec<Map<String, Value>> =
        serde_json::from_slice(bytes).map_err(|error| match is_comparison(bytes) {
            true => SourceError::Comparison { path: name.to_string() },
            false => not_rows(&error, &place),
        })?;
    let mut names: Vec<&str> = Vec::new();
    let mut columns: BTreeMap<&str, usize> = BTreeMap::new();
    let mut cells = Vec::new();
    for (row, object) in objects.iter().enumerate() {
        for (field, value) in object {
            let next = names.len();
            let column = *columns.entry(field).or_insert_with(|| {
                names.push(field);
                next
            });
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text.trim().to_owned(),
                value => value.to_string(),
            };
            let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
            if !text.is_empty() {
                cells.push(Cell::text(text, row + 1, column, place.at(number(row), number(column))));
            }
        }
    }
    let header = names.iter().enumerate().map(|(column, field)| Cell::text(*field, 0, column, place.clone()));
    let cells: Vec<Cell> = header.chain(cells).collect();
    let grid = count.grid(cells, place)?;
    Ok(Document { name: name.clone(), blocks: vec![Block::Grid(grid)], ..Document::default() })
}

/// Whether this is the output of `compare` or `trend` in JSON.
fn is_comparison(bytes: &[u8]) -> bool {
    let object: Option<Map<String, Value>> = serde_json::from_slice(bytes).ok();
    let comparison = ["base", "base_phase", "rows"];
    let trend = ["columns", "uncovered", "rows"];
    object.is_some_and(|object| {
        [comparison, trend].iter().any(|fields| fields.iter().all(|field| object.contains_key(*field)))
    })
}

fn not_rows(error: &serde_json::Error, place: &Place) -> SourceError {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    SourceError::Content {
        place: place.at(number(error.line()), number(error.column())),
        expected: "应为对象的数组，如 [{\"year\":2024,\"code\":\"208\",\"amount\":\"1.00\"}]".to_owned(),
        found: found(error).to_owned(),
        remedy: "请核对这个位置的写法",
    }
}

/// What was found instead of an array of objects.
fn found(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "文件没有写完",
        serde_json::error::Category::Data => "别的结构",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => "不合 JSON 写法",
    }
}
