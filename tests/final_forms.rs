//! Forms of the software for final accounts beside the main ones, in several years' editions: balances, assets, fees,
//! counts of staff, supplementary sheets. Written for the project after the published description of the forms.

use crate::final_accounts::{short, workbook};
use crate::system_exports::spreadsheet_xml;
use tongbi::model::Warning;
use tongbi::source::{LoadOptions, Loaded, load_bytes};

/// The rows of a form: title, number, owner and what it is measured in, then its own rows.
fn form(title: &str, number: &str, unit: &str, rows: &str) -> String {
    let columns = rows.lines().map(|line| line.trim().split('|').count()).max().unwrap_or(1);
    let wide = format!("{title}{}", "|<".repeat(columns - 1));
    let numbered = format!("{}{number}", "|".repeat(columns - 1));
    let owner = format!("编制单位：甲县某中心|2023年度{}{unit}", "|".repeat(columns - 2));
    [wide, numbered, owner, rows.lines().map(str::trim).collect::<Vec<_>>().join("\n")].join("\n")
}

fn read(name: &str, bytes: &[u8]) -> Loaded {
    load_bytes(&[(name, bytes)], &LoadOptions::default()).unwrap()
}

/// The sheets as Excel 2003 XML, in which nothing is merged.
fn unmerged(sheets: &[(&str, &str)]) -> Vec<u8> {
    fn own(cell: &str) -> &str {
        if ["<", "^"].contains(&cell) { "" } else { cell }
    }
    fn rows(text: &str) -> Vec<Vec<&str>> {
        text.lines().map(|line| line.trim().split('|').map(own).collect()).collect()
    }
    let sheets: Vec<Vec<Vec<&str>>> = sheets.iter().map(|(_, text)| rows(text)).collect();
    spreadsheet_xml(&sheets, true).into_bytes()
}

fn items(loaded: &Loaded) -> Vec<String> {
    loaded.items.iter().map(short).collect()
}

fn told(loaded: &Loaded) -> Vec<String> {
    loaded.warnings.iter().map(|Warning { message, .. }| message.clone()).collect()
}

/// Checks a form, with merged cells and without.
fn check((sheet, text): (&str, &str), expected: &[&str]) {
    let merged = read("决算.xlsx", &workbook(&[(sheet, text)]));
    assert_eq!(items(&merged), expected, "{sheet}");
    assert_eq!(told(&merged), [""; 0], "{sheet}");
    assert!(merged.items.iter().all(|item| item.year.get() == 2023 && &*item.unit == "甲县某中心"), "{sheet}");
    assert_eq!(items(&read("决算.xls", &unmerged(&[(sheet, text)]))), expected, "{sheet}, unmerged");
}

#[test]
fn balances_are_no_revenue_and_expenditure_and_each_side_keeps_its_names() {
    let sheet = form(
        "资产负债简表",
        "财决14表",
        "金额单位：元",
        "资产|行次|年初数|期末数|负债和净资产|行次|年初数|期末数
        栏次||1|2|栏次||3|4
        货币资金|1|90|80|应付账款|20|10|20
        固定资产|2|900|950|净资产合计|30|980|1010
        资产总计|10|990|1030|负债和净资产总计|40|990|1030",
    );
    check(
        ("Z14 资产负债简表(财决14表)", &sheet),
        &[
            "决算 other - 货币资金 资产负债：年初数 = 90.00",
            "决算 other - 货币资金 资产负债：期末数 = 80.00",
            "决算 other - 固定资产 资产负债：年初数 = 900.00",
            "决算 other - 固定资产 资产负债：期末数 = 950.00",
            "决算 other - 合计 资产负债：年初数 = 990.00",
            "决算 other - 合计 资产负债：期末数 = 1,030.00",
            "决算 other - 应付账款 资产负债：年初数 = 10.00",
            "决算 other - 应付账款 资产负债：期末数 = 20.00",
            "决算 other - 净资产合计 资产负债：年初数 = 980.00",
            "决算 other - 净资产合计 资产负债：期末数 = 1,010.00",
        ],
    );
}

