//! 记录: which outputs are as the program wrote them, by their fingerprints, so that they may be replaced by the next.
//!
//! The records lie in the user's configuration folder, one small file an output. Where none can be kept, the program
//! knows no output as its own, and replaces none.

use super::user;
use crate::model::sha256;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Records beyond which those of outputs that are gone are dropped.
const MANY: usize = 2_000;

/// Fingerprints after which a record begins anew.
const LONG: usize = 50;

/// 记录 of one output. Whoever holds it is the only one that replaces that output.
pub(super) struct Record {
    file: Option<File>,
    known: Vec<String>,
    output: PathBuf,
}

impl Record {
    /// Takes the record of an output, waiting for another run that replaces it.
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

    /// The fingerprints; the first line is the output's path.
    fn read(&mut self) -> Option<Vec<String>> {
        let mut text = String::new();
        self.file.as_mut()?.read_to_string(&mut text).ok()?;
        Some(text.lines().skip(1).map(str::to_owned).collect())
    }

    /// Whether a file of this fingerprint was written here by us.
    pub fn knows(&self, fingerprint: &str) -> bool {
        self.known.iter().any(|known| known == fingerprint)
    }

    /// What is about to be written here.
    pub fn add(&mut self, fingerprint: &str) {
        let Some(file) = &mut self.file else { return };
        let mut text = String::new();
        if self.known.is_empty() || self.known.len() > LONG {
            // What stands there now and what is about to stand there are known; a record without them only refuses.
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
        // Appended in one piece. One that cannot be kept makes the next run ask.
        let _ = file.write_all(text.as_bytes());
        prune();
    }
}

/// The one name of a path, however it was written.
fn only_name(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (parent.canonicalize(), path.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

/// Whether this user's program has written something there, be it changed since.
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

/// Drops the records of outputs that are gone, once there are many.
fn prune() {
    let records = || Some(std::fs::read_dir(folder()?).ok()?.filter_map(Result::ok).map(|entry| entry.path()));
    if records().is_none_or(|records| records.count() <= MANY) {
        return;
    }
    for path in records().into_iter().flatten() {
        let Ok(file) = File::open(&path) else { continue };
        // One that is held is in use.
        let Ok(()) = file.try_lock() else { continue };
        let output = std::io::read_to_string(&file).ok().and_then(|text| Some(PathBuf::from(text.lines().next()?)));
        if output.is_none_or(|output| !output.exists()) {
            let _ = std::fs::remove_file(&path);
        }
    }
}
