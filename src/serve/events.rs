//! 进度: tells the page by server-sent events how far reading has come. Asking for it begins the reading.

use super::answer::{self, Answer};
use super::desk::Reached;
use super::{Server, Shared};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use futures_util::stream::unfold;
use std::convert::Infallible;
use tokio::sync::{oneshot, watch};

/// What the stream waits for: the end of reading, or a file more.
struct Waiting {
    done: Option<oneshot::Receiver<String>>,
    reached: watch::Receiver<Reached>,
}

/// The progress as events; the last one says `done`.
pub(super) async fn progress(State(server): State<Shared>) -> Answer {
    let reached = server.desk.reached();
    let (tell, done) = oneshot::channel();
    tokio::spawn(async move {
        let read = answer::work(server.clone(), |server: &Server| {
            let reading = server.desk.reading()?;
            let reason = reading.outcome.as_ref().err().cloned().unwrap_or_default();
            Ok(reason.into_response())
        });
        let answer = read.await;
        // The page may be gone.
        let _ = tell.send(if answer.status().is_success() { String::new() } else { "无法读取".to_owned() });
        // The list of many units is ready when somebody asks for it.
        let listed = answer::work(server, |server: &Server| {
            let reading = server.desk.reading()?;
            if let Ok(content) = reading.outcome.as_ref()
                && content.split.units.len() > 1
            {
                server.desk.entries((&reading, content))?;
            }
            Ok(().into_response())
        });
        drop(listed.await);
    });
    let events = unfold(Waiting { done: Some(done), reached }, |mut waiting| async move {
        let done = waiting.done.as_mut()?;
        let event = tokio::select! {
            end = done => {
                waiting.done = None;
                serde_json::json!({ "done": true, "message": end.unwrap_or_default() })
            }
            Ok(()) = waiting.reached.changed() => {
                let reached = waiting.reached.borrow_and_update().clone();
                serde_json::json!({ "total": reached.total, "read": reached.read, "name": reached.name })
            }
        };
        Some((Ok::<_, Infallible>(format!("data: {event}\n\n")), waiting))
    });
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(events)).into_response()
}
