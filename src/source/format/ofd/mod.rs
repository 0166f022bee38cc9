//! OFD (GB/T 33190, 版式文件): reads the text and lines of its pages into the same path as those of a PDF.
//!
//! The package lists documents, each lists pages, and a page paints objects on the paper and over a template. Nothing
//! outside the package is read; annotations, seals and attachments are left out.

mod content;
mod package;

use super::pdf::{self, Budget, Page, Painting};
use crate::model::{Place, Warning, WarningKind};
use crate::source::format::guard::guarded;
use crate::source::limits::Unpacking;
use crate::source::{Document, Limits, SourceError};
use package::{Failure, Listed, Package};
use std::collections::BTreeMap;
use std::sync::Arc;

const REMEDY: &str = "请用 OFD 阅读器打开确认后另存为 PDF，或重新下载";

/// Reads an OFD.
pub(super) fn read(
    name: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    unpacking: &Unpacking,
) -> Result<Document, SourceError> {
    let file = Place::file(name.clone());
    let broken = |reason| SourceError::BrokenPages { path: name.to_string(), format: "OFD", reason, remedy: REMEDY };
    let failed = |failure| match failure {
        Failure::Broken(reason) => broken(reason),
        Failure::Encrypted => SourceError::PagesPassword { path: name.to_string(), format: "OFD" },
        Failure::TooLarge => SourceError::Limit {
            place: file.clone(),
            what: "解压后的字节数",
            limit: unpacking.limit(),
            remedy: "请拆分文件后分批处理",
        },
    };
    let mut package = Package::open(bytes, unpacking).map_err(failed)?;
    let listed = package.pages().map_err(failed)?;
    if listed.len() > limits.sheets {
        let remedy = "请拆分文件后分批处理";
        return Err(SourceError::Limit { place: file, what: "页数", limit: limits.sheets, remedy });
    }
    if listed.is_empty() {
        return Err(broken("没有找到页面"));
    }
    let mut pages = Pages { package, templates: BTreeMap::new(), budget: Budget::of_file() };
    let mut warnings = Vec::new();
    let mut read = Vec::new();
    for (number, listed) in (1u32..).zip(&listed) {
        match pages.page(number, listed) {
            Ok(page) => read.push(page),
            Err(Failure::TooLarge) => return Err(failed(Failure::TooLarge)),
            Err(_) if pages.budget.is_over() => return Err(pdf::too_much_painted(number, &file)),
            Err(_) => {
                let message = match pages.budget.is_spent() {
                    true => pdf::TOO_MUCH_ON_PAGE.to_owned(),
                    false => format!("这一页已损坏，没有读入。{REMEDY}"),
                };
                let place = Place { page: Some(number), ..file.clone() };
                warnings.push(Warning::new(WarningKind::SkippedFile, place, message));
            }
        }
    }
    if read.is_empty() {
        return Err(broken("没有一页能读出"));
    }
    pdf::document(name, read, warnings, limits, || broken("版面无法还原"))
}

/// The reader of pages with its state.
struct Pages<'a> {
    package: Package<'a>,
    /// What each template paints, by its part.
    templates: BTreeMap<String, Painting>,
    budget: Budget,
}

impl Pages<'_> {
    fn page(&mut self, number: u32, listed: &Listed) -> Result<Page, Failure> {
        let text = self.package.part(&listed.part)?.ok_or(Failure::Broken("缺少页面部分"))?;
        let begun = self.budget.begin(text.len() as u64);
        let sheet = content::sheet(&text).unwrap_or_default();
        let area = sheet.area.or(listed.area).unwrap_or(content::A4);
        let mut painting = Painting::new(number, area);
        if !begun {
            return Err(Failure::Broken("绘图内容过多"));
        }
        for template in sheet.templates.iter().filter_map(|id| listed.templates.get(id)) {
            if !self.templates.contains_key(template) {
                let text = self.package.part(template)?.unwrap_or_default();
                let mut painting = Painting::new(number, area);
                self.paint(&text, &mut painting)?;
                self.templates.insert(template.clone(), painting);
            }
            let (Some(under), budget) = (self.templates.get(template), &mut self.budget) else { continue };
            let added = guarded(|| {
                (0..under.size()).for_each(|_| budget.spend());
                painting.add(under);
            });
            added.ok_or(Failure::Broken("绘图内容过多"))?;
        }
        self.paint(&text, &mut painting)?;
        Ok(painting.finish())
    }

    fn paint(&mut self, text: &str, painting: &mut Painting) -> Result<(), Failure> {
        let budget = &mut self.budget;
        guarded(|| content::paint(text, painting, budget)).flatten().ok_or(Failure::Broken("页面内容错乱"))
    }
}
