//! 插图: charts in the 情况说明, and where they stand in it.

use super::frame::address;
use crate::model::BudgetTable;
use crate::present::Edition;
use crate::present::chart::Kind;
use crate::present::explanation::{Passage, placed_at};
use serde::Serialize;
use std::collections::BTreeMap;

/// A chart that stands in the text, or may be put there.
#[derive(Debug, Clone, Default)]
pub struct DeskInsertion {
    /// The unit.
    pub unit: String,
    /// Which chart it is, by the names of the form's fields.
    pub words: BTreeMap<String, String>,
    /// Whether it stands there.
    pub stands: bool,
    /// The version of its entry.
    pub version: u64,
}

#[derive(Serialize)]
pub(super) struct InsertionView {
    unit: String,
    /// Which chart it is, as JSON.
    words: String,
    stands: bool,
    version: u64,
    title: String,
    /// The page on which it is drawn.
    link: String,
}

pub(super) fn view(insertion: &DeskInsertion) -> InsertionView {
    let word = |name: &str| insertion.words.get(name).map_or("", String::as_str);
    let kind = Kind::from_name(word("kind")).map_or("图", Kind::title);
    let table = BudgetTable::from_name(word("table")).map_or("", BudgetTable::title);
    let said: Vec<&str> = [table, word("measure"), word("level")].into_iter().filter(|word| !word.is_empty()).collect();
    let title = if said.is_empty() { kind.to_owned() } else { format!("{kind}（{}）", said.join("，")) };
    // The field `unit` is the unit of amounts.
    let of = [("of", insertion.unit.as_str())].into_iter();
    let fields = of.chain(insertion.words.iter().map(|(name, word)| (name.as_str(), word.as_str())));
    let link = address(&fields.collect::<Vec<_>>());
    InsertionView {
        unit: insertion.unit.clone(),
        words: serde_json::to_string(&insertion.words).unwrap_or_default(),
        stands: insertion.stands,
        version: insertion.version,
        title,
        link: format!("/charts{link}"),
    }
}

/// The charts that stand in the text, in its order: the title of each, and the heading under which it stands.
pub(super) fn standing(edition: &Edition) -> Vec<(String, String)> {
    let placed = placed_at(&edition.explanation, &edition.placed);
    let heading = |at: usize| {
        let before = edition.explanation.passages.get(..=at).unwrap_or_default();
        let heading = before.iter().rev().find_map(|passage| match passage {
            Passage::Heading { text, .. } => Some(text.clone()),
            _ => None,
        });
        heading.unwrap_or_default()
    };
    let charts = placed.into_iter().flat_map(|(at, charts)| {
        let heading = heading(at);
        charts.into_iter().map(move |one| (one.chart.title().to_owned(), heading.clone()))
    });
    charts.collect()
}
