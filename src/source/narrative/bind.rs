//! 对应: finds the printed cells that a claim may refer to, by the topic of its words, whole and headings, and by the code
//! of its path or name.

use super::insurance;
use crate::model::{
    Bound, BudgetTable, Catalog, Cell, Cells, Claim, Classification, Code, Figure, FiscalYear, Fund, Level, Owner,
    Part, Phase, Side, Topic, Unbound, fold, identity, is_short_for, plain_name, without, without_territory,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The cells of one unit by year and phase.
type Sheets<'a> = BTreeMap<(FiscalYear, Phase), Sheet<'a>>;

/// Binds every claim to the cells of its own disclosure, and to those of the same unit's other years.
pub fn bind(claims: &mut [Claim], cells: &Cells<'_>) {
    let mut units: BTreeMap<_, Sheets<'_>> = BTreeMap::new();
    let listed = cells.lists().map(|list| (list, false));
    for (list, by_name) in listed.chain(cells.named().map(|list| (list, true))) {
        for cell in list {
            let unit = units.entry((cell.item.unit.clone(), cell.item.scope)).or_default();
            unit.entry((cell.item.year, cell.item.phase)).or_default().add(*cell, by_name);
        }
    }
    let none = Sheets::new();
    for claim in claims {
        let unit = cells.owner(&claim.place.file).map_or("", |owner| &*owner.unit);
        claim.binding.topic = claim.topic(unit);
        let Some(owner) = cells.owner_of(claim) else { continue };
        let sheets = units.get(&(owner.unit.clone(), owner.scope)).unwrap_or(&none);
        (claim.binding.years, claim.binding.why) = bound(claim, &owner, sheets);
    }
}

/// The candidates of each year and phase, and the reason if the disclosure's own year and phase has none.
fn bound(claim: &Claim, owner: &Owner, sheets: &Sheets<'_>) -> (Vec<Bound>, Option<Unbound>) {
    let Some((topic, left)) = &claim.binding.topic else {
        return (Vec::new(), Some(Unbound::TwoThings));
    };
    let statement = Statement { claim, topic: *topic, left, unit: &owner.unit };
    let bound = sheets.iter().map(|((year, phase), sheet)| {
        let (bound, why) = statement.bound((*year, *phase), sheet, sheets);
        ((*year, *phase), bound, why)
    });
    let (mut years, mut why) = (Vec::new(), Some(Unbound::NoTable));
    for (of, bound, reason) in bound {
        if of == (owner.year, owner.phase) {
            why = reason;
        }
        years.push(bound);
    }
    (years, why)
}

/// What a claim states about its subject.
struct Statement<'c> {
    claim: &'c Claim,
    topic: Topic,
    /// The words that contributed nothing to the topic.
    left: &'c str,
    unit: &'c str,
}

