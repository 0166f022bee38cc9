//! 结构图: the structure of both years as 100 % bars, and the changes in percentage points.

use super::canvas::{Anchor, Canvas, LEADING, Style, draw};
use super::figure::Figure;
use super::figures::Figures;
use super::font::Faces;
use super::frame::{self, Frame, INK, MUTED, RULE, WHITE};
use super::line_break::{break_lines, clamp};
use super::mark::{Color, DisplayList, Subject};
use super::spread::spread;
use super::{ChartError, ChartOptions, Kind, Lang, labels, words};
use crate::model::{Points, Ratio};
use rust_decimal::Decimal;

const NAME: Style = frame::NAME;
const PERCENT: Style = Style::new(13.25, INK);
const HEAD: f64 = 26.0;
const BAR: f64 = 50.0;
/// The least width of the bands between the bars.
const BAND: f64 = 40.0;
/// The widths of a share, of a change of share, and of the line from a bar to its label.
const SHARE: f64 = 56.0;
const SHIFT: f64 = 54.0;
const LEADER: f64 = 16.0;
/// What labels take besides names, on both sides.
const TEXTS: f64 = 2.0 * (SHARE + LEADER) + SHIFT + 14.0;

/// An item with its shares of both years' bars.
struct Part<'a> {
    figure: &'a Figure,
    subject: Subject,
    lines: Vec<String>,
    prior: Option<Ratio>,
    current: Option<Ratio>,
    /// The change in percentage points; `None` if the total of a year is zero.
    shift: Option<Decimal>,
}

pub(super) fn render(figures: &Figures, faces: &Faces<'_>, options: &ChartOptions) -> Result<DisplayList, ChartError> {
    let negative = |row: &Figure| row.prior.unwrap_or(0) < 0 || row.current.unwrap_or(0) < 0;
    let note = if figures.rows.iter().any(negative) { note(options.lang) } else { "" };
    let width = f64::from(options.width.clamp(640, 4000)) - 2.0 * frame::MARGIN;
    let limit = ((width - TEXTS - 2.0 * BAR - BAND) / 2.0).min(width * 0.28);
    let parts = parts(figures, faces, limit, options.lang)?;
    let title = title(figures, options);
    let subtitle = words::subtitle(figures, Kind::Share, options.lang, note);
    let frame = Frame::new(faces, options, [&title, &subtitle, &words::source(figures, Kind::Share, options)]);
    let heights: Vec<f64> = parts.iter().map(|part| part.lines.len() as f64 * NAME.size * LEADING + 5.0).collect();
    let top = frame.top() + HEAD;
    let bottom = top + heights.iter().sum::<f64>().max(300.0);
    let (left, right) = frame.sides();
    let names = parts.iter().flat_map(|part| &part.lines).map(|line| faces.width(line, NAME.size, NAME.weight));
    let names = names.fold(0.0, f64::max);
    let before = left + names + 6.0 + SHARE + LEADER;
    // The bands between the bars get the width that the texts leave, within limits.
    let after =
        (right - names - (TEXTS - 6.0 - SHARE - LEADER) - BAR).min(before + BAR + 260.0).max(before + BAR + BAND);
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        let style = Style::new(13.25, INK).bold();
        let y = frame.top() + 10.0;
        canvas.text(&labels::period(figures.base, options.lang), (before + BAR, y), Anchor::Right, style)?;
        canvas.text(&labels::period(figures.year, options.lang), (after, y), Anchor::Left, style)?;
        let shift = if options.lang == Lang::Zh { "变化（百分点）" } else { "shift (pt)" };
        let shift_end = after + BAR + LEADER + SHARE + SHIFT;
        canvas.text(shift, (shift_end + 24.0, y), Anchor::Right, Style::new(13.25, MUTED))?;
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

/// An item, its shares of both years, and the change in percentage points.
type Shares<'a> = (&'a Figure, [Option<Ratio>; 2], Option<Decimal>);

/// The shares of every item that is above zero in a year.
fn shares(figures: &Figures) -> Result<Vec<Shares<'_>>, ChartError> {
    let whole = |side: fn(&Figure) -> Option<i64>| -> Result<i64, ChartError> {
        let sum: i128 = figures.rows.iter().filter_map(side).filter(|fen| *fen > 0).map(i128::from).sum();
        i64::try_from(sum).map_err(|_| ChartError::Overflow { what: figures.table.title().to_owned() })
    };
    let (prior_whole, current_whole) = (whole(|row| row.prior)?, whole(|row| row.current)?);
    let share = |amount: Option<i64>, whole: i64| amount.filter(|fen| *fen > 0).and_then(|fen| Ratio::new(fen, whole));
    let both = prior_whole > 0 && current_whole > 0;
    let of_row = |row: &'_ Figure| {
        let (prior, current) = (share(row.prior, prior_whole), share(row.current, current_whole));
        let shift = both.then(|| Points::between(prior, current).map_or(Decimal::ZERO, |points| points.value(2)));
        ([prior, current], shift)
    };
    let rows = figures.rows.iter().map(|row| {
        let (shares, shift) = of_row(row);
        (row, shares, shift)
    });
    Ok(rows.filter(|(_, shares, _)| shares.iter().any(Option::is_some)).collect())
}

