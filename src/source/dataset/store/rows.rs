//! 行组的内容: one row group as columns of small integers, grouped and in the order of the groups.

use super::part::{Part, content, torn};
use super::strings::Strings;
use super::{GroupBy, Selection};
use crate::model::{
    BudgetTable, Classification, Code, Level, Line, Lines, Measure, Phase, Place, Scope, UnitRows, Warning, WarningKind,
};
use crate::source::SourceError;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Fields that tell a line, in the order of the composite number.
const FIELDS: [&str; 6] = ["code", "table", "measure", "classification", "level", "scope"];

/// The rows of a row group.
pub(super) fn read(
    part: &dyn Part,
    group: usize,
    wanted: &Selection,
    lines: &Mutex<Lines>,
) -> Result<(UnitRows, Vec<Warning>), SourceError> {
    let reading = Reading { part, group };
    let mut warnings = Vec::new();
    let height = part.groups().get(group).copied().unwrap_or(0);
    let mut amounts = part.amounts(group)?;
    let columns = FIELDS.map(|field| part.strings(group, field));
    let [code, table, measure, classification, level, scope] = columns;
    let columns = [code?, table?, measure?, classification?, level?, scope?];
    let by = match wanted.by {
        GroupBy::Unit => part.strings(group, "unit")?,
        GroupBy::Region => part.strings(group, "region")?,
        GroupBy::UnitOfRegion => pairs(&*part.strings(group, "region")?, &*part.strings(group, "unit")?, height).into(),
        GroupBy::All => Strings::constant("").into(),
    };
    let heights = columns.iter().chain([&by]).filter_map(|column| column.rows.as_ref().map(Vec::len));
    if heights.chain([amounts.fen.len()]).any(|rows| rows != height) {
        return Err(torn(part.name(), &part.group_name(group)));
    }
    let mut numbers = reading.numbers(&columns, wanted, lines, height, &mut warnings)?;
    if let Some(phase) = wanted.phase {
        reading.keep_phase(phase, &*part.strings(group, "phase")?, &mut numbers, &mut warnings);
    }
    if let Some(present) = amounts.present.take() {
        for (number, _) in numbers.iter_mut().zip(present).filter(|(_, present)| !present) {
            *number = Lines::NONE;
        }
    }
    Ok((grouped(&by, numbers, amounts.fen), warnings))
}

struct Reading<'a> {
    part: &'a dyn Part,
    group: usize,
}

impl Reading<'_> {
    /// Takes rows of other phases out.
    fn keep_phase(&self, phase: Phase, phases: &Strings, numbers: &mut [u32], warnings: &mut Vec<Warning>) {
        let mut is_kept = |text: &Arc<str>| match text.trim() {
            "" => phase == Phase::Approved,
            name => match Phase::from_name(name) {
                Some(own) => own == phase,
                None => {
                    warnings.push(self.left_out(("phase", name.to_owned(), "预算、调整预算、执行、决算")));
                    false
                }
            },
        };
        let is_kept: Vec<bool> = phases.values.iter().map(&mut is_kept).collect();
        if is_kept.contains(&false) {
            let others = numbers.iter_mut().enumerate().filter(|(row, _)| !is_kept[phases.at(*row) as usize]);
            others.for_each(|(_, number)| *number = Lines::NONE);
        }
    }

    /// A warning of rows whose field holds what it should not.
    fn left_out(&self, (field, found, expected): Wrong) -> Warning {
        let group = self.part.group_name(self.group);
        let message = format!("{group}的 {field} 列应为{expected}，实际是“{found}”。这些行没有计入，请改正后再试");
        Warning::new(WarningKind::BadNumber, Place::file(self.part.name().clone()), message)
    }

    /// The number of each row's line.
    fn numbers(
        &self,
        columns: &[Arc<Strings>; 6],
        wanted: &Selection,
        lines: &Mutex<Lines>,
        height: usize,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<u32>, SourceError> {
        let mut line = |at: [u32; 6]| {
            let field = |field: usize| columns[field].values.get(at[field] as usize).map_or("", |text| text.trim());
            let line = match line([field(0), field(1), field(2), field(3), field(4), field(5)], wanted) {
                Ok(line) => line,
                Err(wrong) if wrong.0 == "level" => return Err(self.wrong(wrong)),
                Err(wrong) => {
                    warnings.push(self.left_out(wrong));
                    None
                }
            };
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(line.map_or(Lines::NONE, |line| lines.number(&line)))
        };
        // Where codes alone differ, each string of the dictionary is looked up once.
        if columns[1..].iter().all(|column| column.rows.is_none()) {
            let by_code: Vec<u32> = (0..columns[0].values.len() as u32)
                .map(|code| line([code, 0, 0, 0, 0, 0]))
                .collect::<Result<_, _>>()?;
            return Ok(match &columns[0].rows {
                Some(rows) => rows.iter().map(|code| by_code[*code as usize]).collect(),
                None => vec![by_code.first().copied().unwrap_or(Lines::NONE); height],
            });
        }
        let mut known: BTreeMap<[u32; 6], u32> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(height);
        let mut last = None;
        for row in 0..height {
            let at = [0, 1, 2, 3, 4, 5].map(|column: usize| columns[column].at(row));
            let number = match last {
                Some((same, number)) if same == at => number,
                _ => match known.get(&at) {
                    Some(number) => *number,
                    None => *known.entry(at).or_insert(line(at)?),
                },
            };
            last = Some((at, number));
            numbers.push(number);
        }
        Ok(numbers)
    }

    fn wrong(&self, (field, found, expected): Wrong) -> SourceError {
        let expected = format!("{}的 {field} 列应为{expected}", self.part.group_name(self.group));
        content(self.part.name(), expected, &found, "请改正后再试；各列的写法见 docs/数据集.md")
    }
}

