//! 同口径: comparing last year's figures converted to this year's codes, for bridges and tables of every kind.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use tongbi::analysis::{Comparable, CompareOptions, Comparison, ComparisonRow, LineItems, compare};
use tongbi::model::*;
use tongbi::source::{Loaded, load, load_texts, read_bridge};

pub(crate) const SAMPLE: [(&str, &str); 2] =
    [("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", include_str!("../data/sample/2024.txt"))];

const HEAD: &str = "from_year,to_year,old_code,old_name,new_code,new_name,share,unit,source\n";

/// A bridge of these rows, read as a user's file is.
pub(crate) fn bridge(rows: &str) -> Bridge {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("对照.csv");
    std::fs::write(&path, format!("{HEAD}{rows}")).unwrap();
    read_bridge(&path).unwrap().0
}

fn compared(items: &[LineItem], years: (u16, u16), rows: &str) -> Result<Comparison, String> {
    let (base, year) = (FiscalYear::new(years.0), FiscalYear::new(years.1));
    let options = CompareOptions { base, year, bridge: Some(Arc::new(bridge(rows))), ..Default::default() };
    compare(&LineItems::from_items(items), &options).map_err(|error| error.to_string())
}

fn sample(rows: &str) -> Comparison {
    let loaded: Loaded = load_texts(&SAMPLE, &Default::default()).unwrap();
    compared(&loaded.items, (2023, 2024), rows).unwrap()
}

fn row<'a>(comparison: &'a Comparison, table: BudgetTable, code: &str) -> &'a ComparisonRow {
    let own = |row: &&ComparisonRow| row.item.code.as_ref().map_or("", |code| code.as_str()) == code;
    let mut rows =
        comparison.rows.iter().filter(|row| row.item.table == table && row.item.measure.is_total()).filter(own);
    rows.next().unwrap_or_else(|| panic!("没有 {code}"))
}

/// 上年同口径, 同口径增减, 同口径增减率 as they are printed in 万元.
fn same(row: &ComparisonRow) -> [String; 3] {
    let Comparable { prior, change, growth, .. } = row.comparable.unwrap();
    let print = |amount: Option<Amount>| amount.map_or("—".into(), |amount| amount.print(AmountUnit::TenThousand, 2));
    let growth = growth.map_or("—".into(), |g| g.rate().map_or(g.name().into(), |rate| rate.percent(2).to_string()));
    [print(prior), print(change), growth]
}

/// An item of 分 in the general budget of unit 甲.
pub(crate) fn item(year: u16, code: &str, fen: i64) -> LineItem {
    let code = Code::new(code).ok();
    LineItem {
        unit: "甲".into(),
        scope: Scope::Unit,
        year: FiscalYear::new(year).unwrap(),
        phase: Phase::Approved,
        table: BudgetTable::General,
        classification: Classification::Functional,
        level: code.as_ref().map_or(Level::Total, Code::level),
        name: code.as_ref().map_or("合计", |code| code.as_str()).into(),
        code,
        parent: None,
        project: None,
        measure: Measure::total(),
        amount: Some(Amount::from_fen(fen)),
        text: "".into(),
        origin: Origin::Published,
        place: Place::file(year.to_string()),
    }
}

/// 上年同口径 in 分 by code.
fn priors(comparison: &Comparison) -> BTreeMap<String, i64> {
    let rows =
        comparison.rows.iter().filter(|row| row.item.table == BudgetTable::General && row.item.measure.is_total());
    rows.filter_map(|row| {
        let code = row.item.code.as_ref().map_or_else(|| row.item.name.to_string(), ToString::to_string);
        Some((code, row.comparable?.prior?.fen()))
    })
    .collect()
}

/// 上年同口径 of what these items and this bridge make, by code, as far as `codes` ask for it.
fn found<'a>(items: &[LineItem], years: (u16, u16), rows: &str, codes: &[&'a str]) -> Vec<(&'a str, i64)> {
    let found = priors(&compared(items, years, rows).unwrap());
    codes.iter().map(|code| (*code, found.get(*code).copied().unwrap_or_else(|| panic!("没有 {code}")))).collect()
}

fn warnings(comparison: &Comparison) -> Vec<String> {
    comparison.warnings.iter().map(|warning| warning.message.clone()).collect()
}

