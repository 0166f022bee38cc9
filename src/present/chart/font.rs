//! 字体: measures and outlines text with the fonts in the binary, or with another font file.

use super::ChartError;
use std::borrow::Cow;
use std::collections::BTreeSet;
use ttf_parser::{Face, FaceParsingError, GlyphId, OutlineBuilder, name_id};

/// The shipped font, regular.
pub(crate) const REGULAR: &[u8] = include_bytes!("../../../data/fonts/NotoSansSC-Regular.otf");
/// The shipped font, bold.
pub(crate) const BOLD: &[u8] = include_bytes!("../../../data/fonts/NotoSansSC-Bold.otf");

/// 字重.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// 常规
    Regular,
    /// 加粗
    Bold,
}

/// 字体: a regular and a bold face. Fonts of the system are never used.
#[derive(Debug, Clone)]
pub struct Fonts {
    regular: Cow<'static, [u8]>,
    bold: Cow<'static, [u8]>,
    /// The index of the face, in a font collection.
    index: u32,
}

impl Default for Fonts {
    fn default() -> Self {
        Self { regular: Cow::Borrowed(REGULAR), bold: Cow::Borrowed(BOLD), index: 0 }
    }
}

impl Fonts {
    /// The font in a file (TTF, OTF or TTC), for both weights. Of a collection, the face for simplified Chinese, else
    /// the first.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, crate::Error> {
        let index = simplified(&bytes).unwrap_or(0);
        parse(&bytes, index)?;
        Ok(Self { regular: Cow::Owned(bytes.clone()), bold: Cow::Owned(bytes), index })
    }

    /// The faces, ready to measure and outline.
    pub(super) fn open(&self) -> Result<Faces<'_>, ChartError> {
        Ok(Faces { regular: parse(&self.regular, self.index)?, bold: parse(&self.bold, self.index)? })
    }
}

fn parse(bytes: &[u8], index: u32) -> Result<Face<'_>, ChartError> {
    Face::parse(bytes, index).map_err(|error| ChartError::Font {
        reason: match error {
            FaceParsingError::UnknownMagic => "不是字体",
            _ => "内容不完整",
        },
    })
}

/// The face of a collection whose name ends in SC or CN. The other faces have Japanese or traditional forms of many
/// characters.
fn simplified(bytes: &[u8]) -> Option<u32> {
    let is_simplified = |face: &Face<'_>| {
        let families = face.names().into_iter().filter(|name| name.name_id == name_id::FAMILY);
        families.filter_map(|name| name.to_string()).any(|name| name.ends_with(" SC") || name.ends_with(" CN"))
    };
    let faces = 0..ttf_parser::fonts_in_collection(bytes)?;
    faces.into_iter().find(|index| Face::parse(bytes, *index).is_ok_and(|face| is_simplified(&face)))
}

/// The parsed faces of [`Fonts`].
pub(super) struct Faces<'a> {
    regular: Face<'a>,
    bold: Face<'a>,
}

/// Metrics of a face, as the tables of a font file state them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Metrics {
    pub(super) units: u16,
    pub(super) ascender: i16,
    pub(super) descender: i16,
}

impl Faces<'_> {
    fn face(&self, weight: Weight) -> &Face<'_> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The advance width of `text` at `size` pixels.
    pub(super) fn width(&self, text: &str, size: f64, weight: Weight) -> f64 {
        let face = self.face(weight);
        let units: u32 = text.chars().map(|c| u32::from(advance(face, glyph(face, c)))).sum();
        f64::from(units) * size / f64::from(face.units_per_em())
    }

    /// The characters of `text` that the face cannot draw.
    pub(super) fn missing(&self, text: &str) -> BTreeSet<char> {
        text.chars()
            .filter(|c| !c.is_control())
            .filter(|c| self.regular.glyph_index(*c).is_none() || self.bold.glyph_index(*c).is_none())
            .collect()
    }

    /// Font units per em.
    pub(super) fn units(&self, weight: Weight) -> f64 {
        f64::from(self.face(weight).units_per_em())
    }

    /// The advance width of a character in font units.
    pub(super) fn advance(&self, c: char, weight: Weight) -> u16 {
        let face = self.face(weight);
        advance(face, glyph(face, c))
    }

    /// The metrics of a weight.
    pub(super) fn metrics(&self, weight: Weight) -> Metrics {
        let face = self.face(weight);
        Metrics { units: face.units_per_em(), ascender: face.ascender(), descender: face.descender() }
    }

    /// Draws the outlines of `text` with `pen`, in font units with y upwards, from the origin on.
    pub(super) fn outline(&self, text: &str, weight: Weight, pen: &mut dyn Pen) {
        let face = self.face(weight);
        let mut x = 0.0;
        for c in text.chars() {
            let id = glyph(face, c);
            face.outline_glyph(id, &mut Shifted { pen, x });
            x += f32::from(advance(face, id));
        }
    }
}

/// The glyph of a character; the font's empty box if it has none.
fn glyph(face: &Face, c: char) -> GlyphId {
    face.glyph_index(c).unwrap_or(GlyphId(0))
}

fn advance(face: &Face, id: GlyphId) -> u16 {
    face.glyph_hor_advance(id).unwrap_or(0)
}

/// 笔: receives the segments of an outline.
pub(super) trait Pen {
    fn move_to(&mut self, x: f32, y: f32);
    fn line_to(&mut self, x: f32, y: f32);
    fn cubic_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32);
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32);
    fn close(&mut self);
}

struct Shifted<'a> {
    pen: &'a mut dyn Pen,
    x: f32,
}

impl OutlineBuilder for Shifted<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pen.move_to(x + self.x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.pen.line_to(x + self.x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.pen.quad_to(x1 + self.x, y1, x + self.x, y);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.pen.cubic_to(x1 + self.x, y1, x2 + self.x, y2, x + self.x, y);
    }
    fn close(&mut self) {
        self.pen.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_in_the_binary_hold_the_names_of_people_and_the_signs_of_money() {
        let fonts = Fonts::default();
        let faces = fonts.open().unwrap();
        let standard = include_str!("../../../data/fonts/general-standard.txt");
        let text: String = standard.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(text.chars().count(), 8105);
        assert!(faces.missing(&text).is_empty());
        assert!(faces.missing("镕堃珺喆昇祎旻晞−→‰％（）“”《》、。…—①㎡¥0123456789").is_empty());
        assert_eq!(faces.missing("甲\u{1F600}乙").into_iter().collect::<String>(), "\u{1F600}");
    }

    #[test]
    fn a_chinese_character_is_one_em_wide() {
        let fonts = Fonts::default();
        assert_eq!(fonts.open().unwrap().width("预算", 20.0, Weight::Bold), 40.0);
    }
}
