//! The cases beside the repository: each is told as the file beside it says. Every kind has a test of its own with
//! figures of its own in `sentences`, `slips`, `arithmetic`, `checks`, `cells`, `identity` and `pdf`; these show that the
//! cases themselves hold.

use tongbi::audit::{Material, judge};
use tongbi::source::load;

/// A case, what is told of it and which of its figures are borne out.
const CASES: &[(&str, &[&str], &[&str])] = &[
    ("01-false-ok", &["stated 318.06万元"], &["15.13万元", "4.99%"]),
    ("02-zhixingshu", &["rate 84.00%"], &[]),
    ("03-item-title-own-line", &["wording 9%%"], &["51.32万元"]),
    ("04-pair", &["rate 21.00%"], &["15.00%"]),
    ("05-plugged-with-0", &["share 41.99%"], &["12.34%", "45.67%", "0%"]),
    ("06-cascade-rate", &["rate 0万元"], &["2.00%"]),
    ("07-dengyu", &["direction 等于年初预算数"], &["51.32万元"]),
    ("08-path-with-codes", &["stated 55.32万元"], &[]),
    ("09-fiscal-section-not-linked", &["stated 51.72万元"], &[]),
    ("10-halfwidth-commas", &[], &["0.5%", "2.56%", "10.94%", "14.29%"]),
    ("11-xiang-title-lost", &["wording 9%%"], &["51.32万元"]),
    ("12-year-same-and-choice", &["wording 增加（减少）", "year 2026年", "year 2026年"], &[]),
    ("t_blank", &["wording 减少 万元", "wording 占 %", "wording 占 %"], &[]),
    ("t_coarse_tail", &["rate 12.5%", "rate 58.2%"], &["0.4亿元", "8.1亿元"]),
    ("t_complete100", &["completion 100%"], &[]),
    ("t_completed_verb", &["rate 1.92%", "rate 9.40%"], &[]),
    ("t_cross_sentence", &["change 0.58万元"], &["4.68%"]),
    ("t_levels_rate", &[], &[]),
    ("t_levels_twice", &[], &["528.4亿元"]),
    ("t_missing_verb", &["rate 36588.29万元"], &["18%"]),
    ("t_negative_growth", &[], &["10.3%"]),
    ("t_pair_ge", &["rate 25.10%"], &["20.00%"]),
    ("t_qizhong_end", &[], &["44000万元"]),
    ("t_share", &[], &[]),
    ("t_total_after_parts", &[], &["16.67%"]),
    ("t_two_sum_share", &[], &["0.1%"]),
    ("t_wanyuan_short", &["change 207.40万元", "unexplained 207.40万元", "wording 905.30万"], &["480.20万元"]),
];

#[test]
fn every_text_case_is_told_as_the_file_beside_it_says() {
    for (name, told, borne_out) in CASES {
        let Some(path) = crate::example::shared(&format!("cases/text/{name}.txt")) else { return };
        let loaded = load(&[path], &Default::default(), &()).unwrap();
        let audit = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
        let mut found: Vec<String> =
            audit.findings().iter().map(|finding| format!("{} {}", finding.code, finding.printed)).collect();
        found.sort();
        assert_eq!(found, *told, "{name}");
        for figure in *borne_out {
            let right = |judged: &&tongbi::audit::Judgement| {
                &*judged.printed == *figure && judged.verdict == tongbi::audit::Verdict::Ok
            };
            assert!(audit.claims.iter().any(|judged| right(&judged)), "{figure} in {name}");
        }
    }
}

/// A case of a table or input: its file, the number of its amounts, and some of them (year, phase, table, code, name,
/// measure, 元).
const TABLES: &[(&str, usize, &[&str])] = &[
    (
        "tables/m02_norowlines_ints.pdf",
        11,
        &[
            "2024决算 state_capital_revenue 利润收入 合计 5000000",
            "2025执行 state_capital_revenue 股利股息收入 合计 70000",
            "2025执行 state_capital_revenue 合计 合计 6570000",
        ],
    ),
    (
        "tables/m02b_norowlines_decimals.pdf",
        13,
        &["2024预算 general 合计 合计 10000000", "2024预算 general 2010804 审计业务 项目支出 2000000"],
    ),
    (
        "tables/m05_function_by_fund_as_revenue.xlsx",
        16,
        &[
            "2024预算 expenditure 合计 合计 15000000",
            "2024预算 expenditure 201 一般公共服务支出 合计 10000000",
            "2024预算 expenditure 212 城乡社区支出 政府性基金预算 4000000",
        ],
    ),
    (
        "tables/m10_watermark.pdf",
        13,
        &["2024预算 general 合计 合计 10000000", "2024预算 general 2010801 行政运行 基本支出 8000000"],
    ),
];

#[test]
fn every_table_case_is_read_as_the_file_beside_it_says() {
    for (name, count, some) in TABLES {
        let Some(path) = crate::example::shared(&format!("cases/{name}")) else { return };
        let loaded = load(&[path], &Default::default(), &()).unwrap();
        let said = |item: &tongbi::model::LineItem| {
            let code = item.code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
            let yuan = item.amount.map_or(0, |amount| amount.fen() / 100);
            let (year, phase, table, name, measure) =
                (item.year, item.phase, item.table.name(), &item.name, &item.measure);
            format!("{year}{phase} {table} {code}{name} {measure} {yuan}")
        };
        let items: Vec<String> = loaded.items.iter().map(said).collect();
        assert_eq!(items.len(), *count, "{name}: {items:#?}");
        some.iter().for_each(|one| assert!(items.contains(&(*one).to_owned()), "{name}: {one} in {items:#?}"));
    }
}

#[test]
fn every_case_that_is_compared_or_refused_says_what_the_file_beside_it_says() {
    let Some(folder) = crate::example::shared("cases") else { return };
    let run = |arguments: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tongbi"));
        let output = command.args(arguments.split(' ')).current_dir(&folder).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.code(), text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    for (arguments, status, words) in [
        // 全市 and 市本级 are two comparisons.
        (
            "compare tables/m03_two_levels_summed.xlsx",
            0,
            &["（政府） 政府一般公共预算支出表", "（本级）", "合计 500.00# 500.00"][..],
        ),
        (
            "compare tables/m04_gov_revenue_as_expenditure.xlsx",
            0,
            &["政府一般公共预算收入表", "2025年执行", "税收收入"],
        ),
        ("compare tables/m11_tidy_duplicate.csv --year 2023", 0, &["第10行", "第9行", "是同一项"]),
        // The point is drawn with a glyph of the font's own.
        ("audit tables/m09_unknown_glyph_in_number.txt --ledger", 0, &["５.８亿元 相符", "没有发现问题"]),
        ("compare input/a23.txt input/u3.txt", 0, &["u3.txt 第14行", "金额单位可能写错"]),
        ("extract input/quoteopen.csv --format csv -o -", 2, &["quoteopen.csv 第2行", "引号没有成对"]),
        ("extract input/formexp4.pdf --format csv -o -", 2, &["formexp4.pdf"]),
        ("extract input/formexp5.pdf --format csv -o -", 2, &["formexp5.pdf"]),
        ("extract input/formexp6.pdf --format csv -o -", 2, &["formexp6.pdf"]),
    ] {
        let (code, text) = run(arguments);
        assert_eq!(code, Some(status), "{arguments}: {text}");
        words.iter().for_each(|word| assert!(text.contains(word), "{arguments}: {word} in {text}"));
    }
}
