//! 年度数: the figures of one year, one per key, with what was rolled up beside what was printed.

use super::AnalysisError;
use crate::model::{
    Amount, BudgetTable, Classification, Code, FiscalYear, Level, LineItem, Measure, Origin, Phase, Warning,
    WarningKind,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 对比键: what makes two figures of different years the same thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub unit: Arc<str>,
    pub table: BudgetTable,
    pub classification: Classification,
    pub measure: Measure,
    /// `None` for totals and for items known only by name.
    pub code: Option<Code>,
    pub level: Level,
    /// The name, where there is no code to tell items apart.
    pub name: Option<Arc<str>>,
}

/// One year's figure of a key.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub name: Arc<str>,
    pub parent: Option<Code>,
    pub amount: Amount,
    pub origin: Origin,
    pub rolled_up: Option<Amount>,
    /// Where the key first stood in the input, for keeping the printed order.
    pub position: usize,
}

/// Per file the sum, the first item and where that stood.
type ByFile<'a> = BTreeMap<Arc<str>, (Amount, &'a LineItem, usize)>;

pub(super) type Figures = BTreeMap<Key, Figure>;

/// The figures of a year and phase: summed over projects, the strongest origin first.
pub(super) fn figures(
    items: &[LineItem],
    year: FiscalYear,
    phase: Phase,
    warnings: &mut Vec<Warning>,
) -> Result<Figures, AnalysisError> {
    let codes = codes_by_name(items);
    // Per key and origin, the sum in each file: one file's rows add up, a second copy does not.
    let mut sums: BTreeMap<(Key, Origin), ByFile> = BTreeMap::new();
    for (position, item) in items.iter().enumerate().filter(|(_, item)| item.year == year && item.phase == phase) {
        let Some(amount) = item.amount else { continue };
        let files = sums.entry((key(item, &codes), item.origin)).or_default();
        match files.get_mut(&item.place.file) {
            Some((sum, ..)) => {
                *sum =
                    sum.checked_add(amount).ok_or_else(|| AnalysisError::Overflow { item: item.name.to_string() })?;
            }
            None => {
                files.insert(item.place.file.clone(), (amount, item, position));
            }
        }
    }
    let mut figures = Figures::new();
    for ((key, origin), files) in sums {
        let Some((amount, item, position)) = files.values().min_by_key(|(_, _, position)| *position) else { continue };
        for (other, twin, _) in files.values() {
            report_conflict((*amount, item), (*other, twin), warnings);
        }
        // Origins come in the order of their strength, so the first one stays.
        match figures.get(&key) {
            Some(stronger) => {
                let stronger_item = items.get(stronger.position).unwrap_or(item);
                report_conflict((stronger.amount, stronger_item), (*amount, item), warnings);
            }
            None => {
                let figure = Figure {
                    name: item.name.clone(),
                    parent: item.parent.clone(),
                    amount: *amount,
                    origin,
                    rolled_up: None,
                    position: *position,
                };
                figures.insert(key, figure);
            }
        }
    }
    Ok(figures)
}

/// Two figures of one key conflict where no amount fits both printed numbers.
fn report_conflict(one: (Amount, &LineItem), other: (Amount, &LineItem), warnings: &mut Vec<Warning>) {
    let distance = i128::from(one.0.fen()) - i128::from(other.0.fen());
    let reach = i128::from(one.0.resolution()) + i128::from(other.0.resolution());
    if distance.abs() * 2 > reach {
        let print = |amount: Amount| amount.print(crate::model::AmountUnit::TenThousand, 2);
        let message = format!(
            "{}年“{}”（{}）有两个数：{} {}万元（{}），{} {}万元（{}）；采用前者。请核对",
            one.1.year,
            one.1.name,
            one.1.measure,
            one.1.origin.title(),
            print(one.0),
            one.1.place,
            other.1.origin.title(),
            print(other.0),
            other.1.place
        );
        warnings.push(Warning::new(WarningKind::OriginConflict, other.1.place.clone(), message));
    }
}

type Named = (BudgetTable, Classification, Level, Arc<str>);

