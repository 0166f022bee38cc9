//! 自己写的: recognises files that this program wrote. Read as disclosures, their figures would count twice.

use crate::model::{MARK, MARK_MARKDOWN, MARK_PDF, MARK_TEXT, MARK_XML};
use std::io::{Cursor, Read};

/// How many bytes at the start of a file are searched for a mark.
const HEAD: usize = 4096;
/// How many bytes at the end of a file are searched for a mark.
const TAIL: usize = 200;

/// Columns that every table computed by this program has.
const COLUMNS: &str = "table,classification,measure,code,level,name";

/// First columns of the other tables: proposals of bridges, findings, obligations.
const FIRST_COLUMNS: [&str; 3] = ["from_year,to_year,", "id,code,verdict,", "unit,year,phase,group,requirement,"];

/// Limit of the unpacked size of an Office file's custom properties.
const MAX_PROPERTIES: u64 = 1 << 20;

/// Whether these bytes are output of this program, exported line items excepted: they may be read again.
pub(super) fn is_output(bytes: &[u8]) -> bool {
    match bytes {
        [b'P', b'K', ..] => property(bytes).is_some_and(|value| value != "items"),
        [b'P', b'A', b'R', b'1', ..] => {
            let footer = footer(bytes).unwrap_or_default();
            [&b"prior_origin"[..], b"cumulative_growth", b"likely_cause", b"standing"]
                .iter()
                .any(|name| has(footer, name))
        }
        [0x89, b'P', b'N', b'G', ..] => has(head(bytes), format!("Software\0{MARK}").as_bytes()),
        _ if has(&bytes[..bytes.len().min(1024)], b"%PDF-") => {
            has(tail(bytes), MARK_PDF.as_bytes()) || has(bytes, format!("/NM({MARK}-").as_bytes())
        }
        _ => is_text_of_ours(bytes),
    }
}

/// Whether this is the manifest of a report.
pub(super) fn is_manifest(bytes: &[u8]) -> bool {
    serde_json::from_slice(bytes).is_ok_and(|value: serde_json::Value| is_listing(&value))
}

fn is_listing(value: &serde_json::Value) -> bool {
    value.get("program").and_then(serde_json::Value::as_str) == Some(MARK) && value.get("files").is_some()
}

/// The value of the custom property [`MARK`] in an Office file.
fn property(bytes: &[u8]) -> Option<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut text = String::new();
    archive.by_name("docProps/custom.xml").ok()?.take(MAX_PROPERTIES).read_to_string(&mut text).ok()?;
    let (_, behind) = text.split_once(&format!("name=\"{MARK}\""))?;
    let (_, value) = behind.split_once("<vt:lpwstr>")?;
    Some(value.split('<').next().unwrap_or_default().to_owned())
}

fn is_text_of_ours(bytes: &[u8]) -> bool {
    let (head, tail) = (String::from_utf8_lossy(head(bytes)), String::from_utf8_lossy(tail(bytes)));
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let first = head.lines().next().unwrap_or_default();
    let last = tail.trim_end();
    match head.chars().next() {
        Some('#') if first.contains(MARK) => true,
        Some('<') if head.contains(&format!("name=\"generator\" content=\"{MARK}")) || head.contains(MARK_XML) => true,
        // A notebook's metadata follows its cells, so the whole file has to be parsed.
        Some('{') => serde_json::from_slice(bytes).is_ok_and(|value| is_json_of_ours(&value)),
        _ => {
            let is_table = FIRST_COLUMNS.iter().any(|columns| first.starts_with(columns));
            first.contains(COLUMNS) || is_table || last.ends_with(MARK_TEXT) || last.ends_with(MARK_MARKDOWN)
        }
    }
}

fn is_json_of_ours(value: &serde_json::Value) -> bool {
    let has = |key: &str| value.get(key).is_some();
    is_listing(value)
        || has("amount_unit") && (has("rows") || has("proposals"))
        || has("claims_total") && has("findings")
        || value.get("metadata").is_some_and(|metadata| metadata.get(MARK).is_some())
}

/// The footer of a Parquet file, which names the columns.
fn footer(bytes: &[u8]) -> Option<&[u8]> {
    let (before, [a, b, c, d, ..]) = bytes.split_last_chunk::<8>()?;
    let length = usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).ok()?;
    before.get(before.len().checked_sub(length)?..)
}

fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(HEAD)]
}

fn tail(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.len().saturating_sub(TAIL)..]
}

fn has(bytes: &[u8], piece: &[u8]) -> bool {
    bytes.windows(piece.len()).any(|window| window == piece)
}
