//! 开销: estimates the cost of painting a page before it is painted.
//!
//! hayro decodes and interprets a form each time it is drawn, and cannot be stopped while nothing is painted. A few
//! bytes of forms nested in forms would keep it busy for years. Therefore each form's content is counted once and
//! multiplied by the number of times it would be drawn.

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as Bytes};
use hayro_interpret::hayro_syntax::page::{Page, Resources};
use std::collections::BTreeMap;
use std::io::Read;

/// The cost of drawing a named object in addition to its content, in bytes of content.
const CALL: u64 = 250;
/// Limit of the unpacked size of a stream.
const MAX_UNPACKED: u64 = 64 << 20;
/// The kind of the names of fonts.
const FONT: u8 = 4;
/// Limit of the nesting of forms, which is also hayro's.
const MAX_DEPTH: usize = 50;

/// Pixels of a picture that cost as much as a byte of content.
const PIXELS: u64 = 8;

/// 开销: the costs of a file's streams, cached.
#[derive(Debug, Default)]
pub(super) struct Costs {
    /// Whether pictures, patterns, masks and drawn glyphs count too, which are left alone unless a page is drawn.
    drawing: bool,
    /// The cost of each form; `None` while it is being computed, so that recursive forms are detected.
    drawn: BTreeMap<ObjectIdentifier, Option<u64>>,
    sizes: BTreeMap<ObjectIdentifier, u64>,
}

impl Costs {
    /// The costs of drawing pages as they look.
    pub fn of_drawing() -> Self {
        Self { drawing: true, ..Self::default() }
    }

    /// The cost of a page in bytes of content; `u64::MAX` for endless recursion or oversized streams.
    pub fn of_page(&mut self, page: &Page<'_>) -> u64 {
        let dict = page.raw();
        let contents = match dict.get::<Object<'_>>("Contents") {
            Some(Object::Stream(stream)) => self.size(&stream),
            Some(Object::Array(array)) => self.sum(&array),
            _ => 0,
        };
        // Oversized content is not unpacked here either.
        if contents > MAX_UNPACKED {
            return u64::MAX;
        }
        let drawn = page.page_stream().map_or(0, |data| self.of_content(data, page.resources(), 0));
        let notes = dict.get::<Array<'_>>("Annots");
        let notes = notes.iter().flat_map(|notes| notes.iter::<Dict<'_>>()).filter_map(|note| appearance(&note));
        notes.fold(drawn, |sum, form| sum.saturating_add(self.of_form(&form, page.resources(), 1)))
    }

    fn sum(&mut self, array: &Array<'_>) -> u64 {
        array.iter::<Stream<'_>>().fold(0, |sum: u64, stream| sum.saturating_add(self.size(&stream)).saturating_add(1))
    }

    fn of_form(&mut self, form: &Stream<'_>, around: &Resources<'_>, depth: usize) -> u64 {
        let id = form.obj_id();
        match self.drawn.get(&id) {
            Some(known) => return known.unwrap_or(u64::MAX),
            None if depth > MAX_DEPTH => return u64::MAX,
            None => self.drawn.insert(id, None),
        };
        let own = form.dict().get::<Dict<'_>>("Resources").map(Resources::new);
        let cost = match self.size(form) {
            size if size > MAX_UNPACKED => u64::MAX,
            _ => form.decoded_data().map_or(0, |data| self.of_content(&data, own.as_ref().unwrap_or(around), depth)),
        };
        self.drawn.insert(id, Some(cost));
        cost
    }

