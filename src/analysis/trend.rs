//! 趋势: any number of years side by side, by code, unit and phase. A year without a figure stays a gap.

use super::bridge::Sides;
use super::figures::{figures, roll_up};
use super::grouping::{Coverage, Grouping, Units, gather};
use super::keys::{Key, Keys, Sheet};
use super::lineup::{Side, by_key, own_name};
use super::trend_basis::{attach, on_last_codes};
use super::trend_order::{Ordered, order, set_spans};
use super::trend_row::{Matched, TrendFigure, TrendRow, YearPhase};
use super::{AnalysisError, BridgeUse, LevelFilter, LineItems, MeasureFilter, Sort};
use crate::model::{Amount, Bridge, BudgetTable, FiscalYear, LineItem, Origin, Phase, Scope, Survey, Warning};
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a trend shows.
#[derive(Debug, Clone, Default)]
pub struct TrendOptions {
    /// 起始年度; the first of the data if none.
    pub from: Option<FiscalYear>,
    /// 截止年度; the last of the data if none.
    pub to: Option<FiscalYear>,
    /// One table, or all.
    pub table: Option<BudgetTable>,
    /// Which measures.
    pub measure: MeasureFilter,
    /// Which levels.
    pub level: LevelFilter,
    /// One phase, or all of them beside each other.
    pub phase: Option<Phase>,
    /// The order of the rows inside each table: by code, by cumulative change or by cumulative growth.
    pub sort: Sort,
    /// At most so many rows of each table and measure, total rows not counted.
    pub top: Option<usize>,
    /// 口径对照表: puts every earlier year on the codes of the last year shown, beside the figures as published.
    pub bridge: Option<Arc<Bridge>>,
    /// 部分: whether the items are a part of the data. Then what the bridge did not meet is only handed back, to be
    /// merged over the parts.
    pub is_part: bool,
}

/// 趋势: many years of figures, complete before anyone decides how they look.
#[derive(Debug, Clone)]
pub struct Trend {
    /// Every year and phase that has a figure, in the order of time.
    pub columns: Vec<YearPhase>,
    /// Rows by unit, table, measure and then the order asked for.
    pub rows: Vec<TrendRow>,
    /// 缺数单位: which units of a group lack a year that others have.
    pub uncovered: Vec<Uncovered>,
    /// Disagreements found on the way.
    pub warnings: Vec<Warning>,
    /// What of the bridge was used, where one was given.
    pub bridge_use: Option<BridgeUse>,
}

/// 缺数: units of a group without a table of a year that other units of the group have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// The group.
    pub group: Arc<str>,
    /// 部门, 单位, 政府 or 本级
    pub scope: Scope,
    /// 表
    pub table: BudgetTable,
    /// 年度与阶段
    pub column: YearPhase,
    /// The units without it.
    pub units: Vec<Arc<str>>,
    /// How many have it.
    pub present: usize,
}

/// Everything that is known of one year and phase: the figures of units, of groups, and who stands behind them.
#[derive(Clone)]
pub(super) struct Column {
    pub units: Sides,
    pub groups: Sides,
    pub coverage: Coverage,
    /// What other disclosures and the texts print for it, by origin.
    pub others: BTreeMap<Origin, Sides>,
    /// Keys of which no table tells the amount on the codes of another year.
    pub unknown: BTreeSet<u32>,
}

/// Every year and phase shown, complete.
pub(super) type Columns = BTreeMap<YearPhase, Column>;

