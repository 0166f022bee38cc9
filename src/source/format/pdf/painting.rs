//! 着墨: what a page has painted so far, and the page that it makes.

use super::area::Area;
use super::glyph::{self, Glyph};
use super::mark;
use super::painted::{self, Painted, Turn};
use super::ruling::Rulings;
use crate::model::Skew;
use crate::source::ocr::Photo;

/// 页: the content of a page, rotated upright, in points from the top left corner.
#[derive(Debug, Clone, Default)]
pub(in crate::source::format) struct Page {
    /// From 1.
    pub(in crate::source::format) number: u32,
    /// The area of the page.
    pub(in crate::source::format) area: Area,
    /// The visible glyphs, without duplicates.
    pub(super) glyphs: Vec<Glyph>,
    /// Horizontal and vertical lines.
    pub(super) rulings: Rulings,
    /// The fraction of the page covered by pictures.
    pub(super) pictured: f64,
    /// Whether the text is an invisible layer over a picture, as OCR programs write it.
    pub(super) recognised: bool,
    /// What became of reading the picture that the page is, if an engine tried.
    pub(super) reading: Option<Result<(), String>>,
    /// The picture that was read, level.
    pub(super) photo: Option<Photo>,
    /// How that picture lay before it was turned level: glyphs and rulings stand where they do on the level one.
    pub(super) skew: Option<Skew>,
    /// The characters of watermarks and stamps, which are not among the glyphs.
    pub(super) marks: String,
    /// The number of glyphs whose character is not known.
    pub(super) unreadable: usize,
    /// The number of objects whose content is not read.
    pub(super) unread: usize,
}

/// 着墨: what a page has painted so far.
#[derive(Debug, Clone)]
pub(in crate::source::format) struct Painting {
    pub(super) page: Page,
    visible: Vec<Painted>,
    invisible: Vec<Painted>,
    /// The pixels across and down a point of its densest picture.
    density: (f64, f64),
}

impl Painting {
    /// Empty paper.
    pub(in crate::source::format) fn new(number: u32, area: Area) -> Self {
        let page = Page { number, area, ..Page::default() };
        Self { page, visible: Vec::new(), invisible: Vec::new(), density: (0.0, 0.0) }
    }

    /// Adds a glyph.
    pub(in crate::source::format) fn glyph(&mut self, painted: Painted, invisible: bool) {
        if invisible { self.invisible.push(painted) } else { self.visible.push(painted) }
    }

    /// Adds a stroke or thin box.
    pub(in crate::source::format) fn rule(&mut self, area: &Area) {
        self.page.rulings.add(area);
    }

    /// Adds a picture; the fraction of the page that it covers.
    pub(in crate::source::format) fn picture(&mut self, seen: &Area) -> f64 {
        let paper = self.page.area.width() * self.page.area.height();
        let seen = seen.intersection(&self.page.area);
        let covered = if paper > 0.0 { seen.width() * seen.height() / paper } else { 0.0 };
        self.page.pictured += covered;
        covered
    }

    /// Notes the density of a picture.
    pub(super) fn densest(&mut self, (across, down): (f64, f64)) {
        self.density = (self.density.0.max(across), self.density.1.max(down));
    }

    /// The pixels across and down a point of its densest picture.
    pub(super) fn density(&self) -> (f64, f64) {
        self.density
    }

    /// 扫描页: whether a picture covers the page, with no text that is visible, or hardly any.
    pub(super) fn is_scan(&self) -> bool {
        self.page.pictured > 0.5 && self.visible.len() < 20
    }

    /// Notes what became of reading the picture that it is. What was read replaces the text that a file brings along for
    /// its pictures, of which nobody knows how sure it is.
    pub(super) fn conclude(&mut self, reading: Result<(), String>) {
        if reading.is_ok() {
            self.invisible.clear();
        }
        self.page.reading = Some(reading);
    }

    /// Hides all text so far behind a picture.
    pub(in crate::source::format) fn cover(&mut self) {
        self.invisible.append(&mut self.visible);
    }

    /// Counts an object whose content is not read.
    pub(in crate::source::format) fn leave_out(&mut self) {
        self.page.unread += 1;
    }

    /// Counts a glyph whose character is not known.
    pub(in crate::source::format) fn unreadable(&mut self) {
        self.page.unreadable += 1;
    }

    /// The number of its glyphs and lines.
    pub(in crate::source::format) fn size(&self) -> usize {
        let Rulings { horizontal, vertical } = &self.page.rulings;
        self.visible.len() + self.invisible.len() + horizontal.len() + vertical.len()
    }

    /// Adds everything that another painting has.
    pub(in crate::source::format) fn add(&mut self, other: &Self) {
        self.visible.extend(other.visible.iter().cloned());
        self.invisible.extend(other.invisible.iter().cloned());
        self.page.rulings.extend(&other.page.rulings);
        self.page.pictured += other.page.pictured;
        self.page.unread += other.page.unread;
        self.page.unreadable += other.page.unreadable;
    }

    /// Whether its text is an invisible layer over a picture.
    fn is_recognised(&self) -> bool {
        self.is_scan() && !self.invisible.is_empty()
    }

    /// The rotation that makes its text run from left to right.
    pub(super) fn turn(&self) -> Turn {
        painted::turn(if self.is_recognised() { &self.invisible } else { &self.visible })
    }

    /// The page, turned so that its text runs from left to right.
    pub(in crate::source::format) fn finish(mut self) -> Page {
        self.page.recognised = self.is_recognised();
        let turn = self.turn();
        let painted = if self.page.recognised { self.invisible } else { self.visible };
        let paper = self.page.area;
        self.page.rulings = self.page.rulings.turned(turn, &paper);
        self.page.area = turn.area(&paper, &paper);
        let (oblique, upright): (Vec<Painted>, Vec<Painted>) =
            painted.into_iter().partition(|one| one.is_oblique(turn));
        let glyphs = upright.into_iter().map(|one| (one.glyph(turn, &paper), one.is_faint)).collect();
        let (glyphs, marks) = mark::separate(glyphs);
        self.page.marks =
            oblique.into_iter().map(|one| one.text).chain(marks.into_iter().map(|one| one.text)).collect();
        self.page.glyphs = glyph::distinct(glyphs);
        self.page
    }
}
