//! 去处: decides whether an output may replace the file at its path. A file that somebody else wrote or changed is never
//! lost.
//!
//! A file may be replaced if it is unchanged since this program wrote it ([`Record`]), if the new content begins with
//! it, if it is empty, or with `--force`.

use super::choice::wrong;
use super::record::Record;
use super::screen::Screen;
use crate::Error;
use crate::model::Fingerprint;
use crate::present::PresentError;
use std::fs::{File, Metadata, Permissions};
use std::io::Read;
use std::path::{Path, PathBuf};

/// 去处: the path of an output, and what is there.
pub(super) struct Target {
    /// The path with links followed, so that links are kept.
    pub path: PathBuf,
    before: Option<Before>,
}

/// The existing file.
#[derive(PartialEq)]
struct Before {
    length: u64,
    /// Its inode and time of modification, if the system tells.
    stamp: Option<(u64, i64, i64)>,
    permissions: Permissions,
}

impl Target {
    /// Examines a path.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let refuse = |reason| refused(path, reason);
        let is_link = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        let real = match path.canonicalize() {
            Ok(real) if is_link => real,
            Err(_) if is_link => {
                return Err(wrong(format!(
                    "{} 是链接，它指向的文件不存在。请删去链接，或换一个文件名",
                    path.display()
                )));
            }
            _ => path.to_owned(),
        };
        let found = match std::fs::metadata(&real) {
            Ok(found) => found,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self { path: real, before: None }),
            Err(error) => return Err(refuse(error)),
        };
        if found.is_dir() {
            return Err(wrong(format!("{} 是文件夹，不是文件。请写文件名", path.display())));
        }
        if !found.is_file() {
            let message = format!("{} 不是普通文件，没有写。要送到标准输出请用 -o -", path.display());
            return Err(wrong(message));
        }
        Ok(Self { path: real, before: Some(Before::of(&found)) })
    }

    /// Checks that nothing would be lost; `bytes` is the new content, if known.
    pub fn check(&self, bytes: Option<&[u8]>, screen: Screen) -> Result<(), Error> {
        if self.is_free(screen) { Ok(()) } else { self.check_against(&Record::of(&self.path), bytes) }
    }

    /// Whether there is nothing to lose, or `--force` is given.
    fn is_free(&self, screen: Screen) -> bool {
        screen.force || self.before.as_ref().is_none_or(|before| before.length == 0)
    }

    fn check_against(&self, record: &Record, bytes: Option<&[u8]>) -> Result<(), Error> {
        let length = self.before.as_ref().map_or(0, |before| usize::try_from(before.length).unwrap_or(usize::MAX));
        let is_kept =
            |bytes: &[u8]| length <= bytes.len() && std::fs::read(&self.path).is_ok_and(|old| bytes.starts_with(&old));
        let is_ours = || fingerprint(&self.path).is_ok_and(|own| record.knows(&own));
        if bytes.is_some_and(is_kept) || is_ours() {
            return Ok(());
        }
        let message = "已存在，不是本程序写的，或者写后有人改过，没有覆盖。请换一个文件名；确定要覆盖，请加 --force";
        Err(wrong(format!("{} {message}", self.path.display())))
    }

    /// As [`Self::check`], immediately before replacing, since the file may have changed meanwhile.
    pub fn check_again(&self, record: &Record, screen: Screen) -> Result<(), Error> {
        let now = Self::of(&self.path)?;
        let is_same = now.before == self.before && now.before.as_ref().is_none_or(|before| before.stamp.is_some());
        if is_same || now.is_free(screen) { Ok(()) } else { now.check_against(record, None) }
    }

    /// The permissions of the existing file.
    pub fn permissions(&self) -> Option<Permissions> {
        self.before.as_ref().map(|before| before.permissions.clone())
    }
}

impl Before {
    fn of(found: &Metadata) -> Self {
        Self { length: found.len(), stamp: stamp(found), permissions: found.permissions() }
    }
}

#[cfg(unix)]
fn stamp(found: &Metadata) -> Option<(u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    Some((found.ino(), found.mtime(), found.mtime_nsec()))
}

#[cfg(not(unix))]
fn stamp(_: &Metadata) -> Option<(u64, i64, i64)> {
    None
}

/// The fingerprint of a file of any size.
pub(super) fn fingerprint(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let (mut fingerprint, mut buffer) = (Fingerprint::default(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(fingerprint.finish()),
            read => fingerprint.add(&buffer[..read]),
        }
    }
}

/// The error for a path that cannot be written.
pub(super) fn refused(path: &Path, reason: std::io::Error) -> Error {
    PresentError::Write { path: path.display().to_string(), reason }.into()
}
