//! Properties of trends that hold for any years, units and groups.

use num_bigint::BigInt;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use tongbi::analysis::{Grouping, LevelFilter, LineItems, RankBy, Standings, Trend, TrendOptions, TrendRow, trend};
use tongbi::model::*;
use tongbi::present::{TrendView, trend_csv, trend_json, trend_terminal};

fn item(unit: &str, year: u16, code: &str, fen: i64) -> LineItem {
    let code = Code::new(code).unwrap();
    let file = format!("{unit}{year}");
    LineItem {
        unit: unit.into(),
        scope: Scope::Unit,
        year: FiscalYear::new(year).unwrap(),
        phase: Phase::Approved,
        table: BudgetTable::General,
        classification: Classification::Functional,
        level: code.level(),
        name: code.as_str().into(),
        code: Some(code),
        parent: None,
        project: None,
        measure: Measure::total(),
        amount: Some(Amount::from_fen(fen)),
        text: "".into(),
        origin: Origin::Published,
        place: Place::file(file),
    }
}

/// Figures of four units in five years, each code at most once in a unit's year.
fn figures() -> impl Strategy<Value = Vec<LineItem>> {
    let figure = ((0usize..4, 2019u16..=2023, 1u8..4, 1u8..3, 1u8..3), -1_000_000_000_000i64..1_000_000_000_000);
    prop::collection::btree_map(figure.0, figure.1, 1..60).prop_map(|figures| {
        let item = |((unit, year, a, b, c), fen): ((usize, u16, u8, u8, u8), i64)| {
            item(["甲局", "乙局", "丙局", "丁局"][unit], year, &format!("20{a}0{b}0{c}"), fen)
        };
        figures.into_iter().map(item).collect()
    })
}

fn of(items: &[LineItem], grouping: Grouping) -> Trend {
    let items = LineItems::from_items(items).with_grouping(grouping);
    trend(&items, &TrendOptions::default()).unwrap()
}

/// Everything that a user would see of a trend.
fn shown(trend: &Trend) -> [String; 3] {
    let view = TrendView { trend, ranking: None, movers: &[] };
    let options = tongbi::present::TextOptions { unit: AmountUnit::TenThousand, one_measure: false, width: 100 };
    [trend_json(&view).unwrap(), trend_csv(&view).unwrap(), trend_terminal(&view, options)]
}

fn groups() -> Grouping {
    let group = |unit: &str, group: &str| -> (Arc<str>, Arc<str>) { (unit.into(), group.into()) };
    Grouping::Groups(BTreeMap::from([group("甲局", "东"), group("乙局", "东"), group("丙局", "西")]))
}

fn sum(rows: &[TrendRow], code: &Option<Code>, level: Level, column: (FiscalYear, Phase)) -> i128 {
    let same = rows.iter().filter(|row| row.item.code == *code && row.item.level == level);
    same.filter_map(|row| row.figures.get(&column)).map(|figure| i128::from(figure.amount.fen())).sum()
}

proptest! {
    #![proptest_config(crate::chance::cases(32))]

    #[test]
    fn units_that_are_read_in_parts_rank_and_line_up_as_when_they_are_read_together(
        items in figures(),
        most in 1usize..12,
        cut in 0usize..5,
    ) {
        let survey = Arc::new(Survey::of(&items));
        let whole = of(&items, Grouping::ByUnit);
        let (first, second): (Vec<LineItem>, Vec<LineItem>) =
            items.iter().cloned().partition(|item| ["丁局", "丙局", "乙局", "甲局"][..cut.min(4)].contains(&&*item.unit));
        let part = |items: &[LineItem]| {
            trend(&LineItems::from_items(items).within(&survey), &TrendOptions::default()).unwrap()
        };
        let (first, second) = (part(&first), part(&second));
        let together = Standings::of(&whole, most);
        let mut merged = Standings::of(&second, most);
        merged.merge(Standings::of(&first, most));
        for by in [RankBy::Amount, RankBy::Change, RankBy::Growth] {
            let ranking = together.rank(by).unwrap();
            prop_assert_eq!(&merged.rank(by).unwrap(), &ranking);
            prop_assert_eq!(merged.movers(&ranking, LevelFilter::All), together.movers(&ranking, LevelFilter::All));
        }
        let mut rows: Vec<TrendRow> = first.rows.into_iter().chain(second.rows).collect();
        rows.sort_by_key(|row| row.item.unit.clone());
        prop_assert_eq!(rows, whole.rows);
    }
}

