//! Workbooks of the software for final accounts (决算软件, 财决01表 and the like), written for the project after the
//! published description of the forms: names of sheets cut at 31 characters, amounts in 元, numbers of rows and columns,
//! panels side by side, budget, adjusted budget and outturn beside one another.

use rust_xlsxwriter::{Format, Workbook};
use tongbi::model::{AmountUnit, LineItem};
use tongbi::source::{LoadOptions, Loaded, load_bytes};

/// The sheets of a workbook: a name and rows of cells between `|`. A cell `<` belongs to the one on its left, `^` to the
/// one above it.
pub fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::new();
    for (name, text) in sheets {
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.trim().split('|').collect()).collect();
        let sheet = book.add_worksheet().set_name(name.chars().take(31).collect::<String>()).unwrap();
        let at = |row: usize, column: usize| rows.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !["", "<", "^"].contains(cell)) {
                let right = (column + 1..).take_while(|column| at(row, *column) == "<").count() + column;
                let below = (row + 1..).take_while(|row| at(*row, column) == "^").count() + row;
                let (top, left) = (row as u32, column as u16);
                if right > column || below > row {
                    sheet.merge_range(top, left, below as u32, right as u16, cell, &plain).unwrap();
                }
                match cell.parse::<f64>() {
                    // Codes are texts.
                    Ok(number) if !(cell.len() > 2 && cell.bytes().all(|byte| byte.is_ascii_digit())) => {
                        sheet.write_number(top, left, number).unwrap();
                    }
                    _ if right == column && below == row => drop(sheet.write_string(top, left, *cell).unwrap()),
                    _ => {}
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn read(sheets: &[(&str, &str)]) -> Loaded {
    load_bytes(&[("决算.xlsx", &workbook(sheets))], &LoadOptions::default()).unwrap()
}

/// An item in short: `phase table code name measure = amount in 元`.
pub fn short(item: &LineItem) -> String {
    let code = item.code.as_ref().map_or("-", |code| code.as_str());
    let amount = item.amount.unwrap().print(AmountUnit::Yuan, 2);
    format!("{} {} {code} {} {} = {amount}", item.phase.name(), item.table.name(), item.name, item.measure)
}

fn check(sheets: &[(&str, &str)], expected: &[&str]) {
    let loaded = read(sheets);
    let found: Vec<String> = loaded.items.iter().map(short).collect();
    assert_eq!(found, expected);
    assert_eq!(loaded.warnings, []);
    assert!(loaded.items.iter().all(|item| item.year.get() == 2023 && &*item.unit == "甲县某中心"));
}

/// 财决01表, with the middle panel's sums merged into the last one.
const TOTALS: &str = "收入支出决算总表|<|<|<|<|<|<|<|<|<|<|<|<|<|<
    ||||||||||||||财决01表
    编制单位：甲县某中心|||||||2023年度|||||||金额单位：元
    收入|<|<|<|<|支出|<|<|<|<|<|<|<|<|<
    项目|行次|年初预算数|全年预算数|决算数|项目(按功能分类)|行次|年初预算数|全年预算数|决算数|项目(按支出性质和经济分类)|行次|年初预算数|全年预算数|决算数
    栏次||1|2|3|栏次||4|5|6|栏次||7|8|9
    一、一般公共预算财政拨款收入|1|100.5|120.25|118.75|一、一般公共服务支出|32||||一、基本支出|58|80|90|89
    五、事业收入|5|10|10|9.5|五、教育支出|36|5|6|4|    人员经费|59|70|78|77.5
    |||||八、社会保障和就业支出|39|105.5|124.25|124.25|二、项目支出|61|30.5|40.25|39.25
    ||||||||||经济分类支出合计|67|—|—|128.25
    ||||||||||一、工资福利支出|68|—|—|77.5
    ||||||||||十、其他支出|77|—|—|50.75
    本年收入合计|27|110.5|130.25|128.25|本年支出合计|<|<|<|<|<|84|110.5|130.25|128.25
    总计|31|110.5|130.25|128.25|总计|<|<|<|<|<|88|110.5|130.25|128.25";

#[test]
fn three_panels_side_by_side_keep_three_phases_apart() {
    check(
        &[("Z01 收入支出决算总表(财决01表)", TOTALS)],
        &[
            "预算 totals - 一般公共预算财政拨款收入 合计 = 100.50",
            "调整预算 totals - 一般公共预算财政拨款收入 合计 = 120.25",
            "决算 totals - 一般公共预算财政拨款收入 合计 = 118.75",
            "预算 totals - 事业收入 合计 = 10.00",
            "调整预算 totals - 事业收入 合计 = 10.00",
            "决算 totals - 事业收入 合计 = 9.50",
            "预算 totals - 本年收入合计 合计 = 110.50",
            "调整预算 totals - 本年收入合计 合计 = 130.25",
            "决算 totals - 本年收入合计 合计 = 128.25",
            "预算 totals - 合计 合计 = 110.50",
            "调整预算 totals - 合计 合计 = 130.25",
            "决算 totals - 合计 合计 = 128.25",
            "预算 totals 205 教育支出 合计 = 5.00",
            "调整预算 totals 205 教育支出 合计 = 6.00",
            "决算 totals 205 教育支出 合计 = 4.00",
            "预算 totals 208 社会保障和就业支出 合计 = 105.50",
            "调整预算 totals 208 社会保障和就业支出 合计 = 124.25",
            "决算 totals 208 社会保障和就业支出 合计 = 124.25",
            "预算 totals - 合计 基本支出 = 80.00",
            "调整预算 totals - 合计 基本支出 = 90.00",
            "决算 totals - 合计 基本支出 = 89.00",
            "预算 totals - 人员经费 合计 = 70.00",
            "调整预算 totals - 人员经费 合计 = 78.00",
            "决算 totals - 人员经费 合计 = 77.50",
            "预算 totals - 合计 项目支出 = 30.50",
            "调整预算 totals - 合计 项目支出 = 40.25",
            "决算 totals - 合计 项目支出 = 39.25",
            "决算 totals - 经济分类支出合计 合计 = 128.25",
            "决算 totals 301 工资福利支出 合计 = 77.50",
            "决算 totals 399 其他支出 合计 = 50.75",
            "预算 totals - 本年支出合计 合计 = 110.50",
            "调整预算 totals - 本年支出合计 合计 = 130.25",
            "决算 totals - 本年支出合计 合计 = 128.25",
            "预算 totals - 合计 合计 = 110.50",
            "调整预算 totals - 合计 合计 = 130.25",
            "决算 totals - 合计 合计 = 128.25",
        ],
    );
}

#[test]
fn what_a_row_and_its_column_name_is_one_figure_and_a_sum_in_two_panels_another() {
    let sheet = "财政拨款收入支出决算总表|<|<|<|<|<|<|<|<|<|<|<
        |||||||||||财决01-1表
        编制单位：甲县某中心|||||||2023年度||||金额单位：元
        收入|<|<|支出|<|<|<|<|<|<|<|<
        项目|行次|决算数|项目(按功能分类)|行次|决算数|<|<|项目(按支出性质和经济分类)|行次|决算数|<
        ^|^|^|^|^|小计|一般公共预算财政拨款|政府性基金预算财政拨款|^|^|小计|一般公共预算财政拨款
        栏次||1|栏次||2|3|4|栏次||5|6
        一、一般公共预算财政拨款|1|118|八、社会保障和就业支出|39|117|117|0|一、基本支出|58|88|80
        二、政府性基金预算财政拨款|2|6|十一、城乡社区支出|42|6|0|6|二、项目支出|61|35|37
        本年收入合计|30|124|本年支出合计|61|123|117|6|本年支出合计|90|123|117";
    check(
        &[("Z01_1 财政拨款收入支出决算总表(财决01-1表)", sheet)],
        &[
            "决算 fiscal_totals - 一般公共预算财政拨款 合计 = 118.00",
            "决算 fiscal_totals - 政府性基金预算财政拨款 合计 = 6.00",
            "决算 fiscal_totals - 合计 合计 = 124.00",
            "决算 fiscal_totals 208 社会保障和就业支出 合计 = 117.00",
            "决算 fiscal_totals 208 社会保障和就业支出 一般公共预算 = 117.00",
            "决算 fiscal_totals 208 社会保障和就业支出 政府性基金预算 = 0.00",
            "决算 fiscal_totals 212 城乡社区支出 合计 = 6.00",
            "决算 fiscal_totals 212 城乡社区支出 一般公共预算 = 0.00",
            "决算 fiscal_totals 212 城乡社区支出 政府性基金预算 = 6.00",
            "决算 fiscal_totals - 合计 合计 = 123.00",
            "决算 fiscal_totals - 合计 一般公共预算 = 117.00",
            "决算 fiscal_totals - 合计 政府性基金预算 = 6.00",
            "决算 fiscal_totals - 合计 基本支出 = 88.00",
            "决算 fiscal_totals - 合计 一般公共预算/基本支出 = 80.00",
            "决算 fiscal_totals - 合计 项目支出 = 35.00",
            "决算 fiscal_totals - 合计 一般公共预算/项目支出 = 37.00",
        ],
    );
}

/// A form of functional codes: the two header rows of its amounts, their numbers and its rows.
fn coded(title: &str, number: &str, [groups, leaves]: [&str; 2], rows: &[&str]) -> String {
    let columns = groups.split('|').count();
    let wide = |first: &str, rest: &str| format!("{first}{}", rest.repeat(columns + 3));
    let numbers: Vec<String> = (1..=columns).map(|column| column.to_string()).collect();
    let head = [
        wide(title, "|<"),
        wide("", "|") + number,
        format!("编制单位：甲县某中心||||2023年度{}|金额单位：元", "|".repeat(columns - 1)),
        format!("项目|<|<|<|{groups}"),
        format!("支出功能分类科目编码|<|<|科目名称|{leaves}"),
        format!("^|^|^|^{}", "|^".repeat(columns)),
        // The space that the form leaves before the numbers of its columns.
        String::new(),
        format!("类|款|项|栏次|{}", numbers.join("|")),
    ];
    head.iter().map(String::as_str).chain(rows.iter().copied()).collect::<Vec<_>>().join("\n")
}

#[test]
fn income_expenditure_and_what_is_carried_over_are_told_apart_by_the_groups_above_them() {
    let sheet = coded(
        "一般公共预算财政拨款收入支出决算表",
        "财决07表",
        [
            "年初结转和结余|<|本年收入|<|本年支出|<|<|<|年末结转和结余|<",
            "合计|基本支出结转|合计|基本支出|合计|基本支出|人员经费|项目支出|合计|基本支出结转",
        ],
        &["|||合计|1|1|90|60|88|59|50|29|3|2", "2080109|<|<|社会保险经办机构|1|1|90|60|88|59|50|29|3|2"],
    );
    let measures = [
        ("上年结转结余", "1.00"),
        ("年初结转和结余/基本支出结转", "1.00"),
        ("本年收入/合计", "90.00"),
        ("本年收入/基本支出", "60.00"),
        ("合计", "88.00"),
        ("基本支出", "59.00"),
        ("人员经费", "50.00"),
        ("项目支出", "29.00"),
        ("结转下年", "3.00"),
        ("年末结转和结余/基本支出结转", "2.00"),
    ];
    let row = |row: &str| measures.map(|(measure, amount)| format!("决算 general {row} {measure} = {amount}"));
    let expected = [row("- 合计"), row("2080109 社会保险经办机构")].concat();
    check(
        &[("Z07 一般公共预算财政拨款收入支出决算表(财决07表)", &sheet)],
        &expected.iter().map(String::as_str).collect::<Vec<_>>(),
    );
}

#[test]
fn details_of_all_funds_are_no_details_of_the_general_budget() {
    let details = |title: &str, number: &str, amounts: &str| {
        let heads = [
            "合计|工资福利支出|<|资本性支出（基本建设）|<|资本性支出|<",
            "^|小计|基本工资|小计|办公设备购置|小计|办公设备购置",
        ];
        coded(
            title,
            number,
            heads,
            &[&format!("|||合计|{amounts}"), &format!("2080109|<|<|社会保险经办机构|{amounts}")],
        )
    };
    let sheets = [
        (
            "Z04 支出决算表(财决04表)",
            coded("支出决算表", "财决04表", ["本年支出合计|基本支出", "^|^"], &["|||合计|9|8"]),
        ),
        ("Z05 支出决算明细表(财决05表)", details("支出决算明细表", "财决05表", "9|4|3|2|2|3|1")),
        ("Z05_1 基本支出决算明细表(财决05-1表)", details("基本支出决算明细表", "财决05-1表", "8|4|3|1|1|3|1")),
        (
            "Z08_1 一般公共预算财政拨款基本支出决算明细表(财决08-1表)",
            details("一般公共预算财政拨款基本支出决算明细表", "财决08-1表", "7|3|2|1|1|3|1"),
        ),
    ];
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let loaded = read(&sheets);
    assert_eq!(loaded.warnings, [], "the same total in two tables is no contradiction");
    let found: Vec<String> = loaded.items.iter().filter(|item| item.code.is_none()).map(short).collect();
    let of = |table: &str, title: &str, amounts: [&str; 7]| {
        let measures = [
            "合计",
            "工资福利支出",
            "基本工资",
            "资本性支出（基本建设）",
            "资本性支出（基本建设）/办公设备购置",
            "资本性支出",
            "资本性支出/办公设备购置",
        ];
        let item = |(measure, amount): (&str, &str)| format!("决算 {table} - 合计 {title}{measure} = {amount}.00");
        measures.into_iter().zip(amounts).map(item).collect::<Vec<_>>()
    };
    let expected = [
        vec!["决算 expenditure - 合计 合计 = 9.00".to_owned(), "决算 expenditure - 合计 基本支出 = 8.00".to_owned()],
        of("expenditure", "", ["9", "4", "3", "2", "2", "3", "1"])[1..].to_vec(),
        vec!["决算 other - 合计 基本支出决算明细 = 8.00".to_owned()],
        of("other", "基本支出决算明细：", ["8", "4", "3", "1", "1", "3", "1"])[1..].to_vec(),
        of("general_basic", "", ["7", "3", "2", "1", "1", "3", "1"]),
    ];
    assert_eq!(found, expected.concat());
}

#[test]
fn details_of_other_funds_stay_in_the_tables_of_their_funds() {
    let details = ["合计|工资福利支出|<|商品和服务支出|<", "^|小计|基本工资|小计|办公费"];
    let flow = ["年初结转和结余|本年收入|本年支出|<|<|年末结转和结余", "^|^|合计|基本支出|项目支出|^"];
    let forms = [
        ("政府性基金预算财政拨款收入支出决算表", "09", flow, "2120803|<|<|城市建设支出", "1|6|6|0|6|1"),
        ("政府性基金预算财政拨款支出决算明细表", "10", details, "2120803|<|<|城市建设支出", "6|2|2|4|4"),
        ("国有资本经营预算财政拨款支出决算明细表", "12", details, "2230199|<|<|其他解决历史遗留问题", "6|1|1|5|5"),
        ("财政专户管理资金收入支出决算表", "13", flow, "2050204|<|<|高中教育", "1|9|8|5|3|2"),
    ];
    let sheets = forms.map(|(title, number, heads, row, amounts)| {
        let form = format!("财决{number}表");
        let text = coded(title, &form, heads, &[&format!("|||合计|{amounts}"), &format!("{row}|{amounts}")]);
        (format!("Z{number} {title}({form})"), text)
    });
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let loaded = read(&sheets);
    assert_eq!(loaded.warnings, [], "本年支出 and its details have one total");
    let found: Vec<String> = loaded.items.iter().filter(|item| item.code.is_some()).map(short).collect();
    let expected = [
        "fund 2120803 城市建设支出 上年结转结余 = 1.00",
        "fund 2120803 城市建设支出 本年收入 = 6.00",
        "fund 2120803 城市建设支出 合计 = 6.00",
        "fund 2120803 城市建设支出 基本支出 = 0.00",
        "fund 2120803 城市建设支出 项目支出 = 6.00",
        "fund 2120803 城市建设支出 结转下年 = 1.00",
        "fund 2120803 城市建设支出 工资福利支出 = 2.00",
        "fund 2120803 城市建设支出 基本工资 = 2.00",
        "fund 2120803 城市建设支出 商品和服务支出 = 4.00",
        "fund 2120803 城市建设支出 办公费 = 4.00",
        "state_capital 2230199 其他解决历史遗留问题 合计 = 6.00",
        "state_capital 2230199 其他解决历史遗留问题 工资福利支出 = 1.00",
        "state_capital 2230199 其他解决历史遗留问题 基本工资 = 1.00",
        "state_capital 2230199 其他解决历史遗留问题 商品和服务支出 = 5.00",
        "state_capital 2230199 其他解决历史遗留问题 办公费 = 5.00",
        "other 2050204 高中教育 财政专户管理资金收入支出：上年结转结余 = 1.00",
        "other 2050204 高中教育 财政专户管理资金收入支出：本年收入 = 9.00",
        "other 2050204 高中教育 财政专户管理资金收入支出 = 8.00",
        "other 2050204 高中教育 财政专户管理资金收入支出：基本支出 = 5.00",
        "other 2050204 高中教育 财政专户管理资金收入支出：项目支出 = 3.00",
        "other 2050204 高中教育 财政专户管理资金收入支出：结转下年 = 2.00",
    ];
    assert_eq!(found, expected.map(|item| format!("决算 {item}")));
}

#[test]
fn a_row_with_the_code_of_a_project_is_that_project_below_its_class() {
    // 财决06表: names of classes and of projects share a column.
    let sheet = "项目收入支出决算表|<|<|<|<|<|<|<|<
        ||||||||财决06表
        编制单位：甲县某中心||||2023年度||||金额单位：元
        项目|<|<|<|<|<|本年收入|本年支出|<
        支出功能分类科目编码|<|<|科目名称（项目）|项目代码|是否基建|合计|合计|财政拨款
        类|款|项|栏次|||1|2|3
        |||合计|||90|88|59
        2080109|<|<|社会保险经办机构|||90|88|59
        2080109|<|<|经办设备购置|K001|否|50|48|29
        2080109|<|<|宣传|K002|是|40|40|30";
    let loaded = read(&[("Z06 项目收入支出决算表(财决06表)", sheet)]);
    assert_eq!(loaded.warnings, []);
    let item = |item: &LineItem| format!("{} / {}", short(item), item.project.as_deref().unwrap_or("-"));
    let found: Vec<String> = loaded.items.iter().map(item).collect();
    let rows = [("- 合计", "-", ["90", "88", "59"]), ("2080109 社会保险经办机构", "-", ["90", "88", "59"])];
    let projects = [("经办设备购置", ["50", "48", "29"]), ("宣传", ["40", "40", "30"])];
    let projects = projects.map(|(project, amounts)| ("2080109 社会保险经办机构", project, amounts));
    let heads = ["项目收入支出：本年收入/合计", "项目收入支出", "项目收入支出：财政拨款小计"];
    let lines = |(row, project, amounts): (&str, &str, [&str; 3])| {
        let line = |(head, amount): (&str, &str)| format!("决算 other {row} {head} = {amount}.00 / {project}");
        heads.into_iter().zip(amounts).map(line).collect::<Vec<_>>()
    };
    let expected: Vec<String> = rows.into_iter().chain(projects).flat_map(lines).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_form_of_how_an_office_runs_gives_its_three_public_items_and_takes_no_count_for_money() {
    let sheet = "机构运行信息表|<|<|<|<|<|<|<
        |||||||财决附03表
        编制单位：甲县某中心||||2023年度|||金额单位：元
        项目|行次|年初预算数|全年预算数|支出决算统计数|项目|行次|统计数
        栏次||1|2|3|栏次||4
        一、“三公”经费支出|1|—|—|—|二、机关运行经费|25|—
        （一）支出合计|2|7|6.75|6.5|（一）行政单位|26|11
        1.因公出国（境）费|3|2|2|1.5|三、国有资产占用情况|28|—
        2.公务用车购置及运行维护费|4|5|4.75|5|（一）车辆数合计（辆）|29|3
        （2）公务用车运行维护费|6|5|4.75|5|1.主要负责人用车|30|1
        （二）相关统计数|11|—|—|—|（二）单价100万元（含）以上设备（不含车辆）|31|2
        1.因公出国（境）团组数（个）|12|—|—|1|四、政府采购支出信息|32|—
        4.公务用车保有量（辆）|15|—|—|3|（一）政府采购支出合计|33|20";
    check(
        &[("F03 机构运行信息表(财决附03表)", sheet)],
        &[
            "预算 three_public - 合计 合计 = 7.00",
            "调整预算 three_public - 合计 合计 = 6.75",
            "决算 three_public - 合计 合计 = 6.50",
            "预算 three_public - 因公出国（境）费 合计 = 2.00",
            "调整预算 three_public - 因公出国（境）费 合计 = 2.00",
            "决算 three_public - 因公出国（境）费 合计 = 1.50",
            "预算 three_public - 公务用车购置及运行费 合计 = 5.00",
            "调整预算 three_public - 公务用车购置及运行费 合计 = 4.75",
            "决算 three_public - 公务用车购置及运行费 合计 = 5.00",
            "预算 three_public - 公务用车运行费 合计 = 5.00",
            "调整预算 three_public - 公务用车运行费 合计 = 4.75",
            "决算 three_public - 公务用车运行费 合计 = 5.00",
            "决算 other - 行政单位 机构运行信息 = 11.00",
            "决算 other - 政府采购支出合计 机构运行信息 = 20.00",
        ],
    );
}

#[test]
fn a_year_stands_alone_beside_other_captions_or_over_the_columns_it_heads() {
    let years = |page: &str| {
        let found = crate::forms::load(page);
        found.items.iter().map(|item| item.year.get()).collect::<Vec<_>>()
    };
    assert_eq!(years("支出决算表\n2022年度\n单位：元\n科目编码|科目名称|金额\n208|社会保障和就业支出|1.00"), [2022]);
    assert_eq!(
        years("支出决算表\n单位：元\n科目编码|科目名称|2022年度|2023年度\n208|社会保障和就业支出|1.00|2.00"),
        [2022, 2023]
    );
}

#[test]
fn the_workbook_saved_as_xls_reads_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let xlsx = folder.path().join("决算.xlsx");
    std::fs::write(&xlsx, workbook(&[("Z01 收入支出决算总表(财决01表)", TOTALS)])).unwrap();
    let Some(xls) = crate::opened::converted(&xlsx, &["--convert-to", "xls:MS Excel 97"], "xls") else { return };
    let items = |path: &std::path::Path| crate::office::load_file(path).items.iter().map(short).collect::<Vec<_>>();
    assert_eq!(items(&xls), items(&xlsx));
}
