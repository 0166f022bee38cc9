//! 补全: the `completions` command. Writes shell scripts that complete commands and options.

use super::{help, output};
use crate::Error;
use clap::{Args, Command, ValueEnum};
use clap_complete::Shell;

/// 补全的参数.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// 哪种命令行
    #[arg(value_name = "命令行", required = true)]
    pub shell: ShellArg,
}

/// 命令行
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ShellArg {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

/// Runs `completions`.
pub(super) fn run(args: &CompletionsArgs, root: Command) -> Result<(), Error> {
    let shell = match args.shell {
        ShellArg::Bash => Shell::Bash,
        ShellArg::Zsh => Shell::Zsh,
        ShellArg::Fish => Shell::Fish,
        ShellArg::Powershell => Shell::PowerShell,
        ShellArg::Elvish => Shell::Elvish,
    };
    let mut script = Vec::new();
    let mut command = help::in_chinese(root, help::Detail::Short, 80);
    clap_complete::generate(shell, &mut command, "tongbi", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}
