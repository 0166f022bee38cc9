//! 台账: one line per figure of every claim; the gravest verdict wins.

pub(in crate::audit) use super::finding::At;
use super::finding::{gap, suffix};
use super::{Audit, Judgement, Operand, Share, Verdict};
use crate::model::{Amount, Claim, Figure, Place, Role};
use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

/// The opinion of a check on a figure.
pub(super) struct Opinion {
    pub code: &'static str,
    pub verdict: Verdict,
    pub expected: Option<String>,
    pub because: String,
    pub likely_cause: Option<String>,
    /// The text that should replace the figure, including its unit.
    pub replacement: Option<String>,
    /// The figures that it is based on; empty if the figure is sound.
    pub operands: Vec<Operand>,
}

/// A record that a check was applied, whatever the result.
#[derive(Clone)]
pub(super) struct Look {
    pub code: &'static str,
    pub place: Place,
    /// Index of the claim, if it was applied to one.
    pub claim: Option<usize>,
}

/// Collects the judgements while the checks run.
pub(super) struct Ledger {
    lines: Vec<Vec<Judgement>>,
    tables: Vec<Judgement>,
    notes: Vec<Judgement>,
    sums: usize,
    looks: Vec<Look>,
    /// The figures of every relation that holds, if somebody is [`listening`].
    held: Vec<Vec<Operand>>,
}

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` with ledgers that keep the figures of relations that hold. Otherwise nobody asks for them, and most
/// relations hold.
pub(super) fn listening(work: impl FnOnce()) {
    LISTENING.set(true);
    work();
    LISTENING.set(false);
}

impl Ledger {
    /// A ledger with one unchecked line per figure.
    pub(super) fn of(claims: &[Claim]) -> Self {
        let lines = claims.iter().enumerate().map(|(index, claim)| {
            let figures = claim.figures.iter().enumerate();
            figures.map(|(number, figure)| line((index, number), claim, figure)).collect()
        });
        Self {
            lines: lines.collect(),
            tables: Vec::new(),
            notes: Vec::new(),
            sums: 0,
            looks: Vec::new(),
            held: Vec::new(),
        }
    }

    /// Adds the judgements of another ledger, except those of figures in the text.
    pub(super) fn add(&mut self, other: &Self) {
        self.tables.extend_from_slice(&other.tables);
        self.notes.extend_from_slice(&other.notes);
        self.looks.extend_from_slice(&other.looks);
        self.held.extend_from_slice(&other.held);
        self.sums += other.sums;
    }

    /// The figures of every relation that holds.
    pub(super) fn held(&mut self) -> Vec<Vec<Operand>> {
        std::mem::take(&mut self.held)
    }

    /// The judgements of tables so far.
    pub(super) fn sums(&self) -> &[Judgement] {
        &self.tables
    }

    /// Keeps the figures of a relation that holds.
    fn hold(&mut self, opinion: &mut Opinion) {
        if opinion.verdict == Verdict::Ok && !opinion.operands.is_empty() {
            self.held.push(std::mem::take(&mut opinion.operands));
        }
    }

    /// Records that a check was applied here, for checks that otherwise report only errors.
    pub(super) fn look(&mut self, code: &'static str, place: &Place) {
        self.looks.push(Look { code, place: place.clone(), claim: None });
    }

    /// Records that a check was applied to a figure of a claim.
    pub(super) fn look_at(&mut self, code: &'static str, at: At) {
        if let Some(line) = self.lines.get(at.0).and_then(|claim| claim.get(at.1)) {
            self.looks.push(Look { code, place: line.place.clone(), claim: Some(at.0) });
        }
    }

    /// Records an opinion on a figure; a graver verdict replaces a milder one.
    pub(super) fn note(&mut self, at: At, mut opinion: Opinion) {
        self.hold(&mut opinion);
        self.look_at(opinion.code, at);
        let Some(line) = self.lines.get_mut(at.0).and_then(|claim| claim.get_mut(at.1)) else { return };
        if opinion.verdict > line.verdict {
            let about =
                Judgement::about(line.place.clone(), line.text.clone(), line.mark.clone(), line.printed.clone());
            // No replacement for digits that fit: those computed from rounded figures would be no better.
            let replacement = opinion.replacement.clone().filter(|_| opinion.verdict.is_off());
            let corrected = replacement.and_then(|with| corrected(&line.text, &line.mark, &with));
            *line = Judgement { corrected, at: Some(at), ..opinion.on(about) };
        }
    }

    /// Marks the figures of a claim that a sound figure was computed from: an error in one of them would have shown.
    pub(super) fn agree(&mut self, claims: &[Claim], claim: usize, role: impl Fn(&Role) -> bool) {
        let figures = claims.get(claim).map_or(&[][..], |claim| &claim.figures);
        for (number, _) in figures.iter().enumerate().filter(|(_, figure)| role(&figure.role)) {
            self.note((claim, number), Opinion::ok("agrees"));
        }
    }

    /// Whether a figure has been judged wrong.
    pub(super) fn is_wrong(&self, at: At) -> bool {
        self.lines.get(at.0).and_then(|claim| claim.get(at.1)).is_some_and(|line| line.verdict.is_wrong())
    }

    /// Whether a table of this year or last year confirms a figure.
    pub(super) fn is_borne_out(&self, at: At) -> bool {
        let line = self.lines.get(at.0).and_then(|claim| claim.get(at.1));
        line.is_some_and(|line| line.verdict == Verdict::Ok && matches!(line.code, "stated" | "base"))
    }

    /// Whether no check has judged a figure yet.
    pub(super) fn is_open(&self, at: At) -> bool {
        let line = self.lines.get(at.0).and_then(|claim| claim.get(at.1));
        line.is_some_and(|line| line.verdict == Verdict::Unchecked)
    }

    /// Whether a figure has been judged right.
    pub(super) fn is_sound(&self, at: At) -> bool {
        self.lines.get(at.0).and_then(|claim| claim.get(at.1)).is_some_and(|line| line.verdict == Verdict::Ok)
    }

    /// Explains an unchecked figure that took part in a comparison which does not hold: which of the figures is wrong
    /// remains open.
    pub(super) fn took_part(&mut self, at: At, code: &'static str, printed: &str) {
        let line = self.lines.get_mut(at.0).and_then(|claim| claim.get_mut(at.1));
        line.into_iter().for_each(|line| implicated(line, code, printed));
    }

    /// Sets the likely cause of a wrong figure, unless it is already known to be copied (照抄).
    pub(super) fn blame(&mut self, at: At, cause: &str) {
        let line = self.lines.get_mut(at.0).and_then(|claim| claim.get_mut(at.1));
        let open = |line: &&mut Judgement| line.likely_cause.as_ref().is_none_or(|told| !told.contains("照抄"));
        if let Some(line) = line.filter(open) {
            line.likely_cause = Some(cause.to_owned());
        }
    }

    /// Counts an exact sum in the text.
    pub(super) fn count(&mut self) {
        self.sums += 1;
    }

    /// Adds a remark at a figure without changing its verdict, for example on a sum that it is part of.
    pub(super) fn remark_on(&mut self, at: At, opinion: Opinion) {
        let Some(line) = self.lines.get(at.0).and_then(|claim| claim.get(at.1)) else { return };
        let (place, text, mark) = (line.place.clone(), line.text.clone(), line.mark.clone());
        self.remark(&place, &text, mark, opinion);
    }

    /// Marks one figure that a sound figure was computed from.
    pub(super) fn agrees(&mut self, at: At) {
        self.note(at, Opinion::ok("agrees"));
    }

    /// Records a sum or rate of a table; exact ones are only counted.
    pub(super) fn sum(
        &mut self,
        place: &Place,
        text: impl FnOnce() -> String,
        printed: Arc<str>,
        mut opinion: Opinion,
    ) {
        self.hold(&mut opinion);
        self.sums += 1;
        self.look(opinion.code, place);
        if opinion.verdict == Verdict::Ok {
            return;
        }
        let about = Judgement::about(place.clone(), text().into(), 0..0, printed);
        self.tables.push(opinion.on(about));
    }

    /// Adds a remark on a stretch of text or on a whole file.
    pub(super) fn remark(&mut self, place: &Place, text: &Arc<str>, mark: Range<usize>, opinion: Opinion) {
        let printed = text.get(mark.clone()).unwrap_or_default().into();
        let about = Judgement::about(place.within(mark.clone()), text.clone(), mark, printed);
        self.notes.push(opinion.on(about));
    }

    /// The finished report, and a record of all that was checked.
    pub(super) fn finish(mut self) -> (Audit, Vec<Look>) {
        self.lines.iter_mut().for_each(|claim| implicate(claim));
        let claims = self.lines.into_iter().flatten().collect();
        let mut audit = Audit { claims, tables: self.tables, sums: self.sums, notes: self.notes, ..Audit::default() };
        audit.sort();
        (audit, self.looks)
    }
}

impl Opinion {
    /// An opinion with only a verdict and a reason.
    pub(super) fn of(code: &'static str, verdict: Verdict, because: impl Into<String>) -> Self {
        Self {
            code,
            verdict,
            expected: None,
            because: because.into(),
            likely_cause: None,
            replacement: None,
            operands: Vec::new(),
        }
    }

    /// The opinion that a figure is sound.
    pub(super) fn ok(code: &'static str) -> Self {
        Self::of(code, Verdict::Ok, "")
    }

    /// Turns the opinion into a judgement.
    fn on(self, about: Judgement) -> Judgement {
        Judgement {
            code: self.code,
            verdict: self.verdict,
            expected: self.expected,
            because: self.because,
            likely_cause: self.likely_cause,
            gap: gap(&self.operands),
            operands: self.operands,
            ..about
        }
    }

    /// Adds the figures that the opinion is based on, unless the verdict is [`Verdict::Ok`] and nobody is [`listening`].
    pub(super) fn by(self, operands: impl FnOnce() -> Vec<Operand>) -> Self {
        if self.verdict == Verdict::Ok && !LISTENING.get() { self } else { Self { operands: operands(), ..self } }
    }
}

/// The operands of a figure in the text that is the sum of others.
pub(super) fn sum_said(whole: (At, Amount), parts: &[(At, Amount)], claims: &[Claim]) -> Vec<Operand> {
    let parts = parts.iter().filter_map(|(at, amount)| said(claims, *at, *amount, Share::Added));
    said(claims, whole.0, whole.1, Share::Whole).into_iter().chain(parts).collect()
}

/// The operands of a quotient of figures in the text, each with its signs in the numerator and the denominator.
pub(super) fn quotient(terms: &[((At, Amount), i8, i8)], claims: &[Claim]) -> Vec<Operand> {
    let terms = terms.iter();
    terms
        .filter_map(|((at, amount), above, below)| {
            said(claims, *at, *amount, Share::Term { above: *above, below: *below })
        })
        .collect()
}

/// A figure of the text as an operand.
pub(super) fn said(claims: &[Claim], at: At, amount: Amount, share: Share) -> Option<Operand> {
    let claim = claims.get(at.0)?;
    let figure = claim.figures.get(at.1)?;
    let name = match suffix(&figure.role) {
        "" => claim.subject.text.clone(),
        suffix => format!("{}{suffix}", claim.subject.text).into(),
    };
    Some(Operand { name, amount, place: figure.place.clone(), share, at: Some(at) })
}

fn line(at: At, claim: &Claim, figure: &Figure) -> Judgement {
    let printed = claim.text.get(figure.span.clone()).unwrap_or_default().into();
    let about = Judgement::about(figure.place.clone(), claim.text.clone(), figure.span.clone(), printed);
    Judgement { because: because(claim, figure), at: Some(at), ..about }
}

/// Explains the unchecked amounts of a claim in which a rate, say, was judged wrong: they took part in that comparison,
/// and which of the figures is wrong remains open.
fn implicate(claim: &mut [Judgement]) {
    let of_fact =
        |line: &&Judgement| line.verdict.is_off() && ["rate", "change", "times", "completion"].contains(&line.code);
    let Some((code, printed)) = claim.iter().find(of_fact).map(|line| (line.code, line.printed.clone())) else {
        return;
    };
    claim.iter_mut().filter(|line| line.printed.contains('元')).for_each(|line| implicated(line, code, &printed));
}

fn implicated(line: &mut Judgement, code: &'static str, printed: &str) {
    if line.verdict == Verdict::Unchecked {
        line.code = code;
        line.because = format!("已与同一句的 {printed} 核对，两者不符，见该处");
    }
}

/// The reason why a figure is unchecked: nothing to compare it with is printed, or none was recognised.
fn because(claim: &Claim, figure: &Figure) -> String {
    let has = |role: fn(&Role) -> bool| claim.figures.iter().any(|figure| role(&figure.role));
    let lacks = match &figure.role {
        Role::Rate(_) | Role::Times(_) if !has(|role| matches!(role, Role::Prior | Role::Change(_))) => {
            "只写了增减的比率，没有写上年数和增减额，"
        }
        Role::Completion if !has(|role| *role == Role::Prior) => "只写了完成的比率，没有写预算数，",
        Role::Change(_) if !has(|role| matches!(role, Role::Prior | Role::Rate(_))) => {
            "只写了增减额，没有写上年数和增减率，"
        }
        _ => "",
    };
    match &claim.binding.why {
        Some(why) => format!("{lacks}文中没有可以与它核对的数，也没有对应到表中的数：{why}"),
        None => format!("{lacks}文中和表中没有可以与它核对的数"),
    }
}

/// The sentence with the marked figure replaced.
pub(super) fn corrected(text: &str, mark: &Range<usize>, with: &str) -> Option<String> {
    Some(format!("{}{with}{}", text.get(..mark.start)?, text.get(mark.end..)?))
}