/// Lines up every year and phase of `items`.
///
/// # Errors
/// No figures at all, none in the years or the phase asked for, or a sum beyond `i64`.
pub fn trend(items: &LineItems, options: &TrendOptions) -> Result<Trend, crate::Error> {
    let mut keys = Keys::of(items);
    let (grouping, survey) = (items.grouping(), items.survey());
    let items = items.items();
    let columns = columns(survey, options)?;
    let mut warnings = grouping.warnings(items);
    let mut lined_up = Columns::new();
    let printed = printed((items, survey), options.phase, &mut keys, &mut warnings)?;
    for column in &columns {
        let others = others(*column, grouping, items, &mut keys)?;
        lined_up.insert(*column, Column { others, ..line_up(*column, &printed, grouping, items, &mut keys)? });
    }
    let mut rows = rows(&lined_up, options, items, &mut keys);
    let basis = match &options.bridge {
        Some(bridge) => {
            Some(on_last_codes((&lined_up, &printed), (bridge, grouping, items), &mut keys, &mut warnings)?)
        }
        None => None,
    };
    if let Some(basis) = &basis {
        attach(&mut rows, self::rows(&basis.columns, options, items, &mut keys));
    }
    let mut rows: Vec<Ordered> = rows.into_values().collect();
    set_spans(&mut rows, &columns, options, |sheet, column| {
        lined_up.get(&column).is_some_and(|year| year.coverage.prints(sheet))
    });
    if *grouping != Grouping::ByUnit {
        for Ordered { row, number, .. } in &mut rows {
            match_units(row, *number, &lined_up, &mut keys)?;
            if let (Some(same), Some(basis)) = (&mut row.comparable, &basis) {
                match_units(same, *number, &basis.columns, &mut keys)?;
            }
        }
    }
    let bridge_use = basis.map(|basis| basis.used);
    if let (Some(bridge), Some(used), false) = (&options.bridge, &bridge_use, options.is_part) {
        warnings.extend(used.warnings(bridge));
    }
    let uncovered = uncovered(&lined_up, options);
    Ok(Trend { columns, rows: order(rows, options), uncovered, warnings, bridge_use })
}

/// A row for every key that some year has, with its figures.
fn rows(columns: &Columns, options: &TrendOptions, items: &[LineItem], keys: &mut Keys) -> BTreeMap<Key, Ordered> {
    let mut rows: BTreeMap<u32, Ordered> = BTreeMap::new();
    for (column, year) in columns {
        for (number, side) in &year.groups {
            if shown(keys.key(*number), options) {
                add(&mut rows, *number, (*column, *side), items, keys);
            }
        }
    }
    for ordered in rows.values_mut() {
        complete(ordered, columns, keys);
    }
    rows.into_iter().map(|(number, ordered)| (keys.key(number).clone(), ordered)).collect()
}

/// The years and phases asked for that have a figure.
fn columns(survey: &Survey, options: &TrendOptions) -> Result<Vec<YearPhase>, AnalysisError> {
    let known: BTreeSet<YearPhase> = survey.columns().collect();
    if known.is_empty() {
        return Err(AnalysisError::NoData);
    }
    let of_phase: BTreeSet<YearPhase> =
        known.iter().copied().filter(|(_, phase)| options.phase.is_none_or(|wanted| wanted == *phase)).collect();
    if let (true, Some(phase)) = (of_phase.is_empty(), options.phase) {
        let phases: BTreeSet<Phase> = known.iter().map(|(_, phase)| *phase).collect();
        let known = phases.iter().map(Phase::to_string).collect::<Vec<_>>().join("、");
        return Err(AnalysisError::NoSuchPhase { phase: phase.name(), known });
    }
    let after = |year: FiscalYear| options.from.is_none_or(|from| year >= from);
    let before = |year: FiscalYear| options.to.is_none_or(|to| year <= to);
    let wanted: Vec<YearPhase> = of_phase.iter().copied().filter(|(year, _)| after(*year) && before(*year)).collect();
    if wanted.is_empty() {
        let years: BTreeSet<FiscalYear> = of_phase.iter().map(|(year, _)| *year).collect();
        let known = years.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
        return Err(AnalysisError::NoYears { known });
    }
    Ok(wanted)
}

