//! 原页: pages of documents as pictures, drawn when somebody looks at them and kept for a while.

use super::Shared;
use super::answer::{self, Answer};
use super::desk::held;
use super::views::Fields;
use crate::Error;
use crate::parallel::{Unfinished, in_time};
use crate::present::chart::{BOLD, REGULAR};
use crate::project::{Input, Project, ProjectError};
use crate::source::format::page_picture;
use axum::extract::{Path, Query, State};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long drawing may take. What is still at work then is left to itself; what it may cost is bounded.
const DEADLINE: Duration = Duration::from_secs(30);

/// Bytes of pictures that are kept.
const KEPT: usize = 64 << 20;

/// A page: the fingerprint of the input, the file in it if it is an archive, and the number.
type PageKey = (String, String, u32);

/// 画好的页, the last ones, by content: they never change.
#[derive(Default)]
pub(super) struct Pictures(Mutex<VecDeque<(PageKey, Arc<str>)>>);

impl Pictures {
    /// The picture of a page, drawn unless it is kept.
    fn picture(&self, project: &Project, key: &PageKey) -> Result<Arc<str>, Error> {
        if let Some((_, picture)) = held(&self.0).iter().find(|(known, _)| known == key) {
            return Ok(picture.clone());
        }
        let picture: Arc<str> = drawn(project, key)?.into();
        let mut kept = held(&self.0);
        kept.push_back((key.clone(), picture.clone()));
        while kept.iter().map(|(_, picture)| picture.len()).sum::<usize>() > KEPT && kept.len() > 1 {
            kept.pop_front();
        }
        Ok(picture)
    }
}

fn drawn(project: &Project, (fingerprint, inner, number): &PageKey) -> Result<String, Error> {
    let inputs = project.entries::<Input>()?;
    let input = inputs.iter().find(|input| input.sha256 == *fingerprint);
    let input = input.ok_or_else(|| ProjectError::NoInput { name: "这一页的文件".to_owned() })?;
    let file = if inner.is_empty() { input.name.clone() } else { format!("{}/{inner}", input.name) };
    let bytes = project.content(&file)?;
    let (name, number): (Arc<str>, u32) = (file.as_str().into(), *number);
    match in_time(DEADLINE, move || page_picture(&name, &bytes, number, [REGULAR, BOLD])) {
        Ok(picture) => picture,
        Err(unfinished) => Err(ProjectError::Undrawn {
            name: format!("{file} 第{number}页"),
            reason: match unfinished {
                Unfinished::Late => "太复杂，画得太久",
                Unfinished::Panicked => "程序出错",
                Unfinished::NoThread => "系统没有余力",
            },
        }
        .into()),
    }
}

/// A page of a document as a picture.
pub(super) async fn picture(
    State(server): State<Shared>,
    Path((fingerprint, number)): Path<(String, u32)>,
    Query(fields): Query<Fields>,
) -> Answer {
    answer::work(server, move |server| {
        let inner = fields.get("in").cloned().unwrap_or_default();
        let picture = server.pictures.picture(server.desk.project(), &(fingerprint, inner, number))?;
        Ok(answer::file("image/svg+xml", None, picture.as_bytes().to_vec()))
    })
    .await
}
