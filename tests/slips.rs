//! Slips in sentences next to the tables of a small disclosure: each is reported by its check, and the corrected
//! sentence is not. Every kind occurs in several wordings.

use tongbi::audit::{Material, judge};
use tongbi::source::load_texts;

/// Tables that agree with one another; `{kind}` and `{tables}` are words of the phase.
const TABLES: &str = "示例市档案馆2025年单位{kind}公开\n\n编制单位：示例市档案馆\n\n\
支出{tables}\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t160.00\t110.00\t50.00\n\
201\t一般公共服务支出\t120.00\t100.00\t20.00\n20126\t档案事务\t120.00\t100.00\t20.00\n2012601\t行政运行\t100.00\t100.00\t\n\
2012604\t档案馆\t20.00\t\t20.00\n207\t文化旅游体育与传媒支出\t10.00\t10.00\t\n20701\t文化和旅游\t10.00\t10.00\t\n\
2070104\t图书馆\t10.00\t10.00\t\n212\t城乡社区支出\t30.00\t\t30.00\n21208\t国有土地使用权出让收入安排的支出\t30.00\t\t30.00\n\
2120804\t农村基础设施建设支出\t30.00\t\t30.00\n\n\
一般公共预算支出情况表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t130.00\t110.00\t20.00\n\
201\t一般公共服务支出\t120.00\t100.00\t20.00\n20126\t档案事务\t120.00\t100.00\t20.00\n2012601\t行政运行\t100.00\t100.00\t\n\
2012604\t档案馆\t20.00\t\t20.00\n207\t文化旅游体育与传媒支出\t10.00\t10.00\t\n20701\t文化和旅游\t10.00\t10.00\t\n\
2070104\t图书馆\t10.00\t10.00\t\n\n\
财政拨款“三公”经费支出情况表\n\n单位：万元\n\n项目\t2025年{kind}数\n合计\t12.00\n因公出国（境）费\t5.00\n公务接待费\t3.00\n\
公务用车购置及运行费\t4.00\n其中：公务用车运行费\t4.00\n公务用车购置费\t0.00\n\n";

/// `check verdict printed` of what is told of a text beside the tables of a budget; what they lack is no slip.
fn told(text: &str) -> Vec<String> {
    of_phase("预算", text)
}

fn of_phase(kind: &str, text: &str) -> Vec<String> {
    let tables =
        TABLES.replace("{kind}", kind).replace("{tables}", if kind == "决算" { "决算表" } else { "总体情况表" });
    let loaded = load_texts(&[("2025.txt", &(tables + text + "\n"))], &Default::default()).unwrap();
    let report = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
    let told = report.findings().into_iter().filter(|judged| judged.code != "tables");
    told.map(|judged| format!("{} {} {}", judged.code, judged.verdict.name(), judged.printed)).collect()
}

/// Each wrong text is told as said and nothing else, each right one not at all.
#[track_caller]
fn tells(kind: &str, under: &str, right: &[&str], wrong: &[(&str, &[&str])]) {
    for text in right {
        assert_eq!(of_phase(kind, &format!("{under}{text}")), Vec::<String>::new(), "{text}");
    }
    for (text, expected) in wrong {
        assert_eq!(of_phase(kind, &format!("{under}{text}")), *expected, "{text}");
    }
}

const SPENT: &str = "一、支出情况\n\n";
const THREE: &str = "一、“三公”经费情况\n\n";

#[test]
fn a_figure_without_its_unit_or_with_half_of_it_is_told() {
    tells(
        "预算",
        THREE,
        &[
            "公务接待费3.00万元，比上年减少2.00万元，下降40.00%。",
            "公务接待费3.00万元，接待1.2万人次，服务群众3.5万人。",
            "公务用车运行费、公务接待费分别为4.00、3.00万元。",
        ],
        &[
            ("公务接待费3.00，比上年减少2.00万元。", &["wording form 3.00"]),
            ("公务接待费3.00万元，比上年减少2.00，下降40.00%。", &["wording form 2.00"]),
            ("公务接待费3.00万元，比上年减少2.00万元，下降40。", &["wording form 40"]),
            ("公务接待费3.00万元，比上年下降40.0。", &["wording form 40.0"]),
            ("公务接待费3.00万元，占比25.00，比上年持平。", &["wording form 25.00"]),
            ("公务接待费3.00万，比上年减少2.00万元，下降40.00%。", &["wording form 3.00万"]),
            ("公务接待费共3.00 万；接待费减少2.00万元。", &["wording form 3.00 万"]),
        ],
    );
}

