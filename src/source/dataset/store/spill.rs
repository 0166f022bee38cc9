//! 外部排序: sorts rows in pieces, writes these to a temporary file and merges them from there. Memory holds one piece, or
//! one buffer per piece.

use crate::Error;
use crate::model::UnitRows;
use crate::source::SourceError;
use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Arc;

/// The number of rows of a piece.
const PIECE: usize = 1 << 22;

/// The number of bytes read from a piece at a time.
const BUFFER: usize = 1 << 16;

/// 临时文件: sorted pieces of one year.
pub(crate) struct Spill {
    file: std::fs::File,
    length: u64,
    pieces: Vec<(u64, u64)>,
    held: Vec<UnitRows>,
    rows: usize,
    /// The number of rows of a piece.
    piece: usize,
}

impl Spill {
    pub fn new() -> Result<Self, Error> {
        Self::in_pieces(PIECE)
    }

    fn in_pieces(piece: usize) -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(refused)?;
        Ok(Self { file, length: 0, pieces: Vec::new(), held: Vec::new(), rows: 0, piece })
    }

    /// Takes sorted rows.
    pub fn add(&mut self, rows: UnitRows) -> Result<(), Error> {
        self.rows += rows.lines.len();
        self.held.push(rows);
        if self.rows >= self.piece { self.flush() } else { Ok(()) }
    }

    /// Writes the rows in memory as a piece.
    fn flush(&mut self) -> Result<(), Error> {
        let start = self.length;
        let mut out = Vec::new();
        let held = std::mem::take(&mut self.held);
        let mut order: Vec<(&Arc<str>, usize, std::ops::Range<usize>)> = Vec::new();
        for (at, rows) in held.iter().enumerate() {
            let mut row = 0;
            for (unit, count) in &rows.units {
                order.push((unit, at, row..row + count));
                row += count;
            }
        }
        order.sort_by(|one, other| one.0.cmp(other.0));
        for same in order.chunk_by(|one, next| one.0 == next.0) {
            put(same[0].0, same.iter().map(|(_, at, range)| (&held[*at], range.clone())), &mut out);
            if out.len() >= BUFFER {
                self.file.write_all(&out).map_err(refused)?;
                self.length += out.len() as u64;
                out.clear();
            }
        }
        self.file.write_all(&out).map_err(refused)?;
        self.length += out.len() as u64;
        self.rows = 0;
        if self.length > start {
            self.pieces.push((start, self.length));
        }
        Ok(())
    }

    /// All rows, sorted.
    pub fn merged(mut self) -> Result<Merged, Error> {
        self.flush()?;
        let mut merged = Merged { file: self.file, pieces: Vec::new(), next: BTreeSet::new() };
        for (at, end) in self.pieces {
            merged.pieces.push(Piece { at, end, bytes: Vec::new(), used: 0 });
            merged.peek(merged.pieces.len() - 1)?;
        }
        Ok(merged)
    }
}

/// One unit: its name, and the lines and amounts of its rows.
fn put<'a>(unit: &str, parts: impl Iterator<Item = (&'a UnitRows, std::ops::Range<usize>)> + Clone, out: &mut Vec<u8>) {
    let count: usize = parts.clone().map(|(_, range)| range.len()).sum();
    out.extend_from_slice(&(unit.len() as u32).to_le_bytes());
    out.extend_from_slice(&(count as u64).to_le_bytes());
    out.extend_from_slice(unit.as_bytes());
    for (rows, range) in parts.clone() {
        rows.lines[range].iter().for_each(|line| out.extend_from_slice(&line.to_le_bytes()));
    }
    for (rows, range) in parts {
        rows.fen[range].iter().for_each(|fen| out.extend_from_slice(&fen.to_le_bytes()));
    }
}

/// 归并: merges the pieces.
pub(crate) struct Merged {
    file: std::fs::File,
    pieces: Vec<Piece>,
    /// The next unit of each piece, sorted.
    next: BTreeSet<(Arc<str>, usize, u64)>,
}

struct Piece {
    /// The next position to read in the file, and the end of the piece.
    at: u64,
    end: u64,
    bytes: Vec<u8>,
    used: usize,
}

