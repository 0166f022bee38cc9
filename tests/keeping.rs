//! Files of others are never lost: tested for every command that writes, for concurrent and killed runs, and for full
//! disks.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// A folder to work in, and the user's own beside it.
struct Desk {
    folder: TempDir,
    user: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: TempDir::new().unwrap(), user: TempDir::new().unwrap() };
        desk.figures(2);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The input, with figures that differ by `seed`.
    fn figures(&self, seed: u32) {
        let table = format!(
            "2024年一般公共预算支出情况表\n部门：甲县财政局\n单位：万元\n科目编码,科目名称,2023年,2024年\n\
             208,社会保障和就业支出,1.00,{seed}.00\n20805,养老支出,1.00,{seed}.00\n"
        );
        let text = format!(
            "甲县财政局2024年部门预算\n\n一、支出情况说明\n\n社会保障和就业支出{seed}.00万元，比上年增加{seed}.00万元，增长7{seed}.00%。\n"
        );
        fs::write(self.path("两年.csv"), table).unwrap();
        let pieces = text.lines().map(|line| tongbi::present::Piece::Paragraph(line.to_owned())).collect();
        fs::write(self.path("文字.txt"), text).unwrap();
        fs::write(self.path("文字.docx"), tongbi::present::copied_docx("文字", pieces).unwrap()).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        command.args(arguments).current_dir(&self.folder).env("TONGBI_CONFIG_DIR", self.user.path());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        told(&self.command(arguments).output().unwrap())
    }

    /// What is in a folder, hidden files too.
    fn listed(&self, name: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(name))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