#[test]
fn a_blank_is_told_whatever_marks_it_and_whatever_is_counted() {
    tells(
        "预算",
        THREE,
        &[
            "公务接待费3.00万元，接待 20 批次、150 人次。",
            "公务接待费3.00 万元。",
            "公务接待费以万元为单位填列，接待人次据实统计。",
        ],
        &[
            ("公务接待费  万元，比上年减少2.00万元。", &["wording form 费  万元"]),
            ("公务接待费3.00万元，接待  批次、  人次。", &["wording form 接待  批次"]),
            ("公务接待费3.00万元，比上年减少…万元。", &["wording form 减少…万元"]),
            ("公务接待费3.00万元，比上年减少（ ）万元。", &["wording form 减少（ ）万元"]),
            ("公务接待费3.00万元，比上年减少○○万元。", &["wording form 减少○○万元"]),
            ("公务接待费3.00万元，主要原因是（）。", &["wording form 主要原因是"]),
            ("某某单位公务接待费3.00万元。", &["wording form 某某单位"]),
        ],
    );
    assert_eq!(told("一、××单位概况\n\n公务接待费3.00万元。"), ["wording form ××"]);
    assert_eq!(told("一、概况\n\n本馆编制 人，实有  人。"), ["wording form 编制 人", "wording form 实有  人"]);
}

#[test]
fn a_comparison_without_a_verb_is_told() {
    tells(
        "预算",
        THREE,
        &["公务接待费3.00万元，比上年5.00万元减少2.00万元。", "公务接待费3.00万元，较上年的40.00%有所提高。"],
        &[
            ("公务接待费3.00万元，比上年预算数2.00万元，主要原因是会议减少。", &["wording form 2.00万元"]),
            ("公务接待费3.00万元，较上年40.00%。", &["wording form 40.00%"]),
            ("公务接待费3.00万元，比2024年2.00万元。", &["wording form 2.00万元"]),
        ],
    );
}

#[test]
fn a_year_with_a_digit_too_few_or_too_many_is_told_where_a_year_is_meant() {
    let under = "一、概况\n\n本馆负责档案。\n\n";
    tells(
        "预算",
        under,
        &["近20年预算执行良好，规划为期15年。", "二、2025年度支出情况\n\n本馆2025年支出预算160.00万元。"],
        &[
            ("202 年度部门预算情况说明", &["year form 202 年"]),
            ("二、205年支出预算情况说明", &["year form 205年"]),
            ("二、20年度支出预算情况说明", &["year form 20年"]),
            ("20225年支出预算160.00万元。", &["year form 20225年"]),
        ],
    );
    let contents = "目录\n\n第一部分 202年单位概况\n\n一、主要职责\n\n二、机构设置\n\n第一部分 2025年单位概况\n\n一、主要职责\n\n二、机构设置";
    assert!(told(contents).iter().any(|told| told.starts_with("year form 202年")) || !told(contents).is_empty());
}

#[test]
fn doubled_and_unbalanced_marks_and_doubled_words_are_told() {
    tells(
        "预算",
        SPENT,
        &[
            "2025年支出预算160.00万元（其中：基本支出110.00万元）。",
            "负责“三公”经费……的管理，根据《档案法》《保密法》办理：1）保管；2）利用。",
            "（一）保管（含电子档案。包括移交的档案），二）利用。",
            "比较比上年，逐年年年增长。",
        ],
        &[
            ("2025年支出预算160.00万元。。", &["punctuation form 。"]),
            ("2025年支出预算160.00万元，。", &["punctuation form ，。"]),
            ("2025年支出预算160.00万元，；其中基本支出110.00万元。", &["punctuation form ，；"]),
            ("2025年支出预算160.00万元（其中：基本支出110.00万元。", &["punctuation form （"]),
            ("2025年支出预算160.00万元）。", &["punctuation form ）"]),
            ("2025年“三公经费预算12.00万元。", &["punctuation form “"]),
            ("根据《档案法的规定，支出预算160.00万元。", &["punctuation form 《"]),
            ("2025年支出预算为为160.00万元。", &["punctuation form 为为"]),
            ("2025年支出预算160.00万元万元。", &["punctuation form 万元万元"]),
        ],
    );
}

