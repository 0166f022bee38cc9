//! Comparing the sample gives the figures that its second year's text states.

use tongbi::analysis::{CompareOptions, Comparison, ComparisonRow, LineItems, compare};
use tongbi::model::{Amount, AmountUnit};
use tongbi::source::load_texts;

const SAMPLE: [(&str, &str); 2] =
    [("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", include_str!("../data/sample/2024.txt"))];

fn sample() -> Comparison {
    let loaded = load_texts(&SAMPLE, &Default::default()).unwrap();
    compare(&LineItems::from_items(&loaded.items), &CompareOptions::default()).unwrap()
}

fn row<'a>(comparison: &'a Comparison, table: &str, code: &str, measure: &str) -> &'a ComparisonRow {
    let mut rows = comparison.rows.iter().filter(|row| {
        row.item.table.name() == table
            && row.item.measure.as_str() == measure
            && row.item.code.as_ref().map_or("", |code| code.as_str()) == code
    });
    rows.next().unwrap_or_else(|| panic!("没有 {table} {code} {measure}"))
}

fn check(table: &str, code: &str, measure: &str, expected: [&str; 5]) {
    let comparison = sample();
    let row = row(&comparison, table, code, measure);
    let print = |amount: Option<Amount>| amount.map_or("—".into(), |a| a.print(AmountUnit::TenThousand, 2));
    let rate = row
        .growth
        .and_then(|growth| growth.rate())
        .map_or_else(|| row.growth.map_or("—", |growth| growth.name()).to_owned(), |rate| rate.percent(2).to_string());
    let share = row.share_current.map_or("—".into(), |share| share.percent(2).to_string());
    assert_eq!(
        [print(row.prior), print(row.current), print(row.change), rate, share],
        expected,
        "{table} {code} {measure}"
    );
}

#[test]
fn funds_and_kinds_of_expenditure_change_as_the_text_says() {
    check("revenue", "", "合计", ["712.00", "759.57", "47.57", "6.68", "100.00"]);
    check("revenue", "", "一般公共预算", ["699.00", "740.60", "41.60", "5.95", "97.50"]);
    check("revenue", "", "上级一般公共预算安排的转移支付", ["13.00", "13.83", "0.83", "6.38", "1.82"]);
    check("revenue", "", "单位资金", ["0.00", "5.15", "5.15", "new", "0.68"]);
    check("expenditure", "", "基本支出", ["545.76", "641.60", "95.84", "17.56", "84.47"]);
    check("expenditure", "", "项目支出", ["166.24", "117.98", "-48.26", "-29.03", "15.53"]);
    check("general", "", "项目支出", ["166.24", "112.83", "-53.41", "-32.13", "14.96"]);
}

#[test]
fn every_item_of_the_general_budget_changes_as_the_text_says() {
    for (code, prior, current, change, rate) in [
        ("2050803", "1.43", "1.95", "0.52", "36.36"),
        ("2080101", "363.42", "395.51", "32.09", "8.83"),
        ("2080102", "0.00", "34.20", "34.20", "new"),
        ("2080109", "131.24", "78.63", "-52.61", "-40.09"),
        ("2080501", "17.98", "86.40", "68.42", "380.53"),
        ("2080505", "48.11", "51.09", "2.98", "6.19"),
        ("2080506", "24.06", "25.55", "1.49", "6.19"),
        ("2080699", "35.00", "—", "-35.00", "-100.00"),
        ("2101101", "35.17", "22.35", "-12.82", "-36.45"),
        ("2101103", "16.08", "16.98", "0.90", "5.60"),
        ("2101199", "1.43", "0.73", "-0.70", "-48.95"),
        ("2210201", "38.09", "41.04", "2.95", "7.74"),
    ] {
        let comparison = sample();
        let row = row(&comparison, "general", code, "合计");
        let print = |amount: Option<Amount>| amount.map_or("—".into(), |a| a.print(AmountUnit::TenThousand, 2));
        assert_eq!([print(row.prior), print(row.current), print(row.change)], [prior, current, change], "{code}");
        let growth = row.growth.unwrap();
        let shown = growth.rate().map_or(growth.name().to_owned(), |rate| rate.percent(2).to_string());
        assert_eq!(shown, rate, "{code}");
    }
}

#[test]
fn shares_of_the_categories_are_those_of_the_text() {
    let comparison = sample();
    let shares: Vec<String> = ["205", "208", "210", "221"]
        .iter()
        .map(|code| row(&comparison, "general", code, "合计").share_current.unwrap().percent(2).to_string())
        .collect();
    assert_eq!(shares, ["0.26", "88.99", "5.31", "5.44"]);
}

#[test]
fn printed_and_rolled_up_amounts_stand_beside_each_other() {
    let comparison = sample();
    let total = row(&comparison, "general", "", "合计");
    assert_eq!(total.prior.unwrap().fen(), 712_000_000);
    let rolled = total.prior_rolled_up.unwrap().fen();
    assert!((rolled - 712_000_000).abs() <= 10_000 * 3, "{rolled}");
}

#[test]
fn a_table_of_two_sides_shows_income_under_its_total_and_then_spending_under_its_own() {
    use tongbi::model::{BudgetTable, Classification, Level};
    let rows =
        sample().rows.into_iter().filter(|row| row.item.table == BudgetTable::Totals && row.item.measure.is_total());
    let sides: Vec<(bool, bool)> =
        rows.map(|row| (row.item.classification == Classification::Revenue, row.item.level == Level::Total)).collect();
    assert!(sides.starts_with(&[(true, true), (true, false)]), "{sides:?}");
    assert_eq!(sides.iter().filter(|side| **side == (false, true)).count(), 1);
    let spending = sides.iter().position(|side| !side.0).unwrap();
    assert_eq!(sides[spending], (false, true), "the total comes first");
    assert!(sides[spending..].iter().all(|side| !side.0), "{sides:?}");
}

#[test]
fn a_comparison_is_written_in_the_format_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = |name: &str| {
        let path = folder.path().join(name);
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tongbi"))
            .args([
                "compare",
                "data/sample/2023.txt",
                "data/sample/2024.txt",
                "--table",
                "revenue",
                "--no-config",
                "-o",
            ])
            .arg(&path)
            .current_dir(root)
            .output()
            .unwrap();
        (output.status.code(), std::fs::read_to_string(&path).unwrap_or_default(), output.stderr)
    };
    assert!(run("对比.csv").1.starts_with("\u{feff}unit,"));
    assert!(run("对比.json").1.starts_with('{'));
    assert!(run("对比.md").1.contains("|---"));
    let (status, written, said) = run("对比.docx");
    assert_eq!((status, &*written), (Some(2), ""));
    assert!(
        String::from_utf8_lossy(&said).contains("txt、md、csv、json、xlsx 或 parquet"),
        "{}",
        String::from_utf8_lossy(&said)
    );
}
