//! 文字归一: the key by which printed names compare.

/// The key by which words compare: no white space, half-width letters, digits and brackets, no quotes.
pub fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .filter_map(|c| match c {
            '“' | '”' | '"' | '‘' | '’' | '\'' | '《' | '》' | '\u{feff}' | '\u{200b}' => None,
            '【' | '〔' | '［' | '[' | '{' | '｛' => Some('('),
            '】' | '〕' | '］' | ']' | '}' | '｝' => Some(')'),
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0),
            '﹒' => Some('.'),
            c => Some(c),
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// A name of an item as it compares within a table: folded, no 支出 at its end, 其它 as 其他.
pub fn plain_name(name: &str) -> String {
    fold(name).replace("其它", "其他").trim_end_matches("支出").to_owned()
}

/// Whether what is left over of a subject may be a short form of the unit's name: its characters in the same order.
pub fn is_short_for(left: &str, unit: &str) -> bool {
    let mut rest = unit.chars();
    left.chars().all(|c| rest.any(|other| other == c))
}
