//! 换行: breaks text into lines of a given width, by the Chinese rules (禁则).

/// Characters that must not begin a line.
const NOT_FIRST: &str = "，。、；：？！）》〉」』】〕”’…—％%‰),.;:!?]}·℃元";
/// Characters that must not end a line.
const NOT_LAST: &str = "（《〈「『【〔“‘([{¥￥+−-";

/// Breaks `text` into lines no wider than `limit` and as even as the rules allow; `width` measures a text.
///
/// Latin words and numbers are not broken unless one alone is wider than the limit. The list is never empty.
pub(super) fn break_lines(text: &str, limit: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let pieces = pieces(text, limit, &width);
    let count = fill(&pieces, limit, &width).len();
    if count < 2 {
        return vec![text.trim().to_owned()];
    }
    narrowest(&pieces, count, limit, &width)
}

/// Even lines: those for the narrowest limit that needs no more than `count` lines.
fn narrowest(pieces: &[String], count: usize, limit: f64, width: &impl Fn(&str) -> f64) -> Vec<String> {
    let (mut low, mut high) = (0.0, limit);
    for _ in 0..12 {
        let middle = (low + high) / 2.0;
        let lines = fill(pieces, middle, width);
        if lines.len() <= count && lines.iter().all(|line| width(line) <= middle) {
            high = middle
        } else {
            low = middle
        }
    }
    fill(pieces, high, width)
}

/// Breaks a sentence after its punctuation marks, if that takes no more lines, so that names are not broken.
pub(super) fn break_clauses(text: &str, limit: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let lines = break_lines(text, limit, &width);
    let clauses = clauses(text);
    let whole = narrowest(&clauses, lines.len(), limit, &width);
    if whole.len() == lines.len() && whole.iter().all(|line| width(line) <= limit) { whole } else { lines }
}

/// A sentence cut after its punctuation marks, but not inside a number: 24,169.74.
fn clauses(text: &str) -> Vec<String> {
    let mut clauses = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if let Some(clause) = clauses.last_mut() {
            clause.push(c);
        }
        let ends = matches!(c, '，' | '：' | '、' | '；' | ',' | ':');
        if ends && characters.peek().is_some_and(|next| !next.is_ascii_digit()) {
            clauses.push(String::new());
        }
    }
    clauses
}

/// Breaks a text into lines that are as full as the rules allow.
pub(super) fn flow_lines(text: &str, limit: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    fill(&pieces(text, limit, &width), limit, &width)
}

/// As [`flow_lines`], for a terminal, where a Chinese character takes two columns.
pub(crate) fn flow_columns(text: &str, columns: usize) -> Vec<String> {
    flow_lines(text, columns as f64, |text| unicode_width::UnicodeWidthStr::width(text) as f64)
}

/// Keeps at most `most` lines; if lines are dropped, the last one ends with an ellipsis.
pub(super) fn clamp(mut lines: Vec<String>, most: usize, limit: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    if lines.len() <= most {
        return lines;
    }
    lines.truncate(most.max(1));
    if let Some(last) = lines.last_mut() {
        while !last.is_empty() && width(&format!("{last}…")) > limit {
            last.pop();
        }
        last.push('…');
    }
    lines
}

/// The smallest pieces between which a line may break.
fn pieces(text: &str, limit: f64, width: &impl Fn(&str) -> f64) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut previous: Option<char> = None;
    for c in text.trim().chars() {
        let joined = previous.is_some_and(|p| {
            NOT_FIRST.contains(c)
                || NOT_LAST.contains(p)
                || (is_word(p) && is_word(c))
                || (p.is_ascii_digit() && matches!(c, '年' | '月' | '日' | '万' | '亿' | '个' | '项'))
        });
        match pieces.last_mut() {
            Some(last) if joined && width(last) + width(&c.to_string()) <= limit => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        previous = Some(c);
    }
    pieces
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() && (c as u32) < 0x2000 || matches!(c, '.' | ',' | '%' | '−' | '+' | '_')
}

fn fill(pieces: &[String], limit: f64, width: &impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if width(format!("{line}{piece}").trim_end()) <= limit => line.push_str(piece),
            _ => lines.push(piece.clone()),
        }
    }
    let lines: Vec<String> = lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { vec![String::new()] } else { lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, limit: f64) -> Vec<String> {
        break_lines(text, limit, |t| t.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum())
    }

    #[test]
    fn lines_are_even_and_signs_keep_their_side() {
        assert_eq!(lines("机关事业单位基本养老保险缴费支出", 11.0), ["机关事业单位基本", "养老保险缴费支出"]);
        assert_eq!(lines("培训支出", 11.0), ["培训支出"]);
        for limit in 6..16 {
            for line in lines("其他支出（不含基建），“三公”经费、会议费（2024年）：合计", f64::from(limit))
            {
                assert!(!NOT_FIRST.contains(line.chars().next().unwrap()), "{line}");
                assert!(!NOT_LAST.contains(line.chars().last().unwrap()), "{line}");
            }
        }
    }

    #[test]
    fn a_sentence_breaks_after_its_signs() {
        let width = |t: &str| t.chars().count() as f64;
        let sentence = "比上年增加六百万元，主要来自住房公积金、防汛抗旱经费";
        assert_eq!(break_clauses(sentence, 20.0, width), ["比上年增加六百万元，", "主要来自住房公积金、防汛抗旱经费"]);
        assert_eq!(break_clauses(sentence, 14.0, width).concat(), sentence);
        assert_eq!(break_clauses("预算共24,169.74万元", 12.0, width), ["预算共", "24,169.74万元"]);
    }

    #[test]
    fn a_number_is_not_torn_and_nothing_is_lost() {
        let text = "比上年增加1234.56万元";
        for limit in 5..9 {
            assert!(lines(text, f64::from(limit)).iter().any(|line| line.contains("1234.56")));
        }
        assert_eq!(lines(text, 2.0).concat(), text);
        assert_eq!(lines("", 5.0), [""]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let cut =
            clamp(vec!["一二三".into(), "四五六".into(), "七".into()], 2, 3.0, |t| t.chars().count() as f64);
        assert_eq!(cut, ["一二三", "四五…"]);
    }
}
