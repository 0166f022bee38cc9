//! 用户的配置文件夹: what the program keeps for a user, not for a folder of documents: the configuration, which
//! files of other folders are trusted, and which outputs are the program's own.

use std::path::PathBuf;

/// Says another folder than the system's usual one.
const VARIABLE: &str = "TONGBI_CONFIG_DIR";

/// Where it is; none where the system does not say.
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
