//! Inputs: years that only a name tells are said, and an input that gives nothing to the result is an error.

use std::path::Path;
use std::process::Command;

/// Runs the command in a folder: its exit status and standard error.
fn tongbi(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// 一般公共预算支出表 with one item; `year` stands in its title.
fn table(year: &str, amount: u32) -> String {
    format!(
        "{year}一般公共预算支出表\n编制单位：甲市某局,,单位：万元\n科目编码,科目名称,合计\n201,一般公共服务支出,{amount}\n合计,,{amount}\n"
    )
}

fn folder(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_year_taken_from_the_name_of_a_file_or_folder_is_said() {
    let folder = folder(&[
        ("甲局2023年部门预算.csv", table("", 100)),
        ("2024/表.csv", table("", 120)),
        ("2022年/同一张.csv", table("2021年", 90)),
    ]);
    let (status, told) = tongbi(folder.path(), &["compare", "甲局2023年部门预算.csv", "2024"]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("甲局2023年部门预算.csv：没有写明年度，按文件名“甲局2023年部门预算”认作 2023 年"), "{told}");
    let (_, told) = tongbi(folder.path(), &["compare", "甲局2023年部门预算.csv", "2024/表.csv"]);
    assert!(told.contains("表.csv：没有写明年度，按文件夹名“2024”认作 2024 年"), "{told}");
    // What the content says needs no hint.
    let (_, told) = tongbi(folder.path(), &["compare", "甲局2023年部门预算.csv", "2022年"]);
    assert!(!told.contains("2022") && told.matches("没有写明年度").count() == 1, "{told}");
}

#[test]
fn an_input_that_has_nothing_to_do_with_a_budget_is_an_error() {
    let notice = "会议通知\n\n请各科室于周五前报送名单。\n".to_owned();
    let folder = folder(&[
        ("去年.csv", table("2023年", 100)),
        ("今年.csv", table("2024年", 120)),
        ("通知.txt", notice.clone()),
        ("杂/通知.txt", notice.clone()),
        ("夹/通知.txt", notice),
        ("夹/表.csv", table("2024年", 120)),
        ("解释.txt", "名词解释\n\n一、财政拨款收入：指财政部门拨给的资金。\n".to_owned()),
    ]);
    for command in ["compare", "trend", "extract -o 明细.csv", "audit", "report", "explain", "bridge"] {
        for stranger in ["通知.txt", "杂"] {
            let arguments: Vec<&str> = command.split(' ').chain(["去年.csv", "今年.csv", stranger]).collect();
            let (status, told) = tongbi(folder.path(), &arguments);
            assert_eq!(status, Some(2), "{command} {told}");
            assert!(told.contains(&format!("{stranger}：没有找到任何预决算表格或说明文字")), "{command} {told}");
        }
    }
    // A folder is one input; a notice in it is no fault.
    let (status, told) = tongbi(folder.path(), &["compare", "去年.csv", "夹"]);
    assert_eq!(status, Some(0), "{told}");
    // The glossary of a disclosure gives an audit something to check, a comparison nothing.
    let (status, told) = tongbi(folder.path(), &["audit", "今年.csv", "解释.txt"]);
    assert_ne!(status, Some(2), "{told}");
    for command in ["compare", "trend", "bridge"] {
        let (status, told) = tongbi(folder.path(), &[command, "去年.csv", "今年.csv", "解释.txt"]);
        assert_eq!(status, Some(2), "{command} {told}");
        assert!(told.contains("解释.txt：没有读到可以对比的数"), "{command} {told}");
    }
}

#[test]
fn an_input_of_a_year_that_is_not_compared_is_an_error_unless_both_years_are_chosen() {
    let folder = folder(&[
        ("前年.csv", table("2022年", 90)),
        ("去年.csv", table("2023年", 100)),
        ("今年.csv", table("2024年", 120)),
        ("夹/前年.csv", table("2022年", 90)),
        ("夹/今年.csv", table("2024年", 120)),
    ]);
    for arguments in [&["compare"][..], &["chart", "--kind", "variance", "-o", "图.svg"], &["bridge"], &["explain"]] {
        let all: Vec<&str> = arguments.iter().chain(&["前年.csv", "去年.csv", "今年.csv"]).copied().collect();
        let (status, told) = tongbi(folder.path(), &all);
        assert_eq!(status, Some(2), "{arguments:?} {told}");
        assert!(
            told.contains("前年.csv：只有 2022 年的数，用的是 2023、2024 年，这个文件未使用"),
            "{arguments:?} {told}"
        );
    }
    assert!(!folder.path().join("图.svg").exists());
    let chosen = ["compare", "前年.csv", "去年.csv", "今年.csv", "--base", "2023", "--year", "2024"];
    assert_eq!(tongbi(folder.path(), &chosen), (Some(0), String::new()));
    assert_eq!(tongbi(folder.path(), &["trend", "前年.csv", "去年.csv", "今年.csv"]), (Some(0), String::new()));
    let (status, told) = tongbi(folder.path(), &["compare", "去年.csv", "夹"]);
    assert_eq!(status, Some(0));
    assert!(told.contains("前年.csv是 2022 年的，这里用的是 2023、2024 年，没有用到"), "{told}");
}

#[test]
fn swapped_and_equal_years_are_said_to_be_so() {
    let folder = folder(&[("去年.csv", table("2023年", 100)), ("今年.csv", table("2024年", 120))]);
    for arguments in [&["compare"][..], &["chart", "--kind", "variance", "-o", "图.svg"], &["bridge"], &["report"]] {
        let swapped: Vec<&str> =
            arguments.iter().chain(&["去年.csv", "今年.csv", "--base", "2024", "--year", "2023"]).copied().collect();
        let (status, told) = tongbi(folder.path(), &swapped);
        assert_eq!(status, Some(2), "{arguments:?}");
        assert!(told.contains("--base 2024 在 --year 2023 之后，基期和本期写反了，请对调"), "{arguments:?} {told}");
    }
    for years in [&["--base", "2024"][..], &["--base", "2023", "--year", "2023"]] {
        let (status, told) = tongbi(folder.path(), &[&["compare", "去年.csv", "今年.csv"], years].concat());
        assert_eq!(status, Some(2), "{told}");
        assert!(told.contains("基期和本期都是 202"), "{told}");
    }
}
