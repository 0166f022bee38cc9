//! 报告的文件夹: the files of a report, and their manifest.

mod manifest;

pub use manifest::{Made, MadeFrom, listing, manifest};

use crate::model::{AmountUnit, MARK_TEXT, Warning, marked};
use crate::present::chart::{Chart, Kind};
use crate::present::explanation::{Sources, publish_report};
use crate::present::{self, Edition, Extent, Picture, PresentError, Takeaway};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The page of a report.
pub const REPORT_PAGE: &str = "report.html";
/// The width of PNG charts in pixels, enough for print at 17 cm.
const PNG_WIDTH: u32 = 1600;

/// 报告的一个文件.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// Its path in the report's folder, separated by `/`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// All files of a report except the manifest, and warnings about them.
///
/// # Errors
/// A file cannot be written, which would be a fault of the program.
pub fn files(edition: &Edition, extent: Extent) -> Result<(Vec<ReportFile>, Vec<Warning>), crate::Error> {
    let report = &edition.report;
    let mut files = Vec::new();
    let mut add = |path: &str, bytes: Vec<u8>| files.push(ReportFile { path: path.to_owned(), bytes });
    let page = present::report_page(edition, extent)?;
    add(REPORT_PAGE, page.html.into_bytes());
    let pictures: Vec<Picture> = match extent {
        Extent::Whole => edition.charts.iter().map(|(kind, chart)| Picture::new(*kind, chart)).collect(),
        Extent::OneOfMany => Vec::new(),
    };
    add("summary.md", present::summary(&report.title, &report.comparison, &edition.read, &pictures).into_bytes());
    add("说明.txt", marked(&edition.explanation.text(), MARK_TEXT).into_bytes());
    add("data/items.csv", present::items_csv(&report.items)?.into_bytes());
    add("data/items.parquet", present::items_parquet(&report.items)?);
    add("data/comparison.csv", present::comparison_csv(&report.comparison)?.into_bytes());
    add("data/comparison.json", present::comparison_json(&report.comparison)?.into_bytes());
    add("data/findings.json", present::audit_json(&report.audit, &edition.read.files)?.into_bytes());
    let takeaway = Takeaway {
        unit: &report.unit,
        comparison: &report.comparison,
        items: &report.items,
        trend: Some(&report.trend),
        audit: Some(&report.audit),
        read: &edition.read,
        amount_unit: AmountUnit::TenThousand,
    };
    add("tables.xlsx", present::tables_xlsx(&takeaway)?);
    let mut warnings = page.warnings;
    if extent == Extent::Whole {
        let items = report.items.items();
        let sources = Sources { items, claims: &report.claims, papers: &report.papers, comparison: &report.comparison };
        let (placed, audit) = (&edition.placed, Some(&report.audit));
        let document =
            publish_report(&edition.explanation, &edition.content, sources, &edition.profile, placed, audit)?;
        add("report.docx", document.bytes);
        warnings.extend(document.warnings);
        let drawn = pictures_of(&edition.charts)?;
        let pictures: Vec<_> = drawn.iter().map(|(kind, svg, _)| (*kind, svg.as_str())).collect();
        add("analysis.ipynb", present::analysis_ipynb(&takeaway, &pictures)?.into_bytes());
        for (kind, svg, png) in drawn {
            add(&format!("charts/{}.svg", kind.name()), svg.into_bytes());
            add(&format!("charts/{}.png", kind.name()), png);
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok((files, warnings))
}

/// The files as a zip archive, within a folder of this name. It has no clock: the same files are the same bytes.
///
/// # Errors
/// None in practice.
pub fn zipped(folder: &str, files: &[ReportFile]) -> Result<Vec<u8>, crate::Error> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        writer.start_file(format!("{folder}/{}", file.path), SimpleFileOptions::DEFAULT).map_err(PresentError::from)?;
        writer.write_all(&file.bytes).map_err(|reason| PresentError::Package(reason.into()))?;
    }
    Ok(writer.finish().map_err(PresentError::from)?.into_inner())
}

type Written = (Kind, String, Vec<u8>);

/// Writes the charts in parallel. The result is in their order.
fn pictures_of(charts: &[(Kind, Chart)]) -> Result<Vec<Written>, crate::Error> {
    let write = |(kind, chart): &(Kind, Chart)| Ok((*kind, chart.svg()?, chart.png(PNG_WIDTH)?));
    crate::parallel::map(charts, write).into_iter().collect()
}