/// Codes by table, level and name, for items of another year that are known only by name.
fn codes_by_name(items: &[LineItem]) -> BTreeMap<Named, Option<Code>> {
    let mut codes: BTreeMap<Named, Option<Code>> = BTreeMap::new();
    for item in items {
        let Some(code) = &item.code else { continue };
        let entry = codes
            .entry((item.table, item.classification, item.level, item.name.clone()))
            .or_insert_with(|| Some(code.clone()));
        if entry.as_ref() != Some(code) {
            // The same name under two codes decides nothing.
            *entry = None;
        }
    }
    codes
}

fn key(item: &LineItem, codes: &BTreeMap<Named, Option<Code>>) -> Key {
    let by_name = || {
        let found = codes.get(&(item.table, item.classification, item.level, item.name.clone()))?.clone()?;
        item.parent.as_ref().is_none_or(|parent| parent.is_above(&found)).then_some(found)
    };
    let code = match item.level {
        Level::Total => None,
        _ => item.code.clone().or_else(by_name),
    };
    let name = (code.is_none() && item.level != Level::Total).then(|| item.name.clone());
    Key {
        unit: item.unit.clone(),
        table: item.table,
        classification: item.classification,
        measure: item.measure.clone(),
        code,
        level: item.level,
        name,
    }
}

/// Adds what rolls up from below, 项 → 款 → 类 → 合计, by code and never by row order.
///
/// What was printed stays; a parent that was not printed takes the sum. An implied year rolls up only where
/// every item of the other year (`reference`) below the parent has an implied amount, since a sum of some
/// items is not the whole.
pub(super) fn roll_up(figures: &mut Figures, reference: &Figures) -> Result<(), AnalysisError> {
    // Parents that were not printed. One may get items of its own (under a 类, their 款 unknown) before its 款.
    let mut made: BTreeSet<Key> = BTreeSet::new();
    for level in [Level::SubItem, Level::Item, Level::Section, Level::Category] {
        let mut sums: BTreeMap<Key, (Amount, Origin, usize)> = BTreeMap::new();
        let mut blocked: BTreeSet<Key> = BTreeSet::new();
        for (key, figure) in figures.iter().filter(|(key, _)| key.level == level) {
            let Some(parent) = parent_key(key, figure.parent.as_ref()) else { continue };
            let (sum, origin, position) =
                sums.entry(parent).or_insert((Amount::new(0, 1), figure.origin, figure.position));
            *sum = sum
                .checked_add(figure.amount)
                .ok_or_else(|| AnalysisError::Overflow { item: figure.name.to_string() })?;
            *origin = (*origin).max(figure.origin);
            *position = (*position).min(figure.position);
        }
        for (key, figure) in reference.iter().filter(|(key, _)| key.level == level && !figures.contains_key(key)) {
            blocked.extend(parent_key(key, figure.parent.as_ref()));
        }
        for (key, (sum, origin, position)) in sums {
            if origin == Origin::Implied && blocked.contains(&key) {
                continue;
            }
            match figures.get_mut(&key) {
                Some(figure) => {
                    let overflow = || AnalysisError::Overflow { item: figure.name.to_string() };
                    let below = match figure.rolled_up {
                        Some(before) => before.checked_add(sum).ok_or_else(overflow)?,
                        None => sum,
                    };
                    figure.rolled_up = Some(below);
                    if made.contains(&key) {
                        figure.amount = below;
                        figure.origin = figure.origin.max(origin);
                    }
                }
                None => {
                    let name = reference.get(&key).map_or_else(|| default_name(&key), |figure| figure.name.clone());
                    let figure = Figure { name, parent: None, amount: sum, origin, rolled_up: Some(sum), position };
                    figures.insert(key.clone(), figure);
                    made.insert(key);
                }
            }
        }
    }
    Ok(())
}

fn default_name(key: &Key) -> Arc<str> {
    key.code.as_ref().map_or("合计".into(), |code| code.as_str().into())
}

/// The key one level up. Items known only by name roll up to the code above them; names without either do not.
fn parent_key(key: &Key, parent: Option<&Code>) -> Option<Key> {
    let code = match &key.code {
        Some(code) => code.parent(),
        None => Some(parent?.clone()),
    };
    let level = code.as_ref().map_or(Level::Total, Code::level);
    Some(Key { code, level, name: None, ..key.clone() })
}
