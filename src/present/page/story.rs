//! 情况说明 for the page, in which what is left to fill in is marked.

use crate::present::Edition;
use crate::present::chart::Kind;
use crate::present::explanation::Passage;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Story {
    passages: Vec<PassageView>,
    pending: Vec<String>,
}

#[derive(Serialize)]
struct PassageView {
    /// `heading`, `paragraph`, `note` or `chart`.
    kind: &'static str,
    level: u8,
    pieces: Vec<Piece>,
    chart: &'static str,
}

#[derive(Serialize)]
struct Piece {
    text: String,
    pending: bool,
}

/// The text. Charts that the page does not have are left out, and so are tables, which it shows elsewhere; `has_charts`
/// says whether it has those that could be drawn.
pub(super) fn story(edition: &Edition, has_charts: bool) -> Story {
    let is_drawn = |kind: &Kind| has_charts && edition.charts.iter().any(|(drawn, _)| drawn == kind);
    let passages = edition.explanation.spoken().filter_map(|passage| match passage {
        Passage::Heading { level, text } => Some(view("heading", *level, text)),
        Passage::Paragraph(text) | Passage::Signature(text) => Some(view("paragraph", 0, text)),
        Passage::Note(text) => Some(view("note", 0, text)),
        Passage::Chart(kind) if is_drawn(kind) => {
            Some(PassageView { chart: kind.name(), ..view("chart", 0, kind.title()) })
        }
        Passage::Chart(_) | Passage::Table(_) | Passage::Forms | Passage::Targets => None,
    });
    Story { passages: passages.collect(), pending: edition.explanation.pending() }
}

fn view(kind: &'static str, level: u8, text: &str) -> PassageView {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("【待补充") {
        let end = rest[start..].find('】').map_or(rest.len(), |end| start + end + '】'.len_utf8());
        pieces.push(Piece { text: rest[..start].to_owned(), pending: false });
        pieces.push(Piece { text: rest[start..end].to_owned(), pending: true });
        rest = &rest[end..];
    }
    pieces.push(Piece { text: rest.to_owned(), pending: false });
    pieces.retain(|piece| !piece.text.is_empty());
    PassageView { kind, level, pieces, chart: "" }
}
