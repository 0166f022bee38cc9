//! 排名: the largest units, the units that changed most, and the items that changed most.

use super::LevelFilter;
use super::stream::{Structure, UnitComparison, UnitTrend};
use super::trend::{Trend, TrendRow, YearPhase};
use crate::model::{Amount, BudgetTable, Classification, Code, Growth, Level, Measure, Phase, Ratio};
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

/// 单位排名: the units of one table in one year, including those that cannot be ranked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Ranking {
    /// 表
    pub table: BudgetTable,
    /// 分类: the side of a two-sided table whose totals are ranked.
    pub classification: Classification,
    /// 栏目
    pub measure: Measure,
    /// 年度与阶段
    pub column: YearPhase,
    /// 依据
    pub by: RankBy,
    /// The units by rank. Units without the figure that is ranked come last, by name, without a rank.
    pub units: Vec<RankedUnit>,
    /// 缺数单位: units that have no such total in the year.
    pub missing: Vec<Arc<str>>,
    /// The number of units that have the total in the year.
    pub known: usize,
    /// The sum of these totals; none if it exceeds `i64`.
    pub total: Option<Amount>,
}

/// 单位: its total in the year and its change from the previous year.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RankedUnit {
    /// 名次, shared by equals; none if the figure that is ranked is unknown.
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
#[non_exhaustive]
pub struct Mover {
    /// The item through the years.
    pub row: TrendRow,
    /// 增减额 on the year before
    pub change: Amount,
}

/// A total of a table.
type Subject = (BudgetTable, Classification, Measure);

/// Movers are compared within a table, measure, level and year.
type Kind = (BudgetTable, Measure, Level, YearPhase);

/// 排名的材料: what rankings and movers need to know of a trend. Standings of parts, each of whole units, can be merged in
/// any order.
#[derive(Debug, Clone)]
pub struct Standings {
    /// The totals of all units, by subject and year.
    totals: BTreeMap<Subject, BTreeMap<YearPhase, Vec<RankedUnit>>>,
    /// The number of units with a total.
    counts: BTreeMap<Subject, usize>,
    units: BTreeSet<Arc<str>>,
    /// The items that changed most from the previous year.
    movers: BTreeMap<Kind, Vec<Mover>>,
    /// The number of movers kept of each kind.
    most: usize,
}

impl Standings {
    /// Empty standings that keep at most so many movers of each kind.
    pub fn new(most: usize) -> Self {
        let (totals, counts, units, movers) = Default::default();
        Self { totals, counts, units, movers, most }
    }

    /// The standings of units in columns, which have to include every level.
    pub(crate) fn of_units(
        trend: &UnitTrend,
        structure: &Structure,
        name_of: &dyn Fn(&Code) -> Option<Arc<str>>,
        most: usize,
    ) -> Self {
        let mut standings = Self::new(most);
        let mut movers = Movers::new(structure, trend.columns.len(), most);
        let mut start = 0;
        for (unit, count) in trend.units.iter().filter(|(_, count)| *count > 0) {
            standings.units.insert(unit.clone());
            let rows = start..start + count;
            start = rows.end;
            let mut counted = None;
            for row in rows {
                let (place, column) = (trend.lines[row], trend.columns[trend.at[row] as usize]);
                let line = &structure.lines[place as usize];
                let some = |change: i64| Some(change).filter(|change| *change != UnitComparison::NONE);
                // Converted figures are preferred, since a mere change of code is no change.
                if let Some(moved) = some(trend.comparable_change()[row]).filter(|change| *change != 0) {
                    movers.add((place, trend.at[row]), moved, row);
                }
                if line.level != Level::Total {
                    continue;
                }
                let subject = (line.table, line.classification, line.measure.clone());
                if counted.replace(place) != Some(place) {
                    *standings.counts.entry(subject.clone()).or_default() += 1;
                }
                if trend.amount[row] != UnitComparison::NONE {
                    let (fen, change) = (trend.amount[row], some(trend.change[row]));
                    let growth = change.and_then(|change| Growth::between(fen.checked_sub(change)?, fen));
                    let (amount, change) = (Amount::from_fen(fen), change.map(Amount::from_fen));
                    let ranked = RankedUnit { rank: None, unit: unit.clone(), amount, change, growth, share: None };
                    standings.totals.entry(subject).or_default().entry(column).or_default().push(ranked);
                }
            }
        }
        for row in movers.rows() {
            let line = &structure.lines[trend.lines[row] as usize];
            let kind = (line.table, line.measure.clone(), line.level, trend.columns[trend.at[row] as usize]);
            let mover = Mover {
                row: trend.row(row, structure, name_of),
                change: Amount::from_fen(trend.comparable_change()[row]),
            };
            standings.movers.entry(kind).or_default().push(mover);
        }
        standings.movers.values_mut().for_each(|movers| keep(movers, most));
        standings
    }

