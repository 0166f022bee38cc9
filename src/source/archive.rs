//! 压缩包: unpacks the files of a ZIP one by one, within the limits and with file names decoded.

use super::limits::Unpacking;
use super::{Limits, SourceError};
use crate::model::{Place, Warning, WarningKind, plain_line};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::ZipArchive;

/// A file of an archive.
pub(super) struct Entry {
    /// Display name: `附件.zip/甲局/表.xlsx`.
    pub name: Arc<str>,
    /// The path of the archive followed by the folders inside it.
    pub folder: PathBuf,
    pub bytes: Vec<u8>,
}

/// Passes each file of the archive at `path` whose display name `is_wanted` to `take`, sorted by name. Unpacked bytes and
/// number of files draw on one budget with the archives around it.
///
/// Folders, hidden files and the metadata of macOS are skipped silently. An entry that cannot be unpacked gives a
/// warning.
///
/// # Errors
/// The archive is broken, holds too many files, or exceeds the budget; unpacking stops before memory fills up.
pub(super) fn unpack(
    name: &Arc<str>,
    path: &Path,
    bytes: &[u8],
    (limits, unpacking): (&Limits, &Unpacking),
    warnings: &mut Vec<Warning>,
    is_wanted: impl Fn(&str) -> bool,
    mut take: impl FnMut(Entry),
) -> Result<(), SourceError> {
    let broken = |_| {
        super::format::unsupported(
            name,
            "已损坏或不完整的压缩包",
            "请重新下载或重新压缩后再试，或解压后把文件夹作为输入",
        )
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let over =
        |what, limit| SourceError::Limit {
            place: Place::file(name.clone()), what, limit, remedy: "请解压后分批处理"
        };
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        if let Ok(entry) = archive.by_index_raw(index) {
            entries.extend(inner_path(entry.name_raw()).map(|inner| (inner, index)));
        }
    }
    entries.sort();
    if !unpacking.spend_files(entries.len()) {
        return Err(over("文件数", limits.files));
    }
    for (inner, index) in entries {
        let shown: Arc<str> = format!("{name}/{}", plain_line(&inner)).into();
        if !is_wanted(&shown) {
            continue;
        }
        let place = || Place::file(format!("{name}/{inner}"));
        let mut unpacked = Vec::new();
        let read =
            archive.by_index(index).map_err(|error| matches!(error, zip::result::ZipError::UnsupportedArchive(_)));
        let too_long = || format!("超过上限 {} 字节，没有读取。请解压后分批处理", limits.bytes);
        if let Ok(file) = &read
            && file.size() > limits.bytes
        {
            // An entry whose header says it is too long is not unpacked, so that it uses up none of the budget.
            drop(read);
            warnings.push(Warning::new(WarningKind::SkippedFile, place(), too_long()));
            continue;
        }
        let read = read.and_then(|file| {
            file.take(unpacking.left().min(limits.bytes) + 1).read_to_end(&mut unpacked).map_err(|_| false)
        });
        let length = unpacked.len() as u64;
        if !unpacking.spend(length) {
            return Err(over("解压后的字节数", unpacking.limit()));
        }
        let skipped = match read {
            Err(true) => Some("有密码，或压缩方法不支持，没有读取。请解压后再试".to_owned()),
            Err(false) => Some("解压失败，没有读取。请重新下载或重新压缩后再试".to_owned()),
            Ok(_) if length > limits.bytes => Some(too_long()),
            Ok(_) => None,
        };
        if let Some(message) = skipped {
            warnings.push(Warning::new(WarningKind::SkippedFile, place(), message));
            continue;
        }
        let folder = inner.rsplit_once('/').map_or_else(|| path.to_owned(), |(folder, _)| path.join(folder));
        take(Entry { name: shown, folder, bytes: unpacked });
    }
    Ok(())
}

/// The bytes of a file in an archive, by its display name (`附件.zip/甲局/表.pdf`); `None` if there is none, or the archive
/// exceeds the limits.
pub fn member(archive: &str, bytes: &[u8], wanted: &str, limits: &Limits) -> Option<Vec<u8>> {
    within(&archive.into(), bytes, wanted, (limits, &Unpacking::of(limits)))
}

fn within(name: &Arc<str>, bytes: &[u8], wanted: &str, limits: (&Limits, &Unpacking)) -> Option<Vec<u8>> {
    let leads = |entry: &str| wanted.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let mut found = None;
    let take = |entry: Entry| {
        if found.is_none() {
            let is_it = *entry.name == *wanted;
            found = if is_it { Some(entry.bytes) } else { within(&entry.name, &entry.bytes, wanted, limits) };
        }
    };
    unpack(name, Path::new(&**name), bytes, limits, &mut Vec::new(), leads, take).ok()?;
    found
}

/// The path of an entry inside its archive; `None` if it is not a file to read.
///
/// Chinese archives often store names in GBK without the flag for it, so the encoding is guessed from the bytes. Parts
/// such as `..` are dropped; they could do no harm, since nothing is written.
fn inner_path(raw: &[u8]) -> Option<String> {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    if name.ends_with(['/', '\\']) {
        return None;
    }
    let parts: Vec<String> = name
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .map(|part| part.chars().filter(|c| !c.is_control()).collect())
        .collect();
    let hidden = parts.iter().any(|part| part == "__MACOSX" || part.starts_with('.') || part.starts_with("~$"));
    let system = parts.last().is_none_or(|last| matches!(last.as_str(), "Thumbs.db" | "desktop.ini"));
    (!hidden && !system).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_entries_are_read_in_the_encoding_their_bytes_show() {
        let gbk = encoding_rs::GBK.encode("甲局/预算表.xlsx").0.into_owned();
        assert_eq!(inner_path(&gbk).as_deref(), Some("甲局/预算表.xlsx"));
        assert_eq!(inner_path("甲局/预算表.xlsx".as_bytes()).as_deref(), Some("甲局/预算表.xlsx"));
        assert_eq!(inner_path(b"../../etc/a.txt").as_deref(), Some("etc/a.txt"));
        assert_eq!(inner_path(b"a\\b.txt").as_deref(), Some("a/b.txt"));
        for nothing in ["甲局/", "__MACOSX/甲局/._表.xlsx", ".DS_Store", "甲局/~$表.xlsx", "Thumbs.db"] {
            assert_eq!(inner_path(nothing.as_bytes()), None, "{nothing}");
        }
    }
}
