//! How much of real sentences is read: measured on `../shared/claims`, skipped where it is absent.

use serde_json::Value;
use tongbi::audit::{Audit, Material, Verdict, audit, judge};
use tongbi::model::{Claim, Place};
use tongbi::source::{Block, Document, narrative};

/// How many of the hand-judged claims are judged alike.
const REACHED: usize = 15;

/// The lines of a file of real sentences.
pub fn lines(name: &str) -> Vec<Value> {
    let Some(path) = crate::example::shared(&format!("claims/{name}")) else { return Vec::new() };
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn read(text: &str) -> Vec<Claim> {
    read_all(&[text.to_owned()])
}

/// Reads paragraphs as one document.
fn read_all(texts: &[String]) -> Vec<Claim> {
    let place = Place::file("t.txt");
    let blocks = texts.iter().map(|text| Block::Paragraph { text: text.clone(), place: place.clone() });
    narrative::read(&Document { name: "t.txt".into(), blocks: blocks.collect(), ..Document::default() })
}

/// The sentences of the same page, this one included: what it speaks of may be printed in another.
fn neighbours(line: &Value) -> Vec<String> {
    let words = |line: &Value| line["text"].as_str().unwrap().to_owned();
    let excerpts = lines("excerpts.jsonl");
    let texts: Vec<String> = excerpts.iter().filter(|other| other["source"] == line["source"]).map(words).collect();
    if texts.contains(&words(line)) { texts } else { vec![words(line)] }
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
}

/// The verdict that the audit gives a quoted claim: the gravest of the figures inside the quote.
fn verdict(audit: &Audit, quote: &str) -> Option<Verdict> {
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let quote = plain(quote);
    let spoken = |judged: &&tongbi::audit::Judgement| {
        let text = plain(&judged.text);
        let before = plain(&judged.text[..judged.mark.start]).len();
        text.match_indices(&quote).any(|(at, _)| (at..at + quote.len()).contains(&before))
    };
    audit.claims.iter().filter(spoken).map(|judged| judged.verdict).max()
}

#[test]
fn hand_judged_claims_get_the_verdict_that_a_person_gave() {
    let mut right = 0;
    let lines = lines("judged.jsonl");
    for line in &lines {
        let quote = line["claim"].as_str().unwrap();
        let expected: &[Verdict] = match line["verdict"].as_str().unwrap() {
            "wrong" | "last_digit" => &[Verdict::Figure],
            // 8 of 641, both in whole 万元: 7.95 of 640.5 rounds to it.
            "truncated" if quote == "下降1.24%" => &[Verdict::Tail],
            "truncated" => &[Verdict::Truncated],
            "tail_0.01" => &[Verdict::Tail],
            "plugged_to_100" => &[Verdict::Plugged],
            _ => &[Verdict::Ok],
        };
        let claims = read_all(&neighbours(line));
        let found = verdict(&audit(&[], &claims), quote);
        let fits = found.is_some_and(|found| expected.contains(&found));
        right += usize::from(fits);
        if !fits {
            println!("{quote}: {found:?}, judged {}", line["verdict"]);
        }
    }
    println!("judged.jsonl: {right} of {} as judged", lines.len());
    assert!(right >= REACHED || lines.is_empty(), "{right}");
}

#[test]
fn sentences_that_nobody_objected_to_are_not_accused() {
    let quotes: Vec<String> =
        lines("judged.jsonl").iter().map(|line| line["claim"].as_str().unwrap().to_owned()).collect();
    let (mut figures, mut checked) = (0, 0);
    let mut accused = Vec::new();
    for line in lines("excerpts.jsonl") {
        let report = audit(&[], &read(line["text"].as_str().unwrap()));
        figures += report.claims.len();
        checked += report.checked();
        for finding in report.findings().into_iter().filter(|finding| finding.verdict.is_wrong()) {
            let known = quotes.iter().any(|quote| quote.contains(finding.printed.trim_matches(['%', '％'])));
            if !known {
                accused.push(format!("{} in {}: {}", finding.printed, finding.text, finding.because));
            }
        }
    }
    println!("excerpts.jsonl: {figures} figures found, {checked} judged, {} accused beyond the judged", accused.len());
    assert!(accused.is_empty(), "{}", accused.join("\n"));
}

#[test]
fn the_example_is_not_accused() {
    let Some(path) = crate::example::shared("seed/bazhou-social-insurance-2024.txt") else { return };
    let loaded = tongbi::source::load(&[path], &Default::default(), &()).unwrap();
    let report = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
    let wrong: Vec<_> = report.findings().into_iter().filter(|finding| finding.verdict.is_wrong()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    println!("seed: {} figures, {} judged, {} sums", report.claims.len(), report.checked(), report.sums);
    for total in ["759.57", "513.48"] {
        assert!(report.tables.iter().any(|judged| &*judged.printed == total && judged.verdict == Verdict::Tail));
    }
}

#[test]
#[ignore = "prints claims of a file, to look at"]
fn print_claims() {
    let Ok(path) = std::env::var("TONGBI_FILE") else { return };
    let loaded = tongbi::source::load(&[path.into()], &Default::default(), &()).unwrap();
    for claim in &loaded.claims {
        println!(
            "{:?} whole {:?} path {:?} year {:?} {:?} {:?} in {:?}",
            claim.subject.text,
            claim.subject.whole,
            claim.subject.path,
            claim.year,
            claim.phase,
            claim.territory,
            claim.section.last()
        );
        for figure in &claim.figures {
            println!("      {:?} {:?} {:?}", figure.role, figure.number.as_ref().map(|n| n.raw()), figure.base);
        }
    }
}

/// `role printed verdict` of every figure of an excerpt, in reading order.
fn judged(text: &str) -> Vec<String> {
    let claims = read(text);
    let roles: Vec<String> = claims
        .iter()
        .flat_map(|claim| &claim.figures)
        .map(|figure| format!("{:?}", figure.role).chars().take_while(|c| c.is_alphabetic()).collect())
        .collect();
    let report = audit(&[], &claims);
    let line = |(role, judged): (&String, &tongbi::audit::Judgement)| {
        let printed: String = judged.printed.chars().filter(|c| !c.is_whitespace()).collect();
        format!("{} {printed} {}", role.to_lowercase(), judged.verdict.name())
    };
    roles.iter().zip(&report.claims).map(line).collect()
}

/// Every figure of every excerpt with role and verdict, gone through by hand; the figures only, not the sentences.
const GOLD: &str = include_str!("fixtures/excerpts.gold.txt");

#[test]
fn every_figure_of_the_excerpts_is_read_and_judged_as_gone_through_by_hand() {
    let lines = lines("excerpts.jsonl");
    let mut found = String::new();
    for (number, line) in lines.iter().enumerate() {
        found += &format!("{}\t{}\n", number + 1, judged(line["text"].as_str().unwrap()).join("; "));
    }
    if std::env::var_os("TONGBI_WRITE").is_some() && !lines.is_empty() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/excerpts.gold.txt");
        std::fs::write(path, &found).unwrap();
    }
    for (found, gold) in found.lines().zip(GOLD.lines()) {
        assert_eq!(found, gold);
    }
    assert!(lines.is_empty() || lines.len() == GOLD.lines().count());
}
