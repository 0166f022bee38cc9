//! 本地页面: the `serve` command. Starts the page and opens the browser.

use super::choice::wrong;
use super::ocr::OcrArgs;
use super::screen::Screen;
use super::{opening, output};
use crate::Error;
use crate::project::Project;
use crate::serve::{Settings, serve};
use clap::Args;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// 本地页面的参数.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// 项目文件夹：放入的文件、填写的文字和审查的处理都存在这里；默认是“文档”里的 tongbi
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub dir: Option<PathBuf>,
    /// 端口，默认任选一个空着的
    #[arg(long, value_name = "端口", help_heading = "选项")]
    pub port: Option<u16>,
    /// 让别的电脑也能打开：写本机的地址，如 192.168.1.5；须同时给出 --password
    #[arg(long, value_name = "地址", requires = "password", help_heading = "选项")]
    pub listen: Option<IpAddr>,
    /// 打开页面的口令，至少 8 个字符
    #[arg(long, value_name = "口令", help_heading = "选项")]
    pub password: Option<String>,
    /// 不打开浏览器，只显示地址
    #[arg(long, help_heading = "选项")]
    pub no_open: bool,
    #[command(flatten)]
    pub ocr: OcrArgs,
}

/// Runs `serve` until the page or Ctrl-C ends it.
pub(super) fn run(args: &ServeArgs, screen: Screen) -> Result<(), Error> {
    const SHORTEST: usize = 8;
    if args.password.as_ref().is_some_and(|password| password.chars().count() < SHORTEST) {
        return Err(wrong(format!("口令太短，至少 {SHORTEST} 个字符")));
    }
    let folder = args.dir.clone().or_else(usual);
    let folder = folder.ok_or_else(|| wrong("找不到您的“文档”文件夹。请用 --dir 文件夹 写明项目放在哪里"))?;
    let project = Project::begin(&folder)?;
    let settings = Settings {
        project,
        listen: args.listen,
        port: args.port.unwrap_or(0),
        password: args.password.clone(),
        engine: args.ocr.engine(screen)?,
    };
    serve(settings, |link| {
        // The address is the result: it stands alone on standard output.
        let _ = output::print(&format!("{link}\n"));
        screen.say(&format!("项目在 {}。用完请在页面上点“结束程序”，或在这里按 Ctrl-C", folder.display()));
        if !args.no_open {
            opening::open(Path::new(link), screen);
        }
    })
}

/// The usual place of the project: in the user's documents.
fn usual() -> Option<PathBuf> {
    let home = std::env::home_dir().filter(|home| home.is_absolute())?;
    let documents = ["Documents", "文档"].into_iter().map(|name| home.join(name)).find(|folder| folder.is_dir());
    Some(documents.unwrap_or(home).join("tongbi"))
}
