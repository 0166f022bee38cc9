//! 执行: one library call a command.

use super::args::{Cli, Command};
use super::report::ReportArgs;
use super::screen::Screen;
use super::{audit, chart, code, compare, explain, extract, help, report};
use clap::FromArgMatches;
use std::process::ExitCode;

/// Runs the command line: 0 done, 1 a finding, a gap left to fill in or a code not found, 2 could not run.
pub fn run() -> ExitCode {
    let parsed = help::command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let screen = Screen { quiet: cli.quiet };
    let done = match &cli.command {
        None => {
            report::run(&ReportArgs { output: "notebooks-out".into(), ..ReportArgs::default() }, screen).map(succeed)
        }
        Some(Command::Report(args)) => report::run(args, screen).map(succeed),
        Some(Command::Extract(args)) => extract::run(args, screen).map(succeed),
        Some(Command::Compare(args)) => compare::run(args, screen).map(succeed),
        Some(Command::Chart(args)) => chart::run(args, screen).map(succeed),
        Some(Command::Audit(args)) => audit::run(args, screen).map(|found| ExitCode::from(u8::from(found))),
        Some(Command::Explain(args)) => explain::run(args, screen),
        Some(Command::Code(args)) => code::run(args, screen).map(|found| ExitCode::from(u8::from(!found))),
    };
    match done {
        Ok(status) => status,
        Err(error) => {
            eprintln!("错误：{error}");
            ExitCode::from(2)
        }
    }
}

/// A command that has no status of its own.
fn succeed((): ()) -> ExitCode {
    ExitCode::SUCCESS
}

/// Help goes to standard output; a wrong call is one Chinese sentence.
fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::{ContextKind, ErrorKind};
    if !error.use_stderr() {
        // A closed pipe behind --help is nobody's error.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let about = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = about(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项或命令"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", about(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("“{argument}”的值“{}”不对", about(ContextKind::InvalidValue))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        _ => "命令写法不对".to_owned(),
    };
    eprintln!("错误：{message}。用 tongbi --help 查看用法");
    ExitCode::from(2)
}
