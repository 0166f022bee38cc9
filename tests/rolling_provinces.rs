//! 改写: wordings of several provinces, and what is only called otherwise.

use crate::rolling::{THIS, last, table};
use crate::rolling_forms::{grid, has, rolled};

/// The tables of a year: revenue and expenditure, the latter by function, by use, and of “三公”.
fn tables(year: u32, [running, affairs, pension, other]: [u32; 4], public: [u32; 3], basic: [u32; 3]) -> String {
    let (general, fiscal) = (running + affairs, running + affairs + pension);
    let all = fiscal + other;
    let money = |amount: u32| format!("{}.{:02}", amount / 100, amount % 100);
    let [all, fiscal, general, running, affairs, pension, other, with_other, projects] =
        [all, fiscal, general, running, affairs, pension, other, general + other, affairs + other].map(money);
    let used = money(public.iter().sum());
    let [abroad, vehicles, reception] = public.map(money);
    let (spent, persons) = (money(basic.iter().sum()), money(basic[0] + basic[2]));
    let [wages, goods, families] = basic.map(money);
    let row = |cells: &[&str]| cells.join(" ");
    let totals = [
        row(&["收入", "预算数", "支出", "预算数"]),
        row(&["一、一般公共预算拨款收入", &fiscal, "一、一般公共服务支出", &with_other]),
        row(&["二、其他收入", &other, "二、社会保障和就业支出", &pension]),
        row(&["收入总计", &all, "支出总计", &all]),
    ];
    let section = |all: &str, with: &str, project: &str, affairs: &str| {
        let basic = &spent;
        [
            row(&["科目编码", "科目名称", "合计", "基本支出", "项目支出"]),
            row(&["", "合计", all, basic, project]),
            row(&["201", "一般公共服务支出", with, &running, project]),
            row(&["20103", "政府办公厅（室）及相关机构事务", with, &running, project]),
            row(&["2010301", "行政运行", &running, &running, ""]),
            row(&["2010302", "一般行政管理事务", affairs, "", affairs]),
            row(&["208", "社会保障和就业支出", &pension, &pension, ""]),
            row(&["20805", "行政事业单位养老支出", &pension, &pension, ""]),
            row(&["2080505", "机关事业单位基本养老保险缴费支出", &pension, &pension, ""]),
        ]
    };
    let (of_all, of_general) =
        (section(&all, &with_other, &projects, &projects), section(&fiscal, &general, &affairs, &affairs));
    let public = [
        row(&["项目", "预算数"]),
        row(&["“三公”经费合计", &used]),
        row(&["因公出国（境）费", &abroad]),
        row(&["公务用车运行维护费", &vehicles]),
        row(&["公务接待费", &reception]),
    ];
    let uses = [
        row(&["科目编码", "科目名称", "合计", "人员经费", "公用经费"]),
        row(&["", "合计", &spent, &persons, &goods]),
        row(&["301", "工资福利支出", &wages, &wages, ""]),
        row(&["302", "商品和服务支出", &goods, "", &goods]),
        row(&["303", "对个人和家庭的补助", &families, &families, ""]),
    ];
    let print = |title: &str, rows: &[String]| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        grid(&format!("{year}年{title}"), "万元", &rows)
    };
    print("部门收支总表", &totals)
        + &print("部门支出总表", &of_all)
        + &print("一般公共预算支出表", &of_general)
        + &print("一般公共预算基本支出表", &uses)
        + &print("一般公共预算“三公”经费支出表", &public)
}

fn said_again(words: &str) -> (String, String) {
    let last = tables(2023, [30000, 12000, 4000, 1000], [500, 600, 400], [20000, 8000, 6000]);
    let this = tables(2024, [32000, 9000, 6000, 800], [0, 650, 300], [21550, 8000, 8450]);
    rolled(&format!("示例局2023年部门预算\n\n第三部分 2023年部门预算情况说明\n\n{words}\n\n{last}"), &this)
}