#[test]
fn the_moved_item_of_the_sample_fell_on_the_same_basis_and_totals_stay() {
    let comparison = sample("2023,2024,2080699,,2080102,,,,\n");
    let general = |code| row(&comparison, BudgetTable::General, code);
    assert_eq!(same(general("2080102")), ["35.00", "-0.80", "-2.29"]);
    assert_eq!(same(general("2080699")), ["0.00", "0.00", "0.00"]);
    assert_eq!(general("2080102").growth, Some(Growth::New), "the published figures stay beside it");
    for code in ["", "208"] {
        let row = general(code);
        let same = row.comparable.unwrap();
        assert_eq!((same.prior, same.change, same.growth), (row.prior, row.change, row.growth), "{code}");
    }
    assert!(comparison.rows.iter().all(|row| row.comparable.is_some()));
    let totals = comparison.rows.iter().filter(|row| row.item.level == Level::Total);
    assert!(totals.clone().count() > 10);
    assert!(totals.clone().all(|row| row.comparable.unwrap().prior == row.prior));
}

#[test]
fn the_moved_item_of_the_example_is_known_by_its_name_only() {
    let Some(seed) = crate::example::shared("seed/bazhou-social-insurance-2024.txt") else { return };
    let items = load(&[seed], &Default::default(), &()).unwrap().items;
    for rows in [
        "2023,2024,,其他企业改革发展补助,2080102,,,,\n",
        "2023,2024,2080699,其他企业改革发展补助,,一般行政管理事务,,,\n",
    ] {
        let comparison = compared(&items, (2023, 2024), rows).unwrap();
        assert_eq!(same(row(&comparison, BudgetTable::General, "2080102")), ["35.00", "-0.80", "-2.29"], "{rows}");
        assert_eq!(same(row(&comparison, BudgetTable::General, "")), ["712.00", "42.43", "5.96"]);
        assert_eq!(same(row(&comparison, BudgetTable::General, "208")), ["619.81", "51.56", "8.32"]);
    }
}

#[test]
fn an_item_is_split_to_the_fen_and_merged_with_what_is_there() {
    let items = [
        item(2023, "2010101", 100),
        item(2023, "2010102", 7),
        item(2024, "2010102", 50),
        item(2024, "2010103", 40),
        item(2024, "2010104", 30),
    ];
    let thirds =
        "2023,2024,2010101,,2010102,,1/3,,\n2023,2024,2010101,,2010103,,1/3,,\n2023,2024,2010101,,2010104,,1/3,,\n";
    let expected = [("2010101", 0), ("2010102", 41), ("2010103", 33), ("2010104", 33), ("20101", 107), ("合计", 107)];
    assert_eq!(found(&items, (2023, 2024), thirds, &expected.map(|(code, _)| code)), expected);
}

#[test]
fn a_chain_over_years_and_a_move_between_categories_take_printed_sums_along() {
    let items = [
        item(2022, "", 300),
        item(2022, "207", 100),
        item(2022, "20706", 100),
        item(2022, "2070605", 100),
        item(2022, "208", 200),
        item(2022, "2080101", 200),
        item(2024, "215", 90),
        item(2024, "2150801", 90),
        item(2024, "208", 210),
        item(2024, "2080101", 210),
    ];
    let rows = "2023,2024,2069901,,2150801,,,,\n2022,2023,2070605,,2069901,,,,\n";
    let expected = [("207", 0), ("20706", 0), ("2070605", 0), ("215", 100), ("21508", 100), ("2150801", 100)];
    assert_eq!(found(&items, (2022, 2024), rows, &expected.map(|(code, _)| code)), expected);
    assert_eq!(found(&items, (2022, 2024), rows, &["208", "合计"]), [("208", 200), ("合计", 300)]);
    assert_eq!(warnings(&compared(&items, (2022, 2024), rows).unwrap()), Vec::<String>::new());
}

#[test]
fn a_section_takes_what_is_below_it_along_and_an_items_own_row_comes_first() {
    let items = [
        item(2023, "2060601", 10),
        item(2023, "2060699", 20),
        item(2024, "2070601", 10),
        item(2024, "2070699", 10),
        item(2024, "2080101", 20),
    ];
    let rows = "2023,2024,20606,,20706,,,,\n2023,2024,2060699,,2080101,,,,\n";
    let expected = [("2070601", 10), ("2080101", 20), ("20606", 0), ("2060601", 0)];
    assert_eq!(found(&items, (2023, 2024), rows, &expected.map(|(code, _)| code)), expected);
}

