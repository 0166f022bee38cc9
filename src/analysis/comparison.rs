//! 对比: two years of line items, compared.

use super::basis::{Basis, attach};
use super::figures::{Figures, printed};
use super::grouping::match_years;
use super::kernel::Between;
use super::keys::{Key, Keys};
use super::lineup::{Column, Columns, Sources, complete, rows};
use super::order::{Ordered, order};
use super::trend::{TrendRow, YearPhase};
use super::{AnalysisError, AsLineItems, BridgeUse, Item, LineItems};
use crate::model::{
    Amount, Bridge, BudgetTable, FiscalYear, Growth, Level, Measure, Origin, Phase, Place, Points, Ratio, Survey,
    Warning, WarningKind,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Options of a comparison.
#[derive(Debug, Clone, Default)]
pub struct CompareOptions {
    /// 基期; the last year before `year` if none.
    pub base: Option<FiscalYear>,
    /// 本期; the latest year if none.
    pub year: Option<FiscalYear>,
    /// One table, or all.
    pub table: Option<BudgetTable>,
    /// Which measures.
    pub measure: MeasureFilter,
    /// Which levels.
    pub level: LevelFilter,
    /// The order of the rows inside each table.
    pub sort: Sort,
    /// The maximum number of rows per table and measure, not counting totals.
    pub top: Option<usize>,
    /// 口径对照表: additionally converts last year to this year's codes.
    pub bridge: Option<Arc<Bridge>>,
}

impl CompareOptions {
    /// The rows to show.
    pub fn filter(&self) -> RowFilter {
        let Self { table, ref measure, level, sort, top, .. } = *self;
        RowFilter { table, measure: measure.clone(), level, sort, top }
    }

    /// The requested years; by default the latest published year and the last one before it.
    ///
    /// # Errors
    /// There are no figures, there is only one year, or a requested year does not exist.
    pub fn years_of(&self, survey: &Survey) -> Result<(FiscalYear, FiscalYear), crate::Error> {
        let known: Vec<FiscalYear> = survey.years().collect();
        let latest = survey.latest_published().or(known.last().copied());
        self.years_among(&known, latest.ok_or(AnalysisError::NoData)?)
    }

    /// The requested years among `known`, which is sorted; by default `latest` and the last one before it.
    ///
    /// # Errors
    /// There is only one year, a requested year does not exist, or both are the same.
    pub fn years_among(
        &self,
        known: &[FiscalYear],
        latest: FiscalYear,
    ) -> Result<(FiscalYear, FiscalYear), crate::Error> {
        let present = |year: FiscalYear| {
            let list = || known.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
            let no_such_year = || AnalysisError::NoSuchYear { year: year.get(), known: list() };
            known.contains(&year).then_some(year).ok_or_else(no_such_year)
        };
        let year = self.year.map_or(Ok(latest), present)?;
        let base = match self.base {
            Some(base) => present(base)?,
            None => {
                let before = known.iter().rfind(|known| **known < year);
                *before.ok_or(AnalysisError::OneYear { year: year.get() })?
            }
        };
        if base == year {
            return Err(AnalysisError::SameYear { year: year.get() }.into());
        }
        Ok((base, year))
    }
}

/// Which measures to compare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MeasureFilter {
    /// Every measure.
    #[default]
    All,
    /// One measure.
    One(Measure),
}

/// Which levels to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LevelFilter {
    /// Every level.
    #[default]
    All,
    /// One level; total rows only for `Level::Total`.
    One(Level),
}

impl MeasureFilter {
    /// Whether rows of this measure are shown.
    pub fn admits(&self, measure: &Measure) -> bool {
        match self {
            Self::All => true,
            Self::One(only) => only == measure,
        }
    }
}

impl LevelFilter {
    /// Whether rows of this level are shown.
    pub fn admits(self, level: Level) -> bool {
        match self {
            Self::All => true,
            Self::One(only) => only == level,
        }
    }
}

/// Which rows to show, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowFilter {
    /// One table, or all.
    pub table: Option<BudgetTable>,
    /// Which measures.
    pub measure: MeasureFilter,
    /// Which levels.
    pub level: LevelFilter,
    /// The order of the rows inside each table.
    pub sort: Sort,
    /// The maximum number of rows per table and measure, not counting totals.
    pub top: Option<usize>,
}

