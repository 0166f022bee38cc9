//! 趋势: any number of years side by side, by code, unit and phase. A year without a figure remains a gap.

mod row;
mod spans;

use super::basis::Basis;
use super::figures::{Figure, Figures, Sources, complete, printed};
use super::grouping::Grouping;
use super::item::Sheet;
use super::keys::{Key, Keys};
use super::lineup::{Column, Columns, between, rows, same_basis};
use super::order::{Lined, order};
use super::{AnalysisError, AsLineItems, BridgeUse, Item, LevelFilter, MeasureFilter, RowFilter, Sort};
use crate::model::{Amount, Bridge, BudgetTable, FiscalYear, Level, Origin, Phase, Scope, Survey, Warning};
pub(super) use row::Units;
pub use row::{Execution, Matched, Span, TrendFigure, TrendRow, YearPhase};
use spans::spans;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Options of a trend.
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
    /// One phase, or all side by side.
    pub phase: Option<Phase>,
    /// The order of the rows inside each table: by code, by cumulative change or by cumulative growth.
    pub sort: Sort,
    /// The maximum number of rows per table and measure, not counting totals.
    pub top: Option<usize>,
    /// 口径对照表: additionally converts every earlier year to the codes of the last year shown.
    pub bridge: Option<Arc<Bridge>>,
}

impl TrendOptions {
    /// The rows to show.
    pub fn filter(&self) -> RowFilter {
        let Self { table, ref measure, level, sort, top, .. } = *self;
        RowFilter { table, measure: measure.clone(), level, sort, top }
    }
}

/// 趋势: the figures of many years, independent of how they are displayed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Trend {
    /// Every year and phase that has a figure, in the order of time.
    pub columns: Vec<YearPhase>,
    /// Rows by unit, table and measure, then in the requested order.
    pub rows: Vec<TrendRow>,
    /// 缺数单位: units of a group that lack a year which others have.
    pub uncovered: Vec<Uncovered>,
    /// Disagreements between sources, and notes.
    pub warnings: Vec<Warning>,
    /// Which parts of the bridge were used, if there is one.
    pub bridge_use: Option<BridgeUse>,
}

/// 缺数: units of a group that lack a table of a year which other units of the group have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uncovered {
    /// The group.
    pub group: Arc<str>,
    /// 部门, 单位, 政府 or 本级
    pub scope: Scope,
    /// 表
    pub table: BudgetTable,
    /// 年度与阶段
    pub column: YearPhase,
    /// The units that lack it.
    pub units: Vec<Arc<str>>,
    /// The number of units that have it.
    pub present: usize,
}

