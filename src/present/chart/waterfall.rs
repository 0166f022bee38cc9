//! 瀑布图: a waterfall from last year's total over the changes of all items to this year's total.

use super::canvas::{Anchor, Canvas, Style, draw};
use super::columns::outlined;
use super::figures::Figures;
use super::font::Faces;
use super::frame::{self, Frame, INK, MUTED, WHITE};
use super::mark::DisplayList;
use super::rows::Rows;
use super::scale::{Scale, Span, round_down};
use super::{ChartError, ChartOptions, Kind, labels, words};

const GAP: f64 = 6.0;

/// A bar from one level to the next, in 分.
struct Step {
    from: i64,
    to: i64,
    label: String,
    beside: String,
    whole: bool,
    /// Whether it is drawn as an outline: a budget compared with an outturn.
    hollow: bool,
    /// Whether it is 尾差, which is neither an increase nor a decrease.
    rounding: bool,
}

pub(super) fn render(figures: &Figures, faces: &Faces<'_>, options: &ChartOptions) -> Result<DisplayList, ChartError> {
    let steps = steps(figures, options)?;
    let cut = cut(&steps);
    let note = cut.map(|at| note(at, figures, options)).unwrap_or_default();
    let title = words::title(figures, Kind::Waterfall, options);
    let subtitle = words::subtitle(figures, Kind::Waterfall, options.lang, &note);
    let frame = Frame::new(faces, options, [&title, &subtitle, &words::source(figures, Kind::Waterfall, options)]);
    let mut names = vec![labels::year(figures.base, options.lang)];
    names.extend(figures.rows.iter().map(|row| row.name.clone()));
    names.push(labels::year(figures.year, options.lang));
    let (left, right) = frame.sides();
    let rows = Rows::new(faces, &names, frame.top() + 8.0, (right - left) * 0.3, 35.5);
    let axis = left + rows.width + 12.0;
    let spans: Vec<Span> = steps.iter().map(|step| span(step, cut, faces)).collect();
    let start = cut.unwrap_or(0);
    let scale = Scale::fit(&spans, start as f64, (axis, right));
    let bottom = rows.bottom + 4.0;
    draw(faces, frame.size(bottom), |canvas| {
        frame.draw(canvas, bottom)?;
        for (index, step) in steps.iter().enumerate() {
            if let Some(next) = steps.get(index + 1) {
                connect(canvas, &rows, &scale, index, if next.whole { next.to } else { next.from })?;
            }
            let drawn = || {
                draw_step(canvas, &rows, &scale, (index, step), cut, options)?;
                let style = if step.whole { frame::NAME.bold() } else { frame::NAME };
                rows.draw_name(canvas, index, axis - 12.0, style)
            };
            // The first and the last step are totals.
            match index.checked_sub(1).and_then(|index| figures.rows.get(index)) {
                Some(row) => canvas.regarding(labels::subject(row, figures, options.lang), drawn)?,
                None => drawn()?,
            }
        }
        let zero = scale.at(start as f64);
        canvas.line(&[(zero, frame.top()), (zero, bottom)], INK, 1.5)
    })
}

fn steps(figures: &Figures, options: &ChartOptions) -> Result<Vec<Step>, ChartError> {
    let whole = |fen: i64, hollow: bool| {
        let label = labels::amount(fen, figures.unit);
        Step { from: 0, to: fen, label, beside: String::new(), whole: true, hollow, rounding: false }
    };
    let mut steps = vec![whole(figures.prior_total, outlined(figures.base.1, figures.year.1))];
    let mut level = figures.prior_total;
    for row in &figures.rows {
        let to = level.checked_add(row.change).ok_or_else(|| ChartError::Overflow { what: row.name.clone() })?;
        let beside = labels::growth(row, options.lang);
        let (label, rounding) = (labels::signed(row.change, figures.unit), row.is_rounding());
        steps.push(Step { from: level, to, label, beside, whole: false, hollow: false, rounding });
        level = to;
    }
    steps.push(whole(figures.current_total, outlined(figures.year.1, figures.base.1)));
    Ok(steps)
}