    /// The cost of content and of the objects that it draws by name.
    fn of_content(&mut self, data: &[u8], resources: &Resources<'_>, depth: usize) -> u64 {
        let mut cost = data.len() as u64;
        let dicts = [&resources.x_objects, &resources.patterns, &resources.shadings, &resources.ext_g_states];
        if !self.drawing && dicts.iter().all(|dict| dict.is_empty()) {
            return cost;
        }
        // The cost of each named object, cached.
        let mut known: BTreeMap<(u8, Vec<u8>), u64> = BTreeMap::new();
        // The cost of the dearest glyph of the current font.
        let mut glyph = 0u64;
        let mut operators = TypedIter::new(data);
        while let Some(operator) = operators.next() {
            if self.drawing {
                cost = cost.saturating_add(glyph.saturating_mul(shown(&operator)));
                if let TypedInstruction::InlineImage(picture) = &operator {
                    cost = cost.saturating_add(pixels(picture.0));
                }
            }
            let (kind, name) = match operator {
                TypedInstruction::XObject(drawn) => (0, drawn.0.clone()),
                TypedInstruction::Shading(shading) => (1, shading.0.clone()),
                TypedInstruction::SetGraphicsState(state) => (2, state.0.clone()),
                TypedInstruction::NonStrokeColorNamed(colour) => match colour.1 {
                    Some(name) => (3, name.clone()),
                    None => continue,
                },
                TypedInstruction::StrokeColorNamed(colour) => match colour.1 {
                    Some(name) => (3, name.clone()),
                    None => continue,
                },
                TypedInstruction::TextFont(font) if self.drawing => (FONT, font.0.clone()),
                _ => continue,
            };
            let key = (kind, name.to_vec());
            let called = match known.get(&key) {
                Some(called) => *called,
                None => {
                    let called = self.called(kind, &name, resources, depth).saturating_add(CALL);
                    known.insert(key, called);
                    called
                }
            };
            match kind {
                FONT => glyph = called.saturating_sub(CALL),
                _ => cost = cost.saturating_add(called),
            }
        }
        cost
    }

    fn called(&mut self, kind: u8, name: &Name<'_>, resources: &Resources<'_>, depth: usize) -> u64 {
        match kind {
            0 => match resources.get_x_object(name) {
                Some(drawn) if is_form(&drawn) => self.of_form(&drawn, resources, depth + 1),
                Some(picture) if self.drawing => pixels(&picture),
                // Pictures are not decoded.
                _ => 0,
            },
            1 => resources.get_shading(name).map_or(0, |shading| self.of_object(&shading, (resources, depth), 0)),
            2 => resources
                .get_ext_g_state(name)
                .map_or(0, |state| self.of_object(&Object::Dict(state), (resources, depth), 0)),
            FONT => resources.get_font(name).map_or(0, |font| self.of_glyph(&font, depth)),
            _ => resources.get_pattern(name).map_or(0, |pattern| self.of_object(&pattern, (resources, depth), 0)),
        }
    }

