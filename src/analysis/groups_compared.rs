//! 分组对比: groups of two years, and beside each group the units of it that have both.

use super::AnalysisError;
use super::grouping::{Coverage, Grouping, Membership, Units, gather, listed};
use super::keys::{Keys, Sheet};
use crate::model::{BudgetTable, FiscalYear, LineItem, Place, Warning, WarningKind};
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Two years of groups.
pub(super) struct Gathered {
    pub prior: DataFrame,
    pub current: DataFrame,
    /// Keys behind which other units stand in the one year than in the other: their change says nothing.
    pub incomparable: BTreeSet<u32>,
}

/// The year, the group, and the units of it that have no table of the year.
type Lacking = (FiscalYear, Arc<str>, Vec<Arc<str>>);

/// A group, and beside it those of its units that have the table in both years, where not all have.
pub(super) struct Matching<'a> {
    grouping: &'a Grouping,
    both: BTreeMap<Sheet, (Arc<str>, Units)>,
}

impl Membership for Matching<'_> {
    fn groups(&self, (unit, scope, table): &Sheet) -> Vec<Arc<str>> {
        let group = self.grouping.group_of(unit);
        let both = self.both.get(&(group.clone(), *scope, *table)).filter(|(_, units)| units.contains(unit));
        std::iter::once(group).chain(both.map(|(name, _)| name.clone())).collect()
    }
}

/// Which units of each group have both years, and a warning of those that lack one.
pub(super) fn match_years<'a>(
    (prior, current): (&DataFrame, &DataFrame),
    (base, year): (FiscalYear, FiscalYear),
    (grouping, table): (&'a Grouping, Option<BudgetTable>),
    items: &[LineItem],
    keys: &mut Keys,
) -> Result<(Matching<'a>, Vec<Warning>), AnalysisError> {
    let (before, after) = (Coverage::of(prior, grouping, keys)?, Coverage::of(current, grouping, keys)?);
    let mut warnings = grouping.warnings(items);
    let mut matched = Matching { grouping, both: BTreeMap::new() };
    let mut lacking: BTreeMap<Lacking, Vec<&str>> = BTreeMap::new();
    let none = Units::new();
    let places: BTreeSet<_> = before.totals().keys().chain(after.totals().keys()).collect();
    for place in places {
        let units = |coverage: &'_ Coverage| coverage.totals().get(place).cloned().unwrap_or_else(|| none.clone());
        let (one, other) = (units(&before), units(&after));
        for (of, here, there) in [(base, &one, &other), (year, &other, &one)] {
            let missing: Vec<Arc<str>> = there.difference(here).cloned().collect();
            if !missing.is_empty() && table.is_none_or(|table| table == place.2) {
                lacking.entry((of, place.0.clone(), missing)).or_default().push(place.2.title());
            }
        }
        let both: Units = one.intersection(&other).cloned().collect();
        if one != other && !both.is_empty() {
            let name = format!("{}（两年都有数的{}个单位）", place.0, both.len());
            matched.both.insert(place.clone(), (name.into(), both));
        }
    }
    for ((of, group, units), tables) in lacking {
        // A message that names every table of the form is not read.
        let tables =
            if tables.len() > 3 { format!("{} 等 {} 张表", tables[0], tables.len()) } else { tables.join("、") };
        let message = format!(
            "{group}：{} 没有{of}年的{tables}，两年合计不可比，不列增减；两年都有数的单位（如有）另列一组",
            listed(&units),
        );
        warnings.push(Warning::new(WarningKind::Note, Place::default(), message));
    }
    Ok((matched, warnings))
}

impl Matching<'_> {
    /// Puts the units of two years together.
    pub fn gather(
        &self,
        (prior, current): (&DataFrame, &DataFrame),
        items: &[LineItem],
        keys: &mut Keys,
    ) -> Result<Gathered, AnalysisError> {
        let (before, after) = (Coverage::of(prior, self, keys)?, Coverage::of(current, self, keys)?);
        let prior = gather(prior, self, items, keys)?;
        let current = gather(current, self, items, keys)?;
        let mut incomparable = BTreeSet::new();
        for side in [&prior, &current] {
            let numbers: Vec<u32> = side.column("key")?.u32()?.iter().flatten().collect();
            incomparable.extend(
                numbers.into_iter().filter(|number| before.stating(*number, keys) != after.stating(*number, keys)),
            );
        }
        Ok(Gathered { prior, current, incomparable })
    }
}
