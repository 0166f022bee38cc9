//! 数据集: compares a partitioned dataset unit by unit or sums it up, writing the results to a file batch by batch.
//!
//! The library reads, sorts and computes batches of units; this module writes them. `columns` handles data with one
//! figure per key, `rows` all other data.

mod columns;
mod command;
mod rows;

pub(super) use command::{Outcome, compare, large, standings, trend};

/// File formats that can be written batch by batch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Parquet,
    Csv,
}

impl Format {
    /// The format, or none if it can only be written as a whole.
    pub fn of(format: super::format::Format) -> Option<Self> {
        match format {
            super::format::Format::Parquet => Some(Self::Parquet),
            super::format::Format::Csv => Some(Self::Csv),
            _ => None,
        }
    }
}
