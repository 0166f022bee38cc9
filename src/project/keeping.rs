//! 项目文件夹: its files on disk. Every write goes beside the old file and is renamed, under a lock that other processes
//! respect, so that there is always one whole file.

use super::entry::{Decision, Entry, FindingState, Input, Insertion, Recoding, Text};
use super::error::ProjectError;
use crate::Error;
use crate::model::{Bridge, plain_line};
use crate::present::chart::{ChartOptions, Kind};
use crate::source::Limits;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The first line of every list, by which a project is recognised.
const HEAD: &str = "# tongbi 项目";

/// The folder of the inputs within a project.
const FILES: &str = "files";

/// The beginning of the name of an unfinished file.
const UNFINISHED: &str = ".unfinished-";

/// 项目.
#[derive(Debug, Clone)]
pub struct Project {
    folder: PathBuf,
}

impl Project {
    /// Whether a folder is a project.
    pub fn is_project(folder: &Path) -> bool {
        let list = folder.join(Input::FILE);
        list.is_file() && crate::source::read_text(&list).is_ok_and(|text| text.starts_with(HEAD))
    }

    /// Opens a project.
    ///
    /// # Errors
    /// It is none.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        match Self::is_project(folder) {
            true => Ok(Self { folder: folder.to_owned() }),
            false => Err(ProjectError::Foreign { path: folder.display().to_string() }.into()),
        }
    }

    /// Refuses inputs of which one is a project.
    ///
    /// # Errors
    /// The first project among them.
    pub fn is_alone(inputs: &[PathBuf]) -> Result<(), Error> {
        match inputs.iter().find(|input| Self::is_project(input)) {
            Some(project) => Err(ProjectError::NotAlone { path: project.display().to_string() }.into()),
            None => Ok(()),
        }
    }

    /// Opens a project, or makes one of a folder that is empty or does not exist.
    ///
    /// # Errors
    /// The folder holds something else, or cannot be written.
    pub fn begin(folder: &Path) -> Result<Self, Error> {
        let project = Self { folder: folder.to_owned() };
        let disk = |reason| project.disk(reason);
        std::fs::create_dir_all(folder).map_err(disk)?;
        if !Self::is_project(folder) {
            if std::fs::read_dir(folder).map_err(disk)?.next().is_some() {
                return Self::open(folder);
            }
            project.put(&Vec::<Input>::new())?;
        }
        let files = folder.join(FILES);
        std::fs::create_dir_all(&files).map_err(disk)?;
        // What a killed run did not finish.
        for entry in std::fs::read_dir(&files).map_err(disk)?.flatten() {
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                std::fs::remove_file(entry.path()).map_err(disk)?;
            }
        }
        Ok(project)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn disk(&self, reason: std::io::Error) -> Error {
        ProjectError::Disk { path: self.folder.display().to_string(), reason }.into()
    }

    /// The entries of a list.
    ///
    /// # Errors
    /// Its file cannot be read, or a user's change made it something else.
    pub fn entries<E: Entry>(&self) -> Result<Vec<E>, Error> {
        let path = self.folder.join(E::FILE);
        if !path.exists() {
            return Ok(Vec::new());
        }
        let text = crate::source::read_text(&path)?;
        let read = toml::from_str::<BTreeMap<String, Vec<E>>>(&text);
        let mut lists = read.map_err(|error| ProjectError::Damaged {
            path: path.display().to_string(),
            reason: error.span().map_or_else(
                || "内容不全".to_owned(),
                |span| format!("第{}行", text.get(..span.start).unwrap_or_default().matches('\n').count() + 1),
            ),
        })?;
        Ok(lists.remove(E::LIST).unwrap_or_default())
    }

    /// Writes an entry, whose version is the one that the user saw (0 if he saw none), and returns it with its new one.
    ///
    /// # Errors
    /// Somebody else wrote it meanwhile, or the disk refuses.
    pub fn write<E: Entry>(&self, entry: E) -> Result<E, Error> {
        self.change(|entries: &mut Vec<E>| {
            let mut entry = entry;
            let old = entries.iter_mut().find(|other| other.is_same(&entry));
            let current = old.as_ref().map_or(0, |old| *(*old).clone().version());
            if *entry.version() != current {
                return Err(ProjectError::Conflict { what: entry.title() }.into());
            }
            *entry.version() = current + 1;
            match old {
                Some(old) => *old = entry.clone(),
                None => entries.push(entry.clone()),
            }
            Ok(entry)
        })
    }

    /// Changes a list while no other process does.
    fn change<E: Entry, R>(&self, change: impl FnOnce(&mut Vec<E>) -> Result<R, Error>) -> Result<R, Error> {
        let lock = File::options().create(true).append(true).open(self.folder.join(".lock"));
        let lock = lock.map_err(|reason| self.disk(reason))?;
        lock.lock().map_err(|reason| self.disk(reason))?;
        let mut entries = self.entries()?;
        let done = change(&mut entries)?;
        self.put(&entries)?;
        Ok(done)
    }

    /// Replaces a list's file.
    fn put<E: Entry>(&self, entries: &Vec<E>) -> Result<(), Error> {
        let list = toml::to_string(&BTreeMap::from([(E::LIST, entries)]));
        let list = list.map_err(|error| self.disk(std::io::Error::other(error)))?;
        let write = || {
            let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
            write!(file, "{HEAD}：由 tongbi serve 写，可以用文本编辑器看\n\n{list}")?;
            file.as_file().sync_all()?;
            file.persist(self.folder.join(E::FILE)).map_err(|error| error.error)
        };
        write().map(drop).map_err(|reason| self.disk(reason))
    }

    /// The inputs that the user did not leave out.
    ///
    /// # Errors
    /// As [`Project::entries`].
    pub fn inputs(&self) -> Result<Vec<Input>, Error> {
        Ok(self.entries::<Input>()?.into_iter().filter(|input| !input.left_out).collect())
    }

    /// The input with this name.
    ///
    /// # Errors
    /// There is none.
    pub fn input(&self, name: &str) -> Result<Input, Error> {
        let found = self.entries::<Input>()?.into_iter().find(|input| input.name == name);
        Ok(found.ok_or_else(|| ProjectError::NoInput { name: plain_line(name).into_owned() })?)
    }

    /// The content of a document: of an input, or of a file in one that is an archive.
    ///
    /// # Errors
    /// There is no such document, or its content is gone.
    pub fn content(&self, file: &str) -> Result<Vec<u8>, Error> {
        let holds = |input: &Input| crate::present::is_of(file, &input.name);
        let inputs = self.entries::<Input>()?;
        let input = inputs.iter().filter(|input| holds(input)).max_by_key(|input| input.name.len());
        let none = || ProjectError::NoInput { name: plain_line(file).into_owned() };
        let input = input.ok_or_else(none)?;
        let limits = Limits::default();
        let bytes = crate::source::read(&self.path(input), &limits)?;
        match input.name == file {
            true => Ok(bytes),
            false => Ok(crate::source::member(&input.name, &bytes, file, &limits).ok_or_else(none)?),
        }
    }

    /// The path of an input's content. It depends on its fingerprint alone, never on a name.
    pub fn path(&self, input: &Input) -> PathBuf {
        let plain = input.sha256.chars().filter(char::is_ascii_hexdigit).collect::<String>();
        self.folder.join(FILES).join(plain)
    }

    /// The signatures of the findings that are settled, for [`crate::audit::Selection`].
    ///
    /// # Errors
    /// As [`Project::entries`].
    pub fn settled(&self) -> Result<BTreeSet<String>, Error> {
        let states = self.entries::<FindingState>()?.into_iter();
        Ok(states.filter(|state| state.state != Decision::Open).map(|state| state.finding).collect())
    }

    /// 口径对照表 of the changes of codes that count; `None` if none does.
    ///
    /// # Errors
    /// They contradict each other, or as [`Project::entries`].
    pub fn bridge(&self) -> Result<Option<Bridge>, Error> {
        bridge(&self.entries()?)
    }

    /// The texts that were typed for a unit.
    ///
    /// # Errors
    /// As [`Project::entries`].
    pub fn texts(&self, unit: &str) -> Result<Vec<Text>, Error> {
        Ok(self.entries::<Text>()?.into_iter().filter(|text| text.unit == unit).collect())
    }

    /// The charts that stand in the 情况说明 of a unit.
    ///
    /// # Errors
    /// A list was changed into something else, or as [`Project::entries`].
    pub fn charts(&self, unit: &str) -> Result<Vec<(Kind, ChartOptions)>, Error> {
        let all = self.entries::<Insertion>()?.into_iter();
        all.filter(|one| one.stands && one.unit == unit).map(|one| one.chart()).collect()
    }

    /// Begins to receive an input.
    ///
    /// # Errors
    /// There are too many, or the disk refuses.
    pub fn upload(&self, name: &str) -> Result<Upload, Error> {
        let limit = Limits::default().files;
        if self.entries::<Input>()?.len() >= limit {
            return Err(ProjectError::TooMany { limit }.into());
        }
        let file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(self.folder.join(FILES));
        let file = file.map_err(|reason| self.disk(reason))?;
        let name = shown(name);
        Ok(Upload { project: self.clone(), name, file, digest: Sha256::new(), bytes: 0 })
    }
}

