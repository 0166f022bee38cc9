//! 审查报告的样子: text for people, JSON and tables for programs, and HTML as a page or as a section of another page.

mod check;
mod data;
mod json;
mod page;
mod text;

pub use check::check_page;
pub use data::{
    audit_csv, audit_frame, audit_markdown, audit_parquet, audit_xlsx, findings_xlsx, obligations_csv,
    obligations_parquet,
};
pub use json::audit_json;
pub use page::{AUDIT_SCRIPT, AUDIT_STYLE, AuditPage, audit_page, audit_section};
pub use text::{AuditText, audit_text};

use crate::audit::{Audit, Changed, Check, Effect, Found, Judgement, Obliged, Operand, Share, Since, Verdict};
use crate::model::Place;
use std::ops::Range;
use std::sync::Arc;

/// Findings with the same verdict, each with its identifier.
type Group<'a> = (Verdict, Vec<(&'a Judgement, String)>);

/// The findings grouped by verdict, the gravest first.
fn groups(audit: &Audit) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (finding, id) in audit.named() {
        match groups.last_mut() {
            Some((verdict, group)) if *verdict == finding.verdict => group.push((finding, id)),
            _ => groups.push((finding.verdict, vec![(finding, id)])),
        }
    }
    groups
}

/// One-line summary of what was checked and found. “No problems” never appears without the number of checks.
pub fn totals(audit: &Audit) -> String {
    let Found { wrong, hints, tails } = audit.found();
    let (all, checked) = (audit.claims.len(), audit.checked());
    let found = match (wrong + hints, checked + audit.sums) {
        (0, 0) => "没有可以核对的数。".to_owned(),
        (0, _) => "没有发现问题。".to_owned(),
        _ => format!("错误 {wrong} 处，提示 {hints} 处。"),
    };
    let found = if tails == 0 { found } else { format!("{found}{}。", rounding(tails)) };
    format!(
        "文中数据 {all} 个，已核对 {checked} 个，未核对 {} 个；表内、表间核对 {} 处。{found}",
        all - checked,
        audit.sums
    )
}

/// One-line comparison with an earlier draft.
pub(super) fn since(audit: &Audit) -> Option<String> {
    let Since { corrected, standing, new, changed } = audit.since.as_ref()?;
    let counts = format!("已改正 {} 处，仍在 {} 处，新出现 {} 处", corrected.len(), standing.len(), new.len());
    Some(format!("与旧稿相比：{counts}；改了的数 {} 个。", changed.len()))
}

/// Says whether a finding is new or was already in the earlier draft; `None` without an earlier draft.
pub(super) fn since_word(audit: &Audit, id: &str) -> Option<&'static str> {
    let since = audit.since.as_ref()?;
    let stands = || since.standing.contains(id).then_some("仍在");
    since.new.contains(id).then_some("新出现").or_else(stands)
}

/// One line on a figure that changed.
pub(super) fn changed(only: Option<&str>, changed: &Changed) -> String {
    let printed = |text: &Option<Arc<str>>| text.as_deref().unwrap_or("（没有）").to_owned();
    let (before, after) = (printed(&changed.before), printed(&changed.after));
    format!("{} {}：{before} → {after}", place(only, &changed.place), changed.name)
}

/// One line on rounding differences.
pub(super) fn rounding(tails: usize) -> String {
    format!("尾差 {tails} 处，均在四舍五入范围内")
}

/// The only file of a report, which its places need not name; `None` if there are several.
fn only_file(audit: &Audit) -> Option<&str> {
    let mut files = audit.claims.iter().chain(&audit.tables).chain(&audit.notes).map(|judged| &judged.place.file);
    let first = files.next()?;
    files.all(|file| file == first).then_some(first)
}

/// One-line account of all printed numbers.
fn numbers(audit: &Audit) -> String {
    let numbers = audit.numbers();
    let tabled =
        audit.table_numbers.iter().map(|(fate, count)| format!("{} {count}", fate.title())).collect::<Vec<_>>();
    let tabled = if tabled.is_empty() { String::new() } else { format!("（{}）", tabled.join("，")) };
    format!(
        "印出的数共 {} 个：文字里核对 {} 个，未核对 {} 个，不必核对 {} 个；表里 {} 个{tabled}。",
        numbers.judged + numbers.unjudged + numbers.no_claim + numbers.tabled,
        numbers.judged,
        numbers.unjudged,
        numbers.no_claim,
        numbers.tabled
    )
}

