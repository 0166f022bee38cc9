//! Changes to somebody's Word document. The first bytes choose what is changed, the rest is the document: a package, or
//! the text of one, of which `package` makes one. Whatever is chosen, the result is a document that can be read again, or
//! an error. Also run by the project's own tests, which cannot fuzz but mutate.

use std::sync::Arc;
use tongbi::present::revise::{CellChange, Change, NewRow, Remark, Revision, revise};
use tongbi::source::{Block, Limits, format};

/// Number of bytes that choose the changes.
pub const CHOICES: usize = 8;
const LIMIT: u64 = 4 << 20;

pub fn revised(bytes: &[u8], package: impl Fn(&[u8]) -> Vec<u8>) {
    let Some((choices, bytes)) = bytes.split_first_chunk::<CHOICES>() else { return };
    let docx = if bytes.first() == Some(&b'<') { package(bytes) } else { bytes.to_vec() };
    let limits = Limits { cells: 200_000, bytes: LIMIT, ..Limits::default() };
    let name: Arc<str> = "x.docx".into();
    let Ok(document) = format::read(&name, &docx, &limits) else { return };
    let mut changes = Vec::new();
    for (number, block) in document.blocks.iter().enumerate() {
        let choice = choices[number % CHOICES];
        let place = match block {
            Block::Heading { place, .. } | Block::Paragraph { place, .. } => place,
            Block::Grid(grid) => &grid.place,
        };
        let Some(written) = &place.written else { continue };
        let (part, ranges) = (written.part.clone(), written.ranges());
        let Some(first) = ranges.first().cloned() else { continue };
        let remark = || Remark { text: "核对\n第二行".into(), highlight: choice & 8 != 0 };
        match (block, choice % 5) {
            (Block::Grid(grid), how) => {
                let (rows, columns) = (grid.rows(), grid.columns());
                let row = usize::from(choice) % rows.max(1);
                let cell = |row, column| CellChange {
                    row,
                    column,
                    text: (how != 1).then(|| "1,234.50".into()),
                    remark: (how != 2).then(remark),
                };
                let deleted = if how == 3 { vec![row] } else { Vec::new() };
                let cells = (0..columns.min(4)).map(|column| cell((row + 1) % rows.max(1), column)).collect();
                let new = NewRow { after: row, like: row, texts: vec![(0, "新".into())], remark: Some(remark()) };
                let inserted = if how > 2 { vec![new.clone(), new] } else { Vec::new() };
                changes.push(Change::Table { part, table: first, cells, deleted, inserted });
            }
            (_, 0) => changes.push(Change::DeleteParagraph { part, paragraph: first.start }),
            (_, 1) => changes.push(Change::InsertParagraph {
                part,
                after: first.start,
                text: "新增的一段\t".into(),
                remark: Some(remark()),
            }),
            (_, 2) => changes.push(Change::Comment { part, ranges, remark: remark() }),
            (_, 3) => changes.push(Change::Replace { part, ranges, text: String::new() }),
            _ => {
                changes
                    .push(Change::Replace { part: part.clone(), ranges: ranges.clone(), text: "新 & 旧\n".into() });
                changes.push(Change::Comment { part, ranges, remark: remark() });
            }
        }
    }
    for tracked in [true, false] {
        let revision = Revision { author: "同比".into(), date: "2026-01-01T00:00:00Z".into(), tracked };
        let Ok(revised) = revise(&name, &docx, &changes, &revision, LIMIT) else { continue };
        let again = format::read(&name, &revised, &Limits { bytes: 4 * LIMIT, ..limits });
        assert!(again.is_ok(), "{:?}", again.err());
    }
}
