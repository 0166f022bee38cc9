//! 转写: converts a text of another format to a Word document, which can then be changed in place like any other.

use super::super::docx::{self, Block, Docx, Grid, GridCell, Section, Style};

/// 段: a heading, paragraph or table of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// 标题 and its level.
    Heading(u8, String),
    /// 段落; `\n` marks where a line ends on the page.
    Paragraph(String),
    /// 表格: numbers of rows and columns, and the cells.
    Grid((usize, usize), Vec<PieceCell>),
}

/// 单元格: its first row and column, how many of them it spans, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceCell {
    /// First row and column, from 0.
    pub at: (usize, usize),
    /// Rows and columns, at least 1.
    pub spans: (usize, usize),
    /// The text.
    pub text: String,
}

/// Number of columns from which a table gets a landscape page.
const WIDE: usize = 8;

/// A Word document in the official layout with the text and tables of another document.
///
/// # Errors
/// If the document cannot be written, which would be a bug.
pub fn copied_docx(title: &str, pieces: Vec<Piece>) -> Result<Vec<u8>, crate::Error> {
    let mut sections: Vec<Section> = Vec::new();
    let mut held: Vec<Block> = Vec::new();
    for piece in pieces {
        if matches!(&piece, Piece::Paragraph(text) if is_page_number(text)) {
            continue;
        }
        let landscape = matches!(&piece, Piece::Grid((_, columns), _) if *columns > WIDE);
        let block = match piece {
            Piece::Heading(level, text) => Block::Paragraph {
                style: match level {
                    0 | 1 => Style::Heading1,
                    2 => Style::Heading2,
                    _ => Style::Heading3,
                },
                text,
            },
            Piece::Paragraph(text) => Block::Paragraph { style: Style::Body, text: unbroken(&text) },
            Piece::Grid((rows, columns), cells) => {
                let cell = |cell: PieceCell| GridCell { at: cell.at, spans: cell.spans, text: cell.text };
                Block::Grid(Grid { rows, columns, cells: cells.into_iter().map(cell).collect() })
            }
        };
        // Text directly before a wide table is its title and goes on the same page.
        let is_table = matches!(block, Block::Grid(_));
        held.push(block);
        if is_table {
            let blocks = std::mem::take(&mut held);
            match sections.last_mut().filter(|section| section.landscape == landscape) {
                Some(section) => section.blocks.extend(blocks),
                None => sections.push(Section { landscape, blocks }),
            }
        }
    }
    match sections.last_mut().filter(|section| !section.landscape) {
        Some(section) => section.blocks.extend(held),
        None => sections.push(Section { landscape: false, blocks: held }),
    }
    Ok(docx::write(Docx { title: title.to_owned(), cover: Vec::new(), sections })?)
}

/// Whether a text is a page number, to be dropped since the new document is paginated anew.
fn is_page_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "-—–".contains(c))
}

/// Joins the lines of a page into one paragraph.
fn unbroken(text: &str) -> String {
    let mut joined = String::new();
    for line in text.split('\n') {
        let digits = joined.ends_with(|c: char| c.is_ascii_alphanumeric())
            && line.starts_with(|c: char| c.is_ascii_alphanumeric());
        if digits {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}
