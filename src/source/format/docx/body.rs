//! 正文: reads the paragraphs and tables of `document.xml`, with tracked changes accepted.

use super::numbering::{Numbering, Reference};
use super::styles::Styles;
use super::{Failure, xml};
use crate::source::Limits;
use crate::source::format::flow::{Area, MAX_DEPTH, Node};
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
    reader: Reader<&'a [u8]>,
    styles: &'a Styles,
    numbering: Numbering,
    limits: Limits,
    /// The number of cells read so far.
    used: usize,
    /// Text of a paragraph whose mark was deleted, so that it continues in the next one.
    carried: String,
}

const BROKEN: Failure = Failure::Broken("内部记录错乱");

impl<'a> Body<'a> {
    pub(super) fn new(text: &'a str, styles: &'a Styles, numbering: Numbering, limits: &Limits) -> Self {
        Self { reader: xml::reader(text), styles, numbering, limits: *limits, used: 0, carried: String::new() }
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
                    let rest = std::mem::take(&mut self.carried);
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
                nodes.push(Node::Table(self.table(depth + 1)?));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Reads a paragraph, followed by the content of its text boxes.
    fn paragraph(&mut self, nodes: &mut Vec<Node>, depth: usize) -> Result<(), Failure> {
        let mut text = String::new();
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
        text.insert_str(0, &std::mem::take(&mut self.carried));
        if style.joined {
            self.carried = text;
        } else {
            nodes.extend(self.finish(text, style));
        }
        nodes.extend(boxed);
        Ok(())
    }

    /// Completes a paragraph with its automatic number and heading level.
    fn finish(&mut self, text: String, properties: Properties) -> Option<Node> {
        let style = properties.style.as_deref().map(|id| self.styles.resolve(id)).unwrap_or_default();
        // Leading ideographic and non-breaking spaces are kept, since they indent names.
        let text = text.trim_start_matches(|c: char| c.is_ascii_whitespace() && c != '\n');
        let text = text.trim_end_matches(|c: char| c.is_whitespace() && c != '\n').to_owned();
        let reference = Reference {
            list: properties.numbering.list.or(style.numbering.list),
            level: properties.numbering.level.or(style.numbering.level),
        };
        // Word counts empty paragraphs of a list too.
        let number = self.numbering.next(&reference);
        if text.trim().is_empty() {
            return None;
        }
        let text = number + &text;
        let outline = properties.outline.or(style.outline).filter(|level| *level < 9 && !style.contents);
        Some(Node::Text { text, heading: outline.map(|level| level + 1) })
    }

    /// Reads a run of uniformly formatted text; hidden text is dropped.
    fn run(&mut self, text: &mut String, boxed: &mut Vec<Node>, depth: usize) -> Result<(), Failure> {
        let mut hidden = false;
        let mut content = String::new();
        loop {
            match self.next()? {
                Event::Start(start) => match xml::local(&start) {
                    name if SKIPPED.contains(&name) => self.skip(&start)?,
                    "vanish" => hidden = xml::is_on(&start),
                    "t" => self.words(&mut content)?,
                    "tab" | "ptab" => content.push(' '),
                    "br" if matches!(xml::attribute(&start, "type").as_deref(), Some("page" | "column")) => {}
                    "br" | "cr" => content.push('\n'),
                    "noBreakHyphen" => content.push('-'),
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
            text.push_str(&content);
        }
        Ok(())
    }

    fn words(&mut self, text: &mut String) -> Result<(), Failure> {
        loop {
            match self.next()? {
                Event::Text(words) => text.push_str(&words.xml10_content()),
                Event::CData(words) => text.push_str(&words.into_inner()),
                Event::GeneralRef(entity) => text.extend(xml::character(&entity)),
                Event::End(end) if xml::local_end(&end) == "t" => return Ok(()),
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
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
