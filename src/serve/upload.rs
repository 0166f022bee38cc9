//! 收文件: receives one file at a time, bounded in size and time, straight to the disk.

use super::Shared;
use super::answer::{self, Answer};
use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use futures_util::StreamExt;
use serde::Deserialize;
use std::time::Duration;
use tokio::time::timeout;

/// How long a client may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// How long one file may take.
const WHOLE: Duration = Duration::from_secs(15 * 60);

/// The name of a file: for display, never a path.
#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

/// Receives a file.
pub(super) async fn receive(State(server): State<Shared>, Query(named): Query<Named>, body: Body) -> Answer {
    match timeout(WHOLE, received(&server, &named.name, body)).await {
        Ok(answer) => answer,
        Err(_) => slow(),
    }
}

fn slow() -> Answer {
    answer::message(StatusCode::REQUEST_TIMEOUT, "太久没有送完，没有收下。请再放一次")
}

async fn received(server: &Shared, name: &str, body: Body) -> Answer {
    let mut upload = match server.desk.project().upload(name) {
        Ok(upload) => upload,
        Err(error) => return answer::said(server, &error),
    };
    let mut pieces = body.into_data_stream();
    loop {
        match timeout(SILENCE, pieces.next()).await {
            Ok(Some(Ok(piece))) => {
                if let Err(error) = upload.append(&piece) {
                    return answer::said(server, &error);
                }
            }
            Ok(None) => break,
            Ok(Some(Err(_))) => return answer::message(StatusCode::BAD_REQUEST, "没有送完，没有收下。请再放一次"),
            Err(_) => return slow(),
        }
    }
    let kept = answer::work(server.clone(), |_| {
        let input = upload.finish()?;
        Ok(Json(serde_json::json!({ "name": input.name, "version": input.version })).into_response())
    });
    kept.await
}
