//! 绘图后端: a plotters backend that records what plotters draws as marks in quarter pixels.

use super::font::{Faces, Weight};
use super::mark::{Color, DisplayList, Mark, Role, Shape};
use plotters::style::FontStyle;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use std::cell::{Cell, RefCell};
use std::convert::Infallible;

/// The marks drawn so far, and the role of those to come, which the canvas sets.
pub(super) struct Page<'a> {
    pub(super) list: RefCell<DisplayList>,
    pub(super) faces: &'a Faces<'a>,
    pub(super) meaning: RefCell<(Role, Option<i64>)>,
    pub(super) about: Cell<Option<usize>>,
}

/// The backend. A pixel of plotters is a quarter pixel of ours.
pub(super) struct Recorder<'a>(pub(super) &'a Page<'a>);

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Recorder<'_> {
    fn push(&mut self, shape: Shape) -> Drawn {
        let (role, stands_for) = *self.0.meaning.borrow();
        let about = self.0.about.get();
        self.0.list.borrow_mut().marks.push(Mark { role, stands_for, about, shape });
        Ok(())
    }
}

fn solid(color: BackendColor) -> Color {
    let (r, g, b) = color.rgb;
    Color(r, g, b)
}

fn weight<S: BackendTextStyle>(style: &S) -> Weight {
    if matches!(style.style(), FontStyle::Bold) { Weight::Bold } else { Weight::Regular }
}

impl DrawingBackend for Recorder<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.0.list.borrow().size;
        (width.unsigned_abs(), height.unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        self.push(Shape::Rect { bounds: [at.0, at.1, at.0 + 1, at.1 + 1], fill: solid(color) })
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, fill: bool) -> Drawn {
        if !fill {
            return self.draw_path([a, (b.0, a.1), b, (a.0, b.1), a], style);
        }
        let bounds = [a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1)];
        self.push(Shape::Rect { bounds, fill: solid(style.color()) })
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let width = style.stroke_width().cast_signed();
        self.push(Shape::Line { points: path.into_iter().collect(), color: solid(style.color()), width })
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        let _ = fill;
        self.push(Shape::Circle { center, radius: radius.cast_signed(), fill: solid(style.color()) })
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.push(Shape::Polygon { points: path.into_iter().collect(), fill: solid(style.color()) })
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let (size, weight) = (style.size(), weight(style));
        let width = self.0.faces.width(text, size, weight);
        let anchor = style.anchor();
        let x = match anchor.h_pos {
            HPos::Left => f64::from(at.0),
            HPos::Center => f64::from(at.0) - width / 2.0,
            HPos::Right => f64::from(at.0) - width,
        };
        let y = match anchor.v_pos {
            VPos::Top => f64::from(at.1) + size * 0.88,
            // Digits and Chinese characters both look centred if the baseline is 0.37 em below the middle.
            VPos::Center => f64::from(at.1) + size * 0.37,
            VPos::Bottom => f64::from(at.1) - size * 0.12,
        };
        let origin = (x.round() as i32, y.round() as i32);
        let (size, width) = (size.round() as i32, width.ceil() as i32);
        self.push(Shape::Text { origin, width, size, weight, color: solid(style.color()), text: text.to_owned() })
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = self.0.faces.width(text, style.size(), weight(style));
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
