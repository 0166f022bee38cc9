//! 手册: README.md and docs/使用手册.md show what the program prints.
//!
//! Every block marked `console` is run as it stands, in one folder a page that holds data/sample; a block marked with a
//! file's name (```` ```csv 分组.csv ````) is that file. A line “……” stands for any lines. Both streams are compared, as a
//! terminal shows them. `TONGBI_WRITE=1 cargo test manual` writes what is printed into the pages; beside a “……” it keeps
//! as many lines at the start and at the end as there are.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const PAGES: [&str; 3] = ["README.md", "docs/使用手册.md", "docs/图表.md"];
const CUT: &str = "……";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A fenced block: where its text stands in the page's lines, and what its fence says.
struct Fence {
    lines: std::ops::Range<usize>,
    language: String,
    file: Option<String>,
}

fn fences(page: &[String]) -> Vec<Fence> {
    let marks: Vec<usize> = (0..page.len()).filter(|at| page[*at].starts_with("```")).collect();
    assert!(marks.len().is_multiple_of(2), "a fence is not closed");
    let fence = |pair: &[usize]| {
        let mut words = page[pair[0]].trim_start_matches('`').split_whitespace().map(str::to_owned);
        Fence { lines: pair[0] + 1..pair[1], language: words.next().unwrap_or_default(), file: words.next() }
    };
    marks.chunks(2).map(fence).collect()
}

/// A folder with the sample, as the reader has it who stands in the repository.
fn folder(page: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tongbi-manual-{}-{}", std::process::id(), page.replace('/', "-")));
    std::fs::create_dir_all(folder.join("data/sample")).unwrap();
    for file in std::fs::read_dir(root().join("data/sample")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), folder.join("data/sample").join(file.file_name())).unwrap();
    }
    folder
}

