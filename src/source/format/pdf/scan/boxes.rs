//! 框成字: the characters of a box, each where its ink is.

use super::ink::Ink;
use crate::source::ocr::TextBox;
use std::ops::Range;

/// 字位: a character of a box, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    pub text: char,
    pub left: f64,
    pub right: f64,
}

/// 一框的字: the characters of a box, on one line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub spots: Vec<Spot>,
    /// The middle of the ink.
    pub middle: f64,
    /// The em.
    pub size: f64,
}

/// The gap in ems between parts of a box that belong to different columns, or to a word that is spaced out.
const GAP: f64 = 0.7;
/// The height of ink in ems: of ideographs, and of digits and capitals.
const IDEOGRAPH: f64 = 0.92;
const DIGIT: f64 = 0.72;

/// The part of a picture that a box covers, tightened to its ink: columns and rows.
fn tightened(ink: &Ink, area: (Range<usize>, Range<usize>)) -> Option<(Range<usize>, Range<usize>)> {
    let (columns, rows) = area;
    let dark_row = |y: &usize| ink.row(*y)[columns.clone()].iter().any(|dark| *dark);
    let (top, bottom) = (rows.clone().find(dark_row)?, rows.clone().rfind(dark_row)?);
    let dark_column = |x: &usize| (top..=bottom).any(|y| ink.row(y)[*x]);
    let (left, right) = (columns.clone().find(dark_column)?, columns.clone().rfind(dark_column)?);
    Some((left..right + 1, top..bottom + 1))
}

/// Columns and rows of the picture that a box covers.
fn covered(ink: &Ink, found: &TextBox) -> (Range<usize>, Range<usize>) {
    let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = found.corners;
    let span = |from: f64, to: f64, max: usize| {
        // The casts saturate.
        let from = (from.floor().max(0.0) as usize).min(max);
        from..(to.ceil().max(0.0) as usize).clamp(from, max)
    };
    let columns = span(x0.min(x1).min(x2).min(x3), x0.max(x1).max(x2).max(x3), ink.width);
    let rows = span(y0.min(y1).min(y2).min(y3), y0.max(y1).max(y2).max(y3), ink.height);
    (columns, rows)
}

/// Whether the text of a box runs up or down: it is much taller than wide.
pub(super) fn is_upright(found: &TextBox) -> bool {
    let [(x0, y0), (x1, y1), _, (x3, y3)] = found.corners;
    let (along, across) = ((x1 - x0).hypot(y1 - y0), (x3 - x0).hypot(y3 - y0));
    let lies = (y1 - y0).abs() > (x1 - x0).abs();
    found.text.chars().count() > 1 && (lies && along > 1.5 * across || !lies && across > 1.5 * along)
}

