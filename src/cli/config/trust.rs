//! 信任: the list of configuration files in working folders that the user trusts, by path and content.

use crate::Error;
use crate::cli::choice::wrong;
use crate::cli::target::{fingerprint, refused};
use crate::cli::user;
use crate::model::sha256;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The file of the list. Each line has the fingerprints of a file's content and path, and the path for people to read.
const LIST: &str = "trusted.txt";

fn list() -> Option<PathBuf> {
    Some(user::folder()?.join(LIST))
}

/// The fingerprint of a path.
fn of_path(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    sha256(path.as_os_str().as_encoded_bytes())
}

fn lines() -> Vec<String> {
    let text = list().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Whether the user trusts this file with its present content.
pub(super) fn is_trusted(path: &Path) -> bool {
    let Ok(content) = fingerprint(path) else { return false };
    let begin = format!("{content} {} ", of_path(path));
    lines().iter().any(|line| line.starts_with(&begin))
}

/// Adds a file with its present content to the list.
pub(super) fn trust(path: &Path) -> Result<(), Error> {
    let list = list().ok_or_else(|| wrong("系统没有说用户的配置文件夹在哪里（HOME），没有地方记"))?;
    let refuse = |reason| refused(&list, reason);
    let own = of_path(path);
    let mut lines = lines();
    lines.retain(|line| line.split(' ').nth(1) != Some(&own));
    let shown: String = path.display().to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    lines.push(format!("{} {own} {shown}", fingerprint(path).map_err(refuse)?));
    let folder = list.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(refuse)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(refuse)?;
    lines.iter().try_for_each(|line| writeln!(file, "{line}")).map_err(refuse)?;
    file.persist(&list).map(drop).map_err(|error| refuse(error.error))
}
