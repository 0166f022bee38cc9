//! 中断: Ctrl-C, and a polite kill, leave no unfinished file behind.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Files and folders that are being written beside their place.
static PENDING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// What is being written. As long as it is held the interruption waits: hold it while a file is made or renamed.
pub(super) struct Pending(MutexGuard<'static, BTreeSet<PathBuf>>);

impl Pending {
    /// Waits for nobody but an interruption under way.
    pub fn hold() -> Self {
        Self(PENDING.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// This goes if we are interrupted.
    pub fn begin(&mut self, path: &Path) {
        self.0.insert(path.to_owned());
    }

    /// This is finished, or gone.
    pub fn end(&mut self, path: &Path) {
        self.0.remove(path);
    }
}

/// From now on an interruption removes what is unfinished and ends with the status that shells expect.
pub(super) fn install() {
    // Without a handler, which only a second installation would refuse, the run goes on as it is.
    let _ = ctrlc::set_handler(|| {
        let pending = Pending::hold();
        for path in pending.0.iter() {
            // What cannot be removed now stays: there is nobody left to tell.
            let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        }
        eprintln!("\n已中断，没有写完的文件已删除");
        std::process::exit(130);
    });
}
