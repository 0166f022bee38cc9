//! 矩形树图: the structure of a year by 类 → 款 → 项 as a treemap, coloured by growth.

use super::canvas::{Anchor, Canvas, LEADING, Style, draw};
use super::figure::Figure;
use super::figures::Figures;
use super::font::Faces;
use super::frame::{self, Frame, INK, MUTED, WHITE};
use super::line_break::break_lines;
use super::mark::{Color, DisplayList};
use super::tiling::{Tile, tile};
use super::{ChartError, ChartOptions, Kind, Lang, labels, words};
use crate::model::Growth;
use std::collections::{BTreeMap, BTreeSet};

const HEIGHT: f64 = 440.0;
/// The height of a line of the legend.
const LEGEND: f64 = 20.0;
const PAD: f64 = 5.0;
/// The name of a 类.
const HEAD: Style = Style::new(13.25, INK).bold();
const FLAT: Color = Color(0xd5, 0xd8, 0xdc);
const UNKNOWN: Color = Color(0xef, 0xf0, 0xf2);

/// The tile of an item, with the text that fits into it.
struct Cell<'a> {
    figure: &'a Figure,
    amount: i64,
    tile: Tile,
    texts: Option<Words>,
}

pub(super) fn render(figures: &Figures, faces: &Faces<'_>, options: &ChartOptions) -> Result<DisplayList, ChartError> {
    let width = f64::from(options.width.clamp(640, 4000)) - 2.0 * frame::MARGIN;
    let rows = labelled(figures, faces, options, width)?;
    let (cells, headers) = layout(&rows, figures, faces, options, width)?;
    let left_out = figures.rows.iter().any(|row| row.current.unwrap_or(0) < 0);
    let note = match (left_out, options.lang) {
        (false, _) => "",
        (true, Lang::Zh) => "；负数项不入图",
        (true, Lang::En) => "; negative items left out",
    };
    let title = words::title(figures, Kind::Treemap, options);
    let subtitle = words::subtitle(figures, Kind::Treemap, options.lang, note);
    let frame = Frame::new(faces, options, [&title, &subtitle, &words::source(figures, Kind::Treemap, options)]);
    let (left, right) = frame.sides();
    let top = frame.top() + if figures.single { 2.0 } else { 2.0 * LEGEND + 4.0 };
    let bottom = top + HEIGHT;
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        if !figures.single {
            let some_unknown = cells.iter().any(|cell| unknown(cell.figure));
            legend(canvas, options, some_unknown, (left, right), frame.top() + LEGEND / 2.0)?;
        }
        for cell in &cells {
            let subject = labels::subject(cell.figure, figures, options.lang);
            canvas.regarding(subject, || draw_cell(canvas, cell, (left, top), options))?;
        }
        for (tile, lines) in &headers {
            let middle = lines.len() as f64 * HEAD.size * LEADING / 2.0 + 2.0;
            canvas.lines(lines, (left + tile.x + PAD, top + tile.y + middle), Anchor::Left, HEAD)?;
        }
        Ok(())
    })
}

/// The rows with an amount, of which those too small for a label are combined to 其余 until every tile has one.
fn labelled(
    figures: &Figures,
    faces: &Faces<'_>,
    options: &ChartOptions,
    width: f64,
) -> Result<Vec<Figure>, ChartError> {
    let positive = |row: &&Figure| row.current.is_some_and(|fen| fen > 0);
    let mut rows: Vec<Figure> = figures.rows.iter().filter(positive).cloned().collect();
    let mut small: Vec<Figure> = Vec::new();
    let drawn = |rows: &[Figure], small: &[Figure]| -> Result<Vec<Figure>, ChartError> {
        let rest = (!small.is_empty()).then(|| Figure::rest(small, options.lang)).transpose()?;
        Ok(rows.iter().cloned().chain(rest).collect())
    };
    loop {
        let shown = drawn(&rows, &small)?;
        let (cells, _) = layout(&shown, figures, faces, options, width)?;
        let unlabelled: BTreeSet<&str> =
            cells.iter().filter(|cell| cell.texts.is_none()).map(|cell| cell.figure.name.as_str()).collect();
        if unlabelled.is_empty() || rows.len() <= 1 {
            return Ok(shown);
        }
        // If only 其余 is too small, it takes the smallest item too.
        let found = rows.iter().any(|row| unlabelled.contains(row.name.as_str()));
        let least = rows.iter().filter_map(|row| row.current).min();
        let moves = |row: &Figure| match found {
            true => unlabelled.contains(row.name.as_str()),
            false => row.current == least,
        };
        let (more, rest): (Vec<Figure>, Vec<Figure>) = rows.iter().cloned().partition(moves);
        if rest.is_empty() {
            return Ok(shown);
        }
        small.extend(more);
        rows = rest;
    }
}

