//! 版面: turns the nested paragraphs and tables of Word documents and web pages into blocks.
//!
//! A table that only serves page layout is replaced by its content. Lines are joined to paragraphs as in plain text,
//! since converted documents break sentences too.

use super::cells::{self, CellCount};
use super::text::{contents, line, paragraph};
use crate::model::{Place, Warning, Written};
use crate::source::{Block, Cell, Document, Limits, SourceError};
use std::ops::Range;
use std::sync::Arc;

/// A node of a document's tree.
#[derive(Debug)]
pub(super) enum Node {
    /// A paragraph; `\n` stands for a manual line break.
    Text {
        words: Words,
        /// The level, if the paragraph has a heading style.
        heading: Option<u8>,
    },
    /// A table.
    Table(Table),
}

/// A table and where it stands in the file, if it can be changed there.
#[derive(Debug)]
pub(super) struct Table {
    pub areas: Vec<Area>,
    pub written: Option<Written>,
}

/// A text, and where its characters stand in the file if they can be changed there.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub text: String,
    written: Option<Written>,
}

impl Words {
    /// An empty text of a part that can be changed.
    pub fn new(part: &str) -> Self {
        Self { text: String::new(), written: Some(Written::new(part)) }
    }

    /// A text whose place in the file does not matter.
    pub fn plain(text: String) -> Self {
        Self { text, written: None }
    }

    /// Adds what stands at a range of the part: the same characters, or one that is spelled there otherwise.
    pub fn read(&mut self, text: &str, range: Range<usize>) {
        let alone = text.chars().nth(1).is_none();
        if let Some(written) = self.written.as_mut().filter(|_| text.len() == range.len() || alone && !text.is_empty())
        {
            written.push(self.text.len(), text.len(), range);
        }
        self.text.push_str(text);
    }

    /// Adds another text.
    pub fn add(&mut self, other: &Self) {
        if let Some(other) = &other.written {
            let written = self.written.get_or_insert_with(|| Written::new(other.part.clone()));
            written.append(other, self.text.len());
        }
        self.text.push_str(&other.text);
    }

    /// The lines, without their breaks.
    fn lines(&self) -> impl Iterator<Item = Self> {
        let mut start = 0;
        self.text.split('\n').map(move |line| {
            let from = start;
            start += line.len() + 1;
            self.within(from..from + line.len())
        })
    }

    /// The words of a byte range.
    pub fn within(&self, range: Range<usize>) -> Self {
        let written = self.written.as_ref().map(|written| written.within(range.clone()));
        Self { text: self.text.get(range).unwrap_or_default().to_owned(), written }
    }

    /// The part of the words that a text is, which has been made from them by cutting; without places if it has been
    /// changed otherwise.
    fn cut_to(&self, text: &str) -> Self {
        match self.text.find(text) {
            Some(at) => self.within(at..at + text.len()),
            None => Self::plain(text.to_owned()),
        }
    }

    /// The place of the words: `place` with the place of their characters.
    pub fn place(self, place: Place) -> (String, Place) {
        let written = self.written.filter(|written| !written.is_empty());
        (self.text, Place { written: written.map(Arc::new), ..place })
    }
}

/// A table cell with its content.
#[derive(Debug)]
pub(super) struct Area {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub content: Vec<Node>,
}

/// Limit of the nesting of tables, far beyond that of real documents.
pub(super) const MAX_DEPTH: usize = 32;

/// The error for a document that is nested too deeply.
pub(super) fn too_deep(name: &Arc<str>, limit: usize) -> SourceError {
    let remedy = "请用 Word 或 WPS 打开后另存为 docx，或另存为纯文本（txt）";
    SourceError::Limit { place: Place::file(name.clone()), what: "表格或标签的嵌套层数", limit, remedy }
}

/// A line or a table, in reading order.
enum Item {
    Line { words: Words, heading: Option<u8>, number: u32 },
    Table(Table),
}

/// Builds the document from its nodes.
pub(super) fn document(
    name: &Arc<str>,
    nodes: Vec<Node>,
    warnings: Vec<Warning>,
    limits: &Limits,
) -> Result<Document, SourceError> {
    let file = Place::file(name.clone());
    let mut items = Vec::new();
    let mut paragraphs = 0;
    flatten(nodes, &mut items, &mut paragraphs);
    let mut blocks = Blocks { file, count: CellCount::new(limits), tables: 0, blocks: Vec::new() };
    let contents = {
        let lines: Vec<&str> = items.iter().map(Item::text).collect();
        contents::lines(&lines)
    };
    let mut run: Vec<Line> = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let listed = contents.contains(&at);
        let line = match item {
            Item::Line { words, heading, number } => Line { words, heading, number, listed },
            Item::Table(table) => {
                blocks.paragraphs(&std::mem::take(&mut run))?;
                blocks.table(table)?;
                continue;
            }
        };
        // Styled headings and the table of contents are not joined with other lines.
        let styled = |line: &Line| line.heading.is_some();
        if run.last().is_some_and(|last| last.listed != listed || styled(last) || styled(&line)) {
            blocks.paragraphs(&std::mem::take(&mut run))?;
        }
        run.push(line);
    }
    blocks.paragraphs(&run)?;
    Ok(Document { name: name.clone(), blocks: blocks.blocks, warnings, ..Document::default() })
}

/// A line of text with its properties.
struct Line {
    words: Words,
    heading: Option<u8>,
    /// The number of its paragraph.
    number: u32,
    /// Whether it is in the table of contents.
    listed: bool,
}

impl Item {
    fn text(&self) -> &str {
        match self {
            Self::Line { words, .. } => &words.text,
            Self::Table(_) => "",
        }
    }
}

