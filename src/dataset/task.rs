//! 核算任务: a computation on columns of integers, batch by batch.

use super::kind::Kind;
use crate::analysis::stream::{self, Overview, Structure, TrendTask, UnitBasis};
use crate::analysis::{CompareOptions, RowFilter, TrendOptions, YearPhase};
use crate::model::{BudgetTable, Catalog, Code, FiscalYear, Lines, Phase, UnitRows, Units, Warning};
use crate::present::columnar::Context;
use crate::source::Progress;
use crate::source::dataset::store::{ItemBatch, Selection, Store, UnitBatches};
use crate::{Error, ErrorKind};
use std::sync::{Arc, Mutex};

/// Gives the name of a code.
pub type NameOf = Arc<dyn Fn(&Code) -> Option<Arc<str>> + Send + Sync>;

/// A computation to run on a dataset in columns.
pub struct Task {
    /// The years and phases, in order; two for a comparison.
    pub columns: Vec<YearPhase>,
    phases: Vec<Phase>,
    /// Names of codes.
    pub name_of: NameOf,
    table: Option<BudgetTable>,
    /// What is computed.
    pub work: Work,
}

/// What a task computes.
pub enum Work {
    /// A comparison of two years.
    Compare(RowFilter, Option<UnitBasis>),
    /// A trend.
    Trend(TrendTask),
}

/// The number of row groups of each year that are read ahead.
pub(crate) const AHEAD: usize = 3;

/// Number of rows per batch: about a row group, yet few enough for several batches and their results to fit into
/// memory.
const BATCH: usize = 1 << 18;

impl Task {
    /// A comparison of the units of a dataset.
    ///
    /// # Errors
    /// As [`Kind::compared`].
    pub fn comparison(store: &Store, kind: Kind, options: &CompareOptions) -> Result<Self, Error> {
        let (base, year) = kind.compared(options)?;
        let basis = kind.basis(options.bridge.as_ref(), |bridge, names| UnitBasis::of_two(bridge, names, [base, year]));
        let work = Work::Compare(options.filter(), basis);
        Self::new(store, kind, vec![base, year], options.table, work)
    }

    /// The trend of the units of a dataset, if it can be computed in columns; else the overview, if one was made.
    ///
    /// # Errors
    /// As [`Kind::of`].
    pub fn trend(store: &Store, kind: Kind, options: &TrendOptions) -> Result<(Option<Self>, Option<Overview>), Error> {
        let is_shown = |(year, phase): &YearPhase| {
            options.from.is_none_or(|from| *year >= from)
                && options.to.is_none_or(|to| *year <= to)
                && options.phase.is_none_or(|wanted| *phase == wanted)
        };
        let columns: Vec<YearPhase> = kind.columns().iter().copied().filter(is_shown).collect();
        if !(1..=TrendTask::MOST).contains(&columns.len()) {
            let (Kind::Plain(_, overview) | Kind::Any(overview)) = kind;
            return Ok((None, overview));
        }
        let years = columns.clone();
        let trend = TrendTask {
            columns: columns.clone(),
            from_first: options.from.is_some(),
            to_last: options.to.is_some(),
            filter: options.filter(),
            basis: kind.basis(options.bridge.as_ref(), |bridge, names| UnitBasis::of_years(bridge, names, years)),
        };
        Ok((Some(Self::new(store, kind, columns, options.table, Work::Trend(trend))?), None))
    }

    /// A computation on these years and phases, of one table or of all.
    ///
    /// # Errors
    /// As [`Store::survey`].
    pub fn new(
        store: &Store,
        kind: Kind,
        columns: Vec<YearPhase>,
        table: Option<BudgetTable>,
        work: Work,
    ) -> Result<Self, Error> {
        let basis = match &work {
            Work::Compare(_, basis) => basis,
            Work::Trend(trend) => &trend.basis,
        };
        let name_of: NameOf = if let Some(basis) = basis.clone() {
            Arc::new(move |code| basis.name_of(code))
        } else if store.has_names() {
            let overview = match kind {
                Kind::Plain(_, Some(overview)) => overview,
                _ => overview(store)?,
            };
            Arc::new(move |code| overview.resolver().name(code))
        } else {
            Arc::new(|code| Catalog::shipped().name(code).map(Arc::from))
        };
        let phases = columns.iter().map(|(_, phase)| *phase).collect();
        Ok(Self { columns, phases, name_of, table, work })
    }

