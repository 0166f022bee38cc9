//! 逐词: processes one token per step, and ends clauses, lists and sentences.

use super::super::subject::{self, YEAR_MARK};
use super::super::token::{Kind, Token};
use super::{Draft, FILLERS, Pending, RESUMES, Scan, State, tainted};
use crate::model::{Base, Level, PrintedNumber, Role};

impl Scan<'_> {
    pub(super) fn step(&mut self, at: usize) {
        let token = &self.tokens[at];
        if self.state.explaining && !self.resumes(at) {
            self.explained.push(at);
            return;
        }
        match &token.kind {
            Kind::Text if self.state.repeat.is_some() && self.joins(at) => {}
            Kind::Text => self.words(token),
            Kind::Noise | Kind::Unreadable => self.state.words.push('\u{2}'),
            // 剔除2024年一次性因素后: the year of what is left out.
            Kind::Year(_) if ["剔除", "扣除"].iter().any(|word| self.state.words.contains(word)) => {}
            // 由2024年的70.2%提高到2025年的75.1%: both years are known from the order.
            Kind::Year(_) if self.is_in_rise() => {}
            Kind::Year(year) => {
                if self.state.words.is_empty() {
                    self.state.start = token.span.start;
                }
                self.state.year = Some(*year);
                self.state.words.push(YEAR_MARK);
            }
            Kind::Compare(base) => self.compare(at, *base),
            Kind::Beyond(direction, base) => {
                self.state.base = Some(*base);
                (self.state.verb, self.state.comparison) = (Some(token.span.clone()), Some(token.span.clone()));
                if subject::is_generic(&self.state.words) || self.state.words.ends_with("年数") {
                    self.state.words.clear();
                }
                self.state.pending = Pending::Change(Some(*direction));
                if self.number_follows(at).is_none() {
                    // 决算数小于预算数: a direction without a figure.
                    self.put(Role::Change(Some(*direction)), None, token.span.clone());
                }
            }
            Kind::Direction(direction) => self.direction(at, *direction),
            Kind::Flat(exact) => self.flat(token, *exact),
            Kind::Incomparable => self.put(Role::Incomparable, None, token.span.clone()),
            Kind::Share => self.share(),
            Kind::Completion => {
                // 完成24627万元 states an amount; 完成预算的40.4% and 完成预算60000万元的40.4% state a rate.
                if self.is_of_printed_budget(at) || !matches!(self.number_follows(at), Some(Kind::Amount)) {
                    self.name_completed();
                    self.state.pending = Pending::Completion(String::new());
                }
            }
            Kind::OfBudget => {
                // 预算为预算… and 收入为预算数 without a following number state no rate.
                let words = self.text[token.span.clone()].trim_start_matches(['为', '达', '到', '是']);
                self.state.pending = Pending::Completion(words.to_owned());
            }
            Kind::Amount | Kind::Percent | Kind::Points | Kind::Times => self.number(at),
            Kind::Multiple(base) => {
                self.state.base = Some(*base);
                let text = &self.text[token.span.clone()];
                let words = text.trim_end_matches(|c: char| c == '倍' || c == '.' || c == ',' || c.is_ascii_digit());
                let span = token.span.start + words.len()..token.span.end;
                self.put_number(Role::Multiple, &Token { span, ..token.clone() });
                self.clear();
            }
            Kind::Among => self.among(),
            Kind::Reason => {
                self.state.explaining = true;
                self.clear();
            }
            Kind::Doubling(times) => {
                let number = PrintedNumber::parse(&times.to_string()).ok().flatten();
                self.put(Role::Multiple, number, token.span.clone());
            }
            Kind::Open => self.stack.push(self.state.clone()),
            Kind::OpenParts => {
                self.stack.push(self.state.clone());
                self.among();
            }
            Kind::OpenPrior => {
                self.stack.push(self.state.clone());
                self.state.pending = Pending::Aside;
            }
            Kind::Close => {
                if let Some(state) = self.stack.pop() {
                    self.state = State { words: String::new(), ..state };
                }
            }
            // 占,88.19%: a superfluous comma.
            Kind::Comma if self.slipped(at) => {}
            Kind::Comma | Kind::Semicolon | Kind::Colon => self.boundary(&token.kind),
            Kind::Stop => {
                self.boundary(&token.kind);
                // “与上年持平。其中：出国费持平”: the parts have the same base as the whole.
                if !matches!(self.tokens.get(at + 1).map(|next| &next.kind), Some(Kind::Among)) {
                    self.state.base = None;
                    self.close_list(at);
                }
            }
        }
    }

    /// Whether an explanation ends here: at the end of its sentence, or at a known subject with a figure.
    pub(super) fn resumes(&mut self, at: usize) -> bool {
        let token = &self.tokens[at];
        let text = &self.text[token.span.clone()];
        let ends = match token.kind {
            Kind::Stop => true,
            Kind::Close => !self.stack.is_empty(),
            Kind::Semicolon => {
                let next = &self.text[token.span.end..];
                !["一是", "二是", "三是", "四是", "五是", "六是", "(1)", "(2)", "(3)"]
                    .iter()
                    .any(|mark| next.starts_with(mark))
            }
            // …经费,三、2023年公务接待费预算…: the next item of a numbered list, not preceded by a full stop.
            Kind::Text
                if is_number(text) && matches!(self.tokens.get(at + 1).map(|next| &next.kind), Some(Kind::Year(_))) =>
            {
                at > 0 && matches!(self.tokens[at - 1].kind, Kind::Comma)
            }
            Kind::Text | Kind::Year(_) => {
                let after_comma = at > 0 && matches!(self.tokens[at - 1].kind, Kind::Comma);
                let begins =
                    RESUMES.iter().any(|word| text.starts_with(word) || text.contains('、') && text.contains(word));
                after_comma
                    && begins
                    && matches!(self.tokens.get(at + 1).map(|next| &next.kind), Some(Kind::Amount | Kind::Direction(_)))
            }
            _ => false,
        };
        if ends {
            self.state.explaining = false;
        }
        ends
    }

    pub(super) fn words(&mut self, token: &Token) {
        let text = &self.text[token.span.clone()];
        match &mut self.state.pending {
            Pending::Share(of) | Pending::Completion(of) => of.push_str(text),
            Pending::Aside => {}
            _ => {
                if self.state.words.is_empty() {
                    self.state.start = token.span.start;
                }
                self.state.words.push_str(text);
            }
        }
    }

    /// Whether there are no words since the last comparison.
    fn bare_compare(&self) -> bool {
        self.state.pending == Pending::Prior && matches!(self.state.words.as_str(), "" | "按")
    }

    pub(super) fn clear(&mut self) {
        self.state.words.clear();
        self.state.pending = Pending::Subject;
    }

    /// Takes a comparison. If its clause is otherwise only a name, the change after the comma refers to that name:
    /// “公务接待费与上年相比，减少…”.
    pub(super) fn compare(&mut self, at: usize, base: Base) {
        self.state.comparison = Some(self.tokens[at].span.clone());
        let name = subject::clean(&self.state.words);
        let ends_clause = matches!(self.tokens.get(at + 1).map(|next| &next.kind), Some(Kind::Comma));
        if ends_clause && self.state.pending == Pending::Subject && subject::is_named(&name) && !tainted(&name) {
            self.choose(&name);
            self.state.words.clear();
        }
        // 按同口径同比: both words refer to the same base.
        let comparable = base.comparable || self.state.base.is_some_and(|held| held.comparable && self.bare_compare());
        self.state.base = Some(Base { comparable, ..base });
        match &mut self.state.pending {
            Pending::Completion(_) => {}
            pending => *pending = Pending::Prior,
        }
        let words = self.state.words.trim_matches([':', YEAR_MARK]);
        if subject::is_generic(words) || matches!(words, "本年数" | "按" | "决算数") {
            self.state.words.clear();
        }
    }

    /// 其他收入完成预算的197.9%: the words before 完成 are a subject without an amount, unless it is the current one.
    fn name_completed(&mut self) {
        let name = subject::clean(&self.state.words);
        let current = self.state.current.map(|current| &*self.drafts[current].subject.text);
        let is_other = current.is_none_or(|current| !subject::is_same(current, &name));
        if self.state.pending == Pending::Subject && is_other && subject::is_named(&name) && !tainted(&name) {
            self.choose(&name);
            self.state.words.clear();
        }
    }

    /// Takes a comma, colon or full stop: words without a figure may be the subject of a later figure, or are dropped.
    pub(super) fn boundary(&mut self, kind: &Kind) {
        let words = subject::clean(&self.state.words);
        // （2）市级收支情况。 and 2．市本级。 name 范围 of the following text.
        if *kind == Kind::Stop && words.chars().count() <= 8 && !tainted(&words) {
            self.state.territory = self.territory(&words);
        }
        let path = subject::path(&words);
        if !path.is_empty() {
            if path.last().is_some_and(|(level, _)| *level != Level::Item) {
                let first = path[0].0;
                self.path.retain(|(level, _)| *level < first);
                self.path.extend(path);
            }
            self.state.lead = Some(words);
            self.state.current = None;
        } else if *kind == Kind::Colon && !words.is_empty() && !subject::is_generic(&words) && !tainted(&words) {
            // 平衡情况：收入…，收入总计…: a list of money, but none itself.
            self.state.lead = Some(words).filter(|words| !words.contains("平衡"));
        } else if *kind == Kind::Stop && subject::is_item_title(&self.state.words) && !tainted(&words) {
            self.state.lead = Some(words);
            self.state.current = None;
        }
        if *kind == Kind::Semicolon || *kind == Kind::Stop {
            self.state.explaining = false;
            if let Some((whole, list)) = self.state.outer.take() {
                (self.state.whole, self.state.list) = (Some(whole), list);
            }
        }
        self.clear();
    }

    pub(super) fn among(&mut self) {
        // 收入包括：…；支出包括：…: the side is directly before the word, regardless of the previous claim.
        let side = subject::clean(&self.state.words);
        if ["收入", "支出", "收入预算", "支出预算", "财政拨款收入", "财政拨款支出"].contains(&side.as_str())
        {
            self.state.whole = Some(side.as_str().into());
            self.state.current = None;
            self.clear();
            return;
        }
        if let Some(current) = self.state.current {
            let inner =
                self.drafts[current].subject.whole.is_some() && self.drafts[current].subject.whole == self.state.whole;
            self.state.outer = self.state.whole.take().filter(|_| inner).map(|whole| (whole, self.state.list));
            self.state.list = Some((current, self.state.territory));
            self.state.whole = Some(self.drafts[current].subject.text.clone());
        } else if let Some(lead) = self.state.lead.take_if(|lead| subject::path(lead).is_empty()) {
            self.state.whole = Some(lead.as_str().into());
        } else {
            // 收入预算包括：…: the whole has no figure.
            let words = subject::clean(&self.state.words);
            if words.chars().count() >= 4 && !tainted(&words) {
                self.state.whole = Some(words.into());
            }
        }
        self.clear();
    }

    /// Takes the end of a sentence, which ends its list of parts (其中) and the 范围 named in it. If no part has its own
    /// change, the next change refers to the whole again: “其中：A 1万元，B 2万元。比上年减少…”.
    fn close_list(&mut self, at: usize) {
        let Some((whole, before)) = self.state.list.take() else { return };
        self.state.territory = before;
        if self.is_complete(whole) {
            self.state.whole = None;
        }
        let changed = |draft: &Draft| {
            draft.figures.iter().any(|figure| matches!(figure.role, Role::Change(_) | Role::Rate(_) | Role::AboutFlat))
        };
        // 比上年增加, or with the side of the budget before it: 支出较上年增加.
        let words = |next: &Token| {
            let text = &self.text[next.span.clone()];
            next.kind == Kind::Text && (subject::is_generic(text) || subject::is_side(text))
        };
        let next = self.tokens.get(at + 1..).unwrap_or_default();
        let next = next.iter().find(|next| !words(next));
        let compared = matches!(next.map(|next| &next.kind), Some(Kind::Compare(_)));
        if compared && self.drafts.len() > whole + 1 && !self.drafts[whole..].iter().any(changed) {
            self.state.current = Some(whole);
        }
    }

    /// Whether the parts of a list add up to its whole, so that the next sentence is about something else.
    fn is_complete(&self, whole: usize) -> bool {
        let fen = |draft: &Draft| {
            let current = draft.figures.iter().find(|figure| figure.role == Role::Current)?;
            Some(i128::from(current.amount()?.fen()))
        };
        let name = &self.drafts[whole].subject.text;
        let parts = self.drafts[whole + 1..].iter().filter(|draft| draft.subject.whole.as_ref() == Some(name));
        let sum: Option<i128> = parts.map(fen).sum();
        sum.is_some_and(|sum| sum != 0) && sum == fen(&self.drafts[whole])
    }

    /// Whether there is a comma between 占 and its number.
    fn slipped(&self, at: usize) -> bool {
        matches!(&self.state.pending, Pending::Share(of) if of.is_empty())
            && matches!(self.tokens.get(at + 1).map(|next| &next.kind), Some(Kind::Percent))
    }

    /// Whether a token is followed by a budget, its amount and 的: 完成|预算60000万元的40.4%.
    fn is_of_printed_budget(&self, at: usize) -> bool {
        let next = self.tokens.get(at + 1..at + 4).unwrap_or_default();
        matches!(next, [budget, amount, of] if amount.kind == Kind::Amount
            && subject::is_bare_budget(&self.text[budget.span.clone()])
            && self.text[of.span.clone()].starts_with('的'))
    }

    /// The kind of the next number, if there are only fillers between.
    pub(super) fn number_follows(&self, at: usize) -> Option<&Kind> {
        let mut rest = self.tokens[at + 1..].iter();
        let mut next = rest.next()?;
        if next.kind == Kind::Text && FILLERS.contains(&self.text[next.span.clone()].trim_matches([':', '-'])) {
            next = rest.next()?;
        }
        matches!(next.kind, Kind::Amount | Kind::Percent | Kind::Points | Kind::Times).then_some(&next.kind)
    }
}

/// 三、
fn is_number(text: &str) -> bool {
    text.strip_suffix('、')
        .is_some_and(|number| !number.is_empty() && number.chars().all(|c| "一二三四五六七八九十".contains(c)))
}