    /// The standings of a trend, which has to include every level; at most so many movers of each kind are kept. Converted
    /// figures are preferred, since a mere change of code is no change.
    pub fn of(trend: &Trend, most: usize) -> Self {
        let units = trend.rows.iter().map(|row| row.item.unit.clone()).collect();
        let mut standings = Self { units, ..Self::new(most) };
        trend.rows.iter().filter(|row| row.item.level == Level::Total).for_each(|row| standings.add_total(row));
        let same_basis = trend.has_basis().then(|| trend.on_same_basis());
        let trend = same_basis.as_ref().unwrap_or(trend);
        let mut moved: BTreeMap<Kind, Vec<(Amount, &TrendRow)>> = BTreeMap::new();
        for row in &trend.rows {
            for column in &trend.columns {
                if let Some(change) = row.change(*column).filter(|change| change.fen() != 0) {
                    let kind = (row.item.table, row.item.measure.clone(), row.item.level, *column);
                    moved.entry(kind).or_default().push((change, row));
                }
            }
        }
        // Rows are large, so only those kept are copied.
        for (kind, mut rows) in moved {
            rows.sort_by_cached_key(|(change, row)| place(*change, row));
            let movers = rows.into_iter().take(most).map(|(change, row)| Mover { row: row.clone(), change });
            standings.movers.insert(kind, movers.collect());
        }
        standings
    }

    fn add_total(&mut self, row: &TrendRow) {
        let subject = (row.item.table, row.item.classification, row.item.measure.clone());
        *self.counts.entry(subject.clone()).or_default() += 1;
        let years = self.totals.entry(subject).or_default();
        for (column, figure) in &row.figures {
            let before = column.0.previous().map(|before| (before, column.1));
            let change = before.and_then(|before| row.change_over(before, *column));
            let growth = before.and_then(|before| row.growth_over(before, *column));
            let unit = row.item.unit.clone();
            let ranked = RankedUnit { rank: None, unit, amount: figure.amount, change, growth, share: None };
            years.entry(*column).or_default().push(ranked);
        }
    }

    /// Adds other units.
    pub fn merge(&mut self, other: Self) {
        for (subject, years) in other.totals {
            let own = self.totals.entry(subject).or_default();
            years.into_iter().for_each(|(column, units)| own.entry(column).or_default().extend(units));
        }
        other.counts.into_iter().for_each(|(subject, count)| *self.counts.entry(subject).or_default() += count);
        for (kind, movers) in other.movers {
            let own = self.movers.entry(kind).or_default();
            own.extend(movers);
            keep(own, self.most);
        }
        self.units.extend(other.units);
    }

    /// Ranks the units by the total of a table in its latest year. Of several tables it is the one that most units have,
    /// then the most commonly used one. None if no unit has a total.
    pub fn rank(&self, by: RankBy) -> Option<Ranking> {
        let subject = self.subject()?;
        let years = self.totals.get(subject)?;
        let column = latest(years)?;
        let mut units = years.get(&column)?.clone();
        let total = units.iter().map(|unit| unit.amount).try_fold(Amount::from_fen(0), Amount::checked_add);
        let value = |unit: &RankedUnit| match by {
            RankBy::Amount => Some(i128::from(unit.amount.fen())),
            RankBy::Change => unit.change.map(|change| i128::from(change.fen())),
            RankBy::Growth => unit.growth.and_then(Growth::rate).map(|rate| rate.percent(9).mantissa()),
        };
        units.sort_by_cached_key(|unit| (value(unit).is_none(), Reverse(value(unit)), unit.unit.clone()));
        let mut last: Option<(i128, usize)> = None;
        for (at, unit) in units.iter_mut().enumerate() {
            unit.share = total.and_then(|total| Ratio::new(unit.amount.fen(), total.fen()));
            let Some(own) = value(unit) else { continue };
            let rank = last.filter(|(value, _)| *value == own).map_or(at + 1, |(_, rank)| rank);
            (unit.rank, last) = (Some(rank), Some((own, rank)));
        }
        let ranked: BTreeSet<Arc<str>> = units.iter().map(|unit| unit.unit.clone()).collect();
        let missing = self.units.difference(&ranked).cloned().collect();
        let (table, classification, measure) = subject.clone();
        Some(Ranking { table, classification, measure, column, by, known: units.len(), units, missing, total })
    }

