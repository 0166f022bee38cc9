//! 审查报告（网页）: one file without anything from elsewhere, or a section of another page.

use super::{
    Parts, because, check_name, effects, effects_head, first_operands, groups, new_figure, obliged, only_file,
    operands, parts, place, right_cell, rounding, shortened, since_word, totals, whose, wrong_digits,
};
use crate::audit::{Audit, Found, Judgement, Standing, Verdict};
use crate::model::MARK;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// The style of [`audit_section`]: every rule is under the class `tb-audit`.
pub const AUDIT_STYLE: &str = include_str!("page.css");

const PAGE_STYLE: &str = ":root{color-scheme:light dark}\
body{font:16px/1.7 'Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif;max-width:60em;\
margin:2em auto;padding:0 1em;background:#fff;color:#1f2328}h1{font-size:1.5em;margin:0 0 .2em}\
@media (prefers-color-scheme:dark){body{background:#14181d;color:#e4e7eb}}\
@media print{@page{size:A4;margin:18mm 16mm}body{margin:0;padding:0;max-width:none;background:#fff;color:#000}}";

/// The findings and the ledger as a page that stands alone.
pub fn audit_page(audit: &Audit, documents: &[Arc<str>]) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"{MARK}\">\n<title>审查报告</title>\n\
         <style>{PAGE_STYLE}\n{AUDIT_STYLE}</style>\n</head>\n<body>\n<h1>审查报告</h1>\n{}</body>\n</html>\n",
        audit_section(audit, documents, 2)
    )
}

/// The same as a section for another page, which has [`AUDIT_STYLE`] in its head: its headings are of this level
/// (1 to 5) and the one below it, and the finding that JSON calls `id` is the element `finding-id`.
pub fn audit_section(audit: &Audit, documents: &[Arc<str>], level: u8) -> String {
    let heading = level.clamp(1, 6);
    let files = documents.iter().map(|name| escape(name)).collect::<Vec<_>>().join("、");
    let mut page = format!("<section class=\"tb-audit\">\n<p class=\"tb-audit-files\">{files}</p>\n");
    summary(&mut page, audit);
    let (groups, only) = (groups(audit), only_file(audit));
    navigation(&mut page, &groups);
    for (verdict, findings) in &groups {
        let folded = *verdict == Verdict::Tail;
        let _ = writeln!(
            page,
            "<div class=\"tb-audit-group\" id=\"audit-{}\">\n<h{heading}>{}（{} 处）</h{heading}>\n\
             <p class=\"tb-audit-why\">{}</p>",
            verdict.name(),
            verdict.title(),
            findings.len(),
            verdict.meaning()
        );
        if folded {
            let _ = writeln!(page, "<details><summary>{}</summary>", rounding(findings.len()));
        }
        for (finding, id) in findings {
            article(&mut page, only, finding, (id, since_word(audit, id)));
        }
        page.push_str(if folded { "</details>\n</div>\n" } else { "</div>\n" });
    }
    since_draft(&mut page, only, audit, heading);
    obligations(&mut page, audit, heading);
    ledger(&mut page, audit, &groups, heading);
    page + "</section>\n"
}

/// What was found and how much was checked, in numbers.
fn summary(page: &mut String, audit: &Audit) {
    let Found { wrong, hints, tails } = audit.found();
    let class = |count: usize, class| if count > 0 { class } else { "right" };
    let (all, checked) = (audit.claims.len(), audit.checked());
    let numbers = [
        (class(wrong, "wrong"), wrong, "错误".to_owned()),
        (class(hints, "odd"), hints, "提示".to_owned()),
        ("", tails, "尾差（四舍五入范围内）".to_owned()),
        ("", checked, format!("文字里的数已核对（共 {all} 个）")),
        ("", all - checked, "文字里的数未核对".to_owned()),
        ("", audit.sums, "表内、表间已核对".to_owned()),
    ];
    page.push_str("<ul class=\"tb-audit-sum\">\n");
    for (class, number, label) in numbers {
        let _ = writeln!(page, "<li class=\"{class}\"><b>{number}</b>{label}</li>");
    }
    page.push_str("</ul>\n");
    if wrong + hints == 0 {
        let _ = writeln!(page, "<p class=\"tb-audit-none\">{}</p>", escape(&totals(audit)));
    }
}

