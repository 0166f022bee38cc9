//! 结构图: the structure of both years as 100 % bars, and the changes in percentage points.

use super::canvas::{Anchor, Canvas, LEADING, Style, draw};
use super::figures::{Figure, Figures};
use super::font::Faces;
use super::frame::{self, Frame, INK, MUTED, RULE, WHITE};
use super::line_break::{break_lines, clamp};
use super::mark::{Color, DisplayList};
use super::spread::spread;
use super::{ChartError, ChartOptions, Kind, Lang, labels, words};
use crate::model::{Points, Ratio};
use rust_decimal::Decimal;

const NAME: Style = frame::NAME;
const PERCENT: Style = Style::new(13.0, INK);
const BAR: f64 = 104.0;
const HEAD: f64 = 26.0;

/// An item with its shares of both years' bars.
struct Part<'a> {
    figure: &'a Figure,
    lines: Vec<String>,
    prior: Option<Ratio>,
    current: Option<Ratio>,
    /// The change in percentage points; `None` if the total of a year is zero.
    shift: Option<Decimal>,
}

pub(super) fn render(figures: &Figures, faces: &Faces<'_>, options: &ChartOptions) -> Result<DisplayList, ChartError> {
    let drawn = |amount: Option<i64>| amount.is_some_and(|fen| fen > 0);
    let (positive, left_out): (Vec<&Figure>, Vec<&Figure>) =
        figures.rows.iter().partition(|row| drawn(row.prior) || drawn(row.current));
    let negative = left_out.iter().any(|row| row.prior.unwrap_or(0) < 0 || row.current.unwrap_or(0) < 0);
    let note = if negative { note(options.lang) } else { "" };
    let width = f64::from(options.width.clamp(640, 4000)) - 2.0 * frame::MARGIN;
    let parts = segments(&positive, figures, faces, (width * 0.36).min(width - 560.0).max(110.0))?;
    let title = title(&parts, figures, options);
    let subtitle = words::subtitle(figures, Kind::Share, options.lang, note);
    let frame = Frame::new(faces, options, [&title, &subtitle, &words::source(figures, Kind::Share, options)]);
    let heights: Vec<f64> = parts.iter().map(|part| part.lines.len() as f64 * NAME.size * LEADING + 6.0).collect();
    let top = frame.top() + HEAD;
    let bottom = top + heights.iter().sum::<f64>().max(340.0);
    let (left, right) = frame.sides();
    let names = parts.iter().flat_map(|part| &part.lines).map(|line| faces.width(line, NAME.size, NAME.weight));
    let texts = names.fold(0.0, f64::max) + 168.0;
    let before = left + 74.0;
    // The bands between the bars get the width that the texts leave, within limits.
    let after = (right - texts - 24.0 - BAR).min(before + BAR + 260.0).max(before + BAR + 40.0);
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        let heads = [(figures.base, before), (figures.year, after)];
        for (year, x) in heads {
            let text = labels::year(year, options.lang);
            canvas.text(&text, (x + BAR / 2.0, frame.top() + 10.0), Anchor::Center, Style::new(13.0, INK).bold())?;
        }
        let shift = if options.lang == Lang::Zh { "变化（百分点）" } else { "shift (pt)" };
        canvas.text(shift, (after + BAR + 146.0, frame.top() + 10.0), Anchor::Right, Style::new(12.0, MUTED))?;
        let sides = Sides { before, after, top, bottom, heights };
        draw_parts(canvas, &parts, &sides, options)
    })
}

struct Sides {
    before: f64,
    after: f64,
    top: f64,
    bottom: f64,
    heights: Vec<f64>,
}

fn note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "；负数项不入图",
        Lang::En => "; negative items left out",
    }
}

fn segments<'a>(
    rows: &[&'a Figure],
    figures: &Figures,
    faces: &Faces<'_>,
    limit: f64,
) -> Result<Vec<Part<'a>>, ChartError> {
    let whole = |side: fn(&Figure) -> Option<i64>| -> Result<i64, ChartError> {
        let sum: i128 = rows.iter().filter_map(|row| side(row)).filter(|fen| *fen > 0).map(i128::from).sum();
        i64::try_from(sum).map_err(|_| ChartError::Overflow { what: figures.table.title().to_owned() })
    };
    let (prior_whole, current_whole) = (whole(|row| row.prior)?, whole(|row| row.current)?);
    if rows.is_empty() {
        return Err(ChartError::NoRows { wanted: "两年都没有大于零的数".to_owned() });
    }
    let share = |amount: Option<i64>, whole: i64| amount.filter(|fen| *fen > 0).and_then(|fen| Ratio::new(fen, whole));
    let measure = |text: &str| faces.width(text, NAME.size, NAME.weight);
    let part = |row: &&'a Figure| {
        let (prior, current) = (share(row.prior, prior_whole), share(row.current, current_whole));
        let both = prior_whole > 0 && current_whole > 0;
        let shift = both.then(|| Points::between(prior, current).map_or(Decimal::ZERO, |points| points.value(1)));
        let lines = clamp(break_lines(&row.name, limit, measure), 2, limit, measure);
        Part { figure: row, lines, prior, current, shift }
    };
    Ok(rows.iter().map(part).collect())
}

