//! 中断: removes unfinished files on Ctrl-C and SIGTERM.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Temporary files and folders that are being written.
static PENDING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// The list of temporary files. While it is held, interruptions wait: hold it while a file is created or renamed.
pub(super) struct Pending(MutexGuard<'static, BTreeSet<PathBuf>>);

impl Pending {
    /// Takes the list. Waits only if an interruption is being handled.
    pub fn hold() -> Self {
        Self(PENDING.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a path, to be removed on interruption.
    pub fn begin(&mut self, path: &Path) {
        self.0.insert(path.to_owned());
    }

    /// Removes a path, which is finished or deleted.
    pub fn end(&mut self, path: &Path) {
        self.0.remove(path);
    }
}

/// Installs the handler, which removes unfinished files and exits with the status that shells expect.
pub(super) fn install() {
    // Only a second installation could fail, and the run can do without a handler.
    let _ = ctrlc::set_handler(|| {
        let pending = Pending::hold();
        sweep(&pending.0);
        eprintln!("\n已中断，没有写完的文件已删除");
        std::process::exit(130);
    });
}

fn sweep(paths: &BTreeSet<PathBuf>) {
    for path in paths {
        // The program is ending, so a failure cannot be reported any more.
        let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unfinished_goes_and_what_is_finished_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("半个报告/图")).unwrap();
        for name in ["半个.csv", "写完.csv", "半个报告/图/一.svg"] {
            std::fs::write(path(name), "x").unwrap();
        }
        let mut pending = Pending::hold();
        for name in ["半个.csv", "写完.csv", "半个报告"] {
            pending.begin(&path(name));
        }
        pending.end(&path("写完.csv"));
        let ours: BTreeSet<PathBuf> = pending.0.iter().filter(|one| one.starts_with(folder.path())).cloned().collect();
        sweep(&ours);
        ours.iter().for_each(|one| pending.end(one));
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["写完.csv"]);
    }
}
