//! 报告文件夹: a report's files written beside and put in the place of the older report in one step.
//!
//! Whoever looks sees the old folder or the new one, whole, also after an interruption. The manifest of the older
//! report says which files were ours: those disappear with it. What else lies in the folder was put there by
//! somebody and moves along; so does a file of ours that somebody has changed since, under a name that says so.

use super::interrupt::Pending;
use super::output;
use crate::Error;
use crate::model::sha256;
use crate::present::PresentError;
use crate::present::report::ReportFile;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What lists the files of a report.
pub(super) const MANIFEST: &str = "manifest.json";

/// Puts `files` in the place of what the folder holds; returns the names under which changed files were kept.
pub(super) fn replace(folder: &Path, files: &[ReportFile]) -> Result<Vec<String>, Error> {
    let (beside, before) = (sibling(folder, "new")?, sibling(folder, "old")?);
    recover(folder, &before)?;
    if folder.exists() && !folder.is_dir() {
        let message =
            format!("{} 是文件，不是文件夹，报告没有地方放。请移走它，或用 -o 换一个文件夹", folder.display());
        return Err(PresentError::Argument(message).into());
    }
    // What an interrupted run left behind.
    remove(&beside)?;
    Pending::hold().begin(&beside);
    let kept = put(folder, files, &beside, &before);
    let cleared = remove(&beside);
    Pending::hold().end(&beside);
    // What went wrong first is told.
    let kept = kept?;
    cleared?;
    remove(&before)?;
    Ok(kept)
}

/// Writes the new folder and exchanges it for the old one, which then lies beside.
fn put(folder: &Path, files: &[ReportFile], beside: &Path, before: &Path) -> Result<Vec<String>, Error> {
    for file in files {
        output::write(&beside.join(&file.path), &file.bytes)?;
    }
    let kept = if folder.exists() { carry_over(folder, beside)? } else { Vec::new() };
    // An interruption waits until one of the two is in its place.
    let _held = Pending::hold();
    swap(folder, beside, before)?;
    Ok(kept)
}

/// A hidden folder beside this one.
fn sibling(folder: &Path, which: &str) -> Result<PathBuf, Error> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.ok_or_else(|| PresentError::Argument(format!("{} 不是文件夹的名字", folder.display())))?;
    Ok(folder.with_file_name(format!(".{name}.tongbi-{which}")))
}

/// Where two renames are needed, an interruption between them leaves the older report aside: it is put back.
fn recover(folder: &Path, before: &Path) -> Result<(), Error> {
    match (folder.exists(), before.exists()) {
        (false, true) => std::fs::rename(before, folder).map_err(refuse(folder)),
        _ => remove(before),
    }
}

fn remove(folder: &Path) -> Result<(), Error> {
    if folder.exists() { std::fs::remove_dir_all(folder).map_err(refuse(folder)) } else { Ok(()) }
}

fn refuse(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let path = path.display().to_string();
    move |reason| PresentError::Write { path: path.clone(), reason }.into()
}

/// Takes along what is not ours, or no longer as we wrote it.
fn carry_over(folder: &Path, beside: &Path) -> Result<Vec<String>, Error> {
    let written = written(folder);
    let mut found = Vec::new();
    walk(folder, "", &mut found)?;
    let mut kept = Vec::new();
    for (path, source) in found {
        let ours = written.as_ref().and_then(|written| written.get(&path));
        let new = beside.join(&path);
        match ours {
            Some(hash) if source.is_file() && std::fs::read(&source).is_ok_and(|bytes| sha256(&bytes) == *hash) => {}
            // Without a list of what was ours, a file of a name that we write is an older version of it.
            None if path == MANIFEST || written.is_none() && new.exists() => {}
            None if !new.exists() => copy(&source, &new)?,
            _ => {
                let name = free_name(beside, folder, &path);
                copy(&source, &beside.join(&name))?;
                kept.push(name);
            }
        }
    }
    Ok(kept)
}

/// The files that the folder's manifest lists, with their fingerprints.
fn written(folder: &Path) -> Option<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    let files = manifest.get("files")?.as_array()?;
    let text = |file: &serde_json::Value, key: &str| Some(file.get(key)?.as_str()?.to_owned());
    Some(files.iter().filter_map(|file| Some((text(file, "path")?, text(file, "sha256")?))).collect())
}

/// Every file below a folder, by its path with `/`; empty folders and links are things of somebody too.
fn walk(folder: &Path, within: &str, found: &mut Vec<(String, PathBuf)>) -> Result<(), Error> {
    let entries = std::fs::read_dir(folder).map_err(refuse(folder))?;
    let mut entries: Vec<_> = entries.collect::<Result<_, _>>().map_err(refuse(folder))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{within}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(refuse(&entry.path()))?;
        let is_empty = || std::fs::read_dir(entry.path()).is_ok_and(|mut entries| entries.next().is_none());
        if kind.is_dir() && !is_empty() {
            walk(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push((path, entry.path()));
        }
    }
    Ok(())
}

/// Copies a file, a link as a link where the system has them, an empty folder as one.
fn copy(source: &Path, target: &Path) -> Result<(), Error> {
    let parent = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(refuse(parent))?;
    #[cfg(unix)]
    if let Ok(leads_to) = std::fs::read_link(source) {
        return std::os::unix::fs::symlink(leads_to, target).map_err(refuse(target));
    }
    if source.is_dir() {
        return std::fs::create_dir_all(target).map_err(refuse(target));
    }
    std::fs::copy(source, target).map(drop).map_err(refuse(source))
}

/// `report（改动稿）.docx`, with a number where that is taken.
fn free_name(beside: &Path, folder: &Path, path: &str) -> String {
    let (stem, extension) = match path.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => (stem, format!(".{extension}")),
        _ => (path, String::new()),
    };
    let name = |number: usize| match number {
        1 => format!("{stem}（改动稿）{extension}"),
        number => format!("{stem}（改动稿{number}）{extension}"),
    };
    let is_free = |name: &String| !beside.join(name).exists() && !folder.join(name).exists();
    (1..).map(name).find(is_free).unwrap_or_else(|| name(1))
}

/// Puts the new folder in the place of the old one: in one step where the system can, else with the old one set
/// aside for the moment between, from where [`recover`] brings it back.
fn swap(folder: &Path, beside: &Path, before: &Path) -> Result<(), Error> {
    if !folder.exists() {
        return std::fs::rename(beside, folder).map_err(refuse(folder));
    }
    if exchange(folder, beside) {
        return Ok(());
    }
    std::fs::rename(folder, before).map_err(refuse(folder))?;
    std::fs::rename(beside, folder).map_err(refuse(folder))
}

/// Two folders change places, where the system can do it in one step.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> bool {
    false
}
