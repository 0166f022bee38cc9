//! Lists as 预算管理一体化系统 exports them, written for the project after its field names: a row is a combination of
//! unit, classes, project and fund. All sums are counted by hand.

use crate::system_exports::spreadsheet_xml;
use rust_xlsxwriter::Workbook;
use tongbi::model::{LineItem, WarningKind};
use tongbi::source::{LoadOptions, Loaded, load_bytes};

/// Columns: unit, year, functional class, government's class, department's class, project, 项目类别, fund, amount.
const ROWS: [[&str; 9]; 8] = [
    [
        "101001-甲县某中心",
        "2025",
        "2080101-行政运行",
        "50101-工资奖金津补贴",
        "30101-基本工资",
        "工资性支出",
        "11-人员类",
        "111-一般公共预算资金",
        "100000.00",
    ],
    [
        "101001-甲县某中心",
        "2025",
        "2080101-行政运行",
        "50101-工资奖金津补贴",
        "30102-津贴补贴",
        "工资性支出",
        "11-人员类",
        "111-一般公共预算资金",
        "50000.50",
    ],
    [
        "101001-甲县某中心",
        "2025",
        "2080101-行政运行",
        "50201-办公经费",
        "30201-办公费",
        "定额公用经费",
        "21-公用经费",
        "111-一般公共预算资金",
        "20000.00",
    ],
    [
        "101001-甲县某中心",
        "2025",
        "2080505-机关事业单位基本养老保险缴费支出",
        "50102-社会保障缴费",
        "30108-机关事业单位基本养老保险缴费",
        "社会保障缴费",
        "11-人员类",
        "111-一般公共预算资金",
        "16000.00",
    ],
    [
        "101001-甲县某中心",
        "2025",
        "2080109-社会保险经办机构",
        "50201-办公经费",
        "30201-办公费",
        "社保经办",
        "22-其他运转类",
        "111-一般公共预算资金",
        "30000.00",
    ],
    [
        "101001-甲县某中心",
        "2025",
        "2080109-社会保险经办机构",
        "50601-资本性支出",
        "31002-办公设备购置",
        "社保经办",
        "22-其他运转类",
        "111-一般公共预算资金",
        "12000.00",
    ],
    [
        "101001-甲县某中心",
        "2025",
        "2296002-用于社会福利的彩票公益金支出",
        "50201-办公经费",
        "30299-其他商品和服务支出",
        "福彩项目",
        "31-特定目标类",
        "121-政府性基金预算资金",
        "8000.00",
    ],
    [
        "101001-甲县某中心",
        "2025",
        "2080109-社会保险经办机构",
        "50201-办公经费",
        "30201-办公费",
        "培训服务",
        "31-特定目标类",
        "3-单位资金",
        "5000.00",
    ],
];

/// What the rows add up to.
const SUMS: &[&str] = &[
    "expenditure 2080101 行政运行 - 合计 170000.50",
    "expenditure 2080101 行政运行 - 基本支出 170000.50",
    "expenditure 2080109 社会保险经办机构 - 合计 47000.00",
    "expenditure 2080109 社会保险经办机构 - 项目支出 47000.00",
    "expenditure 2080505 机关事业单位基本养老保险缴费支出 - 合计 16000.00",
    "expenditure 2080505 机关事业单位基本养老保险缴费支出 - 基本支出 16000.00",
    "expenditure 2296002 用于社会福利的彩票公益金支出 - 合计 8000.00",
    "expenditure 2296002 用于社会福利的彩票公益金支出 - 项目支出 8000.00",
    "expenditure 30101 基本工资 - 合计 100000.00",
    "expenditure 30102 津贴补贴 - 合计 50000.50",
    "expenditure 30108 机关事业单位基本养老保险缴费 - 合计 16000.00",
    "expenditure 30201 办公费 - 合计 55000.00",
    "expenditure 30299 其他商品和服务支出 - 合计 8000.00",
    "expenditure 31002 办公设备购置 - 合计 12000.00",
    "expenditure 50101 工资奖金津补贴 - 合计 150000.50",
    "expenditure 50102 社会保障缴费 - 合计 16000.00",
    "expenditure 50201 办公经费 - 合计 63000.00",
    "expenditure 50601 资本性支出 - 合计 12000.00",
    "fiscal_totals 208 社会保障和就业支出 - 一般公共预算 228000.50",
    "fiscal_totals 208 社会保障和就业支出 - 合计 228000.50",
    "fiscal_totals 229 其他支出 - 合计 8000.00",
    "fiscal_totals 229 其他支出 - 政府性基金预算 8000.00",
    "fund 2296002 用于社会福利的彩票公益金支出 - 合计 8000.00",
    "fund 2296002 用于社会福利的彩票公益金支出 - 项目支出 8000.00",
    "general 2080101 行政运行 - 合计 170000.50",
    "general 2080101 行政运行 - 基本支出 170000.50",
    "general 2080109 社会保险经办机构 - 合计 42000.00",
    "general 2080109 社会保险经办机构 - 项目支出 42000.00",
    "general 2080505 机关事业单位基本养老保险缴费支出 - 合计 16000.00",
    "general 2080505 机关事业单位基本养老保险缴费支出 - 基本支出 16000.00",
    "general_basic 30101 基本工资 - 人员经费 100000.00",
    "general_basic 30101 基本工资 - 合计 100000.00",
    "general_basic 30102 津贴补贴 - 人员经费 50000.50",
    "general_basic 30102 津贴补贴 - 合计 50000.50",
    "general_basic 30108 机关事业单位基本养老保险缴费 - 人员经费 16000.00",
    "general_basic 30108 机关事业单位基本养老保险缴费 - 合计 16000.00",
    "general_basic 30201 办公费 - 公用经费 20000.00",
    "general_basic 30201 办公费 - 合计 20000.00",
    "general_project 2080109 社会保险经办机构 社保经办 合计 42000.00",
    "general_project 2080109 社会保险经办机构 社保经办 商品和服务支出 30000.00",
    "general_project 2080109 社会保险经办机构 社保经办 资本性支出 12000.00",
];

