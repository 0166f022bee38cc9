//! 文件: which files an input means, and their bytes.

use super::error::READABLE;
use super::{Limits, SourceError, own};
use crate::error::plain;
use crate::model::{Place, Warning, WarningKind, plain_line};
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A file to read: its path and the name by which it is spoken of. Of a file found in a folder that was named,
/// the name tells the folders between, so that two files never share one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub path: PathBuf,
    pub name: Arc<str>,
    /// Whether it was found in a folder, not named by the user: then what cannot be read is passed over.
    pub found: bool,
}

/// How standard input is spoken of.
const STDIN: &str = "标准输入";

/// Whether an input is standard input: `-`, or one of the names that systems give it.
fn is_stdin(path: &Path) -> bool {
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].iter().any(|name| path.as_os_str() == *name)
}

/// What kind of thing that is neither file nor folder stands under a path; to open it may wait for ever. What a shell
/// hands over under `/dev/fd` is open already.
fn special(path: &Path, told: &std::fs::Metadata) -> Option<&'static str> {
    if told.is_file() || told.is_dir() || path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd") {
        return None;
    }
    Some(kind_of(told.file_type()))
}

#[cfg(unix)]
fn kind_of(kind: std::fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "命名管道"
    } else if kind.is_socket() {
        "套接字"
    } else {
        "设备"
    }
}

#[cfg(not(unix))]
fn kind_of(_: std::fs::FileType) -> &'static str {
    "设备"
}

/// The extensions of a folder's files that are opened: those that are read, and those whose content may be
/// another than the name says, or that deserve a message of their own.
const OPENED: [&str; 28] = [
    "txt", "md", "csv", "tsv", "xlsx", "xlsm", "xls", "et", "ods", "json", "parquet", "pdf", "docx", "doc", "wps",
    "rtf", "html", "htm", "mht", "zip", "rar", "7z", "ppt", "pptx", "png", "jpg", "jpeg", "ofd",
];

/// The files of these inputs: a file as it is, a folder with everything below it in the order of names.
///
/// Hidden files and the lock files of offices are passed over in silence; any other file of a folder that
/// cannot be read becomes a warning, and so does a folder in it. Links to folders are not followed, so no loop can arise.
pub(super) fn collect(
    paths: &[PathBuf],
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<File>, SourceError> {
    let mut files = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        if is_stdin(path) {
            files.push(File { path: path.clone(), name: STDIN.into(), found: false });
        } else if path.is_dir() {
            if is_report(path) {
                return Err(SourceError::OwnReport { path: name });
            }
            let (before, told) = (files.len(), warnings.len());
            let entries = entries(path).map_err(|reason| SourceError::Open { path: name.clone(), reason })?;
            walk((path, entries), "", limits, &mut files, warnings)?;
            if files.len() == before {
                return Err(match warnings.get(told) {
                    Some(reason) => SourceError::NothingUnderstood { reason: reason.clone() },
                    None => SourceError::NothingToRead { path: name },
                });
            }
        } else {
            files.push(File { path: path.clone(), name: short_name(path), found: false });
        }
    }
    Ok(distinct(files, warnings))
}

/// The same files, each once, under names that differ: places name a file, and figures of one name add up.
fn distinct(files: Vec<File>, warnings: &mut Vec<Warning>) -> Vec<File> {
    let mut kept: Vec<File> = Vec::new();
    let mut known: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for file in files {
        let path = file.path.canonicalize().unwrap_or_else(|_| file.path.clone());
        if let Some(at) = known.get(&path) {
            // Named beside its folder: what is named is read, whoever wrote it.
            kept[*at].found &= file.found;
            let message = "这个文件给了不止一次，只读一次";
            warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(file.name), message));
            continue;
        }
        known.insert(path, kept.len());
        kept.push(file);
    }
    let mut names: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for file in &kept {
        *names.entry(file.name.clone()).or_default() += 1;
    }
    for file in kept.iter_mut().filter(|file| names.get(&file.name).is_some_and(|times| *times > 1)) {
        file.name = spoken(&file.path.display().to_string());
    }
    kept
}

fn short_name(path: &Path) -> Arc<str> {
    if is_stdin(path) {
        return STDIN.into();
    }
    spoken(&path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned()))
}

fn walk(
    (folder, entries): (&Path, Vec<PathBuf>),
    within: &str,
    limits: &Limits,
    files: &mut Vec<File>,
    warnings: &mut Vec<Warning>,
) -> Result<(), SourceError> {
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name.starts_with("~$") || name == DATASET {
            continue;
        }
        // A link to a folder is no folder here.
        if path.symlink_metadata().is_ok_and(|told| told.is_dir()) {
            if is_report(&path) {
                warnings.push(own_output(&path.display().to_string(), OwnOutput::Report));
                continue;
            }
            match self::entries(&path) {
                Ok(entries) => walk((&path, entries), &format!("{within}{name}/"), limits, files, warnings)?,
                Err(reason) => {
                    let message = format!("这个文件夹打不开（{}），其中的文件没有读取。请检查权限", plain(&reason));
                    warnings.push(Warning::new(
                        WarningKind::SkippedFile,
                        Place::file(spoken(&path.display().to_string())),
                        message,
                    ));
                }
            }
            continue;
        }
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        if path.is_dir() || !OPENED.contains(&extension.as_str()) {
            // Of these we write some ourselves, none is a disclosure.
            let is_ours = ["svg", "ipynb", "toml"].contains(&extension.as_str())
                && bounded(&path, limits.bytes).is_ok_and(|bytes| own::is_output(&bytes));
            if is_ours {
                warnings.push(own_output(&path.display().to_string(), OwnOutput::File));
                continue;
            }
            let message = format!("不支持的格式，没有读取。可以读取：{READABLE}");
            warnings.push(Warning::new(
                WarningKind::SkippedFile,
                Place::file(spoken(&path.display().to_string())),
                message,
            ));
            continue;
        }
        if files.len() >= limits.files {
            let place = Place::file(folder.display().to_string());
            let remedy = "请分批处理";
            return Err(SourceError::Limit { place, what: "文件数", limit: limits.files, remedy });
        }
        files.push(File { name: spoken(&format!("{within}{name}")), path, found: true });
    }
    Ok(())
}

