//! Groups of units, rankings and movers, for the files of several units.

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// Three units: 丙局 has no 2022.
const DATA: &str = "unit,year,table,code,name,amount
甲局,2021,general,2010101,行政运行,100.00
甲局,2022,general,2010101,行政运行,150.00
甲局,2023,general,2010101,行政运行,120.00
乙局,2021,general,2010101,行政运行,200.00
乙局,2022,general,2010101,行政运行,200.00
乙局,2023,general,2010101,行政运行,300.00
乙局,2023,general,2010199,其他支出,10.00
丙局,2021,general,2010101,行政运行,50.00
丙局,2023,general,2010101,行政运行,60.00
";

fn folder(groups: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("数据.csv"), DATA).unwrap();
    std::fs::write(folder.path().join("分组.csv"), groups).unwrap();
    folder
}

fn json(folder: &Path, more: &[&str]) -> serde_json::Value {
    let (text, errors, status) = run(folder, &[&["trend", "数据.csv", "--format", "json"], more].concat());
    assert_eq!(status, Some(0), "{errors}");
    serde_json::from_str(&text).unwrap()
}

/// The row of a code (the total where it is none) of a group.
fn row<'a>(json: &'a serde_json::Value, unit: &str, code: Option<&str>) -> &'a serde_json::Value {
    let mut rows = json["rows"].as_array().unwrap().iter();
    rows.find(|row| row["unit"] == unit && row["code"].as_str() == code).unwrap()
}

