//! docs/检查项.md is made from the heads of the files under src/audit/check: one entry a check.
//!
//! `TONGBI_WRITE=1 cargo test check_list` writes it anew.

use std::fmt::Write;
use std::path::Path;
use tongbi::audit::CHECKS;

/// What the head of a check's file says of it, in its order: title, 条件, 依据, 例.
fn head(source: &str) -> Vec<String> {
    let lines = source.lines().take_while(|line| line.starts_with("//!"));
    let text: Vec<&str> = lines.map(|line| line.trim_start_matches("//!").trim()).collect();
    text.join("\n").split("\n\n").map(|part| part.replace('\n', "")).collect()
}

fn list() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit/check");
    let mut text = String::from(
        "# 检查项\n\n由 `src/audit/check` 里各文件的开头生成（`TONGBI_WRITE=1 cargo test check_list`），请勿手改。\
         名称用于 `tongbi audit --only`、`--ignore`。\n\n判断只按印出的位数：印出的数代表四舍五入前的一段，段内怎样取都不成立才算错；\
         没有“允许误差”。\n",
    );
    for code in CHECKS {
        let source = std::fs::read_to_string(folder.join(format!("{code}.rs"))).unwrap();
        let head = head(&source);
        let [title, condition, rule, example] = head.as_slice() else { panic!("{code}: {head:?}") };
        for (part, label) in [(condition, "条件："), (rule, "依据："), (example, "例：")] {
            assert!(part.starts_with(label), "{code}: {part}");
        }
        let title = title.trim_end_matches('.');
        let _ = write!(text, "\n## {code}　{title}\n\n- {condition}\n- {rule}\n- {example}\n");
    }
    text + &obligations()
}

/// The head of data/obligations.toml and its entries.
fn obligations() -> String {
    let source = include_str!("../data/obligations.toml");
    let head: Vec<&str> = source.lines().take_while(|line| line.starts_with('#')).collect();
    let head: Vec<&str> =
        head.iter().map(|line| line.trim_start_matches('#').strip_prefix(' ').unwrap_or("")).collect();
    let list: toml::Table = toml::from_str(source).unwrap();
    let mut text = format!(
        "\n# 应查事项\n\n```text\n{}\n```\n\n| 名称 | 组 | 要求 | 适用 | 依据 |\n|---|---|---|---|---|\n",
        head.join("\n")
    );
    for entry in list["obligation"].as_array().unwrap() {
        let word = |key: &str| entry[key].as_str().unwrap().to_owned();
        let documents = entry["documents"].as_array().unwrap().iter().map(|kind| match kind.as_str().unwrap() {
            "budget" => "预算",
            "final" => "决算",
            "government" => "政府",
            other => panic!("{other}"),
        });
        let documents = documents.collect::<Vec<_>>().join("、");
        let _ = writeln!(
            text,
            "| {} | {} | {} | {documents} | {} |",
            word("id"),
            word("group"),
            word("requirement"),
            word("source")
        );
    }
    text
}

#[test]
fn the_list_of_checks_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/检查项.md");
    if std::env::var_os("TONGBI_WRITE").is_some() {
        std::fs::write(&path, list()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == list(), "docs/检查项.md is not what the checks say; run TONGBI_WRITE=1 cargo test check_list");
}

#[test]
fn every_file_of_a_check_is_in_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit/check");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".rs").to_owned())
        .filter(|name| name != "mod")
        .collect();
    files.sort();
    assert_eq!(files, CHECKS);
}
