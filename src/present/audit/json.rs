//! 审查报告（JSON）.

use crate::audit::{Audit, Judgement, Verdict};
use crate::present::PresentError;
use serde::Serialize;
use std::sync::Arc;

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
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
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
        findings: audit.named().into_iter().map(|(finding, id)| judgement(finding, Some(id))).collect(),
        claims: audit.claims.iter().map(|judged| judgement(judged, None)).collect(),
    };
    let json = serde_json::to_string_pretty(&wire).map_err(PresentError::from)?;
    Ok(json + "\n")
}

fn judgement(judged: &Judgement, id: Option<String>) -> WireJudgement<'_> {
    WireJudgement {
        id,
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
