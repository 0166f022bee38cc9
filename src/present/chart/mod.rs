//! 图表: charts of change, ready for publication.
//!
//! A chart is laid out once, in quarter pixels, as a display list ([`DisplayList`]), from which SVG and PNG are
//! written. plotters draws the shapes through our own backend. Texts are measured and outlined with the fonts in the
//! binary, so that the same input gives the same bytes on every machine.
//!
//! ```no_run
//! # fn main() -> Result<(), tongbi::Error> {
//! # let comparison: tongbi::analysis::Comparison = unimplemented!();
//! use tongbi::present::chart::{Chart, ChartOptions, Kind};
//! let chart = Chart::from_comparison(&comparison, Kind::Waterfall, &ChartOptions::default())?;
//! let (svg, png) = (chart.svg()?, chart.png(2000)?);
//! # Ok(()) }
//! ```

mod backend;
mod base64;
mod bitmap;
mod canvas;
mod charstring;
mod columns;
mod english;
mod error;
mod figure;
mod figures;
mod font;
mod frame;
mod glyphs;
mod labels;
mod line_break;
mod mark;
mod options;
mod pareto;
mod png;
mod recode;
mod rows;
mod scale;
mod series;
mod share;
mod slope;
mod spread;
mod subset;
mod svg;
mod tiling;
mod treemap;
mod trend;
mod trend_words;
mod variance;
mod waterfall;
mod words;

use crate::analysis::{Comparison, Item, Trend};
use crate::model::{FiscalYear, Place, Warning, WarningKind};
pub(super) use base64::base64;
pub(crate) use error::ChartError;
pub(crate) use font::{BOLD, REGULAR};
pub use font::{Fonts, Weight};
pub(crate) use line_break::flow_columns;
pub use mark::{Color, DisplayList, Mark, Role, Shape, Subject};
pub use options::{ChartOptions, Kind, Lang, Palette, WORD_WIDTH};
pub use series::{Series, TrendSubject};
use std::collections::BTreeSet;
pub use svg::SvgText;

/// 图表: a chart that is laid out and ready to be written.
#[derive(Debug, Clone)]
pub struct Chart {
    title: String,
    subject: String,
    list: DisplayList,
    fonts: Fonts,
    warnings: Vec<Warning>,
}

impl Chart {
    /// Lays out a chart of `kind` from a comparison; for [`Kind::Execution`], from that of
    /// [`execution`](crate::analysis::execution).
    pub fn from_comparison(comparison: &Comparison, kind: Kind, options: &ChartOptions) -> Result<Self, crate::Error> {
        if kind == Kind::Execution && comparison.base != comparison.year {
            return Err(ChartError::NoExecution { year: Some(comparison.year) }.into());
        }
        let figures = match comparison.has_basis() {
            true => {
                figures::Figures { same_basis: true, ..figures::select(&comparison.on_same_basis(), kind, options)? }
            }
            false => figures::select(comparison, kind, options)?,
        };
        if kind == Kind::Trend {
            let (subject, lines) = series::of_figures(&figures, options.lang);
            return Self::from_series(&subject, &lines, options);
        }
        let faces = options.fonts.open()?;
        let list = match kind {
            Kind::Waterfall => waterfall::render(&figures, &faces, options)?,
            Kind::Variance | Kind::Units => variance::render(&figures, kind, &faces, options)?,
            Kind::Columns | Kind::Execution => columns::render(&figures, kind, &faces, options)?,
            Kind::Share => share::render(&figures, &faces, options)?,
            Kind::Slope | Kind::Trend => slope::render(&figures, &faces, options)?,
            Kind::Treemap => treemap::render(&figures, &faces, options)?,
            Kind::Pareto => pareto::render(&figures, &faces, options)?,
        };
        let warnings = missing(&list, &faces);
        let title = match kind {
            Kind::Share => share::title(&figures, options),
            _ => words::title(&figures, kind, options),
        };
        let subject = words::subject(&figures);
        Ok(Self { title, subject, list, fonts: options.fonts.clone(), warnings })
    }

    /// The error if no year has both a budget and a final account.
    pub(crate) fn no_execution(year: Option<FiscalYear>) -> crate::Error {
        ChartError::NoExecution { year }.into()
    }

