//! 趋势图: a small line chart per item over any number of years, the total first and largest. Gaps are not bridged;
//! 预算 and 决算 are separate lines.

use super::canvas::{Anchor, Canvas, LEADING, Style, draw};
use super::font::{Faces, Weight};
use super::frame::{Frame, INK, MUTED, RULE, WHITE};
use super::line_break::{break_lines, clamp};
use super::mark::{DisplayList, Subject};
use super::series::{Series, TrendSubject};
use super::spread::spread;
use super::{ChartError, ChartOptions, Lang, labels, trend_words};
use crate::model::{AmountUnit, FiscalYear, Growth, Phase};
use std::collections::{BTreeMap, BTreeSet};

const NAME: Style = Style::new(13.25, INK);
const YEAR: Style = Style::new(13.25, MUTED);
/// The heights of the first plot and of the others.
const HEIGHTS: [f64; 2] = [150.0, 84.0];
/// The height of a label.
const LABEL: f64 = 18.0;
/// The space between two panels.
const SEAM: f64 = 24.0;
/// The maximum number of lines.
const MOST: usize = 12;

/// A line: amounts in 分 by the index of the year.
struct Line {
    phase: Phase,
    hollow: bool,
    points: Vec<(usize, i64)>,
    /// The label at its end.
    last: String,
}

/// 小图: the lines of one item, with a scale of their own.
struct Panel {
    name: Vec<String>,
    lines: Vec<Line>,
}

/// What all panels have in common.
struct Plot<'a> {
    years: &'a [FiscalYear],
    unit: AmountUnit,
    lang: Lang,
    /// The widths of the numbers at the left and of the labels at the right.
    texts: (f64, f64),
    ink: super::mark::Color,
}

pub(super) fn render(
    subject: &TrendSubject,
    series: &[Series],
    faces: &Faces<'_>,
    options: &ChartOptions,
) -> Result<(DisplayList, String), ChartError> {
    let years = years(series).ok_or_else(|| ChartError::NoRows { wanted: "没有任何年度的数".to_owned() })?;
    let unit = options.unit.unwrap_or_else(|| super::figures::readable_unit(largest(series)));
    let (drawn, single) = comparable(series, &years);
    let [title, subtitle, source] = trend_words::texts(subject, series, &years, unit, single, options);
    let frame = Frame::new(faces, options, [&title, &subtitle, &source]);
    let (left, right) = frame.sides();
    let mut panels = panels(&drawn, &years, unit, options);
    let width = |text: &str, weight| faces.width(text, NAME.size, weight);
    let lines = || panels.iter().flat_map(|panel| &panel.lines);
    let begins = |line: &Line| line.points.first().filter(|_| line.points.len() > 1).map(|point| point.1);
    let first = |line: &Line| begins(line).map(|fen| width(&labels::amount(fen, unit), Weight::Regular));
    let texts = (
        lines().filter_map(first).fold(0.0, f64::max),
        lines().map(|line| width(&line.last, Weight::Bold)).fold(0.0, f64::max),
    );
    let plot = Plot { years: &years, unit, lang: options.lang, texts, ink: options.palette.this_year };
    // Two panels side by side if there is room for the lines between their labels.
    let half = (right - left - SEAM) / 2.0;
    let columns = if panels.len() > 2 && half - plot.margins() >= 70.0 { 2 } else { 1 };
    let mut places = Vec::new();
    let mut y = frame.top() + 4.0;
    let mut index = 0;
    while index < panels.len() {
        let count = if index == 0 { 1 } else { columns.min(panels.len() - index) };
        let wide = if index == 0 || columns == 1 { right - left } else { half };
        let row = index..index + count;
        for panel in &mut panels[row.clone()] {
            let measure = |text: &str| width(text, Weight::Bold);
            panel.name = clamp(break_lines(&panel.name.concat(), wide, measure), 3, wide, measure);
        }
        let of_row = || panels[row.clone()].iter();
        let headings = of_row().map(Panel::heading).fold(0.0, f64::max);
        let least = HEIGHTS[usize::from(index > 0)];
        let height = of_row().map(|panel| panel.lines.len() as f64 * LABEL).fold(least, f64::max);
        for column in 0..count {
            let x = left + column as f64 * (half + SEAM);
            places.push([x, y + headings, x + wide, y + headings + height]);
        }
        y += headings + height + 34.0;
        index += count;
    }
    let bottom = y - 8.0;
    let list = draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        for (index, (panel, place)) in panels.iter().zip(&places).enumerate() {
            canvas.regarding(panel.subject(&plot), || draw_panel(canvas, panel, &plot, *place, index == 0))?;
        }
        Ok(())
    })?;
    Ok((list, title))
}

