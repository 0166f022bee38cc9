//! 扫描件: the engine that reads scanned pages, as the user names it or as it is installed.

use super::choice::wrong;
use super::screen::Screen;
use super::user;
use crate::Error;
use crate::source::ocr::{Cached, Command, Engine, Picture, TextBox};
use crate::source::on_path;
use clap::Args;
use indicatif::ProgressBar;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The program that is used if it is on the path and no other is named.
const USUAL: &str = "tongbi-ocr";
/// The command that means no program.
const NONE: &str = "no";

/// Options of commands that read scanned pages.
#[derive(Clone, Debug, Args, Default)]
pub struct OcrArgs {
    /// 识别扫描页用的程序，如 "python3 rapidocr.py"；默认用 PATH 里的 tongbi-ocr，没有就不识别；no 不识别
    #[arg(long, value_name = "命令", env = "TONGBI_OCR", hide_env = true, help_heading = "选项")]
    pub ocr: Option<String>,
    /// 识别结果存在这个文件夹，同一张图片不再识别；默认在自己的缓存文件夹里
    #[arg(long, value_name = "文件夹", hide_short_help = true, help_heading = "选项")]
    pub ocr_cache: Option<PathBuf>,
}

impl OcrArgs {
    /// The engine; `None` if none is named and none is installed.
    pub(super) fn engine(&self, screen: Screen) -> Result<Option<Arc<dyn Engine>>, Error> {
        let line = match self.ocr.as_deref() {
            Some(NONE) => return Ok(None),
            Some(line) => line,
            None if is_installed() => USUAL,
            None => return Ok(None),
        };
        let command =
            Command::new(line).ok_or_else(|| wrong("识别命令是空的。写如 \"python3 rapidocr.py\"，不识别的写 no"))?;
        let shown = Shown { engine: command, screen, pictures: AtomicUsize::new(0) };
        Ok(Some(match self.ocr_cache.clone().or_else(|| user::cache().map(|folder| folder.join("ocr"))) {
            Some(folder) => Arc::new(Cached::new(shown, folder)),
            None => Arc::new(shown),
        }))
    }
}

/// Whether the usual program is on the path.
fn is_installed() -> bool {
    on_path(&[USUAL, &format!("{USUAL}{}", std::env::consts::EXE_SUFFIX)]).is_some()
}

/// An engine that shows its progress: a page takes seconds.
#[derive(Debug)]
struct Shown<E> {
    engine: E,
    screen: Screen,
    pictures: AtomicUsize,
}

impl<E: Engine> Engine for Shown<E> {
    fn name(&self) -> Result<String, String> {
        self.engine.name()
    }

    fn boxes(&self, picture: &Picture) -> Result<Vec<TextBox>, String> {
        if self.screen.quiet {
            return self.engine.boxes(picture);
        }
        let number = self.pictures.fetch_add(1, Ordering::Relaxed) + 1;
        let spinner = ProgressBar::new_spinner().with_message(format!("正在识别第 {number} 张图片"));
        spinner.enable_steady_tick(Duration::from_millis(200));
        let boxes = self.engine.boxes(picture);
        spinner.finish_and_clear();
        boxes
    }
}
