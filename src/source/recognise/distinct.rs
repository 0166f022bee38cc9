//! 同名栏: names columns apart whose headers mean the same by themselves, by the words above them.

use super::column::{AmountColumn, Column, HeaderYear};
use super::run::runs;
use crate::model::{Measure, Phase, Scope};
use crate::source::vocabulary::{KeyColumn, Vocabulary};
use crate::source::words::{Numbering, numbering};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Gives every column of amounts the measure that distinguishes it.
pub(super) fn distinguish(columns: &mut [Column]) {
    name_panels(columns);
    name_balances(columns);
    make_unique(columns);
    name_parts(columns);
}

/// Gives a side-by-side panel of parts the name above it: 其中：政府一般债务 beside 政府债务, with the same rows.
fn name_parts(columns: &mut [Column]) {
    fn of_part(column: &Column) -> Option<&str> {
        let Column::Amount(AmountColumn { words, measure, .. }) = column else { return None };
        let (mark, name) = numbering(words.last().filter(|_| words.len() > 1)?);
        (mark == Some(Numbering::OfWhich) && measure.is_total()).then_some(name)
    }
    let amounts: Vec<bool> = columns.iter().map(|column| matches!(column, Column::Amount(_))).collect();
    for run in runs(columns.len(), |column| amounts[column]) {
        let Some(name) = of_part(&columns[run.start]).map(Measure::new) else { continue };
        if columns[run.clone()].iter().all(|column| of_part(column) == Some(name.as_str())) {
            for column in &mut columns[run] {
                if let Column::Amount(column) = column {
                    column.measure = name.clone();
                }
            }
        }
    }
}

/// Gives side-by-side panels the measure above them if that alone distinguishes them: 人员经费 over one, 公用经费 over
/// the other.
fn name_panels(columns: &mut [Column]) {
    let above = |column: &Column| match column {
        Column::Amount(c) if c.measure.is_total() => {
            let known = c.words.iter().skip(1).find_map(|word| Vocabulary::shipped().measure(word));
            known.filter(|measure| !measure.is_total())
        }
        _ => None,
    };
    let measures: Vec<Option<Measure>> = columns.iter().map(above).collect();
    let amounts = columns.iter().filter(|column| matches!(column, Column::Amount(_))).count();
    let kinds: BTreeSet<&Measure> = measures.iter().flatten().collect();
    // Only if every amount column has such a word and no two have the same.
    if amounts < 2 || kinds.len() < amounts {
        return;
    }
    for (column, measure) in columns.iter_mut().zip(measures) {
        if let (Column::Amount(column), Some(measure)) = (column, measure) {
            column.measure = measure;
        }
    }
}

/// The column that keeps its meaning among several of the same meaning: 本年支出 beside 本年收入, else 合计 with nothing
/// above it, else the one below 本年收入, else the one that is above all others or alone names its year.
fn unqualified(columns: &[Column], keys: &[Option<Meaning>], run: Range<usize>, key: &Meaning) -> Option<usize> {
    let words = |index: usize| match &columns[index] {
        Column::Amount(column) => column.words.as_slice(),
        _ => &[],
    };
    let same: Vec<usize> = run.filter(|index| keys[*index].as_ref() == Some(key)).collect();
    let is_this_year = |word: &&String| Vocabulary::shipped().relative_year(word) == Some(0);
    let below = |index: usize, side: &str| words(index).iter().filter(is_this_year).any(|word| word.contains(side));
    // Beside 本年支出, 本年收入 and what stands below it is income.
    let spent = || {
        let income = same.iter().any(|index| below(*index, "收入"));
        same.iter().copied().find(|index| income && below(*index, "支出"))
    };
    let alone = || same.iter().copied().find(|index| words(*index).len() == 1);
    let this_year = || same.iter().copied().find(|index| words(*index).iter().skip(1).any(|word| is_this_year(&word)));
    // 合计 of a group before 小计 of one of its parts.
    let whole = || {
        let lowest = same.iter().map(|index| words(*index).len()).min()?;
        let mut found = same.iter().copied().filter(|index| words(*index).len() == lowest);
        found.next().filter(|_| found.next().is_none())
    };
    // 小计 of a group before the part that has the group's name.
    let sum = || {
        let mut sums = same.iter().copied().filter(|index| words(*index).first().is_some_and(|leaf| is_sum(leaf)));
        sums.next().filter(|_| sums.next().is_none())
    };
    // 2023年新增债务限额 before 一般债务限额 without a year.
    let dated = || {
        let is_dated = |index: &usize| matches!(&columns[*index], Column::Amount(column) if column.year.is_some());
        let mut found = same.iter().copied().filter(is_dated);
        found.next().filter(|_| found.next().is_none())
    };
    spent().or_else(alone).or_else(this_year).or_else(whole).or_else(sum).or_else(dated)
}

