//! What a user adds on the local page (charts in the text, corrections) stands in every download, as the commands write it.

use crate::serve::{Served, between, served, written};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::Command;

/// A part of a package.
fn part(package: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The names of the pictures in a Word document.
fn pictures(document: &[u8]) -> usize {
    let archive = zip::ZipArchive::new(Cursor::new(document)).unwrap();
    archive.file_names().flatten().filter(|name| name.ends_with(".png")).count()
}

/// The archive of the page holds what `report` writes.
fn is_reported(served: &Served, project: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    let done =
        program.args(["--quiet", "--no-config", "report"]).arg(project).arg("-o").arg(folder.path()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut archive = zip::ZipArchive::new(Cursor::new(served.get("/download/report.zip").body)).unwrap();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(std::fs::read(folder.path().join(&name)).unwrap() == bytes, "{name} differs");
    }
}

#[test]
fn a_chart_that_is_put_into_the_text_stands_in_its_document_and_is_taken_away_again() {
    let (folder, served) = served();
    let project = folder.path().join("项目");
    let unit = between(&served.get("/text").text(), "data-unit=\"", "\"").to_owned();
    let before = served.get("/download/text.docx").body;
    assert_eq!(pictures(&before), 0);
    let put = |words: Value, stands: bool, version: u64| {
        served.post("/charts", &json!({ "unit": unit, "words": words, "stands": stands, "version": version }))
    };
    for wrong in [
        json!({ "kind": "饼图" }),
        json!({ "kind": "units" }),
        json!({ "kind": "variance", "palette": "彩虹" }),
        json!({ "kind": "variance", "top": "许多" }),
        json!({ "kind": "variance", "font": "/etc/passwd" }),
        json!({ "level": "款" }),
    ] {
        let refused = put(wrong.clone(), true, 0);
        assert_eq!(refused.status, 422, "{wrong}: {}", refused.text());
    }
    let variance = json!({ "kind": "variance", "table": "general", "level": "款", "palette": "gray" });
    assert_eq!(put(variance.clone(), true, 0).status, 200);
    assert_eq!(put(variance.clone(), false, 0).status, 409, "the version is an old one");
    assert_eq!(put(json!({ "kind": "waterfall" }), true, 0).status, 200);
    assert_eq!(put(json!({ "kind": "trend" }), true, 0).status, 200);
    let document = served.get("/download/text.docx").body;
    assert_eq!(pictures(&document), 3);
    let body = part(&document, "word/document.xml");
    for caption in ["瀑布图", "增减图", "趋势图"] {
        assert!(body.contains(caption), "{caption}");
    }
    assert!(document == written(&["explain", project.to_str().unwrap()], "x.docx"));
    is_reported(&served, &project);
    let text = served.get("/text").text();
    assert!(text.contains("说明里的图") && text.contains("增减图（一般公共预算支出情况表，款）"), "{text}");
    let drawn = served.get("/charts?kind=variance&table=general&level=%E6%AC%BE&palette=gray&width=2000").text();
    assert!(
        drawn.contains("从情况说明里拿掉") && !drawn.contains("放进情况说明</button>"),
        "the width is not the chart"
    );
    assert!(served.get("/charts?kind=variance").text().contains("放进情况说明</button>"));
    // Nobody else's text has it, and the text alone has no pictures.
    assert!(!String::from_utf8(served.get("/download/text.md").body).unwrap().contains("增减图"));
    for (words, version) in [(variance, 1), (json!({ "kind": "waterfall" }), 1), (json!({ "kind": "trend" }), 1)] {
        assert_eq!(put(words, false, version).status, 200);
    }
    assert!(served.get("/download/text.docx").body == before, "taken away, the document is what it was");
}

#[test]
fn corrections_are_told_in_every_download_as_the_commands_tell_them() {
    let (folder, served) = served();
    let project = folder.path().join("项目");
    let project = project.to_str().unwrap();
    let corrected = json!({ "name": "2023.txt", "year": "2022年", "version": 1 });
    assert_eq!(served.post("/inputs", &corrected).status, 200);
    let told = "年度按使用者的更正，作 2022 年";
    let sheet = |bytes: &[u8]| part(bytes, "xl/sharedStrings.xml");
    for (name, arguments) in [
        ("comparison.xlsx", &["compare", project][..]),
        ("comparison.json", &["compare", project]),
        ("findings.xlsx", &["audit", project]),
        ("findings.json", &["audit", project]),
        ("findings.txt", &["audit", "--ledger", project]),
        ("text.docx", &["explain", project]),
        ("text.md", &["explain", project]),
        ("text.txt", &["explain", project]),
        ("comparison.csv", &["compare", project]),
    ] {
        let ours = served.get(&format!("/download/{name}")).body;
        let (_, extension) = name.rsplit_once('.').unwrap();
        assert!(ours == written(arguments, &format!("x.{extension}")), "{name} differs");
        let text = match extension {
            "xlsx" => sheet(&ours),
            "docx" => part(&ours, "word/document.xml"),
            _ => String::from_utf8(ours).unwrap(),
        };
        // A table of figures has no place for it: the page says so.
        assert_eq!(text.contains(told), extension != "csv", "{name}");
    }
    let page = served.get("/comparison").text();
    assert!(page.contains("有 1 处按使用者的更正读取") && page.contains("CSV、Parquet 和图里写不下"), "{page}");
    let archive = served.get("/download/report.zip").body;
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    for name in ["manifest.json", "summary.md", "report.html", "data/comparison.json", "data/findings.json", "说明.txt"]
    {
        let at = (0..archive.len()).find(|at| archive.by_index(*at).unwrap().name().unwrap().ends_with(name)).unwrap();
        let mut text = String::new();
        archive.by_index(at).unwrap().read_to_string(&mut text).unwrap();
        assert!(text.contains(told), "{name}");
    }
    is_reported(&served, Path::new(project));
    // Taken back, nothing is told any more.
    assert_eq!(served.post("/inputs", &json!({ "name": "2023.txt", "year": "", "version": 2 })).status, 200);
    assert!(!sheet(&served.get("/download/comparison.xlsx").body).contains("使用者的更正"));
    assert!(!served.get("/comparison").text().contains("使用者的更正读取"));
}

/// Two tables of which only the first says its amount unit, on two pages or parts each.
fn two_tables(year: u16) -> String {
    let table = |title: &str, unit: &str| {
        format!("{title}\n{unit}科目编码\t科目名称\t合计\n208\t社会保障和就业支出\t1200.00\n合计\t\t1200.00\n\n")
    };
    format!(
        "甲局{year}年单位预算\n编制单位：甲局\n\n{}{}",
        table("支出总体情况表", "单位：万元\n"),
        table("一般公共预算支出情况表", "")
    )
}

#[test]
fn the_amount_unit_of_a_single_table_is_corrected_and_the_others_keep_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("项目"));
    for year in [2023, 2024] {
        assert_eq!(served.drop_file(&format!("{year}.txt"), two_tables(year).as_bytes()).status, 200);
    }
    let files = served.get("/").text().replace("&#x2f;", "/");
    let place = between(&files, "data-place=\"", "\"").to_owned();
    assert!(place.starts_with("2023.txt 第"), "{place}");
    let correct = |money: &str, version: u64| {
        served.post("/inputs", &json!({ "name": "2023.txt", "table_money": [place, money], "version": version }))
    };
    assert_eq!(correct("毛", 1).status, 422);
    assert_eq!(correct("元", 1).status, 200);
    let files = served.get("/").text();
    assert!(files.contains("“支出总体情况表”按使用者的更正，按元计金额"), "{files}");
    let project = folder.path().join("项目");
    let csv = String::from_utf8(written(&["extract", project.to_str().unwrap()], "x.csv")).unwrap();
    let amounts = |table: &str, year: &str| {
        let rows =
            csv.lines().filter(|line| line.contains(&format!(",{year},")) && line.contains(&format!(",{table},")));
        rows.map(|line| line.contains(",12000000.00,")).collect::<Vec<_>>()
    };
    assert_eq!(amounts("expenditure", "2023"), [false, false], "corrected: {csv}");
    assert!(csv.contains(",1200.00,"), "{csv}");
    for (table, year) in [("general", "2023"), ("expenditure", "2024"), ("general", "2024")] {
        assert_eq!(amounts(table, year), [true, true], "{table} {year}: {csv}");
    }
    // A unit for the whole file does not outweigh that of the table.
    assert_eq!(served.post("/inputs", &json!({ "name": "2023.txt", "money": "亿元", "version": 2 })).status, 200);
    let csv = String::from_utf8(written(&["extract", project.to_str().unwrap()], "x.csv")).unwrap();
    assert!(csv.contains(",1200.00,") && csv.contains(",120000000000.00,"), "{csv}");
    assert_eq!(correct("", 3).status, 200);
    assert!(!served.get("/").text().contains("按元计金额"));
}

