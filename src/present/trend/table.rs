//! 趋势的表: one unit's table through the years.

use super::notes;
use super::{Columns, bridged, title};
use crate::analysis::{Span, Trend, TrendRow, YearPhase};
use crate::model::{Level, Phase};
use crate::present::TextOptions;
use crate::present::by_table::{self, by_table};
use crate::present::table::{Cell, Column, Digits, Kind, Table, Value, words};
use std::collections::BTreeSet;

/// 栏组: columns with their cells that stay beside each other.
pub(super) type Group = Vec<(Column, Vec<Cell>)>;

/// The tables of a trend, by unit and budget table. The columns depend on the years of the trend and on nothing else: the
/// rows that a bridge changes are listed again, in a table below. Only the screen, where room is short, leaves out years
/// that a table does not have, columns without a known figure, and the shares of a lone total.
pub(super) fn tables(trend: &Trend, columns: &Columns, options: TextOptions, on_screen: bool) -> Vec<Table> {
    let has_basis = trend.has_basis();
    let table = |rows: &[&TrendRow], mut groups: Vec<Group>, caption, notes| {
        groups.retain(|group| !on_screen || group.iter().flat_map(|(_, cells)| cells).any(|cell| !cell.is_gap()));
        Table {
            caption,
            notes,
            labels: 2,
            // A name in many pieces beside years of figures is hard to follow.
            narrowest_name: 28,
            digits: Digits::of(options.unit),
            ..Table::of_columns(joined(labels(rows), groups), rows.iter().map(|row| row.item.level))
        }
    };
    let mut tables = Vec::new();
    for rows in by_table(&trend.rows, |row| &row.item, options) {
        let Some(sheet) = rows.all.first().map(|row| row.item.sheet()) else { continue };
        let own = columns.get(&sheet).filter(|_| on_screen);
        let years: Vec<YearPhase> = own.map_or_else(|| trend.columns.clone(), |own| own.iter().copied().collect());
        let moved: Vec<&TrendRow> = rows.shown.iter().copied().filter(|row| row.is_moved()).collect();
        let mut notes: Vec<String> = (has_basis && moved.is_empty()).then(by_table::untouched).into_iter().collect();
        notes.extend(notes::of_table(trend, &sheet, &rows.shown, &years, options.unit));
        notes.extend(rows.hidden());
        let is_total = |row: &&TrendRow| row.item.level == Level::Total && row.item.measure.is_total();
        let has_shares = !on_screen || !rows.shown.iter().all(is_total);
        tables.push(table(&rows.shown, published(&rows.shown, &years, has_shares), rows.caption, notes));
        if !moved.is_empty() {
            let groups = same_basis(&moved, &years, &bridged(trend));
            tables.push(table(&moved, groups, rows.same_basis_caption, Vec::new()));
        }
    }
    tables
}

/// The published figures of rows.
fn published(rows: &[&TrendRow], years: &[YearPhase], has_shares: bool) -> Vec<Group> {
    let spans = spans(rows);
    let mut groups: Vec<Group> = years.iter().map(|column| amounts(rows, *column)).collect();
    groups.extend(years.iter().filter_map(|column| steps(rows, *column, years)));
    groups.extend(spans.iter().map(|span| whole(rows, *span, spans.len() > 1)));
    if has_shares {
        groups.extend(years.iter().map(|column| shares(rows, *column)));
        groups.extend(spans.iter().map(|span| share_changes(rows, *span, spans.len() > 1)));
    }
    groups.extend(years.iter().flat_map(|column| executions(rows, *column, years)));
    groups
}

/// The figures of rows that a bridge changes: published amounts beside those on the codes of the last year, and what follows
/// from the latter.
fn same_basis(rows: &[&TrendRow], years: &[YearPhase], bridged: &BTreeSet<YearPhase>) -> Vec<Group> {
    let same: Vec<&TrendRow> = rows.iter().filter_map(|row| row.comparable.as_deref()).collect();
    let spans = spans(rows);
    let mut groups: Vec<Group> = Vec::new();
    for column in years {
        groups.push(amounts(rows, *column));
        groups.extend(bridged.contains(column).then(|| on_basis(amounts(&same, *column))));
    }
    groups.extend(years.iter().filter_map(|column| steps(&same, *column, years)).map(on_basis));
    groups.extend(spans.iter().map(|span| on_basis(whole(&same, *span, spans.len() > 1))));
    groups
}

/// The spans of a table, which all of its rows share.
fn spans(rows: &[&TrendRow]) -> Vec<Span> {
    rows.first().map(|row| row.spans.clone()).unwrap_or_default()
}

