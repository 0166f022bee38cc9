//! 文件: finds the files of an input and reads their bytes.

use super::error::READABLE;
use super::{Limits, SourceError, own};
use crate::error::plain;
use crate::model::{Place, Warning, WarningKind, plain_line};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File<'a> {
    pub path: PathBuf,
    /// Display name, unique in the run; for a file found in a folder, its path relative to that folder.
    pub name: Arc<str>,
    /// Whether it was found in a folder rather than named by the user. Only then may it be skipped with a warning.
    pub found: bool,
    /// The input that the user named: this file, or a folder around it.
    pub given: Arc<str>,
    /// Its content, if it is in memory rather than on disk. `path` is then its name.
    pub memory: Option<&'a [u8]>,
}

impl<'a> File<'a> {
    /// A file that the user named.
    fn named(path: &Path, name: Arc<str>, given: Arc<str>) -> Self {
        Self { path: path.to_owned(), name, found: false, given, memory: None }
    }

    /// A file in memory. One that was `found` is treated as if it lay in a folder that the user named.
    fn in_memory(name: &str, bytes: &'a [u8], found: bool) -> Self {
        let path = PathBuf::from(name);
        let display = display_name(name);
        let folder = path.parent().filter(|_| found).map(|folder| folder.display().to_string());
        let given = match folder.as_deref() {
            None => display.clone(),
            // Of files that lie together some may have nothing to do with a budget.
            Some("") => "给出的文件".into(),
            Some(folder) => display_name(folder),
        };
        Self { path, name: display, found, given, memory: Some(bytes) }
    }
}

/// Display name of standard input.
const STDIN: &str = "标准输入";

/// Whether an input is standard input: `-`, or one of the names that systems give it.
fn is_stdin(path: &Path) -> bool {
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].iter().any(|name| path.as_os_str() == *name)
}

/// The Chinese name of a special file (pipe, socket, device), which must not be opened, since that may block for ever.
/// `None` for files and folders, and for `/dev/fd`, where a shell passes files that are already open.
fn special(path: &Path, metadata: &std::fs::Metadata) -> Option<&'static str> {
    if metadata.is_file() || metadata.is_dir() || path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd") {
        return None;
    }
    Some(kind_of(metadata.file_type()))
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

/// The extensions of files that are opened in a folder: supported formats, formats whose content is often that of a
/// supported one, and formats that get an error message of their own.
const OPENED: [&str; 30] = [
    "txt", "md", "csv", "tsv", "xlsx", "xlsm", "xlsb", "xls", "xml", "et", "ods", "json", "parquet", "pdf", "docx",
    "doc", "wps", "rtf", "html", "htm", "mht", "zip", "rar", "7z", "ppt", "pptx", "png", "jpg", "jpeg", "ofd",
];

/// The files of these inputs: those in memory, then a named file, or all files in a folder and its subfolders, sorted by
/// name. Files in memory that were `found` are treated as those of a folder.
///
/// Hidden files and lock files of office programs are skipped silently; any other file or subfolder that cannot be read
/// gives a warning. Links to folders are not followed, so that there can be no loop.
pub(super) fn collect<'a>(
    (memory, found): (&[(&str, &'a [u8])], bool),
    paths: &[PathBuf],
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<File<'a>>, SourceError> {
    let last = |name: &str| name.rsplit('/').next().is_some_and(is_passed_over);
    let memory = memory.iter().filter(|(name, _)| !(found && last(name)));
    let mut files: Vec<File<'a>> = memory.map(|(name, bytes)| File::in_memory(name, bytes, found)).collect();
    for path in paths {
        let name = path.display().to_string();
        if is_stdin(path) {
            files.push(File::named(path, STDIN.into(), STDIN.into()));
        } else if path.is_dir() {
            if is_report(path) {
                return Err(SourceError::OwnReport { path: name });
            }
            let (files_before, warnings_before) = (files.len(), warnings.len());
            let entries = entries(path).map_err(|reason| SourceError::Open { path: name.clone(), reason })?;
            walk((path, entries), (&display_name(&name), ""), limits, &mut files, warnings)?;
            if files.len() == files_before {
                return Err(match warnings.get(warnings_before) {
                    Some(reason) => SourceError::NothingUnderstood { reason: reason.clone() },
                    None => SourceError::NothingToRead { path: name },
                });
            }
        } else {
            files.push(File::named(path, short_name(path), display_name(&name)));
        }
    }
    Ok(distinct(files, warnings))
}

/// Whether a file of a folder is skipped silently: hidden files, lock files of office programs, manifests of datasets.
fn is_passed_over(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || name == DATASET_MANIFEST
}

/// Removes files given more than once and makes display names unique, since places refer to files by name. Files in memory
/// are the same if both name and content are.
fn distinct<'a>(files: Vec<File<'a>>, warnings: &mut Vec<Warning>) -> Vec<File<'a>> {
    let mut kept: Vec<File<'a>> = Vec::new();
    let mut known: BTreeMap<(PathBuf, Option<&'a [u8]>), usize> = BTreeMap::new();
    for file in files {
        let on_disk = || file.path.canonicalize().ok();
        let path = file.memory.is_none().then(on_disk).flatten().unwrap_or_else(|| file.path.clone());
        let identity = (path, file.memory);
        if let Some(at) = known.get(&identity) {
            // Given by name and again by its folder: a named file is read even if this program wrote it.
            kept[*at].found &= file.found;
            let message = "这个文件给了不止一次，只读一次";
            warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(file.name), message));
            continue;
        }
        known.insert(identity, kept.len());
        kept.push(file);
    }
    let mut names: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for file in &kept {
        *names.entry(file.name.clone()).or_default() += 1;
    }
    for file in kept.iter_mut().filter(|file| names.get(&file.name).is_some_and(|times| *times > 1)) {
        file.name = display_name(&file.path.display().to_string());
    }
    number_equal_names(&mut kept);
    for file in kept.iter_mut().filter(|file| !file.found) {
        file.given = file.name.clone();
    }
    kept
}

