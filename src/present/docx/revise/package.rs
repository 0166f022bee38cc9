//! 包: the parts of the document being revised. Unchanged parts are copied in compressed form, in their original order.

use super::failure::{Failure, MISSING};
use super::tree::Tree;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const TYPES: &str = "[Content_Types].xml";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// Character encoding of a part.
#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    Utf8Marked,
    Utf16Le,
    Utf16Be,
}

/// A relationship from the main part to another.
struct Relation {
    /// Last segment of its type URI: `comments`.
    kind: String,
    part: String,
}

/// A package whose parts can be read and replaced.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
    limit: u64,
    encodings: BTreeMap<String, Encoding>,
    changed: BTreeMap<String, Vec<u8>>,
    /// The name of the main part.
    pub main: String,
    relations: Vec<Relation>,
}

const BROKEN: Failure = Failure::Broken("压缩结构不完整");

impl<'a> Package<'a> {
    /// Opens a document; refuses signed documents, templates and documents with macros.
    pub(super) fn open(bytes: &'a [u8], limit: u64) -> Result<Self, Failure> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN)?;
        if archive.file_names().flatten().any(|name| name.starts_with("_xmlsignatures/")) {
            return Err(Failure::Signed);
        }
        let mut package = Self {
            archive,
            left: limit,
            limit,
            encodings: BTreeMap::new(),
            changed: BTreeMap::new(),
            main: "word/document.xml".into(),
            relations: Vec::new(),
        };
        if let Some(relations) = package.part("_rels/.rels")? {
            let relations = relations_of(&Tree::parse(relations)?, "");
            if let Some(main) = relations.into_iter().find(|relation| relation.kind == "officeDocument") {
                package.main = main.part;
            }
        }
        let types = Tree::parse(package.part(TYPES)?.ok_or(BROKEN)?)?;
        if package.type_of(&types).is_some_and(|kind| kind.contains("macroEnabled") || kind.contains("template")) {
            return Err(Failure::OtherKind);
        }
        if let Some(relations) = package.part(&package.relations_name())? {
            let folder = package.main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            package.relations = relations_of(&Tree::parse(relations)?, &folder);
        }
        Ok(package)
    }

    /// The content type of the main part.
    fn type_of(&self, types: &Tree) -> Option<String> {
        let named =
            |at: &usize| types.attribute(*at, "PartName").is_some_and(|name| name.trim_start_matches('/') == self.main);
        types.children(0).find(named).and_then(|at| types.attribute(at, "ContentType"))
    }

    fn relations_name(&self) -> String {
        match self.main.rsplit_once('/') {
            Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
            None => format!("_rels/{}.rels", self.main),
        }
    }

    /// Parts that the main part relates to by a kind such as `comments`.
    pub(super) fn related(&self, kind: &str) -> Vec<String> {
        self.relations.iter().filter(|relation| relation.kind == kind).map(|relation| relation.part.clone()).collect()
    }

