//! 口径对照: the mapping that puts an earlier year's items on a later year's codes.

use super::{Code, FiscalYear, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// 份额: the share of an item that goes to one code, an exact fraction in (0, 1] in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Share {
    numerator: i64,
    denominator: i64,
}

/// 科目: one end of a bridge row, identified by its code, or by its name where no code is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BridgeEnd {
    /// 科目编码
    pub code: Option<Code>,
    /// 科目名称; empty where only the code is given.
    pub name: Arc<str>,
}

/// 对照行: maps a share of one year's item to an item of a later year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgeRow {
    /// The year of the old code.
    pub from: FiscalYear,
    /// The first year of the new one.
    pub to: FiscalYear,
    /// 旧科目
    pub old: BridgeEnd,
    /// 新科目
    pub new: BridgeEnd,
    /// 份额
    pub share: Share,
    /// 单位; `None` applies to every unit.
    pub unit: Option<Arc<str>>,
    /// 依据, as written in the file.
    pub source: Arc<str>,
    /// The row's place in its file.
    pub place: Place,
    /// Whether the row comes from the shipped list. No warning is given if the data has no such item.
    pub optional: bool,
}

/// 口径对照表: rows in which the shares of every old item add up to 1, so that no amount is lost or created.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bridge {
    rows: Vec<BridgeRow>,
}

/// Why rows are not a valid bridge, with the place of the row and the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BridgeError {
    /// An end with neither code nor name.
    #[error("{place}：{side}既没有编码也没有名称。请至少填一个")]
    NoItem {
        /// The row.
        place: Place,
        /// 旧科目 or 新科目
        side: &'static str,
    },
    /// The years do not lead from an earlier one to a later one.
    #[error("{place}：年度应由早到晚，实际是 {from} 到 {to}。请核对 from_year 和 to_year")]
    Years {
        /// The row.
        place: Place,
        /// Its `from_year`.
        from: FiscalYear,
        /// Its `to_year`.
        to: FiscalYear,
    },
    /// A row that repeats another.
    #[error("{place}：与 {first} 重复（{old} → {new}）。请删去一行")]
    Twice {
        /// The second row.
        place: Place,
        /// The first.
        first: Box<Place>,
        /// The old item.
        old: String,
        /// The new item.
        new: String,
    },
    /// Shares of one item that do not add up to 1.
    #[error("{place}：{old} 的份额合计是 {sum}，应为 1。请改份额；留在原科目的部分也写一行（new_code 写原编码）")]
    Shares {
        /// The first row of the item.
        place: Place,
        /// The item.
        old: String,
        /// The sum of its shares.
        sum: String,
    },
    /// Shares whose common denominator exceeds the limit.
    #[error("{place}：{old} 的份额分母太大，无法精确求和。请改用位数少一些的份额")]
    Denominator {
        /// The first row of the item.
        place: Place,
        /// The item.
        old: String,
    },
    /// Codes of two different classifications.
    #[error("{place}：{old} 与 {new} 不是同一种分类的科目（如功能分类与经济分类）。请核对编码")]
    Classification {
        /// The row.
        place: Place,
        /// The old code.
        old: Code,
        /// The new code.
        new: Code,
    },
    /// The new code is of a higher level than the old one: its amount is the sum of those below it.
    #[error("{place}：新编码 {new} 的级次高于旧编码 {old}，上级数是下级数之和，不能直接转入。请写到同一级次的科目")]
    Coarser {
        /// The row.
        place: Place,
        /// The old code.
        old: Code,
        /// The new code.
        new: Code,
    },
}

/// Upper limit of the common denominator of one item's shares; an `i64` amount times it fits in an `i128`.
const MAX_DENOMINATOR: i64 = 1_000_000_000_000;

impl Share {
    /// The whole item.
    pub const WHOLE: Self = Self { numerator: 1, denominator: 1 };

    /// `numerator / denominator`; `None` outside (0, 1].
    pub fn new(numerator: i64, denominator: i64) -> Option<Self> {
        if numerator <= 0 || denominator < numerator {
            return None;
        }
        let common = greatest_common_divisor(numerator, denominator);
        Some(Self { numerator: numerator / common, denominator: denominator / common })
    }

    /// The numerator, in lowest terms.
    pub fn numerator(self) -> i64 {
        self.numerator
    }

    /// The denominator, in lowest terms.
    pub fn denominator(self) -> i64 {
        self.denominator
    }
}

