//! 对比列: the comparison of many units in columns.

use super::basis::UnitBasis;
use super::same_basis::SameBasis;
use super::structure::Structure;
use super::walk::{Repeats, Walk, roll_up};
use crate::analysis::kernel::{Bench, Between};
use crate::analysis::order::arrange;
use crate::analysis::{AnalysisError, BridgeUse, RowFilter, Sort};
use crate::model::{Growth, Points, Ratio, UnitRows, hundredths_of_percent};
use std::sync::Arc;

/// 单位对比: comparison rows in columns, by unit and then in the order of the structure. Amounts are in 分, rates in
/// hundredths of a percent; [`UnitComparison::NONE`] is no value.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnitComparison {
    /// The units, each with its number of rows.
    pub units: Vec<(Arc<str>, usize)>,
    /// The line of each row, as a place in the structure.
    pub lines: Vec<u32>,
    /// 上年数
    pub prior: Vec<i64>,
    /// 本年数
    pub current: Vec<i64>,
    /// 增减额
    pub change: Vec<i64>,
    /// 增减率
    pub growth: Vec<i64>,
    /// The status as an index of [`STATUSES`]; their number if no change is stated.
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
    /// 上年汇总数: the sum of the lines below.
    pub prior_rolled_up: Vec<i64>,
    /// 本年汇总数
    pub current_rolled_up: Vec<i64>,
    /// 上年数（同口径）; this and the next three columns are empty without a bridge.
    pub prior_comparable: Vec<i64>,
    /// 增减额（同口径）
    pub change_comparable: Vec<i64>,
    /// 增减率（同口径）
    pub growth_comparable: Vec<i64>,
    /// The status on the same basis, as an index of [`STATUSES`].
    pub status_comparable: Vec<u8>,
    /// Which parts of the bridge the units used.
    pub bridge_use: Option<BridgeUse>,
    /// The number of rates too large to be stored.
    pub beyond: usize,
    /// Rows that repeat others.
    pub repeats: Repeats,
}

/// The names of the statuses, as [`UnitComparison::status`] numbers them.
pub const STATUSES: [&str; 5] = ["rate", "new", "gone", "flat", "negative_base"];

/// The largest number of a decimal with 18 digits, in which amounts and rates are stored.
const LARGEST: i64 = 999_999_999_999_999_999;