/// What a terminal of 100 columns without colours shows.
fn printed(command: &str, folder: &Path) -> Vec<String> {
    let programs = Path::new(env!("CARGO_BIN_EXE_tongbi")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(folder)
        .env("PATH", path)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<String> = text.replace('\u{feff}', "").lines().map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Whether the lines shown are the lines printed, “……” standing for any.
fn shows(shown: &[String], printed: &[String]) -> bool {
    let pieces: Vec<&[String]> = shown.split(|line| line == CUT).collect();
    let [first, middle @ .., last] = pieces.as_slice() else { return shown == printed };
    if !printed.starts_with(first) || printed.len() < first.len() + last.len() || !printed.ends_with(last) {
        return false;
    }
    let mut rest = &printed[first.len()..printed.len() - last.len()];
    middle.iter().all(|piece| {
        let found = (0..=rest.len()).find(|at| rest[*at..].starts_with(piece));
        rest = found.map_or(rest, |at| &rest[at + piece.len()..]);
        found.is_some()
    })
}

/// What to show in place of lines that are no longer printed: as many at the start and at the end.
fn shown_anew(shown: &[String], printed: &[String]) -> Vec<String> {
    let pieces: Vec<&[String]> = shown.split(|line| line == CUT).collect();
    let [first, .., last] = pieces.as_slice() else { return printed.to_vec() };
    let (start, end) = (first.len().min(printed.len()), last.len().min(printed.len()));
    let head = printed[..start].iter().cloned();
    head.chain([CUT.to_owned()]).chain(printed[printed.len() - end..].iter().cloned()).collect()
}

/// One command of a block and the lines shown below it.
fn sessions(lines: &[String]) -> Vec<(String, Vec<String>)> {
    let mut sessions: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines {
        match (line.strip_prefix("$ "), sessions.last_mut()) {
            (Some(command), _) => sessions.push((command.to_owned(), Vec::new())),
            (None, Some((_, shown))) => shown.push(line.clone()),
            (None, None) => panic!("a block of a session begins with “$ ”: {line}"),
        }
    }
    sessions
}

/// Runs a page's blocks in their order; the page as it should be.
fn checked(name: &str, page: &[String]) -> (Vec<String>, Vec<String>) {
    let folder = folder(name);
    let (mut anew, mut wrong, mut copied) = (Vec::new(), Vec::new(), 0);
    for fence in fences(page) {
        anew.extend_from_slice(&page[copied..fence.lines.start]);
        copied = fence.lines.end;
        let lines = &page[fence.lines];
        if let Some(file) = fence.file {
            std::fs::write(folder.join(file), lines.join("\n") + "\n").unwrap();
        }
        if fence.language != "console" {
            anew.extend_from_slice(lines);
            continue;
        }
        for (command, shown) in sessions(lines) {
            // An empty line between two commands of a block is the page's, not the program's.
            let gap = if shown.last().is_some_and(String::is_empty) { vec![String::new()] } else { Vec::new() };
            let shown = &shown[..shown.len() - gap.len()];
            let printed = printed(&command, &folder);
            anew.push(format!("$ {command}"));
            if shows(shown, &printed) {
                anew.extend_from_slice(shown);
            } else {
                let printed_anew = shown_anew(shown, &printed);
                wrong.push(format!("{name}: $ {command}\n{}", printed_anew.join("\n")));
                anew.extend(printed_anew);
            }
            anew.extend(gap);
        }
    }
    anew.extend_from_slice(&page[copied..]);
    std::fs::remove_dir_all(folder).unwrap();
    (anew, wrong)
}

fn page(name: &str) -> Vec<String> {
    std::fs::read_to_string(root().join(name)).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn the_pages_show_what_the_program_prints() {
    for name in PAGES {
        let before = page(name);
        let (anew, wrong) = checked(name, &before);
        if std::env::var_os("TONGBI_WRITE").is_some() {
            std::fs::write(root().join(name), anew.join("\n") + "\n").unwrap();
        } else {
            assert!(wrong.is_empty(), "TONGBI_WRITE=1 cargo test manual writes this:\n{}", wrong.join("\n\n"));
        }
    }
}

/// Every option of every command, as its help names them.
fn options() -> BTreeMap<String, String> {
    let help = |arguments: &str| printed(&format!("tongbi {arguments} --help"), root()).join("\n");
    let list = help("");
    let commands = list.split("命令：\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = commands.lines().map(|line| line.split_whitespace().next().unwrap().to_owned());
    names.filter(|name| name != "help").map(|name| (name.clone(), help(&name))).collect()
}

/// The options that a call or a sentence names.
fn named(text: &str) -> Vec<&str> {
    let is_option = |c: char| c == '-' || c.is_ascii_alphanumeric();
    let words = text.split(|c| !is_option(c));
    words.filter(|word| word.starts_with("--") && word.contains(char::is_alphabetic)).collect()
}

#[test]
fn every_option_that_the_pages_name_is_one() {
    let options = options();
    let known = |help: &str, option: &str| named(help).contains(&option);
    for name in PAGES {
        for line in page(name) {
            for (number, piece) in line.split(['`', '|', ';']).enumerate() {
                let mut words = piece.trim().trim_start_matches("$ ").split_whitespace();
                let command = words.next().filter(|word| *word == "tongbi").and_then(|_| words.next());
                match command.and_then(|command| options.get(command)) {
                    Some(help) => named(piece).iter().for_each(|option| assert!(known(help, option), "{name}: {line}")),
                    // Cargo's own options stand in calls of cargo; other pieces name options of any command.
                    None if piece.trim().starts_with("cargo") || number % 2 == 0 && line.contains("cargo") => {}
                    None => named(piece)
                        .iter()
                        .for_each(|option| assert!(options.values().any(|help| known(help, option)), "{name}: {line}")),
                }
            }
        }
    }
}

#[test]
fn every_file_that_the_pages_link_to_is_there() {
    for name in PAGES {
        let at = root().join(name);
        for target in page(name).join("\n").split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap();
            if !file.is_empty() && !file.starts_with("http") {
                assert!(at.parent().unwrap().join(file).exists(), "{name}: {target}");
            }
        }
    }
}
