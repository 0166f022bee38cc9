//! 写错的命令: what was wrong with a call, in Chinese, with the nearest right word and where to read on.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

/// The message, and the lines below it.
pub(super) fn explain(error: &Error, root: &Command) -> (String, Vec<String>) {
    let usage = text(error, ContextKind::Usage);
    let usage = usage.trim_start_matches("Usage:").trim();
    let call: Vec<&str> = usage.split_whitespace().take_while(|word| !word.starts_with(['[', '<', '-'])).collect();
    let call = if call.is_empty() { "tongbi".to_owned() } else { call.join(" ") };
    let mut below = Vec::new();
    if !usage.is_empty() {
        below.push(format!("用法：{}", usage.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    below.push(format!("查看说明：{call} --help"));
    (what(error, root), below)
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

/// One piece of what clap knows of an error; several are joined.
fn text(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(all)) => all.join("、"),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

/// `，你是不是要用 --year？`: the nearest word, or the command whose description has the Chinese word typed.
fn nearest(error: &Error, root: &Command) -> String {
    let kinds = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let found = kinds.into_iter().map(|kind| text(error, kind)).find(|found| !found.is_empty());
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
    if words.is_empty() { String::new() } else { format!("。可用：{words}") }
}

/// What a value must be, told from why it was not.
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
