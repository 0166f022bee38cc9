//! ods: OpenDocument sheets, read cell by cell from `content.xml`, with merged and repeated cells.

use super::formula::{self, Formula};
use super::layout::attribute;
use super::layout::{COLUMNS, ROWS};
use super::merged::Span;
use super::number::{iso_date_text, shift_two, stored_text};
use super::{Failure, RawCell, Sheet, package};
use crate::source::format::xml;
use crate::source::limits::Unpacking;
use crate::source::{CellKind, Limits};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Elements inside a cell or sheet whose text is not the cell's: comments, drawings, tracked changes.
const FOREIGN: &[&[u8]] = &[
    b"office:annotation",
    b"table:shapes",
    b"draw:frame",
    b"draw:custom-shape",
    b"text:tracked-changes",
    b"table:tracked-changes",
];

/// The sheets, and for each the formulas without a stored result.
pub(super) fn sheets(
    bytes: &[u8],
    limits: &Limits,
    unpacking: &Unpacking,
) -> Result<(Vec<Sheet>, Vec<Vec<Formula>>), Failure> {
    let mut package = package::open(bytes, unpacking)?;
    let manifest = package::part(&mut package, "META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.windows(15).any(|window| window == b"encryption-data") {
        return Err(Failure::Password);
    }
    let content = package::part(&mut package, "content.xml")?.ok_or(Failure::Broken("缺少工作簿部分"))?;
    let content = String::from_utf8(content).map_err(|_| BROKEN)?;
    Content {
        reader: xml::reader(&content),
        limits: *limits,
        used: 0,
        hidden: BTreeSet::new(),
        indents: BTreeMap::new(),
        style: String::new(),
        formulas: Vec::new(),
    }
    .sheets()
}

const BROKEN: Failure = Failure::Broken("内部记录错乱");

/// The reader of `content.xml` with its state.
struct Content<'a> {
    reader: Reader<&'a [u8]>,
    limits: Limits,
    used: usize,
    /// Styles of hidden tables.
    hidden: BTreeSet<String>,
    /// Indents of cell styles, in half-width characters.
    indents: BTreeMap<String, u8>,
    /// The style being defined.
    style: String,
    /// The formulas without a stored result, for each sheet so far.
    formulas: Vec<Vec<Formula>>,
}

