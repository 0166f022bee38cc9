//! 对比: two years side by side, on the screen or in a file.

use super::args::{BridgeArgs, ReadingArgs};
use super::dataset::{self, Outcome};
use super::format::Format;
use super::grouping::GroupArgs;
use super::rows::RowArgs;
use super::screen::{Screen, fiscal_year};
use super::{choice, output};
use crate::Error;
use crate::analysis::{self, CompareOptions, Grouping, LineItems, Sort};
use crate::present::{self, TextOptions};
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
    #[command(flatten)]
    pub rows: RowArgs,
    #[command(flatten)]
    pub groups: GroupArgs,
    /// 排序：code 编码、change 增减额、growth 增减率
    #[arg(long, value_name = "排序", default_value = "code", hide_possible_values = true, help_heading = "选项")]
    pub sort: SortArg,
    /// 每张表每个栏目只列前几行
    #[arg(long, value_name = "行数", help_heading = "选项")]
    pub top: Option<usize>,
    /// 输出格式：table、md、csv、json、xlsx、parquet；不写则按 -o 的扩展名，显示在屏幕上时为 table
    #[arg(
        long,
        value_name = "格式",
        value_parser = Format::parser(Format::TABLES),
        hide_possible_values = true,
        help_heading = "选项"
    )]
    pub format: Option<Format>,
    /// 金额单位（table、md）：元、千元、万元、亿元
    #[arg(long, value_name = "单位", default_value = "万元", help_heading = "选项")]
    pub unit: String,
    /// 写入文件：txt、md、csv、json、xlsx、parquet；不写则显示在屏幕上
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub bridge: BridgeArgs,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SortArg {
    Code,
    Change,
    Growth,
}

impl From<SortArg> for Sort {
    fn from(sort: SortArg) -> Self {
        match sort {
            SortArg::Code => Self::Code,
            SortArg::Change => Self::Change,
            SortArg::Growth => Self::Growth,
        }
    }
}

/// Runs `compare`.
pub(super) fn run(args: &CompareArgs, screen: Screen) -> Result<(), Error> {
    let given: Vec<PathBuf> = args.inputs.iter().chain(&args.bridge.bridge).cloned().collect();
    args.output.iter().try_for_each(|path| output::spare(path, &given))?;
    let options = CompareOptions { bridge: args.bridge.read(screen)?, ..options(args)? };
    let unit = choice::amount_unit(&args.unit)?;
    let format = Format::of(args.format, args.output.as_deref(), Format::TABLES)?;
    let (loaded, grouping) = match dataset::compare(args, &options, format, screen)? {
        Outcome::Written => return Ok(()),
        Outcome::Summed(loaded) => (*loaded, Grouping::ByUnit),
        Outcome::Other => {
            let grouping = args.groups.grouping()?;
            (screen.load(&args.inputs, &args.reading)?, grouping)
        }
    };
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names).with_grouping(grouping);
    let comparison = analysis::compare(&items, &options)?;
    let one_measure = args.rows.measure.is_some();
    let is_file = args.output.as_deref().is_some_and(|path| !output::is_stdout(path));
    let text = TextOptions { unit, one_measure, width: if is_file { u16::MAX } else { Screen::width() } };
    let bytes = match format {
        Format::Markdown => present::markdown(&comparison, text).into_bytes(),
        Format::Csv => present::comparison_csv(&comparison)?.into_bytes(),
        Format::Json => present::comparison_json(&comparison)?.into_bytes(),
        Format::Xlsx => present::comparison_xlsx(&comparison)?,
        Format::Parquet => present::comparison_parquet(&comparison)?,
        _ => present::terminal(&comparison, text).into_bytes(),
    };
    output::show(args.output.as_deref(), bytes, format, screen)?;
    screen.tell(&loaded.warnings);
    screen.tell(&comparison.warnings);
    Ok(())
}

fn options(args: &CompareArgs) -> Result<CompareOptions, Error> {
    Ok(CompareOptions {
        base: fiscal_year(args.base)?,
        year: fiscal_year(args.year)?,
        table: args.rows.table()?,
        measure: args.rows.measure(),
        level: args.rows.level()?,
        sort: args.sort.into(),
        top: args.top,
        bridge: None,
    })
}
