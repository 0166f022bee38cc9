//! 字体子集: writes a small OpenType font with only the characters that a picture uses.
//!
//! Outlines are drawn with the same pen as outlined text and written as a CFF font. So any TTF or OTF can be subset,
//! and the same texts always give the same bytes.

use super::charstring::CharString;
use super::font::{Faces, Metrics, Weight};
use std::collections::BTreeSet;

/// An OTF file with the characters of `texts` in `weight`.
pub(super) fn subset<'a>(faces: &Faces<'_>, weight: Weight, texts: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let characters: BTreeSet<char> = texts.flat_map(str::chars).filter(|c| !c.is_control()).collect();
    let mut glyphs = vec![glyph(faces, weight, '\u{0}')];
    glyphs.extend(characters.iter().map(|c| glyph(faces, weight, *c)));
    let characters: Vec<char> = characters.into_iter().collect();
    let metrics = faces.metrics(weight);
    let tables = [
        (*b"CFF ", cff(&glyphs, metrics.units)),
        (*b"OS/2", os2(&characters, weight, metrics)),
        (*b"cmap", cmap(&characters)),
        (*b"head", head(metrics)),
        (*b"hhea", hhea(&glyphs, metrics)),
        (*b"hmtx", glyphs.iter().flat_map(|glyph| [glyph.advance.to_be_bytes(), [0, 0]].concat()).collect()),
        (*b"maxp", [&0x0000_5000u32.to_be_bytes()[..], &count(glyphs.len()).to_be_bytes()].concat()),
        (*b"name", name()),
        (*b"post", [&0x0003_0000u32.to_be_bytes()[..], &[0; 28]].concat()),
    ];
    assemble(&tables)
}

struct Glyph {
    advance: u16,
    outline: Vec<u8>,
}

fn glyph(faces: &Faces<'_>, weight: Weight, c: char) -> Glyph {
    let advance = faces.advance(c, weight);
    let mut pen = CharString::new(advance);
    faces.outline(c.encode_utf8(&mut [0; 4]), weight, &mut pen);
    Glyph { advance, outline: pen.finish() }
}

/// A number of glyphs. A chart never has more than fit into a font.
fn count(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// A CFF INDEX: count, size of offsets, offsets, data.
fn index(items: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = count(items.len()).to_be_bytes().to_vec();
    if items.is_empty() {
        return bytes;
    }
    bytes.push(4);
    let mut offset = 1u32;
    bytes.extend(offset.to_be_bytes());
    for item in items {
        offset += item.len() as u32;
        bytes.extend(offset.to_be_bytes());
    }
    bytes.extend(items.concat());
    bytes
}

/// An integer of a CFF DICT, always in five bytes, so that offsets can be computed beforehand.
fn integer(value: usize) -> [u8; 5] {
    let [a, b, c, d] = (value as u32).to_be_bytes();
    [29, a, b, c, d]
}

const CFF_HEADER: [u8; 4] = [1, 0, 4, 4];
/// The first identifier of strings that are not predefined by CFF.
const OWN_STRINGS: u16 = 391;

fn cff(glyphs: &[Glyph], units: u16) -> Vec<u8> {
    let names = index(&[b"TongbiChart".to_vec()]);
    let strings: Vec<Vec<u8>> = (1..glyphs.len()).map(|glyph| format!("g{glyph}").into_bytes()).collect();
    let strings = index(&strings);
    let routines = index(&[]);
    let outlines: Vec<Vec<u8>> = glyphs.iter().map(|glyph| glyph.outline.clone()).collect();
    let outlines = index(&outlines);
    let mut charset = vec![2];
    if glyphs.len() > 1 {
        charset.extend(words(&[OWN_STRINGS, count(glyphs.len() - 2)]));
    }
    let top = |charset: usize, outlines: usize, private: usize| {
        let mut dict = matrix(units);
        dict.extend([&integer(charset)[..], &[15], &integer(outlines), &[17]].concat());
        dict.extend([&integer(0)[..], &integer(private), &[18]].concat());
        index(&[dict])
    };
    let before = CFF_HEADER.len() + names.len() + top(0, 0, 0).len() + strings.len() + routines.len();
    let at = (before, before + charset.len(), before + charset.len() + outlines.len());
    [CFF_HEADER.to_vec(), names, top(at.0, at.1, at.2), strings, routines, charset, outlines].concat()
}

/// The FontMatrix, which is needed if an em is not 1000 units.
fn matrix(units: u16) -> Vec<u8> {
    if units == 1000 {
        return Vec::new();
    }
    let step = real(f64::from(units));
    let zero = [139u8];
    [&step[..], &zero, &zero, &step, &zero, &zero, &[12, 7]].concat()
}

/// The reciprocal of `units` as a DICT real number of packed decimal digits.
fn real(units: f64) -> Vec<u8> {
    let text = format!("{:.12}", 1.0 / units);
    let mut nibbles: Vec<u8> = text.bytes().map(|byte| if byte == b'.' { 0xa } else { byte - b'0' }).collect();
    nibbles.push(0xf);
    if nibbles.len() % 2 == 1 {
        nibbles.push(0xf);
    }
    let packed = nibbles.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]);
    std::iter::once(30).chain(packed).collect()
}

