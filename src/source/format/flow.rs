//! 版面: paragraphs and tables as Word and web pages nest them, and the blocks that they come to.
//!
//! A table that only lays out a page is taken apart into its content; a table inside it stays one. Paragraphs
//! are joined as those of a text are, because converted documents break sentences too.

use super::cells::{self, CellCount};
use super::text::{contents, line, paragraph};
use crate::model::{Place, Warning};
use crate::source::{Block, Cell, Document, Limits, SourceError};
use std::sync::Arc;

/// What a document is made of.
#[derive(Debug)]
pub(super) enum Node {
    /// A paragraph; `\n` where a line was broken by hand.
    Text {
        text: String,
        /// The level of a heading style.
        heading: Option<u8>,
    },
    /// A table.
    Table(Vec<Area>),
}

/// A cell with all that stands in it.
#[derive(Debug)]
pub(super) struct Area {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub content: Vec<Node>,
}

/// Tables in tables deeper than this are no document.
pub(super) const DEPTH: usize = 32;

/// The error for a document that nests deeper than is read.
pub(super) fn too_deep(name: &Arc<str>, limit: usize) -> SourceError {
    let remedy = "请用 Word 或 WPS 打开后另存为 docx，或另存为纯文本（txt）";
    SourceError::Limit { place: Place::file(name.clone()), what: "表格或标签的嵌套层数", limit, remedy }
}

/// A line or a table, in reading order.
enum Item {
    Line { text: String, heading: Option<u8>, number: u32 },
    Table(Vec<Area>),
}

/// The document of these nodes.
pub(super) fn document(
    name: &Arc<str>,
    nodes: Vec<Node>,
    warnings: Vec<Warning>,
    limits: &Limits,
) -> Result<Document, SourceError> {
    let file = Place::file(name.clone());
    let mut items = Vec::new();
    let mut paragraphs = 0;
    lay_out(nodes, &mut items, &mut paragraphs);
    let mut blocks = Blocks { file, count: CellCount::new(limits), tables: 0, blocks: Vec::new() };
    let contents = {
        let lines: Vec<&str> = items.iter().map(Item::text).collect();
        contents::lines(&lines)
    };
    let mut run: Vec<Line> = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let listed = contents.contains(&at);
        let line = match item {
            Item::Line { text, heading, number } => Line { text, heading, number, listed },
            Item::Table(areas) => {
                blocks.paragraphs(&std::mem::take(&mut run))?;
                blocks.table(areas)?;
                continue;
            }
        };
        // A styled heading and the contents list are joined with nothing.
        let styled = |line: &Line| line.heading.is_some();
        if run.last().is_some_and(|last| last.listed != listed || styled(last) || styled(&line)) {
            blocks.paragraphs(&std::mem::take(&mut run))?;
        }
        run.push(line);
    }
    blocks.paragraphs(&run)?;
    Ok(Document { name: name.clone(), blocks: blocks.blocks, warnings, ..Document::default() })
}

/// A line of text with what is known of it.
struct Line {
    text: String,
    heading: Option<u8>,
    /// The number of its paragraph.
    number: u32,
    /// Whether it stands in the list of contents.
    listed: bool,
}

impl Item {
    fn text(&self) -> &str {
        match self {
            Self::Line { text, .. } => text,
            Self::Table(_) => "",
        }
    }
}

/// Lays nodes out in reading order; tables that only lay out are taken apart.
fn lay_out(nodes: Vec<Node>, items: &mut Vec<Item>, paragraphs: &mut u32) {
    for node in nodes {
        match node {
            Node::Text { text, heading } => {
                *paragraphs = paragraphs.saturating_add(1);
                let number = *paragraphs;
                // A heading stays whole; of a paragraph each line is looked at.
                if heading.is_some() {
                    items.push(Item::Line { text: text.replace('\n', ""), heading, number });
                    continue;
                }
                items.push(Item::Line { text: String::new(), heading, number });
                items.extend(text.split('\n').map(|line| Item::Line { text: line.to_owned(), heading, number }));
            }
            Node::Table(areas) if is_layout(&areas) => {
                for area in areas {
                    lay_out(area.content, items, paragraphs);
                }
            }
            Node::Table(mut areas) => {
                let mut inner = Vec::new();
                for area in &mut areas {
                    let (tables, texts) =
                        std::mem::take(&mut area.content).into_iter().partition(|node| matches!(node, Node::Table(_)));
                    area.content = texts;
                    inner.extend::<Vec<Node>>(tables);
                }
                items.push(Item::Table(areas));
                lay_out(inner, items, paragraphs);
            }
        }
    }
}

