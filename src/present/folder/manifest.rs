//! 清单: lists the inputs, options and files of a report, so that anyone can reproduce and verify it.

use super::ReportFile;
use crate::model::sha256;
use crate::present::records::{pretty, texts};
use crate::report::Report;
use serde::Serialize;

/// 来历: an input with its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MadeFrom {
    /// Its name, relative to the input that was given.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
}

/// The inputs and options of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// The files that were read.
    pub inputs: Vec<MadeFrom>,
    /// The options by their names on the command line, with their values.
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
    user_corrections: Vec<String>,
    files: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    path: &'a str,
    bytes: usize,
    sha256: String,
}

/// The manifest of a folder other than a report, as JSON: a list of the files.
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
        user_corrections: texts(&report.comparison.user_corrections),
        files: listed(files).collect(),
    };
    Ok(pretty(&manifest)?)
}