#[test]
fn the_date_of_a_balance_is_its_year() {
    let sheet = form("资产负债简表", "财决12表", "金额单位：元", "资产|行次|年初数|期末数\n货币资金|1|90|80");
    let dated = sheet.replace("2023年度", "2023年12月31日");
    check(
        ("Z12 资产负债简表(财决12表)", &dated),
        &["决算 other - 货币资金 资产负债：年初数 = 90.00", "决算 other - 货币资金 资产负债：期末数 = 80.00"],
    );
}

#[test]
fn assets_have_values_at_two_dates_beside_their_numbers() {
    let sheet = form(
        "资产情况表",
        "财决附01表",
        "金额单位：元",
        "项目|行次|年初数|<|年末数|<
        ^|^|数量|价值|数量|价值
        栏次||1|2|3|4
        一、资产总额|1|—|990|—|1030
        （一）固定资产|2|—|900|—|950
        1．土地、房屋及构筑物（平方米）|3|100|500|100|500",
    );
    check(
        ("F01 资产情况表(财决附01表)", &sheet),
        &[
            "决算 other - 资产总额 资产：年初数/价值 = 990.00",
            "决算 other - 资产总额 资产：年末数/价值 = 1,030.00",
            "决算 other - 固定资产 资产：年初数/价值 = 900.00",
            "决算 other - 固定资产 资产：年末数/价值 = 950.00",
        ],
    );
}

#[test]
fn a_second_row_of_the_header_may_name_only_sums_and_parts() {
    let sheet = form(
        "国有资产收益征缴情况表",
        "财决15表",
        "金额单位：元",
        "项目|行次|合计|已缴国库|<|已缴财政专户
        ^|^|^|小计|其中：一般公共预算|^
        栏次||1|2|3|4
        一、国有资产处置收入|1|5|5|4|0
        合计|10|5|5|4|0",
    );
    let row = |name: &str| {
        [("", "5"), ("：已缴国库/合计", "5"), ("：其中：一般公共预算", "4"), ("：已缴财政专户", "0")]
            .map(|(measure, amount)| format!("决算 other - {name} 国有资产收益征缴{measure} = {amount}.00"))
    };
    let expected = [row("国有资产处置收入"), row("合计")].concat();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(("Z15 国有资产收益征缴情况表(财决15表)", &sheet), &expected);
    let without_numbers: String = sheet.lines().filter(|line| !line.starts_with("栏次")).collect::<Vec<_>>().join("\n");
    check(("Z15 国有资产收益征缴情况表(财决15表)", &without_numbers), &expected);
}

#[test]
fn what_is_counted_is_named_and_not_read() {
    let of_classes = "项目|<|<|<|独立编制机构数|年末实有人数|<|<
        支出功能分类科目编码|<|<|科目名称|^|合计|在职人员|退休人员
        类|款|项|栏次|1|2|3|4
        |||合计|1|29|20|9
        2080109|<|<|社会保险经办机构|1|29|20|9";
    let of_posts = "项目|行次|年初数|年末数\n一、行政编制|1|10|11\n合计|3|30|31";
    let counted = "列的不是金额，没有读入";
    let cases = [
        ("F02 基本数字表(财决附02表)", form("基本数字表", "财决附02表", "单位：个、人", of_classes), counted),
        ("F02 基本数字表(财决附02表)", form("基本数字表", "财决附02表", "", of_classes), "没有金额，没有读入"),
        (
            "F02 基本数字表(财决附02表)",
            form("基本数字表", "财决附02表", "金额单位：元", of_classes),
            "没有金额，没有读入",
        ),
        ("F05 机构人员情况表(财决附05表)", form("机构人员情况表", "财决附05表", "单位：人", of_posts), counted),
        ("F05 机构人员情况表", form("机构人员情况表", "财决附05表", "计量单位：人", of_posts), counted),
    ];
    let beside =
        form("支出决算表", "财决04表", "金额单位：元", "科目编码|科目名称|本年支出合计\n2080109|社会保险经办机构|9");
    for (sheet, text, said) in &cases {
        let loaded = read("决算.xlsx", &workbook(&[(sheet, text), ("Z04 支出决算表(财决04表)", &beside)]));
        assert_eq!(items(&loaded), ["决算 expenditure 2080109 社会保险经办机构 合计 = 9.00"], "{text}");
        let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains(sheet) && told[0].contains(said), "{told:?}");
    }
}

