//! Work that shows its progress and can be interrupted.

use crate::fault::{exception, raised};
use engine::Error;
use engine::command::choice;
use engine::source::Progress;
use pyo3::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Counts what is done, for the thread that shows it, and ends the work once nobody waits for it.
#[derive(Default)]
pub struct Counter {
    all: AtomicUsize,
    done: AtomicUsize,
    is_over: AtomicBool,
}

impl Progress for Counter {
    fn begin(&self, count: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.all.store(count, Ordering::Relaxed);
    }

    fn done(&self, count: usize, _: &str) -> Result<(), Error> {
        self.done.fetch_add(count, Ordering::Relaxed);
        match self.is_over.load(Ordering::Relaxed) {
            // Nobody sees it: the exception of the interrupt has been raised.
            true => Err(choice::wrong("已中断")),
            false => Ok(()),
        }
    }
}

/// Runs work on a thread of its own while other Python threads go on, and calls `show` with what is done and all that there
/// is to do. Ctrl-C, and an exception of `show`, end the waiting at once; the work ends at its next step.
pub fn run<T: Send + 'static>(
    py: Python<'_>,
    show: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Counter) -> Result<T, Error> + Send + 'static,
) -> PyResult<T> {
    /// Between two looks for an interrupt; a fifth of what a person notices.
    const LOOK: Duration = Duration::from_millis(20);
    let counter = Arc::new(Counter::default());
    let (done, result) = channel();
    let counted = counter.clone();
    // As large as a main thread's, since readers walk nested documents recursively.
    let thread = std::thread::Builder::new().stack_size(8 << 20);
    thread
        .spawn(move || _ = done.send(work(&counted)))
        .map_err(|reason| exception("internal", format!("线程启动不了（{reason}）。请关闭一些程序后再试")))?;
    let result = std::sync::Mutex::new(result);
    let look = || {
        py.check_signals()?;
        let (done, all) = (counter.done.load(Ordering::Relaxed), counter.all.load(Ordering::Relaxed));
        show.map_or(Ok(()), |show| show.call1((done, all)).map(|_| ()))
    };
    loop {
        match py.detach(|| result.lock().ok().map(|result| result.recv_timeout(LOOK))) {
            Some(Ok(result)) => return result.map_err(|error| raised(&error)),
            Some(Err(RecvTimeoutError::Timeout)) => {
                look().inspect_err(|_| counter.is_over.store(true, Ordering::Relaxed))?;
            }
            _ => {
                let message = "计算中断。这是程序的问题，请把输入文件和这条信息发给我们";
                return Err(exception("internal", message.to_owned()));
            }
        }
    }
}
