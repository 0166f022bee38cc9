//! 审查报告（文字）: for a terminal of any width or for a file.

use super::{
    Parts, because, changed, check_name, effects, effects_head, first_operands, groups, numbers, obliged, only_file,
    operands, parts, place, right_cell, shortened, since, since_word, totals, whose, wrong_digits,
};
use crate::audit::{Audit, Judgement, Since, Verdict};
use crate::present::chart::flow_columns;
use crate::present::records::texts;
use anstyle::{AnsiColor, Style};
use std::fmt::Write;

/// Options of the text report.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditText {
    /// Include every figure with its verdict (台账).
    pub ledger: bool,
    /// List rounding differences (尾差) individually; otherwise only their number is given.
    pub tails: bool,
    /// Width of the terminal in columns; `None` for unbroken lines.
    pub width: Option<usize>,
    /// Use colours.
    pub colour: bool,
}

const FIGURE: Style = AnsiColor::Red.on_default().bold();
const DIGITS: Style = AnsiColor::Red.on_default().bold().underline();
const GRAVE: Style = AnsiColor::Red.on_default().bold();
const MILD: Style = AnsiColor::Yellow.on_default().bold();
const LIGHT: Style = AnsiColor::Cyan.on_default().bold();
const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// The report as text: the findings by gravity, each with its place, the judged figure in 【】 and the correction; then
/// the ledger, if requested; then a summary of what was checked.
pub fn audit_text(audit: &Audit, options: AuditText) -> String {
    let only = only_file(audit);
    let mut text = String::new();
    let shown = |verdict: &Verdict| *verdict != Verdict::Tail || options.tails || options.ledger;
    for (verdict, findings) in groups(audit).into_iter().filter(|(verdict, _)| shown(verdict)) {
        let title = format!("== {}（{} 处）==", verdict.title(), findings.len());
        let _ =
            writeln!(text, "{} {}", options.dress(gravity(verdict), &title), options.dress(FAINT, verdict.meaning()));
        for (finding, id) in findings {
            options.finding(&mut text, only, finding, since_word(audit, &id));
            text.push('\n');
        }
    }
    if options.ledger {
        options.obligations(&mut text, audit);
        let _ = writeln!(text, "{}", options.dress(LIGHT, "== 台账 =="));
        for judged in &audit.claims {
            let why =
                if judged.verdict == Verdict::Unchecked { format!("：{}", judged.because) } else { String::new() };
            let _ = writeln!(text, "{} {} {}{why}", place(only, &judged.place), judged.printed, judged.verdict.title());
        }
        for unclaimed in &audit.unclaimed {
            let fate = if unclaimed.fate.claims_nothing() { "不必核对" } else { "未核对" };
            let _ = writeln!(
                text,
                "{} {} {fate}：{}",
                place(only, &unclaimed.place),
                unclaimed.printed,
                unclaimed.fate.title()
            );
        }
        for line in options.lines(&numbers(audit), 0) {
            let _ = writeln!(text, "{line}");
        }
        text.push('\n');
    }
    let all = obliged(&audit.obliged).map(|counts| match options.ledger {
        true => format!("{counts}。"),
        false => format!("{counts}；逐项见 --ledger。"),
    });
    if let Some(since) = &audit.since {
        options.since(&mut text, only, since);
    }
    let corrections = texts(&audit.user_corrections);
    let closing = corrections.into_iter().chain([totals(audit)]).chain(since(audit)).chain(all);
    for line in closing.flat_map(|text| options.lines(&text, 0)) {
        let _ = writeln!(text, "{line}");
    }
    text
}

fn gravity(verdict: Verdict) -> Style {
    match verdict {
        verdict if verdict.is_wrong() => GRAVE,
        Verdict::Note => LIGHT,
        _ => MILD,
    }
}

