//! Wide tables, as analysts keep them: code and name, then a column for each year. And the same table in every
//! encoding.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Three codes and six years: every figure is its own, so that no pair of years can be mistaken for another.
const WIDE: &str = "\
2019—2024年一般公共预算支出情况表,,,,,,,
科目编码,科目名称,2019年,2020年,2021年,2022年,2023年,2024年
,合计,190.10,200.20,210.30,220.40,230.50,240.60
208,社会保障和就业支出,190.10,200.20,210.30,220.40,230.50,240.60
20805,行政事业单位养老支出,190.10,200.20,210.30,220.40,230.50,240.60
2080501,行政单位离退休,19.01,20.02,21.03,22.04,23.05,24.06
2080505,机关事业单位基本养老保险缴费支出,171.09,180.18,189.27,198.36,207.45,216.54
";

fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn run(arguments: &[&str], input: &Path) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).arg(input).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The rows of a comparison as (code, prior, current, change).
fn compared(input: &Path, options: &[&str]) -> Vec<(String, String, String, String)> {
    let output = run(&[&["compare", "--format", "json"], options].concat(), input);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or("").to_owned();
    let rows = json["rows"].as_array().unwrap().iter();
    rows.map(|row| (text(row, "code"), text(row, "prior"), text(row, "current"), text(row, "change"))).collect()
}

/// 万元 with two decimals as the 元 of the output.
fn yuan(hundredths: i64) -> String {
    format!("{}.00", hundredths * 100)
}

#[test]
fn a_wide_table_of_six_years_gives_every_pair_of_years() {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "宽表.csv", format!("单位：万元\n{WIDE}").as_bytes());
    for base in 2019..2024i64 {
        for year in base + 1..=2024 {
            let rows = compared(&input, &["--base", &base.to_string(), "--year", &year.to_string()]);
            let step = |factor: i64, year: i64| (1900 + (year - 2019) * 100 + (year - 2018)) * factor / 100;
            let (prior, current) = (1901 + (base - 2019) * 101, 1901 + (year - 2019) * 101);
            assert_eq!(step(100, base), prior);
            let row = |code: &str, factor: i64| {
                (code.to_owned(), yuan(prior * factor), yuan(current * factor), yuan((current - prior) * factor))
            };
            let expected = [row("", 10), row("208", 10), row("20805", 10), row("2080501", 1), row("2080505", 9)];
            assert_eq!(rows, expected, "{base} and {year}");
        }
    }
}

#[test]
fn the_columns_of_a_wide_table_may_be_phases_of_a_year() {
    let table = "单位：万元
科目编码,科目名称,2023年预算数,2023年执行数,2023年决算数,2024年预算数
208,社会保障和就业支出,100.00,90.00,95.00,120.00
";
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "阶段.csv", table.as_bytes());
    let rows = compared(&input, &["--base", "2023", "--year", "2024"]);
    assert_eq!(rows[0].1, "1000000.00", "a budget is compared with a budget");
    let output = folder.path().join("明细.csv");
    let arguments = ["extract", "-o", output.to_str().unwrap()];
    run(&arguments, &input);
    let items = std::fs::read_to_string(&output).unwrap();
    for (year, phase, amount) in [
        (2023, "预算", "1000000.00"),
        (2023, "执行", "900000.00"),
        (2023, "决算", "950000.00"),
        (2024, "预算", "1200000.00"),
    ] {
        let found = items.lines().any(|line| line.contains(&format!(",{year},{phase},")) && line.contains(amount));
        assert!(found, "{year} {phase} {amount}:\n{items}");
    }
}

#[test]
fn last_year_and_this_year_are_told_by_the_year_of_the_title() {
    for (last, this) in [("上年预算数", "本年预算数"), ("上年数", "本年数"), ("去年预算", "今年预算"), ("上年", "本年")]
    {
        let table = format!(
            "2024年一般公共预算支出情况表\n单位：万元\n科目编码,科目名称,{last},{this}\n208,社会保障和就业支出,10.00,12.50\n"
        );
        let folder = tempfile::tempdir().unwrap();
        let input = file(folder.path(), "两年.csv", table.as_bytes());
        let rows = compared(&input, &["--level", "类"]);
        let expected = ("208", "100000.00", "125000.00", "25000.00");
        assert_eq!(rows.len(), 1, "{last}, {this}");
        assert_eq!((&*rows[0].0, &*rows[0].1, &*rows[0].2, &*rows[0].3), expected, "{last}, {this}");
    }
}

#[test]
fn a_table_without_a_unit_or_title_is_read_by_its_header_alone() {
    let table = "code,name,2022,2023,2024\n208,社会保障和就业支出,1,2,3\n210,卫生健康支出,1,1,1\n";
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "年度.csv", table.as_bytes());
    let rows = compared(&input, &["--base", "2022", "--year", "2024", "--level", "类"]);
    assert_eq!(rows.iter().map(|row| &*row.3).collect::<Vec<_>>(), ["20000.00", "0.00"]);
}

/// Every way in which one text is stored.
fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |mark: &str, little: bool| -> Vec<u8> {
        let units = format!("{mark}{text}").encode_utf16().collect::<Vec<_>>();
        units.into_iter().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    vec![
        ("UTF-8 with a mark", format!("\u{feff}{text}").into_bytes()),
        ("GB18030", encoding_rs::GB18030.encode(text).0.into_owned()),
        ("UTF-16LE", utf16("\u{feff}", true)),
        ("UTF-16BE", utf16("\u{feff}", false)),
        ("UTF-16LE without a mark", utf16("", true)),
        ("UTF-8 with the line ends of Windows", text.replace('\n', "\r\n").into_bytes()),
        (
            "GB18030 with the line ends of Windows",
            encoding_rs::GB18030.encode(&text.replace('\n', "\r\n")).0.into_owned(),
        ),
    ]
}

#[test]
fn a_copy_of_a_table_in_any_encoding_gives_identical_output() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("单位：万元\n{WIDE}");
    let dataset = "unit,year,code,name,amount\n甲县财政局,2023,208,社会保障和就业支出,1.5\n甲县财政局,2024,208,社会保障和就业支出,2.5\n";
    for text in [text.as_str(), dataset] {
        // The name stays the same, because places name it.
        let output = |bytes: &[u8]| {
            let input = file(folder.path(), "表.csv", bytes);
            let items = folder.path().join("明细.csv");
            run(&["extract", "-o", items.to_str().unwrap()], &input);
            let compared = run(&["compare", "--format", "csv"], &input);
            (std::fs::read(&items).unwrap(), compared.stdout, String::from_utf8(compared.stderr).unwrap())
        };
        let plain = output(text.as_bytes());
        for (encoding, bytes) in encodings(text) {
            assert!(output(&bytes) == plain, "{encoding}");
        }
    }
}
