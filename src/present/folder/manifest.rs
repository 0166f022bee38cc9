//! 清单: what a report was made from and what it holds, so that anyone can make it again and see that it is the same.

use super::ReportFile;
use crate::model::sha256;
use crate::present::records::pretty;
use crate::report::Report;
use serde::Serialize;

/// 来历: one input, by name and fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MadeFrom {
    /// The file's name, without the folders above what was given.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
}

/// How a report was made: the inputs, and the options that were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// The files that were read.
    pub inputs: Vec<MadeFrom>,
    /// The options, as they are named on the command line.
    pub options: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Manifest<'a> {
    program: &'static str,
    version: &'static str,
    unit: &'a str,
    year: u16,
    base: Option<u16>,
    options: serde_json::Map<String, serde_json::Value>,
    inputs: &'a [MadeFrom],
    files: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    path: &'a str,
    bytes: usize,
    sha256: String,
}

/// The manifest of a folder that is no report, as JSON: what was written there by this program.
///
/// # Errors
/// None in practice.
pub fn listing(files: &[ReportFile]) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Listing<'a> {
        program: &'static str,
        version: &'static str,
        files: Vec<Listed<'a>>,
    }
    let listing =
        Listing { program: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION"), files: listed(files).collect() };
    Ok(pretty(&listing)?)
}

fn listed(files: &[ReportFile]) -> impl Iterator<Item = Listed<'_>> {
    files.iter().map(|file| Listed { path: &file.path, bytes: file.bytes.len(), sha256: sha256(&file.bytes) })
}

/// The manifest of a report's folder, as JSON.
///
/// # Errors
/// None in practice.
pub fn manifest(report: &Report, made: &Made, files: &[ReportFile]) -> Result<String, crate::Error> {
    let manifest = Manifest {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        unit: &report.title,
        year: report.comparison.year.get(),
        base: report.alone.is_none().then(|| report.comparison.base.get()),
        options: made.options.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect(),
        inputs: &made.inputs,
        files: listed(files).collect(),
    };
    Ok(pretty(&manifest)?)
}
