//! 参数: the commands and their options.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 预决算公开的逐年对比：读入公开表格，按科目对齐两年，精确计算增减额、增减率和占比。
#[derive(Debug, Parser)]
#[command(
    name = "tongbi",
    version,
    disable_help_subcommand = true,
    subcommand_value_name = "命令",
    help_template = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
    disable_version_flag = true,
    disable_help_flag = true,
    after_help = "例：\n  tongbi                                  用自带示例生成报告\n  tongbi compare 2023.txt 2024.txt        对比两年\n  tongbi extract 公开.xlsx -o 明细.csv    导出明细\n"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
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
    /// 把公开文件里的表格读成明细数据（csv、json、parquet，按扩展名）
    Extract(ExtractArgs),
    /// 对比两年
    Compare(CompareArgs),
    /// 画图：变动、瀑布、对比、结构等
    Chart(ChartArgs),
}

#[derive(Debug, Args)]
pub struct ChartArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 图的种类：waterfall、variance、columns、share、slope、pareto、treemap
    #[arg(long, value_name = "种类", help_heading = "选项")]
    pub kind: String,
    /// 输出文件，扩展名 svg 或 png
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// PNG 的宽度（像素）
    #[arg(long, value_name = "像素", default_value_t = 2000, help_heading = "选项")]
    pub width: u32,
    /// 输入没有写明年度时按这一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub input_year: Option<u16>,
}

#[derive(Debug, Args, Default)]
pub struct ReportArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 报告放在哪个文件夹下
    #[arg(short, long, value_name = "文件夹", default_value = "notebooks-out", help_heading = "选项")]
    pub output: PathBuf,
    /// 输入没有写明年度时按这一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub input_year: Option<u16>,
}

#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 输出文件，扩展名 csv、json 或 parquet
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 输入没有写明年度时按这一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub input_year: Option<u16>,
}

#[derive(Debug, Args)]
pub struct CompareArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 基期年度，默认是本期之前最近的一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub base: Option<u16>,
    /// 本期年度，默认是最近的一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub year: Option<u16>,
    /// 只看一张表：totals、revenue、expenditure、general 等，或中文表名
    #[arg(long, value_name = "表", help_heading = "选项")]
    pub table: Option<String>,
    /// 只看一个栏目，如 基本支出
    #[arg(long, value_name = "栏目", help_heading = "选项")]
    pub measure: Option<String>,
    /// 级次：all、total、类、款、项
    #[arg(long, value_name = "级次", default_value = "all", help_heading = "选项")]
    pub level: String,
    /// 排序：code 编码、change 增减额、growth 增减率
    #[arg(long, value_name = "排序", default_value = "code", hide_possible_values = true, help_heading = "选项")]
    pub sort: SortArg,
    /// 每张表每个栏目只列前几行
    #[arg(long, value_name = "行数", help_heading = "选项")]
    pub top: Option<usize>,
    /// 输出格式：table、csv、json、md
    #[arg(long, value_name = "格式", default_value = "table", hide_possible_values = true, help_heading = "选项")]
    pub format: FormatArg,
    /// 金额单位（table、md）：元、千元、万元、亿元
    #[arg(long, value_name = "单位", default_value = "万元", help_heading = "选项")]
    pub unit: String,
    /// 写入文件，不写则显示在屏幕上
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 输入没有写明年度时按这一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub input_year: Option<u16>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SortArg {
    Code,
    Change,
    Growth,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormatArg {
    Table,
    Csv,
    Json,
    Md,
}