/// Flattens nodes to lines and tables in reading order, dissolving layout tables.
fn flatten(nodes: Vec<Node>, items: &mut Vec<Item>, paragraphs: &mut u32) {
    for node in nodes {
        match node {
            Node::Text { words, heading } => {
                *paragraphs = paragraphs.saturating_add(1);
                let number = *paragraphs;
                let mut lines = words.lines();
                // A heading is one line; a paragraph is split at its manual line breaks.
                if heading.is_some() {
                    let words = lines.fold(Words::default(), |mut all, line| {
                        all.add(&line);
                        all
                    });
                    items.push(Item::Line { words, heading, number });
                    continue;
                }
                items.push(Item::Line { words: Words::default(), heading, number });
                items.extend(lines.by_ref().map(|words| Item::Line { words, heading, number }));
            }
            Node::Table(table) if is_layout(&table.areas) => {
                for area in table.areas {
                    flatten(area.content, items, paragraphs);
                }
            }
            Node::Table(mut table) => {
                let mut inner = Vec::new();
                for area in &mut table.areas {
                    let (tables, texts) =
                        std::mem::take(&mut area.content).into_iter().partition(|node| matches!(node, Node::Table(_)));
                    area.content = texts;
                    inner.extend::<Vec<Node>>(tables);
                }
                items.push(Item::Table(table));
                flatten(inner, items, paragraphs);
            }
        }
    }
}

/// Whether a table only serves layout: one cell, one column, one row of long texts, or a frame around other tables.
fn is_layout(areas: &[Area]) -> bool {
    let filled: Vec<&Area> = areas.iter().filter(|area| !area.content.is_empty()).collect();
    let all_equal = |position: fn(&Area) -> usize| {
        let mut positions = areas.iter().map(position);
        let first = positions.next();
        positions.all(|other| Some(other) == first)
    };
    if filled.len() <= 1 || all_equal(|area| area.column) {
        return true;
    }
    let nests = |area: &&&Area| area.content.iter().any(|node| matches!(node, Node::Table(_)));
    if filled.iter().filter(nests).count() > 0 {
        // A data table may have a small table in a cell; a frame has no figures of its own, or few cells.
        let figures = filled.iter().filter(|area| !nests(area) && is_figure(area)).count();
        return figures == 0 || filled.len() < 6;
    }
    let prose = |area: &&Area| area.content.len() > 1 || area.length() > 60;
    all_equal(|area| area.row) && filled.iter().any(prose)
}

fn is_figure(area: &Area) -> bool {
    let text = area.text();
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || ",.-%".contains(c))
}

impl Area {
    /// The words of the cell, one line per paragraph.
    fn words(&self) -> Words {
        let mut all = Words::default();
        let texts = self.content.iter().filter_map(|node| match node {
            Node::Text { words, .. } => Some(words),
            Node::Table(_) => None,
        });
        for (number, words) in texts.enumerate() {
            if number > 0 {
                all.text.push('\n');
            }
            all.add(words);
        }
        all
    }

    fn text(&self) -> String {
        self.words().text
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
    /// Joins lines to paragraphs and headings.
    fn paragraphs(&mut self, run: &[Line]) -> Result<(), SourceError> {
        let lines: Vec<&str> = run.iter().map(|line| line.words.text.as_str()).collect();
        let mut at = 0;
        while at < lines.len() {
            if line::is_nothing(lines[at]) {
                at += 1;
                continue;
            }
            let place = Place { paragraph: Some(run[at].number), ..self.file.clone() };
            let length = paragraph::length(&lines[at..]);
            let mut kept: Vec<Words> = Vec::new();
            for line in run[at..at + length].iter().filter(|line| !line::is_nothing(&line.words.text)) {
                kept.push(line.words.cut_to(&line::plain(&line.words.text)));
            }
            let words = joined(&kept, "\n");
            self.count.check_text(&words.text, &place)?;
            let text = &words.text;
            let styled = run[at].heading.filter(|_| text.chars().count() <= 80 && !text.contains(['。', '；']));
            let heading = line::heading_level(lines[at], text).or(styled).filter(|_| !run[at].listed);
            self.blocks.push(match heading {
                Some(level) => {
                    let (text, place) = joined(&kept, "").place(place);
                    Block::Heading { level, text, place }
                }
                None => {
                    let (text, place) = words.place(place);
                    Block::Paragraph { text, place }
                }
            });
            at += length;
        }
        Ok(())
    }

    fn table(&mut self, table: Table) -> Result<(), SourceError> {
        self.tables = self.tables.saturating_add(1);
        let place = Place { table: Some(self.tables), ..self.file.clone() };
        let mut cells = Vec::with_capacity(table.areas.len());
        for area in table.areas {
            let words = area.words();
            let indent = cells::indent(words.text.trim_start_matches('\n'));
            let words = words.cut_to(words.text.trim());
            let (text, place) = words.place(place.at(number(area.row), number(area.column)));
            self.count.check_text(&text, &place)?;
            let (row_span, column_span) = (area.row_span, area.column_span);
            if !text.is_empty() {
                cells.push(Cell { row_span, column_span, indent, ..Cell::text(text, area.row, area.column, place) });
            }
        }
        if !cells.is_empty() {
            let place = Place { written: table.written.map(Arc::new), ..place };
            self.blocks.push(Block::Grid(self.count.grid(cells, place)?));
        }
        Ok(())
    }
}

/// Lines as one text.
fn joined(lines: &[Words], between: &str) -> Words {
    let mut all = Words::default();
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            all.text.push_str(between);
        }
        all.add(line);
    }
    all
}

/// The number of a row or column, counted from 1.
fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