/// The start of a truncated axis; `None` unless every level exceeds half of the maximum.
fn cut(steps: &[Step]) -> Option<i64> {
    let lowest = steps.iter().map(|step| step.to).min()?;
    let highest = steps.iter().map(|step| step.to).max()?;
    if lowest <= 0 || lowest <= highest / 2 || lowest == highest {
        return None;
    }
    let range = highest as f64 - lowest as f64;
    let start = round_down(lowest as f64 - 0.7 * range, range);
    (start > 0.0).then_some(start as i64)
}

fn note(at: i64, figures: &Figures, options: &ChartOptions) -> String {
    let start = labels::amount(at, figures.unit);
    let start = start.strip_suffix(".00").unwrap_or(&start);
    match options.lang {
        super::Lang::Zh => format!("；数轴自{start}起，合计条已截断"),
        super::Lang::En => format!("; axis starts at {start}, totals cut"),
    }
}

fn label_style(step: &Step, options: &ChartOptions) -> Style {
    match (step.whole, step.to.cmp(&step.from)) {
        (true, _) => frame::NUMBER.bold(),
        _ if step.rounding => frame::NUMBER.colored(MUTED),
        (_, std::cmp::Ordering::Less) => frame::NUMBER.colored(options.palette.down),
        (_, std::cmp::Ordering::Greater) => frame::NUMBER.colored(options.palette.up),
        _ => frame::NUMBER.colored(MUTED),
    }
}

fn span(step: &Step, cut: Option<i64>, faces: &Faces<'_>) -> Span {
    let measure = |text: &str, style: Style| faces.width(text, style.size, style.weight);
    let number = if step.whole { frame::NUMBER.bold() } else { frame::NUMBER };
    let beside = if step.beside.is_empty() { 0.0 } else { GAP + measure(&step.beside, frame::SMALL) };
    let after = GAP + measure(&step.label, number) + beside + 2.0;
    let from = if step.whole { cut.unwrap_or(0) } else { step.from };
    Span { from: from as f64, to: step.to as f64, before: 0.0, after }
}

fn connect(canvas: &Canvas<'_>, rows: &Rows, scale: &Scale, index: usize, level: i64) -> Result<(), ChartError> {
    let half = rows.height * 0.3;
    let x = scale.at(level as f64);
    canvas.line(&[(x, rows.middle(index) + half), (x, rows.middle(index + 1) - half)], MUTED, 0.75)
}

fn draw_step(
    canvas: &Canvas<'_>,
    rows: &Rows,
    scale: &Scale,
    (index, step): (usize, &Step),
    cut: Option<i64>,
    options: &ChartOptions,
) -> Result<(), ChartError> {
    let half = rows.height * 0.3;
    let y = rows.middle(index);
    let from = if step.whole { cut.unwrap_or(0) } else { step.from };
    let (x0, x1) = (scale.at(from as f64), scale.at(step.to as f64));
    let color = match (step.whole, index) {
        (true, 0) => options.palette.last_year,
        (true, _) => options.palette.this_year,
        _ if step.rounding => MUTED,
        _ if step.to < step.from => options.palette.down,
        _ => options.palette.up,
    };
    let bounds = [x0, y - half, x1, y + half];
    match (step.to == from, step.hollow) {
        (true, _) => {}
        (_, true) => canvas.outlined_bar(bounds, color, step.to.saturating_sub(from))?,
        (_, false) => canvas.visible_bar(bounds, color, step.to.saturating_sub(from))?,
    }
    if step.whole && cut.is_some() && x1 - x0 > 34.0 {
        let (x, slant) = (x0 + 24.0, half * 0.6);
        let corners = [
            (x - 2.5 + slant, y - half),
            (x + 2.5 + slant, y - half),
            (x + 2.5 - slant, y + half),
            (x - 2.5 - slant, y + half),
        ];
        canvas.polygon(&corners, WHITE)?;
    }
    let style = label_style(step, options);
    let x = x0.max(x1) + GAP;
    canvas.text(&step.label, (x, y), Anchor::Left, style)?;
    canvas.text(&step.beside, (x + canvas.width(&step.label, style) + GAP, y), Anchor::Left, frame::SMALL)
}
