//! 排名: which units are largest or moved most, and which items of them.

use super::trend::Trend;
use super::trend_row::{TrendRow, YearPhase};
use crate::model::{Amount, BudgetTable, Classification, Growth, Level, Measure, Phase, Ratio};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 排名依据.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RankBy {
    /// 金额 of the latest year
    #[default]
    Amount,
    /// 增减额 on the year before
    Change,
    /// 增减率 on the year before
    Growth,
}

/// 单位排名: the units of one table in one year, with those that cannot be ranked.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// 表
    pub table: BudgetTable,
    /// 分类: of a table of two sides, the side whose totals are ranked.
    pub classification: Classification,
    /// 栏目
    pub measure: Measure,
    /// 年度与阶段
    pub column: YearPhase,
    /// 依据
    pub by: RankBy,
    /// The units, the first first. Those without the figure that ranks them come last, by name, without a rank.
    pub units: Vec<RankedUnit>,
    /// 缺数单位: units of the data that have no such total of the year.
    pub missing: Vec<Arc<str>>,
    /// How many units have the total of the year.
    pub known: usize,
    /// The sum over them; none beyond `i64`.
    pub total: Option<Amount>,
}

/// 单位: its total in the year, and the year before.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedUnit {
    /// 名次, the same for equals; none where the figure that ranks is not known.
    pub rank: Option<usize>,
    /// 单位
    pub unit: Arc<str>,
    /// 本年数
    pub amount: Amount,
    /// 增减额
    pub change: Option<Amount>,
    /// 增减率
    pub growth: Option<Growth>,
    /// 占比 in the sum of the ranked units
    pub share: Option<Ratio>,
}

/// 变动项: one item of one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover {
    /// The item through the years.
    pub row: TrendRow,
    /// 增减额 on the year before
    pub change: Amount,
}

/// Ranks the units of a trend by a table's total in its latest year; of several tables, the one in the order of
/// use of which most units have a total. None where no unit has one.
pub fn rank(trend: &Trend, by: RankBy) -> Option<Ranking> {
    let totals: Vec<&TrendRow> = trend.rows.iter().filter(|row| row.level == Level::Total).collect();
    let (table, classification, measure) = subject(&totals)?;
    let of_subject =
        |row: &&&TrendRow| row.table == table && row.classification == classification && row.measure == measure;
    let rows: Vec<&TrendRow> = totals.iter().filter(of_subject).copied().collect();
    let column = latest(&rows)?;
    let before = (column.0.previous()?, column.1);
    let mut units: Vec<RankedUnit> = rows
        .iter()
        .filter_map(|row| {
            let amount = row.figures.get(&column)?.amount;
            let (change, growth) = (row.change_over(before, column), row.growth_over(before, column));
            Some(RankedUnit { rank: None, unit: row.unit.clone(), amount, change, growth, share: None })
        })
        .collect();
    let total = units.iter().map(|unit| unit.amount).try_fold(Amount::from_fen(0), Amount::checked_add);
    let value = |unit: &RankedUnit| match by {
        RankBy::Amount => Some(i128::from(unit.amount.fen())),
        RankBy::Change => unit.change.map(|change| i128::from(change.fen())),
        RankBy::Growth => unit.growth.and_then(Growth::rate).map(|rate| rate.percent(9).mantissa()),
    };
    units.sort_by_key(|unit| (value(unit).is_none(), Reverse(value(unit)), unit.unit.clone()));
    let mut last: Option<(i128, usize)> = None;
    for (at, unit) in units.iter_mut().enumerate() {
        unit.share = total.and_then(|total| Ratio::new(unit.amount.fen(), total.fen()));
        let Some(own) = value(unit) else { continue };
        let rank = last.filter(|(value, _)| *value == own).map_or(at + 1, |(_, rank)| rank);
        (unit.rank, last) = (Some(rank), Some((own, rank)));
    }
    let ranked: BTreeSet<Arc<str>> = units.iter().map(|unit| unit.unit.clone()).collect();
    let all: BTreeSet<Arc<str>> = trend.rows.iter().map(|row| row.unit.clone()).collect();
    let missing = all.difference(&ranked).cloned().collect();
    Some(Ranking { table, classification, measure, column, by, known: units.len(), units, missing, total })
}

/// Which total is ranked: of most units, then in the order of use; 合计 before its parts.
fn subject(totals: &[&TrendRow]) -> Option<(BudgetTable, Classification, Measure)> {
    let mut counts: BTreeMap<(BudgetTable, Classification, Measure), BTreeSet<&str>> = BTreeMap::new();
    for row in totals {
        let of = (row.table, row.classification, row.measure.clone());
        counts.entry(of).or_default().insert(&row.unit);
    }
    let order = [BudgetTable::General, BudgetTable::Expenditure, BudgetTable::Totals, BudgetTable::FiscalTotals];
    let place = |table: BudgetTable| order.iter().position(|other| *other == table).unwrap_or(order.len());
    let best = counts.iter().min_by_key(|((table, classification, measure), units)| {
        let place = place(*table);
        let side = (!measure.is_total(), *classification, measure.clone());
        (place == order.len(), Reverse(units.len()), place, *table, side)
    });
    best.map(|(of, _)| of.clone())
}

/// The phase with most figures, 预算 before others, in its latest year.
fn latest(rows: &[&TrendRow]) -> Option<YearPhase> {
    let mut counts: BTreeMap<Phase, usize> = BTreeMap::new();
    for (_, phase) in rows.iter().flat_map(|row| row.figures.keys()) {
        *counts.entry(*phase).or_default() += 1;
    }
    let phase = counts.iter().max_by_key(|(phase, count)| (**count, Reverse(**phase))).map(|(phase, _)| *phase)?;
    rows.iter().flat_map(|row| row.figures.keys()).copied().filter(|column| column.1 == phase).max()
}

/// The items that moved most from the year before to the ranking's year, over all units, of the ranking's table
/// and measure, at one level: the deepest of them by default.
pub fn movers(trend: &Trend, ranking: &Ranking, level: Option<Level>, most: usize) -> Vec<Mover> {
    let of_table = |row: &&TrendRow| row.table == ranking.table && row.measure == ranking.measure;
    let usual = || {
        let levels = trend.rows.iter().filter(of_table).filter(|row| row.code.is_some()).map(|row| row.level);
        levels.filter(|level| *level != Level::Total).max()
    };
    let Some(level) = level.or_else(usual) else { return Vec::new() };
    let rows = trend.rows.iter().filter(of_table).filter(|row| row.level == level);
    let mut movers: Vec<Mover> = rows
        .filter_map(|row| Some(Mover { change: row.change(ranking.column)?, row: row.clone() }))
        .filter(|mover| mover.change.fen() != 0)
        .collect();
    movers.sort_by_cached_key(|Mover { row, change }| {
        let item = (row.code.as_ref().map(ToString::to_string), row.name.clone());
        (Reverse(change.fen().unsigned_abs()), row.unit.clone(), item)
    });
    movers.truncate(most);
    movers
}
