//! 正文: reads the paragraphs and tables of `document.xml`, with tracked changes accepted.

use super::numbering::{Numbering, Reference};
use super::styles::Styles;
use super::{Failure, xml};
use crate::model::Written;
use crate::source::Limits;
use crate::source::format::flow::{Area, MAX_DEPTH, Node, Table, Words};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

/// Elements that are skipped with their content: deleted or moved text, the fallback copy of a text box, field
/// instructions, and properties.
const SKIPPED: &[&str] = &[
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "delInstrText",
    "sdtPr",
    "sectPr",
    "tblPr",
    "tblGrid",
    "footnoteReference",
    "endnoteReference",
    "commentReference",
    "rt",
    "docPr",
    "blipFill",
    "oMath",
    "oMathPara",
];

/// The reader of a story: the main text, the footnotes or the endnotes.
pub(super) struct Body<'a> {
    /// The part's name, and its text.
    part: (&'a str, &'a str),
    reader: Reader<&'a [u8]>,
    styles: &'a Styles,
    numbering: Numbering,
    limits: Limits,
    /// The number of cells read so far.
    used: usize,
    /// Text of a paragraph whose mark was deleted, so that it continues in the next one.
    carried: Words,
}

const BROKEN: Failure = Failure::Broken("内部记录错乱");

impl<'a> Body<'a> {
    /// A reader of a part, given by its name and text.
    pub(super) fn new(part: (&'a str, &'a str), styles: &'a Styles, numbering: Numbering, limits: &Limits) -> Self {
        let carried = Words::new(part.0);
        Self { part, reader: xml::reader(part.1), styles, numbering, limits: *limits, used: 0, carried }
    }

    /// The number of cells read.
    pub(super) fn used(&self) -> usize {
        self.used
    }

    /// Continues the count of cells from another story.
    pub(super) fn start_from(&mut self, used: usize) {
        self.used = used;
    }

