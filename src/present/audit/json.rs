//! 审查报告（JSON）.

use crate::audit::{Audit, Judgement, Obliged, Verdict};
use crate::model::{Apart, Place};
use crate::present::PresentError;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Serialize)]
struct WireAudit<'a> {
    documents: Vec<&'a str>,
    claims_total: usize,
    claims_checked: usize,
    sums_checked: usize,
    numbers: WireNumbers,
    obligations: Vec<WireObliged<'a>>,
    findings: Vec<WireJudgement<'a>>,
    claims: Vec<WireJudgement<'a>>,
    apart: Vec<WireApart<'a>>,
}

#[derive(Serialize)]
struct WireNumbers {
    printed: usize,
    judged: usize,
    unjudged: usize,
    no_claim: usize,
    tables: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct WireObliged<'a> {
    unit: &'a str,
    scope: &'static str,
    year: u16,
    phase: &'static str,
    files: Vec<&'a str>,
    obligations: Vec<WireObligation<'a>>,
}

#[derive(Serialize)]
struct WireObligation<'a> {
    id: &'a str,
    group: &'a str,
    requirement: &'a str,
    source: &'a str,
    standing: &'static str,
    because: String,
}

#[derive(Serialize)]
struct WireApart<'a> {
    place: WirePlace<'a>,
    printed: &'a str,
    claim: bool,
    why: &'static str,
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
    let numbers = audit.numbers();
    let wire = WireAudit {
        documents: documents.iter().map(|name| &**name).collect(),
        claims_total: audit.claims.len(),
        claims_checked: audit.checked(),
        sums_checked: audit.sums,
        numbers: WireNumbers {
            printed: numbers.judged + numbers.unjudged + numbers.no_claim + numbers.tabled,
            judged: numbers.judged,
            unjudged: numbers.unjudged,
            no_claim: numbers.no_claim,
            tables: audit.tabled.iter().map(|(why, count)| (why.title(), *count)).collect(),
        },
        obligations: audit.obliged.iter().map(obliged).collect(),
        findings: audit.named().into_iter().map(|(finding, id)| judgement(finding, Some(id))).collect(),
        claims: audit.claims.iter().map(|judged| judgement(judged, None)).collect(),
        apart: audit.apart.iter().map(apart).collect(),
    };
    let json = serde_json::to_string_pretty(&wire).map_err(PresentError::from)?;
    Ok(json + "\n")
}

fn judgement(judged: &Judgement, id: Option<String>) -> WireJudgement<'_> {
    WireJudgement {
        id,
        code: (judged.verdict != Verdict::Unchecked).then_some(judged.code),
        verdict: judged.verdict.name(),
        place: place(&judged.place),
        claim: &judged.text,
        printed: &judged.printed,
        expected: judged.expected.as_deref(),
        because: &judged.because,
        likely_cause: judged.likely_cause.as_deref(),
        corrected: judged.corrected.as_deref(),
    }
}

fn obliged(obliged: &Obliged) -> WireObliged<'_> {
    let owner = &obliged.owner;
    let obligations = obliged.obligations.iter().map(|(obligation, standing)| WireObligation {
        id: &obligation.id,
        group: &obligation.group,
        requirement: &obligation.requirement,
        source: &obligation.source,
        standing: standing.name(),
        because: standing.because(),
    });
    WireObliged {
        unit: &owner.unit,
        scope: owner.scope.name(),
        year: owner.year.get(),
        phase: owner.phase.name(),
        files: obliged.files.iter().map(|name| &**name).collect(),
        obligations: obligations.collect(),
    }
}

fn apart(apart: &Apart) -> WireApart<'_> {
    WireApart {
        place: place(&apart.place),
        printed: &apart.printed,
        claim: !apart.why.claims_nothing(),
        why: apart.why.title(),
    }
}

fn place(place: &Place) -> WirePlace<'_> {
    WirePlace {
        file: &place.file,
        sheet: place.sheet.as_deref(),
        page: place.page,
        line: place.row,
        column: place.column,
    }
}
