//! 趋势: any number of years side by side, by code, unit and phase. A year without a figure stays a gap.

use super::figures::{figures, roll_up};
use super::keys::{Key, Keys};
use super::lineup::{Side, by_key, own_name};
use super::{AnalysisError, LevelFilter, LineItems, MeasureFilter};
use crate::model::{
    Amount, BudgetTable, Classification, Code, FiscalYear, Growth, Level, LineItem, Measure, Origin, Phase, Ratio,
    Warning,
};
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 年度与阶段: which figures of which year.
pub type YearPhase = (FiscalYear, Phase);

/// What a trend shows.
#[derive(Debug, Clone, Default)]
pub struct TrendOptions {
    /// One table, or all.
    pub table: Option<BudgetTable>,
    /// Which measures.
    pub measure: MeasureFilter,
    /// Which levels.
    pub level: LevelFilter,
    /// One phase, or all of them beside each other.
    pub phase: Option<Phase>,
}

/// 趋势: many years of figures, complete before anyone decides how they look.
#[derive(Debug, Clone)]
pub struct Trend {
    /// Every year and phase that has a figure, in the order of time.
    pub columns: Vec<YearPhase>,
    /// Rows by unit, table, classification, measure and code.
    pub rows: Vec<TrendRow>,
    /// Disagreements found on the way.
    pub warnings: Vec<Warning>,
}

/// 趋势行: one item through the years.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendRow {
    /// 单位
    pub unit: Arc<str>,
    /// 表
    pub table: BudgetTable,
    /// 分类
    pub classification: Classification,
    /// 栏目
    pub measure: Measure,
    /// 科目编码; none for totals and for items known only by name.
    pub code: Option<Code>,
    /// The nearest known code above an item without one of its own.
    pub parent: Option<Code>,
    /// 级次
    pub level: Level,
    /// 名称, that of the latest year which has one.
    pub name: Arc<str>,
    /// The figures. A year that is not in it is a gap, not a zero.
    pub figures: BTreeMap<YearPhase, TrendFigure>,
}

/// 趋势数: one figure of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrendFigure {
    /// The amount of the strongest origin.
    pub amount: Amount,
    /// How it is known: published before restated before implied.
    pub origin: Origin,
    /// 后一年度列示数: what a later year's disclosure prints for it, where this year's own prints it too.
    pub restated: Option<Amount>,
}

impl TrendRow {
    /// 同比: growth on the year before in the same phase; none across a gap.
    pub fn growth(&self, (year, phase): YearPhase) -> Option<Growth> {
        self.growth_over((year.previous()?, phase), (year, phase))
    }

    /// 累计增减: growth from one figure to another.
    pub fn growth_over(&self, from: YearPhase, to: YearPhase) -> Option<Growth> {
        Growth::between(self.figures.get(&from)?.amount.fen(), self.figures.get(&to)?.amount.fen())
    }

    /// 执行率: 决算 of 预算 in one year, of the adjusted budget where there is one.
    pub fn execution(&self, year: FiscalYear) -> Option<Ratio> {
        let of = |phase| self.figures.get(&(year, phase)).map(|figure| figure.amount.fen());
        Ratio::new(of(Phase::Executed)?, of(Phase::Adjusted).or_else(|| of(Phase::Approved))?)
    }
}

/// Lines up every year and phase of `items`.
///
/// # Errors
/// No figures at all, or a sum beyond `i64`.
pub fn trend(items: &LineItems, options: &TrendOptions) -> Result<Trend, crate::Error> {
    let mut keys = Keys::of(items);
    let items = items.items();
    let known: BTreeSet<YearPhase> = items
        .iter()
        .filter(|item| item.amount.is_some() && options.phase.is_none_or(|phase| phase == item.phase))
        .map(|item| (item.year, item.phase))
        .collect();
    if known.is_empty() {
        return Err(AnalysisError::NoData.into());
    }
    let mut warnings = Vec::new();
    let mut printed: BTreeMap<YearPhase, DataFrame> = BTreeMap::new();
    for column in &known {
        printed.insert(*column, figures(items, *column, &mut keys, &mut warnings)?);
    }
    let restated = restated(items, &known, &mut keys)?;
    let mut rows: BTreeMap<Key, TrendRow> = BTreeMap::new();
    for column in &known {
        let own = printed[column].clone();
        let reference = neighbour(&printed, *column).cloned().unwrap_or_else(|| own.clear());
        let complete = by_key(&roll_up(own, &reference, &mut keys)?).map_err(AnalysisError::from)?;
        for (number, side) in complete {
            if !shown(keys.key(number), options) {
                continue;
            }
            let beside = restated.get(column).and_then(|figures| figures.get(&number)).map(|side| side.amount);
            let name = own_name(number, Some(side), items, &mut keys);
            add(&mut rows, (&keys, number, name), side, *column, beside);
        }
    }
    Ok(Trend { columns: known.into_iter().collect(), rows: rows.into_values().collect(), warnings })
}

/// The next year's figures of the same phase, or the year's before: what a year with gaps is complete against.
fn neighbour(printed: &BTreeMap<YearPhase, DataFrame>, (year, phase): YearPhase) -> Option<&DataFrame> {
    let same = || printed.iter().filter(|(column, _)| column.1 == phase);
    let next = same().find(|(column, _)| column.0 > year);
    next.or_else(|| same().rfind(|(column, _)| column.0 < year)).map(|(_, figures)| figures)
}

/// What later disclosures print for each year. Their conflicts were reported with the year's own figures.
fn restated(
    items: &[LineItem],
    known: &BTreeSet<YearPhase>,
    keys: &mut Keys,
) -> Result<BTreeMap<YearPhase, BTreeMap<u32, Side>>, AnalysisError> {
    let later: Vec<LineItem> = items.iter().filter(|item| item.origin == Origin::Restated).cloned().collect();
    if later.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut unheard = Vec::new();
    known.iter().map(|column| Ok((*column, by_key(&figures(&later, *column, keys, &mut unheard)?)?))).collect()
}

fn shown(key: &Key, options: &TrendOptions) -> bool {
    options.table.is_none_or(|table| table == key.table)
        && match &options.measure {
            MeasureFilter::All => true,
            MeasureFilter::One(measure) => *measure == key.measure,
        }
        && match options.level {
            LevelFilter::All => true,
            LevelFilter::One(level) => level == key.level,
        }
}

/// Years come in the order of time, so the latest name stays.
fn add(
    rows: &mut BTreeMap<Key, TrendRow>,
    (keys, number, name): (&Keys, u32, Option<Arc<str>>),
    side: Side,
    column: YearPhase,
    restated: Option<Amount>,
) {
    let key = keys.key(number);
    let row = rows.entry(key.clone()).or_insert_with(|| TrendRow {
        unit: key.unit.clone(),
        table: key.table,
        classification: key.classification,
        measure: key.measure.clone(),
        code: key.code.clone(),
        parent: keys.above(number).cloned(),
        level: key.level,
        name: keys.default_name(number),
        figures: BTreeMap::new(),
    });
    row.name = name.unwrap_or_else(|| row.name.clone());
    let restated = restated.filter(|_| side.origin == Origin::Published);
    row.figures.insert(column, TrendFigure { amount: side.amount, origin: side.origin, restated });
}
