//! 公式: calculates formulas without a stored result, with exact decimals, as far as official forms use them: sums,
//! differences, products, rounding, references to other sheets, simple conditions.
//!
//! A cell is calculated after the cells that it refers to, without recursion over cells; circular references are
//! reported. Work is bounded by counting every cell that a formula reads.

mod evaluate;
mod open;
mod parse;
mod relative;
mod value;

pub(super) use open::of_open_document;
pub(super) use relative::of_relative;

use super::{RawCell, Sheet};
use crate::source::CellKind;
use evaluate::{Cells, evaluate, of_text};
use parse::{Area, Expression, parse};
use std::collections::BTreeMap;
use value::{Failed, Outcome, Value};

/// Limit of the cells read by all formulas of a workbook.
const MAX_READS: usize = 50_000_000;

/// Position of a cell: sheet, row and column.
type Spot = (usize, u32, u32);

/// 公式单元格: a formula without a stored result.
pub(super) struct Formula {
    pub row: u32,
    pub column: u32,
    pub text: String,
}

/// A formula that could not be calculated, with the reason.
pub(super) struct Unsolved {
    pub row: u32,
    pub column: u32,
    pub text: String,
    pub reason: String,
}

/// The results for a sheet's formulas.
#[derive(Default)]
pub(super) struct Solved {
    pub calculated: usize,
    pub unsolved: Vec<Unsolved>,
}

/// Calculates the formulas of every sheet and adds the results to its cells.
pub(super) fn solve(sheets: &mut [Sheet], formulas: Vec<Vec<Formula>>) -> Vec<Solved> {
    let mut outcomes: Vec<Vec<(Formula, Outcome)>> = Vec::new();
    if formulas.iter().any(|formulas| !formulas.is_empty()) {
        let mut book = Book::new(sheets, &formulas);
        for (index, formulas) in formulas.into_iter().enumerate() {
            let outcome = |formula: Formula| {
                let outcome = book.solve((index, formula.row, formula.column));
                (formula, outcome)
            };
            outcomes.push(formulas.into_iter().map(outcome).collect());
        }
    }
    let mut solved: Vec<Solved> = sheets.iter().map(|_| Solved::default()).collect();
    for ((sheet, solved), outcomes) in sheets.iter_mut().zip(&mut solved).zip(outcomes) {
        for (Formula { row, column, text }, outcome) in outcomes {
            let cell = |text: String, kind| RawCell { row, column, text, kind, indent: 0 };
            match outcome {
                Ok(value) => {
                    solved.calculated += 1;
                    let kind = if matches!(value, Value::Number(_)) { CellKind::Number } else { CellKind::Text };
                    // IF(…,"") displays nothing.
                    let shown = value.text();
                    sheet.cells.extend((!shown.is_empty()).then(|| cell(shown, kind)));
                }
                Err(Failed::Error(error)) => sheet.cells.push(cell(error.to_owned(), CellKind::Error)),
                Err(Failed::Unsupported(reason)) => solved.unsolved.push(Unsolved { row, column, text, reason }),
            }
        }
        sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
    }
    solved
}

/// The state of a formula.
enum Progress {
    Waiting(Option<Expression>),
    /// The cells that it refers to are being calculated.
    Open(Option<Expression>),
    Evaluated(Outcome),
}

/// The cells of a workbook by position, and the state of each formula.
struct Book {
    names: BTreeMap<String, usize>,
    known: BTreeMap<Spot, Value>,
    formulas: BTreeMap<Spot, Progress>,
    reads_left: usize,
}

impl Book {
    fn new(sheets: &[Sheet], formulas: &[Vec<Formula>]) -> Self {
        let mut book =
            Self { names: BTreeMap::new(), known: BTreeMap::new(), formulas: BTreeMap::new(), reads_left: MAX_READS };
        for (index, sheet) in sheets.iter().enumerate() {
            book.names.entry(sheet.name.to_lowercase()).or_insert(index);
            let value = |cell: &RawCell| match cell.kind {
                // An error propagates to every formula that refers to the cell.
                CellKind::Error => ((index, cell.row, cell.column), Value::Text(cell.text.clone())),
                kind => ((index, cell.row, cell.column), of_text(&cell.text, kind == CellKind::Number)),
            };
            book.known.extend(sheet.cells.iter().map(value));
        }
        for (index, formulas) in formulas.iter().enumerate() {
            let parsed =
                |formula: &Formula| ((index, formula.row, formula.column), Progress::Waiting(parse(&formula.text)));
            book.formulas.extend(formulas.iter().map(parsed));
        }
        book
    }

