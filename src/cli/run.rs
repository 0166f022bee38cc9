//! 执行: parses the command line and runs the command.

use super::args::{Cli, ColorArg, Command};
use super::config::Config;
use super::help::{self, Detail};
use super::report::ReportArgs;
use super::screen::Screen;
use super::{
    audit, bridge, chart, code, compare, completions, config, double_click, explain, extract, fault, interrupt, memory,
    output, report, serve, trend, usage,
};
use crate::Error;
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// Runs the command line. Status 0: done; 1: findings, gaps to fill in, or nothing found; 2: could not run.
pub fn run() -> ExitCode {
    interrupt::install();
    memory::install();
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    let detail = if arguments.iter().any(|argument| argument == "-h") { Detail::Short } else { Detail::Long };
    if arguments.get(1).is_some_and(|first| first == "help") {
        // clap's `help` command takes no options, so `tongbi help -h` would be an error.
        arguments.retain(|argument| argument != "--help" && argument != "-h");
    }
    let tree = Cli::command();
    if is_path(&arguments, &tree) {
        arguments.splice(1..1, ["report".into(), "--open".into()]);
    }
    let clicked = double_click::is_double_click(&arguments);
    if clicked {
        arguments.splice(1.., ["serve".into()]);
    }
    let status = called(arguments, tree, detail);
    if clicked && status != ExitCode::SUCCESS {
        double_click::hold();
    }
    status
}

/// Runs what was typed.
fn called(arguments: Vec<OsString>, tree: clap::Command, detail: Detail) -> ExitCode {
    color_of(&arguments);
    let config = match Config::find(&arguments, &tree) {
        Ok(config) => config,
        Err(error) => return fail(&error, &[]),
    };
    let tree = help::in_chinese(config.apply(tree), detail, Screen::help_width());
    let parsed = tree.clone().try_get_matches_from(&arguments).and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((cli, config.used(&matches, &Cli::command())))
    });
    let (cli, used) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return not_run(&error, &tree, &arguments),
    };
    let screen = Screen { quiet: cli.quiet, hints: cli.hints || cli.verbose, verbose: cli.verbose, force: cli.force };
    config.tell(used.as_deref(), screen);
    match command(&cli, &config, screen) {
        Ok(status) => status,
        Err(error) => fail(&error, &used.map(|used| format!("（{used}）")).into_iter().collect::<Vec<_>>()),
    }
}

fn command(cli: &Cli, config: &Config, screen: Screen) -> Result<ExitCode, Error> {
    match &cli.command {
        None => {
            report::run(&ReportArgs { output: "notebooks-out".into(), ..ReportArgs::default() }, config.named(), screen)
        }
        Some(Command::Report(args)) => report::run(args, config.named(), screen),
        Some(Command::Extract(args)) => extract::run(args, screen).map(succeed),
        Some(Command::Compare(args)) => compare::run(args, screen).map(succeed),
        Some(Command::Bridge(args)) => bridge::run(args, screen).map(succeed),
        Some(Command::Trend(args)) => trend::run(args, screen).map(succeed),
        Some(Command::Chart(args)) => chart::run(args, screen).map(succeed),
        Some(Command::Audit(args)) => audit::run(args, screen).map(|found| ExitCode::from(u8::from(found))),
        Some(Command::Explain(args)) => explain::run(args, screen),
        Some(Command::Serve(args)) => serve::run(args, screen).map(succeed),
        Some(Command::Code(args)) => code::run(args, screen).map(|found| ExitCode::from(u8::from(!found))),
        Some(Command::Config(args)) => config::run(args, config, &Cli::command(), screen).map(succeed),
        Some(Command::Completions(args)) => completions::run(args, Cli::command()).map(succeed),
    }
}

/// Whether the first argument is a file or folder instead of a command: `tongbi 公开.pdf` reports on it and opens the page.
fn is_path(arguments: &[OsString], tree: &clap::Command) -> bool {
    let Some(first) = arguments.get(1).filter(|first| !first.to_string_lossy().starts_with('-')) else { return false };
    tree.find_subcommand(first).is_none() && first != "help" && Path::new(first).exists()
}

/// The status of commands without one of their own.
fn succeed((): ()) -> ExitCode {
    ExitCode::SUCCESS
}

fn fail(error: &Error, notes: &[String]) -> ExitCode {
    fault::show_error(error, notes);
    ExitCode::from(2)
}

/// Prints help or version to standard output, and anything else that clap returns as an error.
fn not_run(error: &clap::Error, tree: &clap::Command, arguments: &[OsString]) -> ExitCode {
    if !error.use_stderr() {
        return match output::print_painted(&error.render().ansi().to_string()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error, &[]),
        };
    }
    let (message, below) = usage::explain(error, tree, arguments);
    fault::show(&message, &below);
    ExitCode::from(2)
}

/// Applies `--color` before the command line is parsed, since it also affects help and parse errors.
fn color_of(arguments: &[OsString]) {
    let texts = || arguments.iter().take_while(|argument| *argument != "--").filter_map(|argument| argument.to_str());
    let joined = texts().find_map(|text| text.strip_prefix("--color="));
    let word = joined.or_else(|| texts().skip_while(|text| *text != "--color").nth(1));
    let color = word.and_then(|word| <ColorArg as clap::ValueEnum>::from_str(word, false).ok()).unwrap_or_default();
    match color {
        ColorArg::Auto => anstream::ColorChoice::Auto,
        ColorArg::Always => anstream::ColorChoice::AlwaysAnsi,
        ColorArg::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}
