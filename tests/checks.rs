//! Checks beyond single figures: copies, units, words of scope, reasons, sums of changes, lists of 其中, codes.

use tongbi::audit::{Audit, Material, judge};
use tongbi::source::load_texts;

fn audited(texts: &[(&str, &str)]) -> Audit {
    let loaded = load_texts(texts, &Default::default()).unwrap();
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

/// `verdict printed` of every finding of one check.
fn told(texts: &[(&str, &str)], code: &str) -> Vec<String> {
    let report = audited(texts);
    let findings = report.findings();
    let of = findings.iter().filter(|judged| judged.code == code);
    of.map(|judged| format!("{} {}", judged.verdict.name(), judged.printed)).collect()
}

/// A disclosure of one table and these sentences.
fn disclosure(year: i32, total: &str, item: &str, text: &str) -> String {
    format!(
        "示例市档案馆{year}年单位预算公开\n\n编制单位：示例市档案馆\n\n支出总体情况表\n\n单位：万元\n\n\
         科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t{total}\t{item}\t20.00\n\
         201\t一般公共服务支出\t{total}\t{item}\t20.00\n20126\t档案事务\t{total}\t{item}\t20.00\n\
         2012604\t档案馆\t{total}\t{item}\t20.00\n\n{text}\n"
    )
}

#[test]
fn a_sentence_copied_from_last_year_with_its_figures_is_told() {
    let text = "会议费12.30万元，比上年预算增加2.10万元，增长20.59%，主要原因是全市档案工作会议由本馆承办。";
    let (last, this) = (disclosure(2023, "120.00", "100.00", text), disclosure(2024, "130.00", "110.00", text));
    let found = told(&[("2023.txt", &last), ("2024.txt", &this)], "copied");
    // The sentence as a whole, and its reason.
    assert_eq!(found, ["note ", "note 全市档案工作会议由本馆承办"]);
    let fresh = "会议费14.40万元，比上年预算增加2.10万元，增长17.07%，主要原因是新增一次全省会议。";
    let this = disclosure(2024, "130.00", "110.00", fresh);
    assert_eq!(told(&[("2023.txt", &last), ("2024.txt", &this)], "copied"), Vec::<String>::new());
}

#[test]
fn the_same_figures_in_two_items_next_to_one_another_are_told() {
    let item = |name: &str| {
        format!(
            "社会保障和就业支出（类）行政事业单位养老支出（款）{name}（项）12.30万元，比上年增加2.10万元，增长20.59%。\n\n"
        )
    };
    let text = item("行政单位离退休") + &item("事业单位离退休");
    assert_eq!(told(&[("2024.txt", &disclosure(2024, "130.00", "110.00", &text))], "copied"), ["note 12.30万元"]);
}

#[test]
fn a_reason_that_speaks_of_the_other_direction_is_told() {
    let reason = |text: &str| told(&[("2024.txt", &disclosure(2024, "130.00", "110.00", text))], "reason");
    assert_eq!(reason("会议费2.00万元，比上年增加1.00万元，主要原因是会议次数减少。"), ["note 是会议次数减少"]);
    assert_eq!(reason("会议费1.00万元，比上年减少1.00万元，主要原因是新增一次会议。"), ["note 是新增一次会议"]);
    // Both directions, another year, or people who retire: nothing is said.
    for sound in [
        "会议费2.00万元，比上年增加1.00万元，主要原因是人员减少而标准提高。",
        "会议费1.00万元，比上年减少1.00万元，主要原因是上年新增一次性会议。",
        "会议费1.00万元，比上年减少1.00万元，主要原因是退休人员增加。",
        "会议费2.00万元，比上年增加1.00万元，主要原因是会议次数增加。",
    ] {
        assert_eq!(reason(sound), Vec::<String>::new(), "{sound}");
    }
}

#[test]
fn changes_of_the_parts_are_summed_against_that_of_the_whole() {
    let of = |project: &str| {
        let text = format!(
            "一、支出预算情况说明\n\n支出预算130.00万元，比上年增加10.00万元。其中：基本支出110.00万元，比上年增加6.01万元；\
             项目支出20.00万元，比上年增加{project}万元。"
        );
        told(&[("2024.txt", &disclosure(2024, "130.00", "110.00", &text))], "changes")
    };
    assert_eq!(of("3.99"), Vec::<String>::new());
    assert_eq!(of("4.00"), ["tail 130.00万元"]);
    assert_eq!(of("14.00"), ["note 130.00万元"]);
}

#[test]
fn the_name_of_another_unit_left_from_a_template_is_told() {
    let text = |unit: &str| {
        format!(
            "一、示例市档案馆2024年收支预算情况说明\n\n示例市档案馆2024年收支总预算130.00万元。\n\n\
             二、示例市档案馆2024年收入预算情况说明\n\n示例市档案馆2024年收入预算130.00万元。\n\n\
             三、{unit}2024年支出预算情况说明\n\n示例市档案馆2024年支出预算130.00万元。"
        )
    };
    let unit = |name: &str, more: &str| {
        told(&[("2024.txt", &disclosure(2024, "130.00", "110.00", &(text(name) + more)))], "unit")
    };
    assert_eq!(unit("示例市商务局", ""), ["note 示例市商务局"]);
    assert_eq!(unit("示例市档案馆", ""), Vec::<String>::new());
    // A short name of its own, and a unit that the text brings in as another's.
    assert_eq!(unit("市档案馆", ""), Vec::<String>::new());
    assert_eq!(unit("示例市商务局", "\n\n示例市商务局是本馆主管部门。"), Vec::<String>::new());
}

#[test]
fn a_list_of_which_may_not_exceed_its_whole() {
    let table = |other: &str| {
        format!(
            "示例市档案馆2024年单位预算公开\n\n收支总体情况表\n\n单位：万元\n\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
             一、一般公共预算拨款\t100.00\t201 一般公共服务支出\t80.00\n二、单位资金\t20.00\t208 社会保障和就业支出\t40.00\n\
             其中：事业收入\t{other}\t\t\n收入总计\t120.00\t支出总计\t120.00\n"
        )
    };
    assert_eq!(told(&[("2024.txt", &table("15.00"))], "of_which"), Vec::<String>::new());
    assert_eq!(told(&[("2024.txt", &table("51.00"))], "of_which"), ["figure 51.00"]);
    let short = table("15.00").replace("40.00", "30.00");
    assert_eq!(told(&[("2024.txt", &short)], "of_which"), ["figure 120.00"]);
}

#[test]
fn codes_and_signs_that_are_odd_are_told() {
    let sound = disclosure(2024, "130.00", "110.00", "");
    assert_eq!(told(&[("2024.txt", &sound)], "negative"), Vec::<String>::new());
    let minus = sound.replace("\t20.00\n\n", "\t-20.00\n\n");
    assert_eq!(told(&[("2024.txt", &minus)], "negative"), ["figure -20.00"], "its row does not add up either");
    let general = "\n一般公共预算支出情况表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                   201\t一般公共服务支出\t130.00\t110.00\t20.00\n20126\t档案事务\t130.00\t110.00\t20.00\n\
                   2012604\t行政运行\t130.00\t110.00\t20.00\n";
    assert_eq!(told(&[("2024.txt", &(sound + general))], "codes"), ["note "]);
}

#[test]
fn a_rise_of_three_public_without_a_reason_is_told() {
    let of = |text: &str| told(&[("2024.txt", &disclosure(2024, "130.00", "110.00", text))], "unexplained");
    let bare = "一、“三公”经费情况\n\n公务接待费8.00万元，比上年增加3.00万元，增长60.00%。";
    assert_eq!(of(bare), ["note 3.00万元"]);
    assert_eq!(of(&format!("{bare}主要原因是会议增加。")), Vec::<String>::new());
    assert_eq!(of(&bare.replace("3.00", "0.30").replace("60.00", "3.90")), Vec::<String>::new());
}

#[test]
fn a_government_that_lists_some_of_what_is_below_a_row_is_not_accused() {
    let table = |budget: &str, outturn: &str| {
        format!(
            "示例市2024年财政预算\n\n2024年示例市本级一般公共预算支出表\n\n单位：万元\n\n科目编码\t科目名称\t预算数\t执行数\n\
             201\t一般公共服务支出\t{budget}\t{outturn}\n20103\t政府办公厅（室）及相关机构事务\t60.00\t70.00\n20106\t财政事务\t40.00\t50.00\n"
        )
    };
    // Neither column is the sum of what is listed: the list is of some.
    assert_eq!(told(&[("2024.txt", &table("300.00", "320.00"))], "children"), ["note 300.00", "note 320.00"]);
    // The budget is: the list is whole, and the outturn is wrong.
    assert_eq!(told(&[("2024.txt", &table("100.00", "121.00"))], "children"), ["figure 121.00"]);
}

#[test]
fn a_row_of_a_governments_revenue_is_not_the_budget_of_its_name() {
    let table = |title: &str, row: &str, amount: &str| {
        format!(
            "2024年示例市本级{title}\n\n单位：万元\n\n项目\t2024年预算数\n税收收入\t700.00\n{row}\t{amount}\n上年结转收入\t20.00\n合计\t{}\n\n",
            720.0 + amount.parse::<f64>().unwrap()
        )
    };
    let text = "示例市2024年财政预算\n\n".to_owned()
        + &table("一般公共预算收入表", "国有资本经营收入", "43.00")
        + &table("国有资本经营预算收入表", "利润收入", "798.00")
            .replace("20.00\n合计", "30.00\n合计")
            .replace("1518", "1528");
    assert_eq!(told(&[("2024.txt", &text)], "same"), Vec::<String>::new());
}

#[test]
fn a_government_is_not_accused_by_another_table_of_its_own() {
    let text = "示例省2024年财政预算\n\n2024年示例省省本级一般公共预算支出表\n\n单位：万元\n\n科目编码\t科目名称\t2024年预算数\n\
                205\t教育支出\t900.00\n208\t社会保障和就业支出\t100.00\n\t合计\t1000.00\n\n\
                2024年示例省省本级支出功能分类预算表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t一般公共预算\t政府性基金预算\n\t合计\t1300.00\t1200.00\t100.00\n\n\
                三、省对下转移支付\n\n（二）教育支出6.15万元。\n";
    let report = audited(&[("2024.txt", text)]);
    let accused: Vec<&str> =
        report.findings().into_iter().filter(|judged| judged.verdict.is_wrong()).map(|judged| judged.code).collect();
    assert_eq!(accused, Vec::<&str>::new());
}

#[test]
fn a_growth_of_100_percent_on_nothing_is_told_where_the_file_leaves_it_out_elsewhere() {
    let first = "会议费12.00万元，上年预算0.00万元，比上年预算增加12.00万元，增长100.00%。";
    let second = |rate: &str| format!("培训费8.00万元，上年预算0.00万元，比上年预算增加8.00万元{rate}。");
    let of = |text: &str| told(&[("2024.txt", text)], "zero_base");
    assert_eq!(of(first), Vec::<String>::new());
    assert_eq!(of(&format!("{first}\n\n{}\n", second("，增长100.00%"))), Vec::<String>::new());
    assert_eq!(of(&format!("{first}\n\n{}\n", second(""))), ["note 100.00%"]);
}

#[test]
fn every_column_of_expenditure_is_added() {
    // The form has five columns beside 合计; some provinces set a reserve aside.
    let table = |head: &str, row: &str| {
        format!(
            "示例市档案馆2024年部门预算公开\n\n支出总体情况表\n\n单位：万元\n\n科目编码\t科目名称\t{head}\n\
             2012604\t档案馆\t{row}\n"
        )
    };
    let found = |head: &str, row: &str| told(&[("2024.txt", &table(head, row))], "columns");
    let form = "合计\t基本支出\t项目支出\t上缴上级支出\t事业单位经营支出\t对附属单位补助支出";
    assert_eq!(found(form, "128.30\t100.00\t20.00\t3.00\t5.30\t"), Vec::<String>::new());
    assert_eq!(found(form, "128.30\t100.00\t20.00\t3.00\t3.50\t"), ["figure 128.30"]);
    let reserve = "合计\t基本支出\t项目支出\t单位预留机动经费";
    assert_eq!(found(reserve, "128.30\t100.00\t20.00\t8.30"), Vec::<String>::new());
    assert_eq!(found(reserve, "128.30\t100.00\t20.00\t3.80"), ["figure 128.30"]);
    // A column that is not known may be a part or not.
    assert_eq!(found("合计\t基本支出\t项目支出\t专项业务", "128.30\t100.00\t20.00\t3.80"), Vec::<String>::new());
}
