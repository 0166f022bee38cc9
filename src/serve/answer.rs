//! 回答: errors in words, without any path of the disk, and work off the threads that answer.

use super::{Server, Shared};
use crate::project::ProjectError;
use crate::{Error, ErrorKind};
use axum::Json;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use std::any::Any;

/// A response.
pub(super) type Answer = Response<Body>;

/// The error for an address or thread that the system refuses.
pub(super) fn refused(reason: std::io::Error) -> Error {
    ProjectError::Serve { reason }.into()
}

/// Runs work that takes time; as many pieces at once as there are processors.
pub(super) async fn work(
    server: Shared,
    work: impl FnOnce(&Server) -> Result<Answer, Error> + Send + 'static,
) -> Answer {
    let Ok(_place) = server.work.acquire().await else { return failed() };
    let shared = server.clone();
    match tokio::task::spawn_blocking(move || work(&shared)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => said(&server, &error),
        Err(_) => failed(),
    }
}

/// An error as JSON, with the status that fits.
pub(super) fn said(server: &Server, error: &Error) -> Answer {
    let status = match error.kind() {
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::NotThere => StatusCode::NOT_FOUND,
        ErrorKind::Input => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::Output | ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    message(status, &words(server, error))
}

/// An error in words. Where the project lies is nobody's concern but the person's who started the program.
pub(super) fn words(server: &Server, error: &Error) -> String {
    let folder = server.desk.project().folder();
    error.to_string().replace(&*folder.to_string_lossy(), "项目")
}

/// A message as JSON.
pub(super) fn message(status: StatusCode, message: &str) -> Answer {
    (status, Json(serde_json::json!({ "message": message }))).into_response()
}

fn failed() -> Answer {
    message(StatusCode::INTERNAL_SERVER_ERROR, "程序出错，没有做成。请刷新再试；还不行，请把项目里的文件发给我们")
}

/// The answer where a handler panicked.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Answer {
    failed()
}

/// The answer for an address that is none.
pub(super) async fn not_found() -> Answer {
    message(StatusCode::NOT_FOUND, "没有这一页")
}

/// A page.
pub(super) fn html(page: String) -> Answer {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], page).into_response()
}

/// A file, to be kept under this name if it has one.
pub(super) fn file(kind: &'static str, name: Option<&str>, bytes: Vec<u8>) -> Answer {
    let mut answer = ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], bytes).into_response();
    let disposition = name.map(|name| {
        let encoded = crate::present::address(&[("n", name)]);
        format!("attachment; filename*=UTF-8''{}", encoded.trim_start_matches("?n="))
    });
    if let Some(Ok(disposition)) = disposition.map(TryInto::try_into) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}
