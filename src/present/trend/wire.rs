//! 趋势数据: a trend as files carry it: amounts in 元, rates in percent, both as exact text; undefined is null.

use super::same_basis::{SameFigure, SameSpan};
use super::{Columns, TrendView, columns};
use crate::analysis::{Matched, Mover, RankBy, RankedUnit, Ranking, TrendRow, Uncovered, YearPhase};
use crate::model::{Amount, Growth, Phase, Points, Ratio};
use crate::present::PresentError;
use crate::present::data::{BOM, into_text};
use serde::Serialize;

/// `trend --format json`, as `data/schema/trend.schema.json` describes it.
#[derive(Serialize)]
struct WireTrend<'a> {
    from: Option<u16>,
    to: Option<u16>,
    amount_unit: &'static str,
    columns: Vec<WireColumn>,
    rows: Vec<WireRow<'a>>,
    uncovered: Vec<WireUncovered<'a>>,
    ranking: Option<WireRanking<'a>>,
    movers: Vec<WireMover<'a>>,
}

#[derive(Serialize)]
struct WireColumn {
    year: u16,
    phase: &'static str,
}

#[derive(Serialize)]
struct WireRow<'a> {
    #[serde(flatten)]
    item: Item<'a>,
    figures: Vec<WireFigure>,
    spans: Vec<WireSpan>,
    executions: Vec<WireExecution>,
}

/// What a row is about.
#[derive(Serialize)]
pub(super) struct Item<'a> {
    pub unit: &'a str,
    pub scope: &'static str,
    pub table: &'static str,
    pub classification: &'static str,
    pub measure: &'a str,
    pub code: Option<&'a str>,
    pub level: &'static str,
    pub name: &'a str,
}

/// A figure, and on the same basis where a bridge was given.
#[derive(Serialize)]
struct WireFigure {
    #[serde(flatten)]
    own: Figure,
    #[serde(flatten)]
    same: Option<SameFigure>,
}

/// One figure of a row, or a gap.
#[derive(Serialize)]
pub(super) struct Figure {
    pub year: u16,
    pub phase: &'static str,
    pub amount: Option<String>,
    pub origin: Option<&'static str>,
    pub restated: Option<String>,
    pub implied: Option<String>,
    pub change: Option<String>,
    pub growth: Option<String>,
    pub status: Option<&'static str>,
    pub share: Option<String>,
    pub share_change: Option<String>,
    pub cumulative_change: Option<String>,
    pub cumulative_growth: Option<String>,
    pub cumulative_status: Option<&'static str>,
    pub execution_of_budget: Option<String>,
    pub execution_of_adjusted: Option<String>,
    pub matched_units: Option<usize>,
    pub matched_prior: Option<String>,
    pub matched_current: Option<String>,
    pub matched_change: Option<String>,
    pub matched_growth: Option<String>,
}

#[derive(Serialize)]
struct WireSpan {
    phase: &'static str,
    from: u16,
    to: u16,
    change: Option<String>,
    growth: Option<String>,
    status: Option<&'static str>,
    annual_growth: Option<String>,
    share_change: Option<String>,
    matched: Option<WireMatched>,
    #[serde(flatten)]
    same: Option<SameSpan>,
}

#[derive(Serialize)]
pub(super) struct WireMatched {
    units: usize,
    prior: String,
    current: String,
    change: Option<String>,
    growth: Option<String>,
    status: Option<&'static str>,
}

#[derive(Serialize)]
struct WireExecution {
    year: u16,
    base: &'static str,
    rate: String,
}

#[derive(Serialize)]
struct WireUncovered<'a> {
    group: &'a str,
    scope: &'static str,
    table: &'static str,
    year: u16,
    phase: &'static str,
    units: Vec<&'a str>,
    present: usize,
}

#[derive(Serialize)]
struct WireRanking<'a> {
    table: &'static str,
    classification: &'static str,
    measure: &'a str,
    year: u16,
    phase: &'static str,
    by: &'static str,
    total: Option<String>,
    units: Vec<WireRanked<'a>>,
    missing: Vec<&'a str>,
}

#[derive(Serialize)]
struct WireRanked<'a> {
    rank: Option<usize>,
    unit: &'a str,
    amount: String,
    change: Option<String>,
    growth: Option<String>,
    status: Option<&'static str>,
    share: Option<String>,
}

