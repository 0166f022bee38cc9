//! 残留: cleans up after killed runs, and after folders that were replaced.
//!
//! Only unlocked temporary files are removed, and in folders only files that are ours or also exist in the new folder.

use super::interrupt::Pending;
use super::lock::{is_abandoned, is_temporary};
use super::manifest::{DATASET, REPORT, is_as_written, written};
use super::step::step;
use super::target::fingerprint;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Result;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// In a workshop: its lock file, which contains the name of the target.
pub(super) const LOCK: &str = "lock";
/// In a workshop: the folder being built.
pub(super) const MAKING: &str = "making";
/// In a workshop: the finished folder before the exchange, the old one after it.
pub(super) const DONE: &str = "done";
/// In a workshop: the old folder, if the system cannot exchange folders in one step.
pub(super) const OLD: &str = "old";

/// Folders that this run has cleaned already.
static CLEANED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes what killed runs left in a folder. What cannot be removed now is left for a later run.
pub(super) fn clean(folder: &Path) {
    if !CLEANED.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned()) {
        return;
    }
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        if !is_temporary(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let path = entry.path();
        let _ = match entry.file_type() {
            Ok(kind) if kind.is_dir() => clean_workshop(&path, folder),
            Ok(kind) if kind.is_file() => clean_file(&path),
            _ => Ok(()),
        };
    }
}

fn clean_file(path: &Path) -> Result<()> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    if is_abandoned(&file, path) { std::fs::remove_file(path) } else { Ok(()) }
}

fn clean_workshop(workshop: &Path, above: &Path) -> Result<()> {
    let lock = workshop.join(LOCK);
    let Ok(file) = File::open(&lock) else {
        // It is empty, or it is not ours; then this fails.
        return std::fs::remove_dir(workshop);
    };
    if !is_abandoned(&file, &lock) {
        return Ok(());
    }
    let name = std::io::read_to_string(&file)?;
    if name.is_empty() || name.contains(['/', '\\']) {
        return Ok(());
    }
    let place = above.join(name);
    let (done, old) = (workshop.join(DONE), workshop.join(OLD));
    if old.exists() && !place.exists() {
        std::fs::rename(&old, &place)?;
    }
    settle(&done, &place)?;
    settle(&old, &place)?;
    std::fs::remove_dir_all(workshop)
}

/// Removes an old folder after moving to `place`, the folder that replaced it, all files that are neither ours nor
/// already there. Returns their names.
pub(super) fn settle(old: &Path, place: &Path) -> Result<Vec<String>> {
    let mut moved = Vec::new();
    if !old.exists() {
        return Ok(moved);
    }
    let listed = [REPORT, DATASET].into_iter().find_map(|name| Some((name, written(old, name)?)));
    let (manifest, written) = listed.unwrap_or_default();
    for (path, source) in walk(old)? {
        if path == manifest || is_as_written(&source, written.get(&path)) || is_there(&source, place, &path) {
            continue;
        }
        let name = free_name(place, old, &path);
        let target = place.join(&name);
        std::fs::create_dir_all(target.parent().unwrap_or(place))?;
        std::fs::rename(&source, target)?;
        step();
        moved.push(name);
    }
    step();
    std::fs::remove_dir_all(old)?;
    step();
    Ok(moved)
}

/// Whether the folder `place` has the same file, under its own name or one given by [`free_name`].
fn is_there(source: &Path, place: &Path, path: &str) -> bool {
    names(path).map(|name| place.join(name)).take_while(|there| is_anything(there)).any(|there| same(source, &there))
}

/// Whether there is anything at a path, even a dangling link.
fn is_anything(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

/// Whether two paths are files with the same content, links to the same target, or both folders.
fn same(one: &Path, other: &Path) -> bool {
    let (Ok(first), Ok(second)) = (std::fs::symlink_metadata(one), std::fs::symlink_metadata(other)) else {
        return false;
    };
    match () {
        () if first.is_symlink() || second.is_symlink() => {
            matches!((std::fs::read_link(one), std::fs::read_link(other)), (Ok(one), Ok(other)) if one == other)
        }
        () if first.is_file() && second.is_file() => {
            is_same_file(&first, &second)
                || first.len() == second.len()
                    && matches!((fingerprint(one), fingerprint(other)), (Ok(one), Ok(other)) if one == other)
        }
        () => first.is_dir() && second.is_dir(),
    }
}

#[cfg(unix)]
fn is_same_file(one: &std::fs::Metadata, other: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same_file(_: &std::fs::Metadata, _: &std::fs::Metadata) -> bool {
    false
}

/// Every file, link and empty folder below a folder, with its relative path (separated by `/`).
pub(super) fn walk(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    walk_into(folder, "", &mut found)?;
    Ok(found)
}

fn walk_into(folder: &Path, within: &str, found: &mut Vec<(String, PathBuf)>) -> Result<()> {
    let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{within}{}", entry.file_name().to_string_lossy());
        let is_empty = || std::fs::read_dir(entry.path()).is_ok_and(|mut entries| entries.next().is_none());
        if entry.file_type()?.is_dir() && !is_empty() {
            walk_into(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push((path, entry.path()));
        }
    }
    Ok(())
}

/// The name itself, then `report（改动稿）.docx`, `report（改动稿2）.docx` and so on.
fn names(path: &str) -> impl Iterator<Item = String> + '_ {
    let (stem, extension) = match path.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => (stem, format!(".{extension}")),
        _ => (path, String::new()),
    };
    (0u32..).map(move |number| match number {
        0 => path.to_owned(),
        1 => format!("{stem}（改动稿）{extension}"),
        number => format!("{stem}（改动稿{number}）{extension}"),
    })
}

/// The first of [`names`] that is free in both folders; the name itself only has to be free in `new`.
pub(super) fn free_name(new: &Path, from: &Path, path: &str) -> String {
    let mut names = names(path);
    let own = names.next().unwrap_or_default();
    if !is_anything(&new.join(&own)) {
        return own;
    }
    names.find(|name| !is_anything(&new.join(name)) && !is_anything(&from.join(name))).unwrap_or(own)
}

/// Frees a path for our file by renaming what is there. Returns its new path.
pub(super) fn set_aside(path: &Path) -> Result<Option<PathBuf>> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(None) };
    if !is_anything(path) {
        return Ok(None);
    }
    let name = free_name(folder, folder, &name.to_string_lossy());
    let _held = Pending::hold();
    std::fs::rename(path, folder.join(&name))?;
    Ok(Some(folder.join(name)))
}
