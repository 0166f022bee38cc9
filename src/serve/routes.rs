//! 路由: the addresses, and the loop that answers connections.

use super::desk::Desk;
use super::guard::{self, Guard};
use super::pages::Pictures;
use super::{Server, Shared, answer, download, events, pages, upload, views, writes};
use crate::Error;
use crate::project::Project;
use crate::source::ocr::Engine;
use axum::Router;
use axum::http::header;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;

/// 服务的设置.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The project.
    pub project: Project,
    /// The address to listen at; `None` for this machine alone.
    pub listen: Option<IpAddr>,
    /// The port; 0 for any free one.
    pub port: u16,
    /// The password, needed where others can reach the server.
    pub password: Option<String>,
    /// What reads scanned pages.
    pub engine: Option<Arc<dyn Engine>>,
}

/// Bytes of a request other than an upload.
const MAX_REQUEST: usize = 256 << 10;

/// Connections at a time; others wait.
const MAX_CONNECTIONS: usize = 256;

/// How long a client may take to send a request's head.
const HEAD_DEADLINE: Duration = Duration::from_secs(15);

/// How long a client may take nothing of an answer that waits for it.
const TAKE_DEADLINE: Duration = Duration::from_secs(10);

/// Serves until the page ends it. `ready` gets the address to open.
///
/// # Errors
/// The port is taken, or the system refuses.
pub(crate) fn serve(settings: Settings, ready: impl FnOnce(&str)) -> Result<(), Error> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).thread_stack_size(crate::parallel::STACK).enable_all();
    let runtime = builder.build();
    let runtime = runtime.map_err(answer::refused)?;
    let done = runtime.block_on(run(settings, ready));
    // Work that is still going on is left behind; every write on disk is whole.
    runtime.shutdown_background();
    done
}

async fn run(settings: Settings, ready: impl FnOnce(&str)) -> Result<(), Error> {
    let address = SocketAddr::new(settings.listen.unwrap_or(Ipv4Addr::LOCALHOST.into()), settings.port);
    let listener = TcpListener::bind(address).await.map_err(answer::refused)?;
    let address = listener.local_addr().map_err(answer::refused)?;
    let (guard, link) = Guard::new(address, settings.password.as_deref()).map_err(answer::refused)?;
    let server: Shared = Arc::new(Server {
        desk: Desk::new(settings.project, settings.engine),
        pictures: Pictures::default(),
        guard,
        work: Semaphore::new(crate::parallel::processors()),
        end: Notify::new(),
    });
    let service = TowerToHyperService::new(router(server.clone()));
    ready(&link);
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { return Ok(()) };
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            () = server.end.notified() => {
                // The answer to the page that asked for the end is still on its way.
                tokio::time::sleep(Duration::from_millis(300)).await;
                return Ok(());
            }
        };
        let Ok((stream, _)) = stream else {
            // The system is out of descriptors: connections that end give some back.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = service.clone();
        tokio::spawn(async move {
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(HEAD_DEADLINE).max_buf_size(64 << 10);
            // A client that breaks off is no concern of anybody else.
            let mut stream = Box::pin(TimeoutStream::new(stream));
            stream.as_mut().set_write_timeout_pinned(Some(TAKE_DEADLINE));
            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
            drop(place);
        });
    }
}

fn router(server: Shared) -> Router {
    let small = Router::new()
        .route("/", get(views::files))
        .route("/comparison", get(views::comparison).post(writes::recoding))
        .route("/row", get(views::row))
        .route("/charts", get(views::charts).post(writes::chart))
        .route("/text", get(views::text))
        .route("/findings", get(views::findings).post(writes::finding))
        .route("/units", get(views::units))
        .route("/take", get(views::take))
        .route("/chart.svg", get(download::svg))
        .route("/chart.png", get(download::png))
        .route("/download/{name}", get(download::file))
        .route("/page/{fingerprint}/{number}", get(pages::picture))
        .route("/progress", get(events::progress))
        .route("/texts", post(writes::text))
        .route("/inputs", post(writes::input))
        .route("/end", post(writes::end))
        .route("/login", post(guard::login))
        .layer(RequestBodyLimitLayer::new(MAX_REQUEST));
    let assets = crate::present::ASSETS.iter().fold(small, |router, (path, kind, bytes)| {
        let asset =
            || async { ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "no-cache")], *bytes).into_response() };
        router.route(path, get(asset))
    });
    assets
        .route("/files", post(upload::receive))
        .fallback(answer::not_found)
        .layer(from_fn_with_state(server.clone(), guard::check))
        .layer(CatchPanicLayer::custom(answer::panicked))
        .layer(from_fn(guard::headers))
        .with_state(server)
}
