//! 记录: fingerprints of the outputs that the program wrote, so that it may replace them as long as nobody changed them.
//!
//! Each output has a small file in the user's configuration folder. If that cannot be written, no output is known as
//! ours and none is replaced.

use super::user;
use crate::model::sha256;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The number of records above which those of deleted outputs are removed.
const MANY: usize = 2_000;

/// The number of fingerprints after which a record is shortened.
const LONG: usize = 50;

/// 记录: the locked record of an output. Only its holder may replace the output.
pub(super) struct Record {
    file: Option<File>,
    known: Vec<String>,
    output: PathBuf,
}

impl Record {
    /// Locks the record of an output. Waits while another run replaces that output.
    pub fn of(output: &Path) -> Self {
        let output = only_name(output);
        let file = path_of(&output).and_then(|path| {
            std::fs::create_dir_all(path.parent()?).ok()?;
            let file = OpenOptions::new().read(true).append(true).create(true).open(path).ok()?;
            file.lock().ok()?;
            Some(file)
        });
        let mut record = Self { file, known: Vec::new(), output };
        record.known = record.read().unwrap_or_default();
        record
    }

    /// Reads the fingerprints, which follow a first line with the output's path.
    fn read(&mut self) -> Option<Vec<String>> {
        let mut text = String::new();
        self.file.as_mut()?.read_to_string(&mut text).ok()?;
        Some(text.lines().skip(1).map(str::to_owned).collect())
    }

    /// Whether we wrote a file with this fingerprint to this path.
    pub fn knows(&self, fingerprint: &str) -> bool {
        self.known.iter().any(|known| known == fingerprint)
    }

    /// Adds the fingerprint of the file that is about to be written.
    pub fn add(&mut self, fingerprint: &str) {
        let Some(file) = &mut self.file else { return };
        let mut text = String::new();
        if self.known.is_empty() || self.known.len() > LONG {
            // Keeps the fingerprint of the present file. If this fails half-way, the output only counts as somebody
            // else's.
            if file.set_len(0).and_then(|()| file.rewind()).is_err() {
                return;
            }
            text = format!("{}\n", self.output.display());
            self.known.drain(..self.known.len().saturating_sub(1));
            self.known.iter().for_each(|known| text += &format!("{known}\n"));
        }
        if self.known.last().map(String::as_str) != Some(fingerprint) {
            text += &format!("{fingerprint}\n");
            self.known.push(fingerprint.to_owned());
        }
        // Appended in one piece. If it fails, the next run does not overwrite the output without `--force`.
        let _ = file.write_all(text.as_bytes());
        prune();
    }
}

/// The canonical form of a path whose file need not exist.
fn only_name(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (parent.canonicalize(), path.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

/// Whether the program has written to this path for this user, even if the file has changed since.
pub(super) fn is_known(output: &Path) -> bool {
    path_of(&only_name(output))
        .and_then(|path| std::fs::read_to_string(path).ok())
        .is_some_and(|text| text.lines().count() > 1)
}

fn path_of(output: &Path) -> Option<PathBuf> {
    Some(folder()?.join(&sha256(output.as_os_str().as_encoded_bytes())[..32]))
}

fn folder() -> Option<PathBuf> {
    Some(user::folder()?.join("written"))
}

/// Removes records of deleted outputs if there are many records.
fn prune() {
    let records = || Some(std::fs::read_dir(folder()?).ok()?.filter_map(Result::ok).map(|entry| entry.path()));
    if records().is_none_or(|records| records.count() <= MANY) {
        return;
    }
    for path in records().into_iter().flatten() {
        let Ok(file) = File::open(&path) else { continue };
        // A locked record is in use.
        let Ok(()) = file.try_lock() else { continue };
        let output = std::io::read_to_string(&file).ok().and_then(|text| Some(PathBuf::from(text.lines().next()?)));
        if output.is_none_or(|output| !output.exists()) {
            let _ = std::fs::remove_file(&path);
        }
    }
}
