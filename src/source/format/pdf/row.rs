//! 行和词: the words of a line, cut at its gaps, and rows of them.

use super::area::{Area, Strip, around};
use super::glyph::Glyph;
use super::line::{self, Line};

/// 词: glyphs of a line without a wide gap between them.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub text: String,
    pub area: Area,
    pub is_figure: bool,
    pub line: Line,
}

impl Run {
    pub fn of(line: Line) -> Self {
        Self { text: line.text.clone(), area: line.area, is_figure: is_figure(&line.text), line }
    }
}

/// The gap in ems above which two words are separate cells.
const GAP: f64 = 0.9;
/// The gap in ems above which two digits belong to different numbers. In a table it also separates words from digits,
/// between which Word inserts a quarter of an em.
const FIGURE_GAP: f64 = 0.36;
/// The gap in ems above which words of a header that spans several columns are separate.
const HEAD_GAP: f64 = 0.3;
/// The distance of baselines in ems within which lines form one row, if their words do not overlap.
const SAME_ROW: f64 = 0.75;

/// 行: a row with its words.
#[derive(Debug)]
pub(super) struct Row {
    /// Its lines: several if some cells are a little higher than others.
    pub lines: Vec<Line>,
    pub area: Area,
    pub baseline: f64,
    pub size: f64,
    pub runs: Vec<Run>,
    /// Whether it may be a row of a table, rather than prose, a label or a line of a table of contents.
    pub fits: bool,
    /// Whether it has a figure after its first word.
    pub has_figures: bool,
}

impl Row {
    pub fn new(line: Line) -> Self {
        let runs = runs(&line, GAP, GAP);
        Self::of(vec![line], runs)
    }

    /// A row of a line that is also cut at these edges.
    pub fn cut(line: Line, edges: &[f64]) -> Self {
        let mut parts: Vec<Vec<Glyph>> = vec![Vec::new(); edges.len() + 1];
        for glyph in &line.glyphs {
            let x = glyph.area.center().0;
            parts[edges.partition_point(|edge| *edge <= x)].push(glyph.clone());
        }
        let parts = parts.into_iter().flat_map(line::lines);
        let runs = parts.flat_map(|part| runs(&part, GAP, GAP)).collect();
        Self::of(vec![line], runs)
    }

    /// The row with its words separated as in a table.
    pub fn fine(&self) -> Self {
        let runs = self.runs.iter().flat_map(|run| runs(&run.line, GAP, FIGURE_GAP)).collect();
        Self::of(self.lines.clone(), runs)
    }

    /// The row's lines as header rows, in which words over several columns are separated at narrower gaps.
    pub fn as_header(&self, columns: &[Strip]) -> Vec<Self> {
        let cut = |run: &Run| {
            let over = columns.iter().filter(|strip| strip.overlap(&run.area) > 0.0).count();
            if over > 1 { runs(&run.line, HEAD_GAP, HEAD_GAP) } else { vec![run.clone()] }
        };
        self.lines().map(|row| Self { runs: row.runs.iter().flat_map(cut).collect(), ..row }).collect()
    }

    pub fn of(lines: Vec<Line>, runs: Vec<Run>) -> Self {
        let is_prose = |run: &Run| run.text.contains(['。', '，', '；']) && run.text.chars().count() > 12;
        let leads = |line: &Line| ["……", "....", "····"].iter().any(|dots| line.text.contains(dots));
        let is_leader = lines.iter().any(leads);
        // 部门：… 单位：万元 is a label above a table; 其中：… is a row of it.
        let is_label = |run: &Run| {
            let label = run.text.split(['：', ':']).next().filter(|label| label.len() < run.text.len());
            label.is_some_and(|label| label.chars().count() < 6 && !label.contains("其中"))
        };
        let labels = runs.iter().any(is_label) && !runs.iter().any(|run| run.is_figure);
        // Justified text has wide gaps around figures too.
        let figures = runs.iter().filter(|run| run.is_figure).count();
        let is_sentence = figures < 2 && runs.iter().any(|run| run.text.contains(['。', '，', '；']));
        let fits = !is_leader && !runs.iter().any(is_prose) && !labels && !is_sentence;
        let has_figures = fits && runs.iter().skip(1).any(|run| run.is_figure);
        let area = around(lines.iter().map(|line| &line.area)).unwrap_or_default();
        let baseline = lines.last().map_or(0.0, |line| line.baseline);
        let size = lines.iter().map(|line| line.size).fold(0.0, f64::max);
        Self { lines, area, baseline, size, runs, fits, has_figures }
    }

    /// Each of its lines as a row: words wrapped to two and to three lines are a little off each other.
    pub fn lines(&self) -> impl Iterator<Item = Self> {
        self.lines.iter().cloned().map(Self::new)
    }

    /// Merges a line a little lower whose words do not overlap: cells of one row that are centred vertically. The error
    /// is the unchanged row.
    pub fn merge(self, next: &Self) -> Result<Self, Self> {
        let near = next.baseline - self.baseline <= SAME_ROW * self.size.max(next.size);
        let over = |one: &Run, other: &Run| one.area.left < other.area.right && other.area.left < one.area.right;
        if !near || self.runs.iter().any(|run| next.runs.iter().any(|other| over(run, other))) {
            return Err(self);
        }
        let mut runs = [self.runs, next.runs.clone()].concat();
        runs.sort_by(|one, other| one.area.left.total_cmp(&other.area.left));
        Ok(Self::of([self.lines, next.lines.clone()].concat(), runs))
    }
}

pub(super) fn text_of(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|glyph| glyph.text.as_str()).collect()
}

/// Splits a line into words at gaps of more than `gap` ems, or `digit_gap` ems between a digit and another character.
pub(super) fn runs(line: &Line, gap: f64, digit_gap: f64) -> Vec<Run> {
    let mut parts: Vec<Vec<Glyph>> = Vec::new();
    for glyph in &line.glyphs {
        let begins_word = parts.last().and_then(|part| part.last()).is_none_or(|last| {
            let distance = (glyph.area.left - last.area.right) / last.size.max(glyph.size);
            let after_amount = !is_digit(&glyph.text) && parts.last().is_some_and(|part| ends_in_amount(part));
            let allowed = match (is_digit(&last.text), is_digit(&glyph.text)) {
                (true, true) => FIGURE_GAP,
                (false, false) => gap,
                _ => digit_gap,
            };
            distance > allowed || after_amount && !UNITS.contains(&glyph.text.as_str())
        });
        match parts.last_mut() {
            Some(part) if !begins_word => part.push(glyph.clone()),
            _ => parts.push(vec![glyph.clone()]),
        }
    }
    parts.into_iter().flat_map(line::lines).map(Run::of).collect()
}

pub(super) fn is_digit(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%'))
}

/// Whether a part is an amount with two decimals, after which the next cell may begin without a gap.
fn ends_in_amount(part: &[Glyph]) -> bool {
    let text = text_of(part);
    is_figure(&text) && text.len() > 3 && text.as_bytes()[text.len() - 3] == b'.'
}

/// Characters that may follow a number within a cell.
const UNITS: [&str; 7] = ["%", "％", "万", "亿", "元", "倍", "个"];

/// Whether a text is a printed figure or a dash in place of one.
pub(super) fn is_figure(text: &str) -> bool {
    let dash = !text.is_empty() && text.chars().all(|c| "-—–－".contains(c));
    dash || is_digit(text) && text.contains(|c: char| c.is_ascii_digit())
}