/// A `cmap` in format 12 with one group per character.
fn cmap(characters: &[char]) -> Vec<u8> {
    let mut groups = Vec::new();
    for (index, c) in characters.iter().enumerate() {
        let (code, glyph) = (*c as u32, index as u32 + 1);
        groups.extend([code, code, glyph].into_iter().flat_map(u32::to_be_bytes));
    }
    let mut bytes = words(&[0, 1, 3, 10, 0, 12, 12, 0]);
    bytes.extend((16 + groups.len() as u32).to_be_bytes());
    bytes.extend(0u32.to_be_bytes());
    bytes.extend((characters.len() as u32).to_be_bytes());
    bytes.extend(groups);
    bytes
}

fn head(metrics: Metrics) -> Vec<u8> {
    let (low, high) = (metrics.descender.cast_unsigned(), metrics.ascender.cast_unsigned());
    // Version, revision, checksum (set last), magic number, flags, units; then dates (none), bounds, style and others.
    let mut bytes = words(&[1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 3, metrics.units]);
    bytes.extend([0; 16]);
    bytes.extend(words(&[0, low, metrics.units, high, 0, 8, 2, 0, 0]));
    bytes
}

fn hhea(glyphs: &[Glyph], metrics: Metrics) -> Vec<u8> {
    let widest = glyphs.iter().map(|glyph| glyph.advance).max().unwrap_or(0);
    let (up, down) = (metrics.ascender.cast_unsigned(), metrics.descender.cast_unsigned());
    words(&[1, 0, up, down, 0, widest, 0, 0, widest, 1, 0, 0, 0, 0, 0, 0, 0, count(glyphs.len())])
}

fn os2(characters: &[char], weight: Weight, metrics: Metrics) -> Vec<u8> {
    let bold = weight == Weight::Bold;
    let code = |c: Option<&char>| c.and_then(|c| u16::try_from(*c as u32).ok()).unwrap_or(u16::MAX);
    let (up, down) = (metrics.ascender.cast_unsigned(), metrics.descender.cast_unsigned());
    let depth = metrics.descender.unsigned_abs();
    // Version, average width, weight and width class, embedding allowed; sub- and superscripts and classes are zero.
    let mut bytes = words(&[3, metrics.units, if bold { 700 } else { 400 }, 5, 0]);
    bytes.extend([0; 22]);
    bytes.extend([0; 10]);
    bytes.extend([0; 16]);
    bytes.extend(b"TONG");
    bytes.extend(words(&[if bold { 0x20 } else { 0x40 }, code(characters.first()), code(characters.last())]));
    bytes.extend(words(&[up, down, 0, up, depth]));
    bytes.extend([0; 8]);
    bytes.extend(words(&[0, 0, 0, 32, 1]));
    bytes
}

fn name() -> Vec<u8> {
    let texts = [(1u16, "Tongbi Chart"), (2, "Regular"), (4, "Tongbi Chart"), (6, "TongbiChart")];
    let mut records = words(&[0, count(texts.len()), 6 + 12 * count(texts.len())]);
    let mut storage = Vec::new();
    for (id, text) in texts {
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        records.extend(words(&[3, 1, 0x409, id, count(utf16.len()), count(storage.len())]));
        storage.extend(utf16);
    }
    [records, storage].concat()
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0u32, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

fn assemble(tables: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let number = count(tables.len());
    let power = number.ilog2() as u16;
    let range = 16u16 << power;
    let mut bytes = b"OTTO".to_vec();
    bytes.extend(words(&[number, range, power, number * 16 - range]));
    let mut offset = 12 + 16 * tables.len();
    let mut head = 0;
    for (tag, table) in tables {
        if tag == b"head" {
            head = offset;
        }
        bytes.extend(tag);
        bytes.extend(checksum(table).to_be_bytes());
        bytes.extend((offset as u32).to_be_bytes());
        bytes.extend((table.len() as u32).to_be_bytes());
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        bytes.extend(table);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    let whole = 0xB1B0_AFBAu32.wrapping_sub(checksum(&bytes));
    bytes[head + 8..head + 12].copy_from_slice(&whole.to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::font::Fonts;
    use super::*;

    #[test]
    fn a_subset_holds_the_characters_of_its_texts_at_their_widths_and_no_others() {
        let fonts = Fonts::default();
        let faces = fonts.open().unwrap();
        let bytes = subset(&faces, Weight::Bold, ["预算 +1.5%", "算"].into_iter());
        let small = ttf_parser::Face::parse(&bytes, 0).unwrap();
        assert_eq!(small.number_of_glyphs(), 9);
        for c in "预算 +1.5%".chars() {
            let glyph = small.glyph_index(c).unwrap();
            assert_eq!(small.glyph_hor_advance(glyph), Some(faces.advance(c, Weight::Bold)), "{c}");
        }
        assert_eq!(small.glyph_index('决'), None);
        assert!(bytes.len() < 4000, "{}", bytes.len());
    }
}
