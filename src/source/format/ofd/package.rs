//! 包: the parts of an OFD and the pages that they list.

use super::content::{attribute_box, boxed};
use crate::source::format::pdf::Area;
use crate::source::format::{encoding, xml};
use crate::source::limits::Unpacking;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::Arc;
use zip::ZipArchive;

/// Why a package could not be read.
pub(super) enum Failure {
    Broken(&'static str),
    Encrypted,
    TooLarge,
}

/// A page that a document lists.
pub(super) struct Listed {
    /// The part with its content.
    pub part: String,
    /// The size of the document's paper.
    pub area: Option<Area>,
    /// The parts of the document's templates, by their numbers.
    pub templates: Arc<BTreeMap<String, String>>,
}

/// The parts of an OFD.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Where each part is, by its name as `bare` writes it.
    names: BTreeMap<String, usize>,
    unpacking: &'a Unpacking,
}

const BROKEN: Failure = Failure::Broken("压缩结构不完整");

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8], unpacking: &'a Unpacking) -> Result<Self, Failure> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN)?;
        let mut names = BTreeMap::new();
        for (at, name) in archive.file_names().enumerate() {
            if let Ok(name) = name {
                names.entry(bare(&name)).or_insert(at);
            }
        }
        // The list of keys, without which the parts are ciphers.
        if archive.file_names().flatten().any(|name| name.ends_with("Encryptions.xml")) {
            return Err(Failure::Encrypted);
        }
        Ok(Self { archive, names, unpacking })
    }

    /// The text of a part; `None` if there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Failure> {
        let Some(&at) = self.names.get(&bare(name)) else { return Ok(None) };
        let Ok(part) = self.archive.by_index(at) else { return Err(BROKEN) };
        let mut bytes = Vec::new();
        part.take(self.unpacking.left().saturating_add(1)).read_to_end(&mut bytes).map_err(|_| BROKEN)?;
        if !self.unpacking.spend(bytes.len() as u64) {
            return Err(Failure::TooLarge);
        }
        Ok(Some(encoding::decode(&bytes).text))
    }

    /// The pages of all documents, in order.
    pub(super) fn pages(&mut self) -> Result<Vec<Listed>, Failure> {
        let start = self.part("OFD.xml")?.ok_or(Failure::Broken("缺少入口部分"))?;
        let mut roots = Vec::new();
        let mut reader = xml::reader(&start);
        let mut path = Vec::new();
        loop {
            match reader.read_event().map_err(|_| Failure::Broken("入口部分错乱"))? {
                Event::Start(start) => path.push(xml::local(&start).to_owned()),
                Event::End(_) => {
                    path.pop();
                }
                Event::Text(text) if path.last().is_some_and(|name| name == "DocRoot") => {
                    roots.push(text.xml10_content().trim().to_owned());
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let mut pages = Vec::new();
        for root in roots {
            let root = resolved("", &root);
            let document = self.part(&root)?.ok_or(Failure::Broken("缺少文档部分"))?;
            pages.extend(listed(&root, &document)?);
        }
        Ok(pages)
    }
}

/// The pages that a document lists.
fn listed(root: &str, document: &str) -> Result<Vec<Listed>, Failure> {
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut area, mut templates, mut parts) = (None, BTreeMap::new(), Vec::new());
    let mut reader = xml::reader(document);
    let mut path: Vec<String> = Vec::new();
    loop {
        match reader.read_event().map_err(|_| Failure::Broken("文档部分错乱"))? {
            Event::Start(start) => {
                let name = xml::local(&start).to_owned();
                let place = || xml::attribute(&start, "BaseLoc").map(|place| resolved(folder, &place));
                match name.as_str() {
                    "TemplatePage" => {
                        if let (Some(id), Some(place)) = (xml::attribute(&start, "ID"), place()) {
                            templates.insert(id, place);
                        }
                    }
                    "Page" if path.last().is_some_and(|above| above == "Pages") => parts.extend(place()),
                    _ => {}
                }
                path.push(name);
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Text(text) if path.last().is_some_and(|name| name == "PhysicalBox") => {
                area = attribute_box(&text.xml10_content()).map(|area| boxed(&area));
            }
            Event::Eof if path.is_empty() => break,
            Event::Eof => return Err(Failure::Broken("文档部分不完整")),
            _ => {}
        }
    }
    let templates = Arc::new(templates);
    Ok(parts.into_iter().map(|part| Listed { part, area, templates: templates.clone() }).collect())
}

/// The name of a part as all spellings of it are compared: programs pack with backslashes, from the root, or in another
/// case than they refer to it.
fn bare(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches(['/', '.']).to_lowercase()
}

/// The name of a part that another one in this folder refers to.
fn resolved(folder: &str, place: &str) -> String {
    let (mut names, rest) = match place.trim().strip_prefix('/') {
        Some(rest) => (Vec::new(), rest),
        None => (folder.split('/').filter(|name| !name.is_empty()).collect(), place.trim()),
    };
    for name in rest.split(['/', '\\']) {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn places_count_from_the_folder_or_from_the_package() {
        for (folder, place, part) in [
            ("", "Doc_0/Document.xml", "Doc_0/Document.xml"),
            ("Doc_0", "Pages/Page_0/Content.xml", "Doc_0/Pages/Page_0/Content.xml"),
            ("Doc_0", "/Doc_0/Pages/./1.xml", "Doc_0/Pages/1.xml"),
            ("Doc_0/Pages", "../../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolved(folder, place), part);
        }
    }
}
