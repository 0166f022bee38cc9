//! 同口径数: what follows in two years from last year on this year's codes, of units or of the groups they form.

use super::bridge::{BridgeUse, same_basis};
use super::figures::{frame_of, roll_up};
use super::grouping::gather_keys;
use super::groups_compared::{Gathered, Matching};
use super::keys::Keys;
use super::lineup::{Pair, Side, by_key, line_up};
use super::{AnalysisError, Comparable};
use crate::model::{Amount, Bridge, FiscalYear, Growth, Level, LineItem, Warning};
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet};

/// 同口径上年数, complete.
pub(super) struct Basis {
    /// Last year on this year's codes.
    prior: DataFrame,
    /// Keys of which no table tells the amount on this year's codes.
    unknown: BTreeSet<u32>,
    /// Keys behind which other units stand in the one year than in the other.
    incomparable: BTreeSet<u32>,
    /// What of the bridge the figures met.
    pub used: BridgeUse,
}

impl Basis {
    /// Puts the figures of last year, as they were printed, on the codes of this year.
    pub fn new(
        (prior, current): (&DataFrame, &DataFrame),
        years: (FiscalYear, FiscalYear),
        (bridge, items): (&Bridge, &[LineItem]),
        keys: &mut Keys,
        warnings: &mut Vec<Warning>,
    ) -> Result<Self, AnalysisError> {
        let sides = (&by_key(prior)?, &by_key(current)?);
        let basis = same_basis(sides, years, (bridge, items), keys, warnings)?;
        let prior = roll_up(frame_of(&basis.prior)?, current, keys)?;
        Ok(Self { prior, unknown: basis.unknown, incomparable: BTreeSet::new(), used: basis.used })
    }

    /// Puts units together: each was put on this year's codes by itself, and what is not known of one is not known
    /// of its group.
    pub fn gather(
        &mut self,
        matching: &Matching,
        current: &DataFrame,
        items: &[LineItem],
        keys: &mut Keys,
    ) -> Result<(), AnalysisError> {
        let Gathered { prior, incomparable, .. } = matching.gather((&self.prior, current), items, keys)?;
        self.unknown = gather_keys(&self.unknown, matching, keys);
        (self.prior, self.incomparable) = (prior, incomparable);
        Ok(())
    }

    /// What follows, by key. Codes that only a bridge brings become pairs of their own.
    pub fn line_up(
        self,
        current: DataFrame,
        pairs: &mut Vec<Pair>,
        keys: &mut Keys,
    ) -> Result<BTreeMap<u32, Comparable>, AnalysisError> {
        let mut known: BTreeMap<u32, Pair> = pairs.iter().map(|pair| (pair.key, pair.clone())).collect();
        let mut rows = BTreeMap::new();
        for mut pair in line_up(self.prior, current, keys)? {
            let nominal = known.remove(&pair.key);
            pair.change = pair.change.filter(|_| !self.incomparable.contains(&pair.key));
            // No bridge changes a total, whatever a year with gaps adds up to.
            let pair = match &nominal {
                Some(nominal) if keys.key(pair.key).level == Level::Total => nominal.clone(),
                None if keys.key(pair.key).level == Level::Total => continue,
                _ => pair,
            };
            let row = comparable(&pair, keys)?;
            let unknown = self.unknown.contains(&pair.key);
            rows.insert(pair.key, if unknown { Comparable::default() } else { row });
            if nominal.is_none() {
                pairs.push(Pair { prior: None, current: None, change: None, ..pair });
            }
        }
        Ok(rows)
    }
}

fn comparable(pair: &Pair, keys: &Keys) -> Result<Comparable, AnalysisError> {
    let side = |side: Option<Side>| side.map(|side| side.amount);
    let (before, after) = (side(pair.prior), side(pair.current));
    let fen = |amount: Option<Amount>| amount.map_or(0, |amount| amount.fen());
    let overflow = || AnalysisError::Overflow { item: keys.default_name(pair.key).to_string() };
    let growth = match pair.change {
        Some(_) => Some(Growth::between(fen(before), fen(after)).ok_or_else(overflow)?),
        None => None,
    };
    Ok(Comparable { prior: before, change: pair.change, growth })
}
