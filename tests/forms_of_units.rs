//! Forms that list the units of a department, and forms of governments and of final accounts.

use crate::forms::{check, load};

/// `unit measure = amount` of the items that are totals.
fn totals(page: &str) -> Vec<String> {
    let loaded = load(page);
    assert_eq!(loaded.warnings, []);
    let items = loaded.items.iter().filter(|item| item.code.is_none());
    items.map(|item| format!("{} {} {}", item.unit, item.measure, item.text)).collect()
}

const TWO_UNITS: &str = "2024年部门预算
    部门支出总表
    部门：甲县水利局
    单位：万元
    类|款|项|单位代码|单位名称（科目）|合计|基本支出|项目支出
    ||||合计|90.00|60.00|30.00
    |||302601|甲县水利局机关|70.00|40.00|30.00
    213|03|01|302601|行政运行|40.00|40.00|
    213|03|05|302601|水利工程建设|30.00||30.00
    |||302602|甲县水文站|20.00|20.00|
    213|03|13|302602|水文测报|20.00|20.00|";

#[test]
fn items_below_a_unit_are_that_units_and_its_row_is_its_total() {
    let loaded = load(TWO_UNITS);
    let items = loaded.items.iter().filter(|item| item.measure.is_total());
    let found: Vec<String> = items
        .map(|item| format!("{} {} {}", item.unit, item.code.as_ref().map_or("", |code| code.as_str()), item.text))
        .collect();
    let expected = [
        "甲县水利局  90.00",
        "甲县水利局机关  70.00",
        "甲县水利局机关 2130301 40.00",
        "甲县水利局机关 2130305 30.00",
        "甲县水文站  20.00",
        "甲县水文站 2130313 20.00",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_department_of_one_unit_keeps_its_items() {
    let one: Vec<&str> = TWO_UNITS.lines().filter(|line| !line.contains("302602")).collect();
    let page = one.join("\n").replace("合计|90.00|60.00", "合计|70.00|40.00");
    let loaded = load(&page);
    assert!(loaded.items.iter().all(|item| &*item.unit == "甲县水利局"), "{:?}", loaded.items);
    // The unit's row says the total again and does not count twice.
    assert_eq!(loaded.items.iter().filter(|item| item.code.is_none() && item.measure.is_total()).count(), 1);
}

#[test]
fn a_unit_of_the_departments_own_name_with_less_is_the_department_itself() {
    let page = TWO_UNITS.replace("甲县水利局机关", "甲县水利局");
    let found = totals(&page);
    assert_eq!(found[0], "甲县水利局 合计 90.00");
    assert!(found.contains(&"甲县水利局（本级） 合计 70.00".to_owned()), "{found:?}");
}

#[test]
fn funds_of_this_year_keep_their_names_beside_those_carried_over() {
    let found = totals(
        "2025年部门预算
        收入总表
        部门名称：甲区教育委员会
        单位：万元
        部门（单位）代码|部门（单位）名称|合计|本年收入|||上年结转结余||
        |||小计|一般公共预算|政府性基金预算|小计|一般公共预算|政府性基金预算
        105|甲区教育委员会|35.00|30.00|20.00|10.00|5.00|4.00|1.00
        105001|甲区教委本级|35.00|30.00|20.00|10.00|5.00|4.00|1.00
        合计||35.00|30.00|20.00|10.00|5.00|4.00|1.00",
    );
    let expected = [
        "合计 35.00",
        "本年收入/合计 30.00",
        "一般公共预算 20.00",
        "政府性基金预算 10.00",
        "上年结转结余 5.00",
        "上年结转结余/一般公共预算 4.00",
        "上年结转结余/政府性基金预算 1.00",
    ];
    assert_eq!(found, expected.map(|item| format!("甲区教育委员会 {item}")));
}

#[test]
fn three_public_items_of_several_units_stand_in_columns() {
    let found: Vec<String> = load(
        "2024年一般公共预算“三公”经费支出预算表
        部门：甲县水利局
        单位：万元
        单位编码|单位名称|当年财政拨款预算安排|||||
        ||合计|因公出国（境）费用|公务用车购置及运行费|||公务接待费
        ||||小计|公务用车购置费|公务用车运行费|
        |合计|9.50||7.50||7.50|2.00
        302601|甲县水利局机关|6.50||5.00||5.00|1.50
        302602|甲县水文站|3.00||2.50||2.50|0.50",
    )
    .items
    .iter()
    .map(|item| format!("{} {} {}", item.unit, item.name, item.text))
    .collect();
    assert_eq!(
        found[..4],
        [
            "甲县水利局 合计 9.50",
            "甲县水利局 公务用车购置及运行费 7.50",
            "甲县水利局 公务用车运行费 7.50",
            "甲县水利局 公务接待费 2.00",
        ]
    );
    assert_eq!((found.len(), &*found[11]), (12, "甲县水文站 公务接待费 0.50"));
}

#[test]
fn levels_may_stand_in_the_row_that_numbers_the_columns() {
    check(
        "2023年度部门决算
        收入决算表
        部门：甲区文化馆
        金额单位：万元
        功能分类科目编码|||科目名称|本年收入合计|财政拨款收入|事业收入
        类|款|项|栏次|1|2|3
        |||合计|12.50|10.00|2.50
        207|01|09|群众文化|12.50|10.00|2.50",
        &[
            "2023 revenue - 合计 合计 = 125000.00",
            "2023 revenue - 合计 财政拨款小计 = 100000.00",
            "2023 revenue - 合计 事业收入 = 25000.00",
            "2023 revenue 2070109 群众文化 合计 = 125000.00",
            "2023 revenue 2070109 群众文化 财政拨款小计 = 100000.00",
            "2023 revenue 2070109 群众文化 事业收入 = 25000.00",
        ],
    );
}

#[test]
fn a_sum_named_left_of_its_figure_belongs_to_the_figure() {
    let found = totals(
        "2023年一般公共预算财政拨款基本支出决算明细表
        部门：甲区文化馆
        金额单位：万元
        人员经费|||公用经费|||||
        科目编码|科目名称|决算数|科目编码|科目名称|决算数|科目编码|科目名称|决算数
        301|工资福利支出|50.00|302|商品和服务支出|6.00|310|资本性支出|1.00
        人员经费合计||50.00|公用经费合计|||||7.00",
    );
    assert_eq!(found, ["甲区文化馆 人员经费 50.00", "甲区文化馆 公用经费 7.00"]);
}

#[test]
fn a_governments_table_names_its_place_and_its_numbered_names_lose_the_number() {
    let loaded = load(
        "2024年甲县一般公共预算收支预算表
        单位：万元
        科目编码|科目名称|2023年执行数|2024年预算数|增长%
        201|一、一般公共服务支出|300|310|3.33
        205|二、教育支出|900|950|5.56
        |支出合计|1200|1260|5.00",
    );
    assert_eq!(loaded.items.len(), 6);
    assert!(loaded.items.iter().all(|item| &*item.unit == "甲县"), "{:?}", loaded.items);
    assert_eq!((&*loaded.items[0].name, loaded.items[0].phase.name()), ("一般公共服务支出", "执行"));
}

#[test]
fn a_text_without_headings_of_tables_still_gives_last_years_totals() {
    let loaded = load(
        "2024年甲市博物馆部门预算
        收支总体情况表
        单位名称：甲市博物馆
        单位：万元
        收入||支出|
        项目|2024年预算|项目|2024年预算
        一、一般公共预算拨款|900.46|一、文化旅游体育与传媒支出|900.46
        收入总计|900.46|支出总计|900.46
        “三公”经费预算表
        单位名称：甲市博物馆
        单位：万元
        项目|2024年预算
        “三公”经费|5.00
        其中：（一）因公出国（境）支出|
        （二）公务用车购置及运行维护支出|4.00
        （三）公务接待费支出|1.00
        第三部分 2024年部门预算情况说明
        一、收支增减变化情况
        2024年本部门收入预算900.46万元，比上年增加50.46万元，增长5.94%；支出预算900.46万元，比上年增加50.46万元，增长5.94%。
        二、“三公”经费安排情况说明
        2024年本部门“三公”经费预算安排5万元，比上年减少0.5万元，下降9.09%。",
    );
    let [note] = &*loaded.warnings else { panic!("{:?}", loaded.warnings) };
    assert!(note.message.ends_with("上年如有其他资金，请以上年的公开表为准"), "{note}");
    let prior = loaded.items.iter().filter(|item| item.year.get() == 2023);
    let found: Vec<String> =
        prior.map(|item| format!("{} {} {}", item.table.name(), item.classification.name(), item.text)).collect();
    let expected = [
        "totals revenue 900.46-50.46",
        "totals functional 900.46-50.46",
        "three_public three_public 5+0.5",
        // 一般公共预算拨款 is all of it.
        "totals revenue 900.46-50.46",
    ];
    assert_eq!(found, expected);
}
