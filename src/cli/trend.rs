//! 趋势: the `trend` command.

use super::choice::wrong;
use super::dataset::{self, Outcome};
use super::format::Format;
use super::grouping::GroupArgs;
use super::reading::{BridgeArgs, ReadingArgs, all_speak};
use super::rows::{RowArgs, SortArg};
use super::screen::Screen;
use super::table_args::TableArgs;
use super::{choice, output};
use crate::Error;
use crate::analysis::{self, Grouping, LevelFilter, LineItems, RankBy, Ranking, Standings, Trend, TrendOptions};
use crate::present::{self, TextOptions, TrendView};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// 趋势的参数.
#[derive(Debug, Args)]
pub struct TrendArgs {
    /// 公开文件或文件夹，年度不限
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 起始年度，默认是最早的一年；累计与年均从这一年算起
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub from: Option<u16>,
    /// 截止年度，默认是最近的一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub to: Option<u16>,
    /// 只看一个阶段：预算、调整预算、执行、决算
    #[arg(long, value_name = "阶段", help_heading = "选项")]
    pub phase: Option<String>,
    #[command(flatten)]
    pub rows: RowArgs,
    #[command(flatten)]
    pub groups: GroupArgs,
    /// 改为列出单位排名和变动最大的项，按 amount 金额、change 增减额、growth 增减率
    #[arg(long, value_name = "依据", hide_possible_values = true, help_heading = "选项")]
    pub rank: Option<RankArg>,
    /// 排序：code 编码、change 累计增减额、growth 累计增减率
    #[arg(long, value_name = "排序", default_value = "code", hide_possible_values = true, help_heading = "选项")]
    pub sort: SortArg,
    /// 每张表每个栏目只列前几行；排名时为单位和变动项的个数
    #[arg(long, value_name = "行数", help_heading = "选项")]
    pub top: Option<usize>,
    /// csv 用宽表：一行一个科目，各年并列（默认一行一个数）
    #[arg(long, help_heading = "选项")]
    pub wide: bool,
    #[command(flatten)]
    pub table: TableArgs,
    #[command(flatten)]
    pub bridge: BridgeArgs,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// 排名依据
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RankArg {
    Amount,
    Change,
    Growth,
}

/// The default number of items listed as the biggest movers.
const MOVERS: usize = 10;
/// The width in columns if there is no terminal.
const PAGE: u16 = 100;

impl TrendArgs {
    /// The number of items listed as the biggest movers.
    fn movers(&self) -> usize {
        self.top.unwrap_or(MOVERS)
    }
}

/// Runs `trend`.
pub(super) fn run(args: &TrendArgs, screen: Screen) -> Result<(), Error> {
    args.table.protect(&args.inputs, &args.bridge.bridge)?;
    let format = format(args)?;
    let options = TrendOptions { bridge: args.bridge.read(&args.inputs, screen)?, ..options(args)? };
    args.table.amount_unit()?;
    if ranked_in_parts(args, &options, format, screen)? {
        return Ok(());
    }
    // A ranking needs all units at once, so it is not written in batches.
    let file = args.table.file().filter(|_| args.rank.is_none());
    let file = file.and_then(|path| Some((path, dataset::Format::of(format)?)));
    let (loaded, grouping) = match dataset::trend((&args.inputs, &args.groups), (&options, args.wide), file, screen)? {
        Outcome::Written => return Ok(()),
        Outcome::Summed(loaded) => (*loaded, Grouping::ByUnit),
        Outcome::Other => {
            let grouping = args.groups.grouping()?;
            (args.reading.load(&args.inputs, screen)?, grouping)
        }
    };
    all_speak(&loaded)?;
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names).with_grouping(grouping);
    let trend = analysis::trend(&items, &options)?;
    let (ranking, movers) = ranked(args, &items, &options)?;
    let view = TrendView { trend: &trend, ranking: ranking.as_ref(), movers: &movers };
    show(args, &view, format, screen)?;
    screen.tell(&trend.warnings);
    screen.tell(&loaded.warnings);
    Ok(())
}

