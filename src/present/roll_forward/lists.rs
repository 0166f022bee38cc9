//! 列举: adds this year's new items to the lists they belong to, worded like the other items there.

use super::figures::{self, HUNDRED};
use super::moves;
use super::numbering;
use super::reasons::Sentences;
use super::rolled::{Insertion, Removal, RollForward};
use super::sheet::Sheet;
use super::style::Style;
use super::verbs;
use crate::analysis::{NewItem, RolledFigure};
use crate::model::{Amount, Claim, Direction, Figure, Level, Place, Ratio, Role, plain_name, unnumbered};
use crate::present::clause::CLAUSE;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// Placeholder for words that only the drafter can supply.
fn blank(what: &str) -> String {
    format!("【待补充：{what}】")
}

/// Removes the list paragraphs of items that are zero in both years; returns their places.
pub(super) fn remove(of: &RollForward<'_>, sheet: &mut Sheet) -> BTreeSet<Place> {
    let mut gone = BTreeSet::new();
    let paragraphs = Paragraphs::of(of);
    let nothing = |amount: Option<Amount>| amount.is_some_and(|amount| amount.fen() == 0);
    for rolled in of.rolled.iter().filter(|rolled| nothing(rolled.current) && nothing(rolled.prior)) {
        let claim = &of.claims[rolled.claim];
        let is_item = claim.subject.code.is_some() || claim.subject.path.iter().any(|(level, _)| *level == Level::Item);
        if is_item
            && let Some((place, text)) = paragraphs.only(claim)
            && numbering::is_numbered(text)
        {
            let note = "上年和今年都没有这个科目的数，删去了这一段".to_owned();
            sheet.remove(Removal { place: place.clone(), text: text.clone(), note });
            gone.insert(place.clone());
        }
    }
    gone
}

/// Adds a paragraph or a clause for each new item, whichever the items of its list have; where neither works, marks the
/// place.
pub(super) fn roll(of: &RollForward<'_>, style: &Style, gone: &BTreeSet<Place>, sheet: &mut Sheet) {
    let mut added: BTreeMap<Place, Vec<Insertion>> = BTreeMap::new();
    let paragraphs = Paragraphs::of(of);
    for item in of.new {
        let claim = &of.claims[item.after];
        let name = item.names.last().map_or("", |(_, name)| name);
        let amount = style.plain_amount(item.amount);
        let moved = moves::origin(of, style, &item.code).map_or_else(String::new, |origin| format!("；{origin}"));
        let note = format!("今年新增{name}（{}）{amount}{moved}", item.code);
        // 持平 cannot be said of a new item, so another item of the list may have to serve as the model.
        let like_another = || {
            item.list.iter().find_map(|like| {
                let (place, text) = paragraphs.only(&of.claims[*like])?;
                let text = said_of(of, (item, *like), text, text.find(&*of.claims[*like].text)?, style)?;
                Some((text, place))
            })
        };
        if let Some((place, _)) = paragraphs.only(claim)
            && let Some((text, like)) = like_another()
        {
            let text = numbering::unnumbered(text, place, like);
            let note = format!("{note}，仿照同类段落加了这一段，请补充原因");
            added.entry(place.clone()).or_default().push(Insertion { after: place.clone(), text, note });
        } else if let Some((clause, separator)) = clause(of, claim)
            && let Some(text) = claim.text.get(clause.clone())
            && let Some(text) = said_of(of, (item, item.after), text, 0, style)
            && let Some(behind) = claim.text.get(clause.end..).and_then(|rest| rest.chars().next())
        {
            let end = clause.end..clause.end + behind.len_utf8();
            sheet.edit(&claim.place, &claim.text, end, format!("{separator}{text}{behind}"));
            sheet.open(&claim.place, &claim.text, clause, format!("{note}，按这一项的写法加在后面，请核对"));
        } else {
            let span = claim.figures.first().map_or(0..0, |figure| figure.span.clone());
            sheet.open(&claim.place, &claim.text, span, format!("{note}，文中没有写，请补充"));
        }
    }
    for project in of.projects {
        let claim = &of.claims[project.after];
        let span = claim.figures.first().map_or(0..0, |figure| figure.span.clone());
        let amount = style.plain_amount(project.amount);
        let note = format!("今年新增项目“{}”{amount}，去年的文字没有提到，请补充", project.name);
        sheet.open(&claim.place, &claim.text, span, note);
    }
    order(of, sheet);
    numbering::renumber(of, &mut added, gone, sheet);
    added.into_values().flatten().for_each(|insertion| sheet.insert(insertion));
}

