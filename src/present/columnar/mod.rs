//! 逐单位的数据: writes comparisons and trends of many units as Parquet, CSV or Arrow arrays, one segment of units at a time, so that
//! memory is bounded. The columns are those of every comparison and trend.
//!
//! Segments are encoded on any thread ([`encode`], [`csv_lines`]) and then written one after another. Nothing is
//! computed: rates are given in hundredths of a percent, amounts in 分.

mod arrow;
mod csv;
mod pages;
mod parquet;

pub use arrow::{batch, segment_batch};
pub use csv::{csv_head, csv_lines};
pub use parquet::{EncodedRows, ParquetRows, encode};

use crate::analysis::YearPhase;
use crate::analysis::stream::{Structure, UnitComparison, UnitTrend};
use crate::model::schema::{COMPARISON_COLUMNS, Column, ITEM_COLUMNS, TREND_COLUMNS};
use crate::model::{Code, Line, Measure, Origin, Phase};
use std::borrow::Cow;
use std::sync::Arc;

/// The number of columns that describe the line of a row, after the unit.
const LINE_COLUMNS: usize = ITEM_COLUMNS - 1;

/// 名称: looks up the name of a code.
pub type NameOf<'a> = &'a (dyn Fn(&Code) -> Option<Arc<str>> + Sync);

/// 行的语境: what all units have in common.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The lines of the result, to which rows refer.
    pub structure: &'a Structure,
    /// The names of codes.
    pub name_of: NameOf<'a>,
    /// The phases of the two years of a comparison.
    pub phases: &'a [Phase],
}

/// The values of a column.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    /// Hundredths; [`UnitComparison::NONE`] for no value.
    Hundredths(&'a [i64]),
    /// Indices into [`STATUSES`](crate::analysis::stream::STATUSES).
    Statuses(&'a [u8]),
    /// Years: the distinct columns, and the index of each row's.
    Years(&'a [YearPhase], &'a [u32]),
    /// Phases: the distinct columns, and the index of each row's.
    Phases(&'a [YearPhase], &'a [u32]),
    /// The same text in every row.
    Same(&'static str),
    /// The same text in every row that has an amount.
    BesideAmount(&'static str, &'a [i64]),
    /// No values: such data has no restated figures and no groups.
    Nothing,
}

/// 单位表: the rows of many units, stored by column.
pub trait UnitTable {
    /// The columns of the result.
    fn columns() -> &'static [Column];
    /// The name of the result in the file.
    fn name() -> &'static str;
    /// The units, each with the number of its rows.
    fn units(&self) -> &[(Arc<str>, usize)];
    /// The line of each row, as an index into the structure.
    fn lines(&self) -> &[u32];
    /// The values of the columns that follow those of the line, in order.
    fn values(&self, phases: &[Phase]) -> Vec<Values<'_>>;
}

/// The name of a year's phase; no value if there is no such year.
fn phase(phases: &[Phase], year: usize) -> Values<'static> {
    phases.get(year).map_or(Values::Nothing, |phase| Values::Same(phase.name()))
}

/// Values that are only computed with a bridge.
fn some_hundredths(values: &[i64]) -> Values<'_> {
    if values.is_empty() { Values::Nothing } else { Values::Hundredths(values) }
}

/// Statuses that are only computed with a bridge.
fn some_statuses(values: &[u8]) -> Values<'_> {
    if values.is_empty() { Values::Nothing } else { Values::Statuses(values) }
}

impl UnitTable for UnitComparison {
    fn columns() -> &'static [Column] {
        &COMPARISON_COLUMNS
    }

    fn name() -> &'static str {
        "comparison"
    }

    fn units(&self) -> &[(Arc<str>, usize)] {
        &self.units
    }

    fn lines(&self) -> &[u32] {
        &self.lines
    }

    fn values(&self, phases: &[Phase]) -> Vec<Values<'_>> {
        vec![
            phase(phases, 0),
            phase(phases, 1),
            Values::Hundredths(&self.prior),
            Values::Hundredths(&self.current),
            Values::Hundredths(&self.change),
            Values::Hundredths(&self.growth),
            Values::Statuses(&self.status),
            Values::Hundredths(&self.share_prior),
            Values::Hundredths(&self.share_current),
            Values::Hundredths(&self.share_change),
            Values::Hundredths(&self.contribution),
            Values::Hundredths(&self.contribution_share),
            Values::BesideAmount(Origin::Published.name(), &self.prior),
            Values::BesideAmount(Origin::Published.name(), &self.current),
            Values::Hundredths(&self.prior_rolled_up),
            Values::Hundredths(&self.current_rolled_up),
            some_hundredths(&self.prior_comparable),
            some_hundredths(&self.change_comparable),
            some_hundredths(&self.growth_comparable),
            some_statuses(&self.status_comparable),
        ]
    }
}

