//! 清单的小计: finds the rows of a list that only add up others, and removes them.

use super::row::{Class, Row};
use crate::model::{Amount, AmountUnit, FiscalYear, Measure, Phase, Place, Warning, WarningKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How far a row is divided: the number of digits of its classes, and what else it names.
type Shape = [usize; 8];

/// What a row and those that it adds up have in common.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Common {
    unit: Option<Arc<str>>,
    year: Option<FiscalYear>,
    classes: [Option<String>; 4],
    project: Option<Arc<str>>,
    fund: Option<Measure>,
}

/// Amounts by phase and fund of their column.
type Amounts = BTreeMap<(Phase, Option<Measure>), i128>;

/// The number of shapes beyond which a list is none.
const MAX_SHAPES: usize = 100;

fn classes(row: &Row) -> [Option<&Class>; 4] {
    [&row.functional, &row.government, &row.economic, &row.revenue].map(Option::as_ref)
}

fn shape(row: &Row) -> Shape {
    let digits =
        |class: Option<&Class>| class.map_or(0, |class| class.code.as_ref().map_or(9, |code| code.as_str().len()));
    let [functional, government, economic, revenue] = classes(row).map(digits);
    let named = usize::from;
    [
        functional,
        government,
        economic,
        revenue,
        named(row.project.is_some()),
        named(row.fund.is_some()),
        named(!row.unit.is_empty()),
        named(row.year.is_some()),
    ]
}

/// What a row says as far as a shape goes.
fn common(row: &Row, shape: &Shape) -> Common {
    let class = |(class, digits): (Option<&Class>, &usize)| {
        let class = class.filter(|_| *digits > 0)?;
        Some(class.code.as_ref().map_or_else(
            || class.name.to_string(),
            |code| code.as_str()[..(*digits).min(code.as_str().len())].to_owned(),
        ))
    };
    let [functional, government, economic, revenue] = classes(row);
    let divided = [(functional, &shape[0]), (government, &shape[1]), (economic, &shape[2]), (revenue, &shape[3])];
    Common {
        unit: (shape[6] > 0).then(|| row.unit.clone()),
        year: row.year.filter(|_| shape[7] > 0),
        classes: divided.map(class),
        project: row.project.clone().filter(|_| shape[4] > 0),
        fund: row.fund.clone().filter(|_| shape[5] > 0),
    }
}

fn add(amounts: &mut Amounts, row: &Row) {
    for figure in &row.figures {
        *amounts.entry((figure.phase, figure.fund.clone())).or_default() += i128::from(figure.amount.fen());
    }
}

fn amounts(row: &Row) -> Amounts {
    let mut own = Amounts::new();
    add(&mut own, row);
    own
}

/// Whether a row adds the others up, in every column in which it has an amount.
fn adds_up(own: &Amounts, parts: &Amounts) -> bool {
    own.iter().all(|(column, fen)| parts.get(column).copied().unwrap_or(0) == *fen)
}

/// Removes the rows that add up others, and returns how many agree with them.
///
/// A row of a less divided shape (合计, a unit's 小计, a 款 above its 项) stands for the rows that it divides into if these
/// add up to it. A 合计 that differs is left out with a warning; any other such row may be an amount of its own, so that
/// what the list adds up to is not known.
pub(super) fn remove(rows: &mut Vec<Row>, warnings: &mut Vec<Warning>) -> Result<usize, (Place, String)> {
    let shapes: Vec<Shape> = rows.iter().map(shape).collect();
    let mut distinct: Vec<Shape> = shapes.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    if distinct.len() > MAX_SHAPES {
        let place = rows.first().map(|row| row.place.clone()).unwrap_or_default();
        return Err((place, "这张清单各行填写的栏太不一致，看不出哪些行是小计，没有读入。请导出末级明细".to_owned()));
    }
    // Finer shapes first, so that a 类 is compared with its 项 and not with its 款 as well.
    distinct.sort_by_key(|shape| std::cmp::Reverse(shape.iter().sum::<usize>()));
    let mut only_sums = vec![false; rows.len()];
    let mut agreed = 0;
    for shape in distinct.iter().skip(1) {
        let finer = |other: &Shape| other != shape && other.iter().zip(shape).all(|(other, own)| other >= own);
        let mut parts: BTreeMap<Common, (Amounts, &Place)> = BTreeMap::new();
        for at in (0..rows.len()).filter(|&at| !only_sums[at] && finer(&shapes[at])) {
            let (sum, _) = parts.entry(common(&rows[at], shape)).or_insert_with(|| (Amounts::new(), &rows[at].place));
            add(sum, &rows[at]);
        }
        let is_total = shape[..6].iter().all(|digits| *digits == 0);
        // Amounts since the last total, for a 小计 that does not say what it is of.
        let mut since = Amounts::new();
        let mut done = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            if shapes[at] != *shape {
                if finer(&shapes[at]) && !only_sums[at] {
                    add(&mut since, row);
                }
                continue;
            }
            let Some((sum, first)) = parts.get(&common(row, shape)) else { continue };
            let own = amounts(row);
            match adds_up(&own, sum) || is_total && adds_up(&own, &since) {
                true => agreed += 1,
                false if is_total => warnings.push(mismatch(row, sum)),
                false => {
                    let message = format!(
                        "这一行像是 {first} 等行的小计，但与各行之和不等（差 {} 元），看不出是小计还是另一笔，这张清单没有读入。\
                         请只导出末级明细",
                        difference(&own, sum)
                    );
                    return Err((row.place.clone(), message));
                }
            }
            done.push(at);
            since = Amounts::new();
        }
        done.into_iter().for_each(|at| only_sums[at] = true);
    }
    let mut kept = only_sums.iter();
    rows.retain(|_| kept.next().is_none_or(|only| !only));
    Ok(agreed)
}

/// The largest difference between a row and the rows that it should add up, in 元.
fn difference(own: &Amounts, sum: &Amounts) -> String {
    let off = own.iter().map(|(column, fen)| fen - sum.get(column).copied().unwrap_or(0)).max_by_key(|fen| fen.abs());
    let fen = i64::try_from(off.unwrap_or(0)).unwrap_or(i64::MAX);
    Amount::from_fen(fen).print(AmountUnit::Yuan, 2)
}

fn mismatch(row: &Row, sum: &Amounts) -> Warning {
    let message =
        format!("这一行合计与各行之和不等（差 {} 元），按各行计入。请核对清单是否完整", difference(&amounts(row), sum));
    Warning::new(WarningKind::UnrecognisedPart, row.place.clone(), message)
}
