//! 数据行: what a row of a dataset is, wherever it stands: which line item, and when it repeats another.

mod once;
mod row;

pub(crate) use once::{Once, RowKey, row_key};
pub(crate) use row::{Fields, Texts, item, printed_amount};
