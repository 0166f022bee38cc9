//! Identity of tables and figures: a figure printed twice counts once; figures that only look alike are kept apart.

use crate::example::shared;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use tongbi::analysis::{CompareOptions, Comparison, ComparisonRow, LineItems, compare};
use tongbi::model::{Amount, AmountUnit, BudgetTable, Classification, Level, Phase, Scope, WarningKind};
use tongbi::source::{Loaded, load, load_texts};

fn read(texts: &[(&str, &str)]) -> Loaded {
    load_texts(texts, &Default::default()).unwrap()
}

fn compared(loaded: &Loaded) -> Comparison {
    compare(&LineItems::from_items(&loaded.items), &CompareOptions::default()).unwrap()
}

fn wan(amount: Option<Amount>) -> String {
    amount.map_or("—".into(), |amount| amount.print(AmountUnit::TenThousand, 2))
}

fn amounts(loaded: &Loaded, table: BudgetTable, code: &str) -> Vec<String> {
    let of = |item: &&tongbi::model::LineItem| {
        item.table == table && item.measure.is_total() && item.code.as_ref().map_or("", |code| code.as_str()) == code
    };
    loaded.items.iter().filter(of).map(|item| wan(item.amount)).collect()
}

fn repeated(loaded: &Loaded) -> Vec<String> {
    let of = |kind: WarningKind| matches!(kind, WarningKind::RepeatedTable | WarningKind::DuplicateCode);
    loaded.warnings.iter().filter(|warning| of(warning.kind)).map(ToString::to_string).collect()
}

const HEAD: &str = "甲局2024年单位预算\n\n编制单位：甲局\n\n";
const TITLE: &str = "一般公共预算支出情况表\n\n单位：万元\n\n";

fn general(sum: &str, item: &str) -> String {
    format!(
        "科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t{sum}\t{sum}\t\n208\t社会保障和就业支出\t{sum}\t{sum}\t\n\
         20805\t行政事业单位养老支出\t{sum}\t{sum}\t\n2080501\t行政单位离退休\t{item}\t{item}\t\n\n"
    )
}

#[test]
fn a_table_printed_again_in_its_document_counts_once() {
    let table = general("120.00", "120.00");
    for again in [
        format!("一些说明。\n\n{TITLE}{table}"),
        format!("第二部分 公开表\n\n表5（续印）{TITLE}{table}"),
        format!("说明文字在此，与表无关。\n\n{table}"),
        format!(
            "附表\n\n一般公共预算支出情况表（附）\n\n单位：万元\n\n{}",
            table.replace("\t合计\t120.00\t120.00\t\n", "")
        ),
    ] {
        let text = format!("{HEAD}{TITLE}{table}{again}");
        let loaded = read(&[("x.txt", &text)]);
        assert_eq!(amounts(&loaded, BudgetTable::General, ""), ["120.00"], "{again}");
        assert_eq!(amounts(&loaded, BudgetTable::General, "2080501"), ["120.00"], "{again}");
        assert_eq!(repeated(&loaded), Vec::<String>::new(), "{again}");
    }
}

#[test]
fn of_two_printings_that_differ_the_first_counts_and_both_places_are_told() {
    let text =
        format!("{HEAD}{TITLE}{}一些说明。\n\n{TITLE}{}", general("120.00", "120.00"), general("110.00", "110.00"));
    let loaded = read(&[("x.txt", &text)]);
    assert_eq!(amounts(&loaded, BudgetTable::General, ""), ["120.00"]);
    let told = repeated(&loaded);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("120.00万元") && told[0].contains("110.00万元"), "{told:?}");
    assert!(told[0].starts_with("x.txt 第") && told[0].matches("x.txt 第").count() == 2, "{told:?}");
}

#[test]
fn a_table_in_a_second_file_of_the_disclosure_counts_once() {
    let text = format!("{HEAD}{TITLE}{}", general("120.00", "120.00"));
    let loaded = read(&[("一.txt", &text), ("二.txt", &text)]);
    assert_eq!(amounts(&loaded, BudgetTable::General, ""), ["120.00"]);
}

