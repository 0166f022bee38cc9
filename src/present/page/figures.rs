//! 对比表: the comparison as tables that can be folded, sorted and filtered.

use super::money::{Money, direction, money};
use super::rank::{joined, ranks};
use crate::analysis::{Comparison, ComparisonRow, Item};
use crate::model::{Amount, Code, Growth, Level, Scope};
use crate::present::comparison::{Field, cell, years};
use crate::present::table::{Cell, Digits, words};
use crate::report::Report;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// 对比, prepared for the page.
#[derive(Serialize)]
pub(super) struct Figures {
    /// Names the two years, for the choice of years.
    pair: String,
    /// Whether there is no other year to compare with.
    alone: bool,
    /// Whether any row has figures on the same basis.
    pub(super) comparable: bool,
    /// The header of last year's column.
    prior: String,
    current: String,
    measures: Vec<String>,
    levels: Vec<&'static str>,
    tables: Vec<Table>,
    /// What has to be known about the comparison, if the page does not say it elsewhere.
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Table {
    id: String,
    /// Which table it is, whatever the years.
    kind: String,
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
    /// The row under which this one is folded.
    parent: Option<String>,
    depth: usize,
    /// Whether other rows are folded under it.
    folds: bool,
    level: &'static str,
    /// Whether it is shown whichever measure is chosen.
    headline: bool,
    code: String,
    name: String,
    prior: Money,
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

/// What the rows can be chosen by.
#[derive(Serialize)]
pub(super) struct Choices {
    /// Years, each with its name.
    pairs: Vec<(String, String)>,
    tables: Vec<(String, String)>,
    measures: Vec<String>,
    levels: Vec<&'static str>,
}

/// What the rows of these comparisons can be chosen by.
pub(super) fn choices(pairs: &[Figures]) -> Choices {
    let mut choices = Choices {
        pairs: pairs.iter().map(|one| (one.pair.clone(), format!("{}与{}", one.current, one.prior))).collect(),
        tables: Vec::new(),
        measures: Vec::new(),
        levels: Level::ALL.into_iter().map(Level::name).collect(),
    };
    for figures in pairs {
        for table in &figures.tables {
            if choices.tables.iter().all(|(kind, _)| *kind != table.kind) {
                choices.tables.push((table.kind.clone(), table.title.clone()));
            }
        }
        choices.measures.extend(figures.measures.iter().cloned());
    }
    let mut known = BTreeSet::new();
    choices.measures.retain(|measure| known.insert(measure.clone()));
    choices.levels.retain(|level| pairs.iter().any(|figures| figures.levels.contains(level)));
    choices
}

/// The tables of the comparison of a report, then those of its other years, the latest first.
pub(super) fn all(report: &Report) -> Vec<Figures> {
    let others = report.others.iter().rev().map(|comparison| {
        let notes = comparison.warnings.iter().map(ToString::to_string).collect();
        Figures { notes, ..figures(comparison, false, &format!("{}-", comparison.year)) }
    });
    std::iter::once(figures(&report.comparison, report.alone.is_some(), "")).chain(others).collect()
}

/// The tables of a comparison; `prefix` stands before the identifiers of tables and rows.
pub(super) fn figures(comparison: &Comparison, alone: bool, prefix: &str) -> Figures {
    let mut measures: Vec<String> = Vec::new();
    for row in comparison.rows.iter().filter(|row| !row.item.measure.is_total()) {
        if !measures.iter().any(|known| known == row.item.measure.as_str()) {
            measures.push(row.item.measure.to_string());
        }
    }
    let [prior, current] = years(comparison);
    let is_there = |level: &Level| comparison.rows.iter().any(|row| row.item.level == *level);
    Figures {
        pair: format!("{}-{}", comparison.base, comparison.year),
        notes: Vec::new(),
        alone,
        comparable: comparison.rows.iter().any(|row| row.comparable.is_some()),
        prior,
        current,
        measures,
        levels: Level::ALL.into_iter().skip(1).filter(is_there).map(Level::name).collect(),
        tables: sheets(comparison).filter_map(|rows| view(comparison, rows, prefix)).collect(),
    }
}

fn view(comparison: &Comparison, rows: &[ComparisonRow], prefix: &str) -> Option<Table> {
    let item = rows.first().map(|row| &row.item)?;
    let (table, scope, kind) = (item.table, shown_scope(comparison, item), sheet_id(comparison, item));
    let id = format!("{prefix}{kind}");
    let title =
        scope.map_or_else(|| table.title().to_owned(), |scope| format!("{}（{}）", table.title(), scope.name()));
    Some(Table {
        title,
        changed: rows.iter().filter(|row| is_changed(row)).count(),
        groups: groups(rows).map(|(number, rows)| group(&format!("r-{id}-{number}"), rows)).collect(),
        id,
        kind,
    })
}

/// The rows of each table.
fn sheets(comparison: &Comparison) -> impl Iterator<Item = &[ComparisonRow]> {
    comparison.rows.chunk_by(|one, other| (one.item.scope, one.item.table) == (other.item.scope, other.item.table))
}

/// The rows of each measure of a table, with its number.
fn groups(rows: &[ComparisonRow]) -> impl Iterator<Item = (usize, &[ComparisonRow])> {
    rows.chunk_by(|one, other| one.item.measure == other.item.measure).enumerate()
}

/// The scope of an item, if that of all is not the same.
fn shown_scope(comparison: &Comparison, item: &Item) -> Option<Scope> {
    words::scope_shown(comparison.rows.iter().map(|row| row.item.scope), item.scope)
}

fn sheet_id(comparison: &Comparison, item: &Item) -> String {
    match shown_scope(comparison, item) {
        Some(scope) => format!("{}-{}", item.table.name(), scope as u8),
        None => item.table.name().to_owned(),
    }
}

/// The identifier of the row of an item.
pub(super) fn row_id(comparison: &Comparison, item: &Item) -> Option<String> {
    let is_own = |row: &ComparisonRow| row.item == *item;
    let rows = sheets(comparison).find(|rows| rows.iter().any(is_own))?;
    let (number, row) = groups(rows).find_map(|(number, rows)| Some((number, rows.iter().position(is_own)?)))?;
    Some(format!("r-{}-{number}-{row}", sheet_id(comparison, item)))
}

/// The item of the row with this identifier.
pub(super) fn item_of<'a>(comparison: &'a Comparison, id: &str) -> Option<&'a Item> {
    sheets(comparison).find_map(|rows| {
        let place = id.strip_prefix(&format!("r-{}-", sheet_id(comparison, &rows.first()?.item)))?;
        let (group, row) = place.split_once('-')?;
        let (_, rows) = groups(rows).nth(group.parse().ok()?)?;
        Some(&rows.get(row.parse::<usize>().ok()?)?.item)
    })
}