impl Line {
    /// The first point, if it is in the first year and not also the last.
    fn first(&self) -> Option<(usize, i64)> {
        self.points.first().filter(|point| point.0 == 0 && self.points.len() > 1).copied()
    }
}

impl Panel {
    /// What its marks are about: every amount of its lines.
    fn subject(&self, plot: &Plot<'_>) -> Subject {
        let (colon, comma) = if plot.lang == Lang::Zh { ("：", "，") } else { (": ", ", ") };
        let amounts = |line: &Line| {
            let amount = |(index, fen): &(usize, i64)| {
                let when = plot.years.get(*index).map(|year| labels::period((*year, line.phase), plot.lang));
                let gap = if plot.lang == Lang::Zh { "" } else { " " };
                let unit = labels::unit(plot.unit, plot.lang);
                format!("{}{gap}{}{gap}{unit}", when.unwrap_or_default(), labels::amount(*fen, plot.unit))
            };
            line.points.iter().map(amount).collect::<Vec<_>>()
        };
        let amounts: Vec<String> = self.lines.iter().flat_map(amounts).collect();
        Subject { item: None, words: format!("{}{colon}{}", self.name.concat(), amounts.join(comma)) }
    }

    /// The height of its heading.
    fn heading(&self) -> f64 {
        self.name.len() as f64 * NAME.size * LEADING + 6.0
    }
}

impl Plot<'_> {
    /// The width of everything but the lines.
    fn margins(&self) -> f64 {
        self.texts.0 + self.texts.1 + 14.0 + 34.0 + 8.0
    }
}

/// The lines of the first item and of all others with figures of at least two years, since a point alone shows no change;
/// and the number of the items left out.
fn comparable<'a>(series: &'a [Series], years: &[FiscalYear]) -> (Vec<&'a Series>, usize) {
    let mut known: BTreeMap<&str, BTreeSet<FiscalYear>> = BTreeMap::new();
    for line in series {
        known.entry(&line.name).or_default().extend(line.points.keys());
    }
    let first = series.iter().find(|line| !line.points.is_empty()).map(|line| line.name.as_str());
    let single = |name: &str| years.len() > 1 && Some(name) != first && known[name].len() == 1;
    let drawn = series.iter().filter(|line| !single(&line.name)).collect();
    (drawn, known.keys().filter(|name| single(name)).count())
}

