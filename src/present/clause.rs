//! 原因和用途: the clauses of a sentence that no table knows.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A reason or a purpose, up to the end of its clause.
pub(super) static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(?P<reason>(?:主要|变动|变化|增减|增加|减少|增长|下降)?的?(?:主要)?原因(?:主要)?(?:是|为|系|在于|分析|如下|[:：，,]|一是)|主要(?:是因|是由于|是|系|由于)|由于)|(?P<purpose>主要用于|用于|主要指))(?:[^。；;]|[；;](?:[二三四五六七八九]是|[（(]?[2-9][）)、.．]))*",
    )
    .expect("the pattern is constant")
});

/// What a clause tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ClauseKind {
    /// 主要原因是…
    Reason,
    /// 主要用于…
    Purpose,
}

/// The first clause of a kind that begins in this range of a text, without its introductory words.
pub(super) fn clause_behind(text: &str, range: Range<usize>, kind: ClauseKind) -> Option<&str> {
    /// The first of several reasons is a part of what is said.
    const FIRST: &str = "一是";
    let name = match kind {
        ClauseKind::Reason => "reason",
        ClauseKind::Purpose => "purpose",
    };
    let mut from = range.start;
    while let Some(found) = CLAUSE.captures_at(text, from) {
        let whole = found.get(0)?;
        if whole.start() >= range.end {
            return None;
        }
        if let Some(lead) = found.name(name) {
            let end = if lead.as_str().ends_with(FIRST) { lead.end() - FIRST.len() } else { lead.end() };
            let words = text.get(end..whole.end())?;
            return Some(words.trim_start_matches([':', '：', '，', ',', ' ']).trim());
        }
        from = whole.end();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_found_behind_its_figures_and_before_those_of_the_next_item() {
        let text = "甲费1万元，主要用于办公；乙费增加2万元，主要原因一是人员增加；二是标准提高。丙费3万元。";
        let behind = |words: &str| text.find(words).unwrap_or_default();
        let reason = clause_behind(text, behind("2万元")..text.len(), ClauseKind::Reason);
        assert_eq!(reason, Some("一是人员增加；二是标准提高"));
        assert_eq!(clause_behind(text, behind("1万元")..behind("2万元"), ClauseKind::Reason), None);
        assert_eq!(clause_behind(text, behind("1万元")..behind("2万元"), ClauseKind::Purpose), Some("办公"));
        for text in
            ["主要原因是：机构增加", "增长原因主要是机构增加", "主要原因分析：机构增加", "增加的主要原因是机构增加"]
        {
            assert_eq!(clause_behind(text, 0..5, ClauseKind::Reason), Some("机构增加"), "{text}");
        }
    }
}
