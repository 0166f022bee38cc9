//! 趋势列: the trend of many units in columns, with the same figures as [`trend`](crate::analysis::trend()).

use super::basis::UnitBasis;
use super::compared::{STATUSES, UnitComparison, fit, kept, rate, status};
use super::same_basis::SameBasis;
use super::structure::Structure;
use super::walk::{Repeats, Walk, roll_up};
use crate::analysis::kernel::{Bench, Between, MOST_YEARS};
use crate::analysis::order::arrange;
use crate::analysis::{AnalysisError, BridgeUse, Item, RowFilter, Sort, TrendFigure, TrendRow, YearPhase};
use crate::model::{Amount, Code, Growth, Measure, Origin, Phase, Ratio, UnitRows};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 单位趋势: figures in columns, by unit, line and year. Amounts are in 分, rates and points in hundredths;
/// [`UnitComparison::NONE`] is no value.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnitTrend {
    /// The units, each with its number of rows.
    pub units: Vec<(Arc<str>, usize)>,
    /// The line of each row, as a place in the structure.
    pub lines: Vec<u32>,
    /// The years and phases shown, in order.
    pub columns: Vec<YearPhase>,
    /// The year and phase of each row, as an index of `columns`.
    pub at: Vec<u32>,
    /// 金额; none for a gap.
    pub amount: Vec<i64>,
    /// 同比增减额
    pub change: Vec<i64>,
    /// 同比
    pub growth: Vec<i64>,
    /// The status as an index of [`STATUSES`]; their number if no change is stated.
    pub status: Vec<u8>,
    /// 占比
    pub share: Vec<i64>,
    /// 占比变化, in hundredths of a point.
    pub share_change: Vec<i64>,
    /// 累计增减额
    pub cumulative_change: Vec<i64>,
    /// 累计增减率
    pub cumulative_growth: Vec<i64>,
    /// The status since the first year, as an index of [`STATUSES`].
    pub cumulative_status: Vec<u8>,
    /// 预算执行率, in rows of 决算.
    pub execution_of_budget: Vec<i64>,
    /// 调整预算执行率
    pub execution_of_adjusted: Vec<i64>,
    /// 同口径数; empty without a bridge.
    pub comparable: Option<ComparableYears>,
    /// The number of rates too large to be stored.
    pub beyond: usize,
    /// Rows that repeat others.
    pub repeats: Repeats,
}

/// 同口径: the figures converted to the codes of the last year, row by row as the published ones.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ComparableYears {
    /// 同口径数
    pub amount: Vec<i64>,
    /// 同口径增减额
    pub change: Vec<i64>,
    /// 同口径增减率
    pub growth: Vec<i64>,
    /// The status as an index of [`STATUSES`].
    pub status: Vec<u8>,
    /// 同口径累计增减额
    pub cumulative_change: Vec<i64>,
    /// 同口径累计增减率
    pub cumulative_growth: Vec<i64>,
    /// The status since the first year, as an index of [`STATUSES`].
    pub cumulative_status: Vec<u8>,
    /// Whether a table of the year states something about the line on this basis.
    pub(in crate::analysis) is_told: Vec<bool>,
    /// Which parts of the bridge the units used.
    pub bridge_use: BridgeUse,
}

impl UnitTrend {
    /// 增减额 of each row; the converted one with a bridge.
    pub(in crate::analysis) fn comparable_change(&self) -> &[i64] {
        self.comparable.as_ref().map_or(&self.change, |same| &same.change)
    }