fn told(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder_of) = open.pop() {
        for entry in fs::read_dir(&folder_of).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Every call that writes one file, and the file.
const CALLS: [(&[&str], &str); 32] = [
    (&["extract", "两年.csv", "-o"], "出.csv"),
    (&["extract", "两年.csv", "-o"], "出.json"),
    (&["extract", "两年.csv", "-o"], "出.xlsx"),
    (&["extract", "两年.csv", "-o"], "出.parquet"),
    (&["compare", "两年.csv", "-o"], "出.csv"),
    (&["compare", "两年.csv", "-o"], "出.json"),
    (&["compare", "两年.csv", "-o"], "出.md"),
    (&["compare", "两年.csv", "-o"], "出.txt"),
    (&["compare", "数据集", "-o"], "出.csv"),
    (&["trend", "两年.csv", "-o"], "出.csv"),
    (&["trend", "两年.csv", "-o"], "出.xlsx"),
    (&["trend", "两年.csv", "-o"], "出.parquet"),
    (&["trend", "数据集", "-o"], "出.parquet"),
    (&["bridge", "两年.csv", "-o"], "出.csv"),
    (&["chart", "两年.csv", "--kind", "columns", "-o"], "出.svg"),
    (&["audit", "两年.csv", "文字.txt", "-o"], "出.txt"),
    (&["audit", "两年.csv", "文字.txt", "-o"], "出.md"),
    (&["audit", "两年.csv", "文字.txt", "-o"], "出.json"),
    (&["audit", "两年.csv", "文字.txt", "-o"], "出.html"),
    (&["audit", "两年.csv", "文字.txt", "-o"], "出.xlsx"),
    (&["audit", "两年.csv", "文字.txt", "--accept"], "接受.txt"),
    (&["audit", "两年.csv", "文字.docx", "--annotate"], "批注.docx"),
    (&["audit", "两年.csv", "文字.docx", "--fix"], "改.docx"),
    (&["explain", "--from", "文字.txt", "两年.csv", "-o"], "改写.docx"),
    (&["explain", "--from", "文字.docx", "两年.csv", "-o"], "改写.txt"),
    (&["explain", "--from", "文字.docx", "两年.csv", "-o"], "改写.json"),
    (&["explain", "两年.csv", "文字.txt", "-o"], "出.md"),
    (&["explain", "两年.csv", "文字.txt", "-o"], "出.docx"),
    (&["explain", "两年.csv", "文字.txt", "-o"], "出.txt"),
    (&["explain", "两年.csv", "文字.txt", "--new-profile", "-o"], "资料.toml"),
    (&["explain", "两年.csv", "文字.txt", "--reasons-sheet"], "原因.xlsx"),
    (&["config", "--new", "-o"], "配置.toml"),
];

#[test]
fn every_command_that_writes_says_so_and_replaces_only_what_it_wrote() {
    for (call, output) in CALLS {
        let desk = Desk::new();
        desk.run(&["extract", "两年.csv", "-o", "数据集", "--partition", "year"]);
        let call = [call, &[output]].concat();
        let path = desk.path(output);
        let writes = |because: &str| {
            let (status, stderr) = desk.run(&call);
            assert!(status.is_some_and(|status| status < 2), "{call:?} {because}: {stderr}");
            let lines = stderr.lines().filter(|line| line.contains("已写入") && line.contains(output)).count();
            assert_eq!(lines, 1, "{call:?} {because}: {stderr}");
        };
        let refuses = |because: &str| {
            let before = fs::read(&path).unwrap();
            let (status, stderr) = desk.run(&call);
            assert_eq!(status, Some(2), "{call:?} {because}: {stderr}");
            assert!(stderr.contains("没有覆盖") && stderr.contains("--force"), "{call:?} {because}: {stderr}");
            assert!(fs::read(&path).unwrap() == before, "{call:?} {because}");
        };
        fs::write(&path, "我的东西").unwrap();
        refuses("somebody's");
        fs::remove_file(&path).unwrap();
        writes("the first time");
        let first = fs::read(&path).unwrap();
        writes("again");
        assert!(fs::read(&path).unwrap() == first, "{call:?}");
        desk.figures(3);
        desk.run(&["extract", "两年.csv", "-o", "数据集", "--partition", "year"]);
        writes("with other figures");
        let mut changed = fs::read(&path).unwrap();
        changed.extend("改了一笔".as_bytes());
        fs::write(&path, &changed).unwrap();
        refuses("changed by somebody");
        let (status, _) = desk.run(&[&call[..], &["--force"]].concat());
        assert!(status.is_some_and(|status| status < 2), "{call:?}");
        assert!(fs::read(&path).unwrap() != changed, "{call:?}");
        // Nothing is left beside it.
        assert!(!desk.listed("").iter().any(|name| name.starts_with('.')), "{:?}", desk.listed(""));
    }
}

#[test]
fn files_beside_an_output_and_in_a_folder_of_annotated_ones_are_not_replaced_either() {
    let desk = Desk::new();
    let refused = |call: &[&str], path: &str| {
        let (status, told) = desk.run(call);
        assert!(status == Some(2) && told.contains("没有覆盖"), "{call:?} {told}");
        assert_eq!(fs::read_to_string(desk.path(path)).unwrap(), "我的东西");
    };
    // The list of obligations goes beside the table of findings.
    fs::write(desk.path("出-应查事项.csv"), "我的东西").unwrap();
    refused(&["audit", "两年.csv", "文字.txt", "-o", "出.csv"], "出-应查事项.csv");
    assert!(!desk.path("出.csv").exists(), "one of two files would be half a result");
    fs::create_dir(desk.path("批注")).unwrap();
    fs::write(desk.path("批注/文字.docx"), "我的东西").unwrap();
    for option in ["--annotate", "--fix"] {
        refused(&["audit", "两年.csv", "文字.docx", option, "批注"], "批注/文字.docx");
    }
}

/// Options with a file or folder that is only read, or that is no file of the user's.
const READ: [&str; 11] = [
    "--config",
    // Named by the fingerprints of pictures.
    "--ocr-cache",
    "--groups",
    "--bridge",
    "--font",
    "--baseline",
    "--obligations",
    "--profile",
    "--reasons",
    "--from",
    "--since",
];

#[test]
fn every_option_with_a_file_is_read_only_or_among_the_calls_that_are_tested() {
    let help = |arguments: &[&str]| {
        String::from_utf8(Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).output().unwrap().stdout).unwrap()
    };
    let all = help(&["--help"]);
    let commands = all.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let commands: Vec<&str> =
        commands.filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()) && *word != "help").collect();
    assert!(commands.len() > 8, "{all}");
    let mut writing = 0;
    for command in commands {
        for line in help(&[command, "--help"]).lines().filter(|line| line.contains("<文件") || line.contains("稿>"))
        {
            let Some(option) = line.split_whitespace().find(|word| word.starts_with("--")) else { continue };
            if READ.contains(&option) {
                continue;
            }
            writing += 1;
            let is_it = |word: &&str| *word == option || option == "--output" && *word == "-o";
            let tested = CALLS.iter().any(|(call, _)| call[0] == command && call.iter().any(is_it));
            // The folder of a report has tests of its own below, that of a project in tests/serve.rs.
            assert!(tested || command == "report" || command == "serve", "{command} {option}");
        }
    }
    assert!(writing > 10, "{writing}");
}

