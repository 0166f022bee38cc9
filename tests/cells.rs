//! Years, units, names and numbers in cells; hidden parts and formulas without results in workbooks. The files of
//! `../shared/cases` are read too if they are at hand; each kind of case also has a test with its own words here.

use crate::example::shared;
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::path::Path;
use tongbi::analysis::{LineItems, compare};
use tongbi::model::{LineItem, WarningKind};
use tongbi::source::{LoadOptions, Loaded, load, load_texts};

fn text(name: &str, text: &str) -> Loaded {
    load_texts(&[(name, text)], &LoadOptions::default()).unwrap()
}

fn file(path: &Path) -> Result<Loaded, String> {
    load(&[path.to_path_buf()], &LoadOptions::default(), &()).map_err(|error| error.to_string())
}

fn book(make: impl FnOnce(&mut Workbook), options: &LoadOptions) -> Loaded {
    let mut book = Workbook::new();
    make(&mut book);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    std::fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    load(&[path], options, &()).unwrap()
}

/// Writes rows of cells between bars; a number is a number.
fn rows(sheet: &mut rust_xlsxwriter::Worksheet, rows: &[&str]) {
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.split('|').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (row, column) = (row as u32, column as u16);
            match cell.parse::<f64>().ok().filter(|_| !cell.starts_with('0') && cell.len() < 8 && column > 0) {
                Some(number) => sheet.write_number(row, column, number).unwrap(),
                None => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
}

/// `year phase name amount in 万元`
fn said(item: &LineItem) -> String {
    let amount = item.amount.map(|amount| (amount.fen() as f64 / 1e6).to_string()).unwrap_or_default();
    format!("{}{} {} {amount}", item.year, item.phase, item.name)
}

fn all(loaded: &Loaded) -> Vec<String> {
    loaded.items.iter().map(said).collect()
}

fn units(loaded: &Loaded) -> Vec<String> {
    let mut units: Vec<String> = loaded.items.iter().map(|item| item.unit.to_string()).collect();
    units.dedup();
    units
}

const BODY: &str = "科目编码\t科目名称\t合计\n\t合计\t100\n208\t社会保障和就业支出\t60\n210\t卫生健康支出\t40\n";

#[test]
fn an_amount_that_looks_like_a_year_is_an_amount() {
    let loaded = text(
        "甲.txt",
        "2024年甲省转移支付预算汇总表\n\n单位：万元\n\n项目\t2024年预算数\n一、税收返还\t5000\n文化专项\t2000\n宣传专项\t1999\n民政专项\t606.25\n转移支付总计\t9605.25\n",
    );
    assert!(loaded.items.iter().all(|item| item.year.get() == 2024), "{:?}", all(&loaded));
    assert_eq!(loaded.items.len(), 5, "{:?}", all(&loaded));
    for (name, count) in [("m01_year_amount.txt", 5), ("m01_year_amount.xlsx", 5)] {
        let Some(path) = shared(&format!("cases/tables/{name}")) else { return };
        let loaded = file(&path).unwrap();
        assert_eq!(loaded.items.len(), count, "{:?}", all(&loaded));
        assert!(
            all(&loaded).contains(&"2024预算 示例甲专项资金 2000".to_owned()) || name.ends_with("xlsx"),
            "{:?}",
            all(&loaded)
        );
        assert!(loaded.items.iter().all(|item| item.year.get() == 2024), "{:?}", all(&loaded));
    }
}

#[test]
fn the_title_of_a_table_tells_its_year_before_the_document_does() {
    let make = |book: &mut Workbook| {
        let sheet = book.add_worksheet().set_name("表1").unwrap();
        rows(
            sheet,
            &["2022年甲省一般公共预算支出表", "单位：万元", "科目编码|项目|2022年预算数", "201|一般公共服务支出|900"],
        );
        let sheet = book.add_worksheet().set_name("表2").unwrap();
        rows(
            sheet,
            &[
                "表2",
                "2024年甲省省本级支出资金汇总表",
                "|单位：万元",
                "科目编码|项目|合计",
                "201|一般公共服务支出|1000",
            ],
        );
    };
    assert_eq!(
        all(&book(make, &LoadOptions::default())),
        ["2022预算 一般公共服务支出 900", "2024预算 一般公共服务支出 1000"]
    );
    // The same columns below two titles that nobody knows.
    let table = |year: u16| format!("{year}年资金安排汇总表\n编制单位：甲市财政局\n单位：万元\n\n{BODY}\n\n");
    let loaded = text("甲.txt", &format!("{}{}", table(2022), table(2024)));
    let years: Vec<u16> = loaded.items.iter().map(|item| item.year.get()).collect();
    assert_eq!(years, [2022, 2022, 2022, 2024, 2024, 2024]);
    let Some(path) = shared("cases/tables/m06b_title_year_ignored.xlsx") else { return };
    let loaded = file(&path).unwrap();
    let years: Vec<u16> = loaded.items.iter().map(|item| item.year.get()).collect();
    assert_eq!((years.iter().filter(|y| **y == 2024).count(), years.iter().filter(|y| **y == 2022).count()), (10, 2));
}

#[test]
fn names_of_sheets_files_and_folders_tell_a_year_that_nothing_else_does() {
    let table = format!("一般公共预算支出情况表\n\n编制单位：甲市财政局\n单位：万元\n\n{BODY}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("2023年")).unwrap();
    for (name, content) in [("2023年/甲.txt", &table), ("甲2024.txt", &table)] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let loaded = load(&[folder.path().to_path_buf()], &LoadOptions::default(), &()).unwrap();
    let years: std::collections::BTreeSet<u16> = loaded.items.iter().map(|item| item.year.get()).collect();
    assert_eq!(years.into_iter().collect::<Vec<_>>(), [2023, 2024]);
    // The title outweighs the name of the file.
    let loaded = text("2019年.txt", &format!("2024年部门预算\n\n{table}"));
    assert!(loaded.items.iter().all(|item| item.year.get() == 2024));
    let make = |book: &mut Workbook| {
        rows(
            book.add_worksheet().set_name("2021年支出").unwrap(),
            &["一般公共预算支出情况表", "编制单位：甲市财政局|单位：万元", "科目编码|科目名称|合计", "208|社保|60"],
        );
    };
    assert_eq!(all(&book(make, &LoadOptions::default())), ["2021预算 社保 60"]);
}

#[test]
fn what_a_workbook_hides_is_left_out_unless_it_is_asked_for() {
    let make = |book: &mut Workbook| {
        let sheet = book.add_worksheet().set_name("旧").unwrap();
        rows(sheet, &["2022年甲省一般公共预算支出表", "单位：万元", "科目编码|项目|2022年预算数", "201|旧支出|900"]);
        sheet.set_hidden(true);
        let sheet = book.add_worksheet().set_name("新").unwrap();
        sheet.set_active(true);
        rows(
            sheet,
            &[
                "2024年甲省一般公共预算收支情况表",
                "单位：万元",
                "科目编码|项目|2023年决算数|2024年||",
                "||草稿|预算数|3|执行数",
                "|||预算数|3|执行数",
                "201|一般公共服务支出|100|110|8|108",
                "205|教育支出|10|11|9|12",
                "206|科学技术支出|20|21|10|22",
            ],
        );
        sheet.merge_range(2, 3, 2, 5, "2024年", &Format::new()).unwrap();
        sheet.set_column_hidden(4).unwrap();
        sheet.set_row_hidden(3).unwrap();
        sheet.set_row_hidden(6).unwrap();
    };
    let loaded = book(make, &LoadOptions::default());
    let expected = [
        "2023决算 一般公共服务支出 100",
        "2024预算 一般公共服务支出 110",
        "2024执行 一般公共服务支出 108",
        "2023决算 科学技术支出 20",
        "2024预算 科学技术支出 21",
        "2024执行 科学技术支出 22",
    ];
    assert_eq!(all(&loaded), expected);
    let notes: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "表.xlsx 工作表“旧”：这是隐藏的工作表，没有读入。如要读入，请加 --hidden",
            "表.xlsx 工作表“新”：有 2 行、1 列是隐藏的，没有读入。如要读入，请加 --hidden",
        ]
    );
    let loaded = book(make, &LoadOptions { hidden: true, ..LoadOptions::default() });
    assert!(all(&loaded).contains(&"2022预算 旧支出 900".to_owned()), "{:?}", all(&loaded));
    assert!(all(&loaded).contains(&"2024预算 教育支出 11".to_owned()), "{:?}", all(&loaded));
}