#[test]
fn a_units_own_row_comes_before_that_of_every_unit() {
    let other = |item: LineItem| LineItem { unit: "乙".into(), ..item };
    let mut items = vec![item(2023, "2010101", 10), item(2024, "2010102", 10), item(2024, "2010103", 1)];
    items.extend(items.clone().into_iter().map(other));
    let rows = "2023,2024,2010101,,2010102,,,,\n2023,2024,2010101,,2010103,,,乙,\n";
    let comparison = compared(&items, (2023, 2024), rows).unwrap();
    let at = |unit: &str, code: &str| {
        let mut rows = comparison.rows.iter().filter(|row| &*row.item.unit == unit);
        rows.find(|row| row.item.code.as_ref().is_some_and(|own| own.as_str() == code))
            .unwrap()
            .comparable
            .unwrap()
            .prior
    };
    assert_eq!(at("甲", "2010102"), Some(Amount::from_fen(10)));
    assert_eq!(at("乙", "2010103"), Some(Amount::from_fen(10)));
    assert_eq!(at("乙", "2010102"), None);
}

/// An item of 1.00 that moved from 215 to 207 beside another of 207, and a table of totals with these rows.
pub(crate) fn moved_beside(totals: &[(u16, &str, i64)]) -> Vec<LineItem> {
    let items = [(2023, "2150899", 100), (2023, "2070101", 50), (2024, "2079903", 100), (2024, "2070101", 60)];
    let general = items.map(|(year, code, fen)| item(year, code, fen));
    let totals =
        totals.iter().map(|(year, code, fen)| LineItem { table: BudgetTable::Totals, ..item(*year, code, *fen) });
    general.into_iter().chain(totals).collect()
}

#[test]
fn a_table_of_categories_only_cannot_tell_what_moved_between_them() {
    let items =
        moved_beside(&[(2023, "", 150), (2023, "215", 100), (2023, "207", 50), (2024, "", 160), (2024, "207", 160)]);
    let comparison = compared(&items, (2023, 2024), "2023,2024,2150899,,2079903,,,,\n").unwrap();
    for code in ["207", "215"] {
        assert_eq!(same(row(&comparison, BudgetTable::Totals, code)), ["—", "—", "—"], "{code}");
    }
    assert_eq!(row(&comparison, BudgetTable::Totals, "").comparable.unwrap().prior, Some(Amount::from_fen(150)));
    assert_eq!(priors(&comparison)["207"], 150);
    assert_eq!(warnings(&comparison), ["有的表只列到较粗的级次，未列出其中转出或转入的数，这些行没有同口径数"]);
}

#[test]
fn a_table_of_sections_cannot_tell_what_items_moved_between_categories_either() {
    let items = moved_beside(&[
        (2023, "215", 100),
        (2023, "21508", 100),
        (2023, "20701", 50),
        (2024, "207", 160),
        (2024, "20701", 60),
        (2024, "20799", 100),
    ]);
    let of_item = compared(&items, (2023, 2024), "2023,2024,2150899,,2079903,,,,\n").unwrap();
    for code in ["207", "20799", "215", "21508"] {
        assert_eq!(same(row(&of_item, BudgetTable::Totals, code)), ["—", "—", "—"], "{code}");
    }
    assert_eq!(row(&of_item, BudgetTable::Totals, "20701").comparable.unwrap().change, Some(Amount::from_fen(10)));
    // A row of sections tells it.
    let of_section = compared(&items, (2023, 2024), "2023,2024,21508,,20799,,,,\n").unwrap();
    for (code, fen) in [("207", 150), ("20799", 100), ("215", 0), ("21508", 0)] {
        let prior = row(&of_section, BudgetTable::Totals, code).comparable.unwrap().prior;
        assert_eq!(prior, Some(Amount::from_fen(fen)), "{code}");
    }
}

