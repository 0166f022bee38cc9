//! 组句: binds figures to subjects, clause by clause.

use super::sentence::Passage;
use super::subject::{self, YEAR_MARK};
use super::token::{Kind, Token, tokens};
use crate::model::{Base, BaseYear, Claim, Direction, Figure, FiscalYear, Level, Phase, PrintedNumber, Role};
use std::ops::Range;
use std::sync::Arc;

/// Reads passages in order and remembers the headings above them.
#[derive(Default)]
pub(super) struct Reader {
    claims: Vec<Claim>,
    headings: Vec<(u8, Arc<str>)>,
    path: Vec<(Level, Arc<str>)>,
    /// The whole that an unfinished “其中：” left open.
    whole: Option<Arc<str>>,
}

/// What stands between a word and its number without changing what the number is.
const FILLERS: &[&str] = &[
    "", "了", "额", "率", "幅", "幅度", "为", "约", "各", "数", "达", "共", "近", "的", "支出", "收入", "预算", "度为",
    "率为", "额为", "幅为",
];
/// Subjects that end an explanation when a figure follows them.
const RESUMES: &[&str] = &["公务接待", "公务用车", "因公出国", "基本支出", "项目支出", "人员经费", "公用经费"];

impl Reader {
    /// Takes note of a heading.
    pub(super) fn section(&mut self, level: u8, text: &str) {
        self.headings.retain(|(above, _)| *above < level);
        self.headings.push((level, text.into()));
        let plain: String = text
            .chars()
            .map(|c| {
                if c == '（' {
                    '('
                } else if c == '）' {
                    ')'
                } else {
                    c
                }
            })
            .collect();
        let path = subject::path(&subject::clean(&plain));
        match path.first() {
            Some((first, _)) => {
                self.path.retain(|(above, _)| above < first);
                self.path.extend(path);
            }
            None if level <= 3 => self.path.clear(),
            None => {}
        }
        self.whole = None;
    }

    /// Reads the claims of a passage.
    pub(super) fn passage(&mut self, passage: &Passage) {
        let tokens = tokens(&passage.plain);
        let mut scan = Scan {
            text: &passage.plain,
            tokens: &tokens,
            drafts: Vec::new(),
            path: std::mem::take(&mut self.path),
            state: State { whole: self.whole.take(), ..State::default() },
            stack: Vec::new(),
        };
        for at in 0..tokens.len() {
            scan.step(at);
        }
        let Scan { drafts, path, state, .. } = scan;
        self.path = path;
        if passage.plain.ends_with(':') {
            self.whole = state.whole;
        }
        let section: Vec<Arc<str>> = self.headings.iter().map(|(_, text)| text.clone()).collect();
        let drafts = drafts.into_iter().filter(|draft| !draft.figures.is_empty());
        self.claims.extend(drafts.map(|draft| draft.finish(passage, &section)));
    }

    /// All claims, in reading order.
    pub(super) fn into_claims(self) -> Vec<Claim> {
        self.claims
    }
}

/// A claim in the making; spans in the plain text.
struct Draft {
    subject: crate::model::Subject,
    year: Option<FiscalYear>,
    figures: Vec<Figure>,
    span: Range<usize>,
}

/// What is known at a point of a sentence; a bracket that lists parts has its own.
#[derive(Default, Clone)]
struct State {
    /// The claim that figures without a subject of their own belong to.
    current: Option<usize>,
    /// Words since the last boundary, and where they begin.
    words: String,
    start: usize,
    /// A path that waits for its figures.
    lead: Option<String>,
    base: Option<Base>,
    year: Option<FiscalYear>,
    whole: Option<Arc<str>>,
    pending: Pending,
    explaining: bool,
}

/// What the next number will be.
#[derive(Default, Clone, PartialEq)]
enum Pending {
    #[default]
    Subject,
    Prior,
    Change(Option<Direction>),
    Share(String),
    Completion(String),
}

struct Scan<'a> {
    text: &'a str,
    tokens: &'a [Token],
    drafts: Vec<Draft>,
    path: Vec<(Level, Arc<str>)>,
    state: State,
    stack: Vec<State>,
}