#[test]
fn findings_accepted_before_stay_accepted() {
    let desk = Desk::new();
    let call = ["audit", "文字.txt", "--accept", "接受.txt"];
    let accepted = |wrong: &[(&str, &str)]| {
        let text = wrong.iter().fold(SAMPLE[1].1.to_owned(), |text, (right, wrong)| text.replacen(right, wrong, 1));
        fs::write(desk.path("文字.txt"), text).unwrap();
        desk.run(&call);
        fs::read_to_string(desk.path("接受.txt")).unwrap()
    };
    let first = accepted(&[("增长 5.95%", "增长 5.59%")]);
    assert!(first.contains("5.59%") && !first.contains("79.50%"), "{first}");
    let edited = format!("{first}# 科长看过\nrate\t别的.txt\t8.59%\t增长8.59%\n");
    fs::write(desk.path("接受.txt"), &edited).unwrap();
    let second = accepted(&[("占 97.50%", "占 79.50%")]);
    assert!(second.starts_with(&edited) && second[edited.len()..].contains("79.50%"), "{second}");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_device_is_no_output() {
    let desk = Desk::new();
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, desk.path(name)).unwrap();
    fs::create_dir(desk.path("别处")).unwrap();
    desk.run(&["compare", "两年.csv", "-o", "别处/真.csv"]);
    link("别处/真.csv", "链.csv");
    desk.figures(3);
    assert_eq!(desk.run(&["compare", "两年.csv", "-o", "链.csv"]).0, Some(0));
    assert!(fs::symlink_metadata(desk.path("链.csv")).unwrap().is_symlink());
    assert!(fs::read_to_string(desk.path("别处/真.csv")).unwrap().contains("30000.00"));
    link("没有.csv", "断.csv");
    for (output, words) in [("断.csv", "它指向的文件不存在"), ("别处", "是文件夹"), ("/dev/full", "不是普通文件")]
    {
        let (status, stderr) = desk.run(&["compare", "两年.csv", "--format", "csv", "-o", output]);
        assert!(status == Some(2) && stderr.contains(words), "{output}: {stderr}");
    }
    // A report through a link to a folder.
    fs::create_dir(desk.path("盘")).unwrap();
    link("盘", "报告");
    assert_eq!(desk.run(&["report", "两年.csv", "-o", "报告"]).0, Some(0));
    assert!(fs::symlink_metadata(desk.path("报告")).unwrap().is_symlink());
    assert_eq!(desk.listed("盘"), ["甲县财政局-2024"]);
}

#[test]
fn a_folder_of_somebody_else_stays_as_it_is_and_the_report_goes_beside() {
    for manifest in [None, Some("{\"program\": \"别的\", \"files\": []}"), Some("{\"program\": \"tongbi\", \"fi")] {
        let desk = Desk::new();
        let own = desk.path("报告/甲县财政局-2024");
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join("report.html"), "我写的").unwrap();
        if let Some(text) = manifest {
            fs::write(own.join("manifest.json"), text).unwrap();
        }
        let before = contents(&own);
        for time in 0..2 {
            let (status, stderr) = desk.run(&["report", "两年.csv", "-o", "报告"]);
            assert!(status == Some(0) && stderr.contains("未作改动"), "{time}: {stderr}");
            assert_eq!(contents(&own), before);
            assert_eq!(desk.listed("报告"), ["甲县财政局-2024", "甲县财政局_2-2024"]);
        }
        assert!(desk.path("报告/甲县财政局_2-2024/report.html").exists());
    }
}