#[test]
fn what_this_years_text_already_says_on_the_new_code_is_not_counted_twice() {
    let coarse = |fen| Some(Amount::new(fen, 2));
    let stated = |fen| LineItem { origin: Origin::Implied, amount: coarse(fen), ..item(2018, "2040410", fen) };
    let items = |fen| [item(2018, "2040405", 1895), stated(fen), item(2019, "2040410", 1185)];
    let rows = "2018,2019,2040405,,2040410,,,,\n";
    let comparison = compared(&items(1895), (2018, 2019), rows).unwrap();
    assert_eq!(priors(&comparison)["2040410"], 1895);
    let own = row(&comparison, BudgetTable::General, "2040410");
    assert_eq!(
        (own.prior, own.comparable.unwrap().prior),
        (None, Some(Amount::from_fen(1895))),
        "it is published as 2040405"
    );
    assert_eq!(warnings(&comparison), Vec::<String>::new());
    let comparison = compared(&items(2_000_000), (2018, 2019), rows).unwrap();
    assert_eq!(priors(&comparison)["2040410"], 1895);
    let message = "转入 2040410 的是 0.00 万元，本年文件里它的上年数是 2.00 万元，采用前者。请核对对照是否完整";
    assert_eq!(warnings(&comparison), [message]);
}

#[test]
fn names_written_in_two_ways_are_put_together() {
    let named = |year, name: &str, fen| LineItem {
        code: None,
        level: Level::Item,
        classification: Classification::Revenue,
        table: BudgetTable::Revenue,
        name: name.into(),
        ..item(year, "", fen)
    };
    let items = [named(2023, "拨款(补助)", 10), named(2024, "拨款（补助）", 12)];
    let comparison = compared(&items, (2023, 2024), "2023,2024,,拨款(补助),,拨款（补助）,,,\n").unwrap();
    let row = comparison.rows.iter().find(|row| &*row.item.name == "拨款（补助）").unwrap();
    assert_eq!(row.comparable.unwrap().change, Some(Amount::from_fen(2)));
}

#[test]
fn what_a_bridge_names_and_the_data_do_not_is_a_warning_with_its_line() {
    let items = [item(2023, "2010101", 10), item(2024, "2010102", 10)];
    let told = |rows: &str| -> Vec<String> {
        let comparison = compared(&items, (2023, 2024), rows).unwrap();
        comparison.warnings.iter().map(|w| w.to_string().split_once("对照.csv ").unwrap().1.to_owned()).collect()
    };
    assert_eq!(
        told("2023,2024,2019999,,2010102,,,,\n2023,2024,2010101,,2010102,,,,\n"),
        ["第2行：2023 年的数据里没有旧科目 2019999，这一行未使用。请核对编码、名称和单位"]
    );
    assert_eq!(
        told("2023,2024,2010101,,2010199,新设,,,\n"),
        ["第2行：2024 年的数据里没有新科目 2010199 新设，转入后没有本年数可比。请核对新编码"]
    );
    assert_eq!(
        told("2023,2024,2010101,,2010102,,,,\n2023,2024,2010101,,2010102,,,丙,\n"),
        ["第3行：“丙”2023 年的数据里没有旧科目 2010101，这一行未使用。请核对编码、名称和单位"]
    );
    assert_eq!(
        told("2022,2024,2010101,,2010102,,,,\n2023,2024,2010101,,2010102,,,,\n"),
        ["第2行：这一行从 2022 年到 2024 年，跨出了所比的 2023 至 2024 年，没有用。请按年度拆开，或改所比的年度"]
    );
    assert_eq!(
        told("2023,2024,2010101,,2010102,,,,\n2023,2024,2010102,,2010101,,,,\n")[0],
        "第2行：从 2010101 出发的几行同年转回原处，按互换处理，各行同时生效。如不是互换，请删去其中一行"
    );
    let other = compared(&items, (2023, 2024), "2020,2021,2010101,,2010102,,,,\n").unwrap();
    assert_eq!(warnings(&other), ["对照表里没有 2023 至 2024 年之间的行，同口径数与原数相同。请核对年度"]);
}

