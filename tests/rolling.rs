//! 改写: last year's text said again with this year's figures, as a drafter gets it.

use proptest::prelude::*;
use std::path::Path;
use std::process::Command;
use tongbi::audit::{Material, Verdict, judge};
use tongbi::source::{LoadOptions, load};

pub fn tongbi(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    folder
}

pub fn table(year: u32, rows: &[(&str, &str, &str, &str, &str)]) -> String {
    let mut text = format!(
        "{year}年一般公共预算支出情况表\n编制单位：甲中心\t\t\t单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    );
    rows.iter().for_each(|(code, name, all, basic, project)| {
        text += &format!("{code}\t{name}\t{all}\t{basic}\t{project}\n");
    });
    text + "\n"
}

pub const LAST: &[(&str, &str, &str, &str, &str)] = &[
    ("", "合计", "300.00", "200.00", "100.00"),
    ("208", "社会保障和就业支出", "250.00", "200.00", "50.00"),
    ("20801", "人力资源和社会保障管理事务", "250.00", "200.00", "50.00"),
    ("2080101", "行政运行", "200.00", "200.00", ""),
    ("2080109", "社会保险经办机构", "50.00", "", "50.00"),
    ("210", "卫生健康支出", "50.00", "", "50.00"),
    ("21011", "行政事业单位医疗", "50.00", "", "50.00"),
    ("2101101", "行政单位医疗", "50.00", "", "50.00"),
];

const BEFORE: &[(&str, &str, &str, &str, &str)] = &[
    ("", "合计", "285.00", "190.00", "95.00"),
    ("208", "社会保障和就业支出", "240.00", "190.00", "50.00"),
    ("20801", "人力资源和社会保障管理事务", "240.00", "190.00", "50.00"),
    ("2080101", "行政运行", "190.00", "190.00", ""),
    ("2080109", "社会保险经办机构", "50.00", "", "50.00"),
    ("210", "卫生健康支出", "45.00", "", "45.00"),
    ("21011", "行政事业单位医疗", "45.00", "", "45.00"),
    ("2101101", "行政单位医疗", "45.00", "", "45.00"),
];

pub const THIS: &[(&str, &str, &str, &str, &str)] = &[
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

pub fn last() -> String {
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
        "“主要原因是人员增加”：原来是增加，现在是减少，原因需要改写",
        "“主要原因是缴费基数提高”：原来是增加，现在是持平，原因需要改写",
        "“3”：个数沿用去年，请按今年实际填写",
        "去年持平，今年有变化，请补充原因",
        "今年新增一般行政管理事务（2080102）40.00万元，仿照同类段落加了这一段，请补充原因",
    ] {
        assert!(told.contains(note), "{note}\n{told}");
    }
}

#[test]
fn a_figure_that_last_years_tables_do_not_bear_out_is_not_touched() {
    let wrong = last().replace("（项）：2023年预算数为200.00万元", "（项）：2023年预算数为201.00万元");
    let (out, told) = text(&wrong, &table(2024, THIS));
    assert!(out.contains("2024年预算数为201.00万元，比上年预算增加10.00万元，增长5.26%"), "{out}");
    assert!(told.contains("“201.00万元”：文中的数与原来的表不一致"), "{told}");
}

#[test]
fn said_again_the_other_way_round_it_is_last_years_text() {
    // Without a new item, and with a reason that fits both ways, nothing needs words of its own.
    let this: Vec<_> = THIS.iter().filter(|row| row.0 != "2080102").copied().collect();
    let (last, this, before) = (last(), table(2024, &this), table(2022, BEFORE));
    let folder = folder(&[("去年.txt", &last), ("今年.txt", &this), ("前年.txt", &before)]);
    let explain = |from: &str, with: &[&str], to: &str| {
        tongbi(folder.path(), &[&["explain", "--from", from], with, &["--clean", "-o", to]].concat());
    };
    explain("去年.txt", &["今年.txt"], "稿.docx");
    explain("稿.docx", &["去年.txt", "前年.txt"], "回.docx");
    explain("去年.txt", &["今年.txt"], "再.docx");
    let text = |name: &str| paragraphs(&folder.path().join(name));
    let old: Vec<String> = text("去年.txt").into_iter().filter(|text| !text.contains("车辆")).collect();
    let back: Vec<String> = text("回.docx").into_iter().filter(|text| !text.contains("车辆")).collect();
    assert_eq!(back, old);
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(bytes("稿.docx"), bytes("再.docx"));
}

/// The paragraphs of a document, without its tables.
fn paragraphs(path: &Path) -> Vec<String> {
    let name: std::sync::Arc<str> = path.display().to_string().into();
    let document = tongbi::source::format::read(&name, &std::fs::read(path).unwrap(), &Default::default()).unwrap();
    let texts = document.blocks.into_iter().filter_map(|block| match block {
        tongbi::source::Block::Heading { text, .. } | tongbi::source::Block::Paragraph { text, .. } => Some(text),
        tongbi::source::Block::Grid(_) => None,
    });
    texts.collect()
}

#[test]
fn a_draft_follows_tables_of_its_own_year_that_were_drawn_up_again() {
    let again: Vec<_> = LAST
        .iter()
        .map(|row| match row.0 {
            "" => ("", "合计", "297.00", "197.00", "100.00"),
            "208" | "20801" => (row.0, row.1, "247.00", "197.00", "50.00"),
            "2080101" => (row.0, row.1, "197.00", "197.00", ""),
            _ => *row,
        })
        .collect();
    let folder =
        folder(&[("初稿.txt", &last()), ("改过的表.txt", &table(2023, &again)), ("上年.txt", &table(2022, BEFORE))]);
    let roll = |with: &[&str]| {
        let arguments = [&["explain", "--from", "初稿.txt"], with].concat();
        let (out, told, status) = tongbi(folder.path(), &arguments);
        assert_eq!(status, Some(i32::from(told.contains("待核对"))), "{told}");
        assert!(told.contains("提供的表与文字同为 2023 年：按新的表改这一年的文字，年份不动"), "{told}");
        (out, told)
    };
    let (out, told) = roll(&["改过的表.txt", "上年.txt"]);
    for sentence in [
        "2023年一般公共预算拨款支出297.00万元，其中：基本支出197.00万元，占66.33%，比上年预算增加7.00万元，增长3.68%，主要原因是人员增加；项目支出100.00万元，占33.67%。",
        "行政运行（项）：2023年预算数为197.00万元，比上年预算增加7.00万元，增长3.68%，主要原因是人员增加。",
        "2.社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构（项）：2023年预算数为50.00万元，与上年预算持平。",
        "2023年，甲中心有车辆3辆",
        "合计\t297.00\t197.00\t100.00",
    ] {
        assert!(out.contains(sentence), "{sentence}\n{out}");
    }
    assert!(!told.contains("待核对"), "{told}");
    // What the change is counted from is not known: it may be wrong now.
    let (out, told) = roll(&["改过的表.txt"]);
    assert!(out.contains("2023年预算数为197.00万元，比上年预算增加10.00万元"), "{out}");
    assert!(told.contains("“10.00万元”：没有 2022 年预算的这个数，请补充"), "{told}");
}

/// The rows of the table for these amounts in 分; an item that is nothing has no row.
fn rows(amounts: [u32; 3]) -> Vec<(&'static str, &'static str, String, String, String)> {
    let print = |fen: u32| if fen == 0 { String::new() } else { format!("{}.{:02}", fen / 100, fen % 100) };
    let [wages, agency, health] = amounts;
    let all = [
        ("", "合计", wages, agency + health),
        ("208", "社会保障和就业支出", wages, agency),
        ("20801", "人力资源和社会保障管理事务", wages, agency),
        ("2080101", "行政运行", wages, 0),
        ("2080109", "社会保险经办机构", 0, agency),
        ("210", "卫生健康支出", 0, health),
        ("21011", "行政事业单位医疗", 0, health),
        ("2101101", "行政单位医疗", 0, health),
    ];
    let listed = all.into_iter().filter(|(_, _, basic, project)| basic + project > 0);
    listed
        .map(|(code, name, basic, project)| (code, name, print(basic + project), print(basic), print(project)))
        .collect()
}

fn table_of(year: u32, amounts: [u32; 3]) -> String {
    let rows = rows(amounts);
    let rows: Vec<_> =
        rows.iter().map(|(code, name, all, basic, project)| (*code, *name, &**all, &**basic, &**project)).collect();
    table(year, &rows)
}

/// The same figures said in other ways: lists of other kinds, shares, amounts in 元, codes in brackets.
fn shapes() -> [String; 5] {
    let circled = "（1）社会保障和就业支出（类）250.00万元，占83.33%。\n\n①人力资源和社会保障管理事务（款）行政运行（项）200.00万元，比上年预算增加10.00万元，增长5.26%。\n\n②人力资源和社会保障管理事务（款）社会保险经办机构（项）50.00万元，与上年预算持平。\n\n（2）卫生健康支出（类）50.00万元，占16.67%。";
    let sentence = "2023年一般公共预算拨款支出3,000,000.00元，其中：社会保障和就业支出2,500,000.00元，占83.33%；卫生健康支出500,000.00元，占16.67%。支出较2022年增加150,000.00元（增长5.26%）。";
    let codes = "（1）行政运行（2080101）200.00万元，较上年增加10.00万元；\n\n（2）社会保险经办机构（2080109）50.00万元，与上年相等；\n\n（3）行政单位医疗（2101101）50.00万元，较上年增加5.00万元。";
    [
        last(),
        with_list(circled),
        with_list(sentence),
        with_list(codes),
        last().replace("比上年预算增加", "较2022年预算数提高"),
    ]
}

proptest! {
    #![proptest_config(crate::chance::cases(12))]

    #[test]
    fn whatever_the_new_figures_are_a_second_time_changes_nothing_and_back_is_last_years_text(
        wages in prop_oneof![Just(20_000), 1..9_000_000u32],
        agency in prop_oneof![Just(5_000), Just(0), 1..9_000_000u32],
        health in prop_oneof![Just(5_000), Just(0), 1..9_000_000u32],
        shape in 0..5usize,
    ) {
        let this = table_of(2024, [wages, agency, health]);
        let folder = folder(&[
            ("去年.txt", &shapes()[shape]),
            ("今年.txt", &this),
            ("前年.txt", &table_of(2022, [19_000, 5_000, 4_500])),
        ]);
        let roll = |from: &str, with: &[&str], to: &str| {
            let arguments = [&["explain", "--from", from], with, &["--clean", "-o", to]].concat();
            let (_, told, status) = tongbi(folder.path(), &arguments);
            assert!(status == Some(0) || status == Some(1), "{told}");
            told
        };
        let path = |name: &str| folder.path().join(name);
        let first = roll("去年.txt", &["今年.txt"], "稿.docx");
        let told = roll("稿.docx", &["今年.txt", "去年.txt"], "再.docx");
        prop_assert_eq!(paragraphs(&path("再.docx")), paragraphs(&path("稿.docx")), "{}", told);
        prop_assert!(told.contains("改写了 0 处"), "{}", told);
        let second = roll("稿.docx", &["去年.txt", "前年.txt"], "回.docx");
        let (old, back) = (paragraphs(&path("去年.txt")), paragraphs(&path("回.docx")));
        prop_assert_eq!(old.len(), back.len());
        for (number, (old, back)) in old.iter().zip(&back).enumerate() {
            // Places count paragraphs of the document, in which each table has one of its own.
            let marked = [&first, &second].into_iter().any(|told| told.contains(&format!("第{}段", number + 1)));
            prop_assert!(old == back || marked, "{}\n{}\n{}{}", old, back, first, second);
        }
    }

    #[test]
    fn a_word_document_said_again_and_back_is_the_same_package_but_for_marks(
        wages in prop_oneof![Just(20_000), 1..9_000_000u32],
        agency in prop_oneof![Just(5_000), Just(0), 1..9_000_000u32],
        health in prop_oneof![Just(5_000), 1..9_000_000u32],
        shape in 0..5usize,
    ) {
        let folder = folder(&[
            ("去年.txt", &shapes()[shape]),
            ("去年表.txt", &table(2023, LAST)),
            ("今年.txt", &table_of(2024, [wages, agency, health])),
            ("前年.txt", &table_of(2022, [19_000, 5_000, 4_500])),
        ]);
        let roll = |from: &str, with: &[&str], to: &str, more: &[&str]| {
            let arguments = [&["explain", "--from", from], with, &["-o", to], more].concat();
            let (_, told, status) = tongbi(folder.path(), &arguments);
            assert!(status == Some(0) || status == Some(1), "{told}");
            std::fs::read(folder.path().join(to)).unwrap()
        };
        let old = roll("去年.txt", &["去年表.txt"], "去年.docx", &["--clean"]);
        prop_assert_eq!(&roll("去年.docx", &["去年表.txt"], "同.docx", &["--clean"]), &old, "the same figures");
        let new = roll("去年.docx", &["今年.txt"], "稿.docx", &["--clean"]);
        let again = roll("稿.docx", &["今年.txt", "去年.docx"], "再.docx", &["--clean"]);
        prop_assert_eq!(&again, &new, "a second time");
        let back = roll("稿.docx", &["去年表.txt", "前年.txt"], "回.docx", &["--clean"]);
        let mut compared = 0;
        for what in ["<w:tr[ >].*?</w:tr>", "<w:p[ >].*?</w:p>"] {
            let (was, draft, is) = (blocks(&old, what), blocks(&new, what), blocks(&back, what));
            prop_assert_eq!(was.len(), is.len());
            // The row of an item that is nothing is deleted and comes back as a new one, which is marked.
            let marked = |at: usize| draft.len() == was.len() && draft[at].contains("<w:comment");
            for (at, (was, is)) in was.iter().zip(&is).enumerate() {
                if !marked(at) && !is.contains("<w:comment") {
                    prop_assert_eq!(was, is);
                    compared += 1;
                }
            }
        }
        prop_assert!(compared > 15, "{}", compared);
        // Other parts are those of last year's document, byte for byte.
        for (name, part) in parts(&old) {
            if !matches!(name.as_str(), "word/document.xml" | "[Content_Types].xml" | "word/_rels/document.xml.rels") {
                prop_assert!(parts(&back).contains(&(name.clone(), part)), "{}", name);
            }
        }
        // Accepted, the tracked changes give what is written without tracking.
        let tracked = roll("去年.docx", &["今年.txt"], "修订.docx", &[]);
        prop_assert_eq!(crate::revising::accepted(&tracked), crate::revising::accepted(&new));
    }
}

/// The parts of a package.
fn parts(docx: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut parts = Vec::new();
    for at in 0..package.len() {
        let mut part = package.by_index(at).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        parts.push((name, bytes));
    }
    parts
}

/// The source of each row of a document's tables, or of each paragraph outside of them, by their pattern.
fn blocks(docx: &[u8], block: &str) -> Vec<String> {
    let main = crate::revising::part(docx, "word/document.xml");
    let pattern = |pattern: &str| regex::Regex::new(&format!("(?s){pattern}")).unwrap();
    let of_rows = block.contains("tr");
    let main = if of_rows { main.as_str().into() } else { pattern("<w:tbl>.*?</w:tbl>").replace_all(&main, "") };
    // A cell that was emptied and filled again no longer says that spaces at its ends count; there are none.
    let plain = |block: &str| block.replace(" xml:space=\"preserve\"", "");
    pattern(block).find_iter(&main).map(|found| plain(found.as_str())).collect()
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
        ("通知.txt", "会议通知\n\n请各科室报送名单。\n"),
        ("乙.txt", &other),
    ]);
    let cases: &[(&[&str], &str)] = &[
        (&["--from", "去年.txt"], "未提供今年的表。用法：tongbi explain --from 去年的公开 今年的表 -o 今年的公开.docx"),
        (&["--from", "去年.txt", "通知.txt"], "通知.txt：没有找到任何预决算表格或说明文字"),
        (&["--from", "去年.txt", "乙.txt"], "去年的公开是“甲中心”的，今年的表是“乙中心”的，单位名称不同"),
        (&["--from", "去年.txt", "今年.txt", "乙.txt"], "乙.txt：是“乙中心”的，去年的公开是“甲中心”的，这个文件未使用"),
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
fn tables_of_another_year_than_the_next_are_told() {
    for (year, how) in [(2022, "早于文字"), (2026, "与文字隔了年")] {
        let folder = folder(&[("去年.txt", &last()), ("表.txt", &table(year, THIS))]);
        let (_, told, _) = tongbi(folder.path(), &["explain", "--from", "去年.txt", "表.txt"]);
        let told_of =
            format!("文字是 2023 年的，提供的表是 {year} 年的，{how}：按 {year} 年改写，上年数用 {} 年的", year - 1);
        assert!(told.contains(&told_of), "{told}");
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

#[test]
fn an_item_that_was_nothing_and_is_nothing_leaves_its_list_and_the_numbers_close_up() {
    let gone = "2.社会保障和就业支出（类）人力资源和社会保障管理事务（款）就业管理事务（项）：2023年预算数为0.00万元，比上年预算减少5.00万元，下降100.00%，主要原因是事项结束。\n\n";
    let last = last().replace("2.社会保障和就业支出（类）", &format!("{gone}3.社会保障和就业支出（类）"));
    let last = last.replace("3.卫生健康支出（类）", "4.卫生健康支出（类）");
    let (out, told) = text(&last, &table(2024, THIS));
    assert!(
        !out.contains("就业管理事务") && told.contains("已删去：") && told.contains("上年和今年都没有这个科目的数"),
        "{out}{told}"
    );
    for sentence in [
        "1.社会保障和就业支出",
        "2.社会保障和就业支出（类）人力资源和社会保障管理事务（款）一般行政管理事务（项）",
        "3.社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构",
        "4.卫生健康支出",
    ] {
        assert!(out.contains(sentence), "{sentence}\n{out}");
    }
}

#[test]
fn numbers_in_words_and_several_new_items_move_on_too() {
    let (mut last, mut this) = (last(), THIS.to_vec());
    for (digit, word) in [("\n1.", "\n（一）"), ("\n2.", "\n（二）"), ("\n3.", "\n（三）")] {
        last = last.replace(digit, word);
    }
    this.insert(6, ("2080199", "其他人力资源和社会保障管理事务支出", "1.00", "", "1.00"));
    let (out, _) = text(&last, &table(2024, &this));
    for sentence in [
        "（二）社会保障和就业支出（类）人力资源和社会保障管理事务（款）一般行政管理事务",
        "（三）社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构",
        "（四）社会保障和就业支出（类）人力资源和社会保障管理事务（款）其他人力资源",
        "（五）卫生健康支出",
    ] {
        assert!(out.contains(sentence), "{sentence}\n{out}");
    }
}

#[test]
fn a_list_in_a_sentence_takes_up_a_new_member() {
    for (old, new) in [
        (
            "其中：社会保障和就业支出250.00万元，占83.33%；卫生健康支出50.00万元，占16.67%。",
            "其中：社会保障和就业支出280.00万元，占82.35%；卫生健康支出50.00万元，占14.71%；农林水支出10.00万元，占2.94%。",
        ),
        (
            "包括社会保障和就业支出（类）250.00万元、卫生健康支出（类）50.00万元。",
            "包括社会保障和就业支出（类）280.00万元、卫生健康支出（类）50.00万元、农林水支出（类）10.00万元。",
        ),
    ] {
        let last = last().replace(
            "（二）具体情况",
            &format!("（二）结构\n\n2023年一般公共预算拨款支出300.00万元，按功能分类，{old}\n\n（三）具体情况"),
        );
        let mut this: Vec<_> = THIS[1..].to_vec();
        this.insert(0, ("", "合计", "340.00", "180.00", "160.00"));
        this.extend([
            ("213", "农林水支出", "10.00", "", "10.00"),
            ("21301", "农业农村", "10.00", "", "10.00"),
            ("2130101", "行政运行", "10.00", "", "10.00"),
        ]);
        let (out, told) = text(&last, &table(2024, &this));
        assert!(out.contains(new), "{new}\n{out}\n{told}");
        assert!(told.contains("今年新增农林水支出（213）10.00万元，按这一项的写法加在后面，请核对"), "{told}");
    }
}

/// The text of a Word document's paragraphs that nobody has changed or marked.
pub fn untouched(docx: &[u8]) -> Vec<String> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut package.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    let xml = regex::Regex::new("(?s)<w:tbl>.*?</w:tbl>").unwrap().replace_all(&xml, "<w:p >");
    let pattern = r"<w:(?:ins|del) [^>]*/>|<w:p[ >]|<(?P<open>w:(?:ins|del|commentRangeStart)) |</?(?P<close>w:(?:ins|del)>|w:commentRangeEnd )|<w:t(?: [^>]*)?>(?P<text>[^<]*)</w:t>";
    let (mut texts, mut depth) = (vec![String::new()], 0i32);
    for found in regex::Regex::new(pattern).unwrap().captures_iter(&xml) {
        match (found.name("open"), found.name("close"), found.name("text")) {
            (Some(_), ..) => depth += 1,
            (_, Some(_), _) => depth -= 1,
            (.., Some(text)) if depth == 0 => texts.last_mut().unwrap().push_str(text.as_str()),
            // What stands between two parts of a number is no number.
            (.., Some(_)) => texts.last_mut().unwrap().push('|'),
            _ if found.get(0).unwrap().as_str().starts_with("<w:p") => texts.push(String::new()),
            _ => {}
        }
    }
    texts
}

/// The figures of texts that are not nothing, since nothing is still nothing, without the `same`.
pub fn figures<'t>(texts: &'t [String], same: &[&str]) -> Vec<&'t str> {
    let figure = regex::Regex::new(r"[\d,.]*\d\s*(?:[亿万千百]*元|%|平方米|[辆个人次台套家名])").unwrap();
    let found = texts.iter().flat_map(|text| figure.find_iter(text)).map(|found| found.as_str());
    let is_nothing = |figure: &str| !figure.contains(|c: char| ('1'..='9').contains(&c));
    found.filter(|figure| !is_nothing(figure) && !same.contains(figure)).collect()
}

