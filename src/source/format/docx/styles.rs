//! 样式: reads paragraph styles for their heading level, numbering and use in the table of contents.

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

/// The number of base styles to follow; a longer chain is a loop.
const MAX_CHAIN: usize = 12;

/// The properties of a style, including those inherited from its base styles.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// 0 for the highest level; 9 and more for text.
    pub outline: Option<u8>,
    pub numbering: Reference,
    /// Whether it is the style of a line in the table of contents.
    pub contents: bool,
}

/// Reads `styles.xml`, up to the first syntax error.
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
    /// The properties of a style with its base styles.
    pub(super) fn resolve(&self, id: &str) -> Resolved {
        let mut resolved = Resolved::default();
        let mut next = Some(id);
        for _ in 0..MAX_CHAIN {
            let Some(style) = next.and_then(|id| self.0.get(id)) else { break };
            resolved.contents |= style.name.starts_with("toc") || style.name.starts_with("目录");
            let named = style.name.strip_prefix("heading ").or_else(|| style.name.strip_prefix("标题 "));
            let named = named.and_then(|level| level.trim().parse::<u8>().ok()).and_then(|level| level.checked_sub(1));
            resolved.outline = resolved.outline.or(style.outline).or(named);
            resolved.numbering.list = resolved.numbering.list.take().or_else(|| style.numbering.list.clone());
            resolved.numbering.level = resolved.numbering.level.or(style.numbering.level);
            next = style.based_on.as_deref();
        }
        resolved
    }
}