impl UnitTable for UnitTrend {
    fn columns() -> &'static [Column] {
        &TREND_COLUMNS
    }

    fn name() -> &'static str {
        "trend"
    }

    fn units(&self) -> &[(Arc<str>, usize)] {
        &self.units
    }

    fn lines(&self) -> &[u32] {
        &self.lines
    }

    fn values(&self, _: &[Phase]) -> Vec<Values<'_>> {
        let mut values = vec![
            Values::Years(&self.columns, &self.at),
            Values::Phases(&self.columns, &self.at),
            Values::Hundredths(&self.amount),
            Values::BesideAmount(Origin::Published.name(), &self.amount),
            Values::Nothing,
            Values::Nothing,
            Values::Hundredths(&self.change),
            Values::Hundredths(&self.growth),
            Values::Statuses(&self.status),
            Values::Hundredths(&self.share),
            Values::Hundredths(&self.share_change),
            Values::Hundredths(&self.cumulative_change),
            Values::Hundredths(&self.cumulative_growth),
            Values::Statuses(&self.cumulative_status),
            Values::Hundredths(&self.execution_of_budget),
            Values::Hundredths(&self.execution_of_adjusted),
        ];
        // The columns for matched units only exist for groups.
        values.extend([Values::Nothing; 5]);
        if let Some(same) = &self.comparable {
            values.extend([
                Values::Hundredths(&same.amount),
                Values::Hundredths(&same.change),
                Values::Hundredths(&same.growth),
                Values::Statuses(&same.status),
                Values::Hundredths(&same.cumulative_change),
                Values::Hundredths(&same.cumulative_growth),
                Values::Statuses(&same.cumulative_status),
            ]);
        }
        values.resize(TREND_COLUMNS.len() - ITEM_COLUMNS, Values::Nothing);
        values
    }
}

impl Context<'_> {
    /// The text of a line in a column after the unit's. The code of a total is empty.
    fn text<'a>(&self, line: &'a Line, column: usize) -> Cow<'a, str> {
        Cow::Borrowed(match column {
            0 => line.scope.name(),
            1 => line.table.name(),
            2 => line.classification.name(),
            3 => line.measure.as_str(),
            4 => line.code.as_ref().map_or("", |code| code.as_str()),
            5 => line.level.name(),
            _ => return self.name(line),
        })
    }

    fn name<'a>(&self, line: &'a Line) -> Cow<'a, str> {
        let Some(code) = &line.code else { return Cow::Borrowed(Measure::TOTAL) };
        (self.name_of)(code).map_or(Cow::Borrowed(code.as_str()), |name| Cow::Owned(name.to_string()))
    }

    /// The distinct texts of a column in a segment, and the index of each line's text.
    fn texts(&self, places: &[u32], column: usize) -> (Vec<String>, Vec<u32>) {
        let lines = &self.structure.lines;
        let mut used = vec![false; lines.len()];
        places.iter().for_each(|place| used[*place as usize] = true);
        let texts: Vec<Cow<str>> = lines
            .iter()
            .zip(&used)
            .map(|(line, used)| if *used { self.text(line, column) } else { "".into() })
            .collect();
        let distinct: std::collections::BTreeSet<&str> =
            texts.iter().zip(&used).filter(|(_, used)| **used).map(|(text, _)| &**text).collect();
        let distinct: Vec<&str> = distinct.into_iter().collect();
        let numbers =
            texts.iter().map(|text| distinct.binary_search(&&**text).map_or(0, |number| number as u32)).collect();
        (distinct.into_iter().map(str::to_owned).collect(), numbers)
    }
}