fn navigation(page: &mut String, groups: &[(Verdict, Vec<(&Judgement, String)>)]) {
    if groups.len() < 2 {
        return;
    }
    page.push_str("<nav class=\"tb-audit-nav\">");
    for (verdict, findings) in groups {
        let (class, name, title) = (class(*verdict), verdict.name(), verdict.title());
        let _ = write!(page, "<a class=\"{class}\" href=\"#audit-{name}\">{title} {}</a>", findings.len());
    }
    page.push_str("</nav>\n");
}

fn article(page: &mut String, only: Option<&str>, finding: &Judgement, (id, since): (&str, Option<&str>)) {
    let Parts { before, figure, behind } = parts(finding);
    let tail = if finding.verdict == Verdict::Tail { " tail" } else { "" };
    let _ = writeln!(page, "<article class=\"{}\" id=\"finding-{id}\">", class(finding.verdict).to_owned() + tail);
    let _ = writeln!(
        page,
        "<div class=\"tb-audit-place\"><span>{}</span><a href=\"#finding-{id}\">{}</a></div>",
        escape(&place(only, &finding.place)),
        escape(&since.map_or_else(|| check_name(finding.code), |word| format!("{word}　{}", check_name(finding.code))))
    );
    let _ = writeln!(page, "<p>{}{}{}</p>", escape(&before), mark(finding, &figure), escape(&behind));
    let _ = write!(page, "<dl><dt>依据</dt><dd>{}</dd>", escape(&because(only, finding)));
    let others = first_operands(&operands(only, finding));
    let cause = finding.likely_cause.as_ref().map(|cause| shortened(only, cause));
    let parts = [("对照", others), ("可能原因", cause), ("应为", right_cell(finding).map(str::to_owned))];
    for (label, part) in parts.into_iter().filter_map(|(label, part)| Some((label, part?))) {
        let _ = write!(page, "<dt>{label}</dt><dd>{}</dd>", escape(&part));
    }
    if let Some(new) = new_figure(finding) {
        let (before, new, behind) = (escape(&before), escape(new), escape(&behind));
        let _ = write!(page, "<dt>改为</dt><dd>{before}<ins>{new}</ins>{behind}</dd>");
    }
    page.push_str("</dl>\n");
    if let Some(head) = effects_head(finding) {
        let lines = effects(only, finding).iter().map(|line| format!("<li>{}</li>", escape(line))).collect::<String>();
        let _ = writeln!(
            page,
            "<details class=\"tb-audit-effects\"><summary>{head}</summary>\n<ul>{lines}</ul>\n</details>"
        );
    }
    page.push_str("</article>\n");
}

/// The figure, its wrong digits inside it.
fn mark(finding: &Judgement, figure: &str) -> String {
    if figure.is_empty() {
        return String::new();
    }
    let wrong = wrong_digits(finding);
    let (Some(front), Some(digits), Some(back)) =
        (figure.get(..wrong.start), figure.get(wrong.clone()), figure.get(wrong.end..))
    else {
        return format!("<mark>{}</mark>", escape(figure));
    };
    let digits = if digits.is_empty() { String::new() } else { format!("<b>{}</b>", escape(digits)) };
    format!("<mark>{}{digits}{}</mark>", escape(front), escape(back))
}

