//! What the text of a disclosure claims, and last year's amounts that follow from it.

use tongbi::model::{Claim, Place};
use tongbi::source::{Block, Document, narrative};

fn claims(paragraphs: &[&str]) -> Vec<Claim> {
    let place = |row: usize| Place { row: Some(row as u32 + 1), ..Place::file("t.txt") };
    let block = |(row, text): (usize, &&str)| Block::Paragraph { text: (*text).to_owned(), place: place(row) };
    let blocks = paragraphs.iter().enumerate().map(block).collect();
    narrative::read(&Document { name: "t.txt".into(), blocks, warnings: Vec::new() })
}

/// One line per claim: the subject, then each figure with its role.
fn show(claims: &[Claim]) -> String {
    let mut lines = String::new();
    for claim in claims {
        lines.push_str(&claim.subject.text);
        for figure in &claim.figures {
            let number = figure.number.as_ref().map_or("-", |number| number.raw());
            lines.push_str(&format!(" | {:?} {number}", figure.role));
        }
        lines.push('\n');
    }
    lines
}

#[test]
#[ignore = "prints what is read from the real material, to look at"]
fn print_what_is_read() {
    let Ok(path) = std::env::var("NARRATIVE_PRINT") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let texts: Vec<&str> = text.split("\n\n").collect();
    println!("{}", show(&claims(&texts)));
}