/// The ranking given by `--rank`. It uses all rows, whatever rows are listed.
fn ranked(
    args: &TrendArgs,
    items: &LineItems,
    options: &TrendOptions,
) -> Result<(Option<Ranking>, Vec<analysis::Mover>), Error> {
    let Some(by) = args.rank else { return Ok((None, Vec::new())) };
    let whole = TrendOptions { level: LevelFilter::All, top: None, ..options.clone() };
    let trend: Trend = analysis::trend(items, &whole)?;
    let (ranking, movers) = standing(args, by, options, &Standings::of(&trend, args.movers()))?;
    Ok((Some(ranking), movers))
}

fn standing(
    args: &TrendArgs,
    by: RankArg,
    options: &TrendOptions,
    standings: &Standings,
) -> Result<(Ranking, Vec<analysis::Mover>), Error> {
    let by = match by {
        RankArg::Amount => RankBy::Amount,
        RankArg::Change => RankBy::Change,
        RankArg::Growth => RankBy::Growth,
    };
    let mut ranking =
        standings.rank(by).ok_or_else(|| wrong("所选的表没有合计行，不能给单位排名。请用 --table 换一张表"))?;
    let movers = standings.movers(&ranking, options.level);
    ranking.units.truncate(args.top.unwrap_or(usize::MAX));
    Ok((ranking, movers))
}

/// Ranks the units of a dataset that does not fit into memory. False if there is no such dataset.
fn ranked_in_parts(args: &TrendArgs, options: &TrendOptions, format: Format, screen: Screen) -> Result<bool, Error> {
    let Some(by) = args.rank else { return Ok(false) };
    let Some(store) = dataset::large(&args.inputs, &args.groups)? else { return Ok(false) };
    if !matches!(format, Format::Text | Format::Markdown) {
        return Err(wrong(
            "这么大的数据集的排名只写成 txt、md 或显示在屏幕上；各单位各年的数请去掉 --rank 写成 parquet",
        ));
    }
    let (standings, warnings) = dataset::standings(&store, options, args.movers(), screen)?;
    let (ranking, movers) = standing(args, by, options, &standings)?;
    let trend =
        Trend { columns: Vec::new(), rows: Vec::new(), uncovered: Vec::new(), warnings: Vec::new(), bridge_use: None };
    show(args, &TrendView { trend: &trend, ranking: Some(&ranking), movers: &movers }, format, screen)?;
    screen.tell(&warnings);
    Ok(true)
}

/// Writes the result to a file or to standard output.
fn show(args: &TrendArgs, view: &TrendView, format: Format, screen: Screen) -> Result<(), Error> {
    let is_file = args.table.file().is_some();
    let width = if is_file { PAGE } else { width() };
    let unit = args.table.amount_unit()?;
    let text = TextOptions { unit, one_measure: args.rows.measure.is_some(), width };
    let bytes = match format {
        Format::Markdown => present::trend_markdown(view, text).into_bytes(),
        Format::Csv if args.wide => present::trend_wide_csv(view)?.into_bytes(),
        Format::Csv => present::trend_csv(view)?.into_bytes(),
        Format::Json => present::trend_json(view)?.into_bytes(),
        Format::Xlsx => present::trend_xlsx(view)?,
        Format::Parquet => present::trend_parquet(view)?,
        _ => present::trend_terminal(view, text).into_bytes(),
    };
    output::show(args.table.output.as_deref(), bytes, format, screen)
}

fn options(args: &TrendArgs) -> Result<TrendOptions, Error> {
    let (from, to) = choice::years(args.from, args.to)?;
    Ok(TrendOptions {
        from,
        to,
        table: args.rows.table()?,
        measure: args.rows.measure(),
        level: args.rows.level()?,
        phase: args.phase.as_deref().map(choice::phase).transpose()?,
        sort: args.sort.into(),
        top: args.top,
        bridge: None,
    })
}

fn format(args: &TrendArgs) -> Result<Format, Error> {
    let format = args.table.format()?;
    if args.wide && format != Format::Csv {
        return Err(wrong("--wide 只用于 csv；xlsx 里两种都有"));
    }
    Ok(format)
}

/// The width of the terminal, or [`PAGE`].
fn width() -> u16 {
    match Screen::width() {
        u16::MAX => PAGE,
        width => width,
    }
}
