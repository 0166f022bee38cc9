//! 画图: the `chart` command.

use super::choice::wrong;
use super::format::{extension, unknown_format};
use super::reading::{BridgeArgs, ReadingArgs, all_speak, all_used};
use super::rows::SortArg;
use super::screen::Screen;
use super::two_years::TwoYearsArgs;
use super::{choice, output};
use crate::Error;
use crate::analysis::{CompareOptions, LineItems, TrendOptions, compare, execution, trend};
use crate::model::{Place, Warning, WarningKind};
use crate::present::chart::{Chart, ChartOptions, Fonts, Kind, Lang, SvgText};
use crate::project::ChartWords;
use crate::report::proposals;
use crate::source::{self, Limits, Loaded};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// 画图的参数.
#[derive(Debug, Args)]
pub struct ChartArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 图的种类：waterfall 瀑布图、variance 增减图、columns 对比条形图、share 结构图、slope 坡度图、trend 趋势图、pareto 贡献图、treemap 矩形树图、execution 执行图、units 单位图
    #[arg(long, value_name = "种类", help_heading = "选项")]
    pub kind: String,
    /// 输出文件，扩展名 svg 或 png；- 为标准输出，要写 --format
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 输出格式：svg、png；默认看扩展名
    #[arg(long, value_name = "格式")]
    pub format: Option<ChartFormat>,
    /// 画哪个单位，默认是输入里的第一个
    #[arg(long, value_name = "单位名称", help_heading = "选项")]
    pub institution: Option<String>,
    /// 画哪张表，如 一般公共预算支出、支出、收入（按来源），或 general、expenditure、revenue 等
    #[arg(long, value_name = "表", help_heading = "选项")]
    pub table: Option<String>,
    /// 画哪个栏目，如 基本支出；默认合计
    #[arg(long, value_name = "栏目", help_heading = "选项")]
    pub measure: Option<String>,
    /// 级次：total、类、款、项
    #[arg(long, value_name = "级次", help_heading = "选项")]
    pub level: Option<String>,
    #[command(flatten)]
    pub years: TwoYearsArgs,
    /// 趋势图的起始年度，默认是最早的一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub from: Option<u16>,
    /// 趋势图的截止年度，默认是最近的一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub to: Option<u16>,
    /// 趋势图只画一个阶段：预算、调整预算、执行、决算
    #[arg(long, value_name = "阶段", help_heading = "选项")]
    pub phase: Option<String>,
    /// 只画最大的几项（1 至 60），其余合并
    #[arg(long, value_name = "项数", help_heading = "选项")]
    pub top: Option<usize>,
    /// 排序：code 编码、change 增减额、growth 增减率
    #[arg(long, value_name = "排序", hide_possible_values = true, help_heading = "选项")]
    pub sort: Option<SortArg>,
    /// 金额单位：元、千元、万元、百万元、亿元；默认按大小选
    #[arg(long, value_name = "单位", help_heading = "选项")]
    pub unit: Option<String>,
    /// 标题，默认是由数字写成的一句话
    #[arg(long, value_name = "标题", help_heading = "选项")]
    pub title: Option<String>,
    /// 图的宽度（像素）：PNG 默认 1600，SVG 默认 1000
    #[arg(long, value_name = "像素", help_heading = "选项")]
    pub width: Option<u32>,
    /// 字和线条的倍数，1 倍时正文 13.5 像素；默认宽度除以 640，插入 Word 占满版心时标签与题注一样大
    #[arg(long, value_name = "倍数", help_heading = "选项")]
    pub scale: Option<String>,
    /// 增、减的颜色：default、gray，或两个颜色如 #2268b2,#d76d24
    #[arg(long, value_name = "配色", help_heading = "选项")]
    pub palette: Option<String>,
    /// 标题和标注的语言：zh 中文、en 英文
    #[arg(long, value_name = "语言", default_value = "zh", hide_possible_values = true, help_heading = "选项")]
    pub lang: LangArg,
    /// SVG 里的文字可以选中和查找（嵌入用到的字），默认画成轮廓
    #[arg(long, help_heading = "选项")]
    pub text: bool,
    /// 换用别的字体文件（TTF、OTF、TTC）
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub font: Option<PathBuf>,
    #[command(flatten)]
    pub bridge: BridgeArgs,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// 语言
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LangArg {
    Zh,
    En,
}

/// 输出格式.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChartFormat {
    Svg,
    Png,
}

