//! 概况: which years and phases a set of figures covers, kept without the figures themselves.

use super::fields;
use super::{BudgetTable, FiscalYear, Level, LineItem, Origin, Phase};
use std::collections::{BTreeMap, BTreeSet};

/// 概况. Surveys of parts merge into the survey of the whole, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey(BTreeMap<FiscalYear, Year>);

/// First field of a survey's lines.
const FIGURES: &str = "figures";

/// One year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Year {
    /// Whether the year's own disclosure gives a figure.
    published: bool,
    /// The number of figures in each phase.
    phases: BTreeMap<Phase, usize>,
    /// The phases in which a main table is printed with its total.
    whole: BTreeSet<Phase>,
}

/// 一类数: what a survey needs to know of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FigureKind {
    /// 年度
    pub year: FiscalYear,
    /// 阶段
    pub phase: Phase,
    /// 表
    pub table: BudgetTable,
    /// 级次
    pub level: Level,
    /// 来源
    pub origin: Origin,
}

impl Survey {
    /// The survey of items; items without an amount do not count.
    pub fn of(items: &[LineItem]) -> Self {
        let mut survey = Self::default();
        for item in items.iter().filter(|item| item.amount.is_some()) {
            let LineItem { year, phase, table, level, origin, .. } = *item;
            survey.add(FigureKind { year, phase, table, level, origin }, 1);
        }
        survey
    }

    /// Adds `count` figures of a kind.
    pub fn add(&mut self, kind: FigureKind, count: usize) {
        let year = self.0.entry(kind.year).or_default();
        year.published |= kind.origin == Origin::Published;
        *year.phases.entry(kind.phase).or_default() += count;
        let minor = matches!(kind.table, BudgetTable::ThreePublic | BudgetTable::Procurement | BudgetTable::Other);
        if kind.level == Level::Total && !minor && kind.origin != Origin::Implied {
            year.whole.insert(kind.phase);
        }
    }

    /// Adds the survey of another part.
    pub fn merge(&mut self, other: &Self) {
        for (year, other) in &other.0 {
            let own = self.0.entry(*year).or_default();
            own.published |= other.published;
            own.whole.extend(&other.whole);
            other.phases.iter().for_each(|(phase, count)| *own.phases.entry(*phase).or_default() += count);
        }
    }

    /// Serialises to lines that [`Survey::read_line`] reads back.
    pub(crate) fn to_lines(&self) -> Vec<String> {
        let flag = |is: bool| if is { "1" } else { "0" };
        let of_year = |(year, own): (&FiscalYear, &Year)| {
            let line = |(phase, count): (&Phase, &usize)| {
                let (year, count) = (year.to_string(), count.to_string());
                let whole = flag(own.whole.contains(phase));
                fields::line(&[FIGURES, &year, flag(own.published), phase.name(), &count, whole])
            };
            own.phases.iter().map(line).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of_year).collect()
    }

    /// Adds what a line says; false if it is not a survey's line.
    pub(crate) fn read_line(&mut self, line: &str) -> bool {
        let fields = fields::fields(line);
        let [kind, year, published, phase, count, whole] = fields.as_slice() else { return false };
        let year = year.parse().ok().and_then(FiscalYear::new);
        let (Some(year), Some(phase), Ok(count)) = (year, Phase::from_name(phase), count.parse::<usize>()) else {
            return false;
        };
        if kind != FIGURES {
            return false;
        }
        let own = self.0.entry(year).or_default();
        own.published |= published == "1";
        own.whole.extend((whole == "1").then_some(phase));
        *own.phases.entry(phase).or_default() += count;
        true
    }

