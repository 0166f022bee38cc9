//! 明细列: the columns of one row group, any of whose rows can be had as a line item.

use super::amounts::{Amounts, STEPS};
use super::part::{Part, torn};
use super::strings::Strings;
use crate::model::dataset::{self, Fields, decimal};
use crate::model::{Amount, LineItem, Place, Warning};
use crate::source::SourceError;
use std::sync::Arc;

/// The fields of a line item that are texts or whole numbers; the year is the folder's.
pub(super) const FIELDS: [&str; 20] = [
    "unit",
    "scope",
    "phase",
    "table",
    "classification",
    "code",
    "level",
    "name",
    "project",
    "measure",
    "origin",
    "file",
    "page",
    "row",
    "column",
    "parent",
    "text",
    "part",
    "bounds",
    "confidence",
];

/// Columns of a row group; those that were not asked for are empty.
#[derive(Debug)]
pub(super) struct Columns {
    part: Arc<dyn Part>,
    group: usize,
    year: String,
    texts: [Arc<Strings>; FIELDS.len()],
    /// The places of `amount` and of the fields in the file, for messages.
    places: [Option<usize>; FIELDS.len()],
    amount_place: Option<usize>,
    amounts: Amounts,
    resolutions: Option<Amounts>,
    pub height: usize,
}

/// Where a field stands in [`FIELDS`].
fn number(field: &str) -> Option<usize> {
    Some(match field {
        "unit" => 0,
        "scope" => 1,
        "phase" => 2,
        "table" => 3,
        "classification" => 4,
        "code" => 5,
        "level" => 6,
        "name" => 7,
        "project" => 8,
        "measure" => 9,
        "origin" => 10,
        "file" => 11,
        "page" => 12,
        "row" => 13,
        "column" => 14,
        "parent" => 15,
        "text" => 16,
        "part" => 17,
        "bounds" => 18,
        "confidence" => 19,
        _ => return None,
    })
}

impl Columns {
    /// Reads these fields of a row group, and its amounts.
    pub fn read(part: &Arc<dyn Part>, group: usize, fields: &[&'static str]) -> Result<Self, SourceError> {
        let height = part.groups().get(group).copied().unwrap_or(0);
        let mut texts = [(); FIELDS.len()].map(|()| Arc::new(Strings::constant("")));
        for field in fields {
            if let Some(at) = number(field) {
                texts[at] = part.strings(group, field)?;
            }
        }
        let amounts = part.amounts(group)?;
        let resolutions = part.resolutions(group)?;
        let rows = texts.iter().filter_map(|column| column.rows.as_ref().map(Vec::len));
        let rows = rows.chain([amounts.fen.len()]).chain(resolutions.iter().map(|amounts| amounts.fen.len()));
        if rows.into_iter().any(|rows| rows != height) {
            return Err(torn(part.name(), &part.group_name(group)));
        }
        Ok(Self {
            part: part.clone(),
            group,
            year: part.year().to_string(),
            texts,
            places: FIELDS.map(|field| part.place(field)),
            amount_place: part.place("amount"),
            amounts,
            resolutions,
            height,
        })
    }

    /// The numbers that the texts of a field have, and the texts.
    pub fn strings(&self, field: &str) -> Option<&Strings> {
        Some(&self.texts[number(field)?])
    }

    /// Whether a row has an amount.
    pub fn has_amount(&self, row: usize) -> bool {
        self.amounts.present.as_ref().is_none_or(|present| present[row])
    }

    /// A row as a line item; a row that cannot be read is a warning.
    pub fn item(&self, row: usize) -> Result<LineItem, Warning> {
        dataset::item(&mut Row { columns: self, row })
    }

    /// Whether a row says where its figure was first read.
    pub fn has_source(&self, row: usize) -> bool {
        !Row { columns: self, row }.text("file").is_empty()
    }
}

/// One row of the columns.
struct Row<'a> {
    columns: &'a Columns,
    row: usize,
}

impl Row<'_> {
    fn whole(&self, field: &str) -> Option<&Arc<str>> {
        let strings = self.columns.strings(field)?;
        strings.values.get(strings.at(self.row) as usize)
    }
}

impl Fields for Row<'_> {
    fn text(&self, field: &str) -> &str {
        match field {
            "year" => &self.columns.year,
            field => self.whole(field).map_or("", |text| text.trim()),
        }
    }

    fn interned(&mut self, field: &str) -> Arc<str> {
        match self.whole(field) {
            Some(text) if text.trim().len() == text.len() => text.clone(),
            _ => self.text(field).into(),
        }
    }

    fn place(&self, field: &str) -> Place {
        let one = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        let part = &self.columns.part;
        let place = Place::file(part.name().clone());
        let row = one(part.row(self.columns.group, self.row));
        let column = match number(field) {
            Some(at) => self.columns.places[at],
            None => self.columns.amount_place.filter(|_| field == "amount"),
        };
        column.map_or_else(|| place.at_row(row), |column| place.at(row, one(column)))
    }

    fn amount(&self) -> Result<Option<Amount>, (&'static str, String)> {
        if !self.columns.has_amount(self.row) {
            return Ok(None);
        }
        let fen = self.columns.amounts.fen[self.row];
        let steps = self.columns.resolutions.as_ref();
        let step = steps.filter(|steps| steps.present.as_ref().is_none_or(|present| present[self.row]));
        Ok(Some(step.map_or(Amount::from_fen(fen), |step| Amount::new(fen, step.fen[self.row]))))
    }

    fn printed(&mut self) -> Arc<str> {
        match self.text("text") {
            "" if self.columns.has_amount(self.row) => {
                let scale = self.columns.part.scale();
                let stored = i128::from(self.columns.amounts.fen[self.row] / STEPS[scale]);
                decimal(stored, scale).into()
            }
            _ => self.interned("text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_where_its_number_says() {
        for (at, field) in FIELDS.iter().enumerate() {
            assert_eq!(number(field), Some(at), "{field}");
        }
    }
}