    fn next(&mut self) -> Result<Event<'a>, Failure> {
        self.reader.read_event().map_err(|_| BROKEN)
    }

    fn skip(&mut self, start: &BytesStart<'a>) -> Result<(), Failure> {
        self.reader.read_to_end(start.name()).map(|_| ()).map_err(|_| BROKEN)
    }

    /// Reads all paragraphs and tables up to the end of the part.
    pub(super) fn story(&mut self) -> Result<Vec<Node>, Failure> {
        let mut nodes = Vec::new();
        let mut begun = false;
        loop {
            match self.next()? {
                Event::Start(start) => {
                    begun = true;
                    // Notes with a type are separator lines.
                    if matches!(xml::local(&start), "footnote" | "endnote") && xml::attribute(&start, "type").is_some()
                    {
                        self.skip(&start)?;
                    } else {
                        self.block(&start, &mut nodes, 0)?;
                    }
                }
                Event::Eof if begun => {
                    let rest = self.take_carried();
                    nodes.extend(self.finish(rest, Properties::default()));
                    return Ok(nodes);
                }
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }

    /// Reads the blocks up to the end of an element.
    fn blocks(&mut self, end: &str, depth: usize) -> Result<Vec<Node>, Failure> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                Event::Start(start) => self.block(&start, &mut nodes, depth)?,
                Event::End(found) if xml::local_end(&found) == end => return Ok(nodes),
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }

    /// Reads a paragraph or table; other elements are transparent.
    fn block(&mut self, start: &BytesStart<'a>, nodes: &mut Vec<Node>, depth: usize) -> Result<(), Failure> {
        match xml::local(start) {
            name if SKIPPED.contains(&name) => self.skip(start),
            "p" => self.paragraph(nodes, depth),
            "tbl" if depth >= MAX_DEPTH => Err(Failure::TooDeep),
            "tbl" => {
                let from = self.offset(start).saturating_sub(1);
                let areas = self.table(depth + 1)?;
                let to = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
                let mut written = Written::new(self.part.0);
                written.push(0, to.saturating_sub(from), from..to);
                nodes.push(Node::Table(Table { areas, written: Some(written) }));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Reads a paragraph, followed by the content of its text boxes.
    fn paragraph(&mut self, nodes: &mut Vec<Node>, depth: usize) -> Result<(), Failure> {
        let mut text = self.take_carried();
        let mut boxed = Vec::new();
        let mut style = Properties::default();
        loop {
            match self.next()? {
                Event::Start(start) => match xml::local(&start) {
                    name if SKIPPED.contains(&name) => self.skip(&start)?,
                    "pPr" => style = self.properties()?,
                    "r" => self.run(&mut text, &mut boxed, depth)?,
                    "txbxContent" if depth >= MAX_DEPTH => return Err(Failure::TooDeep),
                    "txbxContent" => boxed.extend(self.blocks("txbxContent", depth + 1)?),
                    _ => {}
                },
                Event::End(end) if xml::local_end(&end) == "p" => break,
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
        if style.joined {
            self.carried = text;
        } else {
            nodes.extend(self.finish(text, style));
        }
        nodes.extend(boxed);
        Ok(())
    }

    fn take_carried(&mut self) -> Words {
        std::mem::replace(&mut self.carried, Words::new(self.part.0))
    }

    /// Completes a paragraph with its automatic number and heading level.
    fn finish(&mut self, words: Words, properties: Properties) -> Option<Node> {
        let style = properties.style.as_deref().map(|id| self.styles.resolve(id)).unwrap_or_default();
        // Leading ideographic and non-breaking spaces are kept, since they indent names.
        let text = words.text.trim_start_matches(|c: char| c.is_ascii_whitespace() && c != '\n');
        let start = words.text.len() - text.len();
        let text = text.trim_end_matches(|c: char| c.is_whitespace() && c != '\n');
        let reference = Reference {
            list: properties.numbering.list.or(style.numbering.list),
            level: properties.numbering.level.or(style.numbering.level),
        };
        // Word counts empty paragraphs of a list too.
        let number = self.numbering.next(&reference);
        if text.trim().is_empty() {
            return None;
        }
        let mut numbered = Words::new(self.part.0);
        numbered.text = number;
        numbered.add(&words.within(start..start + text.len()));
        let outline = properties.outline.or(style.outline).filter(|level| *level < 9 && !style.contents);
        Some(Node::Text { words: numbered, heading: outline.map(|level| level + 1) })
    }

    /// Reads a run of uniformly formatted text; hidden text is dropped.
    fn run(&mut self, text: &mut Words, boxed: &mut Vec<Node>, depth: usize) -> Result<(), Failure> {
        let mut hidden = false;
        let mut content = Words::new(self.part.0);
        loop {
            match self.next()? {
                Event::Start(start) => match xml::local(&start) {
                    name if SKIPPED.contains(&name) => self.skip(&start)?,
                    "vanish" => hidden = xml::is_on(&start),
                    "t" => self.words(&mut content)?,
                    "tab" | "ptab" => content.text.push(' '),
                    "br" if matches!(xml::attribute(&start, "type").as_deref(), Some("page" | "column")) => {}
                    "br" | "cr" => content.text.push('\n'),
                    "noBreakHyphen" => content.text.push('-'),
                    "txbxContent" if depth >= MAX_DEPTH => return Err(Failure::TooDeep),
                    "txbxContent" => boxed.extend(self.blocks("txbxContent", depth + 1)?),
                    _ => {}
                },
                Event::End(end) if xml::local_end(&end) == "r" => break,
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
        if !hidden {
            text.add(&content);
        }
        Ok(())
    }

    fn words(&mut self, text: &mut Words) -> Result<(), Failure> {
        loop {
            match self.next()? {
                Event::Text(words) => {
                    let from = self.offset(&words);
                    text.read(&words.xml10_content(), from..from + words.len());
                }
                Event::CData(words) => text.text.push_str(&words.into_inner()),
                Event::GeneralRef(entity) => {
                    // The name stands between & and ;.
                    let from = self.offset(&entity);
                    text.read(&xml::entity(&entity), from.saturating_sub(1)..from + entity.len() + 1);
                }
                Event::End(end) if xml::local_end(&end) == "t" => return Ok(()),
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }

    /// The offset in the part of a text that the reader has borrowed from it.
    fn offset(&self, borrowed: &str) -> usize {
        (borrowed.as_ptr() as usize).saturating_sub(self.part.1.as_ptr() as usize)
    }

    fn properties(&mut self) -> Result<Properties, Failure> {
        let mut properties = Properties::default();
        loop {
            match self.next()? {
                Event::Start(start) => match xml::local(&start) {
                    // Properties before a tracked change.
                    "pPrChange" | "rPrChange" | "sectPr" => self.skip(&start)?,
                    // Here `del` means that the paragraph's mark was deleted.
                    "del" => properties.joined = true,
                    "pStyle" => properties.style = xml::value(&start),
                    "outlineLvl" => properties.outline = xml::value(&start).and_then(|value| value.parse().ok()),
                    "ilvl" => properties.numbering.level = xml::value(&start).and_then(|value| value.parse().ok()),
                    "numId" => properties.numbering.list = xml::value(&start),
                    _ => {}
                },
                Event::End(end) if xml::local_end(&end) == "pPr" => return Ok(properties),
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }

    fn table(&mut self, depth: usize) -> Result<Vec<Area>, Failure> {
        let mut areas = Vec::new();
        let mut latest = BTreeMap::new();
        let mut row = 0;
        loop {
            match self.next()? {
                Event::Start(start) => match xml::local(&start) {
                    name if SKIPPED.contains(&name) => self.skip(&start)?,
                    "tr" => {
                        if let Some(cells) = self.row(depth)? {
                            place(cells, row, &mut areas, &mut latest);
                            row += 1;
                        }
                    }
                    _ => {}
                },
                Event::End(end) if xml::local_end(&end) == "tbl" => return Ok(areas),
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }

    /// Reads the cells of a row; `None` if the row was deleted.
    fn row(&mut self, depth: usize) -> Result<Option<Vec<WordCell>>, Failure> {
        let mut cells = Vec::new();
        let (mut column, mut deleted, mut in_properties) = (0, false, false);
        loop {
            match self.next()? {
                Event::Start(start) => match xml::local(&start) {
                    "trPr" => in_properties = true,
                    "del" if in_properties => deleted = true,
                    "gridBefore" => column = span(&start),
                    name if SKIPPED.contains(&name) => self.skip(&start)?,
                    "tc" => {
                        let cell = self.cell(column, depth)?;
                        column += cell.span;
                        self.used = self.used.saturating_add(cell.span);
                        if self.used > self.limits.cells {
                            return Err(Failure::TooManyCells);
                        }
                        cells.push(cell);
                    }
                    _ => {}
                },
                Event::End(end) => match xml::local_end(&end) {
                    "trPr" => in_properties = false,
                    "tr" => return Ok((!deleted).then_some(cells)),
                    _ => {}
                },
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }

    fn cell(&mut self, column: usize, depth: usize) -> Result<WordCell, Failure> {
        let mut cell = WordCell { column, span: 1, continues: false, content: Vec::new() };
        loop {
            match self.next()? {
                Event::Start(start) => match xml::local(&start) {
                    "gridSpan" => cell.span = span(&start).max(1),
                    "vMerge" => cell.continues = xml::value(&start).as_deref() != Some("restart"),
                    "tcPrChange" => self.skip(&start)?,
                    _ => self.block(&start, &mut cell.content, depth)?,
                },
                Event::End(end) if xml::local_end(&end) == "tc" => return Ok(cell),
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }
}

/// The properties of a paragraph.
#[derive(Default)]
struct Properties {
    style: Option<String>,
    outline: Option<u8>,
    numbering: Reference,
    joined: bool,
}

/// A cell as Word stores it, with vertical merges marked in each cell.
struct WordCell {
    column: usize,
    span: usize,
    continues: bool,
    content: Vec<Node>,
}

/// Word's limit of columns.
const MAX_COLUMNS: usize = 63;

fn span(start: &BytesStart<'_>) -> usize {
    xml::value(start).and_then(|value| value.parse::<usize>().ok()).unwrap_or(0).min(MAX_COLUMNS)
}

/// Adds a row of cells; a cell that continues the one above extends that one. `latest` holds the last area in each
/// column.
fn place(cells: Vec<WordCell>, row: usize, areas: &mut Vec<Area>, latest: &mut BTreeMap<usize, usize>) {
    for cell in cells {
        let above = latest.get(&cell.column).and_then(|at| areas.get_mut(*at));
        match above.filter(|above| cell.continues && above.row + above.row_span == row) {
            Some(above) => above.row_span += 1,
            None => {
                latest.insert(cell.column, areas.len());
                let WordCell { column, span, content, .. } = cell;
                areas.push(Area { row, column, row_span: 1, column_span: span, content });
            }
        }
    }
}
