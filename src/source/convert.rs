//! 转换: turns documents of Word 97–2003 and WPS, RTF and Word 2003 XML into docx by LibreOffice, where it is installed.
//!
//! The program runs without a window on a profile of its own, which has no macros and reaches no network, with a limit of
//! time and memory, and is ended together with everything that it started.

use super::SourceError;
use super::child::Program;
use super::files;
use super::format::Legacy;
use super::limits::Limits;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a conversion may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// How many bytes of memory it may reserve.
const MEMORY: u64 = 6 << 30;

/// Settings of the profile: no macro, no link that is followed, a proxy that does not exist.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"#;

/// Converts a document to docx.
///
/// # Errors
/// LibreOffice is not installed, or does not succeed.
pub(super) fn to_docx(name: &str, kind: Legacy, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, SourceError> {
    let program = installed().ok_or_else(|| kind.unsupported(name))?;
    // One at a time: each takes all of a processor and some hundred megabytes.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    converted(&program, kind, bytes, limits, PATIENCE)
        .map_err(|reason| SourceError::Conversion { path: name.to_owned(), reason })
}

/// LibreOffice on the path, else where its installer puts it.
fn installed() -> Option<PathBuf> {
    const NAMES: [&str; 4] = ["soffice", "libreoffice", "soffice.com", "soffice.exe"];
    const PLACES: [&str; 3] = [
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.com",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    ];
    files::on_path(&NAMES).or_else(|| PLACES.map(PathBuf::from).into_iter().find(|program| program.is_file()))
}

fn converted(
    program: &Path,
    kind: Legacy,
    bytes: &[u8],
    limits: &Limits,
    patience: Duration,
) -> Result<Vec<u8>, &'static str> {
    let scratch = |_| "临时文件无法写入";
    let folder = tempfile::Builder::new().prefix("tongbi-").tempdir().map_err(scratch)?;
    let profile = folder.path().join("profile");
    std::fs::create_dir_all(profile.join("user")).map_err(scratch)?;
    std::fs::write(profile.join("user").join("registrymodifications.xcu"), SETTINGS).map_err(scratch)?;
    let source = folder.path().join("document").with_extension(kind.extension());
    std::fs::write(&source, bytes).map_err(scratch)?;
    let mut command = Command::new(program);
    command
        .arg(format!("-env:UserInstallation={}", address(&profile)))
        .args(["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"])
        .arg(format!("--infilter={}", kind.filter()))
        .args(["--convert-to", "docx:MS Word 2007 XML", "--outdir"])
        .arg(folder.path())
        .arg(&source)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut running = Program::start(&mut command, MEMORY).map_err(|_| "LibreOffice 无法启动")?;
    running.wait(patience).ok_or("超过两分钟没有完成")?;
    // What it has started may still write.
    drop(running);
    let made = source.with_extension("docx");
    // It ends with 0 even if it wrote nothing.
    let size = std::fs::metadata(&made).map_err(|_| "文件可能已损坏，或有打开密码")?.len();
    if size > limits.bytes {
        return Err("转换后的文件太大");
    }
    std::fs::read(&made).map_err(scratch)
}

/// A path as the address of a file.
fn address(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/").replace('%', "%25").replace(' ', "%20").replace('#', "%23");
    format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A program with this script in place of LibreOffice.
    fn stand_in(script: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("soffice");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        (folder, program)
    }

    fn run(script: &str, limits: &Limits) -> (tempfile::TempDir, Result<Vec<u8>, &'static str>) {
        let (folder, program) = stand_in(script);
        let done = converted(&program, Legacy::Word, b"x", limits, Duration::from_secs(2));
        (folder, done)
    }

    #[test]
    fn a_program_that_does_not_end_is_given_up() {
        let (_folder, program) = stand_in("sleep 60");
        let done = converted(&program, Legacy::Word, b"x", &Limits::default(), Duration::from_millis(300));
        assert_eq!(done, Err("超过两分钟没有完成"));
    }

    #[test]
    fn nothing_or_too_much_written_is_an_error() {
        assert_eq!(run("exit 0", &Limits::default()).1, Err("文件可能已损坏，或有打开密码"));
        let write = "while [ \"$1\" != --outdir ]; do shift; done\nhead -c 100 /dev/zero > \"$2/document.docx\"";
        assert_eq!(run(write, &Limits::default()).1.map(|bytes| bytes.len()), Ok(100));
        assert_eq!(run(write, &Limits { bytes: 99, ..Limits::default() }).1, Err("转换后的文件太大"));
    }

    #[test]
    fn the_profile_is_private_and_knows_no_macros() {
        let look = "for word; do case \"$word\" in -env:UserInstallation=file://*) profile=\"${word#*file://}\";; esac; done\n\
            grep -c 'DisableMacrosExecution' \"$profile/user/registrymodifications.xcu\" > \"$(dirname \"$0\")/seen\"";
        let (folder, _) = run(look, &Limits::default());
        assert_eq!(std::fs::read_to_string(folder.path().join("seen")).unwrap().trim(), "1");
    }
}
