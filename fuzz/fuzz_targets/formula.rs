//! Formulas without stored results: each line is the formula of a cell, the first lines' cells hold numbers and words.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\0', "");
    let mut rows = String::from(
        r#"<row r="1"><c r="A1"><v>1.5</v></c><c r="B1" t="str"><v>合计</v></c><c r="C1"><v>-3</v></c></row>"#,
    );
    for (at, line) in text.lines().take(64).enumerate() {
        let row = at + 2;
        rows += &format!(r#"<row r="{row}"><c r="A{row}"><f>{}</f></c></row>"#, escaped(line));
    }
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    tongbi_fuzz::load("x.xlsx", &tongbi_fuzz::xlsx(sheet.as_bytes()));
});
