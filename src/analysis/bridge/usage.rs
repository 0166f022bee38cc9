//! 对照的使用: which parts of a bridge were used, merged over parts of the data, and warnings about the rest.

use super::Step;
use crate::model::{Bridge, BridgeRow, Code, FiscalYear, Place, Warning, WarningKind};
use std::collections::BTreeSet;

/// 对照的使用. For data in parts it is merged over all of them before anything is reported, since a row without an item in
/// one part may have one in another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BridgeUse {
    /// The pairs of years that were converted.
    spans: BTreeSet<(FiscalYear, FiscalYear)>,
    /// Rows whose old item exists.
    used: BTreeSet<Place>,
    /// Rows whose new code, or a code below it, exists in the later year.
    met: BTreeSet<Place>,
    /// Whether some table does not list what moved.
    blind: bool,
}

impl BridgeUse {
    /// The usage of one pair of years: `used` are rows for which an item was found, `known` the codes of the later year.
    pub(super) fn of(
        span: (FiscalYear, FiscalYear),
        (steps, used): (&[Step], BTreeSet<&Place>),
        known: &BTreeSet<Code>,
        blind: bool,
    ) -> Self {
        // Codes are ordered as text, so those below a code follow it.
        let is_known =
            |code: &Code| known.range(code..).next().is_some_and(|next| next == code || code.is_ancestor_of(next));
        // Rows that need not concern the data are not reported.
        let rows = || steps.iter().flat_map(|step| &step.rows).filter(|row| !row.optional);
        let met =
            rows().filter(|row| row.new.code.as_ref().is_none_or(is_known)).map(|row| row.place.clone()).collect();
        let used = rows().filter(|row| used.contains(&row.place)).map(|row| row.place.clone()).collect();
        Self { spans: BTreeSet::from([span]), used, met, blind }
    }

    /// Adds the usage of another part.
    pub fn merge(&mut self, other: Self) {
        self.spans.extend(other.spans);
        self.used.extend(other.used);
        self.met.extend(other.met);
        self.blind |= other.blind;
    }

    /// Warnings about rows of `bridge` that were not used as they should be.
    pub fn warnings(&self, bridge: &Bridge) -> Vec<Warning> {
        let wanted = || bridge.rows().iter().filter(|row| !row.optional);
        let applied: Vec<&BridgeRow> = wanted().filter(|row| self.takes_effect(row)).collect();
        let mut warnings: Vec<Warning> = wanted().flat_map(|row| self.crossing(row)).collect();
        if self.spans.is_empty() && !bridge.rows().is_empty() {
            let message = "只有一个年度，没有可转为同口径的上年数，对照表未使用";
            warnings.push(Warning::new(WarningKind::Year, Place::default(), message));
        }
        let optional = bridge.rows().iter().any(|row| row.optional);
        if applied.is_empty() && !optional {
            warnings.extend(self.no_rows());
        }
        let years: BTreeSet<_> = applied.iter().map(|row| (row.to, row.from)).collect();
        for years in years {
            let of_years = bridge.rows().iter().filter(|row| (row.to, row.from) == years).collect();
            warnings.extend(Step::new(of_years).cycle().filter(|row| !row.optional).map(cycle));
        }
        warnings.extend(applied.iter().filter(|row| !self.used.contains(&row.place)).map(|row| missed(row)));
        let goes_on =
            |row: &BridgeRow| applied.iter().any(|later| later.from >= row.to && later.old.code == row.new.code);
        let unmet =
            |row: &&&BridgeRow| self.used.contains(&row.place) && !self.met.contains(&row.place) && !goes_on(row);
        if let Some(year) = self.spans.iter().map(|span| span.1).max() {
            warnings.extend(applied.iter().filter(unmet).map(|row| unknown_new(row, year)));
        }
        if self.blind {
            let message = "有的表只列到较粗的级次，未列出其中转出或转入的数，这些行没有同口径数";
            warnings.push(Warning::new(WarningKind::Note, Place::default(), message));
        }
        warnings
    }

    fn takes_effect(&self, row: &BridgeRow) -> bool {
        self.spans.iter().any(|span| lies_between(row, *span))
    }

    /// Warnings about a row whose years overlap the compared ones without fitting.
    fn crossing<'a>(&'a self, row: &'a BridgeRow) -> impl Iterator<Item = Warning> + 'a {
        let crosses =
            |span: &&(FiscalYear, FiscalYear)| !lies_between(row, **span) && row.from < span.1 && row.to > span.0;
        self.spans.iter().filter(crosses).map(|(base, year)| {
            let message = format!(
                "这一行从 {} 年到 {} 年，跨出了所比的 {base} 至 {year} 年，没有用。请按年度拆开，或改所比的年度",
                row.from, row.to
            );
            Warning::new(WarningKind::Year, row.place.clone(), message)
        })
    }

    fn no_rows(&self) -> Option<Warning> {
        let (base, year) = (self.spans.iter().map(|span| span.0).min()?, self.spans.iter().map(|span| span.1).max()?);
        let message = format!("对照表里没有 {base} 至 {year} 年之间的行，同口径数与原数相同。请核对年度");
        Some(Warning::new(WarningKind::Year, Place::default(), message))
    }
}

/// Whether a row takes effect between two years.
pub(super) fn lies_between(row: &BridgeRow, (base, year): (FiscalYear, FiscalYear)) -> bool {
    base <= row.from && row.to <= year
}

fn cycle(row: &BridgeRow) -> Warning {
    let message =
        format!("从 {} 出发的几行同年转回原处，按互换处理，各行同时生效。如不是互换，请删去其中一行", row.old);
    Warning::new(WarningKind::Note, row.place.clone(), message)
}

fn missed(row: &BridgeRow) -> Warning {
    let unit = row.unit.as_ref().map(|unit| format!("“{unit}”")).unwrap_or_default();
    let message = format!("{unit}{} 年的数据里没有旧科目 {}，这一行未使用。请核对编码、名称和单位", row.from, row.old);
    Warning::new(WarningKind::Note, row.place.clone(), message)
}

fn unknown_new(row: &BridgeRow, year: FiscalYear) -> Warning {
    let message = format!("{year} 年的数据里没有新科目 {}，转入后没有本年数可比。请核对新编码", row.new);
    Warning::new(WarningKind::Note, row.place.clone(), message)
}