    /// The basis to which the years are converted.
    fn basis(&self) -> Option<&UnitBasis> {
        match &self.work {
            Work::Compare(_, basis) => basis.as_ref(),
            Work::Trend(trend) => trend.basis.as_ref(),
        }
    }

    /// The rows to read. A bridge may need tables that are not shown.
    pub(crate) fn selection(&self) -> Selection {
        Selection::of_units(self.table.filter(|_| self.basis().is_none()))
    }

    /// The number of rows to read.
    fn rows(&self, store: &Store) -> usize {
        let wanted = self.selection();
        let of_column = |(year, phase): &YearPhase| {
            store.row_groups(*year, &Selection { phase: Some(*phase), ..wanted }).into_iter().map(|group| group.rows)
        };
        self.columns.iter().flat_map(of_column).sum()
    }

    /// The first and the last year.
    pub fn ends(&self) -> (FiscalYear, FiscalYear) {
        let (first, last) = (self.columns.first(), self.columns.last());
        first.zip(last).map(|(first, last)| (first.0, last.0)).expect("a task has years")
    }

    /// The number of row groups of each year that are read ahead, fewer if there are many years.
    fn ahead(&self) -> usize {
        if self.columns.len() > 2 { 1 } else { AHEAD }
    }

    /// What writers need to know of the rows of a structure.
    pub fn context<'a>(&'a self, structure: &'a Structure) -> Context<'a> {
        Context { structure, name_of: &*self.name_of, phases: &self.phases }
    }

    /// Computes the units batch by batch, in the order of their names: `compute` on any thread, `take` on this one.
    /// `progress` is told the number of rows. With `sort` the units are sorted first, outside memory. Returns the
    /// warnings of reading them.
    ///
    /// # Errors
    /// The units are not sorted; an error of reading, of `compute` or of `take`.
    pub fn each<T: Send>(
        &self,
        store: &Store,
        (progress, sort): (&dyn Progress, bool),
        compute: impl Fn(&[UnitRows], &Structure) -> Result<T, Error> + Send + Sync,
        take: impl FnMut(T) -> Result<(), Error>,
    ) -> Result<Vec<Warning>, Error> {
        progress.begin(self.rows(store));
        let lines = Mutex::new(Lines::default());
        let wanted = (self.columns.as_slice(), self.selection());
        let batches = |pool: &_| {
            let batches = store.unit_batches(pool, wanted, &lines, (self.ahead(), BATCH), sort)?;
            Ok(Shown { batches, progress })
        };
        stream::each_in_columns(batches, (&lines, self.basis()), compute, take, |shown: Shown<'_, '_>| {
            shown.batches.into_warnings()
        })
    }
}

/// The overview of a dataset.
///
/// # Errors
/// As [`Store::survey`].
pub fn overview(store: &Store) -> Result<Overview, Error> {
    let surveyed = store.survey()?;
    Ok(Overview::new(surveyed.survey, surveyed.lexicon))
}

/// The units of these years as line items, in batches; `progress` is told the number of rows.
pub fn item_batches<'a>(
    store: &'a Store,
    (years, table): (&[FiscalYear], Option<BudgetTable>),
    progress: &'a dyn Progress,
) -> impl Iterator<Item = Result<ItemBatch, Error>> + use<'a> {
    progress.begin(store.years().into_iter().filter(|(year, _)| years.contains(year)).map(|(_, rows)| rows).sum());
    store.item_batches(years, table).map(|batch| {
        let batch = batch?;
        progress.done(batch.count(), "")?;
        Ok(batch)
    })
}

/// Batches that tell their progress.
struct Shown<'a, 'b> {
    batches: UnitBatches<'a>,
    progress: &'b dyn Progress,
}

impl Iterator for Shown<'_, '_> {
    type Item = Result<Vec<UnitRows>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.batches.next()?.and_then(|batch| {
            self.progress.done(batch.iter().map(|year| year.lines.len()).sum(), "")?;
            Ok(batch)
        }))
    }
}

/// Computes rows in the order in which they are stored, since most datasets are sorted; if this one is not, it is
/// sorted outside memory and computed again.
///
/// # Errors
/// Those of `compute`.
pub fn sorted_if_need_be<T>(compute: impl Fn(bool) -> Result<T, Error>) -> Result<T, Error> {
    match compute(false) {
        Err(error) if error.kind() == ErrorKind::Unsorted => compute(true),
        computed => computed,
    }
}
