//! 读配置: checks each key of the TOML file against the option of that name. Every error names line and column.

use super::Setting;
use super::option::{ONCE, configurable, option};
use crate::error::Excerpt;
use crate::model::nearest;
use crate::present::PresentError;
use clap::{Arg, ArgAction, Command};
use std::any::TypeId;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Result<T> = std::result::Result<T, PresentError>;

/// The file being read.
struct File<'a> {
    name: &'a str,
    text: &'a str,
    root: &'a Command,
    /// The working folder, whose file may only refer to files in it; `None` for the user's own file, which may set
    /// anything.
    bounds: Option<&'a Path>,
}

/// Options that make an audit report less. A file in the working folder may not set them, since it may come from the
/// audited unit.
const NARROWING: [&str; 5] = ["only", "ignore", "fail-on", "baseline", "quiet"];

/// Options that name a program to run. A file in the working folder may not set them for the same reason.
const RUNNING: [&str; 1] = ["ocr"];

/// All settings of a file, in order.
pub(super) fn settings(name: &str, text: &str, root: &Command, bounds: Option<&Path>) -> Result<Vec<Setting>> {
    let file = File { name, text, root, bounds };
    let table = DeTable::parse(text).map_err(|error| {
        let what = "写法不对：一行写一个“选项 = 值”，文字放在英文双引号里，同一个选项只写一次";
        file.complain(error.span().unwrap_or(0..0), what)
    })?;
    let mut settings = Vec::new();
    for (key, value) in table.into_inner() {
        match value.get_ref() {
            DeValue::Table(_) => file.section(&key, value, &mut settings)?,
            _ => settings.push(file.setting(None, &key, &value)?),
        }
    }
    settings.sort_by_key(|setting| setting.row);
    Ok(settings)
}

