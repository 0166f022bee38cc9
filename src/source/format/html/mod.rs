//! 网页: the text and the tables of a page, without its menus, scripts and styles.
//!
//! Parsed as browsers do, so that unclosed cells and paragraphs come out whole. Invariant: the tree is walked
//! without recursion, and nests no deeper than [`depth::LIMIT`], beyond which building it takes squared time.

mod depth;
mod menu;
mod walk;

use super::encoding::{self, Decoded};
use super::flow;
use crate::model::Place;
use crate::source::{Document, Limits, SourceError};
use encoding_rs::Encoding;
use std::sync::Arc;

/// A page longer than this is no page.
const LONGEST: u64 = 32 << 20;

/// Reads a page.
pub(super) fn read(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, SourceError> {
    let limit = limits.bytes.min(LONGEST);
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

/// What the bytes say: by content first, since pages often name the wrong encoding; a name is taken at its word
/// only where it is none of the Chinese ones and none of Unicode.
fn decode(bytes: &[u8]) -> Decoded {
    let (found, marked) = encoding::detect(bytes);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let label = head.split("charset=").nth(1).map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        rest.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).next().unwrap_or_default()
    });
    let named = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let own = [encoding_rs::GBK, encoding_rs::GB18030, encoding_rs::UTF_8, encoding_rs::WINDOWS_1252];
    match named.filter(|named| marked == 0 && found == encoding_rs::GB18030 && !own.contains(named)) {
        Some(named) => {
            let text = named.decode_without_bom_handling(bytes).0.into_owned();
            Decoded { text, encoding: named.name(), bad_line: None }
        }
        None => encoding::decode(bytes),
    }
}
