//! 输出: files written beside and then renamed, so that no half-written file is ever left.

use crate::present::PresentError;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Refuses an output that is one of the inputs: what was read must not be lost.
pub(super) fn spare(output: &Path, inputs: &[PathBuf]) -> Result<(), crate::Error> {
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

/// Writes a file whole or not at all; folders on the way are made.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), crate::Error> {
    let refuse = |reason| PresentError::Write { path: path.display().to_string(), reason };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(refuse)?;
    let mut file = tempfile::Builder::new().prefix(".tongbi-").tempfile_in(folder).map_err(refuse)?;
    file.write_all(bytes).map_err(refuse)?;
    let file = file.persist(path).map_err(|error| refuse(error.error))?;
    readable(&file).map_err(refuse)?;
    Ok(())
}

/// Temporary files are private; what we hand over is readable as other files are.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

/// Prints to standard output; a reader that went away (`| head`) is no error.
pub(super) fn print(text: &str) -> Result<(), crate::Error> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(PresentError::Write { path: "标准输出".into(), reason: error }.into())
        }
        _ => Ok(()),
    }
}

/// A unit's name as a folder's name.
pub(super) fn folder_name(unit: &str) -> String {
    let name: String =
        unit.chars().map(|c| if "/\\:*?\"<>|.".contains(c) || c.is_control() { '_' } else { c }).collect();
    if name.is_empty() { "未命名单位".to_owned() } else { name.chars().take(60).collect() }
}
