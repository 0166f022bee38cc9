//! 趋势的表: one unit's table through the years as cells, ready to be framed.

use super::{Columns, title};
use crate::analysis::{Span, Trend, TrendRow, YearPhase};
use crate::model::{AmountUnit, AnnualGrowth, BudgetTable, Phase};
use crate::present::rows::{growth, mark, row_name, signed};
use std::sync::Arc;

/// 表: rows with their columns in groups that stay together.
pub(super) struct Section {
    pub caption: String,
    /// Code and name of every row.
    pub labels: Vec<[String; 2]>,
    /// A year each, then the whole time.
    pub groups: Vec<Group>,
    /// How many rows of other measures are not shown.
    pub hidden: usize,
    /// What is to be known of these rows.
    pub notes: Vec<String>,
}

/// 栏组: columns that stay beside each other.
pub(super) struct Group {
    pub heads: Vec<String>,
    /// Of each row, a cell for every head.
    pub rows: Vec<Vec<String>>,
}

/// The rows of one unit's table.
type Rows<'a> = ((Arc<str>, BudgetTable), Vec<&'a TrendRow>);

/// The sections of a trend. Rows below the total show 合计 only, unless one measure was asked for.
pub(super) fn sections(trend: &Trend, columns: &Columns, unit: AmountUnit, one_measure: bool) -> Vec<Section> {
    let mut tables: Vec<Rows> = Vec::new();
    for row in &trend.rows {
        match tables.last_mut() {
            Some((key, rows)) if *key == (row.unit.clone(), row.table) => rows.push(row),
            _ => tables.push(((row.unit.clone(), row.table), vec![row])),
        }
    }
    tables
        .into_iter()
        .map(|(key, rows)| {
            let all = rows.len();
            let shown: Vec<&TrendRow> = rows
                .into_iter()
                .filter(|row| one_measure || row.level == crate::model::Level::Total || row.measure.is_total())
                .collect();
            let years: Vec<YearPhase> = columns.get(&key).into_iter().flatten().copied().collect();
            section(trend, key, &shown, &years, unit, all - shown.len())
        })
        .collect()
}

fn section(
    trend: &Trend,
    (name, table): (Arc<str>, BudgetTable),
    rows: &[&TrendRow],
    years: &[YearPhase],
    unit: AmountUnit,
    hidden: usize,
) -> Section {
    let spans: Vec<Span> = rows.first().map(|row| row.spans.clone()).unwrap_or_default();
    let mut groups: Vec<Group> = years.iter().map(|column| year(rows, *column, years, unit)).collect();
    groups.extend(spans.iter().map(|span| whole(rows, *span, spans.len() > 1, unit)));
    let label = |row: &&TrendRow| {
        let code = row.code.as_ref().map(ToString::to_string).unwrap_or_default();
        [code, row_name((row.table, row.classification), row.level, &row.measure, &row.name)]
    };
    Section {
        caption: format!("{name} {}（{unit}）", table.title()).trim().to_owned(),
        labels: rows.iter().map(label).collect(),
        groups,
        hidden,
        notes: super::notes::of_section(trend, (&name, table), rows, years, unit),
    }
}

fn dash() -> String {
    "—".to_owned()
}

/// One year: amount, growth on the year before where that is shown too, share, execution.
fn year(rows: &[&TrendRow], column: YearPhase, years: &[YearPhase], unit: AmountUnit) -> Group {
    let before = column.0.previous().map(|year| (year, column.1)).filter(|before| years.contains(before));
    let mut heads = vec![title(column)];
    heads.extend(before.map(|_| "增减率".to_owned()));
    heads.push("占比".to_owned());
    let bases: Vec<Phase> = [Phase::Adjusted, Phase::Approved]
        .into_iter()
        .filter(|base| column.1 == Phase::Executed && rows.iter().any(|row| execution(row, column, *base).is_some()))
        .collect();
    heads.extend(bases.iter().map(|base| format!("执行率\n决算/{base}")));
    let cells = |row: &&TrendRow| {
        let mut cells = vec![amount(row, column, unit)];
        cells.extend(before.map(|before| step(row, before, column)));
        cells.push(row.share(column).map_or_else(dash, |share| format!("{}%", share.percent(2))));
        cells.extend(bases.iter().map(|base| execution(row, column, *base).unwrap_or_else(dash)));
        cells
    };
    Group { heads, rows: rows.iter().map(cells).collect() }
}

/// An amount with its marks; a gap is no zero.
fn amount(row: &TrendRow, column: YearPhase, unit: AmountUnit) -> String {
    row.figures.get(&column).map_or_else(dash, |figure| {
        let differs = if figure.differing().is_some() { "†" } else { "" };
        format!("{}{}{differs}", figure.amount.print(unit, 2), mark(Some(figure.origin)))
    })
}

/// Growth in words; where other units stand behind the one year than behind the other, it says nothing.
pub(super) fn step(row: &TrendRow, from: YearPhase, to: YearPhase) -> String {
    let both = row.figures.contains_key(&from) && row.figures.contains_key(&to);
    if both && !row.is_comparable(from, to) { "不可比".to_owned() } else { growth(row.growth_over(from, to)) }
}

fn execution(row: &TrendRow, column: YearPhase, base: Phase) -> Option<String> {
    let found = row.executions().into_iter().find(|of| (of.year, of.base) == (column.0, base));
    found.map(|of| format!("{}%", of.rate.percent(2)))
}

/// The whole time: change, growth, yearly growth, shift of the share.
fn whole(rows: &[&TrendRow], span: Span, several: bool, unit: AmountUnit) -> Group {
    let (from, to) = span.ends();
    let phase = if several { span.phase.name() } else { "" };
    let time = format!("{}—{}", span.from, span.to);
    let heads = ["累计增减额", "累计增减率", "年均增长率", "占比变化"].map(|head| format!("{time}\n{phase}{head}"));
    let cells = |row: &&TrendRow| {
        vec![
            row.change_over(from, to).map_or_else(dash, |change| signed(change, unit)),
            step(row, from, to),
            row.annual(span).map_or_else(dash, annual),
            row.share_change_over(from, to).map_or_else(dash, |points| format!("{}百分点", points.value(2))),
        ]
    };
    Group { heads: heads.to_vec(), rows: rows.iter().map(cells).collect() }
}

fn annual(rate: AnnualGrowth) -> String {
    let rate = rate.percent(2);
    if rate.is_sign_positive() && !rate.is_zero() { format!("+{rate}%") } else { format!("{rate}%") }
}