/// The meaning of a column, for finding columns of the same meaning.
type Meaning = (Measure, Option<HeaderYear>, Option<Phase>, Option<Scope>);

/// The part whose sum a column is, if its header only names it: 项目支出结转和结余 over 小计, below 年初结转和结余.
fn part_of_sum(words: &[String]) -> Option<&str> {
    let [leaf, part, _, ..] = words else { return None };
    (is_sum(leaf) && Vocabulary::shipped().measure(part).is_none()).then_some(part)
}

/// Whether a word heads a sum: 合计, 小计.
fn is_sum(leaf: &str) -> bool {
    Vocabulary::shipped().measure(leaf).is_some_and(|measure| measure.is_total())
}

/// Qualifies the parts of a balance, which stand below the balances of the beginning and of the end of a year:
/// 年初结转和结余/项目支出结转和结余.
fn name_balances(columns: &mut [Column]) {
    let vocabulary = Vocabulary::shipped();
    let is_balance = |word: &&String| {
        let measure = vocabulary.measure(word);
        measure.is_some_and(|measure| ["上年结转结余", "结转下年"].contains(&measure.as_str()))
    };
    for column in columns {
        let Column::Amount(AmountColumn { measure, words, .. }) = column else { continue };
        let unknown = || Some(measure.as_str()).filter(|own| vocabulary.measure(own).is_none() && !own.contains('/'));
        let Some(balance) = words.iter().skip(1).find(is_balance) else { continue };
        if let Some(part) = part_of_sum(words).or_else(unknown) {
            *measure = Measure::new(&format!("{balance}/{part}"));
        }
    }
}

/// What the columns of a run mean without saying it: the only year and the only phase that their headers name.
/// 小计 below 市县 is of the year that 2022年预算数 beside it names.
fn only_time(columns: &[Column]) -> (Option<HeaderYear>, Option<Phase>) {
    fn only<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
        let mut values: BTreeSet<T> = values.collect();
        values.pop_first().filter(|_| values.is_empty())
    }
    let amounts = || columns.iter().filter_map(|column| if let Column::Amount(c) = column { Some(c) } else { None });
    let year = only(amounts().filter_map(|column| column.year));
    (year, only(amounts().filter_map(|column| column.phase)))
}

/// Qualifies columns that would have the same meaning by the word above them: 财政拨款/人员经费.
fn make_unique(columns: &mut [Column]) {
    // Columns of different panels (with a key column between them) may have the same meaning; counts and rates between
    // amounts part no panels.
    let parts = |column: &Column| matches!(column, Column::Key(key) if *key != KeyColumn::Ignore);
    let within: Vec<bool> = columns.iter().map(|column| !parts(column)).collect();
    for run in runs(columns.len(), |column| within[column]) {
        let (year, phase) = only_time(&columns[run.clone()]);
        let meaning = |column: &Column| match column {
            // 本年收入 over a group of funds means the same year as no year at all.
            Column::Amount(c) => {
                let year = c.year.or(year).filter(|y| *y != HeaderYear::Relative(0));
                Some((c.measure.clone(), year, c.phase.or(phase), c.scope))
            }
            _ => None,
        };
        let keys: Vec<Option<Meaning>> = columns.iter().map(meaning).collect();
        let mut counts: BTreeMap<&Meaning, usize> = BTreeMap::new();
        keys[run.clone()].iter().flatten().for_each(|key| *counts.entry(key).or_default() += 1);
        let kept: BTreeSet<usize> =
            counts.keys().filter_map(|key| unqualified(columns, &keys, run.clone(), key)).collect();
        for index in run.filter(|index| !kept.contains(index)) {
            let twin = keys[index].as_ref().is_some_and(|key| counts.get(key).is_some_and(|times| *times > 1));
            if twin && let Column::Amount(column) = &mut columns[index] {
                let top = column.words.iter().skip(1).find(|word| Vocabulary::shipped().measure(word).is_some());
                let top = top.or_else(|| column.words.get(1)).map(|word| numbering(word).1.to_owned());
                match (top, column.words.first()) {
                    (Some(top), _) => {
                        let own = part_of_sum(&column.words).unwrap_or(column.measure.as_str());
                        column.measure = Measure::new(&format!("{top}/{own}"));
                    }
                    // 本年收入 alone.
                    (None, Some(leaf)) if Vocabulary::shipped().relative_year(leaf) == Some(0) => {
                        column.measure = Measure::new(leaf);
                    }
                    (None, _) => {}
                }
            }
        }
    }
}