impl UnitComparison {
    /// No value.
    pub const NONE: i64 = i64::MIN;

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// An empty comparison with capacity for so many rows.
    fn with_room(rows: usize) -> Self {
        let amounts = || Vec::with_capacity(rows);
        Self {
            lines: Vec::with_capacity(rows),
            prior: amounts(),
            current: amounts(),
            change: amounts(),
            growth: amounts(),
            status: Vec::with_capacity(rows),
            share_prior: amounts(),
            share_current: amounts(),
            share_change: amounts(),
            contribution: amounts(),
            contribution_share: amounts(),
            prior_rolled_up: amounts(),
            current_rolled_up: amounts(),
            ..Self::default()
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Makes the rows of one unit after the other.
pub(super) struct Comparing<'a> {
    pub bench: Bench<'a, i128, 2>,
    pub structure: &'a Structure,
    pub filter: &'a RowFilter,
    pub basis: Option<SameBasis<'a, 2>>,
    /// Buffer for the lines of a unit.
    pub places: Vec<usize>,
}

impl Comparing<'_> {
    /// Rolls the unit up, appends its rows to `out`, and clears the bench.
    pub fn finish(&mut self, unit: &Arc<str>, out: &mut UnitComparison) -> Result<(), AnalysisError> {
        if let Some(basis) = &mut self.basis {
            basis.put(unit, &mut self.bench)?;
        }
        let tables = roll_up(&mut self.bench, self.structure);
        let before = out.len();
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        places.extend(self.bench.places().filter(|place| {
            let line = &self.structure.lines[*place];
            self.filter.admits(line.table, &line.measure, line.level)
        }));
        let value = |place| {
            let between = self.between(place).ok().filter(|between| self.is_stated(place, *between, tables))?;
            self.filter.sort.value(between)
        };
        let RowFilter { sort, top, .. } = *self.filter;
        arrange(&mut places, self.structure, (sort != Sort::Code).then_some(&value), top);
        for place in &places {
            self.row(*place, tables, out).map_err(|item| AnalysisError::Overflow { item: format!("{unit} {item}") })?;
        }
        self.places = places;
        // Every row needs the totals, so the bench is cleared after the last.
        self.bench.clear();
        out.units.push((unit.clone(), out.len() - before));
        Ok(())
    }

    /// The operands of the change of a line; the error is its name if an amount is too large.
    fn between(&self, place: usize) -> Result<Between, String> {
        let amount = |of: usize, year: usize| {
            let fen = self.bench.cell(of).amount(year);
            fen.map(|fen| fit(fen).ok_or_else(|| self.structure.name(place))).transpose()
        };
        let whole = self.structure.wholes[place] as usize;
        let (from, to) = (amount(place, 0)?, amount(place, 1)?);
        Ok(Between { from, to, from_whole: amount(whole, 0)?, to_whole: amount(whole, 1)? })
    }

    /// Whether there is a change to state: a code that is not in a published table had nothing budgeted, a table that is
    /// not published states nothing.
    fn is_stated(&self, place: usize, between: Between, tables: [u128; 2]) -> bool {
        between.is_some() && tables.iter().all(|tables| tables & self.structure.tables[place] != 0)
    }

    /// Appends a row; the error is the name of a line whose figures are too large.
    fn row(&self, place: usize, tables: [u128; 2], out: &mut UnitComparison) -> Result<(), String> {
        let (bench, structure) = (&self.bench, self.structure);
        let line = || structure.name(place);
        let fit = |fen: Option<i128>| fen.map(|fen| fit(fen).ok_or_else(line)).transpose();
        let between = self.between(place)?;
        let cell = bench.cell(place);
        let rolled_up = |year: usize| Ok::<_, String>(fit(cell.rolled(year))?.unwrap_or(UnitComparison::NONE));
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
        if self.is_stated(place, between, tables) {
            let growth = between.growth().ok_or_else(line)?;
            out.change.push(fit(between.change().map(i128::from))?.ok_or_else(line)?);
            out.contribution.push(rate(between.contribution()));
            out.contribution_share.push(rate(between.contribution_share()));
            out.growth.push(rate(growth.rate()));
            out.status.push(status(growth));
            let points = between.share_change().map(Points::hundredths);
            out.share_change.push(points.map_or(UnitComparison::NONE, |points| kept(points, &mut out.beyond)));
        } else {
            out.change.push(UnitComparison::NONE);
            out.contribution.push(UnitComparison::NONE);
            out.contribution_share.push(UnitComparison::NONE);
            out.growth.push(UnitComparison::NONE);
            out.status.push(STATUSES.len() as u8);
            out.share_change.push(UnitComparison::NONE);
        }
        if let Some(basis) = &self.basis {
            let from = fit(basis.amount(place, 0, bench))?;
            let between = Between { from, to: between.to, ..Between::default() };
            let is_stated = self.is_stated(place, between, tables) && !basis.is_unknown(place, 0);
            let since = is_stated.then_some(between);
            let growth = since.map(|since| since.growth().ok_or_else(line)).transpose()?;
            let change = since.map(|since| fit(since.change().map(i128::from))?.ok_or_else(line)).transpose()?;
            out.prior_comparable.push(from.unwrap_or(UnitComparison::NONE));
            out.change_comparable.push(change.unwrap_or(UnitComparison::NONE));
            let of = growth.and_then(Growth::rate);
            out.growth_comparable.push(of.map_or(UnitComparison::NONE, |of| self::rate(of, &mut out.beyond)));
            out.status_comparable.push(growth.map_or(STATUSES.len() as u8, status));
        }
        Ok(())
    }
}

/// The amount, unless it has more than 18 digits.
#[inline(always)]
pub(super) fn fit(fen: i128) -> Option<i64> {
    i64::try_from(fen).ok().filter(|fen| fen.unsigned_abs() <= LARGEST as u64)
}

/// A rate in hundredths of a percent; counted in `beyond` if it has more than 18 digits.
#[inline(always)]
pub(super) fn rate(rate: Ratio, beyond: &mut usize) -> i64 {
    kept(hundredths_of_percent(rate.numerator(), rate.denominator()), beyond)
}

/// The rate, unless it has more than 18 digits.
#[inline(always)]
pub(super) fn kept(rate: i128, beyond: &mut usize) -> i64 {
    fit(rate).unwrap_or_else(|| {
        *beyond += 1;
        UnitComparison::NONE
    })
}

/// The index of a status in [`STATUSES`].
#[inline(always)]
pub(super) fn status(growth: Growth) -> u8 {
    match growth {
        Growth::Rate(_) => 0,
        Growth::New => 1,
        Growth::Gone => 2,
        Growth::Flat => 3,
        Growth::NegativeBase => 4,
    }
}

/// Compares every unit of two years, base year first; with a `basis` last year is also converted to this year's codes.
///
/// # Errors
/// A sum or change has more than 18 digits (the message names the unit and the code); rows of the bridge do not fit a unit.
pub fn compare_units(
    years: &[UnitRows],
    structure: &Structure,
    filter: &RowFilter,
    basis: Option<&UnitBasis>,
) -> Result<UnitComparison, crate::Error> {
    let basis = basis.and_then(|basis| SameBasis::new(basis, structure));
    let mut comparing =
        Comparing { bench: Bench::new(&structure.parents), structure, filter, basis, places: Vec::new() };
    let mut walk = Walk::new(years);
    // An estimate with the lines above, to avoid copying columns as they grow.
    let rows: usize = years.iter().map(|year| year.lines.len()).sum();
    let mut out = UnitComparison::with_room(rows + rows / 2);
    while let Some(unit) = walk.next(&mut comparing.bench, structure, |year| ["上年", "本年"][year].to_owned()) {
        comparing.finish(&unit, &mut out)?;
    }
    out.repeats = walk.repeats;
    out.bridge_use = comparing.basis.map(SameBasis::into_use);
    Ok(out)
}