#[test]
fn a_total_over_units_says_which_lack_a_year_and_counts_the_others_beside() {
    let folder = folder("");
    let all = json(folder.path(), &["--by", "all"]);
    let total = row(&all, "全部单位", None);
    let amounts: Vec<_> = total["figures"].as_array().unwrap().iter().map(|figure| figure["amount"].as_str()).collect();
    assert_eq!(amounts, [Some("350.00"), Some("350.00"), Some("490.00")]);
    let year = &total["figures"][1];
    assert_eq!((&year["growth"], &year["status"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!(year["matched_units"], 2);
    assert_eq!(
        [&year["matched_prior"], &year["matched_current"], &year["matched_growth"]],
        ["300.00", "350.00", "16.67"]
    );
    // Both ends have all three units.
    assert_eq!([&total["spans"][0]["growth"], &total["spans"][0]["annual_growth"]], ["40.00", "18.32"]);
    assert_eq!(all["uncovered"][0]["units"], serde_json::json!(["丙局"]));
    assert_eq!((&all["uncovered"][0]["year"], &all["uncovered"][0]["present"]), (&2022.into(), &2.into()));
    let (text, ..) = run(folder.path(), &["trend", "数据.csv", "--by", "all", "--unit", "元"]);
    for line in [
        "缺数：2022年预算 只有 2 个单位（共 3 个），没有 丙局。",
        "可比合计：2021年预算与2022年预算都有数的 2 个单位，300.00 → 350.00，增减 +50.00，+16.67%。",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert!(text.contains("不可比"), "{text}");
}

#[test]
fn groups_of_a_file_add_up_their_units() {
    let folder = folder("单位,分组\n甲局,机关\n乙局,机关\n丁局,机关\n");
    let grouped = json(folder.path(), &["--groups", "分组.csv"]);
    let amount = |unit, code, year: usize| row(&grouped, unit, code)["figures"][year]["amount"].clone();
    assert_eq!(amount("机关", Some("2010101"), 2), "420.00");
    assert_eq!(amount("机关", None, 2), "430.00");
    assert_eq!(amount("未分组", None, 1), "60.00", "2022 is no column of a group without it");
    assert_eq!(row(&grouped, "机关", Some("2010199"))["figures"][2]["status"], "new");
    let (_, errors, _) = run(folder.path(), &["trend", "数据.csv", "--groups", "分组.csv"]);
    assert!(errors.contains("提示：分组表里没有 丙局，归入“未分组”"), "{errors}");
    assert!(errors.contains("提示：分组表里的 丁局 没有数据。请核对单位名称"), "{errors}");
}

#[test]
fn compare_puts_units_together_and_shows_those_of_both_years() {
    let folder = folder("");
    let (text, errors, status) = run(
        folder.path(),
        &["compare", "数据.csv", "--by", "all", "--base", "2022", "--year", "2023", "--format", "json"],
    );
    assert_eq!(status, Some(0), "{errors}");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let all = row(&json, "全部单位", None);
    assert_eq!([&all["prior"], &all["current"]], ["350.00", "490.00"]);
    assert!(all["change"].is_null() && all["growth"].is_null());
    let both = row(&json, "全部单位（两年都有数的2个单位）", None);
    assert_eq!(
        [&both["prior"], &both["current"], &both["change"], &both["growth"]],
        ["350.00", "430.00", "80.00", "22.86"]
    );
    assert!(errors.contains("全部单位：丙局 没有2022年的一般公共预算支出情况表，两年合计不可比"), "{errors}");
    let (text, ..) = run(folder.path(), &["compare", "数据.csv", "--by", "all", "--base", "2021", "--year", "2023"]);
    assert!(text.contains("+40.00%") && !text.contains("两年都有数"), "{text}");
}

#[test]
fn units_are_ranked_and_those_without_the_year_are_named() {
    let folder = folder("");
    let ranked = json(folder.path(), &["--rank", "growth", "--to", "2022"]);
    let units = ranked["ranking"]["units"].as_array().unwrap();
    let order: Vec<_> = units.iter().map(|unit| (unit["unit"].as_str().unwrap(), unit["rank"].as_u64())).collect();
    assert_eq!(order, [("甲局", Some(1)), ("乙局", Some(2))]);
    assert_eq!(ranked["ranking"]["missing"], serde_json::json!(["丙局"]));
    assert_eq!(ranked["ranking"]["total"], "350.00");
    let (text, ..) = run(folder.path(), &["trend", "数据.csv", "--rank", "amount", "--unit", "元", "--top", "2"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "单位排名：一般公共预算支出情况表 合计，2023年预算，按金额（元）");
    assert!(lines[3].trim_start().starts_with("1      乙局"), "{text}");
    assert!(text.contains("有数的 3 个单位合计 490.00。"), "{text}");
    let movers = text.split("变动最大的 2 项").nth(1).unwrap();
    assert!(movers.find("乙局").unwrap() < movers.find("甲局").unwrap(), "{movers}");
    let (_, _, status) = run(folder.path(), &["trend", "数据.csv", "--rank", "change", "-o", "排名.xlsx"]);
    assert_eq!(status, Some(0));
}

#[test]
fn wrong_groups_are_one_message_with_the_way_out() {
    let remedy = "分组表第一行应是“unit,group”（或“单位,分组”），以下每行一个单位";
    for (groups, expected) in [
        ("单位,金额\n甲局,1\n", format!("分组.csv 第1行：应有 unit 和 group 两列，实际是“单位,金额”。{remedy}")),
        ("unit,group\n甲局,\n", format!("分组.csv 第2行：单位和分组都应填写，实际是“甲局,”。{remedy}")),
        (
            "unit,group\n甲局,东\n甲局,西\n",
            format!("分组.csv 第3行：一个单位只能在一个组，实际是“甲局 先在“东”，后在“西””。{remedy}"),
        ),
        ("unit,group\n", format!("分组.csv 第1行：表头下应有单位，实际是“只有表头”。{remedy}")),
    ] {
        let folder = folder(groups);
        for command in ["trend", "compare"] {
            let (text, errors, status) = run(folder.path(), &[command, "数据.csv", "--groups", "分组.csv"]);
            assert_eq!((text.as_str(), status), ("", Some(2)));
            assert_eq!(errors, format!("错误：{expected}\n"));
        }
    }
    let folder = folder("unit,group\n甲局,东\n");
    for (arguments, expected) in [
        (&["--by", "group"][..], "--by group 需要分组表，请用 --groups 指定（两列：unit,group）"),
        (&["--by", "all", "--groups", "分组.csv"][..], "--groups 只用于 --by group，不能与 --by unit 或 --by all 同用"),
        (
            &["--groups", "没有.csv"][..],
            "没有.csv：无法打开（没有这个文件）。请检查路径是否正确、文件是否被其他程序占用",
        ),
    ] {
        let (_, errors, status) = run(folder.path(), &[&["trend", "数据.csv"], arguments].concat());
        assert_eq!((errors, status), (format!("错误：{expected}\n"), Some(2)));
    }
}
