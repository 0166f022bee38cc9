//! 成文: combines the tables and text of all pages to the blocks of a document, in reading order.

use super::aligned;
use super::continuation;
use super::lattice;
use super::line::{self, Line};
use super::page_table::{PageCell, PageTable};
use super::painting::Page;
use super::prose::{Measure, Prose};
use super::running;
use crate::model::Place;
use crate::source::format::cells::{CellCount, row_number};
use crate::source::format::text;
use crate::source::{Block, Cell, SourceError};
use std::collections::BTreeMap;

/// A table or paragraph in reading order.
enum Piece {
    Table(PageTable),
    Prose(Prose),
}

/// The blocks of the document, and the table headers repeated on later pages.
pub(super) fn blocks(
    pages: Vec<Page>,
    file: &Place,
    count: &mut CellCount,
) -> Result<(Vec<Block>, Vec<String>), SourceError> {
    let mut tables = Vec::new();
    let mut texts = Vec::new();
    let mut numbers = Vec::new();
    for page in pages {
        let (found, rest) = lattice::tables(page.number, &page.rulings.joined(), page.glyphs);
        tables.push(found);
        texts.push((page.area.height(), line::lines(rest)));
        numbers.push(page.number);
    }
    let body = body_size(&texts);
    // Page numbers are not part of the text, but are kept at the end so that no number is lost.
    let margins = running::remove(&mut texts).into_iter().filter_map(|(page, text)| {
        let place = Place { page: Some(*numbers.get(page)?), ..file.clone() };
        Some(Block::Paragraph { text, place })
    });
    let margins: Vec<Block> = margins.collect();
    let (mut pieces, mut heads) = (Vec::new(), Vec::new());
    let mut open: Option<aligned::Open> = None;
    for ((number, mut tables), (_, lines)) in numbers.into_iter().zip(tables).zip(texts) {
        let (found, lines) = aligned::tables(number, lines, open.as_ref().filter(|_| tables.is_empty()));
        open = found.last().map(aligned::Open::of);
        tables.extend(found);
        tables.sort_by(|one, other| one.area.top.total_cmp(&other.area.top));
        add_page((&mut pieces, &mut heads), number, tables, &lines);
    }
    let mut blocks = finish(pieces, body, file, count)?;
    blocks.extend(margins);
    Ok((blocks, heads))
}

/// The median em of all glyphs.
fn body_size(pages: &[(f64, Vec<Line>)]) -> f64 {
    let mut sizes: Vec<f64> =
        pages.iter().flat_map(|(_, lines)| lines).flat_map(|line| line.glyphs.iter().map(|glyph| glyph.size)).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(12.0)
}

fn add_page((pieces, heads): (&mut Vec<Piece>, &mut Vec<String>), number: u32, tables: Vec<PageTable>, lines: &[Line]) {
    let measure = Measure::of(lines);
    let mut tables = tables.into_iter().peekable();
    let mut first = true;
    for (row, line) in lines.iter().enumerate() {
        while let Some(table) = tables.next_if(|table| table.area.top < line.area.center().1) {
            add_table((pieces, heads), table, first);
            first = false;
        }
        let taken = match pieces.last_mut() {
            Some(Piece::Prose(prose)) => prose.take(line, number, row, &measure),
            _ => false,
        };
        if !taken {
            pieces.push(Piece::Prose(Prose::begin(line, number, row, &measure)));
        }
        first = false;
    }
    for table in tables {
        add_table((pieces, heads), table, first);
        first = false;
    }
}

/// Adds a table, or appends it to the previous one if it is first on its page and continues that.
fn add_table((pieces, heads): (&mut Vec<Piece>, &mut Vec<String>), table: PageTable, first: bool) {
    match pieces.last_mut() {
        Some(Piece::Table(last)) if first && last.page + 1 == table.page && continuation::continues(last, &table) => {
            continuation::append(last, table, heads);
        }
        _ => pieces.push(Piece::Table(table)),
    }
}

