//! 同口径 over many years and for groups of units: figures converted to the codes of the last year, in every format.

use crate::bridge::{SAMPLE, bridge, code_of, file, item, moved_beside, tongbi};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use tongbi::analysis::{
    CompareOptions, Comparison, Grouping, LineItems, Trend, TrendOptions, TrendRow, YearPhase, compare, trend,
};
use tongbi::model::*;
use tongbi::source::{load, load_texts};

fn trended(items: &[LineItem], grouping: Grouping, rows: &str) -> Trend {
    let items = LineItems::from_items(items).with_grouping(grouping);
    trend(&items, &TrendOptions { bridge: Some(Arc::new(bridge(rows))), ..Default::default() }).unwrap()
}

fn compared(items: &[LineItem], years: (u16, u16), grouping: Grouping, rows: &str) -> Comparison {
    let items = LineItems::from_items(items).with_grouping(grouping);
    let (base, year) = (FiscalYear::new(years.0), FiscalYear::new(years.1));
    let bridge = Some(Arc::new(bridge(rows)));
    compare(&items, &CompareOptions { base, year, bridge, ..Default::default() }).unwrap()
}

fn column(year: u16) -> YearPhase {
    (FiscalYear::new(year).unwrap(), Phase::Approved)
}

/// The row of a code (the total where it is empty) in the general budget, on the codes of the last year.
fn same<'a>(trend: &'a Trend, unit: &str, code: &str) -> &'a TrendRow {
    let own = |row: &&TrendRow| {
        let (table, measure) = (BudgetTable::General, Measure::total());
        (&*row.item.unit, row.item.table, &row.item.measure) == (unit, table, &measure)
            && row.item.code.as_ref().map_or("", |own| own.as_str()) == code
    };
    let row = trend.rows.iter().find(own).unwrap_or_else(|| panic!("没有 {unit} {code}"));
    row.comparable.as_deref().unwrap()
}

fn amounts(row: &TrendRow) -> Vec<(u16, i64)> {
    row.figures.iter().map(|((year, _), figure)| (year.get(), figure.amount.fen())).collect()
}

fn rate(growth: Option<Growth>) -> Option<String> {
    growth.and_then(Growth::rate).map(|rate| rate.percent(2).to_string())
}

fn of(unit: &str, item: LineItem) -> LineItem {
    LineItem { unit: unit.into(), place: Place::file(format!("{unit}{}", item.year)), ..item }
}

fn the_moved_item_fell(items: &[LineItem], rows: &str) {
    let trend = trended(items, Grouping::ByUnit, rows);
    let unit = trend.rows.iter().find(|row| row.item.table == BudgetTable::General).unwrap().item.unit.clone();
    let moved = same(&trend, &unit, "2080102");
    let change = moved.change(column(2024)).map(|change| change.print(AmountUnit::TenThousand, 2));
    assert_eq!((change.as_deref(), rate(moved.growth(column(2024))).as_deref()), (Some("-0.80"), Some("-2.29")));
    let totals = || trend.rows.iter().filter(|row| row.item.level == Level::Total);
    assert!(totals().count() > 10);
    for row in totals() {
        let same = row.comparable.as_deref().unwrap();
        assert_eq!((&row.figures, &row.spans), (&same.figures, &same.spans), "no bridge changes a total");
    }
}

#[test]
fn the_moved_item_of_the_sample_fell_in_the_trend_too_and_totals_stay() {
    let items = load_texts(&SAMPLE, &Default::default()).unwrap().items;
    the_moved_item_fell(&items, "2023,2024,2080699,,2080102,,,,\n");
}

#[test]
fn the_moved_item_of_the_example_fell_in_the_trend_too() {
    let Some(seed) = crate::example::shared("seed/bazhou-social-insurance-2024.txt") else { return };
    let items = load(&[seed], &Default::default(), &()).unwrap().items;
    the_moved_item_fell(&items, "2023,2024,,其他企业改革发展补助,2080102,,,,\n");
}

