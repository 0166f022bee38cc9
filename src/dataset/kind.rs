//! 数据集的种类: how a dataset can be computed.

use crate::Error;
use crate::analysis::stream::{Overview, UnitBasis};
use crate::analysis::{AnalysisError, CompareOptions, YearPhase};
use crate::model::{Bridge, FiscalYear, Names, Phase};
use crate::source::dataset::store::Store;
use std::collections::BTreeSet;
use std::sync::Arc;

/// 数据集的种类: how a dataset can be computed.
#[derive(Debug)]
pub enum Kind {
    /// One figure per key, in these years and phases: can be computed in columns. With an overview if the footers do
    /// not tell the phases.
    Plain(Vec<YearPhase>, Option<Overview>),
    /// Any other: computed as documents are. With an overview if one was made.
    Any(Option<Overview>),
}

impl Kind {
    /// Determines the kind of a dataset. A bridge needs its codes and their names. `known` is the overview of the whole
    /// that the dataset is a part of.
    ///
    /// # Errors
    /// As [`Store::survey`].
    pub fn of(store: &Store, is_bridged: bool, known: Option<Overview>) -> Result<Self, Error> {
        if !store.is_plain() {
            return Ok(Self::Any(known));
        }
        let columns = match &known {
            Some(known) => known.survey().columns().collect(),
            None if store.has_one_phase_a_year() => {
                store.years().into_keys().map(|year| (year, store.phase(year))).collect()
            }
            None => Vec::new(),
        };
        if has_one_phase_a_year(&columns) && !is_bridged {
            return Ok(Self::Plain(columns, known));
        }
        let surveyed = store.survey()?;
        let is_coded = surveyed.is_coded;
        let overview = known.unwrap_or_else(|| Overview::new(surveyed.survey, surveyed.lexicon));
        // A code with several names rules out computing in columns.
        let is_plain = is_coded && overview.has_one_name_a_code();
        let columns = overview.survey().columns().collect();
        Ok(if is_plain { Self::Plain(columns, Some(overview)) } else { Self::Any(Some(overview)) })
    }

    /// The kind of a part of a dataset, of which nothing else is known; `None` if what its rows say depends on the whole:
    /// names of codes, phases, and which of several figures counts.
    pub fn of_part(store: &Store, years: [FiscalYear; 2]) -> Option<Self> {
        let is_budget = |year| store.phase(year) == Phase::Approved;
        let is_clear = store.is_plain() && store.has_one_phase_a_year() && store.years().into_keys().all(is_budget);
        let columns = years.map(|year| (year, Phase::Approved)).to_vec();
        (is_clear && !store.has_names()).then_some(Self::Plain(columns, None))
    }

    /// The basis to which the years are converted.
    pub(super) fn basis(
        &self,
        bridge: Option<&Arc<Bridge>>,
        of: impl FnOnce(Arc<Bridge>, Names) -> UnitBasis,
    ) -> Option<UnitBasis> {
        let Self::Plain(_, Some(overview)) = self else { return None };
        Some(of(bridge?.clone(), overview.resolver().names(&[])))
    }

    /// The years and phases that can be computed in columns.
    pub fn columns(&self) -> &[YearPhase] {
        match self {
            Self::Plain(columns, _) => columns,
            Self::Any(_) => &[],
        }
    }

    /// The two years and phases to compare.
    ///
    /// # Errors
    /// As [`CompareOptions::years_of`].
    pub fn compared(&self, options: &CompareOptions) -> Result<(YearPhase, YearPhase), Error> {
        if let Self::Plain(_, Some(overview)) = self {
            let (base, year) = options.years_of(overview.survey())?;
            let phases = overview.survey().compared_phases(base, year).ok_or(AnalysisError::NoData)?;
            return Ok(((base, phases.0), (year, phases.1)));
        }
        let years: Vec<FiscalYear> = self.columns().iter().map(|(year, _)| *year).collect();
        let (base, year) = options.years_among(&years, *years.last().ok_or(AnalysisError::NoData)?)?;
        let column = |year| self.columns().iter().copied().find(|column| column.0 == year).ok_or(AnalysisError::NoData);
        Ok((column(base)?, column(year)?))
    }
}

/// Whether these are years of one phase each.
fn has_one_phase_a_year(columns: &[(FiscalYear, Phase)]) -> bool {
    let years: BTreeSet<FiscalYear> = columns.iter().map(|(year, _)| *year).collect();
    !columns.is_empty() && years.len() == columns.len()
}
