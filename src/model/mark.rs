//! 标记: by what the files that this program writes are known when they lie among documents: they are no sources.
//!
//! HTML has its `generator`, Word and Excel files a property of the name [`MARK`], a PDF the names of its notes, a
//! picture its `Software`, a notebook its metadata; texts have a line. CSV, JSON and Parquet are known by their columns
//! and keys (`source::own`). Line items, whatever they are written as, are data and carry no mark.

/// The name of the program, as marks say it.
pub const MARK: &str = "tongbi";

/// The last line of a text.
pub const MARK_TEXT: &str = "（tongbi 生成）";

/// The last line of a text in Markdown.
pub const MARK_MARKDOWN: &str = "<!-- tongbi 生成 -->";

/// In an SVG.
pub const MARK_XML: &str = "<!-- tongbi -->";

/// The last line of a PDF that got notes.
pub const MARK_PDF: &str = "%tongbi";

/// A text as it stands in a file of its own: its last line says who wrote it, so that it is never read as a source.
pub fn marked(text: &str, mark: &str) -> String {
    format!("{}\n\n{mark}\n", text.trim_end())
}