fn title(parts: &[Part<'_>], figures: &Figures, options: &ChartOptions) -> String {
    let shifts = parts.iter().filter(|part| !part.figure.gathered).filter_map(|part| Some((part, part.shift?)));
    let largest = shifts.max_by_key(|(_, shift)| shift.abs());
    match (largest, options.lang, &options.title) {
        (Some((part, shift)), Lang::Zh, None) if !shift.is_zero() => {
            let verb = if shift > Decimal::ZERO { "提高" } else { "下降" };
            format!("{}：{}占比{verb}最多，{}个百分点", words::subject(figures), part.figure.name, shift.abs())
        }
        _ => words::title(figures, Kind::Share, options),
    }
}

fn ratio(ratio: Option<Ratio>) -> f64 {
    ratio.map_or(0.0, |ratio| ratio.numerator() as f64 / ratio.denominator() as f64)
}

fn change_color(shift: Option<Decimal>, options: &ChartOptions) -> Color {
    match shift {
        Some(shift) if shift > Decimal::ZERO => options.palette.up,
        Some(shift) if shift < Decimal::ZERO => options.palette.down,
        _ => MUTED,
    }
}

/// A colour blended with white.
fn blend_with_white(color: Color, keep: u16) -> Color {
    let mix = |part: u8| (255 - (255 - u16::from(part)) * keep / 100) as u8;
    Color(mix(color.0), mix(color.1), mix(color.2))
}

fn draw_parts(
    canvas: &Canvas<'_>,
    parts: &[Part<'_>],
    sides: &Sides,
    options: &ChartOptions,
) -> Result<(), ChartError> {
    let height = sides.bottom - sides.top;
    let (mut y0, mut y1) = (sides.top, sides.top);
    let mut places = Vec::new();
    for part in parts {
        let (next0, next1) = (y0 + ratio(part.prior) * height, y1 + ratio(part.current) * height);
        places.push(((y0, next0), (y1, next1)));
        (y0, y1) = (next0, next1);
    }
    for (part, ((a0, a1), (b0, b1))) in parts.iter().zip(&places) {
        let (x0, x1) = (sides.before + BAR, sides.after);
        let tint = if part.shift.is_none_or(|shift| shift.is_zero()) {
            RULE
        } else {
            blend_with_white(change_color(part.shift, options), 22)
        };
        canvas.polygon(&[(x0, *a0), (x1, *b0), (x1, *b1), (x0, *a1)], tint)?;
    }
    for (part, (a, b)) in parts.iter().zip(&places) {
        let columns = [
            (part.figure.prior, sides.before, *a, options.palette.last_year),
            (part.figure.current, sides.after, *b, options.palette.this_year),
        ];
        for (amount, x, (from, to), color) in columns {
            if let Some(fen) = amount.filter(|fen| *fen > 0) {
                canvas.part([x, from, x + BAR, to], color, fen)?;
            }
        }
    }
    for (a, b) in &places {
        if a.1.max(b.1) < sides.bottom - 0.5 {
            canvas.line(&[(sides.before + BAR, a.1), (sides.after, b.1)], WHITE, 1.0)?;
        }
        for (x, y) in [(sides.before, a.1), (sides.after, b.1)] {
            if y < sides.bottom - 0.5 {
                canvas.line(&[(x, y), (x + BAR, y)], WHITE, 1.0)?;
            }
        }
    }
    let before: Vec<f64> = places.iter().map(|(a, _)| (a.0 + a.1) / 2.0).collect();
    let after: Vec<f64> = places.iter().map(|(_, b)| (b.0 + b.1) / 2.0).collect();
    draw_prior_labels(canvas, parts, sides, &before)?;
    draw_current_labels(canvas, parts, sides, &after, options)
}

fn signed(shift: Decimal) -> String {
    format!("{}{shift}", if shift > Decimal::ZERO { "+" } else { "" }).replace('-', "−")
}

fn percent(share: Ratio) -> String {
    format!("{}%", share.percent(1))
}

fn draw_prior_labels(canvas: &Canvas<'_>, parts: &[Part<'_>], sides: &Sides, wanted: &[f64]) -> Result<(), ChartError> {
    let shown: Vec<(Ratio, f64)> = parts.iter().zip(wanted).filter_map(|(part, y)| Some((part.prior?, *y))).collect();
    let places =
        spread(&shown.iter().map(|(_, y)| *y).collect::<Vec<_>>(), &vec![17.0; shown.len()], (sides.top, sides.bottom));
    for ((share, y), place) in shown.iter().zip(places) {
        canvas.line(&[(sides.before - 14.0, place), (sides.before, *y)], MUTED, 0.5)?;
        canvas.text(&percent(*share), (sides.before - 18.0, place), Anchor::Right, PERCENT.colored(MUTED))?;
    }
    Ok(())
}

fn draw_current_labels(
    canvas: &Canvas<'_>,
    parts: &[Part<'_>],
    sides: &Sides,
    wanted: &[f64],
    options: &ChartOptions,
) -> Result<(), ChartError> {
    let places = spread(wanted, &sides.heights, (sides.top, sides.bottom));
    let start = sides.after + BAR;
    for ((part, y), place) in parts.iter().zip(wanted).zip(places) {
        if part.current.is_some() {
            canvas.line(&[(start, *y), (start + 18.0, place)], MUTED, 0.5)?;
        }
        let share = part.current.map_or_else(|| "—".to_owned(), percent);
        canvas.text(&share, (start + 70.0, place), Anchor::Right, PERCENT.bold())?;
        let text = part.shift.map_or_else(|| "—".to_owned(), signed);
        canvas.text(
            &text,
            (start + 142.0, place),
            Anchor::Right,
            PERCENT.colored(change_color(part.shift, options)),
        )?;
        canvas.lines(&part.lines, (start + 154.0, place), Anchor::Left, NAME)?;
    }
    Ok(())
}
