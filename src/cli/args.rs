//! 参数: the command line with its commands and global options.

use super::audit::AuditArgs;
use super::bridge::BridgeCommandArgs;
use super::chart::ChartArgs;
use super::code::CodeArgs;
use super::compare::CompareArgs;
use super::completions::CompletionsArgs;
use super::config::ConfigArgs;
use super::explain::ExplainArgs;
use super::extract::ExtractArgs;
use super::report::ReportArgs;
use super::serve::ServeArgs;
use super::trend::TrendArgs;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 预决算公开的逐年对比：读入公开表格，按科目对齐两年，精确计算增减额、增减率和占比。
#[derive(Debug, Parser)]
#[command(
    name = "tongbi",
    version,
    disable_version_flag = true,
    disable_help_flag = true,
    subcommand_value_name = "命令",
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// 不显示读取提示和进度，只显示结果与错误
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// 逐条列出读取提示（同类多于三条时只计数）
    #[arg(long, global = true, conflicts_with = "quiet", hide_short_help = true)]
    pub hints: bool,
    /// 逐条列出读取提示，并说明用到的配置文件
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// 颜色：auto 只在终端上，always 总是，never 从不
    #[arg(long, global = true, value_name = "何时", default_value = "auto")]
    pub color: ColorArg,
    /// 输出文件已存在也覆盖，不管是谁写的
    #[arg(long, global = true, hide_short_help = true)]
    pub force: bool,
    /// 用这个配置文件，不用自己的 tongbi.toml
    #[arg(long, global = true, value_name = "文件", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// 不用配置文件
    #[arg(long, global = true, hide_short_help = true)]
    pub no_config: bool,
    /// 显示帮助：-h 每项一行，--help 全部说明
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "其他")]
    version: Option<bool>,
}

/// 颜色.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    #[default]
    Auto,
    Always,
    Never,
}

/// 命令.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 生成报告文件夹；不给输入时用自带示例
    Report(ReportArgs),
    /// 把公开文件里的表格读成明细数据（csv、json、xlsx、parquet，按扩展名）
    Extract(ExtractArgs),
    /// 对比两年
    Compare(CompareArgs),
    /// 多年并列：各年增减、累计、年均增长、执行率，多个单位的汇总与排名
    Trend(TrendArgs),
    /// 找出两年间可能转移、拆分、合并或改名的科目，供核对后用于 --bridge
    Bridge(BridgeCommandArgs),
    /// 画图：变动、瀑布、对比、结构等
    Chart(ChartArgs),
    /// 审查：核对说明文字里的数和表内合计；有错误时退出码为 1
    Audit(AuditArgs),
    /// 写情况说明（第三部分）：由两年的数生成文字
    Explain(ExplainArgs),
    /// 打开本地页面：把公开文件拖进去，不用命令行
    Serve(ServeArgs),
    /// 查科目编码和名称
    Code(CodeArgs),
    /// 配置文件 tongbi.toml：查看用到的，或写一份新的
    Config(ConfigArgs),
    /// 命令补全：为 bash、zsh、fish、powershell、elvish 生成脚本
    Completions(CompletionsArgs),
}
