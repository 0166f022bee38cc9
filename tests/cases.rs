//! The text cases beside the repository: each is told as the file beside it says. Every kind has a test of its own with
//! figures of its own in `sentences`, `slips`, `arithmetic` and `checks`; this one shows that the cases themselves hold.

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