/// The printed figures of every year and phase, those outside the range too: a year is completed against its
/// neighbours, whatever is shown.
fn printed(
    (items, survey): (&[LineItem], &Survey),
    phase: Option<Phase>,
    keys: &mut Keys,
    warnings: &mut Vec<Warning>,
) -> Result<BTreeMap<YearPhase, DataFrame>, AnalysisError> {
    let known = survey.columns().filter(|(_, own)| phase.is_none_or(|phase| phase == *own));
    known.map(|column| Ok((column, figures(items, column, keys, warnings)?))).collect()
}

/// One year and phase, complete.
pub(super) fn line_up(
    column: YearPhase,
    printed: &BTreeMap<YearPhase, DataFrame>,
    grouping: &Grouping,
    items: &[LineItem],
    keys: &mut Keys,
) -> Result<Column, AnalysisError> {
    let own = &printed[&column];
    let reference = neighbour(printed, column).cloned().unwrap_or_else(|| own.clear());
    let complete = roll_up(own.clone(), &reference, keys)?;
    let coverage = Coverage::of(&complete, grouping, keys)?;
    let units = by_key(&complete)?;
    let groups = match grouping {
        Grouping::ByUnit => units.clone(),
        _ => by_key(&gather(&complete, grouping, items, keys)?)?,
    };
    Ok(Column { units, groups, coverage, others: BTreeMap::new(), unknown: BTreeSet::new() })
}

/// What later disclosures print for a year: it stands beside a unit's own figures only.
fn others(
    column: YearPhase,
    grouping: &Grouping,
    items: &[LineItem],
    keys: &mut Keys,
) -> Result<BTreeMap<Origin, Sides>, AnalysisError> {
    let mut others = BTreeMap::new();
    if *grouping == Grouping::ByUnit {
        for origin in [Origin::Restated, Origin::Implied] {
            others.insert(origin, of_origin(items, column, origin, keys)?);
        }
    }
    Ok(others)
}

/// The next year's figures of the same phase, or the year's before: what a year with gaps is complete against.
fn neighbour(printed: &BTreeMap<YearPhase, DataFrame>, (year, phase): YearPhase) -> Option<&DataFrame> {
    let same = || printed.iter().filter(|(column, _)| column.1 == phase);
    let next = same().find(|(column, _)| column.0 > year);
    next.or_else(|| same().rfind(|(column, _)| column.0 < year)).map(|(_, figures)| figures)
}

/// What a year's figures of one origin are. Their conflicts were reported with the year's own figures.
fn of_origin(items: &[LineItem], column: YearPhase, origin: Origin, keys: &mut Keys) -> Result<Sides, AnalysisError> {
    let of_column = |item: &&LineItem| (item.year, item.phase) == column && item.origin == origin;
    let later: Vec<LineItem> = items.iter().filter(of_column).cloned().collect();
    if later.is_empty() {
        return Ok(BTreeMap::new());
    }
    Ok(by_key(&figures(&later, column, keys, &mut Vec::new())?)?)
}

fn shown(key: &Key, options: &TrendOptions) -> bool {
    options.table.is_none_or(|table| table == key.table)
        && options.measure.admits(&key.measure)
        && options.level.admits(key.level)
}

/// Years come in the order of time, so the latest name and place stay.
fn add(
    rows: &mut BTreeMap<u32, Ordered>,
    number: u32,
    (column, side): (YearPhase, Side),
    items: &[LineItem],
    keys: &mut Keys,
) {
    let name = own_name(number, Some(side), items, keys);
    let key = keys.key(number);
    let ordered = rows.entry(number).or_insert_with(|| Ordered {
        row: TrendRow {
            unit: key.unit.clone(),
            scope: key.scope,
            table: key.table,
            classification: key.classification,
            measure: key.measure.clone(),
            code: key.code.clone(),
            parent: keys.above(number).cloned(),
            level: key.level,
            name: keys.default_name(number),
            figures: BTreeMap::new(),
            spans: Vec::new(),
            matched: BTreeMap::new(),
            stating: BTreeMap::new(),
            wholes: BTreeMap::new(),
            comparable: None,
        },
        number,
        place: None,
    });
    if let Some(name) = name {
        ordered.row.name = name;
        let place = items.get(side.position).map(|item| &item.place);
        ordered.place = place.map(|place| (place.page, place.row, place.column));
    }
    ordered
        .row
        .figures
        .insert(column, TrendFigure { amount: side.amount, origin: side.origin, restated: None, implied: None });
}

