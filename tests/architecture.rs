//! House rules that a program can check: which room may use which, that no files use each other in a circle, where
//! files, floats and rounding may occur. ARCHITECTURE.md gives the reasons.

use crate::circles::circles;
use std::fs;
use std::path::{Path, PathBuf};

/// Which other rooms each room may use. `cli` may use every one.
const ROOMS: [(&str, &[&str]); 10] = [
    ("model", &[]),
    ("source", &["model"]),
    ("analysis", &["model"]),
    ("audit", &["model", "analysis"]),
    ("report", &["model", "analysis", "audit"]),
    ("present", &["model", "analysis", "audit", "report"]),
    ("dataset", &["model", "source", "analysis", "present"]),
    ("project", &["model", "source", "analysis", "audit", "report", "present"]),
    ("serve", &["model", "source", "analysis", "audit", "report", "present", "project"]),
    ("cli", &["model", "source", "analysis", "audit", "report", "present", "dataset", "project", "serve"]),
];

/// Places where a number of pixels, points or spreadsheet digits is a float, each with its reason.
const FLOATS: [(&str, &str); 7] = [
    ("present/chart/", "pixels"),
    ("source/format/workbook/number.rs", "the edge where a spreadsheet's cell arrives"),
    ("present/sheet.rs", "the edge where a spreadsheet's cell leaves"),
    ("present/annotation.rs", "points of a page"),
    ("source/format/pdf/", "points of a page"),
    ("source/format/ofd/", "millimetres of a page"),
    ("source/ocr/", "pixels of a picture"),
];

/// The file that reads and writes the folder of a project.
const KEEPING: &str = "project/keeping.rs";

