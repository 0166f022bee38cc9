//! 结果的提示: figures for the report on the rows computed.

use crate::analysis::BridgeUse;
use crate::analysis::stream::{Repeats, UnitComparison, UnitTrend};
use crate::model::{Bridge, Place, Warning, WarningKind};
use std::collections::BTreeSet;

/// Figures for the report on the rows computed.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Told {
    /// The number of rows.
    pub rows: usize,
    /// The number of units, or of their groups.
    pub units: usize,
    /// The number of rates too large to be stored.
    pub beyond: usize,
    /// Rows that repeat others.
    pub repeats: Repeats,
    /// Parts of the bridge that the units used.
    pub bridge_use: Option<BridgeUse>,
    /// Warnings of reading the rows.
    pub warnings: Vec<Warning>,
}

impl Told {
    /// Takes the figures out of a comparison.
    pub fn of_comparison(rows: &mut UnitComparison) -> Self {
        let (repeats, bridge_use) = (std::mem::take(&mut rows.repeats), rows.bridge_use.take());
        let (count, units) = (rows.lines.len(), rows.units.len());
        Self { rows: count, units, beyond: rows.beyond, repeats, bridge_use, warnings: Vec::new() }
    }

    /// Takes the figures out of a trend.
    pub fn of_trend(rows: &mut UnitTrend) -> Self {
        let repeats = std::mem::take(&mut rows.repeats);
        let bridge_use = rows.comparable.as_mut().map(|same| std::mem::take(&mut same.bridge_use));
        let (count, units) = (rows.lines.len(), rows.units.len());
        Self { rows: count, units, beyond: rows.beyond, repeats, bridge_use, warnings: Vec::new() }
    }

    /// Adds the figures of another batch.
    pub fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.units += other.units;
        self.beyond += other.beyond;
        self.repeats.merge(other.repeats);
        if let Some(used) = other.bridge_use {
            self.bridge_use.get_or_insert_default().merge(used);
        }
        self.warnings.extend(other.warnings);
    }

    /// The warnings, including those about a bridge.
    pub fn warnings(&self, bridge: Option<&Bridge>) -> Vec<Warning> {
        // An unknown word may occur in many row groups, with the same warning.
        let warnings: BTreeSet<&Warning> = self.warnings.iter().collect();
        let mut warnings: Vec<Warning> = warnings.into_iter().cloned().collect();
        warnings.extend(repeated(&self.repeats));
        warnings.extend(self.bridge_use.iter().zip(bridge).flat_map(|(used, bridge)| used.warnings(bridge)));
        if self.beyond > 0 {
            let message = format!("有 {} 个比率超过 18 位数字（上年数太小），结果中留空", self.beyond);
            warnings.push(Warning::new(WarningKind::Note, Place::default(), message));
        }
        warnings
    }
}

/// Warnings about rows that repeat others.
pub fn repeated(repeats: &Repeats) -> Vec<Warning> {
    let tell = |message: String| Warning::new(WarningKind::DuplicateCode, Place::default(), message);
    let mut warnings: Vec<Warning> = repeats.examples.iter().cloned().map(tell).collect();
    let (alike, differing) = (repeats.alike, repeats.differing);
    if alike + differing > warnings.len() {
        warnings
            .push(tell(format!("数据集里重复的行：数相同的 {alike} 行，数不同的 {differing} 行，都没有相加。请核对")));
    }
    warnings
}
