//! Lists of 预算管理一体化系统 beyond the table of expenditure: revenue, “三公”, exports cut into several files, and data sets
//! of many units. All sums are counted by hand.

use crate::lists::{csv, read, sums};
use polars::prelude::{Column, DataFrame, NamedFrom, ParquetWriter, Series};
use rust_xlsxwriter::Workbook;
use std::path::Path;
use std::process::Command;
use tongbi::model::Classification;
use tongbi::source::{LoadOptions, Loaded, load_bytes};

/// A list of these columns, each row between `|`.
fn list(head: &str, rows: &[&str]) -> Vec<Vec<String>> {
    std::iter::once(&head).chain(rows).map(|row| row.split('|').map(str::to_owned).collect()).collect()
}

const REVENUE: &str = "单位名称|年度|收入分类科目编码|收入分类科目名称|资金性质|金额（元）";

#[test]
fn a_list_of_revenue_gives_its_table_and_beside_expenditure_that_of_both_sides() {
    let rows = list(
        REVENUE,
        &[
            "甲县某中心|2025|1030199|其他政府性基金收入|12-政府性基金预算资金|8",
            "甲县某中心|2025|10301|政府性基金收入|12-政府性基金预算资金|8",
            "甲县某中心|2025|1039901|其他收入|111-一般公共预算资金|30.5",
            "甲县某中心|2025|1039902|事业收入|32-事业收入资金|2",
            "合计||||| 40.5",
        ],
    );
    let revenue = [
        "fiscal_totals - 一般公共预算 - 合计 30.50",
        "fiscal_totals - 合计 - 合计 38.50",
        "fiscal_totals - 政府性基金预算 - 合计 8.00",
        "revenue 1030199 其他政府性基金收入 - 合计 8.00",
        "revenue 1030199 其他政府性基金收入 - 政府性基金预算 8.00",
        "revenue 1039901 其他收入 - 一般公共预算 30.50",
        "revenue 1039901 其他收入 - 合计 30.50",
        "revenue 1039902 事业收入 - 事业收入 2.00",
        "revenue 1039902 事业收入 - 合计 2.00",
        "totals - 一般公共预算 - 合计 30.50",
        "totals - 事业收入 - 合计 2.00",
        "totals - 合计 - 合计 40.50",
        "totals - 政府性基金预算 - 合计 8.00",
    ];
    let loaded = read("清单.csv", &csv(&rows)).unwrap();
    assert_eq!(sums(&loaded), revenue);
    assert!(loaded.items.iter().all(|item| item.classification == Classification::Revenue));
    // Expenditure on the next sheet.
    let spending = list(
        "单位名称|年度|支出功能分类|部门预算经济分类|资金性质|金额（元）",
        &[
            "甲县某中心|2025|2080101-行政运行|30101-基本工资|111-一般公共预算资金|30",
            "甲县某中心|2025|2050204-高中教育|30201-办公费|32-事业收入资金|1",
        ],
    );
    let mut book = Workbook::new();
    for rows in [&rows, &spending] {
        let sheet = book.add_worksheet();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                sheet.write_string(row as u32, column as u16, cell).unwrap();
            }
        }
    }
    let both = sums(&read("清单.xlsx", &book.save_to_buffer().unwrap()).unwrap());
    for sum in revenue {
        assert!(both.iter().any(|own| own == sum), "{sum}: {both:?}");
    }
    let totals: Vec<&str> =
        both.iter().map(String::as_str).filter(|sum| sum.starts_with("totals 2") || sum.ends_with(" 31.00")).collect();
    assert_eq!(
        totals,
        ["totals - 合计 - 合计 31.00", "totals 205 教育支出 - 合计 1.00", "totals 208 社会保障和就业支出 - 合计 30.00"]
    );
}

#[test]
fn revenue_that_pays_for_expenditure_makes_no_list_of_revenue() {
    // As an export of 指标 has it: classes in one column behind an identifier, amounts of other stages beside.
    let rows = list(
        "agency|fiscal_year|exp_func|exp_func_code|exp_func_name|gov_bgt_eco_code|gov_bgt_eco_name|dep_bgt_eco|income_sort_code|income_sort_name|pro|pro_cat|fund_type|amount|cur_amt|canuseamt|is_deleted",
        &[
            "331113-甲县某中心|2024|2040705-监狱业务|2040705|监狱业务|50201|办公经费|undefined##30206##电费|1100244|转移支付收入|42331T02-运行费|313-一次性项目|11111-经费拨款补助|210000|0|210000|2",
            "331113-甲县某中心|2024|2040705-监狱业务|2040705|监狱业务|50201|办公经费|F64E##30205##水费|1100244|转移支付收入|42331T02-运行费|313-一次性项目|11111-经费拨款补助|1000.5|0|0|2",
        ],
    );
    let loaded = read("指标.csv", &csv(&rows)).unwrap();
    let found = sums(&loaded);
    assert!(found.contains(&"general 2040705 监狱业务 - 合计 211000.50".to_owned()), "{found:?}");
    assert!(found.contains(&"expenditure 30206 电费 - 合计 210000.00".to_owned()), "{found:?}");
    assert!(
        !found.iter().any(|sum| sum.contains("1100244") || sum.starts_with("revenue") || sum.starts_with("totals"))
    );
    // What is left of an amount is another stage's figure, not an adjusted budget.
    assert!(loaded.items.iter().all(|item| item.phase.name() == "预算"));
    let told = &loaded.warnings[0].message;
    assert!(told.contains("没有读入的金额栏：cur_amt、canuseamt"), "{told}");
}