/// Numbers files of the same name that no path tells apart, in their order: `甲.docx`, `甲.docx（2）`.
fn number_equal_names(files: &mut [File<'_>]) {
    let mut taken = BTreeSet::new();
    for file in files {
        let mut numbered = file.name.clone();
        for number in 2.. {
            if taken.insert(numbered.clone()) {
                break;
            }
            numbered = format!("{}（{number}）", file.name).into();
        }
        file.name = numbered;
    }
}

fn short_name(path: &Path) -> Arc<str> {
    if is_stdin(path) {
        return STDIN.into();
    }
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    display_name(&file_name.unwrap_or_else(|| path.display().to_string()))
}

/// Adds the files of a folder and its subfolders. `given` is the input folder, `within` the path from it to this one.
fn walk(
    (folder, entries): (&Path, Vec<PathBuf>),
    (given, within): (&Arc<str>, &str),
    limits: &Limits,
    files: &mut Vec<File<'_>>,
    warnings: &mut Vec<Warning>,
) -> Result<(), SourceError> {
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_passed_over(&name) {
            continue;
        }
        // False for a link to a folder.
        if path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
            if is_report(&path) {
                warnings.push(own_output(&path.display().to_string(), OwnOutput::Report));
                continue;
            }
            match self::entries(&path) {
                Ok(entries) => walk((&path, entries), (given, &format!("{within}{name}/")), limits, files, warnings)?,
                Err(reason) => {
                    let message = format!("这个文件夹无法打开（{}），其中的文件没有读取。请检查权限", plain(&reason));
                    warnings.push(Warning::new(
                        WarningKind::SkippedFile,
                        Place::file(display_name(&path.display().to_string())),
                        message,
                    ));
                }
            }
            continue;
        }
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        if path.is_dir() || !OPENED.contains(&extension.as_str()) {
            // Formats that are not read but that this program writes.
            let is_ours = ["svg", "ipynb", "toml"].contains(&extension.as_str())
                && bounded(&path, limits.bytes).is_ok_and(|bytes| own::is_output(&bytes));
            if is_ours {
                warnings.push(own_output(&path.display().to_string(), OwnOutput::File));
                continue;
            }
            let message = format!("不支持的格式，没有读取。可以读取：{READABLE}");
            warnings.push(Warning::new(
                WarningKind::SkippedFile,
                Place::file(display_name(&path.display().to_string())),
                message,
            ));
            continue;
        }
        if files.len() >= limits.files {
            let place = Place::file(folder.display().to_string());
            let remedy = "请分批处理";
            return Err(SourceError::Limit { place, what: "文件数", limit: limits.files, remedy });
        }
        let name = display_name(&format!("{within}{name}"));
        files.push(File { name, path, found: true, given: given.clone(), memory: None });
    }
    Ok(())
}

/// Output of this program found among documents.
#[derive(Debug, Clone, Copy)]
pub(super) enum OwnOutput {
    /// A file in a folder.
    File,
    /// A file in an archive.
    Packed,
    /// A report folder.
    Report,
}

/// The warning that a file or folder was skipped because this program wrote it, with the way to read it anyway.
pub(super) fn own_output(name: &str, what: OwnOutput) -> Warning {
    let remedy = match what {
        OwnOutput::File => "确实要读取的，请在命令里直接写出这个文件",
        OwnOutput::Packed => "确实要读取的，请先解压，再在命令里直接写出这个文件",
        OwnOutput::Report => "要用其中的数，请提供里面的 data/items.csv",
    };
    let message = format!("本程序写的，不是公开文件，没有读取。{remedy}");
    Warning::new(WarningKind::OwnOutput, Place::file(display_name(name)), message)
}