    /// Calculates a formula after all formulas that it refers to.
    fn solve(&mut self, spot: Spot) -> Outcome {
        let mut stack = vec![spot];
        while let Some(&top) = stack.last() {
            let Some(progress) = self.formulas.get_mut(&top) else {
                stack.pop();
                continue;
            };
            match progress {
                Progress::Evaluated(_) => {
                    stack.pop();
                }
                Progress::Waiting(expression) => {
                    let expression = expression.take();
                    let needed = self.needed(expression.as_ref(), top.0);
                    self.formulas.insert(top, Progress::Open(expression));
                    stack.extend(needed);
                }
                Progress::Open(expression) => {
                    let outcome = match expression.take() {
                        Some(expression) => evaluate(&expression, &mut View { book: self, sheet: top.0 }),
                        None => Err(Failed::Unsupported("引用其他文件、名称或数组".into())),
                    };
                    self.formulas.insert(top, Progress::Evaluated(outcome));
                    stack.pop();
                }
            }
        }
        match self.formulas.get(&spot) {
            Some(Progress::Evaluated(outcome)) => outcome.clone(),
            _ => Err(Failed::Unsupported("公式过多".into())),
        }
    }

    /// The formulas that an expression refers to and that are not calculated yet.
    fn needed(&mut self, expression: Option<&Expression>, sheet: usize) -> Vec<Spot> {
        let mut areas = Vec::new();
        if let Some(expression) = expression {
            expression.areas(&mut areas);
        }
        let mut needed = Vec::new();
        for area in areas {
            let Some(sheet) = self.sheet(area, sheet) else { continue };
            for (spot, progress) in self.formulas.range((sheet, area.top, 0)..=(sheet, area.bottom, u32::MAX)) {
                self.reads_left = self.reads_left.saturating_sub(1);
                if self.reads_left == 0 {
                    return needed;
                }
                let inside = (area.left..=area.right).contains(&spot.2);
                if inside && matches!(progress, Progress::Waiting(_)) {
                    needed.push(*spot);
                }
            }
        }
        needed
    }

    fn sheet(&self, area: &Area, own: usize) -> Option<usize> {
        match &area.sheet {
            Some(name) => self.names.get(&name.to_lowercase()).copied(),
            None => Some(own),
        }
    }
}

/// The cells as seen from a formula of one sheet.
struct View<'a> {
    book: &'a mut Book,
    sheet: usize,
}

impl View<'_> {
    fn sheet(&self, area: &Area) -> Result<usize, Failed> {
        self.book.sheet(area, self.sheet).ok_or(Failed::Error("#REF!"))
    }

    fn count_read(&mut self) -> Result<(), Failed> {
        self.book.reads_left = self.book.reads_left.saturating_sub(1);
        if self.book.reads_left == 0 { Err(Failed::Unsupported("公式过多".into())) } else { Ok(()) }
    }

    fn value(&mut self, spot: Spot) -> Result<Option<Value>, Failed> {
        self.count_read()?;
        match self.book.formulas.get(&spot) {
            Some(Progress::Evaluated(outcome)) => outcome.clone().map(Some),
            Some(_) => Err(Failed::Unsupported("公式循环引用".into())),
            None => match self.book.known.get(&spot) {
                Some(Value::Text(text)) if text.starts_with('#') && text.ends_with(['!', '?', 'A']) => {
                    Err(Failed::Error("#VALUE!"))
                }
                known => Ok(known.cloned()),
            },
        }
    }
}

impl Cells for View<'_> {
    fn values(&mut self, area: &Area) -> Result<Vec<Value>, Failed> {
        let sheet = self.sheet(area)?;
        let rows = (sheet, area.top, 0)..=(sheet, area.bottom, u32::MAX);
        let mut spots: Vec<Spot> = Vec::new();
        for spot in self.book.known.range(rows.clone()).map(|(spot, _)| *spot) {
            self.book.reads_left = self.book.reads_left.saturating_sub(1);
            if (area.left..=area.right).contains(&spot.2) {
                spots.push(spot);
            }
        }
        spots.extend(
            self.book
                .formulas
                .range(rows)
                .map(|(spot, _)| *spot)
                .filter(|spot| (area.left..=area.right).contains(&spot.2)),
        );
        spots.sort_unstable();
        let mut values = Vec::with_capacity(spots.len());
        for spot in spots {
            values.extend(self.value(spot)?);
        }
        Ok(values)
    }

    fn single(&mut self, area: &Area) -> Outcome {
        if (area.top, area.left) != (area.bottom, area.right) {
            return Err(Failed::Unsupported("整块区域".into()));
        }
        let sheet = self.sheet(area)?;
        Ok(self.value((sheet, area.top, area.left))?.unwrap_or(Value::Blank))
    }
}

#[cfg(test)]
mod tests;
