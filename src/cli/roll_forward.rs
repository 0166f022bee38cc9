//! 改写: `explain --from`: last year's text said again with this year's figures.

use super::choice::wrong;
use super::format::Format;
use super::output;
use super::reading::{ReadingArgs, all_used};
use super::screen::Screen;
use crate::Error;
use crate::analysis::{
    BoundClaims, CellTexts, LineItems, Proposal, ProposalSources, item_groups, propose, roll_forward, roll_tables,
};
use crate::model::{BudgetTable, Catalog, Cells, FiscalYear, LineItem, Origin, Paper, Part, Place};
use crate::present::{Piece, PieceCell, RollForward, RolledText, copied_docx, roll_text, rolled_docx, rolled_json};
use crate::source::{self, Block, Document, Limits, Loaded};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What is to be said again, and how it is written.
pub(super) struct RollArgs<'a> {
    /// 去年的公开
    pub from: &'a Path,
    /// 今年的表
    pub inputs: &'a [PathBuf],
    pub reading: &'a ReadingArgs,
    pub output: Option<&'a Path>,
    pub format: Option<Format>,
    /// Without tracked changes.
    pub clean: bool,
}

/// Runs `explain --from`. The status is 1 if something is left to look at.
pub(super) fn run(args: &RollArgs<'_>, screen: Screen) -> Result<ExitCode, Error> {
    let format = Format::of(args.format, args.output, Format::ROLLED)?;
    if args.inputs.is_empty() {
        return Err(wrong(
            "未提供今年的表。用法：tongbi explain --from 去年的公开 今年的表 -o 今年的公开.docx".to_owned(),
        ));
    }
    let last = LastYear::read(args.from)?;
    let loaded = args.reading.load_with(&[(&last.name, &last.docx)], args.inputs, screen)?;
    let to = last.year_after(&loaded)?;
    let (rolled, json) = if to == last.year(&loaded)? {
        screen.say(&format!("提供的表与文字同为 {to} 年：按新的表改这一年的文字，年份不动"));
        let again = args.reading.load_again((&last.name, &last.docx), args.inputs, screen)?;
        screen.tell(&again.warnings);
        let old = args.reading.load_with(&[(&last.name, &last.docx)], &[], screen)?;
        last.rolled((&old, &again), to, screen)?
    } else {
        screen.tell(&loaded.warnings);
        let from = last.year(&loaded)?;
        if to.previous() != Some(from) {
            let how = if to < from { "早于文字" } else { "与文字隔了年" };
            screen.say(&format!(
                "文字是 {from} 年的，提供的表是 {to} 年的，{how}：按 {to} 年改写，上年数用 {} 年的。请核对年度",
                to.previous().map_or_else(String::new, |year| year.to_string())
            ));
        }
        last.of_one_unit(&loaded)?;
        last.rolled((&loaded, &loaded), to, screen)?
    };
    let limits = Limits::default();
    let docx = |tracked: bool| rolled_docx(&last.name, &last.docx, &rolled, tracked, limits.bytes);
    let bytes = match format {
        Format::Json => json,
        Format::Docx => docx(!args.clean)?,
        format => {
            let document = source::format::read(&last.name, &docx(false)?, &limits)?;
            output::marked(text(&document).into_bytes(), format)
        }
    };
    output::write(args.output.unwrap_or(Path::new("-")), &bytes, screen)?;
    Ok(finish(&rolled, screen))
}

/// The paragraphs and tables of a document as text.
fn text(document: &Document) -> String {
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Heading { text: words, .. } | Block::Paragraph { text: words, .. } => {
                text += &format!("{}\n\n", words.replace('\n', ""));
            }
            Block::Grid(grid) => {
                for row in 0..grid.rows() {
                    let cells: Vec<String> =
                        (0..grid.columns()).map(|column| grid.text(row, column).replace(['\t', '\n'], "")).collect();
                    text += &format!("{}\n", cells.join("\t").trim_end_matches('\t'));
                }
                text.push('\n');
            }
        }
    }
    text
}

fn finish(rolled: &RolledText, screen: Screen) -> ExitCode {
    let changed = rolled.edits.len() + rolled.tables.iter().map(|table| table.cells.len()).sum::<usize>();
    for removed in &rolled.removed {
        screen.say(&format!("已删去：{}“{}”：{}", removed.place, shortened(&removed.text), removed.note));
    }
    let notes = rolled.notes();
    for (place, words, note) in &notes {
        screen.say(&format!("待核对：{place}“{words}”：{note}"));
    }
    if notes.is_empty() {
        screen.say(&format!("改写了 {changed} 处"));
        return ExitCode::SUCCESS;
    }
    screen.say(&format!(
        "改写了 {changed} 处，另有 {} 处待核对，文档里都有批注。核对后在 Word 或 WPS 中接受修订",
        notes.len()
    ));
    ExitCode::from(1)
}

