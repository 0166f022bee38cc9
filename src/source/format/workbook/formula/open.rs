//! OpenFormula: converts formulas of ods (`of:=SUM([.B4:.B6];['表 1'.C1])`) to the syntax of Excel.

/// The formula in the syntax that [`super::parse`] reads. Anything without a counterpart is left as it is, so that it
/// is reported as unsupported.
pub(in crate::source::format::workbook) fn of_open_document(text: &str) -> String {
    let text = ["of:", "oooc:", "msoxl:"].iter().find_map(|space| text.strip_prefix(space)).unwrap_or(text);
    let text = text.strip_prefix('=').unwrap_or(text);
    let mut rest = text;
    let mut found = String::new();
    while let Some(at) = rest.find(['"', '[', ';']) {
        found.push_str(&rest[..at]);
        let (mark, behind) = (&rest[at..=at], &rest[at + 1..]);
        rest = match mark {
            ";" => {
                found.push(',');
                behind
            }
            "[" => {
                let Some((inner, behind)) = behind.split_once(']') else { return text.to_owned() };
                let Some(reference) = reference(inner) else { return text.to_owned() };
                found.push_str(&reference);
                behind
            }
            _ => {
                let Some(end) = behind.find('"') else { return text.to_owned() };
                found.push_str(&rest[at..at + end + 2]);
                &behind[end + 1..]
            }
        };
    }
    found + rest
}

/// Converts a reference: `.B4`, `.B4:.B6`, `$表1.$B$4`, `'表 1'.B4:.B6`.
fn reference(inner: &str) -> Option<String> {
    let (sheet, cells) = match inner.strip_prefix('$').unwrap_or(inner).strip_prefix('\'') {
        Some(quoted) => {
            // A quote within a name is doubled, so that `'.` cannot occur in it.
            let end = quoted.find("'.")?;
            (format!("'{}'!", &quoted[..end]), &quoted[end + 2..])
        }
        None => match inner.split_once('.')? {
            ("", cells) => (String::new(), cells),
            (sheet, cells) => (format!("'{}'!", sheet.trim_start_matches('$').replace('\'', "''")), cells),
        },
    };
    let (first, last) = match cells.split_once(':') {
        Some((first, last)) => (first, Some(last.strip_prefix('.')?)),
        None => (cells, None),
    };
    Some(last.map_or_else(|| format!("{sheet}{first}"), |last| format!("{sheet}{first}:{last}")))
}

#[cfg(test)]
mod tests {
    use super::of_open_document;

    #[test]
    fn references_and_separators_are_written_as_excel_does() {
        for (open, excel) in [
            ("of:=SUM([.B4:.B6];[.C1])", "SUM(B4:B6,C1)"),
            ("of:=[.D5]+[.$E$5]", "D5+$E$5"),
            ("of:=['表 1'.C1]*[$表2.$A$1:.$A$3]", "'表 1'!C1*'表2'!$A$1:$A$3"),
            ("oooc:=IF([.A1]>0;\"大于[0];\";0)", "IF(A1>0,\"大于[0];\",0)"),
            ("=ROUND([.A1];2)", "ROUND(A1,2)"),
        ] {
            assert_eq!(of_open_document(open), excel, "{open}");
        }
        // Over several sheets: nothing that is calculated.
        for open in ["of:=SUM([表1.A1:表2.A1])", "of:=[.A1"] {
            assert!(of_open_document(open).contains('['), "{open}");
        }
    }
}