impl RowFilter {
    /// Whether rows of this table, measure and level are shown.
    pub fn admits(&self, table: BudgetTable, measure: &Measure, level: Level) -> bool {
        self.table.is_none_or(|only| only == table) && self.measure.admits(measure) && self.level.admits(level)
    }
}

/// The order of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// By code, as the documents print them.
    #[default]
    Code,
    /// By absolute change, largest first.
    Change,
    /// By growth, highest first, undefined last.
    Growth,
}

impl Sort {
    /// The value that rows are sorted by, largest first; rows without one come last.
    pub(super) fn value(self, between: Between) -> Option<i128> {
        match self {
            Self::Code => None,
            Self::Change => between.change().map(|change| change.unsigned_abs().into()),
            Self::Growth => Some(between.growth()?.rate()?.percent(9).mantissa()),
        }
    }
}

/// 对比: the result of comparing two years, independent of how it is displayed.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// 基期
    pub base: FiscalYear,
    /// 本期
    pub year: FiscalYear,
    /// The phase used of the base year.
    pub base_phase: Phase,
    /// The phase used of this year.
    pub phase: Phase,
    /// Rows by unit, table and measure, then in the requested order.
    pub rows: Vec<ComparisonRow>,
    /// Disagreements between sources, and notes.
    pub warnings: Vec<Warning>,
    /// Which parts of the bridge were used, if there is one.
    pub bridge_use: Option<BridgeUse>,
}

/// 对比行. Amounts are optional, since no figure is not zero.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonRow {
    /// What it is about.
    pub item: Item,
    /// 上年数
    pub prior: Option<Amount>,
    /// 本年数
    pub current: Option<Amount>,
    /// 增减额: this year less last year. A code that is not in a published table had nothing budgeted; if a year does not
    /// publish the table at all, there is no change to state.
    pub change: Option<Amount>,
    /// 增减率 and status; none if there is no change to state.
    pub growth: Option<Growth>,
    /// 上年占比: of total rows in the 合计 of the table (funds, 基本/项目), of other rows in the total of the same measure, so
    /// that the shares of one level add up to 100 %.
    pub share_prior: Option<Ratio>,
    /// 本年占比
    pub share_current: Option<Ratio>,
    /// 占比变化, in points.
    pub share_change: Option<Points>,
    /// 拉动: the contribution to the growth of the whole in points (change / prior amount of the whole).
    pub contribution: Option<Points>,
    /// 贡献率: the share in the change of the whole (change / change of the whole).
    pub contribution_share: Option<Ratio>,
    /// The origin of last year's amount.
    pub prior_origin: Option<Origin>,
    /// The origin of this year's amount.
    pub current_origin: Option<Origin>,
    /// 上年汇总数: the sum of the rows below in last year, if there are any.
    pub prior_rolled_up: Option<Amount>,
    /// 本年汇总数: the same in this year.
    pub current_rolled_up: Option<Amount>,
    /// 同口径: last year converted to this year's codes; none without a bridge.
    pub comparable: Option<Comparable>,
}

/// 同口径数: last year converted to this year's codes, and what follows from it. All fields are none if the table does not
/// list what moved; a code that gave everything away has 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparable {
    /// 上年数（同口径）
    pub prior: Option<Amount>,
    /// 增减额（同口径）
    pub change: Option<Amount>,
    /// 增减率（同口径） and status
    pub growth: Option<Growth>,
}

impl ComparisonRow {
    /// Whether the bridge changes last year's amount.
    pub fn is_moved(&self) -> bool {
        let fen = |amount: Option<Amount>| amount.map(Amount::fen);
        self.comparable.is_some_and(|same| fen(same.prior) != fen(self.prior))
    }

    /// 同口径, if its change differs from that of the published figures, at whatever resolution they are printed.
    pub fn other_basis(&self) -> Option<Comparable> {
        let fen = |amount: Option<Amount>| amount.map(|amount| amount.fen());
        self.comparable.filter(|same| same.change.is_some() && fen(same.change) != fen(self.change))
    }
}