    /// The total that is ranked: that of most units, then of the most commonly used table; 合计 before its parts.
    fn subject(&self) -> Option<&Subject> {
        let order = [
            BudgetTable::General,
            BudgetTable::GovernmentExpenditure,
            BudgetTable::Expenditure,
            BudgetTable::Totals,
            BudgetTable::FiscalTotals,
        ];
        let place = |table: BudgetTable| order.iter().position(|other| *other == table).unwrap_or(order.len());
        let best = self.counts.iter().min_by_key(|((table, classification, measure), units)| {
            let place = place(*table);
            let side = (!measure.is_total(), *classification, measure.clone());
            (place == order.len(), Reverse(**units), place, *table, side)
        });
        best.map(|(subject, _)| subject)
    }

    /// The items of all units that changed most in the year of a ranking, in its table and measure, at one level; by default
    /// the deepest one.
    pub fn movers(&self, ranking: &Ranking, level: LevelFilter) -> Vec<Mover> {
        let of_ranking = |(table, measure, _, column): &Kind| {
            *table == ranking.table && *measure == ranking.measure && *column == ranking.column
        };
        let usual = || {
            let levels = self.movers.keys().filter(|kind| of_ranking(kind)).map(|kind| kind.2);
            levels.filter(|level| *level != Level::Total).max()
        };
        let level = match level {
            LevelFilter::All => usual(),
            LevelFilter::One(level) => Some(level),
        };
        let Some(level) = level else { return Vec::new() };
        let kind = (ranking.table, ranking.measure.clone(), level, ranking.column);
        self.movers.get(&kind).cloned().unwrap_or_default()
    }
}

/// Keeps the first movers.
fn keep(movers: &mut Vec<Mover>, most: usize) {
    movers.sort_by_cached_key(|mover| place(mover.change, &mover.row));
    movers.truncate(most);
}

/// Collects the rows of units in columns that changed most, by table, measure, level and year. Only row numbers are kept,
/// so that rows are made only for those that may be movers.
struct Movers {
    most: usize,
    columns: usize,
    /// The table, measure and level of each place of the structure, by number.
    kind_of: Vec<usize>,
    /// By kind and column: the absolute change and the row.
    rows: Vec<Vec<(u64, usize)>>,
}

impl Movers {
    fn new(structure: &Structure, columns: usize, most: usize) -> Self {
        let mut kinds: BTreeMap<(BudgetTable, &Measure, Level), usize> = BTreeMap::new();
        let kind_of: Vec<usize> = structure
            .lines
            .iter()
            .map(|line| {
                let next = kinds.len();
                *kinds.entry((line.table, &line.measure, line.level)).or_insert(next)
            })
            .collect();
        let rows = vec![Vec::new(); kinds.len() * columns];
        Self { most, columns, kind_of, rows }
    }

    fn add(&mut self, (place, column): (u32, u32), change: i64, row: usize) {
        let slot = self.kind_of[place as usize] * self.columns + column as usize;
        let rows = &mut self.rows[slot];
        rows.push((change.unsigned_abs(), row));
        if rows.len() > 64 + 8 * self.most {
            keep_largest(rows, self.most);
        }
    }

    /// The rows that may be movers. All rows that equal the last are included, since equals are then ordered by unit and code.
    fn rows(mut self) -> impl Iterator<Item = usize> {
        self.rows.iter_mut().for_each(|rows| keep_largest(rows, self.most));
        self.rows.into_iter().flatten().map(|(_, row)| row)
    }
}

/// Keeps the largest changes and all that equal the last of them.
fn keep_largest(rows: &mut Vec<(u64, usize)>, most: usize) {
    rows.sort_by_key(|(size, _)| Reverse(*size));
    match most.checked_sub(1).and_then(|last| rows.get(last)).map(|(size, _)| *size) {
        Some(least) => rows.truncate(rows.partition_point(|(size, _)| *size >= least)),
        None if most == 0 => rows.clear(),
        None => {}
    }
}

/// Orders movers by absolute change, largest first, then by unit and item.
fn place(change: Amount, row: &TrendRow) -> impl Ord + use<> {
    (Reverse(change.fen().unsigned_abs()), row.item.unit.clone(), row.item.code.clone(), row.item.name.clone())
}

/// The latest year of the phase with most figures; of equals 预算.
fn latest(years: &BTreeMap<YearPhase, Vec<RankedUnit>>) -> Option<YearPhase> {
    let mut counts: BTreeMap<Phase, usize> = BTreeMap::new();
    for ((_, phase), units) in years {
        *counts.entry(*phase).or_default() += units.len();
    }
    let phase = counts.iter().max_by_key(|(phase, count)| (**count, Reverse(**phase))).map(|(phase, _)| *phase)?;
    years.keys().copied().filter(|column| column.1 == phase).max()
}
