//! 对比: the `compare` command.

use super::dataset::{self, Outcome};
use super::format::Format;
use super::grouping::GroupArgs;
use super::output;
use super::reading::{BridgeArgs, ReadingArgs, all_speak, all_used};
use super::rows::{RowArgs, SortArg};
use super::screen::Screen;
use super::table_args::TableArgs;
use super::two_years::TwoYearsArgs;
use crate::Error;
use crate::analysis::{self, CompareOptions, Grouping, LineItems};
use crate::present::{self, TextOptions};
use clap::Args;
use std::path::PathBuf;

/// 对比的参数.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub years: TwoYearsArgs,
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
    #[command(flatten)]
    pub table: TableArgs,
    #[command(flatten)]
    pub bridge: BridgeArgs,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Runs `compare`.
pub(super) fn run(args: &CompareArgs, screen: Screen) -> Result<(), Error> {
    args.table.protect(&args.inputs, &args.bridge.bridge)?;
    let options = CompareOptions { bridge: args.bridge.read(&args.inputs, screen)?, ..options(args)? };
    let unit = args.table.amount_unit()?;
    let format = args.table.format()?;
    let file = args.table.file().and_then(|path| Some((path, dataset::Format::of(format)?)));
    let (loaded, grouping) = match dataset::compare((&args.inputs, &args.groups), &options, file, screen)? {
        Outcome::Written => return Ok(()),
        Outcome::Summed(loaded) => (*loaded, Grouping::ByUnit),
        Outcome::Other => {
            let grouping = args.groups.grouping()?;
            (args.reading.load(&args.inputs, screen)?, grouping)
        }
    };
    let items = LineItems::from_items(&loaded.items)
        .with_names(&loaded.names)
        .with_grouping(grouping)
        .with_user_corrections(&loaded.warnings);
    let comparison = analysis::compare(&items, &options)?;
    all_speak(&loaded)?;
    let chosen = args.years.are_chosen();
    all_used(&loaded, &[comparison.base, comparison.year], chosen, screen)?;
    let one_measure = args.rows.measure.is_some();
    let is_file = args.table.file().is_some();
    let text = TextOptions { unit, one_measure, width: if is_file { u16::MAX } else { Screen::width() } };
    let bytes = match format {
        Format::Markdown => present::comparison_markdown(&comparison, text).into_bytes(),
        Format::Csv => present::comparison_csv(&comparison)?.into_bytes(),
        Format::Json => present::comparison_json(&comparison)?.into_bytes(),
        Format::Xlsx => present::comparison_xlsx(&comparison)?,
        Format::Parquet => present::comparison_parquet(&comparison)?,
        _ => present::comparison_terminal(&comparison, text).into_bytes(),
    };
    output::show(args.table.output.as_deref(), bytes, format, screen)?;
    screen.tell(&loaded.warnings);
    screen.tell(&comparison.warnings);
    Ok(())
}

fn options(args: &CompareArgs) -> Result<CompareOptions, Error> {
    let (base, year) = args.years.read()?;
    Ok(CompareOptions {
        base,
        year,
        table: args.rows.table()?,
        measure: args.rows.measure(),
        level: args.rows.level()?,
        sort: args.sort.into(),
        top: args.top,
        bridge: None,
    })
}
