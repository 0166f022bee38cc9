//! 页的画面: a page drawn as it looks, for people who check a figure against it.

use super::content;
use super::cost::Costs;
use super::font::Fonts;
use super::limit::Budget;
use crate::model::Place;
use crate::source::SourceError;
use crate::source::format::guard::guarded;
use hayro_interpret::font::{FontData, FontQuery};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro_svg::{RenderCache, SvgRenderSettings, convert};
use std::sync::Arc;

/// Limit of what drawing a page may cost, in bytes of content; a dense page has half a million, and pictures count by
/// their pixels. Nothing can stop the drawing once it has begun.
const COST: u64 = 8 << 20;
/// Limit of the bytes of a picture.
const LONGEST: usize = 32 << 20;

const INSTEAD: &str = "请用 PDF 阅读器打开这个文件看";

/// A page as SVG, one pixel a point, turned as its text runs, as places say it. `substitutes` (regular and bold) stand for
/// Chinese fonts that the file names and does not carry.
pub(super) fn draw(
    pdf: &Pdf,
    name: &Arc<str>,
    number: u32,
    substitutes: [&'static [u8]; 2],
) -> Result<String, SourceError> {
    let broken = |reason, remedy| SourceError::BrokenPages { path: name.to_string(), format: "PDF", reason, remedy };
    let at = number.checked_sub(1).and_then(|at| usize::try_from(at).ok());
    let page = at.and_then(|at| pdf.pages().get(at)).ok_or_else(|| broken("没有这一页", INSTEAD))?;
    let too_much = |limit| {
        let place = Place { page: Some(number), ..Place::file(name.clone()) };
        SourceError::Limit { place, what: "画出这一页的工作量", limit, remedy: INSTEAD }
    };
    let cost = guarded(|| Costs::of_drawing().of_page(page)).unwrap_or(u64::MAX);
    if cost > COST {
        return Err(too_much(usize::try_from(COST).unwrap_or(usize::MAX)));
    }
    let picture = guarded(|| drawn(pdf, page, cost, substitutes)).ok_or_else(|| broken("这一页画不出来", INSTEAD))?;
    if picture.len() > LONGEST { Err(too_much(LONGEST)) } else { Ok(picture) }
}

fn drawn<'a>(pdf: &'a Pdf, page: &'a SyntaxPage<'a>, cost: u64, substitutes: [&'static [u8]; 2]) -> String {
    let mut budget = Budget::of_file();
    budget.begin(cost);
    let painting = content::read(1, page, &InterpreterCache::new(), &mut Fonts::new(pdf), &mut budget);
    let (paper, turn) = (painting.page.area, painting.turn());
    let picture = convert(page, &RenderCache::new(), &settings(substitutes), &SvgRenderSettings::default());
    let Some(transform) = turn.transform(&paper) else { return picture };
    let [a, b, c, d, e, f] = transform.as_coeffs();
    let turned = turn.area(&paper, &paper);
    let (width, height) = (turned.width(), turned.height());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\
         <g transform=\"matrix({a} {b} {c} {d} {e} {f})\">{picture}</g></svg>"
    )
}

fn settings(substitutes: [&'static [u8]; 2]) -> InterpreterSettings {
    /// The weight from which letters are bold.
    const BOLD: u32 = 600;
    let resolve = move |query: &FontQuery| match query {
        FontQuery::Standard(font) => Some(font.get_font_data()),
        FontQuery::Fallback(asked) if asked.character_collection.is_none() => {
            Some(asked.pick_standard_font().get_font_data())
        }
        FontQuery::Fallback(asked) => {
            let font = substitutes[usize::from(asked.is_bold || asked.font_weight >= BOLD)];
            Some((Arc::new(font) as FontData, 0))
        }
    };
    InterpreterSettings { font_resolver: Arc::new(resolve), ..InterpreterSettings::default() }
}
