//! Excel 2003 XML (SpreadsheetML): one XML file for the whole workbook, which many systems fill from a template and name
//! xls. Rows and cells follow one another unless they give their index; formulas count rows and columns relatively.

use super::formula::{self, Formula};
use super::layout::{COLUMNS, ROWS};
use super::number::{iso_date_text, stored_text, text_cell};
use super::{Failure, RawCell, Sheet};
use crate::source::format::xml;
use crate::source::{CellKind, Limits};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

const BROKEN: Failure = Failure::Broken("内部记录错乱");

/// The sheets, and for each the formulas without a stored result.
pub(super) fn sheets(text: &str, limits: &Limits) -> Result<(Vec<Sheet>, Vec<Vec<Formula>>), Failure> {
    Content { reader: xml::reader(text), limits: *limits, used: 0, styles: BTreeMap::new(), formulas: Vec::new() }
        .sheets()
}

/// 样式: what a style tells of the meaning of its cells.
#[derive(Clone, Default)]
struct Style {
    /// In half-width characters.
    indent: u8,
    format: String,
}

/// The reader of the file with its state.
struct Content<'a> {
    reader: Reader<&'a [u8]>,
    limits: Limits,
    used: usize,
    styles: BTreeMap<String, Style>,
    /// The formulas without a stored result, for each sheet so far.
    formulas: Vec<Vec<Formula>>,
}

/// A sheet being read.
#[derive(Default)]
struct Open {
    sheet: Sheet,
    /// The styles of columns, for cells without their own.
    columns: BTreeMap<u32, String>,
    formulas: Vec<Formula>,
}

impl<'a> Content<'a> {
    fn next(&mut self) -> Result<Event<'a>, Failure> {
        match self.reader.read_event() {
            // A file that ends early is not complete.
            Ok(Event::Eof) | Err(_) => Err(BROKEN),
            Ok(event) => Ok(event),
        }
    }

    fn skip(&mut self, start: &BytesStart<'a>) -> Result<(), Failure> {
        self.reader.read_to_end(start.name()).map(|_| ()).map_err(|_| BROKEN)
    }

    fn sheets(mut self) -> Result<(Vec<Sheet>, Vec<Vec<Formula>>), Failure> {
        let mut sheets = Vec::new();
        loop {
            match self.next()? {
                Event::Start(start) => match xml::local(&start) {
                    "Workbook" | "Styles" => {}
                    "Style" => self.style(&start)?,
                    "Worksheet" => {
                        let open = self.sheet(&start)?;
                        sheets.push(open.sheet);
                        self.formulas.push(open.formulas);
                        if sheets.len() > self.limits.sheets {
                            return Err(Failure::TooManySheets);
                        }
                    }
                    _ => self.skip(&start)?,
                },
                Event::End(end) if xml::local_end(&end) == "Workbook" => return Ok((sheets, self.formulas)),
                _ => {}
            }
        }
    }

    fn style(&mut self, start: &BytesStart<'a>) -> Result<(), Failure> {
        let parent = xml::attribute(start, "Parent").unwrap_or_else(|| "Default".to_owned());
        let mut style = self.styles.get(&parent).cloned().unwrap_or_default();
        loop {
            match self.next()? {
                Event::Start(part) => match xml::local(&part) {
                    // An indent level is about as wide as two half-width characters.
                    "Alignment" => {
                        let levels = xml::attribute(&part, "Indent").and_then(|levels| levels.parse::<u8>().ok());
                        style.indent = levels.unwrap_or(0).saturating_mul(2);
                    }
                    "NumberFormat" => style.format = xml::attribute(&part, "Format").unwrap_or_default(),
                    _ => {}
                },
                Event::End(end) if xml::local_end(&end) == "Style" => break,
                _ => {}
            }
        }
        self.styles.insert(xml::attribute(start, "ID").unwrap_or_default(), style);
        Ok(())
    }

    fn sheet(&mut self, start: &BytesStart<'a>) -> Result<Open, Failure> {
        let name = xml::attribute(start, "Name").unwrap_or_default();
        let mut open = Open { sheet: Sheet { name, ..Sheet::default() }, ..Open::default() };
        let (mut row, mut column) = (0u32, 0u32);
        loop {
            match self.next()? {
                Event::Start(start) => match xml::local(&start) {
                    "Table" | "WorksheetOptions" => {}
                    "Visible" => open.sheet.hidden = self.words("Visible")?.trim() != "SheetVisible",
                    "Column" => {
                        let first = index(&start, column, COLUMNS)?;
                        // The number of further columns of the same kind.
                        column = first.saturating_add(number(&start, "Span")).saturating_add(1).min(COLUMNS);
                        if is_hidden(&start, "Width") {
                            open.sheet.layout.columns.extend(first..column);
                        }
                        if let Some(style) = xml::attribute(&start, "StyleID") {
                            open.columns.extend((first..column).map(|column| (column, style.clone())));
                        }
                    }
                    "Row" => {
                        let at = index(&start, row, ROWS)?;
                        row = at.saturating_add(number(&start, "Span")).saturating_add(1);
                        if is_hidden(&start, "Height") {
                            open.sheet.layout.rows.insert(at);
                        }
                        self.row(&start, at, &mut open)?;
                    }
                    _ => self.skip(&start)?,
                },
                Event::End(end) if xml::local_end(&end) == "Worksheet" => return Ok(open),
                _ => {}
            }
        }
    }

    fn row(&mut self, start: &BytesStart<'a>, row: u32, open: &mut Open) -> Result<(), Failure> {
        let common = xml::attribute(start, "StyleID");
        let mut column = 0u32;
        loop {
            match self.next()? {
                Event::Start(start) if xml::local(&start) == "Cell" => {
                    let at = index(&start, column, COLUMNS)?;
                    let (across, down) = (number(&start, "MergeAcross"), number(&start, "MergeDown"));
                    column = at.saturating_add(across).saturating_add(1);
                    if across > 0 || down > 0 {
                        open.sheet.spans.push((row, at, row.saturating_add(down), at.saturating_add(across)));
                    }
                    let style = xml::attribute(&start, "StyleID").or_else(|| common.clone());
                    let style = style.as_ref().or_else(|| open.columns.get(&at)).map_or("Default", String::as_str);
                    let style = self.styles.get(style).cloned().unwrap_or_default();
                    let shown = self.cell(&style.format)?;
                    let formula = xml::attribute(&start, "Formula");
                    if shown.is_some() || formula.is_some() {
                        self.take()?;
                    }
                    match (shown, formula) {
                        (Shown::Nothing, Some(formula)) => {
                            let text = formula::of_relative(&formula, (row, at));
                            open.formulas.push(Formula { row, column: at, text });
                        }
                        (Shown::Value(text, kind), _) => {
                            open.sheet.cells.push(RawCell { row, column: at, text, kind, indent: style.indent });
                        }
                        (Shown::Nothing | Shown::Blank, _) => {}
                    }
                }
                Event::Start(start) => self.skip(&start)?,
                Event::End(end) if xml::local_end(&end) == "Row" => return Ok(()),
                _ => {}
            }
        }
    }

    fn take(&mut self) -> Result<(), Failure> {
        self.used += 1;
        if self.used > self.limits.cells { Err(Failure::TooManyCells) } else { Ok(()) }
    }

    /// Reads what a cell displays, up to its end tag. Notes and names of ranges beside the value are left out.
    fn cell(&mut self, format: &str) -> Result<Shown, Failure> {
        let mut shown = Shown::Nothing;
        loop {
            match self.next()? {
                Event::Start(start) if xml::local(&start) == "Data" => {
                    let kind = xml::attribute(&start, "Type").unwrap_or_default();
                    shown = displayed(&kind, &self.words("Data")?, format);
                }
                Event::Start(start) => self.skip(&start)?,
                Event::End(end) if xml::local_end(&end) == "Cell" => return Ok(shown),
                _ => {}
            }
        }
    }

    /// Reads the text up to the end of the element of this name, which may have the markup of a web page in it.
    fn words(&mut self, name: &str) -> Result<String, Failure> {
        let mut words = String::new();
        loop {
            match self.next()? {
                Event::Start(start) if xml::local(&start).eq_ignore_ascii_case("br") => words.push('\n'),
                Event::Text(text) => words.push_str(&text.xml10_content()),
                Event::CData(text) => words.push_str(&text.into_inner()),
                Event::GeneralRef(entity) => words.push_str(&xml::entity(&entity)),
                Event::End(end) if xml::local_end(&end) == name => return Ok(words),
                _ => {}
            }
        }
    }
}