#[test]
fn a_code_that_moved_every_year_grows_steadily_on_the_codes_of_the_last() {
    let items = [item(2022, "2010101", 10_000), item(2023, "2010201", 11_000), item(2024, "2010301", 12_100)];
    let rows = "2022,2023,2010101,,2010201,,,,\n2023,2024,2010201,,2010301,,,,\n";
    let trend = trended(&items, Grouping::ByUnit, rows);
    let row = same(&trend, "甲", "2010301");
    assert_eq!(amounts(row), [(2022, 10_000), (2023, 11_000), (2024, 12_100)]);
    assert_eq!([2023, 2024].map(|year| rate(row.growth(column(year)))), [Some("10.00".into()), Some("10.00".into())]);
    assert_eq!(rate(row.growth_over(column(2022), column(2024))).as_deref(), Some("21.00"));
    assert_eq!(row.annual(row.spans[0]).unwrap().percent(2).to_string(), "10.00");
    for code in ["2010101", "2010201"] {
        assert!(same(&trend, "甲", code).figures.values().all(|figure| figure.amount.fen() == 0), "{code}");
    }
    assert!(trend.warnings.is_empty(), "{:?}", trend.warnings);
    let codes: Vec<_> = trend.on_same_basis().rows.iter().filter_map(|row| row.item.code.clone()).collect();
    assert_eq!(codes.last().map(Code::as_str), Some("2010301"), "codes that gave everything away are gone: {codes:?}");
    // Seen from 2023 the last code does not exist yet.
    let to = FiscalYear::new(2023);
    let options = TrendOptions { to, bridge: Some(Arc::new(bridge(rows))), ..Default::default() };
    let earlier = tongbi::analysis::trend(&LineItems::from_items(&items), &options).unwrap();
    assert_eq!(amounts(same(&earlier, "甲", "2010201")), [(2022, 10_000), (2023, 11_000)]);
}

#[test]
fn a_bridge_acts_on_years_whatever_the_phase() {
    let executed = |item: LineItem| LineItem { phase: Phase::Executed, ..item };
    let items = [item(2023, "2010101", 10), executed(item(2023, "2010101", 9)), item(2024, "2010102", 12)];
    let trend = trended(&items, Grouping::ByUnit, "2023,2024,2010101,,2010102,,,,\n");
    let row = same(&trend, "甲", "2010102");
    let found: Vec<_> = row.figures.iter().map(|((_, phase), figure)| (*phase, figure.amount.fen())).collect();
    assert_eq!(found, [(Phase::Approved, 10), (Phase::Executed, 9), (Phase::Approved, 12)]);
}

#[test]
fn a_unit_without_the_last_year_is_put_on_its_codes_all_the_same() {
    let items = [
        of("甲", item(2023, "2010101", 10)),
        of("甲", item(2024, "2010102", 12)),
        of("乙", item(2022, "2010101", 5)),
        of("乙", item(2023, "2010101", 6)),
    ];
    let trend = trended(&items, Grouping::ByUnit, "2023,2024,2010101,,2010102,,,,\n");
    let row = same(&trend, "乙", "2010102");
    assert_eq!(amounts(row), [(2022, 5), (2023, 6)]);
    assert_eq!(rate(row.growth(column(2023))).as_deref(), Some("20.00"));
}

#[test]
fn what_a_table_does_not_list_stays_without_in_the_trend() {
    let items = moved_beside(&[(2023, "", 150), (2023, "215", 100), (2023, "207", 50), (2024, "207", 160)]);
    for grouping in [Grouping::ByUnit, Grouping::All] {
        let trend = trended(&items, grouping, "2023,2024,2150899,,2079903,,,,\n");
        for row in
            trend.rows.iter().filter(|row| row.item.table == BudgetTable::Totals && row.item.level == Level::Category)
        {
            let same = row.comparable.as_deref().unwrap();
            assert!(!same.figures.contains_key(&column(2023)), "{}", row.item.name);
            assert_eq!(same.change(column(2024)), None, "{}", row.item.name);
            assert!(row.change(column(2024)).is_some(), "the published figures stay");
        }
        let told: Vec<_> = trend.warnings.iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(told, ["有的表只列到较粗的级次，未列出其中转出或转入的数，这些行没有同口径数"]);
    }
}

