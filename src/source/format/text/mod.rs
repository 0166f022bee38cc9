//! 文本: reads a disclosure as plain text. Lines with tabs (or Markdown pipes) are tables, the rest headings and
//! paragraphs.
//!
//! Published text breaks sentences over pages and blank lines; [`paragraph`] joins them again. Line breaks inside a
//! paragraph stay as `\n`, so that every line can be located.

pub(super) mod contents;
pub(super) mod line;
pub(super) mod paragraph;
mod table;

use super::cells::{CellCount, row_number};
use super::encoding;
use crate::model::Place;
use crate::source::{Block, Document, Limits, SourceError};
use std::sync::Arc;

pub(super) use contents::lines as contents;
pub(super) use line::{begins_block, heading_level};

/// Reads the text of a disclosure.
pub(super) fn read(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, SourceError> {
    let decoded = encoding::decode(bytes);
    let file = Place::file(name.clone());
    let warnings = decoded.warning(&file).into_iter().collect();
    let text = encoding::unix_lines(decoded.text);
    // Form feeds (page breaks) and vertical tabs (Word's line breaks) end a line too.
    let lines: Vec<&str> = text.split(['\n', '\u{c}', '\u{b}']).collect();
    let contents = contents::lines(&lines);
    let mut count = CellCount::new(limits);
    count.expect(fields(&text), &file.at_row(1))?;
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let place = file.at_row(row_number(at));
        // Tabs before page numbers do not make the table of contents a table.
        let listed = contents.contains(&at);
        if let Some(length) = table::length(&lines[at..], at > 0 && lines[at - 1].contains('\t')).filter(|_| !listed) {
            let cells = table::cells(&lines[at..at + length], at, &file);
            for cell in &cells {
                count.check_text(&cell.text, &cell.place)?;
            }
            if !cells.is_empty() {
                blocks.push(Block::Grid(count.grid(cells, place)?));
            }
            at += length;
        } else if line::is_nothing(lines[at]) {
            at += 1;
        } else {
            let length = if listed && lines[at].contains('\t') { 1 } else { paragraph::length(&lines[at..]) };
            let text = paragraph::text(&lines[at..at + length]);
            count.check_text(&text, &place)?;
            let heading = (!listed).then(|| line::heading_level(lines[at], &text)).flatten();
            blocks.push(match heading {
                Some(level) => Block::Heading { level, text: text.replace('\n', ""), place },
                None => Block::Paragraph { text, place },
            });
            at += length;
        }
    }
    Ok(Document { name: name.clone(), blocks, warnings, ..Document::default() })
}

/// An upper bound of the number of cells in a text's tables.
fn fields(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'\t' | b'|')).count()
}

#[cfg(test)]
mod tests;