/// The beginning of a paragraph.
fn shortened(text: &str) -> String {
    const CHARACTERS: usize = 20;
    let start: String = text.chars().take(CHARACTERS).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

/// 去年的公开: a Word document, and what it says.
struct LastYear {
    name: Arc<str>,
    docx: Vec<u8>,
    document: Document,
}

impl LastYear {
    /// Reads last year's disclosure; what is no Word document is made one.
    fn read(path: &Path) -> Result<Self, Error> {
        let limits = Limits::default();
        let name: Arc<str> = path.display().to_string().into();
        let bytes = source::read(path, &limits)?;
        let document = source::format::read(&name, &bytes, &limits)?;
        if source::format::Kind::of(&name, &bytes)? == source::format::Kind::Docx {
            return Ok(Self { name, docx: bytes, document });
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let docx = copied_docx(&stem, pieces(document))?;
        let name: Arc<str> = path.with_extension("docx").display().to_string().into();
        let document = source::format::read(&name, &docx, &limits)?;
        Ok(Self { name, docx, document })
    }

    fn paper<'a>(&self, loaded: &'a Loaded) -> Result<&'a Paper, Error> {
        let paper = loaded.papers.iter().find(|paper| paper.file == self.name);
        paper.ok_or_else(|| wrong(format!("{} 里没有读到文字", self.name)))
    }

    fn year(&self, loaded: &Loaded) -> Result<FiscalYear, Error> {
        let year = self.paper(loaded)?.year;
        year.ok_or_else(|| wrong(format!("{} 没有写明年度，请用 --input-year 写明", self.name)))
    }

    /// Refuses inputs whose figures are all of other units, since none of them would be used.
    fn of_one_unit(&self, loaded: &Loaded) -> Result<(), Error> {
        let Some(unit) = &self.paper(loaded)?.unit else { return Ok(()) };
        for given in loaded.given.iter().filter(|given| given.name != self.name) {
            let files: BTreeSet<&Arc<str>> = given.documents.iter().map(|(file, _)| file).collect();
            let units: BTreeSet<&Arc<str>> =
                loaded.items.iter().filter(|item| files.contains(&item.place.file)).map(|item| &item.unit).collect();
            if let Some(other) = units.first().filter(|_| !units.contains(unit)) {
                return Err(wrong(format!(
                    "{}：是“{other}”的，去年的公开是“{unit}”的，这个文件未使用。请去掉它，或把单位名称改成一致后再试",
                    given.name
                )));
            }
        }
        Ok(())
    }

    /// What changes, and the same as JSON. `old` holds the tables that the text was made from, `new` those for `to`.
    fn rolled(
        &self,
        (old, new): (&Loaded, &Loaded),
        to: FiscalYear,
        screen: Screen,
    ) -> Result<(RolledText, Vec<u8>), Error> {
        let (paper, from) = (self.paper(old)?, self.year(old)?);
        // 上年 of the new text is the year before it.
        let years: Vec<FiscalYear> = to.previous().into_iter().chain([from, to]).collect();
        all_used(new, &years, false, screen)?;
        let old_cells = Cells::of(&old.items, &old.papers);
        let new_cells = Cells::of(&new.items, &new.papers);
        let was = BoundClaims { claims: &old.claims, cells: &old_cells, items: &old.items };
        let is = BoundClaims { claims: &new.claims, cells: &new_cells, items: &new.items };
        let claims = roll_forward(was, is, &self.name, to);
        let passages = passages(&self.document);
        let texts: CellTexts<'_> = passages
            .iter()
            .filter_map(|(place, text)| Some(((place.table?, place.row?, place.column?), &**text)))
            .collect();
        let tables = roll_tables((&old.items, &new.items), &self.name, &texts, (from, to));
        let groups = item_groups((&old.items, &new.items), &self.name, (from, to));
        let grids: Vec<Place> = self.document.grids().map(|grid| grid.place.clone()).collect();
        let empty = new.tables.iter().filter(|table| table.year == to && table.place.file != self.name);
        let nothing: Vec<Arc<str>> = empty.filter_map(|table| table.empty_statement.clone()).collect();
        let is_new =
            |item: &&LineItem| item.year == to && item.place.file != self.name && item.origin == Origin::Published;
        let has_figure = |item: &&LineItem| item.amount.is_some_and(|amount| amount.fen() != 0);
        let filled: BTreeSet<BudgetTable> =
            new.items.iter().filter(is_new).filter(has_figure).map(|item| item.table).collect();
        let parts = new_cells.lists().flatten().filter(|cell| {
            let item = cell.item;
            item.table == BudgetTable::ThreePublic && is_new(&item) && has_figure(&item)
        });
        let parts: BTreeSet<Part> = parts.filter_map(|cell| cell.topic.part).collect();
        let given = new.tables.iter().filter(|table| table.year == to && table.place.file != self.name);
        let empty = given.map(|table| table.table).filter(|table| !filled.contains(table)).collect();
        let moves = self.moves(new, (from, to))?;
        let of = RollForward {
            filled: &filled,
            empty: &empty,
            parts: &parts,
            paper,
            claims: &old.claims,
            rolled: &claims.claims,
            new: &claims.new,
            projects: &claims.projects,
            passages: &passages,
            nothing: &nothing,
            grids: &grids,
            items: &old.items,
            texts: &texts,
            groups: &groups,
            moves: &moves,
            tables: &tables,
            from,
            to,
        };
        let rolled = roll_text(&of);
        let json = rolled_json(&of, &rolled)?;
        Ok((rolled, json))
    }

    /// The items that may have moved to another code between the years of the text and of its new tables.
    fn moves(&self, loaded: &Loaded, (from, to): (FiscalYear, FiscalYear)) -> Result<Vec<Proposal>, Error> {
        let unit = self.paper(loaded)?.unit.as_ref();
        let of_unit = |item: &&LineItem| unit.is_none_or(|unit| *unit == item.unit);
        let items: Vec<LineItem> = loaded.items.iter().filter(of_unit).cloned().collect();
        let is_given = |year: FiscalYear| items.iter().any(|item| item.year == year);
        if from >= to || !is_given(from) || !is_given(to) {
            return Ok(Vec::new());
        }
        let items = LineItems::new(items).with_names(&loaded.names);
        let (known, common) = (source::known_changes()?, Catalog::shipped().common_names());
        let sources = ProposalSources { papers: &loaded.papers, known: &known, common: &common };
        Ok(propose(&items, (Some(from), Some(to)), sources)?.list)
    }

    /// The year that the text is made for: the latest of the unit's other disclosures, or its own if none is later and its
    /// own tables are given again.
    fn year_after(&self, loaded: &Loaded) -> Result<FiscalYear, Error> {
        let (paper, from) = (self.paper(loaded)?, self.year(loaded)?);
        let is_new = |item: &&LineItem| item.place.file != self.name && item.origin == Origin::Published;
        let others: Vec<&LineItem> = loaded.items.iter().filter(is_new).collect();
        let of_unit = |item: &&&LineItem| paper.unit.as_ref().is_none_or(|unit| *unit == item.unit);
        let other = others.iter().filter(of_unit).map(|item| item.year).filter(|year| *year != from).max();
        let given = loaded.given.iter().filter(|given| given.name != self.name).flat_map(|given| &given.documents);
        let again = given.flat_map(|(_, years)| years).any(|year| *year == from);
        match (other, others.iter().find(|item| !of_unit(item)), paper.unit.as_deref()) {
            (Some(year), ..) if year > from || !again => Ok(year),
            (None, Some(other), Some(unit)) => Err(wrong(format!(
                "去年的公开是“{unit}”的，今年的表是“{}”的，单位名称不同。请核对，或改成一致后再试",
                other.unit
            ))),
            _ if again => Ok(from),
            _ => Err(wrong(format!(
                "在 {} 之外没有读到别的表。请在 --from 之外提供今年的表；表里没有写明年度时用 --input-year 写明",
                self.name
            ))),
        }
    }
}

fn pieces(document: Document) -> Vec<Piece> {
    let pieces = document.blocks.into_iter().map(|block| match block {
        Block::Heading { level, text, .. } => Piece::Heading(level, text),
        Block::Paragraph { text, .. } => Piece::Paragraph(text),
        Block::Grid(grid) => {
            let cells = grid.cells().iter().map(|cell| PieceCell {
                at: (cell.row, cell.column),
                spans: (cell.row_span, cell.column_span),
                text: cell.text.clone(),
            });
            Piece::Grid((grid.rows(), grid.columns()), cells.collect())
        }
    });
    pieces.collect()
}

/// Every text of a document with its place.
fn passages(document: &Document) -> Vec<(Place, Arc<str>)> {
    let margins = document.margins.iter().map(|(place, text)| (place.clone(), text.as_str().into()));
    let mut passages: Vec<(Place, Arc<str>)> = margins.collect();
    for block in &document.blocks {
        match block {
            Block::Heading { text, place, .. } | Block::Paragraph { text, place } => {
                passages.push((place.clone(), text.as_str().into()));
            }
            Block::Grid(grid) => {
                passages.extend(grid.cells().iter().map(|cell| (cell.place.clone(), cell.text.as_str().into())));
            }
        }
    }
    passages
}
