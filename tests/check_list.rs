//! Every check's example is run, and docs/检查项.md is made from the checks: one entry each.
//!
//! `TONGBI_WRITE=1 cargo test check_list` writes it anew.

use std::fmt::Write;
use std::path::Path;
use tongbi::audit::{Audit, CHECKS, Check, Material, judge};
use tongbi::present::check_page;
use tongbi::source::load_texts;

fn audited(files: &[(&str, &str)]) -> Audit {
    let loaded = load_texts(files, &Default::default()).unwrap();
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

fn wrong(check: &Check) -> Audit {
    let files = check.example.wrong();
    audited(&files.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
}

fn list() -> String {
    let mut text = String::from(
        "# 检查项\n\n由 `src/audit/check` 里各文件的 `CHECK` 生成（`TONGBI_WRITE=1 cargo test check_list`），请勿手改。\
         名称用于 `tongbi audit --only`、`--ignore`、`--explain`。每个例子都由测试运行。\n\n判断只按印出的位数：印出的数代表四舍五入前的一段，\
         段内怎样取都不成立才算错；没有“允许误差”。\n",
    );
    for check in &CHECKS {
        let _ = write!(text, "\n## {}", check_page(check, &wrong(check)));
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
    assert_eq!(files, CHECKS.map(|check| check.code));
}

#[test]
fn the_right_example_of_a_check_passes_and_the_wrong_one_gives_its_finding_alone() {
    for check in &CHECKS {
        let right = audited(check.example.files);
        assert_eq!(right.findings(), Vec::<&tongbi::audit::Judgement>::new(), "{}", check.code);
        let (_, last) = check.example.files.last().unwrap();
        assert_eq!(last.matches(check.example.slip.0).count(), 1, "{}: the slip stands in one place", check.code);
        let wrong = wrong(check);
        let told: Vec<_> = wrong.findings().iter().map(|told| (told.code, told.verdict, &*told.printed)).collect();
        let (verdict, printed) = check.example.told;
        if verdict.is_finding() {
            assert_eq!(told, [(check.code, verdict, printed)]);
            continue;
        }
        // It bears figures out and accuses none.
        assert_eq!(told, []);
        let fate = |audit: &Audit, figure: &str| {
            audit.claims.iter().find(|judged| &*judged.printed == figure).map(|judged| (judged.code, judged.verdict))
        };
        assert_eq!(fate(&right, check.example.slip.0).map(|(code, _)| code), Some(check.code));
        assert_eq!(fate(&wrong, printed), Some(("", verdict)), "{}", check.code);
    }
}
