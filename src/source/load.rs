//! 读入: reads files and folders into line items and claims.

use super::correction::Correction;
use super::dataset::Dataset;
use super::files::OwnOutput;
use super::format::Kind;
use super::gather::{Source, gather};
use super::limits::Unpacking;
use super::loaded::{Input, LoadOptions, Loaded};
use super::ocr::Engine;
use super::{Document, Limits, SourceError, album, archive, convert, dataset, files, format, list_parts, own};
use crate::model::{Place, Warning, WarningKind, sha256};
use crate::parallel;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// 进度: receives the progress of reading files, of computing rows and of making reports, and may end it.
pub trait Progress {
    /// The number of files, rows or units to come.
    fn begin(&self, count: usize) {
        let _ = count;
    }

    /// So many of them are done; `what` is the name of a file or unit, empty for rows.
    ///
    /// # Errors
    /// Whoever receives the progress wants no more; the work ends with this error.
    fn done(&self, count: usize, what: &str) -> Result<(), crate::Error> {
        let _ = (count, what);
        Ok(())
    }
}

/// Ignores progress.
impl Progress for () {}

/// Reads files, and folders with their subfolders, into one result.
///
/// Files of one unit and year are read as one disclosure. [`Loaded::warnings`] lists what was not understood.
///
/// # Errors
/// A named input that cannot be read, or no table and no claim in any of them.
pub fn load(paths: &[PathBuf], options: &LoadOptions, progress: &dyn Progress) -> Result<Loaded, crate::Error> {
    load_with(&[], paths, options, progress)
}

/// Reads files in memory, given as names and bytes, together with files and folders. A file in memory that is given again
/// with the same name and content counts once.
///
/// # Errors
/// As [`load`].
pub fn load_with(
    memory: &[(&str, &[u8])],
    paths: &[PathBuf],
    options: &LoadOptions,
    progress: &dyn Progress,
) -> Result<Loaded, crate::Error> {
    let mut reading = Reading::new(options);
    let files = files::collect((memory, options.found), paths, &options.limits, &mut reading.warnings)?;
    progress.begin(files.len());
    let room = Room::of(options.limits.bytes);
    parallel::in_order(
        &files,
        |file| room.within(files::length(file), || Reading::file(file, options)),
        |file, (own, done)| {
            reading.append(own);
            match done {
                Err(error) if file.found => reading.skip(&file.name, &error),
                done => done?,
            }
            progress.done(1, &file.name)
        },
    )?;
    let mut loaded = reading.gathered(options)?;
    let on_disk = files.into_iter().filter(|file| file.memory.is_none());
    loaded.paths = on_disk.map(|file| (file.name, file.path)).collect();
    Ok(loaded)
}

/// 单读的文件: a file, or an archive with its files, as it was read by itself, for [`load_parts`]. Files of one disclosure
/// are joined only there, so a part stays as it is when other files come or go.
#[derive(Debug, Clone)]
pub struct Part(Reading);

impl Part {
    /// Reads one file in memory, like one that was found in a folder: what cannot be read is a warning.
    pub fn read(name: &str, bytes: &[u8], options: &LoadOptions) -> Self {
        let name: Arc<str> = Arc::from(name);
        let mut reading = Reading::new(options);
        if own::is_output(bytes) {
            reading.warnings.push(files::own_output(&name, OwnOutput::File));
            return Self(reading);
        }
        reading.inputs.push(Input::of(&name, bytes));
        let unpacking = Unpacking::of(&options.limits);
        let path = Path::new(&*name);
        let folder = path.parent().unwrap_or(Path::new(""));
        let done = reading.bytes(&name, (folder, path), bytes, &unpacking, 0);
        if let Err(error) = done {
            reading.skip(&name, &error);
        }
        // The files of a project lie together, and some may have nothing to do with a budget.
        let project: Arc<str> = "项目".into();
        reading.sources.iter_mut().for_each(|source| source.given = project.clone());
        Self(reading)
    }

    /// The file, as the user says it is, whatever it says itself.
    #[must_use]
    pub fn corrected(mut self, correction: &Correction) -> Self {
        self.0.sources.iter_mut().for_each(|source| source.correction = correction.clone());
        self
    }

    /// A file that could not be read for this reason.
    pub fn unread(name: &str, reason: &str) -> Self {
        let mut reading = Reading::new(&LoadOptions::default());
        reading.warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(Arc::from(name)), reason));
        Self(reading)
    }
}