/// Number of obligations by standing: `应查 52 项：符合 31，有问题 2，不适用 9，无法核对 10，没有读到 0`.
pub(super) fn obliged(obliged: &[Obliged]) -> Option<String> {
    let all: usize = obliged.iter().map(|one| one.obligations.len()).sum();
    let counts = obliged.iter().map(Obliged::counts).reduce(|sums, counts| {
        sums.into_iter().zip(counts).map(|((title, sum), (_, count))| (title, sum + count)).collect()
    })?;
    let counts: Vec<String> = counts.into_iter().map(|(title, count)| format!("{title} {count}")).collect();
    Some(format!("应查 {all} 项：{}", counts.join("，")))
}

/// Unit, year and phase of a disclosure.
pub(super) fn whose(obliged: &Obliged) -> String {
    let owner = &obliged.owner;
    format!("{}{}年{}", owner.unit, owner.year, owner.phase)
}

/// Prints a place, without the file name if there is only one file.
fn place(only: Option<&str>, place: &Place) -> String {
    let whole = place.to_string();
    match only.and_then(|file| whole.strip_prefix(file)).map(str::trim) {
        Some("") | None => whole,
        Some(inside) => inside.to_owned(),
    }
}

/// The reason of a judgement.
fn because(only: Option<&str>, judged: &Judgement) -> String {
    shortened(only, &judged.because)
}

/// Removes the name of the only file in front of places.
fn shortened(only: Option<&str>, text: &str) -> String {
    match only {
        Some(file) if !file.is_empty() => text.replace(&format!("{file} 第"), "第"),
        _ => text.to_owned(),
    }
}

/// The Chinese name of a check, followed by its code.
pub(super) fn check_name(code: &str) -> String {
    Check::of(code).map_or_else(|| code.to_owned(), |check| format!("{} {code}", check.name))
}

/// The figures that a finding was judged by, except those that its reason already names:
/// `130.00万元（第10行 第3列）`.
pub(super) fn operands(only: Option<&str>, judged: &Judgement) -> Vec<String> {
    let told = judged.because.clone() + judged.likely_cause.as_deref().unwrap_or_default();
    let here = place(None, &judged.place);
    let elsewhere = |operand: &&Operand| {
        let there = place(None, &operand.place);
        there != here && !told.contains(&there)
    };
    let word = |operand: &Operand| {
        let sign = if operand.share == Share::Taken { "减 " } else { "" };
        format!("{sign}{} {}（{}）", operand.name, operand.amount.print_with_unit(), place(only, &operand.place))
    };
    judged.others().filter(elsewhere).map(word).collect()
}

/// The first few figures and the total number.
pub(super) fn first_operands(operands: &[String]) -> Option<String> {
    const SHOWN: usize = 6;
    let more = if operands.len() > SHOWN { format!("等 {} 个数", operands.len()) } else { String::new() };
    (!operands.is_empty()).then(|| operands[..operands.len().min(SHOWN)].join("、") + &more)
}

/// The effects of a finding, one line each.
pub(super) fn effects(only: Option<&str>, judged: &Judgement) -> Vec<String> {
    let line = |effect: &Effect| {
        let figure = if effect.printed.is_empty() { String::new() } else { format!("【{}】", effect.printed) };
        let because = shortened(only, &effect.because);
        format!("{}（{}）{figure}{because}", place(only, &effect.place), check_name(effect.code))
    };
    judged.effects.iter().map(line).collect()
}

/// The right amount of a cell, if more than one sum confirms it: in a single wrong sum any part may be wrong.
pub(super) fn right_cell(judged: &Judgement) -> Option<&str> {
    judged.expected.as_deref().filter(|_| !judged.effects.is_empty() && judged.corrected.is_none())
}

/// Heading of the list of effects.
pub(super) fn effects_head(judged: &Judgement) -> Option<String> {
    let count = judged.effects.len();
    (count > 0).then(|| format!("改正这一处，下列 {count} 处也就相符"))
}

