//! 打开: shows a page in the user's browser.

use super::screen::Screen;
use std::path::Path;

/// Opens a file or an address with the system's default program. A failure is only mentioned.
pub(super) fn open(page: &Path, screen: Screen) {
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let silent = std::process::Stdio::null;
    let started =
        std::process::Command::new(program).args(arguments).arg(page).stdout(silent()).stderr(silent()).status();
    if !started.is_ok_and(|status| status.success()) {
        screen.say(&format!("注意：没有打开浏览器，请自己打开 {}", page.display()));
    }
}
