//! 帮助 and wrong calls: what a clerk sees who types `--help` or a wrong word. No command is named here, so new commands
//! and options are tested without changing this file.

use std::process::Command;
use unicode_width::UnicodeWidthStr;

fn tongbi(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// The names of the commands, as the help lists them.
fn commands() -> Vec<String> {
    let (help, ..) = tongbi(&["--help"]);
    let list = help.split("命令：\n").nth(1).unwrap().split("\n\n").next().unwrap();
    list.lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

/// Every command's arguments up to `--help`, the program itself first.
fn calls() -> Vec<Vec<String>> {
    let commands = commands();
    assert!(commands.len() >= 9, "{commands:?}");
    [vec![]].into_iter().chain(commands.into_iter().map(|name| vec![name])).collect()
}

fn help(call: &[String], how: &str) -> String {
    let arguments: Vec<&str> = call.iter().map(String::as_str).chain([how]).collect();
    let (help, errors, status) = tongbi(&arguments);
    assert_eq!((errors.as_str(), status), ("", Some(0)), "{call:?}");
    help
}

/// Words that clap would say.
const ENGLISH: [&str; 14] = [
    "Usage",
    "OPTIONS",
    "COMMAND",
    "default",
    "Arguments",
    "Options",
    "Commands",
    "Print",
    "possible",
    "aliases",
    "error",
    "try",
    "For more",
    "required",
];

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('一'..='龥').contains(&c))
}

/// No word of clap's, save where a value of ours is one (`default` is a palette).
fn no_english(help: &str) {
    let help = help.replace("default、gray", "");
    for word in ENGLISH {
        assert!(!help.contains(word), "{word} in\n{help}");
    }
}

#[test]
fn help_of_every_command_is_chinese_and_fits_a_screen() {
    for call in calls() {
        let long = help(&call, "--help");
        assert!(long.contains("用法：tongbi"), "{long}");
        assert!(is_chinese(long.lines().next().unwrap()), "{long}");
        assert!(long.contains("例：\n  tongbi"), "no example in\n{long}");
        no_english(&long);
        assert!(long.lines().count() <= 60, "{long}");
        let short = help(&call, "-h");
        no_english(&short);
        // One line an option: a screen of 24 lines for all but the commands with many options.
        let options = short.lines().filter(|line| line.trim_start().starts_with('-')).count();
        assert!(short.lines().count() <= 24.max(options + 6), "{short}");
        for line in long.lines().chain(short.lines()).filter(|line| !line.starts_with("  tongbi")) {
            assert!(line.width() <= 100, "{line}");
        }
    }
}

#[test]
fn every_option_and_argument_has_chinese_words() {
    for call in calls() {
        let long = help(&call, "--help");
        let mut lines = long.lines().peekable();
        while let Some(line) = lines.next() {
            let entry = line.trim_start();
            let listed = line.starts_with("  ") && entry.starts_with(['-', '<', '[']);
            // Where there is little room the words stand below.
            let below = lines.peek().copied().unwrap_or_default();
            let words = entry.split_once("  ").map_or(below, |(_, words)| words);
            assert!(!listed || is_chinese(words), "{call:?}: no words on {entry}");
        }
    }
}

#[test]
fn help_as_a_command_is_the_same_help() {
    for call in calls() {
        let asked: Vec<&str> = ["help"].into_iter().chain(call.iter().map(String::as_str)).collect();
        if asked != ["help", "help"] {
            assert_eq!(tongbi(&asked).0, help(&call, "--help"), "{asked:?}");
        }
    }
}

/// An example is a call that the command line takes: it may complain of a file that is not there, not of the call.
#[test]
fn every_example_is_a_call_that_is_understood() {
    let folder = tempfile::tempdir().unwrap();
    let mut tried = 0;
    for call in calls() {
        let long = help(&call, "--help");
        let examples = long.split("例：\n").nth(1).unwrap().split("\n\n").next().unwrap();
        for line in examples.lines().filter(|line| line.starts_with("  tongbi")) {
            let call = line.trim().split("  ").next().unwrap();
            let call = call.split(['>', '|']).next().unwrap();
            let arguments: Vec<&str> = call.split_whitespace().skip(1).collect();
            // A server does not end by itself: its calls are only parsed.
            let serves = arguments.first() == Some(&"serve");
            let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
            program.args(arguments).args(serves.then_some("-h")).current_dir(&folder);
            let output = program.output().unwrap();
            let errors = String::from_utf8(output.stderr).unwrap();
            assert!(!errors.contains("查看说明：") && !errors.contains("--help"), "{line}\n{errors}");
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn a_wrong_call_says_what_is_wrong_the_nearest_word_and_where_to_read_on() {
    let calls: [(&[&str], &str, &str); 12] = [
        (&["对比"], "没有“对比”这个命令，你是不是要用 compare？", ""),
        (&["comapre"], "没有“comapre”这个命令，你是不是要用 compare？", ""),
        (&["compare"], "缺少参数：<输入>...", " compare"),
        (&["compare", "a.txt", "--月份"], "没有“--月份”这个选项", " compare"),
        (&["compare", "a.txt", "--yeer", "1"], "没有“--yeer”这个选项，你是不是要用 --year？", " compare"),
        (&["compare", "a.txt", "--year", "今年"], "“--year <年度>”的值“今年”不对，应是整数", " compare"),
        (&["compare", "a.txt", "--year", "99999"], "“--year <年度>”的值“99999”不对，应在 0 至 65535 之间", " compare"),
        (&["compare", "a.txt", "--sort", "x"], "“--sort <排序>”的值“x”不对。可用：code、change、growth", " compare"),
        (&["compare", "a.txt", "--sort"], "“--sort <排序>”后面要写一个值。可用：code、change、growth", " compare"),
        (
            &["audit", "a.txt", "--format", "tex"],
            "“--format <格式>”的值“tex”不对，你是不是要用 text？可用：text、md、csv、json、xlsx、parquet、html",
            " audit",
        ),
        (&["-q", "-v", "code", "208"], "“--quiet”不能与“--verbose”同时用，请去掉一个", " code"),
        (&["code", "a", "--format", "csv", "--format", "csv"], "“--format <格式>”只能写一次", " code"),
    ];
    for (arguments, message, command) in calls {
        let (text, errors, status) = tongbi(arguments);
        assert_eq!((text.as_str(), status), ("", Some(2)), "{arguments:?}");
        let lines: Vec<&str> = errors.lines().collect();
        assert_eq!(lines[0], format!("错误：{message}"), "{arguments:?}");
        assert!(lines[1].starts_with(&format!("用法：tongbi{command} [选项]")), "{errors}");
        assert_eq!(lines[2..], [format!("查看说明：tongbi{command} --help")], "{arguments:?}");
    }
}

#[test]
fn completions_are_scripts_that_their_shells_read_with_chinese_words() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, errors, status) = tongbi(&["completions", shell]);
        assert_eq!((errors.as_str(), status), ("", Some(0)));
        assert!(script.contains("compare") && script.contains("input-year"), "{shell}");
        // bash shows words only.
        assert!(shell == "bash" || script.contains("显示帮助"), "{shell}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tongbi");
        std::fs::write(&path, &script).unwrap();
        // The other two have no way to read a script without running it.
        let reads = ["bash", "zsh", "fish"].contains(&shell).then(|| crate::needs::program(shell)).flatten();
        if let Some(reader) = reads {
            let read = Command::new(reader).arg("-n").arg(&path).output().unwrap();
            assert!(read.status.success(), "{shell}: {}", String::from_utf8_lossy(&read.stderr));
        }
    }
}
