//! 审查报告（网页）: a self-contained HTML file, or a section for another page.

mod excerpt;

use super::{
    Group, Parts, because, check_name, effects, effects_head, first_operands, groups, obliged, only_file, operands,
    parts, place, right_cell, rounding, shortened, since_word, totals, whose, wrong_digits,
};
use crate::audit::{Audit, Check, Found, Judgement, Standing, Verdict};
use crate::model::{Clip, LineItem, MARK, Place, Warning, WarningKind};
use crate::present::chart::base64;
use excerpt::{Cell, Excerpt, Mark, Row, Tables};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

/// 审查网页: an audit with the additional data that a page shows.
#[derive(Debug, Clone)]
pub struct AuditPage<'a> {
    /// The audit.
    pub audit: &'a Audit,
    /// Names of the documents.
    pub documents: &'a [Arc<str>],
    /// Figures of the tables, for showing the rows around a finding.
    pub items: &'a [LineItem],
    /// Warnings from reading the documents.
    pub warnings: &'a [Warning],
    /// Link targets of documents, by name; a document without one is not linked.
    pub links: BTreeMap<Arc<str>, String>,
}

impl<'a> AuditPage<'a> {
    /// A page with only an audit.
    pub fn new(audit: &'a Audit, documents: &'a [Arc<str>]) -> Self {
        Self { audit, documents, items: &[], warnings: &[], links: BTreeMap::new() }
    }
}

/// Style sheet of [`audit_section`]; every rule is scoped to classes beginning with `tb-audit`.
pub const AUDIT_STYLE: &str = include_str!("page.css");
/// Script of [`audit_section`], for the end of the page. It filters the findings; without it all of them are shown.
pub const AUDIT_SCRIPT: &str = include_str!("page.js");

const PAGE_STYLE: &str = ":root{color-scheme:light dark}\
body{font:16px/1.7 'Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif;max-width:60em;\
margin:2em auto;padding:0 1em;background:#fff;color:#1f2328}h1{font-size:1.5em;margin:0 0 .2em}\
@media (prefers-color-scheme:dark){body{background:#14181d;color:#e4e7eb}}\
@media print{@page{size:A4;margin:18mm 16mm}body{margin:0;padding:0;max-width:none;background:#fff;color:#000}}";

/// The findings and the ledger as a standalone page.
pub fn audit_page(page: &AuditPage<'_>) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"{MARK}\">\n<title>审查报告</title>\n\
         <style>{PAGE_STYLE}\n{AUDIT_STYLE}</style>\n</head>\n<body>\n<h1>审查报告</h1>\n{}\
         <script>{AUDIT_SCRIPT}</script>\n</body>\n</html>\n",
        audit_section(page, 2)
    )
}

/// The findings and the ledger as a section for another page, which must include [`AUDIT_STYLE`] in its head and
/// [`AUDIT_SCRIPT`] at its end. Headings have the given level (1 to 6). The element of a finding has the HTML id
/// `finding-` followed by the finding's `id` in the JSON output.
pub fn audit_section(of: &AuditPage<'_>, level: u8) -> String {
    let (audit, heading) = (of.audit, level.clamp(1, 6));
    let files = of.documents.iter().map(|name| linked(of, &Place::file(name.clone()), name));
    let files = files.collect::<Vec<_>>().join("、");
    let mut page = format!("<section class=\"tb-audit\">\n<p class=\"tb-audit-files\">{files}</p>\n");
    summary(&mut page, audit);
    let (groups, only) = (groups(audit), only_file(audit));
    navigation(&mut page, &groups);
    page.push_str("<div>\n");
    filter(&mut page, &choices(audit, &groups));
    let files: BTreeSet<&str> = audit.findings().into_iter().map(|finding| &*finding.place.file).collect();
    let view = View { of, only, files: files.into_iter().zip(0..).collect(), tables: Tables::of(of.items) };
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
            view.article(&mut page, finding, (id, since_word(audit, id)));
        }
        page.push_str(if folded { "</details>\n</div>\n" } else { "</div>\n" });
    }
    page.push_str("</div>\n");
    since_draft(&mut page, only, audit, heading);
    obligations(&mut page, audit, heading);
    ledger(&mut page, audit, &groups, heading);
    warnings(&mut page, of.warnings, heading);
    page + "</section>\n"
}

