//! Datasets partitioned by year: written for other engines, read from them, compared without being loaded as a whole.

use polars::prelude::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn run(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn tongbi(folder: &Path, arguments: &[&str]) -> String {
    let (success, out, said) = run(folder, arguments);
    assert!(success, "{arguments:?}: {said}");
    out
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let (success, _, said) = run(folder, arguments);
    assert!(!success, "{arguments:?} should have been refused: {said}");
    said
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/datasets")
}

/// A row of a dataset: unit, region, table, code, measure, 分 (none for an empty cell).
type Row = (String, String, &'static str, String, &'static str, Option<i64>);

/// Writes rows as Parquet; a frame has no decimals of its own, so 分 become DECIMAL(18,2).
fn write(path: &Path, rows: &[Row], group: usize) {
    let text = |name: &str, value: &dyn Fn(&Row) -> String| {
        Series::new(name.into(), rows.iter().map(value).collect::<Vec<_>>()).into_column()
    };
    let fen: Int128Chunked = rows.iter().map(|row| row.5.map(i128::from)).collect();
    let amount = fen.into_decimal(18, 2).unwrap().into_series().with_name("amount".into()).into_column();
    let columns = vec![
        text("unit", &|row| row.0.clone()),
        text("region", &|row| row.1.clone()),
        text("table", &|row| row.2.to_owned()),
        text("code", &|row| row.3.clone()),
        text("measure", &|row| row.4.to_owned()),
        amount,
    ];
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = std::fs::File::create(path).unwrap();
    let mut frame = DataFrame::new(rows.len(), columns).unwrap();
    ParquetWriter::new(file).with_row_group_size(Some(group)).finish(&mut frame).unwrap();
}

fn row(unit: &str, code: &str, fen: i64) -> Row {
    (unit.to_owned(), "东区".to_owned(), "general", code.to_owned(), "合计", Some(fen))
}

/// A small sound dataset of two years.
fn small(folder: &Path) {
    write(&folder.join("year=2023/a.parquet"), &[row("甲", "2080101", 100), row("乙", "2080505", 700)], 10);
    write(&folder.join("year=2024/a.parquet"), &[row("甲", "2080101", 150), row("乙", "2080506", 700)], 10);
}

#[test]
fn what_other_engines_write_gives_the_same_comparison_whatever_their_options() {
    let folder = tempfile::tempdir().unwrap();
    let mut first: BTreeMap<&str, (String, Vec<u8>)> = BTreeMap::new();
    let mut seen = 0;
    let mut writers: Vec<PathBuf> = std::fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).collect();
    writers.sort();
    for writer in writers.into_iter().filter(|path| path.is_dir()) {
        for by in ["unit", "region", "all"] {
            let name = writer.file_name().unwrap().to_string_lossy().into_owned();
            let out = folder.path().join(format!("{name}-{by}.csv"));
            tongbi(folder.path(), &["compare", writer.to_str().unwrap(), "--by", by, "-o", out.to_str().unwrap()]);
            let bytes = std::fs::read(&out).unwrap();
            let (writer, expected) = first.entry(by).or_insert_with(|| (name.clone(), bytes.clone()));
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(text(&bytes), text(expected), "{by}: {name} against {writer}");
        }
        seen += 1;
    }
    assert!(seen >= 15, "{seen}");
    let text = String::from_utf8(first["all"].1.clone()).unwrap();
    // Worked out by hand: 864000 + 1728000 + 2592000, and three times 5000.05 less.
    assert!(text.contains("general,functional,合计,2080505,项,机关事业单位基本养老保险缴费支出,预算,预算,5184000.00,5168999.85,-15000.15,-0.29,rate,"), "{text}");
}