#[test]
fn each_unit_of_a_group_is_put_on_this_years_codes_by_itself() {
    let items = [
        of("甲", item(2023, "2010101", 100)),
        of("甲", item(2024, "2010102", 110)),
        of("乙", item(2023, "2010101", 40)),
        of("乙", item(2024, "2010101", 50)),
        of("丙", item(2024, "2010102", 7)),
    ];
    let rows = "2023,2024,2010101,,2010102,,,甲,\n";
    let told = |unit: &str, code: &str| {
        let comparison = compared(&items, (2023, 2024), Grouping::All, rows);
        let own = |row: &&tongbi::analysis::ComparisonRow| {
            &*row.item.unit == unit && row.item.code.as_ref().is_some_and(|own| own.as_str() == code)
        };
        let row = comparison.rows.iter().find(own).unwrap().comparable.unwrap();
        (row.prior.map(|prior| prior.fen()), row.change.map(|change| change.fen()))
    };
    assert_eq!(told("全部单位", "2010102"), (Some(100), None), "丙 has no last year, so there is no change to state");
    let both = "全部单位（两年都有数的2个单位）";
    assert_eq!(told(both, "2010102"), (Some(100), Some(10)));
    assert_eq!(told(both, "2010101"), (Some(40), Some(10)));
    let trend = trended(&items, Grouping::All, rows);
    let row = same(&trend, "全部单位", "2010102");
    assert_eq!((amounts(row), row.change(column(2024))), (vec![(2023, 100), (2024, 117)], None));
    let matched = row.matched[&(column(2023), column(2024))];
    assert_eq!((matched.units, matched.prior.fen(), matched.current.fen()), (2, 100, 110));
}

#[test]
fn of_a_trend_in_parts_only_what_no_part_used_is_told() {
    let one = [of("甲", item(2022, "2010101", 1)), of("甲", item(2023, "2010102", 1))];
    let two = [of("乙", item(2022, "2010201", 1)), of("乙", item(2023, "2010202", 1))];
    let rows = Arc::new(bridge(
        "2022,2023,2010101,,2010102,,,,\n2022,2023,2010201,,2010202,,,,\n2022,2023,2019999,,2010102,,,,\n",
    ));
    let run = |items: &[LineItem], is_part| {
        let options = TrendOptions { bridge: Some(rows.clone()), ..Default::default() };
        let items = LineItems::from_items(items);
        let survey = Arc::new(items.survey().clone());
        trend(&if is_part { items.within(&survey) } else { items }, &options).unwrap()
    };
    let whole = run(&[&one[..], &two[..]].concat(), false);
    let [first, second] = [run(&one, true), run(&two, true)];
    assert!(first.warnings.is_empty() && second.warnings.is_empty());
    let mut used = first.bridge_use.unwrap();
    used.merge(second.bridge_use.unwrap());
    assert_eq!(used.warnings(&rows), whole.warnings);
    assert_eq!(whole.warnings.len(), 1, "{:?}", whole.warnings);
}