#[test]
fn hidden_sheets_and_columns_of_the_cases_decide_nothing() {
    let Some(path) = shared("cases/tables/m06_hidden_sheets_year.xlsx") else { return };
    let loaded = file(&path).unwrap();
    assert!(loaded.items.len() == 14 && loaded.items.iter().all(|item| item.year.get() == 2024), "{:?}", all(&loaded));
    let loaded = file(&shared("cases/tables/m07_hidden_index_column.xlsx").unwrap()).unwrap();
    let row = |name: &str| all(&loaded).into_iter().filter(|said| said.contains(name)).collect::<Vec<_>>();
    assert_eq!(row("税收收入"), ["2024决算 税收收入 100", "2025预算 税收收入 110", "2025执行 税收收入 108"]);
    assert_eq!(row("企业所得税"), ["2024决算 企业所得税 40", "2025预算 企业所得税 44", "2025执行 企业所得税 43"]);
    assert_eq!(loaded.items.len(), 9);
    let loaded = file(&shared("cases/tables/m07b_hidden_column.xlsx").unwrap()).unwrap();
    assert_eq!(loaded.items.len(), 13, "{:?}", all(&loaded));
}

#[test]
fn the_unit_keeps_its_name_however_cover_and_caption_print_it() {
    let court = "甲市中级人民法院";
    let table = format!("一般公共预算支出情况表\n单位：万元\n\n{BODY}");
    for cover in [
        "甲市中级人民\n法院2024年度部门预算",
        "甲市中级人民法院\n2024年度部门预算",
        "2024年度\n甲市中级人民法院部门预算",
        "甲市中级人民法院2024年\n部门预算公开",
    ] {
        assert_eq!(units(&text("表.txt", &format!("{cover}\n\n{table}"))), [court], "{cover}");
    }
    for label in [
        "单位名称：甲市中级人民法院单位：元",
        "单位名称：甲市中级人民法院元",
        "编制单位：甲市中级人民法院（单位：元）",
        "单位：甲市中级人民法院\t金额单位：元",
        "部门名称：甲市中级人民法院\n单位：元",
        "填报单位：\t甲市中级人民法院\t单位：元",
        "编制单位：甲市中级人民\n法院\n单位：元",
    ] {
        let loaded = text("表.txt", &format!("2024年部门预算公开\n\n一般公共预算支出情况表\n{label}\n\n{BODY}"));
        assert_eq!(units(&loaded), [court], "{label}");
        assert_eq!(loaded.items[0].amount.unwrap().fen(), 10_000, "{label}: {:?}", loaded.warnings);
    }
    for name in ["甲市中级人民法院2024年部门预算.txt", "附件3.甲市中级人民法院2024.txt"] {
        assert_eq!(units(&text(name, &table)), [court], "{name}");
    }
    // Labels, glued and plain, in one document are one unit.
    let one = format!(
        "甲市中级人民法院2024年部门预算\n\n一般公共预算支出情况表\n单位名称：甲市中级人民法院单位：元\n\n{BODY}\n部门收入总表\n编制单位：甲市中级人民法院元\n\n{BODY}"
    );
    assert_eq!(units(&text("表.txt", &one)), [court]);
}

