//! 审查的数据: one row per judged figure. Findings come first and have an identifier.

use super::{effects, numbers, operands, since, since_word, totals};
use crate::audit::{Audit, Changed, Check, Judgement, Obliged, Verdict};
use crate::model::schema::{CHANGED_COLUMNS, Column, JUDGEMENT_COLUMNS, OBLIGATION_COLUMNS};
use crate::present::PresentError;
use crate::present::parquet::bytes;
use crate::present::records::{self, Record, Value};
use crate::present::sheet::{Heads, Sheet, notes, word, workbook};
use crate::present::table::{self, Cell, Row, Table, escaped};
use polars::prelude::DataFrame;

/// A judgement as a record with [`JUDGEMENT_COLUMNS`].
pub(super) fn record<'a>(judged: &'a Judgement, id: Option<String>, since: Option<&'static str>) -> Record<'a> {
    let place = &judged.place;
    vec![
        id.map_or(Value::None, |id| Value::Text(id.into())),
        Value::optional((judged.verdict != Verdict::Unchecked).then_some(judged.code)),
        Value::text(judged.verdict.name()),
        Value::text(&place.file),
        place.part().map_or(Value::None, |part| Value::Text(part.into())),
        Value::integer(place.page),
        Value::integer(place.row),
        Value::integer(place.column),
        Value::text(&judged.text),
        Value::text(&judged.printed),
        Value::optional(judged.expected.as_deref()),
        if judged.gap == 0 { Value::None } else { Value::Hundredths(judged.gap.into()) },
        Value::text(&judged.because),
        Value::optional(judged.likely_cause.as_deref()),
        Value::optional(judged.corrected.as_deref()),
        Value::optional(Check::of(judged.code).map(|check| check.name)),
        list(operands(None, judged)),
        list(effects(None, judged)),
        Value::optional(since),
    ]
}

/// Joins the texts; [`Value::None`] if there are none.
fn list<'a>(words: Vec<String>) -> Value<'a> {
    if words.is_empty() { Value::None } else { Value::Text(words.join("；").into()) }
}

fn findings(audit: &Audit) -> impl Iterator<Item = Record<'_>> {
    let now = audit.named().into_iter().map(|(finding, id)| {
        let word = since_word(audit, &id);
        record(finding, Some(id), word)
    });
    let gone = audit.since.iter().flat_map(|since| &since.corrected);
    now.chain(gone.map(|judged| record(judged, None, Some("已改正"))))
}

/// The figures of the text without a finding.
fn others(audit: &Audit) -> impl Iterator<Item = Record<'_>> {
    audit.claims.iter().filter(|judged| !judged.verdict.is_finding()).map(|judged| record(judged, None, None))
}

fn rows(audit: &Audit) -> impl Iterator<Item = Record<'_>> {
    findings(audit).chain(others(audit))
}

/// An audit as CSV for Excel.
///
/// # Errors
/// Never in practice.
pub fn audit_csv(audit: &Audit) -> Result<String, crate::Error> {
    Ok(records::csv(&JUDGEMENT_COLUMNS, rows(audit))?)
}

/// An audit as a Polars frame, with the same rows as the CSV.
///
/// # Errors
/// Never in practice.
pub fn audit_frame(audit: &Audit) -> Result<DataFrame, crate::Error> {
    Ok(records::frame(&JUDGEMENT_COLUMNS, rows(audit))?)
}

/// An audit as Parquet (zstd), with the same rows as the CSV.
///
/// # Errors
/// If Polars cannot write the data, which would be a bug.
pub fn audit_parquet(audit: &Audit) -> Result<Vec<u8>, crate::Error> {
    bytes(audit_frame(audit)?)
}

/// A changed figure as a record with [`CHANGED_COLUMNS`].
pub(super) fn changed(changed: &Changed) -> Record<'_> {
    let place = &changed.place;
    vec![
        Value::text(&changed.name),
        Value::optional(changed.before.as_deref()),
        Value::optional(changed.after.as_deref()),
        Value::text(&place.file),
        Value::integer(place.page),
        Value::integer(place.row),
        Value::integer(place.column),
    ]
}

