//! 所需: what tests need beyond Rust. Where it is absent they say that they leave something out; under
//! `TONGBI_REQUIRE_ALL=1`, which `.ci/run` sets after `.ci/needs` has installed everything, its absence is a failure.

use std::fmt::Display;
use std::path::{Path, PathBuf};

/// Says that a test leaves out what needs something absent. The one way to skip anything.
///
/// # Panics
/// Where everything is required.
pub fn left_out(what: impl Display) {
    let required = std::env::var_os("TONGBI_REQUIRE_ALL").is_some_and(|value| !value.is_empty() && value != "0");
    assert!(!required, "没有 {what}，而 TONGBI_REQUIRE_ALL 要求不跳过任何测试");
    println!("跳过：没有 {what}");
}

fn present(path: PathBuf) -> Option<PathBuf> {
    if path.exists() {
        return Some(path);
    }
    left_out(path.display());
    None
}

/// The folder of test material beside the repository, or a file below it.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("TONGBI_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    present(root.join(path))
}

/// The files of a folder of the test material, in order; none where it is absent.
pub fn shared_files(folder: &str) -> Vec<PathBuf> {
    let Some(folder) = shared(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// A program on the path.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file());
    if found.is_none() {
        left_out(name);
    }
    found
}

/// What `.ci/needs` installs below `target/needs`.
pub fn installed(path: &str) -> Option<PathBuf> {
    present(Path::new(env!("CARGO_MANIFEST_DIR")).join("target/needs").join(path))
}
