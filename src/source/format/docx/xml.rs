//! XML: names without their prefix, attributes and entities.

use quick_xml::events::{BytesEnd, BytesRef, BytesStart};
use quick_xml::{Reader, XmlVersion};

/// A reader to which `<p/>` and `<p></p>` are the same.
pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader
}

/// The name without its prefix.
pub(super) fn local<'s>(start: &'s BytesStart<'_>) -> &'s str {
    unprefixed(start.name().0)
}

/// The name of an end without its prefix.
pub(super) fn local_end<'s>(end: &'s BytesEnd<'_>) -> &'s str {
    unprefixed(end.name().0)
}

fn unprefixed(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// An attribute by its name without prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.attributes().flatten().find(|attribute| unprefixed(attribute.key.0) == name)?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// `w:val`
pub(super) fn value(start: &BytesStart<'_>) -> Option<String> {
    attribute(start, "val")
}

/// A switch such as `<w:vanish/>`: on, unless its value says no.
pub(super) fn is_on(start: &BytesStart<'_>) -> bool {
    !matches!(value(start).as_deref(), Some("0" | "false" | "off" | "none"))
}

/// `&amp;`, `&#25968;`
pub(super) fn character(entity: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return Some(character);
    }
    let name: &str = entity;
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