#[test]
fn a_name_that_is_too_long_is_refused_and_nothing_is_cut() {
    let (_folder, served) = served();
    let long = "甲".repeat(101);
    let refused = served.post("/inputs", &json!({ "name": "2023.txt", "unit": long, "version": 1 }));
    assert_eq!(refused.status, 422);
    assert!(refused.json()["message"].as_str().unwrap().contains("超过 100 个字"), "{}", refused.text());
    assert_eq!(served.post("/inputs", &json!({ "name": "2023.txt", "unit": &long[3..], "version": 1 })).status, 200);
    for path in ["/", "/text", "/findings"] {
        assert!(!served.get(path).text().contains("maxlength"), "the browser cuts nothing either: {path}");
    }
}

#[test]
fn the_list_of_units_goes_by_what_was_decided() {
    let (_folder, served) = served();
    let other = String::from_utf8(std::fs::read("data/sample/2024.txt").unwrap()).unwrap().replace("示例州", "另一州");
    assert_eq!(served.drop_file("另一州.txt", other.as_bytes()).status, 200);
    let wrong = |page: &str| {
        let row = between(page, "示例州社会保险服务中心</a>", "</tr>");
        row.contains("class=\"n bad\"")
    };
    assert!(wrong(&served.get("/units").text()));
    let findings = served.get("/findings?of=%E7%A4%BA%E4%BE%8B%E5%B7%9E%E7%A4%BE%E4%BC%9A%E4%BF%9D%E9%99%A9%E6%9C%8D%E5%8A%A1%E4%B8%AD%E5%BF%83");
    let findings = findings.text().replace("&#x9;", "\t").replace("&#x2f;", "/");
    let all: BTreeSet<&str> =
        findings.split("data-finding=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(!all.is_empty());
    for finding in all {
        let state = json!({ "finding": finding, "state": "wrong", "version": 0 });
        assert_eq!(served.post("/findings", &state).status, 200);
    }
    assert!(!wrong(&served.get("/units").text()), "what is settled counts no more");
}