fn short(item: &LineItem) -> String {
    let code = item.code.as_ref().map_or("-", |code| code.as_str());
    let project = item.project.as_deref().unwrap_or("-");
    let amount = item.amount.unwrap().to_yuan();
    format!("{} {code} {} {project} {} {amount}", item.table.name(), item.name, item.measure)
}

pub fn sums(loaded: &Loaded) -> Vec<String> {
    let mut sums: Vec<String> = loaded.items.iter().map(short).collect();
    sums.sort();
    sums
}

pub fn read(name: &str, bytes: &[u8]) -> Result<Loaded, String> {
    load_bytes(&[(name, bytes)], &LoadOptions::default()).map_err(|error| error.to_string())
}

pub fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    rows.iter().map(|row| row.join(",") + "\n").collect::<String>().into_bytes()
}

fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            // Systems write codes as texts and amounts as numbers.
            let (row, column) = (row as u32, column as u16);
            match cell.parse::<f64>() {
                Ok(number) if cell.contains('.') => sheet.write_number(row, column, number).unwrap(),
                _ => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

fn xls(rows: &[Vec<String>]) -> Vec<u8> {
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    spreadsheet_xml(&[rows], true).into_bytes()
}

fn owned(row: &[&str]) -> Vec<String> {
    row.iter().map(|cell| (*cell).to_owned()).collect()
}

/// The rows below these headers.
fn joined(heads: [&str; 9]) -> Vec<Vec<String>> {
    std::iter::once(owned(&heads)).chain(ROWS.iter().map(|row| owned(row))).collect()
}

/// The rows with codes and names in columns of their own, below these headers.
fn apart(heads: &[&str]) -> Vec<Vec<String>> {
    let split = |row: &[&str; 9]| {
        let cells = row.iter().enumerate().flat_map(|(at, cell)| match cell.split_once('-') {
            Some((code, name)) if at != 5 => vec![code.to_owned(), name.to_owned()],
            _ => vec![(*cell).to_owned()],
        });
        cells.collect::<Vec<_>>()
    };
    std::iter::once(owned(heads)).chain(ROWS.iter().map(split)).collect()
}

const TITLES: [&str; 9] = [
    "预算单位",
    "预算年度",
    "支出功能分类科目",
    "政府预算支出经济分类",
    "部门预算支出经济分类",
    "项目名称",
    "项目类别",
    "资金性质",
    "金额（元）",
];

#[test]
fn field_names_of_every_spelling_and_chinese_titles_mean_the_same_columns() {
    let fields = [
        "agency_code",
        "agency_name",
        "fiscal_year",
        "exp_func_code",
        "exp_func_name",
        "gov_bgt_eco_code",
        "gov_bgt_eco_name",
        "dep_bgt_eco_code",
        "dep_bgt_eco_name",
        "pro_name",
        "pro_cat_code",
        "pro_cat_name",
        "fund_type_code",
        "fund_type_name",
        "bgt_amt",
    ];
    let upper = fields.map(str::to_uppercase);
    let prefixed = fields.map(|field| format!("t.{field}"));
    let short = fields.map(|field| format!("S_{}", field.replace('_', "").to_uppercase()));
    let camel = fields.map(|field| {
        let mut parts = field.split('_');
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
    });
    let chinese = [
        "单位编码",
        "单位名称",
        "年度",
        "支出功能分类编码",
        "支出功能分类名称",
        "政府经济分类代码",
        "政府经济分类名称",
        "部门经济分类科目编码",
        "部门经济分类科目名称",
        "项目名称",
        "项目类别编码",
        "项目类别名称",
        "资金性质编码",
        "资金性质名称",
        "预算金额",
    ];
    let lists = [
        joined(TITLES),
        joined([
            "agency_",
            "fiscal_year",
            "exp_func_",
            "gov_bgt_eco_",
            "dep_bgt_eco_",
            "pro_name",
            "pro_cat",
            "fund_type",
            "amt",
        ]),
        apart(&fields),
        apart(&upper.each_ref().map(String::as_str)),
        apart(&prefixed.each_ref().map(String::as_str)),
        apart(&short.each_ref().map(String::as_str)),
        apart(&camel.each_ref().map(String::as_str)),
        apart(&chinese),
    ];
    for rows in &lists {
        for (name, bytes) in [("清单.csv", csv(rows)), ("清单.xlsx", xlsx(rows)), ("清单.xls", xls(rows))] {
            let loaded = read(name, &bytes).unwrap_or_else(|error| panic!("{name} {:?}: {error}", rows[0]));
            assert_eq!(sums(&loaded), SUMS, "{name} {:?}", rows[0]);
            assert!(loaded.items.iter().all(|item| item.year.get() == 2025 && &*item.unit == "甲县某中心"));
            let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].contains("8 行，按支出功能分类汇总为 4 项，按部门预算支出经济分类汇总为 6 项，按政府预算支出经济分类汇总为 4 项"), "{told:?}");
        }
    }
}

