//! What follows from the arithmetic of sentences themselves: figures that others of the text confirm are judged, and
//! the same sentences with one figure changed are not called right. If words do not settle what is meant, nothing is
//! reported.

use tongbi::audit::{Audit, Material, Verdict, judge};
use tongbi::model::Role;
use tongbi::source::load_texts;

fn audited(text: &str) -> Audit {
    let loaded = load_texts(&[("t.txt", text)], &Default::default()).unwrap();
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

/// The printed figures that are judged and fit, to the digit or within their rounding.
fn borne_out(text: &str) -> Vec<String> {
    let fit = |verdict: Verdict| matches!(verdict, Verdict::Ok | Verdict::Tail);
    audited(text).claims.iter().filter(|judged| fit(judged.verdict)).map(|judged| judged.printed.to_string()).collect()
}

fn accused(text: &str) -> Vec<String> {
    audited(text)
        .findings()
        .iter()
        .filter(|judged| judged.verdict.is_wrong())
        .map(|judged| judged.printed.to_string())
        .collect()
}

/// A text whose figures bear one another out, and the figure that no longer fits anything in the other text.
#[track_caller]
fn fits_only_so(text: &str, figures: &[&str], change: (&str, &str)) {
    let borne = borne_out(text);
    for figure in figures {
        assert!(borne.iter().any(|printed| printed == figure), "{figure} in {borne:?}: {text}");
    }
    assert_eq!(accused(text), Vec::<String>::new(), "{text}");
    let other = text.replacen(change.0, change.1, 1);
    assert_ne!(text, other);
    let changed = audited(&other);
    let is_right = |printed: &str| {
        changed.claims.iter().any(|judged| &*judged.printed == printed && judged.verdict == Verdict::Ok)
    };
    assert!(!is_right(change.1), "{other}");
}

const REPORT: &str = "关于示例市2025年预算执行情况和2026年预算草案的报告\n\n各位代表：\n\n一、2025年预算执行情况\n\n（一）一般公共预算\n\n";

#[test]
fn a_total_is_what_was_said_before_it_with_what_is_added_and_taken_away() {
    for text in [
        "全市一般公共预算收入完成221.7亿元，增长4.1%。其中，税收收入190.4亿元；非税收入31.3亿元。一般公共预算收入加上上级转移支付76.9亿元、上年结余26.2亿元、调入资金等14.2亿元，预算总收入为339.0亿元。",
        "市级一般公共预算收入完成221.7亿元，加上上级转移支付93.9亿元、上年结余26.2亿元，减去市对区转移支付2.8亿元，收入总计339.0亿元。",
        "市级政府性基金预算收入401.0亿元，减去调入一般公共预算52.0亿元、上解支出10.0亿元，市级政府性基金预算支出安排339.0亿元。",
    ] {
        fits_only_so(&format!("{REPORT}{text}"), &["339.0亿元"], ("339.0亿元", "339.6亿元"));
    }
}

#[test]
fn a_chain_that_names_all_its_terms_comes_to_its_total_within_rounding() {
    let text = "全市政府性基金预算收入完成45.26亿元，同比下降5%，加上级补助收入32.06亿元、上年结余22.76亿元、调入资金156.79亿元，收入总计256.87亿元；政府性基金预算支出完成142.81亿元，同比增长146.7%，加调出资金2亿元、债务还本支出67.83亿元、结转下年44.24亿元，支出总计256.87亿元。";
    let figures = ["45.26亿元", "142.81亿元", "67.83亿元", "44.24亿元"];
    fits_only_so(&format!("{REPORT}{text}"), &figures, ("142.81亿元", "148.21亿元"));
    // 减去 of the first chain says nothing of the first term of the second.
    let text = "市级政府性基金预算收入45.26亿元，加上上级补助32.06亿元，减去调出资金2.45亿元，收入总计74.88亿元；市级政府性基金预算支出50.11亿元，加上解支出24.76亿元，支出总计74.88亿元。";
    fits_only_so(&format!("{REPORT}{text}"), &["45.26亿元", "50.11亿元", "24.76亿元"], ("50.11亿元", "51.01亿元"));
    // What stands before the first sign of an unfinished list is not added.
    let text = "市级税收收入完成45.26亿元，非税收入32.06亿元，收入总计77.33亿元。";
    assert!(!borne_out(&format!("{REPORT}{text}")).contains(&"45.26亿元".to_owned()));
}

#[test]
fn what_is_taken_away_does_not_say_whose_the_total_is() {
    let text = format!(
        "{REPORT}市级一般公共预算收入完成81.2亿元，加上上级转移支付76.3亿元，减去市对区转移支付51.8亿元，收入总计105.7亿元。一般公共预算支出完成93.3亿元，加上还本支出3.3亿元，支出总计96.6亿元。收支相抵，当年结余9.1亿元。"
    );
    fits_only_so(&text, &["105.7亿元", "96.6亿元", "9.1亿元"], ("9.1亿元", "9.7亿元"));
}

#[test]
fn what_is_left_is_income_less_outlay() {
    for text in [
        "全市社会保险基金预算收入完成403,606万元，增长5%。全市社会保险基金预算支出完成349,008万元，增长3.8%。当年收支结余54,598万元，年末滚存结余702,888万元。",
        "2026年社保基金预算总收入安排403,606万元，总支出安排349,008万元，年度收支结余54,598万元。",
    ] {
        fits_only_so(
            &format!("{REPORT}{text}"),
            &["403,606万元", "349,008万元", "54,598万元"],
            ("54,598万元", "54,589万元"),
        );
    }
}

#[test]
fn parts_after_a_full_stop_or_in_a_bracket_or_listed_twice_make_up_their_whole() {
    for (text, change) in [
        (
            "全市一般公共预算收入221.7亿元，增长4.1%。其中，税收收入190.4亿元，增长4.3%；非税收入31.3亿元，增长3.6%。",
            ("31.3亿元", "31.8亿元"),
        ),
        ("全市政府债务余额为221.7亿元（一般债务余额190.4亿元，专项债务余额31.3亿元）。", ("31.3亿元", "31.8亿元")),
        (
            "全市政府债务余额合计221.7亿元，其中：一般债务余额190.4亿元，专项债务余额31.3亿元；市级政府债务余额100.3亿元，县区政府债务余额121.4亿元。",
            ("121.4亿元", "124.1亿元"),
        ),
    ] {
        fits_only_so(&format!("{REPORT}{text}"), &["221.7亿元", "190.4亿元", "31.3亿元"], change);
    }
}

#[test]
fn amounts_behind_an_announcement_make_up_what_was_announced() {
    let text = format!(
        "{REPORT}市本级统筹安排财政资金98.3亿元，重点安排以下支出：\n\n1.支持扩大内需。安排42.0亿元。\n\n2.支持产业创新。安排12.6亿元。\n\n3.支持乡村振兴。安排43.7亿元。\n"
    );
    fits_only_so(&text, &["98.3亿元", "42.0亿元", "12.6亿元", "43.7亿元"], ("43.7亿元", "47.3亿元"));
}

#[test]
fn growth_of_next_years_budget_is_over_this_years_outturn() {
    let next = |rate: &str| {
        format!(
            "{REPORT}全市一般公共预算收入完成200.1亿元，增长1%。支出完成377.0亿元。\n\n二、2026年预算草案\n\n（一）一般公共预算\n\n全市一般公共预算收入安排202.1亿元，{rate}。支出安排365.5亿元，下降3.1%。"
        )
    };
    fits_only_so(&next("增长1.0%"), &["202.1亿元", "1.0%", "365.5亿元", "3.1%"], ("1.0%", "1.9%"));
    // Another base may be meant, so that a rate that does not fit is not wrong.
    assert_eq!(accused(&next("增长7.7%")), Vec::<String>::new());
    // What is said of the same basis, or of other money, is not compared.
    for rate in ["同口径增长1.0%", "比上年年初预算数增长1.0%"] {
        assert!(!borne_out(&next(rate)).contains(&"1.0%".to_owned()), "{rate}");
    }
}

#[test]
fn a_completion_rate_is_of_the_budget_that_it_names() {
    for (text, change) in [
        (
            "全州一般公共预算支出508,075万元，为年初预算631,600万元的80.4%，为调整预算502,100万元的101.2%。",
            ("101.2%", "102.1%"),
        ),
        ("全市“三保”预算数95.37亿元，支出完成94.14亿元，完成年初预算的98.71%。", ("98.71%", "98.17%")),
        (
            "全市一般公共预算支出年初预算合计68.0亿元，执行中支出预算调整为95.37亿元，实际完成94.14亿元，为调整预算的98.7%。",
            ("98.7%", "97.8%"),
        ),
        (
            "全市一般公共预算支出年初预算为100.00亿元，调整预算为118.60亿元，支出决算为118.60亿元，完成年初预算的118.6%、调整预算的100%。",
            ("118.6%", "116.8%"),
        ),
    ] {
        fits_only_so(&format!("{REPORT}{text}"), &[change.0], change);
    }
    // The adjusted budget is not printed: nothing is known to be wrong.
    let text = "全市一般公共预算支出年初预算68.0亿元，实际完成94.14亿元，为调整预算的98.7%。";
    assert_eq!(accused(&format!("{REPORT}{text}")), Vec::<String>::new());
}

#[test]
fn a_second_budget_behind_a_rate_of_completion_has_its_own_rate() {
    let text =
        "会议费年初预算100.00万元，调整预算125.00万元，支出决算118.60万元，完成年初预算的118.6%、调整预算的94.88%。";
    fits_only_so(text, &["118.6%", "94.88%", "100.00万元", "125.00万元"], ("94.88%", "98.48%"));
    assert_eq!(accused(&text.replacen("94.88%", "98.48%", 1)), ["98.48%"]);
    assert_eq!(accused(&text.replacen("118.6%", "116.8%", 1)), ["116.8%"]);
}

/// The remarks on a text, by check.
fn remarks(text: &str) -> Vec<String> {
    let audit = audited(text);
    audit.notes.iter().map(|note| format!("{} {}", note.code, note.printed)).collect()
}

#[test]
fn a_total_that_its_own_sentence_contradicts_is_wrong() {
    let chain = |total: &str, added: &str| {
        format!(
            "{REPORT}全市一般公共预算收入完成221.73亿元，增长4.1%，加上上级转移支付{added}亿元、上年结余26.20亿元，减去调出资金2.80亿元，收入总计{total}亿元。"
        )
    };
    assert_eq!(accused(&chain("339.03", "93.90")), Vec::<String>::new());
    // The total or a term, whichever a single slip explains.
    assert_eq!(accused(&chain("393.03", "93.90")), ["393.03亿元"]);
    assert_eq!(accused(&chain("339.03", "99.90")).len(), 1);
    // Without such a slip something may have been left out.
    assert_eq!(accused(&chain("339.03", "57.21")), Vec::<String>::new());
    assert_eq!(remarks(&chain("339.03", "57.21")), ["added 339.03亿元"]);
    // 加上 may go on from the budget of another sentence.
    let later = |added: &str| {
        format!(
            "{REPORT}全市政府性基金预算收入完成170,713万元，增长12.8%。\n\n加上上级补助收入{added}万元，上年结转收入61,112万元，收入总计279,052万元。"
        )
    };
    assert_eq!((accused(&later("47,227")), remarks(&later("47,227"))), (Vec::new(), Vec::new()));
}

#[test]
fn what_this_years_income_leaves_is_its_difference_from_the_outlay() {
    let text = |outlay: &str| {
        format!(
            "{REPORT}全市社会保险基金预算收入预计完成226.13亿元，支出预计{outlay}亿元，收支结余16.82亿元，年末滚存结余216.45亿元。"
        )
    };
    assert_eq!(accused(&text("209.31")), Vec::<String>::new());
    assert_eq!(accused(&text("205.31")), ["16.82亿元"]);
    // What was left over from earlier years is no difference of these two.
    let rolled = text("209.31").replace("收支结余16.82亿元，", "");
    assert_eq!(accused(&rolled), Vec::<String>::new());
}

#[test]
fn a_share_and_the_one_that_it_rose_from_are_judged_each_by_its_year() {
    let text = "全市一般公共预算收入完成200.00亿元，比上年增加10.00亿元，增长5.3%。其中，税收收入150.20亿元，比上年增加16.80亿元，增长12.6%，占一般公共预算收入的比重由70.2%提高到75.1%，提高4.9个百分点。";
    let text = format!("{REPORT}{text}");
    fits_only_so(&text, &["70.2%", "75.1%", "4.9个百分点"], ("70.2%", "72.0%"));
    for (old, new) in [("70.2%", "72.0%"), ("75.1%", "71.5%"), ("4.9个", "9.4个")] {
        let accused = accused(&text.replacen(old, new, 1));
        assert!(accused.iter().any(|printed| printed.contains(new)), "{new}: {accused:?}");
    }
    for (verb, is_right) in
        [("下降到", false), ("回落到", false), ("压减至", false), ("上升到", true), ("提升至", true)]
    {
        let accused = accused(&text.replacen("70.2%提高到75.1%", &format!("70.2%{verb}75.1%"), 1));
        assert_eq!(accused.contains(&"75.1%".to_owned()), !is_right, "{verb}: {accused:?}");
    }
    // Without the amounts of last year, the two shares still give the points.
    let alone = |points: &str| {
        format!("{REPORT}民生支出占一般公共预算支出的比重由2024年的70.2%上升为2025年的75.1%，提高{points}个百分点。")
    };
    assert_eq!(accused(&alone("4.9")), Vec::<String>::new());
    assert_eq!(accused(&alone("9.4")), ["9.4个百分点"]);
}

#[test]
fn an_amount_of_the_whole_territory_said_of_the_government_itself_is_told() {
    let text = |own: &str| {
        format!(
            "{REPORT}全市一般公共预算收入完成221.70亿元，增长4.1%。\n\n市本级一般公共预算收入完成84.40亿元，增长3.0%。\n\n二、2025年主要财政工作\n\n（一）抓收入。市本级一般公共预算收入完成{own}亿元，增长4.1%，质量提高。\n"
        )
    };
    let told = |text: &str| -> Vec<String> {
        let told = audited(text).claims;
        told.into_iter().filter(|judged| judged.code == "twice").map(|judged| judged.printed.to_string()).collect()
    };
    assert_eq!(told(&text("84.40")), Vec::<String>::new());
    assert_eq!(told(&text("221.70")), ["221.70亿元"]);
    // Another amount is another thing, and a single mention has nothing to be compared with.
    assert_eq!(told(&text("90.12")), Vec::<String>::new());
}

#[test]
fn parts_that_exceed_their_whole_together_are_told() {
    let bought = |services: &str| {
        format!(
            "示例市档案馆2024年单位预算公开\n\n政府采购情况说明\n\n2024年政府采购支出预算总额2744.84万元，其中：拟采购货物支出303.40万元、拟购买服务支出{services}万元。\n"
        )
    };
    assert_eq!(accused(&bought("2441.44")), Vec::<String>::new());
    assert_eq!(accused(&bought("2741.44")).len(), 1);
    let saved = |rate: &str| format!("{REPORT}全市政府采购预算金额17.64亿元，中标金额16.60亿元，节约率{rate}。");
    assert_eq!((accused(&saved("5.90%")), remarks(&saved("5.90%"))), (Vec::new(), Vec::new()));
    assert_eq!(remarks(&saved("1.90%")), ["share 1.90%"]);
    assert_eq!(remarks(&format!("{REPORT}核减预算申请105.6亿元，核减率达25.8%。")), Vec::<String>::new());
}

#[test]
fn the_title_of_a_section_is_nobodys_name() {
    let text = "（1）全市收支情况。各级人代会批准的2025年全市一般公共预算收入年初预算合计1164078万元，实际完成1202017万元，为预算的103.3%，比上年增长11.1%。";
    let loaded = load_texts(&[("t.txt", &format!("{REPORT}{text}"))], &Default::default()).unwrap();
    assert!(loaded.claims.iter().all(|claim| &*claim.subject.text == "全市一般公共预算收入"), "{:?}", loaded.claims);
    fits_only_so(&format!("{REPORT}{text}"), &["103.3%", "1164078万元", "1202017万元"], ("103.3%", "130.3%"));
}

#[test]
fn coarse_figures_that_fit_within_their_rounding_are_judged_all_of_them() {
    let text = "1.一般公共服务支出科目53.4亿元，比2024年预算数减少2.7亿元，下降4.7%，主要是中央专款减少。";
    fits_only_so(&format!("{REPORT}{text}"), &["53.4亿元", "2.7亿元", "4.7%"], ("4.7%", "7.4%"));
}

#[test]
fn changes_of_one_quantity_under_its_several_names_bear_each_other_out() {
    let text = |change: &str| {
        format!(
            "示例市档案馆2025年部门预算编制说明\n\n2025年，示例市档案馆收入预算3,121.42万元，其中：财政拨款收入3,121.42万元，比2024年预算增加107.62万元；事业收入0万元。支出预算3,121.42万元，其中：财政拨款支出预算3,121.42万元，比2024年预算增加{change}万元。"
        )
    };
    fits_only_so(&text("107.62"), &["107.62万元"], ("107.62万元", "170.62万元"));
}

#[test]
fn budgets_of_the_items_add_up_to_the_budget_of_the_whole() {
    let text = |item: &str| {
        format!(
            "示例市档案馆2024年度部门决算\n\n五、一般公共预算财政拨款支出决算情况说明\n\n（三）一般公共预算财政拨款支出决算具体情况\n\n一般公共预算财政拨款支出年初预算为93.92万元，支出决算为90.05万元，完成年初预算的95.88%。其中：\n\n1、一般公共服务支出（类）档案事务（款）行政运行（项）。年初预算为60.05万元，支出决算为56.80万元。决算数小于预算数的主要原因：人员变动。\n\n2、一般公共服务支出（类）档案事务（款）档案馆\n\n（项）。年初预算为{item}万元，支出决算为33.25万元。决算数小于预算数的主要原因：节约开支。\n"
        )
    };
    fits_only_so(&text("33.87"), &["93.92万元", "60.05万元", "33.87万元"], ("33.87万元", "38.37万元"));
    let audit = audited(&text("38.37"));
    assert!(audit.findings().iter().any(|judged| judged.code == "changes" && judged.verdict == Verdict::Note));
}

#[test]
fn a_verb_at_the_end_of_a_part_s_name_is_part_of_the_name() {
    let text =
        "项目总预算1410.00万元，其中支持品牌集聚340.00万元，支持消费提质提升800.00万元，支持外贸稳增长270.00万元。";
    fits_only_so(text, &["1410.00万元", "340.00万元", "800.00万元", "270.00万元"], ("270.00万元", "720.00万元"));
    let text = "（七）基础设施和公共服务提升支出152.13亿元。";
    let loaded = load_texts(&[("t.txt", &format!("{REPORT}{text}"))], &Default::default()).unwrap();
    let roles: Vec<&Role> = loaded.claims.iter().flat_map(|claim| &claim.figures).map(|figure| &figure.role).collect();
    assert_eq!(roles, [&Role::Current]);
}

#[test]
fn digits_grouped_in_no_known_way_are_no_number() {
    let text = format!("{REPORT}全市社会保险基金预算支出完成353,774万元，比上年增加542,62万元，增长18.12%。");
    let audit = audited(&text);
    assert!(audit.claims.iter().all(|judged| &*judged.printed != "62万元"), "{:?}", audit.claims);
    assert!(
        audit.unclaimed.iter().any(|unclaimed| unclaimed.fate == tongbi::model::Fate::Unreadable),
        "{:?}",
        audit.unclaimed
    );
}

#[test]
fn a_total_is_another_thing_than_the_amount_that_it_holds() {
    let text = "全市一般公共预算收入完成171.59亿元，加上级补助收入228.68亿元，全市一般公共预算收入总计400.27亿元；全市一般公共预算支出完成398.25亿元，加上解支出2.02亿元，全市一般公共预算支出总计400.27亿元，实现收支平衡。";
    let text = format!("{REPORT}{text}");
    fits_only_so(&text, &["171.59亿元", "400.27亿元", "398.25亿元"], ("171.59亿元", "171.95亿元"));
    assert!(audited(&text).findings().is_empty(), "{:?}", audited(&text).findings());
}

#[test]
fn a_point_drawn_with_a_glyph_of_its_own_is_judged_as_a_point() {
    let text = "全市一般公共预算收入２２１\u{100130}７亿元,比上年增长４\u{100130}１％。其中,税收收入１９０\u{100130}４亿元,增长４\u{100130}３％;非税收入３１\u{100130}３亿元,增长３\u{100130}６％。\n\n国有资本经营支出预算１０\u{100130}１亿元,包括:企业资本金注入５\u{100130}８亿元、转移性支出３亿元、解决历史遗留问题支出１\u{100130}３亿元。";
    let text = format!("{REPORT}{text}");
    fits_only_so(
        &text,
        &["２２１.７亿元", "３１.３亿元", "１０.１亿元", "５.８亿元"],
        ("８亿元、转移", "５亿元、转移"),
    );
    assert!(!borne_out(&text.replace("８亿元、转移", "５亿元、转移")).contains(&"５.５亿元".to_owned()));
}

/// A government's tables of its whole territory and of its own level, and the text between them.
fn government(text: &str) -> String {
    let table = |of: &str, vat: &str, fees: &str| {
        format!(
            "2023年{of}一般公共预算收入决算表\n\n单位：万元\n\n项目\t预算数\t决算数\n税收收入\t{vat}\n增值税\t{vat}\n非税收入\t{fees}\n行政事业性收费收入\t{fees}\n"
        )
    };
    format!(
        "示例省2023年省级决算\n\n{}\n{}\n关于2023年全省和省级一般公共预算收支决算情况的说明\n\n{text}\n",
        table("全省", "19270.00\t20272.04", "3060.20\t2957.20"),
        table("省级", "401.90\t547.40", "153.60\t179.00")
    )
}

#[test]
fn a_government_s_revenue_is_judged_by_the_rows_of_its_own_tables() {
    let text = |rate: &str| {
        government(&format!(
            "2023年，全省一般公共预算收入完成23229.24万元。现将部分收支科目决算情况说明如下：\n\n——增值税。完成20272.04万元，占预算的105.2%，增长41.1%。\n\n——行政事业性收费收入。完成2957.20万元，占预算的{rate}，下降12.4%。\n\n2023年，省级一般公共预算收入完成726.40万元。现将部分收支科目决算情况说明如下：\n\n——增值税。完成547.40万元，占预算的136.2%，增长8.4%。\n\n——行政事业性收费收入。完成179.00万元，占预算的116.5%。"
        ))
    };
    fits_only_so(
        &text("96.6%"),
        &["20272.04万元", "105.2%", "2957.20万元", "96.6%", "547.40万元", "136.2%", "116.5%"],
        ("96.6%", "69.6%"),
    );
    // A table of a government bears out and never accuses: its text may be of other money.
    assert_eq!(accused(&text("69.6%")), Vec::<String>::new());
}

/// A unit's text, which has no tables beside it.
const UNIT: &str = "示例市示例中心2023年度部门决算\n\n一、收支总体情况\n\n";

#[test]
fn a_change_is_of_the_subject_that_its_comparison_begins_with() {
    for text in [
        "培训费支出20.00万元，公务接待费与上年相比，减少1.00万元，下降50.00%。公务接待费为1.00万元。",
        "培训费支出20.00万元。公务接待费较2022年，减少1.00万元，下降50.00%。公务接待费为1.00万元。",
        "培训费支出20.00万元；公务接待费支出同比，减少1.00万元，下降50.00%。公务接待费支出为1.00万元。",
    ] {
        fits_only_so(&format!("{UNIT}{text}"), &["1.00万元", "50.00%"], ("50.00%", "51.00%"));
    }
    let of_both = "2023年度收入总计434.71万元，其中：本年收入合计434.16万元，年初结转和结余0.55万元。\n\n2023年度支出总计434.71万元，其中：本年支出合计434.16万元，年末结转和结余0.55万元。\n\n";
    for subject in ["收入支出总体", "收支总计", "收、支总计", "收入支出总体情况"] {
        let text = format!("{UNIT}{of_both}{subject}与上年相比，增加58.20万元，增长15.46%，主要原因是人员增加。");
        fits_only_so(&text, &["58.20万元", "15.46%"], ("15.46%", "15.64%"));
    }
}

#[test]
fn a_rate_of_a_printed_budget_is_no_figure_of_the_change_beside_it() {
    let text = "2月份，全县实现财政收入5682万元，完成预算105425万元的5.39%，较上年同期减收1816万元，下降24.22%。";
    fits_only_so(&format!("{REPORT}{text}"), &["105425万元", "5.39%", "24.22%"], ("5.39%", "5.93%"));
    for budget in ["年初预算", "调整预算", "年度预算", "预算"] {
        for verb in ["占", "完成", "为"] {
            let text = format!("全县财政总收入4348万元，{verb}{budget}10065万元的43.2%，同比下降6.5%。");
            fits_only_so(&format!("{REPORT}{text}"), &["4348万元", "10065万元", "43.2%"], ("43.2%", "42.3%"));
        }
    }
    let share = "其他支出39.60万元，占支出总额100.00万元的39.60%。";
    fits_only_so(&format!("{UNIT}{share}"), &["39.60万元", "39.60%"], ("39.60%", "36.90%"));
}

#[test]
fn a_bracket_without_a_figure_is_words() {
    for aside in
        ["（包括从基金预算、国有资本经营预算调入的资金，以及结转结余资金）", "（含上级补助，下同）", "（不包括开发区）"]
    {
        let text = format!("全市一般公共预算收入100.00亿元。加上调入资金20.00亿元{aside}，收入总量为120.00亿元。");
        fits_only_so(&format!("{REPORT}{text}"), &["20.00亿元", "120.00亿元"], ("120.00亿元", "210.00亿元"));
    }
    // 其中 before a figure still begins a list.
    let text = "全市收入100.00亿元（其中：税收收入60.00亿元，非税收入40.00亿元）。";
    fits_only_so(&format!("{REPORT}{text}"), &["100.00亿元", "60.00亿元"], ("60.00亿元", "66.00亿元"));
}

#[test]
fn an_amount_divided_in_several_ways_is_the_sum_of_each() {
    let text = "全县完成地方收入1720万元。地方收入按构成分：税收收入1035万元；非税收入685万元。按部门分：税务部门完成1431万元；财政部门完成289万元。";
    fits_only_so(
        &format!("{REPORT}{text}"),
        &["1720万元", "1035万元", "685万元", "1431万元", "289万元"],
        ("289万元", "298万元"),
    );
    let text =
        "全区完成财政收入20348万元。分部门情况是：国税部门完成3954万元；地税部门完成10529万元；财政部门完成5865万元。";
    fits_only_so(&format!("{REPORT}{text}"), &["20348万元", "3954万元", "5865万元"], ("5865万元", "5685万元"));
    let text = "全县实现大口径财政收入17056万元。从收入结构看：税收收入15348万元，占收入的89.99%；非税收入1708万元，占收入的10.01%。从征收部门看：税务部门完成16396万元，占收入的96.13%；财政部门完成660万元，占收入的3.87%。从层级看：上划中央收入7716万元，占收入的45.24%；上划省级收入2432万元，占收入的14.26%。";
    fits_only_so(
        &format!("{REPORT}{text}"),
        &["89.99%", "10.01%", "96.13%", "3.87%", "45.24%", "14.26%"],
        ("45.24%", "42.54%"),
    );
}

#[test]
fn what_a_chain_begins_with_may_only_be_named() {
    let text = "全县财政总收入127606万元。其中：中央级收入54386万元；县级一般公共预算收入73220万元。县级一般公共预算收入加上上级补助收入124392万元（其中：税收返还4420万元、转移支付119972万元）、新增地方政府债券收入13000万元、调入资金21226万元，收入合计231838万元。";
    fits_only_so(&format!("{REPORT}{text}"), &["124392万元", "13000万元", "231838万元"], ("231838万元", "231388万元"));
    let listed = "全区一般公共预算总收入410338万元，下降6.4%，其中地方一般公共预算收入271630万元，下降4.7%；加上级补助收入120846万元，上年结余收入42690万元，调入资金18300万元，收入合计453466万元。";
    fits_only_so(&format!("{REPORT}{listed}"), &["271630万元", "453466万元"], ("453466万元", "453646万元"));
    let all = "国有资本经营收入1493万元，上级补助收入44万元，上年结余140万元，国有资本经营支出1459万元。收支相抵，年终结余218万元。";
    fits_only_so(&format!("{REPORT}{all}"), &["1493万元", "1459万元", "218万元"], ("218万元", "281万元"));
    let left = "省级收入总量为4746.7亿元。省级支出总量为4528.3亿元。收入总量减去支出总量后，省级结转资金218.4亿元。";
    fits_only_so(&format!("{REPORT}{left}"), &["4746.7亿元", "4528.3亿元", "218.4亿元"], ("218.4亿元", "214.8亿元"));
}

#[test]
fn what_follows_a_complete_list_of_parts_is_no_part() {
    let text =
        "全市发行新增债券73.8亿元，其中一般债券5.6亿元，专项债券68.2亿元；发行再融资债券90.1亿元；外债转贷1.1亿元。";
    fits_only_so(&format!("{REPORT}{text}"), &["73.8亿元", "5.6亿元", "68.2亿元"], ("68.2亿元", "62.8亿元"));
}

#[test]
fn the_same_thing_is_known_by_shorter_and_by_other_words() {
    let text = "一般公共预算财政拨款支出1264.92万元，占本年支出合计的90.00%。与2022年相比，一般公共预算财政拨款增加27.44万元，增长2.22%。";
    fits_only_so(&format!("{UNIT}{text}"), &["27.44万元", "2.22%"], ("2.22%", "2.12%"));
    let text = "公务用车运行维护费支出决算比去年增加1.05万元，增长35.8%。具体情况如下：\n\n公务用车运行支出3.98万元。主要用于机要文件交换。";
    let unit = UNIT.replace("收支总体情况", "“三公”经费支出情况");
    fits_only_so(&format!("{unit}{text}"), &["1.05万元", "35.8%"], ("35.8%", "38.5%"));
    let text = "累计完成财政总收入67949万元。累计完成税收收入36552万元，增加2362万元，增长6.91%，税收占财政总收入的比重为53.79%。";
    fits_only_so(&format!("{REPORT}{text}"), &["36552万元", "53.79%"], ("53.79%", "57.39%"));
    let text = "本年支出合计4021.94万元。\n\n二、财政拨款支出情况\n\n一般公共预算财政拨款支出1264.92万元，占本年支出合计的31.45%。";
    fits_only_so(&format!("{UNIT}{text}"), &["1264.92万元", "31.45%"], ("31.45%", "34.15%"));
}

#[test]
fn a_list_within_a_list_ends_at_its_semicolon_and_a_complete_one_at_its_sentence() {
    for text in [
        "全县新增政府债务限额2.39亿元，其中一般债务1.39亿元，其中外债转贷0.01亿元；专项债务1.00亿元。",
        "全县新增政府债务限额2.39亿元，其中：一般债务1.00亿元，其中外债转贷0.01亿元；专项债务1.39亿元。",
    ] {
        fits_only_so(&format!("{REPORT}{text}"), &["2.39亿元", "1.39亿元"], ("2.39亿元", "2.93亿元"));
    }
    let text = "政府债务限额5.73亿元，其中一般债务4.68亿元，专项债务1.05亿元。债务余额预计执行数5.79亿元，其中一般债务4.76亿元，专项债务1.03亿元。";
    fits_only_so(&format!("{REPORT}{text}"), &["5.79亿元", "4.76亿元", "1.03亿元"], ("5.79亿元", "5.97亿元"));
}

#[test]
fn verbs_of_one_character_brackets_and_lists_with_commas_are_read() {
    let text = "全县累计完成一般公共预算收入62964万元，同比减952万元，减幅1.49%。其中：税收收入30000万元，比上年增2000万元，增7.14%。";
    let figures = ["952万元", "1.49%", "2000万元", "7.14%"];
    fits_only_so(&format!("{REPORT}{text}"), &figures, ("7.14%", "7.41%"));
    let text = "支出900.00万元。按功能分类，教育支出700.00万元（占77.78%，比上年增加100.00万元，增长16.67%），卫生健康支出200.00万元（占22.22%）。";
    let figures = ["700.00万元", "77.78%", "100.00万元", "16.67%", "200.00万元", "22.22%"];
    fits_only_so(&format!("{UNIT}{text}"), &figures, ("16.67%", "17.66%"));
    let text = "2023年度收、支总计各是4125.49,4143.91万元。与2022年相比，收、支总计各减少1267.86,2570.97万元，各下降23.51%、38.29%。";
    fits_only_so(&format!("{UNIT}{text}"), &["23.51%", "38.29%"], ("23.51%", "25.31%"));
    // 新增 is part of a name, and a comma between thousands parts no numbers.
    let text = "财政拨款支出预算1,234,567.89元，其中：基本支出1,000,000.00元；项目支出234,567.89元。";
    fits_only_so(&format!("{UNIT}{text}"), &["1,234,567.89元", "234,567.89元"], ("234,567.89元", "243,567.89元"));
}

#[test]
fn what_a_balance_lists_comes_to_its_totals_without_a_word_of_adding() {
    let text = format!(
        "{REPORT}州本级国有资本经营预算收入6,875万元，为年初预算6,009万元的114.4%。平衡情况：国有资本经营预算收入6,875万元，转移支付收入292万元（省级补助200万元，其他补助92万元），上年结转1,338万元，收入总计8,504万元。国有资本经营预算支出3,232万元，调出资金（调入一般公共预算）2,913万元，年终结转2,360万元，支出总计8,504万元。收支平衡。"
    );
    // Both lists are off by one within their rounding.
    fits_only_so(&text, &["292万元", "2,913万元", "2,360万元"], ("收入292万元", "收入222万元"));
    for (from, to) in [("收入292万元", "收入222万元"), ("2,913万元", "2,713万元"), ("2,360万元", "2,330万元")]
    {
        let audit = audited(&text.replacen(from, to, 1));
        let told = audit.findings().into_iter().filter(|one| one.code == "added" && one.verdict != Verdict::Tail);
        assert_eq!(told.count(), 1, "{to}: {:?}", audit.findings());
    }
    // Without these words the list may leave something out.
    let text =
        format!("{REPORT}国有资本经营预算收入6,875万元，转移支付收入292万元，上年结转1,338万元，收入总计8,504万元。");
    assert!(!borne_out(&text).contains(&"292万元".to_owned()));
}

#[test]
fn a_chain_may_begin_with_the_short_name_of_its_first_amount() {
    let text = format!(
        "{REPORT}市本级一般公共预算总收入预算为475,600万元。其中：市本级地方一般公共预算收入预算为261,200万元，比上年增加7,600万元，增长3.0%，地方一般公共预算收入加预计转移性收入205,596万元、上年结转收入85,882万元、调入资金57,963万元，市本级收入总计610,641万元。"
    );
    fits_only_so(&text, &["261,200万元", "205,596万元", "610,641万元"], ("205,596万元", "205,569万元"));
    // Its change and rate still fit.
    let slip = audited(&text.replacen("261,200万元", "261,220万元", 1));
    assert!(slip.findings().iter().any(|one| one.code == "added"), "{:?}", slip.findings());
}

#[test]
fn a_total_below_the_title_of_its_budget_is_one() {
    let text = format!(
        "{REPORT}1.一般公共预算。按照适度增长的原则，2026年全市一般公共预算收入安排149.1亿元、增长3%左右，加上上级转移支付收入、调入资金等480.6亿元，收入总计629.7亿元。"
    );
    fits_only_so(&text, &["149.1亿元", "480.6亿元", "629.7亿元"], ("480.6亿元", "440.6亿元"));
    assert_eq!(accused(&text.replace("480.6", "440.6")), ["629.7亿元"]);
}

#[test]
fn a_share_of_all_that_is_spent_is_of_the_general_budget() {
    let text = format!(
        "{REPORT}全市一般公共预算支出完成2,964,962万元，比上年增支55,312万元，增长1.90%。\n\n（二）主要工作\n\n全市民生支出2,347,700万元，占当年支出总额的79.18%。"
    );
    fits_only_so(&text, &["79.18%"], ("79.18%", "78.18%"));
    let other = audited(&text.replace("79.18%", "78.18%"));
    let remark = other.findings().into_iter().find(|one| one.code == "share").unwrap();
    assert!(remark.verdict == Verdict::Note && remark.because.contains("2,964,962.00万元"), "{}", remark.because);
}

#[test]
fn sums_are_told_in_the_unit_of_the_report() {
    let text = format!("{REPORT}市级一般公共预算收入完成84.4亿元，加上上级补助42.6亿元，收入总计172.0亿元。");
    let audit = audited(&text);
    let told = &audit.findings()[0].because;
    assert!(told.contains("127.0亿元") && !told.contains("万元"), "{told}");
    let text = text.replace("172.0", "127.0") + "\n\n（二）其他\n\n市级一般公共预算收入完成85.4亿元，增长3%。\n";
    let audit = audited(&text);
    let told: Vec<&str> = audit.findings().iter().map(|found| &*found.because).collect();
    assert!(told.iter().all(|told| !told.contains("万元")), "{told:?}");
}

#[test]
fn a_budget_behind_its_completion_is_the_budget() {
    for text in [
        "会议费支出决算为15.00万元，完成年初预算的75.00%，年初预算为20.00万元。",
        "会议费支出决算15.00万元，完成预算75.00%，预算数为20.00万元。",
    ] {
        fits_only_so(text, &["15.00万元", "20.00万元", "75.00%"], ("75.00%", "57.00%"));
        assert_eq!(accused(&text.replace("75.00%", "57.00%")), ["57.00%"], "{text}");
    }
}

#[test]
fn what_is_left_of_the_totals_is_their_difference() {
    let text = format!(
        "{REPORT}全市国有资本经营预算收入完成13,549万元，收入总计13,549万元；全市国有资本经营预算支出12,146万元，调出资金1,273万元，支出总计13,419万元，收支相抵，滚存结转130万元。"
    );
    fits_only_so(&text, &["130万元", "13,419万元"], ("130万元", "139万元"));
    assert_eq!(accused(&text.replace("130万元", "139万元")), ["139万元"]);
}

#[test]
fn a_slip_in_one_part_of_a_list_is_told_and_a_year_in_a_bracket_ends_no_list() {
    for (text, slip) in [
        (
            "市本级地方政府债务余额307.9亿元，其中一般债务余额58.1亿元，专项债务余额249.8亿元。",
            ("58.1亿元", "50.1亿元"),
        ),
        (
            "2025年债务收入214.1亿元，包括新增一般债务收入53.0亿元（含2024年底调增额度3亿元在2025年使用）、再融资一般债务收入161.1亿元。",
            ("214.1亿元", "217.1亿元"),
        ),
    ] {
        let text = format!("{REPORT}{text}");
        assert_eq!(audited(&text).findings().len(), 0, "{text}");
        let other = audited(&text.replacen(slip.0, slip.1, 1));
        let told: Vec<&str> = other.findings().iter().map(|one| one.code).collect();
        assert_eq!(told, ["listed"], "{}", slip.1);
    }
}

#[test]
fn the_whole_of_a_share_is_named_whatever_verb_follows() {
    for words in ["占一般公共预算支出比重达", "占一般公共预算支出的比重达到", "占一般公共预算支出的比重为"]
    {
        let text = format!(
            "{REPORT}全市一般公共预算支出完成1,763,231万元，下降2.6%。\n\n（二）主要工作\n\n全市民生支出129.94亿元，{words}73.7%。"
        );
        fits_only_so(&text, &["73.7%"], ("73.7%", "63.7%"));
    }
}
