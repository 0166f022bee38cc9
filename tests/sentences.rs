//! Claims of sentences in the manner of other provinces and of governments: each figure has its own subject, year and
//! 范围, and each printed number is in the ledger.

use std::collections::BTreeMap;
use tongbi::audit::{Audit, Material, judge};
use tongbi::model::{Phase, Role, Territory};
use tongbi::source::{Loaded, load_texts};

fn read(text: &str) -> Loaded {
    load_texts(&[("t.txt", text)], &Default::default()).unwrap()
}

fn audited(loaded: &Loaded) -> Audit {
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

/// `check verdict figure` of every finding.
fn told(text: &str) -> Vec<String> {
    let audit = audited(&read(text));
    let findings = audit.findings();
    findings.iter().map(|judged| format!("{} {} {}", judged.code, judged.verdict.name(), judged.printed)).collect()
}

/// Those that accuse.
fn accused(text: &str) -> Vec<String> {
    told(text).into_iter().filter(|told| told.contains(" figure ") || told.contains(" direction ")).collect()
}

const NONE: Vec<String> = Vec::new();

/// A final account of one table, and a text.
fn account(text: &str) -> String {
    format!(
        "示例县档案馆2024年度部门决算\n\n一般公共预算财政拨款支出决算表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
         201\t一般公共服务支出\t85.50\t85.50\t\n20126\t档案事务\t85.50\t85.50\t\n2012601\t行政运行\t61.20\t61.20\t\n\
         2012604\t档案馆\t24.30\t24.30\t\n合计\t\t85.50\t85.50\t\n\n第三部分 示例县档案馆2024年度部门决算情况说明\n\n\
         五、一般公共预算财政拨款支出决算情况说明\n\n（三）一般公共预算财政拨款支出决算具体情况\n\n{text}\n"
    )
}

#[test]
fn the_members_of_a_list_belong_to_the_subjects_named_together() {
    // The second rate is wrong each time: 600 of 3,000.00 is 20.00%.
    for text in [
        "2022年度收、支总计各是2000.00、2400.00万元。与2021年相比，收、支总计各减少500.00、600.00万元，各下降20.00%、25.00%。",
        "2022年度收入总计、支出总计分别为2000.00万元、2400.00万元。与上年相比，分别减少500.00万元、600.00万元，分别下降20.00%、25.00%。",
        "2022年基本支出和项目支出分别为2000.00万元和2400.00万元，比上年分别减少500.00万元和600.00万元，分别下降20.00%和25.00%。",
    ] {
        assert_eq!(told(text), ["rate figure 25.00%"], "{text}");
        let right = text.replace("25.00%", "20.00%");
        assert_eq!(told(&right), NONE, "{right}");
        let audit = audited(&read(&right));
        assert_eq!(audit.checked(), 6, "{right}");
    }
}

#[test]
fn a_list_that_has_not_one_number_a_subject_is_not_guessed_at() {
    let text = "2022年度收入总计2000.00万元，比上年增加300.00万元、200.00万元，增长17.65%。";
    let audit = audited(&read(text));
    assert!(
        audit.unclaimed.iter().any(|unclaimed| &*unclaimed.printed == "200.00" && !unclaimed.fate.claims_nothing()),
        "{audit:?}"
    );
}

#[test]
fn two_years_in_one_sentence_are_amount_and_base_with_their_phases() {
    let text = "示例运维支出2022年预算执行数为2.40万元，2023年预算安排3.00万元，比2022年预算执行数增加35.00%。";
    assert_eq!(told(text), ["rate figure 35.00%"]);
    assert_eq!(told(&text.replace("35.00", "25.00")), NONE);
    let loaded = read(text);
    let [claim] = loaded.claims.as_slice() else { panic!("{:?}", loaded.claims) };
    assert_eq!(claim.year.map(|year| year.to_string()).as_deref(), Some("2023"));
    assert_eq!(claim.phase, Some(Phase::Approved));
    let prior = claim.figure(|role| *role == Role::Prior).unwrap();
    assert_eq!(prior.base.unwrap().phase, Some(Phase::Estimated));
    // In the other order, and with words of other provinces.
    let turned = "示例运维支出2023年预算安排3.00万元，2022年预算执行数为2.40万元，比2022年预算执行数增加35.00%。";
    assert_eq!(told(turned), ["rate figure 35.00%"]);
}

#[test]
fn an_item_on_the_line_above_is_what_the_next_sentence_speaks_of() {
    for title in [
        "1、一般公共服务支出（类）档案事务（款）行政运行（项）。",
        "1.一般公共服务支出（类）档案事务（款）行政运行（项）",
        "（1）行政运行（项）。",
    ] {
        let text = account(&format!(
            "{title}\n\n主要用于：机关人员支出。全年预算为64.00万元，支出决算为61.20万元，完成全年预算数的95.63%。"
        ));
        assert_eq!(accused(&text), NONE, "{title}");
        let wrong = text.replace("决算为61.20", "决算为61.70");
        assert!(accused(&wrong).contains(&"stated figure 61.70万元".to_owned()), "{title}: {:?}", told(&wrong));
    }
}

#[test]
fn a_path_may_carry_the_codes_of_its_levels() {
    let text = account("1.一般公共服务支出（201类）档案事务（26款）行政运行（01项）61.90万元。");
    assert_eq!(accused(&text), ["stated figure 61.90万元"]);
}

#[test]
fn equal_to_the_budget_means_equal() {
    let text = account("1.行政运行支出年初预算为64.00万元，支出决算为61.20万元，决算数等于年初预算数。");
    assert_eq!(accused(&text), ["direction direction 等于年初预算数"]);
    let same = account("1.行政运行支出年初预算为61.20万元，支出决算为61.20万元，决算数等于年初预算数。");
    assert_eq!(accused(&same), NONE);
}

#[test]
fn signs_and_blanks_of_a_form_are_told() {
    assert_eq!(told("公务接待费1.00万元，占 %，比上年减少 万元。"), ["wording form 占 %", "wording form 减少 万元"]);
    assert_eq!(told("公务接待费1.00万元，占“三公”经费支出的 %；会议费2.00万元，占20.00%%。"), ["wording form 0%%"]);
    let text = "示例市某局2026年单位预算\n\n2026年单位预算编制说明\n\n财政拨款支出预算962.00万元，比2026年预算增加79.00万元。\n\n\
                财政拨款收入支出增加（减少）的主要原因是业务量增加。\n";
    assert_eq!(told(text), ["year form 2026年", "wording form 增加（减少）"]);
    assert_eq!(told(&text.replace("比2026年", "比2025年").replace("增加（减少）", "增加")), NONE);
}

#[test]
fn a_fall_may_be_written_as_negative_growth() {
    let text = "税收收入427.6亿元，同比减收48.9亿元，增长-10.3%。";
    assert_eq!(told(text), NONE);
    assert_eq!(told(&text.replace("-10.3%", "-11.3%")), ["rate figure 11.3%"]);
    assert_eq!(told("上划收入完成9.09亿元，减少866万元，负增长9.43%。"), ["rate figure 9.43%"]);
    assert_eq!(told("上划收入完成9.09亿元，减少866万元，负增长0.94%。"), NONE);
}

#[test]
fn what_was_completed_is_an_amount_whether_named_before_or_behind_the_verb() {
    for text in [
        "2019年累计完成一般公共预算收入226.05亿元，同比增加2.25亿元，增长1.92%。",
        "2019年一般公共预算收入预计完成约226.05亿元，同比增加2.25亿元，增长1.92%。",
    ] {
        assert_eq!(told(text), ["rate figure 1.92%"], "{text}");
        assert_eq!(told(&text.replace("1.92", "1.01")), NONE, "{text}");
    }
}

#[test]
fn completion_by_the_difference_from_the_budget_is_judged() {
    let text = "2017年度，本单位一般公共预算财政拨款支出总计841.75万元，完成年初预算100%，决算数大于预算数55.93万元，主要原因：人员经费增加。";
    assert_eq!(told(text), ["completion figure 100%"]);
    assert_eq!(told(&text.replace("100%", "107.12%")), NONE);
}

#[test]
fn a_verb_left_out_is_the_likely_cause_and_not_the_rate() {
    let text = "示例转移支付预算数234000万元，比2022年预算数36000万元，增长18.18%。";
    assert_eq!(told(text), ["rate form 36000万元"]);
    assert_eq!(told(&text.replace("比2022年预算数36000", "比2022年预算数198000")), NONE);
}

#[test]
fn one_wrong_amount_is_one_finding() {
    let text = "收入支出总计0万元。与2023年度相比，收入支出总计减少30.00万元，下降3.00%。";
    assert_eq!(told(text), ["rate figure 0万元"]);
    assert_eq!(told(&text.replace("3.00%", "100.00%")), NONE);
}

#[test]
fn a_share_moved_by_one_digit_to_fit_is_plugged_beside_nothing_too() {
    let text = "单位预留机动经费1234.40万元，占12.34%；基本支出4567.40万元，占45.67%；项目支出4198.20万元，占41.99%；\
                上缴上级支出0万元，占0%。";
    assert_eq!(told(text), ["share plugged 41.99%"]);
}

#[test]
fn several_parts_named_together_have_one_share() {
    let text = "本年收入合计20000.00万元。其中：财政拨款9024.40万元，占45.1%；事业收入8062.00万元，占40.3%；\
                经营收入12.40万元，附属单位上缴收入4.20万元，两项合计占0.1%；其他收入2897.00万元，占14.5%。";
    assert_eq!(told(text), NONE);
    assert_eq!(told(&text.replace("占0.1%", "占0.8%")).len(), 1);
}

#[test]
fn a_comparison_behind_the_parts_is_one_of_the_whole() {
    let text = "2019年，市本级“三公”经费预算为2400万元。其中，因公出国（境）费100万元，公务接待费400万元，\
                公务用车购置及运行费1900万元。比2018年减少600万元，下降20.00%，主要原因是厉行节约。";
    assert_eq!(accused(text), NONE);
    assert_eq!(accused(&text.replace("20.00%", "25.00%")), ["rate figure 25.00%"]);
}

#[test]
fn a_list_of_parts_ends_where_something_is_added_to_the_whole_or_another_thing_begins() {
    for text in [
        "市级一般公共预算收入完成6300万元，其中：税收收入4800万元，增长4.4%；非税收入1500万元，下降13.0%；\
         加上上级补助等转移性收入36700万元，收入合计43000万元。",
        "2026年全市一般公共预算收入339.2亿元，其中税收占比66.6%；全市一般公共预算支出597.6亿元。",
        "市级社保基金收入439426万元，其中财政补贴收入30652万元；市级社保基金支出456067万元，当年收支缺口16641万元。",
        "全市一般公共预算收入完成76.7亿元，其中：税收收入24.7亿元；加上级补助收入136.4亿元、上年结余收入35.6亿元，\
         收入总计248.7亿元；据此，安排全市一般公共预算支出233.3亿元。",
    ] {
        assert_eq!(told(text), NONE, "{text}");
    }
    // A part that is more than its whole still is.
    let text = "市级一般公共预算收入完成6300万元，其中：税收收入7800万元，非税收入1500万元。";
    assert_eq!(accused(text), ["listed figure 7800万元"]);
}

#[test]
fn the_same_words_of_two_territories_are_two_things() {
    let text = "示例市2025年预算执行情况\n\n（一）一般公共预算\n\n1．全市。一般公共预算收入102.1亿元，增长3%；收入总计428.4亿元。\n\n\
                2．市本级。一般公共预算收入45.3亿元，增长2%；收入总计377.7亿元。\n\n（二）政府性基金预算\n\n\
                1．全市。政府性基金预算收入90亿元，增长3%；收入总计327.5亿元。\n";
    assert_eq!(told(text), NONE);
    let claims = read(text).claims;
    let of = |territory| claims.iter().filter(|claim| claim.territory == Some(territory)).count();
    assert_eq!((of(Territory::Whole), of(Territory::Own)), (4, 2), "{claims:?}");
    let levels = "全市地方税收收入预计完成83.5亿元，增长16.2%。分级次看，市本级地方收入预计完成约51.3亿元，增长6%；\
                  县市区地方收入预计完成约135.7亿元，增长2.1%。";
    assert_eq!(told(levels), NONE);
}

#[test]
fn a_share_in_front_of_which_another_thing_is_named_is_not_of_the_last_amount() {
    let text = "1-5月，我县一般公共预算收入完成30000万元，同比降低10.2%。其中：税务部门完成20000万元，同比降低9.9%；\
                财政部门完成10000万元，同比降低10.7%。税收占比为66.67%。";
    assert_eq!(accused(text), NONE);
}

#[test]
fn ten_thousands_without_yuan_are_amounts_where_nothing_is_counted() {
    let text = "示例区2022年“三公”经费决算执行情况说明\n\n2022年“三公”经费决算数合计为605.30万，2021年“三公”经费决算数合计为460.05万。\
                2022年“三公”经费决算数较上年增加207.40万元，主要原因是新购车辆。\n";
    assert_eq!(accused(text), ["change figure 207.40万元"]);
    assert_eq!(accused(&text.replace("207.40", "145.25")), NONE);
    let named = text.replace("说明\n\n2022年", "说明\n\n示例区2022年");
    assert_eq!(accused(&named), ["change figure 207.40万元"], "a place named in front of one subject");
    let listed = "2022年“三公”经费决算数为605.30万元，其中：公务用车购置费300.10万元、公务接待费305.20万元。2021年“三公”经费决算数为\
                  460.05万元。2022年“三公”经费决算数较上年增加207.40万元，主要原因是新购车辆。";
    assert_eq!(accused(listed), ["change figure 207.40万元"], "what changed is not what was said of the year before");
    let counted = read("会议费1.00万元，惠及企业1.4万家，营造林2.46万亩，服务2.9万人次，惠及群众3万余人。");
    assert_eq!(counted.claims.iter().map(|claim| claim.figures.len()).sum::<usize>(), 1, "{:?}", counted.claims);
}

#[test]
fn every_number_of_a_text_is_in_the_ledger_once() {
    let text = "示例局2024年单位预算\n\n一、2024年收支情况说明\n\n（一）总体情况\n\n\
                依据某发〔2006〕30号文，本单位2024年收入预算120.00万元，比上年增加20.00万元，增长20.00%，主要原因是新增3名人员，\
                社保缴费增加18.00万元。单价50万元以上设备2台。会议费5.00万元（其中：培训1.00万元），占4.17%。2024年6月18日印发，共12页。\n";
    let audit = audited(&read(text));
    let mut ledger: BTreeMap<String, usize> = BTreeMap::new();
    let claimed = audit.claims.iter().map(|judged| judged.printed.to_string());
    for printed in claimed.chain(audit.unclaimed.iter().map(|unclaimed| unclaimed.printed.to_string())) {
        let digits: String = printed.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        *ledger.entry(digits).or_default() += 1;
    }
    let mut printed: BTreeMap<String, usize> = BTreeMap::new();
    for number in text.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|number| !number.is_empty()) {
        *printed.entry(number.to_owned()).or_default() += 1;
    }
    assert_eq!(ledger, printed);
    let numbers = audit.numbers();
    assert_eq!(numbers.judged + numbers.unjudged + numbers.no_claim, printed.values().sum::<usize>());
    let why: BTreeMap<&str, usize> = audit.unclaimed.iter().fold(BTreeMap::new(), |mut why, unclaimed| {
        *why.entry(unclaimed.fate.title()).or_default() += 1;
        why
    });
    assert_eq!(why.get("文号"), Some(&2), "{why:?}");
    assert_eq!(why.get("说明原因、用途的数"), Some(&1), "{why:?}");
    assert_eq!(why.get("标准、界限"), Some(&1), "{why:?}");
}

