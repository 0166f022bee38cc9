//! 新配置文件: a new configuration file, in which every option stands as a comment with its help.

use super::option::{ONCE, configurable, option};
use clap::{Arg, ArgAction, Command};
use std::any::TypeId;
use std::path::PathBuf;

const HEAD: &str = "\
# tongbi 的默认选项。本文件名为 tongbi.toml，放在自己的配置文件夹里（tongbi config 显示在哪里）。
# 也可以放在工作的文件夹里，看过内容后运行 tongbi config --trust 才用；那里的不能少报问题
# （only、ignore、fail-on、baseline、quiet），也不能用那个文件夹之外的文件。
# 去掉行首的“# ”就生效；命令行上写的优先；tongbi --no-config 不用本文件。
# 相对路径从本文件所在的文件夹算起。

# ---- 各命令共用：有这个选项的命令都用；下面各节里写的优先 ----

";

/// The text of the file, which sets nothing and explains everything.
pub(super) fn text(root: &Command) -> String {
    let commands: Vec<&Command> = root.get_subcommands().filter(|one| configurable(one)).collect();
    let mut text = HEAD.to_owned();
    let may = |arg: &&Arg| arg.get_long().is_some_and(|long| !ONCE.contains(&long)) && !arg.is_hide_set();
    root.get_arguments().filter(may).for_each(|arg| text += &lines(arg));
    let mut shared: Vec<&str> = Vec::new();
    for arg in commands.iter().flat_map(|command| command.get_arguments().filter(may)) {
        let long = arg.get_long().unwrap_or_default();
        let takers = commands.iter().filter(|command| option(command, long).is_some()).count();
        // The option `bridge` would clash with the section of the command `bridge`.
        let is_section = commands.iter().any(|command| command.get_name() == long);
        if takers > 1 && !is_section && !["output", "format"].contains(&long) && !shared.contains(&long) {
            shared.push(long);
            text += &lines(arg);
        }
    }
    for command in commands {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        text += &format!("\n# ---- {about} ----\n\n[{}]\n", command.get_name());
        command.get_arguments().filter(may).for_each(|arg| text += &lines(arg));
    }
    text
}

/// The help of an option, and a commented-out line that sets it.
fn lines(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    format!("# {}\n# {} = {}\n", help.replace('\n', " "), arg.get_long().unwrap_or_default(), value(arg))
}

/// An example of the option's value.
fn value(arg: &Arg) -> String {
    if !arg.get_action().takes_values() {
        return "true".into();
    }
    let default = arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
    let possible = arg.get_possible_values().first().map(|value| value.get_name().to_owned());
    let kind = arg.get_value_parser().type_id();
    let whole = [TypeId::of::<u16>(), TypeId::of::<u32>(), TypeId::of::<usize>()].iter().any(|one| kind == *one);
    let name = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string).unwrap_or_default();
    match default.or(possible) {
        Some(value) if whole => value,
        None if whole && name == "年度" => "2024".into(),
        None if whole => "10".into(),
        Some(value) => format!("\"{value}\""),
        None => {
            let sample = if kind == TypeId::of::<PathBuf>() { format!("{name}名") } else { name };
            let many = matches!(arg.get_action(), ArgAction::Append) || arg.get_value_delimiter().is_some();
            if many { format!("[\"{sample}\"]") } else { format!("\"{sample}\"") }
        }
    }
}
