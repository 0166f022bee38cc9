//! 行: groups glyphs with a common baseline to lines of text.

use super::area::{Area, around};
use super::glyph::Glyph;

/// 行 of text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub text: String,
    /// Byte offset of each glyph in the text.
    pub starts: Vec<usize>,
    pub area: Area,
    pub baseline: f64,
    /// The median em of its glyphs.
    pub size: f64,
    pub glyphs: Vec<Glyph>,
}

/// The gap in ems above which two ASCII words are separate.
const WORD_GAP: f64 = 0.2;
/// The gap in ems above which any two parts of a line are separate, such as a label and a unit.
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

/// Groups glyphs to lines, from top to bottom.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut lines = Vec::new();
    let mut open: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        let on_line = open.last().is_none_or(|last| {
            // Superscripts such as footnote marks are a little off the baseline.
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

/// The text of glyphs in reading order, with the byte offset of each. Narrow gaps between Chinese characters are
/// ignored.
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

/// The text of a cell with its lines joined. Digits of two lines are kept apart unless a separator connects them or the
/// upper line had no room for the lower one's: 表28 above 2022年收入表.
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

/// How sure the least sure character of these lines is, if any was read from a picture.
pub(super) fn confidence(lines: &[Line]) -> Option<u8> {
    lines.iter().flat_map(|line| &line.glyphs).filter_map(|glyph| glyph.confidence).min()
}

/// Appends the text of the next line, with a space only between ASCII words.
pub(super) fn append(text: &mut String, next: &str) {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if word(text.chars().next_back()) && word(next.chars().next()) {
        text.push(' ');
    }
    text.push_str(next);
}
