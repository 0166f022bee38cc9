//! 年度数: the figures of one year as a frame, one row a key, with what was rolled up beside what was printed.
//!
//! Columns: `key` (u32), `fen`, `resolution` (i64, 分), `origin` (u32, the strongest first), `position` (u32, the
//! item it comes from), `rolled_fen`, `rolled_resolution` (i64, none where nothing stands below).

use super::AnalysisError;
use super::columns::{Aggregates, aggregate, first_of_each, larger, sum};
use super::keys::{Key, Keys};
use super::lineup::Side;
use crate::model::{Amount, FiscalYear, Level, LineItem, Origin, Phase, Warning, WarningKind};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The figures of a year and phase: summed over projects, the strongest origin first.
pub(super) fn figures(
    items: &[LineItem],
    (year, phase): (FiscalYear, Phase),
    keys: &mut Keys,
    warnings: &mut Vec<Warning>,
) -> Result<DataFrame, AnalysisError> {
    let sums = ["fen"];
    let how = Aggregates { sum: &sums, max: &["resolution"], min: &["position"] };
    // One file's rows add up; a second copy of them does not.
    let per_file = aggregate(&printed(items, (year, phase), keys)?, &["key", "origin", "file"], &how)
        .map_err(|error| AnalysisError::of_column(error, keys))?;
    let per_file = per_file.sort(["key", "origin", "position"], SortMultipleOptions::default())?;
    let mut strongest = first_of_each(&per_file, "key")?;
    if strongest.height() < per_file.height() {
        report_conflicts(&per_file, items, warnings)?;
    }
    let none = Int64Chunked::full_null("rolled_fen".into(), strongest.height());
    strongest.with_column(none.clone().into_column())?;
    strongest.with_column(none.with_name("rolled_resolution".into()).into_column())?;
    Ok(strongest.select(COLUMNS)?)
}

const COLUMNS: [&str; 7] = ["key", "fen", "resolution", "origin", "position", "rolled_fen", "rolled_resolution"];

/// The frame of figures held as values, nothing rolled up yet.
pub(super) fn frame_of(sides: &BTreeMap<u32, Side>) -> Result<DataFrame, AnalysisError> {
    let column =
        |name: &str, value: fn(&Side) -> i64| Column::new(name.into(), sides.values().map(value).collect::<Vec<_>>());
    let number =
        |name: &str, value: fn(&Side) -> u32| Column::new(name.into(), sides.values().map(value).collect::<Vec<_>>());
    let none = Int64Chunked::full_null("rolled_fen".into(), sides.len());
    Ok(DataFrame::new_infer_height(vec![
        Column::new("key".into(), sides.keys().copied().collect::<Vec<_>>()),
        column("fen", |side| side.amount.fen()),
        column("resolution", |side| side.amount.resolution()),
        number("origin", |side| side.origin as u32),
        number("position", |side| side.position as u32),
        none.clone().into_column(),
        none.with_name("rolled_resolution".into()).into_column(),
    ])?)
}

/// The amounts of the year as they were printed, one row an item.
fn printed(items: &[LineItem], of: (FiscalYear, Phase), keys: &mut Keys) -> Result<DataFrame, AnalysisError> {
    let mut files = BTreeMap::new();
    let (mut key, mut origin, mut file, mut position) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut fen, mut resolution) = (Vec::new(), Vec::new());
    for (at, item) in items.iter().enumerate().filter(|(_, item)| (item.year, item.phase) == of) {
        let Some(amount) = item.amount else { continue };
        let next = files.len() as u32;
        key.push(keys.of_item(item));
        origin.push(item.origin as u32);
        file.push(*files.entry(source_of(&item.place.file).to_owned()).or_insert(next));
        position.push(at as u32);
        fen.push(amount.fen());
        resolution.push(amount.resolution());
    }
    Ok(DataFrame::new_infer_height(vec![
        Column::new("key".into(), key),
        Column::new("origin".into(), origin),
        Column::new("file".into(), file),
        Column::new("position".into(), position),
        Column::new("fen".into(), fen),
        Column::new("resolution".into(), resolution),
    ])?)
}

/// What one source's rows are known by: the file, or the year of a dataset, whose rows may stand in several files.
fn source_of(file: &str) -> &str {
    let year = file.find("year=").filter(|at| *at == 0 || file[..*at].ends_with('/'));
    let end = year.and_then(|at| file[at..].find('/').map(|length| at + length));
    end.map_or(file, |end| &file[..end])
}