#[derive(Serialize)]
struct WireMover<'a> {
    #[serde(flatten)]
    item: Item<'a>,
    prior: Option<String>,
    current: Option<String>,
    change: String,
    growth: Option<String>,
    status: Option<&'static str>,
}

/// A trend as JSON.
///
/// # Errors
/// None in practice: every value is text, a count or null.
pub fn trend_json(view: &TrendView) -> Result<String, crate::Error> {
    let trend = view.trend;
    let columns = columns(trend);
    let year = |column: Option<&YearPhase>| column.map(|(year, _)| year.get());
    let wire = WireTrend {
        from: year(trend.columns.first()),
        to: year(trend.columns.last()),
        amount_unit: "元",
        columns: trend
            .columns
            .iter()
            .map(|(year, phase)| WireColumn { year: year.get(), phase: phase.name() })
            .collect(),
        rows: trend.rows.iter().map(|row| wire_row(row, &columns)).collect(),
        uncovered: trend.uncovered.iter().map(wire_uncovered).collect(),
        ranking: view.ranking.map(wire_ranking),
        movers: view.movers.iter().filter_map(|mover| wire_mover(mover, view.ranking?.column)).collect(),
    };
    let text = serde_json::to_string_pretty(&wire).map_err(PresentError::from)?;
    Ok(text + "\n")
}

/// A trend as CSV for Excel, one line a figure; a gap has its line too, without an amount.
///
/// # Errors
/// None in practice.
pub fn trend_csv(view: &TrendView) -> Result<String, crate::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    let columns = columns(view.trend);
    for row in &view.trend.rows {
        for (column, figure) in figures(row, &columns) {
            let line = match row.comparable.as_deref() {
                Some(same) => writer.serialize((Item::of(row), figure, SameFigure::of(same, column))),
                None => writer.serialize((Item::of(row), figure)),
            };
            line.map_err(PresentError::from)?;
        }
    }
    Ok(into_text(writer)?)
}

impl<'a> Item<'a> {
    pub fn of(row: &'a TrendRow) -> Self {
        Self {
            unit: &row.unit,
            scope: row.scope.name(),
            table: row.table.name(),
            classification: row.classification.name(),
            measure: row.measure.as_str(),
            code: row.code.as_ref().map(|code| code.as_str()),
            level: row.level.name(),
            name: &row.name,
        }
    }
}

pub(super) fn yuan(amount: Option<Amount>) -> Option<String> {
    amount.map(|amount| amount.to_yuan().to_string())
}

pub(super) fn percent(ratio: Option<Ratio>) -> Option<String> {
    ratio.map(|ratio| ratio.percent(2).to_string())
}

pub(super) fn rate(growth: Option<Growth>) -> Option<String> {
    percent(growth.and_then(Growth::rate))
}

fn points(points: Option<Points>) -> Option<String> {
    points.map(|points| points.value(2).to_string())
}

fn wire_row<'a>(row: &'a TrendRow, columns: &Columns) -> WireRow<'a> {
    let execution = |of: crate::analysis::Execution| WireExecution {
        year: of.year.get(),
        base: of.base.name(),
        rate: of.rate.percent(2).to_string(),
    };
    let same = |column| row.comparable.as_deref().map(|same| SameFigure::of(same, column));
    WireRow {
        item: Item::of(row),
        figures: figures(row, columns).map(|(column, own)| WireFigure { own, same: same(column) }).collect(),
        spans: row.spans.iter().map(|span| wire_span(row, *span)).collect(),
        executions: row.executions().into_iter().map(execution).collect(),
    }
}

/// The figures of a row, its gaps too.
pub(super) fn figures<'a>(
    row: &'a TrendRow,
    columns: &'a Columns,
) -> impl Iterator<Item = (YearPhase, Figure)> + use<'a> {
    let own = columns.get(&row.sheet());
    own.into_iter().flatten().map(|column| (*column, figure(row, *column)))
}

/// What a year's cumulative growth is counted from: the first year of the span, if that is earlier.
pub(super) fn start(row: &TrendRow, column: YearPhase) -> Option<YearPhase> {
    row.span(column.1).map(|span| span.ends().0).filter(|start| start.0 < column.0)
}