    /// The line of a row through all its years; converted with a bridge.
    pub(in crate::analysis) fn row(
        &self,
        row: usize,
        structure: &Structure,
        name_of: &dyn Fn(&Code) -> Option<Arc<str>>,
    ) -> TrendRow {
        let mut end = 0;
        let mut units = self.units.iter().map(|(unit, count)| {
            end += count;
            (unit, end - count..end)
        });
        let (unit, range) = units
            .find(|(_, range)| range.contains(&row))
            .map_or_else(Default::default, |(unit, rows)| (unit.clone(), rows));
        let place = self.lines[row];
        let amount = self.comparable.as_ref().map_or(&self.amount, |same| &same.amount);
        let is_told = |row: usize| self.comparable.as_ref().is_none_or(|same| same.is_told[row]);
        let amounts = |place: u32| -> BTreeMap<YearPhase, i64> {
            let rows = range.clone().filter(|row| self.lines[*row] == place && amount[*row] != UnitComparison::NONE);
            rows.map(|row| (self.columns[self.at[row] as usize], amount[row])).collect()
        };
        let line = &structure.lines[place as usize];
        let figure = |fen| TrendFigure {
            amount: Amount::from_fen(fen),
            origin: Origin::Published,
            restated: None,
            implied: None,
        };
        let stating = Arc::new(std::iter::once(unit.clone()).collect());
        let own = range.clone().filter(|row| self.lines[*row] == place && is_told(*row));
        let own = own.map(|row| self.columns[self.at[row] as usize]);
        let code_name = |code: &Code| name_of(code).unwrap_or_else(|| code.as_str().into());
        let name = line.code.as_ref().map_or_else(|| Measure::TOTAL.into(), code_name);
        TrendRow {
            item: Item { name, ..Item::of_line(unit, line) },
            figures: amounts(place).into_iter().map(|(column, fen)| (column, figure(fen))).collect(),
            spans: Vec::new(),
            matched: BTreeMap::new(),
            comparable: None,
            stating: own.map(|column| (column, Arc::clone(&stating))).collect(),
            wholes: amounts(structure.wholes[place as usize]),
        }
    }
}

/// Which trend to compute.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TrendTask {
    /// The years and phases to show, in order; at most [`TrendTask::MOST`].
    pub columns: Vec<YearPhase>,
    /// Whether cumulative growth always starts in the first of them, even if a unit has no such table in it.
    pub from_first: bool,
    /// Whether it always ends in the last of them.
    pub to_last: bool,
    /// Which rows to show.
    pub filter: RowFilter,
    /// 同口径: additionally converts every earlier year to the codes of the last.
    pub basis: Option<UnitBasis>,
}

impl TrendTask {
    /// The maximum number of years and phases.
    pub const MOST: usize = MOST_YEARS;

    /// All rows of these years and phases; cumulative growth refers to the first and the last year of each table.
    pub fn new(columns: Vec<YearPhase>) -> Self {
        Self { columns, from_first: false, to_last: false, filter: RowFilter::default(), basis: None }
    }

    /// For each column that of the previous year in the same phase, if it is shown.
    fn before<const N: usize>(&self) -> [Option<usize>; N] {
        let mut before = [None; N];
        for (own, (year, phase)) in before.iter_mut().zip(&self.columns) {
            let wanted = year.previous().map(|year| (year, *phase));
            *own = self.columns.iter().position(|column| Some(*column) == wanted);
        }
        before
    }
}

/// Computes the trend of every unit of a segment, which has one element per column of the task.
///
/// # Errors
/// A sum or change has more than 18 digits; the message names the unit and the code.
pub fn trend_units(segment: &[UnitRows], structure: &Structure, task: &TrendTask) -> Result<UnitTrend, crate::Error> {
    match segment.len() {
        0..=4 => all::<4>(segment, structure, task),
        5..=8 => all::<8>(segment, structure, task),
        9..=16 => all::<16>(segment, structure, task),
        _ => all::<MOST_YEARS>(segment, structure, task),
    }
}

fn all<const N: usize>(
    segment: &[UnitRows],
    structure: &Structure,
    task: &TrendTask,
) -> Result<UnitTrend, crate::Error> {
    let mut bench: Bench<'_, i128, N> = Bench::new(&structure.parents);
    let mut basis = task.basis.as_ref().and_then(|basis| SameBasis::<N>::new(basis, structure));
    let mut walk = Walk::new(segment);
    let comparable = basis.is_some().then(ComparableYears::default);
    let mut out = UnitTrend { columns: task.columns.clone(), comparable, ..UnitTrend::default() };
    let mut places: Vec<usize> = Vec::new();
    let before = task.before::<N>();
    while let Some(unit) = walk.next(&mut bench, structure, |column| format!("{}年", task.columns[column].0)) {
        if let Some(basis) = &mut basis {
            basis.put(&unit, &mut bench)?;
        }
        let printed = roll_up(&mut bench, structure);
        let start = out.lines.len();
        let shown = |place: &usize| {
            let line = &structure.lines[*place];
            task.filter.admits(line.table, &line.measure, line.level)
        };
        places.clear();
        places.extend(bench.places().filter(shown));
        for table in places.chunk_by(|one, next| structure.tables[*one] == structure.tables[*next]) {
            let basis = basis.as_ref();
            let unit_table = UnitTable { bench: &bench, structure, task, printed, before, places: table, basis };
            unit_table.rows(&mut out).map_err(|item| AnalysisError::Overflow { item: format!("{unit} {item}") })?;
        }
        bench.clear();
        out.units.push((unit, out.lines.len() - start));
    }
    out.repeats = walk.repeats;
    if let (Some(same), Some(basis)) = (&mut out.comparable, basis) {
        same.bridge_use = basis.into_use();
    }
    Ok(out)
}

