//! 趋势 JSON: a row with its figures, spans and executions; amounts in 元 and rates in percent as exact text.

use super::data::lines;
use super::{Columns, TrendView, columns};
use crate::analysis::{Item, Matched, Mover, RankBy, RankedUnit, Ranking, Span, TrendRow, Uncovered, YearPhase};
use crate::model::schema::{ITEM_COLUMNS, TREND_COLUMNS};
use crate::model::{Amount, Growth, Points, Ratio};
use crate::present::records::{item, object, pretty};
use serde::Serialize;
use serde_json::{Map, Value};

/// `trend --format json`, as `data/schema/trend.schema.json` describes it.
#[derive(Serialize)]
struct WireTrend<'a> {
    from: Option<u16>,
    to: Option<u16>,
    amount_unit: &'static str,
    columns: Vec<WireColumn>,
    rows: Vec<WireRow>,
    uncovered: Vec<WireUncovered<'a>>,
    ranking: Option<WireRanking<'a>>,
    movers: Vec<WireMover>,
}

#[derive(Serialize)]
struct WireColumn {
    year: u16,
    phase: &'static str,
}

#[derive(Serialize)]
struct WireRow {
    #[serde(flatten)]
    item: Map<String, Value>,
    figures: Vec<Map<String, Value>>,
    spans: Vec<WireSpan>,
    executions: Vec<WireExecution>,
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
    change_comparable: Option<String>,
    growth_comparable: Option<String>,
    status_comparable: Option<&'static str>,
    annual_growth_comparable: Option<String>,
    matched_comparable: Option<WireMatched>,
}

#[derive(Serialize)]
struct WireMatched {
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
struct WireMover {
    #[serde(flatten)]
    item: Map<String, Value>,
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
    Ok(pretty(&wire)?)
}

fn yuan(amount: Option<Amount>) -> Option<String> {
    amount.map(|amount| amount.to_yuan().to_string())
}

fn percent(ratio: Option<Ratio>) -> Option<String> {
    ratio.map(|ratio| ratio.percent(2).to_string())
}

fn rate(growth: Option<Growth>) -> Option<String> {
    percent(growth.and_then(Growth::rate))
}

fn points(points: Option<Points>) -> Option<String> {
    points.map(|points| points.value(2).to_string())
}

fn wire_row(row: &TrendRow, columns: &Columns) -> WireRow {
    let execution = |of: crate::analysis::Execution| WireExecution {
        year: of.year.get(),
        base: of.base.name(),
        rate: of.rate.percent(2).to_string(),
    };
    let fields = &TREND_COLUMNS[ITEM_COLUMNS..];
    WireRow {
        item: wire_item(&row.item),
        figures: lines(row, columns).map(|line| object(fields, &line[ITEM_COLUMNS..])).collect(),
        spans: row.spans.iter().map(|span| wire_span(row, *span)).collect(),
        executions: row.executions().into_iter().map(execution).collect(),
    }
}

fn wire_item(of: &Item) -> Map<String, Value> {
    object(&TREND_COLUMNS[..ITEM_COLUMNS], &item(of))
}

fn wire_span(row: &TrendRow, span: Span) -> WireSpan {
    let (from, to) = span.ends();
    let growth = row.growth_over(from, to);
    let same = row.comparable.as_deref();
    let same_growth = same.and_then(|same| same.growth_over(from, to));
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
        change_comparable: yuan(same.and_then(|same| same.change_over(from, to))),
        growth_comparable: rate(same_growth),
        status_comparable: same_growth.map(Growth::name),
        annual_growth_comparable: same.and_then(|same| same.annual(span)).map(|annual| annual.percent(2).to_string()),
        matched_comparable: same.and_then(|same| same.matched.get(&(from, to))).map(wire_matched),
    }
}

fn wire_matched(matched: &Matched) -> WireMatched {
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

fn wire_mover(mover: &Mover, column: YearPhase) -> Option<WireMover> {
    let row = &mover.row;
    let amount = |column: YearPhase| yuan(row.figures.get(&column).map(|figure| figure.amount));
    Some(WireMover {
        item: wire_item(&row.item),
        prior: amount((column.0.previous()?, column.1)),
        current: amount(column),
        change: mover.change.to_yuan().to_string(),
        growth: rate(row.growth(column)),
        status: row.growth(column).map(Growth::name),
    })
}
