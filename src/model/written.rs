//! 原文位置: where the characters of a text stand inside a file whose text can be changed in place.

use std::ops::Range;
use std::sync::Arc;

/// 原文位置: the bytes of one part of a file (a part of a Word package) that hold the characters of a text.
///
/// Characters that stand nowhere, such as automatic numbers and line breaks, have no piece.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Written {
    /// The part's name in the package: `word/document.xml`.
    pub part: Arc<str>,
    /// In the order of the text.
    pieces: Vec<Piece>,
}

/// A stretch of text that stands in one piece, or a single character that its part spells as an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Piece {
    /// Byte offset in the text.
    at: usize,
    /// Length in the text.
    length: usize,
    /// First byte in the part.
    from: usize,
    /// Length in the part; other than `length` for an entity, which is never divided.
    raw: usize,
}

impl Written {
    /// A text that stands nowhere yet.
    pub fn new(part: impl Into<Arc<str>>) -> Self {
        Self { part: part.into(), pieces: Vec::new() }
    }

    /// Adds the next characters: `length` bytes at `at` of the text, which stand in `range` of the part.
    pub fn push(&mut self, at: usize, length: usize, range: Range<usize>) {
        let piece = Piece { at, length, from: range.start, raw: range.len() };
        match self.pieces.last_mut() {
            Some(last)
                if last.is_plain()
                    && piece.is_plain()
                    && (last.at + last.length, last.from + last.raw) == (piece.at, piece.from) =>
            {
                last.length += piece.length;
                last.raw += piece.raw;
            }
            _ => self.pieces.push(piece),
        }
    }

    /// Adds another text behind this one, its first byte at `at`. Only one part can hold a text: characters of another
    /// part are left out.
    pub fn append(&mut self, other: &Self, at: usize) {
        if other.part == self.part {
            for piece in &other.pieces {
                self.push(piece.at + at, piece.length, piece.from..piece.from + piece.raw);
            }
        }
    }

    /// The first byte of the text that stands somewhere: what precedes it is an automatic number.
    pub fn start(&self) -> Option<usize> {
        self.pieces.first().map(|piece| piece.at)
    }

    /// Where a byte range of the text stands, its first byte being 0.
    #[must_use]
    pub fn within(&self, range: Range<usize>) -> Self {
        let mut part = Self::new(self.part.clone());
        for piece in &self.pieces {
            let (from, to) = (piece.at.max(range.start), (piece.at + piece.length).min(range.end));
            if from >= to {
                continue;
            }
            let raw = match piece.is_plain() {
                true => piece.from + from - piece.at..piece.from + to - piece.at,
                false => piece.from..piece.from + piece.raw,
            };
            part.push(from - range.start, to - from, raw);
        }
        part
    }

    /// The same characters in a text of which each has been exchanged for one other: from `old` to `new`.
    #[must_use]
    pub fn exchanged(&self, old: &str, new: &str) -> Self {
        let mut part = Self::new(self.part.clone());
        let mut pieces = self.pieces.iter().peekable();
        for ((at, was), (to, is)) in old.char_indices().zip(new.char_indices()) {
            while pieces.next_if(|piece| piece.at + piece.length <= at).is_some() {}
            let Some(piece) = pieces.peek().filter(|piece| piece.at <= at) else { continue };
            let raw = match piece.is_plain() {
                true => piece.from + at - piece.at..piece.from + at - piece.at + was.len_utf8(),
                false => piece.from..piece.from + piece.raw,
            };
            part.push(to, is.len_utf8(), raw);
        }
        part
    }

    /// The bytes of the part, in order; neighbouring ones are one range.
    pub fn ranges(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for piece in &self.pieces {
            let range = piece.from..piece.from + piece.raw;
            match ranges.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => ranges.push(range),
            }
        }
        ranges
    }

    /// Whether every byte of a text of this length stands somewhere.
    pub fn covers(&self, length: usize) -> bool {
        let mut next = 0;
        for piece in &self.pieces {
            if piece.at != next {
                return false;
            }
            next += piece.length;
        }
        next == length
    }

    /// Whether no character stands anywhere.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

impl Piece {
    /// Whether the part holds the characters as they are.
    fn is_plain(&self) -> bool {
        self.length == self.raw
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 增加 | & | 5.00 in two runs.
    fn written() -> Written {
        let mut written = Written::new("word/document.xml");
        written.push(0, 6, 100..106);
        written.push(6, 1, 106..111);
        written.push(7, 2, 111..113);
        written.push(9, 2, 200..202);
        written
    }

    #[test]
    fn a_figure_in_two_runs_stands_in_two_ranges() {
        assert_eq!(written().within(7..11).ranges(), [111..113, 200..202]);
        assert_eq!(written().within(3..7).ranges(), vec![103..111]);
        assert!(written().covers(11));
        assert!(!written().within(0..20).covers(20));
        assert!(written().within(20..30).is_empty());
    }

    #[test]
    fn characters_keep_their_place_when_others_take_theirs() {
        let narrow = written().exchanged("增加&5.00", "ab&5.00");
        assert_eq!(narrow.within(0..1).ranges(), vec![100..103]);
        assert_eq!(narrow.within(2..3).ranges(), vec![106..111]);
        assert_eq!(narrow.within(3..7).ranges(), [111..113, 200..202]);
    }

    #[test]
    fn texts_of_several_lines_are_one() {
        let mut all = Written::new("word/document.xml");
        all.append(&written(), 0);
        all.append(&written(), 12);
        assert_eq!(all.within(12..15).ranges(), vec![100..103]);
        all.append(&Written::new("word/footnotes.xml"), 30);
        assert!(!all.covers(23));
    }
}