#[test]
fn the_order_of_columns_and_rows_and_other_columns_do_not_matter() {
    let mut rows = joined(TITLES);
    rows[1..].reverse();
    for (at, row) in rows.iter_mut().enumerate() {
        row.reverse();
        row.insert(0, if at == 0 { "序号".into() } else { at.to_string() });
        row.push(if at == 0 { "备注".into() } else { String::new() });
    }
    assert_eq!(sums(&read("清单.csv", &csv(&rows)).unwrap()), SUMS);
    // A title and the amount unit above, and a second page below a repeated header.
    let mut rows = joined(TITLES.map(|title| if title == "金额（元）" { "金额" } else { title }));
    rows.insert(5, rows[0].clone());
    rows.splice(0..0, [owned(&["2025年部门预算支出明细表"]), owned(&["", "", "", "", "", "", "", "", "单位：万元"])]);
    let loaded = read("清单.xlsx", &xlsx(&rows)).unwrap();
    let total: i64 = loaded
        .items
        .iter()
        .filter(|item| item.table.name() == "expenditure" && item.measure.is_total())
        .map(|item| item.amount.unwrap().fen())
        .sum();
    // 241,000.50万元 by each of three classifications.
    assert_eq!(total, 3 * 24_100_050 * 10_000);
    // Rows that name their funds count once below the title of a fund.
    let mut rows = joined(TITLES);
    rows.insert(0, owned(&["2025年一般公共预算支出明细表"]));
    let expected = "general 2080101 行政运行 - 合计 170000.50".to_owned();
    assert!(sums(&read("清单.xlsx", &xlsx(&rows)).unwrap()).contains(&expected));
}

#[test]
fn rows_that_only_add_up_others_do_not_count_twice() {
    let blank = |unit: &str, functional: &str, amount: &str| {
        let mut row = vec![String::new(); 9];
        (row[0], row[1], row[2], row[8]) = (unit.into(), "2025".into(), functional.into(), amount.into());
        row
    };
    let unit = "101001-甲县某中心";
    let mut rows = joined(TITLES);
    rows.push(blank("合计", "", "241000.50"));
    rows.last_mut().unwrap()[1] = String::new();
    rows.insert(1, blank(unit, "", "241000.50"));
    rows.insert(2, blank(unit, "208-社会保障和就业支出", "233000.50"));
    rows.insert(3, blank(unit, "20801-人力资源和社会保障管理事务", "217000.50"));
    rows.insert(4, blank(unit, "2080101-行政运行", "170000.50"));
    let loaded = read("清单.csv", &csv(&rows)).unwrap();
    assert_eq!(sums(&loaded), SUMS);
    assert!(loaded.warnings[0].message.contains("5 行合计、小计与明细相符"), "{:?}", loaded.warnings);
    // A total that is wrong is told; the rows count.
    rows.last_mut().unwrap()[8] = "241000.00".into();
    let loaded = read("清单.csv", &csv(&rows)).unwrap();
    assert_eq!(sums(&loaded), SUMS);
    let told = loaded.warnings.iter().find(|warning| warning.kind == WarningKind::UnrecognisedPart).unwrap();
    assert!(told.message.contains("差 -0.50 元"), "{told}");
    // A 款 that is neither the sum of its 项 nor plainly another amount leaves the list unread.
    rows[3][8] = "1.00".into();
    let refused = read("清单.csv", &csv(&rows)).unwrap_err();
    assert!(refused.contains("第4行") && refused.contains("看不出是小计还是另一笔"), "{refused}");
}