#[test]
fn a_dataset_written_by_us_compares_like_the_documents_it_came_from() {
    let folder = tempfile::tempdir().unwrap();
    for year in ["2023.txt", "2024.txt"] {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample").join(year);
        std::fs::copy(sample, folder.path().join(year)).unwrap();
    }
    // A dataset is sorted by code, so rows that have none may stand elsewhere.
    let rows = |inputs: &[&str]| {
        let text = tongbi(folder.path(), &[&["compare"], inputs, &["--format", "json"]].concat());
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut rows: Vec<String> = value["rows"].as_array().unwrap().iter().map(ToString::to_string).collect();
        rows.sort();
        rows
    };
    tongbi(folder.path(), &["extract", "2023.txt", "2024.txt", "-o", "data", "--partition", "year"]);
    assert!(folder.path().join("data/year=2024/part-000.parquet").exists());
    assert_eq!(rows(&["data"]), rows(&["2023.txt", "2024.txt"]));
    // A dataset beside the document that it came from counts once.
    assert_eq!(rows(&["data", "2024.txt", "2023.txt"]), rows(&["2023.txt", "2024.txt"]));
    // A second time over the first: the same bytes.
    let read = || std::fs::read(folder.path().join("data/year=2024/part-000.parquet")).unwrap();
    let first = read();
    tongbi(folder.path(), &["extract", "2023.txt", "2024.txt", "-o", "data", "--partition", "year"]);
    assert!(read() == first);
    std::fs::write(folder.path().join("data/note.txt"), "x").unwrap();
    tongbi(folder.path(), &["extract", "2024.txt", "-o", "data", "--partition", "year"]);
    assert_eq!(std::fs::read(folder.path().join("data/note.txt")).unwrap(), b"x");
}

fn any_rows() -> impl Strategy<Value = Vec<(u16, Row)>> {
    let code = prop_oneof![
        Just(""),
        Just("208"),
        Just("20801"),
        Just("20805"),
        Just("2080101"),
        Just("2080102"),
        Just("2080505"),
        Just("2100101"),
        Just("301"),
        Just("30101"),
        Just("1010101")
    ];
    let place = (
        0usize..5,
        prop::sample::select(vec!["general", "expenditure"]),
        code,
        prop::sample::select(vec!["合计", "基本支出"]),
    );
    let fen = prop_oneof![
        8 => (-1_000_000i64..1_000_000).prop_map(Some),
        1 => Just(Some(0)),
        1 => Just(None),
        1 => (-99_999_999_999_999i64..99_999_999_999_999).prop_map(Some)
    ];
    prop::collection::vec((2023u16..=2024, place, fen), 1..80).prop_map(|rows| {
        // Of rows that repeat a key the first counts, so only those without are the same in any order.
        let mut seen = BTreeSet::new();
        let made = rows.into_iter().filter(|(year, place, _)| seen.insert((*year, *place))).collect::<Vec<_>>();
        let made = made.into_iter().map(|(year, (unit, table, code, measure), fen)| {
            let region = ["东区", "西区", "东区", "", "北区"][unit];
            (year, (format!("单位{unit}"), region.to_owned(), table, code.to_owned(), measure, fen))
        });
        made.collect()
    })
}

/// Puts rows into files of these sizes and row groups of that size.
fn store(folder: &Path, rows: &[(u16, Row)], files: usize, group: usize) {
    for year in [2023, 2024] {
        let of_year: Vec<Row> = rows.iter().filter(|(of, _)| *of == year).map(|(_, row)| row.clone()).collect();
        for (at, part) in of_year.chunks(of_year.len().div_ceil(files).max(1)).enumerate() {
            write(&folder.join(format!("year={year}/{at:02}.parquet")), part, group);
        }
    }
}

fn has_both_years(rows: &[(u16, Row)]) -> bool {
    [2023, 2024].into_iter().all(|year| rows.iter().any(|(of, row)| *of == year && row.5.is_some()))
}

