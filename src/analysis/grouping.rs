//! 分组: groups of units, and which units each figure of a year covers.
//!
//! If some units of a group have no disclosure of a year, their sum is no total of that year; so two years are compared
//! only if both cover the same units.

use super::AnalysisError;
use super::figures::{Figure, Figures};
use super::item::Sheet;
use super::keys::Keys;
use super::trend::Units;
use crate::model::{Amount, BudgetTable, FiscalYear, Level, LineItem, Origin, Place, Scope, Warning, WarningKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 分组方式: how units are grouped before years are lined up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Every unit for itself.
    #[default]
    ByUnit,
    /// All units as one.
    All,
    /// The group of each unit; units that are not named form one group of their own.
    Groups(BTreeMap<Arc<str>, Arc<str>>),
}

impl Grouping {
    /// The name of the group of all units.
    pub const EVERYONE: &'static str = "全部单位";
    /// The name of the group of units that belong to no other.
    pub const UNGROUPED: &'static str = "未分组";

    /// The group of a unit; without groups the unit itself.
    pub fn group_of(&self, unit: &Arc<str>) -> Arc<str> {
        match self {
            Self::ByUnit => unit.clone(),
            Self::All => Self::EVERYONE.into(),
            Self::Groups(groups) => groups.get(unit).cloned().unwrap_or_else(|| Self::UNGROUPED.into()),
        }
    }

    /// Warnings about units that belong to no group, names that no input has, and groups of several scopes, whose amounts
    /// are never added.
    pub(super) fn warnings(&self, items: &[LineItem]) -> Vec<Warning> {
        if *self == Self::ByUnit {
            return Vec::new();
        }
        let mut scopes: BTreeMap<Arc<str>, BTreeMap<Scope, Units>> = BTreeMap::new();
        for item in items {
            let scopes = scopes.entry(self.group_of(&item.unit)).or_default();
            scopes.entry(item.scope).or_default().insert(item.unit.clone());
        }
        let mut warnings = self.unmatched(&items.iter().map(|item| item.unit.clone()).collect());
        let mut messages = Vec::new();
        for (group, scopes) in scopes.iter().filter(|(_, scopes)| scopes.len() > 1) {
            let of = |(scope, units): (&Scope, &Units)| {
                format!("{}（{}）", scope.name(), listed(&units.iter().cloned().collect::<Vec<_>>()))
            };
            let parts = scopes.iter().map(of).collect::<Vec<_>>().join("、");
            messages.push(format!("“{group}”里有不同范围的数：{parts}；范围不同的数不相加，分别合计"));
        }
        warnings.extend(messages.into_iter().map(note));
        warnings
    }

    /// Warnings about units that belong to no group, and about names that are none of these units.
    pub fn unmatched(&self, known: &BTreeSet<Arc<str>>) -> Vec<Warning> {
        let Self::Groups(groups) = self else { return Vec::new() };
        let mut messages = Vec::new();
        let unnamed: Vec<Arc<str>> = known.iter().filter(|unit| !groups.contains_key(*unit)).cloned().collect();
        if !unnamed.is_empty() {
            messages.push(format!("分组表里没有 {}，归入“{}”", listed(&unnamed), Self::UNGROUPED));
        }
        let absent: Vec<Arc<str>> = groups.keys().filter(|unit| !known.contains(*unit)).cloned().collect();
        if !absent.is_empty() {
            messages.push(format!("分组表里的 {} 没有数据。请核对单位名称", listed(&absent)));
        }
        messages.into_iter().map(note).collect()
    }
}

fn note(message: String) -> Warning {
    Warning::new(WarningKind::Note, Place::default(), message)
}

/// The first names of a list, and their number if there are more.
pub(super) fn listed(names: &[Arc<str>]) -> String {
    const SHOWN: usize = 5;
    let first = names.iter().take(SHOWN).map(|name| &**name).collect::<Vec<_>>().join("、");
    if names.len() > SHOWN { format!("{first} 等 {} 个单位", names.len()) } else { first }
}

