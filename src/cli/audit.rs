//! 审查: judges a text and its tables; the exit status says whether anything was found.

use super::args::ReadingArgs;
use super::screen::Screen;
use super::{output, paint};
use crate::Error;
use crate::audit::{self, Audit, CHECKS, Material, Selection, Verdict};
use crate::present::{self, PresentError};
use crate::source::Limits;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// 审查的参数.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 输出格式：text、json、html
    #[arg(long, value_name = "格式", default_value = "text", hide_possible_values = true, help_heading = "选项")]
    pub format: AuditFormat,
    /// 何时以退出码 1 结束：figure 有数字或方向错误，tail 连尾差也算，never 从不
    #[arg(long, value_name = "程度", default_value = "figure", hide_possible_values = true, help_heading = "选项")]
    pub fail_on: FailOn,
    /// 只做这些检查，用逗号分开（名称见 docs/检查项.md）
    #[arg(long, value_name = "检查", value_delimiter = ',', help_heading = "选项")]
    pub only: Vec<String>,
    /// 不报这些检查，用逗号分开
    #[arg(long, value_name = "检查", value_delimiter = ',', help_heading = "选项")]
    pub ignore: Vec<String>,
    /// 以前已接受的问题，不再报
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub baseline: Option<PathBuf>,
    /// 把这次的问题全部接受，写入文件供 --baseline 用
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub accept: Option<PathBuf>,
    /// 把问题作为批注加在 PDF 上，另存为这个文件；有几个输入时加在最后一个上
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub annotate: Option<PathBuf>,
    /// 另列台账：文字里的每一个数和它的结论
    #[arg(long, help_heading = "选项")]
    pub ledger: bool,
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
    Html,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FailOn {
    Figure,
    Tail,
    Never,
}

/// Runs `audit`; true where the findings reach the mark.
pub(super) fn run(args: &AuditArgs, screen: Screen) -> Result<bool, Error> {
    let outputs = args.output.iter().chain(&args.accept).chain(&args.annotate);
    outputs.clone().try_for_each(|path| output::spare(path, &args.inputs))?;
    let selection = selection(args)?;
    let loaded = screen.load(&args.inputs, &args.reading)?;
    let mut report = audit::judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
    report.select(&selection);
    let text = match args.format {
        AuditFormat::Text => present::audit_text(&report, args.ledger),
        AuditFormat::Json => present::audit_json(&report, &loaded.files)?,
        AuditFormat::Html => present::audit_page(&report, &loaded.files),
    };
    match args.output.as_deref().filter(|path| !output::is_stdout(path)) {
        Some(path) => output::write(path, text.as_bytes())?,
        None if matches!(args.format, AuditFormat::Text) => output::print_painted(&paint::findings(&text))?,
        None => output::print(&text)?,
    }
    if let Some(path) = &args.accept {
        // What was accepted before stays accepted.
        let found = report.findings().into_iter().map(audit::Judgement::signature).chain(selection.accepted);
        let lines: std::collections::BTreeSet<String> = found.collect();
        let text = lines.into_iter().fold(String::new(), |text, line| text + &line + "\n");
        output::write(path, text.as_bytes())?;
    }
    if let (Some(path), Some(input)) = (&args.annotate, args.inputs.last()) {
        let bytes = crate::source::read(input, &Limits::default())?;
        let name = input.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        output::write(path, &present::annotated_pdf(&bytes, &report, &name)?)?;
    }
    screen.tell(&loaded.warnings);
    Ok(reaches(&report, args.fail_on))
}

/// What the options say of checks and of findings accepted before.
fn selection(args: &AuditArgs) -> Result<Selection, Error> {
    if let Some(name) = args.only.iter().chain(&args.ignore).find(|name| !CHECKS.contains(&name.as_str())) {
        let message = format!("没有“{name}”这项检查；可以用：{}", CHECKS.join("、"));
        return Err(PresentError::Argument(message).into());
    }
    let accepted = match &args.baseline {
        Some(path) => crate::source::read_text(path)?.lines().map(str::to_owned).collect(),
        None => Default::default(),
    };
    Ok(Selection { only: args.only.clone(), ignore: args.ignore.clone(), accepted })
}

fn reaches(report: &Audit, mark: FailOn) -> bool {
    let least = match mark {
        FailOn::Figure => Verdict::Direction,
        FailOn::Tail => Verdict::Tail,
        FailOn::Never => return false,
    };
    report.findings().iter().any(|finding| finding.verdict >= least)
}