#[test]
fn no_figure_of_last_year_is_left_without_a_mark() {
    let folder = folder(&[
        ("2024.txt", include_str!("../data/sample/2024.txt")),
        ("2025.txt", include_str!("fixtures/rolling/2025.txt")),
    ]);
    let roll = |arguments: &[&str]| {
        let (_, told, status) =
            tongbi(folder.path(), &[&["explain", "--from", "2024.txt", "2025.txt"], arguments].concat());
        assert_eq!(status, Some(1), "{told}");
    };
    roll(&["-o", "稿.docx"]);
    let texts = untouched(&std::fs::read(folder.path().join("稿.docx")).unwrap());
    let part = texts.iter().rposition(|text| text.starts_with("第三部分")).unwrap();
    let end = texts.iter().rposition(|text| text.starts_with("第四部分")).unwrap();
    // Shares of a whole that grew as they did are the same.
    assert_eq!(figures(&texts[part..end], &["100.00%", "50 万元"]), [""; 0]);
    // Accepted, the text passes the audit, but for what its writer has to fill in.
    roll(&["--clean", "-o", "清.docx"]);
    let paths = ["清.docx", "2025.txt"].map(|name| folder.path().join(name));
    let tables = std::fs::read_to_string(&paths[1]).unwrap();
    for row in ["208\t05\t01\t行政单位离退休\t172.80\t172.80", "总计\t1637.14"] {
        assert!(tables.contains(row), "{row}");
    }
    let loaded = load(&paths[..1], &LoadOptions::default(), &()).unwrap();
    let given = load(&paths[1..], &LoadOptions::default(), &()).unwrap();
    // Every figure of the new tables stands in the refilled ones.
    let key = |item: &tongbi::model::LineItem| {
        (item.table, item.code.clone(), item.name.clone(), item.measure.clone(), item.amount.map(|a| a.fen()))
    };
    let printed = |loaded: &tongbi::source::Loaded| -> Vec<_> {
        let of_year =
            loaded.items.iter().filter(|item| item.year.get() == 2025 && item.amount.is_some_and(|a| a.fen() != 0));
        of_year.filter(|item| item.origin == tongbi::model::Origin::Published).map(key).collect()
    };
    let refilled = printed(&loaded);
    let missing: Vec<_> = printed(&given).into_iter().filter(|figure| !refilled.contains(figure)).collect();
    assert_eq!(missing, []);
    let material = Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
    let audit = judge(&material);
    let wrong = audit.findings().into_iter().filter(|found| found.verdict.is_wrong() && found.verdict != Verdict::Open);
    let wrong: Vec<String> = wrong.map(|found| format!("{} {} {}", found.place, found.text, found.because)).collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_list_of_names_is_that_of_the_items_that_have_figures_now() {
    let list = "支出按功能分类包括：社会保障和就业支出、卫生健康支出。";
    let last = last().replace("（二）具体情况", &format!("（二）结构\n\n{list}\n\n（三）具体情况"));
    let mut this: Vec<_> = THIS.iter().filter(|row| !row.0.starts_with("210")).copied().collect();
    this.extend([
        ("221", "住房保障支出", "50.00", "", "50.00"),
        ("22102", "住房改革支出", "50.00", "", "50.00"),
        ("2210201", "住房公积金", "50.00", "", "50.00"),
    ]);
    let (out, _) = text(&last, &table(2024, &this));
    assert!(out.contains("支出按功能分类包括：社会保障和就业支出、住房保障支出。"), "{out}");
    // Some of them only: which, nobody knows.
    let some = last.replace("、卫生健康支出。", "、卫生健康支出等。");
    let (out, told) = text(&some, &table(2024, &this));
    assert!(out.contains("包括：社会保障和就业支出、卫生健康支出等。"), "{out}");
    assert!(told.contains("所列的卫生健康现在没有数，请核对"), "{told}");
}

#[test]
fn a_heading_behind_a_list_that_grew_keeps_its_number() {
    // 四 and （四） follow 3., but are no items of its list.
    for heading in ["四、其他", "（四）其他情况", "（三）其他情况\n\n四、其他"] {
        let (out, _) = text(&last().replace("二、其他", heading), &table(2024, THIS));
        for line in ["\n4.卫生健康支出", &format!("\n{heading}\n")] {
            assert!(out.contains(line), "{line}\n{out}");
        }
    }
}

fn procurement(year: u32, rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|row| row.replace(' ', "\t") + "\n").collect();
    format!("{year}年政府采购支出预算表\n编制单位：甲中心\t\t单位：万元\n采购品目\t采购方式\t总计\n{rows}\n")
}