#[test]
fn items_are_known_by_their_names_without_codes_in_lists_of_any_punctuation() {
    for (words, now) in [
        (
            "2023年支出预算470.00万元，按功能分类，包括一般公共服务支出430.00万元、社会保障和就业支出40.00万元。",
            "2024年支出预算478.00万元，按功能分类，包括一般公共服务支出418.00万元、社会保障和就业支出60.00万元。",
        ),
        (
            "2023年一般公共预算拨款支出460.00万元，其中，一般公共服务支出420.00万元，占91.30%；社会保障和就业支出40.00万元，占8.70%。",
            "2024年一般公共预算拨款支出470.00万元，其中，一般公共服务支出410.00万元，占87.23%；社会保障和就业支出60.00万元，占12.77%。",
        ),
        (
            "2023年一般公共预算基本支出340.00万元，其中：工资福利支出200.00万元，商品和服务支出80.00万元，对个人和家庭的补助60.00万元。",
            "2024年一般公共预算基本支出380.00万元，其中：工资福利支出215.50万元，商品和服务支出80.00万元，对个人和家庭的补助84.50万元。",
        ),
    ] {
        let (out, told) = said_again(words);
        has(&out, &told, &[now]);
        assert!(!told.contains("没有对应到表中的数"), "{told}");
    }
}

#[test]
fn fiscal_funds_are_those_of_the_general_budget_where_a_unit_has_no_other() {
    let words = "2023年支出预算470.00万元，其中：财政拨款支出预算460.00万元，比2022年预算增加30.00万元。";
    let (out, told) = said_again(words);
    has(&out, &told, &["2024年支出预算478.00万元，其中：财政拨款支出预算470.00万元，比2023年预算增加10.00万元。"]);
    // This year there is another one.
    let last = tables(2023, [30000, 12000, 4000, 1000], [500, 600, 400], [20000, 8000, 6000]);
    let this = tables(2024, [32000, 9000, 6000, 800], [0, 650, 300], [21550, 8000, 8450])
        .replace("二、其他收入\t8.00", "二、政府性基金预算拨款收入\t8.00");
    let (out, told) =
        rolled(&format!("示例局2023年部门预算\n\n第三部分 2023年部门预算情况说明\n\n{words}\n\n{last}"), &this);
    has(&out, &told, &["财政拨款支出预算460.00万元"]);
    assert!(told.contains("“460.00万元”"), "{told}");
}

#[test]
fn what_was_level_compared_with_the_year_before_keeps_its_words_of_comparison() {
    let (out, told) = said_again(
        "2023年公务接待费预算数4.00万元，2022年预算数4.00万元，同比持平；公务用车运行维护费2023年预算数6.00万元，与2022年预算数7.00万元相比减少1.00万元，降低14.29%。",
    );
    let now = "2024年公务接待费预算数3.00万元，2023年预算数4.00万元，同比减少1.00万元，降低25.00%；公务用车运行维护费2024年预算数6.50万元，与2023年预算数6.00万元相比增加0.50万元，提高8.33%。";
    has(&out, &told, &[now]);
}

#[test]
fn a_rate_without_its_zeros_does_not_round_the_new_one_to_whole_percents() {
    let (out, told) = said_again(
        "2023年支出预算470.00万元，比上年增加70.00万元，增长17.5%；2023年社会保障和就业支出40.00万元，比上年增加8.00万元，增长25%；一般公共服务支出430.00万元，比上年增加62.00万元，增长16.85%。",
    );
    has(
        &out,
        &told,
        &[
            "支出预算478.00万元，比上年增加8.00万元，增长1.7%；2024年社会保障和就业支出60.00万元，比上年增加20.00万元，增长50%；一般公共服务支出418.00万元，比上年减少12.00万元，下降2.79%。",
        ],
    );
}

