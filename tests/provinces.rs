//! Disclosures in the manner of several provinces, written for the tests with correct figures: the audit reports
//! nothing, and finds an error that is put into one.

use tongbi::audit::{Audit, Material, judge};
use tongbi::source::load_texts;

const GUANGDONG: &str = include_str!("fixtures/provinces/guangdong.html");
const SICHUAN: &str = include_str!("fixtures/provinces/sichuan.txt");
const HENAN: &str = include_str!("fixtures/provinces/henan.txt");
const BEIJING: &str = include_str!("fixtures/provinces/beijing.txt");
const COUNTY: &str = include_str!("fixtures/provinces/county.txt");
const HUBEI: &str = include_str!("fixtures/provinces/hubei.txt");
const GOVERNMENT: &str = include_str!("fixtures/provinces/government.txt");
const FINAL: &str = include_str!("fixtures/provinces/final.txt");

fn audited(name: &str, text: &str) -> Audit {
    let loaded = load_texts(&[(name, text)], &Default::default()).unwrap();
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

/// `check verdict printed` of every finding.
fn found(name: &str, text: &str) -> Vec<String> {
    let report = audited(name, text);
    let line =
        |judged: &&tongbi::audit::Judgement| format!("{} {} {}", judged.code, judged.verdict.name(), judged.printed);
    report.findings().iter().map(line).collect()
}

#[test]
fn sound_disclosures_of_other_provinces_are_not_accused() {
    for (name, text, figures, sums) in [
        ("guangdong.html", GUANGDONG, 33, 150),
        ("sichuan.txt", SICHUAN, 50, 150),
        ("henan.txt", HENAN, 40, 150),
        ("beijing.txt", BEIJING, 36, 25),
        ("county.txt", COUNTY, 40, 0),
        ("hubei.txt", HUBEI, 17, 45),
        ("government.txt", GOVERNMENT, 6, 1),
        ("final.txt", FINAL, 93, 100),
    ] {
        let report = audited(name, text);
        // 鄂东县 is given with five tables only, which is told.
        let odd: Vec<String> = found(name, text).into_iter().filter(|line| line != "tables note ").collect();
        assert_eq!(odd, Vec::<String>::new(), "{name}");
        assert!(report.checked() >= figures && report.sums >= sums, "{name}: {} {}", report.checked(), report.sums);
    }
}

/// What the audit finds where one stretch of a fixture is changed.
fn changed(name: &str, text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{name}: {from}");
    found(name, &text.replacen(from, to, 1)).join("; ")
}

#[test]
fn an_error_put_into_them_is_found() {
    for (name, text, from, to, finding) in [
        // A cell of the table of revenue, a total, a 其中.
        (
            "guangdong.html",
            GUANGDONG,
            "<td>1,651.75</td><td></td><td>1,651.75</td>",
            "<td>1,615.75</td><td></td><td>1,651.75</td>",
            "figure 1,615.75",
        ),
        ("guangdong.html", GUANGDONG, "服务类采购预算80.00万元", "服务类采购预算88.00万元", "parts figure 120.00万元"),
        ("sichuan.txt", SICHUAN, "占82.63%", "占82.36%", "share figure 82.36%"),
        ("henan.txt", HENAN, "增长1.60%", "增长1.06%", "rate figure 1.06%"),
        ("beijing.txt", BEIJING, "增加107.469135万元", "增加107.496135万元", "107.496135万元"),
        ("beijing.txt", BEIJING, "比2023年预算数0.700000万元减少", "比2023年预算数0.800000万元减少", "change figure"),
        ("county.txt", COUNTY, "60000万元的101.67%", "60000万元的101.76%", "completion figure 101.76%"),
        ("county.txt", COUNTY, "增长16倍", "增长26倍", "times figure 26倍"),
        ("county.txt", COUNTY, "比上年翻一番，增收300万元", "比上年翻一番，增收100万元", "times figure 翻一番"),
        (
            "final.txt",
            FINAL,
            "支出决算为17.00万元，完成预算的85.00%",
            "支出决算为17.00万元，完成预算的58.00%",
            "completion figure 58.00%",
        ),
        (
            "final.txt",
            FINAL,
            "决算数小于预算数的主要原因是压减用车",
            "决算数大于预算数的主要原因是压减用车",
            "direction",
        ),
        ("final.txt", FINAL, "减少379.90万元，下降6.91%", "减少379.90万元，下降9.61%", "rate figure 9.61%"),
        (
            "final.txt",
            FINAL,
            "占一般公共预算项目支出总额的100.00%",
            "占一般公共预算项目支出总额的90.00%",
            "share figure 90.00%",
        ),
    ] {
        let findings = changed(name, text, from, to);
        assert!(findings.contains(finding), "{name}: {to}: {findings}");
    }
}

#[test]
fn the_unit_of_a_caption_ends_before_the_unit_of_its_amounts() {
    let loaded = load_texts(&[("final.txt", FINAL)], &Default::default()).unwrap();
    assert!(loaded.items.iter().all(|item| &*item.unit == "江川县水利局"), "{:?}", loaded.items[0].unit);
}

#[test]
fn a_contents_page_that_differs_from_the_body_is_told() {
    let without = SICHUAN.replacen("七、国有资本经营预算支出情况说明\n\n川南", "川南", 1);
    assert_ne!(without, SICHUAN);
    let contents = |text: &str| {
        let report = audited("sichuan.txt", text);
        let told = report.notes.iter().filter(|note| note.code == "contents");
        told.map(|note| format!("{}：{}", note.text, note.because)).collect::<Vec<_>>()
    };
    assert_eq!(contents(&without), ["七、国有资本经营预算支出情况说明：目录列有这一条，正文里没有找到"]);
    let more = SICHUAN.replacen(
        "第三部分 名词解释\n\n一、",
        "九、往来款项情况说明\n\n没有往来款项。\n\n第三部分 名词解释\n\n一、",
        1,
    );
    assert_eq!(contents(&more), ["九、往来款项情况说明：正文有这个标题，目录没有列"]);
    let jumped = SICHUAN.replacen("八、其他重要事项的情况说明\t", "九、其他重要事项的情况说明\t", 1);
    assert!(contents(&jumped)[0].contains("目录的序号从 7 到 9"), "{:?}", contents(&jumped));
}

#[test]
fn a_number_of_tables_that_neither_the_contents_nor_the_tables_have_is_noted_and_never_accused() {
    let tables = ["部门收支总表", "一般公共预算支出表", "一般公共预算基本支出表", "政府性基金预算支出表"];
    let text = |said: &str| {
        let listed: String =
            tables.iter().enumerate().map(|(at, name)| format!("表{}. {name}\t{}\n\n", at + 1, at + 6)).collect();
        let printed: String = tables
            .iter()
            .enumerate()
            .map(|(at, name)| {
                format!(
                    "表{}. {name}\n\n单位：万元\n\n科目编码\t科目名称\t合计\n201\t一般公共服务支出\t10.00\n\n",
                    at + 1
                )
            })
            .collect();
        let words = "本单位依法履行职责，按规定公开预算。".repeat(12);
        format!(
            "某县审计局2024年部门预算\n\n目 录\n\n第一部分 部门概况\t1\n\n第二部分 预算情况说明\t2\n\n第三部分 预算公开表\t5\n\n{listed}\
             第一部分 部门概况\n\n{words}\n\n第二部分 预算情况说明\n\n{said}\n\n第三部分 预算公开表\n\n{printed}"
        )
    };
    let told = |said: &str| {
        let report = audited("某县审计局.txt", &text(said));
        let notes = report.notes.iter().filter(|note| note.code == "contents" && note.because.contains("张表"));
        assert!(report.findings().iter().all(|judged| judged.code != "contents" || !judged.verdict.is_wrong()));
        notes.map(|note| note.because.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(told("本部门公开表共十一张。"), ["写的是 11 张表，目录列出和文件里印出的都是 4 张"]);
    assert_eq!(told("本部门公开表共4张。"), Vec::<String>::new());
}
