//! SVG: writes the display list, with texts as outlines or as text with an embedded font.

use super::base64::base64;
use super::font::{Faces, Pen, Weight};
use super::mark::{Color, DisplayList, Mark, Shape};
use super::subset::subset;
use crate::analysis::Item;
use crate::model::{MARK_XML, plain_line};
use std::collections::BTreeSet;
use std::fmt::Write;

/// 文字: how an SVG stores its texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SvgText {
    /// 轮廓: outlines, which look the same everywhere without any font.
    #[default]
    Outlined,
    /// 文字: text that can be selected and searched, with an embedded font of the characters used.
    Selectable,
    /// 共用字体的文字: text without a font, for a page that provides the fonts itself.
    Shared,
}

/// An SVG, `width` pixels wide, by default as wide as the layout. Marks about an item form a group whose title is what a
/// reader who points at them is shown; where `link` gives an address for the item, the group is a link that the keyboard
/// reaches once.
pub(super) fn write(
    list: &DisplayList,
    faces: &Faces<'_>,
    title: &str,
    mode: SvgText,
    width: Option<u32>,
    link: &dyn Fn(&Item) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(64 * 1024);
    let (room, tall) = (pixels(list.size.0), pixels(list.size.1));
    let links: Vec<Option<String>> = list.subjects.iter().map(|subject| link(subject.item.as_ref()?)).collect();
    // What is in an image cannot be reached.
    let role = if links.iter().any(Option::is_some) { "group" } else { "img" };
    let (wide, high) = match width {
        Some(width) => {
            let height = f64::from(width) * f64::from(list.size.1) / f64::from(list.size.0.max(1));
            (width.to_string(), (height.round() as u32).to_string())
        }
        None => (room.clone(), tall.clone()),
    };
    let xlink = if mode == SvgText::Outlined { " xmlns:xlink=\"http://www.w3.org/1999/xlink\"" } else { "" };
    put(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"{xlink} width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {room} {tall}\" role=\"{role}\">\n"
        ),
    );
    put(&mut out, format_args!("<title>{}</title>\n{MARK_XML}\n", escape(title)));
    if mode == SvgText::Selectable {
        embed(&mut out, list, faces);
    }
    let mut outlines = Outlines::new(faces);
    if mode == SvgText::Outlined {
        outlines.define(&mut out, list);
    }
    out.push_str("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    let mut seen = BTreeSet::new();
    let groups: Vec<(Option<usize>, &[Mark])> =
        list.marks.chunk_by(|one, other| one.about == other.about).map(|marks| (marks[0].about, marks)).collect();
    let boxes: Vec<(Option<usize>, [i32; 4])> = groups.iter().map(|(about, marks)| (*about, around(marks))).collect();
    for ((about, marks), (_, own)) in groups.iter().zip(&boxes) {
        let subject = about.and_then(|about| list.subjects.get(about));
        let address = about.and_then(|about| links.get(about)?.as_deref());
        let tag = if address.is_some() { "a" } else { "g" };
        if let Some(subject) = subject {
            let words = escape(&subject.words);
            let href = address.map(|address| format!(" href=\"{}\"", escape(address))).unwrap_or_default();
            let again = if !seen.insert(*about) && tag == "a" { " tabindex=\"-1\"" } else { "" };
            put(&mut out, format_args!("<{tag} class=\"item\"{href}{again}>\n<title>{words}</title>\n"));
        }
        let meets = |(other, there): &(Option<usize>, [i32; 4])| {
            other.is_some()
                && other != about
                && (0..2).all(|axis| own[axis] < there[axis + 2] && there[axis] < own[axis + 2])
        };
        // The space between the marks of a row belongs to it as well.
        if address.is_some() && !boxes.iter().any(meets) {
            let [x, y, right, bottom] = *own;
            let sides = [x, y, right - x, bottom - y].map(pixels);
            put(
                &mut out,
                format_args!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" pointer-events=\"all\"/>\n",
                    sides[0], sides[1], sides[2], sides[3]
                ),
            );
        }
        for mark in *marks {
            match (&mark.shape, mode) {
                (shape @ Shape::Text { .. }, SvgText::Selectable | SvgText::Shared) => write_text(&mut out, shape),
                (shape, _) => write_shape(&mut out, shape, &outlines),
            }
        }
        if subject.is_some() {
            put(&mut out, format_args!("</{tag}>\n"));
        }
    }
    out.push_str("</svg>\n");
    out
}