/// Says where two sources of one key disagree. `per_file` is sorted by key, the one that is used first.
fn report_conflicts(per_file: &DataFrame, items: &[LineItem], warnings: &mut Vec<Warning>) -> PolarsResult<()> {
    let figures = per_file.column("fen")?.i64()?.iter().zip(per_file.column("resolution")?.i64()?.iter());
    let places = per_file.column("key")?.u32()?.iter().zip(per_file.column("position")?.u32()?.iter());
    let mut used: Option<(u32, Amount, &LineItem)> = None;
    for ((fen, resolution), (key, position)) in figures.zip(places) {
        let Some(item) = position.and_then(|position| items.get(position as usize)) else { continue };
        let (Some(key), Some(fen), Some(resolution)) = (key, fen, resolution) else { continue };
        let amount = Amount::new(fen, resolution);
        match used {
            Some((same, stronger, first)) if same == key => {
                warnings.extend(conflict((stronger, first), (amount, item)));
            }
            _ => used = Some((key, amount, item)),
        }
    }
    Ok(())
}

/// Two figures of one key conflict where no amount fits both printed numbers.
fn conflict(one: (Amount, &LineItem), other: (Amount, &LineItem)) -> Option<Warning> {
    let distance = i128::from(one.0.fen()) - i128::from(other.0.fen());
    let reach = i128::from(one.0.resolution()) + i128::from(other.0.resolution());
    if distance.abs() * 2 <= reach {
        return None;
    }
    let print = |amount: Amount| amount.print(crate::model::AmountUnit::TenThousand, 2);
    let message = format!(
        "{}年“{}”（{}）有两个数：{} {}万元（{}），{} {}万元（{}）；采用前者。请核对",
        one.1.year,
        one.1.name,
        one.1.measure,
        one.1.origin.title(),
        print(one.0),
        one.1.place,
        other.1.origin.title(),
        print(other.0),
        other.1.place
    );
    Some(Warning::new(WarningKind::OriginConflict, other.1.place.clone(), message))
}

/// Adds what rolls up from below, 项 → 款 → 类 → 合计, by code and never by row order.
///
/// What only another year says of a table that the year itself prints is left out (`without_repeated_money`). What was
/// printed stays; a parent that was not printed takes the sum. An implied year rolls up only where
/// every item of the other year (`reference`) below the parent has an implied amount, since a sum of some
/// items is not the whole.
pub(super) fn roll_up(figures: DataFrame, reference: &DataFrame, keys: &mut Keys) -> Result<DataFrame, AnalysisError> {
    let known: Vec<u32> = reference.column("key")?.u32()?.iter().flatten().collect();
    let mut figures = without_repeated_money(figures, keys)?;
    let printed = Marks::of(&figures)?;
    for level in [Level::SubItem, Level::Item, Level::Section, Level::Category] {
        let present = Marks::of(&figures)?;
        let missing = known.iter().filter(|key| !present.has(**key) && keys.key(**key).level == level);
        let missing: Vec<u32> = missing.copied().collect();
        let blocked: BTreeSet<u32> = missing.into_iter().filter_map(|key| keys.parent(key)).collect();
        let sums = sums_of(&figures, level, keys)?;
        let allowed: BooleanChunked = sums
            .column("key")?
            .u32()?
            .iter()
            .zip(sums.column("origin")?.u32()?.iter())
            .map(|(key, origin)| {
                origin != Some(Origin::Implied as u32) || key.is_none_or(|key| !blocked.contains(&key))
            })
            .collect();
        let made = |key: u32| !printed.has(key);
        figures = with_sums(figures, sums.filter(&allowed)?, (&present, made), keys)?;
    }
    Ok(figures)
}

/// Takes out the implied and restated items that stand beside the year's own. A table lists every item of its levels, so
/// an item that it does not list is money that stands in it under another code or name: both would add up. Nothing adds
/// nothing, and stays.
fn without_repeated_money(figures: DataFrame, keys: &Keys) -> PolarsResult<DataFrame> {
    let is_published = |origin: Option<u32>| origin == Some(Origin::Published as u32);
    let origins: Vec<bool> = figures.column("origin")?.u32()?.iter().map(is_published).collect();
    if origins.iter().all(|is_published| *is_published) {
        return Ok(figures);
    }
    let numbers: Vec<u32> = figures.column("key")?.u32()?.iter().flatten().collect();
    let amounts = figures.column("fen")?.i64()?;
    let list = |number: u32| {
        let key = keys.key(number);
        (key.level != Level::Total).then(|| Key { code: None, name: None, ..key.clone() })
    };
    let own = numbers.iter().zip(&origins).filter(|(_, is_published)| **is_published);
    let printed: BTreeSet<_> = own.filter_map(|(number, _)| list(*number)).collect();
    let stays = numbers.iter().zip(&origins).zip(amounts.iter()).map(|((number, is_published), fen)| {
        *is_published || fen == Some(0) || list(*number).is_none_or(|list| !printed.contains(&list))
    });
    figures.filter(&stays.collect::<BooleanChunked>())
}