impl File<'_> {
    fn complain(&self, span: Range<usize>, what: &str) -> PresentError {
        let excerpt = Excerpt::of(self.text, span);
        let message = format!("{} 第{}行 第{}列：{what}", self.name, excerpt.row, excerpt.column);
        PresentError::Text { message, excerpt: Box::new(excerpt) }
    }

    fn section(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: Spanned<DeValue<'_>>,
        settings: &mut Vec<Setting>,
    ) -> Result<()> {
        let commands = || self.root.get_subcommands().filter(|one| configurable(one));
        let Some(command) = commands().find(|one| one.get_name() == name.get_ref()) else {
            let names: Vec<&str> = commands().map(Command::get_name).collect();
            let what = format!("没有“{}”这个命令的配置{}", name.get_ref(), choose(name.get_ref(), &names));
            return Err(self.complain(name.span(), &what));
        };
        let DeValue::Table(table) = value.into_inner() else { return Ok(()) };
        for (key, value) in table {
            settings.push(self.setting(Some(command), &key, &value)?);
        }
        Ok(())
    }

    /// A key; `command` is `None` before the first section.
    fn setting(
        &self,
        command: Option<&Command>,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Setting> {
        let key = name.get_ref().replace('_', "-");
        let commands: Vec<&Command> = match command {
            Some(command) => vec![command],
            None => {
                std::iter::once(self.root).chain(self.root.get_subcommands().filter(|one| configurable(one))).collect()
            }
        };
        let options: Vec<&Arg> = commands.iter().filter_map(|command| option(command, &key)).collect();
        if ONCE.contains(&key.as_str()) && !options.is_empty() {
            return Err(self.complain(name.span(), &format!("“{key}”只能写在命令行上，请从配置文件里去掉")));
        }
        if options.is_empty() {
            let longs = commands.iter().flat_map(|command| command.get_arguments()).filter_map(Arg::get_long);
            let mut known: Vec<&str> = longs.filter(|long| !ONCE.contains(long)).collect();
            known.sort_unstable();
            known.dedup();
            let place = command.map_or_else(String::new, |command| format!("[{}] 里", command.get_name()));
            let what = format!("{place}没有“{}”这个选项{}", name.get_ref(), choose(&key, &known));
            return Err(self.complain(name.span(), &what));
        }
        if command.is_none() && key == "output" {
            let what = "“output”要写在各命令的一节里，如 [report] 下面写 output = \"报告\"";
            return Err(self.complain(name.span(), what));
        }
        let values = self.values(&key, value)?;
        let complaints: Vec<String> = options.iter().filter_map(|arg| refused(arg, &values)).collect();
        // A general value applies to the commands that accept it; at least one must.
        if let (Some(complaint), true) = (complaints.first(), complaints.len() == options.len()) {
            return Err(self.complain(value.span(), &format!("“{key}”{complaint}")));
        }
        self.bounded(&key, &options, (name.span(), value.span()), &values)?;
        let row = Excerpt::of(self.text, name.span()).row;
        Ok(Setting { command: command.map(|command| command.get_name().to_owned()), key, values, row })
    }

    /// Checks that a working folder's file may set this.
    fn bounded(
        &self,
        key: &str,
        options: &[&Arg],
        (name, value): (Range<usize>, Range<usize>),
        values: &[String],
    ) -> Result<()> {
        let Some(folder) = self.bounds else { return Ok(()) };
        if NARROWING.contains(&key) {
            let what = format!("“{key}”不能写在工作文件夹的配置里：它会少报问题。请写在命令行上，或写进自己的配置文件");
            return Err(self.complain(name, &what));
        }
        if RUNNING.contains(&key) {
            let what = format!("“{key}”不能写在工作文件夹的配置里：它会运行程序。请写在命令行上，或写进自己的配置文件");
            return Err(self.complain(name, &what));
        }
        let is_path = options.iter().any(|arg| arg.get_value_parser().type_id() == TypeId::of::<PathBuf>());
        match values.iter().find(|value| is_path && !is_within(folder, Path::new(value))) {
            Some(path) => {
                let what =
                    format!("“{path}”在这个文件夹之外，工作文件夹的配置只能用这个文件夹里的文件。请写在命令行上");
                Err(self.complain(value, &what))
            }
            None => Ok(()),
        }
    }

    fn values(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<String>> {
        match value.get_ref() {
            DeValue::String(text) => Ok(vec![text.to_string()]),
            DeValue::Integer(number) if number.radix() == 10 => Ok(vec![number.as_str().to_owned()]),
            DeValue::Float(number) => Ok(vec![number.as_str().to_owned()]),
            DeValue::Boolean(on) => Ok(vec![on.to_string()]),
            DeValue::Array(all) => {
                let each: Result<Vec<Vec<String>>> = all.iter().map(|value| self.values(key, value)).collect();
                Ok(each?.concat())
            }
            _ => {
                let what = format!("“{key}”应是文字、数字、true/false，或它们的列表，写如 [\"甲\", \"乙\"]");
                Err(self.complain(value.span(), &what))
            }
        }
    }
}

/// Whether a path leads into a folder, with links followed.
fn is_within(folder: &Path, path: &Path) -> bool {
    let is_below = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let whole = folder.join(path);
    let real = whole.ancestors().find_map(|path| path.canonicalize().ok());
    is_below && real.zip(folder.canonicalize().ok()).is_some_and(|(real, folder)| real.starts_with(folder))
}

/// Why an option does not accept these values; `None` if it does.
pub(super) fn refused(arg: &Arg, values: &[String]) -> Option<String> {
    if !arg.get_action().takes_values() {
        let switch = values.iter().all(|value| value == "true" || value == "false") && values.len() == 1;
        return (!switch).then(|| "应是 true 或 false".to_owned());
    }
    let many = matches!(arg.get_action(), ArgAction::Append) || arg.get_value_delimiter().is_some();
    if values.len() != 1 && !many {
        return Some("应是一个值，不是列表".to_owned());
    }
    let possible = arg.get_possible_values();
    let names: Vec<&str> = possible.iter().map(clap::builder::PossibleValue::get_name).collect();
    if let Some(value) = values.iter().find(|value| !names.is_empty() && !names.contains(&value.as_str())) {
        return Some(format!("的值“{value}”不对{}", choose(value, &names)));
    }
    let kind = arg.get_value_parser().type_id();
    let fits = |value: &String| match () {
        () if kind == TypeId::of::<u16>() => value.parse::<u16>().is_ok(),
        () if kind == TypeId::of::<u32>() => value.parse::<u32>().is_ok(),
        () if kind == TypeId::of::<usize>() => value.parse::<usize>().is_ok(),
        () => true,
    };
    values.iter().find(|value| !fits(value)).map(|value| format!("的值“{value}”不对，应是整数"))
}

/// `，你是不是要用 unit？可用：…`
fn choose(word: &str, names: &[&str]) -> String {
    let best = nearest(word, names.iter().copied());
    let best = best.map_or_else(|| "。".to_owned(), |name| format!("，你是不是要用 {name}？"));
    format!("{best}可用：{}", names.join("、"))
}
