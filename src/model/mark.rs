//! 标记: marks in the files that this program writes, so that it never reads its own output as a source document.
//!
//! HTML carries the mark in `generator`, Word and Excel in a document property, a PDF in its annotations, a picture in
//! `Software`, a notebook in its metadata, and plain text in its last line. Results in CSV, JSON and Parquet are
//! recognised by their columns and keys (`source::own`). Exported line items are data in every format and carry no
//! mark.

/// The program's name, as it appears in marks.
pub const MARK: &str = "tongbi";

/// The last line of a plain text.
pub const MARK_TEXT: &str = "（tongbi 生成）";

/// The last line of a Markdown text.
pub const MARK_MARKDOWN: &str = "<!-- tongbi 生成 -->";

/// The comment in an SVG.
pub const MARK_XML: &str = "<!-- tongbi -->";

/// The last line of an annotated PDF.
pub const MARK_PDF: &str = "%tongbi";

/// The content of a text file: the text, followed by the mark as the last line.
pub fn marked(text: &str, mark: &str) -> String {
    format!("{}\n\n{mark}\n", text.trim_end())
}