impl<'a> Content<'a> {
    fn next(&mut self) -> Result<Event<'a>, Failure> {
        self.reader.read_event().map_err(|_| BROKEN)
    }

    fn skip(&mut self, start: &BytesStart<'a>) -> Result<(), Failure> {
        self.reader.read_to_end(start.name()).map(|_| ()).map_err(|_| BROKEN)
    }

    fn sheets(mut self) -> Result<(Vec<Sheet>, Vec<Vec<Formula>>), Failure> {
        let mut sheets = Vec::new();
        loop {
            match self.next()? {
                Event::Start(start) => match start.name().as_ref().as_bytes() {
                    b"style:style" => self.style = attribute(&start, "style:name").unwrap_or_default(),
                    b"style:table-properties" if attribute(&start, "table:display").as_deref() == Some("false") => {
                        self.hidden.insert(self.style.clone());
                    }
                    b"style:paragraph-properties" => {
                        if let Some(indent) =
                            attribute(&start, "fo:margin-left").and_then(|length| half_widths(&length))
                        {
                            self.indents.insert(self.style.clone(), indent);
                        }
                    }
                    b"table:table" => {
                        self.formulas.push(Vec::new());
                        sheets.push(self.sheet(&start)?);
                        if sheets.len() > self.limits.sheets {
                            return Err(Failure::TooManySheets);
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Ok((sheets, self.formulas)),
                _ => {}
            }
        }
    }

    fn sheet(&mut self, start: &BytesStart<'a>) -> Result<Sheet, Failure> {
        let style = attribute(start, "table:style-name").unwrap_or_default();
        let name = attribute(start, "table:name").unwrap_or_default();
        let mut sheet = Sheet { name, hidden: self.hidden.contains(&style), ..Sheet::default() };
        let (mut row, mut column) = (0u32, 0u32);
        loop {
            match self.next()? {
                Event::Start(start) if FOREIGN.contains(&start.name().as_ref().as_bytes()) => self.skip(&start)?,
                Event::Start(start) if start.name().as_ref() == "table:table-row" => {
                    let first = sheet.cells.len();
                    let hidden = is_hidden(&start);
                    self.row(row, &mut sheet)?;
                    let times = number(&start, "table:number-rows-repeated").min(ROWS.saturating_sub(row).max(1));
                    if hidden && sheet.cells.len() > first {
                        sheet.layout.rows.extend(row..row.saturating_add(times));
                    }
                    self.repeat_row(&mut sheet.cells, first, times)?;
                    row = row.saturating_add(times);
                }
                Event::Start(start) if start.name().as_ref() == "table:table-column" => {
                    let times = number(&start, "table:number-columns-repeated").min(COLUMNS.saturating_sub(column));
                    if is_hidden(&start) {
                        sheet.layout.columns.extend(column..column + times);
                    }
                    column += times;
                }
                Event::End(end) if end.name().as_ref() == "table:table" => return Ok(sheet),
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }

    fn repeat_row(&mut self, cells: &mut Vec<RawCell>, first: usize, times: u32) -> Result<(), Failure> {
        let row: Vec<RawCell> = cells[first..].to_vec();
        if row.is_empty() {
            return Ok(());
        }
        for below in 1..times {
            self.take(row.len())?;
            cells.extend(row.iter().map(|cell| RawCell { row: cell.row + below, ..cell.clone() }));
        }
        Ok(())
    }

    fn row(&mut self, row: u32, sheet: &mut Sheet) -> Result<(), Failure> {
        let mut column = 0u32;
        loop {
            match self.next()? {
                Event::Start(start) if FOREIGN.contains(&start.name().as_ref().as_bytes()) => self.skip(&start)?,
                Event::Start(start)
                    if matches!(start.name().as_ref(), "table:table-cell" | "table:covered-table-cell") =>
                {
                    let times = number(&start, "table:number-columns-repeated").min(COLUMNS.saturating_sub(column));
                    let shown = self.cell(&start)?;
                    let style = attribute(&start, "table:style-name").unwrap_or_default();
                    let indent = self.indents.get(&style).copied().unwrap_or(0);
                    if let Some(span) = span(&start, row, column) {
                        sheet.spans.push(span);
                    }
                    if let Some((text, kind)) = shown {
                        self.take(times as usize)?;
                        let cell = |offset| RawCell { row, column: column + offset, text: text.clone(), kind, indent };
                        sheet.cells.extend((0..times).map(cell));
                    } else if let Some(text) = unsolved(&start) {
                        self.take(times as usize)?;
                        let formulas = self.formulas.last_mut().ok_or(BROKEN)?;
                        // The references of repeated cells are not stored, so only the first can be calculated.
                        let repeated = (1..times).map(|_| format!("{text}（重复）"));
                        let texts = std::iter::once(formula::of_open_document(&text)).chain(repeated);
                        formulas.extend((column..).zip(texts).map(|(column, text)| Formula { row, column, text }));
                    }
                    column = column.saturating_add(times);
                }
                Event::End(end) if end.name().as_ref() == "table:table-row" => return Ok(()),
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }

    fn take(&mut self, cells: usize) -> Result<(), Failure> {
        self.used = self.used.saturating_add(cells);
        if self.used > self.limits.cells { Err(Failure::TooManyCells) } else { Ok(()) }
    }

    /// Reads what a cell displays, up to its end tag.
    fn cell(&mut self, start: &BytesStart<'a>) -> Result<Option<(String, CellKind)>, Failure> {
        let text = self.words(start)?;
        // Leading spaces are kept, since they indent names.
        let text = text.trim_end().trim_start_matches('\n');
        let text = if text.trim_start().is_empty() { "" } else { text };
        let value = attribute(start, "office:value").and_then(|value| stored_text(&value, ""));
        let (text, kind) = match (attribute(start, "office:value-type").as_deref(), value) {
            // A formula error is stored with value 0 or none, and displays its name.
            _ if text.starts_with('#') && text.ends_with(['!', '?', 'A']) => (text.to_owned(), CellKind::Error),
            (Some("percentage"), Some(value)) => (shift_two(&value) + "%", CellKind::Number),
            // A format such as 00 pads a code, so the displayed text says more than the value.
            (Some("float" | "currency"), Some(_)) if is_padded(text) => (text.to_owned(), CellKind::Number),
            (Some("float" | "currency"), Some(value)) => (value, CellKind::Number),
            (Some("date"), _) => {
                let date = attribute(start, "office:date-value").unwrap_or_default();
                (if date.is_empty() { text.to_owned() } else { iso_date_text(&date, "") }, CellKind::Text)
            }
            _ => (text.to_owned(), CellKind::Text),
        };
        Ok((!text.is_empty()).then_some((text, kind)))
    }

    /// Reads the text of a cell, one line per paragraph.
    fn words(&mut self, start: &BytesStart<'a>) -> Result<String, Failure> {
        let name = start.name().as_ref().to_owned();
        let mut words = String::new();
        loop {
            match self.next()? {
                Event::Start(start) => match start.name().as_ref().as_bytes() {
                    name if FOREIGN.contains(&name) => self.skip(&start)?,
                    b"text:p" if !words.is_empty() => words.push('\n'),
                    b"text:s" | b"text:tab" => words.push(' '),
                    b"text:line-break" => words.push('\n'),
                    _ => {}
                },
                Event::Text(text) => words.push_str(&text.xml10_content()),
                Event::CData(text) => words.push_str(&text.into_inner()),
                Event::GeneralRef(entity) => words.push_str(&xml::entity(&entity)),
                Event::End(end) if end.name().as_ref() == name => return Ok(words),
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
    }
}

/// The formula of a blank cell without a stored result; an empty text is a stored result.
fn unsolved(start: &BytesStart<'_>) -> Option<String> {
    let stored = attribute(start, "office:value-type").is_some_and(|kind| kind == "string");
    attribute(start, "table:formula").filter(|_| !stored)
}

/// Converts a length (`0.353cm`, `10pt`) to half-width characters of 5 pt.
fn half_widths(length: &str) -> Option<u8> {
    let end = length.find(|c: char| c.is_ascii_alphabetic())?;
    let number: Decimal = length[..end].parse().ok()?;
    // The unit in hundredths of a point.
    let points = match &length[end..] {
        "pt" => 100,
        "cm" => 2835,
        "mm" => 284,
        "in" => 7200,
        _ => return None,
    };
    u8::try_from(number.checked_mul(points.into())?.checked_div(500.into())?).ok()
}

/// Whether a row or a column is hidden or filtered out.
fn is_hidden(start: &BytesStart<'_>) -> bool {
    attribute(start, "table:visibility").is_some_and(|shown| shown != "visible")
}

/// The value of an attribute that counts repetitions or spanned cells; at least 1.
fn number(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

fn span(start: &BytesStart<'_>, row: u32, column: u32) -> Option<Span> {
    let rows = number(start, "table:number-rows-spanned");
    let columns = number(start, "table:number-columns-spanned");
    let merged = rows > 1 || columns > 1;
    merged.then(|| (row, column, row.saturating_add(rows - 1), column.saturating_add(columns - 1)))
}

fn is_padded(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}
