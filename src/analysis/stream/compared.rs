//! 对比列: the rows of many units' comparison in columns.

use super::structure::Structure;
use super::walk::{Repeats, Walk, roll_up};
use crate::analysis::kernel::{Bench, Between};
use crate::analysis::{AnalysisError, LevelFilter};
use crate::model::{Growth, Ratio, UnitRows, hundredths_of_percent};
use std::sync::Arc;

/// 单位对比: comparison rows in columns, unit by unit, each in the order of the structure. Amounts are in 分, rates in
/// hundredths of a percent; [`UnitComparison::NONE`] stands for no value.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct UnitComparison {
    /// The units, each with the number of its rows.
    pub units: Vec<(Arc<str>, usize)>,
    /// The line of each row, by its place in the structure.
    pub lines: Vec<u32>,
    /// 上年数
    pub prior: Vec<i64>,
    /// 本年数
    pub current: Vec<i64>,
    /// 增减额
    pub change: Vec<i64>,
    /// 增减率
    pub growth: Vec<i64>,
    /// What happened, by its place in [`STATUSES`]; as many as there are of no statement.
    pub status: Vec<u8>,
    /// 上年占比
    pub share_prior: Vec<i64>,
    /// 本年占比
    pub share_current: Vec<i64>,
    /// 占比变化, in hundredths of a point.
    pub share_change: Vec<i64>,
    /// 拉动, in hundredths of a point.
    pub contribution: Vec<i64>,
    /// 贡献率
    pub contribution_share: Vec<i64>,
    /// 上年汇总数: what rolls up from the lines below.
    pub prior_rolled_up: Vec<i64>,
    /// 本年汇总数
    pub current_rolled_up: Vec<i64>,
    /// Rates that exist and are too large to be kept.
    pub beyond: usize,
    /// Rows that were there twice.
    pub repeats: Repeats,
}

/// The names of what may happen between two amounts, in the order of [`UnitComparison::status`].
pub const STATUSES: [&str; 5] = ["rate", "new", "gone", "flat", "negative_base"];

/// Amounts and rates are kept as decimals of 18 digits, two behind the point.
const LARGEST: i64 = 999_999_999_999_999_999;

impl UnitComparison {
    /// No value.
    pub const NONE: i64 = i64::MIN;

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Rolls a unit up, writes its rows of a level, or all, behind `out` and clears the bench.
pub(super) fn finish(
    (bench, structure): (&mut Bench<'_, i128, 2>, &Structure),
    unit: &Arc<str>,
    level: LevelFilter,
    out: &mut UnitComparison,
) -> Result<(), AnalysisError> {
    let tables = roll_up(bench, structure);
    let before = out.len();
    for place in bench.places() {
        if level.admits(structure.lines[place].level) {
            row((bench, structure), place, tables, out)
                .map_err(|item| AnalysisError::Overflow { item: format!("{unit} {item}") })?;
        }
    }
    // Totals are asked for by every row, so nothing is cleared before the last.
    bench.clear();
    out.units.push((unit.clone(), out.len() - before));
    Ok(())
}

/// One row; the name of the line where something does not fit.
fn row(
    (bench, structure): (&Bench<'_, i128, 2>, &Structure),
    place: usize,
    tables: [u128; 2],
    out: &mut UnitComparison,
) -> Result<(), String> {
    let line = || structure.name(place);
    let amount =
        |place: usize, year: usize| bench.cell(place).amount(year).map(|fen| fit(fen).ok_or_else(line)).transpose();
    let whole = structure.wholes[place] as usize;
    let between = Between {
        from: amount(place, 0)?,
        to: amount(place, 1)?,
        from_whole: amount(whole, 0)?,
        to_whole: amount(whole, 1)?,
    };
    let cell = bench.cell(place);
    let rolled_up = |year: usize| cell.rolled(year).map_or(Ok(UnitComparison::NONE), |fen| fit(fen).ok_or_else(line));
    let rolled_up = [rolled_up(0)?, rolled_up(1)?];
    let beyond = &mut out.beyond;
    let mut rate = |of: Option<Ratio>| of.map_or(UnitComparison::NONE, |of| rate(of, beyond));
    let [share_prior, share_current] = between.shares();
    out.lines.push(place as u32);
    out.prior.push(between.from.unwrap_or(UnitComparison::NONE));
    out.current.push(between.to.unwrap_or(UnitComparison::NONE));
    out.share_prior.push(rate(share_prior));
    out.share_current.push(rate(share_current));
    out.prior_rolled_up.push(rolled_up[0]);
    out.current_rolled_up.push(rolled_up[1]);
    // A code absent from a table that the year published had nothing budgeted; a table absent says nothing.
    if tables.iter().any(|tables| tables & structure.tables[place] == 0) {
        out.change.push(UnitComparison::NONE);
        out.growth.push(UnitComparison::NONE);
        out.status.push(STATUSES.len() as u8);
        out.contribution.push(UnitComparison::NONE);
        out.contribution_share.push(UnitComparison::NONE);
        out.share_change.push(UnitComparison::NONE);
        return Ok(());
    }
    let growth = between.growth().ok_or_else(line)?;
    out.change.push(between.change().and_then(|change| fit(change.into())).ok_or_else(line)?);
    out.contribution.push(rate(between.contribution()));
    out.contribution_share.push(rate(between.contribution_share()));
    out.growth.push(rate(growth.rate()));
    out.status.push(status(growth));
    let points = between.share_change().map(|points| points.value(2).mantissa());
    out.share_change.push(points.map_or(UnitComparison::NONE, |points| kept(points, &mut out.beyond)));
    Ok(())
}

/// An amount that a column holds.
pub(super) fn fit(fen: i128) -> Option<i64> {
    i64::try_from(fen).ok().filter(|fen| fen.unsigned_abs() <= LARGEST as u64)
}

/// A rate as hundredths of a percent; counted in `beyond` where it is too large to be kept.
pub(super) fn rate(rate: Ratio, beyond: &mut usize) -> i64 {
    kept(hundredths_of_percent(rate.numerator(), rate.denominator()), beyond)
}

/// A rate that a column holds.
pub(super) fn kept(rate: i128, beyond: &mut usize) -> i64 {
    fit(rate).unwrap_or_else(|| {
        *beyond += 1;
        UnitComparison::NONE
    })
}

/// A growth by its place in [`STATUSES`].
pub(super) fn status(growth: Growth) -> u8 {
    match growth {
        Growth::Rate(_) => 0,
        Growth::New => 1,
        Growth::Gone => 2,
        Growth::Flat => 3,
        Growth::NegativeBase => 4,
    }
}

/// Compares every unit of two years, base year first.
///
/// # Errors
/// A sum or a change beyond what 18 digits hold; it names the unit and the code.
pub fn compare_units(
    years: &[UnitRows],
    structure: &Structure,
    level: LevelFilter,
) -> Result<UnitComparison, crate::Error> {
    let mut bench = Bench::new(&structure.parents);
    let mut walk = Walk::new(years);
    let mut out = UnitComparison::default();
    while let Some(unit) = walk.next(&mut bench, structure, |year| ["上年", "本年"][year].to_owned()) {
        finish((&mut bench, structure), &unit, level, &mut out)?;
    }
    out.repeats = walk.repeats;
    Ok(out)
}
