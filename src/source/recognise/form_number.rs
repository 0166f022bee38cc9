//! 表号: the number of a form, which is no title.

/// The number of a form without the name of its set: 附01表 of 财决附01表, 03表 of CS03表, 补01表 of 气决补01表.
pub(super) fn form_number(folded: &str) -> &str {
    let set = folded.char_indices().nth(1).and_then(|(at, _)| folded[at..].strip_prefix('决'));
    let lettered = folded.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let short = folded.len() - lettered.len() <= 3 && lettered.starts_with(|c: char| c.is_ascii_digit());
    set.unwrap_or(if short { lettered } else { folded })
}

/// Whether a title is only the number of a table: 表五, 附表3, 公开05表, 表5(续), 财决01-1表.
pub(super) fn is_number(folded: &str) -> bool {
    let rest = form_number(folded)
        .replace(['表', '附', '补', '件', '公', '开', '续', '(', ')', ':', '-', '、', '.', '之', '第'], "");
    rest.chars().all(|c| c.is_ascii_digit() || "〇一二三四五六七八九十百".contains(c))
}
