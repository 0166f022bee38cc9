//! 原因与用途: notes by 科目编码, 科目名称, fund or column, for one table or for all tables.

use super::super::super::PresentError;
use super::super::Item;
use super::section::{self, Section, Value};
use crate::model::{BudgetTable, Place};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A note of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its text, without a final full stop.
    pub text: String,
    /// Its place.
    pub place: Place,
}

/// Notes by table and key; `None` stands for every table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes(BTreeMap<(Option<BudgetTable>, String), Note>);

impl Notes {
    /// Adds a note, unless there is one already; tells whether it was added.
    pub fn add(&mut self, table: Option<BudgetTable>, key: &str, note: Note) -> bool {
        let Entry::Vacant(free) = self.0.entry((table, key.to_owned())) else { return false };
        free.insert(note);
        true
    }

    /// The note for an item. Notes for its table take precedence over general ones, codes over names.
    pub fn of(&self, item: &Item) -> Option<&Note> {
        let keys = [item.code.as_ref().map(|code| code.to_string()), Some(item.name.to_string())];
        [Some(item.table), None]
            .into_iter()
            .find_map(|table| keys.iter().flatten().find_map(|key| self.0.get(&(table, key.clone()))))
    }

    /// The note with this key, for its table or for every table.
    pub fn get(&self, table: BudgetTable, key: &str) -> Option<&Note> {
        [Some(table), None].into_iter().find_map(|table| self.0.get(&(table, key.to_owned())))
    }

    /// Every note with its table and key.
    pub fn iter(&self) -> impl Iterator<Item = (Option<BudgetTable>, &str, &Note)> {
        self.0.iter().map(|((table, key), note)| (*table, key.as_str(), note))
    }
}

/// Reads `"words" = "text"`.
pub(super) fn read_words(section: Section<'_>) -> Result<BTreeMap<String, Note>, PresentError> {
    let entries = section.rest().into_iter().map(|section::Entry { key, value, .. }| {
        let place = value.place();
        Ok((key, Note { text: value.text()?, place }))
    });
    let mut words: BTreeMap<String, Note> = entries.collect::<Result<_, PresentError>>()?;
    words.retain(|_, note| !note.text.is_empty());
    Ok(words)
}

/// Reads `"key" = "text"` for every table, and `[….TABLE]` for one.
pub(super) fn read(section: Section<'_>) -> Result<Notes, PresentError> {
    let mut notes = Notes::default();
    for entry in section.rest() {
        if !entry.value.is_section() {
            notes.add(None, &entry.key, note(entry.value)?);
            continue;
        }
        let table = table(&entry)?;
        for entry in entry.value.section()?.rest() {
            if entry.value.is_section() {
                return Err(entry.value.complain("应是文字，写在英文双引号里"));
            }
            notes.add(Some(table), &entry.key, note(entry.value)?);
        }
    }
    notes.0.retain(|_, note| !note.text.is_empty());
    Ok(notes)
}

/// The table that a section is named after, by its short name or its title.
pub(super) fn table(entry: &section::Entry<'_>) -> Result<BudgetTable, PresentError> {
    let named = BudgetTable::from_name(&entry.key);
    named.or_else(|| BudgetTable::ALL.into_iter().find(|table| table.title() == entry.key)).ok_or_else(|| {
        let known = BudgetTable::ALL.map(BudgetTable::name).join("、");
        entry.value.complain(&format!("不是表的名称；可用：{known}"))
    })
}

fn note(value: Value<'_>) -> Result<Note, PresentError> {
    let place = value.place();
    Ok(Note { text: trim(&value.text()?), place })
}

/// The text for use in a sentence: without introductory words and final full stop.
pub(in super::super) fn trim(text: &str) -> String {
    let text = text.trim().trim_end_matches(['。', '.', '；', ';', '，', ',']);
    let text = ["主要原因是：", "主要原因是", "主要原因：", "原因是"]
        .iter()
        .find_map(|lead| text.strip_prefix(lead))
        .unwrap_or(text);
    text.to_owned()
}
