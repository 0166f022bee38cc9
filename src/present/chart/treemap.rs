//! 矩形树图: the structure of a year by 类 → 款 → 项 as a treemap, coloured by growth.

use super::canvas::{Anchor, Canvas, LEADING, Style, draw};
use super::figures::{Figure, Figures};
use super::font::Faces;
use super::frame::{self, Frame, INK, MUTED, WHITE};
use super::line_break::{break_lines, clamp};
use super::mark::{Color, DisplayList};
use super::tiling::{Tile, tile};
use super::{ChartError, ChartOptions, Kind, Lang, labels, words};
use crate::model::Growth;
use std::collections::BTreeMap;

const HEIGHT: f64 = 480.0;
const HEADER: f64 = 22.0;
const PAD: f64 = 6.0;
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
    let (cells, headers) = layout(figures, faces, options, width)?;
    let unnamed: Vec<&str> =
        cells.iter().filter(|cell| cell.texts.is_none()).map(|cell| cell.figure.name.as_str()).collect();
    let left_out = figures.rows.iter().any(|row| row.current.unwrap_or(0) < 0);
    let mut source = words::source(figures, Kind::Treemap, options);
    if !unnamed.is_empty() && options.lang == Lang::Zh {
        source = format!("{source}图中过小未标名的：{}。", unnamed.join("、"));
    }
    let note = match (left_out, options.lang) {
        (false, _) => "",
        (true, Lang::Zh) => "；负数项不入图",
        (true, Lang::En) => "; negative items left out",
    };
    let title = words::title(figures, Kind::Treemap, options);
    let subtitle = words::subtitle(figures, Kind::Treemap, options.lang, note);
    let frame = Frame::new(faces, options, [&title, &subtitle, &source]);
    let (left, right) = frame.sides();
    let top = frame.top() + if figures.single { 2.0 } else { 24.0 };
    let bottom = top + HEIGHT;
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        if !figures.single {
            let some_unknown = cells.iter().any(|cell| unknown(cell.figure));
            legend(canvas, options, some_unknown, right, frame.top() + 8.0)?;
        }
        for cell in &cells {
            draw_cell(canvas, cell, (left, top), options)?;
        }
        for (tile, text) in &headers {
            let at = (left + tile.x + PAD, top + tile.y + HEADER / 2.0);
            canvas.text(text, at, Anchor::Left, Style::new(12.5, INK).bold())?;
        }
        Ok(())
    })
}

/// Items with their amounts by 类 and, inside it, by 款.
type Groups<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<(&'a Figure, i64)>>>;

type Layout<'a> = (Vec<Cell<'a>>, Vec<(Tile, String)>);

fn layout<'a>(
    figures: &'a Figures,
    faces: &Faces<'_>,
    options: &ChartOptions,
    width: f64,
) -> Result<Layout<'a>, ChartError> {
    let mut groups: Groups<'_> = BTreeMap::new();
    for row in &figures.rows {
        let Some(amount) = row.current.filter(|fen| *fen > 0) else { continue };
        let prefix = |length: usize| row.code.get(..length).unwrap_or(&row.code);
        groups.entry(prefix(3)).or_default().entry(prefix(5)).or_default().push((row, amount));
    }
    if groups.is_empty() {
        return Err(ChartError::NoRows { wanted: "本年没有大于零的数".to_owned() });
    }
    let sum = |items: &[(&Figure, i64)]| items.iter().map(|(_, amount)| *amount as f64).sum::<f64>();
    let whole = Tile { x: 0.0, y: 0.0, width, height: HEIGHT };
    let sizes: Vec<f64> = groups.values().map(|group| group.values().map(|items| sum(items)).sum()).collect();
    let (mut cells, mut headers) = (Vec::new(), Vec::new());
    for ((code, group), place) in groups.iter().zip(tile(&sizes, whole)) {
        let place = place.inset(1.5);
        let name = figures.parents.get(*code).map_or(*code, String::as_str);
        let style = Style::new(12.5, INK).bold();
        let measure = |text: &str| faces.width(text, style.size, style.weight);
        // Headers of 类 take room, so areas are comparable only within a 类. A flat level has no headers.
        let headed = groups.len() > 1 && group.values().flatten().any(|(row, _)| row.code.len() > 3);
        let mut inner = place;
        if headed && place.height > HEADER * 2.0 && place.width > 50.0 {
            inner = Tile { y: place.y + HEADER, height: place.height - HEADER, ..place };
            let limit = place.width - 2.0 * PAD;
            let lines = clamp(break_lines(name, limit, measure), 1, limit, measure);
            headers.push((place, lines.concat()));
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

/// Font sizes of names, largest first; numbers are one pixel smaller.
const SIZES: [f64; 3] = [17.0, 15.0, 13.0];
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
            let small = |text: &str| faces.width(text, size - 1.0, super::Weight::Regular);
            let name = break_lines(&figure.name, width, measure);
            let tall = (name.len() as f64 * size + numbers.len() as f64 * (size - 1.0)) * LEADING;
            let wide = name.iter().any(|line| measure(line) > width) || numbers.iter().any(|line| small(line) > width);
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
    for (lines, size) in [(name, *size), (numbers, size - 1.0)] {
        let tall = lines.len() as f64 * size * LEADING;
        canvas.lines(lines, (x + PAD, below + tall / 2.0), Anchor::Left, Style::new(size, ink))?;
        below += tall;
    }
    Ok(())
}

fn legend(
    canvas: &Canvas<'_>,
    options: &ChartOptions,
    some_unknown: bool,
    right: f64,
    y: f64,
) -> Result<(), ChartError> {
    let (up, down) = (options.palette.up, options.palette.down);
    let names = match options.lang {
        Lang::Zh => ["降30%以上", "降10–30%", "降1–10%", "±1%以内", "增1–10%", "增10–30%", "增30%以上、新增"],
        Lang::En => ["≤ −30%", "−30 to −10%", "−10 to −1%", "±1%", "1 to 10%", "10 to 30%", "≥ 30%, new"],
    };
    let shades = [(down, 100), (down, 65), (down, 35), (up, 0), (up, 35), (up, 65), (up, 100)];
    let mut entries: Vec<(&str, Color)> =
        names.into_iter().zip(shades.map(|(full, strength)| shade(full, strength).0)).collect();
    if some_unknown {
        entries.push((if options.lang == Lang::Zh { "无增减率" } else { "no rate" }, UNKNOWN));
    }
    let style = Style::new(11.0, MUTED);
    let mut x = right;
    for (text, color) in entries.into_iter().rev() {
        canvas.text(text, (x, y), Anchor::Right, style)?;
        x -= canvas.width(text, style) + 16.0;
        canvas.block([x, y - 5.5, x + 12.0, y + 5.5], color)?;
        x -= 10.0;
    }
    Ok(())
}
