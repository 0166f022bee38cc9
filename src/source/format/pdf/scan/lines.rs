//! 扫描的表线: finds the ruling lines in the ink of a picture.

use super::ink::Ink;

/// 线: a level line in the ink, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    /// Its middle.
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

/// A part of a line: a stretch of ink that is about as long as a line has to be.
#[derive(Debug, Clone, Copy)]
struct Run {
    y: usize,
    from: usize,
    to: usize,
}

/// 待定: runs that touch, of neighbouring rows.
#[derive(Debug, Clone)]
struct Open {
    runs: Vec<Run>,
    from: usize,
    to: usize,
    last: usize,
    pixels: usize,
}

/// The gap in pixels over which a faint line goes on.
const GAP: usize = 2;
/// The number of rows that a line may leave out where it is faint.
const SKIP: usize = 2;

/// How long and how thick a line may be, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub shortest: usize,
    pub thickest: usize,
}

/// The level lines, whose ink is taken away so that what is left is text. The cost is that of looking at every pixel.
pub(super) fn level(ink: &mut Ink, size: Size, is_text: impl Fn(&Found) -> bool) -> Vec<Found> {
    let mut done: Vec<Open> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for y in 0..ink.height {
        let (past, still): (Vec<Open>, Vec<Open>) = open.into_iter().partition(|line| line.last + SKIP < y);
        done.extend(past);
        open = still;
        for run in runs(&two_rows(ink, y), y, size.shortest) {
            let touches = |line: &Open| run.from <= line.to + GAP && line.from <= run.to + GAP;
            let mut joined = Open { runs: vec![run], from: run.from, to: run.to, last: y, pixels: run.to - run.from };
            // A run may join two lines that were apart so far.
            for line in open.extract_if(.., |line| touches(line)) {
                joined.from = joined.from.min(line.from);
                joined.to = joined.to.max(line.to);
                joined.pixels += line.pixels;
                joined.runs.extend(line.runs);
            }
            open.push(joined);
        }
    }
    done.extend(open);
    let mut lines = Vec::new();
    for line in done {
        let length = line.to - line.from;
        let weight: f64 = line.runs.iter().map(|run| (run.y * (run.to - run.from)) as f64).sum();
        let found = Found { at: weight / line.pixels as f64 + 1.0, from: line.from as f64, to: line.to as f64 };
        // One more, since every row was looked at with the next.
        if line.pixels > (size.thickest + 1) * length || is_text(&found) {
            continue;
        }
        lines.push(found);
        for run in &line.runs {
            (run.y..(run.y + 2).min(ink.height)).for_each(|y| ink.erase(y, run.from, run.to));
        }
    }
    lines.sort_by(|one, other| one.at.total_cmp(&other.at).then(one.from.total_cmp(&other.from)));
    lines
}

/// The ink of a row and of the next. A line that was scanned askew has a step where it passed from one row of pixels to
/// the next, and turning it level leaves a ripple of one row there, with stretches too short for a line.
fn two_rows(ink: &Ink, y: usize) -> Vec<bool> {
    let next = (y + 1).min(ink.height - 1);
    ink.row(y).iter().zip(ink.row(next)).map(|(one, other)| *one || *other).collect()
}

/// The stretches of ink of a row that are long enough, over small gaps.
fn runs(row: &[bool], y: usize, shortest: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut begin: Option<usize> = None;
    let mut end = 0;
    let mut close = |begin: Option<usize>, end: usize| {
        let long = begin.filter(|begin| end - begin >= shortest);
        runs.extend(long.map(|from| Run { y, from, to: end }));
    };
    for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
        if begin.is_some() && x > end + GAP {
            close(begin.take(), end);
        }
        begin.get_or_insert(x);
        end = x + 1;
    }
    close(begin, end);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::ocr::Picture;

    const SIZE: Size = Size { shortest: 40, thickest: 8 };

    fn lines(picture: &Picture) -> Vec<Found> {
        level(&mut Ink::of(picture), SIZE, |_| false)
    }

    #[test]
    fn lines_are_found_thick_faint_broken_and_aslant_and_blots_are_not() {
        let mut picture = Picture::blank(600, 400);
        (50..53).for_each(|y| picture.row_mut(y)[20..580].fill(0));
        picture.row_mut(100)[20..580].fill(190);
        // Broken by noise of one or two pixels.
        (20..580).filter(|x| x % 29 > 1).for_each(|x| picture.row_mut(150)[x] = 0);
        // One row lower for every 90 pixels.
        (20..580).for_each(|x| picture.row_mut(200 + x / 90)[x] = 0);
        // Rippled, as a line is that was turned level.
        (20..580).for_each(|x| picture.row_mut(230 + x / 20 % 2)[x] = 0);
        // A blot, and a dash of a text.
        (250..300).for_each(|y| picture.row_mut(y)[100..160].fill(0));
        picture.row_mut(350)[100..130].fill(0);
        let found = lines(&picture);
        let rows: Vec<i64> = found.iter().map(|line| line.at as i64).collect();
        assert_eq!(rows, [51, 100, 150, 203, 231], "{found:?}");
        assert!(found.iter().all(|line| line.from <= 22.0 && line.to >= 578.0), "{found:?}");
    }

    #[test]
    fn two_lines_that_a_third_joins_are_one() {
        let mut picture = Picture::blank(400, 50);
        picture.row_mut(20)[10..150].fill(0);
        picture.row_mut(20)[250..390].fill(0);
        picture.row_mut(21)[140..260].fill(0);
        assert_eq!(lines(&picture).len(), 1);
    }
}