/// Joins files that were read by themselves into one result.
///
/// # Errors
/// No table and no claim in any of them.
pub fn load_parts(parts: impl IntoIterator<Item = Part>, options: &LoadOptions) -> Result<Loaded, crate::Error> {
    let mut whole = Reading::new(options);
    parts.into_iter().for_each(|Part(reading)| whole.append(reading));
    whole.gathered(options)
}

/// What has been read so far.
#[derive(Debug, Clone)]
struct Reading {
    limits: Limits,
    hidden: bool,
    engine: Option<Arc<dyn Engine>>,
    sources: Vec<Source>,
    warnings: Vec<Warning>,
    inputs: Vec<Input>,
}

/// Limits the bytes of files that are held in memory at a time, however many threads read files.
struct Room {
    max: u64,
    held: Mutex<u64>,
    freed: Condvar,
}

impl Room {
    fn of(max: u64) -> Self {
        Self { max, held: Mutex::new(0), freed: Condvar::new() }
    }

    /// Runs `work` on a file of so many bytes as soon as there is room for it; alone if it is larger than the room.
    fn within<T>(&self, bytes: u64, work: impl FnOnce() -> T) -> T {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |held: &mut u64| *held > 0 && held.saturating_add(bytes) > self.max;
        let mut held = self.freed.wait_while(held, full).unwrap_or_else(PoisonError::into_inner);
        *held = held.saturating_add(bytes);
        drop(held);
        let done = work();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = held.saturating_sub(bytes);
        self.freed.notify_all();
        done
    }
}

/// The depth to which nested archives are read: an archive in an archive, but none inside that.
const MAX_ARCHIVE_DEPTH: usize = 2;

impl Reading {
    fn new(options: &LoadOptions) -> Self {
        Self {
            limits: options.limits,
            hidden: options.hidden,
            engine: options.engine.clone(),
            sources: Vec::new(),
            warnings: Vec::new(),
            inputs: Vec::new(),
        }
    }

    /// Reads one file. What was read before an error is kept.
    fn file(file: &files::File<'_>, options: &LoadOptions) -> (Self, Result<(), SourceError>) {
        let mut reading = Self::new(options);
        let folder = file.path.parent().unwrap_or(Path::new(""));
        let done = files::bytes(file, &options.limits).and_then(|bytes| {
            if file.found && own::is_output(&bytes) {
                reading.warnings.push(files::own_output(&file.name, OwnOutput::File));
                return Ok(());
            }
            reading.inputs.push(Input::of(&file.name, &bytes));
            let unpacking = Unpacking::of(&options.limits);
            reading.bytes(&file.name, (folder, &file.path), &bytes, &unpacking, 0)
        });
        for source in &mut reading.sources {
            source.named = !file.found && source.document.name == file.name;
            source.given = file.given.clone();
        }
        (reading, done)
    }

    fn append(&mut self, other: Self) {
        self.sources.extend(other.sources);
        self.warnings.extend(other.warnings);
        self.inputs.extend(other.inputs);
    }

    /// Joins what was read.
    fn gathered(self, options: &LoadOptions) -> Result<Loaded, crate::Error> {
        let Self { sources, mut warnings, inputs, .. } = self;
        let sources = album::bind(sources, &options.limits, &mut warnings)?;
        let sources = list_parts::join(sources, &mut warnings);
        if let (true, Some(reason)) = (sources.is_empty(), warnings.first()) {
            return Err(SourceError::NothingUnderstood { reason: reason.clone() }.into());
        }
        Ok(Loaded { inputs, ..gather(sources, warnings, options)? })
    }

