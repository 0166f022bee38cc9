//! 配置文件: defaults of options in `tongbi.toml`. A key is the long name of an option, a section the name of a
//! command; so every option that the command line knows can stand there, and what it knows not is refused.

mod fresh;
mod read;

use super::args::Cli;
use super::output;
use super::screen::{Screen, wrong};
use crate::Error;
use crate::present::explanation::Form;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, CommandFactory};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The file that is looked for.
const NAME: &str = "tongbi.toml";

/// Options that do something once, or say where to look: they stand on the command line only.
const ONCE: [&str; 9] =
    ["help", "version", "config", "no-config", "accept", "annotate", "new-profile", "reasons-sheet", "open"];

/// 配置的参数.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// 写一份带注释的新配置文件
    #[arg(long)]
    pub new: bool,
    /// 新配置文件写到哪里，不写则显示在屏幕上；已有的不覆盖
    #[arg(short, long, value_name = "文件", requires = "new")]
    pub output: Option<PathBuf>,
}

/// 配置: what a file sets.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The file, for messages.
    path: PathBuf,
    settings: Vec<Setting>,
}

/// One key of the file.
#[derive(Debug)]
struct Setting {
    /// The command it is for; for all that have the option where none.
    command: Option<String>,
    /// The long name of the option.
    key: String,
    values: Vec<String>,
    /// The line it stands on.
    row: usize,
}

impl Config {
    /// The file that the command line names, or the nearest `tongbi.toml` from the working folder upwards: to the
    /// home folder where that is above, else to the root.
    pub fn find(arguments: &[OsString]) -> Result<Self, Error> {
        let Some(path) = file(arguments) else { return Ok(Self::default()) };
        let text = crate::source::read_text(&path)?;
        let settings = read::settings(&path.display().to_string(), &text, &Cli::command())?;
        Ok(Self { path, settings })
    }

    /// The command line with these defaults.
    pub fn apply(&self, root: Command) -> Command {
        let names: Vec<String> = root.get_subcommands().map(|one| one.get_name().to_owned()).collect();
        let root = self.set(root, None);
        names.into_iter().fold(root, |root, name| {
            root.mut_subcommand(name.clone(), |command| {
                if configurable(&command) { self.set(command, Some(&name)) } else { command }
            })
        })
    }

    fn set(&self, command: Command, name: Option<&str>) -> Command {
        // What stands in a command's own section comes later and wins.
        let (general, own): (Vec<_>, Vec<_>) = self.settings.iter().partition(|setting| setting.command.is_none());
        let own = own.into_iter().filter(|setting| name.is_some() && setting.command.as_deref() == name);
        general.into_iter().chain(own).fold(command, |command, setting| {
            let Some(arg) = option(&command, &setting.key) else { return command };
            if setting.command.is_none() && read::refused(arg, &setting.values).is_some() {
                return command;
            }
            let id = arg.get_id().to_string();
            let values = self.values(arg, setting);
            command.mut_arg(id, |arg| arg.default_values(values).required(false))
        })
    }

    /// The values as an option takes them: a path counts from the folder of the file.
    fn values(&self, arg: &Arg, setting: &Setting) -> Vec<String> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let is_path = arg.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
        let of = |value: &String| {
            let plain = !is_path || value == "-" || Form::from_name(value).is_some();
            if plain { value.clone() } else { folder.join(value).display().to_string() }
        };
        setting.values.iter().map(of).collect()
    }

    /// What a run took from the file, for the user to know: `unit（第3行）`.
    pub fn used(&self, root: &ArgMatches) -> Option<String> {
        let (name, matches) = root.subcommand()?;
        let command = Cli::command();
        let command = command.find_subcommand(name)?;
        let mut used: Vec<String> = Vec::new();
        for setting in &self.settings {
            let concerns = setting.command.as_deref().is_none_or(|command| command == name);
            let Some(arg) = option(command, &setting.key).filter(|_| concerns) else { continue };
            let own =
                self.settings.iter().any(|other| other.command.as_deref() == Some(name) && other.key == setting.key);
            let shadowed = setting.command.is_none() && (own || read::refused(arg, &setting.values).is_some());
            if !shadowed && matches.value_source(arg.get_id().as_str()) == Some(ValueSource::DefaultValue) {
                used.push(format!("{} = {}（第{}行）", setting.key, setting.values.join("、"), setting.row));
            }
        }
        let list = used.join("，");
        (!used.is_empty()).then(|| format!("取自 {}：{list}", self.path.display()))
    }
}

/// The option of a command by its long name.
fn option<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|arg| arg.get_long() == Some(key))
}

/// Whether a command's options may stand in the file.
fn configurable(command: &Command) -> bool {
    !["config", "completions", "help"].contains(&command.get_name())
}

/// The file to read, if any.
fn file(arguments: &[OsString]) -> Option<PathBuf> {
    let before = arguments.iter().take_while(|argument| *argument != "--");
    let mut named = None;
    let mut next = false;
    for argument in before {
        if next {
            named = Some(PathBuf::from(argument));
        }
        next = argument == "--config";
        if argument == "--no-config" {
            return None;
        }
        if let Some(path) = argument.to_str().and_then(|text| text.strip_prefix("--config=")) {
            named = Some(path.into());
        }
    }
    named.or_else(nearest)
}

fn nearest() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let home = std::env::home_dir().filter(|home| here.starts_with(home));
    for folder in here.ancestors() {
        let path = folder.join(NAME);
        if path.is_file() {
            return Some(path);
        }
        if home.as_deref() == Some(folder) {
            break;
        }
    }
    None
}

/// Runs `config`.
pub(super) fn run(args: &ConfigArgs, config: &Config, screen: Screen) -> Result<(), Error> {
    if !args.new {
        return output::print(&config.shown());
    }
    let text = fresh::text(&Cli::command());
    match &args.output {
        Some(path) if !output::is_stdout(path) && path.exists() => {
            Err(wrong(format!("{} 已经有了，没有覆盖。请换一个文件名", path.display())))
        }
        Some(path) => {
            output::write(path, text.as_bytes())?;
            screen.say(&format!("配置文件已写入 {}", output::name(path)));
            Ok(())
        }
        None => output::print(&text),
    }
}

impl Config {
    /// The file and what it sets, in words.
    fn shown(&self) -> String {
        if self.path.as_os_str().is_empty() {
            return format!("没有用到配置文件：从当前文件夹往上没有 {NAME}。用 tongbi config --new -o {NAME} 写一份\n");
        }
        let mut text = format!("配置文件 {}\n", self.path.display());
        for setting in &self.settings {
            let command = setting.command.as_deref().map(|name| format!("[{name}] ")).unwrap_or_default();
            text += &format!("  第{}行 {command}{} = {}\n", setting.row, setting.key, setting.values.join("、"));
        }
        text
    }
}
