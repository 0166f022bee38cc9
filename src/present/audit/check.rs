//! 检查项的说明: documentation of a check, as Markdown that is also readable in a terminal.

use super::parts;
use crate::audit::{Audit, Check, Judgement, Verdict};
use std::fmt::Write;

/// Longer texts are shortened to the lines around the slip.
const LINES: usize = 24;
/// Number of lines shown before and after the slip.
const AROUND: usize = 6;

/// Describes what a check compares, why, when and by which rule, with a right and a wrong example; `told` is the audit
/// of the wrong example.
pub fn check_page(check: &Check, told: &Audit) -> String {
    let (right, wrong) = check.example.slip;
    let mut page = format!(
        "{}　{}（{}）\n\n- 为什么查：{}\n- 条件：{}\n- 依据：{}\n- 没有问题的例子：\n",
        check.code, check.rule, check.name, check.why, check.condition, check.basis
    );
    let several = check.example.files.len() > 1;
    for (name, text) in check.example.files {
        let name = if several { format!("\n      {name}：\n") } else { String::new() };
        let _ = write!(page, "{name}\n{}", block(text, right));
    }
    let slip = match wrong {
        "" => format!("删去{}", quoted(right)),
        _ => format!("把{}写成{}", quoted(right), quoted(wrong)),
    };
    let _ = writeln!(page, "\n- 写错的例子：{slip}，{}", outcome(check, told));
    page
}

/// The result of the audit for the slip.
fn outcome(check: &Check, told: &Audit) -> String {
    let (verdict, printed) = check.example.told;
    let is_told = |judged: &&Judgement| judged.verdict == verdict && &*judged.printed == printed;
    match told.findings().into_iter().find(is_told) {
        Some(finding) => {
            let figure = parts(finding).figure;
            let figure = if figure.is_empty() { String::new() } else { format!("【{figure}】") };
            format!("结论是“{}”：{figure}{}", verdict.title(), finding.because)
        }
        None => format!("【{printed}】的结论是“{}”，不判错", Verdict::Unchecked.title()),
    }
}

/// Quotes a text; of several lines only the first.
fn quoted(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let first = cells(lines.first().copied().unwrap_or_default());
    let more = if lines.len() > 1 { format!("等 {} 行", lines.len()) } else { String::new() };
    format!("“{first}”{more}")
}

/// The cells of a row, separated by vertical bars.
fn cells(line: &str) -> String {
    line.trim_end().replace('\t', " | ")
}

/// An indented text block; of a long text only the lines around the slip.
fn block(text: &str, slip: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let first = slip.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let at = lines.iter().position(|line| line.contains(first.trim_end())).unwrap_or_default();
    let shown =
        if lines.len() > LINES { at.saturating_sub(AROUND)..(at + AROUND).min(lines.len()) } else { 0..lines.len() };
    let cut = |is_cut: bool| if is_cut { "      ……\n" } else { "" };
    let body: String = lines[shown.clone()].iter().map(|line| format!("      {}\n", cells(line))).collect();
    format!("{}{body}{}", cut(shown.start > 0), cut(shown.end < lines.len()))
}