/// Numbers of findings and of figures checked.
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

/// A filter criterion: the name of its data attribute, its label, and its values with their texts.
type Choice = (&'static str, &'static str, Vec<(String, String)>);

/// Filter criteria of the findings: document, check, verdict, and status since an earlier draft.
fn choices(audit: &Audit, groups: &[Group<'_>]) -> Vec<Choice> {
    let findings = || groups.iter().flat_map(|(_, findings)| findings);
    let files: BTreeSet<&str> = findings().map(|(finding, _)| &*finding.place.file).collect();
    let files = (0..).zip(files).map(|(number, file): (usize, _)| (number.to_string(), file.to_owned()));
    let codes: BTreeSet<&str> = findings().flat_map(|(finding, _)| finding.codes()).collect();
    let codes = codes
        .into_iter()
        .map(|code| (code.to_owned(), Check::of(code).map_or_else(|| code.to_owned(), |check| check.name.to_owned())));
    let verdicts = groups.iter().map(|(verdict, _)| (verdict.name().to_owned(), verdict.title().to_owned()));
    let since: BTreeSet<&str> = findings().filter_map(|(_, id)| since_word(audit, id)).collect();
    let since = since.into_iter().map(|word| (word.to_owned(), word.to_owned()));
    vec![
        ("file", "文件", files.collect()),
        ("check", "检查项", codes.collect()),
        ("verdict", "结论", verdicts.collect()),
        ("since", "与旧稿相比", since.collect()),
    ]
}

/// A form for filtering the entries beside it, hidden until the script runs. Criteria with a single value are left out.
fn filter(page: &mut String, choices: &[Choice]) {
    let choices: Vec<&Choice> = choices.iter().filter(|(_, _, values)| values.len() > 1).collect();
    if choices.is_empty() {
        return;
    }
    page.push_str("<form class=\"tb-audit-filter\" hidden>");
    for (mark, label, values) in choices {
        let _ = write!(page, "<label>{label} <select name=\"{mark}\"><option value=\"\">全部</option>");
        for (value, word) in values {
            let _ = write!(page, "<option value=\"{}\">{}</option>", escape(value), escape(word));
        }
        page.push_str("</select></label>");
    }
    page.push_str("<button type=\"reset\">全部列出</button><output></output></form>\n");
}

fn navigation(page: &mut String, groups: &[Group<'_>]) {
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

/// Data shared by the articles of a page.
struct View<'p> {
    of: &'p AuditPage<'p>,
    only: Option<&'p str>,
    /// Numbers that identify the files in the filter, because file names may contain spaces.
    files: BTreeMap<&'p str, usize>,
    tables: Tables<'p>,
}

impl<'p> View<'p> {
    fn article(&self, page: &mut String, finding: &'p Judgement, (id, since): (&str, Option<&str>)) {
        let only = self.only;
        let Parts { before, figure, behind } = parts(finding);
        let tail = if finding.verdict == Verdict::Tail { " tail" } else { "" };
        let _ = writeln!(
            page,
            "<article class=\"{}{tail}\" id=\"finding-{id}\" data-entry data-file=\"{}\" data-check=\"{}\" data-verdict=\"{}\" \
         data-since=\"{}\">",
            class(finding.verdict),
            self.files.get(&*finding.place.file).map_or_else(String::new, usize::to_string),
            finding.codes().collect::<Vec<_>>().join(" "),
            finding.verdict.name(),
            since.unwrap_or_default()
        );
        let _ = writeln!(
            page,
            "<div class=\"tb-audit-place\"><span>{}</span><a href=\"#finding-{id}\">{}</a></div>",
            linked(self.of, &finding.place, &place(only, &finding.place)),
            escape(
                &since.map_or_else(|| check_name(finding.code), |word| format!("{word}　{}", check_name(finding.code)))
            )
        );
        let _ = writeln!(page, "<p>{}{}{}</p>", escape(&before), mark(finding, &figure), escape(&behind));
        let _ = write!(page, "<dl><dt>依据</dt><dd>{}</dd>", escape(&because(only, finding)));
        let others = first_operands(&operands(only, finding));
        let cause = finding.likely_cause.as_ref().map(|cause| shortened(only, cause));
        let parts = [("对照", others), ("可能原因", cause), ("应为", right_cell(finding).map(str::to_owned))];
        for (label, part) in parts.into_iter().filter_map(|(label, part)| Some((label, part?))) {
            let _ = write!(page, "<dt>{label}</dt><dd>{}</dd>", escape(&part));
        }
        if let Some(new) = finding.new_figure() {
            let (before, new, behind) = (escape(&before), escape(new), escape(&behind));
            let _ = write!(page, "<dt>修改建议</dt><dd>{before}<ins>{new}</ins>{behind}</dd>");
        }
        page.push_str("</dl>\n");
        if let Some(head) = effects_head(finding) {
            let lines =
                effects(only, finding).iter().map(|line| format!("<li>{}</li>", escape(line))).collect::<String>();
            let _ = writeln!(
                page,
                "<details class=\"tb-audit-effects\"><summary>{head}</summary>\n<ul>{lines}</ul>\n</details>"
            );
        }
        let excerpts = self.tables.excerpts(finding);
        let folded = finding.verdict == Verdict::Tail;
        excerpts.iter().for_each(|excerpt| self.excerpt(page, excerpt, folded));
        page.push_str("</article>\n");
    }

    /// Rows of a table, with the figures of the finding marked.
    fn excerpt(&self, page: &mut String, excerpt: &Excerpt<'_>, folded: bool) {
        let at = place(self.only, &Place { row: None, column: None, ..excerpt.place.clone() });
        let title = format!("{}　{}", excerpt.title, linked(self.of, excerpt.place, &at));
        let open = if folded { "" } else { " open" };
        let _ = writeln!(
            page,
            "<details class=\"tb-audit-rows\"{open}><summary>{title}</summary><div class=\"tb-audit-scroll\"><table>"
        );
        let heads: String = excerpt.heads.iter().map(|head| format!("<th>{}</th>", escape(head))).collect();
        let _ = writeln!(page, "<thead><tr><th></th>{heads}</tr></thead>\n<tbody>");
        for row in &excerpt.rows {
            match row {
                Row::Gap => {
                    let _ =
                        writeln!(page, "<tr class=\"gap\"><td colspan=\"{}\">……</td></tr>", excerpt.heads.len() + 1);
                }
                Row::Cells(label, cells) => {
                    let cells: String = cells.iter().map(cell).collect();
                    let _ = writeln!(page, "<tr><th>{}</th>{cells}</tr>", escape(label));
                }
            }
        }
        page.push_str("</tbody></table></div></details>\n");
    }
}

fn cell(cell: &Cell) -> String {
    let text = escape(&cell.text);
    match cell.mark {
        Mark::None => format!("<td>{text}</td>"),
        Mark::Compared => format!("<td><i>{text}</i></td>"),
        Mark::Judged => format!("<td><mark>{text}</mark></td>"),
    }
}

/// Links `words` to the document and page of a place; plain text if the document has no address.
fn linked(of: &AuditPage<'_>, place: &Place, words: &str) -> String {
    let words = escape(words);
    let Some(address) = of.links.get(&place.file) else { return words };
    let page = place.page.filter(|_| place.sheet.is_none()).map_or_else(String::new, |page| format!("#page={page}"));
    format!("<a href=\"{}{page}\">{words}</a>", escape(address))
}

/// Warnings from reading, grouped by kind and collapsed.
/// The pictures that have to be compared with what was read.
fn clips(warning: &Warning) -> String {
    let clip = |clip: &Clip| {
        format!(
            "<li>{}<br><img src=\"data:image/png;base64,{}\" alt=\"原件中的这一格\"></li>",
            escape(&clip.figure),
            base64(&clip.png)
        )
    };
    let all: String = warning.clips.iter().map(clip).collect();
    if all.is_empty() { all } else { format!("\n<ul class=\"tb-audit-clips\">{all}</ul>") }
}

fn warnings(page: &mut String, warnings: &[Warning], heading: u8) {
    // Leave out warnings about our own output, so that the page is the same whether or not it already exists.
    let mut kinds = Warning::by_kind(warnings);
    kinds.retain(|(kind, _)| *kind != WarningKind::OwnOutput);
    let count: usize = kinds.iter().map(|(_, alike)| alike.len()).sum();
    if count == 0 {
        return;
    }
    let _ = writeln!(page, "<div class=\"tb-audit-group\">\n<h{heading}>读取提示（{count} 条）</h{heading}>");
    for (kind, alike) in kinds {
        let lines: String = alike
            .iter()
            .map(|warning| format!("<li>{}{}</li>", escape(&warning.to_string()), clips(warning)))
            .collect();
        let _ = writeln!(
            page,
            "<details><summary>{}（{} 条）</summary>\n<ul>{lines}</ul>\n</details>",
            kind.title(),
            alike.len()
        );
    }
    page.push_str("</div>\n");
}

/// The figure with its wrong digits highlighted.
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

/// Findings corrected since an earlier draft and figures that changed, collapsed.
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

/// Every obligation of every disclosure with its standing, collapsed.
fn obligations(page: &mut String, audit: &Audit, heading: u8) {
    if audit.obliged.is_empty() {
        return;
    }
    let _ = writeln!(page, "<div class=\"tb-audit-group\">\n<h{heading}>应查事项</h{heading}>");
    let standings: BTreeMap<&str, &str> = audit
        .obliged
        .iter()
        .flat_map(|one| one.obligations.iter().map(|(_, standing)| (standing.name(), standing.title())))
        .collect();
    let standings = standings.into_iter().map(|(name, title)| (name.to_owned(), title.to_owned())).collect();
    filter(page, &[("standing", "状态", standings)]);
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
            let _ =
                writeln!(page, "<tr class=\"{class}\" data-entry data-standing=\"{}\">{cells}</tr>", standing.name());
        }
        page.push_str("</tbody>\n</table></div>\n</details>\n");
    }
    page.push_str("</div>\n");
}