proptest! {
    #![proptest_config(crate::chance::cases(6))]

    #[test]
    fn neither_partition_nor_order_nor_row_groups_change_a_byte(
        rows in any_rows().prop_filter("two years", |rows| has_both_years(rows)),
        files in 1usize..5,
        group in 1usize..40,
        mix in any::<prop::sample::Index>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut sorted = rows.clone();
        sorted.sort_by(|one, other| (&one.1.0, &one.1.3).cmp(&(&other.1.0, &other.1.3)));
        store(&folder.path().join("sorted"), &sorted, 1, 1000);
        let mut mixed = rows.clone();
        mixed.rotate_left(mix.index(rows.len()));
        store(&folder.path().join("mixed"), &mixed, files, group);
        for by in ["unit", "region", "all"] {
            for out in ["csv", "parquet"] {
                for input in ["sorted", "mixed"] {
                    let file = format!("{input}.{out}");
                    tongbi(folder.path(), &["--quiet", "compare", input, "--by", by, "-o", &file]);
                }
                let read = |input: &str| std::fs::read(folder.path().join(format!("{input}.{out}"))).unwrap();
                prop_assert!(read("sorted") == read("mixed"), "{} {}", by, out);
            }
        }
    }

    #[test]
    fn sums_of_all_are_the_sums_of_the_units(
        rows in any_rows().prop_filter("two years", |rows| has_both_years(rows)),
    ) {
        let folder = tempfile::tempdir().unwrap();
        store(&folder.path().join("data"), &rows, 2, 9);
        let sums = |by: &str| {
            let groups: &[&str] = if by == "group" { &["--groups", "groups.csv"] } else { &[] };
            let call = ["--quiet", "compare", "data", "--by", by, "-o", "out.csv"];
            tongbi(folder.path(), &[&call[..], groups].concat());
            let text = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
            let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let heads = reader.headers().unwrap().clone();
            let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
            let mut sums: BTreeMap<String, [Option<i128>; 2]> = BTreeMap::new();
            for record in reader.records().map(Result::unwrap) {
                let line = ["table", "classification", "measure", "code"].map(|name| record[at(name)].to_owned()).join(" ");
                let sum = sums.entry(line).or_default();
                for (sum, name) in sum.iter_mut().zip(["prior", "current"]) {
                    if let Ok(fen) = record[at(name)].replace('.', "").parse::<i128>() {
                        *sum = Some(sum.unwrap_or(0) + fen);
                    }
                }
            }
            sums
        };
        prop_assert_eq!(sums("all"), sums("unit"));
        prop_assert_eq!(sums("region"), sums("unit"));
        std::fs::write(folder.path().join("groups.csv"), "unit,group\n单位0,甲组\n单位1,乙组\n单位2,甲组\n").unwrap();
        prop_assert_eq!(sums("group"), sums("unit"));
    }

    #[test]
    fn scanning_gives_the_figures_that_reading_whole_gives(
        rows in any_rows().prop_filter("two years", |rows| has_both_years(rows)),
        files in 1usize..4,
    ) {
        let folder = tempfile::tempdir().unwrap();
        store(&folder.path().join("data"), &rows, files, 7);
        let whole = tongbi(folder.path(), &["--quiet", "compare", "data", "--format", "json"]);
        let whole: serde_json::Value = serde_json::from_str(&whole).unwrap();
        tongbi(folder.path(), &["--quiet", "compare", "data", "-o", "scanned.csv"]);
        let columns = tongbi::model::schema::COMPARISON_COLUMNS.map(|column| column.name);
        let mut expected: Vec<Vec<String>> = whole["rows"].as_array().unwrap().iter()
            .map(|row| columns.iter().map(|column| row[*column].as_str().unwrap_or("").to_owned()).collect())
            .collect();
        let text = std::fs::read_to_string(folder.path().join("scanned.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        prop_assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), columns.to_vec());
        let mut scanned: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        expected.sort();
        scanned.sort();
        prop_assert_eq!(scanned, expected);
    }
}

#[test]
fn the_sums_of_all_units_are_shown_like_any_comparison() {
    let folder = tempfile::tempdir().unwrap();
    small(&folder.path().join("data"));
    let text = tongbi(folder.path(), &["compare", "data", "--by", "all", "--level", "total", "--unit", "元"]);
    assert!(text.contains("全部单位") && text.contains("8.00") && text.contains("+6.25%"), "{text}");
    let text = tongbi(folder.path(), &["compare", "data/year=2023", "data/year=2024/a.parquet", "--by", "region"]);
    assert!(text.contains("东区"), "{text}");
}

#[test]
fn groups_of_a_dataset_are_summed_as_a_table_says() {
    let folder = tempfile::tempdir().unwrap();
    small(&folder.path().join("data"));
    std::fs::write(folder.path().join("groups.csv"), "unit,group\n甲,镇\n丙,镇\n").unwrap();
    let call = ["compare", "data", "--groups", "groups.csv", "--level", "total", "-o", "out.csv"];
    let (success, _, said) = run(folder.path(), &call);
    assert!(success && said.contains("2 个组") && said.contains("分组表里没有 乙，归入“未分组”"), "{said}");
    assert!(said.contains("分组表里的 丙 没有数据"), "{said}");
    let text = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert!(text.contains("镇,单位,general,functional,合计,,total,合计,预算,预算,1.00,1.50,0.50,50.00,rate"), "{text}");
    let text = tongbi(folder.path(), &["trend", "data", "--groups", "groups.csv", "--unit", "元"]);
    assert!(text.contains("镇") && text.contains("未分组"), "{text}");
}

#[test]
fn a_faulty_dataset_is_refused_with_the_file_and_the_way_out() {
    let check = |spoil: &dyn Fn(&Path), expected: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        small(&folder.path().join("data"));
        spoil(&folder.path().join("data"));
        let said = refused(folder.path(), &["compare", "data", "-o", "out.parquet"]);
        for part in expected {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!folder.path().join("out.parquet").exists(), "half an output: {said}");
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "something was left behind: {said}");
    };
    let cut = |at: f32| {
        move |data: &Path| {
            let file = data.join("year=2024/a.parquet");
            let bytes = std::fs::read(&file).unwrap();
            std::fs::write(&file, &bytes[..(bytes.len() as f32 * at) as usize]).unwrap();
        }
    };
    check(&cut(0.5), &["year=2024/a.parquet：应为完整的 Parquet 文件", "文件不完整或已损坏", "请重新导出后再试"]);
    // The footer is sound, the pages are not.
    let overwritten = |data: &Path| {
        let file = data.join("year=2024/a.parquet");
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[4..60].fill(0xff);
        std::fs::write(&file, bytes).unwrap();
    };
    check(&overwritten, &["year=2024/a.parquet：应为完整的 Parquet 文件", "第1行组的 unit 列不完整或已损坏"]);
    let without = |column: &'static str| move |data: &Path| change(data, &|frame| frame.drop(column).unwrap());
    check(&without("code"), &["year=2024/a.parquet：数据集应有 unit、code、amount 等列，缺少 code", "请补上这一列"]);
    check(&without("amount"), &["缺少 amount"]);
    let cast = |column: &'static str, kind: DataType| {
        move |data: &Path| {
            change(data, &|mut frame| {
                let column = frame.column(column).unwrap().cast(&kind).unwrap();
                frame.with_column(column).unwrap();
                frame
            })
        }
    };
    let amount = ["amount 列应为 DECIMAL(18,2)（元）或整数（元）", "CAST(amount AS DECIMAL(18,2))"];
    check(&cast("amount", DataType::Float64), &[amount[0], "实际是“浮点数”", amount[1]]);
    check(&cast("amount", DataType::String), &[amount[0], "实际是“文字”"]);
    check(&cast("amount", DataType::Decimal(20, 4)), &[amount[0], "DECIMAL(20,4)"]);
    let numbers = |data: &Path| {
        change(data, &|mut frame| {
            frame.with_column(Series::new("unit".into(), [true, false]).into_column()).unwrap();
            frame
        })
    };
    check(&numbers, &["unit 列应为文字", "请转换为字符串后再导出"]);
    let huge = |data: &Path| {
        change(data, &|mut frame| {
            let fen: Int128Chunked = [Some(1i128), Some(i128::from(i64::MAX) + 1)].into_iter().collect();
            let column = fen.into_decimal(38, 2).unwrap().into_series().with_name("amount".into()).into_column();
            frame.with_column(column).unwrap();
            frame
        })
    };
    check(&huge, &["第1行组的 amount 列第2行的金额应在", "92233720368547758.08", "请核对金额和单位"]);
    let large = |data: &Path| {
        let most = 900_000_000_000_000_000;
        write(&data.join("year=2024/a.parquet"), &[row("甲", "2080101", most), row("甲", "2080102", most)], 10);
    };
    check(&large, &["甲 ", "合计超出可处理的范围"]);
    let copied = |data: &Path| {
        std::fs::copy(data.join("year=2024/a.parquet"), data.join("year=2024/b.parquet")).unwrap();
    };
    check(
        &copied,
        &["year=2024/b.parquet：2024年的每一份数据应只放一次，它与 year=2024/a.parquet 完全相同", "请删去其中一份"],
    );
    let misnamed = |data: &Path| std::fs::rename(data.join("year=2024"), data.join("year=二四")).unwrap();
    check(&misnamed, &["分区文件夹应为 year=四位年度，如 year=2024", "实际是“二四”"]);
    let other_year = |data: &Path| {
        change(data, &|mut frame| {
            frame.with_column(Series::new("year".into(), [2022i32, 2022]).into_column()).unwrap();
            frame
        })
    };
    check(&other_year, &["文件夹是 year=2024，第1行组的 year 列应相同", "2022"]);
    let emptied = |data: &Path| {
        ["2023", "2024"]
            .iter()
            .for_each(|year| std::fs::remove_file(data.join(format!("year={year}/a.parquet"))).unwrap());
    };
    check(&emptied, &["文件夹里没有可以读取的文件"]);
    let one_year = |data: &Path| std::fs::remove_file(data.join("year=2023/a.parquet")).unwrap();
    check(&one_year, &["只有 2024 年的数据"]);
}

