//! XML: names without namespace prefix, attributes and entities.

use quick_xml::events::{BytesEnd, BytesRef, BytesStart};
use quick_xml::{Reader, XmlVersion};

/// A reader that treats `<p/>` as `<p></p>`.
pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader
}

/// The name of a start tag without its prefix.
pub(super) fn local<'s>(start: &'s BytesStart<'_>) -> &'s str {
    unprefixed(start.name().0)
}

/// The name of an end tag without its prefix.
pub(super) fn local_end<'s>(end: &'s BytesEnd<'_>) -> &'s str {
    unprefixed(end.name().0)
}

fn unprefixed(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value of an attribute, by its name without prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.attributes().flatten().find(|attribute| unprefixed(attribute.key.0) == name)?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// The attribute `w:val`.
pub(super) fn value(start: &BytesStart<'_>) -> Option<String> {
    attribute(start, "val")
}

/// Whether a switch such as `<w:vanish/>` is on, which it is unless its value says otherwise.
pub(super) fn is_on(start: &BytesStart<'_>) -> bool {
    !matches!(value(start).as_deref(), Some("0" | "false" | "off" | "none"))
}

/// The text of an entity: `&amp;`, `&#25968;`. An entity that a file defines itself is not resolved; it stays as it is
/// written, so that a number in which it stands cannot be taken for another one.
pub(super) fn entity(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = entity;
    match name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        _ => format!("&{name};"),
    }
}
