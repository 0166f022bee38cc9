//! 目录: a field listing headings and table titles. It is filled in when written, so that it is complete in every
//! program.
//!
//! Page numbers are estimates (see `pages`). Word replaces them: the settings ask it to update fields on opening.

use super::pages::{Pages, contents_height, keeps_next};
use super::words::{run, runs};
use super::{Block, Docx};

/// 目录项
pub(super) struct Entry<'a> {
    /// Number of the entry, from 1.
    pub number: usize,
    level: u8,
    text: &'a str,
    page: usize,
}

impl Entry<'_> {
    /// Name of the bookmark on its paragraph.
    pub fn bookmark(&self) -> String {
        format!("_Toc{:08}", self.number)
    }
}

/// Entries of a document in order; none if it has no table of contents.
pub(super) fn entries(docx: &Docx) -> Vec<Entry<'_>> {
    let blocks = || docx.sections.iter().flat_map(|section| &section.blocks);
    if !blocks().any(|block| matches!(block, Block::Contents)) {
        return Vec::new();
    }
    layout(docx, contents_height(blocks().filter_map(listed)))
}

/// Level and text of a block that is listed.
fn listed(block: &Block) -> Option<(u8, &str)> {
    match block {
        Block::Paragraph { style, text } => Some((style.contents_level()?, text)),
        _ => None,
    }
}

/// The field with its current entries.
pub(super) fn field(entries: &[Entry<'_>]) -> String {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let code = |code: &str| format!("<w:r><w:instrText xml:space=\"preserve\"> {code} </w:instrText></w:r>");
    let mut lines = String::new();
    for entry in entries {
        let opening = match entry.number {
            1 => format!("{}{}{}", mark("begin"), code("TOC \\o \"1-2\" \\h \\z \\u"), mark("separate")),
            _ => String::new(),
        };
        let (level, name) = (entry.level, entry.bookmark());
        lines += &format!(
            "<w:p><w:pPr><w:pStyle w:val=\"TOC{level}\"/></w:pPr>{opening}<w:hyperlink w:anchor=\"{name}\" \
             w:history=\"1\">{}<w:r><w:tab/></w:r>{}{}{}{}{}</w:hyperlink></w:p>",
            runs(entry.text),
            mark("begin"),
            code(&format!("PAGEREF {name} \\h")),
            mark("separate"),
            run(&entry.page.to_string(), ""),
            mark("end"),
        );
    }
    let end = if entries.is_empty() { String::new() } else { mark("end") };
    format!(
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/><w:docPartUnique/></w:docPartObj>\
         </w:sdtPr><w:sdtContent><w:p><w:pPr><w:pStyle w:val=\"TOCHeading\"/></w:pPr>{}</w:p>{lines}<w:p><w:pPr><w:pStyle \
         w:val=\"SectionEnd\"/></w:pPr>{end}</w:p></w:sdtContent></w:sdt>",
        run("目\u{3000}录", "")
    )
}

/// Lays out the document to find the page of each entry. The table of contents itself has the height `contents`.
fn layout(docx: &Docx, contents: usize) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut page = usize::from(!docx.cover.is_empty());
    for section in &docx.sections {
        let mut pages = Pages::new(section, page + 1, contents);
        // First of the entries kept on one page with the next block: they move with it.
        let mut kept = entries.len();
        for block in &section.blocks {
            if pages.put(block) {
                entries[kept..].iter_mut().for_each(|entry| entry.page = pages.page);
            }
            if let Some((level, text)) = listed(block) {
                entries.push(Entry { number: entries.len() + 1, level, text, page: pages.page });
            }
            if !keeps_next(block) {
                kept = entries.len();
            }
        }
        page = pages.page;
    }
    entries
}
