//! `trend` as a user sees it: gaps, zeros, marks, executions, blocks, files, and the published documents by hand.

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

fn run(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn text(folder: &Path, arguments: &[&str]) -> String {
    let (text, errors, status) = run(folder, arguments);
    assert_eq!(status, Some(0), "{arguments:?}: {errors}");
    text
}

/// A unit in four years; 2021 has no table. Budgets and outturns of 2023.
const DATA: &str = "unit,year,phase,table,code,name,amount,origin
甲局,2019,预算,general,2010101,行政运行,100.00,published
甲局,2019,预算,general,2010102,一般行政管理事务,0.00,published
甲局,2020,预算,general,2010101,行政运行,121.00,published
甲局,2020,预算,general,2010101,行政运行,125.00,restated
甲局,2020,预算,general,2010102,一般行政管理事务,5.00,published
甲局,2022,预算,general,2010101,行政运行,146.41,published
甲局,2023,预算,general,2010101,行政运行,160.00,published
甲局,2023,调整预算,general,2010101,行政运行,200.00,published
甲局,2023,决算,general,2010101,行政运行,150.00,published
甲局,2023,决算,general,2010199,其他支出,1.00,published
";

fn data() -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("数据.csv"), DATA).unwrap();
    folder
}

fn sample() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The row of a code.
fn row(json: &str, table: &str, code: &str) -> serde_json::Value {
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut rows = json["rows"].as_array().unwrap().iter();
    let found = rows
        .find(|row| row["table"] == table && row["code"].as_str().unwrap_or("") == code && row["measure"] == "合计");
    found.unwrap_or_else(|| panic!("{table} {code}")).clone()
}

fn column(row: &serde_json::Value, field: &str) -> Vec<String> {
    let figures = row["figures"].as_array().unwrap().iter();
    figures.map(|figure| figure[field].as_str().unwrap_or("—").to_owned()).collect()
}

#[test]
fn a_gap_is_no_zero_and_a_zero_is_no_gap() {
    let folder = data();
    let json = text(folder.path(), &["trend", "数据.csv", "--phase", "预算", "--format", "json"]);
    let running = row(&json, "general", "2010101");
    assert_eq!(column(&running, "amount"), ["100.00", "121.00", "146.41", "160.00"]);
    assert_eq!(column(&running, "growth"), ["—", "21.00", "—", "9.28"], "2021 is missing");
    assert_eq!(column(&running, "cumulative_growth"), ["—", "21.00", "46.41", "60.00"]);
    let span = &running["spans"][0];
    assert_eq!([&span["change"], &span["growth"], &span["annual_growth"]], ["60.00", "60.00", "12.47"]);
    let other = row(&json, "general", "2010102");
    assert_eq!(column(&other, "amount"), ["0.00", "5.00", "—", "—"]);
    assert_eq!(column(&other, "status"), ["—", "new", "—", "—"]);
    assert_eq!(other["spans"][0]["annual_growth"], serde_json::Value::Null);
    let shown = text(folder.path(), &["trend", "数据.csv", "--phase", "预算", "--unit", "元", "--level", "项"]);
    let line = shown.lines().find(|line| line.contains("2010102")).unwrap();
    assert_eq!(line.split_whitespace().collect::<Vec<_>>()[2..6], ["0.00", "5.00", "—", "—"], "{shown}");
}

#[test]
fn the_range_decides_where_growth_is_counted_from() {
    let folder = data();
    let arguments = ["trend", "数据.csv", "--phase", "预算", "--from", "2020", "--to", "2022", "--format", "json"];
    let running = row(&text(folder.path(), &arguments), "general", "2010101");
    assert_eq!(column(&running, "amount"), ["121.00", "146.41"]);
    assert_eq!(running["spans"][0]["annual_growth"], "10.00");
}

#[test]
fn a_figure_that_later_years_print_otherwise_stands_beside_the_published_one() {
    let folder = data();
    let shown = text(folder.path(), &["trend", "数据.csv", "--unit", "元"]);
    assert!(shown.contains("121.00†"), "{shown}");
    assert!(shown.contains("† 2020年预算 2010101 行政运行：另有后一年度列示数 125.00。"), "{shown}");
}

#[test]
fn an_execution_rate_names_its_budget() {
    let folder = data();
    let json = text(folder.path(), &["trend", "数据.csv", "--format", "json"]);
    let rates = row(&json, "general", "2010101")["executions"].clone();
    let expected = serde_json::json!([
        { "year": 2023, "base": "调整预算", "rate": "75.00" },
        { "year": 2023, "base": "预算", "rate": "93.75" }
    ]);
    assert_eq!(rates, expected);
    assert_eq!(row(&json, "general", "2010199")["executions"], serde_json::json!([]), "no rate of no budget");
    let shown = text(folder.path(), &["trend", "数据.csv"]);
    assert!(shown.contains("决算/调整预算") && shown.contains("2023年执行率"), "{shown}");
}

