//! Datasets with several phases, sources and files for one figure: computed unit by unit they give the same rows as
//! when they are read as a whole, however they are stored.

use polars::prelude::*;
use proptest::prelude::*;
use std::path::Path;
use std::process::Command;

fn tongbi(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap();
    let text = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.success(), String::from_utf8(text).unwrap())
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let (success, text) = tongbi(folder, arguments);
    assert!(success, "{arguments:?}: {text}");
    text
}

/// The head of a CSV and its lines in order.
fn lines(text: &str) -> (String, Vec<String>) {
    let mut lines = text.lines().map(str::to_owned);
    let head = lines.next().unwrap_or_default();
    let mut rest: Vec<String> = lines.collect();
    rest.sort();
    (head, rest)
}

fn csv(folder: &Path, name: &str) -> (String, Vec<String>) {
    lines(&std::fs::read_to_string(folder.join(name)).unwrap())
}

/// Items as a CSV of the tidy frame: year, unit, phase, origin, file, code, name, 分.
fn any_items() -> impl Strategy<Value = String> {
    let code = prop::sample::select(vec![
        ("", "合计"),
        ("208", "社会保障和就业支出"),
        ("20801", "人力资源和社会保障管理事务"),
        ("2080101", "行政运行"),
        ("2080102", "一般行政管理事务"),
        ("2080505", "2080505"),
        ("301", "工资福利支出"),
        ("30101", "基本工资"),
        ("", "行政运行"),
        ("", "没有编码的事项"),
    ]);
    let how = (
        prop::sample::select(vec!["预算", "预算", "决算"]),
        prop::sample::select(vec!["published", "published", "restated", "implied"]),
        prop::sample::select(vec!["合计", "基本支出", "项目支出"]),
        prop::sample::select(vec!["general", "expenditure"]),
    );
    let item = (2022u16..=2024, 0usize..5, how, code, -1_000i64..1_000_000, 1u32..9, 1u32..5);
    prop::collection::vec(item, 1..90).prop_map(|items| {
        let mut text =
            "year,unit,phase,origin,file,measure,table,code,name,level,amount,resolution,row,column\n".to_owned();
        let [mut has_2023, mut has_2024] = [false; 2];
        for (year, unit, (phase, origin, measure, table), (code, name), fen, row, column) in items {
            let level = match (code.len(), name) {
                (0, "合计") => "total",
                (0 | 7, _) => "项",
                (3, _) => "类",
                _ => "款",
            };
            // The name of a year's item is that of the row which came first, which a dataset does not tell either.
            let name = if (code, year) == ("2080102", 2022) { "一般行政管理" } else { name };
            // Of two files with one origin the one that was given first is believed, which a dataset does not tell.
            let file = match (unit % 2, origin) {
                (0, "restated") => format!("{}年.pdf", year + 1),
                (0, _) => format!("{year}年{origin}.pdf"),
                _ => String::new(),
            };
            has_2023 |= year == 2023;
            has_2024 |= year == 2024;
            text += &format!(
                "{year},单位{unit},{phase},{origin},{file},{measure},{table},{code},{name},{level},{}.00,1.00,{row},{column}\n",
                fen / 100
            );
        }
        for (year, is_there) in [(2023, has_2023), (2024, has_2024)] {
            if !is_there {
                text += &format!("{year},单位0,预算,published,2023年published.pdf,合计,general,2080101,行政运行,项,7.00,1.00,1,1\n");
            }
        }
        text
    })
}

