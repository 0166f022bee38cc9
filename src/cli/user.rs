//! 用户的文件夹: the folder for the user's configuration file, the list of trusted files and the records of outputs, and
//! that for what can be made again.

use std::path::PathBuf;

/// Where systems keep a kind of files of a user.
struct Usual {
    /// The environment variable that overrides the folder.
    variable: &'static str,
    /// The environment variable of Windows.
    windows: &'static str,
    /// The folder in the home on macOS.
    apple: &'static str,
    /// The environment variable elsewhere, and the folder in the home without it.
    other: (&'static str, &'static str),
}

/// The folder of the configuration; `None` if the system does not tell where it is.
pub(super) fn folder() -> Option<PathBuf> {
    find(&Usual {
        variable: "TONGBI_CONFIG_DIR",
        windows: "APPDATA",
        apple: "Library/Application Support",
        other: ("XDG_CONFIG_HOME", ".config"),
    })
}

/// The folder of what can be made again; `None` if the system does not tell where it is.
pub(super) fn cache() -> Option<PathBuf> {
    find(&Usual {
        variable: "TONGBI_CACHE_DIR",
        windows: "LOCALAPPDATA",
        apple: "Library/Caches",
        other: ("XDG_CACHE_HOME", ".cache"),
    })
}

fn find(of: &Usual) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = |folder: &str| std::env::home_dir().map(|home| home.join(folder));
    let usual = || {
        let base = match () {
            () if cfg!(windows) => set(of.windows),
            () if cfg!(target_vendor = "apple") => home(of.apple),
            () => set(of.other.0).or_else(|| home(of.other.1)),
        };
        base.filter(|base| base.is_absolute()).map(|base| base.join("tongbi"))
    };
    set(of.variable).or_else(usual)
}
