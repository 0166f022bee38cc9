//! 文字识别（OCR）: reads pages that are pictures, by an engine that the user has.
//!
//! 1. A page of a PDF whose content is a picture, or a picture file, becomes one grey [`Picture`] (`format/pdf/scan`:
//!    `canvas` paints every image of the page where the page puts it; `straighten` turns the result upright).
//! 2. An [`Engine`] finds the boxes of text in it: a program ([`Command`]) that is started once and reads any number of
//!    pictures, a function of Python, or recorded boxes in tests. [`Cached`] keeps the boxes by picture and engine.
//! 3. `scan/lines` finds the ruling lines in the same picture, `scan/boxes` turns boxes into glyphs; both go on the page
//!    like glyphs and lines that a PDF paints. Tables, rows and headings are recognised there and nowhere else.
//! 4. Every glyph carries the engine's confidence, and so does the place of every figure ([`Place::confidence`]).
//! 5. `gather` asks `audit` which amounts a relation bears out. Those count as read; the others get the origin `scanned`:
//!    they are listed, marked in every output, and never a reason for a finding.
//!
//! [`Place::confidence`]: crate::model::Place

mod answer;
mod cache;
mod command;
mod photo;
mod picture;

pub use answer::{Said, checked};
pub use cache::Cached;
pub use command::Command;
pub use photo::Photo;
pub use picture::Picture;

use crate::model::{Claim, LineItem, Paper};
use std::fmt::Debug;

/// 印证: tells of each item whether a relation with other figures bears its amount out.
pub type BorneOut = fn(&[LineItem], &[Claim], &[Paper]) -> Vec<bool>;

/// 识别引擎: finds the text in a picture.
pub trait Engine: Debug + Send + Sync {
    /// Its name and version: other boxes may come from another name.
    ///
    /// # Errors
    /// The engine cannot be used, with the reason.
    fn name(&self) -> Result<String, String>;

    /// The boxes of text in a picture.
    ///
    /// # Errors
    /// The picture could not be read, with the reason. The next picture may be tried.
    fn boxes(&self, picture: &Picture) -> Result<Vec<TextBox>, String>;
}

/// 文字框: text that an engine has found.
#[derive(Debug, Clone, PartialEq)]
pub struct TextBox {
    /// Its corners in pixels: left and right end of the first character's side, then right and left of the other side.
    pub corners: [(f64, f64); 4],
    /// The characters.
    pub text: String,
    /// How sure the engine is, in percent.
    pub confidence: u8,
}