/// Items with their amounts by 类 and, inside it, by 款; 其余 comes last.
type Groups<'a> = BTreeMap<(bool, &'a str), BTreeMap<&'a str, Vec<(&'a Figure, i64)>>>;

type Layout<'a> = (Vec<Cell<'a>>, Vec<(Tile, Vec<String>)>);

fn layout<'a>(
    rows: &'a [Figure],
    figures: &Figures,
    faces: &Faces<'_>,
    options: &ChartOptions,
    width: f64,
) -> Result<Layout<'a>, ChartError> {
    let mut groups: Groups<'_> = BTreeMap::new();
    for row in rows {
        let Some(amount) = row.current else { continue };
        let prefix = |length: usize| row.code.get(..length).unwrap_or(&row.code);
        groups.entry((row.gathered, prefix(3))).or_default().entry(prefix(5)).or_default().push((row, amount));
    }
    let sum = |items: &[(&Figure, i64)]| items.iter().map(|(_, amount)| *amount as f64).sum::<f64>();
    let whole = Tile { x: 0.0, y: 0.0, width, height: HEIGHT };
    let sizes: Vec<f64> = groups.values().map(|group| group.values().map(|items| sum(items)).sum()).collect();
    let (mut cells, mut headers) = (Vec::new(), Vec::new());
    for (((_, code), group), place) in groups.iter().zip(tile(&sizes, whole)) {
        let place = place.inset(1.5);
        let name = figures.parents.get(*code).map_or(*code, String::as_str);
        let measure = |text: &str| faces.width(text, HEAD.size, HEAD.weight);
        // Headers of 类 take room, so areas are comparable only within a 类. A flat level has no headers.
        let headed = groups.len() > 1 && group.values().flatten().any(|(row, _)| row.code.len() > 3);
        let lines = break_lines(name, place.width - 2.0 * PAD, measure);
        let header = lines.len() as f64 * HEAD.size * LEADING + 5.0;
        let fits = lines.iter().all(|line| measure(line) <= place.width - 2.0 * PAD);
        let mut inner = place;
        if headed && fits && place.height > header * 2.0 {
            inner = Tile { y: place.y + header, height: place.height - header, ..place };
            headers.push((place, lines));
        }
        let sections: Vec<f64> = group.values().map(|items| sum(items)).collect();
        for (items, place) in group.values().zip(tile(&sections, inner)) {
            let amounts: Vec<f64> = items.iter().map(|(_, amount)| *amount as f64).collect();
            for ((figure, amount), tile) in items.iter().zip(tile(&amounts, place)) {
                let tile = tile.inset(0.75);
                let texts = texts(figure, *amount, tile, figures, faces, options.lang);
                cells.push(Cell { figure, amount: *amount, tile, texts });
            }
        }
    }
    Ok((cells, headers))
}

/// Font sizes, largest first.
const SIZES: [f64; 3] = [17.0, 15.0, 13.25];
/// A larger font size is used only if the text fills at most this part of the tile's height.
const AIRY: f64 = 0.5;

/// The text of a tile: the name, and below it the amount and growth.
struct Words {
    name: Vec<String>,
    numbers: Vec<String>,
    size: f64,
}

/// The text that fits into a tile: name, amount and growth, else the name alone, else `None`.
fn texts(figure: &Figure, amount: i64, tile: Tile, figures: &Figures, faces: &Faces<'_>, lang: Lang) -> Option<Words> {
    let (width, height) = (tile.width - 2.0 * PAD, tile.height - 2.0 * PAD);
    let (number, growth) = (labels::amount(amount, figures.unit), labels::growth(figure, lang));
    let joined = vec![format!("{number}  {growth}").trim().to_owned()];
    let smallest = SIZES[SIZES.len() - 1];
    for numbers in [joined, vec![number.clone(), growth], vec![number], Vec::new()] {
        for size in SIZES {
            let measure = |text: &str| faces.width(text, size, super::Weight::Regular);
            let name = break_lines(&figure.name, width, measure);
            let tall = (name.len() + numbers.len()) as f64 * size * LEADING;
            let wide =
                name.iter().any(|line| measure(line) > width) || numbers.iter().any(|line| measure(line) > width);
            let part = if size > smallest { AIRY } else { 1.0 };
            if !wide && tall <= height * part && (name.len() == 1 || size == smallest || part * width > 110.0) {
                return Some(Words { name, numbers, size });
            }
        }
    }
    None
}