/// One table of one unit.
struct UnitTable<'a, const N: usize> {
    bench: &'a Bench<'a, i128, N>,
    structure: &'a Structure,
    task: &'a TrendTask,
    /// The tables of each year.
    printed: [u128; N],
    /// The previous year of each in the same phase.
    before: [Option<usize>; N],
    /// The lines to show.
    places: &'a [usize],
    basis: Option<&'a SameBasis<'a, N>>,
}

/// One line in one year.
#[derive(Clone, Copy, Default)]
struct Figure {
    amount: Option<i64>,
    whole: Option<i64>,
    /// Whether the year states something about the line: it has the table and, on this basis, the table lists what moved.
    is_told: bool,
}

/// The change of a line since another year.
struct Happened {
    change: i64,
    growth: i64,
    status: u8,
}

impl<const N: usize> UnitTable<'_, N> {
    /// Appends a row for every line and every year in which the table has a figure.
    fn rows(&self, out: &mut UnitTrend) -> Result<(), String> {
        let mut has = [false; N];
        for place in self.places {
            let cell = self.bench.cell(*place);
            has.iter_mut().enumerate().for_each(|(year, has)| *has |= cell.amount(year).is_some());
        }
        let columns = &self.task.columns;
        let shown = |year: &usize| has[*year];
        let (mut starts, mut ends) = ([None; N], BTreeMap::new());
        for (year, start) in starts.iter_mut().enumerate().take(columns.len()) {
            let of_phase = || (0..columns.len()).filter(|other| columns[*other].1 == columns[year].1);
            let first = if self.task.from_first { of_phase().next() } else { of_phase().find(shown) };
            let last = if self.task.to_last { of_phase().next_back() } else { of_phase().rfind(shown) };
            let span = first.zip(last).filter(|(first, last)| first < last);
            *start = span.map(|(first, _)| first);
            ends.extend(span.map(|(first, last)| (columns[year].1, (first, last))));
        }
        // Cumulative, of the first phase that has a value.
        let value = |place| {
            let figures = self.figures(place).ok()?;
            let mut since = ends.values().filter_map(|(first, last)| self.since(&figures, Some(*first), *last));
            since.find_map(|since| self.task.filter.sort.value(since))
        };
        let mut places = self.places.to_vec();
        let RowFilter { sort, top, .. } = self.task.filter;
        arrange(&mut places, self.structure, (sort != Sort::Code).then_some(&value), top);
        for place in &places {
            let figures = self.figures(*place)?;
            let same = self.basis.map(|basis| self.comparable(*place, &figures, basis)).transpose()?;
            for year in (0..columns.len()).filter(shown) {
                self.row(*place, (year, starts[year]), &figures, out)?;
                if let (Some(figures), Some(mut same)) = (&same, out.comparable.take()) {
                    let done = self.comparable_row(*place, (year, starts[year]), figures, (&mut same, &mut out.beyond));
                    out.comparable = Some(same);
                    done?;
                }
            }
        }
        Ok(())
    }

    fn fit(&self, place: usize, fen: Option<i128>) -> Result<Option<i64>, String> {
        fen.map(|fen| fit(fen).ok_or_else(|| self.structure.name(place))).transpose()
    }

    fn figures(&self, place: usize) -> Result<[Figure; N], String> {
        let structure = self.structure;
        let (cell, whole) = (self.bench.cell(place), self.bench.cell(structure.wholes[place] as usize));
        let mut figures = [Figure::default(); N];
        for (year, figure) in figures.iter_mut().enumerate() {
            let (amount, whole) = (self.fit(place, cell.amount(year))?, self.fit(place, whole.amount(year))?);
            *figure = Figure { amount, whole, is_told: self.printed[year] & structure.tables[place] != 0 };
        }
        Ok(figures)
    }

    /// The figures of a line converted to the codes of the last year.
    fn comparable(&self, place: usize, nominal: &[Figure; N], basis: &SameBasis<'_, N>) -> Result<[Figure; N], String> {
        let mut figures = *nominal;
        for (year, figure) in figures.iter_mut().enumerate().take(self.task.columns.len()) {
            figure.amount = self.fit(place, basis.amount(place, year, self.bench))?;
            figure.is_told &= !basis.is_unknown(place, year);
        }
        Ok(figures)
    }

    /// The operands of the change from one year to a later one, if both state something about the line: a code that is not
    /// in a published table had nothing budgeted, a year without the table states nothing.
    fn since(&self, figures: &[Figure; N], from: Option<usize>, to: usize) -> Option<Between> {
        let (from, to) = (figures[from.filter(|from| *from < to)?], figures[to]);
        let between = Between { from: from.amount, to: to.amount, from_whole: from.whole, to_whole: to.whole };
        (between.is_some() && from.is_told && to.is_told).then_some(between)
    }

    fn happened(&self, place: usize, since: Option<Between>, beyond: &mut usize) -> Result<Happened, String> {
        let growth = since.and_then(Between::growth);
        let change = match since {
            Some(since) => {
                let change = since.change().and_then(|change| fit(change.into()));
                change.ok_or_else(|| self.structure.name(place))?
            }
            None => UnitComparison::NONE,
        };
        let rate = growth.and_then(Growth::rate).map_or(UnitComparison::NONE, |of| rate(of, beyond));
        Ok(Happened { change, growth: rate, status: growth.map_or(STATUSES.len() as u8, status) })
    }

    fn row(
        &self,
        place: usize,
        (year, start): (usize, Option<usize>),
        figures: &[Figure; N],
        out: &mut UnitTrend,
    ) -> Result<(), String> {
        let figure = figures[year];
        let before = self.since(figures, self.before[year], year);
        let own = self.happened(place, before, &mut out.beyond)?;
        let cumulative = self.happened(place, self.since(figures, start, year), &mut out.beyond)?;
        out.lines.push(place as u32);
        out.at.push(year as u32);
        out.amount.push(figure.amount.unwrap_or(UnitComparison::NONE));
        out.change.push(own.change);
        out.growth.push(own.growth);
        out.status.push(own.status);
        out.cumulative_change.push(cumulative.change);
        out.cumulative_growth.push(cumulative.growth);
        out.cumulative_status.push(cumulative.status);
        let beyond = &mut out.beyond;
        let mut rate = |of: Option<Ratio>| of.map_or(UnitComparison::NONE, |of| rate(of, beyond));
        let [_, share] = Between { to: figure.amount, to_whole: figure.whole, ..Between::default() }.shares();
        out.share.push(rate(share));
        out.execution_of_budget.push(rate(self.execution(Phase::Approved, year, figures)));
        out.execution_of_adjusted.push(rate(self.execution(Phase::Adjusted, year, figures)));
        let points = before.and_then(Between::share_change);
        let points = points.map_or(UnitComparison::NONE, |points| kept(points.hundredths(), &mut out.beyond));
        out.share_change.push(points);
        Ok(())
    }

    fn comparable_row(
        &self,
        place: usize,
        (year, start): (usize, Option<usize>),
        figures: &[Figure; N],
        (out, beyond): (&mut ComparableYears, &mut usize),
    ) -> Result<(), String> {
        let own = self.happened(place, self.since(figures, self.before[year], year), beyond)?;
        let cumulative = self.happened(place, self.since(figures, start, year), beyond)?;
        out.amount.push(figures[year].amount.unwrap_or(UnitComparison::NONE));
        out.change.push(own.change);
        out.growth.push(own.growth);
        out.status.push(own.status);
        out.cumulative_change.push(cumulative.change);
        out.cumulative_growth.push(cumulative.growth);
        out.cumulative_status.push(cumulative.status);
        out.is_told.push(figures[year].is_told);
        Ok(())
    }

    /// 执行率: 决算 divided by a budget of the same year, if that is positive.
    fn execution(&self, base: Phase, year: usize, figures: &[Figure; N]) -> Option<Ratio> {
        let (own, phase) = self.task.columns[year];
        let budget = self.task.columns.iter().position(|column| *column == (own, base))?;
        let budget = figures[budget].amount.filter(|fen| *fen > 0 && phase == Phase::Executed)?;
        Ratio::new(figures[year].amount?, budget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{LevelFilter, LineItems, RankBy, Standings, TrendOptions, trend};
    use crate::model::{
        Bridge, BridgeEnd, BridgeRow, BudgetTable, Classification, FiscalYear, Level, Line, LineItem, Lines, Names,
        Place, Scope,
    };
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    type Cell = (u16, usize, Phase, &'static str, i64);

    fn item((year, unit, phase, code, fen): &Cell) -> LineItem {
        let code = Code::new(code).ok();
        LineItem {
            unit: format!("单位{unit}").into(),
            scope: Scope::Unit,
            year: FiscalYear::new(*year).unwrap(),
            phase: *phase,
            table: BudgetTable::General,
            classification: Classification::Functional,
            level: code.as_ref().map_or(Level::Total, Code::level),
            name: code.as_ref().map_or("合计".into(), |code| code.as_str().into()),
            code,
            parent: None,
            project: None,
            measure: Measure::total(),
            amount: Some(Amount::from_fen(*fen)),
            text: "".into(),
            origin: Origin::Published,
            place: Place::file(format!("year={year}/a").as_str()),
        }
    }

    proptest! {
        #![proptest_config(crate::chance::cases(128))]

        #[test]
        fn units_in_columns_rank_as_line_items_do(
            cells in prop::collection::vec(
                (
                    prop::sample::select(vec![2020u16, 2021, 2022, 2024]),
                    0usize..5,
                    prop::sample::select(vec![Phase::Approved, Phase::Approved, Phase::Executed]),
                    prop::sample::select(vec!["", "208", "2080101", "2080102", "2100101"]),
                    -3i64..6,
                ),
                1..60,
            ),
            most in 0usize..4,
            moves in prop::sample::subsequence(vec![("2080101", "2100101"), ("2080102", "2080109"), ("2100101", "2080101")], 0..3),
        ) {
            let mut seen = BTreeSet::new();
            let mut cells = cells;
            cells.retain(|(year, unit, phase, code, _)| seen.insert((*year, *unit, *phase, *code)));
            cells.sort();
            let items: Vec<LineItem> = cells.iter().map(item).collect();
            let year = |year| FiscalYear::new(year).unwrap();
            let end = |code| BridgeEnd::new(Code::new(code).ok(), "");
            let spans = [(year(2020), year(2021)), (year(2021), year(2022))];
            let rows = moves.iter().zip(spans).map(|((old, new), span)| BridgeRow::new(span, end(old), end(new)));
            let bridge = (!moves.is_empty()).then(|| Arc::new(Bridge::new(rows.collect()).unwrap()));
            let options = TrendOptions { bridge: bridge.clone(), ..TrendOptions::default() };
            let whole = trend(&LineItems::from_items(&items), &options).unwrap();
            let mut lines = Lines::default();
            let rows: Vec<UnitRows> = whole.columns.iter().map(|column| {
                let mut rows = UnitRows::default();
                let mut own: Vec<&LineItem> = items.iter().filter(|item| (item.year, item.phase) == *column).collect();
                own.sort_by(|one, other| one.unit.cmp(&other.unit));
                for item in own {
                    let LineItem { scope, table, classification, level, .. } = *item;
                    let (measure, code) = (item.measure.clone(), item.code.clone());
                    rows.lines.push(lines.number(&Line { scope, table, classification, measure, code, level }));
                    rows.fen.push(item.amount.unwrap().fen());
                    match rows.units.last_mut() {
                        Some((unit, count)) if *unit == item.unit => *count += 1,
                        _ => rows.units.push((item.unit.clone(), 1)),
                    }
                }
                rows
            }).collect();
            let mut task = TrendTask::new(whole.columns.clone());
            task.basis = bridge.map(|bridge| UnitBasis::of_years(bridge, Names::new(), whole.columns.clone()));
            let structure = Structure::of(&mut lines, task.basis.as_ref());
            let columns = trend_units(&rows, &structure, &task).unwrap();
            let own = Standings::of_units(&columns, &structure, &|_| None, most);
            let expected = Standings::of(&whole, most);
            for by in [RankBy::Amount, RankBy::Change, RankBy::Growth] {
                let (own_ranking, ranking) = (own.rank(by), expected.rank(by));
                prop_assert_eq!(&own_ranking, &ranking);
                let Some(ranking) = ranking else { continue };
                let shown = |movers: Vec<crate::analysis::Mover>| -> Vec<_> {
                    let of = |mover: crate::analysis::Mover| {
                        let row = mover.row;
                        let shares: Vec<_> = row.figures.keys().map(|column| row.share(*column)).collect();
                        let growth: Vec<_> = row.figures.keys().map(|column| row.growth(*column)).collect();
                        (row.item.unit, row.item.code, row.item.name, row.figures, shares, growth, mover.change)
                    };
                    movers.into_iter().map(of).collect()
                };
                for level in [LevelFilter::All, LevelFilter::One(Level::Category), LevelFilter::One(Level::Total)] {
                    let (own, expected) = (own.movers(&ranking, level), expected.movers(&ranking, level));
                    prop_assert_eq!(shown(own), shown(expected));
                }
            }
        }
    }
}
