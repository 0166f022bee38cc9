//! 数据行: rows of a dataset as line items, whatever their format, and the detection of repeated rows.

mod frame;
mod repeats;
mod row;

pub(crate) use frame::{FrameSource, decimal};
pub(crate) use repeats::{RepeatFilter, RowKey, row_key};
pub(crate) use row::{Fields, Interner, fiscal_year, item, printed_amount};
