//! 逐单位对比的数据: rows in columns as Parquet or CSV, a segment of units at a time, so that nothing need be held.
//!
//! A segment is encoded by any thread ([`encode`], [`csv_lines`]); the encoded segments are then put behind each
//! other. Neither computes: rates come as whole hundredths of a percent, amounts as 分.

mod csv;
mod pages;
mod parquet;

pub use csv::{csv_head, csv_lines};
pub use parquet::{EncodedRows, ParquetRows, encode};

use crate::analysis::units::Structure;
use crate::model::Line;

/// What the first column names: 单位, 地区, or nothing where all are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// `unit`
    Unit,
    /// `region`
    Region,
    /// No such column.
    None,
}

impl Group {
    /// The name of its column.
    pub(super) fn column(self) -> Option<&'static str> {
        match self {
            Self::Unit => Some("unit"),
            Self::Region => Some("region"),
            Self::None => None,
        }
    }
}

/// The columns that tell a line, by name.
const LINE_COLUMNS: [&str; 5] = ["table", "classification", "measure", "code", "level"];

/// The columns of values behind them. `status` is text, the others are decimals.
const VALUE_COLUMNS: [&str; 8] =
    ["prior", "current", "change", "growth", "status", "share_prior", "share_current", "contribution"];

/// What a line holds in one of [`LINE_COLUMNS`]; the code of a total is empty.
fn line_text(line: &Line, column: usize) -> &str {
    match column {
        0 => line.table.name(),
        1 => line.classification.name(),
        2 => line.measure.as_str(),
        3 => line.code.as_ref().map_or("", |code| code.as_str()),
        _ => line.level.name(),
    }
}

/// The texts of a column for the lines of a segment: the distinct ones, and of every place its number among them.
fn texts<'a>(structure: &'a Structure, places: &[u32], column: usize) -> (Vec<&'a str>, Vec<u32>) {
    let mut is_used = vec![false; structure.lines.len()];
    places.iter().for_each(|place| is_used[*place as usize] = true);
    let used = || structure.lines.iter().zip(&is_used).filter(|(_, used)| **used);
    let distinct: std::collections::BTreeSet<&str> = used().map(|(line, _)| line_text(line, column)).collect();
    let distinct: Vec<&str> = distinct.into_iter().collect();
    let number = |line: &Line| distinct.binary_search(&line_text(line, column)).map_or(0, |number| number as u32);
    let numbers = structure.lines.iter().zip(is_used).map(|(line, used)| if used { number(line) } else { 0 }).collect();
    (distinct, numbers)
}
