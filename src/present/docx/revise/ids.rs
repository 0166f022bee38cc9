//! 编号: identifiers of tracked changes and comments.

use super::change::Revision;
use super::tree::Tree;
use std::collections::BTreeSet;

/// Hands out unique identifiers.
#[derive(Default)]
pub(super) struct Ids {
    used: BTreeSet<u32>,
    last: u32,
}

impl Ids {
    /// Records the identifiers that a part already uses.
    pub(super) fn note(&mut self, tree: &Tree) {
        let ids = tree.all().filter(|at| !tree.word(*at).is_empty()).filter_map(|at| tree.attribute(at, "id"));
        self.used.extend(ids.filter_map(|id| id.parse::<u32>().ok()));
    }

    /// The next unused identifier.
    pub(super) fn next(&mut self) -> u32 {
        self.last += 1;
        while self.used.contains(&self.last) {
            self.last += 1;
        }
        self.last
    }

    /// Runs, marked as inserted if changes are tracked.
    pub(super) fn inserted(&mut self, revision: &Revision, runs: String) -> String {
        if revision.tracked { format!("<w:ins {}>{runs}</w:ins>", signature(self.next(), revision)) } else { runs }
    }
}

/// The attributes of a tracked change or a comment.
pub(super) fn signature(id: u32, revision: &Revision) -> String {
    let escape = |text: &str| quick_xml::escape::escape(text).into_owned();
    format!("w:id=\"{id}\" w:author=\"{}\" w:date=\"{}\"", escape(&revision.author), escape(&revision.date))
}