/// A note on two years of different phases.
pub(crate) fn other_phase(
    (base, base_phase): (FiscalYear, Phase),
    (year, phase): (FiscalYear, Phase),
) -> Option<String> {
    (base_phase != phase && base != year)
        .then(|| format!("{base}年用的是{base_phase}数，与{year}年{phase}数对比，口径不同"))
}

impl Comparison {
    /// 口径不同: a note to be shown with the figures if the two years are of different phases.
    pub fn other_phase(&self) -> Option<String> {
        other_phase((self.base, self.base_phase), (self.year, self.phase))
    }

    /// Whether last year was converted to this year's codes.
    pub fn has_basis(&self) -> bool {
        self.rows.iter().any(|row| row.comparable.is_some())
    }

    /// 同口径对比: the same rows with the converted amounts of last year instead of the published ones, without shares,
    /// contributions and rolled-up sums.
    #[must_use]
    pub fn on_same_basis(&self) -> Self {
        let rows = self.rows.iter().map(|row| match row.comparable {
            Some(Comparable { prior, change, growth }) => ComparisonRow {
                prior,
                change,
                growth,
                share_prior: None,
                share_change: None,
                contribution: None,
                contribution_share: None,
                prior_rolled_up: None,
                ..row.clone()
            },
            None => row.clone(),
        });
        // A code that gave everything away and has nothing this year is left out.
        let is_empty = |amount: Option<Amount>| amount.is_none_or(|amount| amount.fen() == 0);
        let left = |row: &ComparisonRow| {
            row.item.level == Level::Total || row.current.is_some() || !is_empty(row.prior) || row.comparable.is_none()
        };
        Self { rows: rows.filter(left).collect(), ..self.clone() }
    }
}

/// Compares two years of line items or of a tidy frame: a trend of two columns.
///
/// ```
/// use polars::prelude::*;
/// use tongbi::analysis::{CompareOptions, compare};
/// use tongbi::polars;
///
/// let frame = polars::df!(
///     "unit" => ["示例局", "示例局"], "year" => [2023, 2024], "code" => ["2080101", "2080101"],
///     "amount_fen" => [9_000i64, 10_000],
/// )
/// .unwrap();
/// let comparison = compare(&frame, &CompareOptions::default())?;
/// let row = comparison.rows.last().unwrap();
/// assert_eq!((&*row.name, row.change.unwrap().to_yuan().to_string()), ("行政运行", "10.00".to_owned()));
/// # Ok::<(), tongbi::Error>(())
/// ```
///
/// # Errors
/// No figures at all, only one year, a year that is not there, or a sum beyond `i64`; a frame without a column that it
/// needs.
pub fn compare(items: &impl AsLineItems, options: &CompareOptions) -> Result<Comparison, crate::Error> {
    let items = &*items.as_line_items()?;
    let survey = items.survey();
    let (base, year) = options.years_of(survey)?;
    let (base_phase, phase) = survey.compared_phases(base, year).ok_or(AnalysisError::NoData)?;
    let columns = [(base, base_phase), (year, phase)];
    lined_up(items, options, columns, &columns)
}

/// A single year in the form of a comparison; the year before is empty, so no change is stated.
///
/// # Errors
/// No figures at all, a year that is not there, or a sum beyond `i64`; a frame without a column that it needs.
pub fn one_year(items: &impl AsLineItems, options: &CompareOptions) -> Result<Comparison, crate::Error> {
    let items = &*items.as_line_items()?;
    let survey = items.survey();
    let year = options.year.or(survey.years().next_back()).ok_or(AnalysisError::NoData)?;
    let base = year.previous().ok_or(AnalysisError::NoData)?;
    let phase = survey.main_phase(year, None).ok_or(AnalysisError::NoData)?;
    lined_up(
        items,
        &CompareOptions { bridge: None, ..options.clone() },
        [(base, phase), (year, phase)],
        &[(year, phase)],
    )
}

