//! 输出: writes results to files or to standard output. Files are complete or not there at all ([`StagedFile`]).

use super::format::Format;
use super::paint;
use super::screen::{Screen, is_stdout};
use super::staged::StagedFile;
use super::step::step;
use super::target::Target;
use crate::model::{self, MARK_MARKDOWN, MARK_TEXT};
use crate::present::PresentError;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Checks that the output is not one of the inputs, which would be overwritten.
pub(super) fn protect(output: &Path, inputs: &[PathBuf]) -> Result<(), crate::Error> {
    if is_stdout(output) {
        return Ok(());
    }
    let same =
        |input: &&PathBuf| input.canonicalize().is_ok_and(|input| output.canonicalize().is_ok_and(|o| o == input));
    match inputs.iter().find(same) {
        Some(input) => {
            let message = format!("输出文件 {} 就是输入文件，写入会覆盖它。请换一个输出文件名", input.display());
            Err(PresentError::Argument(message).into())
        }
        None => Ok(()),
    }
}

/// The address by which a page in one folder finds a file: relative where both lie on one drive, so that they can be
/// moved together.
pub(super) fn link(folder: &Path, file: &Path) -> Option<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // The folder of an output may not be there yet; what is above it is.
    let above = folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
    let below = folder.strip_prefix(above).ok()?.components().count();
    let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
    let (above, file) = (above.canonicalize().ok()?, file.canonicalize().ok()?);
    let (from, to): (Vec<_>, Vec<_>) = (above.components().collect(), file.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = "../".repeat(from.len() - shared + below);
    let down: Vec<String> = to[shared..].iter().map(|part| escaped(&part.as_os_str().to_string_lossy())).collect();
    (shared > 0).then(|| up + &down.join("/"))
}

/// A name as a part of an address.
fn escaped(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') || byte >= 0x80;
    let one = |c: char| {
        let mut bytes = [0; 4];
        let text = c.encode_utf8(&mut bytes);
        if text.bytes().all(plain) {
            text.to_owned()
        } else {
            text.bytes().map(|byte| format!("%{byte:02X}")).collect()
        }
    };
    name.chars().map(one).collect()
}

/// The name of an output in messages.
pub(super) fn name(path: &Path) -> String {
    if is_stdout(path) { "标准输出".to_owned() } else { path.display().to_string() }
}

/// Writes an output (`-` is standard output) and reports it. Missing folders are created.
pub(super) fn write(path: &Path, bytes: &[u8], screen: Screen) -> Result<(), crate::Error> {
    put(path, bytes, screen)?;
    screen.written(path, "");
    Ok(())
}

/// As [`write`], without reporting it, for commands with a message of their own.
pub(super) fn put(path: &Path, bytes: &[u8], screen: Screen) -> Result<(), crate::Error> {
    put_or_merge(path, bytes, |_| None, screen).map(drop)
}

/// As [`put`]; a file of somebody's, which is not replaced, gets what `merged` makes of its bytes if it makes anything.
/// Tells whether it was merged.
pub(super) fn put_or_merge(
    path: &Path,
    bytes: &[u8],
    merged: impl FnOnce(&[u8]) -> Option<Vec<u8>>,
    screen: Screen,
) -> Result<bool, crate::Error> {
    if is_stdout(path) {
        return to_stdout(bytes).map(|()| false);
    }
    let target = Target::of(path)?;
    let (bytes, target, is_merged) = match target.check(Some(bytes), screen) {
        Ok(()) => (bytes.to_vec(), target, false),
        Err(refused) => (std::fs::read(&target.path).ok().and_then(|old| merged(&old)).ok_or(refused)?, target, true),
    };
    let mut file = StagedFile::at(target, screen)?;
    file.write_all(&bytes).map_err(|reason| file.refused(reason))?;
    file.persist().map(|()| is_merged)
}

/// Checks that an output may be written, for commands that write several files and should write all or none.
pub(super) fn check(path: &Path, bytes: &[u8], screen: Screen) -> Result<(), crate::Error> {
    if is_stdout(path) { Ok(()) } else { checked(path, bytes, screen).map(drop) }
}

fn checked(path: &Path, bytes: &[u8], screen: Screen) -> Result<Target, crate::Error> {
    let target = Target::of(path)?;
    target.check(Some(bytes), screen)?;
    Ok(target)
}

/// Writes a new file directly, for files in a folder that is still being built.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    let mut file = std::fs::File::create_new(path)?;
    for piece in bytes.chunks(1 << 18) {
        step();
        file.write_all(piece)?;
    }
    Ok(())
}

/// Sends bytes to standard output, unless they are binary and would go to a terminal.
fn to_stdout(bytes: &[u8]) -> Result<(), crate::Error> {
    let text = std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    if !text && std::io::stdout().is_terminal() {
        let message = "结果不是文字，不能显示在屏幕上。请用 -o 文件名 写入文件，或用 > 文件名、| 程序 接走";
        return Err(PresentError::Argument(message.to_owned()).into());
    }
    send(bytes)
}

/// Prints to standard output. A closed pipe (`| head`) is not an error.
pub(super) fn print(text: &str) -> Result<(), crate::Error> {
    send(text.as_bytes())
}

/// Prints a coloured text; colours are removed if standard output does not show them.
pub(super) fn print_painted(text: &str) -> Result<(), crate::Error> {
    let mut stdout = anstream::stdout().lock();
    sent(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

fn send(bytes: &[u8]) -> Result<(), crate::Error> {
    let mut stdout = std::io::stdout().lock();
    sent(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

fn sent(done: std::io::Result<()>) -> Result<(), crate::Error> {
    match done {
        Err(reason) if reason.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(PresentError::Write { path: "标准输出".into(), reason }.into())
        }
        _ => Ok(()),
    }
}

/// Writes a result to a file, or to standard output if there is none; text is coloured there.
pub(super) fn show(path: Option<&Path>, bytes: Vec<u8>, format: Format, screen: Screen) -> Result<(), crate::Error> {
    match path.filter(|path| !is_stdout(path)) {
        Some(path) => write(path, &marked(bytes, format), screen),
        None if format == Format::Text => print_painted(&paint::growth(&String::from_utf8_lossy(&bytes))),
        None => to_stdout(&bytes),
    }
}

/// A result as it is stored in a file: texts get a last line that marks them as our output, so that they are not read
/// as sources.
pub(super) fn marked(bytes: Vec<u8>, format: Format) -> Vec<u8> {
    let mark = match format {
        Format::Text => MARK_TEXT,
        Format::Markdown => MARK_MARKDOWN,
        _ => return bytes,
    };
    model::marked(&String::from_utf8_lossy(&bytes), mark).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_from_the_folder_of_a_page_to_a_document() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("公开 2024#1.pdf");
        std::fs::write(&file, "").unwrap();
        let link = |from: &str| link(&folder.path().join(from), &file).unwrap();
        assert_eq!(link(""), "公开%202024%231.pdf");
        assert_eq!(link("审查/甲"), "../../公开%202024%231.pdf");
    }
}