#[test]
fn every_file_of_a_trend_has_both_bases_and_none_of_it_without_a_bridge() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "2023,2024,2080699,,2080102,,,,\n");
    let run = |more: &[&str], with: bool| {
        let base = ["trend", "data/sample", "--table", "general", "--measure", "合计", "--from", "2023"];
        let bridge: &[&str] = if with { &["--bridge", &path] } else { &[] };
        let (text, errors, status) = tongbi(&[&base[..], more, bridge].concat());
        assert_eq!(status, Some(0), "{errors}");
        text
    };
    let csv = run(&["--format", "csv"], true);
    assert!(csv.contains(",amount_comparable,change_comparable,growth_comparable,status_comparable,"), "{csv}");
    assert!(csv.contains(",342000.00,-8000.00,-2.29,rate,-8000.00,-2.29,rate,"), "{csv}");
    let wide = run(&["--format", "csv", "--wide"], true);
    assert!(wide.contains(",2023年预算同口径,2023年预算同口径增减率,2024年预算同口径,"), "{wide}");
    let same = "350000.00,,342000.00,-2.29,-8000.00,-2.29,-2.29";
    let published = "一般行政管理事务,0.00,,0.00,342000.00,,4.53,2023,2024,342000.00,,";
    assert!(wide.contains(&format!("{published},{same}")), "{wide}");
    let json: serde_json::Value = serde_json::from_str(&run(&["--format", "json"], true)).unwrap();
    let row = json["rows"].as_array().unwrap().iter().find(|row| row["code"] == "2080102").unwrap();
    assert_eq!([&row["figures"][0]["amount"], &row["figures"][0]["amount_comparable"]], ["0.00", "350000.00"]);
    assert_eq!([&row["figures"][1]["status"], &row["figures"][1]["growth_comparable"]], ["new", "-2.29"]);
    assert_eq!([&row["spans"][0]["change"], &row["spans"][0]["change_comparable"]], ["342000.00", "-8000.00"]);
    let schema: serde_json::Value = serde_json::from_str(include_str!("../data/schema/trend.schema.json")).unwrap();
    let faults: Vec<_> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&json).map(|error| error.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
    let md = run(&["--format", "md"], true);
    for figures in
        ["0.00\\* | 34.20 | 新增 | +34.20 | 0.00% | 4.53% | 4.53百分点", "0.00\\* | 35.00 | 34.20 | -2.29% | -0.80"]
    {
        let line = format!("| 2080102 | 一般行政管理事务 | {figures} |");
        assert!(md.contains(&line), "{line}\n{md}");
    }
    assert!(md.contains("同口径：以前年度的数按对照表转到2024年科目后再比"), "{md}");
    assert!(!run(&["--format", "md"], false).contains("同口径"));
    assert!(
        run(&["--format", "csv", "--wide"], false)
            .contains("一般行政管理事务,0.00,,0.00,342000.00,,4.53,2023,2024,342000.00,,,,,,,")
    );
    let plain = run(&["--format", "csv"], false);
    assert_eq!(plain.lines().next(), csv.lines().next(), "columns do not depend on options");
    assert!(plain.lines().skip(1).all(|line| line.ends_with(&",".repeat(11))), "{plain}");
    let other = ["trend", "data/sample", "--table", "three_public", "--format", "md", "--bridge", &path];
    let (untouched, ..) = tongbi(&other);
    assert!(untouched.contains("对照表没有转动本表的数，同口径数与公布数相同。"), "{untouched}");
    let movers = run(&["--rank", "change"], true);
    assert!(movers.contains("，同口径）") && !movers.contains("其他企业改革发展补助"), "{movers}");
}

#[test]
fn a_workbook_and_a_parquet_file_of_a_trend_have_the_columns_of_the_same_basis() {
    use calamine::Reader;
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "2023,2024,2080699,,2080102,,,,\n");
    for (name, with) in [("有.xlsx", true), ("无.xlsx", false)] {
        let out = folder.path().join(name);
        let base = ["trend", "data/sample", "--table", "general", "-o", out.to_str().unwrap()];
        let bridge: &[&str] = if with { &["--bridge", &path] } else { &[] };
        assert_eq!(tongbi(&[&base[..], bridge].concat()).2, Some(0));
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(&out).unwrap();
        for (sheet, head) in [("趋势（同口径）", "预算同口径累计增减率"), ("明细", "同口径增减率")]
        {
            let Ok(cells) = book.worksheet_range(sheet) else {
                assert!(!with && sheet != "明细");
                continue;
            };
            let heads: Vec<String> = cells.rows().next().unwrap().iter().map(ToString::to_string).collect();
            assert_eq!(heads.iter().filter(|one| *one == head).count(), 1, "{heads:?}");
            let moved = cells.rows().filter(|row| row.iter().any(|cell| *cell == "2080102"));
            let found = moved.flatten().any(|cell| cell.to_string().starts_with("-0.022"));
            assert_eq!(found, with, "{sheet}");
        }
    }
    let out = folder.path().join("趋势.parquet");
    let call = ["trend", "data/sample", "--table", "general", "-o", out.to_str().unwrap(), "--bridge", &path];
    assert_eq!(tongbi(&call).2, Some(0));
    let bytes = std::fs::read(&out).unwrap();
    let has = |name: &str| bytes.windows(name.len()).any(|part| part == name.as_bytes());
    assert!(has("amount_comparable") && has("cumulative_growth_comparable"));
}