/// One panel per name, in the order of the series.
fn panels(series: &[&Series], years: &[FiscalYear], unit: AmountUnit, options: &ChartOptions) -> Vec<Panel> {
    let most = options.top.unwrap_or(MOST).clamp(1, MOST);
    let mixed = series.iter().any(|line| line.phase != series[0].phase);
    let mut panels: Vec<(&str, Panel)> = Vec::new();
    for one in series.iter().filter(|line| !line.points.is_empty()).take(most) {
        let point = |(index, year): (usize, &FiscalYear)| Some((index, one.points.get(year)?.fen()));
        let points: Vec<(usize, i64)> = years.iter().enumerate().filter_map(point).collect();
        let amount = points.last().map(|point| labels::amount(point.1, unit)).unwrap_or_default();
        // A line that ends early names its year, since its label is placed at the last one.
        let early = one.points.last_key_value().map(|(year, _)| *year).filter(|year| Some(year) != years.last());
        let last = match (mixed, early, options.lang) {
            (false, None, _) => amount,
            (true, None, Lang::Zh) => format!("{} {amount}", one.phase),
            (true, None, Lang::En) => format!("{} {amount}", labels::english_phase(one.phase)),
            (false, Some(year), Lang::Zh) => format!("{year}年 {amount}"),
            (false, Some(year), Lang::En) => format!("{year} {amount}"),
            (true, Some(year), lang) => format!("{} {amount}", labels::period((year, one.phase), lang)),
        };
        let hollow = mixed && matches!(one.phase, Phase::Approved | Phase::Adjusted);
        let line = Line { phase: one.phase, hollow, points, last };
        match panels.iter_mut().find(|(name, _)| *name == one.name) {
            Some((_, panel)) => panel.lines.push(line),
            None => panels.push((&one.name, Panel { name: vec![one.name.clone()], lines: vec![line] })),
        }
    }
    panels.into_iter().map(|(_, panel)| panel).collect()
}

/// Every year from the first to the last, including those without figures.
fn years(series: &[Series]) -> Option<Vec<FiscalYear>> {
    let known = || series.iter().flat_map(|line| line.points.keys());
    let (first, last) = (known().min()?, known().max()?);
    Some((first.get()..=last.get()).filter_map(FiscalYear::new).collect())
}

fn largest(series: &[Series]) -> u64 {
    series.iter().flat_map(|line| line.points.values()).map(|amount| amount.fen().unsigned_abs()).max().unwrap_or(0)
}

fn draw_panel(
    canvas: &Canvas<'_>,
    panel: &Panel,
    plot: &Plot<'_>,
    [left, top, right, floor]: [f64; 4],
    first: bool,
) -> Result<(), ChartError> {
    let middle = top - panel.heading() / 2.0 - 1.0;
    canvas.lines(&panel.name, (left, middle), Anchor::Left, NAME.bold())?;
    if let (Some(rate), [name]) = (rate(panel, plot.lang), panel.name.as_slice()) {
        let x = left + canvas.width(name, NAME.bold()) + 10.0;
        if x + canvas.width(&rate, YEAR) <= right {
            canvas.text(&rate, (x, middle), Anchor::Left, YEAR)?;
        }
    }
    let ends = (left + plot.texts.0 + 14.0, right - plot.texts.1 - 34.0);
    let steps = plot.years.len().saturating_sub(1).max(1) as f64;
    let x = |index: usize| ends.0 + (ends.1 - ends.0) * index as f64 / steps;
    let fens = || panel.lines.iter().flat_map(|line| line.points.iter().map(|point| point.1));
    let (lowest, highest) = (fens().min().unwrap_or(0).min(0) as f64, fens().max().unwrap_or(0).max(0) as f64);
    let range = if highest > lowest { highest - lowest } else { 1.0 };
    // Room for half a label above the highest and below the lowest point.
    let place = |fen: i64| floor - LABEL / 2.0 - (fen as f64 - lowest) / range * (floor - top - LABEL);
    draw_years(canvas, plot.years, x, (top, floor), plot.lang)?;
    canvas.line(&[(ends.0 - 8.0, place(0)), (ends.1 + 8.0, place(0))], RULE, 1.0)?;
    // Rings first: a point on one of them fills it and leaves its rim.
    for hollow in [true, false] {
        for line in panel.lines.iter().filter(|line| line.hollow == hollow) {
            draw_line(canvas, line, plot, x, place)?;
        }
    }
    draw_ends(canvas, panel, plot, (x, ends), (&place, top, floor))?;
    if first && panel.lines.len() == 1 {
        draw_between(canvas, &panel.lines[0], plot, (x, &place), (top, floor))?;
    }
    Ok(())
}