#[test]
fn what_is_said_to_be_equal_and_to_have_moved_is_told() {
    tells(
        "预算",
        THREE,
        &[
            "公务接待费3.00万元，比上年减少0.00万元，与上年持平。",
            "公务接待费3.00万元，比上年预算减少2.00万元，与上年决算持平。",
            "公务接待费由上年的5.00万元减少为3.00万元，减少2.00万元，下降40.00%。",
        ],
        &[
            ("公务接待费3.00万元，比上年减少2.00万元，与上年持平。", &["direction direction 持平"]),
            ("公务接待费3.00万元，与上年持平，减少2.00万元。", &["direction direction 持平"]),
            ("公务用车购置费减少为0.00万元，与上年持平。", &["direction direction 持平"]),
        ],
    );
}

#[test]
fn changes_of_three_public_make_up_that_of_the_whole() {
    let of = |abroad: &str, reception: &str, vehicles: &str| {
        [
            format!(
                "2025年“三公”经费预算12.00万元，比上年减少3.00万元。其中：因公出国（境）费5.00万元，比上年{abroad}；公务接待费3.00万元，比上年{reception}；公务用车购置及运行费4.00万元，比上年{vehicles}。"
            ),
            format!(
                "2025年“三公”经费预算12.00万元，比上年减少3.00万元。\n\n（一）因公出国（境）费5.00万元，比上年{abroad}。\n\n（二）公务接待费3.00万元，比上年{reception}。\n\n（三）公务用车购置及运行费4.00万元，比上年{vehicles}。"
            ),
        ]
    };
    for text in of("减少1.00万元", "减少2.50万元", "增加0.50万元")
        .into_iter()
        .chain(of("减少1.00万元", "减少2.00万元", "持平").map(|text| text.replace("比上年持平", "与上年持平")))
    {
        assert_eq!(told(&format!("{THREE}{text}")), Vec::<String>::new(), "{text}");
    }
    let wrong = [("减少2.50万元", "增加0.05万元"), ("减少3.50万元", "增加0.50万元"), ("增加0.05万元", "减少2.50万元")];
    for text in wrong.into_iter().flat_map(|(reception, vehicles)| of("减少1.00万元", reception, vehicles)) {
        assert_eq!(told(&format!("{THREE}{text}")), ["changes figure 3.00万元"], "{text}");
    }
}

#[test]
fn completion_is_judged_at_any_printed_precision_and_beside_words() {
    let under = "一、支出决算情况\n\n";
    tells(
        "决算",
        under,
        &[
            "年初预算78.40万元，支出决算为50.00万元，完成年初预算的63.78%。",
            "年初预算为256.02万元，支出决算为249.98万元，完成年初预算的98%。",
            "支出决算为160.00万元，完成年初预算的100%，决算数与预算数持平。",
            "支出决算为160.00万元，完成年初预算的105.0%，决算数大于预算数的主要原因是追加。",
        ],
        &[
            ("年初预算78.40万元，支出决算为50.00万元，完成年初预算的63.76%。", &["completion figure 63.76%"]),
            ("年初预算为256.02万元，支出决算为249.98万元，完成年初预算的96%。", &["completion figure 96%"]),
            ("年初预算为256.02万元，支出决算为249.98万元，完成年初预算的97%。", &["completion truncated 97%"]),
            (
                "支出决算为160.00万元，完成年初预算的100%，决算数大于预算数的主要原因是追加。",
                &["completion note 大于预算数的"],
            ),
            (
                "支出决算为160.00万元，完成年初预算的100.00%。决算数小于年初预算数。",
                &["completion note 小于年初预算数"],
            ),
            ("支出决算为160.00万元，完成年初预算的90%，决算数等于预算数。", &["completion direction 等于预算数"]),
        ],
    );
}