fn figure(row: &TrendRow, column: YearPhase) -> Figure {
    let figure = row.figures.get(&column);
    let start = start(row, column);
    let cumulative = start.and_then(|start| row.growth_over(start, column));
    let executions = row.executions();
    let execution = |base: Phase| {
        let of = executions.iter().find(|of| (of.year, of.base) == (column.0, base));
        percent(of.filter(|_| column.1 == Phase::Executed).map(|of| of.rate))
    };
    let matched = column.0.previous().and_then(|before| row.matched.get(&((before, column.1), column)));
    Figure {
        year: column.0.get(),
        phase: column.1.name(),
        amount: yuan(figure.map(|figure| figure.amount)),
        origin: figure.map(|figure| figure.origin.name()),
        restated: yuan(figure.and_then(|figure| figure.restated)),
        implied: yuan(figure.and_then(|figure| figure.implied)),
        change: yuan(row.change(column)),
        growth: rate(row.growth(column)),
        status: row.growth(column).map(Growth::name),
        share: percent(row.share(column)),
        share_change: points(row.share_change(column)),
        cumulative_change: yuan(start.and_then(|start| row.change_over(start, column))),
        cumulative_growth: rate(cumulative),
        cumulative_status: cumulative.map(Growth::name),
        execution_of_budget: execution(Phase::Approved),
        execution_of_adjusted: execution(Phase::Adjusted),
        matched_units: matched.map(|matched| matched.units),
        matched_prior: yuan(matched.map(|matched| matched.prior)),
        matched_current: yuan(matched.map(|matched| matched.current)),
        matched_change: yuan(matched.and_then(Matched::change)),
        matched_growth: rate(matched.and_then(Matched::growth)),
    }
}

fn wire_span(row: &TrendRow, span: crate::analysis::Span) -> WireSpan {
    let (from, to) = span.ends();
    let growth = row.growth_over(from, to);
    WireSpan {
        phase: span.phase.name(),
        from: span.from.get(),
        to: span.to.get(),
        change: yuan(row.change_over(from, to)),
        growth: rate(growth),
        status: growth.map(Growth::name),
        annual_growth: row.annual(span).map(|annual| annual.percent(2).to_string()),
        share_change: points(row.share_change_over(from, to)),
        matched: row.matched.get(&(from, to)).map(wire_matched),
        same: row.comparable.as_deref().map(|same| SameSpan::of(same, span)),
    }
}

pub(super) fn wire_matched(matched: &Matched) -> WireMatched {
    WireMatched {
        units: matched.units,
        prior: matched.prior.to_yuan().to_string(),
        current: matched.current.to_yuan().to_string(),
        change: yuan(matched.change()),
        growth: rate(matched.growth()),
        status: matched.growth().map(Growth::name),
    }
}

fn wire_uncovered(uncovered: &Uncovered) -> WireUncovered<'_> {
    WireUncovered {
        group: &uncovered.group,
        scope: uncovered.scope.name(),
        table: uncovered.table.name(),
        year: uncovered.column.0.get(),
        phase: uncovered.column.1.name(),
        units: uncovered.units.iter().map(|unit| &**unit).collect(),
        present: uncovered.present,
    }
}

fn wire_ranking(ranking: &Ranking) -> WireRanking<'_> {
    WireRanking {
        table: ranking.table.name(),
        classification: ranking.classification.name(),
        measure: ranking.measure.as_str(),
        year: ranking.column.0.get(),
        phase: ranking.column.1.name(),
        by: match ranking.by {
            RankBy::Amount => "amount",
            RankBy::Change => "change",
            RankBy::Growth => "growth",
        },
        total: yuan(ranking.total),
        units: ranking.units.iter().map(wire_ranked).collect(),
        missing: ranking.missing.iter().map(|unit| &**unit).collect(),
    }
}

fn wire_ranked(unit: &RankedUnit) -> WireRanked<'_> {
    WireRanked {
        rank: unit.rank,
        unit: &unit.unit,
        amount: unit.amount.to_yuan().to_string(),
        change: yuan(unit.change),
        growth: rate(unit.growth),
        status: unit.growth.map(Growth::name),
        share: percent(unit.share),
    }
}

fn wire_mover(mover: &Mover, column: YearPhase) -> Option<WireMover<'_>> {
    let row = &mover.row;
    let amount = |column: YearPhase| yuan(row.figures.get(&column).map(|figure| figure.amount));
    Some(WireMover {
        item: Item::of(row),
        prior: amount((column.0.previous()?, column.1)),
        current: amount(column),
        change: mover.change.to_yuan().to_string(),
        growth: rate(row.growth(column)),
        status: row.growth(column).map(Growth::name),
    })
}