#[test]
fn a_money_unit_that_contradicts_the_other_years_is_told() {
    let year = |year: u16, unit: &str, amount: &str| {
        format!(
            "{year}年单位预算公开\n\n一般公共预算支出情况表\n\n编制单位：甲市财政局\n\n单位：{unit}\n\n科目编码\t科目名称\t合计\n\t合计\t{amount}\n208\t社保\t{amount}\n"
        )
    };
    let doubts = |texts: &[(&str, &str)]| -> Vec<String> {
        let loaded = load_texts(texts, &LoadOptions::default()).unwrap();
        let told = loaded.warnings.iter().filter(|warning| warning.kind == WarningKind::Unit);
        told.map(ToString::to_string).collect()
    };
    let (first, second, third) =
        (year(2022, "万元", "100.00"), year(2023, "万元", "110.00"), year(2024, "元", "120.00"));
    let told = doubts(&[("a.txt", &first), ("b.txt", &second), ("c.txt", &third)]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("c.txt 第10行 第3列：2024年一般公共预算支出情况表合计 120.00元；2023年"), "{told:?}");
    // 元 and 万元 in two years is no contradiction where the amounts agree.
    let sound = year(2024, "元", "1200000.00");
    assert_eq!(doubts(&[("a.txt", &first), ("c.txt", &sound)]), [""; 0]);
    let Some(u3) = shared("cases/input/u3.txt").map(|path| std::fs::read_to_string(path).unwrap()) else { return };
    let other = u3.replace("2024", "2023").replace("单位：元", "单位：万元");
    assert_eq!(doubts(&[("u3.txt", &u3), ("u2.txt", &other)]).len(), 1);
}