#[test]
fn levels_of_a_class_beside_it_tell_nothing_more_and_alone_give_the_lowest() {
    let beside = list(
        "agency_name|fiscal_year|exp_func_code|exp_func_name|exp_func_code1|exp_func_name1|exp_func_code2|exp_func_name2|fund_type|amt",
        &["甲县某中心|2024|2080101|行政运行|208|社会保障和就业支出|20801|人力资源管理事务|111-一般公共预算资金|5"],
    );
    let alone = list(
        "agency_name|fiscal_year|exp_func_code1|exp_func_name1|exp_func_code2|exp_func_name2|exp_func_code3|exp_func_name3|fund_type|amt",
        &["甲县某中心|2024|208|社会保障和就业支出|20801|人力资源管理事务|2080101|行政运行|111-一般公共预算资金|5"],
    );
    for rows in [beside, alone] {
        let found = sums(&read("清单.csv", &csv(&rows)).unwrap());
        assert!(found.contains(&"general 2080101 行政运行 - 合计 5.00".to_owned()), "{:?}: {found:?}", rows[0]);
    }
}

#[test]
fn three_public_items_are_the_economic_classes_that_they_are_and_only_of_fiscal_funds() {
    let head = "单位名称|年度|支出功能分类|部门预算经济分类|项目名称|资金性质|金额（元）";
    let row = |class: &str, project: &str, fund: &str, amount: &str| {
        format!("甲县某中心|2025|2080101-行政运行|{class}|{project}|{fund}|{amount}")
    };
    let general = "111-一般公共预算资金";
    let mut rows = vec![
        row("30212-因公出国（境）费用", "甲", general, "2"),
        row("30217-公务接待费", "甲", general, "1.5"),
        row("30217-公务接待费", "乙", general, "0.5"),
        row("30217-公务接待费", "丙", "32-单位资金", "9"),
        row("30231-公务用车运行维护费", "甲", general, "3"),
        row("31013-公务用车购置", "甲", "12-政府性基金预算资金", "20"),
        row("30211-差旅费", "甲", general, "7"),
    ];
    let read_rows = |rows: &[String]| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        read("清单.csv", &csv(&list(head, &rows))).unwrap()
    };
    let of_table =
        |loaded: &Loaded| sums(loaded).into_iter().filter(|sum| sum.starts_with("three_public")).collect::<Vec<_>>();
    let loaded = read_rows(&rows);
    assert_eq!(
        of_table(&loaded),
        [
            "three_public - 公务接待费 - 一般公共预算 2.00",
            "three_public - 公务接待费 - 合计 2.00",
            "three_public - 公务用车购置及运行费 - 一般公共预算 3.00",
            "three_public - 公务用车购置及运行费 - 合计 23.00",
            "three_public - 公务用车购置及运行费 - 政府性基金预算 20.00",
            "three_public - 公务用车购置费 - 合计 20.00",
            "three_public - 公务用车购置费 - 政府性基金预算 20.00",
            "three_public - 公务用车运行费 - 一般公共预算 3.00",
            "three_public - 公务用车运行费 - 合计 3.00",
            "three_public - 合计 - 一般公共预算 7.00",
            "three_public - 合计 - 合计 27.00",
            "three_public - 合计 - 政府性基金预算 20.00",
            "three_public - 因公出国（境）费 - 一般公共预算 2.00",
            "three_public - 因公出国（境）费 - 合计 2.00",
        ]
    );
    // A row that is only of 302 may hold any of them.
    rows.push(row("302-商品和服务支出", "丁", general, "4"));
    let loaded = read_rows(&rows);
    assert_eq!(of_table(&loaded), [""; 0]);
    assert!(
        loaded.warnings[0].message.contains("1 行的经济分类没有编码或只到类，没有汇总“三公”经费"),
        "{:?}",
        loaded.warnings
    );
}

const HEAD: &str = "agency_name|fiscal_year|exp_func_code|exp_func_name|pro_name|fund_type|amount";

/// Rows of a year: two units with two rows each, and one unit with one.
fn county(year: &str) -> Vec<String> {
    let plus = if year == "2025" { 1 } else { 0 };
    let row = |unit: &str, class: &str, project: &str, amount: i32| {
        format!("{unit}|{year}|{class}|{project}|111-一般公共预算资金|{amount}.00")
    };
    vec![
        row("甲县某中心", "2080101|行政运行", "工资", 10 + plus),
        row("甲县某中心", "2080101|行政运行", "办公", 5),
        row("甲县某局", "2080101|行政运行", "工资", 20),
        row("甲县某局", "2050204|高中教育", "校舍", 7),
        row("甲县某馆", "2070104|图书馆", "书", 3),
    ]
}

