//! 增减图: changes as bars, and growth rates as pins in the same rows.

use super::canvas::{Anchor, Canvas, Style, draw};
use super::figure::Figure;
use super::figures::Figures;
use super::font::Faces;
use super::frame::{self, Frame, INK, MUTED, RULE};
use super::mark::{Color, DisplayList};
use super::rows::Rows;
use super::scale::{Scale, Span};
use super::{ChartError, ChartOptions, Kind, Lang, labels, words};
use crate::model::{Growth, Ratio};

const GAP: f64 = 6.0;
const HEAD: f64 = 24.0;
const SEAM: f64 = 24.0;
/// The length of an arrow relative to the longest pin.
const ARROW: f64 = 1.2;

pub(super) fn render(
    figures: &Figures,
    kind: Kind,
    faces: &Faces<'_>,
    options: &ChartOptions,
) -> Result<DisplayList, ChartError> {
    let title = words::title(figures, kind, options);
    let subtitle = words::subtitle(figures, kind, options.lang, "");
    let frame = Frame::new(faces, options, [&title, &subtitle, &words::source(figures, kind, options)]);
    let names: Vec<String> = figures.rows.iter().map(|row| row.name.clone()).collect();
    let (left, right) = frame.sides();
    let top = frame.top() + HEAD;
    let rows = Rows::new(faces, &names, top, (right - left) * 0.28, 37.5);
    let names_end = left + rows.width;
    let width = |text: &str| faces.width(text, frame::NUMBER.size, frame::NUMBER.weight);
    let bars: Vec<Span> = figures.rows.iter().map(|row| bar_span(row, figures, width)).collect();
    let room_for_both = right - names_end - 2.0 * SEAM;
    let mut pins: Vec<Pin> = pins(figures, options, false);
    if labels(&bars) + labels(&pins.iter().map(|pin| pin.span(width)).collect::<Vec<_>>()) > room_for_both - 160.0 {
        pins = self::pins(figures, options, true);
    }
    let pin_spans: Vec<Span> = pins.iter().map(|pin| pin.span(width)).collect();
    // The pins get the width they need; the bars get the rest, because amounts matter more.
    let left_over = (room_for_both - labels(&bars) - labels(&pin_spans)).max(0.0);
    let fair = room_for_both - pin_room(&pin_spans);
    let middle = names_end + SEAM + fair.clamp(labels(&bars) + left_over * 0.5, labels(&bars) + left_over * 0.9);
    let heads = heads(figures, options).map(|head| (width(&head) / 2.0 + 2.0, head));
    let room = |spans: &[Span], head: f64| {
        let mut spans = spans.to_vec();
        spans.push(Span { from: 0.0, to: 0.0, before: head, after: head });
        spans
    };
    let bar_scale = Scale::fit(&room(&bars, heads[0].0), 0.0, (names_end + SEAM / 2.0, middle - SEAM / 2.0));
    let pin_scale = Scale::fit(&room(&pin_spans, heads[1].0), 0.0, (middle + SEAM / 2.0, right));
    let bottom = rows.bottom;
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        for (scale, (_, head)) in [&bar_scale, &pin_scale].into_iter().zip(&heads) {
            canvas.text(head, (scale.at(0.0), frame.top() + HEAD / 2.0 - 2.0), Anchor::Center, frame::NUMBER.bold())?;
        }
        for (index, row) in figures.rows.iter().enumerate() {
            if index > 0 {
                canvas.line(&[(left, rows.top(index)), (right, rows.top(index))], RULE, 0.75)?;
            }
            canvas.regarding(labels::subject(row, figures, options.lang), || {
                rows.draw_name(canvas, index, names_end, frame::NAME)?;
                draw_bar(canvas, row, (rows.middle(index), rows.height), &bar_scale, figures, options)?;
                draw_pin(canvas, &pins[index], rows.middle(index), &pin_scale)
            })?;
        }
        for scale in [&bar_scale, &pin_scale] {
            canvas.line(&[(scale.at(0.0), top), (scale.at(0.0), bottom)], INK, 1.5)?;
        }
        Ok(())
    })
}

/// The length of the longest pin, if there is room.
const PIN: f64 = 110.0;

/// The width of pins and their labels if the longest pin is [`PIN`] long.
fn pin_room(spans: &[Span]) -> f64 {
    let longest = spans.iter().map(|span| span.to.abs()).fold(0.0, f64::max);
    let scale = if longest > 0.0 { PIN / longest } else { 0.0 };
    let before = spans.iter().map(|span| span.before - span.to.min(0.0) * scale).fold(0.0, f64::max);
    let after = spans.iter().map(|span| span.after + span.to.max(0.0) * scale).fold(0.0, f64::max);
    before + after
}

/// The width of the labels on both sides of an axis.
fn labels(spans: &[Span]) -> f64 {
    let side = |pick: fn(&Span) -> f64| spans.iter().map(pick).fold(0.0, f64::max);
    side(|span| span.before) + side(|span| span.after)
}

fn heads(figures: &Figures, options: &ChartOptions) -> [String; 2] {
    let unit = labels::unit(figures.unit, options.lang);
    match options.lang {
        Lang::Zh => [format!("增减额（{unit}）"), "增减率（%）".to_owned()],
        Lang::En => [format!("Change ({unit})"), "Growth (%)".to_owned()],
    }
}

