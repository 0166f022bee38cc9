//! Governments' reports: adjusted budgets, mean rates, savings, lists by level of government, and what another section, a
//! table or last year's report says of the same thing. Each text also with one figure that no longer fits.

use tongbi::audit::{Audit, Material, Verdict, judge};
use tongbi::source::load_texts;

const LAST: &str = "关于示例市2024年预算执行情况和2025年预算草案的报告\n\n各位代表：\n\n";
const HEAD: &str = "关于示例市2025年预算执行情况和2026年预算草案的报告\n\n各位代表：\n\n一、2025年预算执行情况\n\n";

fn audited(files: &[(&str, &str)]) -> Audit {
    let loaded = load_texts(files, &Default::default()).unwrap();
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

/// What became of a printed figure in the last of the files.
fn verdict(audit: &Audit, printed: &str) -> Vec<Verdict> {
    let own = audit.claims.iter().filter(|judged| &*judged.place.file == "2025.txt" && &*judged.printed == printed);
    own.map(|judged| judged.verdict).collect()
}

/// All figures are borne out; the changed one is not right, and called `then` where that is said.
#[track_caller]
fn holds(last: &str, text: &str, figures: &[&str], change: (&str, &str), then: Option<Verdict>) {
    let (last, text) = (format!("{LAST}{last}"), format!("{HEAD}{text}"));
    let files = |text| [("2024.txt", last.as_str()), ("2025.txt", text)];
    let audit = audited(&files(&text));
    for figure in figures {
        let found = verdict(&audit, figure);
        let right = |verdict: &Verdict| matches!(verdict, Verdict::Ok | Verdict::Tail);
        assert!(found.iter().any(right), "{figure}: {found:?} in {text}");
    }
    let wrong: Vec<&str> =
        audit.findings().iter().filter(|one| one.verdict.is_wrong()).map(|one| &*one.printed).collect();
    assert_eq!(wrong, Vec::<&str>::new(), "{text}");
    let other = text.replacen(change.0, change.1, 1);
    assert_ne!(text, other);
    let found = verdict(&audited(&files(&other)), change.1);
    assert!(!found.is_empty() && found.iter().all(|verdict| *verdict != Verdict::Ok), "{found:?} in {other}");
    assert!(then.is_none_or(|then| found.contains(&then)), "{found:?} in {other}");
}

#[test]
fn an_adjusted_budget_is_the_approved_one_and_what_adjusted_it() {
    for (text, change) in [
        (
            "全市一般公共预算收入年初预算合计421.9亿元，执行中部分县区按程序调增收入预算1.8亿元，调整后收入预算为423.7亿元；收入完成421.8亿元，同比增长3.6%。",
            ("423.7亿元", "432.7亿元"),
        ),
        (
            "市级政府性基金预算收入年初预算为164亿元，执行中按程序调减收入预算50亿元，调整预算为114亿元。",
            ("114亿元", "141亿元"),
        ),
        (
            "全市一般公共预算支出预算80亿元，执行中追加支出预算6亿元，支出预算调整为86亿元，支出完成85亿元。",
            ("86亿元", "68亿元"),
        ),
    ] {
        holds("", text, &[change.0], change, Some(Verdict::Figure));
    }
    // What else was adjusted is not read as an adjustment: nothing is said.
    let text = "全市一般公共预算支出预算80亿元，执行中追加支出预算6亿元，动用上年结转3亿元，支出预算调整为89亿元。";
    let audit = audited(&[("2025.txt", &format!("{HEAD}{text}"))]);
    assert!(!audit.findings().iter().any(|one| one.verdict.is_wrong()));
}

#[test]
fn a_mean_rate_is_the_root_of_the_growth_over_its_years() {
    for text in [
        "全市一般公共预算收入从2020年的168.4亿元提高到2025年的200.1亿元，年均增长3.5%。",
        "全市一般公共预算收入由2020年的168.4亿元增加到2025年的200.1亿元，五年年均增长3.5%。",
    ] {
        holds("", text, &["168.4亿元", "200.1亿元", "3.5%"], ("3.5%", "5.3%"), Some(Verdict::Figure));
    }
    let text = "全市债务余额由2022年的100.00亿元下降到2025年的72.90亿元，年均下降10.00%。";
    holds("", text, &["10.00%"], ("10.00%", "9.00%"), Some(Verdict::Figure));
    for text in [
        "“十四五”期间，全市一般公共预算收入突破200亿元，较2020年增长33.3%，年均增速达到5.9%。",
        "2025年全市一般公共预算收入比2020年增长33.3%，年均增长5.9%。",
        "“十四五”时期，全市债务率比2020年下降41.0%，年平均下降10.0%。",
    ] {
        let (right, wrong) = if text.contains("5.9%") { ("5.9%", "6.7%") } else { ("10.0%", "8.2%") };
        let whole = if text.contains("5.9%") { "33.3%" } else { "41.0%" };
        holds("", text, &[whole, right], (right, wrong), Some(Verdict::Figure));
    }
    // The figures that a wrong mean is of took part in the comparison.
    let text = "全市一般公共预算收入由2020年的168.4亿元增加到2025年的200.1亿元，年均增长5.3%。";
    let audit = audited(&[("2025.txt", &format!("{HEAD}{text}"))]);
    let codes: Vec<&str> = audit.claims.iter().map(|judged| judged.code).collect();
    assert_eq!(codes, ["mean", "direction", "mean", "mean"], "{:?}", audit.claims);
    // 4.4% is that of five years: which year the base is of is asked, not decided.
    let text = "全市一般公共预算支出由2021年的300.33亿元增长到2025年的372.3亿元，年均增长5.5%。";
    holds("", text, &["5.5%"], ("5.5%", "4.4%"), Some(Verdict::Note));
}

#[test]
fn what_a_review_or_a_tender_saved_is_a_share_of_what_was_asked_for() {
    for (text, rate) in [
        ("全市共完成评审项目976个，审定80.89亿元，审减6.42亿元，审减率7.35%。", "7.35%"),
        ("累计完成104个项目的评审任务，送审金额共计21.86亿元，审定金额为19.46亿元，审减率为10.99%。", "10.99%"),
        ("完成评审项目50个，送审金额100.00亿元，核减金额8.00亿元，核减率8.00%。", "8.00%"),
    ] {
        holds("", text, &[rate], (rate, "9.10%"), Some(Verdict::Figure));
    }
    let text = "全市政府采购预算金额17.64亿元，中标金额16.6亿元，节约率5.88%。";
    holds("", text, &["5.88%"], ("5.88%", "8.58%"), None);
}

#[test]
fn a_part_is_no_more_than_the_total_that_it_is_a_share_of() {
    let told = |text: &str| {
        let audit = audited(&[("2025.txt", text)]);
        audit
            .findings()
            .iter()
            .filter(|one| one.verdict.is_wrong())
            .map(|one| one.printed.to_string())
            .collect::<Vec<_>>()
    };
    let text = "示例市档案馆2024年单位决算公开\n\n一、支出情况说明\n\n一般公共预算财政拨款支出294.05万元，占本年支出合计的100.05%。\n";
    assert_eq!(told(text), ["100.05%"]);
    assert_eq!(told(&text.replace("100.05%", "99.05%")), Vec::<String>::new());
    // What goes out may be more than what comes in.
    assert_eq!(told(&text.replace("支出合计", "收入合计")), Vec::<String>::new());
}

#[test]
fn lists_end_where_the_same_is_said_of_another_level_and_begin_with_whatever_is_named() {
    let text = "市级政府债务余额696,605万元，其中：一般债务558,147万元，专项债务138,458万元；县（市、区）政府债务余额921,516万元，其中：一般债务404,547万元，专项债务516,969万元。";
    holds("", text, &["921,516万元", "404,547万元"], ("921,516万元", "912,516万元"), None);
    let text = "2026年市级一般公共预算收入总计376,917万元，其中：市本级一般公共预算收入165,000万元；上级补助收入131,519万元，一般债务收入80,398万元。";
    holds("", text, &["376,917万元", "165,000万元"], ("376,917万元", "379,617万元"), None);
    let text = "转贷政府债券375,630万元，其中：一般债券125,130万元（其中新增债券55,900万元，再融资债券69,230万元），专项债券250,500万元。";
    holds("", text, &["55,900万元", "69,230万元"], ("55,900万元", "59,500万元"), None);
    let text =
        "核定我市政府债务限额1917.4亿元。全市政府债务限额中，市级政府债务限额632.8亿元，县区政府债务限额1284.6亿元。";
    holds("", text, &["632.8亿元", "1284.6亿元"], ("632.8亿元", "623.8亿元"), None);
    let text = "市级社会保险基金预算收入完成514,253万元。支出预算460,063万元，完成531,219万元，为预算的115.5%。年度收支结余-16,966万元，年末滚存结余206,604万元。";
    holds("", text, &["531,219万元", "115.5%", "-16,966万元"], ("-16,966万元", "-16,696万元"), None);
}

#[test]
fn last_years_report_bears_out_bases_and_budgets() {
    let last = "一、2024年预算执行情况\n\n全市一般公共预算收入完成1,202,017万元，增长11.1%。全市科技投入39,813万元，增长38.6%。\n\n二、2025年预算草案\n\n2025年全市一般公共预算收入1,283,130万元。2025年，全市社保基金收入539,426万元。\n";
    let text = "全市一般公共预算收入年初预算合计1,283,130万元，实际完成1,313,726万元，为预算的102.4%，增长9.3%。全市社会保险基金预算收入完成684,932万元，为预算的127.0%。全市科技支出51,508万元，增长29.4%。";
    let figures = ["1,283,130万元", "1,313,726万元", "9.3%", "127.0%", "29.4%"];
    holds(last, text, &figures, ("9.3%", "3.9%"), None);
    holds(last, text, &figures, ("127.0%", "172.0%"), None);
}

#[test]
fn a_budget_set_as_a_target_grows_from_the_outturn_and_years_of_reasons_are_nobodys() {
    let text = "市本级社保基金收入完成8.3亿元，剔除2024年基数调整等一次性因素后，与上年持平。市本级社保基金支出完成6.9亿元，增长13.1%。全市一般公共预算收入完成171.6亿元。\n\n二、2026年预算草案\n\n全市一般公共预算收入预期目标增长3%，完成176.7亿元。市本级社保基金支出7.4亿元，增长7.2%。";
    holds("", text, &["6.9亿元", "7.2%", "3%", "176.7亿元"], ("3%", "8%"), None);
}

#[test]
fn a_heading_without_a_stop_is_no_part_of_the_subject_behind_it() {
    let text = "1.社会保险基金执行情况全市社会保险基金收入完成207.1亿元。\n\n二、2026年预算草案\n\n1.社会保险基金收入预计和支出安排全市社会保险基金收入预算220.8亿元，比上年增长6.6%。";
    holds("", text, &["207.1亿元", "220.8亿元", "6.6%"], ("6.6%", "9.6%"), None);
}

#[test]
fn points_of_a_share_are_the_difference_of_its_two_years() {
    let whole = "全市一般公共预算收入完成932687万元，比上年增收16276万元，增长1.8%。";
    for (text, points) in [
        (
            "其中：税收收入完成653923万元，比上年增收38652万元，增长6.3%，税收比重70.1%，比上年提高3个百分点。",
            "3个百分点",
        ),
        (
            "其中：税收收入653923万元，比上年增加38652万元，占一般公共预算收入的70.11%，比上年提高2.97个百分点。",
            "2.97个百分点",
        ),
        (
            "其中：非税收入278764万元，比上年减收22376万元，占一般公共预算收入的29.9%，比上年下降3.0个百分点。",
            "3.0个百分点",
        ),
    ] {
        holds("", &format!("{whole}{text}"), &[points], (points, "5个百分点"), Some(Verdict::Figure));
        let turned = text.replace("提高", "下降").replace("比上年下降3.0", "比上年提高3.0");
        let audit = audited(&[("2025.txt", &format!("{HEAD}{whole}{turned}"))]);
        assert_eq!(verdict(&audit, points), [Verdict::Figure], "{turned}");
    }
    // Last year's report prints the other share; its basis may have been another.
    let last = "一、2024年预算执行情况\n\n2024年，全市民生支出234.77亿元，占一般公共预算支出的比重为79.18%。\n";
    let text = "2025年，全市民生支出250.67亿元，占一般公共预算支出的79.42%，较上年提高0.24个百分点。";
    holds(last, text, &["79.42%", "0.24个百分点"], ("0.24个百分点", "4.27个百分点"), None);
    let audit = |text: &str| {
        let (last, text) = (format!("{LAST}{last}"), format!("{HEAD}{text}"));
        audited(&[("2024.txt", &last), ("2025.txt", &text)])
    };
    let wrong = audit(&text.replace("0.24", "4.27"));
    assert_eq!(verdict(&wrong, "4.27个百分点"), [Verdict::Ambiguous]);
    // Another whole, or the whole country's: nothing is compared.
    for other in [text.replace("一般公共预算支出", "财政总支出"), text.replace("较上年", "高于全省平均")]
    {
        let audit = audit(&other.replace("0.24", "4.27"));
        assert!(audit.findings().iter().all(|one| one.code != "points"), "{other}");
    }
}

#[test]
fn what_another_section_says_with_the_same_amount_and_rate_is_the_same() {
    let text = "全市政府性基金预算收入完成426,173万元，增长5.2%。\n\n（二）主要财政工作\n\n加大政府性基金征缴，全市组织收入426,173万元，增长5.2%。";
    holds("", text, &["426,173万元", "5.2%"], ("426,173万元", "462,173万元"), None);
}

#[test]
fn a_row_that_prints_last_year_beside_this_year_is_the_base_of_a_rate() {
    let table = "2025年示例市政府性基金预算支出执行情况表\n\n单位：万元\n\n项目\t2024年决算数\t2025年预算数\t2025年执行数\n城乡社区支出\t285906\t269996\t340531\n全市政府性基金支出\t285906\t269996\t340531\n";
    let text = "（一）政府性基金预算\n\n全市政府性基金预算支出完成340,531万元，完成年初预算的126.1%，增长19.1%。\n\n";
    let figures = ["340,531万元", "126.1%", "19.1%"];
    holds("", &format!("{text}{table}"), &figures, ("19.1%", "11.9%"), None);
}

#[test]
fn figures_of_a_social_insurance_fund_are_those_of_its_rows() {
    let table = |title: &str, rows: &str| {
        format!("{title}\n\n单位：万元\n\n项目\t2025年预算数\t2025年决算数\t占预算%\t比上年增长%\n{rows}\n\n")
    };
    let tables = [
        table(
            "2025年示例市社会保险基金预算收入决算表",
            "一、失业保险基金收入\t500\t540\t108.0\t14.5\n其中：保险费收入\t400\t430\t107.5\t12.2\n其他收入\t100\t110\t110.0\t66.1\n\
             二、工伤保险基金收入\t300\t309\t103.0\t8.4\n其中：保险费收入\t280\t287\t102.5\t9.1\n其他收入\t20\t22\t110.0\t-5.5\n合计\t800\t849\t106.1\t12.2",
        ),
        table(
            "2025年示例市社会保险基金预算支出决算表",
            "一、失业保险基金支出\t400\t361\t90.3\t-5.3\n二、工伤保险基金支出\t200\t205\t102.5\t18.5\n合计\t600\t566\t94.3\t2.2",
        ),
        "2025年示例市社会保险基金预算结余决算表\n\n单位：万元\n\n项目\t2025年决算数\n年末滚存结余合计\t950\n一、失业保险基金\t620\n二、工伤保险基金\t330\n\n".to_owned(),
    ];
    let text = "2025年，全市社会保险基金收入849万元，完成预算的106.1%，比上年增长12.2%。基金支出566万元，完成预算的94.3%，增长2.2%。年末滚存结余950万元。\n\n\
        一、失业保险。基金收入540万元，完成预算的108%，增长14.5%；基金支出361万元，完成预算的90.3%，下降5.3%，主要是补贴减少；年末滚存结余620万元。其中，其他收入增长66.1%，主要是滞纳金增加。\n\n\
        二、工伤保险。基金收入309万元，完成预算的103%，增长8.4%；基金支出205万元，完成预算的102.5%，增长18.5%；年末滚存结余330万元。其中，其他收入完成预算的110%、下降5.5%，主要是滞纳金减少。\n";
    let text = format!("{}{text}", tables.concat());
    let of = |text: &str| audited(&[("2025.txt", &format!("{HEAD}{text}"))]);
    let audit = of(&text);
    for figure in [
        "849万元",
        "106.1%",
        "12.2%",
        "566万元",
        "94.3%",
        "2.2%",
        "540万元",
        "108%",
        "14.5%",
        "361万元",
        "90.3%",
        "5.3%",
        "66.1%",
        "309万元",
        "103%",
        "8.4%",
        "205万元",
        "102.5%",
        "18.5%",
        "110%",
        "5.5%",
    ] {
        assert_eq!(verdict(&audit, figure), [Verdict::Ok], "{figure}");
    }
    assert_eq!(audit.findings().len(), 0, "{:?}", audit.findings());
    for (right, wrong) in [("增长14.5%；", "增长15.4%；"), ("增长18.5%；", "增长81.5%；"), ("下降5.3%，", "增长5.3%，")]
    {
        let audit = of(&text.replace(right, wrong));
        let found = verdict(&audit, wrong.trim_end_matches(['；', '，']).trim_start_matches(['增', '长']));
        assert_eq!(found, [Verdict::Figure], "{wrong}");
    }
}

#[test]
fn a_column_of_a_table_of_funds_bears_out_only_what_it_counts() {
    let rows =
        "一、失业保险基金\t540\t361\t179\t620\n二、工伤保险基金\t309\t205\t104\t330\n合计\t849\t566\t283\t950\n\n";
    let heads = [
        "收入\t支出\t本年收支结余\t年末滚存结余",
        "收入\t支出\t当年结余\t累计结余",
        "2025年收入\t2025年支出\t2025年收支结余\t2025年末滚存结余",
    ];
    for head in heads {
        let table = format!("2025年示例市社会保险基金预算收支执行情况表\n\n单位：万元\n\n项目\t{head}\n{rows}");
        let said = |of_all: [u32; 4], of_one: [u32; 4]| {
            let [a, b, c, d] = of_all;
            let [e, f, g, h] = of_one;
            format!(
                "{HEAD}{table}2025年，全市社会保险基金收入{a}万元。基金支出{b}万元。当年收支结余{c}万元。年末滚存结余{d}万元。\n\n\
                 一、失业保险。基金收入{e}万元；基金支出{f}万元；当年收支结余{g}万元；年末滚存结余{h}万元。\n"
            )
        };
        let of = |text: &str| audited(&[("2025.txt", text)]);
        let audit = of(&said([849, 566, 283, 950], [540, 361, 179, 620]));
        for figure in ["849万元", "566万元", "950万元", "540万元", "361万元", "620万元"] {
            assert_eq!(verdict(&audit, figure), [Verdict::Ok], "{figure} {head}");
        }
        assert_eq!(audit.findings().len(), 0, "{:?}", audit.findings());
        // Every figure is that of another column.
        let audit = of(&said([283, 950, 849, 566], [620, 179, 361, 540]));
        for figure in ["283万元", "950万元", "849万元", "566万元", "620万元", "179万元", "361万元", "540万元"]
        {
            assert!(!verdict(&audit, figure).contains(&Verdict::Ok), "{figure} {head}");
        }
    }
}

#[test]
fn no_column_of_another_year_phase_or_level_bears_a_figure_out() {
    // A figure of the text and the columns of its row: only the first bears it out.
    for (head, says) in [
        ("2025年执行数\t2024年执行数\t2025年预算数", "全市教育支出{}万元。"),
        ("2025年执行数\t2024年执行数\t增减额", "全市教育支出{}万元。"),
        ("2025年执行数\t2025年预算数\t为预算的%", "全市教育支出{}万元。"),
        ("全市2025年执行数\t市本级2025年执行数\t县区2025年执行数", "全市教育支出{}万元。"),
    ] {
        let table = format!(
            "2025年示例市一般公共预算支出执行情况表\n\n单位：万元\n\n项目\t{head}\n教育支出\t935\t412\t523\n科学技术支出\t97\t64\t33\n\n"
        );
        for (amount, is_right) in [("935", true), ("412", false), ("523", false)] {
            let audit = audited(&[("2025.txt", &format!("{HEAD}{table}{}\n", says.replace("{}", amount)))]);
            let found = verdict(&audit, &format!("{amount}万元"));
            assert_eq!(found == [Verdict::Ok], is_right, "{amount} {head}: {found:?}");
        }
    }
}

#[test]
fn a_change_is_the_difference_of_the_two_years_that_a_table_prints() {
    let table = "2025年示例市一般公共预算支出执行情况表\n\n单位：万元\n\n项目\t2024年决算数\t2025年执行数\n教育支出\t900\t935\n科学技术支出\t100\t90\n\n";
    let text = |change: &str| format!("{HEAD}{table}全市教育支出935万元、增长{change}。\n");
    assert_eq!(verdict(&audited(&[("2025.txt", &text("35万元"))]), "35万元"), [Verdict::Ok]);
    assert_eq!(verdict(&audited(&[("2025.txt", &text("53万元"))]), "53万元"), [Verdict::Unchecked]);
}