/// Assigns units to groups, table by table.
pub(super) trait Membership {
    /// The distinct groups of a unit.
    fn groups(&self, sheet: &Sheet) -> Vec<Arc<str>>;

    /// Whether there are no groups.
    fn is_by_unit(&self) -> bool;
}

impl Membership for Grouping {
    fn groups(&self, sheet: &Sheet) -> Vec<Arc<str>> {
        vec![self.group_of(&sheet.0)]
    }

    fn is_by_unit(&self) -> bool {
        *self == Self::ByUnit
    }
}

/// Adds the figures of units to figures of groups. Rolled-up sums are dropped: if one unit prints no items, they are not
/// those of the group.
pub(super) fn gather(
    figures: &Figures,
    membership: &dyn Membership,
    keys: &mut Keys,
) -> Result<Figures, AnalysisError> {
    let mut sums: BTreeMap<u32, (i128, Figure)> = BTreeMap::new();
    for (own, figure) in figures.iter() {
        for group in membership.groups(keys.sheet_at(keys.sheet(own))) {
            let key = keys.of_unit(own, &group);
            let added = Figure { rolled_up: None, ..*figure };
            let (fen, sum) = sums.entry(key).or_insert((0, added));
            *fen += i128::from(figure.amount.fen());
            let coarsest = sum.amount.resolution().max(figure.amount.resolution());
            sum.amount = Amount::new(0, coarsest);
            sum.origin = sum.origin.max(figure.origin);
            sum.position = [sum.position, figure.position].into_iter().flatten().min();
        }
    }
    let sum = |(key, (fen, sum)): (u32, (i128, Figure))| {
        let fen = i64::try_from(fen).map_err(|_| keys.key(key).overflow())?;
        Ok((key, Figure { amount: Amount::new(fen, sum.amount.resolution()), ..sum }))
    };
    sums.into_iter().map(sum).collect()
}

/// The keys of the groups of these keys: what is unknown for a unit is unknown for its groups.
pub(super) fn gather_keys(numbers: &BTreeSet<u32>, membership: &dyn Membership, keys: &mut Keys) -> BTreeSet<u32> {
    let mut gathered = BTreeSet::new();
    for number in numbers {
        let groups = membership.groups(keys.sheet_at(keys.sheet(*number)));
        gathered.extend(groups.iter().map(|group| keys.of_unit(*number, group)));
    }
    gathered
}

/// 覆盖: which units the figures of groups cover in one year.
#[derive(Debug, Clone, Default)]
pub(super) struct Coverage {
    /// The units that print a table, and so have nothing of what it does not list; by the number of the table.
    tables: BTreeMap<u32, Arc<Units>>,
    /// Units whose figure is known although they do not print the table.
    others: BTreeMap<u32, Units>,
    /// The units with a figure for the total of a table, or the table itself.
    totals: BTreeMap<u32, Units>,
}

impl Coverage {
    /// The coverage of these figures of units.
    pub fn of(figures: &Figures, membership: &dyn Membership, keys: &mut Keys) -> Self {
        let mut coverage = Self::default();
        // Consecutive figures of one table are alike.
        let mut last = None;
        for (number, figure) in figures.iter() {
            let (sheet, is_implied) = (keys.sheet(number), figure.origin == Origin::Implied);
            if (is_implied && keys.key(number).level != Level::Total) || last == Some((sheet, is_implied)) {
                continue;
            }
            last = Some((sheet, is_implied));
            let unit = keys.key(number).unit.clone();
            for group in membership.groups(keys.sheet_at(sheet)) {
                let at = keys.sheet_of_unit(sheet, &group);
                coverage.totals.entry(at).or_default().insert(unit.clone());
                if !is_implied {
                    Arc::make_mut(coverage.tables.entry(at).or_default()).insert(unit.clone());
                }
            }
        }
        let mut printed_by: Option<u32> = None;
        for number in figures.keys() {
            let sheet = keys.sheet(number);
            if printed_by.replace(sheet) == Some(sheet) {
                continue;
            }
            let unit = keys.key(number).unit.clone();
            for group in membership.groups(keys.sheet_at(sheet)) {
                let at = keys.sheet_of_unit(sheet, &group);
                if !coverage.tables.get(&at).is_some_and(|units| units.contains(&unit)) {
                    printed_by = None;
                    let key = keys.of_unit(number, &group);
                    coverage.others.entry(key).or_default().insert(unit.clone());
                }
            }
        }
        coverage
    }