/// The characters of a box. `lines` are the upright lines that part columns, in pixels; the ink has none.
///
/// A box may hold several words, even of several columns. Its characters are given to its stretches of ink by their widths,
/// so that each comes to stand in its own column.
pub(super) fn row(ink: &Ink, found: &TextBox, lines: &[f64]) -> Option<Row> {
    // Lines of a table are often taken for characters.
    let words: Vec<&str> = found.text.split(|c: char| matches!(c, '|' | '｜') || c.is_whitespace()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let mut characters: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
    let area = covered(ink, found);
    if characters.is_empty() || area.0.is_empty() || area.1.is_empty() {
        return None;
    }
    let box_height = area.1.len() as f64;
    let (mut columns, rows) = tightened(ink, area.clone()).unwrap_or(area);
    let has_ideographs = characters.iter().any(|c| is_wide(*c));
    let share = if has_ideographs { IDEOGRAPH } else { DIGIT };
    // A dash alone tells nothing of the em, and a speck of dirt too much.
    let size = (rows.len() as f64 / share).clamp(0.45 * box_height, 1.1 * box_height);
    let middle = (rows.start + rows.end) as f64 / 2.0;
    let mut spots = Vec::with_capacity(characters.len() + 1);
    if let Some(one) = cut_off(ink, &characters, columns.start, &rows, size) {
        // The cast is of a column of the picture.
        columns.start = columns.start.max(one.right as usize).min(columns.end);
        characters.drain(..usize::from(is_dash(characters[0])));
        spots.push(one);
    }
    let mut parts = parts(ink, &columns, &rows, GAP * size, lines);
    trim(&mut parts, &characters, size, lines);
    let shares = match figures(&characters) {
        // Engines put spaces behind commas and none between two figures.
        Some(figures) if figures.len() == parts.len() => figures,
        _ if spots.is_empty() && words.len() == parts.len() => words.iter().map(|word| word.chars().count()).collect(),
        _ => shares(&characters, &parts),
    };
    let mut rest = characters.as_slice();
    for (part, count) in parts.iter().zip(shares) {
        let (own, after) = rest.split_at(count.min(rest.len()));
        rest = after;
        let whole: f64 = own.iter().map(|c| width(*c)).sum();
        let unit = part.len() as f64 / whole.max(0.1);
        let mut left = part.start as f64;
        for c in own {
            let right = left + unit * width(*c);
            spots.push(Spot { text: *c, left, right });
            left = right;
        }
    }
    Some(Row { spots, middle, size })
}

/// 一 at the beginning of a box: engines take it for a line and leave it out, or see its end and read a dash. It is there if
/// what was read goes on like a word that begins with it (般公共预算, 、收入), and a single level stroke stands before that.
fn cut_off(ink: &Ink, characters: &[char], left: usize, rows: &Range<usize>, size: f64) -> Option<Spot> {
    if !matches!(characters, ['般' | '、', ..]) && !matches!(characters, [dash, '般' | '、', ..] if is_dash(*dash))
    {
        return None;
    }
    let dark = |x: usize| rows.clone().filter(move |y| ink.row(*y)[x]);
    let is_inked = |x: &usize| dark(*x).next().is_some();
    // The box may begin within the stroke. The casts are of a few ems.
    let near = left.saturating_sub((1.4 * size) as usize)..=left;
    let from = near.clone().find(is_inked)?;
    // Faint ink has gaps of a pixel.
    let gap = |x: &usize| (*x..(x + 2).min(ink.width)).all(|x| !is_inked(&x));
    let to = (from..ink.width).find(gap).unwrap_or(ink.width);
    let top = (from..to).filter_map(|x| dark(x).next()).min()?;
    let bottom = (from..to).filter_map(|x| dark(x).next_back()).max()? + 1;
    let (length, thickness) = ((to - from) as f64, (bottom - top) as f64);
    let middle = (top + bottom) as f64 / 2.0 - (rows.start + rows.end) as f64 / 2.0;
    let is_whole = (0.5 * size..1.1 * size).contains(&length);
    let is_level = thickness <= 0.25 * size + 1.0 && middle.abs() < 0.3 * size;
    (is_whole && is_level).then_some(Spot { text: '一', left: from as f64, right: to as f64 })
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '–')
}

