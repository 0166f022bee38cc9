//! 报告: everything about one comparison, in one folder.

use super::args::ReadingArgs;
use super::output;
use super::screen::Screen;
use crate::Error;
use crate::analysis::{CompareOptions, LineItems, compare};
use crate::present::chart::{Chart, ChartOptions, Kind};
use crate::present::{self, Read, ReadTable};
use clap::Args;
use std::path::{Path, PathBuf};

/// 报告的参数.
#[derive(Debug, Args, Default)]
pub struct ReportArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 报告放在哪个文件夹下
    #[arg(short, long, value_name = "文件夹", default_value = "notebooks-out", help_heading = "选项")]
    pub output: PathBuf,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// The charts that a comparison of two years always has.
const REPORT_CHARTS: [Kind; 4] = [Kind::Waterfall, Kind::Variance, Kind::Columns, Kind::Share];

/// Runs `report`.
pub(super) fn run(args: &ReportArgs, screen: Screen) -> Result<(), Error> {
    let loaded = screen.load(&args.inputs, &args.reading)?;
    let items = LineItems::from_items(&loaded.items)?;
    let comparison = compare(&items, &CompareOptions::default())?;
    let unit = loaded.items.iter().rev().map(|item| &*item.unit).find(|unit| !unit.is_empty()).unwrap_or_default();
    let folder = args.output.join(format!("{}-{}", output::folder_name(unit), comparison.year));
    let mut warnings = loaded.warnings.clone();
    warnings.extend(comparison.warnings.iter().cloned());
    let read = Read {
        files: loaded.files.clone(),
        tables: loaded
            .tables
            .iter()
            .map(|table| ReadTable {
                year: table.year,
                table: table.table,
                title: table.title.clone(),
                items: table.items,
                note: table.empty_statement.clone(),
            })
            .collect(),
        warnings,
    };
    let write = |name: &str, text: String| output::write(&Path::new(&folder).join(name), text.as_bytes());
    write("summary.md", present::summary(unit, &comparison, &read))?;
    write("comparison.csv", present::comparison_csv(&comparison)?)?;
    write("comparison.json", present::comparison_json(&comparison)?)?;
    write("items.csv", present::items_csv(&loaded.items)?)?;
    for kind in REPORT_CHARTS {
        let chart = Chart::from_comparison(&comparison, kind, &ChartOptions::default())?;
        write(&format!("charts/{}.svg", kind.name()), chart.svg()?)?;
    }
    screen.tell(&read.warnings);
    output::print(&format!("报告已写入 {}\n", folder.display()))
}