#[test]
fn rows_that_repeat_a_key_count_once_however_the_dataset_is_computed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    small(&data);
    let rows =
        [row("甲", "2080101", 500), row("甲", "2080101", 500), row("乙", "2080505", 700), row("乙", "2080505", 900)];
    write(&data.join("year=2024/a.parquet"), &rows, 3);
    for (call, of_all) in [
        (&["--level", "项", "-o", "out.csv"][..], false),
        (&["--level", "项", "--sort", "change", "-o", "out.csv"], false),
        (&["--by", "all", "--level", "total", "-o", "out.csv"], true),
    ] {
        let (success, _, said) = run(folder.path(), &[&["compare", "data"], call].concat());
        assert!(success && said.contains("只计一次") && said.contains("7.00 和 9.00"), "{call:?} {said}");
        let text = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
        let found = match of_all {
            true => text.contains(",8.00,12.00,"),
            false => text.contains(",1.00,5.00,") && text.contains(",7.00,7.00,"),
        };
        assert!(found, "{call:?} {text}");
    }
}

/// Rewrites the second year's file.
fn change(data: &Path, change: &dyn Fn(DataFrame) -> DataFrame) {
    let file = data.join("year=2024/a.parquet");
    let frame = ParquetReader::new(std::fs::File::open(&file).unwrap()).finish().unwrap();
    ParquetWriter::new(std::fs::File::create(&file).unwrap()).finish(&mut change(frame)).unwrap();
}

