//! 分区文件夹: which files a dataset has, and what its folders say of them.

use super::file::FilePart;
use super::part::content;
use crate::model::{FiscalYear, Place, Warning, WarningKind};
use crate::source::SourceError;
use crate::source::dataset::header;
use crate::source::files;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of a dataset.
pub(super) struct File {
    pub path: PathBuf,
    pub name: Arc<str>,
    pub year: FiscalYear,
    /// What the other folders on the way say (`region=…`).
    pub folders: BTreeMap<&'static str, Arc<str>>,
}

/// The files of the inputs.
#[derive(Default)]
pub(super) struct Found {
    pub files: Vec<File>,
    pub warnings: Vec<Warning>,
}

/// The files of inputs that are datasets, parts of one, or files in one; none where one input is not.
pub(super) fn find(inputs: &[PathBuf]) -> Result<Option<Found>, SourceError> {
    let mut found = Found::default();
    for input in inputs {
        // The year may stand above what was named: `数据集/year=2024` or a file in it.
        let whole = if input.is_absolute() || input.as_os_str() == "-" { input.clone() } else { absolute(input) };
        let own = keys_of(&whole);
        let is_file =
            whole.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) && !whole.is_dir();
        if own.contains_key("year") && (is_file || whole.is_dir()) {
            let (year, folders) = named(&whole, own)?;
            walk(&whole, &short(&whole), year, &folders, &mut found)?;
        } else if !whole.is_dir() || !walk_years(&whole, &mut found)? {
            return Ok(None);
        }
    }
    if found.files.is_empty() && !inputs.is_empty() {
        let path = inputs.iter().map(|input| input.display().to_string()).collect::<Vec<_>>().join("、");
        return Err(SourceError::NothingToRead { path });
    }
    let mut known = std::collections::BTreeSet::new();
    found.files.retain(|file| known.insert(file.path.canonicalize().unwrap_or_else(|_| file.path.clone())));
    Ok(Some(found).filter(|found| !found.files.is_empty()))
}

/// A dataset's folder: `year=…` below it. False where it has none, or anything else that is read.
fn walk_years(folder: &Path, found: &mut Found) -> Result<bool, SourceError> {
    let entries = entries(folder)?;
    let is_year = |path: &PathBuf| path.is_dir() && key(path).is_some_and(|(field, _)| field == "year");
    let (years, others): (Vec<PathBuf>, Vec<PathBuf>) = entries.into_iter().partition(is_year);
    if years.is_empty() || !others.is_empty() {
        return Ok(false);
    }
    for year in years {
        let own: BTreeMap<&'static str, String> = key(&year).into_iter().collect();
        let (number, folders) = named(&year, own)?;
        let before = found.files.len();
        walk(&year, &short(&year), number, &folders, found)?;
        if found.files.len() == before {
            let message = "文件夹里没有 Parquet 文件，这一年没有数据";
            found.warnings.push(Warning::new(
                WarningKind::SkippedFile,
                Place::file(year.display().to_string()),
                message,
            ));
        }
    }
    Ok(true)
}

/// The Parquet files below a folder of one year, or the one file.
fn walk(
    path: &Path,
    name: &str,
    year: FiscalYear,
    folders: &BTreeMap<&'static str, Arc<str>>,
    found: &mut Found,
) -> Result<(), SourceError> {
    if !path.is_dir() {
        found.files.push(File { path: path.to_owned(), name: name.into(), year, folders: folders.clone() });
        return Ok(());
    }
    for entry in entries(path)? {
        let own = short(&entry);
        let within = format!("{name}/{own}");
        if entry.is_dir() {
            let mut folders = folders.clone();
            folders.extend(key(&entry).map(|(field, value)| (field, value.into())));
            walk(&entry, &within, year, &folders, found)?;
        } else if entry.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) {
            walk(&entry, &within, year, folders, found)?;
        } else {
            let message = "不是 Parquet 文件，没有读取";
            found.warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(within), message));
        }
    }
    Ok(())
}

/// What is in a folder, in the order of names; what other engines keep for themselves (`_SUCCESS`, `.crc`) is not.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let open = |reason| SourceError::Open { path: folder.display().to_string(), reason };
    let mut entries = files::entries(folder).map_err(open)?;
    entries.retain(|path| !short(path).starts_with(['.', '_']));
    Ok(entries)
}

/// `region=…` as a field and its value.
fn key(folder: &Path) -> Option<(&'static str, String)> {
    let name = short(folder);
    let (field, value) = name.split_once('=')?;
    let value = if value == "__HIVE_DEFAULT_PARTITION__" { String::new() } else { decoded(value) };
    Some((header::field(field)?, value))
}

/// The keys of a path's own name and of the folders above it.
fn keys_of(path: &Path) -> BTreeMap<&'static str, String> {
    let mut keys = BTreeMap::new();
    for folder in path.ancestors() {
        match key(folder) {
            Some((field, value)) => _ = keys.entry(field).or_insert(value),
            // A file's own name says nothing; above it, the first folder without a key ends the dataset.
            None if folder == path && !path.is_dir() => {}
            None => break,
        }
    }
    keys
}

/// The fields that the folders above a file tell.
pub(in crate::source::dataset) fn keys_above(file: &Path) -> BTreeMap<&'static str, String> {
    keys_of(&absolute(file))
}

/// The year and the other fields of keys.
fn named(
    folder: &Path,
    mut keys: BTreeMap<&'static str, String>,
) -> Result<(FiscalYear, BTreeMap<&'static str, Arc<str>>), SourceError> {
    let text = keys.remove("year").unwrap_or_default();
    let year = Some(&text).filter(|text| text.len() == 4).and_then(|text| text.parse().ok()).and_then(FiscalYear::new);
    let Some(year) = year else {
        let name: Arc<str> = folder.display().to_string().into();
        let expected = "分区文件夹应为 year=四位年度，如 year=2024".to_owned();
        return Err(content(&name, expected, &text, "请改文件夹名，或把它移出数据集"));
    };
    Ok((year, keys.into_iter().map(|(field, value)| (field, value.into())).collect()))
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn short(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// `%E7%9C%81` as the text it stands for.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).filter(|_| *byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(hex.unwrap_or(*byte));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_owned())
}

/// Two files of one year that are the same byte by byte would count twice.
pub(super) fn refuse_copies(parts: &[FilePart]) -> Result<(), SourceError> {
    let mut known: BTreeMap<(FiscalYear, u64), Vec<&FilePart>> = BTreeMap::new();
    for part in parts.iter().filter(|part| part.footer.num_rows > 0) {
        let alike = known.entry((part.year, part.size)).or_default();
        for other in alike.iter() {
            let folders = other.folders == part.folders;
            if folders && other.footer.footer_buf == part.footer.footer_buf && files::equal(&other.path, &part.path) {
                let expected = format!("{}年的每一份数据应只放一次，它与 {} 完全相同", part.year, other.name);
                return Err(content(&part.name, expected, "两份", "请删去其中一份，否则各单位的数会加倍"));
            }
        }
        alike.push(part);
    }
    Ok(())
}
