//! 趋势的表: one unit's table through the years as cells, ready to be framed.

use super::{Columns, title};
use crate::analysis::{Span, Trend, TrendRow, YearPhase};
use crate::model::{AmountUnit, AnnualGrowth, BudgetTable, Level, Phase, Scope};
use crate::present::rows::{caption, growth, mark, row_name, scope_shown, signed};
use std::collections::BTreeSet;
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
type Rows<'a> = ((Arc<str>, Scope, BudgetTable), Vec<&'a TrendRow>);

/// The sections of a trend. Rows below the total show 合计 only, unless one measure was asked for.
pub(super) fn sections(trend: &Trend, columns: &Columns, unit: AmountUnit, one_measure: bool) -> Vec<Section> {
    let mut tables: Vec<Rows> = Vec::new();
    for row in &trend.rows {
        match tables.last_mut() {
            Some((key, rows)) if *key == row.sheet() => rows.push(row),
            _ => tables.push((row.sheet(), vec![row])),
        }
    }
    tables
        .into_iter()
        .map(|(key, rows)| {
            let all = rows.len();
            let shown: Vec<&TrendRow> = rows
                .into_iter()
                .filter(|row| one_measure || row.level == Level::Total || row.measure.is_total())
                .collect();
            let years: Vec<YearPhase> = columns.get(&key).into_iter().flatten().copied().collect();
            section(trend, key, &shown, &years, unit, all - shown.len())
        })
        .collect()
}

fn section(
    trend: &Trend,
    (name, scope, table): (Arc<str>, Scope, BudgetTable),
    rows: &[&TrendRow],
    years: &[YearPhase],
    unit: AmountUnit,
    hidden: usize,
) -> Section {
    let spans: Vec<Span> = rows.first().map(|row| row.spans.clone()).unwrap_or_default();
    // The same rows on the codes of the last year, where a bridge was given.
    let same: Vec<&TrendRow> = rows.iter().filter_map(|row| row.comparable.as_deref()).collect();
    let moved = rows.iter().any(|row| row.is_moved());
    let untouched = (!same.is_empty() && !moved).then(|| "对照表没有转动本表的数，同口径数与公布数相同。".to_owned());
    let bridged = if moved { super::bridged(trend) } else { BTreeSet::new() };
    let mut groups = Vec::new();
    for column in years {
        groups.push(amounts(rows, *column, unit));
        groups.extend(bridged.contains(column).then(|| on_basis(amounts(&same, *column, unit))));
    }
    for column in years {
        groups.extend(steps(rows, *column, years));
        groups.extend(steps(&same, *column, years).filter(|_| moved).map(on_basis));
    }
    for span in &spans {
        groups.push(whole(rows, *span, spans.len() > 1, unit));
        groups.extend(moved.then(|| on_basis(whole(&same, *span, spans.len() > 1, unit))));
    }
    // A total alone is all of itself.
    if rows.iter().any(|row| row.level != Level::Total || !row.measure.is_total()) {
        groups.extend(years.iter().map(|column| shares(rows, *column)));
        groups.extend(spans.iter().map(|span| shifts(rows, *span, spans.len() > 1)));
    }
    groups.extend(years.iter().flat_map(|column| executions(rows, *column)));
    // A column that nothing is known of says nothing.
    groups.retain(|group| group.rows.iter().flatten().any(|cell| *cell != dash()));
    let label = |row: &&TrendRow| {
        let code = row.code.as_ref().map(ToString::to_string).unwrap_or_default();
        [code, row_name((row.table, row.classification), row.level, &row.measure, &row.name)]
    };
    Section {
        caption: caption((&name, scope_shown(trend.rows.iter().map(|row| row.scope), scope), table), unit),
        labels: rows.iter().map(label).collect(),
        groups,
        hidden,
        notes: untouched
            .into_iter()
            .chain(super::notes::of_section(trend, (&name, scope, table), rows, years, unit))
            .collect(),
    }
}

