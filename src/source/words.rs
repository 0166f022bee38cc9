//! 文字归一: normal forms of printed words, and numbering in front of names.

pub use crate::model::fold;

/// The text without white space, including the line breaks and stray spaces that layout puts into names.
pub fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    squeezed.extend(text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}' && *c != '\u{200b}'));
    squeezed
}

/// 序号: numbering in front of a name, ordered by depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Numbering {
    /// 一、
    Chinese,
    /// （一）
    ChineseBracket,
    /// 1. or 1、
    Arabic,
    /// （1）
    ArabicBracket,
    /// 其中：
    OfWhich,
}

/// Splits the numbering off a name that has been [`squeeze`]d.
pub fn numbering(text: &str) -> (Option<Numbering>, &str) {
    let trimmed = text.trim_start_matches(['-', '—', '·', '•']);
    for mark in ["其中：", "其中:", "其中"] {
        if let Some(rest) = trimmed.strip_prefix(mark)
            && !rest.is_empty()
        {
            return (Some(Numbering::OfWhich), numbering(rest).1);
        }
    }
    let inner = trimmed.strip_prefix(['（', '(']);
    let body = inner.unwrap_or(trimmed);
    let chinese = body.len() - body.trim_start_matches(is_chinese_digit).len();
    let arabic = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (length, digits) = if chinese > 0 { (chinese, true) } else { (arabic, false) };
    if length == 0 || !digits && length > 2 {
        return (None, trimmed);
    }
    let rest = &body[length..];
    let closed = if inner.is_some() {
        rest.strip_prefix(['）', ')']).map(|rest| rest.trim_start_matches(['、', '.', '．', '，']))
    } else {
        rest.strip_prefix(['、', '.', '．', ',', '，'])
    };
    match closed {
        // 1.95 is a number, not item 1 named 95.
        Some(rest) if !rest.is_empty() && (digits || !rest.starts_with(|c: char| c.is_ascii_digit())) => {
            let kind = match (digits, inner.is_some()) {
                (true, false) => Numbering::Chinese,
                (true, true) => Numbering::ChineseBracket,
                (false, false) => Numbering::Arabic,
                (false, true) => Numbering::ArabicBracket,
            };
            (Some(kind), rest)
        }
        _ => (None, trimmed),
    }
}

fn is_chinese_digit(c: char) -> bool {
    "〇零一二三四五六七八九十百".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_is_taken_off_and_names_are_left_alone() {
        assert_eq!(numbering("八、社会保障和就业支出"), (Some(Numbering::Chinese), "社会保障和就业支出"));
        assert_eq!(numbering("二十一、其他支出"), (Some(Numbering::Chinese), "其他支出"));
        assert_eq!(numbering("（二）公用经费"), (Some(Numbering::ChineseBracket), "公用经费"));
        assert_eq!(numbering("1.一般公共预算拨款"), (Some(Numbering::Arabic), "一般公共预算拨款"));
        assert_eq!(numbering("其中：一般财力"), (Some(Numbering::OfWhich), "一般财力"));
        assert_eq!(numbering("一般公共服务支出"), (None, "一般公共服务支出"));
        assert_eq!(numbering("1.95"), (None, "1.95"));
        assert_eq!(numbering("2024年项目"), (None, "2024年项目"));
    }

    #[test]
    fn words_compare_whatever_their_width_and_spacing() {
        assert_eq!(fold("财政拨款（补助） 小计"), fold("财政拨款(补助)小计"));
        assert_eq!(fold("“三公”经费"), "三公经费");
        assert_eq!(fold("２０２４"), "2024");
    }
}