/// The growth from the first figure to the last, if the panel has one line.
fn rate(panel: &Panel, lang: Lang) -> Option<String> {
    let [line] = panel.lines.as_slice() else { return None };
    let [first, .., last] = line.points.as_slice() else { return None };
    let growth = Growth::between(first.1, last.1).filter(|growth| matches!(growth, Growth::Rate(_)));
    growth.and_then(|growth| labels::rate(growth, lang))
}

fn draw_years(
    canvas: &Canvas<'_>,
    years: &[FiscalYear],
    x: impl Fn(usize) -> f64,
    (top, floor): (f64, f64),
    lang: Lang,
) -> Result<(), ChartError> {
    let name = |year: &FiscalYear| if lang == Lang::Zh { format!("{year}年") } else { year.to_string() };
    let wide = canvas.width("2024年", YEAR) + 10.0;
    let step = if years.len() > 1 { x(1) - x(0) } else { wide };
    // If years are too close for their labels, only every second (third …) is labelled, counted from the last.
    let every = ((wide / step).ceil() as usize).max(1);
    for (index, year) in years.iter().enumerate() {
        canvas.line(&[(x(index), top), (x(index), floor)], RULE, 0.75)?;
        if (years.len() - 1 - index).is_multiple_of(every) {
            canvas.text(&name(year), (x(index), floor + 11.0), Anchor::Center, YEAR)?;
        }
    }
    Ok(())
}

fn draw_line(
    canvas: &Canvas<'_>,
    line: &Line,
    plot: &Plot<'_>,
    x: impl Fn(usize) -> f64,
    place: impl Fn(i64) -> f64,
) -> Result<(), ChartError> {
    let at = |point: &(usize, i64)| (x(point.0), place(point.1));
    for pair in line.points.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1) {
        canvas.line(&[at(&pair[0]), at(&pair[1])], plot.ink, if line.hollow { 1.25 } else { 2.25 })?;
    }
    for point in &line.points {
        let (x, y) = at(point);
        if line.hollow {
            canvas.dot(x, y, 6.0, plot.ink)?;
            canvas.dot(x, y, 5.0, WHITE)?;
        } else {
            canvas.dot(x, y, 3.5, plot.ink)?;
        }
    }
    Ok(())
}

/// Draws the amounts at the first and last points of all lines.
fn draw_ends(
    canvas: &Canvas<'_>,
    panel: &Panel,
    plot: &Plot<'_>,
    (x, ends): (impl Fn(usize) -> f64, (f64, f64)),
    (place, top, floor): (&impl Fn(i64) -> f64, f64, f64),
) -> Result<(), ChartError> {
    let heights = vec![LABEL; panel.lines.len()];
    let firsts: Vec<i64> = panel.lines.iter().filter_map(|line| line.first().map(|point| point.1)).collect();
    let wanted: Vec<f64> = firsts.iter().map(|fen| place(*fen)).collect();
    let labels = spread(&wanted, &heights[..wanted.len()], (top, floor));
    for ((fen, y), label) in firsts.iter().zip(&wanted).zip(labels) {
        canvas.line(&[(ends.0 - 5.0, *y), (ends.0 - 11.0, label)], MUTED, 0.5)?;
        let text = labels::amount(*fen, plot.unit);
        canvas.text(&text, (ends.0 - 13.0, label), Anchor::Right, NAME.colored(MUTED))?;
    }
    // A single line that begins late has room for its first amount where it has no figures.
    let late = match panel.lines.as_slice() {
        [line] if line.points.len() > 1 => line.points.first().filter(|point| point.0 > 0),
        _ => None,
    };
    if let Some((index, fen)) = late {
        let text = labels::amount(*fen, plot.unit);
        canvas.text(&text, (x(*index) - 9.0, place(*fen)), Anchor::Right, NAME.colored(MUTED))?;
    }
    let lasts: Vec<(&Line, (usize, i64))> =
        panel.lines.iter().filter_map(|line| Some((line, *line.points.last()?))).collect();
    let wanted: Vec<f64> = lasts.iter().map(|(_, point)| place(point.1)).collect();
    let labels = spread(&wanted, &heights[..wanted.len()], (top, floor));
    for (((line, point), y), label) in lasts.iter().zip(&wanted).zip(labels) {
        // The label of a line that ends early names its year instead of being joined to it: a leader over the years that
        // it lacks would look like a line.
        if point.0 + 1 == plot.years.len() {
            canvas.line(&[(ends.1 + 8.0, *y), (ends.1 + 30.0, label)], MUTED, 0.5)?;
        }
        let style = if line.hollow { NAME } else { NAME.bold() };
        canvas.text(&line.last, (ends.1 + 33.0, label), Anchor::Left, style)?;
    }
    Ok(())
}

