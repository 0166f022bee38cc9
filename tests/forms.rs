//! Forms of other provinces, written for this project: whatever the layout, the items come out right.
//!
//! A fixture is the text of a page, cells between `|`; a line without one is a line of text.

use tongbi::model::LineItem;
use tongbi::source::{LoadOptions, Loaded, load as load_files, load_texts};

pub fn load(page: &str) -> Loaded {
    let lines = page.lines().map(|line| line.trim().replace('|', "\t"));
    let text = lines.collect::<Vec<_>>().join("\n");
    load_texts(&[("表.txt", &text)], &LoadOptions::default()).unwrap()
}

/// The same page as every kind of file that can hold it: text, CSV, a web page, and workbooks with its figures as text
/// and as numbers; and each of them under the name that systems give it.
fn every_format(page: &str) -> Vec<(&'static str, Loaded)> {
    let rows: Vec<Vec<&str>> = page.lines().map(|line| line.trim().split('|').collect()).collect();
    let quoted = |row: &Vec<&str>| row.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
    let csv = rows.iter().map(quoted).collect::<Vec<_>>().join("\n");
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        load_files(&[path], &LoadOptions::default(), &()).unwrap()
    };
    let texts = read("文.xlsx", &workbook(&rows, false));
    let numbers = read("数.xlsx", &workbook(&rows, true));
    let sheet = |numbers| crate::system_exports::spreadsheet_xml(std::slice::from_ref(&rows), numbers);
    let text = page.lines().map(|line| line.trim().replace('|', "\t")).collect::<Vec<_>>().join("\n");
    vec![
        ("text", load(page)),
        ("csv named xls", read("表.xls", csv.as_bytes())),
        ("tabs named xls", read("栏.xls", text.as_bytes())),
        ("csv", read("表.csv", csv.as_bytes())),
        ("page named xls", read("页.xls", crate::office::page(&text).as_bytes())),
        ("xlsx of texts", texts),
        ("xlsx of numbers", numbers),
        ("XML of texts", read("文.xls", sheet(false).as_bytes())),
        ("XML of numbers", read("数.xls", sheet(true).as_bytes())),
    ]
}