#[test]
fn a_trend_chart_and_that_of_a_report_say_that_the_years_are_on_the_same_basis() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "2023,2024,2080699,,2080102,,,,\n");
    let out = folder.path().join("图.svg").display().to_string();
    let call = ["chart", "data/sample", "--kind", "trend", "--level", "项", "--top", "20", "--text", "-o", &out];
    assert_eq!(tongbi(&[&call[..], &["--bridge", &path]].concat()).2, Some(0));
    let svg = std::fs::read_to_string(&out).unwrap();
    let words: String = svg.split('>').filter_map(|part| part.strip_suffix("</text")).collect();
    assert!(words.contains("同口径，以前年度的数已按对照表转到2024年科目"), "{svg}");
    assert!(svg.contains("一般行政管理事务") && !svg.contains("其他企业改革发展补助"));
    assert_eq!(tongbi(&call).2, Some(0));
    assert!(!std::fs::read_to_string(&out).unwrap().contains("同口径"));
}

/// Figures of three units in three years under codes 20a0b0c.
fn figures() -> impl Strategy<Value = Vec<LineItem>> {
    let figure = ((0usize..3, 2022u16..=2024, 0u32..27), -1_000_000_000_000i64..1_000_000_000_000);
    prop::collection::btree_map(figure.0, figure.1, 1..50).prop_map(|figures| {
        let units = ["甲", "乙", "丙"];
        let figures =
            figures.into_iter().map(|((unit, year, code), fen)| of(units[unit], item(year, &code_of(code), fen)));
        let always = (2022..=2024).map(|year| of("甲", item(year, "2099999", 1)));
        figures.chain(always).collect()
    })
}

/// For every pair of years and old code the new codes and their weights: splits, merges and chains.
fn bridges() -> impl Strategy<Value = String> {
    let news = prop::collection::btree_map(0u32..27, 1u16..50, 1..4);
    prop::collection::btree_map((2022u16..2024, 0u32..27), news, 1..16).prop_map(|rows| {
        let mut text = String::new();
        for ((from, old), news) in rows {
            let sum: u32 = news.values().map(|weight| u32::from(*weight)).sum();
            for (new, weight) in news {
                text += &format!("{from},{},{},,{},,{weight}/{sum},,\n", from + 1, code_of(old), code_of(new));
            }
        }
        text
    })
}

/// The sum of a level of a unit in a year.
fn sums<'a>(rows: impl Iterator<Item = &'a TrendRow>) -> BTreeMap<(Arc<str>, Level, YearPhase), i128> {
    let mut sums = BTreeMap::new();
    for row in rows {
        for (column, figure) in &row.figures {
            *sums.entry((row.item.unit.clone(), row.item.level, *column)).or_default() +=
                i128::from(figure.amount.fen());
        }
    }
    sums
}