/// The keys that figures have, by number.
struct Marks(Vec<bool>);

impl Marks {
    fn of(figures: &DataFrame) -> PolarsResult<Self> {
        let mut marks = Vec::new();
        for key in figures.column("key")?.u32()?.iter().flatten() {
            marks.resize(marks.len().max(key as usize + 1), false);
            marks[key as usize] = true;
        }
        Ok(Self(marks))
    }

    fn has(&self, key: u32) -> bool {
        self.0.get(key as usize).is_some_and(|is_there| *is_there)
    }
}

/// The sums of one level under the keys one level up.
fn sums_of(figures: &DataFrame, level: Level, keys: &mut Keys) -> Result<DataFrame, AnalysisError> {
    let own: Vec<Option<u32>> = figures.column("key")?.u32()?.iter().collect();
    let parents: UInt32Chunked = own
        .into_iter()
        .map(|key| key.filter(|key| keys.key(*key).level == level).and_then(|key| keys.parent(key)))
        .collect();
    let mut children = figures.filter(&parents.is_not_null())?;
    children.with_column(parents.drop_nulls().with_name("key".into()).into_column())?;
    let how = Aggregates { sum: &["fen"], max: &["resolution", "origin"], min: &["position"] };
    aggregate(&children, &["key"], &how).map_err(|error| AnalysisError::of_column(error, keys))
}

/// Puts the sums beside the figures that are there, and in the place of those that are not.
///
/// `made` tells the figures that are nothing but sums: one may get items of its own (under a 类, their 款 unknown)
/// before its 款, and then grows.
fn with_sums(
    figures: DataFrame,
    sums: DataFrame,
    (present, made): (&Marks, impl Fn(u32) -> bool),
    keys: &Keys,
) -> Result<DataFrame, AnalysisError> {
    if sums.height() == 0 {
        return Ok(figures);
    }
    let is_new: BooleanChunked =
        sums.column("key")?.u32()?.iter().map(|key| key.is_some_and(|key| !present.has(key))).collect();
    let mut new = sums.filter(&is_new)?;
    let copy = |frame: &DataFrame, from: &str, to: &str| -> PolarsResult<Column> {
        Ok(frame.column(from)?.clone().with_name(to.into()))
    };
    new.with_column(copy(&new, "fen", "rolled_fen")?)?;
    new.with_column(copy(&new, "resolution", "rolled_resolution")?)?;
    let beside = DataFrame::new_infer_height(vec![
        sums.column("key")?.clone(),
        copy(&sums, "fen", "sum_fen")?,
        copy(&sums, "resolution", "sum_resolution")?,
        copy(&sums, "origin", "sum_origin")?,
    ])?;
    let mut figures = figures.left_join(&beside, ["key"], ["key"])?;
    let own = figures.column("key")?.u32()?.clone();
    let below = sum(&own, figures.column("rolled_fen")?.i64()?, figures.column("sum_fen")?.i64()?)
        .map_err(|error| AnalysisError::of_column(error, keys))?;
    let step = larger(figures.column("rolled_resolution")?.i64()?, figures.column("sum_resolution")?.i64()?);
    let origin = larger(figures.column("origin")?.u32()?, figures.column("sum_origin")?.u32()?);
    let grows: BooleanChunked = own.iter().map(|key| key.is_some_and(&made)).collect();
    let fen = below.zip_with(&grows, figures.column("fen")?.i64()?)?;
    let resolution = step.zip_with(&grows, figures.column("resolution")?.i64()?)?;
    let origin = origin.zip_with(&grows, figures.column("origin")?.u32()?)?;
    for (name, column) in [("fen", fen), ("resolution", resolution), ("rolled_fen", below), ("rolled_resolution", step)]
    {
        figures.with_column(column.with_name(name.into()).into_column())?;
    }
    figures.with_column(origin.with_name("origin".into()).into_column())?;
    Ok(figures.select(COLUMNS)?.vstack(&new.select(COLUMNS)?)?)
}
