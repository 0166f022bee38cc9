//! 页面内容: the text, path and picture objects of a page, in millimetres from the top left corner.

use crate::source::format::pdf::{Area, Budget, Painted, Painting, filled, strokes};
use crate::source::format::xml;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// What stands in a text for a glyph that has no character.
const NO_CHARACTER: char = '¤';
/// The paper of a document that names none.
pub(super) const A4: Area = Area { left: 0.0, top: 0.0, right: 210.0 * POINTS, bottom: 297.0 * POINTS };

/// What a page says of itself.
#[derive(Default)]
pub(super) struct Sheet {
    pub area: Option<Area>,
    /// The numbers of its templates.
    pub templates: Vec<String>,
}

/// Reads the paper and templates of a page; `None` if its content is broken before them.
pub(super) fn sheet(text: &str) -> Option<Sheet> {
    let mut sheet = Sheet::default();
    let mut reader = xml::reader(text);
    let mut is_box = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => match xml::local(&start) {
                "Template" => sheet.templates.extend(xml::attribute(&start, "TemplateID")),
                "Content" => return Some(sheet),
                name => is_box = name == "PhysicalBox",
            },
            Event::Text(text) if is_box => {
                sheet.area = attribute_box(&text.xml10_content()).map(|area| boxed(&area));
                is_box = false;
            }
            Event::Eof => return Some(sheet),
            _ => {}
        }
    }
}

/// Paints the objects of a page; `None` if its content is broken.
pub(super) fn paint(text: &str, painting: &mut Painting, budget: &mut Budget) -> Option<()> {
    let mut painter = Painter { reader: xml::reader(text), painting, budget };
    let mut depth = 0usize;
    loop {
        match painter.reader.read_event().ok()? {
            Event::Start(start) => match xml::local(&start) {
                "TextObject" => painter.text(&start)?,
                "PathObject" => painter.path(&start)?,
                "ImageObject" => {
                    painter.picture(&start);
                    depth += 1;
                }
                "CompositeObject" => {
                    painter.painting.leave_out();
                    depth += 1;
                }
                _ => depth += 1,
            },
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return (depth == 0).then_some(()),
            _ => {}
        }
    }
}

struct Painter<'a, 'p> {
    reader: Reader<&'a [u8]>,
    painting: &'p mut Painting,
    budget: &'p mut Budget,
}

/// How an object is shown.
struct Shown {
    /// From the object's coordinates to points on the page.
    transform: Affine,
    visible: bool,
    /// From 0 to 1.
    alpha: f64,
}

impl Shown {
    fn of(start: &BytesStart<'_>) -> Self {
        let number = |name: &str| numbers(&xml::attribute(start, name).unwrap_or_default());
        let corner = number("Boundary");
        let corner = (corner.first().copied().unwrap_or(0.0), corner.get(1).copied().unwrap_or(0.0));
        let own = match number("CTM")[..] {
            [a, b, c, d, e, f] => Affine::new([a, b, c, d, e, f]),
            _ => Affine::IDENTITY,
        };
        let alpha = number("Alpha").first().map_or(1.0, |alpha| alpha / 255.0);
        Self {
            transform: Affine::scale(POINTS) * Affine::translate(corner) * own,
            visible: switch(start, "Visible", true),
            alpha,
        }
    }
}

