//! 对比条形图、执行图: the amounts of both years, or of budget and final account, as pairs of bars.

use super::canvas::{Anchor, Canvas, Style, draw};
use super::figure::Figure;
use super::figures::{Figures, Order};
use super::font::Faces;
use super::frame::{self, Frame, INK, MUTED, RULE};
use super::mark::{Color, DisplayList};
use super::rows::Rows;
use super::scale::{Scale, Span};
use super::{ChartError, ChartOptions, Kind, Lang, labels, words};
use crate::model::{Level, Phase};

const GAP: f64 = 5.0;
const PRIOR: Style = Style::new(13.25, MUTED);
const CURRENT: Style = Style::new(13.25, INK).bold();

/// A row of the chart.
enum Line<'a> {
    /// The 类 of the items below.
    Heading(String),
    Item(&'a Figure),
}

pub(super) fn render(
    figures: &Figures,
    kind: Kind,
    faces: &Faces<'_>,
    options: &ChartOptions,
) -> Result<DisplayList, ChartError> {
    let title = words::title(figures, kind, options);
    let subtitle = words::subtitle(figures, kind, options.lang, "");
    let frame = Frame::new(faces, options, [&title, &subtitle, &words::source(figures, kind, options)]);
    let lines = lines(figures);
    let name = |line: &Line<'_>| match line {
        Line::Heading(_) => String::new(),
        Line::Item(row) => row.name.clone(),
    };
    let names: Vec<String> = lines.iter().map(name).collect();
    let (left, right) = frame.sides();
    let top = frame.top() + if figures.single { 4.0 } else { 26.0 };
    let rows = Rows::new(faces, &names, top + 4.0, (right - left) * 0.3, if figures.single { 34.0 } else { 44.0 });
    let names_end = left + rows.width;
    let spans: Vec<Span> = figures.rows.iter().flat_map(|row| spans(row, figures, faces)).collect();
    let rates: Vec<String> = if kind == Kind::Execution { rates(figures) } else { Vec::new() };
    let widest =
        |texts: &[String]| texts.iter().map(|text| faces.width(text, CURRENT.size, CURRENT.weight)).fold(0.0, f64::max);
    let rate_head = if options.lang == Lang::Zh { "完成率" } else { "of budget" }.to_owned();
    let rate_room =
        if rates.is_empty() { 0.0 } else { widest(&rates).max(widest(std::slice::from_ref(&rate_head))) + 12.0 };
    let scale = Scale::fit(&spans, 0.0, (names_end + 12.0, right - rate_room));
    let bottom = rows.bottom + 2.0;
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        if !figures.single {
            legend(canvas, figures, options, right - rate_room, frame.top() + 8.0)?;
        }
        if !rates.is_empty() {
            canvas.text(&rate_head, (right, frame.top() + 8.0), Anchor::Right, CURRENT)?;
        }
        let mut rates = rates.iter();
        for (index, line) in lines.iter().enumerate() {
            let y = rows.middle(index);
            match line {
                Line::Heading(text) => {
                    canvas.line(&[(left, rows.top(index) + 1.0), (right, rows.top(index) + 1.0)], RULE, 0.75)?;
                    canvas.text(text, (left, y + 2.0), Anchor::Left, frame::NAME.bold())?;
                }
                Line::Item(row) => {
                    let rate = rates.next();
                    canvas.regarding(labels::subject(row, figures, options.lang), || {
                        rows.draw_name(canvas, index, names_end, frame::NAME)?;
                        draw_pair(canvas, row, (y, rows.height), &scale, figures, options)?;
                        match rate {
                            Some(rate) => canvas.text(rate, (right, y), Anchor::Right, CURRENT),
                            None => Ok(()),
                        }
                    })?;
                }
            }
        }
        axis(canvas, &lines, &rows, scale.at(0.0))
    })
}

/// The rows, with a heading before those of each 类 if they are sorted by code and below that level.
fn lines(figures: &Figures) -> Vec<Line<'_>> {
    let grouped = figures.order == Order::Code && figures.coded && figures.level != Level::Category;
    let category = |row: &Figure| row.code.get(..3).map(str::to_owned);
    let several = figures.rows.iter().filter_map(category).collect::<std::collections::BTreeSet<_>>().len() > 1;
    let mut lines = Vec::new();
    let mut last = None;
    for row in &figures.rows {
        let own = category(row).filter(|_| grouped && several);
        if let Some(code) = own.clone().filter(|_| own != last) {
            let name = figures.parents.get(&code).map(String::as_str).unwrap_or_default();
            lines.push(Line::Heading(format!("{code} {name}").trim_end().to_owned()));
        }
        last = own;
        lines.push(Line::Item(row));
    }
    lines
}

/// 完成率 of each row, or a dash without a budget.
fn rates(figures: &Figures) -> Vec<String> {
    let rate = |row: &Figure| labels::completion(row.prior, row.current).unwrap_or_else(|| "—".to_owned());
    figures.rows.iter().map(rate).collect()
}

/// The axis, which headings interrupt.
fn axis(canvas: &Canvas<'_>, lines: &[Line<'_>], rows: &Rows, x: f64) -> Result<(), ChartError> {
    let items = lines.iter().enumerate().filter(|(_, line)| matches!(line, Line::Item(_)));
    for (index, _) in items {
        canvas.line(&[(x, rows.top(index)), (x, rows.end(index))], INK, 1.5)?;
    }
    Ok(())
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
    let bar = height * 0.4;
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
        let style = Style::new(13.25, INK);
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