/// The box around several marks.
fn around(marks: &[Mark]) -> [i32; 4] {
    let boxes = || marks.iter().map(Mark::bounds);
    let fold = |axis: usize| boxes().map(move |bounds| bounds[axis]);
    [fold(0).min(), fold(1).min(), fold(2).max(), fold(3).max()].map(Option::unwrap_or_default)
}

/// Embeds the two faces, each with the characters that are used in its weight.
fn embed(out: &mut String, list: &DisplayList, faces: &Faces<'_>) {
    out.push_str("<style>\n");
    for (weight, name) in [(Weight::Regular, "400"), (Weight::Bold, "700")] {
        let texts = list.marks.iter().filter_map(|mark| match &mark.shape {
            Shape::Text { text, weight: own, .. } if *own == weight => Some(text.as_str()),
            _ => None,
        });
        let font = base64(&subset(faces, weight, texts));
        put(
            out,
            format_args!(
                "@font-face{{font-family:tongbi;font-weight:{name};src:url(data:font/otf;base64,{font}) format(\"opentype\")}}\n"
            ),
        );
    }
    out.push_str(
        "text{font-family:tongbi,\"Noto Sans SC\",\"Microsoft YaHei\",sans-serif;font-kerning:none;white-space:pre}\n",
    );
    out.push_str("</style>\n");
}

fn write_text(out: &mut String, shape: &Shape) {
    let Shape::Text { origin, width, size, weight, color, text } = shape else { return };
    let bold = if *weight == Weight::Bold { " font-weight=\"700\"" } else { "" };
    put(
        out,
        format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{bold} fill=\"{}\" textLength=\"{}\">{}</text>\n",
            pixels(origin.0),
            pixels(origin.1),
            pixels(*size),
            hex(*color),
            pixels(*width),
            escape(text)
        ),
    );
}

fn write_shape(out: &mut String, shape: &Shape, outlines: &Outlines<'_>) {
    match shape {
        Shape::Rect { bounds: [x0, y0, x1, y1], fill } => put(
            out,
            format_args!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>\n",
                pixels(*x0),
                pixels(*y0),
                pixels(x1 - x0),
                pixels(y1 - y0),
                hex(*fill)
            ),
        ),
        Shape::Line { points, color, width } => put(
            out,
            format_args!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>\n",
                list_points(points),
                hex(*color),
                pixels(*width)
            ),
        ),
        Shape::Polygon { points, fill } => {
            put(out, format_args!("<polygon points=\"{}\" fill=\"{}\"/>\n", list_points(points), hex(*fill)));
        }
        Shape::Circle { center, radius, fill } => put(
            out,
            format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"/>\n",
                pixels(center.0),
                pixels(center.1),
                pixels(*radius),
                hex(*fill)
            ),
        ),
        Shape::Text { origin, size, weight, color, text, .. } => {
            let scale = f64::from(*size) / 4.0 / outlines.faces.units(*weight);
            put(
                out,
                format_args!(
                    "<g aria-label=\"{}\" transform=\"translate({} {}) scale({scale} -{scale})\" fill=\"{}\">",
                    escape(text),
                    pixels(origin.0),
                    pixels(origin.1),
                    hex(*color)
                ),
            );
            outlines.place(out, text, *weight);
            out.push_str("</g>\n");
        }
    }
}

/// Appends formatted text; writing to a `String` cannot fail.
pub(super) fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