#[test]
fn of_data_in_parts_only_what_no_part_used_is_told() {
    let other = |item: LineItem| LineItem { unit: "乙".into(), ..item };
    let one = [item(2023, "2010101", 10), item(2024, "2010102", 10)];
    let two = [item(2023, "2010201", 5), item(2023, "2010301", 5), item(2024, "2010202", 10)].map(other);
    let bridge = Arc::new(bridge(
        "2023,2024,2010101,,2010102,,,,\n2023,2024,2010201,,2010202,,,,\n2023,2024,2010301,,2010399,,,,\n2023,2024,2019999,,2010102,,,,\n",
    ));
    let run = |items: &[LineItem], is_part| {
        let options = CompareOptions { bridge: Some(bridge.clone()), ..Default::default() };
        let items = LineItems::from_items(items);
        let survey = Arc::new(items.survey().clone());
        compare(&if is_part { items.within(&survey) } else { items }, &options).unwrap()
    };
    let whole = run(&[&one[..], &two[..]].concat(), false);
    let mut parts = [run(&one, true), run(&two, true)];
    assert!(parts.iter().all(|part| part.warnings.is_empty()));
    let mut used = parts[0].bridge_use.take().unwrap();
    used.merge(parts[1].bridge_use.take().unwrap());
    assert_eq!(used.warnings(&bridge), whole.warnings);
    assert_eq!(whole.warnings.len(), 2, "the code that nobody had and the one that nobody has: {:?}", whole.warnings);
    assert_eq!(run(&one, false).warnings.len(), 3, "by itself the first unit misses the rows of the second");
}

#[test]
fn a_swap_is_carried_out_at_once() {
    let items =
        [item(2023, "2010101", 10), item(2023, "2010102", 3), item(2024, "2010101", 3), item(2024, "2010102", 10)];
    let rows = "2023,2024,2010101,,2010102,,,,\n2023,2024,2010102,,2010101,,,,\n";
    let swapped = [("2010101", 3), ("2010102", 10)];
    assert_eq!(found(&items, (2023, 2024), rows, &["2010101", "2010102"]), swapped);
}

#[test]
fn a_name_that_could_be_two_items_is_an_error_with_its_line() {
    let named = |code: &str, fen| LineItem { name: "行政运行".into(), ..item(2023, code, fen) };
    let items = [named("2010101", 1), named("2010201", 2), item(2024, "2010101", 1)];
    let error = compared(&items, (2023, 2024), "2023,2024,,行政运行,2010101,,,,\n").unwrap_err();
    assert!(error.ends_with("第2行：名称“行政运行”对应不到唯一的科目。请填写 old_code"), "{error}");
    let error = compared(&items, (2023, 2024), "2023,2024,2010201,,,没有的科目,,,\n").unwrap_err();
    assert!(error.ends_with("第2行：名称“没有的科目”对应不到唯一的科目。请填写 new_code"), "{error}");
    let error = compared(&items, (2023, 2024), "2023,2024,201,,20101,,,,\n").unwrap_err();
    assert!(error.contains("第2行：20101"), "{error}");
}

pub(crate) fn tongbi(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

pub(crate) fn file(folder: &tempfile::TempDir, rows: &str) -> String {
    let path: PathBuf = folder.path().join("对照.csv");
    std::fs::write(&path, format!("{HEAD}{rows}")).unwrap();
    path.display().to_string()
}

#[test]
fn compare_shows_both_bases_in_every_format_and_none_of_it_without_a_bridge() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "2023,2024,2080699,,2080102,,,,\n");
    let run = |format: &str, bridge: bool| {
        let mut arguments =
            vec!["compare", "data/sample", "--table", "general", "--measure", "合计", "--format", format];
        arguments.extend(bridge.then_some(["--bridge", &path]).into_iter().flatten());
        tongbi(&arguments).0
    };
    assert!(run("csv", true).contains("prior_comparable,change_comparable,growth_comparable,status_comparable\n"));
    assert!(run("csv", true).contains(",350000.00,-8000.00,-2.29,rate\n"));
    let json: serde_json::Value = serde_json::from_str(&run("json", true)).unwrap();
    let row = json["rows"].as_array().unwrap().iter().find(|row| row["code"] == "2080102").unwrap();
    assert_eq!((row["growth"].as_str(), row["growth_comparable"].as_str()), (None, Some("-2.29")));
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../data/schema/comparison.schema.json")).unwrap();
    let faults: Vec<_> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&json).map(|e| e.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
    for figures in ["4.53% | 4.53百分点", "35.00 | -0.80 | -2.29%"] {
        let line = format!("| 2080102 | 一般行政管理事务 | 0.00\\* | 34.20 | +34.20 | 新增 | {figures} |");
        assert!(run("md", true).contains(&line), "{}", run("md", true));
    }
    assert!(run("table", true).contains("上年同口径   同口径增减   同口径增减率"));
    for format in ["md", "table"] {
        assert!(!run(format, false).contains("同口径"), "{format}");
    }
    let head = |text: String| text.lines().next().map(str::to_owned);
    assert_eq!(head(run("csv", false)), head(run("csv", true)), "columns do not depend on options");
    assert!(run("csv", false).lines().skip(1).all(|line| line.ends_with(",,,,")));
    let json: serde_json::Value = serde_json::from_str(&run("json", false)).unwrap();
    assert!(json["rows"].as_array().unwrap().iter().all(|row| row["prior_comparable"].is_null()));
}

