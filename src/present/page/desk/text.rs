//! 情况说明: the open places, this year's text, and last year's beside it.

use super::super::story;
use super::frame::{DeskFrame, DeskLink, page as framed};
use super::insertion::{self, DeskInsertion};
use crate::model::Paper;
use crate::present::Edition;
use crate::present::explanation::{Profile, ProfileKey, explain};
use serde::Serialize;

/// 填写处 with what was typed there.
#[derive(Debug, Clone)]
pub struct DeskText {
    /// What it is.
    pub key: ProfileKey,
    /// What was typed.
    pub text: String,
    /// Why that cannot be used.
    pub fault: String,
    /// The version of its entry.
    pub version: u64,
}

/// 上年的文字: a document of the earlier year.
#[derive(Serialize)]
struct Earlier {
    file: String,
    paragraphs: Vec<Paragraph>,
}

#[derive(Serialize)]
struct Paragraph {
    heading: bool,
    text: String,
}

/// The documents of the earlier year that say something.
fn earlier(edition: &Edition) -> Vec<Earlier> {
    let base = edition.report.comparison.base;
    let of_base = edition.report.papers.iter().filter(|paper| paper.year == Some(base));
    of_base.map(said).filter(|earlier| !earlier.paragraphs.is_empty()).collect()
}

fn said(paper: &Paper) -> Earlier {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for sentence in &paper.sentences {
        match paragraphs.last_mut() {
            Some(last) if sentence.continues && !last.heading => last.text.push_str(&sentence.text),
            _ => paragraphs
                .push(Paragraph { heading: sentence.heading.is_some(), text: sentence.text.trim().to_owned() }),
        }
    }
    Earlier { file: paper.file.to_string(), paragraphs }
}

pub(super) fn page(
    frame: &DeskFrame,
    edition: &Edition,
    (texts, charts): (&[DeskText], &[DeskInsertion]),
    downloads: &[DeskLink],
) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Blank {
        what: String,
        heading: String,
        key: String,
        text: String,
        fault: String,
        version: u64,
        how: &'static str,
        rows: usize,
    }
    #[derive(Serialize)]
    struct Body<'a> {
        blanks: Vec<Blank>,
        charts: Vec<insertion::InsertionView>,
        standing: Vec<(String, String)>,
        story: story::Story,
        earlier: Vec<Earlier>,
        downloads: &'a [DeskLink],
    }
    let blank = |key: &ProfileKey, what: String, heading: &str| {
        let typed = texts.iter().find(|typed| typed.key == *key);
        Blank {
            what,
            heading: heading.to_owned(),
            key: key.to_string(),
            text: typed.map(|typed| typed.text.clone()).unwrap_or_default(),
            fault: typed.map(|typed| typed.fault.clone()).unwrap_or_default(),
            version: typed.map_or(0, |typed| typed.version),
            how: key.hint(),
            rows: if key.is_list() { 3 } else { 2 },
        }
    };
    // The boxes are those of a text in which nothing was typed, so that a box stays where it is when it is filled.
    let unit_alone = Profile { form: edition.profile.form, ..Profile::default() };
    let open = explain(&edition.content, &unit_alone, None)?.open;
    let asked = open.iter().map(|open| {
        let what = open.missing.clone().unwrap_or_else(|| format!("沿用上年，请核对：{}", open.text));
        blank(&open.key, what, &open.heading)
    });
    let is_asked = |key: &ProfileKey| open.iter().any(|open| open.key == *key);
    let others = texts.iter().filter(|typed| !typed.text.is_empty() && !is_asked(&typed.key));
    let others = others.map(|typed| blank(&typed.key, typed.key.to_string(), "现在的文字里没有这一处"));
    let body = Body {
        blanks: asked.chain(others).collect(),
        charts: charts.iter().map(insertion::view).collect(),
        standing: insertion::standing(edition),
        story: story::story(edition, false),
        earlier: earlier(edition),
        downloads,
    };
    framed(frame, "desk/text.html", false, body)
}
