//! 报告: everything about one comparison, in one folder.

use super::args::ReadingArgs;
use super::output;
use super::screen::Screen;
use crate::Error;
use crate::analysis::{CompareOptions, Comparison, LineItems, TrendOptions, compare, trend};
use crate::audit::{Audit, Material, judge};
use crate::model::{AmountUnit, Place, Warning, WarningKind};
use crate::present::chart::{Chart, ChartOptions, Kind};
use crate::present::explanation::{Profile, Sources, explain, publish_report};
use crate::present::{self, Picture, Read, ReadTable, Takeaway};
use crate::source::Loaded;
use clap::Args;
use std::collections::BTreeMap;
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
    /// 单位资料文件（TOML）：情况说明里的原因、用途等
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub profile: Option<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// The width of the report's PNG pictures: sharp in print at 17 cm.
const PNG_WIDTH: u32 = 2000;

/// Runs `report`.
pub(super) fn run(args: &ReportArgs, screen: Screen) -> Result<(), Error> {
    if output::is_stdout(&args.output) {
        return Err(super::screen::wrong("报告是一个文件夹，不能写到标准输出。请用 -o 文件夹"));
    }
    let loaded = screen.load(&args.inputs, &args.reading)?;
    let items = LineItems::from_items(&loaded.items)?.with_names(&loaded.names);
    let comparison = compare(&items, &CompareOptions::default())?;
    let unit = loaded.items.iter().rev().map(|item| &*item.unit).find(|unit| !unit.is_empty()).unwrap_or_default();
    let folder = args.output.join(format!("{}-{}", output::folder_name(unit), comparison.year));
    // What concerns the report itself stands first: the screen shows only the beginning of a long list.
    let (charts, mut warnings) = draw(&items, &comparison)?;
    warnings.extend(charts.iter().flat_map(|(_, chart)| chart.warnings().to_vec()));
    warnings.extend(loaded.warnings.iter().chain(&comparison.warnings).cloned());
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
    let pictures: Vec<Picture> = charts.iter().map(|(kind, chart)| Picture::new(*kind, chart)).collect();
    write("summary.md", present::summary(unit, &comparison, &read, &pictures))?;
    write("comparison.csv", present::comparison_csv(&comparison)?)?;
    write("comparison.json", present::comparison_json(&comparison)?)?;
    write("items.csv", present::items_csv(&loaded.items)?)?;
    let mut pictures = Vec::new();
    for (kind, chart) in &charts {
        let svg = chart.svg()?;
        write(&format!("charts/{}.svg", kind.name()), svg.clone())?;
        pictures.push((*kind, svg));
        let png = chart.png(PNG_WIDTH)?;
        output::write(&folder.join("charts").join(kind.name()).with_extension("png"), &png)?;
    }
    let audit = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
    let years = trend(&items, &TrendOptions::default())?;
    let takeaway = Takeaway {
        unit,
        comparison: &comparison,
        items: &loaded.items,
        trend: Some(&years),
        audit: Some(&audit),
        read: &read,
        amount_unit: AmountUnit::TenThousand,
    };
    output::write(&folder.join("tables.xlsx"), &present::tables_xlsx(&takeaway)?)?;
    let pictures: Vec<_> = pictures.iter().map(|(kind, svg)| (*kind, svg.as_str())).collect();
    write("analysis.ipynb", present::analysis_ipynb(&takeaway, &pictures)?)?;
    output::write(&folder.join("data/items.parquet"), &present::items_parquet(&items)?)?;
    write("data/items.csv", present::items_csv(&loaded.items)?)?;
    write("data/comparison.csv", present::comparison_csv(&comparison)?)?;
    write("data/comparison.json", present::comparison_json(&comparison)?)?;
    write("data/findings.json", present::audit_json(&audit, &loaded.files)?)?;
    let document = document(args, unit, &loaded, &comparison, &audit)?;
    write("说明.txt", document.0)?;
    output::write(&folder.join("report.docx"), &document.1)?;
    screen.tell(&read.warnings);
    output::print(&format!("报告已写入 {}\n", folder.display()))
}

/// 第三部分 of the unit that the folder is named after, as text and as a Word document; what the profile does not tell
/// is marked in it.
fn document(
    args: &ReportArgs,
    unit: &str,
    loaded: &Loaded,
    comparison: &Comparison,
    audit: &Audit,
) -> Result<(String, Vec<u8>), Error> {
    let profile = match &args.profile {
        Some(path) => super::explain::profile(path, None)?,
        None if args.inputs.is_empty() => {
            Profile::parse(super::screen::SAMPLE_PROFILE.0, super::screen::SAMPLE_PROFILE.1)?
        }
        None => Profile::default(),
    };
    let sources = Sources { items: &loaded.items, claims: &loaded.claims, comparison };
    let content = super::explain::content(loaded, sources, unit);
    let explanation = explain(&content, &profile, None)?;
    let document = publish_report(&explanation, &content, sources, &profile, Some(audit))?;
    Ok((explanation.text(), document.bytes))
}

/// The pictures of a report.
type Drawn = Vec<(Kind, Chart)>;

/// Every kind that the figures allow, and which kinds they do not allow, and why.
fn draw(items: &LineItems, comparison: &Comparison) -> Result<(Drawn, Vec<Warning>), Error> {
    let options = ChartOptions::default();
    let years = trend(items, &TrendOptions::default())?;
    let chart = |kind: Kind| match kind {
        Kind::Trend => Chart::from_trend(&years, &options),
        kind => Chart::from_comparison(comparison, kind, &options),
    };
    let mut charts = Vec::new();
    let mut reasons: BTreeMap<String, Vec<Kind>> = BTreeMap::new();
    for kind in Kind::ALL {
        match chart(kind) {
            Ok(chart) => charts.push((kind, chart)),
            Err(error) => reasons.entry(error.to_string()).or_default().push(kind),
        }
    }
    let warning = |(reason, kinds): (String, Vec<Kind>)| {
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("{}（{}）", kind.title(), kind.name())).collect();
        let message = format!("报告里没有{}：{reason}", kinds.join("、"));
        Warning::new(WarningKind::Note, Place::default(), message)
    };
    Ok((charts, reasons.into_iter().map(warning).collect()))
}
