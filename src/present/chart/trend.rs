//! 趋势图: a line chart of any number of years. Gaps are not bridged; 预算 and 决算 are separate lines.

use super::canvas::{Anchor, Canvas, LEADING, Style, draw};
use super::font::{Faces, Weight};
use super::frame::{Frame, INK, MUTED, RULE, WHITE};
use super::line_break::{break_lines, clamp};
use super::mark::{Color, DisplayList};
use super::series::{Series, TrendSubject};
use super::spread::spread;
use super::{ChartError, ChartOptions, Lang, labels, trend_words};
use crate::model::{AmountUnit, FiscalYear, Phase};

const NAME: Style = Style::new(13.0, INK);
const HEIGHT: f64 = 360.0;
/// The maximum number of lines that can be distinguished.
const MOST: usize = 12;
/// Colours that are distinguishable in print and for colour-blind readers; neither red nor green.
const COLORS: [Color; 6] = [
    Color(0x41, 0x4a, 0x59),
    Color(0x22, 0x68, 0xb2),
    Color(0xd7, 0x6d, 0x24),
    Color(0x7a, 0x5a, 0xa6),
    Color(0x2b, 0x8c, 0x98),
    Color(0x9a, 0x7b, 0x4f),
];

/// A line: amounts in 分 by the index of the year.
struct Line {
    label: Vec<String>,
    color: Color,
    hollow: bool,
    points: Vec<(usize, i64)>,
}

pub(super) fn render(
    subject: &TrendSubject,
    series: &[Series],
    faces: &Faces<'_>,
    options: &ChartOptions,
) -> Result<(DisplayList, String), ChartError> {
    let years = years(series).ok_or_else(|| ChartError::NoRows { wanted: "没有任何年度的数".to_owned() })?;
    let unit = options.unit.unwrap_or_else(|| super::figures::readable_unit(largest(series)));
    let [title, subtitle, source] = trend_words::texts(subject, series, &years, unit, options);
    let frame = Frame::new(faces, options, [&title, &subtitle, &source]);
    let (left, right) = frame.sides();
    let limit = (right - left) * 0.24;
    let lines = lines(series, &years, faces, limit, options);
    let width = |text: &str, weight| faces.width(text, NAME.size, weight);
    let fens = || lines.iter().flat_map(|line| line.points.iter().map(|point| point.1));
    let numbers = fens().map(|fen| width(&labels::amount(fen, unit), Weight::Bold)).fold(0.0, f64::max);
    let names = lines.iter().flat_map(|line| &line.label).map(|line| width(line, NAME.weight)).fold(0.0, f64::max);
    let top = frame.top() + 8.0;
    let floor = top + HEIGHT.max(lines.iter().map(Line::height).sum());
    let bottom = floor + 24.0;
    let ends = (left + numbers + 44.0, right - names - numbers - 62.0);
    let (lowest, highest) = (fens().min().unwrap_or(0).min(0) as f64, fens().max().unwrap_or(0).max(0) as f64);
    let range = if highest > lowest { highest - lowest } else { 1.0 };
    let area = PlotArea { years: years.clone(), ends, top, floor, numbers, unit, zh: options.lang == Lang::Zh };
    // PlotArea for half a label above the highest and below the lowest end.
    let pad = lines.iter().map(Line::height).fold(0.0, f64::max) / 2.0;
    let place = |fen: i64| floor - pad - (fen as f64 - lowest) / range * (floor - top - 2.0 * pad);
    let list = draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        draw_years(canvas, &area)?;
        canvas.line(&[(ends.0 - 10.0, place(0)), (ends.1 + 10.0, place(0))], INK, 1.0)?;
        for line in &lines {
            draw_line(canvas, line, &area, place)?;
        }
        draw_ends(canvas, &lines, &area, place)?;
        draw_between(canvas, &lines, &area, place)
    })?;
    Ok((list, title))
}

impl Line {
    /// The height of its label at the right.
    fn height(&self) -> f64 {
        self.label.len() as f64 * NAME.size * LEADING + 5.0
    }
}

