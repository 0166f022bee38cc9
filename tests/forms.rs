//! Forms of other provinces, written for this project: whatever the layout, the items come out right.
//!
//! A fixture is the text of a page, cells between `|`; a line without one is a line of text.

use tongbi::model::LineItem;
use tongbi::source::{LoadOptions, Loaded, load_texts};

fn load(page: &str) -> Loaded {
    let lines = page.lines().map(|line| line.trim().replace('|', "\t"));
    let text = lines.collect::<Vec<_>>().join("\n");
    load_texts(&[("表.txt", &text)], &LoadOptions::default()).unwrap()
}

/// An item in short: `table code name measure = amount in 元`, with `@project` where there is one.
fn short(item: &LineItem) -> String {
    let code = item.code.as_ref().map_or("-", |code| code.as_str());
    let project = item.project.as_deref().map(|project| format!("@{project}")).unwrap_or_default();
    let amount = item
        .amount
        .map_or("无".to_owned(), |amount| amount.print(tongbi::model::AmountUnit::Yuan, 2).replace(',', ""));
    format!("{} {} {code} {}{project} {} = {amount}", item.year, item.table.name(), item.name, item.measure)
}

fn check(page: &str, expected: &[&str]) {
    let loaded = load(page);
    let found: Vec<String> = loaded.items.iter().map(short).collect();
    assert_eq!(found, expected);
    assert_eq!(loaded.warnings, []);
}

#[test]
fn joined_codes_of_every_level_stand_in_one_column() {
    check(
        "2025年部门预算支出总表
        单位：万元
        科目编码|科目名称|合计|基本支出|项目支出
        |总计|30.00|20.00|10.00
        213|农林水支出|30.00|20.00|10.00
        21301|农业农村|30.00|20.00|10.00
        2130101|行政运行|20.00|20.00|－
        2130135|农业生态资源保护|10.00||10.00",
        &[
            "2025 expenditure - 合计 合计 = 300000.00",
            "2025 expenditure - 合计 基本支出 = 200000.00",
            "2025 expenditure - 合计 项目支出 = 100000.00",
            "2025 expenditure 213 农林水支出 合计 = 300000.00",
            "2025 expenditure 213 农林水支出 基本支出 = 200000.00",
            "2025 expenditure 213 农林水支出 项目支出 = 100000.00",
            "2025 expenditure 21301 农业农村 合计 = 300000.00",
            "2025 expenditure 21301 农业农村 基本支出 = 200000.00",
            "2025 expenditure 21301 农业农村 项目支出 = 100000.00",
            "2025 expenditure 2130101 行政运行 合计 = 200000.00",
            "2025 expenditure 2130101 行政运行 基本支出 = 200000.00",
            "2025 expenditure 2130135 农业生态资源保护 合计 = 100000.00",
            "2025 expenditure 2130135 农业生态资源保护 项目支出 = 100000.00",
        ],
    );
}

#[test]
fn a_code_may_stand_in_front_of_its_name() {
    for (category, item) in [
        ("213 农林水支出", "2130101 行政运行"),
        ("213-农林水支出", "2130101-行政运行"),
        ("[213]农林水支出", "[2130101]行政运行"),
        ("213农林水支出", "  2130101　行政运行"),
    ] {
        check(
            &format!(
                "2025年一般公共预算支出表
                金额单位：元
                功能分类科目|预算数
                合计|1,000.50
                {category}|1,000.50
                21301 农业农村|1,000.50
                {item}|1,000.50"
            ),
            &[
                "2025 general - 合计 合计 = 1000.50",
                "2025 general 213 农林水支出 合计 = 1000.50",
                "2025 general 21301 农业农村 合计 = 1000.50",
                "2025 general 2130101 行政运行 合计 = 1000.50",
            ],
        );
    }
}

#[test]
fn names_may_be_numbered_and_tables_stand_side_by_side() {
    check(
        "2025年收支预算总表
        单位：千元
        收入||支出|
        项目|预算数|项目|预算数
        一、一般公共预算拨款收入|500|一、一般公共服务支出|300
        二、政府性基金预算拨款收入||二、公共安全支出|
        三、事业收入|20|八、社会保障和就业支出|220
        本年收入合计|520|本年支出合计|520
        上年结转|－|结转下年|－
        收入总计|520|支出总计|520",
        &[
            "2025 totals - 一般公共预算拨款收入 合计 = 500000.00",
            "2025 totals - 事业收入 合计 = 20000.00",
            "2025 totals - 本年收入合计 合计 = 520000.00",
            "2025 totals - 合计 合计 = 520000.00",
            "2025 totals - 一般公共服务支出 合计 = 300000.00",
            "2025 totals - 社会保障和就业支出 合计 = 220000.00",
            "2025 totals - 本年支出合计 合计 = 520000.00",
            "2025 totals - 合计 合计 = 520000.00",
        ],
    );
}

