//! 读入: options and progress of reading, for every command that reads documents.

use super::choice::fiscal_year;
use super::screen::Screen;
use crate::Error;
use crate::model::Bridge;
use crate::source::{self, LoadOptions, Loaded, Progress};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

/// The sample documents in the binary.
const SAMPLE: [(&str, &str); 2] = [
    ("data/sample/2023.txt", include_str!("../../data/sample/2023.txt")),
    ("data/sample/2024.txt", include_str!("../../data/sample/2024.txt")),
];

/// The profile of the sample.
pub(super) const SAMPLE_PROFILE: (&str, &str) =
    ("data/sample/profile.toml", include_str!("../../data/sample/profile.toml"));

/// Options of commands that read documents.
#[derive(Debug, Args, Default)]
pub struct ReadingArgs {
    /// 输入没有写明年度时按这一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub input_year: Option<u16>,
    /// 工作簿里隐藏的工作表、行和列也读入
    #[arg(long, help_heading = "选项")]
    pub hidden: bool,
}

impl ReadingArgs {
    /// Reads the inputs, or the sample if there are none.
    pub(super) fn load(&self, inputs: &[PathBuf], screen: Screen) -> Result<Loaded, Error> {
        if inputs.is_empty() {
            return source::load_texts(&SAMPLE, &self.options()?);
        }
        self.load_with(&[], inputs, screen)
    }

    /// Reads the inputs together with files in memory.
    pub(super) fn load_with(
        &self,
        memory: &[(&str, &[u8])],
        inputs: &[PathBuf],
        screen: Screen,
    ) -> Result<Loaded, Error> {
        let options = self.options()?;
        if inputs.iter().any(|input| input.as_os_str() == "-") && std::io::stdin().is_terminal() {
            screen.say("正在等键盘输入，结束请按 Ctrl-D（Windows 按 Ctrl-Z 再回车）");
        }
        if screen.quiet {
            return source::load_with(memory, inputs, &options, &());
        }
        let bar = Bar(ProgressBar::no_length());
        let loaded = source::load_with(memory, inputs, &options, &bar);
        bar.0.finish_and_clear();
        loaded
    }

    fn options(&self) -> Result<LoadOptions, Error> {
        let year = fiscal_year(self.input_year)?;
        Ok(LoadOptions { year, hidden: self.hidden, ..LoadOptions::default() })
    }
}

/// 进度: the number of files read so far, shown on terminals only.
struct Bar(ProgressBar);

impl Progress for Bar {
    fn begin(&self, files: usize) {
        // A few files are read too fast for a bar.
        const FEW: usize = 3;
        if files <= FEW {
            self.0.set_draw_target(ProgressDrawTarget::hidden());
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

/// Options of commands that can convert last year's figures to this year's codes.
#[derive(Debug, Args, Default)]
pub struct BridgeArgs {
    /// 口径对照表（CSV，见 tongbi bridge），以前年度的数转到本年科目后再比；official 是官方调整；可以给几次
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub bridge: Vec<PathBuf>,
}

impl BridgeArgs {
    /// The bridge of all files together; `None` if no file is given.
    pub(super) fn read(&self, screen: Screen) -> Result<Option<Arc<Bridge>>, Error> {
        let mut whole: Option<Bridge> = None;
        for path in &self.bridge {
            let (bridge, warnings) = source::read_bridge(path)?;
            screen.tell(&warnings);
            whole = Some(match whole {
                Some(others) => source::join_bridges(others, bridge)?,
                None => bridge,
            });
        }
        Ok(whole.map(Arc::new))
    }
}
