//! 占用: locks on temporary files and folders, and on folders that a run works in.
//!
//! The system releases a lock when its holder ends, however it ends. So a temporary file without a lock was left by a
//! run that was killed.

use super::interrupt::Pending;
use super::screen::Screen;
use super::step::step;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Result, Write};
use std::path::{Path, PathBuf};

/// The prefix of the names of temporary files and folders.
pub(super) const PREFIX: &str = ".tongbi-";

/// The number of random letters after the prefix.
pub(super) const LETTERS: usize = 6;

/// Whether a name is that of a temporary file or folder of ours.
pub(super) fn is_temporary(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == LETTERS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Locks a file that was just created. False if another run has cleaned it up already; then it must be created again.
pub(super) fn hold(file: &File, path: &Path) -> bool {
    match file.try_lock() {
        Ok(()) => is_at(file, path),
        Err(TryLockError::WouldBlock) => false,
        // Where the system has no locks, nobody cleans up either.
        Err(TryLockError::Error(_)) => true,
    }
}

/// Whether nobody holds the lock of this file. If so, we hold it from now on.
pub(super) fn is_abandoned(file: &File, path: &Path) -> bool {
    file.try_lock().is_ok() && is_at(file, path)
}

/// Whether the path still leads to this file.
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

/// 占用: the lock of a folder in which a run replaces folders. A second run waits for the first.
pub(super) struct Work {
    _file: File,
    path: PathBuf,
}

impl Work {
    /// Locks a folder, creating it if necessary.
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
            // The previous holder deletes the file, so the lock may be on a deleted one.
            if is_at(&file, &path) {
                Pending::hold().begin(&path);
                file.set_len(0)?;
                // The holder's name is only for people; the lock works without it.
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
        // If the file cannot be deleted, the next run reuses it.
        let _ = std::fs::remove_file(&self.path);
        pending.end(&self.path);
    }
}
