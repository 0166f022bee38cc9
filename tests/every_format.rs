//! Every result is written in every format from every kind of input, with the same columns whatever the options.

use polars::prelude::{DataFrame, DataType, ParquetReader, SerReader};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use tongbi::model::schema::{COMPARISON_COLUMNS, Column, JUDGEMENT_COLUMNS, Kind, LINE_ITEM_COLUMNS, TREND_COLUMNS};

fn tongbi(folder: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    let ended = output.status.code();
    assert!(matches!(ended, Some(0 | 1)), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn names(columns: &[Column]) -> Vec<&'static str> {
    columns.iter().map(|column| column.name).collect()
}

/// Rows as texts: of a CSV.
fn csv(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let body = text.strip_prefix('\u{feff}').expect("Excel needs the mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(body.as_bytes());
    // A text that Excel would take for a formula stands behind a mark.
    let text = |field: &str| field.strip_prefix('\'').unwrap_or(field).to_owned();
    reader.records().map(|record| record.unwrap().iter().map(text).collect()).collect()
}

fn same(found: &[Vec<String>], expected: &[Vec<String>], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let differing = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!(differing, None, "{what}");
}

fn parquet(path: &Path) -> DataFrame {
    ParquetReader::new(std::fs::File::open(path).unwrap()).finish().unwrap()
}

/// Rows as texts: of a Parquet file.
fn parquet_rows(frame: &DataFrame) -> Vec<Vec<String>> {
    let cell = |column: &polars::prelude::Column, row: usize| {
        let value = column.get(row).unwrap();
        if value.is_null() { String::new() } else { value.str_value().into_owned() }
    };
    (0..frame.height()).map(|row| frame.columns().iter().map(|column| cell(column, row)).collect()).collect()
}

/// The rows of a sheet as texts.
fn sheet(path: &Path, name: &str) -> Vec<Vec<String>> {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// The heads of a sheet, without their units.
fn sheet_heads(path: &Path, name: &str) -> Vec<String> {
    sheet(path, name)[0].iter().map(|head| head.split('（').next().unwrap().to_owned()).collect()
}

fn titles(columns: &[Column]) -> Vec<&'static str> {
    columns.iter().map(|column| column.title).collect()
}

/// The keys of the first row of a JSON result; of a trend, the eight of the row and those of its figures.
fn json_keys(path: &Path, command: &str) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let row = json["rows"][0].as_object().unwrap();
    match command {
        "compare" => row.keys().cloned().collect(),
        _ => row.keys().take(8).chain(row["figures"][0].as_object().unwrap().keys()).cloned().collect(),
    }
}

/// The captions of the tables of a Markdown result, each with the line above its rule.
fn markdown_heads(path: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let tables = lines.windows(3).filter(|lines| lines[0].starts_with('#') && lines[2].starts_with("|-"));
    tables.map(|lines| (lines[0].to_owned(), lines[1].to_owned())).collect()
}

/// Whether a table lists the rows that a bridge changes.
fn is_on_same_basis(caption: &str) -> bool {
    caption.ends_with("，同口径）")
}

fn dtype(column: &Column) -> DataType {
    match column.kind {
        Kind::Amount | Kind::Percent | Kind::Points => DataType::Decimal(18, 2),
        Kind::Year => DataType::Int32,
        Kind::Count => DataType::UInt32,
        _ => DataType::String,
    }
}

fn check_parquet(frame: &DataFrame, columns: &[Column], what: &str) {
    assert_eq!(frame.get_column_names().iter().map(|name| name.as_str()).collect::<Vec<_>>(), names(columns), "{what}");
    let types: Vec<DataType> = frame.columns().iter().map(|column| column.dtype().clone()).collect();
    assert_eq!(types, columns.iter().map(dtype).collect::<Vec<_>>(), "{what}");
}

/// Two years of documents; of them a dataset as `extract` writes it, a plain dataset of six columns, and one table.
fn inputs(folder: &Path) {
    for year in ["2023.txt", "2024.txt"] {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample").join(year);
        std::fs::copy(sample, folder.join(year)).unwrap();
    }
    tongbi(folder, &["--quiet", "extract", "2023.txt", "2024.txt", "-o", "full", "--partition", "year"]);
    tongbi(folder, &["--quiet", "extract", "2023.txt", "2024.txt", "-o", "items.parquet"]);
    for year in ["year=2023", "year=2024"] {
        let frame = parquet(&folder.join("full").join(year).join("part-000.parquet"));
        let of = |column: &str, value: &str| {
            frame.column(column).unwrap().str().unwrap().iter().map(|text| text == Some(value)).collect()
        };
        let is_total = |name: &str| -> polars::prelude::BooleanChunked { of("level", name) };
        let table: polars::prelude::BooleanChunked = of("table", "general");
        let kept = &(&is_total("total") | &is_total("项")) & &table;
        let mut frame = frame.filter(&kept).unwrap().select(["unit", "table", "code", "measure", "amount"]).unwrap();
        std::fs::create_dir_all(folder.join("plain").join(year)).unwrap();
        let file = std::fs::File::create(folder.join("plain").join(year).join("a.parquet")).unwrap();
        polars::prelude::ParquetWriter::new(file).finish(&mut frame).unwrap();
    }
    let bridge = "from_year,to_year,old_code,old_name,new_code,new_name\n2023,2024,2080699,,2080102,\n";
    std::fs::write(folder.join("bridge.csv"), bridge).unwrap();
    std::fs::write(folder.join("groups.csv"), "unit,group\n示例州社会保险服务中心,社保\n").unwrap();
}

const INPUTS: [&[&str]; 4] = [&["2023.txt", "2024.txt"], &["items.parquet"], &["full"], &["plain"]];

#[test]
fn every_result_is_written_in_every_format_from_every_kind_of_input() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    inputs(folder);
    for (command, columns, name) in
        [("compare", &COMPARISON_COLUMNS[..], "对比"), ("trend", &TREND_COLUMNS[..], "明细")]
    {
        for input in INPUTS {
            let what = format!("{command} {input:?}");
            for extension in ["csv", "parquet", "xlsx", "json", "md", "txt"] {
                let out = format!("out.{extension}");
                tongbi(folder, &[&["--quiet", command], input, &["-o", &out]].concat());
            }
            let rows = csv(&folder.join("out.csv"));
            assert_eq!(rows[0], names(columns), "{what}");
            assert!(rows.len() > 10, "{what}");
            let frame = parquet(&folder.join("out.parquet"));
            check_parquet(&frame, columns, &what);
            same(&parquet_rows(&frame), &rows[1..], &what);
            assert_eq!(sheet_heads(&folder.join("out.xlsx"), name), titles(columns), "{what}");
            assert_eq!(sheet(&folder.join("out.xlsx"), name).len(), rows.len(), "{what}");
            assert_eq!(json_keys(&folder.join("out.json"), command), names(columns), "{what}");
            for text in ["out.md", "out.txt"] {
                let text = std::fs::read_to_string(folder.join(text)).unwrap();
                assert!(text.contains("编码") && text.contains("2080501"), "{what}: {text}");
            }
        }
    }
}