/// What stands beside a row's figures: later years' figures, the wholes, and who says something of it.
fn complete(ordered: &mut Ordered, lined_up: &Columns, keys: &Keys) {
    let whole = keys.known_whole(ordered.number);
    for (column, year) in lined_up {
        let units = year.coverage.stating(ordered.number, keys);
        if !units.is_empty() && !year.unknown.contains(&ordered.number) {
            ordered.row.stating.insert(*column, units);
        }
        if let Some(whole) = whole.and_then(|whole| year.groups.get(&whole)) {
            ordered.row.wholes.insert(*column, whole.amount.fen());
        }
        let Some(figure) = ordered.row.figures.get_mut(column) else { continue };
        let beside = |origin| year.others.get(&origin)?.get(&ordered.number).map(|side| side.amount);
        figure.restated = beside(Origin::Restated).filter(|_| figure.origin == Origin::Published);
        figure.implied = beside(Origin::Implied).filter(|_| figure.origin != Origin::Implied);
    }
}

/// Adds the amounts of the units that have both years, for every pair that is shown and has other units in the
/// one year than in the other.
fn match_units(row: &mut TrendRow, number: u32, lined_up: &Columns, keys: &mut Keys) -> Result<(), AnalysisError> {
    let pairs = row.stating.keys().filter_map(|(year, phase)| Some(((year.previous()?, *phase), (*year, *phase))));
    let mut pairs: BTreeSet<(YearPhase, YearPhase)> = pairs.collect();
    pairs.extend(row.spans.iter().map(|span| span.ends()));
    for (from, to) in pairs {
        let (Some(one), Some(other)) = (row.stating.get(&from), row.stating.get(&to)) else { continue };
        let both: Units = one.intersection(other).cloned().collect();
        if one == other || both.is_empty() {
            continue;
        }
        let (mut sums, mut steps, mut found) = ([0i128; 2], 1, false);
        for unit in &both {
            let number = keys.of_unit(number, unit);
            for (sum, column) in sums.iter_mut().zip([from, to]) {
                if let Some(side) = lined_up.get(&column).and_then(|year| year.units.get(&number)) {
                    *sum += i128::from(side.amount.fen());
                    steps = steps.max(side.amount.resolution());
                    found = true;
                }
            }
        }
        if found {
            let overflow = |_| AnalysisError::Overflow { item: row.name.to_string() };
            let [prior, current] = sums.map(|sum| i64::try_from(sum).map(|fen| Amount::new(fen, steps)));
            let (prior, current) = (prior.map_err(overflow)?, current.map_err(overflow)?);
            row.matched.insert((from, to), Matched { units: both.len(), prior, current });
        }
    }
    Ok(())
}

/// Which units of a group lack a year of a table that the others of the group have.
fn uncovered(lined_up: &Columns, options: &TrendOptions) -> Vec<Uncovered> {
    let mut all: BTreeMap<Sheet, Units> = BTreeMap::new();
    for (place, units) in lined_up.values().flat_map(|year| year.coverage.totals()) {
        all.entry(place.clone()).or_default().extend(units.iter().cloned());
    }
    let mut found = Vec::new();
    let wanted = |sheet: &Sheet| options.table.is_none_or(|table| table == sheet.2);
    for (sheet, units) in all.into_iter().filter(|(sheet, _)| wanted(sheet)) {
        for (column, year) in lined_up {
            let Some(present) = year.coverage.totals().get(&sheet) else { continue };
            let units: Vec<Arc<str>> = units.difference(present).cloned().collect();
            if !units.is_empty() {
                let (group, scope, table) = sheet.clone();
                found.push(Uncovered { group, scope, table, column: *column, units, present: present.len() });
            }
        }
    }
    found
}
