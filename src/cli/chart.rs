//! 画图: a comparison in, one picture out.

use super::args::ReadingArgs;
use super::output;
use super::screen::{Screen, wrong};
use crate::Error;
use crate::analysis::{CompareOptions, LineItems, compare};
use crate::present::chart::{Chart, ChartOptions, Kind};
use clap::Args;
use std::path::PathBuf;

/// 画图的参数.
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
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Runs `chart`.
pub(super) fn run(args: &ChartArgs, screen: Screen) -> Result<(), Error> {
    output::spare(&args.output, &args.inputs)?;
    let kind = Kind::from_name(&args.kind)?;
    let loaded = screen.load(&args.inputs, &args.reading)?;
    let comparison = compare(&LineItems::from_items(&loaded.items)?, &CompareOptions::default())?;
    let chart = Chart::from_comparison(&comparison, kind, &ChartOptions::default())?;
    screen.tell(&loaded.warnings);
    screen.tell(chart.warnings());
    let extension = args.output.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "svg" => output::write(&args.output, chart.svg()?.as_bytes()),
        "png" => output::write(&args.output, &chart.png(args.width.clamp(200, 10_000))?),
        _ => Err(wrong(format!("输出文件 {} 的扩展名应为 svg 或 png", args.output.display()))),
    }
}