#[test]
fn a_report_and_a_chart_say_that_last_year_is_on_the_same_basis() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "2023,2024,2080699,,2080102,,,,\n");
    let out = folder.path().join("图.svg").display().to_string();
    let arguments = ["chart", "data/sample", "--kind", "variance", "--text", "-o", &out, "--bridge", &path];
    assert_eq!(tongbi(&arguments).2, Some(0));
    let svg = std::fs::read_to_string(&out).unwrap();
    assert!(svg.contains("2023年数已按对照表转为同口径"), "the source line says so");
    assert!(!svg.contains("其他企业改革发展补助"), "what gave everything away is not drawn");
    let report = folder.path().join("报告").display().to_string();
    assert_eq!(tongbi(&["report", "data/sample", "-o", &report, "--bridge", &path]).2, Some(0));
    let summary = folder.path().join("报告/示例州社会保险服务中心-2024/summary.md");
    let summary = std::fs::read_to_string(summary).unwrap();
    assert!(summary.contains("新增（同口径：35.00 → 34.20 万元，-2.29%）"), "{summary}");
}

#[test]
fn a_text_says_beside_the_published_change_what_it_is_on_the_same_basis() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "2023,2024,2080699,,2080102,,,,\n");
    let (text, errors, _) = tongbi(&["explain", "data/sample", "--bridge", &path]);
    let said: Vec<&str> = text.lines().filter(|line| line.contains("同口径")).collect();
    assert_eq!(said.len(), 1, "what gave everything away and what did not move say nothing of it: {said:?} {errors}");
    assert!(
        said[0].contains("比上年预算增加34.20万元，增长100.00%，按同口径计算减少0.80万元，下降2.29%，"),
        "{said:?}"
    );
    // To give all and get all back, or less than is printed, changes nothing that is written.
    let path = file(&folder, "2023,2024,2080101,,2080101,,99.9999999%,,\n2023,2024,2080101,,2080109,,0.0000001%,,\n");
    let (text, ..) = tongbi(&["explain", "data/sample", "--bridge", &path]);
    assert!(!text.contains("同口径"), "{text}");
    let (text, ..) = tongbi(&["explain", "data/sample"]);
    assert!(!text.contains("同口径"));
    // A code that this year's tables do not have is nothing to write about.
    let path = file(&folder, "2023,2024,2080699,,2089999,其他支出,,,\n");
    let (other, errors, _) = tongbi(&["explain", "data/sample", "--bridge", &path]);
    assert_eq!(other, text);
    assert!(errors.contains("没有新科目 2089999"), "{errors}");
}

#[test]
fn the_shipped_list_and_a_file_of_ones_own_go_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "2023,2024,2080699,,2080102,,,,\n");
    let arguments = ["compare", "data/sample", "--bridge", "official", "--bridge", &path, "--format", "csv"];
    let (text, errors, status) = tongbi(&arguments);
    assert_eq!(status, Some(0), "{errors}");
    assert!(text.contains(",350000.00,-8000.00,-2.29,rate\n"));
    assert!(!errors.contains("没有旧科目"), "what of the shipped list is not in the data is not missed: {errors}");
    let (text, errors, status) = tongbi(&["compare", "data/sample", "--bridge", &path, "-o", &path]);
    assert_eq!((text.as_str(), status), ("", Some(2)));
    assert!(errors.contains("就是输入文件"), "{errors}");
}

#[test]
fn a_bridge_is_read_in_any_encoding_with_chinese_heads_notes_and_as_a_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# 说明：\"引号\n原年度\t新年度\t旧编码\t旧名称\t新编码\t新名称\t份额\n2023年\t2024\t2080699\t\t2080102\t\t100%\n#2023\t2024\t1\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bom = format!("\u{feff}{}", text.replace('\t', ",").replace('\n', "\r\n")).into_bytes();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split('\t').enumerate() {
            sheet.write(row as u32, column as u16, cell).unwrap();
        }
    }
    let gbk = encoding_rs::GB18030.encode(text).0.into_owned();
    let files = [("a.tsv", utf16), ("b.csv", bom), ("c.csv", gbk), ("d.xlsx", book.save_to_buffer().unwrap())];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let bridge = read_bridge(&path).unwrap().0;
        let rows: Vec<String> =
            bridge.rows().iter().map(|row| format!("{} {} {}", row.old, row.new, row.share)).collect();
        assert_eq!(rows, ["2080699 2080102 1"], "{name}");
    }
}

