//! 对比条形图: the amounts of both years as pairs of bars.

use super::canvas::{Anchor, Canvas, Style, draw};
use super::figures::{Figure, Figures};
use super::font::Faces;
use super::frame::{self, Frame, INK, MUTED};
use super::mark::{Color, DisplayList};
use super::rows::Rows;
use super::scale::{Scale, Span};
use super::{ChartError, ChartOptions, Kind, labels, words};
use crate::model::Phase;

const GAP: f64 = 5.0;
const PRIOR: Style = Style::new(12.0, MUTED);
const CURRENT: Style = Style::new(13.0, INK).bold();

pub(super) fn render(figures: &Figures, faces: &Faces<'_>, options: &ChartOptions) -> Result<DisplayList, ChartError> {
    let title = words::title(figures, Kind::Columns, options);
    let subtitle = words::subtitle(figures, Kind::Columns, options.lang, "");
    let frame = Frame::new(faces, options, [&title, &subtitle, &words::source(figures, Kind::Columns, options)]);
    let names: Vec<String> = figures.rows.iter().map(|row| row.name.clone()).collect();
    let (left, right) = frame.sides();
    let codes = figures.rows.iter().map(|row| faces.width(&row.code, frame::SMALL.size, frame::SMALL.weight));
    let codes = codes.fold(0.0, f64::max);
    let limit = (right - left) * 0.3;
    let top = frame.top() + if figures.single { 4.0 } else { 26.0 };
    let rows = Rows::new(faces, &names, top + 4.0, limit, if figures.single { 34.0 } else { 44.0 });
    let names_end = left + codes + if codes > 0.0 { 14.0 } else { 0.0 } + rows.width;
    let spans: Vec<Span> = figures.rows.iter().flat_map(|row| spans(row, figures, faces)).collect();
    let scale = Scale::fit(&spans, 0.0, (names_end + 12.0, right));
    let bottom = rows.bottom + 2.0;
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        if !figures.single {
            legend(canvas, figures, options, right, frame.top() + 8.0)?;
        }
        for (index, row) in figures.rows.iter().enumerate() {
            canvas.text(&row.code, (left, rows.middle(index)), Anchor::Left, frame::SMALL)?;
            rows.draw_name(canvas, index, names_end, frame::NAME)?;
            draw_pair(canvas, row, (rows.middle(index), rows.height), &scale, figures, options)?;
        }
        canvas.line(&[(scale.at(0.0), top), (scale.at(0.0), bottom)], INK, 1.5)
    })
}

/// Whether bars of `phase` are drawn as outlines: a budget compared with an outturn.
pub(super) fn outlined(phase: Phase, other: Phase) -> bool {
    phase != other && matches!(phase, Phase::Approved | Phase::Adjusted)
}

fn label(amount: Option<i64>, figures: &Figures) -> String {
    amount.map_or_else(|| "—".to_owned(), |fen| labels::amount(fen, figures.unit))
}

fn spans(row: &Figure, figures: &Figures, faces: &Faces<'_>) -> [Span; 2] {
    [(row.prior, PRIOR), (row.current, CURRENT)].map(|(amount, style)| {
        let width = GAP + 2.0 + faces.width(&label(amount, figures), style.size, style.weight);
        let to = amount.unwrap_or(0) as f64;
        let (before, after) = if to < 0.0 { (width, 0.0) } else { (0.0, width) };
        Span { from: 0.0, to, before, after }
    })
}

fn draw_pair(
    canvas: &Canvas<'_>,
    row: &Figure,
    (y, height): (f64, f64),
    scale: &Scale,
    figures: &Figures,
    options: &ChartOptions,
) -> Result<(), ChartError> {
    let bar = height * 0.36;
    let above = if figures.single { bar / 2.0 } else { bar };
    let sides = [
        (row.prior, y - above, options.palette.last_year, PRIOR, outlined(figures.base.1, figures.year.1)),
        (
            row.current,
            y - above + if figures.single { 0.0 } else { bar },
            options.palette.this_year,
            CURRENT,
            outlined(figures.year.1, figures.base.1),
        ),
    ];
    for (amount, top, color, style, hollow) in sides.into_iter().skip(usize::from(figures.single)) {
        let fen = amount.unwrap_or(0);
        let (zero, end) = (scale.at(0.0), scale.at(fen as f64));
        if fen != 0 {
            let bounds = [zero, top, end, top + bar];
            if hollow { canvas.outlined_bar(bounds, color, fen)? } else { canvas.visible_bar(bounds, color, fen)? }
        }
        let (x, anchor) = if fen < 0 { (end - GAP, Anchor::Right) } else { (end + GAP, Anchor::Left) };
        canvas.text(&label(amount, figures), (x, top + bar / 2.0), anchor, style)?;
    }
    Ok(())
}

fn legend(
    canvas: &Canvas<'_>,
    figures: &Figures,
    options: &ChartOptions,
    right: f64,
    y: f64,
) -> Result<(), ChartError> {
    let mut x = right;
    let sides: [(String, Color, bool); 2] = [
        (labels::year(figures.year, options.lang), options.palette.this_year, outlined(figures.year.1, figures.base.1)),
        (labels::year(figures.base, options.lang), options.palette.last_year, outlined(figures.base.1, figures.year.1)),
    ];
    for (name, color, hollow) in sides {
        let style = Style::new(12.5, INK);
        canvas.text(&name, (x, y), Anchor::Right, style)?;
        x -= canvas.width(&name, style) + 20.0;
        canvas.block([x, y - 6.0, x + 14.0, y + 6.0], color)?;
        if hollow {
            canvas.block([x + 1.25, y - 4.75, x + 12.75, y + 4.75], frame::WHITE)?;
        }
        x -= 22.0;
    }
    Ok(())
}