#[test]
fn names_of_a_path_are_those_of_the_tables() {
    tells(
        "预算",
        "一、一般公共预算支出情况\n\n",
        &[
            "文化旅游体育与传媒支出（类）文化和旅游（款）图书馆（项）10.00万元。",
            "文化旅游体育与传媒（类）支出10.00万元。",
            // Nothing of another 款 that bears the same name.
            "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）0.00万元。",
        ],
        &[
            ("文化体育与传媒支出（类）文化和旅游（款）图书馆（项）10.00万元。", &["names form 文化体育与传媒支出"]),
            ("文化体育与传媒支出10.00万元。", &["names form 文化体育与传媒支出"]),
            ("文化体育与传媒（类）支出10.00万元。", &["names form 文化体育与传媒"]),
            ("一般公共服务支出（类）文化和旅游（款）行政运行（项）100.00万元。", &["names form 文化和旅游"]),
            ("一般公共服务支出（类）档案事务（款）档案室（项）20.00万元。", &["names form 档案室"]),
            ("2070104文化馆（项）10.00万元。", &["names form 文化馆"]),
            ("一般公共服务支出（类）档案事务（款）档案修复（项）7.00万元。", &["names note 档案修复"]),
        ],
    );
}

#[test]
fn lists_of_several_numbers_belong_to_the_subjects_before_them_and_totals_to_their_parts() {
    tells(
        "预算",
        SPENT,
        &[
            "基本支出110.00万元、项目支出50.00万元，分别比上年减少33.81万元、31.01万元，分别下降23.51%、38.28%。",
            "一般公共服务支出120.00万元，文化旅游体育与传媒支出10.00万元，以上两项共计130.00万元。",
            "2025年支出预算160.00万元。其中：一般公共服务支出120.00万元，文化旅游体育与传媒支出10.00万元，合计占支出预算的81.25%。",
        ],
        &[
            (
                "基本支出110.00万元、项目支出50.00万元，分别比上年减少33.81万元、31.01万元，分别下降23.51%、39.28%。",
                &["rate figure 39.28%"],
            ),
            (
                "基本支出110.00万元、项目支出50.00万元，各下降23.51%、38.28%，分别减少33.81万元、41.01万元。",
                &["rate figure 38.28%"],
            ),
            (
                "一般公共服务支出120.00万元，文化旅游体育与传媒支出10.00万元，以上两项共计140.00万元。",
                &["parts figure 140.00万元"],
            ),
        ],
    );
}

#[test]
fn a_list_that_ends_in_its_own_sum_is_whole() {
    tells(
        "预算",
        "六、年度预算安排\n\n",
        &[
            "2025年度项目总预算1410.00万元，其中支持品牌340.00万元，支持地标120.00万元，支持消费950.00万元，合计1410.00万元。",
            "2025年度项目总预算1410.00万元，其中支持品牌340.00万元，支持地标120.00万元，支持消费400.00万元。",
        ],
        &[
            (
                "2025年度项目总预算1410.00万元，其中支持品牌340.00万元，支持地标120.00万元，支持消费590.00万元，合计1410.00万元。",
                &["listed figure 1410.00万元"],
            ),
            // One digit away from the whole: it may be a slip.
            (
                "2025年度项目总预算1410.30万元，其中支持品牌340.30万元，支持地标120.00万元，支持消费850.00万元。",
                &["listed note 1410.30万元"],
            ),
        ],
    );
}

