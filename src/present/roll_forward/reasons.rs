//! 原因和用途: marks statements, and numbers, that the tables cannot confirm. They are kept as they are.

use super::rolled::RollForward;
use super::sheet::Sheet;
use crate::analysis::{RolledClaim, RolledFigure};
use crate::model::{BudgetTable, Claim, Direction, Fate, Figure, Part, Role};
use crate::present::clause::CLAUSE;
use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

static YEAR_OR_AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:19|20)\d\d\s*年|\d[\d,.]*\s*(?:[亿万千百]*元|%|％)").expect("the pattern is constant")
});

/// Statements that something does not exist: 本部门无政府性基金预算.
static NONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:无|没有|未安排|未编制|不涉及)[^，。；,;]{0,24}(?:预算|支出|收入|拨款|经费|安排|项目)[^，。；,;]*")
        .expect("the pattern is constant")
});

/// Ratios in words: 三分之二, 七成, 过半.
static RATIO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[二两三四五六七八九十]分之[一二两三四五六七八九]|[一二三四五六七八九]成(?:以上|左右|多)?|过半|一半")
        .expect("the pattern is constant")
});

/// Marks what was kept from last year without evidence that it still holds.
pub(super) fn mark(of: &RollForward<'_>, sheet: &mut Sheet) {
    // 名词解释 defines terms; its wording does not depend on the year.
    let explains = |section: &[Arc<str>]| section.iter().any(|heading| heading.contains("名词"));
    let claims = Sentences::of(of);
    let sentences = of.paper.sentences.iter();
    for sentence in sentences.filter(|sentence| sentence.heading.is_none() && !explains(&sentence.section)) {
        for found in CLAUSE.captures_iter(&sentence.text) {
            let Some(words) = found.get(0) else { continue };
            let is_reason = found.name("reason").is_some();
            let note = if is_reason {
                let turned = claims.turned(&sentence.text, words.range());
                if of.is_again() && turned.is_none() {
                    continue;
                }
                let figures = YEAR_OR_AMOUNT.is_match(words.as_str());
                let mut note = turned.unwrap_or_else(|| "原因沿用去年，请核对".to_owned());
                if figures {
                    note += "；其中的年份、金额请核对";
                }
                note
            } else {
                if of.is_again() {
                    continue;
                }
                "用途沿用去年，请核对".to_owned()
            };
            sheet.open(&sentence.place, &sentence.text, words.range(), note);
        }
    }
    for sentence in of.paper.sentences.iter().filter(|sentence| sentence.heading.is_none()) {
        for found in NONE.find_iter(&sentence.text).filter(|_| !explains(&sentence.section)) {
            let empty = claims.still_nothing(&sentence.text).or_else(|| is_empty(of, found.as_str()));
            let note = match empty {
                Some(true) => continue,
                None if of.is_again() => continue,
                Some(false) => "今年的表里有这个数，这句话不再成立，请改写",
                None if of.nothing.iter().any(|said| said.contains(found.as_str())) => continue,
                None => "沿用去年，请核对今年是否仍然如此",
            };
            if !sheet.is_taken(&sentence.place, &found.range()) {
                sheet.open(&sentence.place, &sentence.text, found.range(), note.to_owned());
            }
        }
    }
    let sentences = of.paper.sentences.iter().filter(|sentence| sentence.heading.is_none() && !of.is_again());
    for sentence in sentences.filter(|sentence| sentence.text.contains("占")) {
        for found in RATIO.find_iter(&sentence.text) {
            if !sheet.is_taken(&sentence.place, &found.range()) {
                let note = "这个比例沿用去年，请核对".to_owned();
                sheet.open(&sentence.place, &sentence.text, found.range(), note);
            }
        }
    }
    for number in of.paper.unclaimed.iter().filter(|_| !of.is_again()) {
        let text: Arc<str> = number.printed.clone();
        let note = match number.fate {
            Fate::Count => "个数沿用去年，请按今年实际填写",
            Fate::Reason | Fate::Aside | Fate::Loose | Fate::Unreadable => "这个数在表里没有，请核对",
            _ => continue,
        };
        let range = 0..text.len();
        if !sheet.is_taken(&number.place, &range) {
            sheet.open(&number.place, &text, range, note.to_owned());
        }
    }
}

