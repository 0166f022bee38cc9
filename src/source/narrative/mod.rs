//! 说明文字: sentences in, claims out.
//!
//! [`read`] turns the paragraphs of a document into [`Claim`]s: the lines are joined (`sentence`), cut into
//! tokens (`token`), and the tokens bound to subjects by the structure of their clauses (`assemble`).
//! `implied` recovers last year's amounts from the claims of one disclosure. Invariant: a figure belongs to
//! the subject of its clause, never merely to the nearest words.

mod assemble;
mod base;
mod bind;
mod implied;

mod sentence;
mod subject;
mod token;

pub use implied::{Disclosure, Recovered, implied};

use super::Document;
use crate::model::Claim;

/// Reads every claim of the document's text, in reading order. Grids are left to `recognise`.
pub fn read(document: &Document) -> Vec<Claim> {
    let mut reader = assemble::Reader::default();
    for unit in sentence::units(document) {
        match unit {
            sentence::Unit::Section { level, text } => reader.section(level, &text),
            sentence::Unit::Passage(passage) => reader.passage(&passage),
        }
    }
    reader.into_claims()
}