    /// The units that state something about a key of a group: a figure, or a table without it.
    pub fn stating(&self, number: u32, keys: &Keys) -> Arc<Units> {
        let mut units = self.tables.get(&keys.sheet(number)).cloned().unwrap_or_default();
        if let Some(others) = self.others.get(&number) {
            Arc::make_mut(&mut units).extend(others.iter().cloned());
        }
        units
    }

    /// The units of a group that have the table, by the number of the group's table.
    pub fn totals(&self) -> &BTreeMap<u32, Units> {
        &self.totals
    }

    /// Whether a unit of the group prints the table itself.
    pub fn prints(&self, sheet: u32) -> bool {
        self.tables.contains_key(&sheet)
    }
}

/// A year, a group, and its units without a table of the year.
type Lacking = (FiscalYear, Arc<str>, Vec<Arc<str>>);

/// Groups, and for each group in which not all units have both years, a second one of those that have.
pub(super) struct Matching<'a> {
    grouping: &'a Grouping,
    both: BTreeMap<Sheet, (Arc<str>, Units)>,
}

impl<'a> Matching<'a> {
    /// Only the groups themselves.
    pub fn none(grouping: &'a Grouping) -> Self {
        Self { grouping, both: BTreeMap::new() }
    }
}

impl Membership for Matching<'_> {
    fn groups(&self, (unit, scope, table): &Sheet) -> Vec<Arc<str>> {
        let group = self.grouping.group_of(unit);
        let both = self.both.get(&(group.clone(), *scope, *table)).filter(|(_, units)| units.contains(unit));
        std::iter::once(group).chain(both.map(|(name, _)| name.clone())).collect()
    }

    fn is_by_unit(&self) -> bool {
        self.grouping.is_by_unit()
    }
}

/// Finds the units of each group that have both years, and warns about those that lack one.
pub(super) fn match_years<'a>(
    (prior, current): (&Figures, &Figures),
    (base, year): (FiscalYear, FiscalYear),
    (grouping, table): (&'a Grouping, Option<BudgetTable>),
    items: &[LineItem],
    keys: &mut Keys,
) -> (Matching<'a>, Vec<Warning>) {
    if grouping.is_by_unit() {
        return (Matching::none(grouping), Vec::new());
    }
    let (before, after) = (Coverage::of(prior, grouping, keys), Coverage::of(current, grouping, keys));
    let mut warnings = grouping.warnings(items);
    let mut matched = Matching::none(grouping);
    let mut lacking: BTreeMap<Lacking, Vec<&str>> = BTreeMap::new();
    let none = Units::new();
    let sheets: BTreeSet<u32> = before.totals().keys().chain(after.totals().keys()).copied().collect();
    let mut sheets: Vec<(&Sheet, u32)> = sheets.into_iter().map(|number| (keys.sheet_at(number), number)).collect();
    sheets.sort();
    for (sheet, number) in sheets {
        let units = |coverage: &'_ Coverage| coverage.totals().get(&number).cloned().unwrap_or_else(|| none.clone());
        let (one, other) = (units(&before), units(&after));
        for (of, here, there) in [(base, &one, &other), (year, &other, &one)] {
            let missing: Vec<Arc<str>> = there.difference(here).cloned().collect();
            if !missing.is_empty() && table.is_none_or(|table| table == sheet.2) {
                lacking.entry((of, sheet.0.clone(), missing)).or_default().push(sheet.2.title());
            }
        }
        let both: Units = one.intersection(&other).cloned().collect();
        if one != other && !both.is_empty() {
            let name = format!("{}（两年都有数的{}个单位）", sheet.0, both.len());
            matched.both.insert(sheet.clone(), (name.into(), both));
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
    (matched, warnings)
}