/// What of ours lies among documents.
#[derive(Debug, Clone, Copy)]
pub(super) enum OwnOutput {
    /// A file of a folder.
    File,
    /// A file of an archive.
    Packed,
    /// The folder of a report.
    Report,
}

/// That a file or folder is not read because it is ours, and how to have it read all the same.
pub(super) fn own_output(name: &str, what: OwnOutput) -> Warning {
    let remedy = match what {
        OwnOutput::File => "确实要读取的，请在命令里直接写出这个文件",
        OwnOutput::Packed => "确实要读取的，请先解压，再在命令里直接写出这个文件",
        OwnOutput::Report => "要用其中的数，请给出里面的 data/items.csv",
    };
    let message = format!("本程序写的，不是公开文件，没有读取。{remedy}");
    Warning::new(WarningKind::OwnOutput, Place::file(spoken(name)), message)
}

/// The manifest of a report, by which its folder is known.
const MANIFEST: &str = "manifest.json";

/// The manifest of a dataset, which lies beside its data.
const DATASET: &str = "_manifest.json";

fn is_report(folder: &Path) -> bool {
    const MOST: u64 = 16 << 20;
    bounded(&folder.join(MANIFEST), MOST).is_ok_and(|bytes| own::is_manifest(&bytes))
}

/// The bytes of a file, so many at most.
fn bounded(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if std::fs::metadata(path)?.is_file() {
        std::fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// How long a file is; what is no file of its own, as standard input, has no length.
pub(super) fn length(file: &File) -> u64 {
    std::fs::metadata(&file.path).map_or(0, |told| told.len())
}

/// A name as it is spoken of: nothing in it steers a terminal.
fn spoken(name: &str) -> Arc<str> {
    plain_line(name).into()
}

/// The bytes of a file, or of standard input for `-`.
pub(super) fn bytes(file: &File, limits: &Limits) -> Result<Vec<u8>, SourceError> {
    let path = if is_stdin(&file.path) { STDIN.to_owned() } else { file.path.display().to_string() };
    let open = |reason| SourceError::Open { path: path.clone(), reason };
    let mut bytes = Vec::new();
    if is_stdin(&file.path) {
        // It can be read once only; whoever comes second would find it empty.
        static TAKEN: AtomicBool = AtomicBool::new(false);
        if TAKEN.swap(true, Ordering::Relaxed) {
            return Err(SourceError::StandardInputTwice);
        }
        std::io::stdin().lock().take(limits.bytes + 1).read_to_end(&mut bytes).map_err(open)?;
    } else {
        let told = std::fs::metadata(&file.path).map_err(open)?;
        if let Some(kind) = special(&file.path, &told) {
            return Err(SourceError::NotAFile { path, kind });
        }
        let size = told.len();
        if size > limits.bytes {
            return Err(SourceError::TooLarge { path, size, limit: limits.bytes });
        }
        // A growing file is longer than it says.
        let opened = std::fs::File::open(&file.path).map_err(open)?;
        opened.take(limits.bytes + 1).read_to_end(&mut bytes).map_err(open)?;
    }
    if bytes.len() as u64 > limits.bytes {
        return Err(SourceError::TooLarge { path, size: bytes.len() as u64, limit: limits.bytes });
    }
    Ok(bytes)
}

/// The bytes of one file that is not a disclosure, such as a font.
///
/// # Errors
/// The file cannot be opened, or is larger than the limit.
pub fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, crate::Error> {
    Ok(bytes(&File { path: path.to_owned(), name: short_name(path), found: false }, limits)?)
}

/// Reads a text file that is no disclosure: a profile, a template.
///
/// # Errors
/// A file that cannot be read or is too large.
pub fn read_text(path: &Path) -> Result<String, crate::Error> {
    let bytes = read(path, &Limits::default())?;
    Ok(super::format::encoding::decode(&bytes).text)
}

/// A file to read parts of, and its length.
pub(super) fn open(path: &Path) -> std::io::Result<(std::fs::File, u64)> {
    if let Some(kind) = special(path, &std::fs::metadata(path)?) {
        return Err(std::io::Error::other(format!("这是{kind}，不是文件")));
    }
    let file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// So many bytes of a file from there on.
pub(super) fn range(path: &Path, start: u64, length: u64) -> std::io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    // What a footer claims is taken as memory only as far as the file goes.
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(file.metadata()?.len())).unwrap_or(0));
    if file.take(length).read_to_end(&mut bytes)? as u64 == length {
        Ok(bytes)
    } else {
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// What is in a folder, in the order of names.
pub(super) fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

/// Whether two files hold the same bytes; false where one cannot be read.
pub(super) fn equal(one: &Path, other: &Path) -> bool {
    let open = |path| std::fs::File::open(path).map(std::io::BufReader::new);
    let (Ok(one), Ok(other)) = (open(one), open(other)) else { return false };
    one.bytes().map(Result::ok).eq(other.bytes().map(Result::ok))
}