fn bar_span(row: &Figure, figures: &Figures, width: impl Fn(&str) -> f64) -> Span {
    let label = GAP + 2.0 + width(&labels::signed(row.change, figures.unit));
    let (before, after) = if row.change < 0 { (label, 0.0) } else { (0.0, label) };
    Span { from: 0.0, to: row.change as f64, before, after }
}

fn change_color(change: i64, options: &ChartOptions) -> Color {
    match change.signum() {
        1 => options.palette.up,
        -1 => options.palette.down,
        _ => MUTED,
    }
}

fn draw_bar(
    canvas: &Canvas<'_>,
    row: &Figure,
    (y, height): (f64, f64),
    scale: &Scale,
    figures: &Figures,
    options: &ChartOptions,
) -> Result<(), ChartError> {
    let half = height * 0.3;
    let (zero, end) = (scale.at(0.0), scale.at(row.change as f64));
    let color = change_color(row.change, options);
    if row.change != 0 {
        canvas.visible_bar([zero, y - half, end, y + half], color, row.change)?;
    }
    let (x, anchor) = if row.change < 0 { (end - GAP, Anchor::Right) } else { (end + GAP, Anchor::Left) };
    canvas.text(&labels::signed(row.change, figures.unit), (x, y), anchor, frame::NUMBER.colored(color))
}

/// A growth rate: a pin, an arrow for an outlier, or words.
struct Pin {
    /// The rate in percent; `None` if there are only words.
    length: Option<f64>,
    outlier: bool,
    label: String,
    style: Style,
    down: bool,
}

impl Pin {
    fn span(&self, width: impl Fn(&str) -> f64) -> Span {
        let label = GAP + 10.0 + width(&self.label);
        let (before, after) = if self.down { (label, 0.0) } else { (0.0, label) };
        Span { from: 0.0, to: self.length.unwrap_or(0.0), before, after }
    }
}

fn pins(figures: &Figures, options: &ChartOptions, short: bool) -> Vec<Pin> {
    let rates: Vec<Option<f64>> = figures.rows.iter().map(|row| pin_rate(row).map(length)).collect();
    let limit = outlier_limit(&rates);
    let longest = rates.iter().flatten().map(|rate| rate.abs()).filter(|rate| *rate <= limit).fold(0.0, f64::max);
    let longest = if longest > 0.0 { longest } else { 1.0 };
    let pin = |(row, rate): (&Figure, &Option<f64>)| {
        let outlier = rate.is_some_and(|rate| rate.abs() > limit);
        let length = if outlier { rate.map(|rate| rate.signum() * longest * ARROW) } else { *rate };
        let style = frame::NUMBER.colored(change_color(row.change, options));
        Pin { length, outlier, label: pin_label(row, options.lang, short), style, down: row.change < 0 }
    };
    figures.rows.iter().zip(&rates).map(pin).collect()
}

/// The rate to draw; `None` for 新增 and 取消, which are not rates of ±100 %.
fn pin_rate(row: &Figure) -> Option<Ratio> {
    match row.growth {
        Some(Growth::Rate(rate)) => Some(rate),
        _ => None,
    }
}

fn length(rate: Ratio) -> f64 {
    rate.numerator() as f64 / rate.denominator() as f64 * 100.0
}

/// The rate above which a pin is an outlier: 100 % or three times the median, whichever is larger. Outliers are drawn
/// as arrows, so that they do not dominate the scale.
fn outlier_limit(rates: &[Option<f64>]) -> f64 {
    let mut sizes: Vec<f64> = rates.iter().flatten().map(|rate| rate.abs()).filter(|rate| *rate > 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    let middle = if sizes.is_empty() { 0.0 } else { sizes[(sizes.len() - 1) / 2] };
    (3.0 * middle).max(100.0)
}

fn pin_label(row: &Figure, lang: Lang, short: bool) -> String {
    match (row.growth, lang) {
        _ if short => labels::growth(row, lang),
        (Some(Growth::New), Lang::Zh) => "新增（上年无此项）".to_owned(),
        (Some(Growth::Gone), Lang::Zh) => "取消（本年无此项）".to_owned(),
        (Some(Growth::NegativeBase), Lang::Zh) => "上年为负，不计算".to_owned(),
        _ => labels::growth(row, lang),
    }
}

fn draw_pin(canvas: &Canvas<'_>, pin: &Pin, y: f64, scale: &Scale) -> Result<(), ChartError> {
    let zero = scale.at(0.0);
    let side = if pin.down { -1.0 } else { 1.0 };
    let anchor = if pin.down { Anchor::Right } else { Anchor::Left };
    let Some(length) = pin.length else {
        return canvas.text(&pin.label, (zero + side * (GAP + 3.0), y), anchor, pin.style);
    };
    let end = scale.at(length);
    let color = pin.style.color;
    canvas.line(&[(zero, y), (end, y)], color, 2.0)?;
    if pin.outlier {
        canvas.polygon(&[(end, y - 5.0), (end + side * 9.0, y), (end, y + 5.0)], color)?;
    } else {
        canvas.block([end - 4.0, y - 4.0, end + 4.0, y + 4.0], color)?;
    }
    let reach = if pin.outlier { 9.0 } else { 4.0 };
    canvas.text(&pin.label, (end + side * (reach + GAP - 1.0), y), anchor, pin.style)
}