#[test]
fn the_sum_of_a_class_stands_beside_the_part_of_the_same_name() {
    let sheet = form(
        "支出决算明细表",
        "财决05表",
        "金额单位：元",
        "项目|<|<|<|合计|对企业补助（基本建设）|<|对企业补助|<|其他支出|<
        支出功能分类科目编码|<|<|科目名称|^|小计|资本金注入|小计|资本金注入|小计|其他支出
        类|款|项|栏次|1|2|3|4|5|6|7
        2080109|<|<|社会保险经办机构|11|1|1|2|2|8|7",
    );
    let head = "决算 expenditure 2080109 社会保险经办机构";
    let expected = [
        ("合计", "11"),
        ("对企业补助（基本建设）", "1"),
        ("对企业补助（基本建设）/资本金注入", "1"),
        ("对企业补助", "2"),
        ("对企业补助/资本金注入", "2"),
        ("其他支出", "8"),
        ("其他支出/其他支出", "7"),
    ]
    .map(|(measure, amount)| format!("{head} {measure} = {amount}.00"));
    check(("Z05 支出决算明细表(财决05表)", &sheet), &expected.each_ref().map(String::as_str));
}

#[test]
fn parts_of_both_balances_of_a_year_keep_their_balance() {
    let sheet = form(
        "公共预算财政拨款收入支出决算表",
        "财决07表",
        "金额单位：元",
        "项目|<|<|<|年初结转和结余|<|本年收入|本年支出|<|年末结转和结余|<|<|<
        支出功能分类科目编码|<|<|科目名称|合计|项目支出结转和结余|^|合计|基本支出|合计|项目支出结转和结余|<|<
        ^|^|^|^|^|^|^|^|^|^|小计|项目支出结转|项目支出结余
        类|款|项|栏次|1|2|3|4|5|6|7|8|9
        2080109|<|<|社会保险经办机构|11|10|90|95|59|6|4|3|1",
    );
    let head = "决算 general 2080109 社会保险经办机构";
    let expected = [
        ("上年结转结余", "11"),
        ("年初结转和结余/项目支出结转和结余", "10"),
        ("本年收入", "90"),
        ("合计", "95"),
        ("基本支出", "59"),
        ("结转下年", "6"),
        ("年末结转和结余/项目支出结转和结余", "4"),
        ("年末结转和结余/项目支出结转", "3"),
        ("年末结转和结余/项目支出结余", "1"),
    ]
    .map(|(measure, amount)| format!("{head} {measure} = {amount}.00"));
    check(("Z07 公共预算财政拨款收入支出决算表(财决07表)", &sheet), &expected.each_ref().map(String::as_str));
}

#[test]
fn what_kind_a_project_is_of_is_not_its_name() {
    let sheet = form(
        "行政事业类项目收入支出决算表",
        "财决06-1表",
        "金额单位：元",
        "项目|<|<|<|<|<|<|本年收入|本年支出|<
        支出功能分类科目编码|<|<|科目名称（项目）|项目代码|项目类别|基建项目属性|^|合计|其中：财政拨款
        类|款|项|栏次||||1|2|3
        |||合计||||40|43|40
        2080109|<|<|社会保险经办机构||||40|43|40
        2080109|<|<|经办设备购置|650101230001|特定目标类|非基建项目|40|43|40",
    );
    let loaded = read("决算.xlsx", &workbook(&[("Z06_1 行政事业类项目收入支出决算表(财决06", &sheet)]));
    let item = |project: Option<&str>| {
        let named = |item: &&tongbi::model::LineItem| item.code.is_some() && item.project.as_deref() == project;
        loaded.items.iter().filter(named).map(short).collect::<Vec<_>>()
    };
    let expected = ["：本年收入 = 40.00", " = 43.00", "：其中：财政拨款 = 40.00"];
    let expected = expected.map(|end| format!("决算 other 2080109 社会保险经办机构 行政事业类项目收入支出{end}"));
    assert_eq!(item(None), expected);
    assert_eq!(item(Some("经办设备购置")), expected);
    assert_eq!(told(&loaded), [""; 0]);
}

