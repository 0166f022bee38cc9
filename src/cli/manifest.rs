//! 清单: which files of a folder the program wrote, and whether they are unchanged.

use super::target::fingerprint;
use std::collections::BTreeMap;
use std::path::Path;

/// The name of a manifest, which tells the kind of folder.
pub(super) type Manifest = &'static str;

/// The manifest of a report.
pub(super) const REPORT: Manifest = crate::project::MANIFEST;

/// The manifest of a dataset. Other programs ignore names that begin with `_` in partitioned datasets.
pub(super) const DATASET: Manifest = "_manifest.json";

/// Whether a file still has the fingerprint that the manifest lists.
pub(super) fn is_as_written(path: &Path, hash: Option<&String>) -> bool {
    let is_file = || std::fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    hash.is_some_and(|hash| is_file() && fingerprint(path).is_ok_and(|own| own == *hash))
}

/// The files that the folder's manifest lists, with their fingerprints; `None` if there is no manifest of ours.
pub(super) fn written(folder: &Path, manifest: Manifest) -> Option<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder.join(manifest)).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    let is_ours = manifest.get("program")?.as_str()? == env!("CARGO_PKG_NAME");
    let files = manifest.get("files")?.as_array().filter(|_| is_ours)?;
    let text = |file: &serde_json::Value, key: &str| Some(file.get(key)?.as_str()?.to_owned());
    files.iter().map(|file| Some((text(file, "path")?, text(file, "sha256")?))).collect()
}
