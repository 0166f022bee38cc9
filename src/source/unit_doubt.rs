//! 金额单位存疑: finds totals that are similar as printed but differ by orders of magnitude as amounts, because one
//! table says 元 where the others say 万元.

use crate::model::{AmountUnit, BudgetTable, Classification, Level, LineItem, Measure, Origin, PrintedNumber, Scope};
use crate::model::{Warning, WarningKind};
use ethnum::I256;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A total with its amount unit.
#[derive(Clone, Copy)]
struct Total<'a> {
    item: &'a LineItem,
    fen: i64,
    unit: AmountUnit,
}

/// Key of the same total in different years.
type Line<'a> = (&'a Arc<str>, Scope, BudgetTable, Classification, &'a Measure);

/// Warns of totals whose unit contradicts that of other years, or of other tables in the same file.
pub(super) fn doubts(items: &[LineItem]) -> Vec<Warning> {
    let totals = items.iter().filter_map(total);
    let mut over_years: BTreeMap<Line<'_>, Vec<Total<'_>>> = BTreeMap::new();
    let mut in_files: BTreeMap<&Arc<str>, Vec<Total<'_>>> = BTreeMap::new();
    for total in totals {
        let LineItem { unit, scope, table, classification, measure, .. } = total.item;
        over_years.entry((unit, *scope, *table, *classification, measure)).or_default().push(total);
        in_files.entry(&total.item.place.file).or_default().push(total);
    }
    let mut reported = BTreeSet::new();
    let mut warnings = Vec::new();
    // Most disclosures use one unit throughout, so that there is nothing to compare.
    let mixed = |totals: &Vec<Total<'_>>| totals.iter().any(|total| total.unit != totals[0].unit);
    for totals in over_years.into_values().filter(mixed) {
        let (odd, others) = split(&totals);
        for one in odd {
            let near = others.iter().filter(|other| other.item.year != one.item.year && contradicts(one, other));
            if let Some(other) = near.min_by_key(|other| other.item.year.get().abs_diff(one.item.year.get())) {
                warn(one, other, &mut reported, &mut warnings);
            }
        }
    }
    for totals in in_files.into_values().filter(mixed) {
        let (odd, others) = split(&totals);
        let known: BTreeMap<I256, &Total<'_>> = others.into_iter().map(|other| (printed(other), other)).collect();
        for one in odd {
            let same = known.get(&printed(one));
            if let Some(other) = same.filter(|other| other.fen != one.fen && other.item.table != one.item.table) {
                warn(one, other, &mut reported, &mut warnings);
            }
        }
    }
    warnings
}

/// The total of a table with its amount unit, which follows from amount and printed number.
fn total(item: &LineItem) -> Option<Total<'_>> {
    let is_total = item.level == Level::Total && item.project.is_none() && item.origin == Origin::Published;
    let amount = item.amount.filter(|amount| is_total && amount.fen() != 0)?;
    let number = PrintedNumber::parse(&item.text).ok().flatten().filter(|number| number.unit().is_none())?;
    let scaled = I256::from(number.mantissa());
    let unit = AmountUnit::ALL.into_iter().find(|unit| {
        scaled * I256::from(unit.fen()) == I256::from(amount.fen()) * I256::from(10i64.pow(number.decimals().min(18)))
    })?;
    Some(Total { item, fen: amount.fen(), unit })
}

/// Separates the totals in unusual units from those in the most frequent one (the largest of equally frequent ones).
fn split<'a, 'b>(totals: &'b [Total<'a>]) -> (Vec<&'b Total<'a>>, Vec<&'b Total<'a>>) {
    let mut counts: BTreeMap<AmountUnit, usize> = BTreeMap::new();
    totals.iter().for_each(|total| *counts.entry(total.unit).or_default() += 1);
    let usual = counts.iter().max_by_key(|(unit, count)| (**count, **unit)).map(|(unit, _)| *unit);
    totals.iter().partition(|total| Some(total.unit) != usual)
}

/// The printed number as an integer, in 10⁻¹² of its unit.
fn printed(total: &Total<'_>) -> I256 {
    I256::from(total.fen) * I256::from(1_000_000_000_000i64) / I256::from(total.unit.fen())
}

/// Whether two totals are closer to each other as printed numbers than as amounts, in ratio.
fn contradicts(one: &Total<'_>, other: &Total<'_>) -> bool {
    let size = |value: I256| if value < I256::ZERO { -value } else { value };
    let (one_printed, other_printed) = (size(printed(one)), size(printed(other)));
    let (one_fen, other_fen) = (size(I256::from(one.fen)), size(I256::from(other.fen)));
    one_printed.max(other_printed) * one_fen.min(other_fen) < one_fen.max(other_fen) * one_printed.min(other_printed)
}

fn warn<'a>(
    one: &Total<'a>,
    other: &Total<'a>,
    reported: &mut BTreeSet<(Arc<str>, BudgetTable)>,
    warnings: &mut Vec<Warning>,
) {
    // One warning per table is enough.
    if !reported.insert((one.item.place.file.clone(), one.item.table)) {
        return;
    }
    let describe = |total: &Total<'_>| {
        format!("{}年{}合计 {}{}", total.item.year, total.item.table.title(), total.item.text, total.unit.name())
    };
    let message = format!(
        "{}；{}（{}）：数字相近，金额却差得很远，金额单位可能写错了。请核对表上写的“单位：{}”",
        describe(one),
        describe(other),
        other.item.place,
        one.unit.name()
    );
    warnings.push(Warning::new(WarningKind::Unit, one.item.place.clone(), message));
}