#[test]
fn rows_with_the_same_key_are_refused_with_both_places_unless_another_column_tells_them_apart() {
    let mut rows = joined(TITLES);
    rows.push(rows[2].clone());
    rows.last_mut().unwrap()[8] = "7.00".into();
    let refused = read("清单.csv", &csv(&rows)).unwrap_err();
    assert!(refused.contains("第10行") && refused.contains("清单.csv 第3行"), "{refused}");
    // An ordinal number does not tell rows apart, the number of a document does.
    let with = |head: &str| {
        let number = |(at, row): (usize, &Vec<String>)| {
            [vec![if at == 0 { head.into() } else { at.to_string() }], row.clone()].concat()
        };
        rows.iter().enumerate().map(number).collect::<Vec<_>>()
    };
    assert!(read("清单.csv", &csv(&with("序号"))).is_err());
    let loaded = read("清单.csv", &csv(&with("指标文号"))).unwrap();
    assert!(sums(&loaded).contains(&"general 2080101 行政运行 - 合计 170007.50".to_owned()));
    let sum = loaded.items.iter().find(|item| &*item.name == "津贴补贴").unwrap();
    assert_eq!((&*sum.text, sum.place.to_string().as_str()), ("50000.50+7.00", "清单.csv 第3行 第10列"));
}

#[test]
fn funds_may_be_columns() {
    let heads = [
        "单位名称",
        "年度",
        "支出功能分类",
        "部门预算经济分类",
        "项目名称",
        "合计",
        "一般公共预算资金",
        "政府性基金预算资金",
        "单位资金",
    ];
    let rows = [
        ["甲县某中心", "2025", "2080101-行政运行", "30101-基本工资", "工资", "30", "30", "", ""],
        ["甲县某中心", "2025", "2080109-社会保险经办机构", "30201-办公费", "经办", "17", "10", "", "7"],
        ["甲县某中心", "2025", "2296002-用于社会福利的彩票公益金支出", "30201-办公费", "福彩", "5", "", "5", ""],
    ];
    let rows: Vec<Vec<String>> = std::iter::once(owned(&heads)).chain(rows.iter().map(|row| owned(row))).collect();
    let loaded = read("清单.csv", &csv(&rows)).unwrap();
    assert_eq!(
        sums(&loaded),
        [
            "expenditure 2080101 行政运行 - 合计 30.00",
            "expenditure 2080109 社会保险经办机构 - 合计 17.00",
            "expenditure 2296002 用于社会福利的彩票公益金支出 - 合计 5.00",
            "expenditure 30101 基本工资 - 合计 30.00",
            "expenditure 30201 办公费 - 合计 22.00",
            "fiscal_totals 208 社会保障和就业支出 - 一般公共预算 40.00",
            "fiscal_totals 208 社会保障和就业支出 - 合计 40.00",
            "fiscal_totals 229 其他支出 - 合计 5.00",
            "fiscal_totals 229 其他支出 - 政府性基金预算 5.00",
            "fund 2296002 用于社会福利的彩票公益金支出 - 合计 5.00",
            "general 2080101 行政运行 - 合计 30.00",
            "general 2080109 社会保险经办机构 - 合计 10.00",
        ]
    );
}

#[test]
fn official_forms_with_two_classifications_or_with_funds_as_columns_are_no_lists() {
    for (title, table) in [
        (
            "项目",
            "2025年收支预算总表\t\t\t\t\t\n\t\t\t\t\t单位：万元\n收入\t预算数\t支出功能分类\t预算数\t支出经济分类\t预算数\n一、一般公共预算拨款\t10\t二、教育支出\t10\t一、工资福利支出\t10\n收入总计\t10\t支出总计\t10\t支出总计\t10\n",
        ),
        (
            "资金",
            "2025年支出预算总表\t\t\t\t\n\t\t\t\t单位：万元\n支出功能分类\t\t合计\t资金性质\t\n科目编码\t科目名称\t\t一般公共预算\t政府性基金预算\n205\t教育支出\t10\t10\t0\n\t合计\t10\t10\t0\n",
        ),
    ] {
        let loaded = read("甲.txt", table.as_bytes()).unwrap();
        assert!(
            !loaded.warnings.iter().any(|warning| warning.message.contains("清单")),
            "{title}: {:?}",
            loaded.warnings
        );
        let education = loaded.items.iter().find(|item| item.name.contains("教育支出")).unwrap();
        assert_eq!(education.amount.unwrap().fen(), 10_000_000, "{title}");
    }
}

