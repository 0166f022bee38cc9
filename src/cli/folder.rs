//! 结果文件夹: builds a folder next to its target and swaps it in, in one step.
//!
//! At any time, even after an interruption, there is either the complete old folder or the complete new one. The
//! manifest lists the files that we wrote; those are replaced. Files of others are moved to the new folder, and so are
//! files of ours that somebody has changed, under a name that says so. A folder without our manifest belongs to
//! somebody else and is not touched.

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

/// Whether a folder may be replaced: it does not exist, is empty, or has our manifest.
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

/// Replaces the content of a folder with `files`, which include the manifest. Returns the names under which changed
/// files were kept. The caller has locked the parent folder ([`Work`]).
pub(super) fn replace(
    folder: &Path,
    manifest: Manifest,
    files: &[ReportFile],
    _held: &Work,
) -> Result<Vec<String>, Error> {
    // The folder that a link points to is replaced, not the link.
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let parent = real.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    leftovers::clean(parent);
    let mut workshop = Workshop::new(parent, &real).map_err(|reason| refused(folder, reason))?;
    let kept = put(&real, manifest, files, &workshop)?;
    Record::of(&real).add("folder");
    // Keeps files that appeared in the old folder meanwhile, too.
    let mut late = leftovers::settle(&workshop.path().join(DONE), &real).map_err(|reason| refused(folder, reason))?;
    late.extend(leftovers::settle(&workshop.path().join(OLD), &real).map_err(|reason| refused(folder, reason))?);
    workshop.close().map_err(|reason| refused(folder, reason))?;
    Ok(kept.into_iter().chain(late).collect())
}

/// 工场: the hidden, locked folder in which a new folder is built. Its lock file names the target.
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
            // Another run may have cleaned the folder up already.
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
        // An old folder whose files could not be moved is kept for the next run.
        if self.path.join(DONE).exists() || self.path.join(OLD).exists() {
            self.folder.take().map(TempDir::keep);
            Pending::hold().end(&self.path);
        }
        let _ = self.close();
    }
}

/// Builds the new folder and exchanges it with the old one, which is then in the workshop.
fn put(folder: &Path, manifest: Manifest, files: &[ReportFile], workshop: &Workshop) -> Result<Vec<String>, Error> {
    let making = workshop.path().join(MAKING);
    for file in files {
        let path = making.join(&file.path);
        output::write_new(&path, &file.bytes).map_err(|reason| refused(&folder.join(&file.path), reason))?;
    }
    let kept = if folder.exists() { carry_over(folder, manifest, &making)? } else { Vec::new() };
    step();
    let done = workshop.path().join(DONE);
    std::fs::rename(&making, &done).map_err(|reason| refused(folder, reason))?;
    step();
    // Delays interruptions until one of the two folders is in place.
    let mut held = Pending::hold();
    if folder.exists() {
        // From here on the workshop may hold files of others, so an interruption must not delete it.
        held.end(workshop.path());
    }
    if let Err(reason) = swap(folder, &done, &workshop.path().join(OLD)) {
        // The old folder is still in place; the new one is deleted with the workshop.
        let _ = std::fs::rename(&done, &making);
        return Err(refused(folder, reason));
    }
    Ok(kept)
}

/// Copies files of others and changed files of ours to the new folder. Returns the names of those that were renamed.
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

/// Hard-links a file into the new folder, or copies it if the system cannot link. Links and empty folders stay what
/// they are.
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

/// Puts the new folder in place of the old one: in one step if the system can, else by moving the old one aside first.
/// If the program is killed in between, the next run moves it back.
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

/// Exchanges two folders in one step; false if the system cannot.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}