/// One source file: its path below `src`, and its code without tests and comments.
struct Source {
    path: String,
    whole: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    assert!(files.len() > 50, "the sources were not found");
    files
        .into_iter()
        .map(|file| {
            let whole = fs::read_to_string(&file).unwrap();
            let path = file.strip_prefix(&root).unwrap().display().to_string().replace('\\', "/");
            let is_tests = path.ends_with("tests.rs") || path.contains("/tests/");
            let code = if is_tests { String::new() } else { code(&whole) };
            Source { path, whole, code }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // The Python package is a workspace of its own.
        if path.is_dir() && !path.ends_with("src/python") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn every_property_takes_its_cases_and_seed_from_one_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    ["src", "tests"].iter().for_each(|folder| collect(&root.join(folder), &mut files));
    let word = concat!("proptest", "! {");
    let mut properties = 0;
    for file in files {
        let whole = fs::read_to_string(&file).unwrap();
        for behind in whole.split(word).skip(1) {
            properties += 1;
            let takes = behind.trim_start().starts_with("#![proptest_config(crate::chance::cases(");
            assert!(takes, "{}: a property whose cases are not those of tests/chance.rs", file.display());
        }
    }
    assert!(properties > 20, "{properties}");
}

#[test]
fn every_test_that_leaves_something_out_says_so_in_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    ["src", "tests"].iter().for_each(|folder| collect(&root.join(folder), &mut files));
    let words = [concat!("跳过", "："), concat!("TONGBI_", "SHARED"), concat!("\"/../", "shared")];
    for file in files.iter().filter(|file| !file.ends_with("tests/needs.rs")) {
        let whole = fs::read_to_string(file).unwrap();
        let found = words.iter().find(|word| whole.contains(**word));
        assert!(found.is_none(), "{}: {found:?}; crate::needs finds it, or says what is left out", file.display());
    }
}

/// The code of a file: without the module of tests at its end, and without comments.
fn code(whole: &str) -> String {
    let code = whole.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().map(|line| match line.find("//") {
        Some(at) if line[..at].matches('"').count() % 2 == 0 => &line[..at],
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Reports every file whose code holds one of the words, other than under the allowed paths.
fn forbid(words: &[&str], allowed: &[&str], reason: &str) {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !allowed.iter().any(|path| source.path.starts_with(path))) {
        for (number, line) in source.code.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| has_word(line, word)) {
                found.push(format!("src/{}:{}: {word}", source.path, number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{reason}:\n{}", found.join("\n"));
}

/// Whether a line holds the word, not merely as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (first, last) = (word.chars().next(), word.chars().last());
    line.match_indices(word).any(|(at, _)| {
        let before = is_part(first) && is_part(line[..at].chars().last());
        let after = is_part(last) && is_part(line[at + word.len()..].chars().next());
        !before && !after
    })
}

#[test]
fn rooms_use_only_the_rooms_they_may() {
    let mut found = Vec::new();
    for source in sources() {
        let Some((room, may)) = ROOMS.iter().find(|(room, _)| source.path.starts_with(&format!("{room}/"))) else {
            assert!(!source.path.contains('/'), "src/{}: this room is not in the table of rooms", source.path);
            continue;
        };
        for (other, _) in ROOMS.iter().filter(|(other, _)| other != room && !may.contains(other)) {
            for line in source.code.lines().filter(|line| names_room(line, other)) {
                found.push(format!("src/{}: {room} uses {other}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// `crate::source…`, or `use crate::{model, source…}` on one line.
fn names_room(line: &str, room: &str) -> bool {
    let grouped = line.find("crate::{").is_some_and(|at| has_word(&line[at..], room));
    has_word(line, &format!("crate::{room}")) || grouped
}

#[test]
fn no_files_of_a_room_use_each_other_in_a_circle() {
    let sources = sources();
    let files: Vec<(&str, &str)> = sources.iter().map(|source| (&*source.path, &*source.code)).collect();
    let found: Vec<String> = circles(&files).into_iter().map(|(_, path)| path).collect();
    assert!(found.is_empty(), "move what they share into a file below them:\n{}", found.join("\n"));
}

#[test]
fn only_source_reads_files_and_only_cli_writes_them() {
    let files = ["std::fs", "fs::read", "File::open", "File::create", "OpenOptions", "tempfile", "std::net"];
    // The loop that answers connections; what it keeps it keeps through `project`.
    let network = "serve/routes.rs";
    forbid(
        &files,
        &["source/", "cli/", KEEPING, network, "serve/guard.rs"],
        "only `source`, `cli` and the project touch files",
    );
    let reading: Vec<String> =
        sources().iter().filter(|s| s.path.starts_with("source/") && s.code.contains("std::fs")).map(path).collect();
    // What is sorted outside memory goes to a file without a name, which nobody sees and which ends with the process.
    let scratch = "source/dataset/store/spill.rs";
    // Another program that converts a document is given it as a file.
    let converting = "source/convert.rs";
    // What an engine has read of pictures, which would take minutes to read again.
    let boxes = "source/ocr/cache.rs";
    let opening = [converting, scratch, "source/files.rs", boxes];
    assert_eq!(reading, opening, "one file of `source` opens files; formats get bytes");
    let writing = ["fs::write", "File::create", "OpenOptions", "create_dir", "create_dir_all", "tempfile", "persist"];
    forbid(&writing, &["cli/", KEEPING, scratch, converting, boxes], "only `cli` and the project write");
    forbid(&["println!", "print!", "eprintln!", "eprint!", "dbg!"], &["cli/"], "only `cli` speaks");
}

fn path(source: &Source) -> String {
    source.path.clone()
}

#[test]
fn no_float_holds_money() {
    forbid(&["f64", "f32"], &FLOATS.map(|(path, _)| path), "amounts are whole 分; a float has no place here");
}

#[test]
fn one_function_rounds() {
    let rounding = [".round(", "round_dp", ".ceil(", ".floor(", ".trunc(", "round_sf", "RoundingStrategy"];
    let allowed = ["present/chart/", "source/format/pdf/", "model/rounding.rs"];
    forbid(&rounding, &allowed, "`model::divide_half_away` is the one that rounds");
}

#[test]
fn nothing_depends_on_a_clock_or_on_the_order_of_a_hash() {
    forbid(&["SystemTime", "Instant::now", "chrono"], &[], "the same input gives the same bytes");
    forbid(&["HashMap", "HashSet"], &[], "the order of a hash changes from run to run");
}

#[test]
fn nothing_panics_by_design() {
    let panics = [".unwrap()", "panic!", "unreachable!", "todo!", "unimplemented!"];
    forbid(&panics, &[], "a message, not a panic");
    forbid(&[".expect(\"\")"], &[], "`expect` states why it cannot fail");
}

#[test]
fn files_say_what_they_are_for() {
    let mut found = Vec::new();
    for source in sources() {
        if !source.whole.starts_with("//!") {
            found.push(format!("src/{}: does not begin with `//!`", source.path));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_or_type_is_named_after_nothing() {
    let empty = ["util", "utils", "helper", "helpers", "manager", "common", "misc"];
    for source in sources() {
        let parts = source.path.trim_end_matches(".rs").split(['/', '_']);
        assert!(!parts.into_iter().any(|part| empty.contains(&part)), "src/{}: name it by its noun", source.path);
        for line in source.code.lines().map(str::trim) {
            let names = ["struct ", "enum ", "trait "].iter().filter_map(|word| line.split_once(word));
            for (_, name) in names {
                let name: String = name.chars().take_while(|c| c.is_alphanumeric()).collect();
                let empty = ["Util", "Utils", "Helper", "Manager"].iter().any(|word| name.ends_with(word));
                assert!(!empty, "src/{}: {name}: name it by its noun", source.path);
            }
        }
    }
}

#[test]
fn model_types_carry_no_serialisation() {
    let found: Vec<String> =
        sources().iter().filter(|s| s.path.starts_with("model/") && s.code.contains("serde")).map(path).collect();
    assert!(found.is_empty(), "wire structs stand at the edges: {found:?}");
}

#[test]
fn the_package_holds_no_test_and_no_document() {
    let root = env!("CARGO_MANIFEST_DIR");
    let listed = std::process::Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .current_dir(root)
        .output()
        .unwrap();
    let list = String::from_utf8_lossy(&listed.stdout);
    assert!(list.contains("src/lib.rs") && list.contains("data/catalog.csv"), "{listed:?}");
    let strange =
        |path: &&str| path.starts_with("tests/") || [".pdf", ".docx", ".xls"].iter().any(|end| path.ends_with(end));
    assert_eq!(list.lines().filter(strange).collect::<Vec<_>>(), Vec::<&str>::new());
}
