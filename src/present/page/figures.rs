//! 对比表: the comparison as tables that fold, sort and filter.

use super::money::{Money, change, direction, money};
use super::rank::{joined, ranks};
use super::rows;
use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{Amount, BudgetTable, Code, Growth, Level, Scope};
use serde::Serialize;
use std::collections::BTreeMap;

/// 对比 as the page shows it.
#[derive(Serialize)]
pub(super) struct Figures {
    /// Whether there is nothing to compare with.
    alone: bool,
    /// Whether any row has last year on the same basis.
    comparable: bool,
    /// The heads of the two years.
    prior: String,
    current: String,
    measures: Vec<String>,
    levels: Vec<&'static str>,
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Table {
    id: String,
    title: String,
    changed: usize,
    groups: Vec<Group>,
}

/// The rows of one measure.
#[derive(Serialize)]
struct Group {
    measure: String,
    whole: bool,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    /// The row that this one folds under.
    parent: Option<String>,
    depth: usize,
    /// Whether other rows fold under it.
    folds: bool,
    level: &'static str,
    /// Shown beside the rows of 合计, whatever the measure.
    headline: bool,
    code: String,
    name: String,
    prior: Money,
    mark: &'static str,
    current: Money,
    change: Money,
    direction: &'static str,
    growth: String,
    share: String,
    share_change: String,
    contribution: String,
    comparable: Option<Comparable>,
    ranks: String,
}

#[derive(Serialize)]
struct Comparable {
    prior: Money,
    change: Money,
    direction: &'static str,
    growth: String,
}

/// The tables of a comparison.
pub(super) fn figures(comparison: &Comparison, alone: bool) -> Figures {
    let mut tables: Vec<((Scope, BudgetTable), Vec<&ComparisonRow>)> = Vec::new();
    for row in &comparison.rows {
        match tables.last_mut() {
            Some((sheet, rows)) if *sheet == (row.scope, row.table) => rows.push(row),
            _ => tables.push(((row.scope, row.table), vec![row])),
        }
    }
    let mut measures: Vec<String> = Vec::new();
    for row in comparison.rows.iter().filter(|row| !row.measure.is_total()) {
        if !measures.iter().any(|known| known == row.measure.as_str()) {
            measures.push(row.measure.to_string());
        }
    }
    let is_there = |level: &Level| comparison.rows.iter().any(|row| row.level == *level);
    Figures {
        alone,
        comparable: comparison.rows.iter().any(|row| row.comparable.is_some()),
        prior: format!("{}年{}", comparison.base, comparison.base_phase),
        current: format!("{}年{}", comparison.year, comparison.phase),
        measures,
        levels: Level::ALL.into_iter().skip(1).filter(is_there).map(Level::name).collect(),
        tables: tables
            .into_iter()
            .map(|((scope, table), rows)| {
                let scope = rows::scope_shown(comparison.rows.iter().map(|row| row.scope), scope);
                view((scope, table), &rows)
            })
            .collect(),
    }
}

fn view((scope, table): (Option<Scope>, BudgetTable), rows: &[&ComparisonRow]) -> Table {
    let mut groups: Vec<Vec<&ComparisonRow>> = Vec::new();
    for row in rows {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| last.measure == row.measure) => group.push(row),
            _ => groups.push(vec![row]),
        }
    }
    let changed = rows.iter().filter(|row| is_changed(row)).count();
    let id = scope.map_or_else(|| table.name().to_owned(), |scope| format!("{}-{}", table.name(), scope as u8));
    let numbered = groups.into_iter().enumerate();
    let groups = numbered.map(|(number, rows)| group(&format!("r-{id}-{number}"), &rows)).collect();
    let title =
        scope.map_or_else(|| table.title().to_owned(), |scope| format!("{}（{}）", table.title(), scope.name()));
    Table { id, title, changed, groups }
}

fn is_changed(row: &ComparisonRow) -> bool {
    row.change.is_some_and(|change| change.fen() != 0)
}

