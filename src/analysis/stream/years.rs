//! 趋势列: the years of many units side by side, in columns: the same figures as [`trend`](crate::analysis::trend())
//! gives of plain data.

use super::compared::{STATUSES, UnitComparison, fit, kept, rate, status};
use super::structure::Structure;
use super::walk::{Repeats, Walk, roll_up};
use crate::analysis::kernel::{Bench, Between, MOST_YEARS};
use crate::analysis::{AnalysisError, LevelFilter, MeasureFilter};
use crate::model::{FiscalYear, Growth, Ratio, UnitRows};
use std::sync::Arc;

/// 单位趋势: figures in columns, unit by unit, each line of a unit through its years. Amounts are in 分, rates and points
/// in hundredths; [`UnitComparison::NONE`] stands for no value.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct UnitTrend {
    /// The units, each with the number of its rows.
    pub units: Vec<(Arc<str>, usize)>,
    /// The line of each row, by its place in the structure.
    pub lines: Vec<u32>,
    /// The years that are shown, in order.
    pub shown: Vec<FiscalYear>,
    /// The year of each row, by its place among those.
    pub years: Vec<u32>,
    /// 金额; none where there is a gap.
    pub amount: Vec<i64>,
    /// 同比增减额
    pub change: Vec<i64>,
    /// 同比
    pub growth: Vec<i64>,
    /// What happened, by its place in [`STATUSES`]; as many as there are of no statement.
    pub status: Vec<u8>,
    /// 占比
    pub share: Vec<i64>,
    /// 占比变化, in hundredths of a point.
    pub share_change: Vec<i64>,
    /// 累计增减额
    pub cumulative_change: Vec<i64>,
    /// 累计增减率
    pub cumulative_growth: Vec<i64>,
    /// What happened since the first year, by its place in [`STATUSES`].
    pub cumulative_status: Vec<u8>,
    /// Rates that exist and are too large to be kept.
    pub beyond: usize,
    /// Rows that were there twice.
    pub repeats: Repeats,
}

/// What is lined up.
#[derive(Debug, Clone)]
pub struct TrendTask {
    /// The years that are shown, in order; at most [`TrendTask::MOST`].
    pub years: Vec<FiscalYear>,
    /// Whether growth is counted from the first of them, even where a unit has no such table then.
    pub from_first: bool,
    /// Whether it is counted to the last of them.
    pub to_last: bool,
    /// Which levels.
    pub level: LevelFilter,
    /// Which measures.
    pub measure: MeasureFilter,
}

impl TrendTask {
    /// The most years that are lined up at once.
    pub const MOST: usize = MOST_YEARS;
}

/// Lines up every unit of a segment; `segment` has one element for each year of the task.
///
/// # Errors
/// A sum or a change beyond what 18 digits hold; it names the unit and the code.
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
    let mut walk = Walk::new(segment);
    let mut out = UnitTrend { shown: task.years.clone(), ..UnitTrend::default() };
    let mut places: Vec<usize> = Vec::new();
    while let Some(unit) = walk.next(&mut bench, structure, |year| format!("{}年", task.years[year])) {
        let printed = roll_up(&mut bench, structure);
        let before = out.lines.len();
        let shown = |place: &usize| {
            let line = &structure.lines[*place];
            task.level.admits(line.level) && task.measure.admits(&line.measure)
        };
        places.clear();
        places.extend(bench.places().filter(shown));
        for table in places.chunk_by(|one, next| structure.tables[*one] == structure.tables[*next]) {
            let unit_table = UnitTable { bench: &bench, structure, task, printed, places: table };
            unit_table.rows(&mut out).map_err(|item| AnalysisError::Overflow { item: format!("{unit} {item}") })?;
        }
        bench.clear();
        out.units.push((unit, out.lines.len() - before));
    }
    out.repeats = walk.repeats;
    Ok(out)
}

/// One table of one unit.
struct UnitTable<'a, const N: usize> {
    bench: &'a Bench<'a, i128, N>,
    structure: &'a Structure,
    task: &'a TrendTask,
    /// The tables that each year has.
    printed: [u128; N],
    /// The lines that are shown.
    places: &'a [usize],
}

