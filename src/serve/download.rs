//! 下载: files as the commands write them, byte for byte.

use super::answer::{self, Answer};
use super::desk::{Content, Desk, Reading};
use super::views::{Fields, chosen, drawn, wanted};
use super::{Server, Shared};
use crate::Error;
use crate::audit::Audit;
use crate::model::{MARK_MARKDOWN, MARK_TEXT, marked};
use crate::present::explanation::{Sources, publish};
use crate::present::folder::zipped;
use crate::present::{self, AuditText, Edition};
use crate::project::folder_name;
use crate::source::Limits;
use axum::extract::{Path, Query, State};
use std::sync::Arc;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json";
const PLAIN: &str = "text/plain; charset=utf-8";
const PARQUET: &str = "application/vnd.apache.parquet";

/// A chart as SVG.
pub(super) async fn svg(State(server): State<Shared>, Query(fields): Query<Fields>) -> Answer {
    chart(server, fields, false).await
}

/// A chart as PNG.
pub(super) async fn png(State(server): State<Shared>, Query(fields): Query<Fields>) -> Answer {
    chart(server, fields, true).await
}

async fn chart(server: Shared, fields: Fields, is_png: bool) -> Answer {
    ready(server, move |server, read| {
        let edition = server.desk.edition(read, &wanted(&fields))?;
        let (kind, words) = chosen(&fields, &edition)?;
        let (chart, width) = drawn(&edition, kind, &words, is_png)?;
        let name = |extension: &str| format!("{}.{extension}", kind.title());
        Ok(match is_png {
            true => answer::file("image/png", Some(&name("png")), chart.png(width)?),
            false => {
                let svg = chart.svg_as(present::chart::SvgText::Outlined, width)?;
                answer::file("image/svg+xml", Some(&name("svg")), svg.into_bytes())
            }
        })
    })
    .await
}

/// Makes a file of what was read.
async fn ready(
    server: Shared,
    make: impl FnOnce(&Server, (&Arc<Reading>, &Content)) -> Result<Answer, Error> + Send + 'static,
) -> Answer {
    answer::work(server, move |server| {
        let reading = server.desk.reading()?;
        match &reading.outcome {
            Ok(content) => make(server, (&reading, content)),
            Err(reason) => Ok(answer::message(axum::http::StatusCode::NOT_FOUND, reason)),
        }
    })
    .await
}

/// A file by its name.
pub(super) async fn file(
    State(server): State<Shared>,
    Path(name): Path<String>,
    Query(fields): Query<Fields>,
) -> Answer {
    ready(server, move |server, read| {
        let wanted = wanted(&fields);
        let edition = server.desk.edition(read, &wanted)?;
        let report = &edition.report;
        let (comparison, audit) = (&report.comparison, &report.audit);
        let files = &read.1.split.units[Desk::unit(read.1, &wanted)].loaded.files;
        let (kind, bytes) = match name.as_str() {
            "comparison.csv" => (CSV, present::comparison_csv(comparison)?.into_bytes()),
            "comparison.json" => (JSON, present::comparison_json(comparison)?.into_bytes()),
            "comparison.xlsx" => (XLSX, present::comparison_xlsx(comparison)?),
            "comparison.parquet" => (PARQUET, present::comparison_parquet(comparison)?),
            "text.docx" => (DOCX, docx(&edition)?),
            "text.md" => (PLAIN, marked(&edition.explanation.markdown(), MARK_MARKDOWN).into_bytes()),
            "text.txt" => (PLAIN, marked(&edition.explanation.text(), MARK_TEXT).into_bytes()),
            "findings.xlsx" => (XLSX, present::audit_xlsx(audit)?),
            "findings.json" => (JSON, present::audit_json(audit, files)?.into_bytes()),
            "findings.txt" => {
                let text = present::audit_text(audit, AuditText { ledger: true, ..AuditText::default() });
                (PLAIN, marked(&text, MARK_TEXT).into_bytes())
            }
            "annotated" | "corrected" => return noted(server, audit, &edition, &fields, name == "corrected"),
            "report.zip" => {
                let report = server.desk.files(read, &wanted)?;
                let title = &report.edition.report.title;
                let folder = format!("{}-{}", folder_name(title), report.edition.report.comparison.year);
                let bytes = zipped(&folder, &report.files)?;
                return Ok(answer::file("application/zip", Some(&format!("{folder}.zip")), bytes));
            }
            _ => return Ok(answer::message(axum::http::StatusCode::NOT_FOUND, "没有这个文件")),
        };
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let what = match stem {
            "comparison" => "对比",
            "text" => "情况说明",
            _ => "审查",
        };
        let title = format!("{}-{}-{what}.{extension}", folder_name(&report.title), comparison.year);
        Ok(answer::file(kind, Some(&title), bytes))
    })
    .await
}

/// The 情况说明 as a Word document.
fn docx(edition: &Edition) -> Result<Vec<u8>, Error> {
    let report = &edition.report;
    let (items, comparison) = (report.items.items(), &report.comparison);
    let sources = Sources { items, claims: &report.claims, papers: &report.papers, comparison };
    Ok(publish(&edition.explanation, &edition.content, sources, &edition.profile, false, &edition.placed)?.bytes)
}

/// A document of the project with notes about its findings, or with corrections.
fn noted(server: &Server, audit: &Audit, edition: &Edition, fields: &Fields, corrected: bool) -> Result<Answer, Error> {
    let name = fields.get("file").map_or("", String::as_str);
    let bytes = server.desk.project().content(name)?;
    let title = |what: &str| {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        format!("{}-{what}.{extension}", folder_name(stem))
    };
    if !corrected && name.to_lowercase().ends_with(".pdf") {
        return Ok(answer::file("application/pdf", Some(&title("批注")), present::annotated_pdf(&bytes, audit, name)?));
    }
    let paper = edition.report.papers.iter().find(|paper| *paper.file == *name);
    let first = paper.and_then(|paper| paper.sentences.iter().find(|sentence| sentence.place.written.is_some()));
    let first = first.map(|sentence| &sentence.place);
    let limit = Limits::default().bytes;
    let bytes = present::annotated_docx(name, &bytes, audit, first, corrected, limit)?;
    Ok(answer::file(DOCX, Some(&title(if corrected { "修订" } else { "批注" })), bytes))
}
