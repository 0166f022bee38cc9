//! 明细表: line items as one tidy Polars frame.

use crate::model::LineItem;
use polars::prelude::DataFrame;

/// 明细表: the tidy frame of every line item.
///
/// Columns, in this order: `unit, scope, year, phase, table, classification, code, level, name, project,
/// measure, amount_fen (i64, 分), resolution_fen (i64, 分), origin, file, page, row, column, parent, text`.
#[derive(Debug, Clone)]
pub struct LineItems(DataFrame);

impl LineItems {
    /// The frame of these items, in their order.
    pub fn from_items(items: &[LineItem]) -> Result<Self, crate::Error> {
        let _ = items;
        todo!("H3")
    }

    /// The Polars frame.
    pub fn frame(&self) -> &DataFrame {
        &self.0
    }
}