/// What was put right since an earlier draft, and the figures that changed, folded.
fn since_draft(page: &mut String, only: Option<&str>, audit: &Audit, heading: u8) {
    let (Some(since), Some(line)) = (&audit.since, super::since(audit)) else { return };
    let _ =
        writeln!(page, "<div class=\"tb-audit-group\">\n<h{heading}>与旧稿相比</h{heading}>\n<p>{}</p>", escape(&line));
    let gone = since.corrected.iter();
    let gone = gone.map(|gone| format!("{}（{}）{}【{}】", gone.place, check_name(gone.code), gone.text, gone.printed));
    let lists = [
        ("已改正", gone.collect::<Vec<_>>()),
        ("改了的数", since.changed.iter().map(|one| super::changed(only, one)).collect()),
    ];
    for (title, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        let count = lines.len();
        let lines: String = lines.iter().map(|line| format!("<li>{}</li>", escape(line))).collect();
        let _ = writeln!(page, "<details><summary>{title}（{count} 处）</summary>\n<ul>{lines}</ul>\n</details>");
    }
    page.push_str("</div>\n");
}

/// Every obligation of every disclosure and how it stands, folded.
fn obligations(page: &mut String, audit: &Audit, heading: u8) {
    if audit.obliged.is_empty() {
        return;
    }
    let _ = writeln!(page, "<div class=\"tb-audit-group\">\n<h{heading}>应查事项</h{heading}>");
    for one in &audit.obliged {
        let counts = obliged(std::slice::from_ref(one)).unwrap_or_default();
        let _ = writeln!(
            page,
            "<details><summary>{}　{counts}</summary>\n<div class=\"tb-audit-scroll\"><table>\n<thead><tr><th>组</th>\
             <th>要求</th><th>状态</th><th>说明</th><th>依据</th></tr></thead>\n<tbody>",
            escape(&whose(one))
        );
        for (obligation, standing) in &one.obligations {
            let class = match standing {
                Standing::Met { .. } => "",
                Standing::Finding(_) => "wrong",
                Standing::NotApplicable(_) => "none",
                Standing::NotCheckable(_) | Standing::NotRead(_) => "odd",
            };
            let cells = [
                obligation.group.as_str(),
                &obligation.requirement,
                standing.title(),
                &standing.because(),
                &obligation.source,
            ];
            let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
            let _ = writeln!(page, "<tr class=\"{class}\">{cells}</tr>");
        }
        page.push_str("</tbody>\n</table></div>\n</details>\n");
    }
    page.push_str("</div>\n");
}

/// Every figure of the text with its verdict; findings lead to their articles.
fn ledger(page: &mut String, audit: &Audit, groups: &[(Verdict, Vec<(&Judgement, String)>)], heading: u8) {
    // Claims are told apart by where they lie in memory: two may be alike in all they say.
    let findings = groups.iter().flat_map(|(_, findings)| findings);
    let ids: BTreeMap<*const Judgement, &str> =
        findings.map(|(finding, id)| (std::ptr::from_ref(*finding), id.as_str())).collect();
    let _ = writeln!(
        page,
        "<div class=\"tb-audit-group\">\n<h{heading}>台账</h{heading}>\n<details><summary>文字里的每一个数和它的结论（{} 个）\
         </summary>\n<div class=\"tb-audit-scroll\"><table>\n<thead><tr><th>位置</th><th>印出的数</th><th>结论</th>\
         <th>说明</th></tr></thead>\n<tbody>",
        audit.claims.len()
    );
    let only = only_file(audit);
    for judged in &audit.claims {
        let verdict = match ids.get(&std::ptr::from_ref(judged)) {
            Some(id) => format!("<a href=\"#finding-{id}\">{}</a>", judged.verdict.title()),
            None => judged.verdict.title().to_owned(),
        };
        let _ = writeln!(
            page,
            "<tr class=\"{}\"><td>{}</td><td>{}</td><td>{verdict}</td><td>{}</td></tr>",
            class(judged.verdict),
            escape(&place(only, &judged.place)),
            escape(&judged.printed),
            escape(&judged.because)
        );
    }
    page.push_str("</tbody>\n</table></div>\n</details>\n</div>\n");
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Unchecked => "none",
        Verdict::Ok => "",
        verdict if verdict.is_wrong() => "wrong",
        _ => "odd",
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