#[test]
fn a_part_that_stands_twice_in_other_words_is_told_and_so_is_its_change() {
    let of = |one: &str, two: &str| told(&format!("一、会议\n\n{one}\n\n二、其他\n\n{two}"));
    let first = "机关运行经费26.87万元，比上年减少2.00万元，主要原因是压缩开支。";
    assert_eq!(of(first, "2025年本单位的机关运行经费支出预算26.87万元，比上年减少2.00万元。"), Vec::<String>::new());
    assert_eq!(of(first, "2025年本单位的机关运行经费支出预算28.67万元。"), ["twice ambiguous 28.67万元"]);
    assert_eq!(of(first, "本单位的机关运行经费预算26.87万元，比上年减少1.00万元。"), ["twice ambiguous 1.00万元"]);
}

#[test]
fn an_open_place_of_a_draft_is_an_error() {
    for text in ["一、支出情况\n\n支出预算160.00万元，主要原因是【待补充：原因】。", "一、【待补充：单位职责】"]
    {
        assert!(told(text).iter().any(|told| told.starts_with("wording open 【待补充")), "{:?}", told(text));
    }
}

/// What is told of the sample with some of its words changed.
fn told_of_sample(changes: &[(&str, &str)]) -> Vec<String> {
    let mut text = include_str!("../data/sample/2024.txt").to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let loaded = load_texts(&[("2024.txt", &text)], &Default::default()).unwrap();
    let report = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
    let told = report.findings().into_iter().filter(|judged| judged.verdict.name() != "tail");
    told.map(|judged| format!("{} {} {}", judged.code, judged.verdict.name(), judged.printed)).collect()
}

#[test]
fn the_sources_of_revenue_add_up_to_their_totals_and_to_the_fund_that_they_make_up() {
    assert_eq!(told_of_sample(&[]), Vec::<String>::new());
    for (old, new) in [
        ("5. 单位资金\t5.15", "5. 单位资金\t5.51"),
        ("其他收入\t5.15", "其他收入\t5.75"),
        ("其他收入\t5.15", "其他收入\t4.15"),
    ] {
        let told = told_of_sample(&[(old, new)]);
        assert!(!told.is_empty() && told.iter().all(|one| one.contains(" figure ")), "{new}: {told:?}");
    }
}

#[test]
fn the_funds_of_a_performance_target_are_those_of_the_project() {
    let told =
        told_of_sample(&[("年度预算总额\t99.00\t其中：财政拨款\t99.00", "年度预算总额\t98.00\t其中：财政拨款\t98.00")]);
    assert!(told.contains(&"projects note 98.00".to_owned()), "{told:?}");
}

#[test]
fn a_reason_is_not_taken_from_another_item_of_last_year() {
    let text = |year: &str, first: &str, second: &str| {
        format!(
            "示例市档案馆{year}年单位预算公开\n\n编制单位：示例市档案馆\n\n一、支出情况\n\n\
             会议费12.30万元，比上年预算增加2.10万元，增长20.59%，主要原因是{first}。\n\
             培训费16.30万元，比上年预算增加1.10万元，增长7.24%，主要原因是{second}。\n"
        )
    };
    let told = |first: &str, second: &str| {
        let before = text("2023", "全省档案工作会议改由本馆承办并增加参会人数", "新进人员初任培训增加");
        let now = text("2024", first, second)
            .replace("12.30万元，比上年预算增加2.10万元，增长20.59%", "14.40万元，比上年预算增加2.10万元，增长17.07%");
        let files = [("2023.txt", &*before), ("2024.txt", &*now)];
        let loaded = load_texts(&files, &Default::default()).unwrap();
        let report = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
        report
            .findings()
            .into_iter()
            .filter(|one| one.code == "copied")
            .map(|one| one.because.clone())
            .collect::<Vec<_>>()
    };
    assert!(told("承办全国会议", "教师费用标准提高").is_empty());
    let same = told("全省档案工作会议改由本馆承办并增加参会人数", "教师费用标准提高");
    assert!(matches!(same.as_slice(), [one] if one.starts_with("原因与上年公开的（2023.txt 第")), "{same:?}");
    let other = told("承办全国会议", "全省档案工作会议改由本馆承办并增加参会人数");
    assert!(matches!(other.as_slice(), [one] if one.starts_with("原因与上年公开的另一项（2023.txt 第")), "{other:?}");
}
