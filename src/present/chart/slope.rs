//! 坡度图: the items as lines between two years, with labels at both ends.

use super::canvas::{Anchor, Canvas, LEADING, Style, draw};
use super::figure::Figure;
use super::figures::Figures;
use super::font::Faces;
use super::frame::{Frame, INK, MUTED, RULE};
use super::line_break::{break_lines, clamp};
use super::mark::{Color, DisplayList};
use super::spread::spread;
use super::{ChartError, ChartOptions, Kind, Lang, labels, words};
use crate::model::Growth;

const NAME: Style = Style::new(13.25, INK);
const HEAD: f64 = 26.0;

pub(super) fn render(figures: &Figures, faces: &Faces<'_>, options: &ChartOptions) -> Result<DisplayList, ChartError> {
    let title = words::title(figures, Kind::Slope, options);
    // 其余 is left out: as a sum it would dominate the scale.
    let whole = figures;
    let mut figures = figures.clone();
    figures.rows.retain(|row| !row.gathered);
    let figures = &figures;
    let amounts = figures.rows.iter().flat_map(|row| [row.prior, row.current]).flatten();
    let scale = Height::of(amounts.clone());
    let mut note = scale.note(options.lang).to_owned();
    if figures.rows.len() < whole.rows.len() {
        note += &self::note(figures.rows.len(), options.lang);
    }
    let subtitle = words::subtitle(figures, Kind::Slope, options.lang, &note);
    let frame = Frame::new(faces, options, [&title, &subtitle, &words::source(figures, Kind::Slope, options)]);
    let (left, right) = frame.sides();
    let number = |amount: i64| faces.width(&labels::amount(amount, figures.unit), NAME.size, super::Weight::Bold);
    let numbers = amounts.map(number).fold(0.0, f64::max) + 10.0;
    let limit = ((right - left) * 0.33 - numbers).max(80.0);
    let measure = |text: &str| faces.width(text, NAME.size, NAME.weight);
    let names: Vec<[Vec<String>; 2]> = figures
        .rows
        .iter()
        .map(|row| [0, 1].map(|side| format!("{}{}", row.name, status(row, side, options.lang))))
        .map(|names| names.map(|name| clamp(break_lines(&name, limit, measure), 3, limit, measure)))
        .collect();
    let widest = names.iter().flatten().flatten().map(|line| measure(line)).fold(0.0, f64::max);
    let heights: Vec<[f64; 2]> = names
        .iter()
        .map(|names| names.each_ref().map(|lines| lines.len() as f64 * NAME.size * LEADING + 5.0))
        .collect();
    let side = |side: usize| heights.iter().map(|heights| heights[side]).sum::<f64>();
    let top = frame.top() + HEAD;
    let bottom = top + (side(0).max(side(1)) * 1.25).max(200.0);
    let ends = (left + widest + numbers + 40.0, right - widest - numbers - 40.0);
    // Room for half a label above the highest and below the lowest point.
    let pad = heights.iter().flatten().fold(0.0, |most: f64, height| most.max(*height)) / 2.0;
    let place = |fen: i64| bottom - pad - scale.part(fen) * (bottom - top - 2.0 * pad);
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        for (x, year, anchor) in [(ends.0, figures.base, Anchor::Right), (ends.1, figures.year, Anchor::Left)] {
            canvas.line(&[(x, top), (x, bottom)], RULE, 1.0)?;
            let text = labels::year(year, options.lang);
            canvas.text(&text, (x, frame.top() + 10.0), anchor, Style::new(13.25, INK).bold())?;
        }
        draw_lines(canvas, figures, ends, place, options)?;
        let lang = options.lang;
        let side = |index: usize, fen: fn(&Figure) -> Option<i64>, x: f64| End { index, fen, x, numbers, lang };
        for end in [side(0, |row| row.prior, ends.0), side(1, |row| row.current, ends.1)] {
            draw_labels(canvas, figures, (&names, &heights), &end, place, (top, bottom))?;
        }
        Ok(())
    })
}

/// The vertical scale. It is logarithmic unless an amount is negative: large and small items then share the height, and
/// equal slopes mean equal growth rates.
struct Height {
    lowest: f64,
    highest: f64,
    /// The part at the bottom where zeros stand.
    floor: f64,
    logarithmic: bool,
}

impl Height {
    fn of(amounts: impl Iterator<Item = i64> + Clone) -> Self {
        let logarithmic = amounts.clone().all(|fen| fen >= 0) && amounts.clone().any(|fen| fen > 0);
        let positive = amounts.clone().filter(|fen| *fen > 0);
        let (lowest, highest) = match logarithmic {
            true => (positive.clone().min().map_or(0.0, log2), positive.max().map_or(0.0, log2)),
            false => {
                (amounts.clone().min().unwrap_or(0).min(0) as f64, amounts.clone().max().unwrap_or(0).max(0) as f64)
            }
        };
        let floor = if logarithmic && amounts.clone().any(|fen| fen == 0) { 0.12 } else { 0.0 };
        Self { lowest, highest, floor, logarithmic }
    }