#[test]
fn foreign_money_is_no_yuan_and_hundred_millions_are_read_as_printed() {
    let table = |unit: &str| format!("2024年甲市政府债务表\n编制单位：甲市财政局\n单位：{unit}\n\n{BODY}");
    let error = load_texts(&[("甲.txt", &table("万美元"))], &LoadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("金额单位是万美元，不是人民币"), "{error}");
    assert_eq!(text("甲.txt", &table("亿元")).items[0].amount.unwrap().to_yuan().to_string(), "10000000000.00");
}

#[test]
fn names_set_in_or_numbered_below_different_rows_are_different_items() {
    let check = |loaded: &Loaded| {
        let found = compare(&LineItems::from_items(&loaded.items), &Default::default()).unwrap();
        let row = |prior: i64, current: i64| {
            found.rows.iter().filter(move |row| {
                let fen = |amount: Option<tongbi::model::Amount>| amount.map(|amount| amount.fen() / 1_000_000);
                row.item.name.contains("行政运行") && (fen(row.prior), fen(row.current)) == (Some(prior), Some(current))
            })
        };
        let names: Vec<String> = found
            .rows
            .iter()
            .map(|row| format!("{} {} {:?}", row.item.name, row.item.level.name(), row.current))
            .collect();
        assert_eq!((row(80, 90).count(), row(150, 160).count()), (1, 1), "{names:?}");
        assert!(row(80, 90).all(|row| row.item.level == tongbi::model::Level::Item), "{names:?}");
    };
    let table = |rows: &str| {
        text(
            "甲.txt",
            &format!(
                "2025年甲市一般公共预算支出执行情况表\n编制单位：甲市财政局\n单位：万元\n\n支出项目\t2024年决算数\t2025年执行数\n{rows}支出合计\t300\t330\n"
            ),
        )
    };
    check(&table(
        "一、一般公共服务\t300\t330\n（一）人大事务\t100\t120\n1.行政运行\t80\t90\n2.人大会议\t20\t30\n（二）政协事务\t200\t210\n1.行政运行\t150\t160\n2.政协会议\t50\t50\n",
    ));
    let make = |book: &mut Workbook| {
        let sheet = book.add_worksheet();
        let lines = [
            ("一般公共服务", 0, 300, 330),
            ("人大事务", 1, 100, 120),
            ("行政运行", 2, 80, 90),
            ("人大会议", 2, 20, 30),
            ("政协事务", 1, 200, 210),
            ("行政运行", 2, 150, 160),
            ("政协会议", 2, 50, 50),
        ];
        rows(sheet, &["2025年甲市一般公共预算支出执行情况表", "单位：万元", "支出项目|2024年决算数|2025年执行数"]);
        for (row, (name, indent, prior, current)) in lines.into_iter().enumerate() {
            let row = row as u32 + 3;
            sheet.write_string_with_format(row, 0, name, &Format::new().set_indent(indent)).unwrap();
            sheet.write_number(row, 1, prior).unwrap();
            sheet.write_number(row, 2, current).unwrap();
        }
        rows(sheet, &[]);
        sheet.write_string(10, 0, "支出合计").unwrap();
        sheet.write_number(10, 1, 300).unwrap();
        sheet.write_number(10, 2, 330).unwrap();
    };
    check(&book(make, &LoadOptions::default()));
    // By spaces in front, in text and on a page.
    let lines = [
        "一般公共服务|300|330",
        "　　人大事务|100|120",
        "　　　　行政运行|80|90",
        "　　　　人大会议|20|30",
        "　　政协事务|200|210",
        "　　　　行政运行|150|160",
        "　　　　政协会议|50|50",
    ];
    check(&table(&lines.map(|line| line.replace('|', "\t") + "\n").concat()));
    let row = |line: &str| format!("<tr><td>{}</td></tr>", line.replace('|', "</td><td>"));
    let page = format!(
        "<html><body><p>2025年甲市一般公共预算支出执行情况表</p><p>单位：万元</p><table>{}{}</table></body></html>",
        row("支出项目|2024年决算数|2025年执行数"),
        lines.map(row).concat()
    );
    check(&text("甲.html", &page));
    // The old format keeps formats, hidden rows and columns in records of its own.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hidden.xls");
    let loaded = file(&path).unwrap();
    check(&loaded);
    let notes: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(
        notes[0].contains("“新”：有 1 行、1 列是隐藏的") && notes[1].contains("“旧”：这是隐藏的工作表"),
        "{notes:?}"
    );
    let Some(path) = shared("cases/tables/m12_indent_levels.xlsx") else { return };
    check(&file(&path).unwrap());
}