/// Writes a dataset anew with the columns that are kept: rows of one unit in another order, other row groups, as many
/// files as said.
fn store(from: &Path, to: &Path, (files, group, turn): (usize, usize, usize), keep: &dyn Fn(DataFrame) -> DataFrame) {
    let years = std::fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    for entry in years {
        let year = entry.file_name().into_string().unwrap();
        let file = std::fs::File::open(from.join(&year).join("part-000.parquet")).unwrap();
        let frame = keep(ParquetReader::new(file).finish().unwrap());
        let height = frame.height();
        let turned: IdxCa = (0..height).map(|row| Some(((row + turn) % height) as IdxSize)).collect();
        let turned = frame.take(&turned).unwrap().sort(["unit"], SortMultipleOptions::default()).unwrap();
        std::fs::create_dir_all(to.join(&year)).unwrap();
        let size = height.div_ceil(files).max(1);
        for part in 0..height.div_ceil(size) {
            let mut rows = turned.slice((part * size) as i64, size);
            let file = std::fs::File::create(to.join(&year).join(format!("{part:02}.parquet"))).unwrap();
            ParquetWriter::new(file).with_row_group_size(Some(group)).finish(&mut rows).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(crate::chance::cases(4))]

    #[test]
    fn unit_by_unit_gives_what_reading_whole_gives_however_the_rows_are_stored(
        items in any_items(),
        files in 1usize..4,
        group in 1usize..20,
        turn in 0usize..50,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::write(folder.join("items.csv"), &items).unwrap();
        let bridge = "from_year,to_year,old_code,old_name,new_code,new_name,share\n\
                      2023,2024,2080102,一般行政管理事务,2080505,转入的事项,1/3\n\
                      2023,2024,2080102,一般行政管理事务,2080102,一般行政管理事务,2/3\n";
        std::fs::write(folder.join("bridge.csv"), bridge).unwrap();
        done(folder, &["--quiet", "extract", "items.csv", "-o", "data", "--partition", "year"]);
        store(&folder.join("data"), &folder.join("other"), (files, group, turn), &|frame| frame);
        let calls: [&[&str]; 8] = [
            &["compare"],
            &["compare", "--bridge", "bridge.csv"],
            &["compare", "--sort", "change", "--top", "2"],
            &["compare", "--base", "2023", "--year", "2024", "--table", "general", "--measure", "基本支出", "--level", "项"],
            &["trend"],
            &["trend", "--wide"],
            &["trend", "--bridge", "bridge.csv"],
            &["trend", "--bridge", "bridge.csv", "--wide", "--table", "general"],
        ];
        for call in calls {
            let (success, whole) = tongbi(folder, &[&["--quiet"], call, &["items.csv", "--format", "csv"]].concat());
            if !success {
                let (success, said) = tongbi(folder, &[call, &["data", "-o", "out.csv"]].concat());
                prop_assert!(!success && said.contains(whole.trim()), "{} against {}", said, whole);
                continue;
            }
            let mut stored = Vec::new();
            for data in ["data", "other"] {
                let call = |out: &str| { done(folder, &[&["--quiet"], call, &[data, "-o", out]].concat()); };
                call("out.csv");
                prop_assert_eq!(csv(folder, "out.csv"), lines(&whole), "{}", data);
                let bytes = std::fs::read(folder.join("out.csv")).unwrap();
                stored.push(bytes);
            }
            prop_assert_eq!(&stored[0], &stored[1], "{:?}", call);
        }
    }
}

/// Rows of one figure a thing and phase: year, unit, phase, table, measure, code, 元. Of one phase, or of several.
fn any_plain() -> impl Strategy<Value = String> {
    let code =
        prop::sample::select(vec!["", "208", "20801", "2080101", "2080102", "2080505", "2100101", "301", "30101"]);
    let table = prop::sample::select(vec!["general", "expenditure"]);
    let measure = prop::sample::select(vec!["合计", "基本支出"]);
    let amount = prop_oneof![6 => -9_000i64..90_000, 1 => Just(0), 1 => Just(99_999_999_999)];
    let phase = prop::sample::select(vec!["预算", "预算", "决算", "调整预算"]);
    let row = (prop::sample::select(vec![2018u16, 2020, 2021, 2022]), 0usize..4, phase, table, measure, code, amount);
    (prop::collection::vec(row, 1..90), any::<bool>()).prop_map(|(mut rows, has_phases)| {
        rows.iter_mut().filter(|_| !has_phases).for_each(|row| row.2 = "预算");
        let mut seen = std::collections::BTreeSet::new();
        rows.retain(|(year, unit, phase, table, measure, code, _)| {
            seen.insert((*year, *unit, *phase, *table, *measure, *code))
        });
        let mut text = "year,unit,phase,table,measure,code,amount\n".to_owned();
        for (year, unit, phase, table, measure, code, amount) in rows {
            text += &format!("{year},单位{unit},{phase},{table},{measure},{code},{amount}.37\n");
        }
        text
    })
}

/// The lines of a CSV as these columns of it, sorted.
fn columns(text: &str, names: &[&str]) -> Vec<String> {
    let mut lines = columns_in_order(text, names);
    lines.sort();
    lines
}

/// The lines of a CSV as these columns of it.
fn columns_in_order(text: &str, names: &[&str]) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().unwrap().clone();
    let places: Vec<usize> =
        names.iter().map(|name| heads.iter().position(|head| head == *name).expect(name)).collect();
    reader
        .records()
        .map(Result::unwrap)
        .map(|record| places.iter().map(|place| &record[*place]).collect::<Vec<_>>().join(","))
        .collect()
}