/// Columns of the same rows on the codes of the last year.
fn on_basis(group: Group) -> Group {
    let head = |head: String| match head.split_once('\n') {
        Some((time, what)) => format!("{time}\n同口径{what}"),
        None => format!("{head}\n同口径"),
    };
    Group { heads: group.heads.into_iter().map(head).collect(), ..group }
}

fn dash() -> String {
    "—".to_owned()
}

fn column(head: String, rows: &[&TrendRow], cell: impl Fn(&TrendRow) -> String) -> Group {
    Group { heads: vec![head], rows: rows.iter().map(|row| vec![cell(row)]).collect() }
}

fn amounts(rows: &[&TrendRow], year: YearPhase, unit: AmountUnit) -> Group {
    column(title(year), rows, |row| amount(row, year, unit))
}

/// Growth on the year before, where that is shown too.
fn steps(rows: &[&TrendRow], year: YearPhase, years: &[YearPhase]) -> Option<Group> {
    let before = year.0.previous().map(|before| (before, year.1)).filter(|before| years.contains(before))?;
    Some(column(format!("{}\n增减率", title(year)), rows, |row| step(row, before, year)))
}

fn shares(rows: &[&TrendRow], year: YearPhase) -> Group {
    let share = |row: &TrendRow| row.share(year).map_or_else(dash, |share| format!("{}%", share.percent(2)));
    column(format!("{}\n占比", title(year)), rows, share)
}

/// 执行率, of each budget that is known.
fn executions(rows: &[&TrendRow], year: YearPhase) -> Vec<Group> {
    if year.1 != Phase::Executed {
        return Vec::new();
    }
    let rate = |row: &TrendRow, base| execution(row, year, base).unwrap_or_else(dash);
    let bases = [Phase::Adjusted, Phase::Approved];
    bases.map(|base| column(format!("{}年执行率\n决算/{base}", year.0), rows, |row| rate(row, base))).into()
}

/// An amount with its marks; a gap is no zero.
fn amount(row: &TrendRow, column: YearPhase, unit: AmountUnit) -> String {
    row.figures.get(&column).map_or_else(dash, |figure| {
        let differs = if figure.differing().next().is_some() { "†" } else { "" };
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

/// 2017—2019, and of which phase where there are several.
fn time(span: Span, several: bool) -> String {
    format!("{}—{}\n{}", span.from, span.to, if several { span.phase.name() } else { "" })
}

/// The whole time: change, growth, yearly growth.
fn whole(rows: &[&TrendRow], span: Span, several: bool, unit: AmountUnit) -> Group {
    let (from, to) = span.ends();
    // From one year to the next, the year's own growth says it all.
    let shown = if span.years() > 1 { 3 } else { 1 };
    let heads = ["累计增减额", "累计增减率", "年均增长率"].map(|head| time(span, several) + head);
    let cells = |row: &&TrendRow| {
        let change = row.change_over(from, to).map_or_else(dash, |change| signed(change, unit, 2));
        let cells = [change, step(row, from, to), row.annual(span).map_or_else(dash, annual)];
        cells.into_iter().take(shown).collect()
    };
    Group { heads: heads.into_iter().take(shown).collect(), rows: rows.iter().map(cells).collect() }
}

fn shifts(rows: &[&TrendRow], span: Span, several: bool) -> Group {
    let (from, to) = span.ends();
    let points = |row: &TrendRow| row.share_change_over(from, to);
    let shift = |row: &TrendRow| points(row).map_or_else(dash, |points| format!("{}百分点", points.value(2)));
    column(time(span, several) + "占比变化", rows, shift)
}

fn annual(rate: AnnualGrowth) -> String {
    let rate = rate.percent(2);
    if rate.is_sign_positive() && !rate.is_zero() { format!("+{rate}%") } else { format!("{rate}%") }
}