#[test]
fn a_table_that_goes_on_is_one_table() {
    let head = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n";
    let first = "\t合计\t100.00\t60.00\t40.00\n208\t社会保障和就业支出\t60.00\t60.00\t\n20805\t养老支出\t60.00\t60.00\t\n\
                 2080501\t行政单位离退休\t30.00\t30.00\t\n";
    let second = "2080501\t行政单位离退休\t10.00\t10.00\t\n2080502\t事业单位离退休\t20.00\t20.00\t\n\
                  210\t卫生健康支出\t40.00\t\t40.00\n";
    for between in ["\n表5（续）\n\n一般公共预算支出情况表\n\n单位：万元\n\n", "\n"] {
        let text = format!("{HEAD}{TITLE}{head}{first}{between}{head}{second}");
        let loaded = read(&[("x.txt", &text)]);
        assert_eq!(amounts(&loaded, BudgetTable::General, "2080501"), ["30.00", "10.00"], "{between}");
        assert_eq!(amounts(&loaded, BudgetTable::General, "210"), ["40.00"], "{between}");
        assert!(!loaded.warnings.iter().any(|warning| warning.kind == WarningKind::RepeatedTable));
    }
}

#[test]
fn rows_of_a_dataset_that_repeat_a_key_count_once() {
    let head = "unit,year,phase,table,code,name,project,measure,amount\n甲局,2023,预算,general,208,社保,,合计,100\n";
    let alike = format!("{head}甲局,2024,预算,general,208,社保,,合计,120\n甲局,2024,预算,general,208,社保,,合计,120\n");
    let loaded = read(&[("x.csv", &alike)]);
    assert_eq!(wan(compared(&loaded).rows[0].current), "0.01");
    assert_eq!(repeated(&loaded).len(), 1, "{:?}", repeated(&loaded));
    let differing = alike.replace("合计,120\n甲局", "合计,121\n甲局");
    let loaded = read(&[("x.csv", &differing)]);
    let told = repeated(&loaded).concat();
    assert!(
        told.contains("x.csv 第4行") && told.contains("x.csv 第3行") && told.contains("121.00 和 120.00"),
        "{told}"
    );
    // Projects of one code are different rows, and add up.
    let projects =
        format!("{head}甲局,2024,预算,general,208,社保,一,合计,120\n甲局,2024,预算,general,208,社保,二,合计,120\n");
    let loaded = read(&[("x.csv", &projects)]);
    assert_eq!(repeated(&loaded), Vec::<String>::new());
    assert!(compared(&loaded).rows.iter().any(|row| row.current.is_some_and(|amount| amount.fen() == 24_000)));
}

const CITY: &str = "科目编码\t科目名称\t2024年决算数\t2025年预算数\n201\t一般公共服务支出\t900\t1000\n204\t公共安全支出\t600\t500\n\
                    \t支出合计\t1500\t1500\n\n";
const OWN: &str = "科目编码\t科目名称\t2024年决算数\t2025年预算数\n201\t一般公共服务支出\t300\t310\n204\t公共安全支出\t200\t190\n\
                   \t支出合计\t500\t500\n\n";

#[test]
fn the_whole_area_and_its_own_level_are_two_comparisons() {
    let titled = |city: &str, own: &str| format!("{city}\n\n单位：万元\n\n{CITY}{own}\n\n单位：万元\n\n{OWN}");
    for text in [
        titled("2025年示例市全市一般公共预算支出情况表", "2025年示例市本级一般公共预算支出情况表"),
        titled("示例市2025年一般公共预算支出预算表（全市）", "示例市2025年市级一般公共预算支出预算表"),
    ] {
        let loaded = read(&[("x.txt", &text)]);
        let comparison = compared(&loaded);
        let of = |scope: Scope| -> Vec<String> {
            let rows = comparison.rows.iter().filter(|row| row.item.scope == scope && row.item.level == Level::Total);
            rows.map(|row| format!("{} {}", wan(row.prior), wan(row.current))).collect()
        };
        assert_eq!(of(Scope::Government), ["1,500.00 1,500.00"], "{text}");
        assert_eq!(of(Scope::OwnLevel), ["500.00 500.00"], "{text}");
        assert!(comparison.rows.iter().all(|row| row.item.table == BudgetTable::GovernmentExpenditure), "{text}");
        assert!(comparison.rows.iter().all(|row| &*row.item.unit == "示例市"), "{text}");
    }
}

