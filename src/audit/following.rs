//! 下一句: the sentence after a claim, which often gives the reason.

use crate::model::{Claim, Paper, Sentence};

/// The sentence that follows the claim, if it opens with a reason: 主要原因是….
pub(super) fn reason_behind<'a>(papers: &'a [Paper], claim: &Claim) -> Option<&'a Sentence> {
    let paper = papers.iter().find(|paper| paper.file == claim.place.file)?;
    let text = claim.text.trim();
    let own = |sentence: &Sentence| sentence.place >= claim.place && text.ends_with(&*sentence.text);
    let at = paper.sentences.iter().position(own)?;
    let next = paper.sentences.get(at + 1).filter(|next| next.heading.is_none())?;
    let head: String = next.text.chars().take(14).collect();
    head.contains("原因").then_some(next)
}