/// A field, what it holds, and what it should hold.
type Wrong = (&'static str, String, &'static str);

/// The line of these fields; none where it is not wanted.
fn line(
    [code, table, measure, classification, level, scope]: [&str; 6],
    wanted: &Selection,
) -> Result<Option<Line>, Wrong> {
    let table = match table {
        "" => BudgetTable::General,
        name => BudgetTable::from_name(name).ok_or_else(|| ("table", name.to_owned(), "表的名称，如 general"))?,
    };
    let scope = match scope {
        "" => Scope::Unit,
        name => Scope::from_name(name).ok_or_else(|| ("scope", name.to_owned(), "部门、单位、政府、本级"))?,
    };
    let code = match code {
        "" => None,
        digits => Some(
            Code::new(digits).map_err(|_| ("code", digits.to_owned(), "3、5、7 或 9 位数字的科目编码，合计行为空"))?,
        ),
    };
    let own = code.as_ref().map_or(Level::Total, Code::level);
    let level = match level {
        "" => own,
        name => Level::from_name(name).ok_or_else(|| ("level", name.to_owned(), "total、类、款、项、目"))?,
    };
    if level != own {
        return Err(("level", level.name().to_owned(), "与编码位数相符的级次；没有编码的只能是合计"));
    }
    let told = match classification {
        "" => None,
        name => Some(
            Classification::from_name(name)
                .ok_or_else(|| ("classification", name.to_owned(), "分类的名称，如 functional"))?,
        ),
    };
    let classification =
        told.or_else(|| code.as_ref().and_then(Code::classification)).unwrap_or(Classification::Functional);
    if wanted.table.is_some_and(|only| only != table) {
        return Ok(None);
    }
    let measure = if measure.is_empty() { Measure::total() } else { Measure::new(measure) };
    Ok(Some(Line { scope, table, classification, measure, code, level }))
}

/// Two columns as one.
fn pairs(regions: &Strings, units: &Strings, height: usize) -> Strings {
    let text = |column: &Strings, number: u32| column.values.get(number as usize).cloned().unwrap_or_default();
    let mut known: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut values: Vec<Arc<str>> = Vec::new();
    let mut numbers = Vec::with_capacity(height);
    for row in 0..height.min(regions.height().min(units.height())) {
        let pair = (regions.at(row), units.at(row));
        numbers.push(*known.entry(pair).or_insert_with(|| {
            let between = GroupBy::BETWEEN;
            values.push(format!("{}{between}{}", text(regions, pair.0), text(units, pair.1)).into());
            values.len() as u32 - 1
        }));
    }
    Strings { values, rows: Some(numbers) }
}

/// Puts the rows of one group together and the groups in the order of their names.
fn grouped(by: &Strings, lines: Vec<u32>, fen: Vec<i64>) -> UnitRows {
    let value = |number: u32| by.values.get(number as usize).cloned().unwrap_or_default();
    let Some(rows) = &by.rows else {
        let units = if lines.is_empty() { Vec::new() } else { vec![(value(0), lines.len())] };
        return UnitRows { units, lines, fen };
    };
    let mut units: Vec<(Arc<str>, usize)> = Vec::new();
    for run in rows.chunk_by(|one, next| one == next) {
        match units.last_mut() {
            // Equal strings may have two numbers.
            Some((name, count)) if **name == *value(run[0]) => *count += run.len(),
            _ => units.push((value(run[0]), run.len())),
        }
    }
    if units.is_sorted_by(|one, next| one.0 < next.0) {
        return UnitRows { units, lines, fen };
    }
    // The place of every string among the strings, equal ones sharing theirs; then rows in that order.
    let mut order: Vec<u32> = (0..by.values.len() as u32).collect();
    order.sort_by_cached_key(|number| value(*number));
    let mut places = vec![0u32; order.len()];
    let mut names: Vec<Arc<str>> = Vec::new();
    for number in order {
        if names.last().is_none_or(|last| **last != *value(number)) {
            names.push(value(number));
        }
        places[number as usize] = names.len() as u32 - 1;
    }
    let mut starts = vec![0usize; names.len() + 1];
    rows.iter().for_each(|number| starts[places[*number as usize] as usize + 1] += 1);
    let units = names.iter().cloned().zip(starts[1..].iter().copied()).filter(|(_, count)| *count > 0).collect();
    (1..starts.len()).for_each(|place| starts[place] += starts[place - 1]);
    let (mut sorted_lines, mut sorted_fen) = (vec![0; lines.len()], vec![0; fen.len()]);
    for ((number, line), fen) in rows.iter().zip(lines).zip(fen) {
        let next = &mut starts[places[*number as usize] as usize];
        (sorted_lines[*next], sorted_fen[*next]) = (line, fen);
        *next += 1;
    }
    UnitRows { units, lines: sorted_lines, fen: sorted_fen }
}
