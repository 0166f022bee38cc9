//! 规矩: standard input and output, colours, the configuration file, errors with their line, interruption.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const TABLE: &str = "2024年一般公共预算支出情况表\n单位：万元\n科目编码,科目名称,2023年,2024年\n\
    208,社会保障和就业支出,1.00,2.00\n20805,养老支出,1.00,2.00\n";

/// A folder to work in.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.put("两年.csv", TABLE);
        desk
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, within: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        command.args(arguments).current_dir(self.path().join(within));
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command.env("TONGBI_CONFIG_DIR", self.path().join("用户"));
        command
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        told(&self.command("", arguments).output().unwrap())
    }

    /// Runs with bytes on standard input.
    fn pipe(&self, bytes: &[u8], arguments: &[&str]) -> Output {
        let mut command = self.command("", arguments);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        child.wait_with_output().unwrap()
    }
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn standard_input_is_read_like_a_file_of_the_same_bytes() {
    let desk = Desk::new();
    let (status, file, _) = desk.run(&["compare", "两年.csv", "--format", "csv"]);
    assert_eq!(status, 0);
    let (status, piped, errors) = told(&desk.pipe(TABLE.as_bytes(), &["compare", "-", "--format", "csv"]));
    assert_eq!((status, piped), (0, file), "{errors}");
    let (status, _, errors) = told(&desk.pipe(b"", &["compare", "-"]));
    assert_eq!((status, errors.as_str()), (2, "错误：标准输入：文件是空的。请重新导出后再试\n"));
    // What the format is, is told from the content.
    let (_, book) = (desk.run(&["extract", "两年.csv", "-o", "明细.xlsx"]), desk.path().join("明细.xlsx"));
    let piped = desk.pipe(&std::fs::read(book).unwrap(), &["extract", "-", "-o", "-", "--format", "csv"]);
    let (status, csv, errors) = told(&piped);
    assert_eq!(status, 0, "{errors}");
    assert!(csv.contains("社会保障和就业支出"), "{csv}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_limit_of_memory_ends_in_one_sentence() {
    let desk = Desk::new();
    let program = env!("CARGO_BIN_EXE_tongbi");
    let mut refused = 0;
    for limit in (100_000..600_000).step_by(2_500) {
        let line = format!("ulimit -v {limit}; exec '{program}' compare 两年.csv -o 出.csv");
        let output = Command::new("sh").args(["-c", &line]).current_dir(desk.path()).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => break,
            Some(2) => {
                assert!(errors.starts_with("错误：内存不够") && errors.lines().count() == 1, "{limit}: {errors}");
                refused += 1;
            }
            // Below that the system cannot even start the program, and just above it no thread of it.
            other => {
                assert!(refused == 0 || errors.starts_with("Fatal glibc error"), "{limit}: {other:?} {errors}");
            }
        }
        assert!(!desk.path().join("出.csv").exists());
    }
    assert!(refused > 0);
}