/// Words that state the order of the amounts behind them.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[从由](?:大|高|多)[到至](?:小|低|少)|(?:占比|金额|比重|数额|支出|规模)最[大多高]|(?:排名|位居|位列|居)(?:前|第)?[一二三四五六七八九十首\\d]+位?")
        .expect("the pattern is constant")
});

/// Marks a statement of order that this year's amounts do not follow.
fn order(of: &RollForward<'_>, sheet: &mut Sheet) {
    let sentences = Sentences::of(of);
    for sentence in of.paper.sentences.iter().filter(|sentence| sentence.heading.is_none()) {
        let Some(found) = ORDER.find(&sentence.text) else { continue };
        let mut last: Option<(Amount, Amount)> = None;
        let turned = sentences.claims(&sentence.text).any(|(claim, rolled)| {
            let old = claim.current().filter(|figure| figure.span.start > found.start()).and_then(Figure::amount);
            let Some(amounts) = old.zip(rolled.current) else { return false };
            let before = last.replace(amounts);
            before.is_some_and(|(old, new)| old.fen() >= amounts.0.fen() && new.fen() < amounts.1.fen())
        });
        if turned {
            let note = "按今年的数，先后次序已经改变，请调整".to_owned();
            sheet.open(&sentence.place, &sentence.text, found.range(), note);
        }
    }
}

/// The clause that contains this claim only, and the character that separates it from the next: ； in 甲费1万元；乙费2万元。
fn clause(of: &RollForward<'_>, claim: &Claim) -> Option<(Range<usize>, char)> {
    let (first, last) = (claim.figures.first()?.span.start, claim.figures.last()?.span.end);
    let text = &claim.text;
    let subject = text.get(..first)?.rfind(claim.subject.path.last().map_or(&*claim.subject.text, |(_, name)| name))?;
    let end = last + text.get(last..)?.find(['；', ';', '、', '，', ',', '。']).unwrap_or(text.len() - last);
    let behind = text.get(end..)?.chars().next().filter(|c| *c != '。');
    let before = text.get(..subject)?.chars().next_back();
    let separator = behind.or(before).filter(|c| ['；', ';', '、', '，', ','].contains(c))?;
    let alone = of.rolled.iter().all(|other| {
        let other_claim = &of.claims[other.claim];
        let inside = |figure: &Figure| (subject..end).contains(&figure.span.start);
        std::ptr::eq(other_claim, claim) || other_claim.text != *text || !other_claim.figures.iter().any(inside)
    });
    alone.then_some((subject..end, separator))
}

/// A passage of the text and its place.
type Passage = (Place, Arc<str>);

/// The paragraphs by number, each with its number of claims.
struct Paragraphs<'a>(BTreeMap<u32, (usize, Option<&'a Passage>)>);

impl<'a> Paragraphs<'a> {
    fn of(of: &RollForward<'a>) -> Self {
        let mut paragraphs: BTreeMap<u32, (usize, Option<&Passage>)> = BTreeMap::new();
        for number in of.rolled.iter().filter_map(|rolled| of.claims[rolled.claim].place.paragraph) {
            paragraphs.entry(number).or_default().0 += 1;
        }
        for passage in of.passages {
            if let Some(found) = passage.0.paragraph.and_then(|number| paragraphs.get_mut(&number)) {
                found.1.get_or_insert(passage);
            }
        }
        Self(paragraphs)
    }

    /// The paragraph of a claim, if it contains no other claim.
    fn only(&self, claim: &Claim) -> Option<&'a Passage> {
        self.0.get(&claim.place.paragraph?).filter(|(claims, _)| *claims == 1).and_then(|(_, passage)| *passage)
    }
}