#[test]
fn no_option_changes_the_columns_of_a_result() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    inputs(folder);
    let options: [&[&str]; 6] = [
        &["--sort", "change"],
        &["--top", "2"],
        &["--measure", "合计"],
        &["--level", "项"],
        &["--bridge", "bridge.csv"],
        &["--by", "all"],
    ];
    for (command, columns) in [("compare", &COMPARISON_COLUMNS[..]), ("trend", &TREND_COLUMNS[..])] {
        for input in INPUTS {
            let groups: &[&str] = &["--groups", "groups.csv"];
            let region: &[&str] = &["--by", "region"];
            let more = if input == ["plain"] { vec![groups, region] } else { vec![groups] };
            for option in options.into_iter().chain(more) {
                let what = format!("{command} {input:?} {option:?}");
                for out in ["out.csv", "out.parquet"] {
                    tongbi(folder, &[&["--quiet", command], input, option, &["-o", out]].concat());
                }
                let rows = csv(&folder.join("out.csv"));
                assert_eq!(rows[0], names(columns), "{what}");
                assert!(rows.len() > 1, "{what}");
                let frame = parquet(&folder.join("out.parquet"));
                check_parquet(&frame, columns, &what);
                same(&parquet_rows(&frame), &rows[1..], &what);
            }
        }
    }
}

#[test]
fn no_option_changes_the_columns_of_any_format() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    inputs(folder);
    let options: [&[&str]; 4] =
        [&["--sort", "change"], &["--top", "2"], &["--measure", "基本支出"], &["--bridge", "bridge.csv"]];
    for (command, columns, name) in
        [("compare", &COMPARISON_COLUMNS[..], "对比"), ("trend", &TREND_COLUMNS[..], "明细")]
    {
        for input in [INPUTS[0], INPUTS[2]] {
            tongbi(folder, &[&["--quiet", command], input, &["-o", "plain.md"]].concat());
            let plain = markdown_heads(&folder.join("plain.md"));
            assert!(!plain.is_empty() && !plain.keys().any(|caption| is_on_same_basis(caption)));
            for option in options {
                let what = format!("{command} {input:?} {option:?}");
                for out in ["out.json", "out.xlsx", "out.md"] {
                    tongbi(folder, &[&["--quiet", command], input, option, &["-o", out]].concat());
                }
                assert_eq!(json_keys(&folder.join("out.json"), command), names(columns), "{what}");
                assert_eq!(sheet_heads(&folder.join("out.xlsx"), name), titles(columns), "{what}");
                // Markdown is read by people: what a bridge changes stands in tables of its own.
                let heads = markdown_heads(&folder.join("out.md"));
                let own = heads.keys().filter(|caption| is_on_same_basis(caption)).count();
                assert_eq!(own > 0, option[0] == "--bridge", "{what}");
                assert!(heads.len() > own, "{what}");
                for (caption, head) in heads.iter().filter(|(caption, _)| !is_on_same_basis(caption)) {
                    assert_eq!(Some(head), plain.get(caption), "{what} {caption}");
                }
            }
        }
    }
}