/// A table of a section with these items, and a text that lists them one by one.
fn procuratorate(year: u32, items: &[(&str, &str, u32, u32)]) -> (String, String) {
    let sum: u32 = items.iter().map(|item| item.2).sum();
    let mut rows = vec![
        "科目编码 科目名称 合计 基本支出 项目支出".to_owned(),
        format!(" 合计 {sum}.00  {sum}.00"),
        format!("204 公共安全支出 {sum}.00  {sum}.00"),
        format!("20404 检察 {sum}.00  {sum}.00"),
    ];
    rows.extend(items.iter().map(|(code, name, now, _)| format!("{code} {name} {now}.00  {now}.00")));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut words =
        format!("第三部分 {year}年单位预算情况说明\n\n示例局{year}年一般公共预算支出{sum}.00万元，其中：\n\n");
    for (number, (_, name, now, before)) in items.iter().enumerate() {
        let (verb, change) = if now < before { ("减少", before - now) } else { ("增加", now - before) };
        words += &format!(
            "{}.公共安全支出（类）检察（款）{name}（项）{now}.00万元，与上年相比{verb}{change}.00万元。\n\n",
            number + 1
        );
    }
    (grid(&format!("{year}年一般公共预算支出表"), "万元", &rows), words)
}

#[test]
fn an_item_that_may_only_be_called_otherwise_is_not_nothing_without_a_word() {
    let old = [("2040401", "行政运行", 300, 280), ("2040405", "公诉、审判、侦查、执行等检察监督支出", 90, 95)];
    let (table, words) = procuratorate(2018, &old);
    // Known to have become 检察监督.
    let (this, _) = procuratorate(2019, &[("2040401", "行政运行", 310, 300), ("2040410", "检察监督", 70, 90)]);
    let (out, told) = rolled(&(table.clone() + &words), &this);
    has(&out, &told, &["检察监督支出（项）0.00万元，与上年相比减少90.00万元"]);
    let note = "今年的表中没有这个科目，可能改列为“检察监督”（2040410）70.00万元，请核对是取消还是改列";
    assert!(told.contains(note), "{told}");
    assert!(told.contains("上年可能列在“公诉、审判、侦查、执行等检察监督支出”（2040405）90.00万元"), "{told}");
    // Not known, but new in the same 款.
    let old = [("2040401", "行政运行", 300, 280), ("2040403", "机关服务", 90, 95)];
    let (table, words) = procuratorate(2018, &old);
    let (this, _) = procuratorate(2019, &[("2040401", "行政运行", 310, 300), ("2040450", "事业运行", 70, 90)]);
    let (_, told) = rolled(&(table.clone() + &words), &this);
    assert!(told.contains("同一款今年新增“事业运行”（2040450），请核对是取消还是改列"), "{told}");
    // Nothing new beside it.
    let (this, _) = procuratorate(2019, &[("2040401", "行政运行", 310, 300)]);
    let (_, told) = rolled(&(table + &words), &this);
    assert!(!told.contains("改列"), "{told}");
}

#[test]
fn titles_of_tables_tell_their_year_wherever_it_stands() {
    let rows = |all: &str| {
        format!(
            "编制单位：示例局\t\t单位：万元\n科目编码\t科目名称\t合计\n\t合计\t{all}\n204\t公共安全支出\t{all}\n2040401\t行政运行\t{all}\n\n"
        )
    };
    for title in [
        "表5 2023年一般公共预算支出情况表（按支出功能分类科目）",
        "表5-1 2023年度一般公共预算支出情况表(按支出功能分类科目)",
        "附件5 ２０２３年一般公共预算支出情况表",
        "表 5　二〇二三年一般公共预算支出情况表",
        "一般公共预算支出情况表（2023年，按支出功能分类科目）",
        "（2023年）一般公共预算支出情况表",
    ] {
        let moved = title.replace("2023", "2024").replace("３年", "４年").replace("三年", "四年");
        let words = "第三部分 情况说明\n\n示例局2023年一般公共预算支出300.00万元。\n";
        let (out, told) =
            rolled(&format!("{title}\n{}{words}", rows("300.00")), &format!("{moved}\n{}", rows("320.00")));
        has(&out, &told, &[&*moved, "示例局2024年一般公共预算支出320.00万元。"]);
    }
}

#[test]
fn captions_of_pictures_are_marked_and_keep_the_year_of_the_picture() {
    let words = "图1 2023年一般公共预算支出结构\n\n（图2：2023年支出构成）\n\n";
    let (out, told) = rolled(&(last() + words), &table(2024, THIS));
    has(&out, &told, &["图1 2023年一般公共预算支出结构", "（图2：2023年支出构成）"]);
    assert_eq!(told.matches("图是按去年的数画的，请换成今年的图").count(), 2, "{told}");
}
