//! 写入: what the user types and decides. Each write carries the version that the page showed.

use super::answer::{self, Answer};
use super::{Server, Shared};
use crate::Error;
use crate::model::plain_line;
use crate::project::{Decision, Entry, FindingState, Input, Insertion, Recoding, Text, bridge, choice};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;

/// The longest text and note.
const LONGEST: usize = 20_000;

/// The longest name of a unit.
const LONGEST_NAME: usize = 100;

/// 更正 of an input. What is absent stays; what is empty is taken back.
#[derive(Deserialize)]
pub(super) struct Correction {
    name: String,
    year: Option<String>,
    unit: Option<String>,
    phase: Option<String>,
    money: Option<String>,
    left_out: Option<bool>,
    /// The place of a table and which table it is.
    table: Option<(String, String)>,
    /// The place of a table and its amount unit.
    table_money: Option<(String, String)>,
    version: u64,
}

impl Correction {
    /// The input with what is corrected.
    fn of(self, input: Input) -> Result<Input, Error> {
        /// The longest place, which names a file and perhaps a sheet.
        const PLACE: usize = 500;
        let mut input = Input { version: self.version, left_out: self.left_out.unwrap_or(input.left_out), ..input };
        if let Some(year) = self.year {
            let digits = year.trim().trim_end_matches('年');
            let read = || digits.parse().map_err(|_| choice::wrong("年度应写如 2024"));
            input.year = if digits.is_empty() { None } else { Some(read()?) };
        }
        let texts = [(&mut input.unit, self.unit), (&mut input.phase, self.phase), (&mut input.money, self.money)];
        for (text, said) in texts {
            let Some(said) = said else { continue };
            let said = plain_line(said.trim()).into_owned();
            if said.chars().count() > LONGEST_NAME {
                return Err(choice::wrong(format!("名称超过 {LONGEST_NAME} 个字，没有保存。请写文件上的单位全称")));
            }
            *text = said;
        }
        for (places, said) in [(&mut input.tables, self.table), (&mut input.moneys, self.table_money)] {
            let Some((place, said)) = said else { continue };
            match said.trim() {
                "" => drop(places.remove(&place)),
                _ if place.chars().count() > PLACE => return Err(choice::wrong("没有这张表")),
                said => drop(places.insert(place, said.to_owned())),
            }
        }
        for table in input.tables.values_mut() {
            choice::table(table)?.name().clone_into(table);
        }
        input.correction()?;
        Ok(input)
    }
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

/// Keeps whether a proposed change of codes counts, unless it contradicts those that count already.
pub(super) async fn recoding(State(server): State<Shared>, Json(recoding): Json<Recoding>) -> Answer {
    answer::work(server, move |server| {
        if recoding.rows.chars().count() > LONGEST {
            return wrong("这一处口径太长，没有保存");
        }
        let mut all = server.desk.project().entries::<Recoding>()?;
        all.retain(|other| !other.is_same(&recoding));
        all.push(recoding.clone());
        match bridge(&all) {
            Err(error) if recoding.counts => {
                wrong(&format!("没有保存：与已经勾选的合不到一起（{}）", answer::words(server, &error)))
            }
            _ => written(server, recoding),
        }
    })
    .await
}

/// Keeps whether a chart stands in the 情况说明.
pub(super) async fn chart(State(server): State<Shared>, Json(insertion): Json<Insertion>) -> Answer {
    answer::work(server, move |server| {
        if insertion.words.values().any(|word| word.chars().count() > LONGEST_NAME) {
            return wrong("图的选择太长，没有保存");
        }
        insertion.chart()?;
        written(server, insertion)
    })
    .await
}

/// Keeps a correction of an input.
pub(super) async fn input(State(server): State<Shared>, Json(correction): Json<Correction>) -> Answer {
    answer::work(server, move |server| {
        let input = server.desk.project().input(&correction.name)?;
        written(server, correction.of(input)?)
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
