//! 同口径: converts last year's figures to this year's codes, before they are rolled up.
//!
//! The rows of one pair of years take effect together, the pairs one after the other. What leaves a code also leaves every
//! printed sum above it and is added to those above the new code, so totals do not change. Only what a row names is moved.

mod ancestry;
mod blind;
mod naming;
mod shipped;
mod split;
mod step;
mod target;
mod usage;

use super::AnalysisError;
use super::figures::{Figure, Figures};
use super::keys::Keys;
use crate::model::{
    Amount, AmountUnit, Bridge, BridgeRow, Classification, Code, FiscalYear, Level, Origin, Place, Warning, WarningKind,
};
use ancestry::ancestors;
pub(super) use ancestry::parents;
use blind::Move;
pub(super) use naming::Naming;
use shipped::Listed;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use step::Step;
use target::Targets;
pub use usage::BridgeUse;

/// 换算: the bridge between two years, applied to the figures of all units at once or of one after the other.
pub(super) struct Bridging<'a> {
    span: (FiscalYear, FiscalYear),
    steps: Vec<Step<'a>>,
    used: BTreeSet<&'a Place>,
    /// The codes of the later year.
    known: BTreeSet<Code>,
    blind: bool,
}

/// A part of a figure that moves to another key.
struct Transfer<'a> {
    from: u32,
    to: u32,
    fen: i64,
    side: Figure,
    row: &'a BridgeRow,
}

impl<'a> Bridging<'a> {
    /// The bridge from the codes of `base` to those of `year`; rows are selected by the years in which they take effect.
    pub fn new(bridge: &'a Bridge, (base, year): (FiscalYear, FiscalYear)) -> Self {
        let mut steps: BTreeMap<(FiscalYear, FiscalYear), Vec<&BridgeRow>> = BTreeMap::new();
        for row in bridge.rows().iter().filter(|row| usage::lies_between(row, (base, year))) {
            steps.entry((row.to, row.from)).or_default().push(row);
        }
        let steps = steps.into_values().map(Step::new).collect();
        Self { span: (base, year), steps, used: BTreeSet::new(), known: BTreeSet::new(), blind: false }
    }

    /// Converts the `prior` figures to the codes of the `current` ones. Returns the keys whose converted amount cannot be
    /// told.
    pub fn apply(
        &mut self,
        prior: &mut Figures,
        current: &Figures,
        naming: Naming<'_>,
        keys: &mut Keys,
        warnings: &mut Vec<Warning>,
    ) -> Result<BTreeSet<u32>, AnalysisError> {
        for code in current.keys().filter_map(|number| keys.key(number).code.as_ref()) {
            if !self.known.contains(code) {
                self.known.insert(code.clone());
            }
        }
        let mut moves = BTreeSet::new();
        for step in &mut self.steps {
            let transfers = transfers(step, (prior, current), naming, keys, &mut self.used)?;
            for transfer in transfers.iter().filter(|transfer| transfer.from != transfer.to) {
                moves.insert(moved(transfer, keys));
                if let Some(code) = keys.key(transfer.to).code.clone() {
                    keys.name(&code, &transfer.row.new.name);
                }
            }
            carry_out(&transfers, prior, keys, warnings)?;
        }
        let unknown = blind::blind(&moves, [prior, current], keys);
        self.blind |= !unknown.is_empty();
        Ok(unknown)
    }

    /// Which parts of the bridge were used.
    pub fn into_use(self) -> BridgeUse {
        BridgeUse::of(self.span, (&self.steps, self.used), &self.known, self.blind)
    }
}

/// The transfers from every figure that a row names. Sums are left out, since they follow from the items below them.
fn transfers<'a>(
    step: &mut Step<'a>,
    (sides, current): (&Figures, &Figures),
    naming: Naming<'_>,
    keys: &mut Keys,
    used: &mut BTreeSet<&'a Place>,
) -> Result<Vec<Transfer<'a>>, AnalysisError> {
    let listed = Listed::new(step, current, naming, keys);
    let targets = Targets::new(step, [sides, current], naming, keys);
    let sums = parents(sides, keys);
    let present: BTreeSet<Arc<str>> = match step.leads_to_names() {
        true => current.keys().map(|number| keys.key(number).unit.clone()).collect(),
        false => BTreeSet::new(),
    };
    let mut transfers = Vec::new();
    let mut meant: BTreeMap<(Arc<str>, &Place), BTreeSet<Code>> = BTreeMap::new();
    for (number, side) in sides.iter() {
        let key = keys.key(number);
        if key.level == Level::Total || key.classification == Classification::Project {
            continue;
        }
        let printed = if step.asks_names() { naming.printed(number, side, keys) } else { None };
        let found = step.rows_of(number, printed.as_ref(), naming, keys)?;
        let key = keys.key(number);
        let mut rows: Vec<&BridgeRow> =
            found.iter().copied().filter(|row| listed.allows(row, key, printed.as_ref())).collect();
        used.extend(rows.iter().map(|row| &row.place));
        // Names are looked up among this year's items, of which a unit may have none.
        rows.retain(|row| row.new.code.is_some() || present.contains(&key.unit));
        if rows.is_empty() || sums.contains(&number) {
            continue;
        }
        for row in rows.iter().filter(|row| row.old.code.is_none()) {
            let codes = meant.entry((key.unit.clone(), &row.place)).or_default();
            codes.extend(key.code.clone());
            if codes.len() > 1 {
                let name = row.old.name.to_string();
                return Err(AnalysisError::BridgeName { place: row.place.clone(), name, column: "old_code" });
            }
        }
        let shares: Vec<_> = rows.iter().map(|row| row.share).collect();
        let overflow = || AnalysisError::Overflow {
            item: printed.clone().unwrap_or_else(|| keys.default_name(number)).to_string(),
        };
        let parts = split::split(side.amount.fen(), &shares).ok_or_else(overflow)?;
        for (row, fen) in rows.into_iter().zip(parts) {
            let to = targets.of(number, row, keys, current)?;
            transfers.push(Transfer { from: number, to, fen, side: *side, row });
        }
    }
    Ok(transfers)
}

