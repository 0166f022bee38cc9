//! 目录: a field with the headings and titles of tables, filled in at writing so that it is complete in every program.
//!
//! The page numbers are those that the text would have with the official fonts, estimated line by line. A program that
//! lays the pages out itself replaces them, since the settings ask it to update fields when it opens the document.

use super::body::{run, runs, shares, text_height, text_width};
use super::package::STYLES;
use super::{Block, Docx, Style};
use crate::present::table::Table;

/// A cell's margins to the left and right, in twentieths of a point.
const CELL_MARGINS: usize = 90;

/// 目录项
pub(super) struct Entry<'a> {
    /// Its number, from 1.
    pub number: usize,
    level: u8,
    text: &'a str,
    page: usize,
}

impl Entry<'_> {
    /// The bookmark of its paragraph.
    pub fn bookmark(&self) -> String {
        format!("_Toc{:08}", self.number)
    }
}

/// The entries of a document, in order; none if it has no contents.
pub(super) fn entries(docx: &Docx) -> Vec<Entry<'_>> {
    let blocks = || docx.sections.iter().flat_map(|section| &section.blocks);
    if !blocks().any(|block| matches!(block, Block::Contents)) {
        return Vec::new();
    }
    let is_listed =
        |block: &&Block| matches!(block, Block::Paragraph { style, .. } if style.contents_level().is_some());
    layout(docx, blocks().filter(is_listed).count())
}

/// The field, with its entries as they are known now.
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

/// Lays the pages out line by line and notes on which page each entry begins. The contents have `listed` lines.
fn layout(docx: &Docx, listed: usize) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut page = usize::from(!docx.cover.is_empty());
    for section in &docx.sections {
        page += 1;
        let (width, whole) = (text_width(section.landscape), text_height(section.landscape));
        let mut used = 0;
        // A heading that would stand alone at the end of a page moves on with what follows it.
        let mut held: Option<(usize, usize)> = None;
        for block in &section.blocks {
            let height = match block {
                Block::Paragraph { style, text } => Metrics::of(style.id()).height(text, width),
                Block::Contents => {
                    let lines = listed * Metrics::of("TOC2").line;
                    lines + Metrics::of(Style::ContentsTitle.id()).height("目录", width)
                }
                Block::Table(table) => table_height(table, width),
                Block::Grid(grid) => grid.rows * Metrics::of("TableText").line,
                Block::Picture(picture) => {
                    width * picture.size.1 as usize / picture.size.0.max(1) as usize + Metrics::of("Figure").around
                }
                Block::Caption { text, above, .. } => {
                    let style = if *above { Style::TableCaption } else { Style::Caption };
                    Metrics::of(style.id()).height(text, width)
                }
            };
            let breaks = matches!(block, Block::Table(_) | Block::Grid(_) | Block::Contents)
                || matches!(block, Block::Paragraph { style: Style::Body | Style::Note, .. });
            let first_line = if breaks { Metrics::of(Style::Body.id()).line.min(height) } else { height };
            if used > 0 && used + first_line > whole {
                page += 1;
                used = 0;
                if let Some((from, taken)) = held {
                    entries[from..].iter_mut().for_each(|entry| entry.page = page);
                    used = taken;
                }
            }
            let keeps = match block {
                Block::Paragraph { style, text } => {
                    if let Some(level) = style.contents_level() {
                        entries.push(Entry { number: entries.len() + 1, level, text, page });
                        held = held.or(Some((entries.len() - 1, 0)));
                    }
                    !matches!(style, Style::Body | Style::Note | Style::Signature)
                }
                Block::Caption { above, .. } => *above,
                Block::Picture(_) => true,
                Block::Table(_) | Block::Grid(_) | Block::Contents => false,
            };
            held = held.filter(|_| keeps).map(|(from, taken)| (from, taken + height));
            used += height;
            page += used.saturating_sub(1) / whole;
            used = if used > whole { (used - 1) % whole + 1 } else { used };
        }
    }
    entries
}

/// The heights of a style in twentieths of a point, as the style sheet has them.
struct Metrics {
    line: usize,
    /// Before and after the paragraph.
    around: usize,
    /// The width of a Chinese character.
    character: usize,
}

impl Metrics {
    fn of(style: &str) -> Self {
        let attribute = |name: &str| attribute(style, name);
        Self {
            line: attribute("w:line=\"").unwrap_or(579),
            around: attribute("w:before=\"").unwrap_or(0) + attribute("w:after=\"").unwrap_or(0),
            character: attribute("<w:sz w:val=\"").unwrap_or(32) * 10,
        }
    }

    fn height(&self, text: &str, width: usize) -> usize {
        self.around + self.lines(text, width) * self.line
    }

    fn lines(&self, text: &str, width: usize) -> usize {
        // Latin letters and digits take half the width of a Chinese character.
        let halves: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        (halves * self.character).div_ceil(2 * width.max(1)).max(1)
    }
}

/// A number that the style sheet gives a style, or the style that it is based on.
fn attribute(style: &str, name: &str) -> Option<usize> {
    let (_, rest) = STYLES.split_once(&format!("w:styleId=\"{style}\""))?;
    let own = rest.split("</w:style>").next()?;
    let value = |text: &str| text.split('"').next()?.parse().ok();
    own.split_once(name).and_then(|(_, text)| value(text)).or_else(|| {
        let (_, base) = own.split_once("<w:basedOn w:val=\"")?;
        attribute(base.split('"').next()?, name)
    })
}

fn table_height(table: &Table, width: usize) -> usize {
    let metrics = Metrics::of("TableText");
    let weights: Vec<usize> = table.columns.iter().map(|column| column.width).collect();
    let widths = shares(&weights, width);
    let height = |texts: &mut dyn Iterator<Item = (String, usize)>| {
        let lines = texts.map(|(text, width)| metrics.lines(&text, width.saturating_sub(CELL_MARGINS)));
        lines.max().unwrap_or(1) * metrics.line
    };
    let rows = table
        .rows
        .iter()
        .map(|row| height(&mut row.cells.iter().map(|cell| cell.print(table.digits)).zip(widths.iter().copied())));
    let head = table.head().into_iter().map(|cells| {
        let texts = cells.into_iter().map(|cell| {
            let to = (cell.column + cell.columns).min(widths.len());
            (cell.text.to_owned(), widths[cell.column.min(to)..to].iter().sum())
        });
        let texts: Vec<(String, usize)> = texts.collect();
        height(&mut texts.into_iter())
    });
    rows.sum::<usize>() + head.sum::<usize>()
}