impl fmt::Display for Share {
    /// `1`, `0.4` where four decimals are exact, else `617/2839`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            return write!(f, "{}", self.numerator);
        }
        match 10_000 % self.denominator {
            0 => {
                let digits = format!("{:04}", self.numerator * (10_000 / self.denominator));
                write!(f, "0.{}", digits.trim_end_matches('0'))
            }
            _ => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

impl BridgeRow {
    /// A row that maps the whole of one item to another, in every unit.
    pub fn new((from, to): (FiscalYear, FiscalYear), old: BridgeEnd, new: BridgeEnd) -> Self {
        Self {
            from,
            to,
            old,
            new,
            share: Share::WHOLE,
            unit: None,
            source: "".into(),
            place: Place::default(),
            optional: false,
        }
    }
}

impl BridgeEnd {
    /// An end; names are kept without white space.
    pub fn new(code: Option<Code>, name: &str) -> Self {
        Self { code, name: name.split_whitespace().collect::<String>().into() }
    }
}

impl fmt::Display for BridgeEnd {
    /// `2080102 一般行政管理事务`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) if self.name.is_empty() => write!(f, "{code}"),
            Some(code) => write!(f, "{code} {}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl BridgeRow {
    /// The key of the old item: years, unit, and its code or else its name.
    pub fn item(&self) -> BridgeItem {
        (self.to, self.from, self.unit.clone(), identity(&self.old))
    }
}

/// Key of a row's old item: `(to, from, unit, (code, name))`.
pub type BridgeItem = (FiscalYear, FiscalYear, Option<Arc<str>>, (Option<Code>, Arc<str>));

/// A code identifies the item by itself; the name counts only where there is no code.
fn identity(end: &BridgeEnd) -> (Option<Code>, Arc<str>) {
    (end.code.clone(), if end.code.is_some() { "".into() } else { super::fold(&end.name).into() })
}

impl Bridge {
    /// A bridge of valid rows: years in order, no row repeated, the shares of every old item adding up to 1.
    ///
    /// # Errors
    /// What is wrong with the first invalid row or item.
    pub fn new(rows: Vec<BridgeRow>) -> Result<Self, BridgeError> {
        let mut seen = BTreeMap::new();
        let mut items: BTreeMap<BridgeItem, Vec<&BridgeRow>> = BTreeMap::new();
        for row in &rows {
            check(row)?;
            if let Some(first) = seen.insert((row.item(), identity(&row.new)), &row.place) {
                let (old, new) = (row.old.to_string(), row.new.to_string());
                return Err(BridgeError::Twice { place: row.place.clone(), first: Box::new(first.clone()), old, new });
            }
            items.entry(row.item()).or_default().push(row);
        }
        items.values().try_for_each(|rows| check_sum(rows))?;
        Ok(Self { rows })
    }

    /// The rows, in the order given.
    pub fn rows(&self) -> &[BridgeRow] {
        &self.rows
    }

    /// The rows of both bridges. Optional rows give way to rows that a user wrote for the same item.
    ///
    /// # Errors
    /// An item that both bridges map, so that its shares exceed 1.
    pub fn with(self, other: Self) -> Result<Self, BridgeError> {
        let rows: Vec<BridgeRow> = self.rows.into_iter().chain(other.rows).collect();
        let written: BTreeSet<BridgeItem> = rows.iter().filter(|row| !row.optional).map(BridgeRow::item).collect();
        Self::new(rows.into_iter().filter(|row| !row.optional || !written.contains(&row.item())).collect())
    }
}

fn check(row: &BridgeRow) -> Result<(), BridgeError> {
    let place = || row.place.clone();
    for (end, side) in [(&row.old, "旧科目"), (&row.new, "新科目")] {
        if end.code.is_none() && end.name.is_empty() {
            return Err(BridgeError::NoItem { place: place(), side });
        }
    }
    if row.from >= row.to {
        return Err(BridgeError::Years { place: place(), from: row.from, to: row.to });
    }
    let (Some(old), Some(new)) = (&row.old.code, &row.new.code) else { return Ok(()) };
    if old.classification() != new.classification() {
        return Err(BridgeError::Classification { place: place(), old: old.clone(), new: new.clone() });
    }
    if new.level() < old.level() {
        return Err(BridgeError::Coarser { place: place(), old: old.clone(), new: new.clone() });
    }
    Ok(())
}

/// Checks exactly, over a common denominator, that one item's shares add up to 1.
fn check_sum(rows: &[&BridgeRow]) -> Result<(), BridgeError> {
    let Some(first) = rows.first() else { return Ok(()) };
    let (place, old) = (first.place.clone(), first.old.to_string());
    let Some(common) = common_denominator(rows.iter().map(|row| row.share)) else {
        return Err(BridgeError::Denominator { place, old });
    };
    let sum: i128 = rows.iter().map(|row| i128::from(row.share.numerator * (common / row.share.denominator))).sum();
    if sum == i128::from(common) {
        return Ok(());
    }
    let divisor = greatest_common_divisor(sum, i128::from(common));
    let (numerator, denominator) = (sum / divisor, i128::from(common) / divisor);
    let sum = if denominator == 1 { numerator.to_string() } else { format!("{numerator}/{denominator}") };
    Err(BridgeError::Shares { place, old, sum })
}

/// The least common denominator of shares; `None` above 10^12.
pub fn common_denominator(shares: impl IntoIterator<Item = Share>) -> Option<i64> {
    shares.into_iter().try_fold(1i64, |common, share| {
        let step = share.denominator / greatest_common_divisor(common, share.denominator);
        common.checked_mul(step).filter(|common| *common <= MAX_DENOMINATOR)
    })
}

fn greatest_common_divisor<N: Copy + PartialEq + Default + std::ops::Rem<Output = N>>(one: N, other: N) -> N {
    if other == N::default() { one } else { greatest_common_divisor(other, one % other) }
}