impl Statement<'_> {
    fn bound(&self, of: (FiscalYear, Phase), sheet: &Sheet<'_>, all: &Sheets<'_>) -> (Bound, Option<Unbound>) {
        let (year, phase) = of;
        let found = |cells: Vec<&Cell<'_>>, sure: bool, in_no_table: bool, others_listed: bool| Bound {
            year,
            phase,
            cells: cells.into_iter().map(|cell| cell.item.place.clone()).collect(),
            sure,
            in_no_table,
            others_listed,
        };
        let named = !self.claim.subject.path.is_empty();
        let row = self.row(sheet, all);
        let (cells, sure) = match &row {
            // In a year that uses another name for the code, it may have meant something else.
            Row::Coded { code, doubt } => {
                (self.of_code(sheet.coded.get(code).map_or(&[], Vec::as_slice)), doubt.is_none())
            }
            Row::Named(cells) => (cells.iter().filter(|cell| speaks(&self.topic, cell, true)).collect(), true),
            Row::None if named => return (found(Vec::new(), false, true, false), Some(Unbound::NoCell)),
            Row::Several if named => return (found(Vec::new(), false, true, false), Some(Unbound::SeveralCodes)),
            _ if self.topic.is_empty() => {
                let is_nothing = is_short_for(self.left, self.unit);
                let why = if is_nothing { Unbound::Unnamed } else { Unbound::Words(self.left.into()) };
                return (found(Vec::new(), false, false, false), Some(why));
            }
            _ => {
                let sums: Vec<&Cell<'_>> = sheet.sums.iter().filter(|cell| speaks(&self.topic, cell, false)).collect();
                let sums = if sums.is_empty() { self.same(sheet) } else { sums };
                (sums, is_short_for(self.left, self.unit) && !self.is_apart(sheet))
            }
        };
        // Forms leave the cell of an item without money blank, or omit its row.
        let in_no_table = (sure || named) && cells.is_empty();
        let why = match (sure, in_no_table) {
            (_, true) => Some(Unbound::NoCell),
            (false, _) if let Row::Coded { doubt, .. } = row => doubt,
            (false, _) if is_short_for(self.left, self.unit) => Some(Unbound::PartOf),
            (false, _) => Some(Unbound::Words(self.left.into())),
            _ => None,
        };
        (found(cells, sure, in_no_table, self.is_listed(sheet)), why)
    }

    /// The row found by path, code or name.
    fn row<'a, 's>(&self, sheet: &'s Sheet<'a>, all: &'s Sheets<'a>) -> Row<'a, 's> {
        let subject = &self.claim.subject;
        if let Some(cells) = insurance::of_subject(subject).and_then(|quantity| sheet.insured.get(&quantity)) {
            return Row::Named(cells);
        }
        let (level, name) = match subject.path.last() {
            Some((level, name)) => (Some(*level), plain_name(name)),
            // 专项收入 and 行政事业性收费收入 are names of items, although they end like a topic.
            None => match plain_name(&subject.text) {
                whole if sheet.named.contains_key(&whole) || is_code(&whole, &subject.text, sheet) => (None, whole),
                _ => match budget_name(&subject.text).filter(|name| sheet.named.contains_key(name)) {
                    Some(name) => (None, name),
                    // 全市教育支出: the sheets are those of the city as a whole.
                    None if self.claim.territory.is_some() => {
                        let whole = plain_name(without_territory(&subject.text));
                        let is_named = sheet.named.contains_key(&whole);
                        (None, if is_named { whole } else { plain_name(without_territory(self.left)) })
                    }
                    None => (None, plain_name(self.left)),
                },
            },
        };
        let printed = subject.code.as_ref().and_then(|code| sheet.coded.get_key_value(code)).map(|(code, _)| *code);
        if name.chars().count() < 2 && subject.path.is_empty() {
            return printed.map_or(Row::None, |code| Row::Coded { code, doubt: None });
        }
        let codes = sheet.codes_of(&name, level, &subject.path);
        match codes.as_slice() {
            [code] => {
                // 行政运行 under another 款 than the one in the tables.
                let elsewhere =
                    subject.path.len() > 1 && all.values().any(|sheet| sheet.is_elsewhere(code, &subject.path));
                return Row::Coded { code, doubt: elsewhere.then_some(Unbound::Elsewhere) };
            }
            [] => {}
            codes => {
                let printed = printed.filter(|code| codes.contains(code));
                return printed.map_or(Row::Several, |code| Row::Coded { code, doubt: None });
            }
        }
        if let Some(code) = printed {
            return Row::Coded { code, doubt: None };
        }
        if let [code] = sheet.codes_like(&name, level, &subject.path).as_slice() {
            return Row::Coded { code, doubt: None };
        }
        if let Some(cells) = sheet.named.get(&name)
            && (cells.iter().any(|cell| level.is_none_or(|level| cell.item.level == level)))
        {
            return Row::Named(cells);
        }
        // The item may have had this name in another year.
        let mut others: Vec<&Code> =
            all.values().flat_map(|other| other.codes_of(&name, level, &subject.path)).collect();
        others.sort();
        others.dedup();
        match others.as_slice() {
            // Unless the text prints the code: then the item merely has no row this year.
            [code] => {
                let doubt = (subject.code.as_ref() != Some(*code)).then_some(Unbound::OtherName);
                Row::Coded { code, doubt }
            }
            _ => Row::None,
        }
    }

    /// The cells of a code that fit the topic. The funds of 财政拨款 share no 款 or 项, so a text about 财政拨款 may refer to
    /// the table of any one of its funds.
    fn of_code<'s, 'a>(&self, cells: &'s [Cell<'a>]) -> Vec<&'s Cell<'a>> {
        let any = Topic { fund: None, ..self.topic };
        let speaks = |cell: &&Cell<'a>| match self.topic.fund {
            Some(Fund::Fiscal) if cell.item.level > Level::Category => {
                identity::is_within(cell.topic.fund, self.topic.fund) && speaks(&any, cell, true)
            }
            _ => speaks(&self.topic, cell, true),
        };
        cells.iter().filter(speaks).collect()
    }

    /// Cells of the same quantity, if no table prints the fund itself: 财政拨款支出 equals 一般公共预算支出 if the unit has no
    /// other fund, which is recognised by the amount.
    fn same<'s, 'a>(&self, sheet: &'s Sheet<'a>) -> Vec<&'s Cell<'a>> {
        let Some(amount) = self.claim.current().and_then(Figure::amount).filter(|amount| amount.fen() != 0) else {
            return Vec::new();
        };
        let same = |cell: &&Cell<'a>| {
            let side = if self.topic.part.is_some() { cell.topic.side } else { self.topic.side };
            let topic = Topic { side, own_year: cell.topic.own_year, ..self.topic };
            cell.item.level == Level::Total && identity::is_same((topic, amount), (cell.topic, cell.amount()))
        };
        sheet.sums.iter().filter(same).collect()
    }

    /// A part (其中) of a whole that no table prints, such as 项目涉及预算, has no cell.
    fn is_apart(&self, sheet: &Sheet<'_>) -> bool {
        self.claim.subject.whole.as_ref().is_some_and(|whole| {
            let whole = if self.claim.territory.is_some() { without_territory(whole) } else { whole };
            let read = Topic::read(&without(whole, self.unit));
            read.is_none_or(|(_, left)| {
                !is_short_for(&left, self.unit) && left.chars().count() > 1 && !sheet.names.contains(&plain_name(&left))
            })
        })
    }

    /// Whether it is an item of “三公” that the “三公” table has to print.
    fn is_listed(&self, sheet: &Sheet<'_>) -> bool {
        let has = |part: Part| sheet.sums.iter().any(|cell| cell.topic.part == Some(part));
        // A table that prints 购置 and 运行 separately may omit their sum.
        let apart =
            self.topic.part == Some(Part::Vehicles) && (has(Part::VehiclePurchase) || has(Part::VehicleRunning));
        !apart
            && self.topic.part.is_some_and(|part| (Part::Abroad..=Part::VehicleRunning).contains(&part))
            && sheet.sums.iter().filter(|cell| cell.item.table == BudgetTable::ThreePublic).count() > 1
    }
}

