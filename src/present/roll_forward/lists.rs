//! 列举: items that are new this year, in sentences like those of the list that they belong to.

use super::figures::{self, HUNDRED, digits_of};
use super::reasons::REASON;
use super::rolled::{Insertion, RollForward};
use super::sheet::Sheet;
use super::style::Style;
use super::verbs;
use crate::analysis::{NewItem, RolledFigure};
use crate::model::{Amount, Claim, Direction, Place, Role, plain_name};
use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// What stands where nobody but the drafter knows the words.
fn blank(what: &str) -> String {
    format!("【待补充：{what}】")
}

/// The number that a paragraph of a list begins with.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*[（(]?(\d{1,2})\s*[)）．.、]").expect("the pattern is constant"));

/// Writes a paragraph for each new item whose list has a paragraph an item; marks the place of the others.
pub(super) fn roll(of: &RollForward<'_>, style: &Style, sheet: &mut Sheet) {
    let mut added: BTreeMap<&Place, usize> = BTreeMap::new();
    for item in of.new {
        let claim = &of.claims[item.after];
        let name = item.names.last().map_or("", |(_, name)| name);
        let amount = style.plain_amount(item.amount);
        let note = format!("今年新增{name}（{}）{amount}", item.code);
        match paragraph(of, claim).and_then(|(place, text)| Some((place, sentence(of, item, text, style)?))) {
            Some((place, text)) => {
                let added = added.entry(place).or_default();
                *added += 1;
                let note = format!("{note}，按上一段的写法加了这一段，请补充原因");
                sheet.insert(Insertion { after: place.clone(), text: numbered(&text, *added), note });
            }
            None => {
                let span = claim.figures.first().map_or(0..0, |figure| figure.span.clone());
                sheet.open(&claim.place, &claim.text, span, format!("{note}，文中没有写，请补充"));
            }
        }
    }
    for (place, count) in added {
        renumber(of, place, count, sheet);
    }
}

/// A text whose number at the beginning is so much higher.
fn numbered(text: &str, by: usize) -> String {
    let found = NUMBER.captures(text).and_then(|found| found.get(1));
    let number = found.and_then(|number| Some((number.range(), number.as_str().parse::<usize>().ok()?)));
    match number {
        Some((range, number)) => format!("{}{}{}", &text[..range.start], number + by, &text[range.end..]),
        None => text.to_owned(),
    }
}

/// Moves the numbers of the paragraphs of a list that stand behind new ones on.
fn renumber(of: &RollForward<'_>, after: &Place, by: usize, sheet: &mut Sheet) {
    let texts = of.passages.iter().filter(|(place, _)| place.table.is_none());
    let mut expected = None;
    for (place, text) in texts.skip_while(|(place, _)| place != after) {
        let Some(found) = NUMBER.captures(text).and_then(|found| found.get(1)) else { continue };
        let Ok(number) = found.as_str().parse::<usize>() else { continue };
        match expected {
            Some(next) if next != number => return,
            Some(_) => sheet.edit(place, text, found.range(), (number + by).to_string()),
            None => {}
        }
        expected = Some(number + 1);
    }
}

/// The paragraph that holds a claim and no other.
fn paragraph<'a>(of: &RollForward<'a>, claim: &Claim) -> Option<(&'a Place, &'a Arc<str>)> {
    let number = claim.place.paragraph?;
    let same = |place: &Place| place.paragraph == Some(number);
    let alone = of.rolled.iter().filter(|rolled| same(&of.claims[rolled.claim].place)).count() == 1;
    let found = of.passages.iter().find(|(place, _)| same(place)).filter(|_| alone)?;
    Some((&found.0, &found.1))
}

/// The paragraph of another item said of a new one.
fn sentence(of: &RollForward<'_>, item: &NewItem, text: &str, style: &Style) -> Option<String> {
    let claim = &of.claims[item.after];
    let start = text.find(&*claim.text)?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for figure in &claim.figures {
        let number = figure.number.as_ref()?;
        let value = match figure.role {
            Role::Current => RolledFigure::Amount(item.amount),
            Role::Prior => RolledFigure::Amount(Amount::new(0, item.amount.resolution())),
            Role::Change(_) => RolledFigure::Change(item.amount),
            Role::Rate(_) => {
                let digits = digits_of(claim.text.get(figure.span.clone())?)?;
                let words = match style.new_is_hundred {
                    true => figures::digits(style, HUNDRED, number)?,
                    false => blank("增长率"),
                };
                let end = if style.new_is_hundred { figure.span.start + digits.end } else { figure.span.end };
                edits.push((figure.span.start + digits.start..end, words));
                turn(figure.verb.clone(), claim, &mut edits)?;
                continue;
            }
            _ => return None,
        };
        let digits = digits_of(claim.text.get(figure.span.clone())?)?;
        let words = figures::digits(style, value, number)?;
        edits.push((figure.span.start + digits.start..figure.span.start + digits.end, words));
        if matches!(figure.role, Role::Change(_)) {
            turn(figure.verb.clone(), claim, &mut edits)?;
        }
    }
    let mut edits: Vec<_> = edits.into_iter().map(|(at, new)| (at.start + start..at.end + start, new)).collect();
    // The names of 类, 款 and 项 as they stand in the path, before the figures.
    let first = claim.figures.first()?.span.start;
    let path = &claim.subject.path;
    if path.is_empty() {
        return None;
    }
    for (number, (level, old)) in path.iter().enumerate() {
        let (_, new) = item.names.iter().find(|(of, _)| of == level)?;
        match text.get(..start + first)?.find(&**old) {
            Some(at) => edits.push((at..at + old.len(), new.to_string())),
            // A heading names it, for the new item too.
            None if number + 1 < path.len() && plain_name(old) == plain_name(new) => {}
            None => return None,
        }
    }
    if let Some(code) = &claim.subject.code {
        let at = text.find(code.as_str())?;
        edits.push((at..at + code.as_str().len(), item.code.to_string()));
    }
    for found in REASON.captures_iter(text) {
        let whole = found.get(0)?;
        let lead = found.name("reason").or_else(|| found.name("purpose"))?;
        let what = if found.name("reason").is_some() { "原因" } else { "用途" };
        edits.push((lead.end()..whole.end(), blank(what)));
    }
    edits.sort_by_key(|(range, _)| range.start);
    edits.dedup();
    if edits.windows(2).any(|pair| pair[0].0.end > pair[1].0.start) {
        return None;
    }
    let (mut new, mut end) = (String::new(), 0);
    for (range, words) in edits {
        new += text.get(end..range.start)?;
        new += &words;
        end = range.end;
    }
    new += text.get(end..)?;
    Some(super::years::moved(&new, of.from, of.to).replace('\n', ""))
}

/// What is new has grown.
fn turn(verb: Option<Range<usize>>, claim: &Claim, edits: &mut Vec<(Range<usize>, String)>) -> Option<()> {
    let verb = verb?;
    let turned = verbs::turned(claim.text.get(verb.clone())?, Direction::Up)?;
    edits.push((verb, turned));
    Some(())
}