/// Subtracts every transfer from its key and the printed sums above, and adds it at the other end.
fn carry_out(
    transfers: &[Transfer],
    sides: &mut Figures,
    keys: &mut Keys,
    warnings: &mut Vec<Warning>,
) -> Result<(), AnalysisError> {
    let mut changes: BTreeMap<u32, i128> = BTreeMap::new();
    let mut incoming: BTreeMap<u32, Vec<&Transfer>> = BTreeMap::new();
    for transfer in transfers.iter().filter(|transfer| transfer.from != transfer.to) {
        let fen = i128::from(transfer.fen);
        *changes.entry(transfer.from).or_default() -= fen;
        *changes.entry(transfer.to).or_default() += fen;
        incoming.entry(transfer.to).or_default().push(transfer);
        for (end, fen) in [(transfer.from, -fen), (transfer.to, fen)] {
            for number in ancestors(end, keys).into_iter().filter(|number| sides.has(*number)) {
                *changes.entry(number).or_default() += fen;
            }
        }
    }
    for (number, transfers) in incoming {
        let Some(first) = transfers.first() else { continue };
        let strongest = transfers.iter().map(|transfer| transfer.side.origin).min().unwrap_or(Origin::Implied);
        let coarsest = transfers.iter().map(|transfer| transfer.side.amount.resolution()).max().unwrap_or(1);
        let side = sides.or_insert(
            number,
            Figure { amount: Amount::new(0, coarsest), rolled_up: None, position: None, ..first.side },
        );
        if side.origin != Origin::Published && strongest == Origin::Published {
            // This year's disclosure already states last year's amount under the new code; it is the same money.
            let sum = transfers.iter().map(|transfer| i128::from(transfer.fen)).sum();
            warnings.extend(disagreement(side.amount, sum, first.row));
            *side = Figure { amount: Amount::new(0, coarsest), origin: strongest, ..*side };
        }
        side.amount = Amount::new(side.amount.fen(), side.amount.resolution().max(coarsest));
    }
    for (number, change) in changes {
        let Some(side) = sides.get_mut(number) else { continue };
        let fen = i64::try_from(i128::from(side.amount.fen()) + change);
        let item = || keys.key(number).code.as_ref().map_or_else(|| "合计".to_owned(), ToString::to_string);
        let fen = fen.map_err(|_| AnalysisError::Overflow { item: item() })?;
        side.amount = Amount::new(fen, side.amount.resolution());
    }
    Ok(())
}

fn moved(transfer: &Transfer, keys: &Keys) -> Move {
    let key = keys.key(transfer.from).clone();
    let codes = |number: u32| -> BTreeSet<Code> {
        let numbers = ancestors(number, keys);
        let own = keys.key(number).code.clone();
        numbers.into_iter().filter_map(|number| keys.key(number).code.clone()).chain(own).collect()
    };
    let (from, to) = (codes(transfer.from), codes(transfer.to));
    // A row for a 款 is sufficient for a table that lists only 款, even if other tables are deeper.
    let level = transfer.row.old.code.as_ref().map_or(key.level, Code::level);
    Move { unit: key.unit, scope: key.scope, classification: key.classification, level, from, to }
}

/// A warning if this year's disclosure states another amount for last year than the bridge gives.
fn disagreement(stated: Amount, sum: i128, row: &BridgeRow) -> Option<Warning> {
    let gap = (i128::from(stated.fen()) - sum).abs() * 2;
    let sum = i64::try_from(sum).ok().filter(|_| gap > i128::from(stated.resolution()) && stated.fen() != 0)?;
    let print = |amount: Amount| amount.print(AmountUnit::TenThousand, 2);
    let message = format!(
        "转入 {} 的是 {} 万元，本年文件里它的上年数是 {} 万元，采用前者。请核对对照是否完整",
        row.new,
        print(Amount::from_fen(sum)),
        print(stated)
    );
    Some(Warning::new(WarningKind::OriginConflict, row.place.clone(), message))
}