#[test]
fn blocks_of_years_fit_a_page_and_lose_no_figure() {
    let folder = TempDir::new().unwrap();
    let years: Vec<u16> = (2000..2024).collect();
    let rows = |code: &str, factor: usize| {
        let amounts: Vec<String> = (1..=years.len()).map(|at| format!("{}.25", at * factor)).collect();
        format!("{code},{}\n", amounts.join(","))
    };
    let head: Vec<String> = years.iter().map(|year| format!("{year}年")).collect();
    let table = format!(
        "2000—2023年一般公共预算支出情况表\n单位：万元\n科目编码,科目名称,{}\n{}{}",
        head.join(","),
        rows("2080501,行政单位离退休", 1013),
        rows("2080505,机关事业单位基本养老保险缴费支出", 71)
    );
    std::fs::write(folder.path().join("宽表.csv"), table).unwrap();
    let shown = text(folder.path(), &["trend", "宽表.csv", "--level", "项"]);
    for line in shown.lines().filter(|line| !line.ends_with('。')) {
        assert!(line.width() <= 100, "{}: {line}", line.width());
    }
    for (at, year) in years.iter().enumerate() {
        assert!(shown.contains(&format!("{year}年预算")), "{shown}");
        let amount = tongbi::model::Amount::from_fen(((at as i64 + 1) * 101_300 + 25) * 10_000);
        let amount = amount.print(tongbi::model::AmountUnit::TenThousand, 2);
        assert!(shown.contains(&amount), "{amount} of {year}\n{shown}");
    }
}

/// Written by the program and looked through by hand; a change of the output is a change of these files.
#[test]
fn the_sample_is_shown_as_in_the_golden_files() {
    for (arguments, golden) in [
        (&["--table", "general", "--level", "项"][..], include_str!("fixtures/trend/general.txt")),
        (&["--table", "revenue", "--level", "total", "--format", "md"][..], include_str!("fixtures/trend/revenue.md")),
        (
            &["--table", "general", "--measure", "合计", "--format", "csv", "--wide"][..],
            include_str!("fixtures/trend/wide.csv"),
        ),
        (&["--table", "three_public", "--format", "csv"][..], include_str!("fixtures/trend/tidy.csv")),
        (&["--rank", "change", "--top", "3"][..], include_str!("fixtures/trend/ranking.txt")),
    ] {
        let shown = text(sample(), &[&["trend", "data/sample"], arguments].concat());
        assert_eq!(shown, golden, "{arguments:?}");
    }
}

#[test]
fn every_file_format_is_written_the_same_twice_and_not_read_back_as_data() {
    let folder = data();
    for name in ["趋势.csv", "趋势.json", "趋势.md", "趋势.txt", "趋势.xlsx", "趋势.parquet"] {
        let written = || {
            let printed = text(folder.path(), &["-q", "trend", "数据.csv", "-o", name]);
            assert_eq!(printed, "");
            std::fs::read(folder.path().join(name)).unwrap()
        };
        assert!(written() == written(), "{name}");
        if !name.ends_with(".md") && !name.ends_with(".txt") {
            let (_, errors, status) = run(folder.path(), &["trend", name]);
            assert_eq!(status, Some(2), "{name}");
            assert!(errors.contains("这是 tongbi 算出的"), "{errors}");
        }
    }
}

#[test]
fn wrong_options_are_one_message_with_the_way_out() {
    let folder = data();
    for (arguments, expected) in [
        (&["--from", "2023", "--to", "2020"][..], "--from 2023 在 --to 2020 之后，请对调"),
        (&["--from", "2030"][..], "这几年没有数据；现有年度：2019、2020、2022、2023。请核对 --from 和 --to"),
        (&["--phase", "执行"][..], "没有执行数；现有：预算、调整预算、决算。请核对 --phase"),
        (&["--phase", "实际"][..], "阶段“实际”不对，应为 预算、调整预算、执行 或 决算"),
        (&["--table", "没有"][..], "没有“没有”这张表。"),
        (&["--format", "csv", "-o", "a.json"][..], "--format 与输出文件 a.json 的扩展名不一致，请去掉一个"),
        (&["-o", "a.pdf"][..], "输出文件 a.pdf 的扩展名应为 txt、md、csv、json、xlsx 或 parquet"),
        (&["--wide"][..], "--wide 只用于 csv；xlsx 里两种都有"),
        (&["-o", "数据.csv"][..], "输出文件 数据.csv 就是输入文件"),
    ] {
        let (printed, errors, status) = run(folder.path(), &[&["trend", "数据.csv"], arguments].concat());
        assert_eq!((printed.as_str(), status), ("", Some(2)), "{arguments:?}");
        assert!(errors.starts_with(&format!("错误：{expected}")), "{arguments:?}: {errors}");
    }
    for (arguments, expected) in [
        (&["--kind", "trend", "--year", "2020"][..], "趋势图画多年，请用 --from 和 --to，不用 --base 和 --year"),
        (&["--kind", "variance", "--from", "2020"][..], "--from、--to、--phase 只用于趋势图（trend）"),
    ] {
        let (_, errors, status) = run(folder.path(), &[&["chart", "数据.csv", "-o", "a.svg"], arguments].concat());
        assert_eq!(status, Some(2));
        assert!(errors.starts_with(&format!("错误：{expected}")), "{errors}");
    }
}

