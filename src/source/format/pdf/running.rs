//! 页眉页脚: removes page numbers, and lines that are repeated in the margin of many pages.

use super::line::Line;
use crate::source::words::squeeze;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The fraction of a page's height at top and bottom that is margin.
const MARGIN: f64 = 0.1;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[-—–－_·.•~～|/ ]*(?:第|Page)?\d{1,4}(?:页)?(?:[/／,，共]*\d{1,4}页?)?[-—–－_·.•~～|/ ]*$")
        .expect("the pattern is a constant, and a test uses it")
});

/// Removes the running heads of pages, which are given by their height and their lines from top to bottom.
///
/// The first occurrence of a repeated line stays. Returns the page numbers, with the index of their page.
pub(super) fn remove(pages: &mut [(f64, Vec<Line>)]) -> Vec<(usize, String)> {
    let mut numbers = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (height, lines) in pages.iter() {
        let keys: std::collections::BTreeSet<String> = lines.iter().filter_map(|line| key(line, *height)).collect();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    let enough = (pages.len() / 3).max(3);
    let mut seen = std::collections::BTreeSet::new();
    for (page, (height, lines)) in pages.iter_mut().enumerate() {
        let height = *height;
        let (first, last) = (0, lines.len().saturating_sub(1));
        let mut at = 0;
        lines.retain(|line| {
            let outermost = at == first || at == last;
            at += 1;
            if outermost && is_margin(line, height) && NUMBER.is_match(&squeeze(&line.text)) {
                numbers.push((page, line.text.clone()));
                return false;
            }
            match key(line, height) {
                Some(key) if counts.get(&key).is_some_and(|count| *count >= enough) => seen.insert(key),
                _ => true,
            }
        });
    }
    numbers
}

fn is_margin(line: &Line, height: f64) -> bool {
    line.area.bottom < MARGIN * height || line.area.top > (1.0 - MARGIN) * height
}

/// Key of a line in the margin: its text without digits, and its height on the page. `None` for titles and units of
/// tables, which may be in the margin of every page but belong to different tables.
fn key(line: &Line, height: f64) -> Option<String> {
    let text: String = squeeze(&line.text).chars().filter(|c| !c.is_ascii_digit()).collect();
    let of_table = text.contains("单位：") || text.contains("单位:") || text.contains('表') || text.is_empty();
    (is_margin(line, height) && !of_table).then(|| format!("{:.0} {text}", line.baseline / 6.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_of_all_kinds_are_told_from_figures() {
        for text in ["3", "-3-", "—12—", "第3页", "第3页共25页", "3/25", "·3·"] {
            assert!(NUMBER.is_match(text), "{text}");
        }
        for text in ["13.11%", "2024年", "1,234.56", "公开01表"] {
            assert!(!NUMBER.is_match(text), "{text}");
        }
    }
}
