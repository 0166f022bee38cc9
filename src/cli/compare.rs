//! 对比: two years side by side, on the screen or in a file.

use super::args::{BridgeArgs, ReadingArgs};
use super::grouping::GroupArgs;
use super::rows::RowArgs;
use super::screen::{Screen, fiscal_year};
use super::units::{self, Outcome};
use super::{choice, output, paint};
use crate::Error;
use crate::analysis::{self, CompareOptions, Grouping, LineItems, Sort};
use crate::model::{MARK_MARKDOWN, MARK_TEXT};
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
    /// 输出格式：table、csv、json、md；不写则按 -o 的扩展名，显示在屏幕上时为 table
    #[arg(long, value_name = "格式", hide_possible_values = true, help_heading = "选项")]
    pub format: Option<FormatArg>,
    /// 金额单位（table、md）：元、千元、万元、亿元
    #[arg(long, value_name = "单位", default_value = "万元", help_heading = "选项")]
    pub unit: String,
    /// 写入文件，不写则显示在屏幕上；数据集的结果按扩展名写成 parquet 或 csv
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

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormatArg {
    Table,
    Csv,
    Json,
    Md,
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
    let (format, loaded, grouping) = match units::compare(args, &options, screen)? {
        Outcome::Written => return Ok(()),
        Outcome::Summed(loaded) => (format(args)?, *loaded, Grouping::ByUnit),
        Outcome::Other => {
            let grouping = args.groups.grouping()?;
            (format(args)?, screen.load(&args.inputs, &args.reading)?, grouping)
        }
    };
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names).with_grouping(grouping);
    let comparison = analysis::compare(&items, &options)?;
    let one_measure = args.rows.measure.is_some();
    let file = args.output.as_deref().filter(|path| !output::is_stdout(path));
    let text_options =
        TextOptions { unit, one_measure, width: if file.is_some() { u16::MAX } else { Screen::width() } };
    let text = match format {
        FormatArg::Table => present::terminal(&comparison, text_options),
        FormatArg::Md => present::markdown(&comparison, text_options),
        FormatArg::Csv => present::comparison_csv(&comparison)?,
        FormatArg::Json => present::comparison_json(&comparison)?,
    };
    match file {
        Some(path) => {
            let text = match format {
                FormatArg::Table => output::marked(&text, MARK_TEXT),
                FormatArg::Md => output::marked(&text, MARK_MARKDOWN),
                FormatArg::Csv | FormatArg::Json => text,
            };
            output::write(path, text.as_bytes(), screen)?;
        }
        None if matches!(format, FormatArg::Table) => output::print_painted(&paint::growth(&text))?,
        None => output::print(&text)?,
    }
    screen.tell(&loaded.warnings);
    screen.tell(&comparison.warnings);
    Ok(())
}

/// The format asked for, else that of the file's extension.
fn format(args: &CompareArgs) -> Result<FormatArg, Error> {
    let path = args.output.as_deref().filter(|path| !output::is_stdout(path));
    match (args.format, path.map(|path| (path, output::extension(path)))) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(FormatArg::Table),
        (None, Some((path, extension))) => match extension.as_str() {
            "csv" => Ok(FormatArg::Csv),
            "json" => Ok(FormatArg::Json),
            "md" => Ok(FormatArg::Md),
            "txt" => Ok(FormatArg::Table),
            _ => Err(output::unknown_format(path, "csv、json、md 或 txt")),
        },
    }
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
        is_part: false,
    })
}
