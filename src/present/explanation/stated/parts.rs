//! 概况、名词解释和其他事项: the paragraphs of a disclosure that stand under a heading of their own.

use super::super::Profile;
use super::paragraph::Paragraph;
use regex::Regex;
use std::sync::LazyLock;

static DUTIES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("(?:主要|基本|部门|单位|机构)职[能责]|^职[能责]").expect("the pattern is constant"));
static ORGANISATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("机构(?:设置|情况|构成)|内设机构|(?:部门|单位)(?:预算单位)?构成|人员(?:情况|构成|编制)")
        .expect("the pattern is constant")
});
static TASKS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("工作任务|重点工作|工作目标").expect("the pattern is constant"));
static GLOSSARY: LazyLock<Regex> = LazyLock::new(|| Regex::new("名词解释").expect("the pattern is constant"));
static REMARKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("其[他它]需要?说明|需要?说明的(?:其[他它])?(?:重要)?(?:事项|情况|问题)")
        .expect("the pattern is constant")
});
/// 2024年02月25日: the date under a document.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[〇○零一二三四五六七八九十\d]{4}年[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十\d]{1,3}日$")
        .expect("the pattern is constant")
});

/// Reads the paragraphs of these parts into `profile`, unless it has them already.
pub(super) fn read(paragraphs: &[Paragraph<'_>], unit: &str, profile: &mut Profile) {
    let parts = [
        (&DUTIES, &mut profile.duties),
        (&ORGANISATION, &mut profile.organisation),
        (&TASKS, &mut profile.tasks),
        (&GLOSSARY, &mut profile.glossary),
        (&REMARKS, &mut profile.remarks),
    ];
    for (heading, lines) in parts.into_iter().filter(|(_, lines)| lines.is_empty()) {
        *lines = under(paragraphs, heading, unit);
    }
    // The date stands under or beside the signature, in the last lines.
    let last = paragraphs.iter().rev().take(3).map(|line| line.text.strip_prefix(unit).unwrap_or(&line.text));
    profile.date = profile.date.take().or_else(|| last.into_iter().find(|line| DATE.is_match(line)).map(str::to_owned));
    profile.glossary.retain(|line| line.contains(['：', ':', '指']));
    profile
        .remarks
        .retain(|line| !["没有", "无"].iter().any(|none| line.starts_with(none) && line.chars().count() < 20));
}

/// The paragraphs under the first heading like this one that has any, with the headings among them.
fn under(paragraphs: &[Paragraph<'_>], wanted: &Regex, unit: &str) -> Vec<String> {
    for (at, found) in paragraphs.iter().enumerate() {
        let Some(level) = found.heading.filter(|_| wanted.is_match(found.unnumbered())) else { continue };
        let inside = paragraphs[at + 1..].iter().take_while(|next| next.heading.is_none_or(|below| below > level));
        let lines: Vec<String> = inside
            .filter(|line| !DATE.is_match(line.text.strip_prefix(unit).unwrap_or(&line.text)) && line.text != unit)
            .map(|line| line.text.clone())
            .collect();
        if !lines.is_empty() {
            return lines;
        }
    }
    Vec::new()
}
