//! 对比: lines two years up and computes change, growth, shares and contributions, all on integer 分.

use super::figures::{Figure, Figures, Key, figures, roll_up};
use super::{AnalysisError, CompareOptions, Comparison, ComparisonRow, LevelFilter, LineItems, MeasureFilter, Sort};
use crate::model::{
    Amount, BudgetTable, FiscalYear, Growth, Level, LineItem, Measure, Origin, Phase, Place, Points, Ratio, Warning,
    WarningKind,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Compares two years of `items`.
///
/// # Errors
/// No figures at all, only one year, a year that is not there, or a sum beyond `i64`.
pub fn compare(items: &LineItems, options: &CompareOptions) -> Result<Comparison, crate::Error> {
    let items = items.items();
    let (base, year) = years(items, options)?;
    let phase = main_phase(items, year, None).ok_or(AnalysisError::NoData)?;
    let base_phase = main_phase(items, base, Some(phase)).ok_or(AnalysisError::NoData)?;
    let mut warnings = Vec::new();
    if phase != base_phase {
        let message = format!("{base}年只有{base_phase}数，与{year}年{phase}数对比，口径不同");
        warnings.push(Warning::new(WarningKind::Note, Place::default(), message));
    }
    let mut prior = figures(items, base, base_phase, &mut warnings)?;
    let mut current = figures(items, year, phase, &mut warnings)?;
    let printed = current.clone();
    roll_up(&mut current, &prior)?;
    roll_up(&mut prior, &printed)?;
    let mut rows = rows(&prior, &current)?;
    order(&mut rows, options, &current, &prior);
    Ok(Comparison { base, year, base_phase, phase, rows, warnings })
}

fn years(items: &[LineItem], options: &CompareOptions) -> Result<(FiscalYear, FiscalYear), AnalysisError> {
    let known: BTreeSet<FiscalYear> = items.iter().filter(|item| item.amount.is_some()).map(|item| item.year).collect();
    let list = || known.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    let present = |year: FiscalYear| {
        known
            .contains(&year)
            .then_some(year)
            .ok_or_else(|| AnalysisError::NoSuchYear { year: year.get(), known: list() })
    };
    let year = match options.year {
        Some(year) => present(year)?,
        None => *known.last().ok_or(AnalysisError::NoData)?,
    };
    let base = match options.base {
        Some(base) => present(base)?,
        None => *known.range(..year).next_back().ok_or(AnalysisError::OneYear { year: year.get() })?,
    };
    Ok((base, year))
}

/// The phase most figures of a year have; `like` wins where the year has it at all.
fn main_phase(items: &[LineItem], year: FiscalYear, like: Option<Phase>) -> Option<Phase> {
    let mut counts: BTreeMap<Phase, usize> = BTreeMap::new();
    for item in items.iter().filter(|item| item.year == year && item.amount.is_some()) {
        *counts.entry(item.phase).or_default() += 1;
    }
    match like.filter(|phase| counts.contains_key(phase)) {
        Some(phase) => Some(phase),
        None => {
            counts.iter().max_by_key(|(phase, count)| (**count, std::cmp::Reverse(**phase))).map(|(phase, _)| *phase)
        }
    }
}

/// The wholes that shares and contributions are of.
struct Whole {
    prior: Option<i64>,
    current: Option<i64>,
}

fn rows(prior: &Figures, current: &Figures) -> Result<Vec<ComparisonRow>, AnalysisError> {
    let published = |figures: &Figures| -> BTreeSet<(Arc<str>, BudgetTable)> {
        let own = figures.iter().filter(|(_, figure)| figure.origin != Origin::Implied);
        own.map(|(key, _)| (key.unit.clone(), key.table)).collect()
    };
    let (prior_tables, current_tables) = (published(prior), published(current));
    let keys: BTreeSet<&Key> = prior.keys().chain(current.keys()).collect();
    let mut rows = Vec::with_capacity(keys.len());
    for key in keys {
        let (before, now) = (prior.get(key), current.get(key));
        let table = (key.unit.clone(), key.table);
        // A code absent from a table that the year published had nothing budgeted; a table absent says nothing.
        let stated =
            (before.is_some() || prior_tables.contains(&table)) && (now.is_some() || current_tables.contains(&table));
        let whole = whole(key, prior, current);
        rows.push(row(key, before, now, stated, &whole)?);
    }
    Ok(rows)
}

fn whole(key: &Key, prior: &Figures, current: &Figures) -> Whole {
    let measure = if key.level == Level::Total { Measure::total() } else { key.measure.clone() };
    let total = Key { code: None, level: Level::Total, name: None, measure, ..key.clone() };
    let fen = |figures: &Figures| figures.get(&total).map(|figure| figure.amount.fen());
    Whole { prior: fen(prior), current: fen(current) }
}

fn row(
    key: &Key,
    before: Option<&Figure>,
    now: Option<&Figure>,
    stated: bool,
    whole: &Whole,
) -> Result<ComparisonRow, AnalysisError> {
    let name = now.or(before).map_or_else(|| "".into(), |figure| figure.name.clone());
    let overflow = || AnalysisError::Overflow { item: name.to_string() };
    let (prior, current) = (before.map(|figure| figure.amount), now.map(|figure| figure.amount));
    let nothing = Amount::new(0, 1);
    let (from, to) = (prior.unwrap_or(nothing), current.unwrap_or(nothing));
    let change = if stated { Some(to.checked_sub(from).ok_or_else(overflow)?) } else { None };
    let growth = if stated { Some(Growth::between(from.fen(), to.fen()).ok_or_else(overflow)?) } else { None };
    let share = |amount: Option<Amount>, whole: Option<i64>| Ratio::new(amount?.fen(), whole?);
    let (share_prior, share_current) = (share(prior, whole.prior), share(current, whole.current));
    let whole_change = whole.current.zip(whole.prior).and_then(|(to, from)| to.checked_sub(from));
    let shares_stated = stated && whole.prior.is_some() && whole.current.is_some();
    Ok(ComparisonRow {
        unit: key.unit.clone(),
        table: key.table,
        classification: key.classification,
        measure: key.measure.clone(),
        code: key.code.clone(),
        parent: now.or(before).and_then(|figure| figure.parent.clone()),
        level: key.level,
        prior,
        current,
        change,
        growth,
        share_prior,
        share_current,
        share_change: if shares_stated { Points::between(share_prior, share_current) } else { None },
        contribution: change
            .zip(whole.prior)
            .and_then(|(change, whole)| Ratio::new(change.fen(), whole))
            .map(Points::of),
        contribution_share: change.zip(whole_change).and_then(|(change, whole)| Ratio::new(change.fen(), whole)),
        prior_origin: before.map(|figure| figure.origin),
        current_origin: now.map(|figure| figure.origin),
        prior_rolled_up: before.and_then(|figure| figure.rolled_up),
        current_rolled_up: now.and_then(|figure| figure.rolled_up),
        name,
    })
}

/// Filters and sorts: by unit, table and measure, the total first, then as asked.
fn order(rows: &mut Vec<ComparisonRow>, options: &CompareOptions, current: &Figures, prior: &Figures) {
    let mut measures: BTreeMap<(BudgetTable, Measure), usize> = BTreeMap::new();
    let mut positions: BTreeMap<(BudgetTable, Level, Arc<str>), usize> = BTreeMap::new();
    for (key, figure) in prior.iter().chain(current) {
        // This year's order wins where both have the measure.
        measures.insert((key.table, key.measure.clone()), figure.position);
        positions.insert((key.table, key.level, figure.name.clone()), figure.position);
    }
    for (key, figure) in current {
        let first = measures.entry((key.table, key.measure.clone())).or_insert(figure.position);
        *first = (*first).min(figure.position);
    }
    rows.retain(|row| {
        options.table.is_none_or(|table| table == row.table)
            && match &options.measure {
                MeasureFilter::All => true,
                MeasureFilter::One(measure) => *measure == row.measure,
            }
            && match options.level {
                LevelFilter::All => true,
                LevelFilter::One(level) => level == row.level,
            }
    });
    let size = |row: &ComparisonRow| row.change.map(|change| change.fen().unsigned_abs());
    let rate = |row: &ComparisonRow| row.growth.and_then(Growth::rate).map(|rate| rate.percent(9));
    rows.sort_by_cached_key(|row| {
        let group = (
            row.unit.clone(),
            row.table,
            !row.measure.is_total(),
            measures.get(&(row.table, row.measure.clone())).copied(),
            row.measure.clone(),
            row.level != Level::Total,
        );
        let asked = match options.sort {
            Sort::Code => None,
            Sort::Change => size(row).map(i128::from),
            Sort::Growth => rate(row).map(|rate| rate.mantissa()),
        };
        // Undefined sorts last; the largest first.
        let asked = (options.sort != Sort::Code).then_some((asked.is_none(), asked.map(std::cmp::Reverse)));
        let own = row.code.as_ref().or(row.parent.as_ref()).map(ToString::to_string);
        let position = positions.get(&(row.table, row.level, row.name.clone())).copied();
        let position = if row.code.is_some() { None } else { position };
        (group, asked, row.classification, own, row.code.is_none(), position, row.name.clone())
    });
    if let Some(top) = options.top {
        let mut taken: BTreeMap<(Arc<str>, BudgetTable, Measure), usize> = BTreeMap::new();
        rows.retain(|row| {
            let count = taken.entry((row.unit.clone(), row.table, row.measure.clone())).or_default();
            *count += usize::from(row.level != Level::Total);
            row.level == Level::Total || *count <= top
        });
    }
}