#[test]
fn the_chart_draws_the_years_and_the_phase_that_the_command_shows() {
    let folder = data();
    let options = ["--from", "2020", "--to", "2023", "--phase", "预算"];
    let chart = ["-q", "chart", "数据.csv", "--kind", "trend", "--text", "--unit", "元", "-o", "趋势.svg"];
    text(folder.path(), &[&chart[..], &options].concat());
    let svg = std::fs::read_to_string(folder.path().join("趋势.svg")).unwrap();
    let json = text(folder.path(), &[&["trend", "数据.csv", "--format", "json"], &options[..]].concat());
    let amounts = column(&row(&json, "general", "2010101"), "amount");
    assert_eq!(amounts, ["121.00", "146.41", "160.00"]);
    for shown in ["2020年", "2021年", "2023年", "121.00", "146.41", "160.00"] {
        assert!(svg.contains(shown), "{shown}");
    }
    for hidden in ["2019年", "100.00", "150.00", "200.00"] {
        assert!(!svg.contains(hidden), "{hidden}");
    }
}

fn published(prefix: &str, options: &[&str]) -> Option<String> {
    let folder = crate::needs::shared("corpus/pdf")?;
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = files.filter(|name| name.starts_with(prefix)).collect();
    files.sort();
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    Some(text(&folder, &[&["-q", "trend"], &names[..], &["--format", "json"], options].concat()))
}

/// Read off the documents by hand, page by page.
#[test]
fn three_years_of_a_unit_are_those_of_its_documents() {
    let years = ["--from", "2017"];
    let Some(json) = published("jiangsu-procuratorate", &years) else { return };
    for (code, amounts, growth, annual) in [
        ("", ["179816800.00", "219409600.00", "241697400.00"], ["22.02", "10.16"], "15.94"),
        ("2040401", ["79681400.00", "108833600.00", "122686200.00"], ["36.59", "12.73"], "24.09"),
        ("2040402", ["36442000.00", "36660000.00", "23544000.00"], ["0.60", "-35.78"], "-19.62"),
        ("2210201", ["7842200.00", "10737700.00", "14427400.00"], ["36.92", "34.36"], "35.64"),
        ("2210202", ["15349400.00", "25866100.00", "42436100.00"], ["68.52", "64.06"], "66.27"),
    ] {
        let row = row(&json, "general", code);
        assert_eq!(column(&row, "amount"), amounts, "{code}");
        assert_eq!(column(&row, "growth")[1..], growth, "{code}");
        assert_eq!(row["spans"][0]["annual_growth"], annual, "{code}");
    }
    let Some(json) = published("jiangsu-party-office", &years) else { return };
    for (code, amounts, annual) in [
        ("", ["207022500.00", "244584300.00", "276642200.00"], "15.60"),
        ("2013101", ["61069900.00", "80722900.00", "93701200.00"], "23.87"),
        ("2210201", ["6212800.00", "7152800.00", "9658700.00"], "24.69"),
        ("2210202", ["12354100.00", "22998800.00", "29282200.00"], "53.96"),
    ] {
        let row = row(&json, "general", code);
        assert_eq!(column(&row, "amount"), amounts, "{code}");
        assert_eq!(row["spans"][0]["annual_growth"], annual, "{code}");
    }
}

/// The budgets stand in the text of the final account: 年初预算为…万元，支出决算为…万元.
#[test]
fn a_final_account_gives_execution_rates_of_its_own_budgets() {
    let Some(json) = published("putuo-finance", &["--table", "general"]) else { return };
    for (code, rate) in [("2010601", "96.91"), ("2010607", "99.52"), ("2010608", "99.78"), ("2210203", "100.00")] {
        let expected = serde_json::json!([{ "year": 2024, "base": "预算", "rate": rate }]);
        assert_eq!(row(&json, "general", code)["executions"], expected, "{code}");
    }
}

#[test]
fn all_published_documents_go_in_one_run() {
    let Some(json) = published("", &["--rank", "amount"]) else { return };
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["from"], &json["to"]), (&2016.into(), &2025.into()));
    assert_eq!(json["ranking"]["units"][0]["amount"], "371514655.00");
    assert_eq!(json["ranking"]["missing"].as_array().unwrap().len(), 2, "the two of Jiangsu have no 2025");
}