#[test]
fn files_of_one_year_may_have_other_columns_and_types() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    small(&data);
    tongbi(folder.path(), &["compare", "data", "-o", "one.csv"]);
    change(&data, &|mut frame| {
        let amount = frame.column("amount").unwrap().cast(&DataType::Decimal(9, 2)).unwrap();
        frame.with_column(amount).unwrap();
        frame.with_column(Series::new("remark".into(), ["x", "y"]).into_column()).unwrap();
        frame.drop("region").unwrap()
    });
    tongbi(folder.path(), &["compare", "data", "-o", "two.csv"]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("one.csv"), read("two.csv"));
}

#[test]
fn words_that_are_not_understood_are_told_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    small(&data);
    let mut strange = row("甲", "20801", 1);
    strange.2 = "budget";
    write(&data.join("year=2024/b.parquet"), &[row("甲", "2080", 1), strange], 10);
    std::fs::write(data.join("year=2024/notes.txt"), "x").unwrap();
    std::fs::write(data.join("year=2024/_SUCCESS"), "").unwrap();
    let (success, _, said) = run(folder.path(), &["compare", "data", "-o", "out.csv"]);
    assert!(success, "{said}");
    for part in [
        "year=2024/b.parquet：第1行组的 code 列应为3、5、7 或 9 位数字的科目编码，合计行为空，实际是“2080”。这些行没有计入",
        "table 列应为表的名称，如 general，实际是“budget”",
        "year=2024/notes.txt：不是 Parquet 文件，没有读取",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("_SUCCESS"), "{said}");
}

#[test]
fn a_rate_too_large_for_its_column_is_left_empty_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    write(&data.join("year=2023/a.parquet"), &[row("甲", "2080101", 1)], 10);
    write(&data.join("year=2024/a.parquet"), &[row("甲", "2080101", 999_999_999_999_999_999)], 10);
    let (success, _, said) = run(folder.path(), &["compare", "data", "-o", "out.csv", "--level", "项"]);
    assert!(success && said.contains("有 2 个比率超过 18 位数字"), "{said}");
    let text = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert!(text.contains("9999999999999999.99,9999999999999999.98,,rate,100.00,100.00,0.00,,"), "{text}");
}
