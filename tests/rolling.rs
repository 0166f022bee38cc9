//! 改写: last year's text said again with this year's figures, as a drafter gets it.

use std::path::Path;
use std::process::Command;
use tongbi::audit::{Material, Verdict, judge};
use tongbi::source::{LoadOptions, load};

fn tongbi(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    folder
}

fn table(year: u32, rows: &[(&str, &str, &str, &str, &str)]) -> String {
    let mut text = format!(
        "{year}年一般公共预算支出情况表\n编制单位：甲中心\t\t\t单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    );
    rows.iter().for_each(|(code, name, all, basic, project)| {
        text += &format!("{code}\t{name}\t{all}\t{basic}\t{project}\n");
    });
    text + "\n"
}

const LAST: &[(&str, &str, &str, &str, &str)] = &[
    ("", "合计", "300.00", "200.00", "100.00"),
    ("208", "社会保障和就业支出", "250.00", "200.00", "50.00"),
    ("20801", "人力资源和社会保障管理事务", "250.00", "200.00", "50.00"),
    ("2080101", "行政运行", "200.00", "200.00", ""),
    ("2080109", "社会保险经办机构", "50.00", "", "50.00"),
    ("210", "卫生健康支出", "50.00", "", "50.00"),
    ("21011", "行政事业单位医疗", "50.00", "", "50.00"),
    ("2101101", "行政单位医疗", "50.00", "", "50.00"),
];

const THIS: &[(&str, &str, &str, &str, &str)] = &[
    ("", "合计", "330.00", "180.00", "150.00"),
    ("208", "社会保障和就业支出", "280.00", "180.00", "100.00"),
    ("20801", "人力资源和社会保障管理事务", "280.00", "180.00", "100.00"),
    ("2080101", "行政运行", "180.00", "180.00", ""),
    ("2080102", "一般行政管理事务", "40.00", "", "40.00"),
    ("2080109", "社会保险经办机构", "60.00", "", "60.00"),
    ("210", "卫生健康支出", "50.00", "", "50.00"),
    ("21011", "行政事业单位医疗", "50.00", "", "50.00"),
    ("2101101", "行政单位医疗", "50.00", "", "50.00"),
];

const TEXT: &str = "\
甲中心2023年单位预算公开

第二部分 2023年单位预算公开表

{table}第三部分 2023年单位预算情况说明

一、一般公共预算当年拨款情况

（一）规模

甲中心2023年一般公共预算拨款支出300.00万元，其中：基本支出200.00万元，占66.67%，比上年预算增加10.00万元，增长5.26%，主要原因是人员增加；项目支出100.00万元，占33.33%。

（二）具体情况

1.社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行（项）：2023年预算数为200.00万元，比上年预算增加10.00万元，增长5.26%，主要原因是人员增加。

2.社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构（项）：2023年预算数为50.00万元，与上年预算持平。

3.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）：2023年预算数为50.00万元，比上年预算增加5.00万元，增长11.11%，主要原因是缴费基数提高。

二、其他

2023年，甲中心有车辆3辆，根据《某省2023年预算编制办法》（某财〔2023〕5号）编制。
";

fn last() -> String {
    TEXT.replace("{table}", &table(2023, LAST))
}

fn text(last: &str, this: &str) -> (String, String) {
    let folder = folder(&[("去年.txt", last), ("今年.txt", this)]);
    let (out, told, status) = tongbi(folder.path(), &["explain", "--from", "去年.txt", "今年.txt"]);
    assert_eq!(status, Some(1), "{told}");
    (out, told)
}

#[test]
fn every_figure_and_the_words_around_it_are_those_of_the_new_year() {
    let (out, _) = text(&last(), &table(2024, THIS));
    for sentence in [
        "甲中心2024年单位预算公开",
        "甲中心2024年一般公共预算拨款支出330.00万元，其中：基本支出180.00万元，占54.55%，比上年预算减少20.00万元，下降10.00%，",
        "项目支出150.00万元，占45.45%。",
        "1.社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行（项）：2024年预算数为180.00万元，比上年预算减少20.00万元，下降10.00%，",
        // What did not change last year has changed, and the other way round.
        "社会保险经办机构（项）：2024年预算数为60.00万元，比上年预算增加10.00万元，增长20.00%。",
        "行政单位医疗（项）：2024年预算数为50.00万元，与上年预算持平，",
        // A new item stands in its place of the list, whose numbers go on.
        "2.社会保障和就业支出（类）人力资源和社会保障管理事务（款）一般行政管理事务（项）：2024年预算数为40.00万元，比上年预算增加40.00万元，增长【待补充：增长率】，主要原因是【待补充：原因】",
        "3.社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构（项）",
        "4.卫生健康支出（类）",
        "2080102\t一般行政管理事务\t40.00\t\t40.00",
        "合计\t330.00\t180.00\t150.00",
    ] {
        assert!(out.contains(sentence), "{sentence}\n{out}");
    }
    // The number of a document is no year of the budget.
    assert!(out.contains("《某省2023年预算编制办法》（某财〔2023〕5号）"), "{out}");
}

#[test]
fn what_no_table_knows_is_kept_and_told() {
    let (_, told) = text(&last(), &table(2024, THIS));
    for note in [
        "“主要原因是人员增加”：去年是增加，今年是减少，原因需要改写",
        "“主要原因是缴费基数提高”：去年是增加，今年是持平，原因需要改写",
        "“3”：个数沿用去年，请按今年实际填写",
        "去年持平，今年有变化，请补充原因",
        "今年新增一般行政管理事务（2080102）40.00万元，按上一段的写法加了这一段，请补充原因",
    ] {
        assert!(told.contains(note), "{note}\n{told}");
    }
}

#[test]
fn a_figure_that_last_years_tables_do_not_bear_out_is_not_touched() {
    let wrong = last().replace("（项）：2023年预算数为200.00万元", "（项）：2023年预算数为201.00万元");
    let (out, told) = text(&wrong, &table(2024, THIS));
    assert!(out.contains("2024年预算数为201.00万元，比上年预算增加10.00万元，增长5.26%"), "{out}");
    assert!(told.contains("“201.00万元”：去年文中的数与去年的表不一致"), "{told}");
}

#[test]
fn said_again_the_other_way_round_it_is_last_years_text() {
    // Without a new item, and with a reason that fits both ways, nothing needs words of its own.
    let this: Vec<_> = THIS.iter().filter(|row| row.0 != "2080102").copied().collect();
    let before = [
        ("", "合计", "285.00", "190.00", "95.00"),
        ("208", "社会保障和就业支出", "240.00", "190.00", "50.00"),
        ("20801", "人力资源和社会保障管理事务", "240.00", "190.00", "50.00"),
        ("2080101", "行政运行", "190.00", "190.00", ""),
        ("2080109", "社会保险经办机构", "50.00", "", "50.00"),
        ("210", "卫生健康支出", "45.00", "", "45.00"),
        ("21011", "行政事业单位医疗", "45.00", "", "45.00"),
        ("2101101", "行政单位医疗", "45.00", "", "45.00"),
    ];
    let (last, this, before) = (last(), table(2024, &this), table(2022, &before));
    let folder = folder(&[("去年.txt", &last), ("今年.txt", &this), ("前年.txt", &before)]);
    let explain = |from: &str, with: &[&str], to: &str| {
        tongbi(folder.path(), &[&["explain", "--from", from], with, &["--clean", "-o", to]].concat());
    };
    explain("去年.txt", &["今年.txt"], "稿.docx");
    explain("稿.docx", &["去年.txt", "前年.txt"], "回.docx");
    explain("去年.txt", &["今年.txt"], "再.docx");
    let text = |name: &str| {
        let name: std::sync::Arc<str> = name.into();
        let bytes = std::fs::read(folder.path().join(&*name)).unwrap();
        let document = tongbi::source::format::read(&name, &bytes, &Default::default()).unwrap();
        let texts = document.blocks.iter().filter_map(|block| match block {
            tongbi::source::Block::Heading { text, .. } | tongbi::source::Block::Paragraph { text, .. } => Some(text),
            tongbi::source::Block::Grid(_) => None,
        });
        texts.cloned().collect::<Vec<_>>()
    };
    let old: Vec<String> = text("去年.txt").into_iter().filter(|text| !text.contains("车辆")).collect();
    let back: Vec<String> = text("回.docx").into_iter().filter(|text| !text.contains("车辆")).collect();
    assert_eq!(back, old);
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(bytes("稿.docx"), bytes("再.docx"));
}

#[test]
fn the_samples_text_said_again_passes_the_audit() {
    let folder = folder(&[
        ("2023.txt", include_str!("../data/sample/2023.txt")),
        ("2024.txt", include_str!("../data/sample/2024.txt")),
    ]);
    let (_, told, status) =
        tongbi(folder.path(), &["explain", "--from", "2023.txt", "2024.txt", "--clean", "-o", "稿.docx"]);
    assert_eq!(status, Some(1), "{told}");
    let paths = ["2023.txt", "稿.docx"].map(|name| folder.path().join(name));
    let loaded = load(&paths, &LoadOptions::default(), &()).unwrap();
    let material = Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
    let audit = judge(&material);
    // What the drafter has still to write is the only thing that is wrong.
    let open = |found: &&tongbi::audit::Judgement| found.verdict == Verdict::Open;
    let wrong = audit.findings().into_iter().filter(|found| found.verdict.is_wrong() && !open(found));
    let wrong: Vec<String> = wrong.map(|found| format!("{} {} {}", found.place, found.text, found.because)).collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn what_cannot_be_said_again_is_told_with_the_way_out() {
    let other = table(2024, THIS).replace("甲中心", "乙中心");
    let folder = folder(&[
        ("去年.txt", &last()),
        ("今年.txt", &table(2024, THIS)),
        ("同年.txt", &table(2023, LAST)),
        ("乙.txt", &other),
    ]);
    let cases: &[(&[&str], &str)] = &[
        (
            &["--from", "去年.txt"],
            "没有给出今年的表。用法：tongbi explain --from 去年的公开 今年的表 -o 今年的公开.docx",
        ),
        (
            &["--from", "去年.txt", "同年.txt"],
            "只读到 2023 年的表，与去年的公开是同一年度。请在 --from 之外给出今年的表",
        ),
        (&["--from", "去年.txt", "乙.txt"], "去年的公开是“甲中心”的，今年的表是“乙中心”的，单位名称不同"),
        (&["--from", "没有.docx", "今年.txt"], "没有.docx"),
        (&["今年.txt", "--format", "json"], "json 只用于 --from"),
        (&["今年.txt", "--clean"], "--from"),
        (&["--from", "去年.txt", "今年.txt", "-o", "去年.txt"], "输出文件 去年.txt 就是输入文件"),
        (&["--from", "去年.txt", "今年.txt", "-o", "稿.pdf"], "扩展名应为 docx、md、txt 或 json"),
    ];
    for (arguments, message) in cases {
        let (out, told, status) = tongbi(folder.path(), &[&["explain"], *arguments].concat());
        assert_eq!((out.as_str(), status), ("", Some(2)), "{arguments:?} {told}");
        assert!(told.contains(message), "{arguments:?} {told}");
    }
}

#[test]
fn a_draft_that_somebody_has_worked_on_is_not_overwritten() {
    let folder = folder(&[("去年.txt", &last()), ("今年.txt", &table(2024, THIS))]);
    std::fs::write(folder.path().join("稿.docx"), "my work").unwrap();
    let (_, told, status) = tongbi(folder.path(), &["explain", "--from", "去年.txt", "今年.txt", "-o", "稿.docx"]);
    assert_eq!(status, Some(2), "{told}");
    assert_eq!(std::fs::read_to_string(folder.path().join("稿.docx")).unwrap(), "my work");
}

#[test]
fn the_list_of_changes_is_valid_by_its_schema() {
    let folder = folder(&[("去年.txt", &last()), ("今年.txt", &table(2024, THIS))]);
    let (out, told, _) = tongbi(folder.path(), &["explain", "--from", "去年.txt", "今年.txt", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error} {told}"));
    let schema = include_str!("../data/schema/roll_forward.schema.json");
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    assert!(!json["changes"].as_array().unwrap().is_empty() && !json["open"].as_array().unwrap().is_empty());
}

#[test]
fn a_text_that_calls_growth_from_nothing_100_percent_goes_on_doing_so() {
    let last = last().replace("，与上年预算持平。", "，比上年预算增加50.00万元，增长100.00%。");
    let (out, _) = text(&last, &table(2024, THIS));
    assert!(out.contains("2024年预算数为40.00万元，比上年预算增加40.00万元，增长100.00%"), "{out}");
    assert!(out.contains("2024年预算数为60.00万元，比上年预算增加10.00万元，增长20.00%"), "{out}");
}

#[test]
fn other_words_and_years_in_digits_are_said_again_too() {
    let last = last().replace("，与上年预算持平。", "，和2022年预算数一致。").replace(
        "比上年预算增加10.00万元，增长5.26%，主要原因是人员增加；",
        "较2022年预算数提高10.00万元（升幅5.26%）；",
    );
    let (out, _) = text(&last, &table(2024, THIS));
    assert!(out.contains("较2023年预算数降低20.00万元"), "{out}");
    assert!(out.contains("2024年预算数为60.00万元，比2023年预算数增加10.00万元，增长20.00%"), "{out}");
}