impl<'a> Painter<'a, '_> {
    fn text(&mut self, start: &BytesStart<'a>) -> Option<()> {
        let shown = Shown::of(start);
        let number = |name: &str| numbers(&xml::attribute(start, name).unwrap_or_default()).first().copied();
        let size = number("Size").unwrap_or(0.0);
        let stretch = number("HScale").filter(|scale| *scale > 0.0).unwrap_or(1.0);
        let turned = Affine::rotate(number("CharDirection").unwrap_or(0.0).to_radians());
        let mut faint = false;
        let mut at = Point::ZERO;
        loop {
            match self.reader.read_event().ok()? {
                Event::Start(part) if xml::local(&part) == "FillColor" => {
                    let colour = numbers(&xml::attribute(&part, "Value").unwrap_or_default());
                    let alpha = xml::attribute(&part, "Alpha")
                        .map_or(1.0, |alpha| numbers(&alpha).first().map_or(1.0, |alpha| alpha / 255.0))
                        * shown.alpha;
                    faint = colour.len() == 3 && colour.iter().all(|part| part / 255.0 * alpha + 1.0 - alpha > 0.6);
                }
                Event::Start(part) if xml::local(&part) == "TextCode" => {
                    let place = |name: &str| numbers(&xml::attribute(&part, name).unwrap_or_default()).first().copied();
                    at = Point::new(place("X").unwrap_or(at.x), place("Y").unwrap_or(at.y));
                    let words = self.words("TextCode")?;
                    let most = words.chars().count();
                    let steps = |name: &str| deltas(&xml::attribute(&part, name).unwrap_or_default(), most);
                    let (across, down) = (steps("DeltaX"), steps("DeltaY"));
                    let mut from = at;
                    for (index, c) in words.chars().enumerate() {
                        self.budget.spend();
                        let usual = size * stretch * if c.is_ascii() { 0.5 } else { 1.0 };
                        let step = across.get(index).copied();
                        // The next character may stand closer than the usual width.
                        let width = step.filter(|step| *step > 0.0 && *step < usual).unwrap_or(usual);
                        if shown.visible && !c.is_whitespace() {
                            let em = Affine::translate(from.to_vec2()) * turned * Affine::scale(size);
                            if let Some(mut painted) = Painted::at(shown.transform * em, width / size) {
                                painted.text = c.to_string();
                                if c == NO_CHARACTER {
                                    painted.text = char::REPLACEMENT_CHARACTER.to_string();
                                    self.painting.unreadable();
                                }
                                painted.is_faint = faint;
                                self.painting.glyph(painted, shown.alpha == 0.0);
                            }
                        }
                        let default = if down.is_empty() { usual } else { 0.0 };
                        // The last step goes on where there are too few.
                        from.x += step.or(across.last().copied()).unwrap_or(default);
                        from.y += down.get(index).or(down.last()).copied().unwrap_or(0.0);
                    }
                    at = from;
                }
                Event::Start(part) if xml::local(&part) == "Clips" => self.pass(&part)?,
                Event::End(end) if xml::local_end(&end) == "TextObject" => return Some(()),
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    fn path(&mut self, start: &BytesStart<'a>) -> Option<()> {
        let shown = Shown::of(start);
        let (stroked, fills) = (switch(start, "Stroke", true), switch(start, "Fill", false));
        loop {
            match self.reader.read_event().ok()? {
                Event::Start(part) if xml::local(&part) == "AbbreviatedData" => {
                    let words = self.words("AbbreviatedData")?;
                    if !shown.visible || shown.alpha == 0.0 {
                        continue;
                    }
                    let mut path = outline(&words, self.budget);
                    path.apply_affine(shown.transform);
                    let lines = if stroked { strokes(&path) } else { Vec::new() };
                    let boxes = if fills { filled(&path) } else { Vec::new() };
                    for area in lines.into_iter().chain(boxes) {
                        self.budget.spend();
                        self.painting.rule(&area);
                    }
                }
                Event::Start(part) if xml::local(&part) == "Clips" => self.pass(&part)?,
                Event::End(end) if xml::local_end(&end) == "PathObject" => return Some(()),
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    fn picture(&mut self, start: &BytesStart<'a>) {
        self.budget.spend();
        let shown = Shown::of(start);
        if shown.visible && shown.alpha > 0.0 {
            // A picture fills the unit square.
            let seen = shown.transform.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
            let seen = Area { left: seen.x0, top: seen.y0, right: seen.x1, bottom: seen.y1 };
            // What a scanner's text program has recognised often stands under the picture.
            if self.painting.picture(&seen) > 0.5 {
                self.painting.cover();
            }
        }
    }

    /// Passes over an element: what bounds an object is not painted.
    fn pass(&mut self, start: &BytesStart<'_>) -> Option<()> {
        self.reader.read_to_end(start.to_end().name()).ok().map(|_| ())
    }

    fn words(&mut self, name: &str) -> Option<String> {
        let mut words = String::new();
        loop {
            match self.reader.read_event().ok()? {
                Event::Text(text) => words.push_str(&text.xml10_content()),
                Event::CData(text) => words.push_str(&text.into_inner()),
                Event::GeneralRef(entity) => words.push_str(&xml::entity(&entity)),
                Event::End(end) if xml::local_end(&end) == name => return Some(words),
                Event::Eof => return None,
                _ => {}
            }
        }
    }
}

/// A switch of an object, which may be written as a word or a digit.
fn switch(start: &BytesStart<'_>, name: &str, usual: bool) -> bool {
    xml::attribute(start, name).map_or(usual, |value| matches!(value.trim(), "true" | "1"))
}

/// The words of a list. The standard has blanks between them; some programs write commas.
fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty())
}

/// The numbers of a list; what is none ends it.
fn numbers(text: &str) -> Vec<f64> {
    list(text).map_while(|word| word.parse().ok().filter(|number: &f64| number.is_finite())).collect()
}

/// The steps between so many characters, in which `g 3 5.6` stands for three steps of 5.6.
fn deltas(text: &str, most: usize) -> Vec<f64> {
    let mut words = list(text);
    let mut steps = Vec::new();
    while let Some(word) = words.next() {
        let (times, step) = match word {
            "g" => {
                (words.next().and_then(|times| times.parse().ok()).unwrap_or(0usize), words.next().unwrap_or_default())
            }
            step => (1, step),
        };
        let Ok(step) = step.parse::<f64>() else { break };
        let room = most.saturating_sub(steps.len());
        steps.extend(std::iter::repeat_n(step, times.min(room)));
    }
    steps
}

/// The letters and numbers of abbreviated data, which may stand together: `M0 0L10 0C`.
fn path_words(text: &str) -> impl Iterator<Item = &str> {
    let is_letter = |c: char| "SMLQBAC".contains(c);
    list(text)
        .flat_map(move |word| word.split_inclusive(is_letter))
        .flat_map(move |piece| {
            let number = piece.trim_end_matches(is_letter);
            [number, &piece[number.len()..]]
        })
        .filter(|word| !word.is_empty())
}

/// The path of abbreviated data: `M 0 0 L 10 0 C`.
fn outline(text: &str, budget: &mut Budget) -> BezPath {
    let mut path = BezPath::new();
    let mut words = path_words(text);
    while let Some(operator) = words.next() {
        budget.spend();
        let read = match operator {
            "S" | "M" => point(&mut words).map(|to| path.move_to(to)),
            _ if path.elements().is_empty() => None,
            "L" => point(&mut words).map(|to| path.line_to(to)),
            "Q" => point(&mut words).zip(point(&mut words)).map(|(over, to)| path.quad_to(over, to)),
            "B" => {
                let over = point(&mut words).zip(point(&mut words));
                over.zip(point(&mut words)).map(|((one, two), to)| path.curve_to(one, two, to))
            }
            "A" => {
                // Two radii, an angle and two switches, then the end. An arc is no line of a table.
                let shape = words.by_ref().take(5).count();
                point(&mut words).filter(|_| shape == 5).map(|to| path.quad_to(to, to))
            }
            "C" => {
                path.close_path();
                Some(())
            }
            _ => None,
        };
        if read.is_none() {
            break;
        }
    }
    path
}

/// The next two numbers.
fn point<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Point> {
    let mut number = || words.next()?.parse::<f64>().ok().filter(|number| number.is_finite());
    Some(Point::new(number()?, number()?))
}

/// The four numbers of a box in millimetres.
pub(super) fn attribute_box(text: &str) -> Option<[f64; 4]> {
    <[f64; 4]>::try_from(numbers(text)).ok()
}

/// The paper of a box.
pub(super) fn boxed([_, _, width, height]: &[f64; 4]) -> Area {
    Area { left: 0.0, top: 0.0, right: width * POINTS, bottom: height * POINTS }
}
