//! 贡献图: the items sorted by absolute change, with their cumulative share of all absolute changes.

use super::canvas::{Anchor, Canvas, Style, draw};
use super::figures::Figures;
use super::font::Faces;
use super::frame::{self, Frame, INK, MUTED, RULE};
use super::mark::DisplayList;
use super::rows::Rows;
use super::scale::{Scale, Span};
use super::{ChartError, ChartOptions, Kind, Lang, labels, words};

const GAP: f64 = 6.0;
const HEAD: f64 = 24.0;

pub(super) fn render(figures: &Figures, faces: &Faces<'_>, options: &ChartOptions) -> Result<DisplayList, ChartError> {
    let title = words::title(figures, Kind::Pareto, options);
    let subtitle = words::subtitle(figures, Kind::Pareto, options.lang, "");
    let frame = Frame::new(faces, options, [&title, &subtitle, &words::source(figures, Kind::Pareto, options)]);
    let names: Vec<String> = figures.rows.iter().map(|row| row.name.clone()).collect();
    let (left, right) = frame.sides();
    let top = frame.top() + HEAD;
    let rows = Rows::new(faces, &names, top, (right - left) * 0.28, 35.0);
    let names_end = left + rows.width;
    let heads = heads(figures, options);
    let split = names_end + (right - names_end) * 0.6;
    let mut spans: Vec<Span> = figures.rows.iter().map(|row| span(row.change, figures, faces)).collect();
    let half = faces.width(&heads[0], frame::NUMBER.size, frame::NUMBER.bold().weight) / 2.0;
    spans.push(Span { from: 0.0, to: 0.0, before: half, after: half });
    let scale = Scale::fit(&spans, 0.0, (names_end + 12.0, split - 12.0));
    let shares = running(figures);
    let (share_left, share_right) = (split + 12.0, right - 66.0);
    let bottom = rows.bottom;
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        let head_y = frame.top() + HEAD / 2.0 - 2.0;
        canvas.text(&heads[0], (scale.at(0.0), head_y), Anchor::Center, frame::NUMBER.bold())?;
        canvas.text(&heads[1], (share_left, head_y), Anchor::Left, frame::NUMBER.bold())?;
        let mut points = Vec::new();
        for (index, row) in figures.rows.iter().enumerate() {
            if index > 0 {
                canvas.line(&[(left, rows.top(index)), (right, rows.top(index))], RULE, 0.75)?;
            }
            canvas.regarding(labels::subject(row, figures, options.lang), || {
                rows.draw_name(canvas, index, names_end, frame::NAME)?;
                draw_bar(canvas, row.change, (rows.middle(index), rows.height), &scale, figures, options)
            })?;
            let Some(share) = shares[index] else { continue };
            points.push((
                share_left + (share_right - share_left) * f64::from(share) / 10_000.0,
                rows.middle(index),
                share,
            ));
        }
        draw_running(canvas, &points, share_left)?;
        for x in [scale.at(0.0), share_left] {
            canvas.line(&[(x, top), (x, bottom)], INK, 1.5)?;
        }
        Ok(())
    })
}

fn heads(figures: &Figures, options: &ChartOptions) -> [String; 2] {
    let unit = labels::unit(figures.unit, options.lang);
    match options.lang {
        Lang::Zh => [format!("增减额（{unit}）"), "累计占比（绝对值）".to_owned()],
        Lang::En => [format!("Change ({unit})"), "Running share".to_owned()],
    }
}

fn span(change: i64, figures: &Figures, faces: &Faces<'_>) -> Span {
    let style = frame::NUMBER;
    let label = GAP + 2.0 + faces.width(&labels::signed(change, figures.unit), style.size, style.weight);
    let (before, after) = if change < 0 { (label, 0.0) } else { (0.0, label) };
    Span { from: 0.0, to: change as f64, before, after }
}

/// The cumulative shares of all changes in hundredths of a percent.
fn running(figures: &Figures) -> Vec<Option<i32>> {
    let mut sum = 0u128;
    let mut share = |moved: u128| {
        sum += moved;
        figures.share_of_changes(sum)
    };
    figures.rows.iter().map(|row| share(row.moved)).collect()
}

fn draw_bar(
    canvas: &Canvas<'_>,
    change: i64,
    (y, height): (f64, f64),
    scale: &Scale,
    figures: &Figures,
    options: &ChartOptions,
) -> Result<(), ChartError> {
    let half = height * 0.3;
    let (zero, end) = (scale.at(0.0), scale.at(change as f64));
    let color = match change.signum() {
        1 => options.palette.up,
        -1 => options.palette.down,
        _ => MUTED,
    };
    if change != 0 {
        canvas.visible_bar([zero, y - half, end, y + half], color, change)?;
    }
    let (x, anchor) = if change < 0 { (end - GAP, Anchor::Right) } else { (end + GAP, Anchor::Left) };
    canvas.text(&labels::signed(change, figures.unit), (x, y), anchor, frame::NUMBER.colored(color))
}

/// Draws the cumulative shares as pins; a connecting line would cross the numbers.
fn draw_running(canvas: &Canvas<'_>, points: &[(f64, f64, i32)], from: f64) -> Result<(), ChartError> {
    for (x, y, share) in points {
        canvas.line(&[(from, *y), (*x, *y)], MUTED, 1.5)?;
        canvas.dot(*x, *y, 4.0, INK)?;
        canvas.text(&labels::hundredths(*share), (x + GAP + 4.0, *y), Anchor::Left, Style::new(13.25, INK))?;
    }
    Ok(())
}
