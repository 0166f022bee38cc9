//! 审查报告（网页）: one file without anything from elsewhere.

use super::{Parts, around_change, parts, totals};
use crate::audit::{Audit, Judgement, Verdict};
use std::fmt::Write;
use std::sync::Arc;

const STYLE: &str = "body{font:16px/1.7 'Noto Sans SC','Microsoft YaHei',sans-serif;max-width:60em;margin:2em auto;\
padding:0 1em;color:#222}h1{font-size:1.4em}h2{font-size:1.1em;margin-top:2em;border-bottom:1px solid #ccc}\
article{margin:1.2em 0;padding-left:1em;border-left:4px solid #bbb}article.wrong{border-color:#c0392b}\
.place{color:#666;font-size:.85em}mark{background:#ffd9d4;padding:0 .15em}ins{background:#d8efdc;text-decoration:none}\
p{margin:.2em 0}table{border-collapse:collapse;font-size:.85em;width:100%}td,th{border-bottom:1px solid #ddd;\
text-align:left;padding:.2em .5em;vertical-align:top}@media print{details{display:none}}";

/// The findings and the ledger as a page that stands alone.
pub fn audit_page(audit: &Audit, documents: &[Arc<str>]) -> String {
    let files = documents.iter().map(|name| escape(name)).collect::<Vec<_>>().join("、");
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>审查报告</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>审查报告</h1>\n<p>{files}</p>\n<p>{}</p>\n",
        escape(&totals(audit))
    );
    let mut gravity: Option<Verdict> = None;
    for finding in audit.findings() {
        if gravity != Some(finding.verdict) {
            gravity = Some(finding.verdict);
            let _ = writeln!(page, "<h2>{}</h2>", finding.verdict.title());
        }
        article(&mut page, finding);
    }
    let _ = writeln!(page, "<h2>台账</h2>\n<details><summary>文字里的每一个数</summary>\n<table>");
    let _ = writeln!(page, "<tr><th>位置</th><th>印出的数</th><th>结论</th><th>说明</th></tr>");
    for judged in &audit.claims {
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&judged.place.to_string()),
            escape(&judged.printed),
            judged.verdict.title(),
            escape(&judged.because)
        );
    }
    page + "</table>\n</details>\n</body>\n</html>\n"
}

fn article(page: &mut String, finding: &Judgement) {
    let Parts { before, figure, behind } = parts(finding);
    let class = if finding.verdict.is_wrong() { "wrong" } else { "hint" };
    let _ = writeln!(page, "<article class=\"{class}\" id=\"{}\">", finding.code);
    let _ = writeln!(page, "<p class=\"place\">{}（{}）</p>", escape(&finding.place.to_string()), finding.code);
    let mark = if figure.is_empty() { String::new() } else { format!("<mark>{}</mark>", escape(&figure)) };
    let _ = writeln!(page, "<p>{}{mark}{}</p>", escape(&before), escape(&behind));
    let _ = writeln!(page, "<p>{}</p>", escape(&finding.because));
    if let Some(cause) = &finding.likely_cause {
        let _ = writeln!(page, "<p>可能原因：{}</p>", escape(cause));
    }
    if let Some(corrected) = &finding.corrected {
        let _ = writeln!(page, "<p>改为：<ins>{}</ins></p>", escape(&around_change(finding, corrected)));
    }
    page.push_str("</article>\n");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
