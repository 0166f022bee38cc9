//! 归数: which role a number has, and whose it is.

use super::super::token::{Kind, Token};
use super::super::{base, subject, subject::YEAR_MARK};
use super::{Draft, FILLERS, Pending, Scan, tainted};
use crate::model::{Base, BaseYear, Direction, Figure, FiscalYear, Phase, Place, PrintedNumber, Role};
use std::ops::Range;

impl Scan<'_> {
    pub(super) fn direction(&mut self, at: usize, direction: Option<Direction>) {
        let token = &self.tokens[at];
        if self.number_follows(at).is_none() {
            // 增加部门预算…: a verb with an object of its own, and so no change of the subject.
            self.state.words.push_str(&self.text[token.span.clone()]);
            self.state.pending = Pending::Subject;
            return;
        }
        self.state.pending = Pending::Change(direction);
        let words = std::mem::take(&mut self.state.words);
        let cleaned = subject::clean(&words);
        let filler =
            ["自然", "按", "分别", "对比", "各", "也", "则", "", "略有", "本年数", "相比"].contains(&cleaned.as_str());
        if filler || subject::is_generic(&cleaned) || tainted(&cleaned) {
            return;
        }
        self.choose(&cleaned);
    }

    /// Makes the claim of a subject current that a change speaks of: one already stated, or a new one.
    pub(super) fn choose(&mut self, words: &str) {
        let open = |draft: &Draft| {
            let changed = draft.figures.iter().any(|figure| matches!(figure.role, Role::Change(_)));
            subject::is_same(&draft.subject.text, words) && !changed
        };
        let known = self.drafts.iter().rposition(open);
        self.state.current = known;
        if known.is_none() {
            self.open(words);
        }
    }

    pub(super) fn open(&mut self, words: &str) {
        // A comparable basis holds for the figures it is said of, not for the next subject.
        if let Some(base) = &mut self.state.base {
            base.comparable &= self.state.pending != Pending::Subject;
        }
        let subject = subject::subject(words, &self.path, self.state.whole.clone());
        let start = self.state.start;
        self.drafts.push(Draft { subject, year: self.state.year, figures: Vec::new(), span: start..start });
        self.state.current = Some(self.drafts.len() - 1);
    }

    pub(super) fn flat(&mut self, token: &Token, exact: bool) {
        if self.state.base.is_none() {
            self.state.words.push_str(&self.text[token.span.clone()]);
            return;
        }
        let words = subject::clean(&std::mem::take(&mut self.state.words));
        if !subject::is_generic(&words) && !words.ends_with("年数") && !tainted(&words) {
            self.choose(&words);
        }
        let role = if exact { Role::Change(Some(Direction::Flat)) } else { Role::AboutFlat };
        self.put(role, None, token.span.clone());
        self.state.pending = Pending::Change(Some(Direction::Flat));
    }

    pub(super) fn amount(&mut self, token: &Token) {
        let pending = self.state.pending.clone();
        let bare = FILLERS.contains(&self.state.words.trim_matches([':', '-']));
        match pending {
            Pending::Change(Some(Direction::Flat)) if bare => {}
            Pending::Change(direction) if bare => self.put_number(Role::Change(direction), token),
            Pending::Prior if bare => {
                self.put_number(Role::Prior, token);
                self.state.words.clear();
                return;
            }
            Pending::Prior if self.repeats_subject() => {
                // 比2023年“三公”经费财政拨款预算4.50万元减少: the base names the subject once more.
                self.put_number(Role::Prior, token);
                self.state.words.clear();
                return;
            }
            Pending::Completion(of) => {
                let mut base = base::read(&of);
                base.phase = base.phase.or(Some(Phase::Approved));
                self.state.base = Some(base);
                self.put_number(Role::Prior, token);
                return;
            }
            Pending::Share(_) => return,
            Pending::Aside => {
                let before = Base { year: BaseYear::Previous, phase: None, comparable: false };
                let held = self.state.base.replace(before);
                self.put_number(Role::Prior, token);
                self.state.base = held;
            }
            _ => self.stated(token),
        }
        self.clear();
    }

    /// Whether the words behind a word of comparison are the subject of the claim.
    fn repeats_subject(&self) -> bool {
        let words = subject::clean(&self.state.words);
        let current = self.state.current.map(|current| &self.drafts[current]);
        !words.is_empty() && current.is_some_and(|draft| subject::is_same(&draft.subject.text, &words))
    }

    /// An amount that its subject is said to be.
    pub(super) fn stated(&mut self, token: &Token) {
        let words = std::mem::take(&mut self.state.words);
        let cleaned = subject::clean(&words);
        let opening = subject::is_opening_budget(words.trim_end_matches(YEAR_MARK))
            || subject::is_budget_before_outturn(&words, &self.text[token.span.end..]);
        if tainted(&cleaned) {
            return;
        }
        let generic = cleaned.is_empty() || subject::is_generic(&cleaned);
        let current = self.state.current.map(|current| &self.drafts[current]);
        let last_year = current.is_some_and(|draft| {
            let before = draft.year.and_then(FiscalYear::previous);
            before.is_some() && before == self.state.year && words.contains(YEAR_MARK)
        });
        let previous = words.starts_with("上年") || words.starts_with("去年");
        if (last_year || previous)
            && current.is_some_and(|draft| {
                // 会议费3.00万元,上年2.00万元: the year alone names nothing new.
                let bare =
                    cleaned.trim_start_matches("上年").trim_start_matches("去年").trim_start_matches(['度', '的']);
                generic || subject::is_generic(bare) || subject::is_same(&draft.subject.text, &cleaned)
            })
        {
            let year = self.state.year.filter(|_| last_year).map_or(BaseYear::Previous, BaseYear::Stated);
            let held = self.state.base;
            self.state.base = Some(Base { year, ..base::read(&words) });
            self.put_number(Role::Prior, token);
            self.state.base = held;
            return;
        }
        let lacks = current.is_some_and(|draft| draft.figures.iter().all(|figure| figure.role != Role::Current));
        if generic && self.state.lead.is_some() && (self.state.current.is_none() || !lacks) {
            let lead = self.state.lead.take().unwrap_or_default();
            self.state.start = self.text[..token.span.start].rfind(lead.as_str()).unwrap_or(self.state.start);
            self.open(&lead);
        } else if !(generic && lacks) {
            if cleaned.is_empty() {
                return;
            }
            self.open(&cleaned);
        }
        if opening {
            let held =
                self.state.base.replace(Base { year: BaseYear::Same, phase: Some(Phase::Approved), comparable: false });
            self.put_number(Role::Prior, token);
            self.state.base = held;
        } else {
            self.put_number(Role::Current, token);
        }
    }

    pub(super) fn percent(&mut self, token: &Token) {
        match self.state.pending.clone() {
            Pending::Change(direction) => self.put_number(Role::Rate(direction), token),
            Pending::Share(of) => {
                let of = of.trim_matches(['的', ',', ':', '为', '比']);
                let of = of.trim_end_matches("比重").trim_end_matches("比例").trim_end_matches('的').to_owned();
                if ["预算", "年初预算", "调整预算", "调整后预算"].contains(&of.as_str()) {
                    self.state.base = Some(base::read(&of));
                    self.put_number(Role::Completion, token);
                } else {
                    self.put_number(Role::Share((!of.is_empty()).then(|| of.as_str().into())), token);
                }
            }
            Pending::Completion(of) => {
                let held = self.state.base;
                if !of.trim_matches('的').is_empty() {
                    self.state.base = Some(base::read(&of));
                }
                self.put_number(Role::Completion, token);
                self.state.base = held.filter(|base| base.year != BaseYear::Same);
            }
            Pending::Subject | Pending::Prior | Pending::Aside => {}
        }
        self.clear();
    }

    pub(super) fn multiple(&mut self, token: &Token) {
        if let Pending::Change(direction) = self.state.pending {
            let role = match token.kind {
                Kind::Times => Role::Times(direction),
                _ => Role::Points(direction),
            };
            self.put_number(role, token);
        }
        self.clear();
    }

    pub(super) fn put_number(&mut self, role: Role, token: &Token) {
        let printed = self.text[token.span.clone()].trim_end_matches(['%', '倍', '点', '分', '百', '个']);
        if let Ok(Some(number)) = PrintedNumber::parse(printed) {
            self.put(role, Some(number), token.span.clone());
        }
    }

    /// Gives a figure to the current claim. A change with neither subject nor base belongs to nothing.
    pub(super) fn put(&mut self, role: Role, number: Option<PrintedNumber>, span: Range<usize>) {
        if self.state.current.is_none() {
            match self.state.lead.take() {
                Some(lead) => self.open(&lead),
                None if self.state.base.is_some() => {
                    self.state.start = span.start;
                    self.open("");
                }
                None => return,
            }
        }
        let Some(draft) = self.state.current.and_then(|current| self.drafts.get_mut(current)) else { return };
        let base = if role == Role::Current || matches!(role, Role::Share(_)) { None } else { self.state.base };
        draft.span.end = span.end;
        draft.figures.push(Figure { role, number, base, span, place: Place::default() });
    }
}