#[test]
fn a_dataset_keeps_what_others_put_into_it_and_says_which_years_go() {
    let desk = Desk::new();
    let call = ["extract", "两年.csv", "-o", "数据集", "--partition", "year"];
    assert_eq!(desk.run(&call).0, Some(0));
    fs::write(desk.path("数据集/year=2023/核对.xlsx"), "我的").unwrap();
    fs::write(desk.path("数据集/.记事"), "我的").unwrap();
    let only = "2024年一般公共预算支出情况表\n单位：万元\n科目编码,科目名称,合计\n208,社会保障和就业支出,5.00\n";
    fs::write(desk.path("两年.csv"), only).unwrap();
    let (status, stderr) = desk.run(&call);
    assert!(status == Some(0) && stderr.contains("原来的数据集有 2023 年"), "{stderr}");
    let names: Vec<String> = contents(&desk.path("数据集")).into_keys().collect();
    assert_eq!(names, [".记事", "_manifest.json", "year=2023/核对.xlsx", "year=2024/part-000.parquet"]);
    // A folder that no manifest of ours is in.
    fs::create_dir(desk.path("别的")).unwrap();
    fs::create_dir_all(desk.path("别的/year=2024")).unwrap();
    fs::write(desk.path("别的/year=2024/part-000.parquet"), "别人的").unwrap();
    let (status, stderr) = desk.run(&["extract", "两年.csv", "-o", "别的", "--partition", "year"]);
    assert!(status == Some(2) && stderr.contains("未作改动"), "{stderr}");
    assert_eq!(fs::read(desk.path("别的/year=2024/part-000.parquet")).unwrap(), "别人的".as_bytes());
}

/// A call that writes into `出`, with two sets of figures, and what each leaves there.
struct Race {
    desk: Desk,
    calls: [Vec<String>; 2],
    results: [BTreeMap<String, Vec<u8>>; 2],
}

impl Race {
    /// `report` where `is_report`, else a dataset.
    fn new(is_report: bool) -> Self {
        let desk = Desk::new();
        let words = |seed: u32| -> Vec<String> {
            let call: &[&str] =
                if is_report { &["report", "-o", "出"] } else { &["extract", "--partition", "year", "-o", "出/集"] };
            call.iter().map(|word| (*word).to_owned()).chain([format!("{seed}/两年.csv")]).collect()
        };
        let calls = [words(2), words(3)];
        let results = [2, 3].map(|seed| {
            fs::create_dir(desk.path(&seed.to_string())).unwrap();
            desk.figures(seed);
            fs::rename(desk.path("两年.csv"), desk.path(&format!("{seed}/两年.csv"))).unwrap();
            let call = words(seed);
            assert_eq!(desk.run(&call.iter().map(String::as_str).collect::<Vec<_>>()).0, Some(0));
            let result = contents(&desk.path("出"));
            fs::remove_dir_all(desk.path("出")).unwrap();
            result
        });
        assert!(results[0] != results[1]);
        Self { desk, calls, results }
    }

