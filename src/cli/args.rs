//! 参数: the commands and their options.

use super::audit::AuditArgs;
use super::chart::ChartArgs;
use super::code::CodeArgs;
use super::compare::CompareArgs;
use super::explain::ExplainArgs;
use super::extract::ExtractArgs;
use super::report::ReportArgs;
use clap::{Args, Parser, Subcommand};

/// 预决算公开的逐年对比：读入公开表格，按科目对齐两年，精确计算增减额、增减率和占比。
#[derive(Debug, Parser)]
#[command(
    name = "tongbi",
    version,
    disable_help_subcommand = true,
    subcommand_value_name = "命令",
    disable_version_flag = true,
    disable_help_flag = true,
    after_help = "例：\n  tongbi                                  用自带示例生成报告\n  tongbi compare 2023.txt 2024.txt        对比两年\n  tongbi extract 公开.xlsx -o 明细.csv    导出明细\n  tongbi code 离退休                      查科目编码和名称\n"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// 不显示提示和进度，只显示结果与错误
    #[arg(short, long, global = true, help_heading = "其他")]
    pub quiet: bool,
    /// 显示帮助
    #[arg(short, long, global = true, action = clap::ArgAction::Help, help_heading = "其他")]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "其他")]
    version: Option<bool>,
}

/// 命令.
#[derive(Debug, Subcommand)]
#[command(subcommand_help_heading = "命令")]
pub enum Command {
    /// 生成报告文件夹；不给输入时用自带示例
    Report(ReportArgs),
    /// 把公开文件里的表格读成明细数据（csv、json、xlsx、parquet，按扩展名）
    Extract(ExtractArgs),
    /// 对比两年
    Compare(CompareArgs),
    /// 画图：变动、瀑布、对比、结构等
    Chart(ChartArgs),
    /// 审查：核对说明文字里的数和表内合计；有错误时退出码为 1
    Audit(AuditArgs),
    /// 写情况说明（第三部分）：由两年的数生成文字
    Explain(ExplainArgs),
    /// 查科目编码和名称
    Code(CodeArgs),
}

/// How inputs are read, for every command that reads.
#[derive(Debug, Args, Default)]
pub struct ReadingArgs {
    /// 输入没有写明年度时按这一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub input_year: Option<u16>,
}
