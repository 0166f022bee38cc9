//! 说明文字: sentences in, claims out.
//!
//! [`read`] turns the paragraphs of a document into [`Claim`]s: the lines are joined (`sentence`), cut into
//! tokens (`token`), and figures assigned to subjects by the structure of their clauses (`assemble`).
//! `bind` finds the cells that each claim may refer to, once; `implied` recovers last year's amounts by that binding, and
//! the audit judges by it. A figure always belongs to the subject of its clause, never merely to the nearest words.

mod assemble;
mod bind;
mod implied;
mod insurance;
mod sentence;
mod subject;
mod target;
mod token;
mod unclaimed;

pub use bind::bind;
pub use implied::{Recovered, implied};
pub(super) use unclaimed::count;

use super::Document;
use crate::model::{Cells, Claim, ContentsEntry, Fate, Place, Sentence, UnclaimedNumber};
use std::sync::Arc;

/// 文字: the content of a document's text.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// Every claim.
    pub claims: Vec<Claim>,
    /// Every number that belongs to no claim.
    pub unclaimed: Vec<UnclaimedNumber>,
    /// Every heading and sentence.
    pub sentences: Vec<Sentence>,
    /// 目录
    pub contents: Vec<ContentsEntry>,
}

/// Reads every claim of the document's text, in reading order. Grids are left to `recognise`.
pub fn read(document: &Document) -> Vec<Claim> {
    let mut claims = text(document).claims;
    bind(&mut claims, &Cells::default());
    claims
}

/// The content of a document's text, in reading order.
pub(super) fn text(document: &Document) -> Text {
    let mut reader = assemble::Reader::new(sentence::is_of_unit(document));
    let mut sentences = Sentences::default();
    let contents = sentence::each(document, |unit| {
        match &unit {
            sentence::Unit::Section { level, text, place } => reader.section(*level, text, place),
            sentence::Unit::Passage(passage) => reader.passage(passage),
            sentence::Unit::Outside { text, place, fate } => reader.outside(text, place, *fate),
        }
        sentences.take(unit);
    });
    let place = Place::file(document.name.clone());
    document.frame.iter().for_each(|text| reader.outside(text, &place, Fate::Frame));
    let (claims, unclaimed) = reader.finish();
    Text { claims, unclaimed, sentences: sentences.found, contents }
}

/// The headings and sentences read so far, and the headings above the next sentence.
#[derive(Default)]
struct Sentences {
    found: Vec<Sentence>,
    headings: Vec<(u8, Arc<str>)>,
    section: Arc<[Arc<str>]>,
}

impl Sentences {
    fn take(&mut self, unit: sentence::Unit) {
        let section = self.section.clone();
        match unit {
            sentence::Unit::Section { level, text, place } => {
                self.headings.retain(|(above, _)| *above < level);
                let text: Arc<str> = text.into();
                self.found.push(Sentence {
                    place,
                    heading: Some(level),
                    section,
                    continues: false,
                    text: text.clone(),
                });
                self.headings.push((level, text));
                self.section = self.headings.iter().map(|(_, text)| text.clone()).collect();
            }
            sentence::Unit::Passage(passage) => {
                let of = |(number, (place, text)): (usize, (_, &str))| Sentence {
                    place,
                    heading: None,
                    section: section.clone(),
                    continues: number > 0,
                    text: text.into(),
                };
                self.found.extend(passage.sentences().enumerate().map(of));
            }
            sentence::Unit::Outside { .. } => {}
        }
    }
}
