//! 帮助: the words that clap puts around ours, in Chinese for every command.

use super::args::Cli;
use clap::{Command, CommandFactory};

/// The command line with Chinese help throughout.
pub(super) fn command() -> Command {
    let mut command = Cli::command();
    // Usage lines carry the full name of a command only once it is built.
    command.build();
    in_chinese(command)
}

fn in_chinese(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", "[选项]");
    command
        .override_usage(usage)
        .help_template("{about}\n\n用法：{usage}\n\n{all-args}{after-help}")
        .mut_args(|argument| {
            let defaults: Vec<String> =
                argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
            let argument = match argument.get_index() {
                Some(index) => argument.display_order(index),
                None => argument,
            };
            match argument.get_help().map(ToString::to_string) {
                Some(help) if !defaults.is_empty() && argument.get_action().takes_values() => {
                    argument.hide_default_value(true).help(format!("{help}（默认 {}）", defaults.join("、")))
                }
                _ => argument,
            }
        })
        .mut_subcommands(in_chinese)
}