fn parts<'a>(figures: &'a Figures, faces: &Faces<'_>, limit: f64, lang: Lang) -> Result<Vec<Part<'a>>, ChartError> {
    let measure = |text: &str| faces.width(text, NAME.size, NAME.weight);
    let part = |(figure, [prior, current], shift): Shares<'a>| {
        let lines = clamp(break_lines(&figure.name, limit, measure), 3, limit, measure);
        let subject = labels::subject(figure, figures, lang);
        Part { figure, subject, lines, prior, current, shift }
    };
    Ok(shares(figures)?.into_iter().map(part).collect())
}

/// The title: the items whose shares rose and fell most.
pub(super) fn title(figures: &Figures, options: &ChartOptions) -> String {
    let usual = || words::title(figures, Kind::Share, options);
    let (Lang::Zh, None, Ok(shares)) = (options.lang, &options.title, shares(figures)) else { return usual() };
    let shifts: Vec<(&str, Decimal)> = shares
        .iter()
        .filter(|(row, ..)| !row.gathered)
        .filter_map(|(row, _, shift)| Some((row.name.as_str(), (*shift)?)))
        .collect();
    let up = shifts.iter().filter(|(_, shift)| *shift > Decimal::ZERO).max_by_key(|(_, shift)| *shift);
    let down = shifts.iter().filter(|(_, shift)| *shift < Decimal::ZERO).min_by_key(|(_, shift)| *shift);
    let said = [("提高", up), ("下降", down)].into_iter().filter_map(|(verb, row)| {
        let (name, shift) = row?;
        Some(format!("{name}占比{verb}{}个百分点", shift.abs()))
    });
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => usual(),
        false => words::between(figures, &format!("{}：{}", words::subject(figures), said.join("，"))),
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
        canvas.regarding(part.subject.clone(), || {
            let mut shown = columns.into_iter().filter_map(|(amount, x, (from, to), color)| {
                Some((amount.filter(|fen| *fen > 0)?, [x, from, x + BAR, to], color))
            });
            shown.try_for_each(|(fen, bounds, color)| canvas.part(bounds, color, fen))
        })?;
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

fn draw_prior_labels(canvas: &Canvas<'_>, parts: &[Part<'_>], sides: &Sides, wanted: &[f64]) -> Result<(), ChartError> {
    let shown: Vec<usize> = (0..parts.len()).filter(|index| parts[*index].prior.is_some()).collect();
    let ideal: Vec<f64> = shown.iter().map(|index| wanted[*index]).collect();
    let heights: Vec<f64> = shown.iter().map(|index| sides.heights[*index]).collect();
    for (index, place) in shown.iter().zip(spread(&ideal, &heights, (sides.top, sides.bottom))) {
        let part = &parts[*index];
        canvas.line(&[(sides.before - LEADER + 2.0, place), (sides.before, wanted[*index])], MUTED, 0.5)?;
        let x = sides.before - LEADER - 2.0;
        let share = part.prior.map(labels::percent).unwrap_or_default();
        canvas.regarding(part.subject.clone(), || {
            canvas.text(&share, (x, place), Anchor::Right, PERCENT.colored(MUTED))?;
            canvas.lines(&part.lines, (x - SHARE - 2.0, place), Anchor::Right, NAME.colored(MUTED))
        })?;
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
            canvas.line(&[(start, *y), (start + LEADER - 2.0, place)], MUTED, 0.5)?;
        }
        let x = start + LEADER + SHARE;
        let share = part.current.map_or_else(|| "—".to_owned(), labels::percent);
        let text = part.shift.map_or_else(|| "—".to_owned(), signed);
        let style = PERCENT.colored(change_color(part.shift, options));
        canvas.regarding(part.subject.clone(), || {
            canvas.text(&share, (x, place), Anchor::Right, PERCENT.bold())?;
            canvas.text(&text, (x + SHIFT, place), Anchor::Right, style)?;
            canvas.lines(&part.lines, (x + SHIFT + 8.0, place), Anchor::Left, NAME)
        })?;
    }
    Ok(())
}
