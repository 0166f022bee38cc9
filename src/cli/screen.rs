//! 屏幕: what every command shares: reading inputs, and what is said beside the result.

use super::args::ReadingArgs;
use super::output;
use crate::Error;
use crate::model::{FiscalYear, Warning, plain};
use crate::present::PresentError;
use crate::source::{self, LoadOptions, Loaded, Progress};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// The sample that the program carries.
const SAMPLE: [(&str, &str); 2] = [
    ("data/sample/2023.txt", include_str!("../../data/sample/2023.txt")),
    ("data/sample/2024.txt", include_str!("../../data/sample/2024.txt")),
];

/// The sample's profile.
pub(super) const SAMPLE_PROFILE: (&str, &str) =
    ("data/sample/profile.toml", include_str!("../../data/sample/profile.toml"));

/// 屏幕: what goes to standard error. Results go elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    /// Says nothing but errors.
    pub quiet: bool,
    /// Says everything.
    pub verbose: bool,
    /// Replaces files of others.
    pub force: bool,
}

impl Screen {
    /// Columns for a table on standard output: those of the terminal; none too many where it goes elsewhere.
    pub fn width() -> u16 {
        const NARROWEST: u16 = 40;
        match terminal_size::terminal_size_of(std::io::stdout()) {
            Some((terminal_size::Width(width), _)) => width.max(NARROWEST),
            None => u16::MAX,
        }
    }

    /// Columns for help: lines that the eye still follows.
    pub fn help_width() -> usize {
        const WIDEST: u16 = 100;
        match Self::width() {
            u16::MAX => WIDEST.into(),
            width => width.min(WIDEST).into(),
        }
    }

    /// Reads the inputs; the sample where there is none.
    pub fn load(self, inputs: &[PathBuf], reading: &ReadingArgs) -> Result<Loaded, Error> {
        let year = fiscal_year(reading.input_year)?;
        let options = LoadOptions { year, hidden: reading.hidden, ..LoadOptions::default() };
        if inputs.is_empty() {
            return source::load_texts(&SAMPLE, &options);
        }
        if inputs.iter().any(|input| input.as_os_str() == "-") && std::io::stdin().is_terminal() {
            self.say("正在等键盘输入，结束请按 Ctrl-D（Windows 按 Ctrl-Z 再回车）");
        }
        if self.quiet {
            return source::load(inputs, &options, &());
        }
        let bar = Bar(ProgressBar::no_length());
        let loaded = source::load(inputs, &options, &bar);
        bar.0.finish_and_clear();
        loaded
    }

    /// A bar for work of so many steps; hidden where it would not be looked at.
    pub fn steps(self, what: &str, steps: usize) -> ProgressBar {
        // A few steps are done before a bar could be looked at.
        const FEW: usize = 3;
        if self.quiet || steps <= FEW {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(steps as u64);
        if let Ok(style) = ProgressStyle::with_template(&format!("{what} {{pos}}/{{len}} {{bar:30}} {{wide_msg}}")) {
            bar.set_style(style);
        }
        bar
    }

    /// Shows warnings, the first ones only.
    pub fn tell(self, warnings: &[Warning]) {
        const FIRST: usize = 20;
        let shown = if self.verbose { warnings.len() } else { FIRST };
        for warning in warnings.iter().take(shown) {
            self.say(&format!("提示：{warning}"));
        }
        if warnings.len() > shown {
            self.say(&format!("提示：另有 {} 条提示，用 --verbose 全部显示", warnings.len() - shown));
        }
    }

    /// That a file was written, and what is in it.
    pub fn written(self, path: &Path, what: &str) {
        if !output::is_stdout(path) {
            self.say(&format!("已写入 {}{what}", path.display()));
        }
    }

    /// One line beside the result.
    pub fn say(self, line: &str) {
        if !self.quiet {
            eprintln!("{}", plain(line));
        }
    }
}

/// 进度: files read so far, on standard error and only where that is a terminal.
struct Bar(ProgressBar);

impl Progress for Bar {
    fn begin(&self, files: usize) {
        // A few files are read before a bar could be looked at.
        const FEW: usize = 3;
        if files <= FEW {
            self.0.set_draw_target(indicatif::ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template("读入 {pos}/{len} {bar:30} {wide_msg}") {
            self.0.set_style(style);
        }
        self.0.set_length(files as u64);
    }

    fn file(&self, name: &str) {
        self.0.set_message(name.to_owned());
        self.0.inc(1);
    }
}

/// A wrong argument, in words.
pub(super) fn wrong(what: impl Into<String>) -> Error {
    PresentError::Argument(what.into()).into()
}

/// A year as typed.
pub(super) fn fiscal_year(year: Option<u16>) -> Result<Option<FiscalYear>, Error> {
    year.map(|year| FiscalYear::new(year).ok_or_else(|| wrong(format!("{year} 不是年度，请写如 2024")))).transpose()
}
