//! 本地页面不覆盖用户的文件: exports go to the browser, and the project folder keeps what a user puts into it.

use crate::serve::{Served, between, served};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.extend(contents(&path).into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            found.insert(path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn exports_leave_every_file_of_the_project_as_it_is() {
    let (folder, served) = served();
    let project = folder.path().join("项目");
    // A user keeps other files there too, with names that exports have.
    for name in ["text.docx", "comparison.xlsx", "report.zip", "files/我的.txt"] {
        std::fs::write(project.join(name), "我的东西").unwrap();
    }
    let before = contents(&project);
    for path in [
        "/download/comparison.csv",
        "/download/comparison.xlsx",
        "/download/comparison.parquet",
        "/download/text.docx",
        "/download/text.md",
        "/download/findings.xlsx",
        "/download/findings.json",
        "/download/report.zip",
        "/chart.svg?kind=waterfall",
        "/chart.png?kind=waterfall",
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(contents(&project) == before, "{path}");
    }
    drop(served);
    let served = Served::start(&project);
    assert_eq!(served.get("/").status, 200);
    assert!(contents(&project) == before, "started again");
}

#[test]
fn a_file_of_the_same_name_and_an_entry_changed_by_hand_are_kept() {
    let (folder, served) = served();
    let project = folder.path().join("项目");
    let kept = contents(&project.join("files"));
    assert_eq!(served.drop_file("2024.txt", "2024年的另一份\n\n单位预算100.00万元。\n".as_bytes()).status, 200);
    let now = contents(&project.join("files"));
    assert_eq!(now.len(), kept.len() + 1);
    assert!(kept.iter().all(|(name, bytes)| now.get(name) == Some(bytes)), "the file of that name is still there");

    let text = served.get("/text").text();
    let keys: Vec<&str> =
        text.match_indices("data-key=\"reasons.").map(|(at, _)| between(&text[at..], "data-key=\"", "\"")).collect();
    let unit = between(&text, "data-unit=\"", "\"");
    let typed = |key: &str, words: &str| json!({ "unit": unit, "key": key, "text": words, "version": 0 });
    assert_eq!(served.post("/texts", &typed(keys[0], "人员增加")).status, 200);
    let list = project.join("texts.toml");
    let by_hand = std::fs::read_to_string(&list).unwrap().replace("人员增加", "由我改过");
    std::fs::write(&list, &by_hand).unwrap();
    let other = keys.iter().find(|key| **key != keys[0]).unwrap();
    assert_eq!(served.post("/texts", &typed(other, "缴费基数提高")).status, 200);
    let both = std::fs::read_to_string(&list).unwrap();
    assert!(both.contains("由我改过") && both.contains("缴费基数提高"), "{both}");
    // What cannot be read is not replaced by what can.
    std::fs::write(&list, "改到一半 [[").unwrap();
    let refused = served.post("/texts", &typed(keys[0], "再写一次"));
    assert!(refused.status >= 400 && refused.text().contains("texts.toml"), "{} {}", refused.status, refused.text());
    assert_eq!(std::fs::read_to_string(&list).unwrap(), "改到一半 [[");
}

#[test]
fn a_folder_with_other_files_does_not_become_a_project() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("inputs.toml"), "我的东西").unwrap();
    let before = contents(folder.path());
    let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    let output = program.args(["serve", "--no-open", "--no-config", "--dir"]).arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(contents(folder.path()) == before);
}