fn is_changed(row: &ComparisonRow) -> bool {
    row.change.is_some_and(|change| change.fen() != 0)
}

fn group(id: &str, rows: &[ComparisonRow]) -> Group {
    let parents = parents(rows);
    let fen = |amount: fn(&ComparisonRow) -> Option<Amount>| {
        ranks(&rows.iter().map(|row| amount(row).map(Amount::fen)).collect::<Vec<_>>())
    };
    let percent = |value: &dyn Fn(&ComparisonRow) -> Option<rust_decimal::Decimal>| {
        ranks(&rows.iter().map(value).collect::<Vec<_>>())
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
        // Parents come before their children.
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
    let measure = rows.first().map(|row| row.item.measure.clone());
    Group {
        whole: measure.as_ref().is_some_and(crate::model::Measure::is_total),
        measure: measure.map(|measure| measure.to_string()).unwrap_or_default(),
        rows: views.collect(),
    }
}

fn cells(row: &ComparisonRow) -> Row {
    let print = |field| cell(row, field).print(Digits::default());
    let money = |field| money(&cell(row, field));
    // The header has the unit 百分点.
    let points = row.share_change.map_or_else(|| "—".to_owned(), |points| points.value(2).to_string());
    Row {
        id: String::new(),
        parent: None,
        depth: 0,
        folds: false,
        level: row.item.level.name(),
        headline: row.item.level == Level::Total,
        code: print(Field::Code),
        name: print(Field::Name),
        prior: money(Field::Prior),
        current: money(Field::Current),
        change: money(Field::Change),
        direction: direction(row.change),
        growth: print(Field::Growth),
        share: print(Field::ShareCurrent),
        share_change: points,
        contribution: Cell::share(row.contribution_share).print(Digits::default()),
        comparable: row.comparable.map(|comparable| Comparable {
            prior: money(Field::ComparablePrior),
            change: money(Field::ComparableChange),
            direction: direction(comparable.change),
            growth: print(Field::ComparableGrowth),
        }),
        ranks: String::new(),
    }
}

/// For each row, the preceding row under which it is folded: that of its closest ancestor.
fn parents(rows: &[ComparisonRow]) -> Vec<Option<usize>> {
    let mut known: BTreeMap<&Code, usize> = BTreeMap::new();
    let mut parents = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let above =
            |code: &Code| std::iter::successors(code.parent(), Code::parent).find_map(|code| known.get(&code).copied());
        parents.push(match (&row.item.code, &row.item.parent) {
            (Some(code), _) => above(code),
            (None, Some(parent)) => known.get(parent).copied().or_else(|| above(parent)),
            (None, None) => None,
        });
        if let Some(code) = &row.item.code {
            known.entry(code).or_insert(number);
        }
    }
    parents
}
