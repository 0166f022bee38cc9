//! Codes and names: the shipped catalog, `tongbi code`, codes for names, and names that disagree.

use std::process::Command;
use tongbi::model::Catalog;
use tongbi::model::{Classification, Code, Level, WarningKind};
use tongbi::source::{Loaded, load_texts};

fn read(texts: &[(&str, &str)]) -> Loaded {
    load_texts(texts, &Default::default()).unwrap()
}

fn codes(loaded: &Loaded) -> Vec<(&str, &str)> {
    loaded.items.iter().map(|item| (item.code.as_ref().map_or("", Code::as_str), &*item.name)).collect()
}

fn tongbi(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

const NAMED: &str = "某中心2024年单位预算公开\n收支总体情况表\n单位：万元\n\
    收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
    一、一般公共预算拨款\t10.00\t一、一般公共服务支出\t2.00\n\
    二、单位资金\t0.00\t八、社会保障和就业支出\t8.00\n\
    收入总计\t10.00\t支出总计\t10.00\n";

#[test]
fn every_entry_of_the_catalog_is_sound_and_found_by_code_and_name() {
    let catalog = Catalog::shipped();
    assert!(catalog.entries().len() > 1500);
    for entry in catalog.entries() {
        assert_eq!(entry.classification, entry.code.classification().unwrap(), "{}", entry.code);
        assert!(catalog.name(&entry.code).is_some());
    }
    let code = |text: &str| Code::new(text).unwrap();
    assert_eq!(catalog.name(&code("208")), Some("社会保障和就业支出"), "the name of today, not of 2009");
    let found = catalog.codes(Classification::Economic, "维修(护)费");
    assert_eq!(found.into_iter().map(Code::as_str).collect::<Vec<_>>(), ["30213"]);
    assert!(catalog.codes(Classification::Functional, "其他企业改革发展补助").is_empty(), "known in 2009 only");
}

#[test]
fn a_numbered_name_gets_the_code_of_the_catalog() {
    let loaded = read(&[("a.txt", NAMED)]);
    let codes = codes(&loaded);
    assert!(codes.contains(&("208", "社会保障和就业支出")), "{codes:?}");
    assert!(codes.contains(&("201", "一般公共服务支出")), "{codes:?}");
    assert!(codes.contains(&("", "一般公共预算拨款")), "a source of revenue has no code: {codes:?}");
}

#[test]
fn the_codes_of_the_documents_come_before_the_catalog() {
    let data = "year,unit,code,name,amount\n2024,某中心,298,社会保障和就业支出,1\n2024,某中心,299,一般公共服务支出,1\n\
                2024,某中心,297,一般公共服务支出,1\n";
    let loaded = read(&[("a.txt", NAMED), ("b.csv", data)]);
    let codes = codes(&loaded);
    assert_eq!(codes.iter().filter(|one| **one == ("298", "社会保障和就业支出")).count(), 2, "{codes:?}");
}

#[test]
fn a_code_without_a_name_is_named_by_the_documents_and_then_by_the_catalog() {
    let data =
        "year,code,name,amount\n2023,2080501,单位退休支出,1\n2024,2080501,,2\n2024,2080505,,3\n2024,2999999,,4\n";
    let loaded = read(&[("a.csv", data)]);
    let expected = [
        ("2080501", "单位退休支出"),
        ("2080501", "单位退休支出"),
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("2999999", "2999999"),
    ];
    assert_eq!(codes(&loaded), expected);
    assert!(loaded.items.iter().all(|item| item.level == Level::Item));
}

#[test]
fn two_names_of_one_code_are_reported_once_with_both_places() {
    let data = "year,code,name,amount\n2023,20805,行政事业单位离退休,1\n2024,20805,行政事业单位养老支出,2\n\
                2024,20805,行政事业单位养老支出,2\n2024,20899,其他支出（款）,1\n2023,20899,其他支出 (款),1\n";
    let loaded = read(&[("a.csv", data)]);
    let found: Vec<_> = loaded.warnings.iter().filter(|one| one.kind == WarningKind::NameConflict).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    let message = &found[0].message;
    for part in ["20805", "行政事业单位离退休", "行政事业单位养老支出", "2023年", "a.csv 第2行"] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[test]
fn the_code_command_shows_the_exact_code_first_and_its_path() {
    let (text, _, status) = tongbi(&["code", "2080501", "--format", "csv"]);
    let row = text.lines().nth(1).unwrap();
    assert_eq!(status, Some(0));
    assert!(row.starts_with("2080501,行政单位离退休,项,functional,社会保障和就业支出 > 行政事业单位养老支出"), "{row}");
    let (text, ..) = tongbi(&["code", "208", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(rows[0]["code"], "208");
    assert!(rows.as_array().unwrap().iter().skip(1).all(|row| row["code"].as_str().unwrap().starts_with("208")));
}

#[test]
fn the_code_command_finds_names_of_given_documents() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "year,code,name,amount\n2024,2999901,离奇科目,1\n").unwrap();
    let (text, _, status) = tongbi(&["code", "离奇", file.to_str().unwrap()]);
    assert_eq!(status, Some(0));
    assert!(text.contains("2999901") && text.contains("a.csv") && text.contains("2024"), "{text}");
}

#[test]
fn a_query_without_a_hit_says_what_else_to_try() {
    let (text, message, status) = tongbi(&["code", "没有这个科目"]);
    assert_eq!((text.as_str(), status), ("", Some(1)));
    assert!(message.contains("没有查到“没有这个科目”") && message.contains("208"), "{message}");
}

#[test]
fn a_sum_under_a_code_that_no_document_prints_is_named_by_the_catalog() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "year,code,amount\n2023,2080501,1\n2024,2080501,2\n2023,2299901,1\n2024,2299901,1\n")
        .unwrap();
    let (text, _, status) = tongbi(&["compare", file.to_str().unwrap(), "--format", "csv"]);
    assert_eq!(status, Some(0));
    for name in [",208,类,社会保障和就业支出,", ",20805,款,行政事业单位养老支出,", ",229,类,其他支出,"]
    {
        assert!(text.contains(name), "{name} in\n{text}");
    }
}