    fn start(&self, which: usize, abort_at: Option<usize>) -> Child {
        let call: Vec<&str> = self.calls[which].iter().map(String::as_str).collect();
        let mut command = self.desk.command(&call);
        if let Some(step) = abort_at {
            command.env("TONGBI_ABORT_AT", step.to_string());
        }
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Whether what lies there is one of the results, whole, hidden leftovers aside; and the user's note in it.
    fn is_whole(&self, which: &[usize], note: bool) -> bool {
        let mut found = contents(&self.desk.path("出"));
        found.retain(|name, _| !name.starts_with(".tongbi"));
        let has_note = found.iter().any(|(name, bytes)| name.ends_with("我的.txt") && bytes == "别动".as_bytes());
        found.retain(|name, _| !name.ends_with("我的.txt"));
        (!note || has_note) && which.iter().any(|which| found == self.results[*which])
    }

    /// Two runs at once.
    fn pair(&self) {
        let children = [self.start(0, None), self.start(1, None)];
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        assert!(self.is_whole(&[0, 1], false), "{:?}", contents(&self.desk.path("出")).keys());
        let hidden = |name: &String| name.starts_with('.');
        assert!(!self.desk.listed("出").iter().any(hidden), "{:?}", self.desk.listed("出"));
    }

    /// Runs that are killed at steps `from`, `from + by` …, until one comes to its end; the steps at which some were.
    fn kills(&self, from: usize, by: usize, most: usize) -> usize {
        assert!(self.start(0, None).wait().unwrap().success());
        let inner = fs::read_dir(self.desk.path("出")).unwrap().next().unwrap().unwrap().path();
        fs::write(inner.join("我的.txt"), "别动").unwrap();
        for (count, step) in (from..).step_by(by).enumerate() {
            let which = (count + 1) % 2;
            let ended = self.start(which, Some(step)).wait().unwrap().success();
            assert!(self.is_whole(&[0, 1], true), "step {step}: {:?}", contents(&self.desk.path("出")).keys());
            if ended || count + 1 >= most {
                // The next run comes to its end and cleans up.
                assert!(self.start(which, None).wait().unwrap().success());
                assert!(self.is_whole(&[which], true), "after step {step}");
                let left = self.desk.listed("出");
                assert!(!left.iter().any(|name| name.starts_with('.')), "after step {step}: {left:?}");
                return count + usize::from(!ended);
            }
        }
        0
    }
}

#[test]
fn two_runs_into_one_folder_leave_one_of_the_two_whole() {
    let report = Race::new(true);
    (0..2).for_each(|_| report.pair());
    let dataset = Race::new(false);
    (0..8).for_each(|_| dataset.pair());
}

#[test]
fn a_run_that_is_killed_at_any_step_leaves_the_old_folder_or_the_new_one() {
    let kills = Race::new(false).kills(1, 1, 1_000);
    assert!(kills > 10, "{kills} steps");
    assert!(Race::new(true).kills(20, 11, 4) > 1);
}

/// `cargo test -- --ignored fifty_pairs --nocapture`
#[test]
#[ignore = "some minutes"]
fn fifty_pairs_of_runs_leave_one_of_the_two_whole() {
    let report = Race::new(true);
    (0..25).for_each(|_| report.pair());
    let dataset = Race::new(false);
    (0..25).for_each(|_| dataset.pair());
}

/// `cargo test -- --ignored two_hundred --nocapture`
#[test]
#[ignore = "some minutes"]
fn two_hundred_kills_leave_the_old_folder_or_the_new_one() {
    let (mut reports, mut datasets) = (0, 0);
    while reports + datasets < 200 {
        reports += Race::new(true).kills(1, 1, 1_000);
        datasets += Race::new(false).kills(1, 1, 1_000);
    }
    println!("killed {reports} reports and {datasets} datasets, at every step");
}

/// Files of the sizes that a shell lets a process write; what goes beyond is refused as by a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_what_was_there() {
    let desk = Desk::new();
    let calls: [&[&str]; 3] = [
        &["extract", "两年.csv", "-o", "出/明细.csv"],
        &["extract", "两年.csv", "--partition", "year", "-o", "出/集"],
        &["report", "两年.csv", "-o", "出/报告"],
    ];
    for call in calls {
        assert_eq!(desk.run(call).0, Some(0));
    }
    fs::write(desk.path("出/报告/甲县财政局-2024/我的.txt"), "别动").unwrap();
    let before = contents(&desk.path("出"));
    desk.figures(3);
    for call in calls {
        let program = env!("CARGO_BIN_EXE_tongbi");
        let script = format!("trap '' XFSZ; ulimit -f 1; exec '{program}' {}", call.join(" "));
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(&desk.folder).env("TONGBI_CONFIG_DIR", desk.user.path());
        let (status, stderr) = told(&command.output().unwrap());
        assert!(status == Some(2) && stderr.contains("无法写入"), "{call:?}: {status:?} {stderr}");
        assert!(contents(&desk.path("出")) == before, "{call:?}: {:?}", desk.listed("出"));
    }
}

const SAMPLE: [(&str, &str); 2] =
    [("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", include_str!("../data/sample/2024.txt"))];

/// A folder of disclosures.
fn disclosures() -> Desk {
    let desk = Desk::new();
    fs::remove_file(desk.path("两年.csv")).unwrap();
    fs::remove_file(desk.path("文字.txt")).unwrap();
    SAMPLE.iter().for_each(|(name, text)| fs::write(desk.path(name), text).unwrap());
    desk
}

