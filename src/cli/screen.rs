//! 屏幕: everything printed besides the result: warnings, progress, what was written.

use crate::model::{Warning, plain};
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

    /// A progress bar for so many steps; hidden if there are only a few.
    pub fn steps(self, what: &str, steps: usize) -> ProgressBar {
        // A few steps are done too fast for a bar.
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

    /// A progress bar for computing so many rows, shown on a terminal only.
    pub fn rows(self, rows: usize) -> ProgressBar {
        let bar = ProgressBar::new(rows as u64);
        if self.quiet {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let template = "计算 {bar:30} {percent}% {human_pos}/{human_len} 行，还需 {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar
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

/// Whether an output is standard output (`-o -`).
pub(super) fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}
