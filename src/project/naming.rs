//! 名称: names of units and inputs as names of files and folders.

use crate::model::is_bidi_control;

/// The name of an input, which may contain folders, as a file name.
pub(crate) fn flat_name(name: &str) -> String {
    name_of(name.trim_start_matches(['/', '\\', '.']), &['/', '\\', ':'], '-')
}

/// The name of a unit as a folder name.
pub(crate) fn folder_name(unit: &str) -> String {
    let name = name_of(unit, &['/', '\\', ':', '*', '?', '"', '<', '>', '|', '.'], '_');
    if name.is_empty() { "未命名单位".to_owned() } else { name.chars().take(60).collect() }
}

/// A file name without invisible characters and changes of writing direction; the characters of `not` are replaced by
/// `mark`.
fn name_of(text: &str, not: &[char], mark: char) -> String {
    let is_seen = |c: &char| !is_bidi_control(*c) && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    text.chars().filter(is_seen).map(|c| if not.contains(&c) || c.is_control() { mark } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_one_folder_and_read_as_they_are() {
        assert_eq!(folder_name("甲/局\u{202e}cod.exe\u{200b}\u{1b}"), "甲_局cod_exe_");
        assert_eq!(folder_name("\u{202e}"), "未命名单位");
        assert_eq!(flat_name("../甲/乙\u{2066}.pdf"), "甲-乙.pdf");
    }
}
