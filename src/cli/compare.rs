//! 对比: two years side by side, on the screen or in a file.

use super::args::ReadingArgs;
use super::output;
use super::screen::{Screen, fiscal_year, wrong};
use crate::Error;
use crate::analysis::{self, CompareOptions, LevelFilter, LineItems, MeasureFilter, Sort};
use crate::model::{AmountUnit, BudgetTable, Level, Measure};
use crate::present::{self, TextOptions};
use crate::source::vocabulary::Vocabulary;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// 对比的参数.
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
    #[command(flatten)]
    pub reading: ReadingArgs,
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

/// Runs `compare`.
pub(super) fn run(args: &CompareArgs, screen: Screen) -> Result<(), Error> {
    args.output.iter().try_for_each(|path| output::spare(path, &args.inputs))?;
    let options = options(args)?;
    let unit = AmountUnit::from_name(&args.unit)
        .ok_or_else(|| wrong(format!("金额单位“{}”不对，应为 元、千元、万元、百万元 或 亿元", args.unit)))?;
    let loaded = screen.load(&args.inputs, &args.reading)?;
    let comparison = analysis::compare(&LineItems::from_items(&loaded.items)?, &options)?;
    let one_measure = args.measure.is_some();
    let text_options = TextOptions { unit, one_measure, width: 100 };
    let text = match args.format {
        FormatArg::Table => present::terminal(&comparison, text_options),
        FormatArg::Md => present::markdown(&comparison, text_options),
        FormatArg::Csv => present::comparison_csv(&comparison)?,
        FormatArg::Json => present::comparison_json(&comparison)?,
    };
    match &args.output {
        Some(path) => output::write(path, text.as_bytes())?,
        None => output::print(&text)?,
    }
    screen.tell(&loaded.warnings);
    screen.tell(&comparison.warnings);
    Ok(())
}

fn options(args: &CompareArgs) -> Result<CompareOptions, Error> {
    let table = match &args.table {
        None => None,
        Some(name) => Some(
            BudgetTable::from_name(name)
                .or_else(|| BudgetTable::ALL.into_iter().find(|table| table.title() == name))
                .or_else(|| Vocabulary::shipped().table(name))
                .ok_or_else(|| wrong(format!("没有“{name}”这张表。可用：{}", table_names())))?,
        ),
    };
    let level = match args.level.as_str() {
        "all" | "全部" => LevelFilter::All,
        name => LevelFilter::One(
            Level::from_name(name).ok_or_else(|| wrong(format!("级次“{name}”不对，应为 all、total、类、款、项")))?,
        ),
    };
    let measure = match args.measure.as_deref() {
        None | Some("all" | "全部") => MeasureFilter::All,
        Some(name) => MeasureFilter::One(Vocabulary::shipped().measure(name).unwrap_or_else(|| Measure::new(name))),
    };
    let sort = match args.sort {
        SortArg::Code => Sort::Code,
        SortArg::Change => Sort::Change,
        SortArg::Growth => Sort::Growth,
    };
    Ok(CompareOptions {
        base: fiscal_year(args.base)?,
        year: fiscal_year(args.year)?,
        table,
        measure,
        level,
        sort,
        top: args.top,
    })
}

fn table_names() -> String {
    BudgetTable::ALL.map(BudgetTable::name).join("、")
}