// Each case lines up many years several times.
proptest! {
    #![proptest_config(crate::chance::cases(16))]

    #[test]
    fn the_order_and_the_chunks_of_the_input_say_nothing(items in figures().prop_shuffle()) {
        let mut sorted = items.clone();
        sorted.sort_by(|a, b| (&a.code, a.year, &a.unit).cmp(&(&b.code, b.year, &b.unit)));
        for grouping in [Grouping::ByUnit, Grouping::All, groups()] {
            prop_assert_eq!(shown(&of(&items, grouping.clone())), shown(&of(&sorted, grouping)));
        }
    }

    #[test]
    fn yearly_changes_add_up_to_the_cumulative_one(items in figures()) {
        for row in of(&items, Grouping::ByUnit).rows {
            let Some(span) = row.span(Phase::Approved) else { continue };
            let (from, to) = span.ends();
            let years = from.0.get() + 1..=to.0.get();
            let steps: Option<Vec<i64>> = years
                .map(|year| Some(row.change((FiscalYear::new(year)?, Phase::Approved))?.fen()))
                .collect();
            let (Some(steps), Some(whole)) = (steps, row.change_over(from, to)) else { continue };
            prop_assert_eq!(steps.iter().sum::<i64>(), whole.fen());
            let ends = [from, to].map(|column| row.figures.get(&column).map_or(0, |figure| figure.amount.fen()));
            prop_assert_eq!(whole.fen(), ends[1] - ends[0]);
            prop_assert_eq!(row.growth_over(from, to), Growth::between(ends[0], ends[1]));
        }
    }

    #[test]
    fn groups_keep_every_amount(items in figures()) {
        let units = of(&items, Grouping::ByUnit);
        for grouping in [Grouping::All, groups()] {
            let grouped = of(&items, grouping);
            prop_assert_eq!(&units.columns, &grouped.columns);
            for row in units.rows.iter().chain(&grouped.rows) {
                for column in &units.columns {
                    let sums = [&units, &grouped].map(|trend| sum(&trend.rows, &row.item.code, row.item.level, *column));
                    prop_assert_eq!(sums[0], sums[1]);
                }
            }
        }
    }

    #[test]
    fn the_units_that_have_both_years_add_up_exactly(items in figures()) {
        let units = of(&items, Grouping::ByUnit);
        for row in of(&items, Grouping::All).rows {
            for ((from, to), matched) in &row.matched {
                let has = |unit: &Arc<str>, column| {
                    units.rows.iter().any(|row| row.item.unit == *unit && row.figures.contains_key(column))
                };
                let same: Vec<&TrendRow> =
                    units.rows.iter().filter(|one| one.item.code == row.item.code && one.item.level == row.item.level).collect();
                for (column, amount) in [(from, matched.prior), (to, matched.current)] {
                    let both = same.iter().filter(|row| has(&row.item.unit, from) && has(&row.item.unit, to));
                    let fen = both.filter_map(|row| row.figures.get(column)).map(|figure| figure.amount.fen());
                    prop_assert_eq!(fen.sum::<i64>(), amount.fen());
                }
                prop_assert_eq!(row.change_over(*from, *to), None, "other units stand behind the two years");
            }
        }
    }

}

proptest! {
    #![proptest_config(crate::chance::cases(256))]

    #[test]
    fn every_digit_of_a_yearly_rate_is_right(from in 1..i64::MAX, to in 0..i64::MAX, years in 1u16..40, places in 0u32..6) {
        let rate = AnnualGrowth::between(from, to, years).unwrap().percent(places);
        // The exact rate lies within half a step: of ((whole + rate ± half) / whole)^years one is below to / from, one above.
        let power = |doubled: BigInt| doubled.pow(u32::from(years)) * BigInt::from(from);
        let whole = BigInt::from(10i64.pow(places + 2));
        let doubled = (BigInt::from(rate.mantissa()) + &whole) * 2;
        let target = (whole * 2u8).pow(u32::from(years)) * BigInt::from(to);
        let (low, high) = (power(&doubled - 1), power(&doubled + 1));
        if rate.mantissa() > 0 || to > from {
            prop_assert!(low <= target && target < high, "half goes up");
        } else if doubled > BigInt::from(0) {
            prop_assert!(low < target && target <= high, "half goes down");
        } else {
            prop_assert!(target < high);
        }
    }

    #[test]
    fn steady_growth_is_found_again(from in 1i64..1000, percent in 1i64..40, years in 1u32..6) {
        let (start, end) = (from * 100i64.pow(years), from * (100 + percent).pow(years));
        let rate = AnnualGrowth::between(start, end, u16::try_from(years).unwrap()).unwrap();
        prop_assert_eq!(rate.percent(2).to_string(), format!("{percent}.00"));
    }
}