/// One line in one year.
#[derive(Clone, Copy, Default)]
struct Figure {
    amount: Option<i64>,
    whole: Option<i64>,
}

impl<const N: usize> UnitTable<'_, N> {
    /// Writes every line in every year of which a figure of the table is shown.
    fn rows(&self, out: &mut UnitTrend) -> Result<(), String> {
        let mut has = [false; N];
        for place in self.places {
            let cell = self.bench.cell(*place);
            has.iter_mut().enumerate().for_each(|(year, has)| *has |= cell.amount(year).is_some());
        }
        let years = || (0..self.task.years.len()).filter(|year| has[*year]);
        let first = if self.task.from_first { Some(0) } else { years().next() };
        let last = if self.task.to_last { self.task.years.len().checked_sub(1) } else { years().next_back() };
        let start = first.filter(|first| last.is_some_and(|last| *first < last));
        for place in self.places {
            let figures = self.figures(*place)?;
            for year in years() {
                self.row(*place, (year, start), &figures, out)?;
            }
        }
        Ok(())
    }

    fn figures(&self, place: usize) -> Result<[Figure; N], String> {
        let structure = self.structure;
        let (cell, whole) = (self.bench.cell(place), self.bench.cell(structure.wholes[place] as usize));
        let mut figures = [Figure::default(); N];
        let fit = |fen: Option<i128>| fen.map(|fen| fit(fen).ok_or_else(|| structure.name(place))).transpose();
        for (year, figure) in figures.iter_mut().enumerate() {
            *figure = Figure { amount: fit(cell.amount(year))?, whole: fit(whole.amount(year))? };
        }
        Ok(figures)
    }

    fn row(
        &self,
        place: usize,
        (year, start): (usize, Option<usize>),
        figures: &[Figure; N],
        out: &mut UnitTrend,
    ) -> Result<(), String> {
        let name = || self.structure.name(place);
        let figure = figures[year];
        let is_next = |before: &usize| self.task.years[*before].get() + 1 == self.task.years[year].get();
        let since = |from: Option<usize>| {
            let from = from.filter(|from| *from < year && self.compares(place, figures, *from, year))?;
            Some(Between {
                from: figures[from].amount,
                to: figure.amount,
                from_whole: figures[from].whole,
                to_whole: figure.whole,
            })
        };
        let (before, start) = (since(year.checked_sub(1).filter(is_next)), since(start));
        let change = |since: Option<Between>| match since {
            Some(since) => since.change().and_then(|change| fit(change.into())).ok_or_else(name),
            None => Ok(UnitComparison::NONE),
        };
        let growth = |since: Option<Between>| since.and_then(Between::growth);
        let beyond = &mut out.beyond;
        let mut rate = |of: Option<Ratio>| of.map_or(UnitComparison::NONE, |of| rate(of, beyond));
        let own = growth(before);
        out.lines.push(place as u32);
        out.years.push(year as u32);
        out.amount.push(figure.amount.unwrap_or(UnitComparison::NONE));
        out.change.push(change(before)?);
        out.growth.push(rate(own.and_then(Growth::rate)));
        out.status.push(own.map_or(STATUSES.len() as u8, status));
        out.cumulative_change.push(change(start)?);
        out.cumulative_growth.push(rate(growth(start).and_then(Growth::rate)));
        out.cumulative_status.push(growth(start).map_or(STATUSES.len() as u8, status));
        let [_, share] = Between { to: figure.amount, to_whole: figure.whole, ..Between::default() }.shares();
        out.share.push(rate(share));
        let points = before.and_then(Between::share_change);
        let points = points.map_or(UnitComparison::NONE, |points| kept(points.value(2).mantissa(), &mut out.beyond));
        out.share_change.push(points);
        Ok(())
    }

    /// Whether both years say something of the line: a code that a year's own table does not have had nothing
    /// budgeted, a year without the table says nothing.
    fn compares(&self, place: usize, figures: &[Figure; N], from: usize, to: usize) -> bool {
        let table = self.structure.tables[place];
        let either = figures[from].amount.is_some() || figures[to].amount.is_some();
        either && self.printed[from] & table != 0 && self.printed[to] & table != 0
    }
}