    /// Reads a document, or every file of an archive.
    fn bytes(
        &mut self,
        name: &Arc<str>,
        (folder, path): (&Path, &Path),
        bytes: &[u8],
        unpacking: &Unpacking,
        depth: usize,
    ) -> Result<(), SourceError> {
        let kind = Kind::of(name, bytes)?;
        if let Kind::Legacy(legacy) = kind {
            let converted = convert::to_docx(name, legacy, bytes, &self.limits)?;
            return self.bytes(name, (folder, path), &converted, unpacking, depth);
        }
        if kind != Kind::Archive || depth >= MAX_ARCHIVE_DEPTH {
            let mut sheet = None;
            let (document, dataset, cells) = match kind {
                Kind::Parquet => self.frame(name, path, bytes)?,
                Kind::Picture(container) => {
                    sheet = Some(format::sheet(container, name, bytes, self.engine.as_deref())?);
                    (Document { name: name.clone(), ..Document::default() }, None, 0)
                }
                _ => {
                    let document = format::read_kind(
                        kind,
                        name,
                        bytes,
                        &self.limits,
                        unpacking,
                        self.hidden,
                        self.engine.as_deref(),
                    )?;
                    if dataset::is_comparison(&document) {
                        return Err(SourceError::Comparison { path: name.to_string() });
                    }
                    let cells = document.cells();
                    (document, None, cells)
                }
            };
            // The files of an archive share the limit of one file.
            self.limits.cells = self.limits.cells.saturating_sub(cells);
            let whole = self.inputs.last().filter(|input| input.name == *name);
            let fingerprint = whole.map_or_else(|| sha256(bytes), |input| input.sha256.clone());
            let (folder, given) = (folder.to_owned(), name.clone());
            let correction = Correction::default();
            self.sources.push(Source {
                folder,
                document,
                sheet,
                dataset,
                fingerprint,
                named: false,
                given,
                correction,
                parts: Vec::new(),
            });
            return Ok(());
        }
        let limits = self.limits;
        let (before, told) = (self.sources.len(), self.warnings.len());
        let mut warnings = Vec::new();
        let all = |_: &str| true;
        let done = archive::unpack(name, path, bytes, (&limits, unpacking), &mut warnings, all, |entry| {
            let inner = entry.folder.join(entry.name.rsplit('/').next().unwrap_or_default());
            if own::is_output(&entry.bytes) {
                self.warnings.push(files::own_output(&entry.name, OwnOutput::Packed));
            } else if let Err(error) =
                self.bytes(&entry.name, (&entry.folder, &inner), &entry.bytes, unpacking, depth + 1)
            {
                self.skip(&entry.name, &error);
            }
        });
        self.warnings.append(&mut warnings);
        if (self.sources.len(), self.warnings.len()) == (before, told) {
            let message = "压缩包里没有可以读取的文件。请打开压缩包核对，或解压后把文件夹作为输入".to_owned();
            self.warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(name.clone()), message));
        }
        match done {
            // The files unpacked before the limit was reached are kept.
            Err(SourceError::Limit { what, limit, .. }) if self.sources.len() > before => {
                let read = self.sources.len() - before;
                let message =
                    format!("{what}超过上限 {limit}，只读取了前 {read} 个文件，其余的没有读取。请解压后分批处理");
                self.warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(name.clone()), message));
                Ok(())
            }
            done => done,
        }
    }

    /// Reads a Parquet file: as a dataset where its columns are those of one, else as a document; and counts its cells.
    fn frame(
        &self,
        name: &Arc<str>,
        path: &Path,
        bytes: &[u8],
    ) -> Result<(Document, Option<Dataset>, usize), SourceError> {
        let frame = format::parquet::frame(name, bytes, &self.limits)?;
        let cells = frame.height() * frame.width();
        if dataset::is_comparison_frame(&frame) {
            return Err(SourceError::Comparison { path: name.to_string() });
        }
        Ok(match dataset::of_frame(name, path, &frame)? {
            Some(read) => (Document { name: name.clone(), ..Document::default() }, Some(read), cells),
            None => (format::parquet::document(name, &frame, &self.limits)?, None, cells),
        })
    }

    /// Turns the error of a file that the user did not name into a warning.
    fn skip(&mut self, name: &Arc<str>, error: &SourceError) {
        let message = error.to_string();
        let message = message.strip_prefix(&format!("{name}：")).unwrap_or(&message).to_owned();
        self.warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(name.clone()), message));
    }
}

/// Reads files in memory, given as names and bytes, in any format that [`load`] reads, including archives. A name may
/// contain the folders around the file (`某局/2024/决算.pdf`), which tell the same as those on disk do.
///
/// # Errors
/// As [`load`].
pub fn load_bytes(files: &[(&str, &[u8])], options: &LoadOptions) -> Result<Loaded, crate::Error> {
    load_with(files, &[], options, &())
}

/// Reads texts in memory, given as names and contents.
///
/// # Errors
/// As [`load`].
pub fn load_texts(texts: &[(&str, &str)], options: &LoadOptions) -> Result<Loaded, crate::Error> {
    let files: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    load_bytes(&files, options)
}
