//! Claims are bound to cells once: what the audit judges, what is recovered of last year, and why a claim is bound to
//! no cell.

use crate::example::shared;
use std::collections::BTreeMap;
use tongbi::analysis::{CompareOptions, LineItems, compare};
use tongbi::audit::{Audit, Material, judge};
use tongbi::model::{BudgetTable, Code, FiscalYear, Level, LineItem, Origin, Phase, WarningKind};
use tongbi::source::{Loaded, load, load_texts};

fn read(texts: &[(&str, &str)]) -> Loaded {
    load_texts(texts, &Default::default()).unwrap()
}

fn audited(loaded: &Loaded) -> Audit {
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

/// The items that the text alone tells, as `year table code-or-name measure amount`.
fn recovered(loaded: &Loaded) -> Vec<String> {
    let told = loaded.items.iter().filter(|item| item.origin != Origin::Published);
    let mut lines: Vec<String> = told
        .map(|item| {
            let name = item.code.as_ref().map_or(&*item.name, |code| code.as_str());
            let amount = item.amount.unwrap();
            let side = if item.classification == tongbi::model::Classification::Revenue { "收" } else { "支" };
            format!("{} {} {side} {name} {} {}", item.year, item.table.name(), item.measure, amount.fen() / 1_000_000)
        })
        .collect();
    lines.sort();
    lines
}

/// The reasons of the claims that are bound to no cell.
fn unbound(loaded: &Loaded) -> Vec<String> {
    let of_claims = loaded.warnings.iter().filter(|warning| warning.kind == WarningKind::UnboundClaim);
    of_claims.map(|warning| warning.message.clone()).collect()
}

/// A department's tables: revenue by fund, both totals, and expenditure of 一般公共预算 by item.
fn tables(total: &str, fiscal: &str, own: &str) -> String {
    format!(
        "示例市档案局2024年部门预算\n\n编制单位：示例市档案局\n\n收支总体情况表\n\n单位：万元\n\n\
         收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
         一、财政拨款收入\t{fiscal}\t一般公共服务支出\t{total}\n二、事业收入\t{own}\t\t\n收入总计\t{total}\t支出总计\t{total}\n\n\
         收入总体情况表\n\n单位：万元\n\n\
         科目编码\t科目名称\t合计\t财政拨款\t事业收入\n\t合计\t{total}\t{fiscal}\t{own}\n\
         201\t一般公共服务支出\t{total}\t{fiscal}\t{own}\n20126\t档案事务\t{total}\t{fiscal}\t{own}\n\
         2012604\t档案馆\t{total}\t{fiscal}\t{own}\n\n\
         一般公共预算支出情况表\n\n单位：万元\n\n\
         科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t{fiscal}\t{fiscal}\t\n\
         201\t一般公共服务支出\t{fiscal}\t{fiscal}\t\n20126\t档案事务\t{fiscal}\t{fiscal}\t\n\
         2012604\t档案馆\t{fiscal}\t{fiscal}\t\n\n"
    )
}

#[test]
fn what_a_text_says_of_one_cell_holds_for_its_equals() {
    let text = "第三部分 情况说明\n\n收入预算120.00万元，其中：财政拨款收入120.00万元，比2023年预算增加20.00万元。\n";
    let loaded = read(&[("2024.txt", &(tables("120.00", "120.00", "0.00") + text))]);
    let lines = recovered(&loaded);
    for line in
        ["2023 revenue 支 合计 财政拨款小计 100", "2023 revenue 支 合计 合计 100", "2023 totals 收 合计 合计 100"]
    {
        assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
    }
    // 收入总计 = 支出总计 in every year.
    assert!(lines.contains(&"2023 totals 支 合计 合计 100".to_owned()), "{lines:#?}");
    let notes = loaded.warnings.iter().filter(|warning| warning.kind == WarningKind::Note);
    assert_eq!(notes.filter(|warning| warning.message.contains("上年如有其他资金")).count(), 1);
}

#[test]
fn a_total_that_holds_other_funds_is_not_what_the_text_says_of_one() {
    let text = "第三部分 情况说明\n\n收入预算125.00万元，其中：财政拨款收入120.00万元，比2023年预算增加20.00万元。\n";
    let lines = recovered(&read(&[("2024.txt", &(tables("125.00", "120.00", "5.00") + text))]));
    assert!(lines.contains(&"2023 revenue 支 合计 财政拨款小计 100".to_owned()), "{lines:#?}");
    assert!(!lines.iter().any(|line| line.contains("合计 合计")), "{lines:#?}");
}

#[test]
fn what_is_said_of_spending_holds_for_revenue_where_both_sides_print_one_total() {
    let text = "第三部分 情况说明\n\n支出预算120.00万元，比2023年预算增加20.00万元。\n";
    let lines = |tables: String| recovered(&read(&[("2024.txt", &(tables + text))]));
    let balanced = lines(tables("120.00", "120.00", "0.00"));
    for line in ["2023 totals 支 合计 合计 100", "2023 totals 收 合计 合计 100", "2023 revenue 支 合计 合计 100"]
    {
        assert!(balanced.contains(&line.to_owned()), "{line}: {balanced:#?}");
    }
    // Two sides that print different totals are not one quantity.
    let other = tables("120.00", "120.00", "0.00").replace("收入总计\t120.00", "收入总计\t130.00");
    let unbalanced = lines(other);
    assert!(!unbalanced.iter().any(|line| line.contains(" 收 合计") || line.contains("revenue ")), "{unbalanced:#?}");
}

/// Tables of expenditure of a year: the items under 201 03, and their total.
fn expenditure(year: u16, items: &[(&str, &str, &str)], total: &str, text: &str) -> String {
    let rows: String =
        items.iter().map(|(code, name, amount)| format!("{code}\t{name}\t{amount}\t{amount}\t\n")).collect();
    format!(
        "示例市办公室{year}年单位预算\n\n编制单位：示例市办公室\n\n一般公共预算支出情况表\n\n单位：万元\n\n\
         科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t{total}\t{total}\t\n201\t一般公共服务支出\t{total}\t{total}\t\n\
         20103\t政府办公厅（室）及相关机构事务\t{total}\t{total}\t\n{rows}\n\n第三部分 情况说明\n\n三、一般公共预算支出情况\n\n{text}\n"
    )
}

#[test]
fn an_implied_item_never_adds_to_the_published_money_that_it_repeats() {
    let before = expenditure(2023, &[("2010301", "行政运行", "60.00"), ("2010303", "机关服务", "40.00")], "100.00", "");
    let text = "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）事业运行（项）40.00万元，与上年预算持平。";
    let now = expenditure(2024, &[("2010301", "行政运行", "65.00"), ("2010350", "事业运行", "40.00")], "105.00", text);
    let loaded = read(&[("2023.txt", &before), ("2024.txt", &now)]);
    assert!(recovered(&loaded).contains(&"2023 general 支 2010350 合计 40".to_owned()), "the text does say so");
    assert_eq!(sums_that_differ(&loaded), Vec::<String>::new());
    let rows = compare(&LineItems::from_items(&loaded.items), &CompareOptions::default()).unwrap().rows;
    let prior = |code: &str| {
        let row = rows.iter().find(|row| {
            row.item.code.as_ref().map(Code::as_str) == Some(code)
                && row.item.measure.is_total()
                && row.item.table == BudgetTable::General
        });
        row.and_then(|row| row.prior).map(|amount| amount.fen())
    };
    assert_eq!((prior("2010303"), prior("2010350"), prior("20103")), (Some(40_000_000), None, Some(100_000_000)));
}

/// Where the items of a year in a comparison do not add up to what is printed above them, tails aside.
fn sums_that_differ(loaded: &Loaded) -> Vec<String> {
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    let years: Vec<FiscalYear> = items.survey().years().collect();
    let mut differ = Vec::new();
    for pair in years.windows(2) {
        let options = CompareOptions { base: Some(pair[0]), year: Some(pair[1]), ..Default::default() };
        let Ok(comparison) = compare(&items, &options) else { continue };
        for (year, prior) in [(comparison.base, true), (comparison.year, false)] {
            type Of = (std::sync::Arc<str>, BudgetTable, tongbi::model::Classification, tongbi::model::Measure);
            let mut above: BTreeMap<(Of, Code), (i128, i128)> = BTreeMap::new();
            let of = |row: &tongbi::analysis::ComparisonRow| -> Of {
                (row.item.unit.clone(), row.item.table, row.item.classification, row.item.measure.clone())
            };
            let amount = |row: &tongbi::analysis::ComparisonRow| if prior { row.prior } else { row.current };
            for row in &comparison.rows {
                let Some((parent, amount)) = row.item.code.as_ref().and_then(Code::parent).zip(amount(row)) else {
                    continue;
                };
                let sum = above.entry((of(row), parent)).or_default();
                *sum = (sum.0 + i128::from(amount.fen()), sum.1 + i128::from(amount.resolution()));
            }
            for row in comparison.rows.iter().filter(|row| row.item.table != BudgetTable::GeneralProject) {
                let (Some(code), Some(own)) = (row.item.code.clone(), amount(row)) else { continue };
                let Some((sum, steps)) = above.get(&(of(row), code.clone())) else { continue };
                if (sum - i128::from(own.fen())) * 2 > steps + i128::from(own.resolution()) {
                    differ.push(format!(
                        "{year} {} {code} {}: {} > {}",
                        row.item.table.name(),
                        row.item.measure,
                        sum,
                        own.fen()
                    ));
                }
            }
        }
    }
    differ
}

#[test]
fn items_never_add_up_to_more_than_is_printed_above_them_in_any_published_file() {
    let Some(folder) = shared("corpus/pdf") else { return };
    let loaded = load(&[folder], &Default::default(), &()).unwrap();
    for unit in loaded.split().units {
        assert_eq!(sums_that_differ(&unit.loaded), Vec::<String>::new(), "{}", unit.title());
    }
}

/// `printed verdict` of the figures of a sentence under a table of 一般公共预算财政拨款支出决算.
fn judged(section: &str, rows: &[(&str, &str, &str)], sentence: &str) -> Vec<String> {
    let rows: String =
        rows.iter().map(|(code, name, amount)| format!("{code}\t{name}\t{amount}\t{amount}\t\n")).collect();
    let text = format!(
        "示例市某局2024年度部门预算\n\n编制单位：示例市某局\n\n{section}表\n\n单位：万元\n\n\
         科目编码\t科目名称\t合计\t基本支出\t项目支出\n{rows}合计\t\t62.63\t62.63\t\n\n\
         第三部分 情况说明\n\n五、{section}情况说明\n\n{sentence}\n"
    );
    let loaded = read(&[("t.txt", &text)]);
    audited(&loaded).claims.iter().map(|figure| format!("{} {}", figure.printed, figure.verdict.name())).collect()
}

const ROWS: &[(&str, &str, &str)] = &[
    ("208", "社会保障和就业支出", "62.63"),
    ("20805", "行政事业单位养老支出", "62.63"),
    ("2080502", "事业单位离退休", "51.32"),
    ("2080599", "其他行政事业单位养老支出", "11.31"),
];

#[test]
fn a_table_of_the_section_is_asked_whatever_it_is_called() {
    let sentence = "1.行政事业单位养老支出（款）事业单位离退休（项）支出51.72万元。";
    for section in ["财政拨款支出预算", "一般公共预算财政拨款支出预算", "一般公共预算支出预算", "财政拨款支出预算明细"]
    {
        assert_eq!(judged(section, ROWS, sentence), ["51.72万元 figure"], "{section}");
        assert_eq!(judged(section, ROWS, &sentence.replace("51.72", "51.32")), ["51.32万元 ok"], "{section}");
    }
}

#[test]
fn a_figure_is_judged_against_the_table_first() {
    let sentence =
        "1.行政事业单位养老支出（款）事业单位离退休（项）支出51.72万元，与上年相比增加5.13万元，增长11.01%。";
    let found = judged("财政拨款支出预算", ROWS, sentence);
    assert_eq!(found[0], "51.72万元 figure");
    assert_eq!(found.iter().filter(|line| line.ends_with(" figure")).count(), 1, "one cause, one finding: {found:?}");
}

#[test]
fn a_name_is_one_name_however_it_is_spelled() {
    for name in ["其他行政事业单位养老支出", "其它行政事业单位养老", "其他 行政事业单位养老支出"]
    {
        let sentence = format!("社会保障和就业支出（类）行政事业单位养老支出（款）{name}（项）11.71万元。");
        assert_eq!(judged("一般公共预算支出预算", ROWS, &sentence), ["11.71万元 figure"], "{name}");
    }
    let rows = [("201", "一般公共服务支出", "62.63"), ("20103", "政府办公厅(室)及相关机构事务", "62.63")];
    let sentence = "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）62.36万元。";
    assert_eq!(judged("一般公共预算支出预算", &rows, sentence), ["62.36万元 figure"]);
}

#[test]
fn an_item_is_found_by_the_name_that_it_had_last_year() {
    let before =
        expenditure(2023, &[("2010301", "行政运行", "60.00"), ("2010302", "一般行政管理事务", "40.00")], "100.00", "");
    let text = "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）一般行政管理事务（项）45.00万元，比上年预算增加5.00万元。";
    let now =
        expenditure(2024, &[("2010301", "行政运行", "65.00"), ("2010302", "机关管理事务", "45.00")], "110.00", text);
    let loaded = read(&[("2023.txt", &before), ("2024.txt", &now)]);
    assert!(recovered(&loaded).contains(&"2023 general 支 2010302 合计 40".to_owned()), "{:#?}", recovered(&loaded));
    assert_eq!(unbound(&loaded), Vec::<String>::new());
}

#[test]
fn a_change_that_is_bound_to_no_cell_is_told_once_with_its_reason() {
    let told = |sentence: &str| {
        let loaded = read(&[("2024.txt", &(tables("120.00", "120.00", "0.00") + "第三部分 情况说明\n\n" + sentence))]);
        let told = unbound(&loaded);
        assert_eq!(told.len(), 1, "{sentence}: {told:?}");
        let report = audited(&loaded);
        (told[0].clone(), report.claims.iter().map(|judged| judged.because.clone()).collect::<Vec<_>>())
    };
    let (other, _) = told("财政拨款收入121.00万元，比上年预算增加20.00万元。");
    assert!(other.contains("121.00万元 与表中的 120.00万元"), "{other}");
    let (missing, reasons) =
        told("一般公共服务支出（类）档案事务（款）行政运行（项）30.00万元，比上年预算增加5.00万元。");
    assert!(missing.ends_with("表中没有这一项"), "{missing}");
    assert!(reasons.iter().any(|reason| reason.ends_with("表中没有这一项")), "{reasons:?}");
    let (words, _) = told("信息化维护经费30.00万元，比上年预算增加5.00万元。");
    assert!(words.contains("“信息化维护”不是表中的说法"), "{words}");
}

#[test]
fn the_headline_of_the_shanghai_budgets_shows_the_change_that_they_state() {
    let files = [
        ("putuo-office-2025-department-budget", "114912000.00"),
        ("putuo-finance-2025-department-budget", "30138000.00"),
        ("putuo-commerce-2025-department-budget", "126597600.00"),
    ];
    for (file, prior) in files {
        let Some(path) = shared(&format!("corpus/pdf/{file}.pdf")) else { return };
        let loaded = load(&[path], &Default::default(), &()).unwrap();
        let of = |table: BudgetTable| -> Vec<&LineItem> {
            let year = FiscalYear::new(2024).unwrap();
            let is_total = |item: &&LineItem| {
                item.table == table && item.year == year && item.level == Level::Total && item.measure.is_total()
            };
            loaded.items.iter().filter(is_total).filter(|item| item.phase == Phase::Approved).collect()
        };
        for table in [BudgetTable::Expenditure, BudgetTable::General, BudgetTable::FiscalTotals, BudgetTable::Totals] {
            let amounts: Vec<String> =
                of(table).iter().filter_map(|item| item.amount).map(|a| format!("{:.2}", a.to_yuan())).collect();
            assert!(amounts.iter().any(|amount| amount == prior), "{file} {}: {amounts:?}", table.name());
        }
    }
}

#[test]
fn what_a_report_says_of_the_whole_area_is_not_put_on_the_government_alone() {
    let table = |title: &str, total: &str| {
        format!(
            "{title}\n\n单位：万元\n\n科目编码\t科目名称\t2024年预算数\n101\t税收收入\t{total}\n10101\t增值税\t{total}\n\t合计\t{total}\n\n"
        )
    };
    let text = "示例市2024年财政预算\n\n".to_owned()
        + &table("2024年示例市全市一般公共预算收入表", "900.00")
        + &table("2024年示例市市本级一般公共预算收入表", "300.00")
        + "一、一般公共预算收入\n\n全市一般公共预算收入900.00万元，比上年预算增加100.00万元。市本级一般公共预算收入300.00万元，比上年预算增加20.00万元。\n";
    let loaded = read(&[("2024.txt", &text)]);
    let told = loaded.items.iter().filter(|item| item.origin == Origin::Implied && item.level == Level::Total);
    let mut found: Vec<String> =
        told.map(|item| format!("{} {}", item.scope.name(), item.amount.unwrap().fen() / 1_000_000)).collect();
    found.sort();
    found.dedup();
    assert_eq!(found, ["政府 800", "本级 280"]);
}