/// Quarter pixels as decimal pixels, without floats.
pub(super) fn pixels(quarters: i32) -> String {
    let sign = if quarters < 0 { "-" } else { "" };
    let (whole, part) = (quarters.unsigned_abs() / 4, quarters.unsigned_abs() % 4);
    let fraction = ["", ".25", ".5", ".75"][part as usize];
    format!("{sign}{whole}{fraction}")
}

pub(super) fn hex(color: Color) -> String {
    format!("#{:02x}{:02x}{:02x}", color.0, color.1, color.2)
}

fn list_points(points: &[(i32, i32)]) -> String {
    points.iter().map(|p| format!("{},{}", pixels(p.0), pixels(p.1))).collect::<Vec<_>>().join(" ")
}

pub(super) fn escape(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    plain_line(&text).chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
        out
    })
}

/// The outlines of the characters of a picture. Most occur many times, so each is defined once and placed by reference.
/// The name of an outline tells weight and character: where several pictures stand in one page, equal names are equal
/// outlines.
struct Outlines<'a> {
    faces: &'a Faces<'a>,
    /// The characters that leave a mark; a space has no outline.
    known: BTreeSet<(Weight, char)>,
}

impl<'a> Outlines<'a> {
    fn new(faces: &'a Faces<'a>) -> Self {
        Self { faces, known: BTreeSet::new() }
    }

    /// Writes the outlines of all characters of the picture.
    fn define(&mut self, out: &mut String, list: &DisplayList) {
        let texts = list.marks.iter().filter_map(|mark| match &mark.shape {
            Shape::Text { text, weight, .. } => Some(text.chars().map(|c| (*weight, c))),
            _ => None,
        });
        let all: BTreeSet<(Weight, char)> = texts.flatten().collect();
        out.push_str("<defs>\n");
        for (weight, c) in all {
            let mut glyph = Glyph::default();
            self.faces.outline(c.encode_utf8(&mut [0; 4]), weight, &mut glyph);
            if !glyph.path.is_empty() {
                put(out, format_args!("<path id=\"{}\" d=\"{}\"/>\n", name(weight, c), glyph.path));
                self.known.insert((weight, c));
            }
        }
        out.push_str("</defs>\n");
    }

    /// Places the outlines of a text.
    fn place(&self, out: &mut String, text: &str, weight: Weight) {
        let mut shift = 0;
        for c in text.chars() {
            if self.known.contains(&(weight, c)) {
                put(out, format_args!("<use xlink:href=\"#{}\" x=\"{shift}\"/>", name(weight, c)));
            }
            shift += i32::from(self.faces.advance(c, weight));
        }
    }
}

fn name(weight: Weight, c: char) -> String {
    format!("{}{:x}", if weight == Weight::Bold { 'b' } else { 'r' }, u32::from(c))
}

/// The outline of a character as path commands in whole font units: short, and exact for the fonts in the binary.
#[derive(Default)]
struct Glyph {
    path: String,
    at: (i32, i32),
}

impl Glyph {
    fn push(&mut self, command: char, points: &[(f32, f32)]) {
        let from = self.at;
        self.path.push(command);
        for (index, point) in points.iter().enumerate() {
            self.at = rounded(*point);
            pair(&mut self.path, (self.at.0 - from.0, self.at.1 - from.1), index > 0);
        }
    }
}

fn rounded((x, y): (f32, f32)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Appends two numbers, with a separator unless a minus sign separates them.
fn pair(out: &mut String, (x, y): (i32, i32), after_number: bool) {
    let mut digits = itoa::Buffer::new();
    for (number, apart) in [(x, after_number), (y, true)] {
        if apart && number >= 0 {
            out.push(' ');
        }
        out.push_str(digits.format(number));
    }
}

impl Pen for Glyph {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = rounded((x, y));
        self.path.push('M');
        pair(&mut self.path, self.at, false);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.push('l', &[(x, y)]);
    }
    fn cubic_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.push('c', &[(x1, y1), (x2, y2), (x, y)]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.push('q', &[(x1, y1), (x, y)]);
    }
    fn close(&mut self) {
        self.push('z', &[]);
    }
}
