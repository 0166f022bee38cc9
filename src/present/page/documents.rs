//! 原文: the sentences of the documents, with every judged figure marked by its verdict.

use super::anchors::{Anchors, Mark, sentence_id};
use crate::audit::Verdict;
use crate::report::Report;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct DocumentView {
    file: String,
    sentences: Vec<SentenceView>,
}

#[derive(Serialize)]
struct SentenceView {
    id: String,
    heading: bool,
    pieces: Vec<Piece>,
    unmarked: Vec<usize>,
}

#[derive(Serialize)]
struct Piece {
    text: String,
    class: &'static str,
    verdict: &'static str,
    finding: Option<usize>,
}

/// The documents that have sentences.
pub(super) fn documents(report: &Report, anchors: &Anchors) -> Vec<DocumentView> {
    let papers = report.papers.iter().enumerate().filter(|(_, paper)| !paper.sentences.is_empty());
    papers
        .map(|(at, paper)| {
            let sentences = paper.sentences.iter().enumerate().map(|(number, sentence)| {
                let marks = anchors.marks.get(&(at, number)).map_or(&[][..], Vec::as_slice);
                SentenceView {
                    id: sentence_id((at, number)),
                    heading: sentence.heading.is_some(),
                    pieces: pieces(&sentence.text, marks),
                    unmarked: anchors.unmarked.get(&(at, number)).cloned().unwrap_or_default(),
                }
            });
            DocumentView { file: paper.file.to_string(), sentences: sentences.collect() }
        })
        .collect()
}

fn pieces(text: &str, marks: &[Mark]) -> Vec<Piece> {
    let plain = |text: &str| Piece { text: text.to_owned(), class: "", verdict: "", finding: None };
    let mut pieces = Vec::new();
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(inside)) = (text.get(at..mark.range.start), text.get(mark.range.clone())) else {
            continue;
        };
        if !before.is_empty() {
            pieces.push(plain(before));
        }
        let class = match mark.verdict {
            Verdict::Ok => "ok",
            Verdict::Unchecked => "open",
            verdict if verdict.is_wrong() => "wrong",
            _ => "hint",
        };
        pieces.push(Piece { text: inside.to_owned(), class, verdict: mark.verdict.title(), finding: mark.finding });
        at = mark.range.end;
    }
    if let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        pieces.push(plain(rest));
    }
    pieces
}
