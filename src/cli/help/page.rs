//! 帮助页: lays out the help of a command for the width of the screen.

use super::examples;
use super::wrap::{shorten, wrap};
use anstyle::Style;
use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// How detailed the help is: `-h` prints one line per option, `--help` everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Detail {
    /// `-h`
    Short,
    /// `--help`, `tongbi help`
    Long,
}

/// The heading of the options that all commands share.
pub(super) const GLOBAL: &str = "其他";

/// Describes the exit status.
const STATUS: &str =
    "退出码：0 完成；1 完成，但有发现（审查有错误、说明有待补充、科目没有查到）；2 未能完成，原因见错误信息。";

const HEADING: Style = Style::new().bold();
const NAME: Style = anstyle::AnsiColor::Cyan.on_default();

/// The page of a command, given with its full name (`tongbi compare`).
pub(super) fn page(name: &str, usage: &str, command: &Command, detail: Detail, width: usize) -> StyledStr {
    let mut page = Page { text: String::new(), width, detail };
    let long = command.get_long_about().filter(|_| detail == Detail::Long);
    let about = long.or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    page.lines(&about, 0);
    page.gap();
    let usage: Vec<String> = usage.lines().map(|line| line.trim().to_owned()).collect();
    let _ = writeln!(page.text, "{HEADING}用法：{HEADING:#}{}", usage.join("\n      "));
    let commands: Vec<Row> = command.get_subcommands().filter(|one| !one.is_hide_set()).map(Row::command).collect();
    if !commands.is_empty() {
        page.section("命令", &commands);
    }
    page.arguments(command, command.has_subcommands());
    if let Some(more) = command.get_after_long_help().or(command.get_after_help()) {
        page.gap();
        page.lines(&more.to_string(), 0);
    } else if detail == Detail::Long {
        page.examples(&examples::of(name, command));
    }
    match detail {
        Detail::Short => {
            let _ = writeln!(page.text, "全部说明和例子：{name} --help");
        }
        Detail::Long if command.get_bin_name() == Some("tongbi") => {
            page.gap();
            page.lines(STATUS, 0);
        }
        Detail::Long => (),
    }
    page.text.into()
}

/// An entry of a list: what to type, and what it does.
struct Row {
    name: String,
    help: String,
}

impl Row {
    fn command(command: &Command) -> Self {
        let help = command.get_about().map(ToString::to_string).unwrap_or_default();
        Self { name: command.get_name().to_owned(), help }
    }

    fn argument(arg: &Arg, detail: Detail) -> Self {
        let long = arg.get_long_help().filter(|_| detail == Detail::Long);
        let help = long.or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
        Self { name: spelled(arg), help }
    }
}

/// `-o, --output <文件>`, `<输入>...`
fn spelled(arg: &Arg) -> String {
    let named =
        |names: &[clap::builder::Str]| names.iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(" ");
    let takes = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    let id = [clap::builder::Str::from(arg.get_id().as_str().to_owned())];
    let value = if takes { named(arg.get_value_names().unwrap_or(&id)) } else { String::new() };
    if arg.is_positional() {
        let many = if matches!(arg.get_action(), ArgAction::Append) { "..." } else { "" };
        let value = if arg.is_required_set() { value } else { value.replace('<', "[").replace('>', "]") };
        return value + many;
    }
    let flags = match (arg.get_short(), arg.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}"),
        (Some(short), None) => format!("-{short}"),
        (None, Some(long)) => format!("    --{long}"),
        (None, None) => String::new(),
    };
    if value.is_empty() { flags } else { format!("{flags} {value}") }
}

struct Page {
    text: String,
    width: usize,
    detail: Detail,
}

impl Page {
    /// Lists the arguments under their headings, in order of first appearance; those that all commands share come last.
    fn arguments(&mut self, command: &Command, root: bool) {
        let hidden = |arg: &&Arg| {
            arg.is_hide_set()
                || (self.detail == Detail::Short && arg.is_hide_short_help_set())
                || (self.detail == Detail::Long && arg.is_hide_long_help_set())
        };
        let shown: Vec<&Arg> = command.get_arguments().filter(|arg| !hidden(arg)).collect();
        let mut headings: Vec<&str> = Vec::new();
        for heading in shown.iter().filter_map(|arg| arg.get_help_heading()) {
            if heading != GLOBAL && !headings.contains(&heading) {
                headings.push(heading);
            }
        }
        if root || self.detail == Detail::Long {
            headings.push(GLOBAL);
        }
        for heading in headings {
            let under = shown.iter().filter(|arg| arg.get_help_heading() == Some(heading));
            let rows: Vec<Row> = under.map(|arg| Row::argument(arg, self.detail)).collect();
            self.section(heading, &rows);
        }
    }

    fn section(&mut self, heading: &str, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        self.gap();
        let _ = writeln!(self.text, "{HEADING}{heading}：{HEADING:#}");
        let widest = rows.iter().map(|row| row.name.width()).max().unwrap_or(0);
        let (indent, column) = (2, widest + 4);
        // If the column for the text would be too narrow, the text goes below the name.
        let below = self.width < column + 24;
        for row in rows {
            let pad = " ".repeat(widest.saturating_sub(row.name.width()) + 2);
            let room = if below { self.width.saturating_sub(8) } else { self.width - column };
            let lines = match self.detail {
                Detail::Short => vec![shorten(&row.help, room)],
                Detail::Long => wrap(&row.help, room),
            };
            let column = if below { 8 } else { column };
            let _ = write!(self.text, "{:indent$}{NAME}{}{NAME:#}", "", row.name);
            let gap = if below { format!("\n{:column$}", "") } else { pad };
            let _ = writeln!(self.text, "{gap}{}", lines.join(&format!("\n{:column$}", "")));
        }
    }

    fn examples(&mut self, examples: &[(String, String)]) {
        self.gap();
        let _ = writeln!(self.text, "{HEADING}例：{HEADING:#}");
        let widest = examples.iter().map(|(call, _)| call.width()).max().unwrap_or(0);
        for (call, purpose) in examples {
            let pad = " ".repeat(widest - call.width() + 2);
            let fits = widest + purpose.width() + 4 <= self.width;
            let line = if fits { format!("  {call}{pad}{purpose}") } else { format!("  {call}\n      {purpose}") };
            let _ = writeln!(self.text, "{}", line.trim_end());
        }
    }

    fn lines(&mut self, text: &str, indent: usize) {
        for line in wrap(text, self.width - indent) {
            let _ = writeln!(self.text, "{:indent$}{line}", "");
        }
    }

    /// An empty line, in the long help only.
    fn gap(&mut self) {
        if self.detail == Detail::Long {
            self.text.push('\n');
        }
    }
}
