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