    /// Text of a part without byte order mark; `None` if there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Failure> {
        let Ok(part) = self.archive.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        part.take(self.left + 1).read_to_end(&mut bytes).map_err(|_| BROKEN)?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(Failure::TooLarge(self.limit))?;
        let (encoding, text) = decode(bytes).ok_or(Failure::Broken("文字编码不是 UTF-8"))?;
        self.encodings.insert(name.to_owned(), encoding);
        Ok(Some(text))
    }

    /// Replaces the text of a part, keeping its encoding.
    pub(super) fn change(&mut self, name: &str, text: String) {
        let encoding = self.encodings.get(name).copied().unwrap_or(Encoding::Utf8);
        self.changed.insert(name.to_owned(), encode(text, encoding));
    }

    /// Adds comments, creating the comments part if there is none yet.
    pub(super) fn add_comments(&mut self, comments: &str, namespace: &str) -> Result<(), Failure> {
        if let Some(name) = self.related("comments").into_iter().next() {
            let tree = Tree::parse(self.part(&name)?.ok_or(BROKEN)?)?;
            let mut text = tree.with_appended(comments);
            if let Some((at, declaration)) = tree.missing_prefix()? {
                text.insert_str(at, &declaration);
            }
            self.change(&name, text);
            return Ok(());
        }
        let folder = self.main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let is_free = |name: &String| self.archive.index_for_name(name).is_none();
        let names = (0..).map(|number| {
            format!("{folder}comments{}.xml", if number == 0 { String::new() } else { number.to_string() })
        });
        let name = names.into_iter().find(is_free).ok_or(MISSING)?;
        self.change(&name, format!("{HEAD}<w:comments xmlns:w=\"{namespace}\">{comments}</w:comments>"));
        let types = Tree::parse(self.part(TYPES)?.ok_or(BROKEN)?)?;
        let prefix = types.namespace().0;
        let colon = if prefix.is_empty() { "" } else { ":" };
        let entry = format!("<{prefix}{colon}Override PartName=\"/{name}\" ContentType=\"{COMMENTS_TYPE}\"/>");
        self.change(TYPES, types.with_appended(&entry));
        self.relate(&name, namespace)
    }

    /// Adds the comments part to the relationships of the main part.
    fn relate(&mut self, comments: &str, namespace: &str) -> Result<(), Failure> {
        let name = self.relations_name();
        let text = self.part(&name)?.unwrap_or_else(|| {
            format!("{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>")
        });
        let tree = Tree::parse(text)?;
        let used: Vec<String> = tree.children(0).filter_map(|at| tree.attribute(at, "Id")).collect();
        let id = (1..).map(|number| format!("rIdComments{number}")).find(|id| !used.contains(id)).ok_or(MISSING)?;
        // Strict documents (ISO 29500) use other URIs for relationship types.
        let base = if namespace.starts_with("http://purl.oclc.org") {
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        } else {
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        };
        let prefix = tree.namespace().0;
        let colon = if prefix.is_empty() { "" } else { ":" };
        let entry =
            format!("<{prefix}{colon}Relationship Id=\"{id}\" Type=\"{base}/comments\" Target=\"/{comments}\"/>");
        self.change(&name, tree.with_appended(&entry));
        Ok(())
    }

    /// Whether no part has been replaced.
    pub(super) fn is_unchanged(&self) -> bool {
        self.changed.is_empty()
    }

    /// The bytes of the package, with replaced parts in their original positions and new ones at the end.
    pub(super) fn write(mut self) -> Result<Vec<u8>, Failure> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(index).map_err(|_| BROKEN)?;
            let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
            match self.changed.remove(&name) {
                Some(bytes) => {
                    let time = entry.last_modified().filter(zip::DateTime::is_valid);
                    let options = SimpleFileOptions::DEFAULT;
                    let options = time.map_or(options, |time| options.last_modified_time(time));
                    writer.start_file(name, options)?;
                    writer.write_all(&bytes).map_err(zip::result::ZipError::from)?;
                }
                None => writer.raw_copy_file(entry)?,
            }
        }
        for (name, bytes) in self.changed {
            writer.start_file(name, SimpleFileOptions::DEFAULT)?;
            writer.write_all(&bytes).map_err(zip::result::ZipError::from)?;
        }
        Ok(writer.finish()?.into_inner())
    }
}

/// Relationships of a part in `folder`, without those to external targets.
fn relations_of(tree: &Tree, folder: &str) -> Vec<Relation> {
    let relation = |at: usize| {
        let kind = tree.attribute(at, "Type")?;
        let target = tree.attribute(at, "Target")?;
        if tree.attribute(at, "TargetMode").as_deref() == Some("External") {
            return None;
        }
        let mut path: Vec<&str> = match target.strip_prefix('/') {
            Some(_) => Vec::new(),
            None => folder.split('/').filter(|step| !step.is_empty()).collect(),
        };
        for step in target.split('/').filter(|step| !matches!(*step, "" | ".")) {
            if step == ".." {
                path.pop();
            } else {
                path.push(step);
            }
        }
        Some(Relation { kind: kind.rsplit('/').next().unwrap_or_default().to_owned(), part: path.join("/") })
    };
    tree.children(0).filter_map(relation).collect()
}

fn decode(bytes: Vec<u8>) -> Option<(Encoding, String)> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty())
    };
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Some((Encoding::Utf8Marked, std::str::from_utf8(rest).ok()?.to_owned())),
        [0xFF, 0xFE, rest @ ..] => Some((Encoding::Utf16Le, wide(rest, u16::from_le_bytes)?)),
        [0xFE, 0xFF, rest @ ..] => Some((Encoding::Utf16Be, wide(rest, u16::from_be_bytes)?)),
        _ => Some((Encoding::Utf8, String::from_utf8(bytes).ok()?)),
    }
}

fn encode(text: String, encoding: Encoding) -> Vec<u8> {
    let marked = || std::iter::once(0xFEFF).chain(text.encode_utf16());
    match encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf8Marked => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        Encoding::Utf16Le => marked().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => marked().flat_map(u16::to_be_bytes).collect(),
    }
}
