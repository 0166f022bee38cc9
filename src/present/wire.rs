//! 对比的数据行: a comparison row as files carry it: amounts in 元, rates in percent, both as exact text.

use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{Amount, Growth, Points, Ratio};
use serde::Serialize;

/// `compare --format json`, as `data/schema/comparison.schema.json` describes it.
#[derive(Serialize)]
pub(super) struct WireComparison<'a> {
    base: u16,
    year: u16,
    base_phase: &'static str,
    phase: &'static str,
    amount_unit: &'static str,
    pub(super) rows: Vec<WireRow<'a>>,
}

/// One row. Undefined is null.
#[derive(Serialize)]
pub(super) struct WireRow<'a> {
    unit: &'a str,
    scope: &'static str,
    table: &'static str,
    classification: &'static str,
    measure: &'a str,
    code: Option<&'a str>,
    level: &'static str,
    name: &'a str,
    prior_phase: &'static str,
    current_phase: &'static str,
    prior: Option<String>,
    current: Option<String>,
    change: Option<String>,
    growth: Option<String>,
    status: Option<&'static str>,
    share_prior: Option<String>,
    share_current: Option<String>,
    share_change: Option<String>,
    contribution: Option<String>,
    contribution_share: Option<String>,
    prior_origin: Option<&'static str>,
    current_origin: Option<&'static str>,
    prior_rolled_up: Option<String>,
    current_rolled_up: Option<String>,
    /// The four of the same basis are there only where a bridge was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    prior_comparable: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_comparable: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    growth_comparable: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_comparable: Option<Option<&'static str>>,
}

impl<'a> WireComparison<'a> {
    pub(super) fn new(comparison: &'a Comparison) -> Self {
        Self {
            base: comparison.base.get(),
            year: comparison.year.get(),
            base_phase: comparison.base_phase.name(),
            phase: comparison.phase.name(),
            amount_unit: "元",
            rows: comparison.rows.iter().map(|row| WireRow::new(row, comparison)).collect(),
        }
    }
}

impl<'a> WireRow<'a> {
    fn new(row: &'a ComparisonRow, comparison: &Comparison) -> Self {
        let yuan = |amount: Option<Amount>| amount.map(|amount| amount.to_yuan().to_string());
        let percent = |ratio: Option<Ratio>| ratio.map(|ratio| ratio.percent(2).to_string());
        let points = |points: Option<Points>| points.map(|points| points.value(2).to_string());
        Self {
            unit: &row.unit,
            scope: row.scope.name(),
            table: row.table.name(),
            classification: row.classification.name(),
            measure: row.measure.as_str(),
            code: row.code.as_ref().map(|code| code.as_str()),
            level: row.level.name(),
            name: &row.name,
            prior_phase: comparison.base_phase.name(),
            current_phase: comparison.phase.name(),
            prior: yuan(row.prior),
            current: yuan(row.current),
            change: yuan(row.change),
            growth: percent(row.growth.and_then(Growth::rate)),
            status: row.growth.map(Growth::name),
            share_prior: percent(row.share_prior),
            share_current: percent(row.share_current),
            share_change: points(row.share_change),
            contribution: points(row.contribution),
            contribution_share: percent(row.contribution_share),
            prior_origin: row.prior_origin.map(|origin| origin.name()),
            current_origin: row.current_origin.map(|origin| origin.name()),
            prior_rolled_up: yuan(row.prior_rolled_up),
            current_rolled_up: yuan(row.current_rolled_up),
            prior_comparable: row.comparable.map(|same| yuan(same.prior)),
            change_comparable: row.comparable.map(|same| yuan(same.change)),
            growth_comparable: row.comparable.map(|same| percent(same.growth.and_then(Growth::rate))),
            status_comparable: row.comparable.map(|same| same.growth.map(Growth::name)),
        }
    }
}