#[test]
fn numbers_around_the_content_of_a_page_are_in_the_ledger_and_hidden_ones_are_not() {
    let links = "<ul><li><a href=\"a\">12345热线</a></li></ul>";
    for frame in [
        "<footer>备案号12345</footer>",
        "<div class=\"footer\"><p>备案号12345</p></div>",
        "<nav><a href=\"a\">12345</a></nav>",
        "<div role=\"contentinfo\">电话12345<script>var a = 678;</script></div>",
        links,
    ] {
        let page = format!(
            "<html><head><title>1</title></head><body><h1>示例市2025年预算报告</h1><p>收入预算120.00万元。</p>{frame}\
             <div style=\"display: none\">999</div><div hidden>888</div></body></html>"
        );
        let loaded = tongbi::source::load_bytes(&[("页.html", page.as_bytes())], &Default::default()).unwrap();
        let audit = audited(&loaded);
        let around: Vec<(&str, &str)> = audit
            .unclaimed
            .iter()
            .map(|unclaimed| (&*unclaimed.printed, unclaimed.fate.title()))
            .filter(|(n, _)| *n == "12345")
            .collect();
        assert_eq!(around, [("12345", "网页的导航、页脚，续页重印的表头")], "{frame}");
        let hidden = |number: &str| audit.unclaimed.iter().any(|unclaimed| unclaimed.printed.contains(number));
        assert!(!["678", "999", "888"].into_iter().any(hidden), "{frame}");
    }
}

#[test]
fn a_rate_in_words_is_read_below_one_percent_too() {
    let text = "示例局2025年“三公”经费决算四百零六万元，比上年减少四万元，下降百分之零点九八，主要原因是会议减少。\n";
    assert_eq!(accused(text), NONE);
    assert_eq!(accused(&text.replace("零点九八", "零点七八")), ["rate figure 百分之零点七八"]);
}