/// The manifest of a report, which identifies its folder.
const REPORT_MANIFEST: &str = "manifest.json";

/// The manifest of a dataset, which lies among its data and is skipped.
const DATASET_MANIFEST: &str = "_manifest.json";

fn is_report(folder: &Path) -> bool {
    /// Far more than the manifest of any report.
    const MAX_BYTES: u64 = 16 << 20;
    bounded(&folder.join(REPORT_MANIFEST), MAX_BYTES).is_ok_and(|bytes| own::is_manifest(&bytes))
}

/// The first `max` bytes of a file.
fn bounded(path: &Path, max: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if std::fs::metadata(path)?.is_file() {
        std::fs::File::open(path)?.take(max).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The number of bytes that have to be read for a file; 0 if it is not known, as for standard input.
pub(super) fn length(file: &File<'_>) -> u64 {
    if file.memory.is_some() {
        return 0;
    }
    std::fs::metadata(&file.path).map_or(0, |metadata| metadata.len())
}

/// A name for display, without control characters.
fn display_name(name: &str) -> Arc<str> {
    plain_line(name).into()
}

/// The bytes of a file, or of standard input for `-`.
pub(super) fn bytes<'a>(file: &File<'a>, limits: &Limits) -> Result<Cow<'a, [u8]>, SourceError> {
    if let Some(bytes) = file.memory {
        let (path, size, limit) = (file.name.to_string(), bytes.len() as u64, limits.bytes);
        return if size > limit { Err(SourceError::TooLarge { path, size, limit }) } else { Ok(bytes.into()) };
    }
    on_disk(file, limits).map(Cow::Owned)
}

fn on_disk(file: &File<'_>, limits: &Limits) -> Result<Vec<u8>, SourceError> {
    let path = if is_stdin(&file.path) { STDIN.to_owned() } else { file.path.display().to_string() };
    let open = |reason| SourceError::Open { path: path.clone(), reason };
    let mut bytes = Vec::new();
    if is_stdin(&file.path) {
        // It can be read only once; a second reader would find it empty.
        static TAKEN: AtomicBool = AtomicBool::new(false);
        if TAKEN.swap(true, Ordering::Relaxed) {
            return Err(SourceError::StandardInputTwice);
        }
        std::io::stdin().lock().take(limits.bytes + 1).read_to_end(&mut bytes).map_err(open)?;
    } else {
        let metadata = std::fs::metadata(&file.path).map_err(open)?;
        if let Some(kind) = special(&file.path, &metadata) {
            return Err(SourceError::NotAFile { path, kind });
        }
        let size = metadata.len();
        if size > limits.bytes {
            return Err(SourceError::TooLarge { path, size, limit: limits.bytes });
        }
        // The file may have grown since, so the read is bounded too.
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
    let name = short_name(path);
    Ok(on_disk(&File::named(path, name.clone(), name), limits)?)
}

/// Reads a text file that is not a disclosure, such as a profile or a template.
///
/// # Errors
/// A file that cannot be read or is too large.
pub fn read_text(path: &Path) -> Result<String, crate::Error> {
    let bytes = read(path, &Limits::default())?;
    Ok(super::format::encoding::decode(&bytes).text)
}

/// Opens a file for reading parts of it; also returns its length.
pub(super) fn open(path: &Path) -> std::io::Result<(std::fs::File, u64)> {
    if let Some(kind) = special(path, &std::fs::metadata(path)?) {
        return Err(std::io::Error::other(format!("这是{kind}，不是文件")));
    }
    let file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// `length` bytes of a file, from `start` on.
pub(super) fn range(path: &Path, start: u64, length: u64) -> std::io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    // The length comes from a footer and may be wrong; memory is reserved only up to the file's own length.
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(file.metadata()?.len())).unwrap_or(0));
    if file.take(length).read_to_end(&mut bytes)? as u64 == length {
        Ok(bytes)
    } else {
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// The entries of a folder, sorted by name.
pub(super) fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

/// Whether two files hold the same bytes; false if one cannot be read.
pub(super) fn equal(one: &Path, other: &Path) -> bool {
    let open = |path| std::fs::File::open(path).map(std::io::BufReader::new);
    let (Ok(one), Ok(other)) = (open(one), open(other)) else { return false };
    one.bytes().map(Result::ok).eq(other.bytes().map(Result::ok))
}

/// The first program of one of these names in the folders of `PATH`.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut programs = std::env::split_paths(&path).flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    programs.find(|program| program.is_file())
}