/// The obligations of a disclosure as records with [`OBLIGATION_COLUMNS`].
fn obligations(obliged: &Obliged) -> impl Iterator<Item = Record<'_>> {
    obliged.obligations.iter().map(|(obligation, standing)| {
        let owner = &obliged.owner;
        vec![
            Value::text(&owner.unit),
            Value::Integer(owner.year.get().into()),
            Value::text(owner.phase.name()),
            Value::text(&obligation.group),
            Value::text(&obligation.requirement),
            Value::text(standing.title()),
            Value::Text(standing.because().into()),
            Value::text(&obligation.source),
        ]
    })
}

/// The obligations of an audit as CSV for Excel.
///
/// # Errors
/// Never in practice.
pub fn obligations_csv(audit: &Audit) -> Result<String, crate::Error> {
    Ok(records::csv(&OBLIGATION_COLUMNS, audit.obliged.iter().flat_map(obligations))?)
}

/// The obligations of an audit as Parquet (zstd), with the same rows as the CSV.
///
/// # Errors
/// If Polars cannot write the data, which would be a bug.
pub fn obligations_parquet(audit: &Audit) -> Result<Vec<u8>, crate::Error> {
    bytes(records::frame(&OBLIGATION_COLUMNS, audit.obliged.iter().flat_map(obligations))?)
}

/// An audit as XLSX with the sheets 问题 and 其他数 (columns as in the CSV), 应查事项 and 说明, and with 改了的数 if there is
/// an earlier draft.
///
/// # Errors
/// If there are more rows than fit on a sheet.
pub fn audit_xlsx(audit: &Audit) -> Result<Vec<u8>, crate::Error> {
    let sheet = |name| Sheet { name, fields: &JUDGEMENT_COLUMNS, heads: Heads::Titles, frozen: 3 };
    let (wrong, other) = (sheet("问题"), sheet("其他数"));
    other.check(audit.claims.len())?;
    let written = workbook("findings", |book| {
        wrong.add(book, findings(audit))?;
        other.add(book, others(audit))?;
        let beside = |name, fields| Sheet { name, fields, heads: Heads::Titles, frozen: 1 };
        if let Some(since) = &audit.since {
            beside("改了的数", &CHANGED_COLUMNS[..]).add(book, since.changed.iter().map(changed))?;
        }
        beside("应查事项", &OBLIGATION_COLUMNS[..]).add(book, audit.obliged.iter().flat_map(obligations))?;
        let lines = [Some(totals(audit)), since(audit), Some(numbers(audit))].into_iter().flatten();
        notes(book, &lines.chain(records::texts(&audit.user_corrections)).collect::<Vec<_>>())
    });
    Ok(written.map_err(PresentError::from)?)
}

/// The findings of several units as XLSX with the sheet 问题: the unit, and the columns of the CSV.
///
/// # Errors
/// If there are more rows than fit on a sheet.
pub fn findings_xlsx<'a>(
    found: impl Iterator<Item = (&'a str, &'a (Judgement, String))>,
) -> Result<Vec<u8>, crate::Error> {
    let fields: Vec<Column> = OBLIGATION_COLUMNS.iter().take(1).chain(&JUDGEMENT_COLUMNS).copied().collect();
    let sheet = Sheet { name: "问题", fields: &fields, heads: Heads::Titles, frozen: 2 };
    let rows: Vec<Record<'_>> = found
        .map(|(unit, (judged, id))| {
            let mut row = vec![Value::text(unit)];
            row.extend(record(judged, Some(id.clone()), None));
            row
        })
        .collect();
    sheet.check(rows.len())?;
    Ok(workbook("findings", |book| sheet.add(book, rows).map(drop)).map_err(PresentError::from)?)
}

/// The findings as a Markdown table, with a summary of what was checked.
pub fn audit_markdown(audit: &Audit) -> String {
    let cell = |(value, column): (&Value<'_>, &Column)| Cell::text(word(column.kind, &value.print()));
    let row = |row: Record<'_>| Row::without_level(row.iter().zip(&JUDGEMENT_COLUMNS).map(cell).collect::<Vec<_>>());
    let columns = JUDGEMENT_COLUMNS.iter().map(|column| table::Column::new(column.title, table::Kind::Text));
    let table = Table { columns: columns.collect(), rows: findings(audit).map(row).collect(), ..Table::default() };
    let found = if table.rows.is_empty() { String::new() } else { table.markdown_grid() + "\n" };
    let corrections = records::texts(&audit.user_corrections).into_iter();
    let corrections = corrections.map(|line| format!("\n- {}\n", escaped(&line)));
    format!("# 审查\n\n{}\n\n{found}{}\n{}", totals(audit), numbers(audit), corrections.collect::<String>())
}
