//! 放入文件: the inputs, what was read of them, and where it is corrected.

use super::super::read;
use super::frame::{DeskFrame, page as framed};
use crate::model::{AmountUnit, BudgetTable, Phase, Warning, WarningKind};
use crate::report::{Read, ReadTable};
use serde::Serialize;
use std::collections::BTreeMap;

/// 放入的文件 with what was read from it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskInput {
    /// Its name.
    pub name: String,
    /// Its size in words.
    pub size: String,
    /// The units in it.
    pub unit: String,
    /// Years and phases of its tables.
    pub year_read: String,
    /// The number of its tables.
    pub tables: usize,
    /// The number of its figures.
    pub figures: usize,
    /// The number of warnings about it.
    pub warnings: usize,
    /// Whether it is left out.
    pub left_out: bool,
    /// Whether it is corrected on this page.
    pub open: bool,
    /// The address of the page on which it is.
    pub link: String,
    /// The year that the user gave.
    pub year: String,
    /// The unit that the user gave.
    pub unit_given: String,
    /// The phase that the user gave.
    pub phase: String,
    /// The amount unit that the user gave.
    pub money: String,
    /// Which table it is, by the places of tables.
    pub kinds: BTreeMap<String, String>,
    /// The amount units that the user gave, by the places of tables.
    pub moneys: BTreeMap<String, String>,
    /// The version of its entry.
    pub version: u64,
}

/// 更正 of a table: the input that it is of, where it begins, and what the user says that it is.
#[derive(Serialize)]
struct Fix<'a> {
    input: &'a str,
    version: u64,
    place: String,
    kind: &'static str,
    money: &'a str,
}

/// The input that a table is of: its file itself, or an archive around it.
fn input_of<'a>(table: &ReadTable, inputs: &BTreeMap<&str, &'a DeskInput>) -> Option<&'a DeskInput> {
    let file = &*table.place.file;
    let mut ends = file.match_indices('/').map(|(at, _)| at).chain([file.len()]);
    ends.find_map(|end| inputs.get(file.get(..end)?).copied())
}

fn fix<'a>(table: &ReadTable, inputs: &BTreeMap<&str, &'a DeskInput>) -> Fix<'a> {
    let input = input_of(table, inputs);
    let place = table.place.to_string();
    let kind = input.and_then(|input| BudgetTable::from_name(input.kinds.get(&place)?));
    Fix {
        input: input.map_or("", |input| &input.name),
        version: input.map_or(0, |input| input.version),
        money: input.and_then(|input| input.moneys.get(&place)).map_or("", String::as_str),
        place,
        kind: kind.map_or("", BudgetTable::title),
    }
}

/// The page of the view.
pub(super) fn page(
    frame: &DeskFrame,
    inputs: &[DeskInput],
    read: Option<&Read>,
    reason: &str,
) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Body<'a> {
        inputs: &'a [DeskInput],
        /// Whether there are so many that only one is open.
        many: bool,
        read: Option<read::ReadView>,
        fixes: Vec<Fix<'a>>,
        kinds: Vec<&'static str>,
        phases: [&'static str; 4],
        moneys: [&'static str; 5],
        reason: &'a str,
    }
    let by_name = inputs.iter().map(|input| (&*input.name, input)).collect();
    let input_of = |table: &&ReadTable| input_of(table, &by_name).is_some_and(|input| input.open);
    let all_open = inputs.iter().all(|input| input.open);
    let read = read.map(|read| match all_open {
        true => read.clone(),
        // The files are listed above.
        false => {
            Read { files: Vec::new(), tables: read.tables.iter().filter(input_of).cloned().collect(), ..read.clone() }
        }
    });
    let fixes = read.iter().flat_map(|read| &read.tables).map(|table| fix(table, &by_name));
    let body = Body {
        inputs,
        many: !all_open,
        fixes: fixes.collect(),
        read: read.as_ref().map(read::read),
        kinds: BudgetTable::ALL.iter().map(|table| table.title()).collect(),
        phases: Phase::ALL.map(Phase::name),
        moneys: AmountUnit::ALL.map(AmountUnit::name),
        reason,
    };
    framed(frame, "desk/files.html", false, body)
}

/// A number of bytes in words.
pub fn size(bytes: u64) -> String {
    const STEP: u64 = 1024;
    match bytes {
        0..STEP => format!("{bytes} 字节"),
        STEP..0x10_0000 => format!("{} KB", bytes.div_ceil(STEP)),
        _ => format!("{} MB", bytes.div_ceil(STEP * STEP)),
    }
}

/// The warnings about one input: its own, and those of the files in it if it is an archive. What the user himself said of
/// it is none.
pub fn warnings_of<'a>(warnings: &'a [Warning], input: &'a str) -> impl Iterator<Item = &'a Warning> {
    let own = move |warning: &&Warning| is_of(&warning.place.file, input);
    warnings.iter().filter(own).filter(|warning| warning.kind != WarningKind::Corrected)
}

/// Whether a file is this input, or lies in it.
pub fn is_of(file: &str, input: &str) -> bool {
    file.strip_prefix(input).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
