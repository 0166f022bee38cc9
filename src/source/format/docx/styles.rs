//! 样式: what a paragraph's style says of it: its heading level, its numbering, and whether it lists contents.

use super::numbering::Reference;
use super::xml;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// 样式 by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    numbering: Reference,
}

/// Styles based on one another in a chain longer than this are a loop.
const CHAIN: usize = 12;

/// What a style comes to, the styles that it is based on included.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    /// 0 for the highest level; 9 and more for text.
    pub outline: Option<u8>,
    pub numbering: Reference,
    /// Whether it is a line of the list of contents.
    pub contents: bool,
}

/// Reads `styles.xml`; what is damaged is left out.
pub(super) fn read(text: &str) -> Styles {
    let mut styles = Styles::default();
    let mut id = String::new();
    let mut style = Style::default();
    let mut reader = xml::reader(text);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) => match xml::local(&start) {
                "style" => {
                    id = xml::attribute(&start, "styleId").unwrap_or_default();
                    style = Style::default();
                }
                "name" => style.name = xml::value(&start).unwrap_or_default().to_lowercase(),
                "basedOn" => style.based_on = xml::value(&start),
                "outlineLvl" => style.outline = xml::value(&start).and_then(|value| value.parse().ok()),
                "ilvl" => style.numbering.level = xml::value(&start).and_then(|value| value.parse().ok()),
                "numId" => style.numbering.list = xml::value(&start),
                _ => {}
            },
            Event::End(end) if xml::local_end(&end) == "style" => {
                styles.0.insert(std::mem::take(&mut id), std::mem::take(&mut style));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    styles
}

impl Styles {
    /// What a style says.
    pub(super) fn meaning(&self, id: &str) -> Meaning {
        let mut meaning = Meaning::default();
        let mut next = Some(id);
        for _ in 0..CHAIN {
            let Some(style) = next.and_then(|id| self.0.get(id)) else { break };
            meaning.contents |= style.name.starts_with("toc") || style.name.starts_with("目录");
            let named = style.name.strip_prefix("heading ").or_else(|| style.name.strip_prefix("标题 "));
            let named = named.and_then(|level| level.trim().parse::<u8>().ok()).and_then(|level| level.checked_sub(1));
            meaning.outline = meaning.outline.or(style.outline).or(named);
            meaning.numbering.list = meaning.numbering.list.take().or_else(|| style.numbering.list.clone());
            meaning.numbering.level = meaning.numbering.level.or(style.numbering.level);
            next = style.based_on.as_deref();
        }
        meaning
    }
}
