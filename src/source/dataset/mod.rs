//! 数据集: tidy line items as a table (CSV, TSV, a sheet of a workbook), read straight into line items.
//!
//! A grid is a dataset when its first row names at least year, code and amount. What else of the frame of
//! DESIGN.md is missing takes its default, so three columns suffice.

mod grid;
mod header;
mod partition;
pub mod store;

use super::{Document, Grid};
use crate::model::dataset::{self as rows, Interner, RepeatFilter};
use crate::model::{LineItem, Warning};
use grid::GridRow;
use header::Columns;
pub(crate) use partition::with_folders;

/// What a dataset holds.
#[derive(Debug, Default)]
pub(crate) struct Dataset {
    /// In the order of the rows.
    pub(crate) items: Vec<LineItem>,
    /// Rows that could not be read, each with its place.
    pub(crate) warnings: Vec<Warning>,
}

/// The dataset of a document whose only grid is one; `None` for every other document.
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

/// Whether a document is a comparison that we wrote: figures of years, which no longer say where they stood.
pub(crate) fn is_comparison(document: &Document) -> bool {
    document.grids().next().is_some_and(Columns::is_comparison)
}

fn only_grid(document: &Document) -> Option<&Grid> {
    let mut grids = document.grids();
    let (grid, None) = (grids.next()?, grids.next()) else { return None };
    Some(grid)
}

#[cfg(test)]
mod tests;