/// Lines up every year and phase of line items or of a tidy frame.
///
/// ```
/// use polars::prelude::*;
/// use tongbi::analysis::{TrendOptions, trend};
/// use tongbi::polars;
///
/// let frame = polars::df!(
///     "unit" => ["示例局"; 3], "year" => [2022, 2023, 2024], "code" => ["2080101"; 3],
///     "amount_fen" => [8_000i64, 9_000, 10_000],
/// )
/// .unwrap();
/// let trend = trend(&frame, &TrendOptions::default())?;
/// let row = trend.rows.last().unwrap();
/// assert_eq!(row.growth_over(trend.columns[0], trend.columns[2]).unwrap().rate().unwrap().percent(2).to_string(), "25.00");
/// # Ok::<(), tongbi::Error>(())
/// ```
///
/// # Errors
/// No figures at all, none in the years or the phase asked for, or a sum beyond `i64`; a frame without a column that it
/// needs.
pub fn trend(items: &impl AsLineItems, options: &TrendOptions) -> Result<Trend, crate::Error> {
    let items = &*items.as_line_items()?;
    let (grouping, survey, is_partial) = (items.grouping(), items.survey(), items.is_partial());
    let mut warnings = items.warnings().to_vec();
    let columns = columns(survey, options)?;
    // Including years that are not shown, since a year is completed by its neighbours.
    let known = survey.columns().filter(|(_, phase)| options.phase.is_none_or(|wanted| wanted == *phase));
    let known: Vec<YearPhase> = known.collect();
    let (mut keys, read) = Keys::of(items.items(), items.names(), &known);
    let items = items.items();
    warnings.extend(grouping.warnings(items));
    let (mut sources, mut others) = (Sources::new(), BTreeMap::new());
    for (column, printed) in printed(items, &read, &known, &keys, &mut warnings)? {
        sources.insert(column, printed.strongest);
        others.insert(column, printed.others);
    }
    let mut nominal = Columns::new();
    for column in &columns {
        let units = complete(*column, &sources, neighbour, &keys)?;
        // What later disclosures state for a year is shown only if there are no groups.
        let others = others.remove(column).filter(|_| *grouping == Grouping::ByUnit).unwrap_or_default();
        nominal.insert(*column, Column { others, ..Column::new(units, grouping, &mut keys)? });
    }
    let basis = match (&options.bridge, columns.iter().map(|(year, _)| *year).max()) {
        (Some(bridge), Some(last)) => {
            let known = sources.iter().filter(|((year, _), _)| *year <= last);
            let known = known.map(|(column, figures)| (*column, figures)).collect();
            let basis =
                Basis { last, known, sources: &sources, reference: neighbour, bridge, membership: grouping, items };
            Some(basis.put(&nominal, &mut keys, &mut warnings)?)
        }
        _ => None,
    };
    let (same, bridge_use) = basis.unzip();
    if let (Some(bridge), Some(used), false) = (&options.bridge, &bridge_use, is_partial) {
        warnings.extend(used.warnings(bridge));
    }
    let filter = options.filter();
    let shown = |key: &Key| filter.admits(key.table, &key.measure, key.level);
    let lined = rows(&nominal, same.as_ref(), shown, items, &keys);
    let spans = spans(&lined, &nominal, options, &keys);
    // Cumulative, of the first phase that has a value.
    let value = |key| {
        let mut ends = spans.get(&keys.sheet(key))?.iter().map(Span::ends);
        ends.find_map(|ends| options.sort.value(between(&nominal, key, ends, &keys)?))
    };
    let lined = order(lined, (options.sort != Sort::Code).then_some(&value), options.top, &keys);
    let mut rows = Vec::with_capacity(lined.len());
    for Lined { key, name, .. } in lined {
        let matched = |columns: &Columns| {
            let item = Item { name: name.clone(), ..keys.key(key).clone() };
            let spans = spans.get(&keys.sheet(key)).cloned().unwrap_or_default();
            let mut row = row(item, spans, key, columns, &keys);
            if *grouping != Grouping::ByUnit {
                match_units(&mut row, key, columns, &keys)?;
            }
            Ok::<_, AnalysisError>(row)
        };
        let mut nominal_row = matched(&nominal)?;
        if let Some(same) = &same {
            nominal_row.comparable = Some(Box::new(matched(same_basis(key, &nominal, same, &keys))?));
        }
        rows.push(nominal_row);
    }
    let uncovered = uncovered(&nominal, options, &keys);
    Ok(Trend { columns, rows, uncovered, warnings, bridge_use })
}

/// The row of a key in these columns.
fn row(item: Item, spans: Vec<Span>, key: u32, columns: &Columns, keys: &Keys) -> TrendRow {
    let base = keys.share_base(key);
    TrendRow {
        item,
        spans,
        figures: columns.iter().filter_map(|(column, year)| Some((*column, figure(key, year)?))).collect(),
        stating: columns.iter().filter_map(|(column, year)| Some((*column, year.stating(key, keys)?))).collect(),
        wholes: columns
            .iter()
            .filter_map(|(column, year)| Some((*column, year.figures().get(base)?.amount.fen())))
            .collect(),
        matched: BTreeMap::new(),
        comparable: None,
    }
}

