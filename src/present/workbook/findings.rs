//! 核对发现: what the audit found, gravest first, each with its place and what it should be.

use super::cell;
use super::style::{self, Cell, Weight, format};
use super::{Listed, sheet_head};
use crate::present::Takeaway;
use rust_xlsxwriter::{Workbook, XlsxError};

const NAME: &str = "核对发现";
const HEAD: u32 = 3;
const COLUMNS: [(&str, u8); 9] = [
    ("序号", 5),
    ("结论", 9),
    ("位置", 22),
    ("原文", 40),
    ("所列数", 11),
    ("应为", 12),
    ("依据", 36),
    ("可能的原因", 20),
    ("改为", 30),
];

/// Adds the sheet, also where nothing was found: that so many figures were checked is worth knowing.
pub(super) fn add(workbook: &mut Workbook, takeaway: &Takeaway<'_>) -> Result<Option<Listed>, XlsxError> {
    let Some(audit) = takeaway.audit else { return Ok(None) };
    let findings = audit.findings();
    let sheet = workbook.add_worksheet().set_name(NAME)?;
    let remark = format!(
        "文字里的数 {} 个，核对了 {} 个；表内表间核对 {} 处；发现 {} 条",
        audit.claims.len(),
        audit.checked(),
        audit.sums,
        findings.len()
    );
    sheet_head(sheet, &format!("{} 核对发现", takeaway.unit), &remark)?;
    for (column, (name, width)) in (0u16..).zip(COLUMNS) {
        cell::text(sheet, (HEAD, column), name, &style::head())?;
        sheet.set_column_width(column, width)?;
    }
    for (number, found) in (1u32..).zip(&findings) {
        let weight = if found.verdict.is_wrong() { Weight::Category } else { Weight::Plain };
        let texts = [
            number.to_string(),
            found.verdict.title().to_owned(),
            found.place.to_string(),
            found.text.to_string(),
            found.printed.to_string(),
            found.expected.clone().unwrap_or_default(),
            found.because.clone(),
            found.likely_cause.clone().unwrap_or_default(),
            found.corrected.clone().unwrap_or_default(),
        ];
        for (column, text) in (0u16..).zip(&texts) {
            let look = if column == 1 { weight } else { Weight::Plain };
            cell::text(sheet, (HEAD + number, column), text, &format(Cell::Wrapped, look))?;
        }
        let widths = COLUMNS.map(|(_, width)| usize::from(width));
        cell::fit(sheet, HEAD + number, &texts.iter().map(String::as_str).zip(widths).collect::<Vec<_>>())?;
    }
    sheet.set_freeze_panes(HEAD + 1, 2)?;
    sheet.autofilter(HEAD, 0, HEAD + (findings.len() as u32).max(1), (COLUMNS.len() - 1) as u16)?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    Ok(Some(Listed {
        name: NAME.to_owned(), what: "与表或文字不符之处、位置和改法".to_owned(), rows: findings.len()
    }))
}
