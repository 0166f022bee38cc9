//! 屏幕: everything printed besides the result: warnings, progress, what was written.

use crate::model::{Warning, plain};
use crate::source::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::Path;

/// 屏幕: standard error, and the options that govern it. Results never go there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    /// Print errors only.
    pub quiet: bool,
    /// Print every 读取提示 instead of a summary.
    pub hints: bool,
    /// Name the configuration file in use.
    pub verbose: bool,
    /// Overwrite files of others.
    pub force: bool,
}

impl Screen {
    /// Prints nothing.
    pub const SILENT: Self = Self { quiet: true, hints: false, verbose: false, force: false };

    /// The width of standard output in columns; unlimited if it is not a terminal.
    pub fn width() -> u16 {
        const NARROWEST: u16 = 40;
        match terminal_size::terminal_size_of(std::io::stdout()) {
            Some((terminal_size::Width(width), _)) => width.max(NARROWEST),
            None => u16::MAX,
        }
    }

    /// The width of help texts, limited because long lines are hard to read.
    pub fn help_width() -> usize {
        const WIDEST: u16 = 100;
        match Self::width() {
            u16::MAX => WIDEST.into(),
            width => width.min(WIDEST).into(),
        }
    }

    /// A progress bar for files or units.
    pub fn steps(self, what: &str) -> Bar {
        self.bar(&format!("{what} {{pos}}/{{len}} {{bar:30}} {{wide_msg}}"))
    }

    /// A progress bar for computing rows.
    pub fn rows(self) -> Bar {
        self.bar("计算 {bar:30} {percent}% {human_pos}/{human_len} 行，还需 {eta}")
    }

    fn bar(self, template: &str) -> Bar {
        let bar = if self.quiet { ProgressBar::hidden() } else { ProgressBar::no_length() };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Bar(bar)
    }

    /// Prints warnings; of a kind with many, only their number and the first one, so that no kind hides another.
    pub fn tell(self, warnings: &[Warning]) {
        /// The number of warnings of a kind up to which all are printed.
        const ALIKE: usize = 3;
        let mut all = true;
        for (kind, alike) in Warning::by_kind(warnings) {
            match alike.as_slice() {
                [first, ..] if alike.len() > ALIKE && !self.hints => {
                    self.say(&format!("读取提示：{} {} 条，如 {first}", kind.title(), alike.len()));
                    all = false;
                }
                lines => lines.iter().for_each(|warning| self.say(&format!("读取提示：{warning}"))),
            }
        }
        if !all {
            self.say(&format!("共 {} 条读取提示，用 --hints 列出", warnings.len()));
        }
    }

    /// Reports that a file was written; `what` is appended.
    pub fn written(self, path: &Path, what: &str) {
        if !is_stdout(path) {
            self.say(&format!("已写入 {}{what}", path.display()));
        }
    }

    /// Prints a line, unless `quiet`.
    pub fn say(self, line: &str) {
        if !self.quiet {
            eprintln!("{}", plain(line));
        }
    }
}

/// 进度条, shown on terminals only. It is cleared when it is dropped.
pub(super) struct Bar(ProgressBar);

impl Progress for Bar {
    fn begin(&self, count: usize) {
        // A few steps are done too fast for a bar.
        const FEW: usize = 3;
        if count <= FEW {
            self.0.set_draw_target(ProgressDrawTarget::hidden());
        }
        self.0.set_length(count as u64);
        self.0.set_position(0);
    }

    fn done(&self, count: usize, what: &str) -> Result<(), crate::Error> {
        self.0.set_message(what.to_owned());
        self.0.inc(count as u64);
        Ok(())
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Whether an output is standard output (`-o -`).
pub(super) fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}