#[test]
fn a_list_without_codes_is_this_years_from_its_first_row_to_its_last() {
    let last = last().replace(
        "第三部分 2023年",
        &format!(
            "{}第三部分 2023年",
            procurement(
                2023,
                &[
                    "合计 — 100.00",
                    "一、货物类 — 60.00",
                    "台式计算机 集中 40.00",
                    "复印机 分散 20.00",
                    "二、服务类 — 40.00",
                    "物业服务 集中 30.00",
                    "印刷服务 分散 10.00"
                ],
            )
        ),
    );
    let last = last.replace(
        "2023年，甲中心有车辆3辆",
        "2023年政府采购预算100.00万元，其中：政府采购货物预算60.00万元，政府采购工程预算0.00万元，政府采购服务预算40.00万元。\n\n2023年，甲中心有车辆3辆",
    );
    let rows = [
        "合计 — 150.00",
        "一、货物类 — 35.00",
        "复印机 分散 35.00",
        "二、工程类 — 65.00",
        "装修工程 集中 65.00",
        "三、服务类 — 50.00",
        "保安服务 分散 15.00",
        "物业服务 集中 35.00",
    ];
    let (out, told) = text(&last, &(table(2024, THIS) + &procurement(2024, &rows)));
    let list = out.split("采购方式").nth(1).unwrap().split("第三部分").next().unwrap();
    for (row, there) in [
        ("台式计算机", false),
        ("印刷服务", false),
        ("合计\t—\t150.00", true),
        ("复印机\t分散\t35.00", true),
        ("物业服务\t集中\t35.00", true),
    ] {
        assert_eq!(list.contains(row), there, "{row}\n{list}\n{told}");
    }
    let place = |words: &str| list.find(words).unwrap_or_else(|| panic!("{words}\n{list}"));
    assert!(place("复印机") < place("装修工程") && place("装修工程") < place("保安服务"), "{list}");
    assert!(place("保安服务") < place("物业服务"), "{list}");
    let sentence = "2024年政府采购预算150.00万元，其中：政府采购货物预算35.00万元，政府采购工程预算65.00万元，政府采购服务预算50.00万元。";
    assert!(out.contains(sentence), "{out}\n{told}");
    // Where the rows do not come to the total, what is missing may have been forgotten.
    let rows: Vec<String> = rows.iter().map(|row| row.replace("合计 — 150.00", "合计 — 190.00")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (out, told) = text(&last, &(table(2024, THIS) + &procurement(2024, &rows)));
    assert!(out.contains("台式计算机\t集中") && told.contains("今年的表中没有这个数，请核对"), "{out}\n{told}");
}

#[test]
fn an_amount_in_words_is_said_in_words_again() {
    let sentence =
        |(all, health): (&str, &str)| format!("甲中心%年一般公共预算拨款支出{all}，其中：卫生健康支出{health}。");
    let cases = [
        (("叁佰万元", "五十万元"), ("叁佰叁拾万元", "五十万元")),
        (("300万元", "人民币伍拾万元整"), ("330万元", "人民币伍拾万元整")),
        (("0.030亿元", "500000元"), ("0.033亿元", "500000元")),
        (("3百万元", "50万元"), ("3.3百万元", "50万元")),
    ];
    for (old, new) in cases {
        let written = sentence(old).replace('%', "2023");
        let last = last().replace("（二）具体情况", &format!("（二）结构\n\n{written}\n\n（三）具体情况"));
        let (out, told) = text(&last, &table(2024, THIS));
        let new = sentence(new).replace('%', "2024");
        assert!(out.contains(&new), "{written}\n{new}\n{out}\n{told}");
    }
}

#[test]
fn an_amount_in_two_units_and_an_exact_one_keep_their_form() {
    let big = |year: u32, [all, social, health]: [&str; 3]| {
        let rows = [("", "合计", all), ("208", "社会保障和就业支出", social), ("210", "卫生健康支出", health)];
        table(year, &rows.map(|(code, name, amount)| (code, name, amount, amount, "")))
    };
    let sentence = "甲中心2023年一般公共预算拨款支出3亿元，其中：社会保障和就业支出2亿5000万元，卫生健康支出五千万元，占六分之一。";
    let last =
        format!("{}第三部分 2023年单位预算情况说明\n\n{sentence}\n", big(2023, ["30000.00", "25000.00", "5000.00"]));
    for (amounts, new) in [
        (
            ["33000.00", "28000.00", "5000.00"],
            "拨款支出3.3亿元，其中：社会保障和就业支出2亿8000万元，卫生健康支出五千万元",
        ),
        (
            ["35012.00", "30000.00", "5012.00"],
            "拨款支出3.5亿元，其中：社会保障和就业支出3亿元，卫生健康支出五千零一十二万元",
        ),
    ] {
        let (out, told) = text(&last, &big(2024, amounts));
        assert!(out.contains(new), "{new}\n{out}\n{told}");
        assert!(told.contains("“六分之一”：这个比例沿用去年，请核对"), "{told}");
    }
}

/// 基本支出 by economic category, as forms without columns for 人员经费 and 公用经费 print it.
fn basic(year: u32, amounts: [&str; 4]) -> String {
    let [all, wages, goods, families] = amounts;
    format!(
        "{year}年一般公共预算基本支出情况表\n编制单位：甲中心\t\t单位：万元\n科目编码\t科目名称\t合计\n\t合计\t{all}\n301\t工资福利支出\t{wages}\n302\t商品和服务支出\t{goods}\n303\t对个人和家庭的补助\t{families}\n\n"
    )
}

#[test]
fn an_amount_that_no_table_prints_is_the_sum_of_the_rows_it_is_made_of() {
    let sentence = "甲中心2023年一般公共预算基本支出200.00万元，其中：\n\n（一）人员经费180.00万元，主要包括：基本工资。\n\n（二）公用经费20.00万元，主要包括：办公费。\n\n";
    let last = last()
        .replace("第三部分 2023年", &format!("{}第三部分 2023年", basic(2023, ["200.00", "170.00", "20.00", "10.00"])))
        .replace("二、其他", &format!("二、一般公共预算基本支出情况\n\n{sentence}三、其他"));
    let this = table(2024, THIS) + &basic(2024, ["180.00", "150.00", "25.00", "5.00"]);
    let (out, told) = text(&last, &this);
    for words in ["基本支出180.00万元，其中：", "人员经费155.00万元", "公用经费25.00万元"] {
        assert!(out.contains(words), "{words}\n{out}\n{told}");
    }
    // A figure that is not this sum last year is not one this year.
    let (out, told) = text(&last.replace("人员经费180.00万元", "人员经费170.00万元"), &this);
    assert!(out.contains("人员经费170.00万元"), "{out}\n{told}");
}

#[test]
fn a_project_is_worth_what_the_table_of_projects_says() {
    let projects = |year: u32, rows: &[(&str, &str, &str)]| {
        let rows: String = rows
            .iter()
            .map(|(code, project, amount)| format!("{code}\t社会保险经办机构\t{year}年{project}\t{amount}\n"))
            .collect();
        format!(
            "{year}年一般公共预算项目支出情况表\n编制单位：甲中心\t\t\t单位：万元\n科目编码\t科目名称\t项目名称\t项目支出合计\n{rows}\n"
        )
    };
    let old = projects(
        2023,
        &[("2080109", "经办保障项目", "30.00"), ("2101101", "经办保障项目", "50.00"), ("2080109", "宣传项目", "20.00")],
    );
    let new = projects(
        2024,
        &[("2080109", "经办保障项目", "45.00"), ("2101101", "经办保障项目", "50.00"), ("2080109", "调查项目", "55.00")],
    );
    let words = "二、项目支出情况\n\n（一）项目名称：2023年经办保障项目\n\n预算安排规模：80.00万元\n\n（二）项目名称：2023年宣传项目\n\n预算安排规模：20.00万元\n\n三、其他";
    let last = last().replace("第三部分 2023年", &format!("{old}第三部分 2023年")).replace("二、其他", words);
    let (out, told) = text(&last, &(table(2024, THIS) + &new));
    assert!(out.contains("项目名称：2024年经办保障项目\n\n预算安排规模：95.00万元"), "{out}\n{told}");
    assert!(told.contains("今年的表中没有项目“宣传项目”，请核对"), "{told}");
}

#[test]
fn a_statement_of_nothing_holds_if_this_years_table_is_empty() {
    let said = "甲中心2023年没有使用政府性基金预算拨款安排的支出。";
    let last = last().replace("二、其他\n", &format!("二、政府性基金情况\n\n{said}\n\n三、其他\n"));
    let fund = |rows: &str| {
        format!(
            "2024年政府性基金预算支出情况表\n编制单位：甲中心\t\t\t单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n{rows}\n"
        )
    };
    let (_, told) = text(&last, &(table(2024, THIS) + &fund("\t\t\t\t\n")));
    assert!(!told.contains("政府性基金预算拨款安排的支出”"), "{told}");
    let (_, told) = text(&last, &(table(2024, THIS) + &fund("229\t其他支出\t5.00\t\t5.00\n")));
    assert!(told.contains("政府性基金预算拨款安排的支出”：今年的表里有这个数，这句话不再成立，请改写"), "{told}");
    let (_, told) = text(&last, &table(2024, THIS));
    assert!(told.contains("政府性基金预算拨款安排的支出”：沿用去年，请核对今年是否仍然如此"), "{told}");
}

#[test]
fn a_text_of_another_year_that_is_of_no_use_is_told() {
    let other = "甲中心2019年单位预算情况说明\n\n2019年，甲中心一般公共预算拨款支出100.00万元，主要用于日常工作。\n";
    let folder = folder(&[("去年.txt", &last()), ("今年.txt", &table(2024, THIS)), ("旧文.txt", other)]);
    let (_, told, status) = tongbi(folder.path(), &["explain", "--from", "去年.txt", "今年.txt", "旧文.txt"]);
    assert_eq!(status, Some(2), "{told}");
    assert!(told.contains("旧文.txt：只有 2019 年的文字，用的是 2023、2024 年，这个文件未使用"), "{told}");
}

/// The disclosure with this part of its text in place of the list of items.
fn with_list(list: &str) -> String {
    let last = last();
    let (from, to) = (last.find("（二）具体情况").unwrap(), last.find("二、其他").unwrap());
    format!("{}（二）具体情况\n\n{list}\n\n{}", &last[..from], &last[to..])
}

#[test]
fn lists_of_every_numbering_and_depth_take_up_a_new_item_and_go_on_counting() {
    let circled = "（1）社会保障和就业支出（类）250.00万元，占83.33%。\n\n①人力资源和社会保障管理事务（款）行政运行（项）200.00万元，比上年预算增加10.00万元，增长5.26%。\n\n②人力资源和社会保障管理事务（款）社会保险经办机构（项）50.00万元，与上年预算持平。\n\n（2）卫生健康支出（类）50.00万元，占16.67%。\n\n①行政事业单位医疗（款）行政单位医疗（项）50.00万元，与上年预算持平。";
    let (out, told) = text(&with_list(circled), &table(2024, THIS));
    for line in [
        "（1）社会保障和就业支出（类）280.00万元，占84.85%。",
        "①人力资源和社会保障管理事务（款）行政运行（项）180.00万元，比上年预算减少20.00万元，下降10.00%。",
        "②人力资源和社会保障管理事务（款）一般行政管理事务（项）40.00万元，比上年预算增加40.00万元，增长【待补充：增长率】。",
        "③人力资源和社会保障管理事务（款）社会保险经办机构（项）60.00万元，比上年预算增加10.00万元，增长20.00%。",
        "（2）卫生健康支出（类）50.00万元，占15.15%。",
        "①行政事业单位医疗（款）行政单位医疗（项）50.00万元，与上年预算持平。",
    ] {
        assert!(out.contains(&format!("\n{line}\n")), "{line}\n{out}\n{told}");
    }
    let mixed = "1.社会保障和就业支出（类）人力资源和社会保障管理事务（款）250.00万元，其中：行政运行（项）200.00万元，社会保险经办机构（项）50.00万元。\n\n2.卫生健康支出（类）行政事业单位医疗（款）50.00万元，其中：行政单位医疗（项）50.00万元。";
    let (out, told) = text(&with_list(mixed), &table(2024, THIS));
    let line = "1.社会保障和就业支出（类）人力资源和社会保障管理事务（款）280.00万元，其中：行政运行（项）180.00万元，一般行政管理事务（项）40.00万元，社会保险经办机构（项）60.00万元。";
    assert!(out.contains(line), "{line}\n{out}\n{told}");
}

#[test]
fn an_amount_that_a_bracket_repeats_is_replaced_in_both_forms() {
    for (old, new) in [
        ("300.00万元（大写：叁佰万元整）", "330.00万元（大写：叁佰叁拾万元整）"),
        ("300.00万元（人民币叁佰万元整）", "330.00万元（人民币叁佰叁拾万元整）"),
        ("300.00万元（叁佰万元）", "330.00万元（叁佰叁拾万元）"),
        ("叁佰万元整（小写：300.00万元）", "叁佰叁拾万元整（小写：330.00万元）"),
        ("3000000.00元（大写：叁佰万圆整）", "3300000.00元（大写：叁佰叁拾万圆整）"),
    ] {
        let said = |all: &str, year: u32| {
            let basic = if year == 2023 { "200.00" } else { "180.00" };
            format!("甲中心{year}年一般公共预算拨款支出{all}，其中：基本支出{basic}万元")
        };
        let last = with_list(&format!("{}；项目支出100.00万元（壹佰万元）。", said(old, 2023)));
        let (out, told) = text(&last, &table(2024, THIS));
        let new = format!("{}；项目支出150.00万元（壹佰伍拾万元）。", said(new, 2024));
        assert!(out.contains(&new), "{new}\n{out}\n{told}");
    }
    let last = with_list("甲中心2023年一般公共预算拨款支出300.00万元（大写：叁佰壹拾万元整）。");
    let (_, told) = text(&last, &table(2024, THIS));
    assert!(told.contains("“叁佰壹拾万元整”：与前面的数不同，请核对"), "{told}");
}

#[test]
fn an_item_that_this_years_table_no_longer_has_is_nothing_however_the_text_names_it() {
    let this: Vec<_> = THIS.iter().filter(|row| !row.0.starts_with("210")).copied().collect();
    let list = "支出300.00万元，其中：\n\n1.社会保障和就业支出250.00万元。\n\n2.卫生健康支出50.00万元。";
    let (out, told) = text(&with_list(list), &table(2024, &this));
    assert!(out.contains("2.卫生健康支出0.00万元。"), "{out}\n{told}");
    // A total is never nothing because the text does not call it by its name.
    assert!(!out.contains("\n支出0.00万元"), "{out}\n{told}");
}

#[test]
fn an_order_that_no_longer_holds_is_told() {
    let list =
        "按金额从大到小依次为：社会保障和就业支出（类）250.00万元，占83.33%；卫生健康支出（类）50.00万元，占16.67%。";
    let (_, told) = text(&with_list(list), &table(2024, THIS));
    assert!(!told.contains("次序"), "{told}");
    let this = [
        ("", "合计", "330.00", "180.00", "150.00"),
        ("208", "社会保障和就业支出", "80.00", "80.00", ""),
        ("210", "卫生健康支出", "250.00", "100.00", "150.00"),
    ];
    let (_, told) = text(&with_list(list), &table(2024, &this));
    assert!(told.contains("“从大到小”：按今年的数，先后次序已经改变，请调整"), "{told}");
}

#[test]
fn a_new_project_or_item_of_which_the_text_says_nothing_is_told_with_its_amount() {
    let projects = |year: u32, rows: &[(&str, &str)]| {
        let rows: String =
            rows.iter().map(|(name, amount)| format!("2080109\t社会保险经办机构\t{name}\t{amount}\n")).collect();
        format!(
            "{year}年一般公共预算项目支出情况表\n编制单位：甲中心\t\t\t单位：万元\n科目编码\t科目名称\t项目名称\t项目支出合计\n{rows}\n"
        )
    };
    let old = projects(2023, &[("经办保障项目", "30.00"), ("宣传项目", "20.00")]);
    let new = projects(2024, &[("经办保障项目", "45.00"), ("宣传项目", "20.00"), ("调查项目", "55.00")]);
    let words = "二、项目支出情况\n\n（一）项目名称：经办保障项目\n\n预算安排规模：30.00万元\n\n（二）项目名称：宣传项目\n\n预算安排规模：20.00万元\n\n三、其他";
    let last = last().replace("第三部分 2023年", &format!("{old}第三部分 2023年")).replace("二、其他", words);
    let (_, told) = text(&last, &(table(2024, THIS) + &new));
    assert!(told.contains("今年新增项目“调查项目”55.00万元，去年的文字没有提到，请补充"), "{told}");
    // A text that only gives totals: the new row of the table says so.
    let (_, told) = text(&with_list("2023年支出300.00万元。"), &table(2024, THIS));
    let note = "2080102 一般行政管理事务 40.00 40.00”：今年新增的科目，去年的文字没有提到，需要时请补写";
    assert!(told.contains(note), "{told}");
}
