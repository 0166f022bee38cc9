//! The claims of a disclosure's text, and last year's amounts recovered from them.

use tongbi::model::{AmountUnit, BaseYear, Claim, Origin, Place};
use tongbi::source::{Block, Document, Limits, LoadOptions, format, load, narrative};

fn claims(paragraphs: &[&str]) -> Vec<Claim> {
    let place = |row: usize| Place { row: Some(row as u32 + 1), ..Place::file("t.txt") };
    let block = |(row, text): (usize, &&str)| Block::Paragraph { text: (*text).to_owned(), place: place(row) };
    let blocks = paragraphs.iter().enumerate().map(block).collect();
    narrative::read(&Document { name: "t.txt".into(), blocks, ..Document::default() })
}

/// One line per claim: the subject, then each figure with its role.
fn show(claims: &[Claim]) -> String {
    let mut lines = String::new();
    for claim in claims {
        lines.push_str(&claim.subject.text);
        for figure in &claim.figures {
            let number = figure.number.as_ref().map_or("-", |number| number.raw());
            lines.push_str(&format!(" | {:?} {number}", figure.role));
        }
        lines.push('\n');
    }
    lines
}

#[test]
#[ignore = "prints what is read from the real material, to look at"]
fn print_what_is_read() {
    let Ok(path) = std::env::var("NARRATIVE_PRINT") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let document = format::read(&"t.txt".into(), text.as_bytes(), &Limits::default()).unwrap();
    println!("{}", show(&narrative::read(&document)));
}

#[test]
fn figures_belong_to_the_subject_of_their_clause_and_not_to_the_nearest_words() {
    let text = "本月收入完成24627万元,完成年初预算数60999万元的40.4%,比上年减收1070万元,下降4.2%。";
    let claims = claims(&[text]);
    assert_eq!(
        show(&claims),
        "本月收入 | Current 24627万元 | Prior 60999万元 | Completion 40.4 | Change(Some(Down)) 1070万元 | Rate(Some(Down)) 4.2\n"
    );
    assert_eq!(claims[0].figures[3].base.unwrap().year, BaseYear::Previous);
}

#[test]
fn a_sentence_torn_by_line_and_page_breaks_is_read_whole() {
    let claims = claims(&["项目支出 1,\n234．50 万 元，比上年预算增加 ３2. 09 万元，增长", "— 12 —", "2.67％。"]);
    assert_eq!(show(&claims), "项目支出 | Current 1,234.50万元 | Change(Some(Up)) 32.09万元 | Rate(Some(Up)) 2.67\n");
}

#[test]
fn one_sentence_may_carry_several_claims_and_a_template_left_over_has_no_direction() {
    let claims = claims(&[
        "接待等经费比上年预算增加 0.00 万元，其中：公务接待费增加 0.00 万元，增长 0.00%，主要原因是从严，较上年无变化；公务用车购置费增加（减少）1.00 万元。",
    ]);
    assert_eq!(
        show(&claims),
        "接待等经费 | Change(Some(Up)) 0.00万元\n\
         公务接待费 | Change(Some(Up)) 0.00万元 | Rate(Some(Up)) 0.00\n\
         公务用车购置费 | Change(None) 1.00万元\n"
    );
}

#[test]
fn numbers_that_claim_nothing_are_not_read() {
    let nothing = [
        "编制数 33，实有人数 60 人，其中：在职 29 人，增加 0 人。",
        "房屋 3,118.00 平方米。依据某发〔2006〕30 号文，2024年02月25日公布。",
        "单价50万元以上大型设备 0 台，主要原因是价格上涨。",
    ];
    assert_eq!(show(&claims(&nothing)), "");
}

#[test]
fn the_example_tells_last_year() {
    let Some(path) = crate::needs::shared("seed/bazhou-social-insurance-2024.txt") else { return };
    let loaded = load(&[path], &LoadOptions::default(), &()).unwrap();
    let prior: Vec<String> = loaded
        .items
        .iter()
        .filter(|item| item.origin == Origin::Implied)
        .map(|item| {
            let code = item.code.as_ref().map_or("", |code| code.as_str());
            let amount = item.amount.unwrap().print(AmountUnit::TenThousand, 2);
            format!("{} {}{} {} {amount}", item.table.name(), code, item.name, item.measure)
        })
        .collect();
    let expected = [
        "revenue 总计 一般公共预算 699.00",
        "revenue 总计 上级一般公共预算安排的转移支付 13.00",
        "revenue 合计 政府性基金预算 0.00",
        "revenue 合计 国有资本经营预算 0.00",
        "revenue 总计 单位资金 0.00",
        "revenue 总计 合计 712.00",
        "expenditure 总计 基本支出 545.76",
        "expenditure 总计 项目支出 166.24",
        "expenditure 总计 合计 712.00",
        "general 总计 基本支出 545.76",
        "general 总计 项目支出 166.24",
        "general 总计 合计 712.00",
        "general 2050803培训支出 合计 1.43",
        "general 2080101行政运行 合计 363.42",
        "general 2080102一般行政管理事务 合计 0.00",
        "general 2080109社会保险经办机构 合计 131.24",
        "general 2080501行政单位离退休 合计 17.98",
        "general 2080505机关事业单位基本养老保险缴费支出 合计 48.11",
        "general 2080506机关事业单位职业年金缴费支出 合计 24.06",
        "general 其他企业改革发展补助 合计 35.00",
        "general 2101101行政单位医疗 合计 35.17",
        "general 2101103公务员医疗补助 合计 16.08",
        "general 2101199其他行政事业单位医疗支出 合计 1.43",
        "general 2210201住房公积金 合计 38.09",
        "other 机关运行经费 合计 26.74",
        "three_public 合计 合计 6.40",
    ]
    .map(|line| line.replace("总计 ", "合计 "));
    let prior: Vec<String> = prior.iter().map(|line| line.replace("总计 ", "合计 ")).collect();
    for line in &expected {
        assert!(prior.contains(line), "{line} is missing from\n{}", prior.join("\n"));
    }
    let items = prior.iter().filter(|line| line.starts_with("three_public")).count();
    assert_eq!(items, 5, "{}", prior.join("\n"));
    assert_eq!(loaded.warnings, Vec::new());
}

proptest::proptest! {
    #![proptest_config(crate::chance::cases(256))]

    #[test]
    fn no_text_makes_it_panic(text in "([一二（）(),，。：；%％元万亿比较上年增加减少持平占完成其中项类款主要原因是0-9.０-９ \n“”-]|\\PC){0,120}") {
        for claim in claims(&[&text, &text]) {
            for figure in &claim.figures {
                assert!(claim.text.get(figure.span.clone()).is_some(), "{claim:?}");
            }
        }
    }
}
