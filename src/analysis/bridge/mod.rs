//! 同口径: last year's figures put on this year's codes, before anything is rolled up.
//!
//! Rows of one pair of years take effect together, pairs one after the other. What leaves a code leaves every printed
//! sum above it too and comes into those above the new one, so totals stay as they were. Nothing is moved that no row
//! names.

mod blind;
mod shipped;
mod split;
mod step;
mod target;
mod usage;

use super::AnalysisError;
use super::figures::{Figure, Figures};
use super::keys::Keys;
use super::lineup::printed_name;
use crate::model::{
    Amount, AmountUnit, Bridge, BridgeRow, Classification, Code, FiscalYear, Level, LineItem, Origin, Place, Warning,
    WarningKind,
};
use blind::Move;
use shipped::Listed;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use step::Step;
use target::Targets;
pub use usage::BridgeUse;

/// 同口径上年数.
pub(super) struct SameBasis {
    /// Last year's figures on this year's codes, as far as they were printed.
    pub prior: Figures,
    /// Keys of which no table tells the amount on this year's codes.
    pub unknown: BTreeSet<u32>,
    /// What of the bridge the figures met.
    pub used: BridgeUse,
}

/// A share of one figure that goes to another key.
struct Transfer<'a> {
    from: u32,
    to: u32,
    fen: i64,
    side: Figure,
    row: &'a BridgeRow,
}

/// Puts the `prior` figures of `base` on the codes of `year`.
pub(super) fn same_basis(
    (prior, current): (&Figures, &Figures),
    (base, year): (FiscalYear, FiscalYear),
    (bridge, items): (&Bridge, &[LineItem]),
    keys: &mut Keys,
    warnings: &mut Vec<Warning>,
) -> Result<SameBasis, AnalysisError> {
    let mut sides = prior.clone();
    let mut moves = BTreeSet::new();
    let steps = steps(bridge, (base, year));
    let mut used: BTreeSet<&Place> = BTreeSet::new();
    for step in &steps {
        let transfers = transfers(step, (&sides, current), items, keys, &mut used)?;
        for transfer in transfers.iter().filter(|transfer| transfer.from != transfer.to) {
            moves.insert(moved(transfer, keys));
            if let Some(code) = keys.key(transfer.to).code.clone() {
                keys.name(code, &transfer.row.new.name);
            }
        }
        carry_out(&transfers, &mut sides, keys, warnings)?;
    }
    let unknown = blind::blind(&moves, [&sides, current], keys);
    let used = BridgeUse::of((base, year), (&steps, used), (current, keys), !unknown.is_empty());
    Ok(SameBasis { prior: sides, unknown, used })
}

/// The rows between the two years, by the years in which they take effect.
fn steps(bridge: &Bridge, span: (FiscalYear, FiscalYear)) -> Vec<Step<'_>> {
    let mut steps: BTreeMap<(FiscalYear, FiscalYear), Vec<&BridgeRow>> = BTreeMap::new();
    for row in bridge.rows().iter().filter(|row| usage::lies_between(row, span)) {
        steps.entry((row.to, row.from)).or_default().push(row);
    }
    steps.into_values().map(Step::new).collect()
}

/// What every figure that a row speaks of gives to others. Sums are left out: they follow from what is below them.
fn transfers<'a>(
    step: &Step<'a>,
    (sides, current): (&Figures, &Figures),
    items: &[LineItem],
    keys: &mut Keys,
    used: &mut BTreeSet<&'a Place>,
) -> Result<Vec<Transfer<'a>>, AnalysisError> {
    let names = names(sides, items, keys);
    let current_names = self::names(current, items, keys);
    let listed = Listed::new(step, current, &current_names, keys);
    let targets = Targets::new(step, &current_names, [sides, current], keys);
    let sums = parents(sides, keys);
    let mut present: Vec<Arc<str>> = current.keys().map(|number| keys.key(number).unit.clone()).collect();
    present.dedup();
    let present = present.into_iter().collect::<BTreeSet<_>>();
    let mut transfers = Vec::new();
    let mut meant: BTreeMap<(Arc<str>, &Place), BTreeSet<Code>> = BTreeMap::new();
    for (number, side) in sides.iter() {
        let key = keys.key(number).clone();
        if key.level == Level::Total || key.classification == Classification::Project {
            continue;
        }
        let name = names.get(&number).cloned().unwrap_or_else(|| keys.default_name(number));
        let mut rows = step.rows_of(&key, &name, keys.code_above(number))?;
        rows.retain(|row| listed.allows(row, &key, names.get(&number)));
        used.extend(rows.iter().map(|row| &row.place));
        // A name is found among this year's items; a unit without any has nothing to be compared with.
        rows.retain(|row| row.new.code.is_some() || present.contains(&key.unit));
        if sums.contains(&number) || rows.is_empty() {
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
        // Equal remainders go by code, whatever the order of the file.
        rows.sort_by(|one, other| one.new.cmp(&other.new));
        let shares: Vec<_> = rows.iter().map(|row| row.share).collect();
        let parts = split::split(side.amount.fen(), &shares);
        let parts = parts.ok_or_else(|| AnalysisError::Overflow { item: name.to_string() })?;
        for (row, fen) in rows.into_iter().zip(parts) {
            let to = targets.of(number, row, keys, current)?;
            transfers.push(Transfer { from: number, to, fen, side: *side, row });
        }
    }
    Ok(transfers)
}

/// The names that one year gives its items.
fn names(sides: &Figures, items: &[LineItem], keys: &mut Keys) -> BTreeMap<u32, Arc<str>> {
    let mut names = BTreeMap::new();
    for (number, side) in sides.iter() {
        let name = printed_name(number, Some(side), items, keys).or_else(|| keys.key(number).name.clone());
        names.extend(name.map(|name| (number, name)));
    }
    names
}

/// The keys that stand above others of the same year.
pub(super) fn parents(sides: &Figures, keys: &mut Keys) -> BTreeSet<u32> {
    sides.keys().flat_map(|number| ancestors(number, keys)).collect()
}

/// The keys above one, the total left out: no bridge changes a total.
fn ancestors(number: u32, keys: &mut Keys) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut next = keys.parent(number);
    while let Some(parent) = next.filter(|parent| keys.key(*parent).level != Level::Total) {
        numbers.push(parent);
        next = keys.parent(parent);
    }
    numbers
}

/// Takes every share out of its key and the printed sums above it, and puts it in at the other end.
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
        let side = sides.or_insert(number, Figure { amount: Amount::new(0, coarsest), rolled_up: None, ..first.side });
        if side.origin != Origin::Published && strongest == Origin::Published {
            // This year's disclosure already says last year's amount on the new code: it is the same money.
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

fn moved(transfer: &Transfer, keys: &mut Keys) -> Move {
    let key = keys.key(transfer.from).clone();
    let mut codes = |number: u32| -> BTreeSet<Code> {
        let numbers = ancestors(number, keys);
        let own = keys.key(number).code.clone();
        numbers.into_iter().filter_map(|number| keys.key(number).code.clone()).chain(own).collect()
    };
    let (from, to) = (codes(transfer.from), codes(transfer.to));
    // A row of a 款 says of a table that lists no more than 款 what moved there, whatever others list below it.
    let level = transfer.row.old.code.as_ref().map_or(key.level, Code::level);
    Move { unit: key.unit, scope: key.scope, classification: key.classification, level, from, to }
}

/// Where this year's disclosure says another amount for last year than the bridge gives.
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