impl Merged {
    /// The next `count` bytes of a piece.
    fn bytes(&mut self, piece: usize, count: usize) -> Result<&[u8], Error> {
        let own = &mut self.pieces[piece];
        if own.bytes.len() - own.used < count {
            own.bytes.drain(..own.used);
            own.used = 0;
            let more = (count.saturating_sub(own.bytes.len()).max(BUFFER) as u64).min(own.end - own.at);
            self.file.seek(SeekFrom::Start(own.at)).map_err(refused)?;
            let read = (&mut self.file).take(more).read_to_end(&mut own.bytes).map_err(refused)?;
            own.at += read as u64;
        }
        let range = own.used..own.used + count;
        own.used = range.end;
        own.bytes.get(range).ok_or_else(|| refused(std::io::ErrorKind::UnexpectedEof.into()))
    }

    /// Reads the next unit of a piece.
    fn peek(&mut self, piece: usize) -> Result<(), Error> {
        let own = &self.pieces[piece];
        if own.at == own.end && own.used == own.bytes.len() {
            return Ok(());
        }
        let head = self.bytes(piece, 12)?;
        let (length, count) = head.split_at(4);
        let length = length.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let count = count.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let unit = String::from_utf8_lossy(self.bytes(piece, length)?).into();
        self.next.insert((unit, piece, count));
        Ok(())
    }
}

/// The number of rows that are merged at a time.
const BATCH: usize = 1 << 16;

impl Merged {
    fn read(&mut self) -> Result<Option<UnitRows>, Error> {
        let mut rows = UnitRows::default();
        while rows.lines.len() < BATCH
            && let Some((unit, piece, count)) = self.next.pop_first()
        {
            let count = count as usize;
            let lines = self.bytes(piece, count * 4)?.as_chunks::<4>().0;
            rows.lines.extend(lines.iter().map(|line| u32::from_le_bytes(*line)));
            let fen = self.bytes(piece, count * 8)?.as_chunks::<8>().0;
            rows.fen.extend(fen.iter().map(|fen| i64::from_le_bytes(*fen)));
            match rows.units.last_mut() {
                Some((last, before)) if *last == unit => *before += count,
                _ => rows.units.push((unit, count)),
            }
            self.peek(piece)?;
        }
        Ok(Some(rows).filter(|rows| !rows.units.is_empty()))
    }
}

impl Iterator for Merged {
    type Item = Result<UnitRows, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn refused(reason: std::io::Error) -> Error {
    SourceError::Scratch { path: std::env::temp_dir().display().to_string(), reason }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #![proptest_config(crate::chance::cases(256))]

        #[test]
        fn pieces_are_merged_into_the_order_of_the_units_whatever_their_size(
            batches in prop::collection::vec(prop::collection::btree_map(0u8..20, 1usize..400, 1..8), 1..30),
            piece in 1usize..3_000,
        ) {
            let mut spill = Spill::in_pieces(piece).unwrap();
            let mut expected: BTreeMap<Arc<str>, Vec<(u32, i64)>> = BTreeMap::new();
            let mut number = 0;
            for batch in batches {
                let mut rows = UnitRows::default();
                for (unit, count) in batch {
                    let unit: Arc<str> = format!("单位{unit:02}").into();
                    rows.units.push((unit.clone(), count));
                    for _ in 0..count {
                        number += 1;
                        rows.lines.push(number);
                        rows.fen.push(-i64::from(number) * 1_000_000_007);
                        expected.entry(unit.clone()).or_default().push((number, -i64::from(number) * 1_000_000_007));
                    }
                }
                spill.add(rows).unwrap();
            }
            let merged = spill.merged().unwrap();
            let mut found: BTreeMap<Arc<str>, Vec<(u32, i64)>> = BTreeMap::new();
            let mut last = None;
            for rows in merged {
                let rows = rows.unwrap();
                let mut pairs = rows.lines.iter().copied().zip(rows.fen.iter().copied());
                for (unit, count) in rows.units {
                    prop_assert!(last.as_ref().is_none_or(|last| *last <= unit));
                    found.entry(unit.clone()).or_default().extend(pairs.by_ref().take(count));
                    last = Some(unit);
                }
            }
            prop_assert_eq!(found, expected);
        }
    }
}
