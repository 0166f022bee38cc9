//! 趋势的表: one unit's table through the years.

use super::notes;
use super::{Columns, bridged, title};
use crate::analysis::{Span, Trend, TrendRow, YearPhase};
use crate::model::{AmountUnit, Level, Phase};
use crate::present::table::{Cell, Column, Digits, Kind, Table, Value, words};
use std::collections::BTreeSet;

/// 栏组: columns with their cells that stay beside each other.
pub(super) type Group = Vec<(Column, Vec<Cell>)>;

/// The tables of a trend, one a unit and budget table. Rows below the total show 合计 only, unless one measure was asked
/// for.
pub(super) fn tables(trend: &Trend, columns: &Columns, unit: AmountUnit, one_measure: bool) -> Vec<Table> {
    let tables = trend.rows.chunk_by(|one, other| one.item.sheet() == other.item.sheet());
    tables
        .filter_map(|all| {
            let years: Vec<YearPhase> =
                columns.get(&all.first()?.item.sheet()).into_iter().flatten().copied().collect();
            let is_shown =
                |row: &&TrendRow| one_measure || row.item.level == Level::Total || row.item.measure.is_total();
            let rows: Vec<&TrendRow> = all.iter().filter(is_shown).collect();
            let mut table = table(trend, &rows, &years, unit);
            let first = all.first()?;
            let scope = words::scope_shown(trend.rows.iter().map(|row| row.item.scope), first.item.scope);
            table.caption = words::caption((&first.item.unit, scope, first.item.table), unit);
            table.notes.extend(notes::of_table(trend, &first.item.sheet(), &rows, &years, unit));
            table.notes.extend(words::hidden(all.len() - rows.len()));
            Some(table)
        })
        .collect()
}

fn table(trend: &Trend, rows: &[&TrendRow], years: &[YearPhase], unit: AmountUnit) -> Table {
    let spans: Vec<Span> = rows.first().map(|row| row.spans.clone()).unwrap_or_default();
    // The same rows on the codes of the last year, where a bridge was given.
    let same: Vec<&TrendRow> = rows.iter().filter_map(|row| row.comparable.as_deref()).collect();
    let moved = rows.iter().any(|row| row.is_moved());
    let bridged = if moved { bridged(trend) } else { BTreeSet::new() };
    let mut groups: Vec<Group> = Vec::new();
    for column in years {
        groups.push(amounts(rows, *column));
        groups.extend(bridged.contains(column).then(|| on_basis(amounts(&same, *column))));
    }
    for column in years {
        groups.extend(steps(rows, *column, years));
        groups.extend(steps(&same, *column, years).filter(|_| moved).map(on_basis));
    }
    for span in &spans {
        groups.push(whole(rows, *span, spans.len() > 1));
        groups.extend(moved.then(|| on_basis(whole(&same, *span, spans.len() > 1))));
    }
    // A total alone is all of itself.
    if rows.iter().any(|row| row.item.level != Level::Total || !row.item.measure.is_total()) {
        groups.extend(years.iter().map(|column| shares(rows, *column)));
        groups.extend(spans.iter().map(|span| share_changes(rows, *span, spans.len() > 1)));
    }
    groups.extend(years.iter().flat_map(|column| executions(rows, *column)));
    // A column that nothing is known of says nothing.
    groups.retain(|group| group.iter().flat_map(|(_, cells)| cells).any(|cell| !cell.is_gap()));
    let mut columns = labels(rows);
    for group in groups {
        let numbered = group.into_iter().enumerate();
        columns.extend(numbered.map(|(at, (column, cells))| (Column { joined: at > 0, ..column }, cells)));
    }
    let untouched = !same.is_empty() && !moved;
    let notes = untouched.then(|| "对照表没有转动本表的数，同口径数与公布数相同。".to_owned());
    Table {
        labels: 2,
        // A name in many pieces beside years of figures is hard to follow.
        narrowest_name: 28,
        digits: Digits::of(unit),
        notes: notes.into_iter().collect(),
        ..Table::of_columns(columns, rows.iter().map(|row| row.item.level))
    }
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

/// 执行率, of each budget that is known.
fn executions(rows: &[&TrendRow], year: YearPhase) -> Vec<Group> {
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
    [Phase::Adjusted, Phase::Approved].map(group).into()
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
