//! 逐单位对比的数据: rows in columns as Parquet or CSV, a segment of units at a time, so that nothing need be held.
//!
//! A segment is encoded by any thread ([`encode`], [`csv_lines`]); the encoded segments are then put behind each
//! other. Neither computes: rates come as whole hundredths of a percent, amounts as 分.

mod csv;
mod pages;
mod parquet;

pub use csv::{csv_head, csv_lines};
pub use parquet::{EncodedRows, ParquetRows, encode};

use crate::analysis::units::{Structure, UnitComparison, UnitTrend};
use crate::model::{FiscalYear, Line};
use std::sync::Arc;

/// What the first column names: 单位, 地区, 分组, or nothing where all are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// `unit`
    Unit,
    /// `region`
    Region,
    /// `group`
    Named,
    /// No such column.
    None,
}

impl Group {
    /// The name of its column.
    pub(super) fn column(self) -> Option<&'static str> {
        match self {
            Self::Unit => Some("unit"),
            Self::Region => Some("region"),
            Self::Named => Some("group"),
            Self::None => None,
        }
    }
}

/// The columns that tell a line, by name.
const LINE_COLUMNS: [&str; 6] = ["scope", "table", "classification", "measure", "code", "level"];

/// What a column of values holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 元, two decimals.
    Amount,
    /// Percent or points, two decimals.
    Rate,
    /// What happened, as a word.
    Status,
    /// 年度
    Year,
}

/// 列: what the columns of values behind those of the line are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// The first column.
    pub group: Group,
    name: &'static str,
    columns: &'static [(&'static str, Kind)],
}

impl Shape {
    /// Of a comparison.
    pub const fn comparison(group: Group) -> Self {
        let columns = &[
            ("prior", Kind::Amount),
            ("current", Kind::Amount),
            ("change", Kind::Amount),
            ("growth", Kind::Rate),
            ("status", Kind::Status),
            ("share_prior", Kind::Rate),
            ("share_current", Kind::Rate),
            ("contribution", Kind::Rate),
        ];
        Self { group, name: "comparison", columns }
    }

    /// Of the years of units, one line a year.
    pub const fn trend(group: Group) -> Self {
        let columns = &[
            ("year", Kind::Year),
            ("amount", Kind::Amount),
            ("change", Kind::Amount),
            ("growth", Kind::Rate),
            ("status", Kind::Status),
            ("share", Kind::Rate),
            ("share_change", Kind::Rate),
            ("cumulative_change", Kind::Amount),
            ("cumulative_growth", Kind::Rate),
        ];
        Self { group, name: "trend", columns }
    }
}

/// The values of a column.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    /// Hundredths; [`UnitComparison::NONE`] for none.
    Hundredths(&'a [i64]),
    /// Places in [`STATUSES`](crate::analysis::units::STATUSES).
    Statuses(&'a [u8]),
    /// The years, and of each row its place among them.
    Years(&'a [FiscalYear], &'a [u32]),
}

/// 单位表: rows of many units in columns.
pub trait UnitTable {
    /// The units, each with the number of its rows.
    fn units(&self) -> &[(Arc<str>, usize)];
    /// The line of each row, by its place in the structure.
    fn lines(&self) -> &[u32];
    /// The columns of values, in the order of the [`Shape`].
    fn values(&self) -> Vec<Values<'_>>;
}

impl UnitTable for UnitComparison {
    fn units(&self) -> &[(Arc<str>, usize)] {
        &self.units
    }

    fn lines(&self) -> &[u32] {
        &self.lines
    }

    fn values(&self) -> Vec<Values<'_>> {
        vec![
            Values::Hundredths(&self.prior),
            Values::Hundredths(&self.current),
            Values::Hundredths(&self.change),
            Values::Hundredths(&self.growth),
            Values::Statuses(&self.status),
            Values::Hundredths(&self.share_prior),
            Values::Hundredths(&self.share_current),
            Values::Hundredths(&self.contribution),
        ]
    }
}

impl UnitTable for UnitTrend {
    fn units(&self) -> &[(Arc<str>, usize)] {
        &self.units
    }

    fn lines(&self) -> &[u32] {
        &self.lines
    }

    fn values(&self) -> Vec<Values<'_>> {
        vec![
            Values::Years(&self.shown, &self.years),
            Values::Hundredths(&self.amount),
            Values::Hundredths(&self.change),
            Values::Hundredths(&self.growth),
            Values::Statuses(&self.status),
            Values::Hundredths(&self.share),
            Values::Hundredths(&self.share_change),
            Values::Hundredths(&self.cumulative_change),
            Values::Hundredths(&self.cumulative_growth),
        ]
    }
}

/// What a line holds in one of [`LINE_COLUMNS`]; the code of a total is empty.
fn line_text(line: &Line, column: usize) -> &str {
    match column {
        0 => line.scope.name(),
        1 => line.table.name(),
        2 => line.classification.name(),
        3 => line.measure.as_str(),
        4 => line.code.as_ref().map_or("", |code| code.as_str()),
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
