//! 概况: everything that only the whole dataset can tell, so that parts of it give the same rows as the whole.

use crate::analysis::{AnalysisError, LineItems};
use crate::model::{Lexicon, LineItem, Resolver, Survey, Warning};
use std::sync::{Arc, OnceLock};

/// 概况: years, phases and names of codes. Overviews of parts can be made separately, merged in any order, and sent between
/// machines as bytes.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    survey: Arc<Survey>,
    lexicon: Lexicon,
    /// Made from the lexicon when it is first needed.
    resolver: OnceLock<Arc<Resolver>>,
}

impl Overview {
    /// The overview of a dataset that has been surveyed.
    pub fn new(survey: Survey, lexicon: Lexicon) -> Self {
        Self { survey: Arc::new(survey), lexicon, resolver: OnceLock::new() }
    }

    /// The overview of a part of a dataset.
    pub fn of(items: &[LineItem]) -> Self {
        Self::new(Survey::of(items), Lexicon::of(items))
    }

    /// Adds the overview of another part.
    pub fn merge(&mut self, other: &Self) {
        Arc::make_mut(&mut self.survey).merge(&other.survey);
        self.lexicon.merge(&other.lexicon);
        self.resolver = OnceLock::new();
    }

    /// Years and phases.
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// Names of codes.
    pub fn resolver(&self) -> &Resolver {
        self.resolver.get_or_init(|| Arc::new(Resolver::new(self.lexicon.clone())))
    }

    /// Whether no code has several names.
    pub fn has_one_name_a_code(&self) -> bool {
        self.lexicon.has_one_name_a_code()
    }

    /// Warnings about codes with several names.
    pub fn warnings(&self) -> Vec<Warning> {
        self.lexicon.conflicts()
    }

    /// Whole units as a part of the dataset: codes, names and years are resolved as for the whole.
    pub fn part(&self, mut items: Vec<LineItem>) -> LineItems {
        let resolver = self.resolver();
        resolver.resolve(&mut items);
        let names = resolver.names(&items);
        LineItems::new(items).with_names(&names).within(&self.survey)
    }

    /// The overview as bytes; equal overviews have equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines = self.survey.to_lines().into_iter().chain(self.lexicon.to_lines());
        lines.map(|line| line + "\n").collect::<String>().into_bytes()
    }

    /// The overview of bytes made by [`Overview::to_bytes`].
    ///
    /// # Errors
    /// The bytes were not made by it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, crate::Error> {
        let (mut survey, mut lexicon) = (Survey::default(), Lexicon::default());
        let text = std::str::from_utf8(bytes).map_err(|_| AnalysisError::Overview { line: 1 })?;
        for (line, number) in text.lines().zip(1..) {
            if !survey.read_line(line) && !lexicon.read_line(line) {
                return Err(AnalysisError::Overview { line: number }.into());
            }
        }
        Ok(Self::new(survey, lexicon))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Amount, BudgetTable, Classification, Code, FiscalYear, Measure, Origin, Phase, Place, Scope};
    use proptest::prelude::*;

    /// Items of the names and codes that a property draws.
    fn items(rows: &[(u16, usize, String, i64)]) -> Vec<LineItem> {
        let item = |(year, code, name, fen): &(u16, usize, String, i64)| {
            let own = Code::new(["208", "20801", "2080101"][code % 3]).unwrap();
            LineItem {
                unit: "甲".into(),
                scope: Scope::Unit,
                year: FiscalYear::new(*year).unwrap(),
                phase: Phase::Approved,
                table: BudgetTable::General,
                classification: Classification::Functional,
                level: own.level(),
                code: Some(own),
                parent: None,
                name: name.as_str().into(),
                project: None,
                measure: Measure::total(),
                amount: Some(Amount::from_fen(*fen)),
                text: "".into(),
                origin: Origin::Published,
                place: Place { page: Some(*code as u32), ..Place::file(format!("甲\t{name}").as_str()) },
            }
        };
        rows.iter().map(item).collect()
    }

    proptest! {
        #![proptest_config(crate::chance::cases(128))]

        #[test]
        fn an_overview_is_the_same_after_a_journey_and_in_whatever_parts_it_was_made(
            rows in prop::collection::vec((2020u16..2025, 0usize..9, "[\t\n\\\\a\u{4e00}-\u{4e05}]{0,6}", 0i64..9), 0..30),
            cut in 0usize..30,
        ) {
            let items = items(&rows);
            let whole = Overview::of(&items);
            let bytes = whole.to_bytes();
            let back = Overview::from_bytes(&bytes).unwrap();
            prop_assert_eq!(&back.to_bytes(), &bytes);
            prop_assert_eq!(back.survey(), whole.survey());
            prop_assert_eq!(back.warnings(), whole.warnings());
            let (one, other) = items.split_at(cut.min(items.len()));
            let mut merged = Overview::of(other);
            merged.merge(&Overview::of(one));
            prop_assert_eq!(merged.to_bytes(), bytes);
        }
    }

    #[test]
    fn bytes_that_are_no_overview_are_refused_with_their_line() {
        let mut bytes = Overview::default().to_bytes();
        bytes.extend("figures\t2024\t1\t预算\t3\t1\n随便什么\n".bytes());
        let error = Overview::from_bytes(&bytes).unwrap_err();
        assert_eq!(error.to_string(), "概况的第2行无法识别，不是本程序写的概况或已经损坏。请重新生成");
        assert!(Overview::from_bytes(&[0xff]).is_err());
    }
}