impl AuditText {
    /// Findings corrected since an earlier draft, and figures that changed.
    fn since(self, text: &mut String, only: Option<&str>, since: &Since) {
        const SHOWN: usize = 20;
        let lists = [
            (
                "已改正",
                since
                    .corrected
                    .iter()
                    .map(|gone| format!("{}（{}）{}【{}】", gone.place, check_name(gone.code), gone.text, gone.printed))
                    .collect::<Vec<_>>(),
            ),
            ("改了的数", since.changed.iter().map(|one| changed(only, one)).collect()),
        ];
        for (title, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            let _ = writeln!(text, "{}", self.dress(LIGHT, &format!("== {title}（{} 处）==", lines.len())));
            let shown = if self.ledger { lines.len() } else { SHOWN };
            for line in lines.iter().take(shown).flat_map(|line| self.lines(line, 0)) {
                let _ = writeln!(text, "{line}");
            }
            if lines.len() > shown {
                let _ = writeln!(text, "另有 {} 处，用 --ledger 全部列出", lines.len() - shown);
            }
            text.push('\n');
        }
    }

    /// Every obligation of every disclosure with its standing.
    fn obligations(self, text: &mut String, audit: &Audit) {
        for one in &audit.obliged {
            let counts = obliged(std::slice::from_ref(one)).unwrap_or_default();
            let _ = writeln!(text, "{} {counts}", self.dress(LIGHT, &format!("== 应查事项：{} ==", whose(one))));
            for (obligation, standing) in &one.obligations {
                let group = &obligation.group;
                let line =
                    format!("{}　{group}：{}（{}）", standing.title(), obligation.requirement, standing.because());
                self.lines(&line, 0).iter().for_each(|line| text.push_str(&format!("{line}\n")));
            }
            text.push('\n');
        }
    }

    fn finding(self, text: &mut String, only: Option<&str>, finding: &Judgement, since: Option<&str>) {
        let place = format!("{}（{}）", place(only, &finding.place), check_name(finding.code));
        let since = since.map_or_else(String::new, |word| format!("　{word}"));
        let _ = writeln!(text, "{}{since}", self.dress(BOLD, &place));
        let Parts { before, figure, behind } = parts(finding);
        let sentence = if figure.is_empty() { before.clone() } else { format!("{before}【{figure}】{behind}") };
        let marked = self.mark(self.lines(&sentence, 2), &figure, wrong_digits(finding));
        marked.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        let corrected = finding.new_figure().map(|new| format!("修改建议：{before}{new}{behind}"));
        let cause = finding.likely_cause.as_ref().map(|cause| format!("可能原因：{}", shortened(only, cause)));
        let others = first_operands(&operands(only, finding)).map(|others| format!("对照：{others}"));
        let head = effects_head(finding).map(|head| format!("{head}："));
        let right = right_cell(finding).map(|right| format!("应为：{right}"));
        let parts = [Some(because(only, finding)), others, cause, right, corrected, head];
        for part in parts.into_iter().flatten() {
            self.lines(&part, 2).iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        for effect in effects(only, finding) {
            self.lines(&effect, 4).iter().for_each(|line| text.push_str(&format!("    {line}\n")));
        }
    }

    /// Breaks a text into lines that fit the terminal with the given indentation.
    fn lines(self, text: &str, indent: usize) -> Vec<String> {
        match self.width {
            // In a very narrow terminal unbroken lines are the lesser evil.
            Some(width) if width >= 20 => flow_columns(text, width - indent),
            _ => vec![text.to_owned()],
        }
    }

    fn dress(self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Colours the text between 【 and 】 and underlines its wrong digits. Positions are counted without spaces, because
    /// a line break inside the figure may have replaced one.
    fn mark(self, lines: Vec<String>, figure: &str, wrong: std::ops::Range<usize>) -> Vec<String> {
        if !self.colour || figure.is_empty() {
            return lines;
        }
        let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let wrong = figure.get(..wrong.start).map_or(0, kept)..figure.get(..wrong.end).map_or(0, kept);
        let mut inside = None;
        let dressed = lines.iter().map(|line| {
            let mut dressed = String::new();
            for c in line.chars() {
                match (c, inside) {
                    ('【', None) => inside = Some(0),
                    ('】', Some(_)) => inside = None,
                    (c, Some(at)) if !c.is_whitespace() => {
                        let how = if wrong.contains(&at) { DIGITS } else { FIGURE };
                        dressed += &format!("{how}{c}{how:#}");
                        inside = Some(at + 1);
                        continue;
                    }
                    _ => {}
                }
                dressed.push(c);
            }
            dressed
        });
        dressed.collect()
    }
}