/// What a cell displays.
enum Shown {
    /// No value, so that a formula has no stored result.
    Nothing,
    /// A blank text.
    Blank,
    Value(String, CellKind),
}

impl Shown {
    fn is_some(&self) -> bool {
        matches!(self, Self::Value(..))
    }
}

fn displayed(kind: &str, words: &str, format: &str) -> Shown {
    let value = words.trim();
    if value.is_empty() {
        return if kind == "String" { Shown::Blank } else { Shown::Nothing };
    }
    let format = named_format(format);
    let text = match kind {
        "Number" => match stored_text(value, format) {
            Some(number) => return Shown::Value(number, CellKind::Number),
            // A template may have put a printed number (1,234.50) where a plain one belongs.
            None => text_cell(value),
        },
        "DateTime" => text_cell(&iso_date_text(value, format)),
        "Boolean" => text_cell(if value == "0" { "FALSE" } else { "TRUE" }),
        "Error" => return Shown::Value(value.to_owned(), CellKind::Error),
        _ => text_cell(words.trim_start_matches('\n')),
    };
    text.map_or(Shown::Blank, |(text, kind)| Shown::Value(text, kind))
}

/// The code of a number format, some of which this format calls by name.
fn named_format(format: &str) -> &str {
    match format {
        "Percent" => "0.00%",
        "General Date" | "Long Date" | "Medium Date" | "Short Date" => "yyyy/m/d",
        format => format,
    }
}

/// The position of an element, from 0: by its attribute, which counts from 1, else the next one. Positions only ascend.
fn index(start: &BytesStart<'_>, next: u32, limit: u32) -> Result<u32, Failure> {
    let at = match xml::attribute(start, "Index") {
        Some(index) => index.trim().parse::<u32>().ok().and_then(|index| index.checked_sub(1)).ok_or(BROKEN)?,
        None => next,
    };
    if at < next || at >= limit { Err(BROKEN) } else { Ok(at) }
}

/// The value of an attribute that counts further rows or columns.
fn number(start: &BytesStart<'_>, name: &str) -> u32 {
    xml::attribute(start, name).and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// Whether a row or a column is hidden, filtered out or without any size.
fn is_hidden(start: &BytesStart<'_>, size: &str) -> bool {
    let zero = |size: String| !size.is_empty() && size.trim_end_matches(['.', '0']).is_empty();
    number(start, "Hidden") > 0 || xml::attribute(start, size).is_some_and(zero)
}
