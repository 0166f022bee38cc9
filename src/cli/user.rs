//! 用户的配置文件夹: the folder for the user's configuration file, the list of trusted files and the records of outputs.

use std::path::PathBuf;

/// The environment variable that overrides the folder.
const VARIABLE: &str = "TONGBI_CONFIG_DIR";

/// The folder; `None` if the system does not tell where it is.
pub(super) fn folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = || {
        let base = match () {
            () if cfg!(windows) => set("APPDATA"),
            () if cfg!(target_vendor = "apple") => {
                std::env::home_dir().map(|home| home.join("Library").join("Application Support"))
            }
            () => set("XDG_CONFIG_HOME").or_else(|| std::env::home_dir().map(|home| home.join(".config"))),
        };
        base.filter(|base| base.is_absolute()).map(|base| base.join("tongbi"))
    };
    set(VARIABLE).or_else(usual)
}