impl Scan<'_> {
    fn step(&mut self, at: usize) {
        let token = &self.tokens[at];
        if self.state.explaining && !self.resumes(at) {
            return;
        }
        match &token.kind {
            Kind::Text => self.words(token),
            Kind::Noise => self.state.words.push('\u{2}'),
            Kind::Year(year) => {
                if self.state.words.is_empty() {
                    self.state.start = token.span.start;
                }
                self.state.year = Some(*year);
                self.state.words.push(YEAR_MARK);
            }
            Kind::Compare(base) => self.compare(*base),
            Kind::Beyond(direction, base) => {
                self.state.base = Some(*base);
                if subject::is_generic(&self.state.words) || self.state.words.ends_with("年数") {
                    self.state.words.clear();
                }
                self.state.pending = Pending::Change(Some(*direction));
            }
            Kind::Direction(direction) => self.direction(at, *direction),
            Kind::Flat(exact) => self.flat(token, *exact),
            Kind::Share => self.state.pending = Pending::Share(String::new()),
            Kind::Completion => {
                if self.number_follows(at).is_none() {
                    self.state.pending = Pending::Completion(String::new());
                }
            }
            Kind::Amount => self.amount(token),
            Kind::Percent => self.percent(token),
            Kind::Points | Kind::Times => self.multiple(token),
            Kind::Among => self.among(),
            Kind::Reason => {
                self.state.explaining = true;
                self.clear();
            }
            Kind::Open => self.stack.push(self.state.clone()),
            Kind::Close => {
                if let Some(state) = self.stack.pop() {
                    self.state = State { words: String::new(), ..state };
                }
            }
            Kind::Comma | Kind::Semicolon | Kind::Colon => self.boundary(&token.kind),
            Kind::Stop => {
                self.boundary(&token.kind);
                self.state.base = None;
            }
        }
    }

    /// Whether an explanation ends here: with its sentence, or where the next known subject has a figure.
    fn resumes(&mut self, at: usize) -> bool {
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

    fn words(&mut self, token: &Token) {
        let text = &self.text[token.span.clone()];
        match &mut self.state.pending {
            Pending::Share(of) | Pending::Completion(of) => of.push_str(text),
            _ => {
                if self.state.words.is_empty() {
                    self.state.start = token.span.start;
                }
                self.state.words.push_str(text);
            }
        }
    }

    fn clear(&mut self) {
        self.state.words.clear();
        self.state.pending = Pending::Subject;
    }

    fn compare(&mut self, base: Base) {
        self.state.base = Some(base);
        match &mut self.state.pending {
            Pending::Completion(_) => {}
            pending => *pending = Pending::Prior,
        }
        let words = self.state.words.trim_matches([':', YEAR_MARK]);
        if subject::is_generic(words) || matches!(words, "本年数" | "按" | "决算数") {
            self.state.words.clear();
        }
    }

    /// A comma, colon or full stop: what no figure has claimed is a subject in waiting, or nothing.
    fn boundary(&mut self, kind: &Kind) {
        let words = subject::clean(&self.state.words);
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
            self.state.lead = Some(words);
        }
        if *kind == Kind::Semicolon || *kind == Kind::Stop {
            self.state.explaining = false;
        }
        self.clear();
    }

    fn among(&mut self) {
        if let Some(current) = self.state.current {
            self.state.whole = Some(self.drafts[current].subject.text.clone());
        } else if let Some(lead) = self.state.lead.take_if(|lead| subject::path(lead).is_empty()) {
            self.state.whole = Some(lead.as_str().into());
        }
        self.clear();
    }

    /// The kind of the number that follows a token, if only fillers stand between.
    fn number_follows(&self, at: usize) -> Option<&Kind> {
        let mut rest = self.tokens[at + 1..].iter();
        let mut next = rest.next()?;
        if next.kind == Kind::Text && FILLERS.contains(&self.text[next.span.clone()].trim_matches([':', '-'])) {
            next = rest.next()?;
        }
        matches!(next.kind, Kind::Amount | Kind::Percent | Kind::Points | Kind::Times).then_some(&next.kind)
    }

    fn direction(&mut self, at: usize, direction: Option<Direction>) {
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
    fn choose(&mut self, words: &str) {
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

    fn open(&mut self, words: &str) {
        let subject = subject::subject(words, &self.path, self.state.whole.clone());
        let start = self.state.start;
        self.drafts.push(Draft { subject, year: self.state.year, figures: Vec::new(), span: start..start });
        self.state.current = Some(self.drafts.len() - 1);
    }

    fn flat(&mut self, token: &Token, exact: bool) {
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

    fn amount(&mut self, token: &Token) {
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
            Pending::Completion(of) => {
                let mut base = super::base::read(&of);
                base.phase = base.phase.or(Some(Phase::Approved));
                self.state.base = Some(base);
                self.put_number(Role::Prior, token);
                return;
            }
            Pending::Share(_) => return,
            _ => self.stated(token),
        }
        self.clear();
    }

    /// An amount that its subject is said to be.
    fn stated(&mut self, token: &Token) {
        let words = std::mem::take(&mut self.state.words);
        let cleaned = subject::clean(&words);
        let opening = subject::is_opening_budget(words.trim_end_matches(YEAR_MARK));
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
            && current.is_some_and(|draft| generic || subject::is_same(&draft.subject.text, &cleaned))
        {
            let year = self.state.year.filter(|_| last_year).map_or(BaseYear::Previous, BaseYear::Stated);
            let held = self.state.base;
            self.state.base = Some(Base { year, ..super::base::read(&words) });
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

    fn percent(&mut self, token: &Token) {
        match self.state.pending.clone() {
            Pending::Change(direction) => self.put_number(Role::Rate(direction), token),
            Pending::Share(of) => {
                let of = of.trim_matches(['的', ',', ':', '为', '比']).to_owned();
                if ["预算", "年初预算", "调整预算", "调整后预算"].contains(&of.as_str()) {
                    self.state.base = Some(super::base::read(&of));
                    self.put_number(Role::Completion, token);
                } else {
                    self.put_number(Role::Share((!of.is_empty()).then(|| of.as_str().into())), token);
                }
            }
            Pending::Completion(of) => {
                let held = self.state.base;
                if !of.trim_matches('的').is_empty() {
                    self.state.base = Some(super::base::read(&of));
                }
                self.put_number(Role::Completion, token);
                self.state.base = held.filter(|base| base.year != BaseYear::Same);
            }
            Pending::Subject | Pending::Prior => {}
        }
        self.clear();
    }

    fn multiple(&mut self, token: &Token) {
        if let Pending::Change(direction) = self.state.pending {
            let role = match token.kind {
                Kind::Times => Role::Times(direction),
                _ => Role::Points(direction),
            };
            self.put_number(role, token);
        }
        self.clear();
    }

    fn put_number(&mut self, role: Role, token: &Token) {
        let printed = self.text[token.span.clone()].trim_end_matches(['%', '倍', '点', '分', '百', '个']);
        if let Ok(Some(number)) = PrintedNumber::parse(printed) {
            self.put(role, Some(number), token.span.clone());
        }
    }

    /// Gives a figure to the current claim. A change with neither subject nor base belongs to nothing.
    fn put(&mut self, role: Role, number: Option<PrintedNumber>, span: Range<usize>) {
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
        draft.figures.push(Figure { role, number, base, span });
    }
}

/// Whether words hold a verb of change, so that the amount behind them is no amount of theirs.
fn tainted(words: &str) -> bool {
    words.contains('\u{2}')
        || ["增加", "减少", "下降", "增长", "新增", "压减", "降低", "调增", "调减", "单价"]
            .iter()
            .any(|verb| words.contains(verb))
}

impl Draft {
    fn finish(self, passage: &Passage, section: &[Arc<str>]) -> Claim {
        let text = &passage.plain;
        let start = text[..self.span.start]
            .rfind(['。', '!', '?'])
            .map_or(0, |stop| stop + if text[stop..].starts_with('。') { 3 } else { 1 });
        let last = self.span.end.max(self.span.start);
        let end = text[last..].find('。').map_or(text.len(), |stop| last + stop + '。'.len_utf8());
        let (from, to) = (passage.start(start), passage.end(end));
        let original = passage.original.get(from..to).unwrap_or("");
        let figures = self.figures.into_iter().map(|figure| {
            let span = passage.start(figure.span.start).saturating_sub(from)
                ..passage.end(figure.span.end).saturating_sub(from);
            Figure { span, ..figure }
        });
        Claim {
            place: passage.place(from),
            text: original.into(),
            section: section.to_vec(),
            subject: self.subject,
            year: self.year,
            figures: figures.collect(),
        }
    }
}
