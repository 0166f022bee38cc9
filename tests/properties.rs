//! Properties of comparisons that hold for any figures.

use proptest::prelude::*;
use tongbi::analysis::{CompareOptions, ComparisonRow, LineItems, compare};
use tongbi::model::*;

fn item(year: u16, code: &str, fen: i64) -> LineItem {
    let code = Code::new(code).unwrap();
    LineItem {
        unit: "甲".into(),
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
        place: Place::file(year.to_string()),
    }
}

fn years() -> impl Strategy<Value = Vec<LineItem>> {
    let figure = (2023u16..=2024, 1u8..4, 1u8..4, 1u8..4, -1_000_000_000_000i64..1_000_000_000_000);
    prop::collection::vec(figure, 1..40).prop_map(|figures| {
        let mut items: Vec<_> =
            figures.into_iter().map(|(y, a, b, c, fen)| item(y, &format!("20{a}0{b}0{c}"), fen)).collect();
        items.push(item(2023, "2099999", 1));
        items.push(item(2024, "2099999", 1));
        items
    })
}

/// Each of these took minutes once, because some step compared everything with everything.
#[test]
fn large_inputs_of_any_shape_are_read_in_a_moment() {
    let head = "2024年单位预算公开\n一般公共预算支出情况表\n单位：万元\n";
    let columns: String = (0..3000).map(|n| format!("\t项{n}")).collect();
    let wide = format!("{head}科目编码\t科目名称{columns}\n208\t甲{}\n", "\t1".repeat(3000));
    let codes: String = (0..20_000).map(|n| format!("{}\t甲{n}\t1.5\n", 2_000_000 + n * 7)).collect();
    let codes = format!("{head}科目编码\t科目名称\t2024年\n208\t甲\t1\n{codes}");
    let paragraph = "2024年预算，\n".to_owned() + &"甲，\n".repeat(20_000);
    let claim = "行政运行支出2024年预算数为1.00万元，比上年增加1.00万元，增长5%；";
    let sentence = head.to_owned() + &claim.repeat(1_000);
    for text in [wide, codes, paragraph, sentence] {
        let _ = tongbi::source::load_texts(&[("x.txt", &text)], &Default::default());
    }
}

proptest! {
    #![proptest_config(crate::chance::cases(256))]

    #[test]
    fn printing_an_amount_and_reading_it_again_changes_nothing(fen in any::<i64>()) {
        let printed = Amount::from_fen(fen).print(AmountUnit::Yuan, 2);
        if let Ok(Some(number)) = PrintedNumber::parse(&printed) {
            prop_assert_eq!(Amount::from_printed(&number, AmountUnit::Yuan).unwrap(), (Amount::from_fen(fen), true));
        } else {
            // Nineteen digits are more than any budget has and are refused in words.
            prop_assert!(fen.unsigned_abs() >= 1_000_000_000_000_000_000);
        }
    }

    #[test]
    fn no_text_makes_the_number_reader_panic(text in "\\PC{0,40}") {
        let _ = PrintedNumber::parse(&text);
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "([一-龥]|[0-9.,]|\t|\n|[（）：。，]){0,400}") {
        let _ = tongbi::source::load_texts(&[("x.txt", &text)], &Default::default());
    }

    #[test]
    fn a_rate_is_within_half_a_step_of_the_exact_ratio(n in any::<i64>(), d in any::<i64>()) {
        prop_assume!(d != 0);
        let shown = Ratio::new(n, d).unwrap().percent(2);
        if shown.mantissa().unsigned_abs() < 1u128 << 60 {
            let error = (shown.mantissa() * i128::from(d) - i128::from(n) * 10_000).unsigned_abs();
            prop_assert!(2 * error <= u128::from(d.unsigned_abs()));
        }
    }

}

// Each of these compares whole years.
proptest! {
    #![proptest_config(crate::chance::cases(64))]

    #[test]
    fn changes_add_up_and_shares_sum_to_the_whole(items in years()) {
        let comparison = compare(&LineItems::from_items(&items), &CompareOptions::default()).unwrap();
        let total = comparison.rows.iter().find(|row| row.item.level == Level::Total).unwrap();
        for level in [Level::Category, Level::Section, Level::Item] {
            let rows = || comparison.rows.iter().filter(|row| row.item.level == level);
            let sum: i64 = rows().filter_map(|row| row.change).map(|change| change.fen()).sum();
            prop_assert_eq!(sum, total.change.unwrap().fen());
            let shares: i64 = rows().filter_map(|row| row.share_current).map(|share| share.numerator()).sum();
            // Beside negative amounts one may be more than the whole, and is no share of it.
            let is_part = |row: &ComparisonRow| row.current.is_none() || row.share_current.is_some();
            if total.share_current.is_some() && rows().all(is_part) {
                prop_assert_eq!(shares, total.current.unwrap().fen());
            }
        }
    }

    #[test]
    fn turning_the_years_round_negates_every_change(items in years()) {
        let frame = LineItems::from_items(&items);
        let year = |year| FiscalYear::new(year);
        let there = CompareOptions { base: year(2023), year: year(2024), ..Default::default() };
        let back = CompareOptions { base: year(2024), year: year(2023), ..Default::default() };
        let changes = |options| {
            let mut rows: Vec<_> = compare(&frame, &options).unwrap().rows.into_iter()
                .map(|row| (row.item.code, row.item.level, row.change.map(|change| change.fen()))).collect();
            rows.sort();
            rows
        };
        let negated: Vec<_> = changes(back).into_iter().map(|(c, l, change)| (c, l, change.map(|fen| -fen))).collect();
        prop_assert_eq!(changes(there), negated);
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(items in years().prop_shuffle()) {
        let mut sorted = items.clone();
        sorted.sort_by(|a, b| (&a.code, a.year, a.amount.map(|x| x.fen())).cmp(&(&b.code, b.year, b.amount.map(|x| x.fen()))));
        let rows = |items: &[LineItem]| {
            let rows = compare(&LineItems::from_items(items), &CompareOptions::default()).unwrap().rows;
            rows.into_iter().map(|row| (row.item.code, row.prior, row.current, row.change)).collect::<Vec<_>>()
        };
        prop_assert_eq!(rows(&items), rows(&sorted));
    }
}