/// 接收: an input that is being received. What is not finished is removed.
pub struct Upload {
    project: Project,
    name: String,
    file: NamedTempFile,
    digest: Sha256,
    bytes: u64,
}

impl Upload {
    /// Appends bytes.
    ///
    /// # Errors
    /// The input is too large, or the disk refuses.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let limit = Limits::default().bytes;
        self.bytes += bytes.len() as u64;
        if self.bytes > limit {
            return Err(ProjectError::TooLarge { name: self.name.clone(), limit }.into());
        }
        self.digest.update(bytes);
        self.file.write_all(bytes).map_err(|reason| self.project.disk(reason))
    }

    /// Keeps the input. The same file again is the same input; another one with the same name gets a number.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn finish(self) -> Result<Input, Error> {
        let Self { project, name, file, digest, bytes } = self;
        let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let input = Input { name, sha256, bytes, ..Input::default() };
        let put = || {
            file.as_file().sync_all()?;
            file.persist(project.path(&input)).map_err(|error| error.error)
        };
        put().map_err(|reason| project.disk(reason))?;
        project.change(|entries: &mut Vec<Input>| {
            let known = entries.iter_mut().find(|known| known.sha256 == input.sha256 && known.bytes == input.bytes);
            if let Some(known) = known {
                if known.left_out {
                    (known.left_out, known.version) = (false, known.version + 1);
                }
                return Ok(known.clone());
            }
            let names: BTreeSet<String> = entries.iter().map(|known| known.name.clone()).collect();
            let name = (1..).map(|number| numbered(&input.name, number)).find(|name| !names.contains(name));
            let input = Input { name: name.unwrap_or_default(), version: 1, ..input.clone() };
            entries.push(input.clone());
            Ok(input)
        })
    }
}