#[test]
fn supplementary_sheets_are_of_the_final_accounts_beside_them_and_under_their_own_titles() {
    let main =
        form("支出决算表", "财决04表", "金额单位：元", "科目编码|科目名称|本年支出合计\n2080109|社会保险经办机构|9");
    let changes = form(
        "主要指标变动情况表",
        "CS05表",
        "金额单位：元",
        "指标|行次|本年数|上年数|增减额\n一、本年收入合计|1|100|90|10",
    );
    let other =
        form("其他收入明细情况表", "CS03表", "金额单位：元", "科目编码|科目名称|金额\n2080109|社会保险经办机构|3");
    let spending = form(
        "预算支出相关信息表",
        "财决附01表",
        "金额单位：元",
        "项目|行次|统计数|项目|行次|统计数\n栏次||1|栏次||2\n一、会议费|1|3.5|三、政府购买服务支出|10|20\n二、培训费|2|2.5|四、维修（护）费|11|30",
    );
    let sheets = [
        ("CS05 主要指标变动情况表", changes.as_str()),
        ("CS03 其他收入明细情况表", &other),
        ("F01 预算支出相关信息表(财决附01表)", &spending),
        ("Z04 支出决算表(财决04表)", &main),
    ];
    let loaded = read("表.xlsx", &workbook(&sheets));
    assert_eq!(
        items(&loaded),
        [
            "决算 other - 本年收入合计 主要指标变动 = 100.00",
            "决算 other - 本年收入合计 主要指标变动 = 90.00",
            "决算 other 2080109 社会保险经办机构 其他收入明细 = 3.00",
            "决算 other - 会议费 预算支出相关信息 = 3.50",
            "决算 other - 培训费 预算支出相关信息 = 2.50",
            "决算 other - 政府购买服务支出 预算支出相关信息 = 20.00",
            "决算 other - 维修（护）费 预算支出相关信息 = 30.00",
            "决算 expenditure 2080109 社会保险经办机构 合计 = 9.00",
        ]
    );
    assert_eq!(loaded.items[1].year.get(), 2022);
    assert_eq!(told(&loaded), [""; 0]);
}

#[test]
fn the_older_form_of_how_an_office_runs_has_two_columns() {
    let sheet = form(
        "部门决算相关信息统计表",
        "财决附03表",
        "金额单位：元",
        "项  目|行次|预算数|统计数|项  目|行次|统计数
        栏  次||1|2|栏  次||3
        一、“三公”经费支出|1|—|—|二、机关运行经费|22|11.5
        （一）支出合计|2|7|6.5|（一）行政单位|23|11.5
        1．因公出国（境）费|3|2|1.5|三、国有资产占用情况|26|—
        （二）相关统计数|11|—|—|（一）车辆数合计（辆）|27|3
        1．因公出国（境）团组数（个）|12|—|1|（二）单价50万元以上通用设备（台，套）|33|1",
    );
    check(
        ("F03 部门决算相关信息统计表(财决附03表)", &sheet),
        &[
            "预算 three_public - 合计 合计 = 7.00",
            "决算 three_public - 合计 合计 = 6.50",
            "预算 three_public - 因公出国（境）费 合计 = 2.00",
            "决算 three_public - 因公出国（境）费 合计 = 1.50",
            "决算 other - 机关运行经费 部门决算相关信息统计 = 11.50",
            "决算 other - 行政单位 部门决算相关信息统计 = 11.50",
        ],
    );
}
