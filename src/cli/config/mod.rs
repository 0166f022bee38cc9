//! 配置文件: default values of options in `tongbi.toml`. A key is the long name of an option, a section the name of a
//! command. Unknown names are errors.
//!
//! The file is in the user's configuration folder. One in the working folder may have come with the documents, so it is
//! used only if the user has trusted its exact content ([`trust`]), and it may not set everything.

mod fresh;
mod option;
mod read;
mod trust;

use super::choice::wrong;
use super::screen::Screen;
use super::{output, user};
use crate::Error;
use crate::present::explanation::Form;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command};
use option::option;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The name of the file.
const NAME: &str = "tongbi.toml";

/// 配置的参数.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// 写一份带注释的新配置文件
    #[arg(long)]
    pub new: bool,
    /// 信任当前文件夹里的 tongbi.toml，以后在这里运行时用它；它的内容改了要重新信任
    #[arg(long, conflicts_with = "new")]
    pub trust: bool,
    /// 新配置文件写到哪里，不写则显示在屏幕上
    #[arg(short, long, value_name = "文件", requires = "new")]
    pub output: Option<PathBuf>,
}

/// 配置: the content of a file.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The path of the file; empty if there is none.
    path: PathBuf,
    /// Whether the file is that of the working folder.
    of_folder: bool,
    settings: Vec<Setting>,
    /// Whether there is a file in the working folder that is not trusted.
    passed_over: bool,
}

/// A key of the file with its values.
#[derive(Debug)]
struct Setting {
    /// The command that it is for; `None` for every command that has the option.
    command: Option<String>,
    /// The long name of the option.
    key: String,
    values: Vec<String>,
    /// Its line.
    row: usize,
}

impl Config {
    /// Reads the file named on the command line, else a trusted one in the working folder, else the user's own.
    pub fn find(arguments: &[OsString], root: &Command) -> Result<Self, Error> {
        let named = match chosen(arguments) {
            Chosen::NoFile => return Ok(Self::default()),
            Chosen::File(path) => Some(path),
            Chosen::Default => None,
        };
        if let Some(path) = named {
            return Self::read(path, false, root);
        }
        let here = std::env::current_dir().map(|folder| folder.join(NAME)).unwrap_or_default();
        let is_there = here.is_file();
        if is_there && trust::is_trusted(&here) {
            return Self::read(here, true, root);
        }
        let own = user::folder().map(|folder| folder.join(NAME)).filter(|path| path.is_file());
        let config = own.map_or_else(|| Ok(Self::default()), |path| Self::read(path, false, root))?;
        Ok(Self { passed_over: is_there, ..config })
    }

    fn read(path: PathBuf, of_folder: bool, root: &Command) -> Result<Self, Error> {
        let text = crate::source::read_text(&path)?;
        let bounds = if of_folder { path.parent() } else { None };
        let settings = read::settings(&path.display().to_string(), &text, root, bounds)?;
        Ok(Self { path, of_folder, settings, passed_over: false })
    }

    /// Name and fingerprint of the working folder's file if it is used, for the manifest of a report.
    pub fn named(&self) -> Option<String> {
        let fingerprint = super::target::fingerprint(&self.path).ok().filter(|_| self.of_folder)?;
        Some(format!("{NAME} sha256:{fingerprint}"))
    }

    /// Tells the user which settings were used, and whether a file was not trusted.
    pub fn tell(&self, used: Option<&str>, screen: Screen) {
        if self.passed_over {
            screen.say(&format!(
                "注意：当前文件夹里有 {NAME}，没有用它。是自己写的、要用，请先运行 tongbi config --trust"
            ));
        }
        if let Some(used) = used.filter(|_| screen.verbose || self.of_folder) {
            screen.say(used);
        }
    }

    /// Sets the defaults of the command line's options.
    pub fn apply(&self, root: Command) -> Command {
        let names: Vec<String> = root.get_subcommands().map(|one| one.get_name().to_owned()).collect();
        let root = self.set(root, None);
        names.into_iter().fold(root, |root, name| {
            root.mut_subcommand(name.clone(), |command| {
                if option::configurable(&command) { self.set(command, Some(&name)) } else { command }
            })
        })
    }

    fn set(&self, command: Command, name: Option<&str>) -> Command {
        // The command's own section comes last and so takes precedence.
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

    /// The values for an option; paths are relative to the folder of the file.
    fn values(&self, arg: &Arg, setting: &Setting) -> Vec<String> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let is_path = arg.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
        let of = |value: &String| {
            let plain = !is_path || value == "-" || Form::from_name(value).is_some();
            if plain { value.clone() } else { folder.join(value).display().to_string() }
        };
        setting.values.iter().map(of).collect()
    }

    /// A message that lists the settings that a run used: `unit = 元（第3行）`.
    pub fn used(&self, given: &ArgMatches, root: &Command) -> Option<String> {
        let (name, matches) = given.subcommand()?;
        let command = root.find_subcommand(name)?;
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

/// What the command line asks for.
enum Chosen {
    Default,
    NoFile,
    File(PathBuf),
}

fn chosen(arguments: &[OsString]) -> Chosen {
    let before = arguments.iter().take_while(|argument| *argument != "--");
    let mut chosen = Chosen::Default;
    let mut next = false;
    for argument in before {
        if next {
            chosen = Chosen::File(PathBuf::from(argument));
        }
        next = argument == "--config";
        if argument == "--no-config" {
            return Chosen::NoFile;
        }
        if let Some(path) = argument.to_str().and_then(|text| text.strip_prefix("--config=")) {
            chosen = Chosen::File(path.into());
        }
    }
    chosen
}

/// Runs `config`.
pub(super) fn run(args: &ConfigArgs, config: &Config, root: &Command, screen: Screen) -> Result<(), Error> {
    if args.trust {
        return trusted(root);
    }
    if !args.new {
        return output::print(&config.shown());
    }
    output::write(args.output.as_deref().unwrap_or(Path::new("-")), fresh::text(root).as_bytes(), screen)
}

/// Trusts the working folder's file in its present form, and shows its settings.
fn trusted(root: &Command) -> Result<(), Error> {
    let here = std::env::current_dir().map_err(|_| wrong("无法访问当前文件夹，请换一个文件夹运行"))?;
    let path = here.join(NAME);
    if !path.is_file() {
        return Err(wrong(format!("当前文件夹里没有 {NAME}。用 tongbi config --new -o {NAME} 写一份")));
    }
    let config = Config::read(path, true, root)?;
    trust::trust(&config.path)?;
    output::print(&format!("已信任，以后在这个文件夹里运行时用它。\n{}", config.shown()))
}

impl Config {
    /// Describes the file and its settings.
    fn shown(&self) -> String {
        let untrusted = if self.passed_over {
            format!("当前文件夹里的 {NAME} 没有用：没有信任过，或信任以后改过。看过内容后用 tongbi config --trust\n")
        } else {
            String::new()
        };
        if self.path.as_os_str().is_empty() {
            let own = user::folder().map(|folder| folder.join(NAME).display().to_string()).unwrap_or_default();
            return format!(
                "{untrusted}没有用到配置文件。自己的配置文件放在 {own}，用 tongbi config --new -o 文件 写一份\n"
            );
        }
        let mut text = format!("{untrusted}配置文件 {}\n", self.path.display());
        for setting in &self.settings {
            let command = setting.command.as_deref().map(|name| format!("[{name}] ")).unwrap_or_default();
            text += &format!("  第{}行 {command}{} = {}\n", setting.row, setting.key, setting.values.join("、"));
        }
        text
    }
}
