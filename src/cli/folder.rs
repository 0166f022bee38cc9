//! 结果文件夹: files written beside a folder and put in its place in one step.
//!
//! Whoever looks sees the old folder or the new one, whole, also after an interruption. A manifest says which files
//! were ours: those disappear with the older folder. What else lies in it was put there by somebody and comes along;
//! so does a file of ours that somebody has changed since, under a name that says so. A folder without a manifest of
//! ours is somebody's as a whole and stays.

use super::choice::wrong;
use super::interrupt::Pending;
use super::leftovers::{self, DONE, LOCK, MAKING, OLD};
use super::lock::{LETTERS, PREFIX, Work, hold};
use super::manifest::{Manifest, is_as_written, written};
use super::output;
use super::record::Record;
use super::step::step;
use super::target::refused;
use crate::Error;
use crate::present::folder::ReportFile;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Whether a folder may be exchanged: it is not there, empty, or has a manifest of ours.
pub(super) fn is_ours(folder: &Path, manifest: Manifest) -> Result<bool, Error> {
    if !folder.exists() {
        return Ok(true);
    }
    if !folder.is_dir() {
        let message = format!("{} 是文件，不是文件夹，没有地方放。请移走它，或用 -o 换一个文件夹", folder.display());
        return Err(wrong(message));
    }
    let mut entries = std::fs::read_dir(folder).map_err(|reason| refused(folder, reason))?;
    Ok(written(folder, manifest).is_some() || entries.next().is_none())
}

/// Puts `files`, the manifest among them, in the place of what the folder holds; returns the names under which
/// changed files were kept. The caller holds the folder above ([`Work`]).
pub(super) fn replace(
    folder: &Path,
    manifest: Manifest,
    files: &[ReportFile],
    _held: &Work,
) -> Result<Vec<String>, Error> {
    // A link to a folder stays one.
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let parent = real.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    leftovers::clean(parent);
    let mut workshop = Workshop::new(parent, &real).map_err(|reason| refused(folder, reason))?;
    let kept = put(&real, manifest, files, &workshop)?;
    Record::of(&real).add("folder");
    // What was there since we looked comes along too.
    let mut late = leftovers::settle(&workshop.path().join(DONE), &real).map_err(|reason| refused(folder, reason))?;
    late.extend(leftovers::settle(&workshop.path().join(OLD), &real).map_err(|reason| refused(folder, reason))?);
    workshop.close().map_err(|reason| refused(folder, reason))?;
    Ok(kept.into_iter().chain(late).collect())
}

/// 工场: the hidden folder in which a new folder is made. It says whose place it is for, and is locked.
struct Workshop {
    folder: Option<TempDir>,
    path: PathBuf,
    _lock: File,
}

impl Workshop {
    fn new(parent: &Path, place: &Path) -> std::io::Result<Self> {
        step();
        loop {
            let mut pending = Pending::hold();
            let folder = tempfile::Builder::new().prefix(PREFIX).rand_bytes(LETTERS).tempdir_in(parent)?;
            let path = folder.path().to_owned();
            pending.begin(&path);
            drop(pending);
            step();
            let lock = path.join(LOCK);
            // Somebody who cleans up may have been faster.
            let mut file = match File::create_new(&lock) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                file => file?,
            };
            if !hold(&file, &lock) {
                continue;
            }
            let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            file.write_all(name.as_bytes())?;
            step();
            return Ok(Self { folder: Some(folder), path, _lock: file });
        }
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn close(&mut self) -> std::io::Result<()> {
        let mut pending = Pending::hold();
        let closed = self.folder.take().map_or(Ok(()), TempDir::close);
        pending.end(&self.path);
        closed
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // An old folder that could not be settled is somebody's: it stays for the next run.
        if self.path.join(DONE).exists() || self.path.join(OLD).exists() {
            self.folder.take().map(TempDir::keep);
            Pending::hold().end(&self.path);
        }
        let _ = self.close();
    }
}

/// Makes the new folder and exchanges it for the old one, which then lies in the workshop.
fn put(folder: &Path, manifest: Manifest, files: &[ReportFile], workshop: &Workshop) -> Result<Vec<String>, Error> {
    let making = workshop.path().join(MAKING);
    for file in files {
        let path = making.join(&file.path);
        output::plain(&path, &file.bytes).map_err(|reason| refused(&folder.join(&file.path), reason))?;
    }
    let kept = if folder.exists() { carry_over(folder, manifest, &making)? } else { Vec::new() };
    step();
    let done = workshop.path().join(DONE);
    std::fs::rename(&making, &done).map_err(|reason| refused(folder, reason))?;
    step();
    // An interruption waits until one of the two is in its place.
    let mut held = Pending::hold();
    if folder.exists() {
        // From here on the workshop holds what somebody may have changed.
        held.end(workshop.path());
    }
    if let Err(reason) = swap(folder, &done, &workshop.path().join(OLD)) {
        // What was made goes; what was there has stayed.
        let _ = std::fs::rename(&done, &making);
        return Err(refused(folder, reason));
    }
    Ok(kept)
}

/// Takes along what is not ours, or no longer as we wrote it.
fn carry_over(folder: &Path, manifest: Manifest, new: &Path) -> Result<Vec<String>, Error> {
    let written = written(folder, manifest).unwrap_or_default();
    let mut kept = Vec::new();
    for (path, source) in leftovers::walk(folder).map_err(|reason| refused(folder, reason))? {
        if path == manifest || is_as_written(&source, written.get(&path)) {
            continue;
        }
        let name = leftovers::free_name(new, folder, &path);
        if name != path {
            kept.push(name.clone());
        }
        copy(&source, &new.join(&name)).map_err(|reason| refused(&source, reason))?;
        step();
    }
    Ok(kept)
}

/// Takes a file along: as the same file where the system can, else copied; a link as a link, an empty folder as one.
fn copy(source: &Path, target: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(target.parent().unwrap_or(Path::new(".")))?;
    #[cfg(unix)]
    if let Ok(leads_to) = std::fs::read_link(source) {
        return std::os::unix::fs::symlink(leads_to, target);
    }
    if source.is_dir() {
        return std::fs::create_dir_all(target);
    }
    std::fs::hard_link(source, target).or_else(|_| std::fs::copy(source, target).map(drop))
}

/// Puts the new folder in the place of the old one: in one step where the system can, else with the old one set
/// aside for the moment between, from where the next run brings it back.
fn swap(folder: &Path, new: &Path, aside: &Path) -> std::io::Result<()> {
    if !folder.exists() {
        std::fs::rename(new, folder)?;
    } else if !exchange(folder, new) {
        std::fs::rename(folder, aside)?;
        step();
        std::fs::rename(new, folder).inspect_err(|_| _ = std::fs::rename(aside, folder))?;
    }
    step();
    Ok(())
}

/// Two folders change places, where the system can do it in one step.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}
