//! 开销: what a page would take to paint, counted before it is painted.
//!
//! hayro decodes and reads a form each time it is drawn, whether it paints or not, and cannot be stopped where
//! nothing is painted. A few bytes of forms within forms would keep it busy for years, so that each form's content is
//! counted once and multiplied by how often it would be drawn.

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_interpret::hayro_syntax::page::{Page, Resources};
use std::collections::BTreeMap;
use std::io::Read;

/// What drawing anything by name takes besides its content, in bytes of content.
const CALL: u64 = 250;
/// No stream unpacks to more.
const UNPACKED: u64 = 64 << 20;
/// No honest file nests deeper; hayro stops at fifty.
const DEEPEST: usize = 50;

/// 开销 of the streams of a file, each counted once.
#[derive(Debug, Default)]
pub(super) struct Costs {
    /// `None` while it is being counted: a form that draws itself has no end.
    drawn: BTreeMap<ObjectIdentifier, Option<u64>>,
    sizes: BTreeMap<ObjectIdentifier, u64>,
}

impl Costs {
    /// How many bytes of content a page would be read as, `u64::MAX` where there is no end to it.
    pub fn of_page(&mut self, page: &Page<'_>) -> u64 {
        let dict = page.raw();
        let contents = match dict.get::<Object<'_>>("Contents") {
            Some(Object::Stream(stream)) => self.size(&stream),
            Some(Object::Array(array)) => self.sum(&array),
            _ => 0,
        };
        // Content that is too large is not unpacked here either.
        if contents > UNPACKED {
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
            None if depth > DEEPEST => return u64::MAX,
            None => self.drawn.insert(id, None),
        };
        let own = form.dict().get::<Dict<'_>>("Resources").map(Resources::new);
        let cost = match self.size(form) {
            size if size > UNPACKED => u64::MAX,
            _ => form.decoded_data().map_or(0, |data| self.of_content(&data, own.as_ref().unwrap_or(around), depth)),
        };
        self.drawn.insert(id, Some(cost));
        cost
    }

    /// The content, and what it draws by name.
    fn of_content(&mut self, data: &[u8], resources: &Resources<'_>, depth: usize) -> u64 {
        let mut cost = data.len() as u64;
        let dicts = [&resources.x_objects, &resources.patterns, &resources.shadings, &resources.ext_g_states];
        if dicts.iter().all(|dict| dict.is_empty()) {
            return cost;
        }
        // A name costs the same each time.
        let mut known: BTreeMap<(u8, Vec<u8>), u64> = BTreeMap::new();
        let mut operators = TypedIter::new(data);
        while let Some(operator) = operators.next() {
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
            cost = cost.saturating_add(called);
        }
        cost
    }

    fn called(&mut self, kind: u8, name: &Name<'_>, resources: &Resources<'_>, depth: usize) -> u64 {
        match kind {
            0 => match resources.get_x_object(name) {
                Some(drawn) if is_form(&drawn) => self.of_form(&drawn, resources, depth + 1),
                // Of a picture only its size is asked.
                _ => 0,
            },
            1 => resources.get_shading(name).map_or(0, |shading| self.reached(&shading, 0)),
            2 => resources.get_ext_g_state(name).map_or(0, |state| self.reached(&Object::Dict(state), 0)),
            _ => resources.get_pattern(name).map_or(0, |pattern| self.reached(&pattern, 0)),
        }
    }

    /// The streams near an object: the functions of a shading, the cells of a pattern, the group of a mask.
    fn reached(&mut self, object: &Object<'_>, depth: usize) -> u64 {
        if depth > 3 {
            return 0;
        }
        let parts: Vec<Object<'_>> = match object {
            Object::Stream(stream) => return self.size(stream),
            Object::Dict(dict) => ["Shading", "Function", "SMask", "G", "TR", "BG", "UCR", "HT"]
                .iter()
                .filter_map(|key| dict.get::<Object<'_>>(*key))
                .collect(),
            Object::Array(array) => array.iter::<Object<'_>>().take(64).collect(),
            _ => Vec::new(),
        };
        parts.iter().fold(0, |sum: u64, part| sum.saturating_add(self.reached(part, depth + 1)))
    }

    /// How many bytes a stream unpacks to, or more than `UNPACKED`.
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

/// The form that a note is drawn as.
fn appearance<'a>(note: &Dict<'a>) -> Option<Stream<'a>> {
    match note.get::<Dict<'_>>("AP")?.get::<Object<'_>>("N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => states.get::<Stream<'_>>(note.get::<Name<'_>>("AS")?),
        _ => None,
    }
}

/// The bytes of a stream unpacked, counted without keeping more than one stage of them.
fn unpacked(stream: &Stream<'_>) -> u64 {
    let mut data = stream.raw_data().into_owned();
    for filter in stream.filters() {
        match filter {
            Filter::FlateDecode => match inflated(&data) {
                Some(inner) => data = inner,
                None => return UNPACKED + 1,
            },
            // At most 64 and some 1,400 times as much.
            Filter::RunLengthDecode if data.len() as u64 * 64 > UNPACKED => return UNPACKED + 1,
            Filter::LzwDecode if data.len() as u64 * 1_400 > UNPACKED => return UNPACKED + 1,
            _ => {}
        }
    }
    data.len() as u64
}

/// What deflated bytes unpack to; `None` for more than `UNPACKED`. What is damaged ends where it is.
pub(super) fn inflated(data: &[u8]) -> Option<Vec<u8>> {
    let read = |reader: &mut dyn Read| {
        let mut inner = Vec::new();
        let _ = reader.take(UNPACKED + 1).read_to_end(&mut inner);
        inner
    };
    let mut inner = read(&mut ZlibDecoder::new(data));
    if inner.is_empty() {
        inner = read(&mut DeflateDecoder::new(data));
    }
    (inner.len() as u64 <= UNPACKED).then_some(inner)
}
