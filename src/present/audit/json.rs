//! 审查报告（JSON）.

use super::data::{changed, record};
use super::since_word;
use crate::audit::{Audit, Judgement, Obliged};
use crate::model::schema::{CHANGED_COLUMNS, JUDGEMENT_COLUMNS};
use crate::model::{Place, UnclaimedNumber};
use crate::present::records::{object, pretty, texts};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Serialize)]
struct WireAudit<'a> {
    documents: Vec<&'a str>,
    user_corrections: Vec<String>,
    claims_total: usize,
    claims_checked: usize,
    sums_checked: usize,
    numbers: WireNumbers,
    obligations: Vec<WireObliged<'a>>,
    findings: Vec<Map<String, Value>>,
    claims: Vec<Map<String, Value>>,
    apart: Vec<WireApart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<WireSince>,
}

#[derive(Serialize)]
struct WireSince {
    corrected: Vec<Map<String, Value>>,
    changed: Vec<Map<String, Value>>,
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
struct WirePlace<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    page: Option<u32>,
    line: Option<u32>,
    column: Option<u32>,
}

/// The output of `audit --format json`; its schema is `data/schema/audit.schema.json`.
///
/// # Errors
/// If a value cannot be written as JSON.
pub fn audit_json(audit: &Audit, documents: &[Arc<str>]) -> Result<String, crate::Error> {
    let numbers = audit.numbers();
    let wire = WireAudit {
        documents: documents.iter().map(|name| &**name).collect(),
        user_corrections: texts(&audit.user_corrections),
        claims_total: audit.claims.len(),
        claims_checked: audit.checked(),
        sums_checked: audit.sums,
        numbers: WireNumbers {
            printed: numbers.judged + numbers.unjudged + numbers.no_claim + numbers.tabled,
            judged: numbers.judged,
            unjudged: numbers.unjudged,
            no_claim: numbers.no_claim,
            tables: audit.table_numbers.iter().map(|(fate, count)| (fate.title(), *count)).collect(),
        },
        obligations: audit.obliged.iter().map(obliged).collect(),
        findings: audit
            .named()
            .into_iter()
            .map(|(finding, id)| {
                let word = since_word(audit, &id);
                judgement(finding, Some(id), word)
            })
            .collect(),
        claims: audit.claims.iter().map(|judged| judgement(judged, None, None)).collect(),
        apart: audit.unclaimed.iter().map(unclaimed).collect(),
        since: audit.since.as_ref().map(|since| WireSince {
            corrected: since.corrected.iter().map(|judged| judgement(judged, None, Some("已改正"))).collect(),
            changed: since.changed.iter().map(|one| object(&CHANGED_COLUMNS, &changed(one))).collect(),
        }),
    };
    Ok(pretty(&wire)?)
}

/// A judgement as a JSON object, with the columns of its place grouped under `place`.
fn judgement(judged: &Judgement, id: Option<String>, since: Option<&'static str>) -> Map<String, Value> {
    let is_place = |name: &str| matches!(name, "file" | "sheet" | "page" | "line" | "column");
    let has_id = id.is_some();
    let (mut fields, mut place) = (Map::new(), Map::new());
    for (name, value) in object(&JUDGEMENT_COLUMNS, &record(judged, id, since)) {
        match name.as_str() {
            "id" if !has_id => {}
            name if is_place(name) => {
                fields.entry("place").or_insert(Value::Null);
                place.insert(name.to_owned(), value);
            }
            _ => {
                fields.insert(name, value);
            }
        }
    }
    fields.insert("place".to_owned(), place.into());
    fields
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

fn unclaimed(unclaimed: &UnclaimedNumber) -> WireApart<'_> {
    WireApart {
        place: place(&unclaimed.place),
        printed: &unclaimed.printed,
        claim: !unclaimed.fate.claims_nothing(),
        why: unclaimed.fate.title(),
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