#[test]
fn every_amount_unit_counts_wherever_it_stands() {
    let header = "科目编码|科目名称|2025年预算数";
    for (above, header, below, amount) in [
        ("单位：亿元", header, "", "250000000.00"),
        ("金额单位：人民币元", header, "", "2.50"),
        ("（单位：千元）", header, "", "2500.00"),
        ("编制单位：甲县某局　　　　单位：百万元", header, "", "2500000.00"),
        ("", "科目编码|科目名称|2025年预算数（万元）", "", "25000.00"),
        ("", "科目编码|科目名称|2025年预算数（单位：元）", "", "2.50"),
        ("", header, "||单位：亿元", "250000000.00"),
    ] {
        let page = format!("2025年一般公共预算支出表\n{above}\n{header}\n{below}\n213|农林水支出|2.50");
        check(&page, &[&format!("2025 general 213 农林水支出 合计 = {amount}")]);
    }
}

#[test]
fn the_whole_of_a_table_goes_by_many_names() {
    for name in ["合计", "合 计", "总 计", "支出总计", "本年支出合计", "支出合计", "合　　计", "全年合计", "总合计"]
    {
        let loaded = load(&format!(
            "2025年一般公共预算支出表\n单位：万元\n科目编码|科目名称|合计\n213|农林水支出|2.50\n{name}||2.50"
        ));
        let found: Vec<String> = loaded.items.iter().map(short).collect();
        let expected = ["2025 general 213 农林水支出 合计 = 25000.00", "2025 general - 合计 合计 = 25000.00"];
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn headers_may_be_stacked_over_three_rows_with_codes_in_three_columns() {
    check(
        "2025年单位支出总体情况表
        编制单位：乙市某中心|||||||单位：万元
        项目||||支出合计|基本支出||项目支出
        功能分类科目编码|||科目名称||人员经费|公用经费|
        类|款|项|||||
        ※|※|※|※|1|2|3|4
        ||| 合计|10.00|6.00|1.00|3.00
        213|||农林水支出|10.00|6.00|1.00|3.00
        |01||农业农村|10.00|6.00|1.00|3.00
        ||04|事业运行|10.00|6.00|1.00|3.00",
        &[
            "2025 expenditure - 合计 合计 = 100000.00",
            "2025 expenditure - 合计 人员经费 = 60000.00",
            "2025 expenditure - 合计 公用经费 = 10000.00",
            "2025 expenditure - 合计 项目支出 = 30000.00",
            "2025 expenditure 213 农林水支出 合计 = 100000.00",
            "2025 expenditure 213 农林水支出 人员经费 = 60000.00",
            "2025 expenditure 213 农林水支出 公用经费 = 10000.00",
            "2025 expenditure 213 农林水支出 项目支出 = 30000.00",
            "2025 expenditure 21301 农业农村 合计 = 100000.00",
            "2025 expenditure 21301 农业农村 人员经费 = 60000.00",
            "2025 expenditure 21301 农业农村 公用经费 = 10000.00",
            "2025 expenditure 21301 农业农村 项目支出 = 30000.00",
            "2025 expenditure 2130104 事业运行 合计 = 100000.00",
            "2025 expenditure 2130104 事业运行 人员经费 = 60000.00",
            "2025 expenditure 2130104 事业运行 公用经费 = 10000.00",
            "2025 expenditure 2130104 事业运行 项目支出 = 30000.00",
        ],
    );
}

#[test]
fn projects_keep_their_names_and_their_codes() {
    check(
        "2025年一般公共预算项目支出情况表
        单位：万元
        科目编码|科目名称|项目名称|合计|商品和服务支出|资本性支出
        213|农林水支出||5.00|3.00|2.00
        21301|农业农村||5.00|3.00|2.00
        2130135|农业生态资源保护|田间监测|3.00|3.00|
        2130135|农业生态资源保护|仪器购置|2.00|－|2.00",
        &[
            "2025 general_project 213 农林水支出 合计 = 50000.00",
            "2025 general_project 213 农林水支出 商品和服务支出 = 30000.00",
            "2025 general_project 213 农林水支出 资本性支出 = 20000.00",
            "2025 general_project 21301 农业农村 合计 = 50000.00",
            "2025 general_project 21301 农业农村 商品和服务支出 = 30000.00",
            "2025 general_project 21301 农业农村 资本性支出 = 20000.00",
            "2025 general_project 2130135 农业生态资源保护@田间监测 合计 = 30000.00",
            "2025 general_project 2130135 农业生态资源保护@田间监测 商品和服务支出 = 30000.00",
            "2025 general_project 2130135 农业生态资源保护@仪器购置 合计 = 20000.00",
            "2025 general_project 2130135 农业生态资源保护@仪器购置 资本性支出 = 20000.00",
        ],
    );
}

#[test]
fn final_accounts_with_budget_and_outturn_beside_each_other_keep_their_phases() {
    let loaded = load(
        "2024年度一般公共预算财政拨款支出决算表
        公开部门：丙区某局|||金额单位：万元
        项目||年初预算数|决算数
        功能分类科目编码|科目名称||
        栏次||1|2
        合计||8.00|7.50
        213|农林水支出|8.00|7.50",
    );
    let found: Vec<String> = loaded.items.iter().map(|item| format!("{} {}", item.phase, short(item))).collect();
    assert_eq!(
        found,
        [
            "预算 2024 general - 合计 合计 = 80000.00",
            "决算 2024 general - 合计 合计 = 75000.00",
            "预算 2024 general 213 农林水支出 合计 = 80000.00",
            "决算 2024 general 213 农林水支出 合计 = 75000.00",
        ]
    );
    assert_eq!(loaded.warnings, []);
}

#[test]
fn a_basic_expenditure_table_may_print_two_panels_of_economic_codes() {
    check(
        "2025年一般公共预算基本支出表
        单位：万元
        人员经费|||公用经费||
        经济分类科目编码|科目名称|金额|经济分类科目编码|科目名称|金额
        301|工资福利支出|6.00|302|商品和服务支出|1.00
        30101|基本工资|4.00|30201|办公费|0.60
        30102|津贴补贴|2.00|30207|邮电费|0.40
        人员经费合计||6.00|公用经费合计||1.00",
        &[
            "2025 general_basic 301 工资福利支出 人员经费 = 60000.00",
            "2025 general_basic 30101 基本工资 人员经费 = 40000.00",
            "2025 general_basic 30102 津贴补贴 人员经费 = 20000.00",
            "2025 general_basic - 合计 人员经费 = 60000.00",
            "2025 general_basic 302 商品和服务支出 公用经费 = 10000.00",
            "2025 general_basic 30201 办公费 公用经费 = 6000.00",
            "2025 general_basic 30207 邮电费 公用经费 = 4000.00",
            "2025 general_basic - 合计 公用经费 = 10000.00",
        ],
    );
}

#[test]
fn three_public_expenses_stand_in_rows_or_in_columns() {
    let items = |page: &str| load(page).items.iter().map(|i| format!("{} = {}", i.name, i.text)).collect::<Vec<_>>();
    let rows = items(
        "2025年“三公”经费支出预算表
        单位：万元
        项目|预算数
        合计|3.00
        1.因公出国（境）费用|0.00
        2.公务接待费|1.00
        3.公务用车费|2.00
        其中：（1）公务用车运行维护费|2.00
        （2）公务用车购置费|0.00",
    );
    let expected = [
        "合计 = 3.00",
        "因公出国（境）费 = 0.00",
        "公务接待费 = 1.00",
        "公务用车购置及运行费 = 2.00",
        "公务用车运行费 = 2.00",
        "公务用车购置费 = 0.00",
    ];
    assert_eq!(rows, expected);
    let columns = items(
        "2025年“三公”经费支出预算表
        单位：万元
        合计|因公出国（境）费|公务用车购置及运行费|||公务接待费
        ||小计|公务用车购置费|公务用车运行费|
        3.00|0.00|2.00|0.00|2.00|1.00",
    );
    let expected = [
        "合计 = 3.00",
        "因公出国（境）费 = 0.00",
        "公务用车购置及运行费 = 2.00",
        "公务用车购置费 = 0.00",
        "公务用车运行费 = 2.00",
        "公务接待费 = 1.00",
    ];
    assert_eq!(columns, expected);
}

#[test]
fn an_empty_table_says_why_and_gives_no_item() {
    let loaded = load(
        "2025年政府性基金预算支出表
        单位：万元
        科目编码|科目名称|合计|基本支出|项目支出
        |||| 
        注：本单位2025年没有安排政府性基金预算支出，故本表无数据。",
    );
    assert_eq!(loaded.items, []);
    assert_eq!(loaded.warnings, []);
    assert!(loaded.tables[0].empty_statement.as_deref().unwrap().contains("本表无数据"));
}

#[test]
fn a_table_over_two_pages_is_one_table() {
    let loaded = load(
        "2025年部门预算支出总表
        单位：万元
        科目编码|科目名称|合计|基本支出|项目支出
        213|农林水支出|30.00|20.00|10.00

        第 3 页
        2025年部门预算支出总表（续）
        单位：万元
        科目编码|科目名称|合计|基本支出|项目支出
        221|住房保障支出|3.00|3.00|",
    );
    assert_eq!(loaded.items.len(), 5);
    assert_eq!(loaded.warnings, []);
    assert!(loaded.items.iter().all(|item| item.table.name() == "expenditure"));
}