/// Leaf figures of two years under codes 20a0b0c.
fn years() -> impl Strategy<Value = Vec<LineItem>> {
    let figure = (2023u16..=2024, 1u8..4, 1u8..4, 1u8..4, -1_000_000_000_000i64..1_000_000_000_000);
    prop::collection::vec(figure, 1..40).prop_map(|figures| {
        let all = figures.into_iter().map(|(year, a, b, c, fen)| item(year, &format!("20{a}0{b}0{c}"), fen));
        all.chain([item(2023, "2099999", 1), item(2024, "2099999", 1)]).collect()
    })
}

/// For every old code the new codes and their weights.
type Rows = BTreeMap<u32, BTreeMap<u32, u16>>;

pub(crate) fn code_of(index: u32) -> String {
    format!("20{}0{}0{}", index / 9 + 1, index / 3 % 3 + 1, index % 3 + 1)
}

fn text(rows: &Rows) -> String {
    let mut text = String::new();
    for (old, news) in rows {
        let sum: u32 = news.values().map(|weight| u32::from(*weight)).sum();
        for (new, weight) in news {
            text += &format!("2023,2024,{},,{},,{weight}/{sum},,\n", code_of(*old), code_of(*new));
        }
    }
    text
}

fn bridges() -> impl Strategy<Value = Rows> {
    let news = prop::collection::btree_map(0u32..27, 1u16..50, 1..4);
    prop::collection::btree_map(0u32..27, news, 1..12)
}

fn level_sums(comparison: &Comparison, side: fn(&ComparisonRow) -> Option<Amount>) -> BTreeMap<Level, i64> {
    let mut sums = BTreeMap::new();
    for row in &comparison.rows {
        *sums.entry(row.item.level).or_default() += side(row).map_or(0, |amount| amount.fen());
    }
    sums
}

proptest! {
    #![proptest_config(crate::chance::cases(24))]

    #[test]
    fn a_bridge_conserves_the_total_at_every_level(items in years(), rows in bridges()) {
        let comparison = compared(&items, (2023, 2024), &text(&rows)).unwrap();
        let nominal = level_sums(&comparison, |row| row.prior);
        let same = level_sums(&comparison, |row| row.comparable.and_then(|same| same.prior));
        prop_assert_eq!(&nominal, &same);
        let change = level_sums(&comparison, |row| row.comparable.and_then(|same| same.change));
        prop_assert_eq!(change, level_sums(&comparison, |row| row.change));
    }

    #[test]
    fn a_bridge_from_every_code_to_itself_changes_nothing(items in years()) {
        let rows = (0..27).map(|index| (index, BTreeMap::from([(index, 1)]))).collect();
        let comparison = compared(&items, (2023, 2024), &text(&rows)).unwrap();
        for row in &comparison.rows {
            let same = row.comparable.unwrap();
            prop_assert_eq!((same.prior, same.change, same.growth), (row.prior, row.change, row.growth));
        }
    }

    #[test]
    fn neither_the_order_of_the_items_nor_that_of_the_bridge_matters(
        items in years().prop_shuffle(), rows in bridges(), seed in any::<u64>()
    ) {
        let mut sorted = items.clone();
        sorted.sort_by(|a, b| (&a.code, a.year, a.amount.map(Amount::fen)).cmp(&(&b.code, b.year, b.amount.map(Amount::fen))));
        let whole = text(&rows);
        let mut lines: Vec<&str> = whole.split_inclusive('\n').collect();
        let turn = seed as usize % lines.len();
        lines.rotate_left(turn);
        lines.reverse();
        let turned = lines.concat();
        let one = compared(&items, (2023, 2024), &whole).unwrap();
        let other = compared(&sorted, (2023, 2024), &turned).unwrap();
        let rows = |comparison: Comparison| -> Vec<_> {
            comparison.rows.into_iter().map(|row| (row.item.code, row.prior, row.current, row.comparable)).collect()
        };
        prop_assert_eq!(rows(one), rows(other));
    }
}
