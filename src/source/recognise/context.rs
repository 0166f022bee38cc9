//! 文件口径: finds the owner, year and phase of a document from its content.

use super::form_number::is_number;
use super::government;
use super::owner;
use super::place::PLACES;
use super::year::{bare_year, year_in, year_of_name};
use crate::model::{AmountUnit, FiscalYear, Phase, Place, Scope};
use crate::source::correction::{Corrected, Correction};
use crate::source::unit::is_cut;
use crate::source::vocabulary::Vocabulary;
use crate::source::words::fold;
use crate::source::{Block, Document};
use std::collections::BTreeSet;
use std::sync::Arc;

/// 文件口径. What a document does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Context {
    /// 单位名称 after a label such as 编制单位
    pub unit: Option<Arc<str>>,
    /// The unit named in a title: 某某局2024年部门预算
    pub title_unit: Option<Arc<str>>,
    /// 部门, 单位 or 政府
    pub scope: Option<Scope>,
    /// 年度
    pub year: Option<FiscalYear>,
    /// 预算 or 决算
    pub phase: Option<Phase>,
    /// What the user corrected, which is in the fields above already.
    pub corrected: Option<Arc<Corrected>>,
}

impl Context {
    /// 金额单位 that the user gave for the table that begins at this place.
    pub(super) fn given_money(&self, place: &Place) -> Option<AmountUnit> {
        self.corrected.as_ref()?.by.money_at(place)
    }

    /// The context of a file of which the user says this.
    pub(in crate::source) fn corrected(self, by: &Correction) -> Self {
        if *by == Correction::default() {
            return self;
        }
        let Self { year, unit, title_unit, phase, .. } = self.clone();
        let named = unit.clone().or_else(|| title_unit.clone());
        let corrected = Corrected { by: by.clone(), year, unit: named, phase };
        Self {
            year: by.year.or(year),
            title_unit: title_unit.filter(|_| by.unit.is_none()),
            unit: by.unit.clone().or(unit),
            phase: by.phase.or(phase),
            corrected: Some(Arc::new(corrected)),
            ..self
        }
    }
}

/// Reads the context of a document from its titles, captions and table headers, then from the names of its sheets.
pub fn context(document: &Document) -> Context {
    let vocabulary = Vocabulary::shipped();
    let mut context = Context::default();
    let mut titled = Vec::new();
    let mut of_government = false;
    let (texts, sheets) = texts(document);
    let mut above = "";
    for (at, text) in texts.iter().enumerate() {
        let next = texts.get(at + 1).map_or("", String::as_str);
        if let Some((unit, scope)) = owner::labelled_unit_over(text, next)
            && context.unit.as_ref().is_none_or(|known| is_cut(known, &unit))
        {
            context.unit = Some(unit);
            context.scope = context.scope.or(scope);
        }
        let mut folded = fold(text);
        let mut whole = text.clone();
        let speaks = ["预算", "决算", "执行"].iter().any(|word| folded.contains(word));
        // A title over two lines: 某某法院2024年 above 部门预算.
        let broken = speaks && year_in(&folded).is_none() && above.chars().count() <= 30;
        if broken && year_in(&fold(above)).is_some_and(|(_, rest)| ["", "度"].contains(&rest)) {
            whole = format!("{above}{text}");
            folded = fold(&whole);
        }
        if speaks && let Some((year, rest)) = year_in(&folded) {
            let short = folded.chars().count() <= 60;
            if short && titled.is_empty() {
                context.title_unit = owner::titled_unit(&whole, if whole == *text { above } else { "" });
                let place = context.title_unit.as_deref().is_some_and(|name| name.ends_with(PLACES));
                context.scope = context.scope.or(place.then_some(Scope::Government));
            }
            titled.push((year, short, rest.to_owned(), folded.clone()));
            if short && let Some(place) = government::of_report(text) {
                of_government = true;
                context.title_unit = context.title_unit.take().or_else(|| place.map(Into::into));
            }
            // A government may be named in the title of any of its tables.
            if short && government::speaks(text) {
                of_government = true;
                context.title_unit = context.title_unit.take().or_else(|| government::place_in(text).map(Into::into));
            }
        }
        above = text;
    }
    // Short lines are titles; a sentence counts only if no title names a year.
    let best = titled.iter().find(|(_, short, ..)| *short).or_else(|| titled.first());
    if let Some((year, _, rest, whole)) = best {
        context.year = Some(*year);
        context.phase = vocabulary.phase(rest).or_else(|| vocabulary.phase(whole));
        context.scope = context.scope.or_else(|| scope_in(whole));
    }
    // 财决01表 on one sheet of a workbook: the sheets beside it (CS03表) are of final accounts too.
    let numbered = || texts.iter().map(|text| fold(text)).find(|text| is_number(text) && text.contains('决'));
    context.phase = context.phase.or_else(|| vocabulary.phase(&numbered()?));
    context.scope = context.scope.or(of_government.then_some(Scope::Government));
    let bare = |texts: &[String]| texts.iter().filter_map(|text| bare_year(&fold(text))).collect::<BTreeSet<_>>();
    if context.year.is_none() {
        let years = bare(&texts);
        context.year = years.first().copied().filter(|_| years.len() == 1);
    }
    if context.year.is_none() {
        let years: BTreeSet<FiscalYear> = sheets.iter().filter_map(|sheet| year_of_name(sheet)).collect();
        context.year = years.first().copied().filter(|_| years.len() == 1);
    }
    context
}

/// The texts of a document in reading order (headings, paragraphs and the first rows of grids), and separately the
/// names of its sheets.
fn texts(document: &Document) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut sheets) = (Vec::new(), Vec::new());
    for block in &document.blocks {
        match block {
            Block::Heading { text, place, .. } if place.sheet.is_some() => sheets.push(text.clone()),
            Block::Heading { text, .. } => texts.push(text.clone()),
            Block::Paragraph { text, .. } => texts.push(text.replace('\n', "")),
            Block::Grid(grid) => {
                let cells = grid.cells().iter().filter(|cell| cell.row < 6);
                texts.extend(cells.map(|cell| cell.text.clone()));
            }
        }
    }
    (texts, sheets)
}

fn scope_in(folded: &str) -> Option<Scope> {
    if ["部门预算", "部门决算"].iter().any(|word| folded.contains(word)) {
        Some(Scope::Department)
    } else if ["单位预算", "单位决算"].iter().any(|word| folded.contains(word)) {
        Some(Scope::Unit)
    } else {
        ["政府预算", "政府决算", "财政预算", "财政决算"].iter().any(|w| folded.contains(w)).then_some(Scope::Government)
    }
}