/// Whether a name is that of a code, and its words of nothing that has a topic: 对个人和家庭的补助, but not 公务接待费.
fn is_code(name: &str, words: &str, sheet: &Sheet<'_>) -> bool {
    let bare =
        |(topic, left): (Topic, String)| topic.fund.is_none() && topic.part.is_none() && left.chars().count() > 1;
    sheet.codes.contains_key(name) && Topic::read(words).is_some_and(bare)
}

/// What was found under the name of a subject.
enum Row<'a, 's> {
    /// A code, with a reason for doubt: it is found only by a name of another year, or the names above it do not fit.
    Coded { code: &'a Code, doubt: Option<Unbound> },
    /// Rows of that name without a code.
    Named(&'s [Cell<'a>]),
    /// Several codes of that name.
    Several,
    /// Nothing.
    None,
}

/// The cells of one unit's year and phase, indexed by everything that a claim may call them.
#[derive(Default)]
struct Sheet<'a> {
    /// Rows and columns found only by their topic.
    sums: Vec<Cell<'a>>,
    coded: BTreeMap<&'a Code, Vec<Cell<'a>>>,
    /// Rows without a code, by name.
    named: BTreeMap<String, Vec<Cell<'a>>>,
    /// Rows of social insurance funds, by their quantity.
    insured: BTreeMap<String, Vec<Cell<'a>>>,
    /// The codes of each name, with the level of the row.
    codes: BTreeMap<String, BTreeSet<(Level, &'a Code)>>,
    /// The names of codes by their [`loose`] form.
    loose: BTreeMap<String, BTreeSet<String>>,
    /// The names of all rows.
    names: BTreeSet<String>,
}

impl<'a> Sheet<'a> {
    fn add(&mut self, cell: Cell<'a>, by_name: bool) {
        let name = plain_name(&cell.item.name);
        match &cell.item.code {
            Some(code) => {
                self.coded.entry(code).or_default().push(cell);
                self.codes.entry(name.clone()).or_default().insert((cell.item.level, code));
                self.loose.entry(loose(&name)).or_default().insert(name.clone());
            }
            None if cell.item.table == BudgetTable::SocialInsurance => {
                let quantity = insurance::of_row(cell.item);
                quantity.into_iter().for_each(|quantity| self.insured.entry(quantity).or_default().push(cell));
            }
            None if by_name => {
                let budget = budget_name(&cell.item.name).filter(|budget| *budget != name);
                budget.into_iter().for_each(|budget| self.named.entry(budget).or_default().push(cell));
                self.named.entry(name.clone()).or_default().push(cell);
            }
            None => self.sums.push(cell),
        }
        self.names.insert(name);
    }

