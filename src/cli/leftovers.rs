//! 残留: what runs that were killed left beside the place of their outputs, and what was in a folder that was exchanged.
//!
//! Only what nobody holds any more goes, and of a folder only what is ours or stands in the new one as well.

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

/// In a workshop: its lock, which names the place it is for.
pub(super) const LOCK: &str = "lock";
/// A folder that is being made.
pub(super) const MAKING: &str = "making";
/// A folder that is finished and not in its place yet, or the older one that was exchanged for it.
pub(super) const DONE: &str = "done";
/// An older folder set aside, where folders cannot be exchanged in one step.
pub(super) const OLD: &str = "old";

/// Folders that were cleaned by this run.
static CLEANED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes what killed runs left in a folder. What cannot be removed stays for another time.
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
        // Nothing was made in it yet, or it is somebody's.
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

/// Removes a folder that another stands in the place of. What is neither ours nor there goes there first; returns
/// the names.
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

/// Whether the same thing stands in the folder, under its name or one that [`free_name`] gave it.
fn is_there(source: &Path, place: &Path, path: &str) -> bool {
    names(path).map(|name| place.join(name)).take_while(|there| is_anything(there)).any(|there| same(source, &there))
}

/// Whether anything stands there, be it a link to nothing.
fn is_anything(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

/// Two files of the same bytes, two links to the same, two folders.
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

/// Every file below a folder, by its path with `/`; empty folders and links are things of somebody too.
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

/// The name itself, then `report（改动稿）.docx` and so on.
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

/// The first name that stands in neither folder; the name itself may stand in the one it comes from.
pub(super) fn free_name(new: &Path, from: &Path, path: &str) -> String {
    let mut names = names(path);
    let own = names.next().unwrap_or_default();
    if !is_anything(&new.join(&own)) {
        return own;
    }
    names.find(|name| !is_anything(&new.join(name)) && !is_anything(&from.join(name))).unwrap_or(own)
}

/// Frees a name for a file of ours: what somebody has there is renamed. Returns its new name.
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
