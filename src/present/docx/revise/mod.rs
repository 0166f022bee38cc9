//! 修订: changes an existing Word document in place, with 修订 (tracked changes) and 批注 (comments) that Word and WPS show.
//!
//! A change addresses characters, paragraphs or cells; everything else stays as it is, byte for byte. The module is
//! independent of budgets. It avoids markup that Word cannot display: an insertion within another author's insertion
//! splits the latter, and a comment in a text box is attached to the box.

mod apply;
mod change;
mod content;
mod failure;
mod ids;
mod package;
mod paragraph;
mod part;
mod properties;
mod remarks;
mod run;
mod table;
mod tree;
mod writing;

pub use change::{CellChange, Change, NewRow, Remark, Revision};
use failure::{Failure, MAX_COMMENTS, misfit};
use ids::Ids;
use package::Package;
use part::Part;
use remarks::Remarks;
use std::collections::BTreeMap;
use tree::Tree;

/// Applies changes to the bytes of a .docx. `file` is its name in messages; `limit` bounds the total size of the
/// unpacked parts. The same input gives the same bytes.
///
/// # Errors
/// If the file is damaged, too large, signed, protected against changes, a template or contains macros, or if changes
/// overlap or do not fit it.
pub fn revise(
    file: &str,
    docx: &[u8],
    changes: &[Change],
    revision: &Revision,
    limit: u64,
) -> Result<Vec<u8>, crate::Error> {
    revised(docx, changes, revision, limit).map_err(|failure| failure.said_of(file))
}

fn revised(docx: &[u8], changes: &[Change], revision: &Revision, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut package = Package::open(docx, limit)?;
    protected(&mut package, revision)?;
    let mut by_part: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_part.entry(change.part()).or_default().push(change);
    }
    let mut trees = BTreeMap::new();
    let mut ids = Ids::default();
    let stories = ["header", "footer", "footnotes", "endnotes", "comments"];
    let stories = stories.iter().flat_map(|kind| package.related(kind));
    let names: Vec<String> =
        by_part.keys().map(|name| (*name).to_owned()).chain([package.main.clone()]).chain(stories).collect();
    for name in names {
        if !trees.contains_key(&name)
            && let Some(text) = package.part(&name)?
        {
            let tree = Tree::parse(text)?;
            ids.note(&tree);
            trees.insert(name, tree);
        }
    }
    let namespace = trees.get(&package.main).ok_or(Failure::Broken("缺少正文部分"))?.namespace().1;
    let mut remarks = Remarks::of(&mut package)?;
    for (name, changes) in by_part {
        let tree = trees.get(name).ok_or_else(|| misfit(format!("no part {name}")))?;
        let mut part = Part::new(tree, revision, &mut ids, (name == package.main).then_some(&mut remarks));
        for change in changes {
            part.apply(change)?;
        }
        if let Some(text) = part.write()? {
            package.change(name, text);
        }
    }
    if let Some(comments) = remarks.written(revision) {
        let already =
            package.related("comments").first().and_then(|name| trees.get(name)).map(|tree| tree.children(0).count());
        if already.unwrap_or(0) + remarks.len() > MAX_COMMENTS {
            return Err(Failure::TooManyComments);
        }
        let usual = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        package.add_comments(&comments, namespace.as_deref().unwrap_or(usual))?;
    }
    if package.is_unchanged() { Ok(docx.to_vec()) } else { package.write() }
}

/// Refuses a document with editing restrictions that forbid such changes.
fn protected(package: &mut Package<'_>, revision: &Revision) -> Result<(), Failure> {
    for name in package.related("settings") {
        let Some(text) = package.part(&name)? else { continue };
        let settings = Tree::parse(text)?;
        let Some(protection) = settings.child(0, "documentProtection") else { continue };
        let value = |name: &str| settings.attribute(protection, name);
        let enforced = matches!(value("enforcement").as_deref(), Some("1" | "true" | "on"));
        // A document that enforces tracking admits tracked changes.
        let allowed = match value("edit").as_deref() {
            Some("trackedChanges") => revision.tracked,
            Some("none") | None => true,
            Some(_) => false,
        };
        if enforced && !allowed {
            return Err(Failure::Protected);
        }
    }
    Ok(())
}
