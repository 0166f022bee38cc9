//! 字: the glyphs of a page as characters with their boxes, without duplicates.

use super::area::Area;
use super::radical;

/// 字: one glyph of a page. A ligature holds several characters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// Its character; U+FFFD if the font does not tell.
    pub text: String,
    /// Its box: from the origin to the advance, and over the height of the em.
    pub area: Area,
    /// The y coordinate of its baseline.
    pub baseline: f64,
    /// The em, in points.
    pub size: f64,
    /// How sure the engine was that read it from a picture, in percent.
    pub confidence: Option<u8>,
}

/// Distance in ems within which a glyph painted again is the same one (fake bold, or filled and stroked).
const REPEAT: f64 = 0.12;

impl Glyph {
    /// A glyph with its origin at `(x, baseline)`.
    pub fn new(text: &str, x: f64, baseline: f64, width: f64, size: f64) -> Self {
        let area = Area { left: x, top: baseline - 0.86 * size, right: x + width, bottom: baseline + 0.14 * size };
        Self { text: text.chars().map(plain).collect(), area, baseline, size, confidence: None }
    }

    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// Whether it consists of ASCII letters or digits.
    pub fn is_ascii_word(&self) -> bool {
        self.text.chars().all(|c| c.is_ascii_alphanumeric())
    }
}

/// Normalises a character: fonts map 支 to the radical ⽀, and there are spaces of many widths.
fn plain(c: char) -> char {
    match c {
        '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200b}' | '\t' | '\r' | '\n' => ' ',
        // MINUS SIGN, which some fonts use for the hyphen-minus.
        '\u{2212}' => '-',
        _ => radical::ideograph(c),
    }
}

/// The glyphs without blanks and duplicates, in painting order.
pub(super) fn distinct(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    // Kept glyphs by coarse position, so that each is compared only with its neighbours.
    let mut near: std::collections::BTreeMap<(i64, i64), Vec<usize>> = std::collections::BTreeMap::new();
    for glyph in glyphs {
        if glyph.is_blank() {
            continue;
        }
        let bin = |value: f64| (value / 8.0).floor() as i64;
        let (column, row) = (bin(glyph.area.left), bin(glyph.baseline));
        let around =
            (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column.saturating_add(dx), row.saturating_add(dy))));
        let repeated = around.filter_map(|key| near.get(&key)).flatten().any(|&index| is_repeat(&kept[index], &glyph));
        if !repeated {
            near.entry((column, row)).or_default().push(kept.len());
            kept.push(glyph);
        }
    }
    kept
}

fn is_repeat(one: &Glyph, other: &Glyph) -> bool {
    let reach = REPEAT * one.size.min(other.size);
    one.text == other.text
        && (one.area.left - other.area.left).abs() <= reach
        && (one.baseline - other.baseline).abs() <= reach
        && (one.size - other.size).abs() <= reach
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glyph_painted_twice_counts_once_and_a_doubled_digit_stays() {
        let glyph = |x: f64| Glyph::new("1", x, 100.0, 5.0, 10.0);
        assert_eq!(distinct(vec![glyph(10.0), glyph(10.4), glyph(15.0)]).len(), 2);
        assert_eq!(distinct(vec![Glyph::new("\u{3000}", 0.0, 0.0, 10.0, 10.0)]).len(), 0);
    }

    #[test]
    fn radicals_of_careless_fonts_become_the_characters_they_look_like() {
        assert_eq!(Glyph::new("⽀", 0.0, 0.0, 1.0, 1.0).text, "支");
        assert_eq!(Glyph::new("⻚", 0.0, 0.0, 1.0, 1.0).text, "页");
    }
}