/// The claims of each sentence.
pub(super) struct Sentences<'a>(BTreeMap<&'a str, Vec<(&'a Claim, &'a RolledClaim)>>);

impl<'a> Sentences<'a> {
    pub(super) fn of(of: &RollForward<'a>) -> Self {
        let mut claims: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for rolled in of.rolled {
            let claim = &of.claims[rolled.claim];
            claims.entry(&claim.text).or_default().push((claim, rolled));
        }
        Self(claims)
    }

    pub(super) fn claims(&self, text: &str) -> impl Iterator<Item = (&'a Claim, &'a RolledClaim)> {
        self.0.get(text).into_iter().flatten().copied()
    }

    /// Whether an item that a sentence gives as zero is still zero; `None` if the sentence has no such figure.
    fn still_nothing(&self, text: &str) -> Option<bool> {
        let nothing = self
            .claims(text)
            .filter(|(claim, _)| claim.current().and_then(Figure::amount).is_some_and(|amount| amount.fen() == 0));
        let mut new = nothing.map(|(_, rolled)| rolled.current).peekable();
        new.peek()?;
        new.try_fold(true, |all, amount| Some(all && amount?.fen() == 0))
    }

    /// Note on a reason for a change whose direction has turned.
    fn turned(&self, text: &str, reason: Range<usize>) -> Option<String> {
        // A reason explains the last change before it.
        let before = self.claims(text).flat_map(|(claim, rolled)| {
            let figures = claim.figures.iter().enumerate();
            figures
                .filter(|(_, figure)| figure.span.end <= reason.start)
                .filter_map(|(at, figure)| Some((figure.span.end, change(claim, rolled, at)?)))
        });
        let (_, (old, new)) = before.max_by_key(|(end, _)| *end)?;
        let word = |direction: Direction| match direction {
            Direction::Up => "增加",
            Direction::Down => "减少",
            Direction::Flat => "持平",
        };
        (old != new).then(|| format!("原来是{}，现在是{}，原因需要改写", word(old), word(new)))
    }
}

/// Whether the tables that a statement of nothing speaks of are empty this year, or their rows of its item; `None` if one
/// of them is not given.
fn is_empty(of: &RollForward<'_>, words: &str) -> Option<bool> {
    const TABLES: [(&str, BudgetTable); 3] = [
        ("政府性基金", BudgetTable::Fund),
        ("国有资本经营", BudgetTable::StateCapital),
        ("结转结余", BudgetTable::Carryover),
    ];
    const PARTS: [(&str, Part); 4] = [
        ("因公出国", Part::Abroad),
        ("公务接待", Part::Reception),
        ("公务用车购置", Part::VehiclePurchase),
        ("公务用车运行", Part::VehicleRunning),
    ];
    let mut named = TABLES.iter().filter(|(name, _)| words.contains(name)).map(|(_, table)| table).peekable();
    // 公务用车购置及运行 is no item that a table has to print.
    let is_item = !words.contains("购置及运行");
    let mut items = PARTS.iter().filter(|(name, _)| is_item && words.contains(name)).map(|(_, part)| part).peekable();
    if named.peek().is_none() && items.peek().is_none() {
        return None;
    }
    let tables = named.try_fold(true, |all, table| match (of.empty.contains(table), of.filled.contains(table)) {
        (true, _) => Some(all),
        (_, true) => Some(false),
        _ => None,
    });
    let given = of.empty.contains(&BudgetTable::ThreePublic) || of.filled.contains(&BudgetTable::ThreePublic);
    Some(tables? & items.try_fold(true, |all, part| given.then(|| all && !of.parts.contains(part)))?)
}

/// Directions of a change last year and this year.
fn change(claim: &Claim, rolled: &RolledClaim, at: usize) -> Option<(Direction, Direction)> {
    let figure = claim.figures.get(at)?;
    let old = match figure.role {
        // 减少0.00万元 is not a decrease.
        Role::Change(_) | Role::Rate(_) if figure.number.as_ref().is_some_and(|n| n.mantissa() == 0) => Direction::Flat,
        Role::Change(direction) | Role::Rate(direction) => direction?,
        _ => return None,
    };
    let new = rolled.figures.get(at)?.as_ref().ok().copied().and_then(RolledFigure::direction)?;
    Some((old, new))
}