    /// The cost of the dearest glyph of a font whose glyphs are content themselves.
    fn of_glyph(&mut self, font: &Dict<'_>, depth: usize) -> u64 {
        let Some(glyphs) = font.get::<Dict<'_>>("CharProcs") else { return 0 };
        let resources = Resources::new(font.get::<Dict<'_>>("Resources").unwrap_or_default());
        let contents = glyphs.keys().filter_map(|name| glyphs.get::<Stream<'_>>(name));
        contents.map(|glyph| self.of_form(&glyph, &resources, depth + 1)).max().unwrap_or(0)
    }

    /// The size of the streams that an object refers to: functions of a shading, cells of a pattern, group of a mask.
    fn of_object(&mut self, object: &Object<'_>, around: (&Resources<'_>, usize), depth: usize) -> u64 {
        if depth > 3 {
            return 0;
        }
        let parts: Vec<Object<'_>> = match object {
            Object::Stream(stream) if self.drawing && is_content(stream) => {
                return self.of_form(stream, around.0, around.1 + 1);
            }
            Object::Stream(stream) => return self.size(stream),
            Object::Dict(dict) => ["Shading", "Function", "SMask", "G", "TR", "BG", "UCR", "HT"]
                .iter()
                .filter_map(|key| dict.get::<Object<'_>>(*key))
                .collect(),
            Object::Array(array) => array.iter::<Object<'_>>().take(64).collect(),
            _ => Vec::new(),
        };
        parts.iter().fold(0, |sum: u64, part| sum.saturating_add(self.of_object(part, around, depth + 1)))
    }

    /// The unpacked size of a stream in bytes, or any number above `MAX_UNPACKED`.
    fn size(&mut self, stream: &Stream<'_>) -> u64 {
        if let Some(size) = self.sizes.get(&stream.obj_id()) {
            return *size;
        }
        let size = unpacked(stream);
        self.sizes.insert(stream.obj_id(), size);
        size
    }
}

fn is_form(stream: &Stream<'_>) -> bool {
    stream.dict().get::<Name<'_>>("Subtype").is_some_and(|name| &*name == b"Form")
}

/// Whether a stream is content: a form, or the cell of a pattern.
fn is_content(stream: &Stream<'_>) -> bool {
    is_form(stream) || stream.dict().get::<u32>("PatternType") == Some(1)
}

/// The number of bytes of text that an operator shows, each a glyph at most.
fn shown(operator: &TypedInstruction<'_, '_>) -> u64 {
    let length = |text: &Bytes<'_>| text.as_bytes().len() as u64;
    match operator {
        TypedInstruction::ShowText(text) => length(text.0),
        TypedInstruction::NextLineAndShowText(text) => length(text.0),
        TypedInstruction::ShowTextWithParameters(text) => length(text.2),
        TypedInstruction::ShowTexts(texts) => texts
            .0
            .iter::<Object<'_>>()
            .map(|text| match text {
                Object::String(text) => length(&text),
                _ => 0,
            })
            .sum(),
        _ => 0,
    }
}

/// The cost of decoding a picture with its mask.
fn pixels(picture: &Stream<'_>) -> u64 {
    let size = |picture: &Stream<'_>| {
        let side = |long: &str, short: &str| {
            let side = picture.dict().get::<u32>(long).or_else(|| picture.dict().get::<u32>(short));
            u64::from(side.unwrap_or(0))
        };
        side("Width", "W").saturating_mul(side("Height", "H")) / PIXELS
    };
    let mask = picture.dict().get::<Stream<'_>>("SMask").or_else(|| picture.dict().get::<Stream<'_>>("Mask"));
    size(picture).saturating_add(mask.map_or(0, |mask| size(&mask)))
}

/// The form that draws an annotation.
fn appearance<'a>(note: &Dict<'a>) -> Option<Stream<'a>> {
    match note.get::<Dict<'_>>("AP")?.get::<Object<'_>>("N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => states.get::<Stream<'_>>(note.get::<Name<'_>>("AS")?),
        _ => None,
    }
}

/// The unpacked size of a stream, keeping only the output of one filter in memory at a time.
fn unpacked(stream: &Stream<'_>) -> u64 {
    let mut data = stream.raw_data().into_owned();
    for filter in stream.filters() {
        match filter {
            Filter::FlateDecode => match inflated(&data) {
                Some(inner) => data = inner,
                None => return MAX_UNPACKED + 1,
            },
            // The maximal expansion is 64 and about 1,400 times.
            Filter::RunLengthDecode if data.len() as u64 * 64 > MAX_UNPACKED => return MAX_UNPACKED + 1,
            Filter::LzwDecode if data.len() as u64 * 1_400 > MAX_UNPACKED => return MAX_UNPACKED + 1,
            _ => {}
        }
    }
    data.len() as u64
}

/// Inflates bytes, up to the first error; `None` if there are more than `MAX_UNPACKED`.
pub(super) fn inflated(data: &[u8]) -> Option<Vec<u8>> {
    let read = |reader: &mut dyn Read| {
        let mut inner = Vec::new();
        let _ = reader.take(MAX_UNPACKED + 1).read_to_end(&mut inner);
        inner
    };
    let mut inner = read(&mut ZlibDecoder::new(data));
    if inner.is_empty() {
        inner = read(&mut DeflateDecoder::new(data));
    }
    (inner.len() as u64 <= MAX_UNPACKED).then_some(inner)
}
