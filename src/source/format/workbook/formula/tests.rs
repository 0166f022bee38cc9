//! 公式: formulas of official forms, circular references, and what is not supported.

use super::*;

/// Two sheets (甲, 乙) of cells `A1 = text`; a text that begins with `=` is a formula without a result.
fn solved(first: &[(&str, &str)], second: &[(&str, &str)]) -> (Vec<(String, String)>, Vec<String>) {
    let position = |name: &str| {
        let row: u32 = name[1..].parse().unwrap();
        (row - 1, u32::from(name.as_bytes()[0] - b'A'))
    };
    let mut sheets = Vec::new();
    let mut formulas = Vec::new();
    for (name, cells) in [("甲", first), ("乙", second)] {
        let (with, without): (Vec<_>, Vec<_>) = cells.iter().partition(|(_, text)| text.starts_with('='));
        let cell = |(name, text): &(&str, &str)| {
            let (row, column) = position(name);
            let kind = if text.parse::<rust_decimal::Decimal>().is_ok() { CellKind::Number } else { CellKind::Text };
            RawCell { row, column, text: (*text).to_owned(), kind, indent: 0 }
        };
        let formula = |(name, text): &(&str, &str)| {
            let (row, column) = position(name);
            Formula { row, column, text: (*text).to_owned() }
        };
        let cells = without.iter().map(cell).collect();
        sheets.push(Sheet { name: name.into(), cells, ..Sheet::default() });
        formulas.push(with.iter().map(formula).collect());
    }
    let asked: Vec<(u32, u32)> =
        first.iter().filter(|(_, text)| text.starts_with('=')).map(|(name, _)| position(name)).collect();
    let solved = solve(&mut sheets, formulas);
    let name = |row: u32, column: u32| format!("{}{}", char::from(b'A' + column as u8), row + 1);
    let cells = sheets[0].cells.iter().filter(|cell| asked.contains(&(cell.row, cell.column)));
    let cells = cells.map(|cell| (name(cell.row, cell.column), cell.text.clone())).collect();
    let unsolved =
        solved.iter().flat_map(|s| &s.unsolved).map(|u| format!("{} {}", name(u.row, u.column), u.reason)).collect();
    (cells, unsolved)
}

fn check(first: &[(&str, &str)], second: &[(&str, &str)], expected: &[(&str, &str)]) {
    let (cells, unsolved) = solved(first, second);
    let expected: Vec<(String, String)> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    assert_eq!((cells, unsolved), (expected, Vec::new()));
}

#[test]
fn sums_differences_and_references_of_a_form_are_calculated_exactly() {
    check(
        &[("A1", "=SUM(A2:A3)"), ("A2", "=B2+C2"), ("A3", "=A4-乙!A1"), ("A4", "10"), ("B2", "0.1"), ("C2", "0.2")],
        &[("A1", "=ROUND(B1*3,2)"), ("B1", "1.115")],
        &[("A1", "6.95"), ("A2", "0.3"), ("A3", "6.65")],
    );
    check(
        &[
            ("A1", "=IF(B1>0,B1/3,\"\")"),
            ("A2", "=IF(B9=\"\",\"\",1)"),
            ("A3", "=IFERROR(B1/B9,0)"),
            ("A4", "=-B1+50%"),
            ("A5", "=SUM(B1:B9,5,\"2\")"),
            ("A6", "=B1/B9"),
            ("A7", "=MAX(B:B)&\"元\""),
            ("B1", "10"),
            ("B2", "合计"),
        ],
        &[],
        &[("A1", "3.33333333333333"), ("A3", "0"), ("A4", "-9.5"), ("A5", "17"), ("A6", "#DIV/0!"), ("A7", "10元")],
    );
}

#[test]
fn circles_and_what_is_beyond_us_are_told() {
    let (cells, unsolved) = solved(
        &[
            ("A1", "=A2"),
            ("A2", "=A3+1"),
            ("A3", "=A1"),
            ("B1", "=VLOOKUP(A9,C1:D2,2)"),
            ("B2", "=B1+1"),
            ("B3", "=B3"),
            ("C1", "=D1:D2"),
            ("C2", "=单价"),
        ],
        &[],
    );
    assert_eq!(cells, []);
    assert_eq!(unsolved.len(), 8, "{unsolved:?}");
    assert!(unsolved.contains(&"A1 公式循环引用".to_owned()), "{unsolved:?}");
    assert!(unsolved.contains(&"B2 函数 VLOOKUP".to_owned()), "{unsolved:?}");
}

#[test]
fn a_long_formula_takes_no_stack() {
    for (text, result) in [
        ("1".to_owned() + &"+1".repeat(200_000), "200001"),
        ("1".to_owned() + &"*1".repeat(200_000), "1"),
        ("1".to_owned() + &"&\"\"".repeat(200_000), "1"),
        ("-".repeat(200_000) + "1", "1"),
        ("0".to_owned() + &"%".repeat(200_000), "0"),
        ("1".to_owned() + &"=1".repeat(200_001), "FALSE"),
    ] {
        let (cells, unsolved) = solved(&[("A1", &format!("={text}"))], &[]);
        assert_eq!((cells[0].1.as_str(), unsolved.len()), (result, 0), "{}", &text[..10]);
    }
}

#[test]
fn a_long_chain_and_wide_sums_take_no_stack_and_little_time() {
    let names: Vec<String> = (1..=20_000).map(|row| format!("A{row}")).collect();
    let texts: Vec<String> = (1..=20_000).map(|row| format!("=A{}+1", row + 1)).collect();
    let cells: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let (cells, unsolved) = solved(&cells, &[]);
    assert_eq!((cells[0].1.as_str(), unsolved.len()), ("20000", 0));
}
