//! 标签: the elements of a part with their byte positions, so that everything around a change stays as it is.

use super::failure::{Failure, MISSING};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::BTreeSet;
use std::ops::Range;

/// Depth limit beyond any real document; keeps walking the tree cheap.
const MAX_DEPTH: usize = 400;

/// Elements whose text is not read: deleted text, text moved elsewhere, and fallback copies.
pub(super) const UNREAD: &[&str] = &["del", "moveFrom", "Fallback"];

/// One element.
pub(super) struct Element {
    pub parent: Option<usize>,
    /// Index of the first element after this one and its descendants.
    pub next: usize,
    /// Range of the whole element.
    pub range: Range<usize>,
    /// Range between its tags; for `<w:p/>`, empty and at its end.
    pub inner: Range<usize>,
    /// Length in bytes of its name with prefix.
    name: usize,
}

/// The elements of a part in document order.
pub(super) struct Tree {
    pub text: String,
    elements: Vec<Element>,
    /// Elements that contain comments, processing instructions or CDATA.
    mixed: BTreeSet<usize>,
    /// Namespace prefix of Word's elements with its colon, taken from the root element.
    prefix: String,
}

impl Tree {
    pub(super) fn parse(text: String) -> Result<Self, Failure> {
        let mut elements: Vec<Element> = Vec::new();
        let mut open = Vec::new();
        let mut mixed = BTreeSet::new();
        let mut reader = Reader::from_str(&text);
        loop {
            let start = place(&reader);
            let event = reader.read_event().map_err(|_| MISSING)?;
            let end = place(&reader);
            match event {
                Event::Start(ref tag) | Event::Empty(ref tag) => {
                    let next = elements.len() + 1;
                    let parent = open.last().copied();
                    if parent.is_none() && next > 1 {
                        return Err(MISSING);
                    }
                    let name = tag.name().0.len();
                    elements.push(Element { parent, next, range: start..end, inner: end..end, name });
                    if matches!(event, Event::Start(_)) {
                        open.push(next - 1);
                    }
                    if open.len() > MAX_DEPTH {
                        return Err(Failure::Broken("标签嵌套过深"));
                    }
                }
                Event::End(_) => {
                    let next = elements.len();
                    let element = open.pop().and_then(|at| elements.get_mut(at)).ok_or(MISSING)?;
                    element.next = next;
                    element.inner.end = start;
                    element.range.end = end;
                }
                Event::CData(_) | Event::Comment(_) | Event::PI(_) => mixed.extend(open.last()),
                Event::Eof if open.is_empty() && !elements.is_empty() => break,
                Event::Eof => return Err(MISSING),
                _ => {}
            }
        }
        let mut tree = Self { text, elements, mixed, prefix: String::new() };
        tree.prefix = tree.name(0).rsplit_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"));
        Ok(tree)
    }

    pub(super) fn element(&self, at: usize) -> &Element {
        &self.elements[at]
    }

    /// Whether an element directly contains anything but elements, text and entities.
    pub(super) fn has_other_content(&self, at: usize) -> bool {
        self.mixed.contains(&at)
    }

    /// The source text of an element.
    pub(super) fn source(&self, at: usize) -> &str {
        &self.text[self.element(at).range.clone()]
    }

    /// The start tag of an element; for an empty tag such as `<w:p/>`, the whole tag.
    pub(super) fn start_tag(&self, at: usize) -> &str {
        let element = self.element(at);
        &self.text[element.range.start..element.inner.start]
    }

    /// Whether the element is an empty tag such as `<w:p/>`.
    pub(super) fn is_empty_tag(&self, at: usize) -> bool {
        self.start_tag(at).ends_with("/>")
    }

    /// The start tag of an element, with an empty tag turned into an opening one.
    pub(super) fn opened(&self, at: usize) -> String {
        let tag = self.start_tag(at);
        tag.strip_suffix("/>").map_or_else(|| tag.to_owned(), |tag| format!("{}>", tag.trim_end()))
    }

    /// The name of an element with its prefix.
    pub(super) fn name(&self, at: usize) -> &str {
        let element = self.element(at);
        &self.text[element.range.start + 1..][..element.name]
    }

    /// The offset just after the name in the start tag.
    pub(super) fn behind_name(&self, at: usize) -> usize {
        self.element(at).range.start + 1 + self.element(at).name
    }

