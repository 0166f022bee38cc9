//! 一个单位的报告: the value, its files and their manifest, for the command and for the page.

use crate::Error;
use crate::analysis::CompareOptions;
use crate::audit::Selection;
use crate::model::Warning;
use crate::present::folder::{Made, MadeFrom, ReportFile, files, manifest};
use crate::present::{Edition, Extent, Words};
use crate::report::{Read, ReadTable, Report, ReportMaterial};
use crate::source::{Input, Loaded, UnitMaterial};
use std::path::Path;

/// The name of a report's manifest.
pub(crate) const MANIFEST: &str = "manifest.json";

/// 一个单位的报告: the edition with the files of its folder.
#[derive(Debug, Clone)]
pub struct UnitReport {
    /// The report with text and charts.
    pub edition: Edition,
    /// The files of its folder, with the manifest.
    pub files: Vec<ReportFile>,
    /// Warnings about the files.
    pub warnings: Vec<Warning>,
}

/// The results of a unit.
///
/// # Errors
/// There are no figures, or a year of the options is missing.
pub fn unit_results(material: &UnitMaterial, compare: &CompareOptions) -> Result<Report, Error> {
    let (title, read) = (material.title(), read_of(&material.loaded));
    let of = ReportMaterial {
        unit: &material.unit,
        title: &title,
        items: &material.loaded.items,
        names: &material.loaded.names,
        claims: &material.loaded.claims,
        papers: &material.loaded.papers,
        read: &read,
    };
    Report::new(&of, compare)
}

/// A report with its text and charts. Findings that are settled are not reported.
///
/// # Errors
/// The template is not well formed.
pub fn unit_edition(mut report: Report, words: &Words, settled: &Selection) -> Result<Edition, Error> {
    report.audit.select(settled);
    Edition::new(report, words)
}

/// The files of a unit's report, of this extent; `options` are what it was made with, for the manifest.
///
/// # Errors
/// A file cannot be made, which would be a fault of the program.
pub fn unit_report(
    edition: Edition,
    material: &UnitMaterial,
    options: &[(String, String)],
    extent: Extent,
) -> Result<UnitReport, Error> {
    let made = Made { inputs: material.loaded.inputs.iter().map(made_from).collect(), options: options.to_vec() };
    let (mut files, warnings) = files(&edition, extent)?;
    let listed = manifest(&edition.report, &made, &files)?;
    files.push(ReportFile { path: MANIFEST.into(), bytes: listed.into_bytes() });
    Ok(UnitReport { edition, files, warnings })
}

fn made_from(input: &Input) -> MadeFrom {
    // Absolute paths are cut to the file name, so that reports do not depend on the machine.
    let name = if Path::new(&*input.name).is_absolute() { base_name(&input.name) } else { input.name.to_string() };
    MadeFrom { name, bytes: input.size, sha256: input.sha256.clone() }
}

/// The last part of a path.
pub(crate) fn base_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Describes what was read.
pub fn read_of(loaded: &Loaded) -> Read {
    let tables = loaded.tables.iter().map(|table| ReadTable {
        year: table.year,
        table: table.table,
        title: table.title.clone(),
        items: table.items,
        note: table.empty_statement.clone(),
        place: table.place.clone(),
    });
    Read { files: loaded.files.clone(), tables: tables.collect(), warnings: loaded.warnings.clone() }
}
