//! 主要数: the figures that a reader looks for first, each with its years in small bars.

use super::money::{Money, change, direction, money};
use crate::analysis::{ComparisonRow, TrendRow};
use crate::model::{Amount, AmountUnit, BudgetTable, Classification, FiscalYear, Growth, Level};
use crate::present::Edition;
use crate::present::rows;
use crate::report::Report;
use serde::Serialize;
use std::fmt::Write;

#[derive(Serialize)]
pub(super) struct Card {
    label: &'static str,
    current: Money,
    prior: Money,
    mark: &'static str,
    change: Money,
    direction: &'static str,
    growth: String,
    bars: String,
}

/// A headline figure: what it is called, and the tables and the measure that tell it, the best first.
struct Headline {
    label: &'static str,
    side: Side,
    tables: &'static [BudgetTable],
    measure: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Revenue,
    Spending,
}

const SPENDING: &[BudgetTable] =
    &[BudgetTable::Expenditure, BudgetTable::Totals, BudgetTable::FiscalTotals, BudgetTable::General];
const KINDS: &[BudgetTable] = &[BudgetTable::Expenditure, BudgetTable::General];

const HEADLINES: [Headline; 10] = [
    Headline {
        label: "收入合计",
        side: Side::Revenue,
        tables: &[BudgetTable::Revenue, BudgetTable::Totals, BudgetTable::FiscalTotals],
        measure: "合计",
    },
    Headline { label: "支出合计", side: Side::Spending, tables: SPENDING, measure: "合计" },
    Headline { label: "基本支出", side: Side::Spending, tables: KINDS, measure: "基本支出" },
    Headline { label: "项目支出", side: Side::Spending, tables: KINDS, measure: "项目支出" },
    Headline {
        label: "一般公共预算支出",
        side: Side::Spending,
        tables: &[BudgetTable::General, BudgetTable::GovernmentExpenditure],
        measure: "合计",
    },
    Headline {
        label: "一般公共预算收入",
        side: Side::Revenue,
        tables: &[BudgetTable::GovernmentRevenue],
        measure: "合计",
    },
    Headline {
        label: "政府性基金预算收入", side: Side::Revenue, tables: &[BudgetTable::FundRevenue], measure: "合计"
    },
    Headline {
        label: "政府性基金预算支出",
        side: Side::Spending,
        tables: &[BudgetTable::Fund, BudgetTable::FundExpenditure],
        measure: "合计",
    },
    Headline {
        label: "国有资本经营预算支出",
        side: Side::Spending,
        tables: &[BudgetTable::StateCapital],
        measure: "合计",
    },
    Headline {
        label: "“三公”经费", side: Side::Spending, tables: &[BudgetTable::ThreePublic], measure: "合计"
    },
];

/// The headline figures that are known and not nothing in both years.
pub(super) fn cards(report: &Report) -> Vec<Card> {
    HEADLINES.iter().filter_map(|headline| card(report, headline)).collect()
}

/// The row that tells a headline figure.
fn row<'r>(report: &'r Report, headline: &Headline) -> Option<&'r ComparisonRow> {
    let rows = &report.comparison.rows;
    let of_table = |table: &BudgetTable| rows.iter().find(|row| row.table == *table && tells(row, headline));
    let mut found = headline.tables.iter().filter_map(of_table);
    let first = found.clone().next()?;
    // The same amount in another table may be known for last year too.
    let known = |row: &&ComparisonRow| {
        row.prior.is_some() && row.current.zip(first.current).is_some_and(|(one, other)| one.agrees(other))
    };
    Some(found.find(known).unwrap_or(first))
}

fn card(report: &Report, headline: &Headline) -> Option<Card> {
    let row = row(report, headline)?;
    let years = years(report, row);
    Some(Card {
        label: headline.label,
        current: money(row.current),
        prior: money(row.prior),
        mark: rows::mark(row.prior_origin),
        change: change(row.change),
        direction: direction(row.change),
        growth: rows::growth(row.growth),
        bars: bars(headline.label, &years),
    })
}

/// The sentence that a reader meets first: the first picture's message, where that is of a headline figure of income or
/// spending; else the change of the first of these that is known for both years, since a detail such as “三公”经费 is
/// not what the year was about.
pub(super) fn lead(edition: &Edition) -> Option<String> {
    let report = &edition.report;
    let picture = edition.charts.first().map(|(_, chart)| chart.title().to_owned());
    let known = |headline: &Headline| {
        let row = (!headline.tables.contains(&BudgetTable::ThreePublic)).then(|| row(report, headline)).flatten()?;
        Some((headline.label, row.change?, row.growth))
    };
    let mut known = HEADLINES.iter().filter_map(known).peekable();
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

/// Whether a row is the headline's figure, and there is one.
fn tells(row: &ComparisonRow, headline: &Headline) -> bool {
    let revenue = row.classification == Classification::Revenue || row.table == BudgetTable::Revenue;
    let is_known = |amount: Option<Amount>| amount.is_some_and(|amount| amount.fen() != 0);
    row.level == Level::Total
        && row.measure.as_str() == headline.measure
        && revenue == (headline.side == Side::Revenue)
        && (is_known(row.current) || is_known(row.prior))
}

/// The figures of the row in every year of its phase, the latest six. A year without one is a gap.
fn years(report: &Report, row: &ComparisonRow) -> Vec<(FiscalYear, Option<Amount>)> {
    const MOST: usize = 6;
    let comparison = &report.comparison;
    let is_same = |other: &&TrendRow| {
        (&other.unit, other.scope, other.table, other.classification, &other.measure, other.level, &other.code)
            == (&row.unit, row.scope, row.table, row.classification, &row.measure, row.level, &row.code)
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

/// Bars from nothing up, all of one measure, the last one in ink; the figures are said in words beside them.
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
