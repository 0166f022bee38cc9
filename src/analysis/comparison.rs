//! 对比: two years of line items, compared.

use super::basis::Basis;
use super::figures::{Figure, Figures, Sources, complete, printed};
use super::grouping::match_years;
use super::kernel::Between;
use super::keys::{Key, Keys};
use super::lineup::{Column, Columns, between, rows, same_basis};
use super::order::{Lined, order};
use super::trend::YearPhase;
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
    /// 使用者的更正 of what was read.
    pub user_corrections: Vec<Warning>,
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
/// assert_eq!((&*row.item.name, row.change.unwrap().to_yuan().to_string()), ("行政运行", "10.00".to_owned()));
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

/// 执行: the budget and the final account of one year in the form of a comparison; `None` if no year has both. By default
/// it is the latest year that has. The adjusted budget goes before the approved one, 决算 before 执行.
///
/// # Errors
/// A sum exceeds `i64`; a frame without a column that it needs.
pub fn execution(items: &impl AsLineItems, options: &CompareOptions) -> Result<Option<Comparison>, crate::Error> {
    let items = &*items.as_line_items()?;
    let Some((year, budget, done)) = items.survey().executed(options.year) else { return Ok(None) };
    let columns = [(year, budget), (year, done)];
    lined_up(items, &CompareOptions { bridge: None, ..options.clone() }, columns, &columns).map(Some)
}

/// Compares two years, of which only those in `columns_read` are read.
fn lined_up(
    items: &LineItems,
    options: &CompareOptions,
    [from, to]: [YearPhase; 2],
    columns_read: &[YearPhase],
) -> Result<Comparison, crate::Error> {
    let (mut keys, read) = Keys::of(items.items(), items.names(), columns_read);
    let (grouping, is_partial) = (items.grouping(), items.is_partial());
    let (mut warnings, user_corrections) = (items.warnings().to_vec(), items.user_corrections().to_vec());
    let items = items.items();
    let note = |message| Warning::new(WarningKind::Note, Place::default(), message);
    warnings.extend(other_phase(from, to).into_iter().map(note));
    let mut sources = Sources::from([(from, Figures::default()), (to, Figures::default())]);
    for (column, printed) in printed(items, &read, columns_read, &keys, &mut warnings)? {
        sources.insert(column, printed.strongest);
    }
    let prior = complete(from, &sources, other_of_two, &keys)?;
    let current = complete(to, &sources, other_of_two, &keys)?;
    let (matching, lacking) =
        match_years((&prior, &current), (from.0, to.0), (grouping, options.table), items, &mut keys);
    let mut columns = Columns::new();
    for (column, units) in [(from, prior), (to, current)] {
        columns.insert(column, Column::new(units, &matching, &mut keys)?);
    }
    let mut basis = None;
    if let Some(bridge) = &options.bridge {
        let known = BTreeMap::from([(to, &sources[&to])]);
        let reference = other_of_two;
        let putting = Basis { last: to.0, known, sources: &sources, reference, bridge, membership: &matching, items };
        let (same, used) = putting.put(&columns, &mut keys, &mut warnings)?;
        if !is_partial {
            warnings.extend(used.warnings(bridge));
        }
        basis = Some((same, used));
    }
    warnings.extend(lacking);
    let (same, bridge_use) = basis.unzip();
    let filter = options.filter();
    let shown = |key: &Key| filter.admits(key.table, &key.measure, key.level);
    let lined = rows(&columns, same.as_ref(), shown, items, &keys);
    let value = |key| options.sort.value(between(&columns, key, (from, to), &keys)?);
    let lined = order(lined, (options.sort != Sort::Code).then_some(&value), options.top, &keys);
    let compared = Compared { from, to, nominal: &columns, same: same.as_ref(), keys: &keys };
    let mut rows = Vec::with_capacity(lined.len());
    for row in lined {
        rows.push(compared.row(row)?);
    }
    let ((base, base_phase), (year, phase)) = (from, to);
    Ok(Comparison { base, year, base_phase, phase, rows, warnings, user_corrections, bridge_use })
}

/// Completes each of two years by the other.
fn other_of_two(sources: &Sources, column: YearPhase) -> Option<&Figures> {
    sources.iter().find(|(other, _)| **other != column).map(|(_, figures)| figures)
}

/// The figures of two years, from which rows are made.
struct Compared<'a> {
    from: YearPhase,
    to: YearPhase,
    nominal: &'a Columns,
    same: Option<&'a Columns>,
    keys: &'a Keys<'a>,
}

impl Compared<'_> {
    fn row(&self, Lined { key, name, .. }: Lined) -> Result<ComparisonRow, AnalysisError> {
        let item = Item { name, ..self.keys.key(key).clone() };
        let Pair { prior, current, change, between } = self.pair(key, self.nominal, &item)?;
        let same = self.same.map(|same| same_basis(key, self.nominal, same, self.keys));
        let comparable = same.map(|same| {
            let Pair { prior, change, between, .. } = self.pair(key, same, &item)?;
            let prior = prior.map(|figure| figure.amount);
            Ok::<_, AnalysisError>(Comparable { prior, change, growth: between.and_then(Between::growth) })
        });
        let base = self.keys.share_base(key);
        let share = |figure: Option<Figure>, column| {
            Ratio::share(figure?.amount.fen(), self.figure(self.nominal, column, base)?.amount.fen())
        };
        Ok(ComparisonRow {
            prior: prior.map(|figure| figure.amount),
            current: current.map(|figure| figure.amount),
            change,
            growth: between.and_then(Between::growth),
            share_prior: share(prior, self.from),
            share_current: share(current, self.to),
            share_change: between.and_then(Between::share_change),
            contribution: between.and_then(Between::contribution).map(Points::of),
            contribution_share: between.and_then(Between::contribution_share),
            prior_origin: prior.map(|figure| figure.origin),
            current_origin: current.map(|figure| figure.origin),
            prior_rolled_up: prior.and_then(|figure| figure.rolled_up),
            current_rolled_up: current.and_then(|figure| figure.rolled_up),
            comparable: comparable.transpose()?,
            item,
        })
    }

    fn figure(&self, columns: &Columns, column: YearPhase, key: u32) -> Option<Figure> {
        columns.get(&column)?.figures().get(key).copied()
    }

    fn pair(&self, key: u32, columns: &Columns, item: &Item) -> Result<Pair, AnalysisError> {
        let (prior, current) = (self.figure(columns, self.from, key), self.figure(columns, self.to, key));
        let between = between(columns, key, (self.from, self.to), self.keys);
        let steps = [prior, current].into_iter().flatten().map(|figure| figure.amount.resolution());
        let step = steps.max().unwrap_or(1);
        let change = between.map(|between| between.change().ok_or_else(|| item.overflow())).transpose()?;
        Ok(Pair { prior, current, change: change.map(|fen| Amount::new(fen, step)), between })
    }
}

/// The figures of a row in both years, and their change if it can be stated.
struct Pair {
    prior: Option<Figure>,
    current: Option<Figure>,
    change: Option<Amount>,
    between: Option<Between>,
}