    /// How far up an amount is, from 0 to 1.
    fn part(&self, fen: i64) -> f64 {
        let value = match (self.logarithmic, fen) {
            (true, 0) => return 0.0,
            (true, _) => log2(fen),
            (false, _) => fen as f64,
        };
        let range = self.highest - self.lowest;
        let part = if range > 0.0 { (value - self.lowest) / range } else { 0.5 };
        self.floor + part * (1.0 - self.floor)
    }

    fn note(&self, lang: Lang) -> &'static str {
        match (self.logarithmic, lang) {
            (false, _) => "",
            (true, Lang::Zh) => "，纵轴为对数，坡度相同即增减率相同",
            (true, Lang::En) => "; logarithmic: equal slopes are equal growth rates",
        }
    }
}

/// The binary logarithm of a positive amount, by squaring: the same bits on every machine, which the function of the
/// standard library does not promise.
fn log2(fen: i64) -> f64 {
    let mut value = fen as f64;
    let mut log = 0.0;
    while value >= 2.0 {
        value /= 2.0;
        log += 1.0;
    }
    let mut bit = 0.5;
    for _ in 0..24 {
        value *= value;
        if value >= 2.0 {
            value /= 2.0;
            log += bit;
        }
        bit /= 2.0;
    }
    log
}

fn note(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("，只列金额最大的{count}项"),
        Lang::En => format!("; the {count} largest items"),
    }
}

/// The status of an item that is new or gone, at the side of its only amount; else empty.
fn status(row: &Figure, side: usize, lang: Lang) -> String {
    let alone = match side {
        0 => row.growth == Some(Growth::Gone) && row.current.is_none(),
        _ => row.growth == Some(Growth::New) && row.prior.is_none(),
    };
    match lang {
        _ if !alone => String::new(),
        Lang::Zh => format!("（{}）", labels::growth(row, lang)),
        Lang::En => format!(" ({})", labels::growth(row, lang)),
    }
}

fn change_color(row: &Figure, options: &ChartOptions) -> Color {
    match row.change.signum() {
        1 => options.palette.up,
        -1 => options.palette.down,
        _ => MUTED,
    }
}

fn draw_lines(
    canvas: &Canvas<'_>,
    figures: &Figures,
    ends: (f64, f64),
    place: impl Fn(i64) -> f64,
    options: &ChartOptions,
) -> Result<(), ChartError> {
    for row in &figures.rows {
        let color = change_color(row, options);
        let points: Vec<(f64, f64)> = [(row.prior, ends.0), (row.current, ends.1)]
            .into_iter()
            .filter_map(|(amount, x)| Some((x, place(amount?))))
            .collect();
        canvas.regarding(labels::subject(row, figures, options.lang), || {
            if points.len() == 2 {
                canvas.line(&points, color, 2.0)?;
            }
            points.iter().try_for_each(|(x, y)| canvas.dot(*x, *y, 4.0, color))
        })?;
    }
    Ok(())
}

/// A side of the chart.
struct End {
    index: usize,
    fen: fn(&Figure) -> Option<i64>,
    x: f64,
    numbers: f64,
    lang: Lang,
}

fn draw_labels(
    canvas: &Canvas<'_>,
    figures: &Figures,
    (names, heights): (&[[Vec<String>; 2]], &[[f64; 2]]),
    end: &End,
    place: impl Fn(i64) -> f64,
    bounds: (f64, f64),
) -> Result<(), ChartError> {
    let shown: Vec<(usize, i64)> =
        figures.rows.iter().enumerate().filter_map(|(index, row)| Some((index, (end.fen)(row)?))).collect();
    let wanted: Vec<f64> = shown.iter().map(|(_, fen)| place(*fen)).collect();
    let heights: Vec<f64> = shown.iter().map(|(index, _)| heights[*index][end.index]).collect();
    let places = spread(&wanted, &heights, bounds);
    let (side, anchor) = if end.index == 0 { (-1.0, Anchor::Right) } else { (1.0, Anchor::Left) };
    for (((index, fen), y), label) in shown.iter().zip(&wanted).zip(places) {
        let text = labels::amount(*fen, figures.unit);
        let style = if end.index == 0 { NAME.colored(MUTED) } else { NAME.bold() };
        let edge = if end.index == 0 { end.x - 34.0 } else { end.x + 24.0 + end.numbers };
        canvas.regarding(labels::subject(&figures.rows[*index], figures, end.lang), || {
            canvas.line(&[(end.x + side * 7.0, *y), (end.x + side * 30.0, label)], MUTED, 0.5)?;
            canvas.text(&text, (edge, label), Anchor::Right, style)?;
            canvas.lines(&names[*index][end.index], (end.x + side * (34.0 + end.numbers), label), anchor, NAME)
        })?;
    }
    Ok(())
}