#[test]
fn the_columns_of_a_wide_table_are_the_years_at_hand_whatever_the_options() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    inputs(folder);
    let options: [&[&str]; 7] = [
        &[],
        &["--sort", "change"],
        &["--top", "2"],
        &["--measure", "合计"],
        &["--level", "total"],
        &["--bridge", "bridge.csv"],
        &["--by", "all"],
    ];
    for input in INPUTS {
        let (mut heads, mut sheets) = (BTreeSet::new(), BTreeSet::new());
        for option in options {
            tongbi(folder, &[&["--quiet", "trend", "--wide"], input, option, &["-o", "out.csv"]].concat());
            heads.insert(csv(&folder.join("out.csv"))[0].clone());
            tongbi(folder, &[&["--quiet", "trend"], input, option, &["-o", "out.xlsx"]].concat());
            sheets.insert(sheet_heads(&folder.join("out.xlsx"), "趋势"));
        }
        assert_eq!((heads.len(), sheets.len()), (1, 1), "{input:?} {heads:?} {sheets:?}");
    }
}

#[test]
fn a_plain_dataset_says_of_every_column_what_reading_it_whole_says() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    inputs(folder);
    for command in ["compare", "trend"] {
        for out in ["out.csv", "out.json"] {
            tongbi(folder, &["--quiet", command, "plain", "-o", out]);
        }
        // Standard output has no file to grow, so the dataset is read whole.
        let whole = Command::new(env!("CARGO_BIN_EXE_tongbi"))
            .current_dir(folder)
            .args(["--quiet", command, "plain", "--format", "csv"])
            .output()
            .unwrap();
        std::fs::write(folder.join("whole.csv"), &whole.stdout).unwrap();
        let sorted = |name: &str| {
            let mut rows = csv(&folder.join(name));
            rows.sort();
            rows
        };
        same(&sorted("out.csv"), &sorted("whole.csv"), command);
    }
}

#[test]
fn line_items_and_judgements_have_their_columns_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    inputs(folder);
    for input in INPUTS {
        for out in ["out.csv", "out.parquet", "out.xlsx", "out.json"] {
            tongbi(folder, &[&["--quiet", "extract"], input, &["-o", out]].concat());
        }
        let rows = csv(&folder.join("out.csv"));
        assert_eq!(rows[0], names(&LINE_ITEM_COLUMNS), "{input:?}");
        let frame = parquet(&folder.join("out.parquet"));
        check_parquet(&frame, &LINE_ITEM_COLUMNS, &format!("{input:?}"));
        same(&parquet_rows(&frame), &rows[1..], &format!("{input:?}"));
        assert_eq!(sheet(&folder.join("out.xlsx"), "明细")[0], names(&LINE_ITEM_COLUMNS));
        let json: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_slice(&std::fs::read(folder.join("out.json")).unwrap()).unwrap();
        assert_eq!(json[0].keys().collect::<Vec<_>>(), names(&LINE_ITEM_COLUMNS));
    }
    for out in ["out.csv", "out.parquet", "out.xlsx", "out.json", "out.md", "out.html", "out.txt"] {
        tongbi(folder, &["--quiet", "audit", "2023.txt", "2024.txt", "--force", "-o", out]);
    }
    let rows = csv(&folder.join("out.csv"));
    assert_eq!(rows[0], names(&JUDGEMENT_COLUMNS));
    let frame = parquet(&folder.join("out.parquet"));
    check_parquet(&frame, &JUDGEMENT_COLUMNS, "audit");
    same(&parquet_rows(&frame), &rows[1..], "audit");
    let sheets = ["问题", "其他数"].map(|name| sheet(&folder.join("out.xlsx"), name).len() - 1);
    assert_eq!(sheets.iter().sum::<usize>(), rows.len() - 1);
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("out.json")).unwrap()).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), sheets[0]);
    assert!(std::fs::read_to_string(folder.join("out.md")).unwrap().contains("| 编号 | 检查项 | 结论 |"));
}
