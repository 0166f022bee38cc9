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
    let pieces = pieces.into_iter().filter(|piece| !matches!(piece, Piece::Paragraph(text) if is_page_number(text)));
    let mut pages = Pages::default();
    let mut held: Vec<Block> = Vec::new();
    // Whether the text held follows a wide table, so that notes on the table may come first.
    let mut below = false;
    for piece in pieces {
        let landscape = matches!(&piece, Piece::Grid((_, columns), _) if *columns > WIDE);
        let is_table = matches!(piece, Piece::Grid(..));
        if is_table {
            let caption = caption_start(&held);
            let mut caption: Vec<Block> = held.drain(caption..).collect();
            caption.iter_mut().for_each(entitle);
            pages.add_text(std::mem::take(&mut held), below);
            caption.push(block(piece));
            pages.add(landscape, caption);
            below = landscape;
        } else {
            held.push(block(piece));
        }
    }
    pages.add_text(held, below);
    if pages.0.last().is_none_or(|section| section.landscape) {
        pages.0.push(Section { landscape: false, blocks: Vec::new() });
    }
    Ok(docx::write(Docx { title: title.to_owned(), cover: Vec::new(), sections: pages.0 })?)
}

/// Upright and landscape pages in turn.
#[derive(Default)]
struct Pages(Vec<Section>);

impl Pages {
    fn add(&mut self, landscape: bool, blocks: Vec<Block>) {
        match self.0.last_mut().filter(|section| section.landscape == landscape) {
            Some(section) => section.blocks.extend(blocks),
            None if blocks.is_empty() => {}
            None => self.0.push(Section { landscape, blocks }),
        }
    }

    /// Adds text to an upright page; notes right `below` a wide table stay with it.
    fn add_text(&mut self, mut text: Vec<Block>, below: bool) {
        let notes = text.iter().position(is_heading).unwrap_or(text.len());
        if below && notes <= NOTES {
            let rest = text.split_off(notes);
            self.add(true, text);
            text = rest;
        }
        self.add(false, text);
    }
}

/// The most paragraphs that are taken for notes on the table above.
const NOTES: usize = 2;

/// The most characters of a line above a table that belongs to it, and the most such lines.
const CAPTION: (usize, usize) = (40, 5);

/// Where in the text above a table its own lines begin: number, title, unit. A heading right above them moves with them.
fn caption_start(text: &[Block]) -> usize {
    let is_caption = |block: &&Block| match block {
        Block::Paragraph { style: Style::Body, text } => {
            text.chars().count() <= CAPTION.0 && !text.ends_with(['。', '；', '：', ':', '，'])
        }
        _ => false,
    };
    let own = text.iter().rev().take(CAPTION.1).take_while(is_caption).count();
    let headings = text[..text.len() - own].iter().rev().take_while(|block| is_heading(block)).count();
    text.len() - own - headings
}

fn is_heading(block: &Block) -> bool {
    matches!(block, Block::Paragraph { style: Style::Heading1 | Style::Heading2 | Style::Heading3, .. })
}

/// Gives a line above a table the style of a title or of the line below it; both stay on the table's page.
fn entitle(block: &mut Block) {
    if let Block::Paragraph { style: style @ Style::Body, text } = block {
        let bare = text.trim_end_matches(|c: char| c.is_ascii_digit() || "（）()年度 续".contains(c));
        let titled = bare.ends_with('表') && bare.chars().count() > 3;
        *style = if titled { Style::TableName } else { Style::TableUnit };
    }
}

fn block(piece: Piece) -> Block {
    match piece {
        Piece::Heading(level, text) => {
            let style = match level {
                0 | 1 => Style::Heading1,
                2 => Style::Heading2,
                _ => Style::Heading3,
            };
            Block::Paragraph { style, text }
        }
        Piece::Paragraph(text) => Block::Paragraph { style: Style::Body, text: unbroken(&text) },
        Piece::Grid((rows, columns), cells) => {
            let cell = |cell: PieceCell| GridCell { at: cell.at, spans: cell.spans, text: cell.text };
            Block::Grid(Grid { rows, columns, cells: cells.into_iter().map(cell).collect() })
        }
    }
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