/// The figure of a key together with what later years and the texts state for it.
fn figure(key: u32, year: &Column) -> Option<TrendFigure> {
    let Figure { amount, origin, .. } = *year.figures().get(key)?;
    let of_origin = |origin| year.others.get(&origin)?.get(key).map(|figure| figure.amount);
    Some(TrendFigure {
        amount,
        origin,
        restated: of_origin(Origin::Restated).filter(|_| origin == Origin::Published),
        implied: of_origin(Origin::Implied).filter(|_| origin != Origin::Implied),
    })
}

/// The requested years and phases that have figures.
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

/// The next year's figures of the same phase, or the year's before: what a year with gaps is complete against.
fn neighbour(printed: &Sources, (year, phase): YearPhase) -> Option<&Figures> {
    let same = || printed.iter().filter(|(column, _)| column.1 == phase);
    let next = same().find(|(column, _)| column.0 > year);
    next.or_else(|| same().rfind(|(column, _)| column.0 < year)).map(|(_, figures)| figures)
}

/// Adds the amounts of the units that have both years, for every pair that is shown and has other units in the
/// one year than in the other.
fn match_units(row: &mut TrendRow, number: u32, lined_up: &Columns, keys: &Keys) -> Result<(), AnalysisError> {
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
            let Some(number) = keys.known_of_unit(number, unit) else { continue };
            for (sum, column) in sums.iter_mut().zip([from, to]) {
                if let Some(figure) = lined_up.get(&column).and_then(|year| year.units.get(number)) {
                    *sum += i128::from(figure.amount.fen());
                    steps = steps.max(figure.amount.resolution());
                    found = true;
                }
            }
        }
        if found {
            let overflow = |_| row.item.overflow();
            let [prior, current] = sums.map(|sum| i64::try_from(sum).map(|fen| Amount::new(fen, steps)));
            let (prior, current) = (prior.map_err(overflow)?, current.map_err(overflow)?);
            row.matched.insert((from, to), Matched { units: both.len(), prior, current });
        }
    }
    Ok(())
}

/// Units of groups that lack a year of a table which others of the group have.
fn uncovered(lined_up: &Columns, options: &TrendOptions, keys: &Keys) -> Vec<Uncovered> {
    let mut all: BTreeMap<&Sheet, (u32, Units)> = BTreeMap::new();
    for (sheet, units) in lined_up.values().flat_map(|year| year.coverage.totals()) {
        all.entry(keys.sheet_at(*sheet)).or_insert((*sheet, Units::new())).1.extend(units.iter().cloned());
    }
    let mut found = Vec::new();
    for ((group, scope, table), (sheet, units)) in all {
        if options.table.is_some_and(|wanted| wanted != *table) {
            continue;
        }
        for (column, year) in lined_up {
            let Some(present) = year.coverage.totals().get(&sheet) else { continue };
            let units: Vec<Arc<str>> = units.difference(present).cloned().collect();
            if !units.is_empty() {
                let (group, scope, table) = (group.clone(), *scope, *table);
                found.push(Uncovered { group, scope, table, column: *column, units, present: present.len() });
            }
        }
    }
    found
}

impl TrendRow {
    /// Whether the bridge changes the amount of any year.
    pub fn is_moved(&self) -> bool {
        let amounts = |row: &Self| -> Vec<_> {
            row.figures.iter().map(|(column, figure)| (*column, figure.amount.fen())).collect()
        };
        self.comparable.as_deref().is_some_and(|same| amounts(same) != amounts(self))
    }
}

impl Trend {
    /// Whether the years were converted to the codes of the last.
    pub fn has_basis(&self) -> bool {
        self.rows.iter().any(|row| row.comparable.is_some())
    }

    /// 同口径趋势: the same rows with the converted years instead of the published ones. A code that gave everything away
    /// and has nothing in any year is left out.
    #[must_use]
    pub fn on_same_basis(&self) -> Self {
        let same = |row: &TrendRow| row.comparable.as_deref().unwrap_or(row).clone();
        let left = |row: &TrendRow| {
            row.item.level == Level::Total || row.figures.values().any(|figure| figure.amount.fen() != 0)
        };
        Self { rows: self.rows.iter().map(same).filter(left).collect(), ..self.clone() }
    }
}