#[test]
fn what_we_wrote_into_a_folder_is_no_source_of_it() {
    const WRITTEN: [&[&str]; 24] = [
        &["compare", ".", "-o", "对比.csv"],
        &["compare", ".", "-o", "对比.json"],
        &["compare", ".", "-o", "对比.md"],
        &["compare", ".", "-o", "对比.txt"],
        &["trend", ".", "-o", "趋势.csv"],
        &["trend", ".", "--wide", "-o", "宽.csv"],
        &["trend", ".", "-o", "趋势.json"],
        &["trend", ".", "-o", "趋势.xlsx"],
        &["trend", ".", "-o", "趋势.parquet"],
        &["trend", ".", "-o", "趋势.txt"],
        &["bridge", ".", "-o", "建议.csv"],
        &["bridge", ".", "--format", "json", "-o", "建议.json"],
        &["chart", ".", "--kind", "columns", "-o", "图.svg"],
        &["chart", ".", "--kind", "columns", "-o", "图.png"],
        &["audit", ".", "-o", "审查.txt"],
        &["audit", ".", "--format", "json", "-o", "审查.json"],
        &["audit", ".", "--format", "html", "-o", "审查.html", "--accept", "接受.txt"],
        &["audit", ".", "-o", "审查.csv"],
        &["audit", ".", "-o", "审查.parquet"],
        &["explain", ".", "-o", "公开.docx"],
        &["explain", ".", "-o", "公开.md"],
        &["explain", ".", "-o", "公开.txt"],
        &["explain", ".", "--new-profile", "-o", "资料.toml"],
        &["explain", ".", "--reasons-sheet", "原因.xlsx"],
    ];
    let desk = disclosures();
    let unit = "示例州社会保险服务中心-2024";
    let report = |folder: &str| {
        let (status, stderr) = desk.run(&["report", ".", "-o", folder, "--hints"]);
        assert_eq!(status, Some(0), "{stderr}");
        (contents(&desk.path(folder)), stderr)
    };
    let (first, _) = report("报告");
    let mut outputs = Vec::new();
    for round in 0..2 {
        for call in WRITTEN {
            let (status, stderr) = desk.run(call);
            assert!(status.is_some_and(|status| status < 2), "{call:?}: {stderr}");
        }
        let mut now = contents(desk.folder.path());
        now.retain(|name, _| !name.starts_with("报告"));
        outputs.push(now);
        assert!(outputs[0] == outputs[round], "the second round of commands gives other files");
    }
    let (second, stderr) = report("报告");
    assert!(second == first, "{:?}", first.iter().filter(|(name, bytes)| second[*name] != **bytes).count());
    assert!(stderr.contains("报告/示例州社会保险服务中心-2024：本程序写的，不是公开文件，没有读取"), "{stderr}");
    // The explanation of a report tells by itself whose it is, without its folder and its manifest.
    std::fs::copy(desk.path(&format!("报告/{unit}/说明.txt")), desk.path("说明.txt")).unwrap();
    let (again, stderr) = report("报告");
    assert!(again == first && stderr.contains("说明.txt：本程序写的，不是公开文件，没有读取"), "{stderr}");
    // Named, it is read, or refused for what it is.
    assert_eq!(desk.run(&["audit", "公开.docx", "--fail-on", "never"]).0, Some(0));
    let (status, stderr) = desk.run(&["compare", &format!("报告/{unit}")]);
    assert!(status == Some(2) && stderr.contains("data/items.csv"), "{stderr}");
    // Line items are data: they are read, and count once beside what they were made of.
    for name in ["明细.csv", "明细.json", "明细.xlsx", "明细.parquet"] {
        assert_eq!(desk.run(&["extract", "2023.txt", "2024.txt", "-o", name]).0, Some(0));
    }
    assert_eq!(desk.run(&["extract", "2023.txt", "2024.txt", "-o", "集", "--partition", "year"]).0, Some(0));
    let (third, _) = report("报告");
    for name in ["data/comparison.csv", "data/comparison.json", "说明.txt"] {
        let name = format!("{unit}/{name}");
        assert!(third[&name] == first[&name], "{name}");
    }
    let findings = |report: &BTreeMap<String, Vec<u8>>| -> serde_json::Value {
        let text = &report[&format!("{unit}/data/findings.json")];
        serde_json::from_slice::<serde_json::Value>(text).unwrap()["findings"].clone()
    };
    assert_eq!(findings(&third), findings(&first));
}