fn workbook(rows: &[Vec<&str>], numbers: bool) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            let (row, column) = (row as u32, column as u16);
            match cell.replace(',', "").parse::<f64>() {
                // A code that begins with 0 is a text in every workbook.
                Ok(number) if numbers && !cell.starts_with('0') => sheet.write_number(row, column, number).unwrap(),
                _ => sheet.write_string(row, column, *cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// An item in short: `table code name measure = amount in 元`, with `@project` where there is one.
fn short(item: &LineItem) -> String {
    let code = item.code.as_ref().map_or("-", |code| code.as_str());
    let project = item.project.as_deref().map(|project| format!("@{project}")).unwrap_or_default();
    let amount = amount(item);
    format!("{} {} {code} {}{project} {} = {amount}", item.year, item.table.name(), item.name, item.measure)
}

fn amount(item: &LineItem) -> String {
    let print = |amount: tongbi::model::Amount| amount.print(tongbi::model::AmountUnit::Yuan, 2).replace(',', "");
    item.amount.map_or("无".to_owned(), print)
}

pub fn check(page: &str, expected: &[&str]) {
    for (format, loaded) in every_format(page) {
        let found: Vec<String> = loaded.items.iter().map(short).collect();
        assert_eq!(found, expected, "{format}");
        assert_eq!(loaded.warnings, [], "{format}");
    }
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
            "2025 totals 201 一般公共服务支出 合计 = 300000.00",
            "2025 totals 208 社会保障和就业支出 合计 = 220000.00",
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

#[test]
fn columns_that_compare_two_years_keep_the_years_and_leave_the_changes_out() {
    check(
        "一般公共预算支出表
        部门：丁部|||||||单位：万元
        功能分类科目||2024年执行数|2025年预算数|||2025年预算数比2024年执行数|
        科目编码|科目名称||小计|基本支出|项目支出|增减额|增减%
        213|农林水支出|9.00|10.00|6.00|4.00|1.00|11.11
        21301|农业农村|9.00|10.00|6.00|4.00|1.00|11.11%
        2130101|行政运行|5.00|6.00|6.00||1.00|20.00
        2130135|农业生态资源保护|4.00|4.00||4.00||
        合计||9.00|10.00|6.00|4.00|1.00|11.11",
        &[
            "2024 general 213 农林水支出 合计 = 90000.00",
            "2025 general 213 农林水支出 合计 = 100000.00",
            "2025 general 213 农林水支出 基本支出 = 60000.00",
            "2025 general 213 农林水支出 项目支出 = 40000.00",
            "2024 general 21301 农业农村 合计 = 90000.00",
            "2025 general 21301 农业农村 合计 = 100000.00",
            "2025 general 21301 农业农村 基本支出 = 60000.00",
            "2025 general 21301 农业农村 项目支出 = 40000.00",
            "2024 general 2130101 行政运行 合计 = 50000.00",
            "2025 general 2130101 行政运行 合计 = 60000.00",
            "2025 general 2130101 行政运行 基本支出 = 60000.00",
            "2024 general 2130135 农业生态资源保护 合计 = 40000.00",
            "2025 general 2130135 农业生态资源保护 合计 = 40000.00",
            "2025 general 2130135 农业生态资源保护 项目支出 = 40000.00",
            "2024 general - 合计 合计 = 90000.00",
            "2025 general - 合计 合计 = 100000.00",
            "2025 general - 合计 基本支出 = 60000.00",
            "2025 general - 合计 项目支出 = 40000.00",
        ],
    );
}

#[test]
fn three_public_expenses_of_two_years_stand_side_by_side() {
    check(
        "“三公”经费支出表
        部门：丁部|||||||||||单位：万元
        2024年预算数||||||2025年预算数|||||
        合计|因公出国（境）费|公务用车购置及运行费|||公务接待费|合计|因公出国（境）费|公务用车购置及运行费|||公务接待费
        ||小计|公务用车购置费|公务用车运行费||||小计|公务用车购置费|公务用车运行费|
        6.00|1.00|3.00|2.00|1.00|2.00|5.00|1.00|3.00|2.00|1.00|1.00",
        &[
            "2024 three_public - 合计 合计 = 60000.00",
            "2024 three_public - 因公出国（境）费 合计 = 10000.00",
            "2024 three_public - 公务用车购置及运行费 合计 = 30000.00",
            "2024 three_public - 公务用车购置费 合计 = 20000.00",
            "2024 three_public - 公务用车运行费 合计 = 10000.00",
            "2024 three_public - 公务接待费 合计 = 20000.00",
            "2025 three_public - 合计 合计 = 50000.00",
            "2025 three_public - 因公出国（境）费 合计 = 10000.00",
            "2025 three_public - 公务用车购置及运行费 合计 = 30000.00",
            "2025 three_public - 公务用车购置费 合计 = 20000.00",
            "2025 three_public - 公务用车运行费 合计 = 10000.00",
            "2025 three_public - 公务接待费 合计 = 10000.00",
        ],
    );
}

#[test]
fn change_columns_are_left_out_whatever_they_are_called() {
    check(
        "2025年一般公共预算支出表
        单位：元
        科目编码|科目名称|上年预算数|本年预算数|增减额|增减率（%）|占比|备注
        213|农林水支出|100.00|110.00|10.00|10.00|100.00|随人员增加",
        &["2024 general 213 农林水支出 合计 = 100.00", "2025 general 213 农林水支出 合计 = 110.00"],
    );
}

#[test]
fn rows_may_be_units_below_a_department() {
    let page = "2025年部门支出总表
        编制部门：丁局
        单位：万元
        单位代码|单位名称|合计|基本支出|项目支出
        |合计|10.00|6.00|4.00
        301001|丁局本级|7.00|5.00|2.00
        301002|丁局服务中心|3.00|－|3.00";
    for (format, loaded) in every_format(page) {
        let found: Vec<String> =
            loaded.items.iter().map(|i| format!("{} {} {} = {}", i.unit, i.name, i.measure, amount(i))).collect();
        let expected = [
            "丁局 合计 合计 = 100000.00",
            "丁局 合计 基本支出 = 60000.00",
            "丁局 合计 项目支出 = 40000.00",
            "丁局本级 合计 合计 = 70000.00",
            "丁局本级 合计 基本支出 = 50000.00",
            "丁局本级 合计 项目支出 = 20000.00",
            "丁局服务中心 合计 合计 = 30000.00",
            "丁局服务中心 合计 项目支出 = 30000.00",
        ];
        assert_eq!(found, expected, "{format}");
        assert_eq!(loaded.warnings, [], "{format}");
    }
}

#[test]
fn fiscal_grants_name_their_funds_over_the_classes_of_expenditure() {
    check(
        "2025年财政拨款收支预算总表
        单位：万元
        收入||支出||||
        项目|金额|项目|合计|一般公共预算|政府性基金预算|国有资本经营预算
        一、本年收入|10.00|一、本年支出|10.00|8.00|2.00|
        （一）一般公共预算拨款|8.00|（一）农林水支出|8.00|8.00||
        （二）政府性基金预算拨款|2.00|（二）城乡社区支出|2.00||2.00|
        二、上年结转||二、结转下年||||
        收入总计|10.00|支出总计|10.00|8.00|2.00|",
        &[
            "2025 fiscal_totals - 本年收入 合计 = 100000.00",
            "2025 fiscal_totals - 一般公共预算拨款 合计 = 80000.00",
            "2025 fiscal_totals - 政府性基金预算拨款 合计 = 20000.00",
            "2025 fiscal_totals - 合计 合计 = 100000.00",
            "2025 fiscal_totals - 本年支出 合计 = 100000.00",
            "2025 fiscal_totals - 本年支出 一般公共预算 = 80000.00",
            "2025 fiscal_totals - 本年支出 政府性基金预算 = 20000.00",
            "2025 fiscal_totals - 农林水支出 合计 = 80000.00",
            "2025 fiscal_totals - 农林水支出 一般公共预算 = 80000.00",
            "2025 fiscal_totals - 城乡社区支出 合计 = 20000.00",
            "2025 fiscal_totals - 城乡社区支出 政府性基金预算 = 20000.00",
            "2025 fiscal_totals - 合计 合计 = 100000.00",
            "2025 fiscal_totals - 合计 一般公共预算 = 80000.00",
            "2025 fiscal_totals - 合计 政府性基金预算 = 20000.00",
        ],
    );
}

#[test]
fn codes_may_be_cut_by_dots_and_names_indented() {
    check(
        "2025年政府性基金预算支出表
        金额单位：元
        科目代码|科目名称|本年支出
        212|城乡社区支出|500.00
        212.08|　国有土地使用权出让收入安排的支出|500.00
        212.08.01|　　征地和拆迁补偿支出|500.00",
        &[
            "2025 fund 212 城乡社区支出 合计 = 500.00",
            "2025 fund 21208 国有土地使用权出让收入安排的支出 合计 = 500.00",
            "2025 fund 2120801 征地和拆迁补偿支出 合计 = 500.00",
        ],
    );
}

#[test]
fn a_workbook_in_the_official_layout_with_merged_headers_is_read_by_what_they_cover() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("支出总表").unwrap();
    let plain = rust_xlsxwriter::Format::new();
    let mut merge = |top: u32, left: u16, bottom: u32, right: u16, text: &str| {
        sheet.merge_range(top, left, bottom, right, text, &plain).unwrap();
    };
    merge(1, 1, 1, 8, "2025年单位支出预算总表");
    merge(3, 1, 3, 4, "项目");
    merge(3, 5, 5, 5, "合计");
    merge(3, 6, 3, 8, "支出预算");
    merge(4, 1, 4, 3, "功能分类科目编码");
    merge(4, 4, 5, 4, "功能分类科目名称");
    merge(4, 6, 5, 6, "基本支出");
    merge(4, 7, 5, 7, "项目支出");
    merge(4, 8, 5, 8, "经营支出");
    merge(9, 1, 9, 4, "合  计");
    sheet.write_string(2, 1, "编制单位：甲县某中心").unwrap().write_string(2, 8, "单位：元").unwrap();
    for (column, text) in [(1, "类"), (2, "款"), (3, "项")] {
        sheet.write_string(5, column, text).unwrap();
    }
    let two = rust_xlsxwriter::Format::new().set_num_format("00");
    sheet.write_number(6, 1, 205.0).unwrap().write_string(6, 4, "教育支出").unwrap();
    sheet
        .write_number(7, 1, 205.0)
        .unwrap()
        .write_string(7, 2, "08")
        .unwrap()
        .write_string(7, 4, "进修及培训")
        .unwrap();
    sheet.write_number(8, 1, 205.0).unwrap().write_string(8, 2, "08").unwrap();
    sheet.write_number_with_format(8, 3, 3.0, &two).unwrap().write_string(8, 4, "培训支出").unwrap();
    for row in 6..10 {
        sheet.write_number(row, 5, 100.5).unwrap().write_number(row, 7, 100.5).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    std::fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    let loaded = load_files(&[path], &LoadOptions::default(), &()).unwrap();
    let found: Vec<String> = loaded.items.iter().map(short).collect();
    let expected = [
        "2025 expenditure 205 教育支出 合计 = 100.50",
        "2025 expenditure 205 教育支出 项目支出 = 100.50",
        "2025 expenditure 20508 进修及培训 合计 = 100.50",
        "2025 expenditure 20508 进修及培训 项目支出 = 100.50",
        "2025 expenditure 2050803 培训支出 合计 = 100.50",
        "2025 expenditure 2050803 培训支出 项目支出 = 100.50",
        "2025 expenditure - 合计 合计 = 100.50",
        "2025 expenditure - 合计 项目支出 = 100.50",
    ];
    assert_eq!(found, expected);
    assert_eq!(loaded.warnings, []);
    assert_eq!(&*loaded.items[0].unit, "甲县某中心");
}

#[test]
fn bare_years_head_columns_as_text_and_as_numbers() {
    check(
        "单位：万元
        科目编码|科目名称|2023|2024
        213|农林水支出|1.50|无
        21301|农业农村|1.50|2.50",
        &[
            "2023 general 213 农林水支出 合计 = 15000.00",
            "2023 general 21301 农业农村 合计 = 15000.00",
            "2024 general 21301 农业农村 合计 = 25000.00",
        ],
    );
}

#[test]
fn government_economic_codes_and_funds_over_two_rows_of_headers() {
    check(
        "2025年一般公共预算基本支出表
        填报单位：戊市某馆|||||金额单位：元
        政府预算经济分类科目||部门预算经济分类科目||2025年基本支出|
        科目编码|科目名称|科目编码|科目名称|人员经费|公用经费
        505|对事业单位经常性补助|301|工资福利支出|800.00|
        505|对事业单位经常性补助|302|商品和服务支出||200.00",
        &[
            "2025 general_basic 301 工资福利支出 人员经费 = 800.00",
            "2025 general_basic 302 商品和服务支出 公用经费 = 200.00",
        ],
    );
}

#[test]
fn names_without_codes_keep_their_depth_by_numbering() {
    let loaded = load(
        "2025年一般公共预算支出表
        单位：万元
        支出功能分类|预算数
        一、农林水支出|9.00
        （一）农业农村|9.00
        1.行政运行|5.00
        2.农业生态资源保护|4.00
        二、住房保障支出|1.00
        合计|10.00",
    );
    let found: Vec<String> =
        loaded.items.iter().map(|i| format!("{} {} {}", i.level.name(), i.name, amount(i))).collect();
    let expected = [
        "类 农林水支出 90000.00",
        "款 农业农村 90000.00",
        "项 行政运行 50000.00",
        "项 农业生态资源保护 40000.00",
        "类 住房保障支出 10000.00",
        "total 合计 100000.00",
    ];
    assert_eq!(found, expected);
    assert_eq!(loaded.warnings, []);
}

#[test]
fn the_total_of_a_side_is_one_though_two_sums_are_printed() {
    check(
        "2019年收支预算总表
        单位：万元
        项目名称|金额|功能科目名称|金额|项目名称|金额
        一、财政拨款|90.00|一、一般公共服务支出|70.00|一、基本支出|60.00
        1.一般公共预算|90.00|二、外交支出||二、项目支出|40.00
        二、其他资金|10.00|三、教育支出|30.00||
        当年收入小计|100.00|当年支出小计|100.00|当年支出小计|100.00
        上年结转资金||结转下年资金|||
        收入合计|100.00|支出合计|100.00|支出合计|100.00",
        &[
            "2019 totals - 财政拨款 合计 = 900000.00",
            "2019 totals - 一般公共预算 合计 = 900000.00",
            "2019 totals - 其他资金 合计 = 100000.00",
            "2019 totals - 当年收入小计 合计 = 1000000.00",
            "2019 totals - 合计 合计 = 1000000.00",
            "2019 totals 201 一般公共服务支出 合计 = 700000.00",
            "2019 totals 205 教育支出 合计 = 300000.00",
            "2019 totals - 当年支出小计 合计 = 1000000.00",
            "2019 totals - 合计 合计 = 1000000.00",
            "2019 totals - 合计 基本支出 = 600000.00",
            "2019 totals - 合计 项目支出 = 400000.00",
        ],
    );
}

#[test]
fn a_subtotal_below_a_group_is_the_groups_and_its_parts_keep_their_names() {
    check(
        "2019年收入预算总表
        单位：万元
        项目名称||金额
        收入总计||100.00
        一般公共预算资金|小计|90.00
        |公共财政拨款(补助)资金|80.00
        |专项收入|10.00
        财政专户管理资金|小计|10.00",
        &[
            "2019 revenue - 合计 合计 = 1000000.00",
            "2019 revenue - 合计 一般公共预算 = 900000.00",
            "2019 revenue - 公共财政拨款(补助)资金 合计 = 800000.00",
            "2019 revenue - 专项收入 合计 = 100000.00",
            "2019 revenue - 合计 财政专户管理资金 = 100000.00",
        ],
    );
}

#[test]
fn a_table_whose_items_are_its_columns_is_read_by_their_meaning() {
    check(
        "2019年支出预算总表
        单位：万元
        合计|基本支出|项目支出|单位预留机动经费|结转下年资金
        100.00|60.00|30.00|10.00|",
        &[
            "2019 expenditure - 合计 合计 = 1000000.00",
            "2019 expenditure - 合计 基本支出 = 600000.00",
            "2019 expenditure - 合计 项目支出 = 300000.00",
            "2019 expenditure - 合计 单位预留机动经费 = 100000.00",
        ],
    );
    check(
        "2019年财政拨款“三公”经费、会议费和培训费支出预算表
        单位：万元
        合计|“三公”经费|||会议费|培训费
        |小计|因公出国（境）费|公务接待费||
        100.00|60.00|40.00|20.00|30.00|10.00",
        &[
            "2019 three_public - “三公”经费、会议费和培训费合计 合计 = 1000000.00",
            "2019 three_public - 合计 合计 = 600000.00",
            "2019 three_public - 因公出国（境）费 合计 = 400000.00",
            "2019 three_public - 公务接待费 合计 = 200000.00",
            "2019 three_public - 会议费 合计 = 300000.00",
            "2019 three_public - 培训费 合计 = 100000.00",
        ],
    );
}

#[test]
fn purchases_are_named_by_the_innermost_word_of_their_row() {
    check(
        "2019年政府采购支出预算表
        单位：万元
        采购品目大类|专项名称|经济科目|采购物品名称|采购组织形式|总计
        合计|||||30.00
        一、货物A|||||30.00
        |运行维护费|专用设备购置|||30.00
        |||服务器|部门集中采购|10.00
        |||交换设备|分散自行组织|20.00",
        &[
            "2019 procurement - 合计 合计 = 300000.00",
            "2019 procurement - 货物A 合计 = 300000.00",
            "2019 procurement - 专用设备购置@运行维护费 合计 = 300000.00",
            "2019 procurement - 服务器 合计 = 100000.00",
            "2019 procurement - 交换设备 合计 = 200000.00",
        ],
    );
}

#[test]
fn a_list_that_begins_again_below_a_balance_is_the_balances() {
    check(
        "2024年财政拨款收入支出决算总表
        单位：万元
        项目|决算数|项目|决算数
        一、一般公共预算财政拨款|90.00|一、教育支出|90.00
        本年收入合计|90.00|本年支出合计|90.00
        年初财政拨款结转和结余|5.00|年末财政拨款结转和结余|5.00
        一、一般公共预算财政拨款|5.00||
        总计|95.00|总计|95.00",
        &[
            "2024 fiscal_totals - 一般公共预算财政拨款 合计 = 900000.00",
            "2024 fiscal_totals - 本年收入合计 合计 = 900000.00",
            "2024 fiscal_totals - 年初财政拨款结转和结余 合计 = 50000.00",
            "2024 fiscal_totals - 年初财政拨款结转和结余：一般公共预算财政拨款 合计 = 50000.00",
            "2024 fiscal_totals - 合计 合计 = 950000.00",
            "2024 fiscal_totals 205 教育支出 合计 = 900000.00",
            "2024 fiscal_totals - 本年支出合计 合计 = 900000.00",
            "2024 fiscal_totals - 年末财政拨款结转和结余 合计 = 50000.00",
            "2024 fiscal_totals - 合计 合计 = 950000.00",
        ],
    );
}

#[test]
fn a_table_may_have_a_row_a_year_and_a_column_an_item() {
    let items = "合计\t因公出国\t公务接待费\t公车购置及运行维护费\t车辆购置\t公车运行及维护";
    for (years, phase) in [(["2015年", "2016年"], "决算"), (["2015年度决算数", "2016年度决算数"], "决算")]
    {
        let [before, this] = years;
        let text = format!(
            "示例中心2016年“三公”经费决算公开\n\n2016年决算数与2015年决算数对比情况\n\n单位：万元\n\n年度\t{items}\n{before}\t2840\t90\t1400\t1350\t73\t1277\n{this}\t2364\t12\t1356\t996\t37\t959\n2016年比2015年增减%\t-16.76\t-86.67\t-3.14\t-26.22\t-49.32\t-24.90\n"
        );
        let loaded = load_texts(&[("表.txt", &text)], &LoadOptions::default()).unwrap();
        let read: Vec<String> = loaded
            .items
            .iter()
            .map(|item| format!("{} {} {} {}", item.year, item.phase.name(), item.name, item.text))
            .collect();
        let wanted = [
            "合计 2840",
            "因公出国（境）费 90",
            "公务接待费 1400",
            "公务用车购置及运行费 1350",
            "公务用车购置费 73",
            "公务用车运行费 1277",
            "合计 2364",
            "因公出国（境）费 12",
            "公务接待费 1356",
            "公务用车购置及运行费 996",
            "公务用车购置费 37",
            "公务用车运行费 959",
        ];
        let wanted: Vec<String> = wanted
            .iter()
            .enumerate()
            .map(|(at, item)| format!("{} {phase} {item}", if at < 6 { 2015 } else { 2016 }))
            .collect();
        assert_eq!(read, wanted);
    }
}

#[test]
fn a_row_of_rates_below_two_years_holds_no_money() {
    let text = "示例中心2024年部门预算公开\n\n一般公共预算支出表\n\n单位：万元\n\n功能分类科目编码\t科目名称\t2023年预算数\t2024年预算数\n205\t教育支出\t100.00\t110.00\n\t合计\t100.00\t110.00\n\t增长率（%）\t\t10.00\n";
    let loaded = load_texts(&[("表.txt", text)], &LoadOptions::default()).unwrap();
    assert!(loaded.items.iter().all(|item| &*item.name != "增长率（%）"), "{:?}", loaded.items);
    assert_eq!(loaded.items.len(), 4);
}