/// Every figure of the text with its verdict; findings link to their articles.
fn ledger(page: &mut String, audit: &Audit, groups: &[Group<'_>], heading: u8) {
    // Compare judgements by address, because two may be equal in all fields.
    let findings = groups.iter().flat_map(|(_, findings)| findings);
    let ids: BTreeMap<*const Judgement, &str> =
        findings.map(|(finding, id)| (std::ptr::from_ref(*finding), id.as_str())).collect();
    let _ = writeln!(
        page,
        "<div class=\"tb-audit-group\">\n<h{heading}>台账</h{heading}>\n{}<details><summary>文字里的每一个数和它的结论（{} 个）\
         </summary>\n<div class=\"tb-audit-scroll\"><table>\n<thead><tr><th>位置</th><th>印出的数</th><th>结论</th>\
         <th>说明</th></tr></thead>\n<tbody>",
        filter_of_ledger(audit),
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
            "<tr class=\"{}\" data-entry data-verdict=\"{}\"><td>{}</td><td>{}</td><td>{verdict}</td><td>{}</td></tr>",
            class(judged.verdict),
            judged.verdict.name(),
            escape(&place(only, &judged.place)),
            escape(&judged.printed),
            escape(&shortened(only, &judged.because))
        );
    }
    page.push_str("</tbody>\n</table></div>\n</details>\n</div>\n");
}

/// Form for filtering the ledger by verdict.
fn filter_of_ledger(audit: &Audit) -> String {
    let verdicts: BTreeSet<Verdict> = audit.claims.iter().map(|judged| judged.verdict).collect();
    let verdicts = verdicts.into_iter().map(|verdict| (verdict.name().to_owned(), verdict.title().to_owned()));
    let mut form = String::new();
    filter(&mut form, &[("verdict", "结论", verdicts.collect())]);
    form
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
