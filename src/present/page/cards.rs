//! 主要指标: cards with the headline figures, each with small bars of its years.

use super::money::{Money, direction, money};
use crate::analysis::{ComparisonRow, Headline, TrendRow, headlines};
use crate::model::{Amount, AmountUnit, BudgetTable, FiscalYear, Growth};
use crate::present::Edition;
use crate::present::comparison::{Field, cell};
use crate::present::table::Digits;
use crate::report::Report;
use serde::Serialize;
use std::fmt::Write;

#[derive(Serialize)]
pub(super) struct Card {
    label: &'static str,
    current: Money,
    prior: Money,
    /// Whether the documents do not contain last year's amount.
    is_unpublished: bool,
    change: Money,
    direction: &'static str,
    growth: String,
    bars: String,
}

/// The cards of the headline figures.
pub(super) fn cards(report: &Report) -> Vec<Card> {
    headlines(&report.comparison).iter().map(|headline| card(report, headline)).collect()
}

fn card(report: &Report, headline: &Headline<'_>) -> Card {
    let row = headline.row;
    let years = years(report, row);
    Card {
        label: headline.label,
        current: money(&cell(row, Field::Current)),
        prior: money(&cell(row, Field::Prior)),
        is_unpublished: row.prior.is_none(),
        change: money(&cell(row, Field::Change)),
        direction: direction(row.change),
        growth: cell(row, Field::Growth).print(Digits::default()),
        bars: bars(headline.label, &years),
    }
}

/// The leading sentence: the title of the first chart if that is about a headline figure of revenue or expenditure,
/// else the change of the first such figure that is known for both years. Details such as “三公”经费 never lead.
pub(super) fn lead(edition: &Edition) -> Option<String> {
    let report = &edition.report;
    let picture = edition.charts.first().map(|(_, chart)| chart.title().to_owned());
    let known = |headline: Headline<'_>| {
        let row = Some(headline.row).filter(|row| row.item.table != BudgetTable::ThreePublic)?;
        Some((headline.label, row.change?, row.growth))
    };
    let mut known = headlines(&report.comparison).into_iter().filter_map(known).peekable();
    if let Some(said) = &picture
        && known.clone().any(|(label, ..)| said.starts_with(label))
    {
        return picture;
    }
    let comparison = &report.comparison;
    let before = match comparison.base_phase == comparison.phase {
        true => "上年".to_owned(),
        false => format!("上年{}数", comparison.base_phase),
    };
    let Some((label, change, growth)) = known.next() else { return picture };
    let size = change.print(AmountUnit::TenThousand, 2).trim_start_matches('-').to_owned();
    let rate = match growth {
        Some(Growth::Rate(ratio)) => {
            let verb = if change.fen() > 0 { "增长" } else { "下降" };
            format!("，{verb}{}%", ratio.percent(2).abs())
        }
        _ => String::new(),
    };
    Some(match change.fen().signum() {
        0 => format!("{label}：与{before}持平"),
        1 => format!("{label}：比{before}增加{size}万元{rate}"),
        _ => format!("{label}：比{before}减少{size}万元{rate}"),
    })
}

/// The amounts of a row in the latest six years of its phase. Missing years are gaps.
fn years(report: &Report, row: &ComparisonRow) -> Vec<(FiscalYear, Option<Amount>)> {
    const MOST: usize = 6;
    let comparison = &report.comparison;
    let is_same = |other: &&TrendRow| {
        (
            &other.item.unit,
            other.item.scope,
            other.item.table,
            other.item.classification,
            &other.item.measure,
            other.item.level,
            &other.item.code,
        ) == (
            &row.item.unit,
            row.item.scope,
            row.item.table,
            row.item.classification,
            &row.item.measure,
            row.item.level,
            &row.item.code,
        )
    };
    let own = report.trend.rows.iter().find(is_same);
    let phase = |year: FiscalYear| if year == comparison.base { comparison.base_phase } else { comparison.phase };
    let mut years: Vec<FiscalYear> = report.trend.columns.iter().map(|(year, _)| *year).collect();
    years.dedup();
    let figures = years.into_iter().filter(|year| *year <= comparison.year).map(|year| {
        let amount = match year {
            year if year == comparison.year => row.current,
            year if year == comparison.base => row.prior,
            year => own.and_then(|own| own.figures.get(&(year, phase(year)))).map(|figure| figure.amount),
        };
        (year, amount)
    });
    let figures: Vec<_> = figures.skip_while(|(_, amount)| amount.is_none()).collect();
    figures[figures.len().saturating_sub(MOST)..].to_vec()
}

/// Small bars from zero, on a common scale, with the last one emphasised. The amounts are in their description.
fn bars(label: &str, years: &[(FiscalYear, Option<Amount>)]) -> String {
    const HEIGHT: i128 = 40;
    const STEP: usize = 34;
    const WIDE: usize = 26;
    let largest = years.iter().filter_map(|(_, amount)| amount.map(Amount::fen)).max().unwrap_or(0);
    if years.len() < 2 || largest <= 0 {
        return String::new();
    }
    let words: Vec<String> = years
        .iter()
        .map(|(year, amount)| {
            let amount = amount.map_or_else(|| "没有数".into(), |a| a.print(AmountUnit::TenThousand, 2) + "万元");
            format!("{year}年{amount}")
        })
        .collect();
    let mut svg = format!(
        "<svg class=\"bars\" viewBox=\"0 0 {} 56\" width=\"{0}\" height=\"56\" preserveAspectRatio=\"xMinYMax\" role=\"img\" aria-label=\"{label}：{}\">",
        STEP * years.len() - (STEP - WIDE),
        words.join("，")
    );
    for (number, (year, amount)) in years.iter().enumerate() {
        let left = number * STEP;
        let last = if number + 1 == years.len() { " class=\"now\"" } else { "" };
        if let Some(amount) = amount {
            let tall = (i128::from(amount.fen().max(0)) * HEIGHT / i128::from(largest)).max(1);
            let _ =
                write!(svg, "<rect{last} x=\"{left}\" y=\"{}\" width=\"{WIDE}\" height=\"{tall}\"/>", HEIGHT - tall);
        }
        let middle = left + WIDE / 2;
        let _ = write!(svg, "<text{last} x=\"{middle}\" y=\"54\">{year}</text>");
    }
    svg + "</svg>"
}