/// Compares two years, of which only those in `read` are read.
fn lined_up(
    items: &LineItems,
    options: &CompareOptions,
    [from, to]: [YearPhase; 2],
    read: &[YearPhase],
) -> Result<Comparison, crate::Error> {
    let mut keys = Keys::of(items.items(), items.names());
    let (grouping, is_partial) = (items.grouping(), items.is_partial());
    let mut warnings = items.warnings().to_vec();
    let items = items.items();
    let note = |message| Warning::new(WarningKind::Note, Place::default(), message);
    warnings.extend(other_phase(from, to).into_iter().map(note));
    let mut sources = Sources::from([(from, Figures::default()), (to, Figures::default())]);
    for (column, printed) in printed(items, read, &mut keys, &mut warnings)? {
        sources.insert(column, printed.strongest);
    }
    let units = [from, to].map(|column| complete(column, &sources, other_of_two, &mut keys));
    let [prior, current] = units;
    let (prior, current) = (prior?, current?);
    let (matching, lacking) =
        match_years((&prior, &current), (from.0, to.0), (grouping, options.table), items, &mut keys);
    let mut columns = Columns::new();
    for (column, units) in [(from, prior), (to, current)] {
        columns.insert(column, Column::new(units, &matching, items, &mut keys)?);
    }
    let filter = options.filter();
    let shown = |key: &Key| filter.admits(key.table, &key.measure, key.level);
    let mut rows = self::rows(&columns, shown, items, &mut keys);
    let mut bridge_use = None;
    if let Some(bridge) = &options.bridge {
        let known = BTreeMap::from([(to, &sources[&to])]);
        let reference = other_of_two;
        let basis = Basis { last: to.0, known, sources: &sources, reference, bridge, membership: &matching, items };
        let (same, used) = basis.put(&columns, &mut keys, &mut warnings)?;
        rows = attach(rows, self::rows(&same, shown, items, &mut keys));
        if !is_partial {
            warnings.extend(used.warnings(bridge));
        }
        bridge_use = Some(used);
    }
    warnings.extend(lacking);
    let value = |row: &TrendRow| options.sort.value(row.between(from, to)?);
    let rows = order(rows, (options.sort != Sort::Code).then_some(&value), options.top);
    let rows = rows.into_iter().map(|ordered| row(ordered, [from, to], &columns)).collect::<Result<_, _>>()?;
    let ((base, base_phase), (year, phase)) = (from, to);
    Ok(Comparison { base, year, base_phase, phase, rows, warnings, bridge_use })
}

/// Completes each of two years by the other.
fn other_of_two(sources: &Sources, column: YearPhase) -> Option<&Figures> {
    sources.iter().find(|(other, _)| **other != column).map(|(_, figures)| figures)
}

/// Makes a comparison row of a trend row.
fn row(
    Ordered { row, number, .. }: Ordered,
    [from, to]: [YearPhase; 2],
    columns: &Columns,
) -> Result<ComparisonRow, AnalysisError> {
    let change = |row: &TrendRow| {
        let change = row.change_over(from, to);
        if change.is_none() && row.is_comparable(from, to) { Err(row.item.overflow()) } else { Ok(change) }
    };
    let rolled_up = |column| columns.get(&column)?.groups.get(number)?.rolled_up;
    let figure = |column| row.figures.get(&column);
    let comparable = row.comparable.as_deref().map(|same| {
        let prior = same.figures.get(&from).map(|figure| figure.amount);
        Ok::<_, AnalysisError>(Comparable { prior, change: change(same)?, growth: same.growth_over(from, to) })
    });
    Ok(ComparisonRow {
        prior: figure(from).map(|figure| figure.amount),
        current: figure(to).map(|figure| figure.amount),
        change: change(&row)?,
        growth: row.growth_over(from, to),
        share_prior: row.share(from),
        share_current: row.share(to),
        share_change: row.share_change_over(from, to),
        contribution: row.contribution_over(from, to).map(Points::of),
        contribution_share: row.contribution_share_over(from, to),
        prior_origin: figure(from).map(|figure| figure.origin),
        current_origin: figure(to).map(|figure| figure.origin),
        prior_rolled_up: rolled_up(from),
        current_rolled_up: rolled_up(to),
        comparable: comparable.transpose()?,
        item: row.item,
    })
}