    /// Lays out a trend (趋势图): the total and the largest items of a table over all years; converted to the codes of the
    /// last year if there is a bridge.
    pub fn from_trend(trend: &Trend, options: &ChartOptions) -> Result<Self, crate::Error> {
        let (subject, lines) = match trend.has_basis() {
            true => {
                let (subject, lines) = series::of_trend(&trend.on_same_basis(), options)?;
                (series::TrendSubject { same_basis: true, ..subject }, lines)
            }
            false => series::of_trend(trend, options)?,
        };
        Self::from_series(&subject, &lines, options)
    }

    /// Lays out a trend (趋势图) with one line per series. The title is about the first series.
    pub fn from_series(
        subject: &TrendSubject,
        series: &[Series],
        options: &ChartOptions,
    ) -> Result<Self, crate::Error> {
        let faces = options.fonts.open()?;
        let (list, title) = trend::render(subject, series, &faces, options)?;
        let warnings = missing(&list, &faces);
        Ok(Self { title, subject: subject.what.clone(), list, fonts: options.fonts.clone(), warnings })
    }

    /// The chart as SVG with texts as outlines, which looks the same everywhere without any font.
    pub fn svg(&self) -> Result<String, crate::Error> {
        Ok(svg::write(&self.list, &self.fonts.open()?, &self.title, SvgText::Outlined, None, &|_| None))
    }

    /// The chart as SVG, `width` pixels wide, with texts as `text` says.
    pub fn svg_as(&self, text: SvgText, width: u32) -> Result<String, crate::Error> {
        self.svg_linked(text, width, &|_| None)
    }

    /// As [`svg_as`](Self::svg_as); marks about an item are a link to the address that `link` gives for it.
    pub(super) fn svg_linked(
        &self,
        text: SvgText,
        width: u32,
        link: &dyn Fn(&Item) -> Option<String>,
    ) -> Result<String, crate::Error> {
        Ok(svg::write(&self.list, &self.fonts.open()?, &self.title, text, Some(width), link))
    }

    /// The chart as PNG, `width` pixels wide.
    pub fn png(&self, width: u32) -> Result<Vec<u8>, crate::Error> {
        Ok(png::write(&self.list, &self.fonts.open()?, width)?)
    }

    /// The title: by default a sentence that states the main message.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it shows, for captions: 一般公共预算支出.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The display list, for writing other formats.
    pub fn display_list(&self) -> &DisplayList {
        &self.list
    }

    /// Warnings, such as characters that the font lacks.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

/// A font file with the characters of `text` in one weight, and the characters that the font lacks.
pub(super) fn font_of(text: &str, weight: Weight) -> Result<(Vec<u8>, BTreeSet<char>), crate::Error> {
    let fonts = Fonts::default();
    let faces = fonts.open()?;
    // A table of flags, since a page repeats its characters thousands of times.
    let mut stands = vec![false; char::MAX as usize + 1];
    text.chars().for_each(|c| stands[c as usize] = true);
    let characters: String =
        (0..).zip(stands).filter_map(|(code, stands)| char::from_u32(code).filter(|_| stands)).collect();
    let missing = faces.missing(&characters);
    let drawn: String = characters.chars().filter(|c| !missing.contains(c)).collect();
    Ok((subset::subset(&faces, weight, std::iter::once(drawn.as_str())), missing))
}

fn missing(list: &DisplayList, faces: &font::Faces<'_>) -> Vec<Warning> {
    let texts = list.marks.iter().filter_map(|mark| match &mark.shape {
        Shape::Text { text, .. } => Some(faces.missing(text)),
        _ => None,
    });
    let missing: BTreeSet<char> = texts.flatten().collect();
    if missing.is_empty() {
        return Vec::new();
    }
    const NAMED: usize = 20;
    let named: Vec<String> = missing.iter().take(NAMED).map(|c| format!("“{c}”（U+{:04X}）", *c as u32)).collect();
    let more = if missing.len() > NAMED { format!("等 {} 个字", missing.len()) } else { String::new() };
    let named = named.join("、");
    let message = format!("字体里没有 {named}{more}，图上会显示为空框。请用 --font 另给一个有这些字的字体文件");
    vec![Warning::new(WarningKind::Note, Place::default(), message)]
}
