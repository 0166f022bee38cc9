//! 压缩包: unpacks the parts of a docx, within the limit.

use super::{Failure, xml};
use crate::source::Limits;
use crate::source::limits::Unpacking;
use quick_xml::events::Event;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Limit of the unpacked size of all parts together; the text of a disclosure is far smaller.
const MAX_UNPACKED: u64 = 64 << 20;

/// The parts of a docx.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
    limit: u64,
    unpacking: &'a Unpacking,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &Limits, unpacking: &'a Unpacking) -> Result<Self, Failure> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Failure::Broken("压缩结构不完整"))?;
        let limit = limits.bytes.min(MAX_UNPACKED);
        Ok(Self { archive, left: limit, limit, unpacking })
    }

    /// The name of the main document part, from the package's relationships.
    pub(super) fn main_part(&mut self) -> String {
        let usual = "word/document.xml".to_owned();
        let Ok(Some(relations)) = self.part("_rels/.rels") else { return usual };
        let mut reader = xml::reader(&relations);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(start) if xml::local(&start) == "Relationship" => {
                    let kind = xml::attribute(&start, "Type").unwrap_or_default();
                    if kind.ends_with("/officeDocument")
                        && let Some(target) = xml::attribute(&start, "Target")
                    {
                        return target.trim_start_matches('/').to_owned();
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        usual
    }

    /// The names of the XML parts that begin with one of these, in alphabetical order.
    pub(super) fn names(&self, beginnings: &[&str]) -> Vec<String> {
        let is_one = |name: &String| name.ends_with(".xml") && beginnings.iter().any(|start| name.starts_with(start));
        let names = self.archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned);
        let mut names: Vec<String> = names.filter(is_one).collect();
        names.sort();
        names
    }

    /// The text of a part; `None` if there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Failure> {
        let broken = || Failure::Broken("压缩结构不完整");
        let Ok(part) = self.archive.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        part.take(self.left.min(self.unpacking.left()) + 1).read_to_end(&mut bytes).map_err(|_| broken())?;
        let length = bytes.len() as u64;
        if !self.unpacking.spend(length) {
            return Err(Failure::TooLarge(self.unpacking.limit()));
        }
        if length > self.left {
            return Err(Failure::TooLarge(usize::try_from(self.limit).unwrap_or(usize::MAX)));
        }
        self.left -= length;
        // Parts should be UTF-8, but some programs write UTF-16.
        Ok(Some(super::super::encoding::decode(&bytes).text))
    }
}
