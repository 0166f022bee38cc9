//! How much of real sentences is read: measured on `../shared/claims`, skipped where it is absent.

use serde_json::Value;
use tongbi::model::{Claim, Place, Role};
use tongbi::source::{Block, Document, narrative};

/// The lines of a file of real sentences.
pub fn lines(name: &str) -> Vec<Value> {
    let Some(path) = crate::example::shared(&format!("claims/{name}")) else { return Vec::new() };
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn read(text: &str) -> Vec<Claim> {
    let block = Block::Paragraph { text: text.to_owned(), place: Place::file("t.txt") };
    narrative::read(&Document { name: "t.txt".into(), blocks: vec![block], warnings: Vec::new() })
}

#[test]
#[ignore = "prints how the real sentences are read, to look at"]
fn print_the_excerpts() {
    for line in lines("excerpts.jsonl") {
        let text = line["text"].as_str().unwrap();
        println!("# {text}");
        for claim in read(text) {
            let whole = claim.subject.whole.as_deref().unwrap_or_default();
            println!("    {:?} {whole:?} {:?}", claim.subject.text, claim.year);
            for figure in &claim.figures {
                let number = figure.number.as_ref().map_or("-", |number| number.raw());
                let base = figure.base.map_or(String::new(), |base| format!("{base:?}"));
                println!("        {:?} {number} {base}", figure.role);
            }
        }
    }
    let _ = Role::Current;
}
