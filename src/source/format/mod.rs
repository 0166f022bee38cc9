//! 格式: one reader per file format, each producing the same [`Document`]. A format knows nothing of budgets.
//!
//! The reader is chosen by content first (`Kind`) and by extension second, because published files often have a wrong
//! extension. No reader panics, whatever the bytes; [`Limits`] bounds the resources that one takes.

mod cells;
mod delimited;
mod docx;
pub(crate) mod encoding;
mod flow;
mod guard;
mod html;
mod json;
mod kind;
mod ofd;
pub(in crate::source) mod parquet;
mod pdf;
mod picture;
mod stacked;
mod text;
mod unknown;
mod workbook;
mod xml;

pub(in crate::source) use guard::guarded;
pub(crate) use kind::{Kind, Legacy, unsupported};

use super::limits::Unpacking;
use super::ocr::Engine;
use super::{Document, Limits, SourceError};
use std::sync::Arc;

/// Reads a file's bytes into a document. `name` is the display name of the file, with its extension.
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
/// The file is empty, damaged, password-protected, beyond the limits, or of an unsupported format.
pub fn read(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, crate::Error> {
    Ok(read_kind(Kind::of(name, bytes)?, name, bytes, limits, &Unpacking::of(limits), false, None)?)
}

/// As [`read`], with the hidden rows, columns and sheets of a workbook.
///
/// # Errors
/// As [`read`].
pub fn read_hidden(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, crate::Error> {
    Ok(read_kind(Kind::of(name, bytes)?, name, bytes, limits, &Unpacking::of(limits), true, None)?)
}

/// Reads bytes of a known kind, drawing on the budget for unpacking of the outermost file. `hidden` includes the hidden
/// parts of a workbook; `engine` reads what is a picture.
pub(crate) fn read_kind(
    kind: Kind,
    name: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    unpacking: &Unpacking,
    hidden: bool,
    engine: Option<&dyn Engine>,
) -> Result<Document, SourceError> {
    let mut document = match kind {
        Kind::Workbook(container) => workbook::read(container, name, bytes, limits, unpacking, hidden),
        Kind::Delimited => delimited::read(name, bytes, limits),
        Kind::Text => text::read(name, bytes, limits),
        Kind::Pdf => pdf::read(name, bytes, limits, engine),
        Kind::Picture(container) => {
            return of_sheets(name, vec![(1, sheet(container, name, bytes, engine)?)], limits);
        }
        Kind::Ofd => ofd::read(name, bytes, limits, unpacking),
        Kind::Docx => docx::read(name, bytes, limits, unpacking),
        Kind::Html => html::read(name, bytes, limits),
        Kind::Archive => Err(kind::unsupported(name, "压缩包", "请先解压")),
        Kind::Legacy(kind) => Err(kind.unsupported(name)),
        Kind::Json => json::read(name, bytes, limits),
        Kind::Parquet => parquet::document(name, &parquet::frame(name, bytes, limits)?, limits),
    }?;
    unknown::settle(&mut document);
    // On a page, narrow columns break single values into lines, so PDF cells are not split.
    if matches!(kind, Kind::Workbook(_) | Kind::Docx | Kind::Html) {
        stacked::unstack(&mut document);
    }
    Ok(document.into_plain())
}

/// 页的画面: a page of a PDF, counted from 1, as SVG: one pixel a point and turned as its text runs, so that the boxes of a
/// [`Place`](crate::model::Place) fit onto it. `substitutes` are fonts, regular and bold, for Chinese ones that the file
/// names and does not carry.
///
/// # Errors
/// The file is no PDF or damaged, has no such page, or one that takes too much work to draw.
pub fn page_picture(
    name: &Arc<str>,
    bytes: &[u8],
    page: u32,
    substitutes: [&'static [u8]; 2],
) -> Result<String, crate::Error> {
    match Kind::of(name, bytes)? {
        Kind::Pdf => Ok(pdf::page_picture(name, bytes, page, substitutes)?),
        _ => Err(unsupported(name, "不是 PDF，没有版面可画", "请在原软件里打开看").into()),
    }
}

/// 单页: a page that is a file of its own, before it is known what document it belongs to.
#[derive(Debug, Clone)]
pub(in crate::source) struct Sheet(pdf::Page);

/// Reads a picture by an engine.
///
/// # Errors
/// There is no engine, or the picture is damaged or too large.
pub(in crate::source) fn sheet(
    container: picture::Container,
    name: &Arc<str>,
    bytes: &[u8],
    engine: Option<&dyn Engine>,
) -> Result<Sheet, SourceError> {
    pdf::read_picture(container, name, bytes, engine).map(Sheet)
}

/// The document that these pages make, each with its number.
///
/// # Errors
/// Their layout cannot be restored, or they have more cells than the limit.
pub(in crate::source) fn of_sheets(
    name: &Arc<str>,
    sheets: Vec<(u32, Sheet)>,
    limits: &Limits,
) -> Result<Document, SourceError> {
    let mut document = pdf::of_pictures(name, sheets.into_iter().map(|(number, Sheet(page))| (number, page)), limits)?;
    unknown::settle(&mut document);
    Ok(document.into_plain())
}
