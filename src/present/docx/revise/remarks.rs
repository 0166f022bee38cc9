//! 批注: the comments to add.

use super::change::{Remark, Revision};
use super::content;
use super::failure::Failure;
use super::ids::{Ids, signature};
use super::package::Package;
use super::tree::Tree;

/// Markup that a comment puts around the commented characters.
#[derive(Default)]
pub(super) struct Marks {
    pub before: String,
    pub behind: String,
    /// The part of `behind` that alone makes a comment at a point.
    pub reference: String,
    pub highlight: bool,
}

impl Marks {
    /// The same comment at a point. LibreOffice keeps a rejected row in which a commented range ends.
    pub(super) fn at_point(self) -> Self {
        Self { before: String::new(), behind: self.reference.clone(), ..self }
    }
}

/// New comments, and the document's own comment styles.
pub(super) struct Remarks {
    texts: Vec<(u32, String)>,
    paragraph_style: Option<String>,
    reference_style: Option<String>,
}

impl Remarks {
    pub(super) fn of(package: &mut Package<'_>) -> Result<Self, Failure> {
        let mut remarks = Self { texts: Vec::new(), paragraph_style: None, reference_style: None };
        for name in package.related("styles") {
            let Some(text) = package.part(&name)? else { continue };
            let styles = Tree::parse(text)?;
            let named = |name: &str| {
                let mut all = styles.children(0).filter(|at| styles.word(*at) == "style");
                let of = |at: &usize| styles.child(*at, "name").and_then(|at| styles.attribute(at, "val"));
                let found = all.find(|at| of(at).is_some_and(|found| found.eq_ignore_ascii_case(name)));
                found
                    .and_then(|at| styles.attribute(at, "styleId"))
                    .map(|id| quick_xml::escape::escape(id).into_owned())
            };
            remarks.paragraph_style = named("annotation text");
            remarks.reference_style = named("annotation reference");
        }
        Ok(remarks)
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The new elements for the comments part; `None` if there are no comments.
    pub(super) fn written(&self, revision: &Revision) -> Option<String> {
        let style = self.paragraph_style.as_ref();
        let properties = style.map(|id| format!("<w:pPr><w:pStyle w:val=\"{id}\"/></w:pPr>")).unwrap_or_default();
        let comment = |(id, text): &(u32, String)| {
            let paragraph = |line: &str| format!("<w:p>{properties}{}</w:p>", content::new_run("", line));
            let paragraphs: String = text.split('\n').map(paragraph).collect();
            format!("<w:comment {}>{paragraphs}</w:comment>", signature(*id, revision))
        };
        (!self.texts.is_empty()).then(|| self.texts.iter().map(comment).collect())
    }

    /// Adds a comment and returns the markup to put around its text.
    pub(super) fn add(&mut self, remark: &Remark, ids: &mut Ids) -> Marks {
        let id = ids.next();
        self.texts.push((id, remark.text.clone()));
        let style = self.reference_style.as_ref();
        let properties = style.map(|id| format!("<w:rPr><w:rStyle w:val=\"{id}\"/></w:rPr>")).unwrap_or_default();
        let reference = format!("<w:r>{properties}<w:commentReference w:id=\"{id}\"/></w:r>");
        Marks {
            before: format!("<w:commentRangeStart w:id=\"{id}\"/>"),
            behind: format!("<w:commentRangeEnd w:id=\"{id}\"/>{reference}"),
            reference,
            highlight: remark.highlight,
        }
    }
}