#[test]
fn standard_output_takes_what_a_file_would() {
    let desk = Desk::new();
    for (command, format) in [("extract", "csv"), ("extract", "xlsx"), ("extract", "parquet"), ("explain", "docx")] {
        let name = format!("出.{format}");
        let written = desk.command("", &[command, "两年.csv", "-o", &name]).output().unwrap();
        let sent = desk.command("", &[command, "两年.csv", "-o", "-", "--format", format]).output().unwrap();
        assert_eq!(sent.stdout, std::fs::read(desk.path().join(&name)).unwrap(), "{command} {format}");
        assert_eq!(sent.status, written.status);
    }
    assert!(!desk.path().join("-").exists());
    let (status, out, errors) = desk.run(&["extract", "两年.csv", "-o", "-"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert_eq!(errors, "错误：写到标准输出时无法判断扩展名，请用 --format 写明格式：csv、json、xlsx 或 parquet\n");
    let (status, _, errors) = desk.run(&["report", "两年.csv", "-o", "-"]);
    assert_eq!((status, errors.as_str()), (2, "错误：报告是一个文件夹，不能写到标准输出。请用 -o 文件夹\n"));
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let desk = Desk::new();
    let plain = desk.run(&["compare", "两年.csv"]).1;
    assert!(!plain.contains('\u{1b}'));
    let asked = desk.run(&["compare", "两年.csv", "--color", "always"]).1;
    assert!(asked.contains("\u{1b}[34m+100.00%\u{1b}[0m"), "{asked}");
    let forced = desk.command("", &["compare", "两年.csv"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert_eq!(told(&forced).1, asked);
    let never = desk.command("", &["compare", "两年.csv", "--color=never"]).env("CLICOLOR_FORCE", "1").output();
    assert_eq!(told(&never.unwrap()).1, plain);
    // A file has none, whatever is asked for.
    desk.run(&["compare", "两年.csv", "--color", "always", "-o", "对比.txt"]);
    let written = std::fs::read_to_string(desk.path().join("对比.txt")).unwrap();
    assert_eq!(written, format!("{}\n\n（tongbi 生成）\n", plain.trim_end()));
    assert!(desk.run(&["compare", "--color", "always"]).2.contains("\u{1b}[31m错误："));
    assert!(desk.run(&["--help", "--color", "always"]).1.contains('\u{1b}'));
}

#[test]
fn a_configuration_file_gives_defaults_and_the_command_line_wins() {
    let desk = Desk::new();
    let text = "unit = \"元\"\n\n[compare]\nformat = \"md\"\ntop = 1\n[report]\noutput = \"报告\"\n";
    let run = |arguments: &[&str]| desk.run(arguments);
    for within in ["甲/tongbi.toml", "用户/tongbi.toml"] {
        desk.put(within, text);
    }
    desk.put("甲/两年.csv", TABLE);
    let there = |arguments: &[&str]| told(&desk.command("甲", arguments).output().unwrap());
    // The user's own counts everywhere and is named when asked for.
    let (status, text, errors) = run(&["compare", "两年.csv"]);
    assert_eq!((status, errors.contains("取自")), (0, false), "{errors}");
    assert!(text.contains("| 208 |") && text.contains("（元）") && text.contains("20,000.00"), "{text}");
    let (_, text, errors) = run(&["compare", "两年.csv", "--unit", "万元", "--verbose"]);
    assert!(text.contains("（万元）"), "{text}");
    assert!(errors.contains("tongbi.toml：format = md（第4行），top = 1（第5行）\n"), "{errors}");
    let plain = run(&["compare", "两年.csv", "--no-config"]).1;
    assert!(plain.contains("（万元）") && !plain.contains('|'), "{plain}");
    desk.put("别的.toml", "[compare]\nformat = \"csv\"\n");
    for named in [&["--config", "别的.toml"][..], &["--config=别的.toml"]] {
        let text = run(&[&["compare", "两年.csv"], named].concat()).1;
        assert!(text.contains("unit,scope,table,classification"), "{text}");
    }
    // One of a folder counts once it is trusted, as long as it stays as it is, and is named whenever it does.
    std::fs::remove_file(desk.path().join("用户/tongbi.toml")).unwrap();
    let (_, shown, errors) = there(&["compare", "两年.csv"]);
    assert!(shown == plain && errors.contains("没有用它"), "{errors}");
    assert!(there(&["config"]).1.starts_with("当前文件夹里的 tongbi.toml 没有用"));
    let (status, shown, _) = there(&["config", "--trust"]);
    assert!(status == 0 && shown.contains("第4行 [compare] format = md"), "{shown}");
    let (_, shown, errors) = there(&["compare", "两年.csv"]);
    assert!(shown.contains("| 208 |") && errors.contains("tongbi.toml：unit = 元（第1行），format = md"), "{errors}");
    assert_eq!(there(&["report", "两年.csv"]).0, 0);
    let made = desk.path().join("甲/报告/未命名单位-2024/manifest.json");
    let made = std::fs::read_to_string(made).expect("a path counts from the file's own folder");
    assert!(made.contains("\"config\": \"tongbi.toml sha256:"), "{made}");
    // Folders below are not concerned.
    desk.put("甲/乙/两年.csv", TABLE);
    assert_eq!(told(&desk.command("甲/乙", &["compare", "两年.csv"]).output().unwrap()).1, plain);
    desk.put("甲/tongbi.toml", "[compare]\ntop = 2\n");
    assert!(there(&["compare", "两年.csv"]).2.contains("没有用它"));
}

#[test]
fn what_comes_with_a_folder_cannot_narrow_an_audit_or_reach_beyond_the_folder() {
    let desk = Desk::new();
    desk.put("外.toml", "");
    let cases = [
        ("[audit]\nignore = [\"rate\"]", "“ignore”不能写在工作文件夹的配置里"),
        ("[audit]\nonly = [\"sum\"]", "“only”不能写在工作文件夹的配置里"),
        ("[audit]\nfail_on = \"never\"", "“fail-on”不能写在工作文件夹的配置里"),
        ("[audit]\nbaseline = \"已接受.txt\"", "“baseline”不能写在工作文件夹的配置里"),
        ("quiet = true", "“quiet”不能写在工作文件夹的配置里"),
        ("[explain]\ntemplate = \"../外.toml\"", "“../外.toml”在这个文件夹之外"),
        ("[compare]\noutput = \"/tmp/x.csv\"", "“/tmp/x.csv”在这个文件夹之外"),
        ("[report]\noutput = \"链/报告\"", "“链/报告”在这个文件夹之外"),
    ];
    for (text, message) in cases {
        desk.put("甲/tongbi.toml", text);
        #[cfg(unix)]
        let _ = std::os::unix::fs::symlink(desk.path(), desk.path().join("甲/链"));
        let (status, _, errors) = told(&desk.command("甲", &["config", "--trust"]).output().unwrap());
        assert!(cfg!(not(unix)) && text.contains('链') || status == 2 && errors.contains(message), "{text}: {errors}");
        // The user's own file may.
        desk.put("用户/tongbi.toml", text);
        assert_eq!(desk.run(&["config"]).0, 0, "{text}");
    }
}

#[test]
fn a_mistake_in_the_configuration_file_is_shown_with_its_line() {
    let cases = [
        (
            "unti = \"元\"",
            "第1行 第1列：没有“unti”这个选项，你是不是要用 unit？可用：",
            "  1 | unti = \"元\"\n      ^^^^\n",
        ),
        ("\n[compere]", "第2行 第2列：没有“compere”这个命令的配置，你是不是要用 compare？可用：", "       ^^^^^^^\n"),
        ("[compare]\ntpo = 3", "第2行 第1列：[compare] 里没有“tpo”这个选项，你是不是要用 top？", "      ^^^\n"),
        (
            "[compare]\ntop = \"多\"",
            "第2行 第7列：“top”的值“多”不对，应是整数",
            "  2 | top = \"多\"\n            ^^^^\n",
        ),
        ("[compare]\nsort = \"chagne\"", "“sort”的值“chagne”不对，你是不是要用 change？可用：code", "^^^^^^^^\n"),
        ("[audit]\naccept = \"x\"", "“accept”只能写在命令行上，请从配置文件里去掉", "^^^^^^\n"),
        ("output = \"x\"", "“output”要写在各命令的一节里", "^^^^^^\n"),
        ("quiet = \"是\"", "“quiet”应是 true 或 false", "^^^^\n"),
        ("unit = ", "第1行 第8列：写法不对：一行写一个“选项 = 值”", "^\n"),
        ("[compare]\nunit = [\"元\", \"万元\"]", "“unit”应是一个值，不是列表", "^\n"),
        ("[compare]\nunit = 2024-01-01", "“unit”应是文字、数字、true/false", "^\n"),
    ];
    for (text, message, line) in cases {
        let desk = Desk::new();
        desk.put("用户/tongbi.toml", text);
        let (status, out, errors) = desk.run(&["compare", "两年.csv"]);
        assert_eq!((status, out.as_str()), (2, ""), "{text}");
        assert!(errors.starts_with("错误：") && errors.contains(message) && errors.ends_with(line), "{text}\n{errors}");
        assert_eq!(desk.run(&["compare", "两年.csv", "--no-config"]).0, 0);
    }
    // A value that only the command can judge: where it came from is said.
    let desk = Desk::new();
    desk.put("用户/tongbi.toml", "unit = \"斤\"");
    let (status, _, errors) = desk.run(&["compare", "两年.csv"]);
    assert_eq!(status, 2);
    assert!(errors.contains("金额单位“斤”不对") && errors.contains("tongbi.toml：unit = 斤（第1行）"), "{errors}");
}

#[test]
fn a_new_configuration_file_sets_nothing_and_every_line_of_it_can_be_used() {
    let desk = Desk::new();
    let before = desk.run(&["compare", "两年.csv"]);
    assert_eq!(desk.run(&["config", "--new", "-o", "用户/tongbi.toml"]).0, 0);
    assert_eq!(desk.run(&["compare", "两年.csv"]), before);
    let path = desk.path().join("用户/tongbi.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let set = |line: &str| {
        let key = line.strip_prefix("# ").and_then(|line| line.split_once(" = "));
        key.is_some_and(|(key, _)| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
    };
    let used: String =
        text.lines().map(|line| if set(line) { line[2..].to_owned() } else { line.to_owned() } + "\n").collect();
    assert!(text.lines().filter(|line| set(line)).count() > 30);
    std::fs::write(&path, used).unwrap();
    assert_eq!(desk.run(&["config", "--new", "-o", "用户/tongbi.toml"]).0, 2, "it is not written over");
    let (status, shown, errors) = desk.run(&["config", "--color", "auto"]);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(shown.contains("[compare] unit = 万元") && shown.contains("[chart] palette"), "{shown}");
}

#[test]
fn a_mistake_in_a_profile_or_template_is_shown_with_its_line() {
    let desk = Desk::new();
    desk.put("单位.toml", "[原因]\n\"208\" = 3\n");
    let (status, _, errors) = desk.run(&["explain", "两年.csv", "--profile", "单位.toml"]);
    assert_eq!(status, 2);
    assert!(errors.starts_with("错误：单位.toml 第"), "{errors}");
    let lines: Vec<&str> = errors.lines().collect();
    assert_eq!(lines.len(), 3, "{errors}");
    assert!(lines[1].contains(" | ") && lines[2].trim().chars().all(|c| c == '^'), "{errors}");
    desk.put("模板.txt", "第一行\n{{ 没有的名字 }}\n");
    let (status, _, errors) = desk.run(&["explain", "两年.csv", "--template", "模板.txt"]);
    assert_eq!(status, 2);
    assert!(errors.contains("  2 | {{ 没有的名字 }}\n         ^^^^^^^^^^\n"), "{errors}");
}

#[test]
#[cfg(unix)]
fn an_interruption_leaves_no_unfinished_file() {
    // A pipe that nobody fills holds the run while it reads; nothing may be left of it.
    let desk = Desk::new();
    let mut command = desk.command("", &["extract", "-", "-o", "出/明细.csv"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Held open: at its end the run would go on.
    let stdin = child.stdin.take();
    wait_for_handler(child.id());
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(stdin);
    assert!(!desk.path().join("出").exists());
}

/// Waits until a process catches interruptions; where the system does not tell, for as long as that may take.
#[cfg(unix)]
fn wait_for_handler(process: u32) {
    for _ in 0..200 {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        // SIGINT is signal 2.
        if caught.is_some_and(|mask| mask & 0b10 != 0) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn the_exit_status_says_how_it_went() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["code", "208"]).0, 0);
    assert_eq!(desk.run(&["code", "没有这个科目"]).0, 1);
    assert_eq!(desk.run(&["code"]).0, 2);
    assert_eq!(desk.run(&["compare", "没有.csv"]).0, 2);
    assert_eq!(desk.run(&["explain", "两年.csv"]).0, 1);
}

#[test]
#[cfg(unix)]
fn a_reader_that_goes_away_is_no_error_and_a_full_disk_is_one() {
    let desk = Desk::new();
    let mut child =
        desk.command("", &["config", "--new"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(told(&output), (0, String::new(), String::new()));
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = desk.command("", &["compare", "两年.csv"]).stdout(full).output().unwrap();
        let (status, _, errors) = told(&output);
        assert_eq!(status, 2);
        assert!(errors.starts_with("错误：标准输出：无法写入（磁盘已满）"), "{errors}");
    }
}
