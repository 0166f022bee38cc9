//! 旁写: files and folders that grow beside their place and take it once they are whole.

use super::folder::exchange;
use super::interrupt::Pending;
use super::output::{refused, write};
use crate::Error;
use crate::present::PresentError;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// 旁写文件. Dropped before it is whole, it is gone.
pub(super) struct Beside {
    file: Option<BufWriter<NamedTempFile>>,
    /// Where it grows.
    beside: PathBuf,
    path: PathBuf,
}

impl Beside {
    /// Begins; folders on the way are made.
    pub fn new(path: &Path) -> Result<Self, Error> {
        let refuse = |reason| refused(path, reason);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(refuse)?;
        let mut pending = Pending::hold();
        let file = tempfile::Builder::new().prefix(".tongbi-").tempfile_in(folder).map_err(refuse)?;
        let beside = file.path().to_owned();
        pending.begin(&beside);
        Ok(Self { file: Some(BufWriter::with_capacity(1 << 20, file)), beside, path: path.to_owned() })
    }

    /// Why it could not be written.
    pub fn refused(&self, reason: std::io::Error) -> Error {
        refused(&self.path, reason)
    }

    /// Puts the file in its place.
    pub fn persist(mut self) -> Result<(), Error> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let file = file.into_inner().map_err(|error| self.refused(error.into_error()))?;
        let mut pending = Pending::hold();
        let persisted = file.persist(&self.path).map_err(|error| error.error);
        pending.end(&self.beside);
        drop(pending);
        persisted.and_then(|file| readable(&file)).map_err(|reason| self.refused(reason))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let mut pending = Pending::hold();
        drop(self.file.take());
        pending.end(&self.beside);
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}

/// Temporary files are private; what we hand over is readable as other files are.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

/// Writes a folder whole or not at all: its files are written beside it, then the folders change places.
///
/// A folder that is already there is replaced only where it holds nothing but what `may_go` knows.
pub(super) fn write_folder(
    path: &Path,
    files: &[(String, Vec<u8>)],
    may_go: impl Fn(&str) -> bool,
) -> Result<(), Error> {
    let refuse = |reason| refused(path, reason);
    let path = std::path::absolute(path).map_err(refuse)?;
    if path.exists() {
        for entry in std::fs::read_dir(&path).map_err(refuse)? {
            let name = entry.map_err(refuse)?.file_name().to_string_lossy().into_owned();
            if !may_go(&name) {
                let message = format!("{} 里有别的文件（{name}），不会覆盖。请换一个文件夹", path.display());
                return Err(PresentError::Argument(message).into());
            }
        }
    }
    let parent = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(refuse)?;
    let mut pending = Pending::hold();
    let beside = tempfile::Builder::new().prefix(".tongbi-").tempdir_in(parent).map_err(refuse)?;
    pending.begin(beside.path());
    drop(pending);
    // What is swapped in stands one level down, so that what is swapped out goes with the temporary folder.
    let new = beside.path().join("new");
    let written = files.iter().try_for_each(|(name, bytes)| write(&new.join(name), bytes));
    let mut pending = Pending::hold();
    let done = written
        .and_then(|()| if path.exists() { swap(&new, &path) } else { std::fs::rename(&new, &path) }.map_err(refuse));
    let place = beside.path().to_owned();
    drop(beside);
    pending.end(&place);
    done
}

/// Two folders change places, in one step where the system can.
fn swap(new: &Path, old: &Path) -> std::io::Result<()> {
    if exchange(new, old) {
        return Ok(());
    }
    let aside = new.with_file_name("old");
    std::fs::rename(old, &aside)?;
    std::fs::rename(new, old).inspect_err(|_| _ = std::fs::rename(&aside, old))
}