proptest! {
    #![proptest_config(crate::chance::cases(8))]

    #[test]
    fn the_years_of_plain_data_are_those_that_reading_whole_gives(items in any_plain()) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::write(folder.join("items.csv"), &items).unwrap();
        done(folder, &["--quiet", "extract", "items.csv", "-o", "all", "--partition", "year"]);
        let plain = |frame: DataFrame| frame.select(["unit", "phase", "table", "measure", "code", "amount"]).unwrap();
        store(&folder.join("all"), &folder.join("data"), (1, 1000, 0), &plain);
        store(&folder.join("all"), &folder.join("other"), (2, 7, 3), &plain);
        let names = tongbi::model::schema::TREND_COLUMNS.map(|column| column.name);
        let (success, whole) = tongbi(folder, &["--quiet", "compare", "items.csv", "--format", "csv"]);
        for data in ["data", "other"].into_iter().filter(|_| success) {
            let names = tongbi::model::schema::COMPARISON_COLUMNS.map(|column| column.name);
            done(folder, &["--quiet", "compare", data, "-o", "out.csv"]);
            let text = std::fs::read_to_string(folder.join("out.csv")).unwrap();
            prop_assert_eq!(columns(&text, &names), columns(&whole, &names), "{}", data);
        }
        let sorted: [&[&str]; 5] = [
            &["compare", "--sort", "change", "--top", "2"],
            &["compare", "--sort", "growth"],
            &["compare", "--top", "3", "--level", "项"],
            &["trend", "--sort", "change"],
            &["trend", "--sort", "growth", "--top", "2"],
        ];
        for call in sorted {
            let call = [&["--quiet"], call, &["--measure", "合计"]].concat();
            let (success, whole) = tongbi(folder, &[&call[..], &["items.csv", "--format", "csv"]].concat());
            if !success || whole.trim_start_matches('\u{feff}').is_empty() {
                continue;
            }
            let names = whole.trim_start_matches('\u{feff}').lines().next().unwrap().split(',').collect::<Vec<_>>();
            for data in ["data", "other"] {
                done(folder, &[&call[..], &[data, "-o", "out.csv"]].concat());
                let text = std::fs::read_to_string(folder.join("out.csv")).unwrap();
                prop_assert_eq!(columns_in_order(&text, &names), columns_in_order(&whole, &names), "{:?} {}", call, data);
            }
        }
        let calls: [&[&str]; 6] = [
            &[],
            &["--phase", "决算"],
            &["--from", "2019"],
            &["--to", "2021"],
            &["--level", "项"],
            &["--table", "general", "--measure", "基本支出", "--from", "2018", "--to", "2022"],
        ];
        for call in calls {
            let (success, whole) = tongbi(folder, &[&["--quiet", "trend"], call, &["items.csv", "--format", "csv"]].concat());
            if !success || whole.trim_start_matches('\u{feff}').is_empty() {
                continue;
            }
            for data in ["data", "other"] {
                for out in ["out.csv", "out.parquet"] {
                    done(folder, &[&["--quiet", "trend"], call, &[data, "-o", out]].concat());
                }
                let text = std::fs::read_to_string(folder.join("out.csv")).unwrap();
                prop_assert_eq!(columns(&text, &names), columns(&whole, &names), "{:?} {}", call, data);
                let frame = ParquetReader::new(std::fs::File::open(folder.join("out.parquet")).unwrap()).finish().unwrap();
                prop_assert_eq!(frame.height(), columns(&text, &names).len());
                prop_assert_eq!(frame.get_column_names().iter().map(|name| name.as_str()).collect::<Vec<_>>(), names.to_vec());
                let year = |row: usize| frame.column("year").unwrap().get(row).unwrap().to_string();
                let years: Vec<String> = (0..frame.height()).map(year).collect();
                let printed: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').nth(8).unwrap()).collect();
                prop_assert_eq!(years, printed);
            }
        }
    }
}

