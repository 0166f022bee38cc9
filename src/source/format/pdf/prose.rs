//! 段落与标题: joins the lines outside of tables to paragraphs by their position on the page.

use super::area::Area;
use super::line::{self, Line};
use crate::model::Spot;
use crate::source::format::cells::row_number;
use crate::source::format::text;

/// 段落: a paragraph of joined lines.
#[derive(Debug, Clone)]
pub(super) struct Prose {
    pub text: String,
    pub page: u32,
    /// The index of its first line on the page, from 0.
    pub row: usize,
    /// The area of its lines on the first page.
    pub area: Area,
    pub size: f64,
    /// The positions of its characters.
    pub spots: Vec<Spot>,
    lines: usize,
    last: Area,
    /// Whether its last line reaches the right margin.
    full: bool,
}

/// 版心: the left and right margin of a page's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    left: f64,
    right: f64,
}

impl Measure {
    /// The margins of a page, given by its lines.
    pub fn of(lines: &[Line]) -> Self {
        let left = lines.iter().map(|line| line.area.left).fold(f64::INFINITY, f64::min);
        let right = lines.iter().map(|line| line.area.right).fold(f64::NEG_INFINITY, f64::max);
        Self { left, right }
    }

    fn is_full(&self, line: &Line) -> bool {
        let long = line.area.width() > 0.6 * (self.right - self.left) && line.text.chars().count() > 12;
        long && line.area.right > self.right - 2.1 * line.size
    }

    fn is_flush(&self, line: &Line) -> bool {
        line.area.left < self.left + 1.1 * line.size
    }
}

impl Prose {
    /// Begins a paragraph with this line.
    pub fn begin(line: &Line, page: u32, row: usize, measure: &Measure) -> Self {
        Self {
            text: line.text.clone(),
            page,
            row,
            area: line.area,
            size: line.size,
            spots: spots(line, page, row, 0).collect(),
            lines: 1,
            last: line.area,
            full: measure.is_full(line),
        }
    }

    /// Appends the next line if it continues this paragraph; returns whether it does.
    pub fn take(&mut self, line: &Line, page: u32, row: usize, measure: &Measure) -> bool {
        let same_size = (self.size - line.size).abs() <= 0.2 * self.size;
        let near = page != self.page || line.area.top - self.last.bottom <= 1.9 * self.size;
        let ended = self.text.ends_with(['。', '；', '：', ':', ';', '！']);
        let begins = text::begins_block(&line.text) && (ended || !measure.is_flush(line));
        if !self.full || !same_size || !near || !measure.is_flush(line) || begins {
            return false;
        }
        line::append(&mut self.text, &line.text);
        self.spots.extend(spots(line, page, row, self.text.len() - line.text.len()));
        if page == self.page {
            self.area = self.area.union(&line.area);
        }
        self.last = line.area;
        self.lines += 1;
        self.full = measure.is_full(line);
        true
    }

    /// The heading level, by numbering or by size relative to the body text; `None` for a paragraph.
    pub fn heading(&self, body: f64) -> Option<u8> {
        let prose = self.text.contains(['。', '；', '，']) || self.text.chars().count() > 60;
        let large = self.size >= 1.2 * body && !prose && self.lines == 1;
        let words = self.text.chars().any(char::is_alphabetic);
        text::heading_level("", &self.text).or((large && words).then_some(1))
    }
}

/// The positions of a line's glyphs; the line begins at byte `from` of the paragraph.
fn spots(line: &Line, page: u32, row: usize, from: usize) -> impl Iterator<Item = Spot> {
    let row = row_number(row);
    let glyphs = line.glyphs.iter().zip(&line.starts);
    glyphs.map(move |(glyph, start)| Spot {
        at: from + start,
        page,
        row,
        bounds: glyph.area.bounds(),
        confidence: glyph.confidence,
    })
}
