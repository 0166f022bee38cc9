//! 双击: whether the program was opened from a file manager, by somebody who typed nothing.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;

/// How the program was started.
#[derive(Debug, Clone, Copy, Default)]
struct Start {
    /// Whether anything was typed behind the program's name.
    has_arguments: bool,
    /// Whether the system was given the whole path of the program.
    by_path: bool,
    /// Whether the current folder is the user's own.
    at_home: bool,
    /// Whether any stream is a terminal.
    terminal: bool,
    /// Whether any stream is a file or pipe, so that another program waits for what is printed.
    piped: bool,
    /// Whether the console is this program's alone, since the system opened it for the program.
    own_console: bool,
}

/// Whether the program was opened from a file manager.
pub(super) fn is_double_click(arguments: &[OsString]) -> bool {
    let start = Start::now(arguments);
    match std::env::consts::OS {
        "windows" => start.on_windows(),
        "macos" => start.on_macos(),
        _ => false,
    }
}

impl Start {
    fn now(arguments: &[OsString]) -> Self {
        // Old versions of macOS number the processes that they start.
        let typed = |argument: &OsString| !argument.to_string_lossy().starts_with("-psn_");
        let terminal =
            std::io::stdin().is_terminal() || std::io::stdout().is_terminal() || std::io::stderr().is_terminal();
        Self {
            has_arguments: arguments.iter().skip(1).any(typed),
            by_path: arguments.first().is_some_and(|program| Path::new(program).is_absolute()),
            at_home: std::env::current_dir().is_ok_and(|folder| Some(folder) == std::env::home_dir()),
            terminal,
            piped: is_piped(),
            own_console: is_own_console(),
        }
    }

    /// The system opens a console for a program of the command line that has none.
    fn on_windows(self) -> bool {
        !self.has_arguments && self.own_console
    }

    /// A program in a bundle has no terminal; a bare one is given to Terminal by its whole path, at home.
    fn on_macos(self) -> bool {
        let bundled = !self.terminal && !self.piped;
        !self.has_arguments && (bundled || self.terminal && self.by_path && self.at_home)
    }
}

#[cfg(unix)]
fn is_piped() -> bool {
    use std::os::unix::fs::FileTypeExt;
    let is_device = |path: &str| std::fs::metadata(path).is_ok_and(|data| data.file_type().is_char_device());
    !["/dev/fd/0", "/dev/fd/1", "/dev/fd/2"].into_iter().all(is_device)
}

#[cfg(not(unix))]
fn is_piped() -> bool {
    false
}

#[cfg(windows)]
#[allow(unsafe_code)]
fn is_own_console() -> bool {
    let mut processes = [0; 2];
    // The pointer and the length are those of the array, which outlives the call.
    let count = unsafe { windows_sys::Win32::System::Console::GetConsoleProcessList(processes.as_mut_ptr(), 2) };
    count == 1
}

#[cfg(not(windows))]
fn is_own_console() -> bool {
    false
}

/// Keeps a console that would close with the program, so that its last words can be read.
pub(super) fn hold() {
    anstream::eprintln!("按回车键关闭");
    let _ = std::io::stdin().read_line(&mut String::new());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_console_of_its_own_is_a_double_click_on_windows() {
        let clicked = Start { own_console: true, terminal: true, ..Start::default() };
        assert!(clicked.on_windows());
        assert!(!Start { has_arguments: true, ..clicked }.on_windows(), "a file was dropped onto the program");
        assert!(!Start { own_console: false, ..clicked }.on_windows(), "typed in a console");
    }

    #[test]
    fn no_terminal_or_one_opened_at_home_is_a_double_click_on_macos() {
        let bundled = Start::default();
        let opened = Start { terminal: true, by_path: true, at_home: true, ..Start::default() };
        assert!(bundled.on_macos() && opened.on_macos());
        for other in [
            Start { has_arguments: true, ..opened },
            Start { by_path: false, ..opened },
            Start { at_home: false, ..opened },
            Start { piped: true, ..bundled },
        ] {
            assert!(!other.on_macos(), "{other:?}");
        }
    }

    #[test]
    fn nothing_is_a_double_click_elsewhere() {
        assert!(!is_double_click(&["/usr/bin/tongbi".into()]) || cfg!(any(windows, target_os = "macos")));
    }
}
