//! 对齐: two years' figures joined on their keys, with the change and the wholes beside them.

use super::AnalysisError;
use super::columns::difference;
use super::keys::{Keys, Sheet};
use crate::model::{Amount, BudgetTable, LineItem, Origin, Scope};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One key in both years.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub key: u32,
    pub prior: Option<Side>,
    pub current: Option<Side>,
    /// This year less last year; none where one of the years does not say.
    pub change: Option<Amount>,
    /// The wholes that shares and contributions are of, in 分.
    pub prior_whole: Option<i64>,
    pub current_whole: Option<i64>,
}

/// One year of a pair.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    pub amount: Amount,
    pub origin: Origin,
    pub rolled_up: Option<Amount>,
    /// The item it comes from; of a rolled-up amount, the first item below.
    pub position: usize,
}

/// Joins two years on their keys.
pub(super) fn line_up(prior: DataFrame, current: DataFrame, keys: &mut Keys) -> Result<Vec<Pair>, AnalysisError> {
    let (prior_tables, current_tables) = (published(&prior, keys)?, published(&current, keys)?);
    let (mut prior, mut current) = (prior, current);
    for (frame, side) in [(&mut prior, "prior"), (&mut current, "current")] {
        let names: Vec<String> = frame.get_column_names().iter().map(|name| format!("{side}_{name}")).collect();
        frame.set_column_names(&names)?;
    }
    let args = JoinArgs::new(JoinType::Full).with_coalesce(JoinCoalesce::CoalesceColumns);
    let mut both = prior.join(&current, ["prior_key"], ["current_key"], args, None)?;
    both.rename("prior_key", "key".into())?;
    let mut both = both.sort(["key"], SortMultipleOptions::default())?;
    let numbers: Vec<u32> = both.column("key")?.u32()?.iter().flatten().collect();
    let wholes: Vec<u32> = numbers.iter().map(|key| keys.whole(*key)).collect();
    both.with_column(Column::new("whole".into(), wholes))?;
    let totals = DataFrame::new_infer_height(vec![
        both.column("key")?.clone(),
        both.column("prior_fen")?.clone().with_name("prior_whole".into()),
        both.column("current_fen")?.clone().with_name("current_whole".into()),
    ])?;
    let mut both = both.left_join(&totals, ["whole"], ["key"])?;
    let change =
        difference(both.column("key")?.u32()?, both.column("current_fen")?.i64()?, both.column("prior_fen")?.i64()?)
            .map_err(|error| AnalysisError::of_column(error, keys))?;
    both.with_column(change.with_name("change".into()).into_column())?;
    let mut pairs = pairs(&both)?;
    for pair in &mut pairs {
        let key = keys.key(pair.key);
        let table = key.sheet();
        // A code absent from a table that the year published had nothing budgeted; a table absent says nothing.
        let stated = (pair.prior.is_some() || prior_tables.contains(&table))
            && (pair.current.is_some() || current_tables.contains(&table));
        pair.change = pair.change.filter(|_| stated);
    }
    Ok(pairs)
}

type Tables = BTreeSet<Sheet>;

/// The tables that a year printed itself, or that a later year printed for it.
fn published(figures: &DataFrame, keys: &Keys) -> PolarsResult<Tables> {
    let origins = figures.column("origin")?.u32()?.iter();
    let own = figures.column("key")?.u32()?.iter().zip(origins);
    let own = own.filter(|(_, origin)| *origin != Some(Origin::Implied as u32));
    let mut tables = Tables::new();
    let mut last: Option<(&Arc<str>, Scope, BudgetTable)> = None;
    for key in own.filter_map(|(key, _)| key).map(|key| keys.key(key)) {
        let sheet = (&key.unit, key.scope, key.table);
        if last != Some(sheet) {
            last = Some(sheet);
            tables.insert(key.sheet());
        }
    }
    Ok(tables)
}

/// The frame's rows as values, in its order.
fn pairs(both: &DataFrame) -> PolarsResult<Vec<Pair>> {
    let long = |name: &str| -> PolarsResult<Vec<Option<i64>>> { Ok(both.column(name)?.i64()?.iter().collect()) };
    let (prior, current) = (sides(both, "prior_")?, sides(both, "current_")?);
    let keys = both.column("key")?.u32()?.iter();
    let wholes = long("prior_whole")?.into_iter().zip(long("current_whole")?);
    let rows = keys.zip(prior).zip(current).zip(long("change")?).zip(wholes);
    Ok(rows
        .filter_map(|((((key, prior), current), change), (prior_whole, current_whole))| {
            let steps = [prior, current].into_iter().flatten().map(|side: Side| side.amount.resolution());
            let change = change.map(|fen| Amount::new(fen, steps.max().unwrap_or(1)));
            Some(Pair { key: key?, prior, current, change, prior_whole, current_whole })
        })
        .collect())
}

/// One year's figures by key.
pub(super) fn by_key(figures: &DataFrame) -> PolarsResult<BTreeMap<u32, Side>> {
    let keys = figures.column("key")?.u32()?.iter();
    Ok(keys.zip(sides(figures, "")?).filter_map(|(key, side)| key.zip(side)).collect())
}

fn sides(both: &DataFrame, side: &str) -> PolarsResult<Vec<Option<Side>>> {
    let long = |name: &str| -> PolarsResult<_> { both.column(&format!("{side}{name}"))?.i64().cloned() };
    let short = |name: &str| -> PolarsResult<_> { both.column(&format!("{side}{name}"))?.u32().cloned() };
    let (fen, resolution) = (long("fen")?, long("resolution")?);
    let (rolled, rolled_resolution) = (long("rolled_fen")?, long("rolled_resolution")?);
    let (origin, position) = (short("origin")?, short("position")?);
    let amount =
        |fen: Option<i64>, resolution: Option<i64>| fen.zip(resolution).map(|(fen, step)| Amount::new(fen, step));
    Ok((0..both.height())
        .map(|row| {
            Some(Side {
                amount: amount(fen.get(row), resolution.get(row))?,
                origin: *Origin::ALL.get(origin.get(row)? as usize)?,
                rolled_up: amount(rolled.get(row), rolled_resolution.get(row)),
                position: position.get(row)? as usize,
            })
        })
        .collect())
}

/// The name that the item of a side prints, if the amount is its own and not rolled up.
pub(super) fn own_name(key: u32, side: Option<Side>, items: &[LineItem], keys: &mut Keys) -> Option<Arc<str>> {
    let position = side?.position;
    let item = items.get(position)?;
    let own = keys.of_item_at(position, item);
    // A group's row has the name that one of its units prints.
    let unit = keys.key(key).unit.clone();
    (keys.of_unit(own, &unit) == key).then(|| item.name.clone())
}