#[test]
fn columns_of_two_scopes_side_by_side_are_not_added() {
    let text = "2025年示例市一般公共预算收入情况表\n\n单位：万元\n\n项目\t全市\t其中：市本级\n税收收入\t700\t200\n非税收入\t300\t100\n\
                收入合计\t1000\t300\n\n";
    let loaded = read(&[("x.txt", text)]);
    let total = |scope: Scope| -> Vec<String> {
        let rows = loaded.items.iter().filter(|item| item.scope == scope && item.level == Level::Total);
        rows.map(|item| wan(item.amount)).collect()
    };
    assert_eq!(total(Scope::Government), ["1,000.00"]);
    assert_eq!(total(Scope::OwnLevel), ["300.00"]);
}

#[test]
fn forms_of_a_government_are_told_by_title_and_content() {
    let form = |title: &str, rows: &str| {
        format!("2025年示例市{title}\n\n单位：万元\n\n项目\t2025年预算数\n{rows}合计\t100.00\n\n")
    };
    let text = [
        form("一般公共预算收入预算表", "税收收入\t60.00\n非税收入\t40.00\n"),
        form("一般公共预算支出预算表", "201一般公共服务支出\t100.00\n"),
        form("政府性基金预算收入预算表", "国有土地使用权出让收入\t100.00\n"),
        form("政府性基金预算支出预算表", "城乡社区支出\t100.00\n"),
        form("国有资本经营预算收入预算表", "利润收入\t100.00\n"),
        form("社会保险基金预算收入预算表", "保险费收入\t100.00\n"),
        form("一般公共预算对下转移支付分地区预算表", "甲县\t60.00\n乙县\t40.00\n"),
        form("政府一般债务余额情况表", "年末余额\t100.00\n"),
        form("政府专项债务余额情况表", "年末余额\t100.00\n"),
        form("预备费安排情况表", "应急\t100.00\n"),
    ]
    .concat();
    let loaded = read(&[("x.txt", &text)]);
    let found: Vec<(&str, Classification)> = loaded
        .items
        .iter()
        .filter(|item| item.level == Level::Total)
        .map(|item| (item.table.name(), item.classification))
        .collect();
    let (revenue, functional) = (Classification::Revenue, Classification::Functional);
    assert_eq!(
        found,
        [
            ("government_revenue", revenue),
            ("government_expenditure", functional),
            ("fund_revenue", revenue),
            ("fund_expenditure", functional),
            ("state_capital_revenue", revenue),
            ("social_insurance", revenue),
            ("transfers", functional),
            ("debt", functional),
            ("debt", functional),
            ("other", functional),
        ]
    );
    // Tables told by their titles never add up.
    let debts: Vec<&str> =
        loaded.items.iter().filter(|item| item.table == BudgetTable::Debt).map(|item| item.measure.as_str()).collect();
    assert_eq!(debts, ["政府一般债务余额", "政府一般债务余额", "政府专项债务余额", "政府专项债务余额"]);
}

#[test]
fn figures_of_one_phase_are_compared_first_and_another_is_told() {
    let text = "2025年示例市一般公共预算收入执行情况表\n\n单位：万元\n\n项目\t预算数\t执行数\t上年决算数\n\
                一般公共预算收入\t1000\t1010\t1000\n1、税收收入\t700\t707\t710\n2、非税收入\t300\t303\t290\n\n";
    let comparison = compared(&read(&[("x.txt", text)]));
    assert_eq!((comparison.base_phase, comparison.phase), (Phase::Executed, Phase::Estimated));
    let total: &ComparisonRow = comparison.rows.iter().find(|row| row.item.level == Level::Total).unwrap();
    assert_eq!((wan(total.prior), wan(total.current)), ("1,000.00".into(), "1,010.00".into()));
    assert_eq!(
        (total.item.table, total.item.classification),
        (BudgetTable::GovernmentRevenue, Classification::Revenue)
    );
    let tax = comparison.rows.iter().find(|row| &*row.item.name == "税收收入").unwrap();
    assert_eq!(tax.share_current.map(|share| share.percent(2).to_string()).as_deref(), Some("70.00"));
    let said = comparison.other_phase().unwrap();
    assert!(said.contains("2024年用的是决算数") && said.contains("2025年执行数"), "{said}");
    let options = tongbi::present::TextOptions { unit: AmountUnit::TenThousand, one_measure: false, width: 120 };
    assert!(tongbi::present::comparison_terminal(&comparison, options).contains(&said));
}