/// Rewrites the text of another item for a new one. The text of its claim begins at byte `start` of `text`, or, if
/// `text` is a clause, contains it.
fn said_of(
    of: &RollForward<'_>,
    (item, like): (&NewItem, usize),
    text: &str,
    start: usize,
    style: &Style,
) -> Option<String> {
    let claim = &of.claims[like];
    let rolled = of.rolled.iter().find(|rolled| rolled.claim == like)?;
    // Offset from positions in the claim's text to positions in `text`, which may be a clause of it.
    let offset = i64::try_from(start).ok()? - i64::try_from(claim.text.find(text).unwrap_or(0)).ok()?;
    let moved = |at: usize| usize::try_from(i64::try_from(at).ok()? + offset).ok();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (at, figure) in claim.figures.iter().enumerate() {
        let number = figure.number.as_ref()?;
        let value = match figure.role {
            Role::Current => RolledFigure::Amount(item.amount),
            Role::Prior => RolledFigure::Amount(Amount::new(0, item.amount.resolution())),
            Role::Change(_) => RolledFigure::Change(item.amount),
            Role::Rate(_) => {
                let (range, words) =
                    figures::printed(style, HUNDRED, (number, false), claim.text.get(figure.span.clone())?)?;
                let start = figure.span.start + range.start;
                edits.push(match style.new_is_hundred {
                    true => (start..figure.span.start + range.end, words),
                    false => (start..figure.span.end, blank("增长率")),
                });
                turn(figure.verb.clone(), claim, &mut edits)?;
                continue;
            }
            // The new item is a share of the same whole as the other one.
            Role::Share(_) => {
                let Some(Ok(RolledFigure::Ratio(share))) = rolled.figures.get(at) else { return None };
                RolledFigure::Ratio(Ratio::share(item.amount.fen(), share.denominator())?)
            }
            _ => return None,
        };
        let (range, words) =
            figures::printed(style, value, (number, rolled.exact), claim.text.get(figure.span.clone())?)?;
        edits.push((figure.span.start + range.start..figure.span.start + range.end, words));
        if matches!(figure.role, Role::Change(_)) {
            turn(figure.verb.clone(), claim, &mut edits)?;
        }
    }
    let edits = edits.into_iter().map(|(at, new)| Some((moved(at.start)?..moved(at.end)?, new)));
    let mut edits = edits.collect::<Option<Vec<_>>>()?;
    // Replace the names of 类, 款 and 项, which precede the figures.
    let first = moved(claim.figures.first()?.span.start)?;
    let path = &claim.subject.path;
    if path.is_empty() {
        let (name, old) = (&item.names.last()?.1, &claim.subject.text);
        let at = text.get(..first)?.rfind(&**old)?;
        edits.push((at..at + old.len(), name.to_string()));
    }
    for (number, (level, old)) in path.iter().enumerate() {
        let (_, new) = item.names.iter().find(|(of, _)| of == level)?;
        let old = unnumbered(old);
        match text.get(..first)?.find(old) {
            Some(at) => edits.push((at..at + old.len(), new.to_string())),
            // Named by a heading that covers the new item as well.
            None if number + 1 < path.len() && plain_name(old) == plain_name(new) => {}
            None => return None,
        }
    }
    if let Some(code) = &claim.subject.code {
        let at = text.find(code.as_str())?;
        edits.push((at..at + code.as_str().len(), item.code.to_string()));
    }
    for found in CLAUSE.captures_iter(text) {
        let whole = found.get(0)?;
        let lead = found.name("reason").or_else(|| found.name("purpose"))?;
        let what = if found.name("reason").is_some() { "原因" } else { "用途" };
        // 下降原因 of the other item is 增长原因 of this one.
        let verb = ["减少", "下降"].into_iter().find(|verb| lead.as_str().starts_with(verb));
        if let Some((verb, up)) = verb.and_then(|verb| Some((verb, verbs::turned(verb, Direction::Up)?))) {
            edits.push((lead.start()..lead.start() + verb.len(), up));
        }
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

/// Turns a verb upwards: a new item is an increase.
fn turn(verb: Option<Range<usize>>, claim: &Claim, edits: &mut Vec<(Range<usize>, String)>) -> Option<()> {
    let verb = verb?;
    let turned = verbs::turned(claim.text.get(verb.clone())?, Direction::Up)?;
    edits.push((verb, turned));
    Some(())
}