/// The stretches of ink that wide gaps or lines part.
fn parts(ink: &Ink, columns: &Range<usize>, rows: &Range<usize>, gap: f64, lines: &[f64]) -> Vec<Range<usize>> {
    let mut dark = vec![false; columns.len()];
    for y in rows.clone() {
        dark.iter_mut().zip(&ink.row(y)[columns.clone()]).for_each(|(dark, ink)| *dark |= *ink);
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (x, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let x = columns.start + x;
        match parts.last_mut() {
            Some(part) => {
                let line = lines.iter().any(|line| *line >= part.end as f64 && *line <= x as f64);
                if line || (x - part.end) as f64 > gap { parts.push(x..x + 1) } else { part.end = x + 1 }
            }
            None => parts.push(x..x + 1),
        }
    }
    if parts.is_empty() { vec![columns.clone()] } else { parts }
}

/// Takes away the parts at the ends that are the last digit of the column before or the first of the next one: they lie
/// beyond a line and are too narrow for the ideograph that the text begins or ends with.
fn trim(parts: &mut Vec<Range<usize>>, characters: &[char], size: f64, lines: &[f64]) {
    let is_ideograph = |c: Option<&char>| c.is_some_and(|c| is_wide(*c) && c.is_alphabetic());
    let is_foreign = |own: &Range<usize>, from: usize, to: usize| {
        let parted = lines.iter().any(|line| *line >= from as f64 && *line <= to as f64);
        parted && (own.len() as f64) < 0.4 * size
    };
    if let ([first, next, ..], true) = (parts.as_slice(), is_ideograph(characters.first()))
        && is_foreign(first, first.end, next.start)
    {
        parts.remove(0);
    }
    if let ([.., next, last], true) = (parts.as_slice(), is_ideograph(characters.last()))
        && is_foreign(last, next.end, last.start)
    {
        parts.pop();
    }
}

/// The lengths of the figures that characters are made of, by their thousands and two decimals; `None` if they are not made
/// of such figures alone.
fn figures(characters: &[char]) -> Option<Vec<usize>> {
    let mut lengths = Vec::new();
    let mut rest = characters;
    while !rest.is_empty() {
        let length = figure(rest)?;
        lengths.push(length);
        rest = &rest[length..];
    }
    Some(lengths)
}

/// The length of the figure that characters begin with: `1,234`, `1,234.50`, `-0.50`.
fn figure(characters: &[char]) -> Option<usize> {
    let digits = |from: usize| characters[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let is = |at: usize, mark: char| characters.get(at) == Some(&mark);
    let begin = usize::from(is(0, '-'));
    let mut end = begin + digits(begin);
    let is_grouped = is(end, ',') && end - begin <= 3;
    while is_grouped && is(end, ',') && digits(end + 1) >= 3 {
        end += 4;
    }
    let has_decimals = is(end, '.') && digits(end + 1) >= 2;
    (end > begin && (is_grouped || has_decimals)).then_some(if has_decimals { end + 3 } else { end })
}

/// How many of the characters stand in each part, by their widths; at least one in each while there are enough. Widths are
/// estimates, so that a part that ends a character beside the end of a figure ends with it.
fn shares(characters: &[char], parts: &[Range<usize>]) -> Vec<usize> {
    let ink: f64 = parts.iter().map(|part| part.len() as f64).sum();
    let whole: f64 = characters.iter().map(|c| width(*c)).sum();
    // The number of characters up to the end of each part.
    let mut ends = Vec::with_capacity(parts.len());
    let (mut taken, mut passed, mut reached) = (0, 0.0, 0.0);
    for (number, part) in parts.iter().enumerate() {
        reached += part.len() as f64 / ink.max(1.0) * whole;
        let left = parts.len() - number - 1;
        let from = taken;
        while taken < characters.len() {
            let next = width(characters[taken]);
            let enough = taken > from && passed + next / 2.0 > reached;
            if left > 0 && (enough || characters.len() - taken <= left && taken > from) {
                break;
            }
            passed += next;
            taken += 1;
        }
        ends.push(taken);
    }
    for edge in edges(characters) {
        let near = ends.iter_mut().filter(|end| **end < characters.len() && end.abs_diff(edge) <= 1);
        if let Some(end) = near.min_by_key(|end| end.abs_diff(edge)) {
            *end = edge;
        }
    }
    let starts = std::iter::once(0).chain(ends.clone());
    ends.iter().zip(starts).map(|(end, start)| end.saturating_sub(start)).collect()
}

/// Where a figure among other characters begins or ends, as the number of characters before.
fn edges(characters: &[char]) -> Vec<usize> {
    let mut edges = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let is_within = at > 0 && (characters[at - 1].is_ascii_digit() || matches!(characters[at - 1], ',' | '.'));
        match figure(&characters[at..]).filter(|_| !is_within) {
            Some(length) => {
                edges.extend([at, at + length].into_iter().filter(|edge| (1..characters.len()).contains(edge)));
                at += length;
            }
            None => at += 1,
        }
    }
    edges
}

fn is_wide(c: char) -> bool {
    !c.is_ascii() && !"·“”‘’—–".contains(c)
}

/// The width of a character in ems.
fn width(c: char) -> f64 {
    match c {
        '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.32,
        c if is_wide(c) => 1.0,
        _ => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::ocr::Picture;

    /// A box around blocks of ink, one for each word, at these columns.
    fn placed(text: &str, blocks: &[(usize, usize)], lines: &[f64]) -> Vec<(String, usize)> {
        let mut picture = Picture::blank(900, 200);
        for (from, to) in blocks {
            (90..110).for_each(|y| (*from..*to).step_by(2).for_each(|x| picture.row_mut(y)[x] = 0));
        }
        let corners = [(10.0, 84.0), (890.0, 84.0), (890.0, 116.0), (10.0, 116.0)];
        let found = TextBox { corners, text: text.to_owned(), confidence: 99 };
        let row = row(&Ink::of(&picture), &found, lines).unwrap();
        let block = |spot: &Spot| {
            let middle = (spot.left + spot.right) / 2.0;
            blocks.iter().position(|(from, to)| (*from as f64 - 2.0..*to as f64 + 2.0).contains(&middle)).unwrap()
        };
        let mut words: Vec<(String, usize)> = Vec::new();
        for spot in &row.spots {
            match words.last_mut() {
                Some((word, at)) if *at == block(spot) => word.push(spot.text),
                _ => words.push((spot.text.to_string(), block(spot))),
            }
        }
        words
    }

    #[test]
    fn the_characters_of_a_box_over_several_columns_stand_in_their_own() {
        let two = |one: &str, other: &str| vec![(one.to_owned(), 0), (other.to_owned(), 1)];
        assert_eq!(placed("12.34567.80", &[(100, 150), (400, 462)], &[]), two("12.34", "567.80"));
        assert_eq!(placed("2080101行政运行", &[(100, 177), (250, 338)], &[]), two("2080101", "行政运行"));
        assert_eq!(placed("合 计", &[(100, 122), (300, 322)], &[]), two("合", "计"));
        // Two figures that almost touch, with a line between them.
        assert_eq!(placed("12.3499.00", &[(100, 150), (155, 205)], &[152.0]), two("12.34", "99.00"));
        assert_eq!(placed("12.3499.00", &[(100, 150), (155, 205)], &[]).len(), 2);
        // The last digit of the column before, and the first of the next one.
        let blocks = [(94, 100), (120, 140), (160, 260), (280, 284)];
        let words = placed("一、一般公共服务支出", &blocks, &[110.0, 270.0]);
        assert_eq!(words.iter().map(|(_, block)| *block).collect::<Vec<_>>(), [1, 2]);
        // Spaces within figures and none between them; a line taken for a character.
        let both = two("82,096,797.42", "1,203.00");
        for text in ["82,096, 797.421,203.00", "82, 096,797.42|1,203.00", "82, 096, 797.42 1, 203.00"] {
            assert_eq!(placed(text, &[(100, 240), (400, 490)], &[]), both, "{text}");
        }
        assert_eq!(placed("1,2345,678", &[(100, 150), (400, 450)], &[]), two("1,234", "5,678"));
    }

    #[test]
    fn a_part_that_ends_beside_a_figure_ends_with_it() {
        // The figure takes 110 pixels by the widths of its characters; the ink of others may be a little more or less.
        for figure in [104, 107, 110, 113, 116] {
            let blocks = [(100, 100 + figure), (240, 410)];
            let wanted = [("371,514,655.00".to_owned(), 0), ("一、一般公共服务支出".to_owned(), 1)];
            assert_eq!(placed("371,514,655.00一、一般公共服务支出", &blocks, &[225.0]), wanted, "{figure}");
        }
        assert_eq!(edges(&"基本12.30元".chars().collect::<Vec<_>>()), [2, 7]);
        assert_eq!(edges(&"2080101行政运行".chars().collect::<Vec<_>>()), Vec::<usize>::new());
    }

    #[test]
    fn a_stroke_before_what_lacks_its_first_character_is_read() {
        // Ink from 300 on; a stroke of these rows and columns before it.
        let read = |text: &str, stroke: (Range<usize>, Range<usize>)| {
            let mut picture = Picture::blank(900, 200);
            (90..110).for_each(|y| (300..420).step_by(2).for_each(|x| picture.row_mut(y)[x] = 0));
            stroke.1.clone().for_each(|y| picture.row_mut(y)[stroke.0.clone()].fill(0));
            // Some boxes begin within the stroke.
            let left = if text.starts_with('-') { 290.0 } else { 298.0 };
            let corners = [(left, 86.0), (424.0, 86.0), (424.0, 114.0), (left, 114.0)];
            let found = TextBox { corners, text: text.to_owned(), confidence: 99 };
            let row = row(&Ink::of(&picture), &found, &[]).unwrap();
            row.spots.iter().map(|spot| spot.text).collect::<String>()
        };
        assert_eq!(read("般公共服务支出", (276..296, 99..102)), "一般公共服务支出");
        assert_eq!(read("、收入", (272..292, 98..101)), "一、收入");
        assert_eq!(read("-般公共服务支出", (276..296, 99..102)), "一般公共服务支出");
        // A minus stays.
        assert_eq!(read("-1.20", (290..296, 99..102)), "-1.20");
        // Nothing there, a speck, the foot of a letter, another word.
        assert_eq!(read("般公共服务支出", (0..1, 0..1)), "般公共服务支出");
        assert_eq!(read("般公共服务支出", (288..292, 99..102)), "般公共服务支出");
        assert_eq!(read("般公共服务支出", (276..296, 92..108)), "般公共服务支出");
        assert_eq!(read("公共服务支出", (276..296, 99..102)), "公共服务支出");
    }

    #[test]
    fn a_box_without_ink_or_outside_of_the_picture_does_no_harm() {
        let ink = Ink::of(&Picture::blank(50, 50));
        for corners in [[(0.0, 0.0); 4], [(900.0, 900.0), (990.0, 900.0), (990.0, 990.0), (900.0, 990.0)]] {
            assert_eq!(row(&ink, &TextBox { corners, text: "甲".to_owned(), confidence: 1 }, &[]), None);
        }
        let corners = [(-5.0, 10.0), (60.0, 10.0), (60.0, 20.0), (-5.0, 20.0)];
        let row = row(&ink, &TextBox { corners, text: "甲乙".to_owned(), confidence: 1 }, &[]).unwrap();
        assert_eq!(row.spots.len(), 2);
    }
}