#[test]
fn what_is_more_than_a_whole_has_no_share_in_it() {
    let rows = "甲局,2023,预算,general,,合计,合计,100\n甲局,2024,预算,general,,合计,合计,100\n\
                甲局,2023,预算,general,208,社保,合计,300\n甲局,2024,预算,general,208,社保,合计,60\n";
    let loaded = read(&[("x.csv", &format!("unit,year,phase,table,code,name,measure,amount\n{rows}"))]);
    let comparison = compared(&loaded);
    let row = comparison.rows.iter().find(|row| row.item.code.is_some()).unwrap();
    assert_eq!((row.share_prior, row.share_change, row.contribution), (None, None, None));
    assert_eq!(row.share_current.map(|share| share.percent(2).to_string()).as_deref(), Some("60.00"));
}

#[test]
fn names_that_differ_by_brackets_or_a_trailing_word_are_one_item() {
    let text = |year: u16, name: &str| {
        format!(
            "甲局{year}年单位预算\n\n编制单位：甲局\n\n财政拨款“三公”经费支出情况表\n\n单位：万元\n\n项目\t合计\n合计\t10.00\n{name}\t10.00\n"
        )
    };
    let loaded = read(&[
        ("2023.txt", &text(2023, "其它交通费用（含租赁）支出")),
        ("2024.txt", &text(2024, "其他交通费用(含租赁)")),
    ]);
    let comparison = compared(&loaded);
    let rows: Vec<_> = comparison.rows.iter().filter(|row| row.item.level != Level::Total).collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((wan(rows[0].prior), wan(rows[0].current)), ("10.00".into(), "10.00".into()));
}

fn case(paths: &[&str]) -> Option<Loaded> {
    let paths: Option<Vec<_>> = paths.iter().map(|path| shared(&format!("cases/{path}"))).collect();
    Some(load(&paths?, &Default::default(), &()).unwrap())
}

#[test]
fn every_case_of_a_table_or_a_row_that_stands_twice_counts_once() {
    for (paths, differs) in [
        (&["input/a23.txt", "input/r1.txt"][..], false),
        (&["input/a23.txt", "input/x1.xlsx"], false),
        (&["input/a23.txt", "input/x2.xlsx"], true),
    ] {
        let Some(loaded) = case(paths) else { return };
        let comparison = compared(&loaded);
        let total =
            comparison.rows.iter().find(|row| row.item.level == Level::Total && row.item.measure.is_total()).unwrap();
        assert_eq!((wan(total.prior), wan(total.current)), ("100.00".into(), "120.00".into()), "{paths:?}");
        assert_eq!(!repeated(&loaded).is_empty(), differs, "{paths:?} {:?}", repeated(&loaded));
    }
    for (path, current) in [("input/tidy1.csv", 12_000), ("input/tidy2.csv", 12_000)] {
        let Some(loaded) = case(&[path]) else { return };
        assert_eq!(compared(&loaded).rows[0].current.map(Amount::fen), Some(current), "{path}");
        assert_eq!(repeated(&loaded).len(), 1, "{path}");
    }
    let Some(loaded) = case(&["tables/13-same-table-twice.txt"]) else { return };
    let totals = loaded.items.iter().filter(|item| item.level == Level::Total && item.measure.is_total());
    assert_eq!(totals.map(|item| wan(item.amount)).collect::<Vec<_>>(), ["100.00", "100.00"], "收入、支出");
}

