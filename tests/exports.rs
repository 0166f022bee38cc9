//! Exports can be read again as the same items, and tables on the terminal are readable.

use std::path::Path;
use std::process::Command;
use unicode_width::UnicodeWidthStr;

fn tongbi(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn with_sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for year in ["2023.txt", "2024.txt"] {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample").join(year);
        std::fs::copy(sample, folder.path().join(year)).unwrap();
    }
    folder
}

#[test]
fn extracted_items_read_again_are_the_same_in_every_format() {
    let folder = with_sample();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    tongbi(folder.path(), &["extract", "2023.txt", "2024.txt", "-o", "first.csv"]);
    assert!(read("first.csv").starts_with("\u{feff}unit,".as_bytes()), "Excel needs the mark");
    for format in ["csv", "json", "parquet", "xlsx"] {
        let (one, back) = (format!("one.{format}"), format!("{format}.back.csv"));
        tongbi(folder.path(), &["extract", "2023.txt", "2024.txt", "-o", &one]);
        tongbi(folder.path(), &["extract", &one, "-o", &back]);
        assert!(read(&back) == read("first.csv"), "{format}");
    }
}

#[test]
fn a_workbook_has_the_same_bytes_every_time() {
    let folder = with_sample();
    tongbi(folder.path(), &["extract", "2024.txt", "-o", "one.xlsx"]);
    tongbi(folder.path(), &["extract", "2024.txt", "-o", "two.xlsx"]);
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(read("one.xlsx") == read("two.xlsx"));
}

#[test]
fn the_comparison_of_extracted_items_is_that_of_the_documents() {
    let folder = with_sample();
    let direct = tongbi(folder.path(), &["compare", "2023.txt", "2024.txt", "--format", "json"]);
    tongbi(folder.path(), &["extract", "2023.txt", "2024.txt", "-o", "items.xlsx"]);
    assert_eq!(tongbi(folder.path(), &["compare", "items.xlsx", "--format", "json"]), direct);
}

#[test]
fn tables_fit_the_screen_without_breaking_a_code_or_a_figure() {
    use tongbi::analysis::{CompareOptions, LineItems, compare};
    use tongbi::present::{TextOptions, comparison_terminal};
    let folder = with_sample();
    let paths = ["2023.txt", "2024.txt"].map(|name| folder.path().join(name));
    let loaded = tongbi::source::load(&paths, &Default::default(), &()).unwrap();
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    let comparison = compare(&items, &CompareOptions::default()).unwrap();
    let unit = tongbi::model::AmountUnit::TenThousand;
    for width in [64, 72, 80, 100, 120] {
        let text = comparison_terminal(&comparison, TextOptions { unit, one_measure: false, width });
        for line in text.lines().filter(|line| !line.ends_with('。')) {
            assert!(line.width() <= width.into(), "{width}: {}: {line}", line.width());
        }
        assert!(text.contains(" 2080501 ") && text.contains(" 754.43 "), "{text}");
        assert_eq!(text.contains("屏幕较窄，没有列出"), width < 100, "{width}");
    }
}

#[test]
fn tables_that_go_to_another_program_are_one_line_a_row_and_tell_their_two_totals_apart() {
    let folder = with_sample();
    let text = tongbi(folder.path(), &["compare", "2023.txt", "2024.txt"]);
    assert!(text.contains("机关事业单位基本养老保险缴费支出 "), "{text}");
    for word in ["收入总计", "支出总计", "百分点", "* 按说明文字推算"] {
        assert!(text.contains(word), "{word}");
    }
    assert!(!text.contains("──\n──"), "one line under each header");
}

#[test]
fn every_option_of_compare_narrows_or_orders_the_rows() {
    let folder = with_sample();
    let run = |more: &[&str]| {
        let all = [&["compare", "2023.txt", "2024.txt", "--format", "json", "--table", "一般公共预算支出情况表"], more];
        let value: serde_json::Value = serde_json::from_str(&tongbi(folder.path(), &all.concat())).unwrap();
        value["rows"].as_array().unwrap().clone()
    };
    assert!(run(&[]).iter().all(|row| row["table"] == "general"));
    assert!(run(&["--level", "项"]).iter().all(|row| row["level"] == "项"));
    assert!(run(&["--measure", "基本支出"]).iter().all(|row| row["measure"] == "基本支出"));
    let top = run(&["--level", "项", "--measure", "合计", "--sort", "change", "--top", "2"]);
    let codes: Vec<_> = top.iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["2080501", "2080109"]);
    let growth = run(&["--level", "项", "--measure", "合计", "--sort", "growth"]);
    assert_eq!(growth[0]["code"], "2080501");
    let printed = tongbi(folder.path(), &["compare", "2023.txt", "2024.txt", "-o", "out.md", "--format", "md"]);
    assert!(printed.is_empty() && std::fs::read_to_string(folder.path().join("out.md")).unwrap().contains("收入总计"));
}
