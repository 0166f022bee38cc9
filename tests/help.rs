//! 帮助 and wrong calls: what a clerk sees who types `--help` or a wrong word.

use std::process::Command;

fn tongbi(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// The names of the commands, as the help lists them.
fn commands() -> Vec<String> {
    let (help, ..) = tongbi(&["--help"]);
    let list = help.split("命令:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    list.lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn help_of_every_command_is_chinese_and_fits_a_screen() {
    let commands = commands();
    assert!(commands.len() >= 7, "{commands:?}");
    for command in [vec![]].into_iter().chain(commands.iter().map(|name| vec![name.as_str()])) {
        let (help, errors, status) = tongbi(&[&command[..], &["--help"]].concat());
        assert_eq!((errors.as_str(), status), ("", Some(0)));
        assert!(help.contains("用法：tongbi"), "{help}");
        for word in ["Usage", "OPTIONS", "COMMAND", "[default", "Arguments", "Print", "possible values"] {
            assert!(!help.contains(word), "{word} in\n{help}");
        }
        assert!(help.lines().count() <= 40, "{help}");
        let described = |line: &&str| line.trim_start().starts_with('-') && line.split_whitespace().count() < 2;
        assert_eq!(help.lines().find(described), None, "an option without a word on it");
    }
}

#[test]
fn a_wrong_call_is_one_chinese_line_with_the_way_out() {
    let calls: [(&[&str], &str); 5] = [
        (&["对比"], "没有“对比”这个命令"),
        (&["compare"], "缺少参数：<输入>..."),
        (&["compare", "a.txt", "--月份"], "没有“--月份”这个选项或命令"),
        (&["compare", "a.txt", "--year", "今年"], "“--year <年度>”的值“今年”不对"),
        (&["compare", "a.txt", "--sort", "x"], "“--sort <排序>”的值“x”不对"),
    ];
    for (arguments, message) in calls {
        let (text, errors, status) = tongbi(arguments);
        assert_eq!((text.as_str(), status), ("", Some(2)), "{arguments:?}");
        assert_eq!(errors, format!("错误：{message}。用 tongbi --help 查看用法\n"), "{arguments:?}");
    }
}
