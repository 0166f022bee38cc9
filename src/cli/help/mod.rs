//! 帮助: makes all help Chinese, including clap's own words, for every command and option.

mod examples;
mod page;
mod wrap;

pub(super) use page::Detail;

use clap::{Arg, Command};

/// The command line with Chinese headings, usage, defaults and possible values, and a help page for every command.
pub(super) fn in_chinese(mut command: Command, detail: Detail, width: usize) -> Command {
    // Usage lines contain the full name of a command only after building.
    command.build();
    every(command, detail, width)
}

fn every(command: Command, detail: Detail, width: usize) -> Command {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let command = match command.get_name() {
        "help" => command.about("显示一个命令的全部说明").mut_args(|arg| arg.help("命令的名称").value_name("命令")),
        _ => command,
    };
    let mut command = command.mut_args(in_words).mut_subcommands(|command| every(command, detail, width));
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", "[选项]").replace("[COMMAND]", "[命令]");
    let page = page::page(&name, &usage, &command, detail, width);
    command.override_usage(usage).override_help(page)
}

/// Adds possible values and the default to an argument's help.
fn in_words(arg: Arg) -> Arg {
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    let heading = arg.get_help_heading().unwrap_or(heading).to_owned();
    let heading = if arg.is_global_set() { page::GLOBAL.to_owned() } else { heading };
    let added = added(&arg);
    let arg = match arg.get_index() {
        Some(index) => arg.display_order(index),
        None => arg,
    };
    let long = arg.get_long_help().map(|help| format!("{help}{added}"));
    let short = arg.get_help().map(|help| format!("{help}{added}"));
    let arg = arg.help_heading(heading).hide_default_value(true).hide_possible_values(true);
    let arg = if let Some(help) = short { arg.help(help) } else { arg };
    if let Some(help) = long { arg.long_help(help) } else { arg }
}

/// `（可选 a、b；默认 a；必填）`, without what the help already contains.
fn added(arg: &Arg) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let help = arg.get_help().or(arg.get_long_help()).map(ToString::to_string).unwrap_or_default();
    let possible: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| match value.get_help() {
            Some(words) => format!("{} {words}", value.get_name()),
            None => value.get_name().to_owned(),
        })
        .collect();
    let names = || arg.get_possible_values().into_iter().map(|value| value.get_name().to_owned()).collect::<Vec<_>>();
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let mut parts = Vec::new();
    if arg.is_positional() && arg.get_value_names().is_some_and(|names| names.iter().any(|name| name == "输入")) {
        parts.push("- 为标准输入".to_owned());
    }
    if !possible.is_empty() && names().iter().any(|name| !help.contains(name)) {
        parts.push(format!("可选 {}", possible.join("、")));
    }
    if !defaults.is_empty() {
        parts.push(format!("默认 {}", defaults.join("、")));
    }
    if arg.is_required_set() && !arg.is_positional() {
        parts.push("必填".to_owned());
    }
    if parts.is_empty() { String::new() } else { format!("（{}）", parts.join("；")) }
}
