//! 表格行: a row of a grid whose first row is a header.

use super::header::Columns;
use crate::model::dataset::{Fields, Interner, printed_amount};
use crate::model::{Amount, Place};
use crate::source::Grid;
use std::sync::Arc;

/// One row of a grid.
pub(super) struct GridRow<'a> {
    pub grid: &'a Grid,
    pub row: usize,
    pub columns: &'a Columns,
    pub texts: &'a mut Interner,
}

impl GridRow<'_> {
    /// Whether all cells are empty.
    pub fn is_empty(&self) -> bool {
        (0..self.grid.columns()).all(|column| self.grid.text(self.row, column).is_empty())
    }
}

impl Fields for GridRow<'_> {
    fn text(&self, field: &str) -> &str {
        self.columns.text(self.grid, self.row, field)
    }

    fn interned(&mut self, field: &str) -> Arc<str> {
        let text = self.columns.text(self.grid, self.row, field);
        self.texts.intern(text)
    }

    fn place(&self, field: &str) -> Place {
        let column = self.columns.at(field).or_else(|| self.columns.at("amount_fen").filter(|_| field == "amount"));
        let own = column.and_then(|column| self.grid.starting_at(self.row, column));
        own.map_or_else(|| self.grid.row_place(self.row), |cell| cell.place.clone())
    }

    fn amount(&self) -> Result<Option<Amount>, (&'static str, String)> {
        printed_amount(self)
    }

    fn printed(&mut self) -> Arc<str> {
        let fields = ["text", "amount", "amount_fen"];
        let told = fields.into_iter().find(|field| !self.text(field).is_empty());
        told.map_or_else(|| "".into(), |field| self.interned(field))
    }
}