/// Whether a table only places its content: one cell, one column, one row of long texts, or a frame around tables.
fn is_layout(areas: &[Area]) -> bool {
    let filled: Vec<&Area> = areas.iter().filter(|area| !area.content.is_empty()).collect();
    let one = |position: fn(&Area) -> usize| {
        let mut positions = areas.iter().map(position);
        let first = positions.next();
        positions.all(|other| Some(other) == first)
    };
    if filled.len() <= 1 || one(|area| area.column) {
        return true;
    }
    let nests = |area: &&&Area| area.content.iter().any(|node| matches!(node, Node::Table(_)));
    if filled.iter().filter(nests).count() > 0 {
        // A data table may hold a small table in a cell; a frame holds little else.
        let figures = filled.iter().filter(|area| !nests(area) && is_figure(area)).count();
        return figures == 0 || filled.len() < 6;
    }
    let prose = |area: &&Area| area.content.len() > 1 || area.length() > 60;
    one(|area| area.row) && filled.iter().any(prose)
}

fn is_figure(area: &Area) -> bool {
    let text = area.text();
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || ",.-%".contains(c))
}

impl Area {
    /// The words of the cell, one paragraph a line.
    fn text(&self) -> String {
        let texts = self.content.iter().filter_map(|node| match node {
            Node::Text { text, .. } => Some(text.as_str()),
            Node::Table(_) => None,
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    fn length(&self) -> usize {
        self.text().chars().count()
    }
}

struct Blocks {
    file: Place,
    count: CellCount,
    tables: u32,
    blocks: Vec<Block>,
}

impl Blocks {
    /// The paragraphs and headings of these lines.
    fn paragraphs(&mut self, run: &[Line]) -> Result<(), SourceError> {
        let lines: Vec<&str> = run.iter().map(|line| line.text.as_str()).collect();
        let mut at = 0;
        while at < lines.len() {
            if line::is_nothing(lines[at]) {
                at += 1;
                continue;
            }
            let place = Place { paragraph: Some(run[at].number), ..self.file.clone() };
            let length = paragraph::length(&lines[at..]);
            let text = paragraph::text(&lines[at..at + length]);
            self.count.check_text(&text, &place)?;
            let styled = run[at].heading.filter(|_| text.chars().count() <= 80 && !text.contains(['。', '；']));
            let heading = line::heading_level(lines[at], &text).or(styled).filter(|_| !run[at].listed);
            self.blocks.push(match heading {
                Some(level) => Block::Heading { level, text: text.replace('\n', ""), place },
                None => Block::Paragraph { text, place },
            });
            at += length;
        }
        Ok(())
    }

    fn table(&mut self, areas: Vec<Area>) -> Result<(), SourceError> {
        self.tables = self.tables.saturating_add(1);
        let place = Place { table: Some(self.tables), ..self.file.clone() };
        let mut cells = Vec::with_capacity(areas.len());
        for area in areas {
            let text = area.text();
            let indent = cells::indent(text.trim_start_matches('\n'));
            let text = text.trim().to_owned();
            let place = place.at(number(area.row), number(area.column));
            self.count.check_text(&text, &place)?;
            let (row_span, column_span) = (area.row_span, area.column_span);
            if !text.is_empty() {
                cells.push(Cell { row_span, column_span, indent, ..Cell::text(text, area.row, area.column, place) });
            }
        }
        if !cells.is_empty() {
            self.blocks.push(Block::Grid(self.count.grid(cells, place)?));
        }
        Ok(())
    }
}

/// The number of a row or column as a person counts.
fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
