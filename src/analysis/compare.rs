//! 对比: lines two years up and computes change, growth, shares and contributions, all on integer 分.

use super::comparable::Basis;
use super::comparison::other_phase;
use super::figures::{figures, roll_up};
use super::groups_compared::{Gathered, match_years};
use super::keys::Keys;
use super::lineup::{Pair, line_up, own_name};
use super::order::{Placed, order};
use super::{AnalysisError, CompareOptions, Comparison, ComparisonRow, Grouping, LineItems};
use crate::model::{Amount, FiscalYear, Growth, LineItem, Place, Points, Ratio, Survey, Warning, WarningKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Compares two years of `items`.
///
/// # Errors
/// No figures at all, only one year, a year that is not there, or a sum beyond `i64`.
pub fn compare(items: &LineItems, options: &CompareOptions) -> Result<Comparison, crate::Error> {
    let mut keys = Keys::of(items);
    let (grouping, survey) = (items.grouping(), items.survey());
    let items = items.items();
    let (base, year) = compared_years(survey, options)?;
    let (base_phase, phase) = survey.compared_phases(base, year).ok_or(AnalysisError::NoData)?;
    let other_phase = other_phase((base, base_phase), (year, phase));
    let mut warnings: Vec<Warning> =
        other_phase.into_iter().map(|message| Warning::new(WarningKind::Note, Place::default(), message)).collect();
    let prior = figures(items, (base, base_phase), &mut keys, &mut warnings)?;
    let current = figures(items, (year, phase), &mut keys, &mut warnings)?;
    let printed = current.clone();
    let current = roll_up(current, &prior, &mut keys)?;
    let mut basis = match &options.bridge {
        Some(bridge) => Some(Basis::new((&prior, &printed), (base, year), (bridge, items), &mut keys, &mut warnings)?),
        None => None,
    };
    if let (Some(bridge), Some(basis), false) = (&options.bridge, &basis, options.is_part) {
        warnings.extend(basis.used.warnings(bridge));
    }
    let prior = roll_up(prior, &printed, &mut keys)?;
    let mut sides = Gathered { prior, current, incomparable: BTreeSet::new() };
    if *grouping != Grouping::ByUnit {
        let units = (&sides.prior, &sides.current);
        let (matching, lacking) = match_years(units, (base, year), (grouping, options.table), items, &mut keys)?;
        if let Some(basis) = &mut basis {
            basis.gather(&matching, &sides.current, items, &mut keys)?;
        }
        sides = matching.gather(units, items, &mut keys)?;
        warnings.extend(lacking);
    }
    let mut pairs = line_up(sides.prior, sides.current.clone(), &mut keys)?;
    for pair in &mut pairs {
        pair.change = pair.change.filter(|_| !sides.incomparable.contains(&pair.key));
    }
    let bridge_use = basis.as_ref().map(|basis| basis.used.clone());
    let comparable = match basis {
        Some(basis) => Some(basis.line_up(sides.current, &mut pairs, &mut keys)?),
        None => None,
    };
    let mut placed = Vec::new();
    for pair in &pairs {
        let mut one = place(pair, items, &mut keys)?;
        one.row.comparable = comparable.as_ref().map(|rows| rows.get(&pair.key).copied().unwrap_or_default());
        placed.push(one);
    }
    Ok(Comparison { base, year, base_phase, phase, rows: order(placed, options), warnings, bridge_use })
}

/// One year by itself, in the shape of a comparison: nothing stands in the year before, so nothing has changed.
///
/// # Errors
/// No figures at all, a year that is not there, or a sum beyond `i64`.
pub fn one_year(items: &LineItems, options: &CompareOptions) -> Result<Comparison, crate::Error> {
    let mut keys = Keys::of(items);
    let survey = items.survey();
    let items = items.items();
    let year = options.year.or(survey.years().next_back()).ok_or(AnalysisError::NoData)?;
    let base = year.previous().ok_or(AnalysisError::NoData)?;
    let phase = survey.main_phase(year, None).ok_or(AnalysisError::NoData)?;
    let mut warnings = Vec::new();
    let current = figures(items, (year, phase), &mut keys, &mut warnings)?;
    let none = current.clear();
    let current = roll_up(current, &none, &mut keys)?;
    let mut placed = Vec::new();
    for pair in line_up(none, current, &mut keys)? {
        placed.push(place(&pair, items, &mut keys)?);
    }
    Ok(Comparison { base, year, base_phase: phase, phase, rows: order(placed, options), warnings, bridge_use: None })
}

/// The years asked for; by default the latest that was published, and the nearest before it.
///
/// # Errors
/// No figures at all, only one year, or a year that is not there.
pub fn compared_years(survey: &Survey, options: &CompareOptions) -> Result<(FiscalYear, FiscalYear), crate::Error> {
    let list = || survey.years().map(|year| year.to_string()).collect::<Vec<_>>().join("、");
    let present = |year: FiscalYear| {
        let is_known = survey.years().any(|known| known == year);
        is_known.then_some(year).ok_or_else(|| AnalysisError::NoSuchYear { year: year.get(), known: list() })
    };
    let year = match options.year {
        Some(year) => present(year)?,
        None => survey.latest_published().or(survey.years().next_back()).ok_or(AnalysisError::NoData)?,
    };
    let base = match options.base {
        Some(base) => present(base)?,
        None => survey.years().rfind(|known| *known < year).ok_or(AnalysisError::OneYear { year: year.get() })?,
    };
    Ok((base, year))
}

/// The row of a pair, with this year's name where it has one.
fn place(pair: &Pair, items: &[LineItem], keys: &mut Keys) -> Result<Placed, AnalysisError> {
    let name = own_name(pair.key, pair.current, items, keys).or_else(|| own_name(pair.key, pair.prior, items, keys));
    let name = name.unwrap_or_else(|| keys.default_name(pair.key));
    // This year's order wins where both years have the row.
    let position = pair.current.or(pair.prior).map_or(usize::MAX, |side| side.position);
    Ok(Placed { row: row(pair, name, keys)?, is_current: pair.current.is_some(), position })
}

fn row(pair: &Pair, name: Arc<str>, keys: &Keys) -> Result<ComparisonRow, AnalysisError> {
    let key = keys.key(pair.key).clone();
    let overflow = || AnalysisError::Overflow { item: name.to_string() };
    let (prior, current) = (pair.prior.map(|side| side.amount), pair.current.map(|side| side.amount));
    let change = pair.change;
    let fen = |amount: Option<Amount>| amount.map_or(0, |amount| amount.fen());
    let growth = match change {
        Some(_) => Some(Growth::between(fen(prior), fen(current)).ok_or_else(overflow)?),
        None => None,
    };
    let share = |amount: Option<Amount>, whole: Option<i64>| Ratio::share(amount?.fen(), whole?);
    let (share_prior, share_current) = (share(prior, pair.prior_whole), share(current, pair.current_whole));
    let whole_change = pair.current_whole.zip(pair.prior_whole).and_then(|(to, from)| to.checked_sub(from));
    // What is more than a whole is no part of it, and moves it by nothing that can be told.
    let is_part = (prior.is_none() || pair.prior_whole.is_none() || share_prior.is_some())
        && (current.is_none() || pair.current_whole.is_none() || share_current.is_some());
    let shares_stated = is_part && change.is_some() && pair.prior_whole.is_some() && pair.current_whole.is_some();
    let points = |whole: i64| change.and_then(|change| Ratio::new(change.fen(), whole)).map(Points::of);
    Ok(ComparisonRow {
        unit: key.unit,
        scope: key.scope,
        table: key.table,
        classification: key.classification,
        measure: key.measure,
        code: key.code,
        parent: keys.above(pair.key).cloned(),
        level: key.level,
        prior,
        current,
        change,
        growth,
        share_prior,
        share_current,
        share_change: if shares_stated { Points::between(share_prior, share_current) } else { None },
        contribution: pair.prior_whole.filter(|whole| is_part && *whole > 0).and_then(points),
        contribution_share: change
            .zip(whole_change)
            .filter(|_| is_part)
            .and_then(|(change, whole)| Ratio::new(change.fen(), whole)),
        prior_origin: pair.prior.map(|side| side.origin),
        current_origin: pair.current.map(|side| side.origin),
        prior_rolled_up: pair.prior.and_then(|side| side.rolled_up),
        current_rolled_up: pair.current.and_then(|side| side.rolled_up),
        comparable: None,
        name,
    })
}
