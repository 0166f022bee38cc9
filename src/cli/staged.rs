//! 暂存文件: writes an output under a temporary name next to its target, and renames it once it is complete.

use super::interrupt::Pending;
use super::leftovers;
use super::lock::{LETTERS, PREFIX, hold};
use super::record::Record;
use super::screen::Screen;
use super::step::step;
use super::target::{Target, refused};
use crate::Error;
use crate::model::Fingerprint;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// 暂存文件. It is deleted if it is dropped before [`Self::persist`].
pub(super) struct StagedFile {
    file: Option<BufWriter<NamedTempFile>>,
    fingerprint: Fingerprint,
    /// The temporary file.
    path: PathBuf,
    target: Target,
    screen: Screen,
}

impl StagedFile {
    /// Begins a file whose content is not known yet.
    pub fn new(path: &Path, screen: Screen) -> Result<Self, Error> {
        let target = Target::of(path)?;
        target.check(None, screen)?;
        Self::at(target, screen)
    }

    /// Begins a file for a target that was checked. Missing folders are created.
    pub fn at(target: Target, screen: Screen) -> Result<Self, Error> {
        let refuse = |reason| refused(&target.path, reason);
        let folder = target.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(refuse)?;
        leftovers::clean(folder);
        step();
        let mut pending = Pending::hold();
        let file = held(folder).map_err(refuse)?;
        let path = file.path().to_owned();
        pending.begin(&path);
        drop(pending);
        step();
        let file = Some(BufWriter::with_capacity(1 << 20, file));
        Ok(Self { file, fingerprint: Fingerprint::default(), path, target, screen })
    }

    /// The error for a failure to write it.
    pub fn refused(&self, reason: std::io::Error) -> Error {
        refused(&self.target.path, reason)
    }

    /// Renames the complete file to its target.
    pub fn persist(mut self) -> Result<(), Error> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let file = file.into_inner().map_err(|error| self.refused(error.into_error()))?;
        if let Some(permissions) = self.target.permissions() {
            file.as_file().set_permissions(permissions).map_err(|reason| self.refused(reason))?;
        }
        step();
        let mut record = Record::of(&self.target.path);
        self.target.check_again(&record, self.screen)?;
        // Recorded before renaming: otherwise, if killed in between, our own output would count as somebody else's.
        record.add(&std::mem::take(&mut self.fingerprint).finish());
        step();
        let mut pending = Pending::hold();
        let persisted = file.persist(&self.target.path).map_err(|error| error.error);
        pending.end(&self.path);
        drop(pending);
        step();
        persisted.map(drop).map_err(|reason| self.refused(reason))
    }
}

/// Creates and locks a temporary file with the permissions of an ordinary new file.
fn held(folder: &Path) -> std::io::Result<NamedTempFile> {
    loop {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).rand_bytes(LETTERS);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder)?;
        if hold(file.as_file(), file.path()) {
            return Ok(file);
        }
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        let mut pending = Pending::hold();
        drop(self.file.take());
        pending.end(&self.path);
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))?;
        self.fingerprint.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}