fn group(id: &str, rows: &[&ComparisonRow]) -> Group {
    let parents = parents(rows);
    let fen = |amount: fn(&ComparisonRow) -> Option<Amount>| {
        ranks(&rows.iter().map(|row| amount(row).map(Amount::fen)).collect::<Vec<_>>())
    };
    let percent = |value: &dyn Fn(&ComparisonRow) -> Option<rust_decimal::Decimal>| {
        ranks(&rows.iter().map(|row| value(row)).collect::<Vec<_>>())
    };
    let columns = [
        fen(|row| row.prior),
        fen(|row| row.current),
        fen(|row| row.change),
        percent(&|row| row.growth.and_then(Growth::rate).map(|rate| rate.percent(9))),
        percent(&|row| row.share_current.map(|share| share.percent(9))),
        percent(&|row| row.share_change.map(|points| points.value(9))),
        percent(&|row| row.contribution_share.map(|share| share.percent(9))),
        fen(|row| row.comparable.and_then(|comparable| comparable.prior)),
        fen(|row| row.comparable.and_then(|comparable| comparable.change)),
        percent(&|row| row.comparable?.growth.and_then(Growth::rate).map(|rate| rate.percent(9))),
    ];
    let mut depths: Vec<usize> = Vec::with_capacity(rows.len());
    for parent in &parents {
        // A parent stands before its rows.
        depths.push(parent.map_or(0, |parent| depths.get(parent).map_or(0, |depth| depth + 1)));
    }
    let name = |number: usize| format!("{id}-{number}");
    let views = rows.iter().enumerate().map(|(number, row)| Row {
        id: name(number),
        parent: parents[number].map(name),
        depth: depths[number],
        folds: parents.contains(&Some(number)),
        ranks: joined(&columns, number),
        ..cells(row)
    });
    let measure = rows.first().map(|row| row.measure.clone());
    Group {
        whole: measure.as_ref().is_some_and(crate::model::Measure::is_total),
        measure: measure.map(|measure| measure.to_string()).unwrap_or_default(),
        rows: views.collect(),
    }
}

fn cells(row: &ComparisonRow) -> Row {
    let dash = || "—".to_owned();
    Row {
        id: String::new(),
        parent: None,
        depth: 0,
        folds: false,
        level: row.level.name(),
        headline: row.level == Level::Total,
        code: row.code.as_ref().map(ToString::to_string).unwrap_or_default(),
        name: rows::name(row),
        prior: money(row.prior),
        mark: rows::mark(row.prior_origin),
        current: money(row.current),
        change: change(row.change),
        direction: direction(row.change),
        growth: rows::growth(row.growth),
        share: row.share_current.map_or_else(dash, |share| format!("{}%", share.percent(2))),
        share_change: row.share_change.map_or_else(dash, |points| points.value(2).to_string()),
        contribution: row.contribution_share.map_or_else(dash, |share| format!("{}%", share.percent(2))),
        comparable: row.comparable.map(|comparable| Comparable {
            prior: money(comparable.prior),
            change: change(comparable.change),
            direction: direction(comparable.change),
            growth: rows::growth(comparable.growth),
        }),
        ranks: String::new(),
    }
}

/// For each row the row before it that it folds under: that of the nearest code above its own.
fn parents(rows: &[&ComparisonRow]) -> Vec<Option<usize>> {
    let mut known: BTreeMap<&Code, usize> = BTreeMap::new();
    let mut parents = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let above =
            |code: &Code| std::iter::successors(code.parent(), Code::parent).find_map(|code| known.get(&code).copied());
        parents.push(match (&row.code, &row.parent) {
            (Some(code), _) => above(code),
            (None, Some(parent)) => known.get(parent).copied().or_else(|| above(parent)),
            (None, None) => None,
        });
        if let Some(code) = &row.code {
            known.entry(code).or_insert(number);
        }
    }
    parents
}