/// A sentence split at the judged figure, with the text before and after it shortened.
pub(super) struct Parts {
    pub(super) before: String,
    pub(super) figure: String,
    pub(super) behind: String,
}

pub(super) fn parts(finding: &Judgement) -> Parts {
    const AROUND: usize = 48;
    let (Some(before), Some(after)) = (finding.text.get(..finding.mark.start), finding.text.get(finding.mark.end..))
    else {
        return Parts { before: finding.text.to_string(), figure: String::new(), behind: String::new() };
    };
    if finding.mark.is_empty() {
        let before = if finding.printed.is_empty() { finding.text.to_string() } else { format!("{}：", finding.text) };
        return Parts { before, figure: finding.printed.to_string(), behind: String::new() };
    }
    let skip = before.chars().count().saturating_sub(AROUND);
    let start: String = before.chars().skip(skip).collect();
    let end: String = after.chars().take(AROUND / 2).collect();
    let (open, close) = (if skip > 0 { "…" } else { "" }, if end.len() < after.len() { "…" } else { "" });
    Parts { before: open.to_owned() + &start, figure: finding.printed.to_string(), behind: end + close }
}

/// The corrected sentence, shortened like [`parts`].
pub(super) fn around_change(finding: &Judgement, corrected: &str) -> String {
    let behind = finding.text.len() - finding.mark.end;
    let new = corrected.get(finding.mark.start..corrected.len() - behind).unwrap_or_default();
    let Parts { before, behind, .. } = parts(finding);
    format!("{before}{new}{behind}")
}

/// Byte range of the printed figure without the prefix and suffix that it shares with the right one. Empty if the right
/// figure is unknown, if only a digit was left out, or if the difference is due to rounding.
fn wrong_digits(finding: &Judgement) -> Range<usize> {
    let printed = &*finding.printed;
    if finding.verdict == Verdict::Tail {
        return 0..0;
    }
    // For a figure in a sentence, `expected` may refer to another figure, such as its base.
    let cell = finding.mark.is_empty();
    let expected =
        || finding.expected.as_deref().filter(|_| cell).map(|right| right.trim_end_matches(['万', '亿', '元']));
    let Some(right) = finding.new_figure().or_else(expected) else { return 0..0 };
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let front: usize = printed.chars().zip(right.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let most = printed.len().min(right.len()) - front;
    let mut back = 0;
    for (c, _) in printed.chars().rev().zip(right.chars().rev()).take_while(same) {
        if back + c.len_utf8() > most {
            break;
        }
        back += c.len_utf8();
    }
    front..printed.len() - back
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Material, judge};
    use crate::source::load_texts;

    fn audit(text: &str) -> Audit {
        let loaded = load_texts(&[("公开.txt", text)], &Default::default()).unwrap();
        judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
    }

    const WRONG: &str = "某某局2024年单位预算公开\n会议费96.57万元，比上年预算89.40万元增加7.17万元，增长8.20%，主要原因是会议增加。\n\
                         收入预算\t合计\n类\t款\t项\t名称\t合计\n201\t03\t01\t行政运行\t5.00\n";

    #[test]
    fn the_digits_that_differ_from_the_right_figure_are_marked() {
        let audit = audit(WRONG);
        let finding = audit.findings().into_iter().find(|finding| finding.code == "rate").unwrap();
        assert_eq!(&finding.printed[wrong_digits(finding)], "20");
        let text = audit_text(&audit, AuditText { colour: true, ..AuditText::default() });
        assert!(text.contains("2\x1b[0m\x1b[1m\x1b[4m\x1b[31m0\x1b[0m\x1b[1m\x1b[31m%\x1b[0m】"), "{text:?}");
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), audit_text(&audit, AuditText::default()));
    }

    #[test]
    fn lines_fit_a_narrow_terminal_and_lose_nothing() {
        let audit = audit(WRONG);
        let wide = audit_text(&audit, AuditText::default());
        let narrow = audit_text(&audit, AuditText { width: Some(30), ..AuditText::default() });
        let squeeze = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(squeeze(&wide), squeeze(&narrow));
        let body = narrow.lines().filter(|line| line.starts_with("  "));
        assert!(body.clone().count() > 4);
        assert!(body.clone().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 30), "{narrow}");
    }
}