/// Runs `chart`.
pub(super) fn run(args: &ChartArgs, screen: Screen) -> Result<(), Error> {
    let given: Vec<PathBuf> = args.inputs.iter().chain(&args.bridge.bridge).cloned().collect();
    output::protect(&args.output, &given)?;
    let kind = Kind::from_name(&args.kind)?;
    years_of_kind(args, kind)?;
    let format = format(args)?;
    let words = words(args)?;
    let width = words.width(format == ChartFormat::Png)?;
    let options = words.options(width)?;
    let (base, year) = args.years.read()?;
    let years = CompareOptions { base, year, bridge: args.bridge.read(&args.inputs, screen)?, ..Default::default() };
    let loaded = args.reading.load(&args.inputs, screen)?;
    all_speak(&loaded)?;
    let (chart, conflicts) = draw(args, &years, kind, &options, &loaded, screen)?;
    screen.tell(&loaded.warnings);
    screen.tell(&conflicts);
    if kind != Kind::Units {
        screen.tell(&several(&loaded, &options));
    }
    screen.tell(chart.warnings());
    match format {
        ChartFormat::Svg => {
            let text = if args.text { SvgText::Selectable } else { SvgText::Outlined };
            output::write(&args.output, chart.svg_as(text, width)?.as_bytes(), screen)
        }
        ChartFormat::Png => output::write(&args.output, &chart.png(width)?, screen),
    }
}

/// Checks that the options for years fit the kind: a range of years for the trend, two years for every other kind.
fn years_of_kind(args: &ChartArgs, kind: Kind) -> Result<(), Error> {
    let pair = args.years.base.is_some() || args.years.year.is_some();
    let range = args.from.is_some() || args.to.is_some() || args.phase.is_some();
    match kind {
        Kind::Trend if pair => Err(wrong("趋势图画多年，请用 --from 和 --to，不用 --base 和 --year")),
        Kind::Trend => Ok(()),
        Kind::Execution if args.years.base.is_some() => Err(wrong("执行图画一年的预算和决算，请只用 --year")),
        _ if range => Err(wrong("--from、--to、--phase 只用于趋势图（trend）；其他图请用 --base 和 --year")),
        _ => Ok(()),
    }
}

/// The chart, and warnings about its figures.
fn draw(
    args: &ChartArgs,
    years: &CompareOptions,
    kind: Kind,
    options: &ChartOptions,
    loaded: &Loaded,
    screen: Screen,
) -> Result<(Chart, Vec<Warning>), Error> {
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    if kind == Kind::Trend {
        let (from, to) = choice::years(args.from, args.to)?;
        let phase = args.phase.as_deref().map(choice::phase).transpose()?;
        let years =
            trend(&items, &TrendOptions { from, to, phase, bridge: years.bridge.clone(), ..TrendOptions::default() })?;
        return Ok((Chart::from_trend(&years, options)?, years.warnings));
    }
    if kind == Kind::Execution {
        let year = years.year.or(items.survey().latest_published());
        let execution = execution(&items, years)?.ok_or_else(|| Chart::no_execution(year))?;
        return Ok((Chart::from_comparison(&execution, kind, options)?, execution.warnings));
    }
    let comparison = compare(&items, years)?;
    all_used(loaded, &[comparison.base, comparison.year], args.years.are_chosen(), screen)?;
    let mut options = options.clone();
    if years.bridge.is_none() {
        options.proposals = proposals(&items, (comparison.base, comparison.year), &loaded.papers)?;
    }
    Ok((Chart::from_comparison(&comparison, kind, &options)?, comparison.warnings))
}

fn format(args: &ChartArgs) -> Result<ChartFormat, Error> {
    let format = match (args.format, extension(&args.output).as_str()) {
        (Some(format), _) => format,
        (None, "svg") => ChartFormat::Svg,
        (None, "png") => ChartFormat::Png,
        (None, _) => return Err(unknown_format(&args.output, "svg 或 png")),
    };
    if format == ChartFormat::Png && args.text {
        return Err(wrong("--text 只用于 svg：png 是像素，没有可以选中的文字".to_owned()));
    }
    Ok(format)
}

/// What the arguments choose about the chart.
fn words(args: &ChartArgs) -> Result<ChartWords, Error> {
    let fonts = match &args.font {
        Some(path) => Fonts::from_bytes(source::read(path, &Limits::default())?)
            .map_err(|error| wrong(format!("{}：{error}", path.display())))?,
        None => Fonts::default(),
    };
    Ok(ChartWords {
        institution: args.institution.clone(),
        table: args.table.clone(),
        measure: args.measure.clone(),
        level: args.level.clone(),
        top: args.top,
        sort: args.sort.map(Into::into),
        unit: args.unit.clone(),
        title: args.title.clone(),
        width: args.width,
        scale: args.scale.clone(),
        palette: args.palette.clone(),
        lang: match args.lang {
            LangArg::Zh => Lang::Zh,
            LangArg::En => Lang::En,
        },
        fonts,
    })
}

/// A note if the input has several units and none was chosen, since a chart shows only one.
fn several(loaded: &Loaded, options: &ChartOptions) -> Vec<Warning> {
    let names: BTreeSet<&str> = loaded.items.iter().map(|item| &*item.unit).filter(|name| !name.is_empty()).collect();
    if names.len() < 2 || options.institution.is_some() {
        return Vec::new();
    }
    let list: Vec<&str> = names.into_iter().collect();
    let message = format!("输入里有 {} 个单位（{}），图上只画一个；用 --institution 选定", list.len(), list.join("、"));
    vec![Warning::new(WarningKind::Note, Place::default(), message)]
}
