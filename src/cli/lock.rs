//! 占用: whose a file or folder is that grows beside its place, and who is at work in a folder.
//!
//! The system lets go of a lock when its holder ends, however it ends. So what is beside its place and not locked was
//! left by a run that is no more.

use super::interrupt::Pending;
use super::screen::Screen;
use super::step::step;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Result, Write};
use std::path::{Path, PathBuf};

/// How the names begin of what grows beside its place.
pub(super) const PREFIX: &str = ".tongbi-";

/// Letters behind the prefix.
pub(super) const LETTERS: usize = 6;

/// Whether a name is one of ours for what grows beside its place.
pub(super) fn is_temporary(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == LETTERS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Locks a file that was just made. False where somebody who cleans up was faster: then it is to be made anew.
pub(super) fn hold(file: &File, path: &Path) -> bool {
    match file.try_lock() {
        Ok(()) => is_at(file, path),
        Err(TryLockError::WouldBlock) => false,
        // Where there are no locks nobody cleans up either.
        Err(TryLockError::Error(_)) => true,
    }
}

/// Whether nobody holds this file any more. Held by us from here on.
pub(super) fn is_abandoned(file: &File, path: &Path) -> bool {
    file.try_lock().is_ok() && is_at(file, path)
}

/// Whether the file still stands at the path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let known = |found: &std::fs::Metadata| (found.dev(), found.ino());
    matches!((file.metadata(), std::fs::symlink_metadata(path)), (Ok(one), Ok(there)) if known(&one) == known(&there))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// 占用 of a folder in which a run exchanges folders: a second run waits until the first is done.
pub(super) struct Work {
    _file: File,
    path: PathBuf,
}

impl Work {
    /// Takes the folder, which is made where it is not there.
    pub fn begin(folder: &Path, screen: Screen) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(".tongbi.lock");
        loop {
            let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                let holder = std::fs::read_to_string(&path).unwrap_or_default();
                let holder = if holder.trim().is_empty() { "另一个 tongbi" } else { holder.trim() };
                screen.say(&format!("{holder} 正在写 {}，等它写完……", folder.display()));
                file.lock()?;
            }
            // Whoever was before takes the file away.
            if is_at(&file, &path) {
                Pending::hold().begin(&path);
                file.set_len(0)?;
                // The holder's name helps a reader; the lock holds without it.
                let _ = write!(file, "tongbi（进程 {}）", std::process::id());
                step();
                return Ok(Self { _file: file, path });
            }
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        step();
        let mut pending = Pending::hold();
        // One that stays is taken over by the next.
        let _ = std::fs::remove_file(&self.path);
        pending.end(&self.path);
    }
}