    /// The codes of a name. If there are several, as of 一般行政管理事务, which many 款 have, those under the names above it.
    fn codes_of(&self, name: &str, level: Option<Level>, path: &[(Level, Arc<str>)]) -> Vec<&'a Code> {
        let Some(known) = self.codes.get(name).filter(|_| !name.is_empty()) else { return Vec::new() };
        let of_level = known.iter().filter(|(own, _)| level.is_none_or(|level| *own == level));
        let mut codes: Vec<&Code> = of_level.map(|(_, code)| *code).collect();
        codes.sort();
        codes.dedup();
        if codes.len() > 1 && path.len() > 1 {
            let under: Vec<&Code> = codes.iter().copied().filter(|code| self.is_under(code, path)).collect();
            if !under.is_empty() {
                return under;
            }
        }
        codes
    }

    /// The codes of the names that a text may shorten or lengthen to this one: 未归口管理行政单位离退休费 for
    /// 未归口管理的行政单位离退休.
    fn codes_like(&self, name: &str, level: Option<Level>, path: &[(Level, Arc<str>)]) -> Vec<&'a Code> {
        let names = self.loose.get(&loose(name)).filter(|names| names.len() == 1 && !path.is_empty());
        names.into_iter().flatten().flat_map(|name| self.codes_of(name, level, path)).collect()
    }

    /// Whether a path contradicts a code: one of its upper names is known, here or in the catalog, but none of that name's
    /// codes is above this code.
    fn is_elsewhere(&self, code: &Code, path: &[(Level, Arc<str>)]) -> bool {
        let above = |other: &Code| other.is_ancestor_of(code);
        path.iter().rev().skip(1).any(|(level, name)| {
            let known = self.codes.get(&plain_name(name));
            let mut printed = known.into_iter().flatten().filter(|(own, _)| own == level).peekable();
            let listed = || Catalog::shipped().codes(Classification::Functional, name);
            match printed.peek() {
                Some(_) => !printed.any(|(_, other)| above(other)),
                None => {
                    let listed = listed();
                    !listed.is_empty() && !listed.into_iter().any(above)
                }
            }
        })
    }

    /// Whether a path confirms a code: it has upper names, and each of them has a code above this code.
    fn is_under(&self, code: &Code, path: &[(Level, Arc<str>)]) -> bool {
        path.len() > 1
            && path.iter().rev().skip(1).all(|(level, name)| {
                let known = self.codes.get(&plain_name(name));
                known.is_some_and(|known| known.iter().any(|(own, above)| own == level && above.is_ancestor_of(code)))
            })
    }
}

/// A name without what texts add or leave out.
fn loose(name: &str) -> String {
    name.trim_end_matches('费').chars().filter(|c| !matches!(c, '的' | '、')).collect()
}

/// A side of a budget under one name for all its variants: 全市政府性基金支出, 市本级政府性基金预算支出.
fn budget_name(words: &str) -> Option<String> {
    let folded = fold(words);
    let name = without_territory(&folded).replace("预算", "");
    let of_budget =
        ["一般公共", "政府性基金", "国有资本经营", "社会保险基金"].iter().any(|fund| name.starts_with(fund));
    let sides = ["收入", "支出"].iter().any(|side| name.ends_with(side));
    (of_budget && sides).then_some(name)
}

/// Whether a text with this topic may refer to a cell with that one.
fn speaks(topic: &Topic, cell: &Cell<'_>, is_row: bool) -> bool {
    // 收支总计 is the total of the table of both sides and includes money carried over.
    let of_both = matches!(cell.item.table, BudgetTable::Totals | BudgetTable::FiscalTotals) && !cell.topic.own_year;
    let side = match topic.side {
        Some(Side::Both) if topic.part.is_none() && !is_row => of_both,
        // Only a government's revenue table has items like 增值税; a unit's revenue table lists the codes of its spending.
        side if is_row && cell.item.table.is_of_government() => {
            side.is_none_or(|side| side == Side::Both || cell.topic.side == Some(side))
        }
        _ if is_row || topic.part.is_some() => cell.topic.side != Some(Side::Revenue),
        None | Some(Side::Both) => true,
        side => cell.topic.side == side,
    };
    // Text that names no fund may refer to 财政拨款; a total without any fund refers to all funds.
    let fund = match topic.fund {
        // A row found by its fund; 其他收入 and 基金预算 are words of other funds elsewhere.
        _ if cell.item.table == BudgetTable::SocialInsurance => is_row,
        None if is_row || topic.part.is_some() => true,
        fund => cell.topic.fund == fund || topic.part.is_some_and(|part| part >= Part::ThreePublic),
    };
    side && fund && cell.topic.part == topic.part
}
