//! 字体: finds the characters of glyphs whose font has no ToUnicode map.
//!
//! Chinese software writes fonts, including embedded subsets, with only a named CMap (`GBK-EUC-H`, `GB-EUC-H`,
//! `GBK2K-H`, `UniGB-*`). The CMap maps a code to a CID of a character collection, whose UCS2 map gives the character.
//! Without a character collection, the `cmap` table of the embedded font is inverted.

use hayro_interpret::font::{Glyph, OutlineGlyph};
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CharacterCollection, CidFamily, load_embedded};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as Bytes};
use std::collections::BTreeMap;

/// 字体表: the character maps of a file's fonts other than ToUnicode, read when first needed.
pub(super) struct Fonts<'a> {
    pdf: &'a Pdf,
    named: Option<BTreeMap<String, Vec<Named>>>,
    tables: BTreeMap<u128, BTreeMap<u16, char>>,
}

/// A font with a named CMap: maps codes to CIDs, and CIDs to characters.
struct Named {
    encoding: CMap,
    characters: CMap,
}

impl<'a> Fonts<'a> {
    pub fn new(pdf: &'a Pdf) -> Self {
        Self { pdf, named: None, tables: BTreeMap::new() }
    }

    /// The text of a glyph; `None` if it cannot be found.
    pub fn text(&mut self, glyph: &Glyph<'_>) -> Option<String> {
        if let Some(text) = glyph.as_unicode().map(text).filter(|text| is_text(text)) {
            return Some(text);
        }
        let Glyph::Outline(outline) = glyph else { return None };
        self.by_name(outline).or_else(|| self.by_table(outline))
    }

    fn by_name(&mut self, glyph: &OutlineGlyph) -> Option<String> {
        let name = glyph.font_data()?.postscript_name?;
        let pdf = self.pdf;
        let named = self.named.get_or_insert_with(|| named_fonts(pdf));
        let code = glyph.char_code();
        named.get(&name)?.iter().find_map(|font| font.text(code))
    }

    /// Looks the glyph up in the inverted `cmap` table of the embedded font.
    fn by_table(&mut self, glyph: &OutlineGlyph) -> Option<String> {
        let data = glyph.font_data()?;
        let table = self.tables.entry(data.cache_key).or_insert_with(|| characters(data.data.as_ref().as_ref()));
        let id = u16::try_from(glyph.glyph_id().to_u32()).ok()?;
        table.get(&id).map(char::to_string)
    }
}

impl Named {
    fn text(&self, code: u32) -> Option<String> {
        let cid = (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length))?;
        self.characters.lookup_bf_string(cid).map(text).filter(|text| is_text(text))
    }
}

fn text(found: BfString) -> String {
    match found {
        BfString::Char(c) => c.to_string(),
        BfString::String(text) => text,
    }
}

/// Whether a mapped text is usable: some programs map unknown glyphs to U+0000 or U+FFFD.
fn is_text(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER)
}

/// The composite fonts of a file without ToUnicode map, by name without subset prefix.
fn named_fonts(pdf: &Pdf) -> BTreeMap<String, Vec<Named>> {
    let mut fonts: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    for object in pdf.objects() {
        let Object::Dict(dict) = object else { continue };
        let is_composite = dict.get::<Name<'_>>("Subtype").is_some_and(|name| &*name == b"Type0");
        if !is_composite || dict.get::<Stream<'_>>("ToUnicode").is_some() {
            continue;
        }
        if let Some((name, font)) = named_font(&dict) {
            fonts.entry(name).or_default().push(font);
        }
    }
    fonts
}

fn named_font(dict: &Dict<'_>) -> Option<(String, Named)> {
    let base = dict.get::<Name<'_>>("BaseFont")?;
    let base = String::from_utf8_lossy(&base).into_owned();
    let encoding = encoding(&dict.get::<Object<'_>>("Encoding")?)?;
    let of_encoding = encoding.metadata().character_collection.clone();
    let family = of_encoding.map(|collection| collection.family).filter(|family| *family != CidFamily::AdobeIdentity);
    let family = family.or_else(|| Some(descendant_collection(dict)?.family))?;
    let characters = CMap::parse(load_embedded(family.ucs2_cmap()?)?, load_embedded)?;
    Some((without_prefix(&base).to_owned(), Named { encoding, characters }))
}

fn encoding(object: &Object<'_>) -> Option<CMap> {
    match object {
        Object::Name(name) => match &**name {
            b"Identity-H" => Some(CMap::identity_h()),
            b"Identity-V" => Some(CMap::identity_v()),
            name => CMap::parse(load_embedded(CMapName::from_bytes(name))?, load_embedded),
        },
        Object::Stream(stream) => CMap::parse(&stream.decoded_data().ok()?, load_embedded),
        _ => None,
    }
}

fn descendant_collection(dict: &Dict<'_>) -> Option<CharacterCollection> {
    let descendant = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let (registry, ordering) = (info.get::<Bytes<'_>>("Registry")?, info.get::<Bytes<'_>>("Ordering")?);
    let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
    Some(CharacterCollection { family, supplement: 0 })
}

/// Strips the subset prefix of `ABCDEF+SimSun`.
fn without_prefix(name: &str) -> &str {
    match name.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 && prefix.bytes().all(|byte| byte.is_ascii_uppercase()) => rest,
        _ => name,
    }
}

/// The inverted `cmap` table of a font: glyph to character.
fn characters(data: &[u8]) -> BTreeMap<u16, char> {
    let mut table = BTreeMap::new();
    let Some(cmap) = ttf_parser::Face::parse(data, 0).ok().and_then(|face| face.tables().cmap) else { return table };
    for subtable in cmap.subtables.into_iter().filter(|subtable| subtable.is_unicode()) {
        subtable.codepoints(|code| {
            if let (Some(c), Some(id)) = (char::from_u32(code), subtable.glyph_index(code)) {
                // Private-use codes of symbol fonts are meaningless.
                if !('\u{e000}'..='\u{f8ff}').contains(&c) {
                    table.entry(id.0).or_insert(c);
                }
            }
        });
    }
    table
}