    /// The years that have a figure.
    pub fn years(&self) -> impl DoubleEndedIterator<Item = FiscalYear> + '_ {
        self.0.keys().copied()
    }

    /// The latest year whose own disclosure gives a figure.
    pub fn latest_published(&self) -> Option<FiscalYear> {
        self.0.iter().rfind(|(_, year)| year.published).map(|(year, _)| *year)
    }

    /// Every year and phase that has a figure, in chronological order.
    pub fn columns(&self) -> impl Iterator<Item = (FiscalYear, Phase)> + '_ {
        self.0.iter().flat_map(|(year, own)| own.phases.keys().map(|phase| (*year, *phase)))
    }

    /// The phases in which two years are compared, as `(base, year)`: a phase in which both print main tables,
    /// preferably that of most of the later year's figures; else 执行 with 决算, since both are outturns; else each
    /// year's own main phase.
    pub fn compared_phases(&self, base: FiscalYear, year: FiscalYear) -> Option<(Phase, Phase)> {
        let main = self.main_phase(year, None)?;
        let (before, after) = (self.phases_of(base), self.phases_of(year));
        if before.contains_key(&main) {
            return Some((main, main));
        }
        let common = after.iter().filter(|(phase, _)| before.contains_key(phase));
        if let Some((phase, _)) = common.max_by_key(|(phase, count)| (**count, std::cmp::Reverse(**phase))) {
            return Some((*phase, *phase));
        }
        let outturns = [(Phase::Executed, Phase::Estimated), (Phase::Estimated, Phase::Executed)];
        let outturns = outturns.into_iter().find(|(one, other)| before.contains_key(one) && after.contains_key(other));
        outturns.or_else(|| Some((self.main_phase(base, Some(main))?, main)))
    }

    /// The latest year, or the `wanted` one, that has figures of a budget and of an outturn, with both phases.
    pub fn executed(&self, wanted: Option<FiscalYear>) -> Option<(FiscalYear, Phase, Phase)> {
        let among = |year: &Year, phases: [Phase; 2]| phases.into_iter().find(|phase| year.phases.contains_key(phase));
        let both = |(of, year): (&FiscalYear, &Year)| {
            let budget = among(year, [Phase::Adjusted, Phase::Approved])?;
            Some((*of, budget, among(year, [Phase::Executed, Phase::Estimated])?))
        };
        self.0.iter().rev().filter(|(year, _)| wanted.is_none_or(|wanted| wanted == **year)).find_map(both)
    }

    /// The phases in which a year prints main tables (all its phases if there are none), with the number of figures.
    fn phases_of(&self, year: FiscalYear) -> BTreeMap<Phase, usize> {
        let Some(Year { phases, whole, .. }) = self.0.get(&year) else { return BTreeMap::new() };
        let kept = phases.iter().filter(|(phase, _)| whole.is_empty() || whole.contains(phase));
        kept.map(|(phase, count)| (*phase, *count)).collect()
    }

    /// The phase of most of a year's figures. `like` is preferred if the year prints a main table in it, or prints no
    /// main table at all: final accounts stay final accounts although their “三公” table repeats the 预算数, or a few
    /// figures are implied.
    pub fn main_phase(&self, year: FiscalYear, like: Option<Phase>) -> Option<Phase> {
        let Year { phases, whole, .. } = self.0.get(&year)?;
        let candidate = |phase: &Phase| phases.contains_key(phase) && (whole.is_empty() || whole.contains(phase));
        like.filter(candidate).or_else(|| {
            phases.iter().max_by_key(|(phase, count)| (**count, std::cmp::Reverse(**phase))).map(|(phase, _)| *phase)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind() -> impl Strategy<Value = FigureKind> {
        let years = (2022u16..2025).prop_filter_map("a year", FiscalYear::new);
        let origins = prop::sample::select(vec![Origin::Published, Origin::Restated, Origin::Implied]);
        (
            years,
            prop::sample::select(vec![Phase::Approved, Phase::Executed]),
            prop::sample::select(vec![BudgetTable::General, BudgetTable::ThreePublic]),
            prop::sample::select(vec![Level::Total, Level::Item]),
            origins,
        )
            .prop_map(|(year, phase, table, level, origin)| FigureKind { year, phase, table, level, origin })
    }

    proptest! {
        #![proptest_config(crate::chance::cases(256))]

        #[test]
        fn parts_add_up_to_the_whole_in_any_order(
            kinds in prop::collection::vec((kind(), 1usize..5), 0..40), cut in 0usize..40,
        ) {
            let of = |kinds: &[(FigureKind, usize)]| {
                let mut survey = Survey::default();
                kinds.iter().for_each(|(kind, count)| survey.add(*kind, *count));
                survey
            };
            let (one, other) = kinds.split_at(cut.min(kinds.len()));
            let mut merged = of(other);
            merged.merge(&of(one));
            prop_assert_eq!(merged, of(&kinds));
        }
    }
}
