//! Word: reads the paragraphs and tables of a docx in reading order, with tracked changes accepted.
//!
//! Automatic numbers (一、, （一）) are written before their headings. The content of a text box follows its paragraph;
//! footnotes and endnotes come last; headers and footers are left out. Invariants: nothing is unpacked beyond the
//! limit, and tables are nested no deeper than [`flow::MAX_DEPTH`].

mod body;
mod numbering;
mod package;
mod styles;

use super::{flow, xml};
use crate::source::limits::Unpacking;
use crate::source::{Document, Limits, SourceError};
use std::sync::Arc;

/// Why a document could not be read.
enum Failure {
    TooLarge(usize),
    TooDeep,
    TooManyCells,
    Broken(&'static str),
}

/// Reads a docx.
pub(super) fn read(
    name: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    unpacking: &Unpacking,
) -> Result<Document, SourceError> {
    let (nodes, margins) = nodes(bytes, limits, unpacking).map_err(|failure| match failure {
        Failure::TooDeep => flow::too_deep(name, flow::MAX_DEPTH),
        Failure::TooLarge(limit) => SourceError::Limit {
            place: crate::model::Place::file(name.clone()),
            what: "解压后的字节数",
            limit,
            remedy: "请按年度、单位拆成几个文件后分批处理",
        },
        Failure::TooManyCells => SourceError::Limit {
            place: crate::model::Place::file(name.clone()),
            what: "单元格数",
            limit: limits.cells,
            remedy: super::cells::TOO_MANY_CELLS,
        },
        Failure::Broken(reason) => SourceError::BrokenDocument { path: name.to_string(), reason },
    })?;
    let margins = margins.into_iter().filter_map(|node| match node {
        flow::Node::Text { words, .. } => {
            let (text, place) = words.place(crate::model::Place::file(name.clone()));
            Some((place, text))
        }
        flow::Node::Table(_) => None,
    });
    Ok(Document { margins: margins.collect(), ..flow::document(name, nodes, Vec::new(), limits)? })
}

/// What stands in the text, and what in the headers and footers of its pages.
type Stories = (Vec<flow::Node>, Vec<flow::Node>);

fn nodes(bytes: &[u8], limits: &Limits, unpacking: &Unpacking) -> Result<Stories, Failure> {
    let mut package = package::Package::open(bytes, limits, unpacking)?;
    let main = package.main_part();
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let sibling = |file: &str| if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
    let styles = package.part(&sibling("styles.xml"))?.map_or_else(Default::default, |part| styles::read(&part));
    let numbering =
        package.part(&sibling("numbering.xml"))?.map_or_else(Default::default, |part| numbering::read(&part));
    let text = package.part(&main)?.ok_or(Failure::Broken("缺少正文部分"))?;
    let mut reader = body::Body::new((&main, &text), &styles, numbering, limits);
    let mut nodes = reader.story()?;
    let mut used = reader.used();
    for notes in ["footnotes.xml", "endnotes.xml"] {
        let part = sibling(notes);
        let Some(notes) = package.part(&part)? else { continue };
        let mut reader = body::Body::new((&part, &notes), &styles, Default::default(), limits);
        reader.start_from(used);
        nodes.extend(reader.story()?);
        used = reader.used();
    }
    let mut margins = Vec::new();
    for part in package.names(&[&sibling("header"), &sibling("footer")]) {
        let Some(text) = package.part(&part)? else { continue };
        let mut reader = body::Body::new((&part, &text), &styles, Default::default(), limits);
        reader.start_from(used);
        // What nobody reads spoils no document.
        margins.extend(reader.story().unwrap_or_default());
        used = reader.used();
    }
    Ok((nodes, margins))
}