#[test]
fn in_every_comparison_of_the_corpus_items_sum_to_the_totals_that_their_tables_print() {
    let Some(folder) = shared("corpus/pdf") else { return };
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    // Of each unit, every year that is there; the two Jiangsu units have three.
    let of =
        |word: &str| paths.iter().filter(|path| path.to_string_lossy().contains(word)).cloned().collect::<Vec<_>>();
    let mut seen = 0;
    for unit in ["jiangsu-party", "jiangsu-procuratorate", "putuo-commerce-2025-dep", "putuo-finance", "putuo-office"] {
        let loaded = load(&of(unit), &Default::default(), &()).unwrap();
        let Ok(comparison) = compare(&LineItems::from_items(&loaded.items), &CompareOptions::default()) else {
            continue;
        };
        seen += sums(unit, &comparison);
    }
    assert!(seen > 20, "{seen} sums");
}

/// Checks that the 类 of every table of 2xx codes sum to its printed total, in both years, and gives how many there
/// were. Half a step of each part and of the total may be lost by rounding.
fn sums(unit: &str, comparison: &Comparison) -> usize {
    type Block<'a> = (&'a str, Scope, BudgetTable, Classification, &'a str);
    let mut totals: BTreeMap<Block<'_>, &ComparisonRow> = BTreeMap::new();
    let mut parts: BTreeMap<Block<'_>, Vec<&ComparisonRow>> = BTreeMap::new();
    for row in &comparison.rows {
        let block =
            (&*row.item.unit, row.item.scope, row.item.table, row.item.classification, row.item.measure.as_str());
        match row.item.level {
            Level::Total => drop(totals.insert(block, row)),
            Level::Category => parts.entry(block).or_default().push(row),
            _ => {}
        }
    }
    let mut seen = 0;
    for (block, rows) in &parts {
        // A form with carried-over money or sums among its rows does not add up by its codes.
        let Some(total) = totals.get(block).filter(|_| rows.iter().all(|row| row.item.code.is_some())) else {
            continue;
        };
        for side in [|row: &ComparisonRow| row.prior, |row: &ComparisonRow| row.current] {
            let Some(whole) = side(total) else { continue };
            let amounts: Vec<Amount> = rows.iter().filter_map(|row| side(row)).collect();
            if amounts.is_empty() {
                continue;
            }
            let sum: i64 = amounts.iter().map(|amount| amount.fen()).sum();
            let tail: i64 = amounts.iter().map(|amount| amount.resolution()).sum::<i64>() + whole.resolution();
            assert!((sum - whole.fen()).abs() * 2 <= tail, "{unit} {block:?}: {sum} {}", whole.fen());
            seen += 1;
        }
    }
    seen
}

#[test]
fn a_units_table_in_a_departments_disclosure_is_of_the_unit() {
    let table = |unit: &str, amount: &str| {
        format!(
            "支出总体情况表\n编制单位：{unit}\n单位：万元\n科目编码\t科目名称\t合计\n205\t教育支出\t{amount}\n合计\t\t{amount}\n\n"
        )
    };
    let text =
        "某市教育局2024年度部门预算\n\n".to_owned() + &table("某市教育局", "900.00") + &table("某市第一中学", "400.00");
    let loaded = read(&[("2024.txt", &text)]);
    let scopes: BTreeSet<String> =
        loaded.items.iter().map(|item| format!("{} {}", item.unit, item.scope.name())).collect();
    assert_eq!(scopes.into_iter().collect::<Vec<_>>(), ["某市教育局 部门", "某市第一中学 单位"]);
}

#[test]
fn what_only_governments_have_is_told_without_a_place() {
    let text = "2025年一般公共预算对下税收返还和转移支付预算分地区表\n单位：万元\n地区\t合计\n合计\t300\n甲镇\t100\n乙镇\t200\n\n\
                2025年政府一般债务限额和余额情况表\n单位：亿元\n项目\t预算数\n2025年地方政府一般债务限额\t15.0\n";
    let loaded = read(&[("2025.txt", text)]);
    let tables: BTreeSet<&str> = loaded.items.iter().map(|item| item.table.name()).collect();
    assert_eq!(tables.into_iter().collect::<Vec<_>>(), ["debt", "transfers"]);
}