/// The maximum number of years with amounts between the ends.
const NUMBERED: usize = 8;

/// Draws amounts at the points of the only line between its ends, above or below, unless the line is in the way.
fn draw_between(
    canvas: &Canvas<'_>,
    line: &Line,
    plot: &Plot<'_>,
    (x, place): (impl Fn(usize) -> f64, &impl Fn(i64) -> f64),
    (top, floor): (f64, f64),
) -> Result<(), ChartError> {
    if plot.years.len() > NUMBERED {
        return Ok(());
    }
    let at = |point: &(usize, i64)| (x(point.0), place(point.1));
    let mut taken: Vec<[f64; 4]> = Vec::new();
    if let Some(point) = line.points.first() {
        let ((x, y), wide) = (at(point), canvas.width(&labels::amount(point.1, plot.unit), NAME));
        taken.push([x - 9.0 - wide, y - 8.5, x - 9.0, y + 8.5]);
    }
    let inner = line.points.get(1..line.points.len().saturating_sub(1)).unwrap_or_default();
    for point in inner {
        let (x, y) = at(point);
        let text = labels::amount(point.1, plot.unit);
        let half = canvas.width(&text, NAME) / 2.0;
        let boxes = [-14.0, 14.0, -20.0, 20.0].map(|by| [x - half - 3.0, y + by - 8.5, x + half + 3.0, y + by + 8.5]);
        let free = |label: &&[f64; 4]| {
            let clear = |other: &[f64; 4]| {
                label[2] <= other[0] || other[2] <= label[0] || label[3] <= other[1] || other[3] <= label[1]
            };
            label[1] >= top && label[3] <= floor && taken.iter().all(clear) && !crosses(line, **label, at)
        };
        if let Some(label) = boxes.iter().find(free) {
            canvas.text(&text, (x, (label[1] + label[3]) / 2.0), Anchor::Center, NAME.colored(MUTED))?;
            taken.push(*label);
        }
    }
    Ok(())
}

/// Whether a line crosses a box, or one of its points is in it.
fn crosses(line: &Line, [left, top, right, bottom]: [f64; 4], at: impl Fn(&(usize, i64)) -> (f64, f64)) -> bool {
    let dots = line.points.iter().map(&at);
    let dotted = dots.clone().any(|(x, y)| x > left - 5.0 && x < right + 5.0 && y > top - 5.0 && y < bottom + 5.0);
    let steps = line.points.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1);
    let mut runs = steps.map(|pair| (at(&pair[0]), at(&pair[1])));
    dotted
        || runs.any(|((x0, y0), (x1, y1))| {
            let (from, to) = (x0.max(left), x1.min(right));
            let height = |x: f64| y0 + (y1 - y0) * (x - x0) / (x1 - x0);
            from < to && height(from).min(height(to)) < bottom + 2.0 && height(from).max(height(to)) > top - 2.0
        })
}
