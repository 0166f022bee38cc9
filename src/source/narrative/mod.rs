//! 说明文字: sentences in, claims out.
//!
//! [`read`] turns the paragraphs of a document into [`Claim`]s: the lines are joined (`sentence`), cut into
//! tokens (`token`), and the tokens bound to subjects by the structure of their clauses (`assemble`).
//! `bind` ties each claim to the cells that it may mean, once; `implied` recovers last year's amounts through that
//! binding, and the audit judges by it. Invariant: a figure belongs to
//! the subject of its clause, never merely to the nearest words.

mod apart;
mod assemble;
mod base;
mod bind;
mod implied;
mod sentence;
mod subject;
mod target;
mod token;

pub(super) use apart::count;
pub use bind::bind;
pub use implied::{Recovered, implied};

use super::Document;
use crate::model::{Apart, Claim, Place, Sentence, Why};
use std::sync::Arc;

/// Reads every claim of the document's text, in reading order. Grids are left to `recognise`.
pub fn read(document: &Document) -> Vec<Claim> {
    text(document).0
}

/// Every claim of the document's text, and every number of it that no claim takes up.
pub(super) fn text(document: &Document) -> (Vec<Claim>, Vec<Apart>) {
    let mut reader = assemble::Reader::new(sentence::is_of_unit(document));
    for unit in sentence::units(document) {
        match unit {
            sentence::Unit::Section { level, text, place } => reader.section(level, &text, &place),
            sentence::Unit::Passage(passage) => reader.passage(&passage),
            sentence::Unit::Outside { text, place, why } => reader.outside(&text, &place, why),
        }
    }
    let place = Place::file(document.name.clone());
    document.frame.iter().for_each(|text| reader.outside(text, &place, Why::Frame));
    reader.finish()
}

/// Every heading and sentence of the document's text, in reading order.
pub fn sentences(document: &Document) -> Vec<Sentence> {
    let mut headings: Vec<(u8, Arc<str>)> = Vec::new();
    let mut section: Arc<[Arc<str>]> = Arc::from([]);
    let mut sentences = Vec::new();
    for unit in sentence::units(document) {
        match unit {
            sentence::Unit::Section { level, text, place } => {
                headings.retain(|(above, _)| *above < level);
                let text: Arc<str> = text.into();
                sentences.push(Sentence { place, heading: Some(level), section: section.clone(), text: text.clone() });
                headings.push((level, text));
                section = headings.iter().map(|(_, text)| text.clone()).collect();
            }
            sentence::Unit::Passage(passage) => {
                sentences.extend(passage.sentences().map(|(place, text)| Sentence {
                    place,
                    heading: None,
                    section: section.clone(),
                    text: text.into(),
                }));
            }
            sentence::Unit::Outside { .. } => {}
        }
    }
    sentences
}
