//! 同口径数: converts the years of one unit after the other to the codes of its last year.

use super::basis::UnitBasis;
use super::structure::Structure;
use crate::analysis::bridge::{Bridging, Naming};
use crate::analysis::figures::{Figure, Figures};
use crate::analysis::kernel::{Bench, Visit};
use crate::analysis::keys::Keys;
use crate::analysis::{AnalysisError, BridgeUse, YearPhase};
use crate::model::{Amount, FiscalYear, Level, Line, Origin};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// 同口径数 of the current unit.
pub(super) struct SameBasis<'a, const N: usize> {
    columns: &'a [YearPhase],
    /// The first column that determines the codes of a unit.
    telling: usize,
    last: FiscalYear,
    structure: &'a Structure,
    /// The bridge from each year to the last; none for the last itself.
    bridging: Vec<Option<Bridging<'a>>>,
    keys: Keys<'a>,
    names: Vec<Arc<str>>,
    bench: Bench<'a, i128, N>,
    /// Buffers for the figures of one year, and for those that determine the codes.
    own: Figures,
    current: Figures,
    /// The lines of each year whose amount cannot be told, since no table lists what moved.
    unknown: Vec<BTreeSet<u32>>,
}

/// Does nothing.
struct Only;

impl Visit<i128> for Only {
    fn stands(&mut self, _place: usize, _year: usize) {}
}

impl<'a, const N: usize> SameBasis<'a, N> {
    /// For units with this structure.
    pub fn new(basis: &'a UnitBasis, structure: &'a Structure) -> Option<Self> {
        let last = basis.columns.iter().map(|(year, _)| *year).max()?;
        let bridging = |(year, _): &YearPhase| (*year != last).then(|| Bridging::new(&basis.bridge, (*year, last)));
        let name = |line: &Line| match &line.code {
            Some(code) => basis.names.get(code).cloned().unwrap_or_else(|| code.as_str().into()),
            None => crate::model::Measure::TOTAL.into(),
        };
        Some(Self {
            columns: &basis.columns,
            telling: basis.columns.len() - basis.telling,
            last,
            structure,
            bridging: basis.columns.iter().map(bridging).collect(),
            keys: Keys::of_lines(&structure.lines, &basis.names),
            names: structure.lines.iter().map(name).collect(),
            bench: Bench::new(&structure.parents),
            own: Figures::default(),
            current: Figures::default(),
            unknown: vec![BTreeSet::new(); basis.columns.len()],
        })
    }

    /// Converts the printed figures of a unit to the codes of its last year and rolls them up. Lines that only the bridge
    /// leads to are added to the unit's.
    pub fn put(&mut self, unit: &Arc<str>, nominal: &mut Bench<'_, i128, N>) -> Result<(), AnalysisError> {
        self.bench.clear();
        for column in 0..self.columns.len() {
            let Some(mut bridging) = self.bridging[column].take() else { continue };
            fill(&mut self.own, nominal, column);
            match self.telling_column(column, nominal) {
                Some(telling) => fill(&mut self.current, nominal, telling),
                None => self.current.clear(),
            }
            let naming = Naming::Lines { unit, names: &self.names };
            let applied = bridging.apply(&mut self.own, &self.current, naming, &mut self.keys, &mut Vec::new());
            self.bridging[column] = Some(bridging);
            self.unknown[column] = applied?;
            for (number, figure) in self.own.iter() {
                self.bench.put(column, number, figure.amount.fen().into());
            }
        }
        self.bench.roll_up(&mut Only);
        for place in self.bench.places() {
            if (0..self.columns.len()).any(|column| self.amount(place, column, nominal).is_some()) {
                nominal.show(place);
            }
        }
        Ok(())
    }

    /// The column that determines the codes for a year: the unit's last year, in the same phase or else in the phase with most
    /// figures.
    fn telling_column(&self, of: usize, nominal: &Bench<'_, i128, N>) -> Option<usize> {
        let phase = self.columns[of].1;
        let count =
            |column: usize| nominal.places().filter(|place| nominal.cell(*place).printed(column).is_some()).count();
        let told =
            (self.telling..self.columns.len()).map(|column| (column, count(column))).filter(|(_, count)| *count > 0);
        let best = told.max_by_key(|(column, count)| {
            let (year, own) = self.columns[*column];
            (year, own == phase, *count, Reverse(own))
        });
        best.map(|(column, _)| column)
    }

    /// The converted amount of a line in a year. No bridge changes totals or the last year.
    pub fn amount(&self, place: usize, column: usize, nominal: &Bench<'_, i128, N>) -> Option<i128> {
        if self.columns[column].0 == self.last || self.structure.lines[place].level == Level::Total {
            return nominal.cell(place).amount(column);
        }
        self.bench.cell(place).amount(column).filter(|_| !self.is_unknown(place, column))
    }

    /// Whether the converted amount of a line in a year cannot be told.
    pub fn is_unknown(&self, place: usize, column: usize) -> bool {
        self.unknown[column].contains(&(place as u32))
    }

    /// Which parts of the bridge the units used.
    pub fn into_use(self) -> BridgeUse {
        let mut used = BridgeUse::default();
        self.bridging.into_iter().flatten().for_each(|bridging| used.merge(bridging.into_use()));
        used
    }
}

/// Collects the printed figures of a unit in a year.
fn fill<const N: usize>(figures: &mut Figures, nominal: &Bench<'_, i128, N>, column: usize) {
    figures.clear();
    for place in nominal.places() {
        if let Some(fen) = nominal.cell(place).printed(column).and_then(|fen| i64::try_from(fen).ok()) {
            let amount = Amount::from_fen(fen);
            figures.or_insert(
                place as u32,
                Figure { amount, origin: Origin::Published, rolled_up: None, position: Some(place) },
            );
        }
    }
}
