//! 本地页面: a small server on this machine for people without a terminal. It uses the library as the command does and
//! holds no arithmetic: requests in, one library call, pages and files out.
//!
//! `guard` lets only the page's own browser in, `desk` keeps what was read and made, `views`, `writes`, `upload` and
//! `download` answer, `pages` draws pages of documents, `events` tells the progress of reading.

mod answer;
mod desk;
mod download;
mod events;
mod guard;
mod pages;
mod routes;
mod upload;
mod views;
mod writes;

pub(crate) use routes::{Settings, serve};

use desk::Desk;
use guard::Guard;
use pages::Pictures;
use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// 服务: what all requests share.
struct Server {
    desk: Desk,
    pictures: Pictures,
    guard: Guard,
    /// One piece of work at a time on each processor; the others wait.
    work: Semaphore,
    /// Told when the program is to end.
    end: Notify,
}

type Shared = Arc<Server>;
