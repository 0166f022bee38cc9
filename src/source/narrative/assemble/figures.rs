//! 归数: assigns each number a role and a claim.

use super::super::token::{JOINERS, Kind, Token};
use super::super::{subject, subject::YEAR_MARK};
use super::{Draft, FILLERS, Pending, Scan, tainted};
use crate::model::{
    BEFORE_SAVING, Base, BaseYear, Direction, Figure, FiscalYear, Phase, Place, PrintedNumber, Role, Subject,
};
use crate::source::base;
use std::ops::Range;
use std::sync::Arc;

impl Scan<'_> {
    pub(super) fn direction(&mut self, at: usize, direction: Option<Direction>) {
        let token = &self.tokens[at];
        self.state.verb = Some(token.span.clone());
        if self.state.rising.is_some() && self.comes_to(at, &Kind::Percent) {
            self.clear();
            return;
        }
        let last = self.state.current.and_then(|current| self.drafts[current].figures.last());
        let moves = last.is_some_and(|figure| figure.role == Role::Prior) && self.comes_to(at, &Kind::Amount);
        if self.number_follows(at).is_none() && !moves || self.is_of_name(at) {
            // 增加部门预算…: the verb has its own object, so this is no change of the subject.
            self.state.words.push_str(&self.text[token.span.clone()]);
            self.state.pending = Pending::Subject;
            return;
        }
        let cleaned = subject::clean(&self.state.words);
        if let Some(before) = subject::before_mean(&self.state.words) {
            // …提高到2025年的200.1亿元，五年年均增长3.5%: refers to the item that changed, unless the words name another.
            let name = subject::clean(before);
            self.state.pending = Pending::Mean(direction);
            self.state.words.clear();
            if name.chars().count() > 2 {
                self.choose(&name);
            }
            return;
        }
        if direction.is_some() && self.comes_to(at, &Kind::Amount) {
            // 由5.00万元减少为3.00万元: the amount is the result; the verb is a change without a figure.
            if !(cleaned.is_empty() || subject::is_generic(&cleaned) || tainted(&cleaned)) {
                self.choose(&cleaned);
            }
            self.put(Role::Change(direction), None, token.span.clone());
            self.clear();
            return;
        }
        if self.is_name(at, &cleaned) {
            self.open(&format!("{cleaned}{}", &self.text[token.span.clone()]));
            self.clear();
            return;
        }
        self.state.pending = Pending::Change(direction);
        self.state.words.clear();
        let filler =
            ["自然", "按", "分别", "对比", "各", "也", "则", "", "略有", "本年数", "相比"].contains(&cleaned.as_str());
        if filler || subject::is_generic(&cleaned) || tainted(&cleaned) {
            return;
        }
        let count =
            self.tokens[at + 1..].iter().position(Token::is_number).map_or(1, |next| self.listed(at + 1 + next));
        match subject::members(&cleaned, count).filter(|_| count > 1) {
            Some(members) => self.choose_all(&members),
            None => self.choose(&cleaned),
        }
    }

    /// Whether a verb is part of the name of what is spent: 公共服务提升支出152.13亿元. Money itself is 增加 or 减少.
    fn is_of_name(&self, at: usize) -> bool {
        let is_better = ["提升", "提高"].contains(&&self.text[self.tokens[at].span.clone()]);
        let next = self.tokens.get(at + 1).filter(|next| next.kind == Kind::Text);
        let next = next.map_or("", |next| &self.text[next.span.clone()]);
        is_better && self.state.base.is_none() && ["支出", "经费", "资金"].iter().any(|noun| next.starts_with(noun))
    }

    /// Whether the number after a verb is of this kind and the result of the change: 减少为, 增加到, 降至, 提高到2025年的.
    fn comes_to(&self, at: usize, kind: &Kind) -> bool {
        let mut behind = self.tokens[at + 1..].iter().peekable();
        let is =
            |token: &Token, words: &[&str]| token.kind == Kind::Text && words.contains(&&self.text[token.span.clone()]);
        if !behind.next().is_some_and(|token| is(token, &["为", "到", "至"])) {
            return false;
        }
        if behind.next_if(|token| matches!(token.kind, Kind::Year(_))).is_some() {
            behind.next_if(|token| is(token, &["的", "度的"]));
        }
        behind.next().is_some_and(|token| token.kind == *kind)
    }

    /// Whether a number is followed by a verb with the result of the change.
    fn moves_on(&self, number: &Token) -> bool {
        let at = self.tokens.partition_point(|token| token.span.start < number.span.end);
        matches!(self.tokens.get(at).map(|token| &token.kind), Some(Kind::Direction(Some(_))))
            && self.comes_to(at, &number.kind)
    }

    /// Whether a verb is the end of a name in a list of parts: 其中支持消费提质提升800万元，支持外贸稳增长30万元. This requires that
    /// the sentence compares nothing and the part has no other amount.
    fn is_name(&self, at: usize, words: &str) -> bool {
        let next = self.tokens[at + 1..].iter().find(|token| token.kind != Kind::Text);
        let known = self.drafts.iter().any(|draft| subject::is_same(&draft.subject.text, words));
        self.state.whole.is_some()
            && self.state.base.is_none()
            && matches!(next.map(|next| &next.kind), Some(Kind::Amount))
            && words.chars().count() > 2
            && !known
    }

    /// The number of numbers of one kind in a list that begins at a token.
    fn listed(&self, at: usize) -> usize {
        let (kind, mut count) = (&self.tokens[at].kind, 1);
        while let [joiner, number] = self.tokens.get(at + count * 2 - 1..at + count * 2 + 1).unwrap_or_default()
            && joiner.kind == Kind::Text
            && JOINERS.contains(&&self.text[joiner.span.clone()])
            && number.kind == *kind
        {
            count += 1;
        }
        count
    }

    /// Makes the claims of several subjects current, which share lists of numbers.
    fn choose_all(&mut self, members: &[String]) {
        let mut group = Vec::new();
        for member in members {
            self.choose(member);
            group.extend(self.state.current);
        }
        self.state.current = group.first().copied();
        self.state.group = group;
    }

    /// Takes a number. In a list, it belongs to the next of the subjects that were named together; if these cannot be
    /// distinguished, it belongs to none.
    pub(super) fn number(&mut self, at: usize) {
        let token = &self.tokens[at];
        if let Some((pending, nth)) = self.state.repeat.clone().filter(|_| at >= 2 && self.joins(at - 1)) {
            self.state.repeat = Some((pending.clone(), nth + 1));
            self.state.words.clear();
            if let Some(member) = self.state.group.get(nth + 1).copied() {
                let first = self.state.current.replace(member);
                self.state.pending = pending;
                self.one(token);
                self.state.current = first;
            }
            self.clear();
            return;
        }
        let count = self.listed(at);
        let pending = self.state.pending.clone();
        self.state.repeat = (count > 1).then(|| (pending.clone(), 0));
        if count > 1 {
            let words = subject::clean(&self.state.words);
            let known = self.state.current.map(|current| self.drafts[current].subject.text.clone());
            match pending {
                Pending::Subject if !tainted(&words) => {
                    let members = subject::members(&words, count).unwrap_or_default();
                    if !members.is_empty() {
                        self.choose_all(&members);
                        self.state.words.clear();
                    }
                }
                Pending::Subject => {}
                // 各下降15%、21% refers to the preceding subjects.
                _ if self.state.group.len() != count => {
                    let members = known.and_then(|known| subject::members(&known, count)).unwrap_or_default();
                    match self.stated_apart(count).filter(|_| members.is_empty()) {
                        Some(group) => (self.state.current, self.state.group) = (group.first().copied(), group),
                        None => self.choose_all(&members),
                    }
                }
                _ => self.state.current = self.state.group.first().copied(),
            }
        }
        self.one(token);
    }

    fn one(&mut self, token: &Token) {
        match token.kind {
            Kind::Amount => self.amount(token),
            Kind::Percent => self.percent(token),
            _ => self.multiple(token),
        }
    }

    /// The subjects just before a list of so many numbers, if each has its own amount in this sentence: 基本支出110.00万元、
    /// 项目支出50.00万元，分别减少A、B.
    fn stated_apart(&self, count: usize) -> Option<Vec<usize>> {
        let from = self.drafts.len().checked_sub(count)?;
        let stop = self.text[..self.state.start].rfind('。').unwrap_or(0);
        let own = |draft: &Draft| {
            draft.span.start >= stop && draft.figures.iter().filter(|figure| figure.role == Role::Current).count() == 1
        };
        let alone = from.checked_sub(1).is_none_or(|before| !own(&self.drafts[before]) || self.state.whole.is_some());
        (alone && self.drafts[from..].iter().all(own)).then(|| (from..from + count).collect())
    }

    /// Whether the token only connects two numbers of a list.
    pub(super) fn joins(&self, at: usize) -> bool {
        let around = at.checked_sub(1).and_then(|before| self.tokens.get(before..at + 2));
        matches!(around, Some([one, joiner, other])
            if one.is_number() && one.kind == other.kind && joiner.kind == Kind::Text && JOINERS.contains(&&self.text[joiner.span.clone()]))
    }

    /// Makes the claim that a change refers to current: an earlier one of the same subject, or a new one.
    pub(super) fn choose(&mut self, words: &str) {
        // A change in 2022 does not refer to an earlier claim about 2021.
        let other_year = |draft: &Draft| draft.year.zip(self.state.year).is_some_and(|(told, now)| told != now);
        let open = |draft: &Draft| {
            let changed = draft.figures.iter().any(|figure| matches!(figure.role, Role::Change(_)));
            subject::is_same(&draft.subject.text, words) && !changed && !other_year(draft)
        };
        // 支出较去年增加 behind a list of parts (农林水支出) is about their whole.
        let whole = |draft: &Draft| open(draft) && draft.subject.whole.is_none();
        let of_whole = self.drafts.iter().rposition(whole).filter(|_| subject::is_side(words));
        let known = of_whole.or_else(|| self.drafts.iter().rposition(open));
        self.state.current = known;
        if known.is_none() {
            self.open(words);
        }
    }

    pub(super) fn open(&mut self, words: &str) {
        // 同口径 applies to the figures that it is stated with, not to the next subject.
        if let Some(base) = &mut self.state.base {
            base.comparable &= self.state.pending != Pending::Subject;
        }
        if self.state.whole.as_ref().is_some_and(|whole| {
            let of = self.state.list.and_then(|(whole, _)| self.drafts[whole].territory);
            // 收入总计3亿元，其中：市级收入2亿元: whatever directly follows 其中 is a part.
            let begun = self.drafts.iter().any(|draft| draft.subject.whole.as_ref() == Some(whole));
            (begun || subject::is_added(words)) && subject::ends_list(words, whole, of)
        }) {
            (self.state.whole, self.state.list) = (None, None);
        }
        // 减去市对区转移支付: the deduction may be money of other governments, but the whole is not.
        let territory = self.territory(words);
        if !self.of_unit && !subject::is_added(words) {
            self.state.territory = territory;
        }
        let subject = subject::subject(words, &self.path, self.state.whole.clone());
        let subject = Subject { insurance: self.insurance.clone(), ..subject };
        let start = self.state.start;
        // A government's report covers last year and this year, under headings that name the year.
        let titled = self.state.titled.filter(|_| territory.is_some());
        self.drafts.push(Draft {
            subject,
            year: self.state.year.or(titled),
            phase: None,
            territory,
            figures: Vec::new(),
            span: start..start,
        });
        self.state.current = Some(self.drafts.len() - 1);
        self.state.group.clear();
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
                // 比2023年“三公”经费财政拨款预算4.50万元减少: the base repeats the subject.
                self.put_number(Role::Prior, token);
                self.state.words.clear();
                return;
            }
            // 占年初预算10065万元的43.2% is a completion rate of a printed budget.
            Pending::Completion(of) | Pending::Share(of) if subject::is_bare_budget(&of) => {
                self.of_budget(&of, token);
                return;
            }
            Pending::Completion(of) if !subject::is_budget(&of) => {
                // 市本级完成一般公共预算支出124.9亿元 only states the amount.
                self.state.words.push_str(&of);
                self.stated(token);
            }
            Pending::Completion(of) => {
                self.of_budget(&of, token);
                return;
            }
            Pending::Share(of) => {
                self.whole_of_share(&of, token);
                return;
            }
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

    /// The budget that the following completion rate refers to.
    fn of_budget(&mut self, of: &str, token: &Token) {
        let mut base = base::read(of);
        base.phase = base.phase.or(Some(Phase::Approved));
        self.state.base = Some(base);
        self.put_number(Role::Prior, token);
        self.state.pending = Pending::Completion(of.to_owned());
    }

    /// 占财政总收入4348万元的39.6%: the whole is a subject with its own amount.
    fn whole_of_share(&mut self, of: &str, token: &Token) {
        let name = subject::clean(of);
        if subject::is_money(&name) && !tainted(&name) {
            let held = self.state.clone();
            self.state.whole = None;
            self.open(&name);
            self.put_number(Role::Current, token);
            self.state = held;
        }
    }

    /// Whether the words after a comparison are the subject of the claim.
    fn repeats_subject(&self) -> bool {
        let words = subject::clean(&self.state.words);
        let current = self.state.current.map(|current| &self.drafts[current]);
        !words.is_empty() && current.is_some_and(|draft| subject::is_same(&draft.subject.text, &words))
    }

    /// Takes the budget that follows the completion rate of its sentence: 完成年初预算的75%，年初预算为20万元.
    fn budget_behind(&mut self, words: &str, token: &Token) -> bool {
        let of = words.trim_matches([',', ':', '为', '是', '共']);
        let stop = self.text[..token.span.start].rfind('。').unwrap_or(0);
        let is_behind = subject::is_bare_budget(of)
            && self.state.current.map(|current| &self.drafts[current]).is_some_and(|draft| {
                draft.span.end > stop && draft.figures.last().is_some_and(|last| last.role == Role::Completion)
            });
        if is_behind {
            let base = base::read(of);
            let base = Base { year: BaseYear::Same, phase: base.phase.or(Some(Phase::Approved)), ..base };
            let held = self.state.base.replace(base);
            self.put_number(Role::Prior, token);
            self.state.base = held;
        }
        is_behind
    }

    /// Takes an amount stated for its subject.
    pub(super) fn stated(&mut self, token: &Token) {
        let words = std::mem::take(&mut self.state.words);
        let cleaned = subject::clean(&words);
        let opening = subject::is_opening_budget(words.trim_end_matches(YEAR_MARK))
            || subject::is_budget_before_outturn(&words, &self.text[token.span.end..]);
        if let Some(direction) = subject::adjusts(&words) {
            // 年初预算4亿元，执行中调增收入预算1亿元: adjusts the budget given in this sentence.
            let stop = self.text[..token.span.start].rfind('。').unwrap_or(0);
            if self
                .state
                .current
                .is_some_and(|current| self.drafts[current].is_budget() && self.drafts[current].span.end > stop)
            {
                self.put_number(Role::Adjustment(direction), token);
            }
            return;
        }
        if tainted(&cleaned) || self.budget_behind(&words, token) {
            return;
        }
        let generic = cleaned.is_empty() || subject::is_generic(&cleaned);
        let current = self.state.current.map(|current| &self.drafts[current]);
        let arrives = ["到", "至"].contains(&&*cleaned)
            && current.and_then(|draft| draft.figures.last()).is_some_and(|figure| figure.number.is_none());
        let generic = generic || arrives;
        let dated = words.contains(YEAR_MARK) && !words.contains("上年") && !words.contains("去年");
        if let Some(words) = subject::moves_from(&words).filter(|_| self.moves_on(token)) {
            // 公务接待费由上年的5.00万元减少为3.00万元
            let words = subject::clean(words);
            if !subject::is_generic(&words) {
                self.open(&words);
            }
            // 从2020年的168亿元提高到2025年的200亿元: the first year is that of the base.
            let year = self.state.year.filter(|_| dated).map_or(BaseYear::Previous, BaseYear::Stated);
            if let Some(draft) = self.state.current.filter(|_| dated).and_then(|current| self.drafts.get_mut(current)) {
                draft.year = None;
            }
            self.state.base = Some(Base { year, phase: None, comparable: false });
            self.put_number(Role::Prior, token);
            return;
        }
        let last_year = current.is_some_and(|draft| {
            let before = draft.year.and_then(FiscalYear::previous);
            before.is_some() && before == self.state.year && words.contains(YEAR_MARK)
        });
        let previous = words.starts_with("上年") || words.starts_with("去年");
        if (last_year || previous)
            && current.is_some_and(|draft| {
                // 会议费3.00万元,上年2.00万元: a year alone is no new subject.
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
        // 2022年执行数为2.50万元，2023年预算安排4.10万元: the amount of the previous year becomes the base.
        let earlier = current.is_some_and(|draft| {
            let plain = matches!(draft.figures.as_slice(), [figure] if figure.role == Role::Current);
            plain && generic && draft.year.is_some() && draft.year == self.state.year.and_then(FiscalYear::previous)
        });
        if let Some(draft) = self.state.current.filter(|_| earlier).and_then(|current| self.drafts.get_mut(current)) {
            let year = draft.year.map_or(BaseYear::Previous, BaseYear::Stated);
            let base = Base { year, phase: draft.phase, comparable: false };
            for figure in &mut draft.figures {
                (figure.role, figure.base) = (Role::Prior, Some(base));
            }
            draft.year = self.state.year;
            draft.phase = subject::phase(&words);
            self.put_number(Role::Current, token);
            return;
        }
        let current = self.state.current.map(|current| &self.drafts[current]);
        let lacks = current.is_some_and(|draft| draft.figures.iter().all(|figure| figure.role != Role::Current));
        if generic && self.state.lead.is_some() && (self.state.current.is_none() || !lacks) {
            let lead = self.state.lead.take().unwrap_or_default();
            self.state.start = self.text[..token.span.start].rfind(lead.as_str()).unwrap_or(self.state.start);
            // 1.一般公共预算。…，收入总计12亿元: in a government's report the title names the budget, not its total.
            let is_total = !self.of_unit && subject::is_total(&cleaned);
            self.open(&if is_total { lead + &cleaned } else { lead });
        } else if !(generic && lacks) {
            // Without a subject other than the heading, 年初预算…，支出决算… belong together.
            if cleaned.is_empty() && !["预算", "决算", "执行"].iter().any(|word| words.contains(word)) {
                return;
            }
            self.open(&cleaned);
        }
        if opening {
            let phase = if words.contains("调整") { Phase::Adjusted } else { Phase::Approved };
            let held = self.state.base.replace(Base { year: BaseYear::Same, phase: Some(phase), comparable: false });
            self.put_number(Role::Prior, token);
            self.state.base = held;
        } else {
            if let Some(draft) = self.state.current.and_then(|current| self.drafts.get_mut(current)) {
                draft.phase = subject::phase(&words).or(draft.phase);
                if draft.moved_from().is_some() {
                    draft.year = draft.year.or(self.state.year);
                }
            }
            self.put_number(Role::Current, token);
        }
    }

    /// 占: refers to the current claim, or to a subject directly before it: 税收占比为66.67%.
    pub(super) fn share(&mut self) {
        let held = std::mem::take(&mut self.state.words);
        let words = subject::clean(&held);
        self.state.pending = Pending::Share(String::new());
        // 甲…，乙…，合计占…: refers to the whole list, not to its last item.
        if ["合计", "共计", "总计"].iter().any(|word| held.trim_matches([',', ':']) == *word) && self.listing() {
            self.open(held.trim_matches([',', ':']));
            return;
        }
        let filler = FILLERS.contains(&&*words) || ["比重", "比例", "所", "仅", "只", "总额", "也"].contains(&&*words);
        if filler || subject::is_generic(&words) || tainted(&words) {
            return;
        }
        // 累计完成税收收入3.6亿元，税收占财政总收入的53.8%: 收入 is omitted the second time.
        let is_meant = |draft: &Draft| {
            let text = &*draft.subject.text;
            let short = text.strip_suffix("收入").or_else(|| text.strip_suffix("支出")).unwrap_or(text);
            subject::is_same(text, &words) || subject::is_same(short, &words)
        };
        let known = self.drafts.iter().rposition(is_meant);
        match known {
            Some(known) => self.state.current = Some(known),
            None => self.open(&words),
        }
    }

    /// Whether the sentence has several amounts so far, so that a total without a name is their sum.
    fn listing(&self) -> bool {
        let stop = self.text[..self.state.start].rfind('。').unwrap_or(0);
        self.drafts.iter().filter(|draft| draft.span.start >= stop).count() > 1
    }

    pub(super) fn percent(&mut self, token: &Token) {
        match self.state.pending.clone() {
            Pending::Change(direction) => self.put_number(Role::Rate(direction), token),
            Pending::Mean(direction) => self.put_number(Role::MeanRate(direction), token),
            Pending::Share(of) => {
                let from = of.rfind(FROM).filter(|_| self.moves_on(token));
                let of = whole_of_share(&of[..from.unwrap_or(of.len())]).to_owned();
                if from.is_some() {
                    self.put_number(Role::PriorShare(named(&of)), token);
                    self.state.rising = Some(of);
                } else if subject::is_bare_budget(&of) {
                    self.completion(&of, token);
                } else {
                    self.put_number(Role::Share(named(&of)), token);
                }
            }
            Pending::Completion(of) => self.completion(&of, token),
            Pending::Subject if self.state.rising.is_some() => {
                let of = self.state.rising.take().unwrap_or_default();
                self.put_number(Role::Share(named(&of)), token);
            }
            // 完成年初预算的118.6%、调整预算的100%
            Pending::Subject if self.goes_on_completing() => {
                let of = self.state.words.trim_start_matches(['、', '和', '及', '与']).to_owned();
                self.completion(&of, token);
            }
            // 税收比重70.1%
            Pending::Subject if self.state.words.ends_with("比重") => {
                self.state.words.truncate(self.state.words.len() - "比重".len());
                self.share();
                self.put_number(Role::Share(None), token);
            }
            Pending::Subject if subject::is_saving_rate(&self.state.words) => {
                self.put_number(Role::Share(Some(BEFORE_SAVING.into())), token);
            }
            Pending::Subject | Pending::Prior | Pending::Aside => {}
        }
        self.clear();
    }

    /// Whether the words after a rate of completion name another budget that it is of.
    fn goes_on_completing(&self) -> bool {
        let words = &self.state.words;
        let last = self.state.current.and_then(|current| self.drafts[current].figures.last());
        words.starts_with(['、', '和', '及', '与'])
            && subject::is_bare_budget(words.trim_start_matches(['、', '和', '及', '与']))
            && last.is_some_and(|figure| figure.role == Role::Completion)
    }

    /// Whether the words are within 占比由……提高到……, whose years need not be named.
    pub(super) fn is_in_rise(&self) -> bool {
        self.state.rising.is_some() || matches!(&self.state.pending, Pending::Share(of) if of.ends_with(FROM))
    }

    /// A rate of completion. The budget is not what the next rate compares with: 占预算的110%，下降9.5%.
    fn completion(&mut self, of: &str, token: &Token) {
        let held = self.state.base;
        if !of.trim_matches('的').is_empty() {
            self.state.base = Some(base::read(of));
        }
        self.put_number(Role::Completion, token);
        self.state.base = held.filter(|base| base.year != BaseYear::Same);
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
        let text = &self.text[token.span.clone()];
        let mut span = token.span.clone();
        let printed = match token.kind {
            Kind::Amount => format!("{text}{}", &self.text[token.unit.clone()]),
            _ => percent(text),
        };
        let mut printed = printed.as_str();
        // 增长-10.3% is a decrease.
        let role = match (role, printed.strip_prefix('-')) {
            (Role::Rate(Some(Direction::Up)), Some(rest)) => {
                (printed, span.start) = (rest, span.start + 1);
                Role::Rate(Some(Direction::Down))
            }
            (Role::Change(Some(Direction::Up)), Some(rest)) => {
                (printed, span.start) = (rest, span.start + 1);
                Role::Change(Some(Direction::Down))
            }
            (role, _) => role,
        };
        if let Ok(Some(number)) = PrintedNumber::parse(printed) {
            self.put(role, Some(number), span);
        }
    }

    /// Adds a figure to the current claim. A change without subject and base is dropped.
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
        let base = match role {
            Role::Current | Role::Share(_) | Role::PriorShare(_) => None,
            _ => self.state.base,
        };
        draft.span.end = span.end;
        let turns = matches!(role, Role::Change(_) | Role::Rate(_) | Role::Times(_) | Role::Points(_));
        let verb = if number.is_none() { Some(span.clone()) } else { self.state.verb.clone() };
        let comparison = self.state.comparison.clone().filter(|_| base.is_some());
        let rises = matches!(role, Role::Share(_))
            && draft.figures.last().is_some_and(|last| matches!(last.role, Role::PriorShare(_)));
        let verb = verb.filter(|_| turns || rises || role == Role::AboutFlat);
        draft.figures.push(Figure { role, number, base, span, verb, comparison, place: Place::default() });
    }
}

/// Before the number that a change begins with.
const FROM: [char; 2] = ['由', '从'];

/// The name of the whole in the words between 占 and a share.
fn whole_of_share(words: &str) -> &str {
    let words = words.trim_matches(['的', ',', ':', '为', '比', '达', '到']);
    words.trim_end_matches("比重").trim_end_matches("比例").trim_end_matches('的')
}

fn named(of: &str) -> Option<Arc<str>> {
    (!of.is_empty()).then(|| of.into())
}

/// The digits of a rate in percent: 9.5%, 12.5‰, 百分之九点五.
fn percent(text: &str) -> String {
    if let Some(digits) = text.strip_suffix('‰').or_else(|| text.strip_prefix("千分之")) {
        return format!("{digits}e-1");
    }
    match text.strip_prefix("百分之") {
        Some(digits) if digits.starts_with(|c: char| c.is_ascii_digit()) => digits.to_owned(),
        Some(words) => format!("{words}元"),
        None => text.trim_end_matches(['%', '倍', '点', '分', '百', '个']).to_owned(),
    }
}