#[test]
fn titles_codes_and_totals_are_read_as_they_are_printed_elsewhere() {
    // A title over two lines, a code joined to its name, a total without a label, a broken code.
    let loaded = text(
        "甲.txt",
        "2024年甲市财政局一般公共预算支出\n表\n编制单位：甲市财政局\n单位：万元\n\n科目\t合计\n\t100\n22902—年初预留\t60\n229—其他支出\t100\n",
    );
    let items: Vec<String> = loaded
        .items
        .iter()
        .map(|item| {
            format!(
                "{} {} {}",
                item.code.as_ref().map(ToString::to_string).unwrap_or_default(),
                item.name,
                item.level.name()
            )
        })
        .collect();
    assert_eq!(items, ["22902 年初预留 款", "229 其他支出 类", " 合计 total"]);
    let loaded = text(
        "甲.txt",
        "2024年一般公共预算支出情况表\n编制单位：甲市财政局\n单位：万元\n\n科目编码\t科目名称\t合计\n\t合计\t100\n208\t社保\t100\n20805\t养老\t100\n208050\t离退休\t100\n",
    );
    assert_eq!(loaded.items.last().map(|item| item.level.name()), Some("项"));
}

#[test]
fn formulas_without_a_result_are_calculated_or_told() {
    let plain = |sheet: &mut rust_xlsxwriter::Worksheet| {
        rows(
            sheet,
            &[
                "2024年一般公共预算支出情况表",
                "编制单位：甲市财政局||单位：万元",
                "科目编码|科目名称|合计|基本支出|项目支出",
                "|合计||",
                "208|社保||10|5",
                "210|卫生||20|6",
            ],
        );
    };
    let make = |book: &mut Workbook| {
        let sheet = book.add_worksheet();
        plain(sheet);
        // An empty result is how a program that does not calculate leaves it.
        for (row, column, formula) in [
            (3, 2, "=SUM(C5:C6)"),
            (4, 2, "=D5+E5"),
            (5, 2, "=D6+E6"),
            (3, 3, "=ROUND(D5+D6,2)"),
            (3, 4, "=SUM(E5:E6)"),
        ] {
            sheet.write_formula(row, column, Formula::new(formula).set_result("")).unwrap();
        }
    };
    let mut book = Workbook::new();
    make(&mut book);
    let bytes = crate::bad_input::without_results(&book.save_to_buffer().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let loaded = file(&path).unwrap();
    let totals: Vec<String> = loaded.items.iter().map(said).collect();
    assert_eq!(totals.len(), 9, "{totals:?}");
    assert!(
        totals.contains(&"2024预算 合计 41".to_owned()) && totals.contains(&"2024预算 社保 15".to_owned()),
        "{totals:?}"
    );
    assert!(loaded.warnings.iter().any(|warning| warning.message.contains("有 5 个公式没有存下结果，已按公式算出")));
    for (name, count) in [("tables/m08_formula_without_value.xlsx", 13), ("input/formula_nocache.xlsx", 8)] {
        let Some(path) = shared(&format!("cases/{name}")) else { return };
        let loaded = file(&path).unwrap();
        assert_eq!(loaded.items.len(), count, "{name}: {:?}", all(&loaded));
    }
}

#[test]
fn numbers_in_words_and_with_careless_letters_are_read_or_told() {
    let table = |amount: &str| {
        format!(
            "甲局\n\n2024年单位预算公开\n\n一般公共预算支出情况表\n\n编制单位：甲局\n\n单位：万元\n\n科目编码\t科目名称\t合计\n\t合计\t{amount}\n208\t社保\t{amount}\n"
        )
    };
    for (amount, fen) in [
        ("叁万", 3_000_000),
        ("壹佰贰拾万元整", 120_000_000),
        ("12O.00", 120_000_000),
        ("五十一万六千元", 51_600_000),
        ("1000.86万", 1_000_860_000),
        ("0.5亿", 5_000_000_000),
        ("1,200.00", 1_200_000_000),
    ] {
        let loaded = text("甲.txt", &table(amount));
        let found: Vec<i64> = loaded.items.iter().map(|item| item.amount.unwrap().fen()).collect();
        assert_eq!(found, [fen, fen], "{amount}");
    }
    for (amount, reason) in [
        ("1.23-", "不是数字"),
        ("1,20.00", "千分位逗号位置不对"),
        ("12.5‰", "是比率"),
        ("百分之九点五", "是比率"),
        ("5\u{e001}8.1", "无法识别的字符"),
        ("7?5.1", "不是数字"),
    ] {
        let error = load_texts(&[("n5.txt", &table(amount))], &LoadOptions::default()).unwrap_err().to_string();
        assert!(
            error.starts_with("没有读到任何预决算数据。n5.txt 第12行 第3列：“") && error.contains(reason),
            "{amount}: {error}"
        );
    }
    for name in ["num_O", "num_cn", "num_cn2"] {
        let Some(path) = shared(&format!("cases/input/{name}.txt")) else { return };
        assert_eq!(file(&path).unwrap().items.len(), 8, "{name}");
    }
    for name in ["n5", "num_permille"] {
        let error = file(&shared(&format!("cases/input/{name}.txt")).unwrap()).unwrap_err();
        assert!(error.contains(&format!("{name}.txt 第14行")), "{error}");
    }
}

#[test]
fn a_file_that_gives_nothing_ends_with_its_own_reason() {
    let good = format!("2023年单位预算公开\n\n一般公共预算支出情况表\n编制单位：甲市财政局\n单位：万元\n\n{BODY}");
    let bad = good
        .replace("2023", "2024")
        .replace("\t100\n", "\t1.23-\n")
        .replace("\t60\n", "\t1,20.00\n")
        .replace("\t40\n", "\t4.0.0\n");
    let error = load_texts(&[("a.txt", &good), ("n5.txt", &bad)], &LoadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("n5.txt 第8行") && !error.contains("另一年"), "{error}");
}

#[test]
fn every_line_end_gives_the_same_items() {
    let lf = format!("2024年单位预算公开\n\n一般公共预算支出情况表\n编制单位：甲市财政局\n单位：万元\n\n{BODY}");
    let expected = all(&text("甲.txt", &lf));
    assert_eq!(expected.len(), 3);
    for end in ["\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}"] {
        assert_eq!(all(&text("甲.txt", &lf.replace('\n', end))), expected, "{end:?}");
        let comma = lf.replace('\t', ",").replace('\n', end);
        assert_eq!(all(&text("甲.csv", &comma)), expected, "{end:?}");
    }
    let Some(plain) = shared("cases/input/lonecr.txt").map(|path| std::fs::read_to_string(path).unwrap()) else {
        return;
    };
    let count = text("甲.txt", &plain.replace('\r', "\n")).items.len();
    assert!(count > 300, "{count}");
    for name in ["lonecr", "nel", "ls", "vt"] {
        let found = file(&shared(&format!("cases/input/{name}.txt")).unwrap()).unwrap().items.len();
        assert_eq!(found, count, "{name}");
    }
}

#[test]
fn prose_with_half_width_commas_is_no_table() {
    let line = |name: &str, amount: &str| {
        format!("{name}预算 {amount} 元,占基本支出的80.00%,同比增加 6000.00 元,增长 0.50%。\n")
    };
    let prose =
        line("工资福利支出", "960000.00") + &line("商品和服务支出", "228000.00") + &line("项目支出", "300000.00");
    let loaded = text("说明.txt", &prose);
    assert!(loaded.claims.len() >= 3, "{:?}", loaded.claims.len());
    let Some(path) = shared("cases/text/10-halfwidth-commas.txt") else { return };
    assert!(file(&path).unwrap().claims.len() >= 5);
}

#[test]
fn a_glyph_that_stands_for_the_point_throughout_is_the_point() {
    let table = format!("2024年单位预算公开\n\n一般公共预算支出情况表\n编制单位：甲市财政局\n单位：万元\n\n{BODY}");
    let points = table.replace("\t60\n", "\t59\u{e07a}5\n").replace("\t40\n", "\t40\u{e07a}5\n");
    assert_eq!(text("甲.txt", &points).items[1].amount.unwrap().to_yuan().to_string(), "595000.00");
    // Beside another point it is nothing that we know.
    let mixed = points.replace("\t100\n", "\t100.00万元\n");
    let loaded = text("甲.txt", &mixed);
    assert_eq!(loaded.items.len(), 1);
    assert_eq!(loaded.warnings.iter().filter(|warning| warning.kind == WarningKind::BadNumber).count(), 2);
}

#[test]
fn codes_below_a_header_that_nobody_knows_are_codes() {
    for head in ["功能分类科目", "支出科目", "类款项", ""] {
        let table = format!(
            "示例局2025年单位预算\n\n支出总体情况表\n单位：元\n{head}\t科目名称\t合计\t基本支出\n205\t教育支出\t1,200.00\t1,200.00\n\
             20502\t普通教育\t1,200.00\t1,200.00\n2050204\t高中教育\t1,200.00\t1,200.00\n\t合计\t1,200.00\t1,200.00\n"
        );
        let loaded = text("2025.txt", &table);
        let found: Vec<String> = loaded
            .items
            .iter()
            .filter(|item| item.measure.is_total())
            .map(|item| format!("{} {}", item.code.as_ref().map_or("", |code| code.as_str()), item.text))
            .collect();
        assert_eq!(found, ["205 1,200.00", "20502 1,200.00", "2050204 1,200.00", " 1,200.00"], "{head:?}");
    }
}

#[test]
fn panels_of_a_whole_and_its_parts_keep_their_rows_and_tell_whose_they_are() {
    let blocks = ["政府债务", "其中：政府一般债务", "其中：政府专项债务"];
    // 公路 is the same in the whole and in one part, and nothing in the other.
    let figures = [["30", "36"], ["20", "26"], ["10", "10"], ["12", "12"], ["12", "12"], ["0", "0"]];
    let loaded = book(
        |book| {
            let sheet = book.add_worksheet();
            let plain = Format::new();
            for (at, block) in blocks.iter().enumerate() {
                let left = 3 * at as u16;
                sheet.merge_range(0, left, 0, left + 2, "2025年甲市地方政府债务投向情况表", &plain).unwrap();
                sheet.write_string(1, left, "表四十五").unwrap();
                sheet.write_string(1, left + 2, "单位：万元").unwrap();
                sheet.merge_range(2, left, 3, left, "项目", &plain).unwrap();
                sheet.merge_range(2, left + 1, 2, left + 2, block, &plain).unwrap();
                for (row, name) in ["一、基础设施", "二、公路"].iter().enumerate() {
                    let row = 4 + row as u32;
                    sheet.write_string(row, left, *name).unwrap();
                    for (column, figure) in figures[at + 3 * (row as usize - 4)].iter().enumerate() {
                        let number: f64 = figure.parse().unwrap();
                        sheet.write_number(row, left + 1 + column as u16, number).unwrap();
                    }
                }
                for (column, head) in ["2024年决算数", "2025年执行数"].iter().enumerate() {
                    sheet.write_string(3, left + 1 + column as u16, *head).unwrap();
                }
            }
        },
        &LoadOptions::default(),
    );
    let mut found: Vec<String> = loaded.items.iter().map(|item| format!("{} {}", said(item), item.measure)).collect();
    found.sort();
    let title = "地方政府债务投向";
    let whole: Vec<&String> = found.iter().filter(|item| !item.contains("：政府")).collect();
    assert_eq!(found.len(), 12, "{found:#?}");
    assert_eq!(whole.len(), 4, "{found:#?}");
    for part in ["政府一般债务", "政府专项债务"] {
        assert_eq!(found.iter().filter(|item| item.ends_with(&format!("：{part}"))).count(), 4, "{found:#?}");
    }
    assert!(whole.iter().all(|item| item.contains(title)), "{found:#?}");
    assert!(found.iter().any(|item| item.starts_with("2025执行 公路 0 ")), "{found:#?}");
}

#[test]
fn columns_of_a_whole_city_beside_its_own_level_are_those_of_a_government() {
    let table = "2025年甲市一般公共预算支出表\t\t\t\t\n\t\t\t\t单位：万元\n项目\t全市\t\t市本级\t\n\
        \t2024年执行数\t2025年预算数\t2024年执行数\t2025年预算数\n\
        一、一般公共服务支出\t100\t110\t40\t44\n支出合计\t100\t110\t40\t44\n";
    let loaded = text("甲.txt", table);
    let found: Vec<String> = loaded.items.iter().filter(|item| &*item.name == "合计").map(said).collect();
    assert_eq!(found, ["2024执行 合计 100", "2025预算 合计 110", "2024执行 合计 40", "2025预算 合计 44"]);
    assert!(loaded.items.iter().all(|item| item.table.name() == "government_expenditure"), "{:?}", loaded.items);
    let scopes: Vec<&str> = loaded.items.iter().map(|item| item.scope.name()).take(4).collect();
    assert_eq!(scopes, ["政府", "政府", "本级", "本级"]);
    assert!(loaded.items.iter().all(|item| &*item.unit == "甲市"), "{:?}", units(&loaded));
}

#[test]
fn tables_below_one_another_on_a_sheet_keep_their_titles_units_of_money_and_owner() {
    let loaded = book(
        |book| {
            let sheet = book.add_worksheet();
            rows(
                sheet,
                &[
                    "2025年甲县财政局支出预算总表",
                    "||单位：万元",
                    "科目编码|科目名称|合计",
                    "205|教育支出|40",
                    "|合计|40",
                    "",
                    "2025年甲县财政局“三公”经费支出预算表",
                    "||单位：元",
                    "项目|2024年预算数|2025年预算数",
                    "合计|30000|20000",
                    "公务接待费|30000|20000",
                ],
            );
        },
        &LoadOptions::default(),
    );
    assert_eq!(
        all(&loaded),
        [
            "2025预算 教育支出 40",
            "2025预算 合计 40",
            "2024预算 合计 3",
            "2025预算 合计 2",
            "2024预算 公务接待费 3",
            "2025预算 公务接待费 2"
        ]
    );
    assert_eq!(units(&loaded), ["甲县财政局"]);
}
