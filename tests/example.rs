//! The example document: every figure of its tables is read. Skipped without `../shared`.

pub use crate::needs::shared;
use std::collections::BTreeMap;
use tongbi::model::{BudgetTable, Level, LineItem, Origin};
use tongbi::source::{Loaded, load};

fn example() -> Option<Loaded> {
    let path = shared("seed/bazhou-social-insurance-2024.txt")?;
    Some(load(&[path], &Default::default(), &()).unwrap())
}

#[test]
fn every_number_of_the_example_is_read_into_its_table() {
    let Some(loaded) = example() else { return };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    // What the text adds (运行经费, 政府采购) stands in tables of its own.
    let beside = |item: &LineItem| matches!(item.table, BudgetTable::Other | BudgetTable::Procurement);
    let printed = |item: &&LineItem| item.amount.is_some() && item.origin == Origin::Published && !beside(item);
    for item in loaded.items.iter().filter(printed) {
        *counts.entry(item.table.name()).or_default() += 1;
    }
    let expected = [
        ("expenditure", 45),
        ("fiscal_totals", 13),
        ("general", 45),
        ("general_basic", 59),
        ("general_project", 20),
        ("performance", 6),
        ("revenue", 71),
        ("three_public", 8),
        ("totals", 12),
    ];
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected);
    let empty: Vec<_> =
        loaded.tables.iter().filter(|table| table.empty_statement.is_some()).map(|table| table.table.name()).collect();
    assert_eq!(empty, ["fund", "state_capital", "carryover"]);
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
}

#[test]
fn figures_of_the_example_stand_under_their_own_measure() {
    let Some(loaded) = example() else { return };
    let find = |table: &str, code: &str, measure: &str, project: Option<&str>| {
        let found: Vec<_> = loaded
            .items
            .iter()
            .filter(|item| item.table.name() == table && item.measure.as_str() == measure)
            .filter(|item| item.code.as_ref().map_or("", |code| code.as_str()) == code)
            .filter(|item| project.is_none_or(|project| item.project.as_deref() == Some(project)))
            .map(|item| item.text.to_string())
            .collect();
        found.join(",")
    };
    assert_eq!(find("revenue", "2080109", "单位资金", None), "5.15");
    assert_eq!(find("revenue", "2080109", "上级一般公共预算安排的转移支付", None), "13.83");
    assert_eq!(find("expenditure", "208", "项目支出", None), "117.98");
    assert_eq!(find("general_basic", "30217", "公用经费", None), "0.40");
    assert_eq!(
        find("general_project", "2080109", "商品和服务支出", Some("2024年自治区社保经办机构业务补助经费项目")),
        "8.50"
    );
    assert_eq!(find("fiscal_totals", "208", "一般公共预算", None), "671.37");
}

#[test]
fn the_weights_of_both_performance_forms_sum_to_ninety() {
    let Some(loaded) = example() else { return };
    let mut weights: BTreeMap<String, u32> = BTreeMap::new();
    for item in loaded.items.iter().filter(|item| item.measure.as_str() == "指标分值权重") {
        assert_eq!(item.level, Level::Item);
        *weights.entry(item.project.as_deref().unwrap_or_default().to_owned()).or_default() +=
            item.text.parse::<u32>().unwrap();
    }
    assert_eq!(weights.into_values().collect::<Vec<_>>(), [90, 90]);
}

#[test]
fn the_blank_official_workbooks_load_without_items() {
    for form in ["shanghai-unit-budget-form.xls", "shanghai-unit-budget-form-2026.xlsx"] {
        let Some(path) = shared(&format!("corpus/xls/{form}")) else { return };
        let loaded = load(&[path], &Default::default(), &()).unwrap();
        assert_eq!(loaded.items.len(), 0, "{form}");
        assert!(loaded.tables.len() >= 9, "{form}: {}", loaded.tables.len());
    }
}

#[test]
fn an_item_without_its_section_adds_to_the_category_and_does_not_stand_for_it() {
    let Some(loaded) = example() else { return };
    let items = tongbi::analysis::LineItems::from_items(&loaded.items);
    let comparison = tongbi::analysis::compare(&items, &Default::default()).unwrap();
    let row = comparison.rows.iter().find(|row| {
        row.item.table == BudgetTable::General
            && row.item.measure.is_total()
            && row.item.code.as_ref().is_some_and(|code| code.as_str() == "208")
    });
    assert_eq!(row.unwrap().prior.map(|amount| amount.fen()), Some(619_810_000));
    let years = tongbi::analysis::trend(&items, &Default::default()).unwrap();
    assert_eq!(years.columns.len(), 2);
}
