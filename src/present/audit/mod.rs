//! 审查报告的样子: as text for people, as JSON for programs, as a page to pass on.

mod json;
mod page;

pub use json::audit_json;
pub use page::audit_page;

use crate::audit::{Audit, Judgement, Verdict};
use std::fmt::Write;

/// The findings by gravity, place first, the judged figure in 【】, then what the sentence should say; with `ledger`
/// also every figure with its verdict; then how much was checked.
pub fn audit_text(audit: &Audit, ledger: bool) -> String {
    let mut text = String::new();
    let mut gravity = None;
    for finding in audit.findings() {
        if gravity != Some(finding.verdict) {
            gravity = Some(finding.verdict);
            let _ = writeln!(text, "== {} ==", finding.verdict.title());
        }
        let _ = writeln!(text, "{}（{}）", finding.place, finding.code);
        let _ = writeln!(text, "  {}", sentence(finding));
        let _ = writeln!(text, "  {}", finding.because);
        if let Some(cause) = &finding.likely_cause {
            let _ = writeln!(text, "  可能原因：{cause}");
        }
        if let Some(corrected) = &finding.corrected {
            let _ = writeln!(text, "  改为：{}", around_change(finding, corrected));
        }
        text.push('\n');
    }
    if ledger {
        text.push_str("== 台账 ==\n");
        for judged in &audit.claims {
            let why =
                if judged.verdict == Verdict::Unchecked { format!("：{}", judged.because) } else { String::new() };
            let _ = writeln!(text, "{} {} {}{why}", judged.place, judged.printed, judged.verdict.title());
        }
        text.push('\n');
    }
    text + &totals(audit) + "\n"
}

/// How much was checked and found, in one sentence.
pub(super) fn totals(audit: &Audit) -> String {
    let findings = audit.findings();
    let wrong = findings.iter().filter(|finding| finding.verdict.is_wrong()).count();
    let (all, checked) = (audit.claims.len(), audit.checked());
    format!(
        "文字 {all} 个数，核对 {checked} 个，未核对 {} 个；表内、表间核对 {} 处。错误 {wrong} 处，提示 {} 处。",
        all - checked,
        audit.sums,
        findings.len() - wrong
    )
}

/// A sentence in three parts, what stands before and behind the figure shortened.
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

/// The sentence around the figure, shortened, with the figure marked.
fn sentence(finding: &Judgement) -> String {
    let Parts { before, figure, behind } = parts(finding);
    if figure.is_empty() { before } else { format!("{before}【{figure}】{behind}") }
}

/// The corrected sentence, shortened like the other.
pub(super) fn around_change(finding: &Judgement, corrected: &str) -> String {
    let behind = finding.text.len() - finding.mark.end;
    let new = corrected.get(finding.mark.start..corrected.len() - behind).unwrap_or_default();
    let Parts { before, behind, .. } = parts(finding);
    format!("{before}{new}{behind}")
}
