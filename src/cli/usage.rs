//! 写错的命令: describes a wrong call in Chinese, and suggests what was meant.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};
use std::ffi::OsString;

/// The message, and lines to print below it: the usage, and how to get help.
pub(super) fn explain(error: &Error, root: &Command, arguments: &[OsString]) -> (String, Vec<String>) {
    let named = arguments.iter().skip(1).filter_map(|argument| root.find_subcommand(argument)).next();
    let mut command = named.unwrap_or(root).clone();
    let usage = command.render_usage().to_string();
    let usage: Vec<&str> = usage.trim_start_matches("Usage:").split_whitespace().collect();
    let name = command.get_bin_name().unwrap_or("tongbi");
    (what(error, root), vec![format!("用法：{}", usage.join(" ")), format!("查看说明：{name} --help")])
}

fn what(error: &Error, root: &Command) -> String {
    let arg = text(error, ContextKind::InvalidArg);
    let value = text(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument if arg.starts_with('-') => format!("没有“{arg}”这个选项{}", nearest(error, root)),
        ErrorKind::UnknownArgument => format!("多了“{arg}”，这里不能再写参数{}", nearest(error, root)),
        ErrorKind::InvalidSubcommand => {
            let word = text(error, ContextKind::InvalidSubcommand);
            format!("没有“{word}”这个命令{}", nearest(error, root))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("“{arg}”后面要写一个值{}", allowed(error)),
        ErrorKind::InvalidValue => {
            format!("“{arg}”的值“{value}”不对{}{}", nearest(error, root), allowed(error))
        }
        ErrorKind::ValueValidation => format!("“{arg}”的值“{value}”不对，{}", expected(error)),
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{arg}"),
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg);
            if other.is_empty() || other == arg {
                format!("“{arg}”只能写一次")
            } else {
                format!("“{arg}”不能与“{other}”同时用，请去掉一个")
            }
        }
        ErrorKind::TooManyValues => format!("“{arg}”的值写多了（“{value}”）"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("“{arg}”的值的个数不对"),
        ErrorKind::NoEquals => format!("“{arg}”与值之间要写等号"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "没有写命令".to_owned(),
        ErrorKind::InvalidUtf8 => "参数里有不是 UTF-8 的字符，请检查终端的编码".to_owned(),
        _ => "命令写法不对".to_owned(),
    }
}

/// A detail of clap's error as text; several values are joined.
fn text(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(all)) => all.join("、"),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

/// `，你是不是要用 --year？`: the most similar word, or the command whose description contains the Chinese word that was typed.
fn nearest(error: &Error, root: &Command) -> String {
    let kinds = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    // clap puts the most similar word last.
    let found = kinds.into_iter().find_map(|kind| match error.get(kind)? {
        ContextValue::Strings(all) => all.last().cloned(),
        value => Some(value.to_string()),
    });
    let word = text(error, ContextKind::InvalidSubcommand);
    let found = found.or_else(|| {
        let about = |command: &&Command| command.get_about().is_some_and(|about| about.to_string().contains(&word));
        let command = root.get_subcommands().find(|command| !word.is_ascii() && about(command));
        command.map(|command| command.get_name().to_owned())
    });
    found.map(|found| format!("，你是不是要用 {found}？")).unwrap_or_default()
}

fn allowed(error: &Error) -> String {
    let words = text(error, ContextKind::ValidValue);
    let stop = if text(error, ContextKind::SuggestedValue).is_empty() { "。" } else { "" };
    if words.is_empty() { String::new() } else { format!("{stop}可用：{words}") }
}

/// What a value should be, derived from clap's reason for rejecting it.
fn expected(error: &Error) -> String {
    let source = std::error::Error::source(error);
    match source {
        Some(source) if source.is::<std::num::ParseIntError>() => "应是整数".to_owned(),
        Some(source) => {
            let reason = source.to_string();
            match reason.split_once(" is not in ").map(|(_, range)| range.replace("..=", " 至 ")) {
                Some(range) => format!("应在 {range} 之间"),
                None if !reason.is_ascii() => reason,
                None => "请核对写法".to_owned(),
            }
        }
        None => "请核对写法".to_owned(),
    }
}
