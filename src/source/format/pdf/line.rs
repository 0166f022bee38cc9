//! 行: glyphs on one base line, in reading order, with their words joined.

use super::area::{Area, around};
use super::glyph::Glyph;

/// 行 of text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub text: String,
    /// The byte of the text at which each glyph begins.
    pub starts: Vec<usize>,
    pub area: Area,
    pub baseline: f64,
    /// The em of most of its glyphs.
    pub size: f64,
    pub glyphs: Vec<Glyph>,
}

/// A gap wider than this part of an em stands between two words of an alphabet.
const WORD_GAP: f64 = 0.2;
/// A gap wider than this many ems separates what stands on one line, such as a label and a unit.
const WIDE_GAP: f64 = 1.5;

impl Line {
    fn new(mut glyphs: Vec<Glyph>) -> Option<Self> {
        glyphs.sort_by(|one, other| one.area.left.total_cmp(&other.area.left));
        let area = around(glyphs.iter().map(|glyph| &glyph.area))?;
        let mut sizes: Vec<f64> = glyphs.iter().map(|glyph| glyph.size).collect();
        sizes.sort_by(f64::total_cmp);
        let size = sizes[sizes.len() / 2];
        let baseline = glyphs[0].baseline;
        let (text, starts) = text(&glyphs);
        Some(Self { text, starts, area, baseline, size, glyphs })
    }
}

/// The lines of these glyphs, from the top.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut lines = Vec::new();
    let mut open: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        let on_line = open.last().is_none_or(|last| {
            // Small print such as a footnote mark stands a little off the line.
            glyph.baseline - last.baseline <= 0.25 * glyph.size.max(last.size)
                && glyph.baseline - open[0].baseline <= 0.5 * glyph.size.max(open[0].size)
        });
        if !on_line {
            lines.extend(Line::new(std::mem::take(&mut open)));
        }
        open.push(glyph);
    }
    lines.extend(Line::new(open));
    lines
}

/// The text of glyphs in reading order, and where each begins in it. Spaces mean nothing between Chinese characters.
fn text(glyphs: &[Glyph]) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(glyphs.len());
    let mut last: Option<&Glyph> = None;
    for glyph in glyphs {
        if let Some(last) = last {
            let gap = (glyph.area.left - last.area.right) / last.size.max(glyph.size);
            let words = last.is_ascii_word() && glyph.is_ascii_word();
            if words && gap > WORD_GAP || gap > WIDE_GAP {
                text.push(' ');
            }
        }
        starts.push(text.len());
        text.push_str(&glyph.text);
        last = Some(glyph);
    }
    (text, starts)
}

/// The text of a cell: its lines joined. The digits of two lines are not one number, unless its separator says so, or
/// the upper line had no room for those of the lower one: 表28 above 2022年收入表.
pub(super) fn joined(lines: &[Line]) -> String {
    let widest = lines.iter().map(|line| line.area.width()).fold(0.0, f64::max);
    let mut text = String::new();
    let mut width = widest;
    for line in lines {
        let digit = |c: char| c.is_ascii_digit();
        let figure = |text: &str| text.chars().all(|c| c.is_ascii_digit() || ".,-".contains(c));
        let digits = text.ends_with(digit) && line.text.starts_with(digit);
        let run = line.text.chars().take_while(|c| digit(*c)).count() as f64;
        let room = width + 0.5 * line.size * run < widest;
        if digits && (room || figure(&text) && figure(&line.text)) {
            text.push('\n');
        }
        append(&mut text, &line.text);
        width = line.area.width();
    }
    text
}

/// Adds the text of a following line: without a space except between words of an alphabet.
pub(super) fn append(text: &mut String, next: &str) {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if word(text.chars().next_back()) && word(next.chars().next()) {
        text.push(' ');
    }
    text.push_str(next);
}
