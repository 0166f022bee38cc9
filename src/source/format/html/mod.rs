//! 网页: reads the text and tables of a web page, without menus, scripts and styles.
//!
//! Parsed as browsers do, so that unclosed cells and paragraphs are complete. Invariants: the tree is walked without
//! recursion, and is no deeper than [`depth::LIMIT`], since building deeper ones takes quadratic time.

mod depth;
mod menu;
mod walk;

use super::encoding::{self, Decoded};
use super::flow;
use crate::model::Place;
use crate::source::{Document, Limits, SourceError};
use encoding_rs::Encoding;
use std::sync::Arc;

/// Limit of the bytes of a page, whose tree takes many times as much memory.
const MAX_BYTES: u64 = 32 << 20;

/// Reads a page.
pub(super) fn read(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, SourceError> {
    let limit = limits.bytes.min(MAX_BYTES);
    if bytes.len() as u64 > limit {
        return Err(SourceError::TooLarge { path: name.to_string(), size: bytes.len() as u64, limit });
    }
    let decoded = decode(bytes);
    let warnings = decoded.warning(&Place::file(name.clone())).into_iter().collect();
    if depth::of(&decoded.text) > depth::LIMIT {
        return Err(flow::too_deep(name, depth::LIMIT));
    }
    let page = scraper::Html::parse_document(&decoded.text);
    let (nodes, frame) = walk::nodes(name, &page, limits)?;
    Ok(Document { frame, ..flow::document(name, nodes, warnings, limits)? })
}

/// Decodes a page by its content, since pages often declare a wrong encoding. A declared encoding is used only if the
/// content may be GB18030 and the declared one is neither a Chinese encoding nor UTF-8 nor the default of old editors.
fn decode(bytes: &[u8]) -> Decoded {
    let (found, bom) = encoding::detect(bytes);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let label = head.split("charset=").nth(1).map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        rest.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).next().unwrap_or_default()
    });
    let named = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let ignored = [encoding_rs::GBK, encoding_rs::GB18030, encoding_rs::UTF_8, encoding_rs::WINDOWS_1252];
    match named.filter(|named| bom == 0 && found == encoding_rs::GB18030 && !ignored.contains(named)) {
        Some(named) => {
            let text = named.decode_without_bom_handling(bytes).0.into_owned();
            Decoded { text, encoding: named.name(), bad_line: None }
        }
        None => encoding::decode(bytes),
    }
}
