//! 核对发现: the sheet of findings by severity, each with its place and the expected figure.

use super::sheet::{self, Listed};
use crate::present::Takeaway;
use crate::present::table::{Cell, Column, Kind, Row, Table, Value};
use rust_xlsxwriter::{Workbook, XlsxError};

const NAME: &str = "核对发现";

/// Adds the sheet. Without findings it still tells how many figures were checked.
pub(super) fn add(workbook: &mut Workbook, takeaway: &Takeaway<'_>) -> Result<Option<Listed>, XlsxError> {
    let Some(audit) = takeaway.audit else { return Ok(None) };
    let findings = audit.findings();
    let columns = [
        ("序号", Kind::Centred, 5),
        ("结论", Kind::Text, 9),
        ("位置", Kind::Text, 22),
        ("原文", Kind::Text, 40),
        ("所列数", Kind::Text, 11),
        ("应为", Kind::Text, 12),
        ("依据", Kind::Text, 36),
        ("可能的原因", Kind::Text, 20),
        ("修改建议", Kind::Text, 30),
    ];
    let row = |(number, found): (usize, &&crate::audit::Judgement)| {
        let optional = |text: &Option<String>| Cell::text(text.as_deref().unwrap_or_default());
        Row::without_level([
            Value::Count(number).into(),
            Cell { strong: found.verdict.is_wrong(), ..Cell::text(found.verdict.title()) },
            Cell::text(found.place.to_string()),
            Cell::text(&*found.text),
            Cell::text(&*found.printed),
            optional(&found.expected),
            Cell::text(&found.because),
            optional(&found.likely_cause),
            optional(&found.corrected),
        ])
    };
    let table = Table {
        caption: format!("{} 核对发现", takeaway.unit),
        remark: format!(
            "文字里的数 {} 个，核对了 {} 个；表内表间核对 {} 处；发现 {} 条",
            audit.claims.len(),
            audit.checked(),
            audit.sums,
            findings.len()
        ),
        columns: columns.map(|(head, kind, width)| Column::new(head, kind).wide(width)).into(),
        rows: (1..).zip(&findings).map(row).collect(),
        labels: 2,
        ..Table::default()
    };
    sheet::add(workbook, NAME, &table)?;
    Ok(Some(Listed {
        name: NAME.to_owned(),
        what: "与表或文字不符之处、位置和修改建议".to_owned(),
        rows: findings.len(),
    }))
}