/// Rows of one old item: unit, old code, old name, and the new code, new name and share of each part.
type Moves = (&'static str, &'static str, &'static str, &'static [[&'static str; 3]]);

/// What may happen to codes: whole items, shares, whole 款, a unit's own, by name, to codes that nothing else has.
const MOVES: [Moves; 13] = [
    ("", "2080102", "", &[["2080505", "", "1"]]),
    ("", "2080102", "一般行政管理事务", &[["2080505", "转入", "1/3"], ["2080102", "", "2/3"]]),
    ("", "20801", "", &[["20805", "", "1"]]),
    ("", "2080101", "", &[["2100101", "", "1"]]),
    ("", "2100101", "", &[["2080101", "", "1"]]),
    ("", "30101", "", &[["30102", "津贴补贴", "1"]]),
    ("", "30101", "", &[["30299", "", "0.25"], ["30101", "", "0.75"]]),
    ("单位1", "2080101", "", &[["2080505", "", "1"]]),
    ("单位2", "2080102", "", &[["2080102", "", "1"]]),
    ("", "", "行政运行", &[["2080505", "", "1"]]),
    ("", "2080102", "", &[["", "行政运行", "1"]]),
    ("", "2080101", "", &[["2087777", "新设的事项", "1"]]),
    ("", "2080505", "", &[["2080102", "", "1"]]),
];

/// A bridge of some of these between some years.
fn any_bridge() -> impl Strategy<Value = String> {
    let years = prop::sample::select(vec![(2018, 2020), (2020, 2021), (2021, 2022), (2018, 2022), (2018, 2021)]);
    prop::collection::vec((years, 0..MOVES.len()), 1..6).prop_map(|moves| {
        let mut seen = std::collections::BTreeSet::new();
        let mut text = "from_year,to_year,unit,old_code,old_name,new_code,new_name,share\n".to_owned();
        for ((from, to), at) in moves {
            let (unit, code, name, parts) = MOVES[at];
            // The shares of an item are given once.
            let old = if code.is_empty() { name } else { code };
            if !seen.insert((from, to, unit, old)) {
                continue;
            }
            for [new, new_name, share] in parts {
                text += &format!("{from},{to},{unit},{code},{name},{new},{new_name},{share}\n");
            }
        }
        text
    })
}

/// What is said of a bridge.
fn said_of_bridge(output: &std::process::Output) -> std::collections::BTreeSet<String> {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    text.lines().filter(|line| line.contains("bridge.csv")).map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(crate::chance::cases(12))]

    #[test]
    fn a_bridge_gives_the_units_of_plain_data_what_reading_whole_gives(items in any_plain(), bridge in any_bridge()) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::write(folder.join("items.csv"), &items).unwrap();
        std::fs::write(folder.join("bridge.csv"), &bridge).unwrap();
        done(folder, &["--quiet", "extract", "items.csv", "-o", "all", "--partition", "year"]);
        let plain = |frame: DataFrame| frame.select(["unit", "phase", "table", "measure", "code", "amount"]).unwrap();
        store(&folder.join("all"), &folder.join("data"), (2, 7, 3), &plain);
        let compared = tongbi::model::schema::COMPARISON_COLUMNS.map(|column| column.name);
        let lined_up = tongbi::model::schema::TREND_COLUMNS.map(|column| column.name);
        let calls: [(&[&str], &[&str]); 7] = [
            (&["compare"], &compared),
            (&["compare", "--base", "2018", "--year", "2022"], &compared),
            (&["compare", "--table", "general", "--measure", "合计", "--level", "项"], &compared),
            (&["trend"], &lined_up),
            (&["trend", "--phase", "预算", "--level", "款"], &lined_up),
            (&["trend", "--from", "2019", "--to", "2021", "--table", "general"], &lined_up),
            (&["compare", "--bridge", "official"], &compared),
        ];
        let run = |arguments: &[&str]| {
            Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).arg("--verbose").args(arguments).output().unwrap()
        };
        for (call, names) in calls {
            let bridged = [call, &["--bridge", "bridge.csv"]].concat();
            let whole = run(&[&bridged[..], &["items.csv", "--format", "csv"]].concat());
            let stored = run(&[&bridged[..], &["data", "-o", "out.csv", "--force"]].concat());
            let said = String::from_utf8_lossy(&stored.stderr).into_owned();
            prop_assert_eq!(whole.status.success(), stored.status.success(), "{:?}\n{}\n{}", call, bridge, said);
            let text = String::from_utf8(whole.stdout.clone()).unwrap();
            if !whole.status.success() || text.trim_start_matches('\u{feff}').is_empty() {
                continue;
            }
            let out = std::fs::read_to_string(folder.join("out.csv")).unwrap();
            prop_assert_eq!(columns(&out, names), columns(&text, names), "{:?}\n{}", call, bridge);
            prop_assert_eq!(said_of_bridge(&stored), said_of_bridge(&whole), "{:?}\n{}", call, bridge);
        }
    }
}

