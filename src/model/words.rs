//! 文字归一: normal forms under which printed names are compared.

/// The normal form of a text: lower-case and half-width, all brackets round, without white space and quotes.
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
            // Chinese characters have no case, which spares nearly all of a text the lookup.
            '\u{3000}'..='\u{9fff}' => folded.push(c),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// [`str::replace`] that does not copy a text without a match.
pub(crate) fn replaced(text: String, from: &str, to: &str) -> String {
    if text.contains(from) { text.replace(from, to) } else { text }
}

/// The normal form of an item's name within a table: folded, without a final 支出, 其它 as 其他.
pub fn plain_name(name: &str) -> String {
    let folded = replaced(fold(name), "其它", "其他");
    match folded.trim_end_matches("支出") {
        "" => folded,
        plain => plain.to_owned(),
    }
}

/// Whether a text may be a short form of a unit's name: its characters occur in the name in the same order.
pub fn is_short_for(short: &str, unit: &str) -> bool {
    let mut rest = unit.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// A subject without the governments whose money it is: 全市一般公共预算收入, 市本级…, 县（市、区）….
pub fn without_territory(words: &str) -> &str {
    const SEVERAL: [&str; 9] =
        ["地方", "市县两级", "县市区", "县(市、区)", "县（市、区）", "县(市、区)级", "县（市、区）级", "县区", "区县"];
    let mut rest = words;
    loop {
        let place = |c: char| "省市州区县盟旗国域".contains(c);
        let whole = || rest.strip_prefix('全')?.strip_prefix(place);
        let own = || rest.strip_prefix(place)?.strip_prefix("本级");
        let level = || rest.strip_prefix(place)?.strip_prefix('级');
        let several = || SEVERAL.iter().rev().find_map(|name| rest.strip_prefix(name));
        match several().or_else(whole).or_else(own).or_else(level) {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// A subject without the words that vary between two mentions of it (财政拨款预算支出, later 财政拨款支出合计). A word
/// stays if fewer than `least` characters would remain without it.
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
