//! 数据集: tidy line items as a table (CSV, TSV, a sheet of a workbook, Parquet), read straight into line items.
//!
//! A grid or frame is a dataset if it has at least the columns year, code and amount. All other fields have defaults.

mod grid;
mod header;
pub mod store;

use super::{Document, Grid, SourceError};
use crate::model::dataset::{self as rows, FrameSource, Interner, RepeatFilter};
use crate::model::{LineItem, Place, Warning};
use grid::GridRow;
use header::Columns;
use polars::prelude::DataFrame;
use std::path::Path;
use std::sync::Arc;

/// The content of a dataset.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dataset {
    /// In the order of the rows.
    pub(crate) items: Vec<LineItem>,
    /// Warnings about rows that could not be read, each with its place.
    pub(crate) warnings: Vec<Warning>,
}

/// The dataset of a document that consists of a single grid with its columns; `None` for any other document.
pub(crate) fn of_document(document: &Document) -> Option<Dataset> {
    let grid = only_grid(document)?;
    let columns = Columns::of(grid)?;
    let mut dataset = Dataset::default();
    let mut texts = Interner::default();
    let mut repeats = RepeatFilter::default();
    for row in 1..grid.rows() {
        let mut fields = GridRow { grid, row, columns: &columns, texts: &mut texts };
        if fields.is_empty() {
            continue;
        }
        match rows::item(&mut fields) {
            Ok(item) => {
                if repeats.admits(&item, !columns.text(grid, row, "file").is_empty()) {
                    dataset.items.push(item);
                }
            }
            Err(warning) => dataset.warnings.push(warning),
        }
    }
    dataset.warnings.extend(repeats.warnings());
    Some(dataset)
}

/// The dataset of a Parquet file, if it has the columns of one. Names of folders (`year=2024`) replace missing columns.
pub(crate) fn of_frame(name: &Arc<str>, path: &Path, frame: &DataFrame) -> Result<Option<Dataset>, SourceError> {
    let fields = header::fields(names(frame));
    let mut constants = store::keys_above(path);
    if !constants.contains_key("year") {
        constants.clear();
    }
    let is_dataset = header::is_dataset(|field| fields.contains_key(field) || constants.contains_key(field));
    if !is_dataset || header::is_list(names(frame)) {
        return Ok(None);
    }
    let read = FrameSource { frame, file: name.clone(), fields, constants }.items();
    let (items, warnings) = read.map_err(|error| SourceError::Content {
        place: Place::file(name.clone()),
        expected: "应为数据集".to_owned(),
        found: error.to_string(),
        remedy: "请转换列的类型后再试；各列的写法见 docs/数据集.md",
    })?;
    Ok(Some(Dataset { items, warnings }))
}

/// Whether a document is a comparison written by this program, whose figures have lost their places.
pub(crate) fn is_comparison(document: &Document) -> bool {
    let names = |grid: &Grid| header::is_comparison((0..grid.columns()).map(|column| grid.text(0, column)));
    document.grids().next().is_some_and(names)
}

/// Whether a frame is such a comparison.
pub(crate) fn is_comparison_frame(frame: &DataFrame) -> bool {
    header::is_comparison(names(frame))
}

fn names(frame: &DataFrame) -> impl Iterator<Item = &str> {
    frame.columns().iter().map(|column| column.name().as_str())
}

fn only_grid(document: &Document) -> Option<&Grid> {
    let mut grids = document.grids();
    let (grid, None) = (grids.next()?, grids.next()) else { return None };
    Some(grid)
}

#[cfg(test)]
mod tests;