fn finish(pieces: Vec<Piece>, body: f64, file: &Place, count: &mut CellCount) -> Result<Vec<Block>, SourceError> {
    let texts: Vec<&str> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Prose(prose) => prose.text.as_str(),
            Piece::Table(_) => "",
        })
        .collect();
    let contents = text::contents(&texts);
    let lefts = Lefts::of(pieces.iter().filter_map(|piece| match piece {
        Piece::Table(table) => Some(table),
        Piece::Prose(_) => None,
    }));
    let mut blocks = Vec::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        match piece {
            Piece::Prose(prose) => {
                let bounds = Some(prose.area.bounds());
                let spots = Some(prose.spots.as_slice().into());
                let confidence = prose.spots.iter().filter_map(|spot| spot.confidence).min();
                let place = Place {
                    confidence,
                    page: Some(prose.page),
                    row: Some(row_number(prose.row)),
                    bounds,
                    spots,
                    ..file.clone()
                };
                count.check_text(&prose.text, &place)?;
                let level = if contents.contains(&at) { None } else { prose.heading(body) };
                blocks.push(match level {
                    Some(level) => Block::Heading { level, text: prose.text, place },
                    None => Block::Paragraph { text: prose.text, place },
                });
            }
            Piece::Table(table) => {
                let first = table.cells.first().map_or(table.page, |cell| cell.page);
                let place = Place { page: Some(first), bounds: Some(table.area.bounds()), ..file.clone() };
                blocks.push(Block::Grid(count.grid(cells(table, &lefts, file, count)?, place)?));
            }
        }
    }
    Ok(blocks)
}

fn cells(table: PageTable, lefts: &Lefts, file: &Place, count: &CellCount) -> Result<Vec<Cell>, SourceError> {
    let mut cells = Vec::new();
    let lefts = lefts.get(&table);
    for cell in table.cells {
        let is_merged = cell.row_span > 1 || cell.column_span > 1;
        if cell.text.is_empty() && !is_merged {
            continue;
        }
        let place = Place {
            page: Some(cell.page),
            row: Some(row_number(cell.page_row)),
            column: Some(row_number(cell.column)),
            bounds: Some(cell.area.bounds()),
            confidence: cell.confidence,
            ..file.clone()
        };
        count.check_text(&cell.text, &place)?;
        let (row_span, column_span) = (cell.row_span, cell.column_span);
        let indent = lefts.get(&cell.column).map_or(0.0, |side| side.indent(&cell));
        // The cast saturates.
        let indent = if is_name(&cell) { indent.round() as u8 } else { 0 };
        cells.push(Cell { row_span, column_span, indent, ..Cell::text(cell.text, cell.row, cell.column, place) });
    }
    Ok(cells)
}

/// Whether the indent of a cell is meaningful, which it is for names but not for right-aligned figures.
fn is_name(cell: &PageCell) -> bool {
    cell.column_span == 1 && cell.size > 0.0 && cell.text.contains(|c: char| c.is_alphabetic())
}

/// 左边: the alignment of names in each column. Tables of the same frame share it, since a page may hold only indented
/// names.
struct Lefts(BTreeMap<Frame, BTreeMap<usize, Side>>);

/// Left and right edge of a table, in points, and its number of columns.
type Frame = (i32, i32, usize);

/// The alignment of the names in a column.
#[derive(Debug, Clone, Copy)]
struct Side {
    /// The smallest inset.
    left: f64,
    /// The number of names short enough to tell whether they are centred.
    short: usize,
    /// The number of these that are centred.
    centred: usize,
}

impl Side {
    /// The indent of a name, in half-width characters; 0 in a column of centred names.
    fn indent(&self, cell: &PageCell) -> f64 {
        let centred = self.short > 1 && self.centred * 10 >= self.short * 9;
        if centred { 0.0 } else { 2.0 * (cell.inset - self.left) / cell.size }
    }
}

impl Lefts {
    fn of<'a>(tables: impl Iterator<Item = &'a PageTable>) -> Self {
        let mut lefts = Self(BTreeMap::new());
        for table in tables {
            let of_table = lefts.0.entry(Self::frame(table)).or_default();
            for cell in table.cells.iter().filter(|cell| is_name(cell)) {
                let new = Side { left: cell.inset, short: 0, centred: 0 };
                let side = of_table.entry(cell.column).or_insert(new);
                side.left = side.left.min(cell.inset);
                let room = table.xs[cell.column + 1] - table.xs[cell.column] - cell.width;
                side.short += usize::from(room > 2.0 * cell.size);
                side.centred += usize::from(room > 2.0 * cell.size && (2.0 * cell.inset - room).abs() < cell.size);
            }
        }
        lefts
    }

    fn frame(table: &PageTable) -> Frame {
        let bounds = table.area.bounds();
        let columns = table.cells.iter().map(|cell| cell.column + cell.column_span).max().unwrap_or(0);
        (bounds.left / 10, bounds.right / 10, columns)
    }

    fn get(&self, table: &PageTable) -> BTreeMap<usize, Side> {
        self.0.get(&Self::frame(table)).cloned().unwrap_or_default()
    }
}