proptest! {
    #![proptest_config(crate::chance::cases(16))]

    #[test]
    fn the_comparable_amounts_of_every_year_and_level_add_up_to_the_printed_ones(items in figures(), rows in bridges()) {
        let trend = trended(&items, Grouping::ByUnit, &rows);
        let mut nominal = sums(trend.rows.iter());
        let mut same = sums(trend.rows.iter().filter_map(|row| row.comparable.as_deref()));
        nominal.retain(|_, sum| *sum != 0);
        same.retain(|_, sum| *sum != 0);
        prop_assert_eq!(nominal, same);
    }

    #[test]
    fn the_last_two_years_of_a_trend_are_what_compare_says(items in figures(), rows in bridges()) {
        for grouping in [Grouping::ByUnit, Grouping::All] {
            let trend = trended(&items, grouping.clone(), &rows);
            let comparison = compared(&items, (2023, 2024), grouping, &rows);
            let mut met = 0;
            for row in &trend.rows {
                let own = |other: &&tongbi::analysis::ComparisonRow| {
                    (&other.item.unit, &other.item.code, other.item.level) == (&row.item.unit, &row.item.code, row.item.level)
                };
                let Some(pair) = comparison.rows.iter().find(own) else { continue };
                let (own, pair) = (row.comparable.as_deref().unwrap(), pair.comparable.unwrap());
                let prior = own.figures.get(&column(2023)).map(|figure| figure.amount);
                let last = (prior, own.change(column(2024)), own.growth(column(2024)));
                prop_assert_eq!(last, (pair.prior, pair.change, pair.growth), "{} {}", row.item.unit, row.item.name);
                met += 1;
            }
            prop_assert!(met > 0);
        }
    }

    #[test]
    fn a_groups_comparable_figures_are_the_sums_of_its_units(items in figures(), rows in bridges()) {
        let units = compared(&items, (2023, 2024), Grouping::ByUnit, &rows);
        let all = compared(&items, (2023, 2024), Grouping::All, &rows);
        let fen = |amount: Option<Amount>| i128::from(amount.map_or(0, |amount| amount.fen()));
        for row in all.rows.iter().filter(|row| &*row.item.unit == Grouping::EVERYONE) {
            let own = units.rows.iter().filter(|unit| (&unit.item.code, unit.item.level) == (&row.item.code, row.item.level));
            let same = row.comparable.unwrap();
            let prior: i128 = own.clone().map(|unit| fen(unit.comparable.unwrap().prior)).sum();
            prop_assert_eq!(fen(same.prior), prior, "{}", &row.item.name);
            if same.change.is_some() {
                let change: i128 = own.map(|unit| fen(unit.comparable.unwrap().change)).sum();
                prop_assert_eq!(fen(same.change), change, "{}", &row.item.name);
            }
        }
        let (one, other) = (trended(&items, Grouping::ByUnit, &rows), trended(&items, Grouping::All, &rows));
        for row in &other.rows {
            let same = row.comparable.as_deref().unwrap();
            for year in 2022..=2024 {
                let own = one.rows.iter().filter(|unit| (&unit.item.code, unit.item.level) == (&row.item.code, row.item.level));
                let figures = own.filter_map(|unit| unit.comparable.as_deref()?.figures.get(&column(year)));
                let sum: i128 = figures.map(|figure| fen(Some(figure.amount))).sum();
                prop_assert_eq!(fen(same.figures.get(&column(year)).map(|figure| figure.amount)), sum);
            }
        }
    }
}

#[test]
fn a_row_that_names_its_new_item_is_told_apart_in_a_units_own_last_year() {
    let folder = tempfile::tempdir().unwrap();
    let items = "year,unit,code,name,level,amount\n2018,甲局,,旧事项,项,100\n2019,甲局,,新事项,项,90\n\
                 2018,甲局,2010101,行政运行,项,5\n2019,甲局,2010101,行政运行,项,6\n\
                 2024,乙局,2010101,行政运行,项,7\n2025,乙局,2010101,行政运行,项,8\n";
    std::fs::write(folder.path().join("items.csv"), items).unwrap();
    std::fs::write(folder.path().join("bridge.csv"), "from_year,to_year,old_name,new_name\n2018,2019,旧事项,新事项\n")
        .unwrap();
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tongbi"));
        let output = command.current_dir(folder.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    // 乙局 goes on to 2025, where 甲局 has nothing.
    let text = run(&["trend", "items.csv", "--bridge", "bridge.csv", "--unit", "元"]);
    assert!(text.contains("新事项") && text.contains("-10.00%"), "{text}");
    let text = run(&["compare", "items.csv", "--base", "2018", "--year", "2025", "--bridge", "bridge.csv"]);
    assert!(text.contains("甲局"), "{text}");
}