/// Whether a growth rate would be meaningless: last year's figure is missing or negative.
fn unknown(figure: &Figure) -> bool {
    matches!(figure.growth, None | Some(Growth::NegativeBase))
}

/// The colours of tile and text: four shades each for increases and decreases, up to 1 %, 10 %, 30 % and above. 新增 has
/// the strongest shade.
fn color(figure: &Figure, options: &ChartOptions) -> (Color, Color) {
    if unknown(figure) {
        return (UNKNOWN, INK);
    }
    let strength = match figure.growth {
        Some(Growth::New) => 100,
        Some(Growth::Rate(rate)) => {
            let (change, base) =
                (u128::from(rate.numerator().unsigned_abs()), u128::from(rate.denominator().unsigned_abs()));
            if change * 100 < base {
                0
            } else if change * 10 < base {
                35
            } else if change * 10 < base * 3 {
                65
            } else {
                100
            }
        }
        _ => 0,
    };
    let full = if figure.change < 0 { options.palette.down } else { options.palette.up };
    shade(full, strength)
}

/// A colour of this strength, and a readable text colour on it.
fn shade(full: Color, strength: u16) -> (Color, Color) {
    if strength == 0 {
        return (FLAT, INK);
    }
    let mix = |part: u8| (255 - (255 - u16::from(part)) * strength / 100) as u8;
    (Color(mix(full.0), mix(full.1), mix(full.2)), if strength >= 100 { WHITE } else { INK })
}

fn draw_cell(
    canvas: &Canvas<'_>,
    cell: &Cell<'_>,
    (left, top): (f64, f64),
    options: &ChartOptions,
) -> Result<(), ChartError> {
    let (x, y) = (left + cell.tile.x, top + cell.tile.y);
    let (fill, ink) = color(cell.figure, options);
    canvas.part([x, y, x + cell.tile.width, y + cell.tile.height], fill, cell.amount)?;
    let Some(Words { name, numbers, size }) = &cell.texts else { return Ok(()) };
    let mut below = y + PAD;
    for lines in [name, numbers] {
        let tall = lines.len() as f64 * size * LEADING;
        canvas.lines(lines, (x + PAD, below + tall / 2.0), Anchor::Left, Style::new(*size, ink))?;
        below += tall;
    }
    Ok(())
}

/// The shades of decreases in one line, those of increases below it.
fn legend(
    canvas: &Canvas<'_>,
    options: &ChartOptions,
    some_unknown: bool,
    (left, right): (f64, f64),
    y: f64,
) -> Result<(), ChartError> {
    let (up, down) = (options.palette.up, options.palette.down);
    let [falls, rises] = match options.lang {
        Lang::Zh => [
            ["下降30%以上", "下降10%至30%", "下降1%至10%", "上下1%以内"],
            ["增长30%以上、新增", "增长10%至30%", "增长1%至10%", "无增减率"],
        ],
        Lang::En => [
            ["down 30% or more", "down 10–30%", "down 1–10%", "within 1%"],
            ["up 30% or more, new", "up 10–30%", "up 1–10%", "no rate"],
        ],
    };
    let shades = |full| [100, 65, 35].map(|strength| shade(full, strength).0);
    let style = Style::new(13.25, MUTED);
    let room = (right - left) / 4.0;
    for (line, (names, colors, last)) in [(falls, shades(down), FLAT), (rises, shades(up), UNKNOWN)].iter().enumerate()
    {
        let shown = if line == 1 && !some_unknown { 3 } else { 4 };
        for (index, (text, color)) in names.iter().zip(colors.iter().chain([last])).take(shown).enumerate() {
            let (x, y) = (left + room * index as f64, y + LEGEND * line as f64);
            canvas.block([x, y - 6.0, x + 13.0, y + 6.0], *color)?;
            canvas.text(text, (x + 18.0, y), Anchor::Left, style)?;
        }
    }
    Ok(())
}
