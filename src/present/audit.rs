//! 审查报告的样子: as text for people, as JSON for programs.

use super::PresentError;
use crate::audit::{Audit, Judgement, Verdict};
use serde::Serialize;
use std::fmt::Write;
use std::sync::Arc;

/// The findings by gravity, place first, the judged figure in 【】; then how much was checked.
pub fn audit_text(audit: &Audit) -> String {
    let mut text = String::new();
    let mut gravity = None;
    for finding in audit.findings() {
        if gravity != Some(finding.verdict) {
            gravity = Some(finding.verdict);
            let _ = writeln!(text, "== {} ==", finding.verdict.title());
        }
        let _ = writeln!(text, "{}", finding.place);
        let _ = writeln!(text, "  {}", sentence(finding));
        let _ = writeln!(text, "  {}", finding.because);
        if let Some(cause) = &finding.likely_cause {
            let _ = writeln!(text, "  可能原因：{cause}");
        }
        text.push('\n');
    }
    let wrong = audit.findings().iter().filter(|finding| finding.verdict.is_wrong()).count();
    let (all, checked) = (audit.claims.len(), audit.checked());
    let _ = writeln!(
        text,
        "文字 {all} 个数，核对 {checked} 个，未核对 {} 个；表内核对 {} 处合计。错误 {wrong} 处，提示 {} 处。",
        all - checked,
        audit.sums,
        audit.findings().len() - wrong
    );
    text
}

/// The sentence around the figure, shortened, with the figure marked.
fn sentence(finding: &Judgement) -> String {
    const AROUND: usize = 48;
    let (Some(before), Some(after)) = (finding.text.get(..finding.mark.start), finding.text.get(finding.mark.end..))
    else {
        return finding.text.to_string();
    };
    if finding.mark.is_empty() {
        return format!("{}：【{}】", finding.text, finding.printed);
    }
    let skip = before.chars().count().saturating_sub(AROUND);
    let start: String = before.chars().skip(skip).collect();
    let end: String = after.chars().take(AROUND / 2).collect();
    let (open, close) = (if skip > 0 { "…" } else { "" }, if end.len() < after.len() { "…" } else { "" });
    format!("{open}{start}【{}】{end}{close}", finding.printed)
}

#[derive(Serialize)]
struct WireAudit<'a> {
    documents: Vec<&'a str>,
    claims_total: usize,
    claims_checked: usize,
    sums_checked: usize,
    findings: Vec<WireJudgement<'a>>,
    claims: Vec<WireJudgement<'a>>,
}

#[derive(Serialize)]
struct WireJudgement<'a> {
    code: Option<&'a str>,
    verdict: &'static str,
    place: WirePlace<'a>,
    claim: &'a str,
    printed: &'a str,
    expected: Option<&'a str>,
    because: &'a str,
    likely_cause: Option<&'a str>,
    corrected: Option<&'a str>,
}

#[derive(Serialize)]
struct WirePlace<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    page: Option<u32>,
    line: Option<u32>,
    column: Option<u32>,
}

/// `audit --format json`, as `data/schema/audit.schema.json` describes it.
///
/// # Errors
/// If a value cannot be written as JSON.
pub fn audit_json(audit: &Audit, documents: &[Arc<str>]) -> Result<String, crate::Error> {
    let wire = WireAudit {
        documents: documents.iter().map(|name| &**name).collect(),
        claims_total: audit.claims.len(),
        claims_checked: audit.checked(),
        sums_checked: audit.sums,
        findings: audit.findings().into_iter().map(judgement).collect(),
        claims: audit.claims.iter().map(judgement).collect(),
    };
    let json = serde_json::to_string_pretty(&wire).map_err(PresentError::from)?;
    Ok(json + "\n")
}

fn judgement(judged: &Judgement) -> WireJudgement<'_> {
    WireJudgement {
        code: (judged.verdict != Verdict::Unchecked).then_some(judged.code),
        verdict: judged.verdict.name(),
        place: WirePlace {
            file: &judged.place.file,
            sheet: judged.place.sheet.as_deref(),
            page: judged.place.page,
            line: judged.place.row,
            column: judged.place.column,
        },
        claim: &judged.text,
        printed: &judged.printed,
        expected: judged.expected.as_deref(),
        because: &judged.because,
        likely_cause: judged.likely_cause.as_deref(),
        corrected: judged.corrected.as_deref(),
    }
}