struct PlotArea {
    years: Vec<FiscalYear>,
    ends: (f64, f64),
    top: f64,
    floor: f64,
    numbers: f64,
    unit: AmountUnit,
    zh: bool,
}

impl PlotArea {
    fn x(&self, index: usize) -> f64 {
        let steps = self.years.len().saturating_sub(1).max(1) as f64;
        self.ends.0 + (self.ends.1 - self.ends.0) * index as f64 / steps
    }
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

fn lines(series: &[Series], years: &[FiscalYear], faces: &Faces<'_>, limit: f64, options: &ChartOptions) -> Vec<Line> {
    let most = options.top.unwrap_or(MOST).clamp(1, MOST);
    let measure = |text: &str| faces.width(text, NAME.size, NAME.weight);
    let mut names: Vec<&str> = Vec::new();
    let mixed = series.iter().any(|line| line.phase != series[0].phase);
    let mut lines = Vec::new();
    for one in series.iter().filter(|line| !line.points.is_empty()).take(most) {
        let known = names.iter().position(|name| *name == one.name);
        let color = known.unwrap_or_else(|| {
            names.push(&one.name);
            names.len() - 1
        });
        // The label of a line that ends early names its year, since it is placed among those of the last year.
        let early = one.points.last_key_value().map(|(year, _)| *year).filter(|year| Some(year) != years.last());
        let label = match (mixed, options.lang) {
            (true, Lang::Zh) => format!("{}（{}）", one.name, one.phase),
            (true, Lang::En) => format!("{} ({})", one.name, labels::english_phase(one.phase)),
            (false, _) => one.name.clone(),
        };
        let label = match (early, options.lang) {
            (None, _) => label,
            (Some(year), Lang::Zh) => format!("{label}，{year}年"),
            (Some(year), Lang::En) => format!("{label}, {year}"),
        };
        let point = |(index, year): (usize, &FiscalYear)| Some((index, one.points.get(year)?.fen()));
        lines.push(Line {
            label: clamp(break_lines(&label, limit, measure), 3, limit, measure),
            color: COLORS[color % COLORS.len()],
            hollow: mixed && matches!(one.phase, Phase::Approved | Phase::Adjusted),
            points: years.iter().enumerate().filter_map(point).collect(),
        });
    }
    lines
}

fn draw_years(canvas: &Canvas<'_>, area: &PlotArea) -> Result<(), ChartError> {
    let style = Style::new(12.5, MUTED);
    let wide = canvas.width("2024年", style) + 10.0;
    let step = if area.years.len() > 1 { area.x(1) - area.x(0) } else { wide };
    // If years are too close for their labels, only every second (third …) is labelled, counted from the last.
    let every = ((wide / step).ceil() as usize).max(1);
    for (index, year) in area.years.iter().enumerate() {
        canvas.line(&[(area.x(index), area.top), (area.x(index), area.floor)], RULE, 0.75)?;
        if (area.years.len() - 1 - index).is_multiple_of(every) {
            let name = if area.zh { format!("{year}年") } else { year.to_string() };
            canvas.text(&name, (area.x(index), area.floor + 14.0), Anchor::Center, style)?;
        }
    }
    Ok(())
}

fn draw_line(canvas: &Canvas<'_>, line: &Line, area: &PlotArea, place: impl Fn(i64) -> f64) -> Result<(), ChartError> {
    let at = |point: &(usize, i64)| (area.x(point.0), place(point.1));
    for pair in line.points.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1) {
        canvas.line(&[at(&pair[0]), at(&pair[1])], line.color, if line.hollow { 1.25 } else { 2.25 })?;
    }
    for point in &line.points {
        let (x, y) = at(point);
        canvas.dot(x, y, 4.25, line.color)?;
        if line.hollow {
            canvas.dot(x, y, 2.75, WHITE)?;
        }
    }
    Ok(())
}

