//! 文字归一: the key by which printed names compare.

/// The key by which words compare: no white space, half-width letters, digits and brackets, no quotes.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let plain = text.chars().filter(|c| !c.is_whitespace()).filter_map(|c| match c {
        '“' | '”' | '"' | '‘' | '’' | '\'' | '《' | '》' | '\u{feff}' | '\u{200b}' => None,
        '【' | '〔' | '［' | '[' | '{' | '｛' => Some('('),
        '】' | '〕' | '］' | ']' | '}' | '｝' => Some(')'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0),
        '﹒' => Some('.'),
        c => Some(c),
    });
    for c in plain {
        match c {
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            // Chinese has no capitals: nearly all of a text need not be looked up.
            '\u{3000}'..='\u{9fff}' => folded.push(c),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// A text with other words in the place of some; as it is, not copied, where they do not stand in it.
pub(crate) fn replaced(text: String, words: &str, by: &str) -> String {
    if text.contains(words) { text.replace(words, by) } else { text }
}

/// A name of an item as it compares within a table: folded, no 支出 at its end, 其它 as 其他.
pub fn plain_name(name: &str) -> String {
    let folded = replaced(fold(name), "其它", "其他");
    match folded.trim_end_matches("支出") {
        "" => folded,
        plain => plain.to_owned(),
    }
}

/// Whether what is left over of a subject may be a short form of the unit's name: its characters in the same order.
pub fn is_short_for(left: &str, unit: &str) -> bool {
    let mut rest = unit.chars();
    left.chars().all(|c| rest.any(|other| other == c))
}

/// Words of a subject that vary between two mentions of it, each taken out where what is left still says `least`
/// characters: 财政拨款预算支出, then 财政拨款支出合计.
pub fn gist(words: &str, least: usize) -> String {
    const VARYING: [&str; 14] = [
        "预算数",
        "决算数",
        "执行数",
        "总预算",
        "预算",
        "决算",
        "总计",
        "合计",
        "总额",
        "金额",
        "支出数",
        "年度",
        "本部门",
        "本单位",
    ];
    let words: String = words.chars().filter(|c| !matches!(c, '"' | '、' | ',' | ' ' | '各' | '的')).collect();
    let words = replaced(words, "收入支出", "收支");
    let words = replaced(replaced(words, "收支总体情况", "收支"), "收支总体", "收支");
    VARYING.iter().fold(words, |words, varying| {
        if !words.contains(varying) {
            return words;
        }
        let shorter = words.replace(varying, "");
        if shorter.chars().count() >= least { shorter } else { words }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_by_brackets_spaces_or_a_trailing_word_are_one() {
        for (one, other) in [
            ("因公出国（境）费", "因公出国(境)费"),
            ("其他社会保障和就业支出", "其它社会保障和就业"),
            ("一般公共服务 支出", "一般公共服务"),
        ] {
            assert_eq!(plain_name(one), plain_name(other));
        }
        assert_eq!(plain_name("支出"), "支出");
        assert_ne!(plain_name("其他收入"), plain_name("其他支出"));
    }
}
