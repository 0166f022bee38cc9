//! 审查: judges a text and its tables; the exit status says whether anything was found.

use super::args::ReadingArgs;
use super::output;
use super::screen::Screen;
use crate::Error;
use crate::audit::{self, Audit, Material, Verdict};
use crate::present;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// 审查的参数.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 输出格式：text、json
    #[arg(long, value_name = "格式", default_value = "text", hide_possible_values = true, help_heading = "选项")]
    pub format: AuditFormat,
    /// 何时以退出码 1 结束：figure 有数字或方向错误，tail 连尾差也算，never 从不
    #[arg(long, value_name = "程度", default_value = "figure", hide_possible_values = true, help_heading = "选项")]
    pub fail_on: FailOn,
    /// 写入文件，不写则显示在屏幕上
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AuditFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FailOn {
    Figure,
    Tail,
    Never,
}

/// Runs `audit`; true where the findings reach the mark.
pub(super) fn run(args: &AuditArgs, screen: Screen) -> Result<bool, Error> {
    args.output.iter().try_for_each(|path| output::spare(path, &args.inputs))?;
    let loaded = screen.load(&args.inputs, &args.reading)?;
    let report = audit::judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
    let text = match args.format {
        AuditFormat::Text => present::audit_text(&report),
        AuditFormat::Json => present::audit_json(&report, &loaded.files)?,
    };
    match &args.output {
        Some(path) => output::write(path, text.as_bytes())?,
        None => output::print(&text)?,
    }
    screen.tell(&loaded.warnings);
    Ok(reaches(&report, args.fail_on))
}

fn reaches(report: &Audit, mark: FailOn) -> bool {
    let least = match mark {
        FailOn::Figure => Verdict::Direction,
        FailOn::Tail => Verdict::Tail,
        FailOn::Never => return false,
    };
    report.findings().iter().any(|finding| finding.verdict >= least)
}