/// The columns of all groups behind the labels.
fn joined(labels: Group, groups: Vec<Group>) -> Group {
    let joined = |(at, (column, cells))| (Column { joined: at > 0, ..column }, cells);
    labels.into_iter().chain(groups.into_iter().flat_map(|group| group.into_iter().enumerate().map(joined))).collect()
}

fn labels(rows: &[&TrendRow]) -> Group {
    let codes = rows.iter().map(|row| Cell::code(row.item.code.as_ref())).collect();
    let names = rows.iter().map(|row| Cell::text(words::row_name(&row.item))).collect();
    vec![(Column::new("编码", Kind::Code), codes), (Column::new("名称", Kind::Name), names)]
}

/// Columns of the same rows on the codes of the last year.
fn on_basis(group: Group) -> Group {
    let on_basis = |mut column: Column| {
        match column.heads.as_mut_slice() {
            [_] => column.heads.push("同口径".to_owned()),
            [.., what] => *what = format!("同口径{what}"),
            [] => {}
        }
        column
    };
    group.into_iter().map(|(column, cells)| (on_basis(column), cells)).collect()
}

pub(super) fn column(
    heads: impl Into<Vec<String>>,
    rows: &[&TrendRow],
    cell: impl Fn(&TrendRow) -> Cell,
) -> (Column, Vec<Cell>) {
    (Column::under(heads, Kind::Figure), rows.iter().map(|row| cell(row)).collect())
}

fn amounts(rows: &[&TrendRow], year: YearPhase) -> Group {
    vec![column([title(year)], rows, |row| amount(row, year))]
}

/// Growth on the year before, where that is shown too.
fn steps(rows: &[&TrendRow], year: YearPhase, years: &[YearPhase]) -> Option<Group> {
    let before = year.0.previous().map(|before| (before, year.1)).filter(|before| years.contains(before))?;
    Some(vec![column([title(year), "增减率".to_owned()], rows, |row| step(row, before, year))])
}

fn shares(rows: &[&TrendRow], year: YearPhase) -> Group {
    vec![column([title(year), "占比".to_owned()], rows, |row| Cell::share(row.share(year)))]
}

/// 执行率, of each budget that is shown too.
fn executions(rows: &[&TrendRow], year: YearPhase, years: &[YearPhase]) -> Vec<Group> {
    if year.1 != Phase::Executed {
        return Vec::new();
    }
    let group = |base: Phase| {
        let heads = [format!("{}年执行率", year.0), format!("决算/{base}")];
        vec![column(heads, rows, |row| {
            let found = row.executions().into_iter().find(|of| (of.year, of.base) == (year.0, base));
            Cell::share(found.map(|of| of.rate))
        })]
    };
    let bases = [Phase::Adjusted, Phase::Approved].into_iter().filter(|base| years.contains(&(year.0, *base)));
    bases.map(group).collect()
}

/// An amount with how it is known; a gap is no zero.
pub(super) fn amount(row: &TrendRow, column: YearPhase) -> Cell {
    let Some(figure) = row.figures.get(&column) else { return Cell::amount(None) };
    Cell { differs: figure.differing().next().is_some(), ..Cell::known(Some(figure.amount), Some(figure.origin)) }
}

/// Growth; where other units stand behind the one year than behind the other, it says nothing.
fn step(row: &TrendRow, from: YearPhase, to: YearPhase) -> Cell {
    let both = row.figures.contains_key(&from) && row.figures.contains_key(&to);
    if both && !row.is_comparable(from, to) { Cell::text("不可比") } else { Cell::growth(row.growth_over(from, to)) }
}

/// 2017—2019, and below it what, of which phase where there are several.
fn time(span: Span, several: bool, what: &str) -> [String; 2] {
    let phase = if several { span.phase.name() } else { "" };
    [format!("{}—{}", span.from, span.to), format!("{phase}{what}")]
}

/// The whole time: change, growth, yearly growth.
fn whole(rows: &[&TrendRow], span: Span, several: bool) -> Group {
    let (from, to) = span.ends();
    let mut group =
        vec![column(time(span, several, "累计增减额"), rows, |row| Cell::change(row.change_over(from, to)))];
    // From one year to the next, the year's own growth says it all.
    if span.years() > 1 {
        group.push(column(time(span, several, "累计增减率"), rows, |row| step(row, from, to)));
        group.push(column(time(span, several, "年均增长率"), rows, |row| Value::Annual(row.annual(span)).into()));
    }
    group
}

fn share_changes(rows: &[&TrendRow], span: Span, several: bool) -> Group {
    let (from, to) = span.ends();
    let change = |row: &TrendRow| Cell::points(row.share_change_over(from, to));
    vec![column(time(span, several, "占比变化"), rows, change)]
}