#[test]
fn of_a_dataset_only_the_rows_of_a_bridge_that_no_unit_used_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let items = "year,unit,phase,table,code,name,amount\n\
                 2023,甲,预算,general,2010101,行政运行,1.00\n2024,甲,预算,general,2010102,一般行政管理事务,2.00\n\
                 2023,乙,决算,general,2010201,行政运行,1.00\n2024,乙,预算,general,2010202,一般行政管理事务,2.00\n";
    std::fs::write(folder.join("items.csv"), items).unwrap();
    let bridge = "from_year,to_year,old_code,old_name,new_code,new_name\n2023,2024,2010101,,2010102,\n\
                  2023,2024,2010201,,2010202,\n2023,2024,2019999,,2010102,\n";
    std::fs::write(folder.join("bridge.csv"), bridge).unwrap();
    done(folder, &["--quiet", "extract", "items.csv", "-o", "data", "--partition", "year"]);
    let mut trend = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    trend.current_dir(folder).args(["trend", "data", "--bridge", "bridge.csv", "-o", "out.csv"]);
    let output = trend.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let told: Vec<&str> = said.lines().filter(|line| line.contains("bridge.csv")).collect();
    let missed = "2023 年的数据里没有旧科目 2019999，这一行未使用。请核对编码、名称和单位";
    assert!(matches!(told[..], [one] if one.ends_with(missed)), "{said}");
    assert!(csv(folder, "out.csv").0.contains("amount_comparable"));
}

#[test]
fn an_amount_that_parquet_cannot_hold_is_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let items = "year,unit,code,amount\n2023,甲局,2080101,9000000000000000\n2023,甲局,2080102,9000000000000000\n\
                 2024,甲局,2080101,9000000000000000\n2024,甲局,2080102,9000000000000000\n";
    std::fs::write(folder.path().join("items.csv"), items).unwrap();
    done(folder.path(), &["--quiet", "extract", "items.csv", "-o", "data", "--partition", "year"]);
    for command in ["compare", "trend"] {
        let (success, said) = tongbi(folder.path(), &[command, "data", "-o", "out.parquet"]);
        assert!(!success && said.contains("18000000000000000.00，超过 18 位数字，Parquet 里无法存放"), "{said}");
        assert!(!folder.path().join("out.parquet").exists());
        done(folder.path(), &["--quiet", command, "data", "-o", "out.csv"]);
    }
}
