//! 同口径的数据: what files carry of a row on the codes of the last year, only where a bridge was given.

use super::wire::{WireMatched, percent, rate, start, wire_matched, yuan};
use crate::analysis::{Matched, Span, TrendRow, YearPhase};
use crate::model::Growth;
use serde::Serialize;

/// One figure on the codes of the last year.
#[derive(Serialize)]
pub(super) struct SameFigure {
    amount_comparable: Option<String>,
    change_comparable: Option<String>,
    growth_comparable: Option<String>,
    status_comparable: Option<&'static str>,
    cumulative_change_comparable: Option<String>,
    cumulative_growth_comparable: Option<String>,
    cumulative_status_comparable: Option<&'static str>,
    matched_prior_comparable: Option<String>,
    matched_current_comparable: Option<String>,
    matched_change_comparable: Option<String>,
    matched_growth_comparable: Option<String>,
}

/// What follows over the whole time on the codes of the last year.
#[derive(Serialize)]
pub(super) struct SameSpan {
    change_comparable: Option<String>,
    growth_comparable: Option<String>,
    status_comparable: Option<&'static str>,
    annual_growth_comparable: Option<String>,
    matched_comparable: Option<WireMatched>,
}

impl SameFigure {
    /// `row` on the codes of the last year.
    pub fn of(row: &TrendRow, column: YearPhase) -> Self {
        let start = start(row, column);
        let cumulative = start.and_then(|start| row.growth_over(start, column));
        let matched = column.0.previous().and_then(|before| row.matched.get(&((before, column.1), column)));
        Self {
            amount_comparable: yuan(row.figures.get(&column).map(|figure| figure.amount)),
            change_comparable: yuan(row.change(column)),
            growth_comparable: rate(row.growth(column)),
            status_comparable: row.growth(column).map(Growth::name),
            cumulative_change_comparable: yuan(start.and_then(|start| row.change_over(start, column))),
            cumulative_growth_comparable: rate(cumulative),
            cumulative_status_comparable: cumulative.map(Growth::name),
            matched_prior_comparable: yuan(matched.map(|matched| matched.prior)),
            matched_current_comparable: yuan(matched.map(|matched| matched.current)),
            matched_change_comparable: yuan(matched.and_then(Matched::change)),
            matched_growth_comparable: rate(matched.and_then(Matched::growth)),
        }
    }
}

impl SameSpan {
    /// `row` on the codes of the last year.
    pub fn of(row: &TrendRow, span: Span) -> Self {
        let (from, to) = span.ends();
        let growth = row.growth_over(from, to);
        Self {
            change_comparable: yuan(row.change_over(from, to)),
            growth_comparable: percent(growth.and_then(Growth::rate)),
            status_comparable: growth.map(Growth::name),
            annual_growth_comparable: row.annual(span).map(|annual| annual.percent(2).to_string()),
            matched_comparable: row.matched.get(&(from, to)).map(wire_matched),
        }
    }
}
