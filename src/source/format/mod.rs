//! 格式: one reader per file format, each ending in the same [`Document`]. A format knows nothing of budgets.
//!
//! Which reader is told by the content first (`Kind`) and by the extension second, because published
//! files often carry the wrong one. No reader panics, whatever the bytes; [`Limits`] bound what one takes.

mod cells;
mod delimited;
mod docx;
pub(crate) mod encoding;
mod flow;
mod guard;
mod html;
mod json;
mod kind;
mod parquet;
mod pdf;
mod stacked;
mod text;
mod unknown;
mod workbook;

pub(in crate::source) use guard::guarded;
pub(crate) use kind::{Kind, unsupported};

use super::limits::Unpacking;
use super::{Document, Limits, SourceError};
use std::sync::Arc;

/// Reads one file's bytes into a document. `name` is what places and messages call the file.
///
/// ```
/// # use std::sync::Arc;
/// let name: Arc<str> = Arc::from("表.txt");
/// let text = "一、收入情况\n\n项目\t预算数\n合计\t759.57\n";
/// let document = tongbi::source::format::read(&name, text.as_bytes(), &Default::default()).unwrap();
/// assert_eq!(document.blocks.len(), 2);
/// ```
///
/// # Errors
/// The file is empty, damaged, locked with a password, beyond the limits, or of another format.
pub fn read(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, crate::Error> {
    Ok(read_kind(Kind::of(name, bytes)?, name, bytes, limits, &Unpacking::of(limits), false)?)
}

/// Reads bytes that are known to be of this kind, within what the file that they lie in may still unpack to; `hidden`
/// asks for what a workbook hides, too.
pub(crate) fn read_kind(
    kind: Kind,
    name: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    unpacking: &Unpacking,
    hidden: bool,
) -> Result<Document, SourceError> {
    let mut document = match kind {
        Kind::Workbook(container) => workbook::read(container, name, bytes, limits, unpacking, hidden),
        Kind::Delimited => delimited::read(name, bytes, limits),
        Kind::Text => text::read(name, bytes, limits),
        Kind::Pdf => pdf::read(name, bytes, limits),
        Kind::Docx => docx::read(name, bytes, limits, unpacking),
        Kind::Html => html::read(name, bytes, limits),
        Kind::Archive => Err(kind::unsupported(name, "压缩包", "请先解压")),
        Kind::Json => json::read(name, bytes, limits),
        Kind::Parquet => parquet::read(name, bytes, limits),
    }?;
    unknown::settle(&mut document);
    // A narrow column of a page breaks what is one value, so there the lines of a cell tell nothing.
    if matches!(kind, Kind::Workbook(_) | Kind::Docx | Kind::Html) {
        stacked::unstack(&mut document);
    }
    Ok(document.into_plain())
}