fn of(rows: &[String]) -> Vec<Vec<String>> {
    list(HEAD, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_list_cut_into_several_files_is_one() {
    let rows = county("2025");
    let whole = sums(&read("清单.csv", &csv(&of(&rows))).unwrap());
    // Cut within a unit, in three parts; the middle part joins the other two.
    let parts = [&rows[..1], &rows[3..], &rows[1..3]].map(|rows| csv(&of(rows)));
    let names = ["2025年清单1.csv", "2025年清单2.csv", "2025年清单3.csv"];
    let files: Vec<(&str, &[u8])> = names.iter().copied().zip(parts.iter().map(Vec::as_slice)).collect();
    let loaded = load_bytes(&files, &LoadOptions::default()).unwrap();
    assert_eq!(sums(&loaded), whole);
    assert_eq!(loaded.files.len(), 3, "{:?}", loaded.files);
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    let joined = told.iter().filter(|told| told.contains("是同一张清单的两部分，合在一起汇总")).count();
    assert_eq!((joined, told.len()), (2, 3), "{told:?}");
    // A copy of a part counts once.
    let copied = [files[0], files[1], files[2], ("2025年清单2（副本）.csv", files[1].1)];
    let loaded = load_bytes(&copied, &LoadOptions::default()).unwrap();
    assert_eq!(sums(&loaded), whole);
    assert!(loaded.warnings.iter().any(|warning| warning.message.contains("内容完全相同，只计一次")));
    // A part that repeats a row of another is refused with both places.
    let again = [("2025年清单1.csv", csv(&of(&rows[..2]))), ("2025年清单2.csv", csv(&of(&rows[1..])))];
    let again: Vec<(&str, &[u8])> = again.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let refused = load_bytes(&again, &LoadOptions::default()).unwrap_err().to_string();
    assert!(refused.contains("2025年清单2.csv 第2行") && refused.contains("2025年清单1.csv 第3行"), "{refused}");
}

#[test]
fn lists_of_different_units_years_or_columns_stay_apart() {
    let without_year = |rows: &[String]| {
        let rows: Vec<String> =
            rows.iter().map(|row| row.replacen("|2025|", "|", 1).replacen("|2024|", "|", 1)).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        csv(&list(&HEAD.replace("fiscal_year|", ""), &rows))
    };
    let (old, new) = (county("2024"), county("2025"));
    let files = [
        ("2024年清单.csv", without_year(&old[..2])),
        ("2025年清单.csv", without_year(&new[..1])),
        ("2025年清单二.csv", without_year(&new[1..2])),
        ("2025年别的.csv", csv(&of(&new[2..]))),
    ];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let loaded = load_bytes(&files, &LoadOptions::default()).unwrap();
    let of_year = |year: u16| {
        let own = |item: &&tongbi::model::LineItem| item.year.get() == year && item.table.name() == "general";
        let own = loaded.items.iter().filter(own);
        own.map(|item| format!("{} {} {}", item.unit, item.name, item.amount.unwrap().to_yuan())).collect::<Vec<_>>()
    };
    assert_eq!(of_year(2024), ["甲县某中心 行政运行 15.00"]);
    assert_eq!(
        of_year(2025),
        ["甲县某中心 行政运行 16.00", "甲县某局 高中教育 7.00", "甲县某局 行政运行 20.00", "甲县某馆 图书馆 3.00"]
    );
}

fn tongbi(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_data_set_of_lists_compares_like_the_table_of_its_sums() {
    let folder = tempfile::tempdir().unwrap();
    for year in ["2024", "2025"] {
        let rows = of(&county(year));
        std::fs::create_dir_all(folder.path().join("csv")).unwrap();
        std::fs::write(folder.path().join(format!("csv/{year}.csv")), csv(&rows)).unwrap();
        let columns: Vec<Column> = (0..rows[0].len())
            .map(|at| {
                let texts: Vec<&str> = rows[1..].iter().map(|row| row[at].as_str()).collect();
                Series::new(rows[0][at].as_str().into(), texts).into()
            })
            .collect();
        let parts = folder.path().join(format!("parquet/year={year}"));
        std::fs::create_dir_all(&parts).unwrap();
        let file = std::fs::File::create(parts.join("part.parquet")).unwrap();
        ParquetWriter::new(file).finish(&mut DataFrame::new(rows.len() - 1, columns).unwrap()).unwrap();
    }
    tongbi(folder.path(), &["extract", "csv", "-o", "sums", "--partition", "year"]);
    let compared = |input: &str, by: &str| {
        tongbi(folder.path(), &["compare", input, "--by", by, "--table", "general", "--format", "csv"])
    };
    for by in ["all", "unit"] {
        let expected = compared("sums", by);
        assert_eq!(compared("csv", by), expected, "{by}");
        assert_eq!(compared("parquet", by), expected, "{by}");
    }
    // 15 + 20 of two units against 16 + 20.
    let all = compared("parquet", "all");
    let row = all.lines().find(|line| line.contains(",2080101,")).unwrap();
    assert!(row.contains(",35.00,36.00,1.00,2.86,"), "{row}");
}