/// The bridge of the changes of codes that count.
///
/// # Errors
/// They contradict each other.
pub fn bridge(recodings: &[Recoding]) -> Result<Option<Bridge>, Error> {
    let mut rows = String::new();
    for recoding in recodings.iter().filter(|recoding| recoding.counts) {
        match rows.is_empty() {
            true => rows.clone_from(&recoding.rows),
            // Each begins with the names of the columns.
            false => rows.push_str(recoding.rows.split_once('\n').map_or("", |(_, rows)| rows)),
        }
    }
    if rows.is_empty() { Ok(None) } else { crate::source::bridge_of(Recoding::FILE, &rows).map(Some) }
}

/// A name for display, with at most the folders that were dropped with the file.
fn shown(name: &str) -> String {
    const LONGEST: usize = 200;
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let name = plain_line(&parts.collect::<Vec<_>>().join("/")).into_owned();
    let long = name.chars().count().saturating_sub(LONGEST);
    // The end tells the format.
    let name: String = name.chars().skip(long).collect();
    if name.is_empty() { "未命名".to_owned() } else { name }
}

fn numbered(name: &str, number: usize) -> String {
    if number == 1 {
        return name.to_owned();
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => format!("{stem}（{number}）.{extension}"),
        _ => format!("{name}（{number}）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(project: &Project, name: &str, bytes: &[u8]) -> Input {
        let mut upload = project.upload(name).unwrap();
        upload.append(bytes).unwrap();
        upload.finish().unwrap()
    }

    #[test]
    fn inputs_lie_under_their_fingerprint_whatever_their_name() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::begin(&folder.path().join("项目")).unwrap();
        let evil = received(&project, "../../etc/../甲\u{202e}.txt", b"1");
        assert_eq!(evil.name, "etc/甲\u{200b}.txt");
        assert_eq!(std::fs::read(project.path(&evil)).unwrap(), b"1");
        assert_eq!(received(&project, "乙.txt", b"1"), evil, "the same content is the same input");
        assert_eq!(received(&project, "etc/甲\u{202e}.txt", b"2").name, "etc/甲\u{200b}（2）.txt");
        assert_eq!(std::fs::read_dir(project.folder().join("files")).unwrap().count(), 2);
        assert!(
            project.path(&Input { sha256: "../../x".to_owned(), ..Input::default() }).starts_with(project.folder())
        );
    }

    #[test]
    fn a_second_writer_is_told_and_does_not_win() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::begin(folder.path()).unwrap();
        let text = |text: &str, version| Text {
            unit: "甲局".to_owned(),
            key: "date".to_owned(),
            text: text.to_owned(),
            version,
        };
        assert_eq!(project.write(text("一", 0)).unwrap().version, 1);
        let late = project.write(text("二", 0)).unwrap_err();
        assert_eq!(late.kind(), crate::ErrorKind::Conflict);
        assert_eq!(project.write(text("三", 1)).unwrap().version, 2);
        assert_eq!(Project::begin(folder.path()).unwrap().texts("甲局").unwrap(), [text("三", 2)]);
    }

    #[test]
    fn a_folder_of_others_is_no_project_and_a_damaged_list_says_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("信.txt"), "x").unwrap();
        assert!(Project::begin(folder.path()).unwrap_err().to_string().contains("不是项目文件夹"));
        let folder = tempfile::tempdir().unwrap();
        let project = Project::begin(folder.path()).unwrap();
        std::fs::write(folder.path().join("texts.toml"), "# tongbi 项目\n[[text]]\nunit = 甲\n").unwrap();
        assert!(project.texts("甲").unwrap_err().to_string().contains("第3行"));
    }
}
