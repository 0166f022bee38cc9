//! 公式: formulas that a file stores without a result are calculated: what official forms hold (sums, differences,
//! products, rounding, references over sheets, simple conditions), with exact decimals.
//!
//! A cell is calculated after the cells that it reads, so that nothing recurs over cells; a circle is told. The work
//! is bounded: every cell that a formula looks at is counted.

mod evaluate;
mod open;
mod parse;
mod value;

pub(super) use open::of_open_document;

use super::{RawCell, Sheet};
use crate::source::CellKind;
use evaluate::{Cells, evaluate, of_text};
use parse::{Area, Expression, parse};
use std::collections::BTreeMap;
use value::{Outcome, Trouble, Value};

/// How many cells the formulas of one workbook may look at in all.
const LOOKS: usize = 50_000_000;

/// A cell: its sheet, its row, its column.
type Spot = (usize, u32, u32);

/// 公式单元格 of a sheet: a formula without a stored result.
pub(super) struct Formula {
    pub row: u32,
    pub column: u32,
    pub text: String,
}

/// A formula that could not be calculated, and why.
pub(super) struct Unsolved {
    pub row: u32,
    pub column: u32,
    pub text: String,
    pub reason: String,
}

/// What became of a sheet's formulas.
#[derive(Default)]
pub(super) struct Solved {
    pub calculated: usize,
    pub unsolved: Vec<Unsolved>,
}

/// Calculates the formulas of every sheet and puts the results among its cells.
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
                    // IF(…,"") shows nothing.
                    let shown = value.text();
                    sheet.cells.extend((!shown.is_empty()).then(|| cell(shown, kind)));
                }
                Err(Trouble::Shown(error)) => sheet.cells.push(cell(error.to_owned(), CellKind::Error)),
                Err(Trouble::Beyond(reason)) => solved.unsolved.push(Unsolved { row, column, text, reason }),
            }
        }
        sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
    }
    solved
}

/// How far a formula is.
enum Progress {
    Waiting(Option<Expression>),
    /// The cells that it reads are being calculated.
    Open(Option<Expression>),
    Evaluated(Outcome),
}

/// The cells of a workbook, by place, and how far each formula is.
struct Book {
    names: BTreeMap<String, usize>,
    known: BTreeMap<Spot, Value>,
    formulas: BTreeMap<Spot, Progress>,
    looks: usize,
}

impl Book {
    fn new(sheets: &[Sheet], formulas: &[Vec<Formula>]) -> Self {
        let mut book = Self { names: BTreeMap::new(), known: BTreeMap::new(), formulas: BTreeMap::new(), looks: LOOKS };
        for (index, sheet) in sheets.iter().enumerate() {
            book.names.entry(sheet.name.to_lowercase()).or_insert(index);
            let value = |cell: &RawCell| match cell.kind {
                // An error in a cell is an error of every formula that reads it.
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

    /// The value of a formula, after those of all formulas that it reads.
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
                        Some(expression) => evaluate(&expression, &mut Sight { book: self, sheet: top.0 }),
                        None => Err(Trouble::Beyond("引用其他文件、名称或数组".into())),
                    };
                    self.formulas.insert(top, Progress::Evaluated(outcome));
                    stack.pop();
                }
            }
        }
        match self.formulas.get(&spot) {
            Some(Progress::Evaluated(outcome)) => outcome.clone(),
            _ => Err(Trouble::Beyond("公式过多".into())),
        }
    }

    /// The formulas not yet calculated that an expression reads.
    fn needed(&mut self, expression: Option<&Expression>, sheet: usize) -> Vec<Spot> {
        let mut areas = Vec::new();
        if let Some(expression) = expression {
            expression.areas(&mut areas);
        }
        let mut needed = Vec::new();
        for area in areas {
            let Some(sheet) = self.sheet(area, sheet) else { continue };
            for (spot, progress) in self.formulas.range((sheet, area.top, 0)..=(sheet, area.bottom, u32::MAX)) {
                self.looks = self.looks.saturating_sub(1);
                if self.looks == 0 {
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

/// The cells as a formula of one sheet sees them.
struct Sight<'a> {
    book: &'a mut Book,
    sheet: usize,
}

impl Sight<'_> {
    fn sheet(&self, area: &Area) -> Result<usize, Trouble> {
        self.book.sheet(area, self.sheet).ok_or(Trouble::Shown("#REF!"))
    }

    fn look(&mut self) -> Result<(), Trouble> {
        self.book.looks = self.book.looks.saturating_sub(1);
        if self.book.looks == 0 { Err(Trouble::Beyond("公式过多".into())) } else { Ok(()) }
    }

    fn value(&mut self, spot: Spot) -> Result<Option<Value>, Trouble> {
        self.look()?;
        match self.book.formulas.get(&spot) {
            Some(Progress::Evaluated(outcome)) => outcome.clone().map(Some),
            Some(_) => Err(Trouble::Beyond("公式循环引用".into())),
            None => match self.book.known.get(&spot) {
                Some(Value::Text(text)) if text.starts_with('#') && text.ends_with(['!', '?', 'A']) => {
                    Err(Trouble::Shown("#VALUE!"))
                }
                known => Ok(known.cloned()),
            },
        }
    }
}

impl Cells for Sight<'_> {
    fn values(&mut self, area: &Area) -> Result<Vec<Value>, Trouble> {
        let sheet = self.sheet(area)?;
        let rows = (sheet, area.top, 0)..=(sheet, area.bottom, u32::MAX);
        let mut spots: Vec<Spot> = Vec::new();
        for spot in self.book.known.range(rows.clone()).map(|(spot, _)| *spot) {
            self.book.looks = self.book.looks.saturating_sub(1);
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
            return Err(Trouble::Beyond("整块区域".into()));
        }
        let sheet = self.sheet(area)?;
        Ok(self.value((sheet, area.top, area.left))?.unwrap_or(Value::Blank))
    }
}

#[cfg(test)]
mod tests;