#[test]
fn what_only_some_rows_tell_is_not_added_up_and_said() {
    let mut rows = joined(TITLES);
    rows[8][4] = String::new();
    rows[2][6] = "90-别的".into();
    rows[7][7] = "99-来历不明的钱".into();
    let loaded = read("清单.csv", &csv(&rows)).unwrap();
    let sums = sums(&loaded);
    assert!(sums.contains(&"expenditure 2080101 行政运行 - 合计 170000.50".to_owned()));
    assert!(
        !sums.iter().any(|sum| sum.contains(" 301") || sum.contains("基本支出") || sum.contains("基金")),
        "{sums:?}"
    );
    let told = &loaded.warnings[0].message;
    for part in [
        "1 行没有部门预算支出经济分类，没有按它汇总",
        "1 行没有可以识别的项目类别，没有按它汇总",
        "资金性质“来历不明的钱”不在已知的几种之内",
    ] {
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn deleted_rows_and_amounts_of_other_stages_are_told() {
    let mut rows = joined(TITLES);
    for (at, row) in rows.iter_mut().enumerate() {
        row.push(["is_deleted", "2"][at.min(1)].into());
        row.push(["支付金额", "1.00"][at.min(1)].into());
        row.push(["可用金额", "9.00"][at.min(1)].into());
    }
    let mut gone = rows[1].clone();
    gone[9] = "1".into();
    rows.push(gone);
    let loaded = read("清单.csv", &csv(&rows)).unwrap();
    let (budget, paid): (Vec<&LineItem>, Vec<&LineItem>) =
        loaded.items.iter().partition(|item| item.phase.name() == "预算");
    assert_eq!(
        budget.iter().map(|item| short(item)).collect::<std::collections::BTreeSet<_>>(),
        SUMS.iter().map(|sum| (*sum).to_owned()).collect()
    );
    let office = paid.iter().find(|item| &*item.name == "办公费" && item.table.name() == "expenditure").unwrap();
    assert_eq!(office.amount.unwrap().to_yuan().to_string(), "3.00");
    let told = &loaded.warnings[0].message;
    assert!(told.contains("1 行注明已删除") && told.contains("没有读入的金额栏：可用金额"), "{told}");
}

#[test]
fn lists_of_several_units_and_years_stay_apart() {
    let mut rows = joined(TITLES);
    for row in ROWS {
        let mut row = owned(&row);
        (row[0], row[1]) = ("101002-甲县某局".into(), "2024年度".into());
        rows.push(row);
    }
    let loaded = read("清单.csv", &csv(&rows)).unwrap();
    for (unit, year) in [("甲县某中心", 2025), ("甲县某局", 2024)] {
        let own = loaded.items.iter().filter(|item| &*item.unit == unit);
        let mut own: Vec<String> = own.inspect(|item| assert_eq!(item.year.get(), year)).map(short).collect();
        own.sort();
        assert_eq!(own, SUMS, "{unit}");
    }
}

#[test]
fn a_list_without_a_year_or_with_a_broken_code_says_where() {
    let without_year = |row: &Vec<String>| [&row[..1], &row[2..]].concat();
    let rows: Vec<_> = joined(TITLES).iter().map(without_year).collect();
    let refused = read("清单.csv", &csv(&rows)).unwrap_err();
    assert!(refused.contains("清单.csv 第2行") && refused.contains("看不出这张清单的 8 行是哪个年度的"), "{refused}");
    assert_eq!(sums(&read("2025年支出明细.csv", &csv(&rows)).unwrap()), SUMS);
    let mut rows = joined(TITLES);
    rows[3][2] = "20801010-行政运行".into();
    let loaded = read("清单.csv", &csv(&rows)).unwrap();
    let told = loaded.warnings.iter().find(|warning| warning.kind == WarningKind::BadNumber).unwrap().to_string();
    assert_eq!(told, "清单.csv 第4行：“20801010”不是科目编码；应为 3、5、7 或 9 位数字。这一行没有计入，请改正后再试");
}
