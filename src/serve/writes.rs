//! 写入: what the user types and decides. Each write carries the version that the page showed.

use super::answer::{self, Answer};
use super::{Server, Shared};
use crate::Error;
use crate::model::FiscalYear;
use crate::project::{Decision, Entry, FindingState, Input, Text};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;

/// The longest text and note.
const LONGEST: usize = 20_000;

/// 更正 of an input.
#[derive(Deserialize)]
pub(super) struct Correction {
    name: String,
    #[serde(default)]
    year: String,
    left_out: bool,
    version: u64,
}

fn written<E: Entry>(server: &Server, entry: E) -> Result<Answer, Error> {
    let mut entry = server.desk.project().write(entry)?;
    Ok(Json(serde_json::json!({ "version": *entry.version() })).into_response())
}

fn wrong(message: &str) -> Result<Answer, Error> {
    Ok(answer::message(StatusCode::UNPROCESSABLE_ENTITY, message))
}

/// Keeps a text.
pub(super) async fn text(State(server): State<Shared>, Json(text): Json<Text>) -> Answer {
    answer::work(server, move |server| {
        if text.text.chars().count() > LONGEST {
            return wrong("文字太长，没有保存");
        }
        match text.fault() {
            None => written(server, text),
            Some(fault) => wrong(&format!("没有保存：{fault}")),
        }
    })
    .await
}

/// Keeps what was decided about a finding.
pub(super) async fn finding(State(server): State<Shared>, Json(state): Json<FindingState>) -> Answer {
    answer::work(server, move |server| match state.note.chars().count() > LONGEST {
        true => wrong("备注太长，没有保存"),
        false => written(server, state),
    })
    .await
}

/// Keeps a correction of an input.
pub(super) async fn input(State(server): State<Shared>, Json(correction): Json<Correction>) -> Answer {
    answer::work(server, move |server| {
        let year = match correction.year.trim() {
            "" => None,
            text => match text.parse().ok().and_then(FiscalYear::new) {
                Some(year) => Some(year.get()),
                None => return wrong("年度应写如 2024"),
            },
        };
        let input = server.desk.project().input(&correction.name)?;
        written(server, Input { year, left_out: correction.left_out, version: correction.version, ..input })
    })
    .await
}

/// Ends the program.
pub(super) async fn end(State(server): State<Shared>) -> Answer {
    server.end.notify_one();
    answer::message(StatusCode::OK, "程序已结束")
}

/// What can be decided about a finding, by name and title.
pub(super) fn choices() -> [(&'static str, &'static str); 3] {
    Decision::ALL.map(|decision| (decision.name(), decision.title()))
}