    /// The name of an element without prefix.
    pub(super) fn local(&self, at: usize) -> &str {
        let name = self.name(at);
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// Local name of an element in Word's namespace; empty for elements of other namespaces.
    pub(super) fn word(&self, at: usize) -> &str {
        self.name(at).strip_prefix(&self.prefix).filter(|name| !name.contains(':')).unwrap_or_default()
    }

    /// The value of an attribute, by its name without prefix.
    pub(super) fn attribute(&self, at: usize, name: &str) -> Option<String> {
        let tag = self.start_tag(at);
        let content = tag.strip_prefix('<')?.strip_suffix('>')?;
        let start = BytesStart::from_content(content.strip_suffix('/').unwrap_or(content), self.element(at).name);
        let local = |key: &str| key.rsplit_once(':').map_or(key, |(_, local)| local).to_owned();
        let attribute = start.attributes().flatten().find(|attribute| local(attribute.key.0) == name)?;
        attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
    }

    /// Whether a switch such as `<w:vanish/>` is on.
    pub(super) fn is_on(&self, at: usize) -> bool {
        !matches!(self.attribute(at, "val").as_deref(), Some("0" | "false" | "off" | "none"))
    }

    /// The prefix of Word's elements without colon, and its namespace.
    pub(super) fn namespace(&self) -> (&str, Option<String>) {
        let prefix = self.prefix.trim_end_matches(':');
        (prefix, self.attribute(0, if prefix.is_empty() { "xmlns" } else { prefix }))
    }

    /// All elements in document order.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.elements.len()
    }

    /// All descendants of an element, in document order.
    pub(super) fn within(&self, at: usize) -> Range<usize> {
        at + 1..self.element(at).next
    }

    /// The children of an element.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let within = self.within(at);
        let first = Some(within.start).filter(|at| *at < within.end);
        std::iter::successors(first, move |at| Some(self.element(*at).next).filter(|next| *next < within.end))
    }

    /// The first child that is a Word element called `name`.
    pub(super) fn child(&self, at: usize, name: &str) -> Option<usize> {
        self.children(at).find(|child| self.word(*child) == name)
    }

    /// The ancestors of an element, innermost first.
    pub(super) fn around(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.element(at).parent, |at| self.element(*at).parent)
    }

    /// Descendants that `take` accepts, without descending into them or into elements that `skip` accepts.
    pub(super) fn topmost(&self, at: usize, take: impl Fn(usize) -> bool, skip: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = Vec::new();
        let Range { start: mut next, end } = self.within(at);
        while next < end {
            let (taken, skipped) = (take(next), skip(next));
            if taken {
                found.push(next);
            }
            next = if taken || skipped { self.element(next).next } else { next + 1 };
        }
        found
    }

    /// The innermost element that contains an offset, including elements whose content ends there.
    pub(super) fn at(&self, offset: usize) -> Option<usize> {
        let last = self.elements.partition_point(|element| element.range.start <= offset).checked_sub(1)?;
        std::iter::once(last).chain(self.around(last)).find(|at| {
            let element = self.element(*at);
            offset < element.range.end || (offset == element.inner.end && element.range.start < offset)
        })
    }

    /// The text with content appended to the root element.
    pub(super) fn with_appended(&self, content: &str) -> String {
        if self.is_empty_tag(0) {
            return format!(
                "{}{}{content}</{}>",
                &self.text[..self.element(0).range.start],
                self.opened(0),
                self.name(0)
            );
        }
        let (before, after) = self.text.split_at(self.element(0).inner.end);
        format!("{before}{content}{after}")
    }

    /// Markup for new content uses the prefix `w`. If the root does not bind it, this is the declaration to insert into
    /// the root's tag, and where.
    pub(super) fn missing_prefix(&self) -> Result<Option<(usize, String)>, Failure> {
        let (prefix, namespace) = self.namespace();
        if prefix == "w" {
            return Ok(None);
        }
        let namespace = namespace.ok_or(MISSING)?;
        match self.attribute(0, "w") {
            Some(bound) if bound == namespace => Ok(None),
            Some(_) => Err(MISSING),
            None => Ok(Some((self.behind_name(0), format!(" xmlns:w=\"{namespace}\"")))),
        }
    }
}

fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}
