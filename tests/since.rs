//! `--since`: what became of the findings of an earlier draft, and which figures changed.

use std::process::Command;
use tongbi::audit::{Audit, Draft, Material, Selection, Since, judge};
use tongbi::source::{Loaded, load_texts};

const SAMPLE: &str = include_str!("../data/sample/2024.txt");

fn read(name: &str, text: &str) -> Loaded {
    load_texts(&[(name, text)], &Default::default()).unwrap()
}

fn material(loaded: &Loaded) -> Material<'_> {
    Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers }
}

fn since(before: &str, now: &str) -> Result<(Since, Audit), String> {
    let (old, new) = (read("初稿.txt", before), read("二稿.txt", now));
    let (first, second) = (judge(&material(&old)), judge(&material(&new)));
    let drafts =
        (Draft { material: material(&old), audit: &first }, Draft { material: material(&new), audit: &second });
    Ok((Since::of(&drafts.0, &drafts.1)?, second))
}

/// How many findings beyond rounding were put right, stand and are new.
fn counts(since: &Since, audit: &Audit) -> [usize; 3] {
    let loud: Vec<String> =
        audit.named().into_iter().filter(|(found, _)| found.verdict.is_wrong()).map(|(_, id)| id).collect();
    let of = |ids: &std::collections::BTreeSet<String>| loud.iter().filter(|id| ids.contains(*id)).count();
    let corrected = since.corrected.iter().filter(|gone| gone.verdict.is_wrong()).count();
    [corrected, of(&since.standing), of(&since.new)]
}

#[test]
fn a_finding_is_put_right_stands_or_is_new_wherever_it_has_moved() {
    let one = SAMPLE.replacen("增长 5.95%", "增长 5.59%", 1);
    let two = one.replacen("增长 17.56%", "增长 17.65%", 1);
    assert!(one != SAMPLE && two != one);
    for (before, now, expected) in
        [(SAMPLE, &*one, [0, 0, 1]), (&one, SAMPLE, [1, 0, 0]), (&one, &two, [0, 1, 1]), (&two, &one, [1, 1, 0])]
    {
        let (since, audit) = since(before, now).unwrap();
        assert_eq!(counts(&since, &audit), expected);
        // Lines that move change nothing.
        let moved = now.replacen("第三部分", "（修改稿）\n\n第三部分", 1);
        let (since, audit) = self::since(before, &moved).unwrap();
        assert_eq!(counts(&since, &audit), expected);
    }
}

#[test]
fn a_figure_that_changed_without_a_finding_is_listed_with_what_it_was() {
    let (same, _) = since(SAMPLE, SAMPLE).unwrap();
    assert_eq!((same.changed.len(), same.corrected.len(), same.new.len()), (0, 0, 0));
    let old = "示例市档案馆2024年单位预算公开\n\n一、机关运行经费情况\n\n2024年机关运行经费预算26.87万元。\n\n2024年政府采购预算81.81万元。\n";
    let (since, _) = self::since(old, &old.replace("26.87", "28.87")).unwrap();
    let told: Vec<_> = since.changed.iter().map(|one| (one.before.as_deref(), one.after.as_deref())).collect();
    assert_eq!(told, [(Some("26.87万元"), Some("28.87万元"))]);
    let (since, _) = self::since(old, &old.replace("\n\n2024年政府采购预算81.81万元。", "")).unwrap();
    assert_eq!(since.changed.iter().map(|one| one.before.as_deref()).collect::<Vec<_>>(), [Some("81.81万元")]);
    assert!(since.changed[0].after.is_none() && &*since.changed[0].place.file == "初稿.txt");
}

#[test]
fn what_was_accepted_stays_so_under_another_name_and_in_other_words_until_a_figure_changes() {
    let wrong = SAMPLE.replacen("增长 5.95%", "增长 5.59%", 1);
    let first = read("初稿.txt", &wrong);
    let found = judge(&material(&first));
    let accepted = found.findings().into_iter().filter(|found| found.verdict.is_wrong()).map(|found| found.signature());
    let selection = Selection { accepted: accepted.collect(), ..Selection::default() };
    let left = |text: &str| {
        let loaded = read("二稿.txt", text);
        let mut audit = judge(&material(&loaded));
        audit.select(&selection);
        audit.found().wrong
    };
    assert_eq!(left(&wrong), 0);
    assert_eq!(left(&wrong.replacen("增长 5.59%", "增长 5.58%", 1)), 1, "its figure is another");
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).arg("audit").args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn every_format_tells_what_became_of_the_earlier_draft() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (old, new) = (path("初稿.txt"), path("二稿.txt"));
    std::fs::write(&old, SAMPLE.replacen("增长 5.95%", "增长 5.59%", 1)).unwrap();
    std::fs::write(&new, SAMPLE.replacen("增长 17.56%", "增长 17.65%", 1)).unwrap();
    let (status, text, _) = run(&[&new, "--since", &old]);
    assert_eq!(status, Some(1));
    assert!(text.contains("与旧稿相比：已改正 1 处，仍在 ") && text.contains("新出现 1 处"), "{text}");
    assert!(text.contains("【5.59%】") && text.contains("　新出现\n"), "{text}");
    let (_, page, _) = run(&[&new, "--since", &old, "--format", "html"]);
    assert!(page.contains("<h2>与旧稿相比</h2>") && page.contains("新出现"), "{page}");
    let (_, json, _) = run(&[&new, "--since", &old, "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let schema = serde_json::from_str(include_str!("../data/schema/audit.schema.json")).unwrap();
    let faults = jsonschema::validator_for(&schema).unwrap();
    assert_eq!(faults.iter_errors(&value).map(|fault| fault.to_string()).collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(value["since"]["corrected"][0]["printed"], "5.59%");
    let book = path("审查.xlsx");
    run(&[&new, "--since", &old, "-o", &book, "-q"]);
    let book: calamine::Xlsx<_> = calamine::open_workbook(&book).unwrap();
    let sheets = calamine::Reader::sheet_names(&book);
    assert_eq!(sheets, ["问题", "其他数", "改了的数", "应查事项", "说明"]);
}