/// Draws the amounts at the first points, and the amounts and names at the last points of all lines.
fn draw_ends(
    canvas: &Canvas<'_>,
    lines: &[Line],
    area: &PlotArea,
    place: impl Fn(i64) -> f64,
) -> Result<(), ChartError> {
    let bounds = (area.top, area.floor);
    let firsts: Vec<(&Line, i64)> = lines
        .iter()
        .filter(|line| line.points.len() > 1)
        .filter_map(|line| line.points.first().filter(|point| point.0 == 0).map(|point| (line, point.1)))
        .collect();
    let wanted: Vec<f64> = firsts.iter().map(|(_, fen)| place(*fen)).collect();
    for (((line, fen), y), label) in firsts.iter().zip(&wanted).zip(spread(&wanted, &vec![18.0; wanted.len()], bounds))
    {
        let x = area.ends.0;
        canvas.line(&[(x - 7.0, *y), (x - 26.0, label)], MUTED, 0.5)?;
        canvas.text(&labels::amount(*fen, area.unit), (x - 30.0, label), Anchor::Right, NAME.colored(line.color))?;
    }
    let lasts: Vec<(&Line, (usize, i64))> =
        lines.iter().filter_map(|line| line.points.last().map(|point| (line, *point))).collect();
    let heights: Vec<f64> = lasts.iter().map(|(line, _)| line.height()).collect();
    let wanted: Vec<f64> = lasts.iter().map(|(_, point)| place(point.1)).collect();
    for (((line, point), y), label) in lasts.iter().zip(&wanted).zip(spread(&wanted, &heights, bounds)) {
        let x = area.ends.1;
        canvas.line(&[(area.x(point.0) + 7.0, *y), (x + 12.0, *y), (x + 28.0, label)], MUTED, 0.5)?;
        let number = labels::amount(point.1, area.unit);
        canvas.text(&number, (x + 32.0 + area.numbers, label), Anchor::Right, NAME.bold().colored(line.color))?;
        canvas.lines(&line.label, (x + 44.0 + area.numbers, label), Anchor::Left, NAME)?;
    }
    Ok(())
}

/// The maximum number of years with amounts between the ends.
const NUMBERED: usize = 8;

/// Draws amounts at the points between the ends, above or below, unless a line or another amount is in the way.
fn draw_between(
    canvas: &Canvas<'_>,
    lines: &[Line],
    area: &PlotArea,
    place: impl Fn(i64) -> f64,
) -> Result<(), ChartError> {
    if area.years.len() > NUMBERED {
        return Ok(());
    }
    let style = Style::new(12.0, INK);
    let at = |point: &(usize, i64)| (area.x(point.0), place(point.1));
    let mut taken: Vec<[f64; 4]> = Vec::new();
    for line in lines {
        let last = line.points.last().map(|point| point.0);
        for point in line.points.iter().filter(|point| point.0 > 0 && Some(point.0) != last) {
            let (x, y) = at(point);
            let text = labels::amount(point.1, area.unit);
            let half = canvas.width(&text, style) / 2.0;
            let boxes = [-14.0, 14.0, -19.0, 19.0, -25.0, 25.0]
                .map(|shift| [x - half - 3.0, y + shift - 8.0, x + half + 3.0, y + shift + 8.0]);
            let free = |label: &&[f64; 4]| {
                let off_axis = label[3] < place(0) - 1.0 || label[1] > place(0) + 1.0;
                let inside = label[1] >= area.top && label[3] <= area.floor && off_axis;
                let clear = |other: &[f64; 4]| {
                    label[2] <= other[0] || other[2] <= label[0] || label[3] <= other[1] || other[3] <= label[1]
                };
                inside && taken.iter().all(clear) && !lines.iter().any(|line| crosses(line, **label, at))
            };
            if let Some(label) = boxes.iter().find(free) {
                canvas.text(&text, (x, (label[1] + label[3]) / 2.0), Anchor::Center, style.colored(line.color))?;
                taken.push(*label);
            }
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
